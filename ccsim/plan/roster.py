"""Shifts made ready: who is on duty when, before anybody falls ill."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ccsim.codes import DAY, HALF_HOUR, HOUR, WEEK
from ccsim.plan.demand import half_hourly, weekly_rate
from ccsim.plan.people import NOBODY, People, Person, behaviour, pool_mean, proficiency
from ccsim.plan.routing import NOT_OFFERED, Routing, open_hours
from ccsim.rules.attention import launch_takes
from ccsim.scenario.quantities import Span
from ccsim.scenario.scenario import Scenario

SLOTS = WEEK // HALF_HOUR
SLOTS_A_DAY = DAY // HALF_HOUR
Load = npt.NDArray[np.float64]
Open = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
Spans = tuple[tuple[int, int], ...]
Shift = Spans
"""Spans on duty within the week in µs, breaks left out."""


@dataclass(frozen=True)
class Duty:
    """When one person is on duty, in µs from the start; always: without end."""

    spans: Spans
    always: bool = False


@dataclass(frozen=True, eq=False)
class Shifts:
    """Spans on duty of everybody, by person and time."""

    edges: Integers
    """[span] when it starts and ends, in µs."""
    bounds: Integers
    """[person] where one's own begin; and, at last, where all end."""

    def of(self, person: int) -> Integers:
        """One's own."""
        return self.edges[self.bounds[person] : self.bounds[person + 1]]

    def only(self, chosen: npt.NDArray[np.bool_]) -> "Shifts":
        """Those of them that are chosen."""
        return Shifts(self.edges[np.flatnonzero(chosen)], np.append(0, np.cumsum(chosen))[self.bounds])


@dataclass(frozen=True, eq=False)
class Roster:
    """The spans of all duties."""

    shifts: Shifts
    person_day: Integers
    """[span] number of its person and of the day on which it starts, in one: person times days, and day."""
    always: Open
    """[person]"""


