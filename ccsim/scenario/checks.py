"""Cross-references: what a world, a structure or a study says of things that must exist elsewhere."""

from collections.abc import Iterable, Iterator, Mapping

from ccsim.scenario.document import Finding
from ccsim.scenario.placement import place
from ccsim.scenario.structure import Structure
from ccsim.scenario.study import Study
from ccsim.scenario.vocabulary import (
    CHANNELS,
    GROUPS,
    KINDS,
    MEASURES,
    MEASURES_BY_CHANNEL,
    MEASURES_BY_DEPARTMENT,
    MEASURES_BY_TEAM,
)
from ccsim.scenario.world import World

Path = tuple[str | int, ...]


def _unknown(
    path: Path, what: str, names: Iterable[str], known: Iterable[str], on_key: bool = False
) -> Iterator[Finding]:
    allowed = tuple(known)
    for name in names:
        if name not in allowed:
            where = (*path, name) if on_key else path
            yield Finding(where, f"unknown {what}", name, allowed, on_key=on_key)


# --- the world -------------------------------------------------------------------------------------------


def check_world(world: World) -> Iterator[Finding]:
    """Names within a world."""
    yield from _check_reasons(world)
    yield from _check_channels(world)
    yield from _check_campaigns(world)
    for g, group in world.people.groups.items():
        known = (*world.reasons, *KINDS)
        path: Path = ("people", "groups", g, "proficiency")
        yield from _unknown(path, "reason or kind of reason", group.proficiency, known, on_key=True)
    if world.well_run.teams:
        yield Finding(("well_run", "teams"), "a world knows no teams; only a structure's practice may name them")
    yield from _unknown(
        ("well_run", "dedication"),
        "group of people here",
        world.well_run.dedication,
        world.people.groups,
        on_key=True,
    )


def _check_reasons(world: World) -> Iterator[Finding]:
    if not any(reason.share for reason in world.reasons.values()):
        message = "no reason has a share above 0, so no issue would ever arise"
        yield Finding(("reasons",), message, on_key=True)
    for r, reason in world.reasons.items():
        path: Path = ("reasons", r)
        yield from _unknown((*path, "channels"), "channel in this world", reason.channels, world.channels, on_key=True)
        yield from _unknown((*path, "next_step"), "reason", reason.next_step, world.reasons, on_key=True)
        if reason.share and not any(reason.channels.values()):
            yield Finding((*path, "channels"), "a reason with a share needs a channel with a weight above 0")
        if sum(reason.next_step.values()) > 1.0 + 1e-9:
            yield Finding((*path, "next_step"), f"the shares sum to {sum(reason.next_step.values()):g}, above 1")
        if reason.authority is not None:
            yield from _unknown((*path, "authority"), "group of people here", [reason.authority], world.people.groups)


def _check_channels(world: World) -> Iterator[Finding]:
    for p, profile in world.demand.profiles.items():
        if not any(profile):
            yield Finding(("demand", "profiles", p), "no half-hour is above 0")
    if not any(world.demand.weekday.days()):
        yield Finding(("demand", "weekday"), "no day is above 0")
    for c, channel in world.channels.items():
        yield from _unknown(("channels", c, "profile"), "profile", [channel.profile], world.demand.profiles)
        for field in ("after_abandonment", "after_closed", "after_failure", "chase"):
            returns = getattr(channel, field)
            if returns is None:
                continue
            path: Path = ("channels", c, field, "channels")
            yield from _unknown(path, "channel in this world", returns.channels, world.channels, on_key=True)
            if returns.channels and not any(returns.channels.values()):
                yield Finding(path, "no channel has a weight above 0")
        if channel.real_time and channel.chase is not None:
            yield Finding(
                ("channels", c, "chase"), "customers of a real-time channel leave; only deferrable ones chase"
            )
        if not channel.real_time and channel.patience is not None:
            yield Finding(("channels", c, "patience"), "deferrable work never leaves its queue; say chase instead")
        if not channel.real_time and channel.concurrency > 1:
            yield Finding(("channels", c, "concurrency"), "only real-time contacts are held several at a time")


def _check_campaigns(world: World) -> Iterator[Finding]:
    for name, campaign in world.demand.campaigns.items():
        path: Path = ("demand", "campaigns", name)
        yield from _unknown((*path, "uplift"), "reason", campaign.uplift, world.reasons, on_key=True)
        for i, reason in enumerate(campaign.about):
            yield from _unknown((*path, "about", i), "reason", [reason], world.reasons)
        yield from _unknown((*path, "run_by"), "group of people here", [campaign.run_by], world.people.groups)


