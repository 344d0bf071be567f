"""What is still to come: lists by time, and a heap of the one list whose time it is.

The horizon is cut into as many stretches as there are customers or more. What comes in a later stretch stands in that
one's list, in no order. Once a stretch begins, its few entries go into a heap by time, place and version; of four
children a node, which is flatter.
"""

from typing import Any

from ccsim.engine.compiled.layout import ENTRY
from ccsim.engine.compiled.memory import compiled, put_small, rows, small

NONE = NOTHING = -1
"""No row; and the kind of an entry that is none."""
entry_at = rows(ENTRY)


@compiled
def _copy(to: Any, e: Any) -> None:
    to.time, to.place, to.version = e.time, e.place, e.version
    to.who, to.kind, to.channel, to.marks = e.who, e.kind, e.channel, e.marks


@compiled
def _write(e: Any, time: int, place: int, version: int, kind: int, who: int, channel: int, marks: int) -> None:
    e.time, e.place, e.version = time, place, version
    e.who, e.kind, e.channel, e.marks = who, kind, channel, marks


@compiled
def _is_before(a: Any, b: Any) -> bool:
    if a.time != b.time:
        return a.time < b.time
    if a.place != b.place:
        return a.place < b.place
    return a.version < b.version


@compiled
def _risen(g: Any, i: int, time: int, place: int, version: int) -> int:
    """Where an entry that starts at a hole comes to stand: those above that come later move down."""
    while i > 0:
        above = (i - 1) >> 2
        e = entry_at(g.calendar, above)
        if e.time < time or (e.time == time and (e.place < place or (e.place == place and e.version <= version))):
            break
        _copy(entry_at(g.calendar, i), e)
        i = above
    return i


@compiled
def push(g: Any, time: int, place: int, version: int, kind: int, who: int, channel: int, marks: int) -> None:
    """One more entry: into the list of its stretch, or into the heap if that has begun."""
    stretch = min(time >> g.stretch_bits, g.stretches_count)
    if stretch <= g.stretch:
        n = _risen(g, g.entries, time, place, version)
        g.entries += 1
        _write(entry_at(g.calendar, n), time, place, version, kind, who, channel, marks)
        return
    n = g.free_later
    if n != NONE:
        g.free_later = small(g.later_next, n)
    else:
        n = g.later_used
        g.later_used = n + 1
    put_small(g.later_next, n, small(g.lists, stretch))
    put_small(g.lists, stretch, n)
    _write(entry_at(g.later, n), time, place, version, kind, who, channel, marks)


@compiled
def come_to(g: Any, time: int) -> None:
    """The heap holds the next entry, unless nothing comes until after that time."""
    last = min(time >> g.stretch_bits, g.stretches_count - 1)
    stretch = g.stretch
    while g.entries == 0 and stretch < last:
        stretch += 1
        n = small(g.lists, stretch)
        while n != NONE:
            e = entry_at(g.later, n)
            _copy(entry_at(g.calendar, _risen(g, g.entries, e.time, e.place, e.version)), e)
            g.entries += 1
            e.kind = NOTHING
            following = small(g.later_next, n)
            put_small(g.later_next, n, g.free_later)
            g.free_later = n
            n = following
    g.stretch = stretch


@compiled
def drop(g: Any) -> None:
    """The head leaves: the hole sinks to the bottom, and the last entry rises from there."""
    n = g.entries - 1
    g.entries = n
    last = entry_at(g.calendar, n)
    i, below = 0, 1
    while below + 3 < n:
        # which of the four is no branch: nobody could foretell it
        first = below + _is_before(entry_at(g.calendar, below + 1), entry_at(g.calendar, below))
        second = below + 2 + _is_before(entry_at(g.calendar, below + 3), entry_at(g.calendar, below + 2))
        below = first + (second - first) * _is_before(entry_at(g.calendar, second), entry_at(g.calendar, first))
        _copy(entry_at(g.calendar, i), entry_at(g.calendar, below))
        i = below
        below = 4 * i + 1
    if below < n:
        for other in range(below + 1, n):
            below += (other - below) * _is_before(entry_at(g.calendar, other), entry_at(g.calendar, below))
        _copy(entry_at(g.calendar, i), entry_at(g.calendar, below))
        i = below
    i = _risen(g, i, last.time, last.place, last.version)
    if i != n:
        _copy(entry_at(g.calendar, i), last)
