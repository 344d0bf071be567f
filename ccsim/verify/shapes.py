"""From a case's parameters to systems: which pools there are, and who serves whom."""

from dataclasses import replace
from typing import Any

from ccsim.errors import shown
from ccsim.verify.cases import Case
from ccsim.verify.flows import RATES, Flow, flow, rhythm_of
from ccsim.verify.parameters import (
    UNLIMITED,
    Params,
    again,
    busyness,
    by_class,
    count,
    first,
    is_by_class,
    is_preemptive,
    number,
    patience,
    plain,
    service_level,
    spread,
)
from ccsim.verify.systems import MINUTES_A_DAY, CaseError, Class, Pool, System, joint_rates

WRITTEN = ("email", "e-mail", "mail", "messaging", "social", "web_form", "back_office", "deferrable")
"""Classes of these names can wait, and be interrupted."""
VARIANTS = ("isolated", "pooled")


def systems(case: Case) -> dict[str, System]:
    """The systems that a case compares, by the prefix of their measures."""
    found: dict[str, System] = {}
    for prefix, params in _variants(case.params).items():
        read = plain(params)
        found[prefix] = _system(case, read, prefix)
        if _is_crossed(read):
            found["no_overflow"] = _own_pools(read)
    return found


def _variants(params: Params) -> dict[str, Params]:
    """The same parameters as they are for isolated and pooled owners, or for each of several numbers of agents."""
    words = [word for word in VARIANTS if any(word in key.split("_") for key in params)]
    if words:
        return {word: _as_for(params, word) for word in words}
    agents, rates = params.get("agents"), first(params, *RATES)
    timed = {"calls_per_hour", "period_min", "day_min"} & set(params)
    if isinstance(agents, list) and isinstance(rates, int | float) and not timed:
        return {f"agents {n}": {**params, "agents": n} for n in agents}
    return {"": params}


def _as_for(params: Params, word: str) -> Params:
    """What is said of this variant, beside what is said of all."""
    others = set(VARIANTS) - {word}
    mine = {key: value for key, value in params.items() if not others & set(key.split("_"))}
    own = {"_".join(p for p in key.split("_") if p != word): value for key, value in mine.items()}
    return own if word == "pooled" else {key: value for key, value in own.items() if key != "generalist_penalty"}


def _system(case: Case, params: Params, variant: str) -> System:
    if "mean_daily_contacts" in params:
        return _daily_counts(params)
    if "owners" in params:
        return _chain(params)
    if "pools" in params:
        return _skilled_pools(params)
    if _is_crossed(params):
        return _crossed_pools(params)
    if isinstance(params.get("agents"), list) and not _is_timed(params):
        return _own_pools(params)
    return _one_pool(case, params, is_pooled=variant == "pooled")


def _is_crossed(params: Params) -> bool:
    handle = params.get("aht_min")
    return "pools" not in params and isinstance(handle, list) and isinstance(handle[0], list)


def _is_timed(params: Params) -> bool:
    """Whether a list of agents is a staff by period rather than a pool for each class."""
    one_class = not isinstance(first(params, *RATES), list | dict)
    return flow(params).changes or ("day_min" in params and one_class)


# --- shapes ----------------------------------------------------------------------------------------------


def _one_pool(case: Case, params: Params, is_pooled: bool) -> System:
    """One pool that takes every class: in the order of the classes (priority), or of arrival."""
    incoming = flow(params)
    classes, staff = _classes(params, incoming, pools=1), _staff(params, incoming)
    if "generalist_penalty" in params:
        factor = 1.0 + number(params["generalist_penalty"], "generalist_penalty")
        classes = tuple(replace(c, handle_min=tuple(factor * m for m in c.handle_min)) for c in classes)
    interrupts = is_preemptive([case.model, str(params.get("priority", ""))])
    named = isinstance(first(params, *RATES), dict)
    classes = _by_urgency(classes, interrupts, named)
    ordered = not is_pooled and (named or is_by_class(case.model, params.get("priority")))
    everyone = tuple(range(len(classes)))
    trunks = _trunks(params, 1)
    one_channel = not ordered and len({c.patience for c in classes}) == 1
    if trunks and not one_channel:
        raise CaseError("max_in_system: trunks shared by classes of different priority or patience are unknown here")
    system = _with_rest(params, classes, (), incoming, staff)
    pool = Pool(max(staff or _agents(params, system)), tuple((c,) for c in everyone) if ordered else (everyone,))
    return replace(system, pools=(pool,), one_channel=one_channel, trunks=trunks, interrupts=interrupts)


