"""Records: what happened, as tidy tables of 64-bit integers; nothing is judged here."""

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.arising import Arising
from ccsim.codes import NEVER, ContactEnd, IssueEnd, LegEnd
from ccsim.engine.clock import CONTACT_SHIFT, ISSUE_SHIFT
from ccsim.issues import Issues

ISSUE_COLUMNS = ("issue", "drawn_us", "arise_us", "channel", "reason", "ended_us", "contacts", "end", "capped")
CONTACT_COLUMNS = ("issue", "contact", "channel", "began_us", "ended_us", "end", "legs", "marks")
LEG_COLUMNS = (
    "issue", "contact", "leg", "channel", "line", "reason", "team", "agent",
    "joined_us", "started_us", "ended_us", "end", "marks",
)  # fmt: skip
DUTY_COLUMNS = ("agent", "on_us", "off_us", "busy_us", "team")
CALL_COLUMNS = ("agent", "campaign", "lead", "started_us", "ended_us", "end")

COLUMNS = {
    "issues": ISSUE_COLUMNS,
    "contacts": CONTACT_COLUMNS,
    "legs": LEG_COLUMNS,
    "duty": DUTY_COLUMNS,
    "calls": CALL_COLUMNS,
}

MOST_CONTACTS, MOST_LEGS = (1 << ISSUE_SHIFT - CONTACT_SHIFT) - 1, (1 << CONTACT_SHIFT) - 1
Table = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Records:
    """One row an issue, a contact, a leg, a spell of duty, an outbound call; -1 stands for what did not happen.

    Indices are the plan's: channel, reason, line (of plan.lines), team, agent (a person of plan.persons). Codes are
    those of ccsim.codes. A contact may have several legs; one
    that was interrupted goes on in the next row. Rows are sorted by issue, contact, leg, or by agent and time.
    """

    issues: Table
    contacts: Table
    legs: Table
    duty: Table
    calls: Table

    @staticmethod
    def columns(table: str) -> tuple[str, ...]:
        """Names of the columns of `issues`, `contacts`, `legs`, `duty` or `calls`."""
        return COLUMNS[table]

    def column(self, table: str, name: str) -> Table:
        """One column of a table."""
        chosen: Table = getattr(self, table)[:, COLUMNS[table].index(name)]
        return chosen

    def frame(self, table: str) -> Any:
        """A table as a pandas frame."""
        import pandas as pd

        return pd.DataFrame(getattr(self, table), columns=list(COLUMNS[table]))


LEG_ROW, DUTY_ROW = struct.Struct("=4qi4h2b2x").pack, struct.Struct("=5q").pack
WRITTEN_NAMES = ["joined_us", "started_us", "ended_us", "agent", "line", "channel", "reason", "team", "end", "marks"]
WRITTEN = np.dtype(
    {
        "names": ["order", *WRITTEN_NAMES],
        "formats": ["i8", "i8", "i8", "i8", "i4", "i2", "i2", "i2", "i2", "i1", "i1"],
        "itemsize": 48,
    }
)
"""A leg's row as the engine writes it, in half the space; `order` is issue, contact and leg in one."""


def leg_table(chunks: list[npt.NDArray[Any]]) -> Table:
    """Legs as an engine wrote them, rows of WRITTEN, unfolded into their sorted places.

    Empties `chunks` one after another, so that little is held twice.
    """
    orders = np.concatenate([chunk["order"] for chunk in chunks])
    place = np.empty_like(orders)
    place[np.argsort(orders)] = np.arange(len(orders))
    legs, filled = empty_table(len(orders), LEG_COLUMNS), 0
    while chunks:
        written = chunks.pop(0)
        _unfold(written, place[filled : filled + len(written)], legs)
        filled += len(written)
    return legs


def _unfold(written: npt.NDArray[Any], place: Table, legs: Table) -> None:
    """Write rows into their places."""
    legs[place, 0] = written["order"] >> ISSUE_SHIFT
    legs[place, 1] = written["order"] >> CONTACT_SHIFT & MOST_CONTACTS
    legs[place, 2] = written["order"] & MOST_LEGS
    for name in WRITTEN_NAMES:
        legs[place, LEG_COLUMNS.index(name)] = written[name]


def empty_table(rows: int, columns: tuple[str, ...]) -> Table:
    """A table to be filled, column after column in memory, since columns are what is asked for."""
    return np.empty((rows, len(columns)), dtype=np.int64, order="F")


def duty_table(rows: Any) -> Table:
    """Spells of duty, a buffer of 64-bit integers, by agent and time."""
    duty = np.frombuffer(rows, dtype=np.int64).reshape(-1, len(DUTY_COLUMNS))
    return duty[np.lexsort((duty[:, 1], duty[:, 0]))]