# --- the structure ---------------------------------------------------------------------------------------


def check_structure(structure: Structure) -> Iterator[Finding]:
    """Names within a structure; worlds are not needed."""
    yield from _check_departments(structure)
    yield from _check_teams(structure)
    for channel, owners in structure.owners.items():
        for i, team in enumerate(owners):
            path: Path = ("owners", channel) if len(owners) == 1 else ("owners", channel, i)
            yield from _unknown(path, "team", [team], structure.teams)
    yield from _unknown(("practice", "teams"), "team", structure.practice.teams, structure.teams, on_key=True)


def _check_departments(structure: Structure) -> Iterator[Finding]:
    departments = structure.departments
    roots = [d for d, department in departments.items() if department.reports_to is None]
    for d in roots[1:]:
        message = f"reports to nobody, as '{roots[0]}' does; all departments but one must say reports_to"
        yield Finding(("departments", d), message, on_key=True)
    told: set[str] = set()
    for d, department in departments.items():
        if department.reports_to is None:
            continue
        path: Path = ("departments", d, "reports_to")
        if department.reports_to not in departments:
            yield Finding(path, "unknown department", department.reports_to, tuple(departments))
        elif d not in told and (ring := _ring(structure, d)):
            told.update(ring)
            yield Finding(path, f"the org chart goes in a circle: {' → '.join(ring)}")
    yield from _check_homes(structure)


def _ring(structure: Structure, start: str) -> list[str]:
    chain = [start]
    while True:
        above = structure.departments[chain[-1]].reports_to
        if above is None or above not in structure.departments or above in chain[1:]:
            return []
        chain.append(above)
        if above == start:
            return chain


def _check_homes(structure: Structure) -> Iterator[Finding]:
    homes: dict[str, str] = {}
    for d, department in structure.departments.items():
        for i, group in enumerate(department.home_of):
            if group in homes:
                yield Finding(
                    ("departments", d, "home_of", i),
                    f"'{group}' has its home in {homes[group]} already; a group has one",
                )
            homes.setdefault(group, d)


def _check_teams(structure: Structure) -> Iterator[Finding]:
    answering = {team for owners in structure.owners.values() for team in owners}
    words = (*CHANNELS, "handoffs", "deferred_handoffs")
    homes = {group for department in structure.departments.values() for group in department.home_of}
    for t, team in structure.teams.items():
        path: Path = ("teams", t)
        yield from _unknown((*path, "department"), "department", [team.department], structure.departments)
        for i, tier in enumerate(team.tiers or ()):
            for word in tier:
                yield from _unknown((*path, "tiers", i), "channel or kind of handoff", [word], words)
        department = structure.departments.get(team.department)
        if department is not None and department.goal is None and (t in answering or team.handles):
            yield Finding(
                ("departments", team.department),
                f"team '{t}' answers customers, so its department needs a goal",
            )
        for group in team.members:
            if homes and group not in homes:
                yield Finding((*path, "members", group), f"no department is home_of '{group}'", on_key=True)
    yield from _check_shares(structure)


def _check_shares(structure: Structure) -> Iterator[Finding]:
    for group in GROUPS:
        placed = {
            t: p.percent
            for t, team in structure.teams.items()
            for g, p in team.members.items()
            if g == group and p.percent is not None
        }
        if sum(placed.values()) > 100.0 + 1e-6:
            last = list(placed)[-1]
            yield Finding(
                ("teams", last, "members", group),
                f"{sum(placed.values()):g} % of {group} are placed in all ({', '.join(placed)}); at most 100 % can be",
            )


# --- a structure in a world ------------------------------------------------------------------------------


def check_together(structure: Structure, world: World) -> Iterator[Finding]:
    """What a structure must have to run in a world; call it when each is sound alone."""
    pool = {g: group.count for g, group in world.people.groups.items()}
    placed = place(structure, pool)
    yield from _check_people(structure, pool, placed)
    yield from _check_owners(structure, world, placed)
    yield from _check_reasons_handled(structure, world, placed)
    for d, department in structure.departments.items():
        if department.goal is not None and department.goal not in world.goals:
            yield Finding(
                ("departments", d, "goal"),
                "this world's goals have no",
                department.goal,
                tuple(world.goals),
            )


def notes_together(structure: Structure, world: World) -> Iterator[str]:
    """What of a structure a world lacks, and so is skipped."""
    for team, spec in structure.teams.items():
        missing = [g for g in spec.members if g not in world.people.groups]
        if missing:
            yield f"team {team}: this world has no {', '.join(missing)}; skipped"
    missing_channels = [c for c in structure.owners if c not in world.channels]
    if missing_channels:
        yield f"this world has no {', '.join(missing_channels)}; their owners are skipped"


