"""What happened within the window of one replication."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.codes import DAY, MINUTE, NEVER, LegEnd
from ccsim.engine.records import Records
from ccsim.verify.systems import System

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Sample:
    """One replication: its records, and the window in which its contacts count."""

    system: System
    records: Records
    start: int
    end: int
    """µs; statistics of contacts are of those that join within, integrals over time are clipped to it."""

    def leg(self, column: str) -> Array:
        """One column of all legs."""
        return self.records.column("legs", column)

    def issue(self, column: str) -> Array:
        """One column of all issues."""
        return self.records.column("issues", column)

    def within(self, column: str) -> Array:
        """Legs of which that moment lies in the window."""
        return self.counts(self.leg(column))

    def counts(self, at: Array) -> Array:
        """Which moments lie in the window."""
        inside: Array = (at >= self.start) & (at < self.end)
        return inside

    @property
    def minute(self) -> float:
        """One minute of the case in µs of the engine."""
        return MINUTE * self.system.pace

    @property
    def days(self) -> int:
        """The engine's days in the window: cycles, where the case has a rhythm."""
        return (self.end - self.start) // DAY

    @property
    def night(self) -> bool:
        """Whether a day is followed by a night that does not count."""
        return self.system.rhythm is not None and self.system.rhythm.night

    def elapsed(self, at: Array) -> Array:
        """How much of the time that counts has gone by at each moment."""
        inside: Array = np.clip(at, self.start, self.end) - self.start
        if self.system.rhythm is None or not self.night:
            return inside
        open_us = self.system.rhythm.open_min * MINUTE
        counted: Array = inside // DAY * open_us + np.minimum(inside % DAY, open_us)
        return counted

    @property
    def span(self) -> int:
        """All the time that counts."""
        return int(self.elapsed(np.array([self.end]))[0])


def stretches(sample: Sample) -> Array:
    """Rows that go on with work which was interrupted."""
    issue, contact = sample.leg("issue"), sample.leg("contact")
    same = (issue[1:] == issue[:-1]) & (contact[1:] == contact[:-1])
    again: Array = np.append(False, same & (sample.leg("end")[:-1] == LegEnd.INTERRUPTED))[: len(issue)]
    return again


def firsts(sample: Sample) -> Array:
    """The first row of each contact."""
    issue, contact = sample.leg("issue"), sample.leg("contact")
    new: Array = np.append(True, (issue[1:] != issue[:-1]) | (contact[1:] != contact[:-1]))[: len(issue)]
    return new


def offered(sample: Sample) -> Array:
    """Legs that join within the window and have ended, blocked ones among them."""
    ended: Array = sample.leg("end") != LegEnd.OPEN
    chosen: Array = ended & sample.within("joined_us") & ~stretches(sample)
    return chosen


def joined(sample: Sample) -> Array:
    """Legs that join within the window and have ended, having found a place to wait or an agent."""
    inside: Array = offered(sample) & (sample.leg("end") != LegEnd.BLOCKED)
    return inside


def served(sample: Sample) -> Array:
    """Legs that an agent took."""
    taken: Array = sample.leg("started_us") >= 0
    return taken


def waits(sample: Sample) -> Array:
    """Time in queue in µs of each leg; without end where it is still waiting."""
    left = np.where(served(sample), sample.leg("started_us"), sample.leg("ended_us"))
    return np.where(left < 0, NEVER, left) - sample.leg("joined_us")


def in_hand(sample: Sample) -> Array:
    """Time in µs that an agent spent on each leg that has ended."""
    done = served(sample) & (sample.leg("ended_us") >= 0)
    return np.where(done, sample.leg("ended_us") - sample.leg("started_us"), 0)


def overlap(sample: Sample, start: Array, end: Array) -> Array:
    """How much of each interval counts; an end of -1 has not come."""
    end = np.where(end < 0, sample.end, end)
    inside: Array = np.maximum(sample.elapsed(end) - sample.elapsed(start), 0)
    return inside


def busy_us(sample: Sample, pool: int | None = None) -> int:
    """Agent time that counts with at least one contact in hand."""
    mine = served(sample) if pool is None else served(sample) & (sample.leg("team") == pool)
    start, end = sample.leg("started_us")[mine], sample.leg("ended_us")[mine]
    start, end = sample.elapsed(start), sample.elapsed(np.where(end < 0, sample.end, end))
    inside = start < end
    return _union(sample.leg("agent")[mine][inside], start[inside], end[inside])


def _union(agent: Array, start: Array, end: Array) -> int:
    """Total length of each agent's intervals, overlaps counted once."""
    if len(agent) == 0:
        return 0
    who, at = np.concatenate([agent, agent]), np.concatenate([start, end])
    step = np.concatenate([np.ones_like(start), -np.ones_like(end)])
    place = np.lexsort((at, who))
    held = np.cumsum(step[place])[:-1]
    gaps = np.diff(at[place])
    return int(gaps[held > 0].sum())
