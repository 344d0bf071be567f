"""The words of a case: what each parameter may say, and the numbers in it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ccsim.errors import did_you_mean, name_list, shown
from ccsim.verify.systems import Again, CaseError, Law, Patience

Params = Mapping[str, Any]

CONSTANT_CV = 1e-6
"""A lognormal time of this coefficient of variation is constant for all purposes."""
UNLIMITED = ("unlimited", "infinite", "inf")

KNOWN = {
    # contacts
    "arrival_per_min", "external_per_min", "new_issue_per_min", "calls_per_hour", "call_types", "mean_daily_contacts",
    "busyness", "busyness_cv", "busyness_dist", "denominators",
    # time
    "day_min", "period_min", "opening_hour", "start", "after_close",
    # handling
    "aht_min", "single_chat_min", "aht_cv", "aht_dist", "aht_layout", "max_concurrency", "slowdown_per_extra_chat",
    "per_chat_rate", "generalist_penalty",
    # agents
    "agents", "pools", "priority", "routing", "max_in_system", "queue_capacity",
    # customers who wait, leave and come back
    "patience", "patience_mean_min", "patience_dist", "patience_sd_min", "patience_mean_min_if_not_balk",
    "p_balk_if_wait", "p_retry", "retry_delay_mean_min", "p_redial", "redial_delay_mean_min", "p_unresolved",
    "return_delay_mean_min", "p_reconnect", "reconnect_delay_mean_min", "awt_s", "sl_definition",
    # owners
    "transfer_matrix", "owners", "next_owner_prob_if_unresolved", "cost_per_hour",
}  # fmt: skip

SAYS = {
    "start": ("empty",),
    "after_close": ("drain", "served"),
    "patience": ("infinite", "unlimited", "none"),
    "busyness_dist": ("gamma",),
    "aht_layout": ("[class][pool]",),
}
"""Parameters in words, and what they must say for the engine to do it."""


def plain(params: Params) -> dict[str, Any]:
    """The parameters in minutes, whatever unit they were written in; one that nobody reads is a case half told."""
    read = dict(_in_minutes(name, value) for name, value in params.items())
    unknown = [name + did_you_mean(name, KNOWN) for name in read if name not in KNOWN]
    if unknown:
        raise CaseError(f"parameters that no case has had so far: {name_list(unknown)}")
    for name, words in SAYS.items():
        if name in read and not any(word in str(read[name]).lower() for word in words):
            raise CaseError(f"{name}: {shown(read[name])} says none of what is known here ({', '.join(words)})")
    return read


def _in_minutes(name: str, value: Any) -> tuple[str, Any]:
    stem, _, unit = name.rpartition("_")
    if name in KNOWN or not stem:
        return name, value
    if unit == "s" and f"{stem}_min" in KNOWN:
        return f"{stem}_min", _scaled(value, 1 / 60, name)
    if unit in ("h", "hours") and f"{stem}_min" in KNOWN:
        return f"{stem}_min", _scaled(value, 60.0, name)
    if unit == "hour" and f"{stem}_min" in KNOWN and stem.endswith("_per"):
        return f"{stem}_min", _scaled(value, 1 / 60, name)
    return name, value


def _scaled(value: Any, factor: float, name: str) -> Any:
    match value:
        case list():
            return [_scaled(v, factor, name) for v in value]
        case dict():
            return {key: _scaled(v, factor, name) for key, v in value.items()}
        case int() | float():
            return value * factor
    raise CaseError(f"{name}: {shown(value)} is not a number")


def first(params: Params, *names: str) -> Any:
    """The value of the first of these parameters that the case has."""
    return next((params[name] for name in names if name in params), None)


def by_class(value: Any, names: tuple[str, ...], what: str) -> list[Any]:
    """A value for each class: listed in order, named, or one value for all."""
    if isinstance(value, dict):
        if set(value) != set(names):
            raise CaseError(f"{what}: names {name_list(value)}, not {name_list(names)}")
        return [value[name] for name in names]
    if not isinstance(value, list):
        return [value] * len(names)
    if len(value) != len(names):
        raise CaseError(f"{what}: {value} has {len(value)} values, not {len(names)}")
    return value


def number(value: Any, what: str) -> float:
    """A number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise CaseError(f"{what}: {shown(value)} is not a number of at least 0")
    return float(value)


