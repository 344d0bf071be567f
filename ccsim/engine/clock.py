"""SimPy's calendar with a leaner kind of entry beside its own."""

from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.core import EmptySchedule, StopSimulation
from simpy.events import NORMAL, Event

from ccsim.codes import Tie

TIE_SHIFT = 60
ISSUE_SHIFT = 28
CONTACT_SHIFT = 8
"""An event's place is its class, issue, contact and leg in one number (model.md, section 7)."""
Entry = tuple[int, int, int, Callable[[Any, int], None], Any]
"""(time in µs, place, version, function, argument): call `function(argument, time)` at that time.

`place` is its order among simultaneous events. Among entries of one time and place the version is unique, so nothing
depends on the order of insertion.
"""
Arrival = tuple[Any, ...]
"""(time in µs, place, …): whatever the engine's `arise` unpacks."""


def class_place(tie: Tie) -> int:
    """The first place of a class; SimPy's own events, of priority 0 and 1, come before all classes."""
    return (tie + 1) << TIE_SHIFT


class Clock(simpy.Environment):
    """A SimPy environment in integer microseconds.

    Its calendar holds plain entries: no event object, no callback list. SimPy's own events keep working beside them,
    for those who extend the engine. Arrivals are fed beside the calendar.
    """

    def __init__(self) -> None:
        super().__init__(0)
        self.entries: list[Any] = self._queue
        """What is still to come, as a heap: `heappush` an `Entry` to make it happen."""

    def schedule(self, event: Event, priority: int = NORMAL, delay: float = 0) -> None:
        """An event of SimPy's own, as an entry like ours."""
        heappush(self.entries, (int(self._now + delay), priority, next(self._eid), self._happen, event))

    def step(self) -> None:
        """The next entry alone, as SimPy's own `run` asks for it."""
        if not self.entries:
            raise EmptySchedule
        self._now, _, _, function, argument = heappop(self.entries)
        function(argument, self._now)

    def play(self, until: int, arrivals: Iterable[Arrival], arise: Callable[[Arrival], None]) -> None:
        """Run until that time (exclusive), merging `arrivals` (sorted, all before that time) with the calendar."""
        entries: list[Any] = self.entries
        heappush(entries, (until, -1, 0, self._stop, None))
        try:
            for arrival in arrivals:
                while entries[0] < arrival:
                    self._now, _, _, function, argument = heappop(entries)
                    function(argument, self._now)
                self._now = arrival[0]
                arise(arrival)
            while True:
                self.step()
        except StopSimulation:
            pass

    def _stop(self, _: None, now: int) -> None:
        raise StopSimulation

    def _happen(self, event: Any, now: int) -> None:
        """What simpy.Environment.step does with an event of its own."""
        callbacks, event.callbacks = event.callbacks, None
        for callback in callbacks:
            callback(event)
        if not event._ok and not hasattr(event, "_defused"):
            raise event._value
