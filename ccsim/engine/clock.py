"""SimPy's calendar with a leaner kind of entry beside its own."""

from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from typing import Any

import simpy

from ccsim.codes import Tie

TIE_SHIFT = 60
ISSUE_SHIFT = 28
CONTACT_SHIFT = 8
Arrival = tuple[Any, ...]
"""(time in µs, order, …): whatever the engine's `arise` unpacks."""


def order(tie: Tie, issue: int, contact: int = 0, leg: int = 0) -> int:
    """The place of an event among simultaneous ones: by class, issue, contact, leg (model.md, section 7)."""
    return (tie << TIE_SHIFT) + (issue << ISSUE_SHIFT) + (contact << CONTACT_SHIFT) + leg


class Clock(simpy.Environment):
    """A SimPy environment in integer microseconds.

    Beside SimPy's own events (which keep working, for those who extend the engine), the calendar holds entries
    (time, order, serial, function, argument): no event object, no callback list. `order` is unique among entries
    of one time, so nothing depends on the order of insertion. Arrivals are fed beside the calendar.
    """

    def call_at(self, time_us: int, place: int, function: Callable[[Any], None], argument: object) -> None:
        """Call `function(argument)` at that time; `place` is its order among simultaneous events."""
        heappush(self._queue, (time_us, place, next(self._eid), function, argument))  # type: ignore[misc]

    def play(self, until: int, arrivals: Iterator[Arrival], arise: Callable[[Arrival], None]) -> None:
        """Run until that time (exclusive), merging `arrivals` (sorted, all before that time) with the calendar."""
        queue: list[Any] = self._queue
        heappush(queue, (until, -1, next(self._eid), None, None))
        no_more = (until, 0)
        coming = next(arrivals, no_more)
        while True:
            head = queue[0]
            if coming < head:
                self._now = coming[0]
                arise(coming)
                coming = next(arrivals, no_more)
                continue
            heappop(queue)
            if head[3] is None:
                break
            self._now = head[0]
            if len(head) == 5:
                head[3](head[4])
            else:
                self._happen(head[3])
        self._now = until

    def _happen(self, event: Any) -> None:
        """What simpy.Environment.step does with an event of its own."""
        callbacks, event.callbacks = event.callbacks, None
        for callback in callbacks:
            callback(event)
        if not event._ok and not hasattr(event, "_defused"):
            raise event._value