def _by_urgency(classes: tuple[Class, ...], interrupts: bool, named: bool) -> tuple[Class, ...]:
    """Written classes after those in real time; of numbered ones, the first interrupts the second."""
    if named:
        classes = tuple(sorted(classes, key=lambda c: c.name in WRITTEN))
    elif interrupts and len(classes) != 2:
        raise CaseError(f"{len(classes)} classes: the engine knows two levels of interruption, voice and written work")
    written = [interrupts and (c.name in WRITTEN if named else i > 0) for i, c in enumerate(classes)]
    if any(w and c.patience for w, c in zip(written, classes, strict=True)):
        raise CaseError("patience of a class that is interrupted: written work never leaves its queue here")
    return tuple(replace(c, deferrable=w) for w, c in zip(written, classes, strict=True))


def _own_pools(params: Params) -> System:
    """A pool for each class, which takes no other."""
    incoming = flow(params)
    names = incoming.names
    agents = [count(n, "agents") for n in by_class(params["agents"], names, "agents")]
    own = tuple(replace(c, tries=(i,)) for i, c in enumerate(_classes(params, incoming, pools=len(agents))))
    pools = tuple(Pool(n, ((i,),)) for i, n in enumerate(agents))
    return replace(_with_rest(params, own, pools, incoming), trunks=_trunks(params, len(names)))


def _crossed_pools(params: Params) -> System:
    """A pool for each class, which helps the others out."""
    incoming = flow(params)
    agents = [count(n, "agents") for n in by_class(params["agents"], incoming.names, "agents")]
    every = range(len(agents))
    classes = _classes(params, incoming, pools=len(agents))
    crossed = tuple(replace(c, tries=(i, *(p for p in every if p != i))) for i, c in enumerate(classes))
    pools = tuple(Pool(n, ((i,), *((c,) for c in every if c != i))) for i, n in enumerate(agents))
    return _with_rest(params, crossed, pools, incoming)


def _skilled_pools(params: Params) -> System:
    """Pools that list the classes they take, in order; a class tries first the pool that lists it first."""
    incoming, pools = flow(params), list(params["pools"].values())
    skills = [[count(skill, "skills") - 1 for skill in pool["skills"]] for pool in pools]
    n = len(incoming.names)
    if unknown := sorted({s + 1 for row in skills for s in row if s >= n}):
        raise CaseError(f"pools: skill {unknown[0]} is of no class; there are {n}")
    if idle := [i + 1 for i in range(n) if not any(i in row for row in skills)]:
        raise CaseError(f"pools: no pool takes class {idle[0]}")
    able = tuple(
        replace(c, tries=tuple(sorted((p for p, s in enumerate(skills) if i in s), key=lambda p: skills[p].index(i))))
        for i, c in enumerate(_classes(params, incoming, pools=len(skills)))
    )
    seats = [count(pool["agents"], "agents") for pool in pools]
    made = tuple(Pool(n, tuple((i,) for i in s)) for n, s in zip(seats, skills, strict=True))
    return _with_rest(params, able, made, incoming)


def _chain(params: Params) -> System:
    """Owners who hand on what they did not resolve, so many of each that nobody waits."""
    incoming = flow(params)
    moves = params.get("next_owner_prob_if_unresolved") or params.get("transfer_matrix")
    classes = _classes({**params, "transfer_matrix": moves}, incoming, pools=len(incoming.names))
    own = tuple(replace(c, tries=(i,)) for i, c in enumerate(classes))
    seats = [_enough(rate * c.handle_min[i]) for i, (rate, c) in enumerate(zip(joint_rates(own), own, strict=True))]
    pools = tuple(Pool(n, ((i,),)) for i, n in enumerate(seats))
    return replace(_with_rest(params, own, pools, incoming), unlimited=True)


def _daily_counts(params: Params) -> System:
    """Contacts that only arrive."""
    cv, factor = busyness(params)
    per_min = number(params["mean_daily_contacts"], "mean_daily_contacts") * factor / MINUTES_A_DAY
    kind = Class(per_min, (1.0,), None, None, (0,), name="class1")
    return System((kind,), (Pool(1, ((0,),)),), busyness_cv=cv, served=False)


# --- what all shapes share -------------------------------------------------------------------------------


