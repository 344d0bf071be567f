"""Records: what happened, as tidy tables of 64-bit integers; nothing is judged here."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.codes import ContactEnd, LegEnd

ISSUE_COLUMNS = ("issue", "arise_us", "channel", "reason", "ended_us", "contacts", "end", "capped")
CONTACT_COLUMNS = ("issue", "contact", "channel", "began_us", "ended_us", "end", "legs")
LEG_COLUMNS = (
    "issue", "contact", "leg", "channel", "line", "reason", "team", "agent", "joined_us", "started_us", "ended_us", "end",
)  # fmt: skip
DUTY_COLUMNS = ("agent", "on_us", "off_us", "busy_us")

COLUMNS = {
    "issues": ISSUE_COLUMNS,
    "contacts": CONTACT_COLUMNS,
    "legs": LEG_COLUMNS,
    "duty": DUTY_COLUMNS,
}

Table = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Records:
    """One row an issue, a contact, a leg, a spell of duty; -1 stands for what did not happen (no agent, no start).

    Indices are the plan's: channel, reason, line, team, agent (a person of plan.persons). Codes are those of
    ccsim.codes. Rows are sorted by issue, contact, leg, or by agent and time.
    """

    issues: Table
    contacts: Table
    legs: Table
    duty: Table

    @staticmethod
    def columns(table: str) -> tuple[str, ...]:
        """Names of the columns of `issues`, `contacts`, `legs` or `duty`."""
        return COLUMNS[table]

    def column(self, table: str, name: str) -> Table:
        """One column of a table."""
        chosen: Table = getattr(self, table)[:, COLUMNS[table].index(name)]
        return chosen

    def frame(self, table: str) -> Any:
        """A table as a pandas frame."""
        import pandas as pd

        return pd.DataFrame(getattr(self, table), columns=list(COLUMNS[table]))


def table(values: bytearray, width: int, shifts: tuple[int, ...]) -> Table:
    """Rows of `width` 64-bit integers from a flat buffer, sorted by the leading columns packed with `shifts`."""
    rows = np.frombuffer(values, dtype=np.int64).reshape(-1, width)
    key = sum(rows[:, column] << shift for column, shift in enumerate(shifts))
    sorted_rows: Table = rows[np.argsort(key, kind="stable")]
    return sorted_rows


def contacts_of(legs: Table) -> Table:
    """The contacts that sorted legs make up; one between two legs, waiting or in hand at the horizon is open."""
    issue, contact = legs[:, 0], legs[:, 1]
    starts = np.flatnonzero(np.r_[True, (issue[1:] != issue[:-1]) | (contact[1:] != contact[:-1])][: len(legs)])
    lasts = np.r_[starts[1:], len(legs)][: len(starts)] - 1
    end = CONTACT_END[legs[lasts, LEG_COLUMNS.index("end")]]
    ended = np.where(end == ContactEnd.OPEN, -1, legs[lasts, LEG_COLUMNS.index("ended_us")])
    count = np.where(end == ContactEnd.CLOSED, 0, lasts - starts + 1)
    columns = [
        issue[starts], contact[starts], legs[starts, LEG_COLUMNS.index("channel")],
        legs[starts, LEG_COLUMNS.index("joined_us")], ended, end, count,
    ]  # fmt: skip
    return np.stack(columns, axis=1)


CONTACT_END = np.full(len(LegEnd), int(ContactEnd.OPEN), dtype=np.int64)
CONTACT_END[LegEnd.RESOLVED] = ContactEnd.RESOLVED
CONTACT_END[LegEnd.UNRESOLVED] = ContactEnd.UNRESOLVED
CONTACT_END[LegEnd.ABANDONED] = ContactEnd.ABANDONED
CONTACT_END[LegEnd.CLOSED] = ContactEnd.CLOSED
"""What the last leg's end makes of its contact: one handed over is under way."""
