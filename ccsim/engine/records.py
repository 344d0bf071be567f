"""Records: what happened, as tidy tables of integers; nothing is judged here."""

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.arising import Arising
from ccsim.codes import NEVER, ContactEnd, IssueEnd, LegEnd
from ccsim.engine.clock import CONTACT_SHIFT, ISSUE_SHIFT
from ccsim.issues import Issues

KINDS: dict[str, dict[str, str]] = {
    "issues": {
        "issue": "i4", "drawn_us": "i8", "arise_us": "i8", "channel": "i2", "reason": "i2", "ended_us": "i8",
        "contacts": "i4", "end": "i1", "capped": "i1",
    },
    "contacts": {
        "issue": "i4", "contact": "i4", "channel": "i2", "began_us": "i8", "ended_us": "i8", "end": "i1", "legs": "i2",
        "marks": "i1",
    },
    "legs": {
        "issue": "i4", "contact": "i4", "leg": "i2", "channel": "i2", "line": "i2", "reason": "i2", "team": "i2",
        "agent": "i4", "joined_us": "i8", "started_us": "i8", "ended_us": "i8", "end": "i1", "marks": "i1",
    },
    "duty": {"agent": "i8", "on_us": "i8", "off_us": "i8", "busy_us": "i8", "team": "i8"},
    "calls": {"agent": "i8", "campaign": "i8", "lead": "i8", "started_us": "i8", "ended_us": "i8", "end": "i8"},
}  # fmt: skip
"""Tables, their columns, and how wide each is in memory: what is written and read for every issue is no wider than its
numbers need."""

