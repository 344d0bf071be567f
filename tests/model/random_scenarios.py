"""Small valid scenarios with all mechanisms on, drawn by Hypothesis."""

from typing import Any

from hypothesis import strategies as st

from ccsim.codes import DAY
from ccsim.plan.plan import Clock
from ccsim.scenario.checks import check_structure, check_together, check_world
from ccsim.scenario.mechanisms import MECHANISMS
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.structure import Structure
from ccsim.scenario.vocabulary import (
    BOT_POLICIES,
    CHANNELS,
    CHOICES,
    GOALS,
    GROUPS,
    KINDS,
    LAWS,
    ORDERS,
    SHARING,
    STYLES,
)
from ccsim.scenario.world import World

Drawn = dict[str, Any]
REAL_TIME = ("voice", "chat", "messaging", "store")
PROFILES = {
    "flat": [1.0] * 48,
    "office": [0.0] * 16 + [1.0, 3.0] * 10 + [0.5] * 12,
    "evening": [0.2] * 32 + [2.0] * 14 + [0.0] * 2,
    "quarters": [0.1] * 30 + [1.0, 0.0, 4.0] * 20 + [0.5] * 6,
}
share = st.sampled_from([0.0, 0.05, 0.3, 0.7, 1.0])
likely = st.sampled_from([0.4, 0.8, 0.95])
weight = st.sampled_from([0.0, 0.5, 1.0, 3.0])
yearly = st.sampled_from([0.0, 0.5, 20.0])


def minutes(*choices: float) -> st.SearchStrategy[str]:
    return st.sampled_from([f"{value} min" for value in choices])


def days(*choices: float) -> st.SearchStrategy[str]:
    return st.sampled_from([f"{value} days" for value in choices])


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """A world and a structure that pass every check, under one of the two practices."""
    channels = tuple(draw(st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=4, unique=True)))
    groups = tuple(draw(st.lists(st.sampled_from(GROUPS), min_size=1, max_size=3, unique=True)))
    reasons = tuple(f"reason{i}" for i in range(draw(st.integers(1, 4))))
    organisation, counts, authority = draw(_organisations(channels, groups, reasons))
    world = World.model_validate(draw(_worlds(channels, counts, reasons, authority)))
    structure = _possible(Structure.model_validate(organisation), world)
    findings = [*check_world(world), *check_structure(structure), *check_together(structure, world)]
    assert not findings, f"the strategy draws only valid scenarios: {findings}"
    neutralised = draw(st.one_of(st.just(frozenset()), st.frozensets(st.sampled_from(sorted(MECHANISMS)))))
    practice = draw(st.sampled_from([structure.practice, world.well_run]))
    return Scenario(world, structure, practice, neutralised, slow_state=draw(st.sampled_from(["today", "mature"])))


def _possible(structure: Structure, world: World) -> Structure:
    """The structure without what it cannot have in this world: staggered campaigns, or a transition to nowhere."""
    refused = {finding.path[0] for finding in check_together(structure, world)}
    changes = {"staggers_campaigns": False, "transition": None}
    return structure.model_copy(update={key: value for key, value in changes.items() if key in refused})


clocks = st.builds(
    lambda warmup, window, after: Clock(warmup * DAY, window * DAY, (warmup + window + after) * DAY),
    st.integers(0, 1), st.integers(1, 3), st.integers(1, 5),
)  # fmt: skip


# --- the world -----------------------------------------------------------------------------------------------


