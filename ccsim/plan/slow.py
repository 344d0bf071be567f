"""Slow state made ready: knowledge that reaches teams, causes that are removed, experience that people start with."""

from collections.abc import Mapping
from dataclasses import dataclass

from ccsim.codes import HOUR, NEVER, WEEK
from ccsim.plan.demand import weekly_rate
from ccsim.plan.frictions import Chart
from ccsim.plan.people import People
from ccsim.plan.routing import NOT_OFFERED, Routing
from ccsim.rules.causes import share_prevented
from ccsim.rules.knowledge import failures_left, gained, reached, settled
from ccsim.rules.learning import kept_share
from ccsim.scenario.org_chart import Node, home_of
from ccsim.scenario.scenario import Scenario

Weekly = tuple[tuple[float, ...], ...]
"""[week][index]"""


@dataclass(frozen=True)
class Experience:
    """How experience moves, a week at a time."""

    exponent: float
    kept: float
    """Share left after a week."""
    spill_over: float
    usual: tuple[float, ...]
    """[reason] contacts a week that keep a person's experience as it is; 0 where nobody has any."""
    training: float
    """Contacts of every reason that a person's weekly training stands for."""
    start: tuple[tuple[float, ...], ...]
    """[person][reason] relative to the usual."""
    newcomer: float


# --- experience ------------------------------------------------------------------------------------------


def plan_experience(scenario: Scenario, people: People, routing: Routing, mature: bool) -> Experience:
    """With `learning` neutral the exponent is 0: experience changes nothing."""
    world = scenario.world
    learning = world.learning
    exponent = 0.0 if "learning" in scenario.neutralised else learning.exponent
    all_seats = sum(
        g.count * world.well_run.dedication.get(n, 1.0)
        for n, g in world.people.groups.items()
        if n in _answering(scenario)
    )
    volume = {r: sum(float(weekly_rate(world, c, r).sum()) for c in world.channels) for r in world.reasons}
    reasons = list(world.reasons)
    for r in reasons:
        for step, share in world.reasons[r].next_step.items():
            volume[step] += volume[r] * share
    usual = tuple(volume[r] / all_seats if all_seats else 0.0 for r in reasons)
    training = learning.contacts_per_training_hour * scenario.practice.cross_training / HOUR
    start = _start(scenario, people, routing, usual, training) if mature and exponent else _usual(people, reasons)
    outside = world.vendor.experience if world.vendor is not None else 1.0
    return Experience(
        exponent=exponent,
        kept=kept_share(WEEK, learning.memory),
        spill_over=learning.spill_over,
        usual=usual,
        training=training,
        start=tuple(
            tuple(x * outside for x in row) if person.vendor else row
            for person, row in zip(people.persons, start, strict=True)
        ),
        newcomer=world.people.attrition.newcomer,
    )


def _answering(scenario: Scenario) -> set[str]:
    """Groups that answer customers as their trade, or may under the world's good practice."""
    groups = scenario.world.people.groups
    return {g for g, group in groups.items() if group.main_work is None or g in scenario.world.well_run.dedication}


def _usual(people: People, reasons: list[str]) -> tuple[tuple[float, ...], ...]:
    return ((1.0,) * len(reasons),) * len(people.persons)


def _start(
    scenario: Scenario, people: People, routing: Routing, usual: tuple[float, ...], training: float
) -> tuple[tuple[float, ...], ...]:
    """Where experience would settle: what each person's team handles a week, a head."""
    spill = scenario.world.learning.spill_over
    per_head = _contacts_per_head(scenario, people, routing)
    rotating = {r.group: list(scenario.structure.teams).index(r.through) for r in scenario.structure.rotations}
    groups = list(scenario.world.people.groups)
    rows = []
    for person in people.persons:
        if person.team < 0:
            rows.append((1.0,) * len(usual))
            continue
        mix = {person.team: 1.0}
        through = rotating.get(groups[person.group])
        if through is not None:
            mix = _turns(people, person.group)
        handled = [
            sum(part * per_head[team][r] for team, part in mix.items()) * person.dedication * (1.0 + spill) + training
            for r in range(len(usual))
        ]
        rows.append(tuple(h / (u * (1.0 + spill)) if u else 1.0 for h, u in zip(handled, usual, strict=True)))
    return tuple(rows)


def _turns(people: People, group: int) -> dict[int, float]:
    """Share of their time that people of a rotating group spend in each team."""
    seated = [p.team for p in people.persons if p.group == group and p.team >= 0]
    return {team: seated.count(team) / len(seated) for team in sorted(set(seated))}


def _contacts_per_head(scenario: Scenario, people: People, routing: Routing) -> list[list[float]]:
    """[team][reason] contacts a week for each full-time person of a team, by the world's demand and the routing."""
    world = scenario.world
    teams, reasons = list(scenario.structure.teams), list(world.reasons)
    heads = [sum(p.dedication for p in people.persons if p.team == t) for t in range(len(teams))]
    handled = [[0.0] * len(reasons) for _ in teams]
    for c, channel in enumerate(world.channels):
        for r, reason in enumerate(reasons):
            volume = float(weekly_rate(world, channel, reason).sum())
            line = routing.line_of[c][r]
            if not volume or line == NOT_OFFERED:
                continue
            owners = routing.lines[line].teams
            total = sum(heads[t] for t in owners) or 1.0
            for t in owners:
                target = routing.target[t][r]
                if target >= 0:
                    handled[target][r] += volume * heads[t] / total
    for r, reason in enumerate(reasons):
        for step, share in world.reasons[reason].next_step.items():
            s = reasons.index(step)
            for t in range(len(teams)):
                if routing.target[t][s] >= 0:
                    handled[routing.target[t][s]][s] += handled[t][r] * share
    return [[n / heads[t] if heads[t] else 0.0 for n in handled[t]] for t in range(len(teams))]


