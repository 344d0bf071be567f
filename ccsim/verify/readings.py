"""Measures by the names that the cases use."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from ccsim.errors import did_you_mean, name_list
from ccsim.verify import contact_measures, day_measures, leg_measures, time_measures
from ccsim.verify.estimates import Reading, ratio, ratio_of_ratios
from ccsim.verify.leg_measures import Scope
from ccsim.verify.samples import Sample, joined, served
from ccsim.verify.systems import CaseError, System

Samples = Mapping[str, Sample]
"""By the prefix of their measures; a case of a single system has the prefix ""."""
Reader = Callable[[Samples], Reading]

MEASURES: dict[str, Callable[[Scope], Reading]] = {
    **leg_measures.MEASURES,
    **time_measures.MEASURES,
    **contact_measures.MEASURES,
    **day_measures.MEASURES,
}
"""By the words that are left of a measure's name without prefix, class, number and unit."""
WHOLE_NAMES = {"pooling_abandon_ratio": "p_abandon", "pooling_wait_ratio": "mean_wait"}
"""Measures of the pooled system relative to the isolated one."""
SECONDS_A_MINUTE = 60.0


def read(measure: str, samples: Samples) -> Reading:
    """One replication's part of a measure such as `p_abandon`, `asa_min_class1` or `pooled_sl_offered`."""
    return reader(measure, {prefix: sample.system for prefix, sample in samples.items()})(samples)


def reader(measure: str, systems: Mapping[str, System]) -> Reader:
    """How to read a measure of such systems; a CaseError where nobody knows."""
    if measure in WHOLE_NAMES and {"pooled", "isolated"} <= set(systems):
        pooled, isolated = (reader(f"{p}_{WHOLE_NAMES[measure]}", systems) for p in ("pooled", "isolated"))
        return lambda samples: _relative(pooled(samples), isolated(samples))
    prefix, name = _of_system(measure, systems)
    read_one = _taken_elsewhere(name) or _at_a_moment(name) or _named(name, measure, systems[prefix])
    return lambda samples: read_one(samples[prefix])


def _relative(one: Reading, other: Reading) -> Reading:
    return Reading(one.sums + other.sums, ratio_of_ratios)


def _of_system(measure: str, systems: Mapping[str, System]) -> tuple[str, str]:
    """The prefix of the system that a measure speaks of, and the measure there."""
    for prefix in filter(None, systems):
        if measure.startswith(f"{prefix}_"):
            return prefix, measure.removeprefix(f"{prefix}_")
        if match := re.fullmatch(rf"(.+?)_(?:agents_?|[cn])?{prefix.split()[-1]}", measure):
            return prefix, match[1]
    if "" not in systems:
        raise CaseError(f"measure '{measure}': which of {name_list(systems)} is meant?")
    return "", measure


def _named(name: str, measure: str, system: System) -> Callable[[Sample], Reading]:
    """`[class_]words[_classN|_poolN|_N]`, with the unit anywhere."""
    words, factor = _without_unit(name)
    for number, base in _splits(words, [c.name for c in system.classes]):
        if base in MEASURES:
            if number is not None and not 0 <= number < max(len(system.classes), len(system.pools)):
                raise CaseError(f"measure '{measure}': there is no number {number + 1}")
            return partial(_scaled, MEASURES[base], number, factor)
    bases = [base for _, base in _splits(words, [c.name for c in system.classes])]
    raise CaseError(f"measure '{measure}' is unknown{did_you_mean(bases[-1], MEASURES)}")


def _scaled(measure: Callable[[Scope], Reading], number: int | None, factor: float, sample: Sample) -> Reading:
    found = measure(Scope(sample, number))
    return found if factor == 1.0 else replace(found, sums=(factor * found.sums[0], *found.sums[1:]))


def _without_unit(name: str) -> tuple[str, float]:
    """The name without its unit, and what to multiply minutes by."""
    if "_per_hour" in name:
        return name.replace("_per_hour", "_rate"), SECONDS_A_MINUTE
    name = name.replace("_per_min", "_rate").replace("_min", "")
    seconds = re.sub(r"_s(?=_|$)", "", name)
    return (name, 1.0) if seconds == name else (seconds, SECONDS_A_MINUTE)


def _splits(words: str, names: Iterable[str]) -> list[tuple[int | None, str]]:
    """What may be meant: of all, of one by its name in front or behind, of one by its number."""
    found: list[tuple[int | None, str]] = [(None, words)]
    for i, name in enumerate(names):
        if name and words.startswith(f"{name}_"):
            found.append((i, words.removeprefix(f"{name}_")))
        if name and words.endswith(f"_{name}"):
            found.append((i, words.removesuffix(f"_{name}")))
    if match := re.fullmatch(r"(\w+?)_(?:class|pool|owner)?(\d+)", words):
        found.append((int(match[2]) - 1, match[1]))
    return found


def _at_a_moment(name: str) -> Callable[[Sample], Reading] | None:
    """`mean_in_service_at_t120`: minutes after a cycle begins."""
    match = re.fullmatch(r"mean_in_(service|queue|system)_at_t_?(\d+(?:\.\d+)?)(?:_min)?", name)
    return None if match is None else partial(time_measures.present, match[1], float(match[2]))


def _taken_elsewhere(name: str) -> Callable[[Sample], Reading] | None:
    """`share_class1_served_by_pool2`; `share_class1_cross_served`: by any pool but its own, of those served."""
    match = re.fullmatch(r"share_class(\d+)_(?:served_by_pool(\d+)|cross_served)", name)
    if match is None:
        return None
    return partial(_share_elsewhere, int(match[1]) - 1, int(match[2]) - 1 if match[2] else None)


def _share_elsewhere(own: int, pool: int | None, sample: Sample) -> Reading:
    team = sample.leg("team")
    mine = joined(sample) & served(sample) & (sample.leg("reason") == own)
    there = team != own if pool is None else team == pool
    return Reading((float((mine & there).sum()), float(mine.sum())), ratio)