@st.composite
def _worlds(
    draw: st.DrawFn, channels: tuple[str, ...], counts: dict[str, int], reasons: tuple[str, ...], authority: str | None
) -> Drawn:
    lags = dict(zip(SHARING, draw(st.lists(minutes(0, 60, 3000), min_size=4, max_size=4)), strict=True))
    return {
        "kind": "world",
        "title": "drawn",
        "currency": "USD",
        "demand": {
            "issues_per_day": draw(st.sampled_from([5.0, 40.0, 150.0])),
            "weekday": draw(st.sampled_from([{}, {"sun": 0.0, "mon": 2.0}])),
            "profiles": PROFILES,
            "busyness": {"cv": draw(st.sampled_from([0.0, 0.15, 0.6])), "correlation": draw(share)},
            "campaigns": {f"campaign{i}": draw(_campaigns(counts, reasons)) for i in range(draw(st.integers(0, 2)))},
            "incidents": {f"incident{i}": draw(_incidents(counts, reasons)) for i in range(draw(st.integers(0, 1)))},
        },
        "channels": {channel: draw(_channels(channel, channels)) for channel in channels},
        "reasons": {r: draw(_reasons(i, channels, reasons, authority, tuple(counts))) for i, r in enumerate(reasons)},
        "people": {
            "groups": {group: draw(_groups(count, reasons)) for group, count in counts.items()},
            "shifts": {
                "length": draw(st.sampled_from(["3 h", "8 h", "10 h"])),
                "days_per_week": draw(st.integers(1, 7)),
                "offline": draw(st.sampled_from([0.0, 0.1, 0.3])),
                "absence": draw(st.sampled_from([0.0, 0.1, 0.5])),
            },
            "idle_usable": draw(share),
            "switch_time": draw(minutes(0, 2)),
            "attrition": {"vacancy": draw(days(0, 2, 9)), "newcomer": draw(share), "cost": 1000.0},
        },
        "handling": {
            "law": draw(st.sampled_from(LAWS)),
            "cv": draw(st.sampled_from([0.3, 1.2])),
            "slowness": draw(share),
            "breadth_cost": draw(share),
            "concurrency_slowdown": draw(st.sampled_from([0.0, 0.2, 1.0])),
            "switch_time": draw(minutes(0, 0.5)),
            "reask_time": draw(minutes(0, 1)),
            "rush_cost": draw(share),
        },
        "triage": {"accuracy": draw(st.sampled_from([0.0, 0.6, 1.0]))},
        "handoffs": {
            "delay": draw(minutes(0, 0.5, 30)),
            "delay_per_distance": {"real_time": draw(minutes(0, 1)), "deferrable": draw(minutes(0, 90))},
            "loss_per_distance": draw(share),
            "bounce_per_distance": draw(share),
            "intake": draw(share),
            "notices": draw(share),
            "neutral_distance": draw(st.sampled_from([0.0, 2.0])),
            "company_boundary": draw(st.sampled_from([0.0, 2.0])),
            "span_per_team": draw(st.sampled_from([0.0, 0.5])),
            "shared_platform_factor": draw(st.sampled_from([0.5, 1.0])),
            "governance_per_hour": draw(share),
            "introduction": draw(minutes(0, 1)),
            "warm_loss_factor": draw(share),
            "removal_lag": draw(days(0, 20)),
            "removal_lag_per_distance": draw(days(0, 20)),
            "cause_lives": draw(days(5, 90)),
        },
        "information": {
            "lag_per_distance": lags,
            "uninformed": {"handle_factor": draw(st.sampled_from([1.0, 1.5])), "resolution_factor": draw(share)},
        },
        "goals": {
            goal: {
                "handle_pressure": draw(st.sampled_from([0.8, 1.0, 1.1])),
                "pass_on": draw(share),
                "offers": draw(likely),
                "launch_first": draw(share),
            }
            for goal in GOALS
        },
        "costs": {
            "lost_issue": draw(st.sampled_from([0.0, 20.0])), "complaint": 5.0, "shared_platform": 9.0, "move": 70.0
        },
        "self_service": draw(_self_service(channels, reasons)),
        "learning": {
            "exponent": draw(st.sampled_from([0.0, 0.4])),
            "memory": draw(days(3, 90)),
            "spill_over": draw(share),
            "contacts_per_training_hour": draw(st.sampled_from([0.0, 5.0])),
        },
        "knowledge": {
            **{f"{what}_gain": draw(share) for what in ("playbook", "triage", "bot")},
            "half_people": draw(st.sampled_from([0.5, 5.0])),
            "reach_per_distance": draw(share),
            "settles": draw(days(2, 60)),
        },
        "outages": {f"platform{i}": draw(_outages(channels, counts)) for i in range(draw(st.integers(0, 2)))},
        "complaints": draw(st.one_of(st.none(), _complaints(reasons))),
        "revenue": draw(_revenues()),
        "transitions": {
            "keeps": draw(share),
            "settling": draw(days(0, 0.5, 4)),
            "settling_factor": draw(st.sampled_from([1.0, 1.5])),
        },
        "vendor": {"price_per_contact": 6.0, "attrition_per_year": draw(yearly), "experience": draw(share)},
        "limits": {"contacts": draw(st.sampled_from([1, 2, 6])), "legs": draw(st.sampled_from([1, 2, 3, 8]))},
        "well_run": draw(_practices(tuple(counts), ())),
    }  # fmt: skip