# --- knowledge -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Knowing:
    """What writers and data scientists leave of failures, by week; 1 is the usual."""

    agents: Weekly
    """[week][team]"""
    triage: Weekly
    bots: Weekly
    """[week][channel]"""


def plan_knowledge(scenario: Scenario, chart: Chart, people: People, weeks: int, mature: bool) -> Knowing:
    """Each gain relative to the one that all such people would bring to a team at the neutral distance."""
    knowledge = scenario.world.knowledge
    structure = scenario.structure

    def left(gain: float, group: str, node: Node) -> float:
        if not gain or "knowledge" in scenario.neutralised or group not in scenario.world.people.groups:
            return 1.0
        count = scenario.world.people.groups[group].count
        usual = reached(count, scenario.world.handoffs.neutral_distance, knowledge.reach_per_distance)
        own = sum(
            reached(n, chart.between(node, place), knowledge.reach_per_distance)
            for place, n in _whereabouts(scenario, people, group).items()
        )
        half = knowledge.half_people
        return failures_left(gained(gain, own, half), gained(gain, usual, half))

    def by_week(final: list[float]) -> Weekly:
        steps = [float(NEVER) if mature else week * float(WEEK) for week in range(weeks)]
        return tuple(tuple(round(settled(x, 1.0, at, knowledge.settles), 12) for x in final) for at in steps)

    owners = [structure.owners.get(c, ()) for c in scenario.world.channels]
    fronts: list[Node | None] = [("team", teams[0]) if teams else None for teams in owners]
    science = "data_scientists"
    return Knowing(
        agents=by_week([left(knowledge.playbook_gain, "playbook_writers", ("team", t)) for t in structure.teams]),
        triage=by_week([1.0 if f is None else left(knowledge.triage_gain, science, f) for f in fronts]),
        bots=by_week([1.0 if f is None else left(knowledge.bot_gain, science, f) for f in fronts]),
    )


def _whereabouts(scenario: Scenario, people: People, group: str) -> dict[Node, float]:
    """Full-time people of a group by where they sit, less the time in which they answer customers."""
    groups, teams = list(scenario.world.people.groups), list(scenario.structure.teams)
    answering = {t for owners in scenario.structure.owners.values() for t in owners}
    home = home_of(scenario.structure, group)
    found: dict[Node, float] = {}
    for person in people.persons:
        if groups[person.group] != group:
            continue
        node: Node | None = None if home is None else ("department", home)
        free = 1.0
        if person.team >= 0:
            node = ("team", teams[person.team])
            free = 1.0 - person.dedication if teams[person.team] in answering else 1.0
        if node is not None:
            found[node] = found.get(node, 0.0) + free
    return found


# --- causes ----------------------------------------------------------------------------------------------


def plan_prevention(scenario: Scenario, chart: Chart, weeks: int, mature: bool) -> Weekly:
    """[week][reason] share of issues whose cause is removed before they arise.

    From those who answer, by their channels' shares of the reason, the news of a cause travels to its owner.
    """
    world = scenario.world
    handoffs = world.handoffs

    def share(reason: str, distance: float | None) -> float:
        if distance is None or not world.reasons[reason].removable:
            return 0.0
        lag = handoffs.removal_lag + handoffs.removal_lag_per_distance * distance
        return share_prevented(world.reasons[reason].removable, lag, handoffs.cause_lives)

    own = [share(r, _to_cause(scenario, chart, r)) for r in world.reasons]
    usual = [share(r, handoffs.neutral_distance) if world.reasons[r].cause else 0.0 for r in world.reasons]
    steps = [float(NEVER) if mature else week * float(WEEK) for week in range(weeks)]
    return tuple(
        tuple(round(settled(x, y, at, handoffs.cause_lives), 12) for x, y in zip(own, usual, strict=True))
        for at in steps
    )


def _to_cause(scenario: Scenario, chart: Chart, reason: str) -> float | None:
    """Mean distance from those who answer a reason to the home of its cause; None where nobody removes it."""
    spec = scenario.world.reasons[reason]
    if spec.cause is None or home_of(scenario.structure, spec.cause) is None:
        return None
    if "insight" in scenario.neutralised:
        return scenario.world.handoffs.neutral_distance
    weights: Mapping[str, float] = spec.channels
    told = [(w, scenario.structure.owners[c]) for c, w in weights.items() if w and c in scenario.structure.owners]
    total = sum(w for w, _ in told)
    if not total:
        return None
    return sum(
        w / total * sum(chart.to_home(("team", t), spec.cause) or 0.0 for t in teams) / len(teams) for w, teams in told
    )