def roster_of(duties: Sequence[Duty], horizon_us: int) -> Roster:
    """Who is always on duty has one span, up to the horizon."""
    spans = [((0, horizon_us),) if duty.always else duty.spans for duty in duties]
    edges = np.array([span for own in spans for span in own], dtype=np.int64).reshape(-1, 2)
    counts = [len(own) for own in spans]
    first_days = np.arange(len(duties)) * -(-horizon_us // DAY)
    person_day = np.repeat(first_days, counts) + edges[:, 0] // DAY
    shifts = Shifts(edges, np.cumsum([0, *counts]))
    return Roster(shifts, person_day, np.array([duty.always for duty in duties]))


def plan_duties(scenario: Scenario, people: People, routing: Routing, horizon_us: int) -> tuple[Duty, ...]:
    """One duty a person, in the order of people.persons."""
    load = forecast(scenario, people, routing)
    duties: dict[Person, Duty] = {p: Duty(()) for p in people.persons if p.team == NOBODY}
    for t, team in enumerate(scenario.structure.teams):
        members = [p for p in people.persons if p.team == t]
        own = scenario.practice.teams.get(team)
        scheduling = (own.scheduling if own is not None else None) or scenario.practice.scheduling
        if scheduling == "always":
            duties |= dict.fromkeys(members, Duty((), always=True))
            continue
        hours = open_hours(scenario.practice, team)
        fit = _fitted if scheduling == "fitted" else _flat
        for person, shifts in zip(members, fit(scenario, members, hours, load[t]), strict=True):
            duties[person] = Duty(_dated(scenario, person, team, shifts, horizon_us))
    return tuple(duties[p] for p in people.persons)


# --- forecast --------------------------------------------------------------------------------------------


def forecast(scenario: Scenario, people: People, routing: Routing) -> Load:
    """Expected handle time in µs, campaigns left out: [team][0 real-time, 1 deferrable][half-hour]."""
    world = scenario.world
    seats = [sum(p.dedication for p in people.persons if p.team == t) for t in range(len(scenario.structure.teams))]
    load = np.zeros((len(seats), 2, SLOTS))
    opened = [_open_slots(open_hours(scenario.practice, team)) for team in scenario.structure.teams]
    reasons = list(world.reasons)
    skill = pool_mean(world, proficiency(scenario))
    for c, (name, channel) in enumerate(world.channels.items()):
        for r, reason in enumerate(world.reasons.values()):
            volume: Load = half_hourly(weekly_rate(world, name, reasons[r])).ravel()
            if not volume.any() or routing.line_of[c][r] == NOT_OFFERED:
                continue
            teams = routing.lines[routing.line_of[c][r]].teams
            total = sum(seats[t] for t in teams) or 1.0
            for t in teams:
                part = _with_repeats(scenario, name, reasons[r], volume, skill[reasons[r]]) * (seats[t] / total)
                _add(load[t], opened[t], part * reason.handle_time * channel.handle_factor, channel.real_time)
                for target, work in _steps(scenario, routing, t, r, part * channel.handle_factor):
                    _add(load[target], opened[target], work, channel.real_time)
    return load


def _with_repeats(scenario: Scenario, channel: str, reason: str, volume: Load, skill: float) -> Load:
    """First contacts, and those who come back once because the first did not help, at any time of the week."""
    world = scenario.world
    again = world.channels[channel].after_failure
    if again is None or "repeat" in scenario.neutralised:
        return volume
    unresolved = 1.0 - world.reasons[reason].resolvable * skill
    all_contacts: Load = volume + volume.sum() * unresolved * again.probability / SLOTS
    return all_contacts


def _steps(scenario: Scenario, routing: Routing, team: int, reason: int, volume: Load) -> Iterator[tuple[int, Load]]:
    """The teams to which next steps of a reason go from here, with the work that comes to them."""
    reasons = list(scenario.world.reasons)
    for step, share in scenario.world.reasons[reasons[reason]].next_step.items():
        target = routing.target[team][reasons.index(step)]
        if target != NOBODY:
            yield target, volume * share * scenario.world.reasons[step].handle_time


def _add(load: Load, is_open: Open, work: Load, real_time: bool) -> None:
    """Real-time work falls when it arrives, if the team is open; the rest can wait for any hour of an open day."""
    if real_time:
        load[0] += np.where(is_open, work, 0.0)
        return
    open_days = [d for d in range(7) if is_open[d * SLOTS_A_DAY : (d + 1) * SLOTS_A_DAY].any()]
    for day in range(7):
        if open_days:
            on = min(open_days, key=lambda d: (d - day) % 7)
            slots = slice(on * SLOTS_A_DAY, (on + 1) * SLOTS_A_DAY)
            total = work[day * SLOTS_A_DAY : (day + 1) * SLOTS_A_DAY].sum()
            load[1, slots] += is_open[slots] * total / is_open[slots].sum()


def _open_slots(spans: tuple[Span | None, ...]) -> Open:
    """Half-hours of the week that lie wholly within opening hours."""
    is_open = np.zeros(SLOTS, dtype=bool)
    for day, span in enumerate(spans):
        if span is not None:
            first, last = -(-span[0] // HALF_HOUR), span[1] // HALF_HOUR
            is_open[day * SLOTS_A_DAY + first : day * SLOTS_A_DAY + last] = True
    return is_open


# --- weekly shifts ---------------------------------------------------------------------------------------


def _fitted(scenario: Scenario, members: list[Person], hours: tuple[Span | None, ...], load: Load) -> list[list[Shift]]:
    """Shifts one by one where the forecast is least covered; then time offline where it is most."""
    is_open = _open_slots(hours)
    lengths = [_slots(scenario, person) for person in members]
    shifts, offline = scenario.world.people.shifts, offline_share(scenario)
    gap = _wanted(load, is_open) * sum(lengths) * shifts.days_per_week
    chosen = [sorted(_best_shifts(gap, is_open, length, shifts.days_per_week)) for length in lengths]
    owed = 0.0
    weekly: list[list[Shift]] = []
    for person_shifts in chosen:
        weekly.append([])
        for start, end in person_shifts:
            owed += (end - start) * offline
            off = _offline(gap, start, end, round(owed))
            owed -= len(off)
            weekly[-1].append(_spans(start, end, off))
    return weekly


def _wanted(load: Load, is_open: Open) -> Load:
    """The shape of the week that staffing should have, summing to 1.

    Days in proportion to all work; within a day to the real-time work, since the rest fills the gaps between.
    """
    shape = np.zeros(SLOTS)
    for day in range(7):
        slots = slice(day * SLOTS_A_DAY, (day + 1) * SLOTS_A_DAY)
        total = load[:, slots].sum()
        within = load[0, slots] if load[0, slots].any() else is_open[slots].astype(float)
        if within.any():
            shape[slots] = within / within.sum() * (total if load.any() else 1.0)
    return shape / shape.sum() if shape.any() else shape


def _best_shifts(gap: Load, is_open: Open, length: int, days: int) -> list[tuple[int, int]]:
    """Take `days` shifts, at most one a day, each where it fills most of the gap; `gap` shrinks.

    A shift lies within its day, so what is best on one day is best whatever is taken on others.
    """
    opening = is_open.reshape(7, SLOTS_A_DAY)
    found = [_best_on(gap, opening[day], day, length) for day in range(7) if length and opening[day].any()]
    found.sort(key=lambda best: -best[0])
    shifts = [shift for _, shift in found[:days]]
    for start, end in shifts:
        gap[start:end] -= 1.0
    return shifts


def _best_on(gap: Load, is_open: Open, day: int, length: int) -> tuple[float, tuple[int, int]]:
    """The best shift of one day and how much of the gap it fills, earliest of equals."""
    base = day * SLOTS_A_DAY
    slots = is_open.nonzero()[0]
    first, last = int(slots[0]), int(slots[-1]) + 1
    length = min(length, last - first)
    filled = np.zeros(SLOTS_A_DAY + 1)
    gap[base : base + SLOTS_A_DAY].cumsum(out=filled[1:])
    gains = (filled[first + length : last + 1] - filled[first : last - length + 1]).round(9)
    best = int(gains.argmax())
    return float(gains[best]), (base + first + best, base + first + best + length)


def _offline(gap: Load, start: int, end: int, count: int) -> list[int]:
    """Half-hours away from contacts: where the shift is least needed, not at its very start or end."""
    inner = np.arange(start + 1, end - 1)
    off = sorted(inner[np.argsort(np.round(gap[inner], 9), kind="stable")][:count].tolist())
    gap[off] += 1.0
    return off


def _spans(start: int, end: int, off: list[int]) -> Shift:
    edges = [start - 1, *off, end]
    return tuple(((a + 1) * HALF_HOUR, b * HALF_HOUR) for a, b in pairwise(edges) if a + 1 < b)


def _flat(scenario: Scenario, members: list[Person], hours: tuple[Span | None, ...], load: Load) -> list[list[Shift]]:
    """Whatever the load, everybody starts when the team opens; days off rotate over the open days."""
    open_days = [d for d, span in enumerate(hours) if span is not None]
    days = min(scenario.world.people.shifts.days_per_week, len(open_days))
    offline = offline_share(scenario)
    weekly = []
    for i, person in enumerate(members):
        length = _slots(scenario, person) * HALF_HOUR
        chosen = sorted({open_days[(i * days + k) % len(open_days)] for k in range(days)}) if length else []
        opens = [(day, span) for day in chosen for span in [hours[day]] if span is not None]
        weekly.append([_with_breaks(d * DAY + a, d * DAY + min(a + length, b), offline, i) for d, (a, b) in opens])
    return weekly


def _with_breaks(start: int, end: int, offline: float, number: int) -> Shift:
    """Two breaks of half the offline time each, staggered over eight persons."""
    length = end - start
    half = round(length * offline / 2)
    if half == 0:
        return ((start, end),)
    first = start + length // 8 + length * (number % 8) // 32
    second = first + half + length // 4
    return ((start, first), (first + half, second), (second + half, end))


def _slots(scenario: Scenario, person: Person) -> int:
    """Length of a person's answering shift in half-hours: all day where other work is done between contacts."""
    dedication = 1.0 if scenario.practice.main_work == "interleaved" else person.dedication
    return round(scenario.world.people.shifts.length * dedication / HALF_HOUR)


def offline_share(scenario: Scenario) -> float:
    """Share of a shift away from contacts: breaks and coaching, meetings across departments, cross-training."""
    shifts = scenario.world.people.shifts
    extra = (scenario.structure.governance + scenario.practice.cross_training) / (shifts.length * shifts.days_per_week)
    return min(0.95, shifts.offline + extra)


# --- dates and launches ----------------------------------------------------------------------------------


def _dated(scenario: Scenario, person: Person, team: str, shifts: list[Shift], horizon_us: int) -> Spans:
    """The weekly shifts over the horizon, less what campaign launches take off their ends."""
    rostered_h = sum(b - a for shift in shifts for a, b in shift) / HOUR
    cuts = _launch_cuts(scenario, person, team, rostered_h)
    spans: list[tuple[int, int]] = []
    for week in range(0, horizon_us, WEEK):
        for shift in shifts:
            begin, finish = week + shift[0][0], week + shift[-1][1]
            if cuts:
                taken = min(1.0, sum(share for first, last, share in cuts if first <= begin < last))
                finish -= round((finish - begin) * taken)
            spans += [(week + a, min(week + b, finish)) for a, b in shift]
    return tuple([(a, b) for a, b in spans if a < b and a < horizon_us])


def _launch_cuts(scenario: Scenario, person: Person, team: str, rostered_h: float) -> list[tuple[int, int, float]]:
    """Weeks in which a launch takes a share of this person's rostered time."""
    groups = scenario.world.people.groups
    group = list(groups)[person.group]
    campaigns = {} if "campaigns" in scenario.neutralised else scenario.world.demand.campaigns
    first = behaviour(scenario, team, "attention").launch_first
    return [
        (
            campaign.start // DAY * DAY,
            campaign.start // DAY * DAY + WEEK,
            launch_takes(campaign.launch_hours / max(1, groups[group].count), first, rostered_h),
        )
        for campaign in campaigns.values()
        if campaign.run_by == group
    ]