@st.composite
def _campaigns(draw: st.DrawFn, counts: dict[str, int], reasons: tuple[str, ...]) -> Drawn:
    return {
        "start": draw(st.sampled_from(["week 1 Mon 00:00", "week 1 Tue 08:10", "week 1 Thu 17:00"])),
        "length": draw(st.sampled_from(["5 h", "3 days"])),
        "run_by": draw(st.sampled_from(sorted(counts))),
        "uplift": {r: draw(st.sampled_from([0.5, 3.0])) for r in draw(st.sets(st.sampled_from(reasons)))},
        "about": sorted(draw(st.sets(st.sampled_from(reasons)))),
        "launch_hours": draw(st.sampled_from([0.0, 20.0, 500.0])),
        "waves": draw(st.sampled_from([1, 3])),
    }


@st.composite
def _incidents(draw: st.DrawFn, counts: dict[str, int], reasons: tuple[str, ...]) -> Drawn:
    return {"issues_per_hour": {r: draw(weight) for r in reasons}} | draw(_failures(counts))


@st.composite
def _outages(draw: st.DrawFn, channels: tuple[str, ...], counts: dict[str, int]) -> Drawn:
    return {"channels": sorted(draw(st.sets(st.sampled_from(channels), min_size=1)))} | draw(_failures(counts))


@st.composite
def _failures(draw: st.DrawFn, counts: dict[str, int]) -> Drawn:
    return {
        "every": draw(days(0.3, 3)),
        "repair": draw(minutes(20, 600)),
        "repair_per_distance": draw(minutes(0, 60)),
        "repaired_by": draw(st.sampled_from(sorted(counts))),
    }


@st.composite
def _self_service(draw: st.DrawFn, channels: tuple[str, ...], reasons: tuple[str, ...]) -> Drawn:
    return {
        "uses": draw(st.sampled_from([0.0, 0.7, 1.0])),
        "time": draw(minutes(0.5, 20)),
        "resolves": {word: draw(share) for word in (*reasons, *draw(st.sets(st.sampled_from(KINDS))))},
        "policies": {p: {"keeps": draw(share), "resolution_factor": draw(share)} for p in BOT_POLICIES},
        "after_containment": draw(st.one_of(st.none(), _returns(channels))),
        "cost_per_session": draw(st.sampled_from([0.0, 0.5])),
    }


@st.composite
def _complaints(draw: st.DrawFn, reasons: tuple[str, ...]) -> Drawn:
    return {"probability": draw(share), "reason": draw(st.sampled_from(reasons))}


@st.composite
def _revenues(draw: st.DrawFn) -> Drawn:
    selling = {"accepted": draw(likely), "margin": 30.0}
    offer = {"after": ["service", "technical", "complaint"], "time": draw(minutes(0.5, 3))} | selling
    outbound = {
        "leads": draw(st.sampled_from([0, 5, 4000])),
        "reached": draw(share),
        "fades": draw(days(1, 20)),
        "dial_time": "1 min",
        "time": draw(minutes(2, 12)),
    } | selling
    return {
        "purchase_patience": draw(st.sampled_from([None, "30 min", "2 days"])),
        "uninformed_factor": draw(share),
        "selling": draw(st.sampled_from(KINDS)),
        "offer": draw(st.sampled_from([None, offer, offer])),
        "outbound": draw(st.sampled_from([None, outbound, outbound])),
    }