def _with_rest(
    params: Params, classes: tuple[Class, ...], pools: tuple[Pool, ...], incoming: Flow, staff: tuple[int, ...] = ()
) -> System:
    """The system with all that does not hang on who serves whom."""
    if any(any(c.transfers) for c in classes) and len({c.patience for c in classes}) > 1:
        raise CaseError("patience by owner: the engine renews a customer's patience by the channel, wherever it goes")
    if "max_concurrency" in params and "least" not in str(params.get("routing", "least-loaded")):
        raise CaseError(f"routing: {shown(params['routing'])}: chats go to the least-loaded agent with a free slot")
    return System(
        classes=classes,
        pools=pools,
        concurrency=count(params.get("max_concurrency", 1), "max_concurrency"),
        slowdown=number(params.get("slowdown_per_extra_chat", 0.0), "slowdown_per_extra_chat"),
        after_failure=again(
            params, ("p_unresolved", "p_reconnect"), ("return_delay_mean_min", "reconnect_delay_mean_min")
        ),
        after_blocked=again(params, ("p_retry",), ("retry_delay_mean_min",), usual=1.0),
        after_abandonment=again(params, ("p_redial",), ("redial_delay_mean_min",), usual=1.0),
        unlimited=params.get("agents") in UNLIMITED,
        rhythm=rhythm_of(params, incoming, staff, classes),
        busyness_cv=busyness(params)[0],
        within_s=number(params.get("awt_s", 20.0), "awt_s"),
        level=service_level(params),
    )


def _classes(params: Params, incoming: Flow, pools: int) -> tuple[Class, ...]:
    names = incoming.names
    handle = by_class(first(params, "aht_min", "single_chat_min"), names, "aht_min")
    cv = by_class(params.get("aht_cv"), names, "aht_cv")
    laws = by_class(params.get("aht_dist"), names, "aht_dist")
    waits = patience(params, names)
    moves = by_class(params.get("transfer_matrix", [()] * len(names)), names, "transfer_matrix")
    costs = by_class(params.get("cost_per_hour", 0.0), names, "cost_per_hour")
    return tuple(
        Class(
            arrival_per_min=incoming.per_min[i],
            handle_min=tuple(
                _positive(handle[i][p] if isinstance(handle[i], list) else handle[i]) for p in range(pools)
            ),
            handle_cv=spread(laws[i], cv[i]),
            patience=waits[i],
            tries=(0,),
            transfers=tuple(moves[i]),
            name=name,
            cost_per_hour=number(costs[i], "cost_per_hour"),
        )
        for i, name in enumerate(names)
    )


def _positive(handle: Any) -> float:
    if handle is None or not number(handle, "aht_min"):
        raise CaseError(f"aht_min: {shown(handle)} is no handle time")
    return float(handle)


def _staff(params: Params, incoming: Flow) -> tuple[int, ...]:
    """Agents by period, where they change."""
    agents = params.get("agents")
    if not isinstance(agents, list):
        return ()
    if incoming.volumes and len(agents) != len(incoming.volumes):
        raise CaseError(f"agents: {agents} has {len(agents)} values, not {len(incoming.volumes)}")
    return tuple(int(number(n, "agents")) for n in agents)


def _agents(params: Params, system: System) -> tuple[int, ...]:
    """The number of agents; of unlimited ones, so many that nobody waits."""
    if not system.unlimited:
        return (count(params.get("agents"), "agents"),)
    peak = system.rhythm.peak if system.rhythm else 1.0
    return (
        _enough(peak * sum(rate * c.handle_min[0] for rate, c in zip(system.rates(), system.classes, strict=True))),
    )


def _enough(load: float) -> int:
    """Agents of whom, at this offered load, one is always free: ten standard deviations above the mean."""
    return int(load + 10.0 * load**0.5) + 20


def _trunks(params: Params, channels: int) -> tuple[int, ...]:
    """Most contacts in the system by channel; who retries finds no waiting room unless the case has one."""
    agents = params["agents"] if isinstance(params.get("agents"), list) else [params.get("agents")] * channels
    names = tuple(str(i) for i in range(channels))
    if "max_in_system" in params:
        return tuple(count(n, "max_in_system") for n in by_class(params["max_in_system"], names, "max_in_system"))
    if "queue_capacity" not in params and "retry_delay_mean_min" not in params:
        return ()
    places = by_class(params.get("queue_capacity", 0), names, "queue_capacity")
    return tuple(count(n, "agents") + int(number(q, "queue_capacity")) for n, q in zip(agents, places, strict=True))
