"""Records: what happened, as tidy tables of 64-bit integers; nothing is judged here."""

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.codes import NEVER, ContactEnd, IssueEnd, LegEnd
from ccsim.engine.clock import CONTACT_SHIFT, ISSUE_SHIFT
from ccsim.issues import Issues

ISSUE_COLUMNS = ("issue", "arise_us", "channel", "reason", "ended_us", "contacts", "end", "capped")
CONTACT_COLUMNS = ("issue", "contact", "channel", "began_us", "ended_us", "end", "legs")
LEG_COLUMNS = (
    "issue", "contact", "leg", "channel", "line", "reason", "team", "agent",
    "joined_us", "started_us", "ended_us", "end",
)  # fmt: skip
DUTY_COLUMNS = ("agent", "on_us", "off_us", "busy_us")

COLUMNS = {
    "issues": ISSUE_COLUMNS,
    "contacts": CONTACT_COLUMNS,
    "legs": LEG_COLUMNS,
    "duty": DUTY_COLUMNS,
}

MOST_CONTACTS, MOST_LEGS = (1 << ISSUE_SHIFT - CONTACT_SHIFT) - 1, (1 << CONTACT_SHIFT) - 1
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


LEG_ROW, DUTY_ROW = struct.Struct("=4qi3hb5x").pack, struct.Struct("=4q").pack
WRITTEN_NAMES = ["order", "joined_us", "started_us", "ended_us", "agent", "line", "channel", "reason", "end"]
WRITTEN = np.dtype(
    {
        "names": WRITTEN_NAMES,
        "formats": ["i8", "i8", "i8", "i8", "i4", "i2", "i2", "i2", "i1"],
        "itemsize": 48,
    }
)
"""A leg's row as the engine writes it, in half the space; `order` is issue, contact and leg in one."""


def leg_table(chunks: list[bytearray], team_of: Table) -> Table:
    """Legs as the engine wrote them, unfolded into their sorted places; `team_of` an agent, NOBODY's at the end.

    Empties `chunks` one after another, so that little is held twice.
    """
    orders = np.concatenate([np.frombuffer(chunk, dtype=WRITTEN)["order"] for chunk in chunks])
    place = np.empty_like(orders)
    place[np.argsort(orders)] = np.arange(len(orders))
    legs, filled = _empty(len(orders), LEG_COLUMNS), 0
    while chunks:
        written = np.frombuffer(chunks.pop(0), dtype=WRITTEN)
        _unfold(written, team_of, place[filled : filled + len(written)], legs)
        filled += len(written)
    return legs


def _unfold(written: npt.NDArray[Any], team_of: Table, place: Table, legs: Table) -> None:
    """Write rows into their places."""
    legs[place, 0] = written["order"] >> ISSUE_SHIFT
    legs[place, 1] = written["order"] >> CONTACT_SHIFT & MOST_CONTACTS
    legs[place, 2] = written["order"] & MOST_LEGS
    for name in WRITTEN_NAMES[1:]:
        legs[place, LEG_COLUMNS.index(name)] = written[name]
    legs[place, LEG_COLUMNS.index("team")] = team_of[written["agent"]]


def _empty(rows: int, columns: tuple[str, ...]) -> Table:
    """A table to be filled, column after column in memory, since columns are what is asked for."""
    return np.empty((rows, len(columns)), dtype=np.int64, order="F")


def duty_table(rows: bytearray) -> Table:
    """Spells of duty by agent and time."""
    duty = np.frombuffer(rows, dtype=np.int64).reshape(-1, len(DUTY_COLUMNS))
    return duty[np.lexsort((duty[:, 1], duty[:, 0]))]


def issue_table(issues: Issues, contacts: Table, pending: Any, capped: Any) -> Table:
    """Issues with what became of them.

    `contacts` is sorted; `pending` (32 bits) counts contacts under way or to come where none helped, `capped` (8 bits)
    says who wanted to come back once too often.
    """
    table = _empty(len(issues), ISSUE_COLUMNS)
    if not len(issues):
        return table
    number, _, _, _, ended, end, _ = contacts.T
    first = np.searchsorted(number, np.arange(len(issues)))
    helped_at = np.minimum.reduceat(np.where(end == ContactEnd.RESOLVED, ended, NEVER), first)
    helped = helped_at < NEVER
    lost = ~helped & (np.frombuffer(pending, dtype=np.int32) == 0)
    table[:, 0] = np.arange(len(issues))
    table[:, 1], table[:, 2], table[:, 3] = issues.arise, issues.channel, issues.reason
    table[:, 4] = np.where(helped, helped_at, np.where(lost, np.maximum.reduceat(ended, first), -1))
    table[:, 5] = np.diff(first, append=len(contacts))
    table[:, 6] = np.select([helped, lost], [IssueEnd.RESOLVED, IssueEnd.LOST], IssueEnd.OPEN)
    table[:, 7] = np.frombuffer(capped, dtype=np.int8)
    return table


def contacts_of(legs: Table) -> Table:
    """The contacts that sorted legs make up; one between two legs, waiting or in hand at the horizon is open."""
    issue, contact = legs[:, 0], legs[:, 1]
    starts = np.flatnonzero(np.r_[True, (issue[1:] != issue[:-1]) | (contact[1:] != contact[:-1])][: len(legs)])
    lasts = np.r_[starts[1:], len(legs)][: len(starts)] - 1
    contacts = _empty(len(starts), CONTACT_COLUMNS)
    for i, name in enumerate(("issue", "contact", "channel", "joined_us")):
        contacts[:, i] = legs[starts, LEG_COLUMNS.index(name)]
    end = CONTACT_END[legs[lasts, LEG_COLUMNS.index("end")]]
    contacts[:, 4] = np.where(end == ContactEnd.OPEN, -1, legs[lasts, LEG_COLUMNS.index("ended_us")])
    contacts[:, 5] = end
    contacts[:, 6] = np.where(end == ContactEnd.CLOSED, 0, lasts - starts + 1)
    return contacts


CONTACT_END = np.full(len(LegEnd), int(ContactEnd.OPEN), dtype=np.int64)
CONTACT_END[LegEnd.RESOLVED] = ContactEnd.RESOLVED
CONTACT_END[LegEnd.UNRESOLVED] = ContactEnd.UNRESOLVED
CONTACT_END[LegEnd.ABANDONED] = ContactEnd.ABANDONED
CONTACT_END[LegEnd.CLOSED] = ContactEnd.CLOSED
"""What the last leg's end makes of its contact: one handed over is under way."""
