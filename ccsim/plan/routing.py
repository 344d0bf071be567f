"""Routing made ready: lines, the order in which agents look for work, and where handoffs go."""

from collections.abc import Mapping
from dataclasses import dataclass

from ccsim.codes import DAY, NEVER, WEEK
from ccsim.plan.people import NOBODY
from ccsim.scenario.practice import Practice
from ccsim.scenario.quantities import Span
from ccsim.scenario.scenario import Scenario

NOT_OFFERED = -1
"""The line of a channel that nobody owns."""


@dataclass(frozen=True)
class Line:
    """A queue: a channel's contacts for certain teams, or the handoffs to one team."""

    name: str
    teams: tuple[int, ...]
    """Teams that serve it, in the order in which an arrival tries them."""
    concurrency: int
    opens: tuple[int, ...]
    """Boundaries within the week in µs at which it opens and closes in turn; empty: never closed."""
    real_time: bool
    channel: int
    """NOBODY for handoffs."""
    overflow_after: int
    """Time in the queue after which other teams help out, in µs."""
    overflow_teams: tuple[int, ...]


@dataclass(frozen=True)
class Routing:
    """Lines and targets, by index."""

    lines: tuple[Line, ...]
    line_of: tuple[tuple[int, ...], ...]
    """[channel][reason as classified] → line, or NOT_OFFERED."""
    handoff_line: tuple[tuple[int, int], ...]
    """[team][1 if real-time else 0] → line."""
    tiers: tuple[tuple[tuple[int, ...], ...], ...]
    """[team] → tiers of lines; of a line that it only helps out with, it sees the contacts that have waited enough."""
    target: tuple[tuple[int, ...], ...]
    """[team][reason] → the team that a contact with this reason goes to from here: here, or the best elsewhere."""
    best: tuple[tuple[int, ...], ...]
    """[team][reason] → the most proficient team, which may be this one; NOBODY if none handles it."""
    elsewhere: tuple[tuple[int, ...], ...]
    """[team][reason] → the best team of another department that handles it too, or NOBODY."""


def open_hours(practice: Practice, team: str) -> tuple[Span | None, ...]:
    """A team's opening span on each day of the week, in µs of the day."""
    own = practice.teams.get(team)
    return own.hours if own is not None and own.hours is not None else practice.hours


def plan_routing(
    scenario: Scenario,
    covered: Mapping[str, Mapping[str, bool]],
    mean_skill: Mapping[str, Mapping[str, float]],
    distance: tuple[tuple[float, ...], ...],
) -> Routing:
    """`mean_skill[team][reason]` is the team's mean proficiency where it handles the reason."""
    lines: dict[tuple[str, tuple[str, ...]], int] = {}
    line_of = tuple(
        tuple(
            lines.setdefault((c, _choices(scenario, covered, c, r)), len(lines))
            if c in scenario.structure.owners
            else NOT_OFFERED
            for r in scenario.world.reasons
        )
        for c in scenario.world.channels
    )
    for team in scenario.structure.teams:
        for word in ("deferred_handoffs", "handoffs"):
            lines[word, (team,)] = len(lines)
    names = list(scenario.structure.teams)
    mean_skill = _without_counters(scenario, mean_skill)
    return Routing(
        lines=tuple(_line(scenario, names, word, teams) for word, teams in lines),
        line_of=line_of,
        handoff_line=tuple((lines["deferred_handoffs", (t,)], lines["handoffs", (t,)]) for t in names),
        tiers=tuple(_tiers(scenario, lines, team) for team in names),
        target=tuple(
            tuple(t if covered[a][r] else _best(names, r, t, mean_skill, distance) for r in scenario.world.reasons)
            for t, a in enumerate(names)
        ),
        best=tuple(
            tuple(_best(names, r, t, mean_skill, distance, with_here=True) for r in scenario.world.reasons)
            for t in range(len(names))
        ),
        elsewhere=tuple(_elsewhere(scenario, names, t, mean_skill, distance) for t in range(len(names))),
    )