def _check_people(
    structure: Structure, pool: Mapping[str, int], placed: Mapping[str, Mapping[str, int]]
) -> Iterator[Finding]:
    for group, count in pool.items():
        seats = {t: members[group] for t, members in placed.items() if members.get(group)}
        if sum(seats.values()) > count:
            last = list(seats)[-1]
            where = ", ".join(f"{n} in {t}" for t, n in seats.items())
            yield Finding(
                ("teams", last, "members", group),
                f"{sum(seats.values())} people of '{group}' are placed ({where}), but this world has {count}",
            )


def _check_owners(structure: Structure, world: World, placed: Mapping[str, Mapping[str, int]]) -> Iterator[Finding]:
    used = _channels_used(world)
    for channel in world.channels:
        owners = structure.owners.get(channel)
        if owners is None and channel in used:
            message = f"nobody owns the channel '{channel}', on which this world's customers come"
            yield Finding(("owners",), message, on_key=True)
        for team in owners or ():
            if not placed.get(team):
                yield Finding(("owners", channel), f"team '{team}' has nobody of this world's people in it")


def _channels_used(world: World) -> set[str]:
    """Channels on which customers start, come back or chase."""
    used = {c for reason in world.reasons.values() for c, weight in reason.channels.items() if weight and reason.share}
    ways = (
        way
        for c in world.channels.values()
        for way in (c.after_abandonment, c.after_closed, c.after_failure, c.chase)
        if way is not None and way.probability
    )
    return used | {c for way in ways for c, weight in way.channels.items() if weight}


def _check_reasons_handled(
    structure: Structure, world: World, placed: Mapping[str, Mapping[str, int]]
) -> Iterator[Finding]:
    are_known = True
    for t, team in structure.teams.items():
        for i, word in enumerate(team.handles):
            path: Path = ("teams", t, "handles") if len(team.handles) == 1 else ("teams", t, "handles", i)
            for finding in _unknown(path, "reason or kind of reason", [word], ("all", *KINDS, *world.reasons)):
                are_known = False
                yield finding
    for r, reason in world.reasons.items():
        if reason.authority is None:
            words = {"all", reason.kind, r}
            is_handled = any(placed[t] and words & set(team.handles) for t, team in structure.teams.items())
            if are_known and not is_handled:
                message = f"no team with people handles the reason '{r}' (kind {reason.kind})"
                yield Finding(("teams",), message, on_key=True)
        elif not any(2 * m.get(reason.authority, 0) >= sum(m.values()) > 0 for m in placed.values()):
            message = f"half or more of a team must be {reason.authority}, who have that authority"
            yield Finding(("teams",), f"no team may do '{r}': {message}", on_key=True)


# --- the study -------------------------------------------------------------------------------------------


def check_study(study: Study) -> Iterator[Finding]:
    """Names within a study."""
    if study.baseline is not None and study.baseline not in study.structures:
        yield Finding(("baseline",), "the study does not list", study.baseline, study.structures)
    for i, name in enumerate(study.structures):
        if name in study.structures[:i]:
            yield Finding(("structures", i), f"'{name}' is listed twice")
    if study.beside == study.practice:
        yield Finding(("beside",), f"'{study.beside}' is the study's practice already")


def check_primary(study: Study, structures: Mapping[str, Structure], world: World) -> Iterator[Finding]:
    """Whether every structure of the study can have its primary measure."""
    keys = {name: _measure_keys(structure, world) for name, structure in structures.items()}
    common = [key for key in next(iter(keys.values())) if all(key in own for own in keys.values())]
    lacking = [name for name, own in keys.items() if study.primary not in own]
    if len(lacking) == len(keys):
        yield Finding(("primary",), "unknown measure", study.primary, tuple(common))
    elif lacking:
        message = f"{', '.join(lacking)} cannot have '{study.primary}'; choose a measure that all the structures have"
        yield Finding(("primary",), message)


def _measure_keys(structure: Structure, world: World) -> list[str]:
    return [
        *MEASURES,
        *(f"{stem}.{channel}" for channel in world.channels for stem in MEASURES_BY_CHANNEL),
        *(f"{stem}.{team}" for team in structure.teams for stem in MEASURES_BY_TEAM),
        *(f"{stem}.{department}" for department in structure.departments for stem in MEASURES_BY_DEPARTMENT),
    ]