def count(value: Any, what: str) -> int:
    """A whole number above 0."""
    if number(value, what) != int(value) or value < 1:
        raise CaseError(f"{what}: {shown(value)} is not a whole number above 0")
    return int(value)


# --- laws ------------------------------------------------------------------------------------------------


def spread(law: Any, cv: float | None) -> float | None:
    """The lognormal's coefficient of variation; None for the exponential."""
    if law in (None, "exponential") and cv in (None, 1):
        return None
    if law in ("deterministic", "constant"):
        return CONSTANT_CV
    if law == "lognormal" and cv is not None:
        return number(cv, "coefficient of variation")
    raise CaseError(f"law '{law}' with coefficient of variation {cv}: the engine knows exponential and lognormal")


def patience(params: Params, names: tuple[str, ...]) -> list[Patience | None]:
    """Patience by class; where some balk, the law is that of the others."""
    means = by_class(first(params, "patience_mean_min", "patience_mean_min_if_not_balk"), names, "patience")
    deviations = by_class(params.get("patience_sd_min"), names, "patience_sd_min")
    law, balk = params.get("patience_dist"), number(params.get("p_balk_if_wait", 0.0), "p_balk_if_wait")
    if balk and None in means:
        raise CaseError("p_balk_if_wait needs the patience of those who do not balk: patience_mean_min")
    return [
        None if mean is None else Patience(Law(mean, spread(law, None if sd is None else sd / mean)), balk)
        for mean, sd in zip(means, deviations, strict=True)
    ]


def again(params: Params, chance: tuple[str, ...], delay: tuple[str, ...], usual: float = 0.0) -> Again | None:
    """Who comes back after something, and when; None where nobody does."""
    probability = first(params, *chance)
    probability = usual if probability is None and first(params, *delay) is not None else probability
    if not probability:
        return None
    mean = first(params, *delay)
    if mean is None:
        raise CaseError(f"{chance[0]} needs {delay[0]}")
    return Again(number(probability, chance[0]), number(mean, delay[0]))


def busyness(params: Params) -> tuple[float, float]:
    """Coefficient of variation of the day's factor, and its mean."""
    cv, text = number(params.get("busyness_cv", 0.0), "busyness_cv"), params.get("busyness")
    if text is None:
        return cv, 1.0
    match = re.fullmatch(r"\s*gamma\s*\(\s*([\d.]+)\s*,\s*([\d.]+)\s*\)\s*", str(text), re.IGNORECASE)
    if match is None:
        raise CaseError(f"busyness: {shown(text)} is not written as gamma(shape, rate)")
    shape, rate = float(match[1]), float(match[2])
    return shape**-0.5, shape / rate


# --- sentences -------------------------------------------------------------------------------------------


def service_level(params: Params) -> str:
    """What the case calls the service level: the measure whose denominator its definition names."""
    text = params.get("sl_definition")
    if text is None:
        return "sl_offered"
    below = str(text).lower().partition("/")[2]
    if "abandoned after" in below or re.search(r"[-−–] *abandoned within", below):
        return "sl_excl_short_abandon"
    if re.search(r"offered|arriv|all", below):
        return "sl_offered"
    if re.search(r"answered|served", below) and "abandon" not in below:
        return "sl_answered"
    raise CaseError(f"sl_definition: {shown(text)} names no denominator that is known (offered, answered, …)")


def is_preemptive(texts: Iterable[str]) -> bool:
    """Whether the more urgent interrupts what is in hand."""
    said = " ".join(texts).lower()
    return re.search(r"pre-?empt", re.sub(r"non-?pre-?empt\w*", "", said)) is not None


def is_by_class(model: str, priority: Any) -> bool:
    """Whether a freed agent takes the classes in their order; else first come is first served."""
    said = str(priority or "").lower()
    order = re.search(r"class (\d+)", said)
    if order and order[1] != "1":
        raise CaseError(f"priority: {shown(priority)}: classes are listed in the order of their priority")
    if re.match(r"\s*(none|fifo|fcfs|first come)", said):
        return False
    return bool(said) or re.search(r"priorit|pre-?empt", model.lower()) is not None
