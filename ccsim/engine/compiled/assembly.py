"""The kernel's rows as the tables of records: what `records` does with NumPy, in one pass."""

from typing import Any

from ccsim.codes import NEVER, ContactEnd, IssueEnd
from ccsim.engine.clock import CONTACT_SHIFT
from ccsim.engine.compiled.layout import DONE, ISSUE, LEG, STATE
from ccsim.engine.compiled.memory import (
    ahead,
    compiled,
    integer,
    put_integer,
    put_short,
    put_small,
    put_tiny,
    rows,
    tiny,
)
from ccsim.engine.compiled.queues import NONE
from ccsim.engine.records import MOST_LEGS

RESOLVED, UNDER_WAY = int(ContactEnd.RESOLVED), int(ContactEnd.OPEN)
HELPED, LOST, OPEN, PREVENTED = (
    int(end) for end in (IssueEnd.RESOLVED, IssueEnd.LOST, IssueEnd.OPEN, IssueEnd.PREVENTED)
)
leg_at, issue_at, state_at, leg_ahead = rows(LEG), rows(ISSUE), rows(STATE), ahead(LEG)
AHEAD = 8
"""Issues between the one whose third leg is fetched and the one that is written; the second is fetched as many issues
before, and the first before that."""


(LEG_ISSUE, LEG_CONTACT, LEG_LEG, LEG_CHANNEL, LEG_LINE, LEG_REASON, LEG_TEAM, LEG_AGENT, LEG_JOINED, LEG_STARTED,
 LEG_ENDED, LEG_END, LEG_MARKS, CONTACT_ISSUE, CONTACT, CHANNEL, BEGAN, ENDED, END, LEGS, MARKS, ISSUE_ENDED, CONTACTS,
 ISSUE_END, CAPPED) = range(25)  # fmt: skip
"""Columns, in the order in which `fill` is given their addresses: those of legs, those of contacts, and those of issues
that are not known before."""


@compiled
def put_leg(columns: int, n: int, i: int, row: Any) -> None:
    put_small(integer(columns, LEG_ISSUE), n, i)
    put_small(integer(columns, LEG_CONTACT), n, row.number >> CONTACT_SHIFT)
    put_short(integer(columns, LEG_LEG), n, row.number & MOST_LEGS)
    put_short(integer(columns, LEG_CHANNEL), n, row.channel)
    put_short(integer(columns, LEG_LINE), n, row.line)
    put_short(integer(columns, LEG_REASON), n, row.reason)
    put_short(integer(columns, LEG_TEAM), n, row.team)
    put_small(integer(columns, LEG_AGENT), n, row.agent)
    put_integer(integer(columns, LEG_JOINED), n, row.joined)
    put_integer(integer(columns, LEG_STARTED), n, row.started)
    put_integer(integer(columns, LEG_ENDED), n, row.ended)
    put_tiny(integer(columns, LEG_END), n, row.end)
    put_tiny(integer(columns, LEG_MARKS), n, row.marks)


@compiled
def following(g: Any, k: int) -> int:
    return leg_at(g.legs, max(k, 0)).next


@compiled
def fill(state: int, columns: int) -> int:
    """Write the tables, into columns whose addresses stand at an address."""
    g = state_at(state, 0)
    n, c = 0, -1
    for i in range(g.issues_count):
        issue = issue_at(g.issues, i)
        last = g.issues_count - 1
        leg_ahead(g.legs, issue_at(g.issues, min(i + 3 * AHEAD, last)).first_leg)
        leg_ahead(g.legs, following(g, issue_at(g.issues, min(i + 2 * AHEAD, last)).first_leg))
        leg_ahead(g.legs, following(g, following(g, issue_at(g.issues, min(i + AHEAD, last)).first_leg)))
        came, under_way, helped_at, last_end = 0, False, NEVER, -1
        before, has, marks = -1, 0, 0
        k = issue.first_leg
        while k != NONE:
            row = leg_at(g.legs, k)
            k = row.next
            put_leg(columns, n, i, row)
            n += 1
            number = row.number >> CONTACT_SHIFT
            if number != before:
                c += 1
                came += 1
                before, has, marks = number, 0, 0
                put_small(integer(columns, CONTACT_ISSUE), c, i)
                put_small(integer(columns, CONTACT), c, number)
                put_short(integer(columns, CHANNEL), c, row.channel)
                put_integer(integer(columns, BEGAN), c, row.joined)
            has += integer(g.is_leg, row.end)
            marks |= row.marks
            if k == NONE or leg_at(g.legs, k).number >> CONTACT_SHIFT != number:
                state_of = integer(g.contact_end, row.end)
                ended = -1 if state_of == UNDER_WAY else row.ended
                put_integer(integer(columns, ENDED), c, ended)
                put_tiny(integer(columns, END), c, state_of)
                put_short(integer(columns, LEGS), c, has)
                put_tiny(integer(columns, MARKS), c, marks)
                under_way |= state_of == UNDER_WAY
                if state_of == RESOLVED:
                    helped_at = min(helped_at, ended)
                last_end = max(last_end, ended)
        end, ended = OPEN, -1
        if helped_at < NEVER:
            end, ended = HELPED, helped_at
        elif came and not under_way and issue.pending == 0:
            end, ended = LOST, last_end
        elif tiny(g.prevented, i) or issue.deflected:
            end, ended = PREVENTED, integer(g.at, i)
        put_integer(integer(columns, ISSUE_ENDED), i, ended)
        put_small(integer(columns, CONTACTS), i, came)
        put_tiny(integer(columns, ISSUE_END), i, end)
        put_tiny(integer(columns, CAPPED), i, issue.capped)
    return DONE