def call_table(rows: list[tuple[int, ...]]) -> Table:
    """Outbound calls by agent and time."""
    calls = np.array(sorted(rows, key=lambda row: (row[0], row[3])), dtype=np.int64)
    return calls.reshape(-1, len(CALL_COLUMNS))


def issue_table(issues: Issues, arising: Arising, contacts: Table, pending: Any, capped: Any, deflected: Any) -> Table:
    """Issues with what became of them.

    `contacts` is sorted; `pending` (32 bits) counts contacts under way or to come where none helped, `capped` (8 bits)
    says who wanted to come back once too often, `deflected` (8 bits) who read the answer before asking.
    """
    table = empty_table(len(issues), ISSUE_COLUMNS)
    if not len(issues):
        return table
    number, ended, end = contacts[:, 0], contacts[:, 4], contacts[:, 5]
    first = np.searchsorted(number, np.arange(len(issues)))
    count = np.diff(first, append=len(contacts))
    came = count > 0
    helped_at = np.full(len(issues), NEVER)
    last_end = np.full(len(issues), -1)
    if len(contacts):
        helped_at[came] = np.minimum.reduceat(np.where(end == ContactEnd.RESOLVED, ended, NEVER), first[came])
        last_end[came] = np.maximum.reduceat(ended, first[came])
    helped = helped_at < NEVER
    under_way = np.zeros(len(issues), dtype=bool)
    under_way[number[end == ContactEnd.OPEN]] = True
    lost = came & ~helped & ~under_way & (np.frombuffer(pending, dtype=np.int32) == 0)
    prevented = arising.prevented | (np.frombuffer(deflected, dtype=np.int8) > 0)
    table[:, 0] = np.arange(len(issues))
    table[:, 1], table[:, 2], table[:, 3], table[:, 4] = issues.arise, arising.at, issues.channel, issues.reason
    table[:, 5] = np.select([helped, lost, prevented], [helped_at, last_end, arising.at], -1)
    table[:, 6] = count
    states = [IssueEnd.RESOLVED, IssueEnd.LOST, IssueEnd.PREVENTED]
    table[:, 7] = np.select([helped, lost, prevented], states, IssueEnd.OPEN)
    table[:, 8] = np.frombuffer(capped, dtype=np.int8)
    return table


def contacts_of(legs: Table) -> Table:
    """The contacts that sorted legs make up; one between two legs, waiting or in hand at the horizon is open."""
    issue, contact, end = legs[:, 0], legs[:, 1], legs[:, LEG_COLUMNS.index("end")]
    starts = np.flatnonzero(np.r_[True, (issue[1:] != issue[:-1]) | (contact[1:] != contact[:-1])][: len(legs)])
    lasts = np.r_[starts[1:], len(legs)][: len(starts)] - 1
    contacts = empty_table(len(starts), CONTACT_COLUMNS)
    for i, name in enumerate(("issue", "contact", "channel", "joined_us")):
        contacts[:, i] = legs[starts, LEG_COLUMNS.index(name)]
    ends = CONTACT_END[end[lasts]]
    contacts[:, 4] = np.where(ends == ContactEnd.OPEN, -1, legs[lasts, LEG_COLUMNS.index("ended_us")])
    contacts[:, 5] = ends
    if len(starts):
        contacts[:, 6] = np.add.reduceat(IS_LEG[end], starts)
        contacts[:, 7] = np.bitwise_or.reduceat(legs[:, LEG_COLUMNS.index("marks")], starts)
    return contacts


CONTACT_END = np.full(len(LegEnd), int(ContactEnd.OPEN), dtype=np.int64)
for _leg, _contact in {
    LegEnd.RESOLVED: ContactEnd.RESOLVED,
    LegEnd.CONTAINED: ContactEnd.RESOLVED,
    LegEnd.UNRESOLVED: ContactEnd.UNRESOLVED,
    LegEnd.FALSELY_CONTAINED: ContactEnd.UNRESOLVED,
    LegEnd.ABANDONED: ContactEnd.ABANDONED,
    LegEnd.SILENT: ContactEnd.ABANDONED,
    LegEnd.UNREACHED: ContactEnd.ABANDONED,
    LegEnd.CLOSED: ContactEnd.CLOSED,
    LegEnd.BLOCKED: ContactEnd.BLOCKED,
    LegEnd.NOT_OFFERED: ContactEnd.NOT_OFFERED,
    LegEnd.WITHDRAWN: ContactEnd.WITHDRAWN,
}.items():
    CONTACT_END[_leg] = _contact
"""What the last leg's end makes of its contact: one handed over is under way."""
IS_LEG = np.ones(len(LegEnd), dtype=np.int64)
IS_LEG[[LegEnd.CLOSED, LegEnd.BLOCKED, LegEnd.NOT_OFFERED, LegEnd.INTERRUPTED]] = 0
"""Attempts that nobody answered at once, and stretches that the next row goes on with, count as no leg."""
