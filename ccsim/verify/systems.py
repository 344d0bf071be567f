"""Queueing systems: what a case's parameters say, whatever the case is called."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ccsim.errors import CcsimError, did_you_mean, name_list

CONSTANT_CV = 1e-6
"""A lognormal time of this coefficient of variation is constant for all purposes."""

Params = Mapping[str, Any]


class CaseError(CcsimError):
    """A case says something that the engine has no word for."""

    exit_code = 2


@dataclass(frozen=True)
class Law:
    """A random time: its mean in minutes, and its coefficient of variation if lognormal (exponential: None)."""

    mean_min: float
    cv: float | None = None


@dataclass(frozen=True)
class Patience:
    """How long a class waits before it leaves."""

    time: Law
    balk: float = 0.0


@dataclass(frozen=True)
class Class:
    """Contacts that are alike."""

    arrival_per_min: float
    handle_min: tuple[float, ...]
    """Mean by pool; of the pools that do not serve it, any number."""
    handle_cv: float | None
    """Lognormal with this coefficient of variation; None: exponential."""
    patience: Patience | None
    tries: tuple[int, ...]
    """Pools in the order in which an arrival tries them."""
    transfers: tuple[float, ...] = ()
    """Chance of going on to each class after service."""


@dataclass(frozen=True)
class Pool:
    """Agents that are alike, and the tiers of classes in which a freed one looks for work."""

    agents: int
    takes: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class System:
    """Classes of contacts and pools of agents."""

    classes: tuple[Class, ...]
    pools: tuple[Pool, ...]
    concurrency: int = 1
    slowdown: float = 0.0
    unresolved: float = 0.0
    return_delay_min: float = 0.0
    within_s: float = 20.0
    """Threshold of the service level."""

    def rates(self) -> tuple[float, ...]:
        """Contacts per minute that join each class, transfers and returns included, if nobody leaves."""
        external = np.array([c.arrival_per_min for c in self.classes])
        moves = np.array([c.transfers or (0.0,) * len(self.classes) for c in self.classes])
        joined = np.linalg.solve(np.eye(len(external)) - moves.T, external) / (1.0 - self.unresolved)
        return tuple(joined.tolist())


def systems(params: Params) -> dict[str, System]:
    """The systems that a case compares, by the prefix of their measures."""
    _refuse_unknown(params)
    if "agents_isolated" in params:
        isolated = {**params, "agents": params["agents_isolated"]}
        pooled = {**params, "agents": params["agents_pooled"]}
        return {"isolated": _own_pools(isolated), "pooled": _one_pool(pooled, by_class=False)}
    if "pools" in params:
        return {"": _skilled_pools(params)}
    if isinstance(params["agents"], list):
        return _crossed_pools(params) if _is_matrix(params["aht_min"]) else {"": _own_pools(params)}
    return {"": _one_pool(params, by_class=True)}


# --- shapes ----------------------------------------------------------------------------------------------


def _one_pool(params: Params, by_class: bool) -> System:
    """One pool that takes every class: in the order of the classes (non-preemptive priority), or of arrival."""
    classes = _classes(params, pools=1)
    everyone = tuple(range(len(classes)))
    takes = tuple((c,) for c in everyone) if by_class else (everyone,)
    return _system(params, classes, (Pool(params["agents"], takes),))


def _own_pools(params: Params) -> System:
    """A pool for each class, which takes no other."""
    agents = params["agents"]
    classes = _classes(params, pools=len(agents))
    own = tuple(replace(c, tries=(i,)) for i, c in enumerate(classes))
    return _system(params, own, tuple(Pool(n, ((i,),)) for i, n in enumerate(agents)))


def _crossed_pools(params: Params) -> dict[str, System]:
    """A pool for each class, which helps the others out; and the same without help."""
    agents = params["agents"]
    every = range(len(agents))
    classes = _classes(params, pools=len(agents))
    crossed = tuple(replace(c, tries=(i, *(p for p in every if p != i))) for i, c in enumerate(classes))
    pools = tuple(Pool(n, ((i,), *((c,) for c in every if c != i))) for i, n in enumerate(agents))
    return {"": _system(params, crossed, pools), "no_overflow": _own_pools(params)}


def _skilled_pools(params: Params) -> System:
    """Pools that list the classes they take, in order; a class tries first the pool that lists it first."""
    skills = [[skill - 1 for skill in pool["skills"]] for pool in params["pools"].values()]
    able = tuple(
        replace(
            c,
            tries=tuple(sorted((p for p, s in enumerate(skills) if i in s), key=lambda p: skills[p].index(i))),
        )
        for i, c in enumerate(_classes(params, pools=len(skills)))
    )
    agents = [pool["agents"] for pool in params["pools"].values()]
    pools = tuple(Pool(n, tuple((i,) for i in s)) for n, s in zip(agents, skills, strict=True))
    return _system(params, able, pools)


def _system(params: Params, classes: tuple[Class, ...], pools: tuple[Pool, ...]) -> System:
    if any(any(c.transfers) for c in classes) and len({c.patience for c in classes}) > 1:
        raise CaseError("patience by owner: the engine renews a customer's patience by the channel, wherever it goes")
    return System(
        classes=classes,
        pools=pools,
        concurrency=params.get("max_concurrency", 1),
        slowdown=params.get("slowdown_per_extra_chat", 0.0),
        unresolved=params.get("p_unresolved", 0.0),
        return_delay_min=params.get("return_delay_mean_min", 0.0),
        within_s=params.get("awt_s", 20.0),
    )


# --- classes ---------------------------------------------------------------------------------------------


def _classes(params: Params, pools: int) -> tuple[Class, ...]:
    arrivals = _first(params, "arrival_per_min", "external_per_min", "new_issue_per_min")
    arrivals = arrivals if isinstance(arrivals, list) else [arrivals]
    n = len(arrivals)
    handle = _by_class(_first(params, "aht_min", "single_chat_min"), n)
    cv = _by_class(params.get("aht_cv"), n)
    patience = _patience(params, n)
    transfers = params.get("transfer_matrix", [()] * n)
    return tuple(
        Class(
            arrival_per_min=arrivals[i],
            handle_min=tuple(_by_class(handle[i], pools)),
            handle_cv=_cv(params.get("aht_dist"), cv[i]),
            patience=patience[i],
            tries=(0,),
            transfers=tuple(transfers[i]),
        )
        for i in range(n)
    )


def _patience(params: Params, n: int) -> list[Patience | None]:
    """Patience by class; where some balk, the law is that of the others."""
    means = _by_class(_first(params, "patience_mean_min", "patience_mean_min_if_not_balk"), n)
    deviations = _by_class(params.get("patience_sd_min"), n)
    law, balk = params.get("patience_dist"), params.get("p_balk_if_wait", 0.0)
    return [
        None if mean is None else Patience(Law(mean, _cv(law, None if sd is None else sd / mean)), balk)
        for mean, sd in zip(means, deviations, strict=True)
    ]


def _cv(law: str | None, cv: float | None) -> float | None:
    """The lognormal's coefficient of variation; None for the exponential."""
    if law in (None, "exponential") and cv in (None, 1):
        return None
    if law in ("deterministic", "constant"):
        return CONSTANT_CV
    if law == "lognormal" and cv is not None:
        return cv
    raise CaseError(f"law '{law}' with coefficient of variation {cv}: the engine knows exponential and lognormal")


