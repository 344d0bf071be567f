"""What is still to come: a heap of entries by time, place and version; of four children a node, which is flatter."""

from typing import Any

from ccsim.engine.compiled.layout import ENTRY
from ccsim.engine.compiled.memory import compiled, rows

entry_at = rows(ENTRY)


@compiled
def _copy(to: Any, e: Any) -> None:
    to.time, to.place, to.version = e.time, e.place, e.version
    to.who, to.kind, to.channel, to.marks = e.who, e.kind, e.channel, e.marks


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
    """One more entry, which rises from the end."""
    n = g.entries
    g.entries = n + 1
    e = entry_at(g.calendar, _risen(g, n, time, place, version))
    e.time, e.place, e.version = time, place, version
    e.who, e.kind, e.channel, e.marks = who, kind, channel, marks


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