MOST_CONTACTS, MOST_LEGS = (1 << ISSUE_SHIFT - CONTACT_SHIFT) - 1, (1 << CONTACT_SHIFT) - 1
Column = npt.NDArray[Any]
ALIGNED = 64
"""Bytes: where a column begins."""


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of one kind, held as columns; reads like a two-dimensional array of 64-bit integers."""

    columns: dict[str, Column]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Column:
        return np.stack(list(self.columns.values()), axis=1, dtype=np.int64).astype(dtype or np.int64, copy=False)

    def __getitem__(self, chosen: Any) -> Any:
        return np.asarray(self)[chosen]

    def __eq__(self, other: object) -> Any:
        return np.asarray(self) == np.asarray(other)

    def tolist(self) -> list[list[int]]:
        """Rows, as an array gives them."""
        rows: list[list[int]] = np.asarray(self).tolist()
        return rows

    @property
    def nbytes(self) -> int:
        """Bytes of all columns."""
        return sum(column.nbytes for column in self.columns.values())


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
        return tuple(KINDS[table])

    def column(self, table: str, name: str) -> npt.NDArray[np.int64]:
        """One column of a table, as 64-bit integers, which no arithmetic overflows."""
        held: Table = getattr(self, table)
        return held.columns[name].astype(np.int64, copy=False)

    def frame(self, table: str) -> Any:
        """A table as a pandas frame."""
        import pandas as pd

        return pd.DataFrame({name: self.column(table, name) for name in KINDS[table]})


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
    legs, filled = empty_table("legs", len(orders)), 0
    while chunks:
        written = chunks.pop(0)
        _unfold(written, place[filled : filled + len(written)], legs)
        filled += len(written)
    return legs


def _unfold(written: npt.NDArray[Any], place: Column, legs: Table) -> None:
    """Write rows into their places."""
    legs.columns["issue"][place] = written["order"] >> ISSUE_SHIFT
    legs.columns["contact"][place] = written["order"] >> CONTACT_SHIFT & MOST_CONTACTS
    legs.columns["leg"][place] = written["order"] & MOST_LEGS
    for name in WRITTEN_NAMES:
        legs.columns[name][place] = written[name]


def empty_table(name: str, rows: int) -> Table:
    """A table to be filled."""
    return Table(empty_columns([(name, column, rows) for column in KINDS[name]])[name])


def empty_columns(wanted: list[tuple[str, str, int]]) -> dict[str, dict[str, Column]]:
    """Columns by table and name, each so many rows long, in one piece of memory: a large one comes in large pages."""
    kinds = [np.dtype(KINDS[table][column]) for table, column, _ in wanted]
    sizes = [kind.itemsize * rows for kind, (*_, rows) in zip(kinds, wanted, strict=True)]
    room = np.empty(sum(sizes) + ALIGNED * len(sizes), dtype=np.int8)
    found: dict[str, dict[str, Column]] = {table: {} for table, *_ in wanted}
    begin = 0
    for kind, size, (table, column, _) in zip(kinds, sizes, wanted, strict=True):
        end = begin + size
        found[table][column] = room[begin:end].view(kind)
        begin = -(-end // ALIGNED) * ALIGNED
    return found


def table_of(name: str, rows: npt.NDArray[np.int64]) -> Table:
    """A table from an array of its rows."""
    return Table({column: rows[:, i].astype(kind) for i, (column, kind) in enumerate(KINDS[name].items())})


def duty_table(rows: Any) -> Table:
    """Spells of duty, a buffer of 64-bit integers, by agent and time, in which those of one agent are written."""
    duty = np.frombuffer(rows, dtype=np.int64).reshape(-1, len(KINDS["duty"]))
    agent = duty[:, 0]
    narrow = agent.astype(np.min_scalar_type(agent.max(initial=0)))  # which is sorted digit by digit
    return table_of("duty", duty.take(np.argsort(narrow, kind="stable"), axis=0))


def call_table(rows: list[tuple[int, ...]]) -> Table:
    """Outbound calls by agent and time."""
    calls = np.array(sorted(rows, key=lambda row: (row[0], row[3])), dtype=np.int64)
    return table_of("calls", calls.reshape(-1, len(KINDS["calls"])))


def drawn_columns(issues: Issues, arising: Arising) -> dict[str, Column]:
    """What of the table of issues is known before anything happens; all but the numbers are the very arrays drawn."""
    numbers = np.arange(len(issues), dtype=KINDS["issues"]["issue"])
    times = {"drawn_us": issues.arise, "arise_us": arising.at}
    return {"issue": numbers, **times, "channel": issues.channel, "reason": issues.reason}


def issue_table(issues: Issues, arising: Arising, contacts: Table, pending: Any, capped: Any, deflected: Any) -> Table:
    """Issues with what became of them.

    `contacts` is sorted; `pending` (32 bits) counts contacts under way or to come where none helped, `capped` (8 bits)
    says who wanted to come back once too often, `deflected` (8 bits) who read the answer before asking.
    """
    number, ended, end = (contacts.columns[name] for name in ("issue", "ended_us", "end"))
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
    states = [IssueEnd.RESOLVED, IssueEnd.LOST, IssueEnd.PREVENTED]
    became = {
        "ended_us": np.select([helped, lost, prevented], [helped_at, last_end, arising.at], -1),
        "contacts": count,
        "end": np.select([helped, lost, prevented], states, IssueEnd.OPEN),
        "capped": np.frombuffer(capped, dtype=np.int8),
    }
    narrow = {name: column.astype(KINDS["issues"][name]) for name, column in became.items()}
    return Table(drawn_columns(issues, arising) | narrow)


def contacts_of(legs: Table) -> Table:
    """The contacts that sorted legs make up; one between two legs, waiting or in hand at the horizon is open."""
    own = legs.columns
    issue, contact, end = own["issue"], own["contact"], own["end"]
    starts = np.flatnonzero(np.r_[True, (issue[1:] != issue[:-1]) | (contact[1:] != contact[:-1])][: len(legs)])
    lasts = np.r_[starts[1:], len(legs)][: len(starts)] - 1
    contacts = empty_table("contacts", len(starts))
    of = contacts.columns
    for name, source in {"issue": "issue", "contact": "contact", "channel": "channel", "began_us": "joined_us"}.items():
        of[name][:] = own[source][starts]
    ends = CONTACT_END[end[lasts]]
    of["ended_us"][:] = np.where(ends == ContactEnd.OPEN, -1, own["ended_us"][lasts])
    of["end"][:] = ends
    if len(starts):
        of["legs"][:] = np.add.reduceat(IS_LEG[end], starts)
        of["marks"][:] = np.bitwise_or.reduceat(own["marks"], starts)
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