@st.composite
def _channels(draw: st.DrawFn, channel: str, channels: tuple[str, ...]) -> Drawn:
    real_time = channel in REAL_TIME
    returning = st.one_of(st.none(), _returns(channels))
    common = {"real_time": real_time, "profile": draw(st.sampled_from(sorted(PROFILES))), "answer_within": "30 s"}
    common |= {"handle_factor": draw(st.sampled_from([0.5, 1.0, 1.5])), "after_failure": draw(returning)}
    common |= draw(_limited(channel, channels)) | draw(_noticed())
    if not real_time:
        chase = draw(st.one_of(st.none(), _weighted(channels)))
        return common | {"chase": chase and {"probability": draw(share), "tolerance": draw(minutes(5, 300))} | chase}
    patience = {
        "mean": draw(minutes(0.3, 5, 60)),
        "law": draw(st.sampled_from(LAWS)),
        "balk": draw(share),
    }
    return common | {
        "concurrency": 1 if channel == "voice" else draw(st.integers(1, 3)),
        "patience": draw(st.one_of(st.none(), st.just(patience))),
        "after_abandonment": draw(returning),
        "after_closed": draw(returning),
        "callback": draw(st.one_of(st.none(), _callbacks())),
    }


@st.composite
def _limited(draw: st.DrawFn, channel: str, channels: tuple[str, ...]) -> Drawn:
    """Trunks, and where customers go who do not find the channel."""
    others = tuple(c for c in channels if c != channel)
    return {
        "trunks": draw(st.sampled_from([None, None, None, 2, 12])),
        "after_blocked": draw(st.one_of(st.none(), _returns(channels))),
        "substitutes": {other: draw(weight) for other in others},
        "gives_up": draw(share),
    }


@st.composite
def _noticed(draw: st.DrawFn) -> Drawn:
    """What others see of it: who leaves, and what is answered."""
    deflection = {"share": draw(share), "lasts": draw(minutes(60, 3000))}
    return {
        "silent": draw(share),
        "silent_time": draw(minutes(0.5, 4)),
        "public": draw(st.booleans()),
        "deflection": draw(st.sampled_from([None, deflection])),
    }


@st.composite
def _callbacks(draw: st.DrawFn) -> Drawn:
    return {"accepts": draw(likely), "answers": draw(share), "dial_time": draw(minutes(0.5, 3))}


@st.composite
def _returns(draw: st.DrawFn, channels: tuple[str, ...]) -> Drawn:
    where = draw(st.one_of(st.just({}), _weighted(channels)))
    return {"probability": draw(share), "delay": draw(minutes(0.5, 30, 1000))} | where


@st.composite
def _weighted(draw: st.DrawFn, channels: tuple[str, ...]) -> Drawn:
    weights = {channel: draw(weight) for channel in channels}
    return {"channels": weights if any(weights.values()) else dict.fromkeys(channels, 1.0)}


@st.composite
def _reasons(
    draw: st.DrawFn, i: int, channels: tuple[str, ...], reasons: tuple[str, ...], authority: str | None,
    groups: tuple[str, ...],
) -> Drawn:  # fmt: skip
    """The last of several reasons may be a step that takes an authority; steps may go in circles."""
    is_step = authority is not None and len(reasons) > 1 and i == len(reasons) - 1
    followers = draw(st.lists(st.sampled_from(reasons), max_size=2, unique=True))
    return {
        "kind": draw(st.sampled_from(KINDS)),
        "share": 0.0 if is_step and draw(st.booleans()) else draw(st.sampled_from([1.0, 3.0])),
        **draw(_weighted(channels)),
        "handle_time": draw(minutes(0.5, 6, 25)),
        "law": draw(st.sampled_from([None, *LAWS])),
        "resolvable": draw(st.sampled_from([0.0, 0.6, 0.9, 1.0])),
        "next_step": {follower: draw(st.sampled_from([0.1, 0.5])) for follower in followers},
        "authority": authority if is_step else None,
        "margin": draw(st.sampled_from([-2.0, 0.0, 5.0])),
        "removable": draw(st.sampled_from([0.0, 0.2, 0.7])),
        "cause": draw(st.sampled_from(groups)),
    }


