"""The plan: a scenario made ready to run; names become indices, distances become delays, shifts become spans."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ccsim.codes import DAY, NEVER, WEEK, Choice, Law, Order, Style
from ccsim.plan.failing import Failing, plan_mending, plan_outages
from ccsim.plan.frictions import Chart, Square, bounces, delays, ignorance, losses, team_distances
from ccsim.plan.people import (
    NOBODY,
    Desk,
    People,
    Person,
    Seats,
    behaviour,
    handles,
    kept_resolution,
    paces,
    plan_people,
    proficiency,
    seats,
    turned,
)
from ccsim.plan.returns import Returning, plan_returns
from ccsim.plan.revenue import Selling, plan_selling
from ccsim.plan.roster import Duty, Roster, offline_share, plan_duties, roster_of
from ccsim.plan.routing import Line, Routing, plan_routing
from ccsim.plan.self_service import Bot, plan_bots
from ccsim.plan.slow import Experience, Knowing, Weekly, plan_experience, plan_knowledge, plan_prevention
from ccsim.rules.laws import lognormal_sigma
from ccsim.scenario.customers import Channel
from ccsim.scenario.neutral import neutral
from ccsim.scenario.org_chart import owns_both
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.transition import changed

FOLLOW_UP_US = 14 * DAY
"""Arrivals go on for so long after the window, so that nothing of the cohort is censored."""


@dataclass(frozen=True)
class Clock:
    """Times of the study in µs from Monday 00:00 of week 1."""

    warmup: int
    window: int
    horizon: int


def study_clock(warmup_us: int, window_us: int) -> Clock:
    """Warm-up, window and follow-up one after the other."""
    return Clock(warmup_us, window_us, warmup_us + window_us + FOLLOW_UP_US)


@dataclass(frozen=True, slots=True)
class Customers:
    """How customers behave, by channel."""

    real_time: tuple[bool, ...]
    patience: tuple[tuple[float, int, float, float], ...]
    """(chance to balk, law, mean in µs or 0 for ever, sigma)."""
    answer_within: tuple[int, ...]
    trunks: tuple[int, ...]
    """NOBODY where there is no limit."""
    substitutes: tuple[tuple[tuple[float, ...], tuple[int, ...]], ...]
    """Of a channel that is not offered: running shares and the offered channels; who is beyond the last gives up."""
    silent: tuple[tuple[float, int], ...]
    """Share of leavers whom nobody sees leave, and µs until an agent notices."""
    callback: tuple[tuple[float, float, int], ...]
    """(accepts, answers, dial time in µs)."""
    deflection: tuple[tuple[float, int], ...]
    """(share, µs that an answer stays in sight)."""
    complaint: float
    complaint_reason: int


@dataclass(frozen=True, slots=True)
class Floor:
    """The rules of the floor."""

    order: int
    rank: tuple[int, ...]
    """[reason] urgency under the order by priority, 0 first."""
    choice: int
    relieves: bool
    """Whether whoever is free first leaves in place of those whose shift has ended while they are busy."""
    interrupt: bool
    switch_us: int
    style: int
    introduction_us: int
    shared_record: bool
    callback_after: int
    """Predicted wait beyond which a callback is offered, in µs."""
    voicemail: bool
    settling_us: int
    settling_factor: float
    keeps: float
    """Experience kept by who moves."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Flat tables of numbers, indexed by channel, reason, team, desk (people of one group in one team), person."""

    clock: Clock
    channels: tuple[str, ...]
    reasons: tuple[str, ...]
    teams: tuple[str, ...]
    departments: tuple[str, ...]
    """[team] the department it sits in."""
    groups: tuple[str, ...]
    customers: Customers
    returning: Returning
    bots: tuple[Bot | None, ...]
    floor: Floor
    selling: Selling
    # handling
    base_mean: tuple[tuple[float, ...], ...]
    """[channel][reason] mean handle time of an expert in µs."""
    law: tuple[int, ...]
    sigma: tuple[float, ...]
    """[reason]"""
    proficiency: tuple[tuple[float, ...], ...]
    """[desk][reason] at the usual experience and knowledge."""
    pace: tuple[float, ...]
    """[team] handle time relative to an expert's under no pressure who covers one reason."""
    kept: tuple[float, ...]
    """[team] resolution that pressure leaves."""
    slowness: float
    resolvable: tuple[float, ...]
    steps: tuple[tuple[tuple[float, ...], tuple[int, ...]], ...]
    """[reason] cumulative chances, and the reasons that follow."""
    handles: tuple[tuple[bool, ...], ...]
    """[team][reason]"""
    notices: float
    pass_on: tuple[float, ...]
    intake: float
    reask_us: float
    slowdown: float
    uninformed_handle: float
    uninformed_resolution: float
    ignorance: tuple[tuple[tuple[tuple[int, int], ...], ...], ...]
    # routing
    routing: Routing
    triage: Weekly
    """[week][channel] accuracy."""
    misread: tuple[tuple[tuple[tuple[float, ...], tuple[int, ...]], ...], ...]
    """[channel][reason] cumulative weights, and the other reasons that a misread contact is taken for."""
    # frictions between teams
    distance: Square
    delay: tuple[tuple[tuple[float, float], ...], ...]
    lost: Square
    bounce: Square
    # people
    desks: tuple[Desk, ...]
    persons: tuple[Person, ...]
    duties: tuple[Duty, ...]
    absence: float
    offline: float
    leaves_a_week: tuple[float, ...]
    """[person] chance of leaving in a week."""
    vacancy_us: int
    # slow state
    experience: Experience
    knowing: Knowing
    prevented: Weekly
    """[week][reason] share of issues whose cause is removed."""
    waves: tuple[int, ...]
    """[campaign] daily waves in which it goes out."""
    outages: tuple[Failing, ...]
    mending: tuple[float, ...]
    """[incident] mean time in µs until it is mended."""
    # caps
    contacts_limit: int
    legs_limit: int
    changes: tuple["Change", ...] = ()
    """What the structure turns into in mid-run, in the order of dates; a trigger comes last."""
    roster: Roster = field(init=False, repr=False, compare=False)
    """The duties in one table, of which every replication leaves out others."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "roster", roster_of(self.duties, self.clock.horizon))

    @property
    def lines(self) -> tuple[Line, ...]:
        """Lines of the plan and of those that follow it, as the records number them."""
        return tuple(line for plan in (self, *(c.plan for c in self.changes)) for line in plan.routing.lines)


@dataclass(frozen=True)
class Change:
    """A plan that takes over at a time, or when complaints are too many."""

    plan: Plan
    at: int
    """µs; NEVER where a trigger decides."""
    complaints_above: float
    over_us: int
    is_turn: bool
    """People take turns; the structure stays."""
    training_us: int = 0
    """Time that those who move spend learning before they answer."""


def make_plan(scenario: Scenario, clock: Clock) -> Plan:
    """Work out everything that does not depend on luck or on the clock."""
    scenario = neutral(scenario)
    first = seats(scenario, scenario.structure)
    changes = _turns(scenario, clock, first)
    transition = scenario.structure.transition
    if transition is not None:
        after = replace(scenario, structure=changed(scenario.structure))
        then = _plan_of(after, clock, seats(after, after.structure, first))
        at = NEVER if transition.when.date is None else transition.when.date
        changes.append(Change(then, at, transition.when.complaints_above or 0.0, transition.when.over, is_turn=False))
    return replace(_plan_of(scenario, clock, first), changes=tuple(changes))


def _turns(scenario: Scenario, clock: Clock, first: Seats) -> list[Change]:
    """What rotations change and when: after each turn of one, all of them stand where their turns have brought them."""
    rotations = scenario.structure.rotations
    changes = []
    for at in sorted({at for r in rotations for at in range(r.every, clock.horizon, r.every)}):
        chosen = first
        for rotation in rotations:
            chosen = turned(chosen, rotation, at // rotation.every)
        training = max(r.training for r in rotations if at % r.every == 0)
        changes.append(Change(_plan_of(scenario, clock, chosen), at, 0.0, 0, is_turn=True, training_us=training))
    return changes


def _plan_of(scenario: Scenario, clock: Clock, chosen: Seats) -> Plan:
    """The plan of one structure with chosen seats, before or after a change."""
    world, off = scenario.world, scenario.neutralised
    people = plan_people(scenario, chosen)
    skills = proficiency(scenario)
    covered = handles(scenario, people.placed)
    chart = Chart(scenario, people.placed)
    distance = team_distances(scenario, chart)
    routing = plan_routing(scenario, covered, _mean_skill(scenario, people, skills, covered), distance)
    reasons, channels, teams = list(world.reasons.values()), list(world.channels.values()), scenario.structure.teams
    weeks, mature = -(-clock.horizon // WEEK) + 1, scenario.slow_state == "mature"
    knowing = plan_knowledge(scenario, chart, people, weeks, mature)
    pace, kept = paces(scenario, covered), kept_resolution(scenario)
    misread_share = 0.0 if "triage" in off else 1.0 - world.triage.accuracy
    return Plan(
        clock=clock,
        channels=tuple(world.channels),
        reasons=tuple(world.reasons),
        teams=tuple(teams),
        departments=tuple(team.department for team in teams.values()),
        groups=tuple(world.people.groups),
        customers=_customers(scenario),
        returning=plan_returns(scenario),
        bots=plan_bots(scenario),
        floor=_floor(scenario),
        selling=plan_selling(scenario, chart, skills),
        base_mean=tuple(tuple(float(r.handle_time) * c.handle_factor for r in reasons) for c in channels),
        law=tuple(int(Law[(r.law or world.handling.law).upper()]) for r in reasons),
        sigma=tuple(lognormal_sigma(world.handling.cv if r.cv is None else r.cv) for r in reasons),
        proficiency=tuple(tuple(skills[g].values()) for _ in teams for g in world.people.groups),
        pace=tuple(pace.values()),
        kept=tuple(kept.values()),
        slowness=world.handling.slowness,
        resolvable=tuple(r.resolvable for r in reasons),
        steps=tuple(_cumulative(r.next_step, list(world.reasons)) for r in reasons),
        handles=tuple(tuple(row.values()) for row in covered.values()),
        notices=world.handoffs.notices,
        pass_on=tuple(behaviour(scenario, team).pass_on for team in teams),
        intake=world.handoffs.intake,
        reask_us=float(world.handling.reask_time),
        slowdown=0.0 if "concurrency_slowdown" in off else world.handling.concurrency_slowdown,
        uninformed_handle=world.information.uninformed.handle_factor,
        uninformed_resolution=world.information.uninformed.resolution_factor,
        ignorance=ignorance(scenario, chart),
        routing=routing,
        triage=tuple(tuple(1.0 - misread_share * left for left in row) for row in knowing.triage),
        misread=_misread(scenario),
        distance=distance,
        delay=delays(scenario, distance),
        lost=losses(scenario, distance),
        bounce=bounces(scenario, distance),
        desks=people.desks,
        persons=people.persons,
        duties=plan_duties(scenario, people, routing, clock.horizon),
        absence=0.0 if "absence" in off else world.people.shifts.absence,
        offline=offline_share(scenario),
        leaves_a_week=_attrition(scenario, people),
        vacancy_us=world.people.attrition.vacancy,
        experience=plan_experience(scenario, people, routing, mature),
        knowing=knowing,
        prevented=plan_prevention(scenario, chart, weeks, mature),
        waves=_waves(scenario),
        outages=plan_outages(scenario, chart),
        mending=plan_mending(scenario, chart),
        contacts_limit=world.limits.contacts,
        legs_limit=world.limits.legs,
    )


def _customers(scenario: Scenario) -> Customers:
    world, off = scenario.world, scenario.neutralised
    channels, complaints = list(world.channels.values()), world.complaints
    complains = complaints is not None and "complaints" not in off
    silent, deflects = "silent_abandonment" not in off, "deflection" not in off
    return Customers(
        real_time=tuple(c.real_time for c in channels),
        patience=_patience(scenario),
        answer_within=tuple(c.answer_within for c in channels),
        trunks=tuple(NOBODY if c.trunks is None or "trunks" in off else c.trunks for c in channels),
        substitutes=tuple(_substitutes(scenario, c) for c in channels),
        silent=tuple((c.silent if silent else 0.0, c.silent_time) for c in channels),
        callback=tuple(
            (0.0, 1.0, 0) if c.callback is None else (c.callback.accepts, c.callback.answers, c.callback.dial_time)
            for c in channels
        ),
        deflection=tuple(
            (0.0, 0) if c.deflection is None or not deflects else (c.deflection.share, c.deflection.lasts)
            for c in channels
        ),
        complaint=complaints.probability if complaints is not None and complains else 0.0,
        complaint_reason=list(world.reasons).index(complaints.reason) if complaints is not None else NOBODY,
    )


def _substitutes(scenario: Scenario, channel: Channel) -> tuple[tuple[float, ...], tuple[int, ...]]:
    offered = {
        c: w
        for c, w in channel.substitutes.items()
        if w and c in scenario.structure.owners and c in scenario.world.channels
    }
    total = sum(offered.values()) / (1.0 - channel.gives_up) if channel.gives_up < 1.0 else 0.0
    if not total:
        return (), ()
    return _cumulative({c: w / total for c, w in offered.items()}, list(scenario.world.channels))


def _floor(scenario: Scenario) -> Floor:
    practice, world, urgent = scenario.practice, scenario.world, scenario.structure.priority
    exceeds = practice.callbacks.when_wait_exceeds
    return Floor(
        order=int(Order[practice.queue_order.upper()]),
        rank=tuple(urgent.index(r.kind) if r.kind in urgent else len(urgent) for r in world.reasons.values()),
        choice=int(Choice[practice.agent_choice.upper()]),
        relieves=practice.shift_end == "first_free",
        interrupt=practice.interrupt,
        switch_us=world.handling.switch_time,
        style=int(Style[practice.handoffs.upper()]),
        introduction_us=world.handoffs.introduction if practice.handoffs == "warm" else 0,
        shared_record=practice.platform == "shared",
        callback_after=NEVER if exceeds is None else exceeds,
        voicemail=practice.callbacks.after_hours,
        settling_us=world.transitions.settling,
        settling_factor=world.transitions.settling_factor,
        keeps=world.transitions.keeps,
    )


def _waves(scenario: Scenario) -> tuple[int, ...]:
    """Only campaigns whose owner also owns channels go out in waves."""
    structure, campaigns = scenario.structure, scenario.world.demand.campaigns.values()
    return tuple(c.waves if structure.staggers_campaigns and owns_both(structure, c.run_by) else 1 for c in campaigns)


def _attrition(scenario: Scenario, people: People) -> tuple[float, ...]:
    """Chance of leaving in a week; people of an outside company leave as often as it says."""
    if "attrition" in scenario.neutralised:
        return (0.0,) * len(people.persons)
    world = scenario.world
    rates = [group.attrition_per_year for group in world.people.groups.values()]
    outside = world.vendor.attrition_per_year if world.vendor is not None else 0.0
    weeks_a_year = 52.0
    return tuple(
        1.0 - math.exp(-(outside if person.vendor else rates[person.group]) / weeks_a_year) for person in people.persons
    )


def _mean_skill(
    scenario: Scenario,
    people: People,
    skills: Mapping[str, Mapping[str, float]],
    covered: Mapping[str, Mapping[str, bool]],
) -> dict[str, dict[str, float]]:
    """Mean proficiency by team and reason, only for the reasons that a team with people handles."""
    result: dict[str, dict[str, float]] = {}
    for team, members in people.placed.items():
        size = sum(members.values())
        result[team] = {
            r: sum(n * skills[g][r] for g, n in members.items()) / size
            for r in scenario.world.reasons
            if size and covered[team][r]
        }
    return result


def _patience(scenario: Scenario) -> tuple[tuple[float, int, float, float], ...]:
    rows = []
    for channel in scenario.world.channels.values():
        patience = channel.patience
        if patience is None or not channel.real_time or "patience" in scenario.neutralised:
            rows.append((0.0, int(Law.EXPONENTIAL), 0.0, 0.0))
        else:
            law = int(Law[patience.law.upper()])
            rows.append((patience.balk, law, float(patience.mean), lognormal_sigma(patience.cv)))
    return tuple(rows)


def _cumulative(weights: Mapping[str, float], names: list[str]) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """Running sums of the weights and the indices that they stand for; chances are not normalised."""
    total, sums = 0.0, []
    for weight in weights.values():
        total += weight
        sums.append(total)
    return tuple(sums), tuple(names.index(name) for name in weights)


def _misread(scenario: Scenario) -> tuple[tuple[tuple[tuple[float, ...], tuple[int, ...]], ...], ...]:
    """By channel and true reason, the mix of the other reasons that customers bring there."""
    reasons = scenario.world.reasons
    rows = []
    for channel in scenario.world.channels:
        mix = {
            name: reason.share * reason.channels[channel] / sum(reason.channels.values())
            for name, reason in reasons.items()
            if reason.share and reason.channels.get(channel)
        }
        rows.append(tuple(_shares({n: m for n, m in mix.items() if n != name}, list(reasons)) for name in reasons))
    return tuple(rows)


def _shares(weights: Mapping[str, float], names: list[str]) -> tuple[tuple[float, ...], tuple[int, ...]]:
    total = sum(weights.values())
    return _cumulative({name: weight / total for name, weight in weights.items()}, names)
