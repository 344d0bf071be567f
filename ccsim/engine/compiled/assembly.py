"""The compiled engine's rows as the tables of records: what `records` does with NumPy, in one pass."""

from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.codes import NEVER, ContactEnd, IssueEnd
from ccsim.engine.clock import CONTACT_SHIFT, ISSUE_SHIFT
from ccsim.engine.compiled.layout import ISSUE
from ccsim.engine.compiled.memory import called_from_python, compiled, integer, put_integer, rows, tiny
from ccsim.engine.records import (
    CONTACT_COLUMNS,
    CONTACT_END,
    IS_LEG,
    ISSUE_COLUMNS,
    LEG_COLUMNS,
    MOST_CONTACTS,
    MOST_LEGS,
    WRITTEN,
    Table,
    empty_table,
)

RESOLVED, UNDER_WAY = int(ContactEnd.RESOLVED), int(ContactEnd.OPEN)
HELPED, LOST, OPEN, PREVENTED = (
    int(end) for end in (IssueEnd.RESOLVED, IssueEnd.LOST, IssueEnd.OPEN, IssueEnd.PREVENTED)
)
leg_at, issue_at = rows(WRITTEN), rows(ISSUE)


def assembled(
    written: npt.NDArray[Any], own: npt.NDArray[Any], drawn: Table, prevented: npt.NDArray[Any]
) -> tuple[Table, Table, Table]:
    """Issues, contacts and legs from rows of WRITTEN, rows of layout.ISSUE, times drawn, and which never arose."""
    legs = empty_table(len(written), LEG_COLUMNS)
    contacts = empty_table(int(np.count_nonzero(written["order"] & MOST_LEGS == 0)), CONTACT_COLUMNS)
    issues = empty_table(len(own), ISSUE_COLUMNS)
    drawn, prevented = np.ascontiguousarray(drawn), np.ascontiguousarray(prevented)
    places = [(table.ctypes.data, len(table)) for table in (legs, contacts, issues)]
    addresses = (own.ctypes.data, len(own), drawn.ctypes.data, prevented.ctypes.data)
    fill(written.ctypes.data, len(written), *addresses, *places)
    return issues, contacts, legs


@compiled
def _sorted(written: int, count: int, issues: int) -> tuple[Any, Any]:
    """Where each issue's rows begin in the sorted table (and, last, where it ends), and which row stands where."""
    first = np.zeros(issues + 1, dtype=np.int64)
    for k in range(count):
        first[(leg_at(written, k).order >> ISSUE_SHIFT) + 1] += 1
    for i in range(1, issues + 1):
        first[i] += first[i - 1]
    filled = np.zeros(issues, dtype=np.int32)
    stands = np.empty(count, dtype=np.int64)
    for k in range(count):
        order = leg_at(written, k).order
        i = order >> ISSUE_SHIFT
        at = first[i] + filled[i]
        filled[i] += 1
        while at > first[i] and leg_at(written, stands[at - 1]).order > order:
            stands[at] = stands[at - 1]
            at -= 1
        stands[at] = k
    return first, stands


@compiled
def _put(table: tuple[int, int], column: int, row: int, value: int) -> None:
    """Into a table that lies column after column."""
    address, count = table
    put_integer(address, column * count + row, value)


@called_from_python
def fill(
    written: int, count: int, own: int, issues: int, drawn: int, prevented: int, legs: Any, contacts: Any, table: Any
) -> None:
    """Write the tables, each given by address and number of rows."""
    first, stands = _sorted(written, count, issues)
    c = -1
    for i in range(issues):
        came, under_way, helped_at, last_end = 0, False, NEVER, -1
        before, has, marks, ended, state = -1, 0, 0, -1, OPEN
        begin, end = first[i], first[i + 1]
        for n in range(begin, end):
            row = leg_at(written, stands[n])
            order, how = row.order, row.end
            number = (order >> CONTACT_SHIFT) & MOST_CONTACTS
            _put(legs, 0, n, i)
            _put(legs, 1, n, number)
            _put(legs, 2, n, order & MOST_LEGS)
            _put(legs, 3, n, row.channel)
            _put(legs, 4, n, row.line)
            _put(legs, 5, n, row.reason)
            _put(legs, 6, n, row.team)
            _put(legs, 7, n, row.agent)
            _put(legs, 8, n, row.joined_us)
            _put(legs, 9, n, row.started_us)
            _put(legs, 10, n, row.ended_us)
            _put(legs, 11, n, how)
            _put(legs, 12, n, row.marks)
            if number != before:
                c += 1
                came += 1
                before, has, marks = number, 0, 0
                _put(contacts, 0, c, i)
                _put(contacts, 1, c, number)
                _put(contacts, 2, c, row.channel)
                _put(contacts, 3, c, row.joined_us)
            has += IS_LEG[how]
            marks |= row.marks
            if n + 1 == end or (leg_at(written, stands[n + 1]).order ^ order) >> CONTACT_SHIFT:
                state = CONTACT_END[how]
                ended = -1 if state == UNDER_WAY else row.ended_us
                _put(contacts, 4, c, ended)
                _put(contacts, 5, c, state)
                _put(contacts, 6, c, has)
                _put(contacts, 7, c, marks)
                under_way |= state == UNDER_WAY
                if state == RESOLVED:
                    helped_at = min(helped_at, ended)
                last_end = max(last_end, ended)
        issue = issue_at(own, i)
        state, ended = OPEN, -1
        if helped_at < NEVER:
            state, ended = HELPED, helped_at
        elif came and not under_way and issue.pending == 0:
            state, ended = LOST, last_end
        elif tiny(prevented, i) or issue.deflected:
            state, ended = PREVENTED, issue.at
        _put(table, 0, i, i)
        _put(table, 1, i, integer(drawn, i))
        _put(table, 2, i, issue.at)
        _put(table, 3, i, issue.channel)
        _put(table, 4, i, issue.reason)
        _put(table, 5, i, ended)
        _put(table, 6, i, came)
        _put(table, 7, i, state)
        _put(table, 8, i, issue.capped)
