"""Slow state: what changes by the week, by the date or by a trigger, for either engine."""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.attendance import Attendance, attendance
from ccsim.codes import DAY, NEVER, WEEK
from ccsim.engine.skills import Floats, Skills
from ccsim.plan.people import NOBODY
from ccsim.plan.plan import Change, Plan
from ccsim.plan.roster import Shifts

SETTLES, WEEKLY, TRIGGERS, CHANGES, WAKES = 0, 1, 2, 3, 4
"""The order of what happens to slow state at one time."""


class SlowState(ABC):
    """People who learn, leave and move; plans that take over. An engine says how its floor follows."""

    __slots__ = ("days", "first_plan", "follow", "plan", "settling", "skills", "there", "week")

    plan: Plan
    """In force; a change puts another in its place."""

    def __init__(self, plan: Plan, seed: int, replication: int, skills: type[Skills] = Skills) -> None:
        self.first_plan = self.plan = plan
        self.there: Attendance = attendance(plan, seed, replication)
        self.skills = skills(plan)
        self.settling: dict[int, int] = {}
        """Until when those are slower who have moved."""
        self.week = 0
        self.follow = 0
        """How many changes have taken place: the number of the roster in force."""
        self.days: deque[tuple[int, int]] = deque()

    # --- what an engine does ---------------------------------------------------------------------------

    @abstractmethod
    def at(self, time: int, kind: int, number: int, function: Callable[[Any, int], None], argument: Any) -> None:
        """Call `function(argument, time)` after everything else at that time, in the order of kind and number."""

    @abstractmethod
    def take_up(self, plan: Plan) -> None:
        """Another plan is in force: its teams, lines and roads."""

    @abstractmethod
    def clear_floor(self, now: int) -> None:
        """Everybody stops, shifts to come are forgotten, and who waits is remembered."""

    @abstractmethod
    def line_up_all_again(self, now: int) -> None:
        """Who waited when the floor was cleared waits in the lines of the plan in force."""

    @abstractmethod
    def seat(self, shifts: Shifts) -> None:
        """Everybody's place under the plan in force, and shifts to come."""

    @abstractmethod
    def set_levels(self, factor: Floats, resolves: Floats) -> None:
        """[person][reason] handle times relative to an expert's, and chances to resolve."""

    @abstractmethod
    def start_week(self) -> npt.NDArray[np.int64]:
        """[person][reason] legs finished in the week that ends; counted anew from here."""

    @abstractmethod
    def start_day(self) -> tuple[int, int]:
        """Complaints and contacts of the day that ends; counted anew from here."""

    @abstractmethod
    def wake(self, nothing: None, now: int) -> None:
        """A campaign has begun: idle agents who call out have something to do."""

    # --- weeks ---------------------------------------------------------------------------------------------

    def plan_slow_state(self) -> None:
        """What happens by the week, by the date or by a trigger."""
        plan = self.plan
        known = [k for p in (plan, *(c.plan for c in plan.changes)) for k in (p.knowing.triage, p.knowing.bots)]
        changing = any(row != weekly[0] for weekly in known for row in weekly)
        if self.skills.moves or self.there.newcomers or changing:
            self._plan(WEEK, WEEKLY, 0, self._turn_week, None)
        for number, change in enumerate(plan.changes, 1):
            if change.at != NEVER:
                self._plan(change.at, CHANGES, number, self._change, (number, change))
            else:
                self._plan(DAY, TRIGGERS, number, self._ask_trigger, (number, change))
        if any(plan.selling.calls_out):
            for number, calls in enumerate(plan.selling.calls):
                self._plan(calls.start, WAKES, number, self.wake, None)

    def _plan(self, time: int, kind: int, number: int, function: Callable[[Any, int], None], argument: Any) -> None:
        """Nothing that the horizon comes before: a run that waits for nothing is forgotten as soon as it is over."""
        if time < self.first_plan.clock.horizon:
            self.at(time, kind, number, function, argument)

    def _turn_week(self, _: None, now: int) -> None:
        """People have learned and forgotten; newcomers start; what writers made has spread."""
        self.week = now // WEEK
        handled = self.start_week()
        if self.plan.experience.exponent:
            self.skills.practise(handled)
        for week, person in self.there.newcomers:
            if week == self.week:
                self.skills.replaced(person)
        if self.skills.moves:
            self._refresh_levels()
        self._plan(now + WEEK, WEEKLY, 0, self._turn_week, None)

    def _refresh_levels(self) -> None:
        factor, resolves = self.skills.levels(self.week)
        factor[list(self.settling)] *= self.plan.floor.settling_factor
        self.set_levels(factor, resolves)

    # --- changes -------------------------------------------------------------------------------------------

    def _ask_trigger(self, change: tuple[int, Change], now: int) -> None:
        """At midnight: were there too many complaints in the days before?"""
        spec = change[1]
        self.days.append(self.start_day())
        if len(self.days) * DAY > spec.over_us:
            self.days.popleft()
        complaints, contacts = (sum(day[i] for day in self.days) for i in (0, 1))
        if now >= spec.over_us and contacts and complaints > spec.complaints_above * contacts:
            self._change(change, now)
        else:
            self._plan(now + DAY, TRIGGERS, change[0], self._ask_trigger, change)

    def _change(self, change: tuple[int, Change], now: int) -> None:
        """Another plan takes over: seats, lines and roads; contacts in hand are finished by those who hold them."""
        number, spec = change
        if spec.is_turn and self.follow and not self.first_plan.changes[self.follow - 1].is_turn:
            return
        before, after = self.plan.persons, spec.plan.persons
        self.clear_floor(now)
        self.follow, self.plan = number, spec.plan
        self.take_up(spec.plan)
        self.skills.follow(spec.plan)
        moved = {
            i for i, (old, new) in enumerate(zip(before, after, strict=True)) if new.team not in (old.team, NOBODY)
        }
        for person in moved:
            self.skills.moved(person)
        self._settle(moved, now)
        self.seat_everybody(now, moved, spec.training_us)
        self.line_up_all_again(now)

    def seat_everybody(self, now: int, moved: Iterable[int] = (), training_us: int = 0) -> None:
        """Each person takes the plan's seat, with the shifts that are still to come; those who moved learn first."""
        self._refresh_levels()
        shifts = self.there.shifts[self.follow]
        training = np.zeros(len(self.plan.persons), dtype=np.int64)
        training[list(moved)] = training_us
        self.seat(_left_of(shifts, now, training) if now else shifts)

    def _settle(self, moved: set[int], now: int) -> None:
        """Those who moved are slower for a time."""
        floor = self.plan.floor
        if floor.settling_us and floor.settling_factor != 1.0:
            self.settling |= dict.fromkeys(moved, now + floor.settling_us)
            self._plan(now + floor.settling_us, SETTLES, self.follow, self._settled, None)

    def _settled(self, _: None, now: int) -> None:
        self.settling = {number: until for number, until in self.settling.items() if until > now}
        self._refresh_levels()


def _left_of(shifts: Shifts, now: int, training: npt.NDArray[np.int64]) -> Shifts:
    """Shifts from a time on, less the first so many µs of each person's."""
    on, off = np.maximum(shifts.edges, now).T
    passed = np.append(0, np.cumsum(off - on))
    counts = np.diff(shifts.bounds)
    passed_of_own = passed[:-1] - np.repeat(passed[shifts.bounds[:-1]], counts)
    learned = np.clip(np.repeat(training, counts) - passed_of_own, 0, off - on)
    left = Shifts(np.stack([on + learned, off], axis=1), shifts.bounds)
    return left.only(on + learned < off)