def _without_counters(
    scenario: Scenario, mean_skill: Mapping[str, Mapping[str, float]]
) -> dict[str, Mapping[str, float]]:
    """Teams that answer in person only take over nothing from others, so to others they know nothing."""
    channels = scenario.world.channels
    owned: dict[str, list[bool]] = {}
    for channel, teams in scenario.structure.owners.items():
        for team in teams:
            owned.setdefault(team, []).extend([channels[channel].in_person] if channel in channels else [])
    return {team: {} if owned.get(team) and all(owned[team]) else skills for team, skills in mean_skill.items()}


def _choices(
    scenario: Scenario, covered: Mapping[str, Mapping[str, bool]], channel: str, reason: str
) -> tuple[str, ...]:
    owners: tuple[str, ...] = scenario.structure.owners.get(channel, ())
    if scenario.structure.route_by == "channel":
        return owners
    return tuple(team for team in owners if covered[team][reason]) or owners


def _line(scenario: Scenario, names: list[str], word: str, teams: tuple[str, ...]) -> Line:
    channels = scenario.world.channels
    channel = channels.get(word)
    spans = [open_hours(scenario.practice, team) for team in teams]
    helps = scenario.structure.overflow.get(word)
    helpers = tuple(t for t in helps.to if t not in teams) if helps is not None else ()
    return Line(
        name=word if channel is not None else f"{word}.{teams[0]}",
        teams=tuple(names.index(team) for team in teams),
        concurrency=channel.concurrency if channel is not None else 1,
        opens=_boundaries(spans),
        real_time=channel.real_time if channel is not None else word == "handoffs",
        channel=list(channels).index(word) if channel is not None else NOBODY,
        overflow_after=helps.after if helps is not None and helpers else NEVER,
        overflow_teams=tuple(names.index(team) for team in helpers),
    )


def _boundaries(team_spans: list[tuple[Span | None, ...]]) -> tuple[int, ...]:
    """Open when any team is; spans that touch are one."""
    spans = sorted(
        (day * DAY + span[0], day * DAY + span[1])
        for week in team_spans
        for day, span in enumerate(week)
        if span is not None
    )
    merged: list[list[int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(end, merged[-1][1])
        else:
            merged.append([start, end])
    if merged == [[0, WEEK]]:
        return ()
    return tuple(edge for span in merged for edge in span)


def _tiers(
    scenario: Scenario, lines: Mapping[tuple[str, tuple[str, ...]], int], team: str
) -> tuple[tuple[int, ...], ...]:
    channels = scenario.world.channels
    words = scenario.structure.teams[team].tiers or (
        ("handoffs",),
        tuple(c for c, channel in channels.items() if channel.real_time),
        ("deferred_handoffs", *(c for c, channel in channels.items() if not channel.real_time)),
    )
    helps = scenario.structure.overflow
    tiers = (
        tuple(
            i
            for (word, teams), i in lines.items()
            if word in tier and (team in teams or (word in helps and team in helps[word].to))
        )
        for tier in words
    )
    return tuple(tier for tier in tiers if tier)


def _best(
    names: list[str],
    reason: str,
    here: int,
    mean_skill: Mapping[str, Mapping[str, float]],
    distance: tuple[tuple[float, ...], ...],
    with_here: bool = False,
) -> int:
    """The team of the highest proficiency, the nearest of equals; NOBODY if none handles the reason."""
    able = [
        (-round(mean_skill[team][reason], 9), distance[here][t], t)
        for t, team in enumerate(names)
        if reason in mean_skill[team] and (with_here or t != here)
    ]
    return min(able)[2] if able else NOBODY


def _elsewhere(
    scenario: Scenario,
    names: list[str],
    here: int,
    mean_skill: Mapping[str, Mapping[str, float]],
    distance: tuple[tuple[float, ...], ...],
) -> tuple[int, ...]:
    teams = scenario.structure.teams
    others = {
        team: mean_skill[team] if teams[team].department != teams[names[here]].department else {} for team in names
    }
    return tuple(_best(names, r, here, others, distance) for r in scenario.world.reasons)