def _by_class(value: Any, n: int) -> list[Any]:
    """A value for each of n: the list itself, or one value for all."""
    if not isinstance(value, list):
        return [value] * n
    if len(value) != n:
        raise CaseError(f"{value} has {len(value)} values, not {n}")
    return value


def _is_matrix(value: Any) -> bool:
    return isinstance(value, list) and isinstance(value[0], list)


def _first(params: Params, *names: str) -> Any:
    return next((params[name] for name in names if name in params), None)


KNOWN = {
    "arrival_per_min", "external_per_min", "new_issue_per_min", "aht_min", "single_chat_min", "aht_cv", "aht_dist",
    "aht_layout", "agents", "agents_isolated", "agents_pooled", "pools", "patience_mean_min", "patience_dist",
    "patience_sd_min", "patience_mean_min_if_not_balk", "p_balk_if_wait", "awt_s", "priority", "routing",
    "transfer_matrix", "p_unresolved", "return_delay_mean_min", "max_concurrency", "slowdown_per_extra_chat",
    "per_chat_rate",
}  # fmt: skip


def _refuse_unknown(params: Params) -> None:
    """A parameter that nobody reads would be a case half told."""
    unknown = [name + did_you_mean(name, KNOWN) for name in params if name not in KNOWN]
    if unknown:
        raise CaseError(f"parameters that no case has had so far: {name_list(unknown)}")