@st.composite
def _groups(draw: st.DrawFn, count: int, reasons: tuple[str, ...]) -> Drawn:
    skill = {kind: draw(share) for kind in draw(st.sets(st.sampled_from((*KINDS, *reasons))))}
    main_work = {"hours_per_week": draw(st.sampled_from([0.0, 20.0])), "value_per_hour": 50.0}
    return {
        "count": count + draw(st.integers(0, 2)),
        "wage_per_hour": draw(st.sampled_from([0.0, 40.0])),
        "proficiency": {kind: draw(likely) for kind in KINDS} | skill,
        "main_work": draw(st.sampled_from([None, main_work])),
        "attrition_per_year": draw(yearly),
    }


# --- the structure -------------------------------------------------------------------------------------------


@st.composite
def _organisations(
    draw: st.DrawFn, channels: tuple[str, ...], groups: tuple[str, ...], reasons: tuple[str, ...]
) -> tuple[Drawn, dict[str, int], str | None]:
    """A structure, the people that it needs of each group, and a group that may be asked for authority."""
    departments = [f"department{i}" for i in range(draw(st.integers(1, 4)))]
    teams = [f"team{i}" for i in range(draw(st.integers(1, 4)))]
    seats: dict[str, dict[str, int]] = {
        team: {g: draw(st.integers(1, 4)) for g in draw(st.lists(st.sampled_from(groups), min_size=1, unique=True))}
        for team in teams
    }
    authority = draw(st.sampled_from([None, *(g for members in seats.values() if len(members) == 1 for g in members)]))
    words = st.lists(st.sampled_from((*KINDS, *reasons)), unique=True, max_size=4)
    homes = {g: draw(st.sampled_from(departments)) for g in groups}
    structure = {
        "kind": "structure",
        "title": "drawn",
        "departments": {
            d: {
                "reports_to": draw(st.sampled_from(departments[:i])) if i else None,
                "goal": draw(st.sampled_from(GOALS)),
                "company": draw(st.sampled_from([None, None, None, "elsewhere"])) if i else None,
                "home_of": [g for g, home in homes.items() if home == d],
            }
            for i, d in enumerate(departments)
        },
        "teams": {
            team: {
                "department": draw(st.sampled_from(departments)),
                "members": members,
                "handles": ["all"] if i == 0 else draw(words),
                "tiers": draw(st.one_of(st.none(), _tiers(channels))),
            }
            for i, (team, members) in enumerate(seats.items())
        },
        "owners": (owners := draw(_owners(channels, tuple(teams)))),
        "route_by": draw(st.sampled_from(["channel", "reason"])),
        **draw(_floors(tuple(owners), tuple(teams), seats)),
        "dotted_lines": draw(_dotted_lines(departments)),
        "governance": draw(st.sampled_from(["0 h", "2 h"])),
        "staggers_campaigns": draw(st.booleans()),
        "transition": draw(st.one_of(st.none(), _transitions(channels, tuple(departments), seats))),
        "practice": draw(_practices(groups, tuple(teams))),
    }
    counts = {g: sum(members.get(g, 0) for members in seats.values()) for g in groups}
    return structure, counts, authority


@st.composite
def _owners(draw: st.DrawFn, channels: tuple[str, ...], teams: tuple[str, ...]) -> dict[str, list[str]]:
    """One channel or more is offered, by one team or two."""
    offered = draw(st.sets(st.sampled_from(channels), min_size=1)) if draw(st.booleans()) else {*channels}
    owning = st.lists(st.sampled_from(teams), min_size=1, max_size=2, unique=True)
    return {c: draw(owning) for c in channels if c in offered}


@st.composite
def _floors(draw: st.DrawFn, owned: tuple[str, ...], teams: tuple[str, ...], seats: dict[str, dict[str, int]]) -> Drawn:
    """Bots, overflow, priorities, outbound calls and rotations."""
    some = st.lists(st.sampled_from(owned), min_size=draw(st.integers(0, 1)), unique=True)
    helping = st.lists(st.sampled_from(teams), min_size=1, max_size=2, unique=True)
    turns = [(team, group) for team, members in seats.items() for group in members]
    bot = st.fixed_dictionaries({"policy": st.sampled_from(BOT_POLICIES), "context": st.booleans()})
    return {
        "bots": {c: draw(bot) for c in sorted(draw(some))},
        "overflow": {c: {"after": draw(minutes(0.2, 5)), "to": draw(helping)} for c in sorted(draw(some))},
        "priority": draw(st.lists(st.sampled_from(KINDS), unique=True)),
        "outbound": sorted(draw(st.sets(st.sampled_from(teams)))),
        "rotations": [
            {"group": group, "through": team, "every": draw(days(1, 2.5)), "training": draw(minutes(0, 240))}
            for team, group in draw(st.lists(st.sampled_from(turns), max_size=2, unique=True))
            if draw(st.booleans())
        ],
    }


