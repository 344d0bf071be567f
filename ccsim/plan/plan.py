"""The plan: a scenario made ready to run; names become indices, distances become delays, shifts become spans."""

from collections.abc import Mapping
from dataclasses import dataclass

from ccsim.codes import DAY, Law
from ccsim.plan.frictions import Square, all_distances, bounces, delays, ignorance, losses, team_distances
from ccsim.plan.people import (
    Desk,
    People,
    Person,
    behaviour,
    handles,
    plan_people,
    proficiency,
    resolution_table,
    speed_table,
)
from ccsim.plan.returns import Returning, plan_returns
from ccsim.plan.roster import Duty, plan_duties
from ccsim.plan.routing import Routing, plan_routing
from ccsim.rules.laws import lognormal_sigma
from ccsim.scenario.scenario import Scenario

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


@dataclass(frozen=True)
class Plan:
    """Flat tables of numbers, indexed by channel, reason, team, desk (people of one group in one team), person."""

    clock: Clock
    channels: tuple[str, ...]
    reasons: tuple[str, ...]
    teams: tuple[str, ...]
    groups: tuple[str, ...]
    # customers, by channel
    real_time: tuple[bool, ...]
    patience: tuple[tuple[float, int, float, float], ...]
    """(chance to balk, law, mean in µs or 0 for ever, sigma)."""
    returning: Returning
    # handling
    base_mean: tuple[tuple[float, ...], ...]
    """[channel][reason] mean handle time of an expert in µs."""
    law: tuple[int, ...]
    sigma: tuple[float, ...]
    """[reason]"""
    factor: tuple[tuple[float, ...], ...]
    """[desk][reason] handle time relative to an expert's."""
    resolves: tuple[tuple[float, ...], ...]
    """[desk][reason] chance that an informed leg truly resolves."""
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
    triage_accuracy: float
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
    # caps
    contacts_limit: int
    legs_limit: int


def make_plan(scenario: Scenario, clock: Clock) -> Plan:
    """Work out everything that does not depend on luck or on the clock."""
    world, off = scenario.world, scenario.neutralised
    people = plan_people(scenario)
    skills = proficiency(scenario)
    covered = handles(scenario, people.placed)
    chart = all_distances(scenario, people.placed)
    distance = team_distances(scenario, chart)
    routing = plan_routing(scenario, covered, _mean_skill(scenario, people, skills, covered), distance)
    speed, resolves = speed_table(scenario, skills, covered), resolution_table(scenario, skills)
    names = [(list(scenario.structure.teams)[d.team], list(world.people.groups)[d.group]) for d in people.desks]
    reasons = list(world.reasons.values())
    return Plan(
        clock=clock,
        channels=tuple(world.channels),
        reasons=tuple(world.reasons),
        teams=tuple(scenario.structure.teams),
        groups=tuple(world.people.groups),
        real_time=tuple(c.real_time for c in world.channels.values()),
        patience=_patience(scenario),
        returning=plan_returns(scenario),
        base_mean=tuple(
            tuple(float(r.handle_time) * c.handle_factor for r in reasons) for c in world.channels.values()
        ),
        law=tuple(int(Law[(r.law or world.handling.law).upper()]) for r in reasons),
        sigma=tuple(lognormal_sigma(world.handling.cv if r.cv is None else r.cv) for r in reasons),
        factor=tuple(speed[name] for name in names),
        resolves=tuple(resolves[name] for name in names),
        steps=tuple(_cumulative(r.next_step, list(world.reasons)) for r in reasons),
        handles=tuple(tuple(row.values()) for row in covered.values()),
        notices=world.handoffs.notices,
        pass_on=tuple(behaviour(scenario, team).pass_on for team in scenario.structure.teams),
        intake=world.handoffs.intake,
        reask_us=float(world.handling.reask_time),
        slowdown=0.0 if "concurrency_slowdown" in off else world.handling.concurrency_slowdown,
        uninformed_handle=world.information.uninformed.handle_factor,
        uninformed_resolution=world.information.uninformed.resolution_factor,
        ignorance=ignorance(scenario, chart),
        routing=routing,
        triage_accuracy=1.0 if "triage" in off else world.triage.accuracy,
        misread=_misread(scenario),
        distance=distance,
        delay=delays(scenario, distance),
        lost=losses(scenario, distance),
        bounce=bounces(scenario, distance),
        desks=people.desks,
        persons=people.persons,
        duties=plan_duties(scenario, people, routing, clock.horizon),
        absence=0.0 if "absence" in off else world.people.shifts.absence,
        contacts_limit=world.limits.contacts,
        legs_limit=world.limits.legs,
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
