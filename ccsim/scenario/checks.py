"""Cross-references: what a world, a structure or a study says of things that must exist elsewhere."""

from collections.abc import Iterable, Iterator, Mapping

from ccsim.codes import DAY
from ccsim.scenario.customers import Chase, Returns
from ccsim.scenario.document import Finding
from ccsim.scenario.measures import better, measure_keys
from ccsim.scenario.org_chart import company_of, owns_both
from ccsim.scenario.placement import place
from ccsim.scenario.structure import Structure, Transition
from ccsim.scenario.study import Study
from ccsim.scenario.transition import changed
from ccsim.scenario.vocabulary import (
    BOT_POLICIES,
    CHANNELS,
    GROUPS,
    KINDS,
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
    yield from _check_new_parts(world)
    if world.well_run.teams:
        yield Finding(("well_run", "teams"), "a world knows no teams; only a structure's practice may name them")
    yield from _unknown(
        ("well_run", "dedication"),
        "group of people here",
        world.well_run.dedication,
        world.people.groups,
        on_key=True,
    )


def _check_new_parts(world: World) -> Iterator[Finding]:
    """Names in self-service, complaints, outages and incidents."""
    reasons, groups = world.reasons, world.people.groups
    if world.self_service is not None:
        words = (*reasons, *KINDS)
        path: Path = ("self_service", "resolves")
        yield from _unknown(path, "reason or kind of reason", world.self_service.resolves, words, on_key=True)
        missing = [p for p in BOT_POLICIES if p not in world.self_service.policies]
        if missing:
            yield Finding(("self_service", "policies"), f"missing: {', '.join(missing)}; structures may ask for either")
        after = world.self_service.after_containment
        yield from _check_returns(world, ("self_service", "after_containment"), after)
    if world.complaints is not None:
        yield from _unknown(("complaints", "reason"), "reason", [world.complaints.reason], reasons)
    for o, outage in world.outages.items():
        for i, channel in enumerate(outage.channels):
            yield from _unknown(("outages", o, "channels", i), "channel in this world", [channel], world.channels)
        yield from _unknown(("outages", o, "repaired_by"), "group of people here", [outage.repaired_by], groups)
    for name, incident in world.demand.incidents.items():
        path = ("demand", "incidents", name)
        yield from _unknown((*path, "issues_per_hour"), "reason", incident.issues_per_hour, reasons, on_key=True)
        yield from _unknown((*path, "repaired_by"), "group of people here", [incident.repaired_by], groups)


def _check_returns(world: World, path: Path, returns: Returns | Chase | None) -> Iterator[Finding]:
    if returns is None:
        return
    where = (*path, "channels")
    yield from _unknown(where, "channel in this world", returns.channels, world.channels, on_key=True)
    if returns.channels and not any(returns.channels.values()):
        yield Finding(where, "no channel has a weight above 0")


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
        if reason.cause is not None:
            yield from _unknown((*path, "cause"), "group of people here", [reason.cause], world.people.groups)
        elif reason.removable:
            yield Finding((*path, "removable"), "causes that can be removed need a cause: whose they are")


def _check_channels(world: World) -> Iterator[Finding]:
    for p, profile in world.demand.profiles.items():
        if not any(profile):
            yield Finding(("demand", "profiles", p), "no half-hour is above 0")
    if not any(world.demand.weekday.days()):
        yield Finding(("demand", "weekday"), "no day is above 0")
    for c, channel in world.channels.items():
        yield from _unknown(("channels", c, "profile"), "profile", [channel.profile], world.demand.profiles)
        for field in ("after_abandonment", "after_closed", "after_failure", "after_blocked", "chase"):
            yield from _check_returns(world, ("channels", c, field), getattr(channel, field))
        path: Path = ("channels", c, "substitutes")
        yield from _unknown(path, "channel in this world", channel.substitutes, world.channels, on_key=True)
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
    if not structure.owners:
        yield Finding(("owners",), "no channel has an owner, so nobody could be answered", on_key=True)
    yield from _check_links(structure)
    yield from _check_floor(structure)
    if structure.transition is not None:
        yield from _check_transition(structure, structure.transition)


def _check_links(structure: Structure) -> Iterator[Finding]:
    for n, line in enumerate(structure.dotted_lines):
        path: Path = ("dotted_lines", n, "between")
        yield from _unknown(path, "department", line.between, structure.departments)
        if line.between[0] == line.between[1]:
            yield Finding(path, f"a dotted line leads from one department to another; both are '{line.between[0]}'")


def _check_floor(structure: Structure) -> Iterator[Finding]:
    """Bots, overflow, outbound calls and rotations."""
    for field in ("bots", "overflow"):
        for channel in getattr(structure, field):
            if channel not in structure.owners:
                message = f"nobody owns '{channel}', so nothing can stand before it; give it an owner"
                yield Finding((field, channel), message, on_key=True)
    for channel, overflow in structure.overflow.items():
        yield from _unknown(("overflow", channel, "to"), "team", overflow.to, structure.teams)
    for n, team in enumerate(structure.outbound):
        yield from _unknown(("outbound", n), "team", [team], structure.teams)
    for n, rotation in enumerate(structure.rotations):
        path: Path = ("rotations", n, "through")
        yield from _unknown(path, "team", [rotation.through], structure.teams)
        through = structure.teams.get(rotation.through)
        if through is not None and rotation.group not in through.members:
            message = f"'{rotation.through}' has no seats of '{rotation.group}' to be taken in turn; list them there"
            yield Finding(path, message)


def _check_transition(structure: Structure, then: Transition) -> Iterator[Finding]:
    path: Path = ("transition",)
    if (then.when.date is None) == (then.when.complaints_above is None):
        yield Finding((*path, "when"), "give either a date or complaints_above, which decides")
    yield from _unknown((*path, "reports_to"), "department", then.reports_to, structure.departments, on_key=True)
    for d, above in then.reports_to.items():
        yield from _unknown((*path, "reports_to", d), "department", [above], structure.departments)
    yield from _unknown((*path, "members"), "team", then.members, structure.teams, on_key=True)
    yield from _unknown((*path, "handles"), "team", then.handles, structure.teams, on_key=True)
    for channel, owners in then.owners.items():
        yield from _unknown((*path, "owners", channel), "team", owners, structure.teams)
    for d in then.reports_to:
        if d in structure.departments and (ring := _ring(changed(structure), d)):
            message = f"after the transition the org chart goes in a circle: {' → '.join(ring)}"
            yield Finding((*path, "reports_to", d), message)
            return


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
    if structure.transition is not None:
        for finding in check_together(changed(structure), world):
            message = f"after the transition, {'.'.join(str(step) for step in finding.path)}: {finding.message}"
            yield Finding(("transition",), message, on_key=True)
    yield from _check_staggering(structure, world)
    yield from _check_vendor(structure, world)
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


def _check_staggering(structure: Structure, world: World) -> Iterator[Finding]:
    """Only who owns both the campaigns and the contacts can time one for the other."""
    if not structure.staggers_campaigns:
        return
    if world.demand.campaigns and not any(owns_both(structure, c.run_by) for c in world.demand.campaigns.values()):
        groups = ", ".join(sorted({c.run_by for c in world.demand.campaigns.values()}))
        message = f"no owner of channels is of one branch with those who run this world's campaigns ({groups})"
        yield Finding(("staggers_campaigns",), message)


def _check_vendor(structure: Structure, world: World) -> Iterator[Finding]:
    outside = [d for d, department in structure.departments.items() if department.company is not None]
    if outside and world.vendor is None:
        path: Path = ("departments", outside[0], "company")
        yield Finding(path, "this world says nothing of outside companies (its key 'vendor')")


def notes_together(structure: Structure, world: World) -> Iterator[str]:
    """What of a structure a world lacks, and so is skipped."""
    for team, spec in structure.teams.items():
        missing = [g for g in spec.members if g not in world.people.groups]
        if missing:
            yield f"team {team}: this world has no {', '.join(missing)}; skipped"
    closed = [c for c in world.channels if c not in structure.owners]
    if closed:
        yield f"does not offer {', '.join(closed)}: who wants them takes another channel or gives up"
    if structure.bots and world.self_service is None:
        yield "this world says nothing of bots (its key 'self_service'); they are skipped"
    missing_channels = [c for c in structure.owners if c not in world.channels]
    if missing_channels:
        yield f"this world has no {', '.join(missing_channels)}; their owners are skipped"


def _check_people(
    structure: Structure, pool: Mapping[str, int], placed: Mapping[str, Mapping[str, int]]
) -> Iterator[Finding]:
    for group, count in pool.items():
        seats = {t: members[group] for t, members in placed.items() if members.get(group)}
        if sum(seats.values()) > count:
            last = max(seats, key=lambda t: (seats[t] > count, list(seats).index(t)))
            is_percentage = count < seats[last] <= 100
            hint = f"; write {seats[last]} % if a share of them is meant" if is_percentage else ""
            where = ", ".join(f"{n} in {t}" for t, n in seats.items())
            yield Finding(
                ("teams", last, "members", group),
                f"{sum(seats.values())} people of '{group}' are placed ({where}), but this world has {count}{hint}",
            )


def _check_owners(structure: Structure, world: World, placed: Mapping[str, Mapping[str, int]]) -> Iterator[Finding]:
    for channel in world.channels:
        owners = structure.owners.get(channel)
        for team in owners or ():
            if team in structure.teams and not placed.get(team):
                yield Finding(("owners", channel), f"team '{team}' has nobody of this world's people in it")


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
    if study.start == "empty" and study.warmup != 0:
        yield Finding(("warmup",), "a study that starts empty has no warm-up; write 0 days")
    if study.precision is not None and study.select:
        yield Finding(("select",), "a study stops for a precision or for a choice, not for both")
    if study.select and study.margin is None:
        message = f"needs a margin, the difference in {study.primary} that does not matter: say margin, or --margin X"
        yield Finding(("select",), message)
    if study.is_open_ended and len(study.structures) < 2:
        why = "precision" if study.precision is not None else "select"
        yield Finding((why,), "needs at least two structures to compare; give replications instead")


MOST_ISSUES = 100_000_000
"""In a replication, which holds all of them in memory: 15 GB and more."""


def check_volume(study: Study, world: World) -> Iterator[Finding]:
    """Whether what arises in a replication can be held at all; campaigns and incidents are not counted."""
    days = ((study.warmup or 0) + study.window) / DAY
    issues = world.demand.issues_per_day * days
    if issues > MOST_ISSUES:
        message = (
            f"{days:g} days, warm-up and window, of {world.demand.issues_per_day:,.0f} issues a day "
            f"(demand.issues_per_day) are {issues:,.0f} in a replication; at most {MOST_ISSUES:,} can be simulated"
        )
        yield Finding(("window",), message)


def check_equal_people(study: Study, structures: Mapping[str, Structure], world: World) -> Iterator[Finding]:
    """Equal people: the same persons answer or work elsewhere for the same hours, whoever owns them."""
    if study.fairness != "equal people" or len(study.structures) < 2:
        return
    say = "to compare them nevertheless, the study must say fairness: unlike people"
    for i, name in enumerate(study.structures):
        structure = structures[name]
        outside = [t for t, team in structure.teams.items() if company_of(structure, team.department) is not None]
        if outside:
            message = f"'{name}' has another company's people in {', '.join(outside)}: not equal people; {say}"
            yield Finding(("structures", i), message)
    placed = {name: _answering(structures[name], world) for name in study.structures}
    first = study.structures[0]
    for i, name in enumerate(study.structures):
        for group, people in placed[name].items():
            if people != placed[first][group]:
                message = (
                    f"'{name}' places {people} of {group}, '{first}' {placed[first][group]}; the others would be paid "
                    f"for nothing, so people are not equal: {say}"
                )
                yield Finding(("structures", i), message)
                break


def _answering(structure: Structure, world: World) -> dict[str, int]:
    """People placed of the groups that have no other work."""
    groups = world.people.groups
    placed = place(structure, {g: group.count for g, group in groups.items()})
    return {
        g: sum(members.get(g, 0) for members in placed.values())
        for g, group in groups.items()
        if group.main_work is None
    }


def check_primary(study: Study, structures: Mapping[str, Structure], world: World) -> Iterator[Finding]:
    """Whether every structure of the study can have its primary measure."""
    keys = {name: tuple(measure_keys(world.channels, s.teams, s.departments)) for name, s in structures.items()}
    common = [key for key in next(iter(keys.values())) if all(key in own for own in keys.values())]
    can_rank = tuple(key for key in common if better(key) != "neither")
    lacking = [name for name, own in keys.items() if study.primary not in own]
    if len(lacking) == len(keys):
        yield Finding(("primary",), "unknown measure", study.primary, can_rank)
    elif better(study.primary) == "neither":
        message = f"neither more nor less of '{study.primary}' is better, so it ranks nobody"
        yield Finding(("primary",), message, allowed=can_rank)
    elif lacking:
        message = f"{', '.join(lacking)} cannot have '{study.primary}'; choose a measure that all the structures have"
        yield Finding(("primary",), message)
    for i, key in enumerate(study.measures):
        if key not in common:
            yield Finding(("measures", i), "no measure that all the structures have", key, tuple(common))
        elif key == study.primary or key in study.measures[:i]:
            yield Finding(("measures", i), f"'{key}' is named already")