@st.composite
def _dotted_lines(draw: st.DrawFn, departments: list[str]) -> list[Drawn]:
    if len(departments) < 2 or not draw(st.booleans()):
        return []
    between = draw(st.permutations(departments))[:2]
    return [{"between": between, "weight": draw(st.sampled_from([0.3, 1.0]))}]


@st.composite
def _transitions(
    draw: st.DrawFn, channels: tuple[str, ...], departments: tuple[str, ...], seats: dict[str, dict[str, int]]
) -> Drawn:
    """Other owners, bosses and seats; one team may take over another's people, who leave none behind."""
    date = {"date": draw(st.sampled_from(["week 1 Mon 00:00", "week 1 Tue 11:10", "week 1 Sun 10:00"]))}
    trigger = {"complaints_above": draw(share), "over": draw(days(1, 2))}
    from_team, to_team = draw(st.sampled_from(sorted(seats))), draw(st.sampled_from(sorted(seats)))
    both = {g: sum(seats[t].get(g, 0) for t in (from_team, to_team)) for g in seats[from_team] | seats[to_team]}
    moves = from_team != to_team and draw(st.booleans())
    return {
        "when": draw(st.sampled_from([date, trigger])),
        "reports_to": {d: departments[0] for d in departments[1:] if draw(st.booleans())},
        "members": {from_team: {}, to_team: both} if moves else {},
        "handles": {to_team: ["all"]} if draw(st.booleans()) else {},
        "owners": draw(st.one_of(st.just({}), _owners(channels, (to_team,)), _owners(channels, tuple(seats)))),
        "route_by": draw(st.sampled_from([None, "channel", "reason"])),
    }


@st.composite
def _tiers(draw: st.DrawFn, channels: tuple[str, ...]) -> list[list[str]]:
    """Every kind of line in some tier."""
    words = draw(st.permutations((*channels, "handoffs", "deferred_handoffs")))
    cut = draw(st.integers(1, len(words)))
    return [tier for tier in (list(words[:cut]), list(words[cut:])) if tier]


@st.composite
def _practices(draw: st.DrawFn, groups: tuple[str, ...], teams: tuple[str, ...]) -> Drawn:
    hours = st.sampled_from(["always", {"mon-fri": "08:00-20:00", "sat": "09:10-13:40"}, {"daily": "06:00-24:00"}])
    scheduling = st.sampled_from(["fitted", "flat", "always"])
    differing = draw(st.sets(st.sampled_from(teams))) if teams else set()
    return {
        "scheduling": draw(scheduling),
        "hours": draw(hours),
        "dedication": {g: draw(st.sampled_from([0.3, 1.0])) for g in draw(st.sets(st.sampled_from(groups)))},
        "sharing": draw(st.sampled_from(SHARING)),
        "platform": draw(st.sampled_from(["separate", "shared"])),
        "handoffs": draw(st.sampled_from(STYLES)),
        "queue_order": draw(st.sampled_from(ORDERS)),
        "agent_choice": draw(st.sampled_from(CHOICES)),
        "shift_end": draw(st.sampled_from(["own", "first_free"])),
        "interrupt": draw(st.booleans()),
        "callbacks": {
            "when_wait_exceeds": draw(st.sampled_from([None, "0 s", "2 min"])),
            "after_hours": draw(st.booleans()),
        },
        "main_work": draw(st.sampled_from(["blocks", "interleaved"])),
        "cross_training": draw(st.sampled_from(["0 h", "3 h"])),
        "teams": {team: {"scheduling": draw(scheduling), "hours": draw(hours)} for team in sorted(differing)},
    }
