"""What tells saved runs of one name apart, in a few words each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MOST_NAMED = 3
ABSENT = object()
Scenario = Mapping[str, Any]
"""A run's scenario.json."""


def told_apart(scenarios: Sequence[Scenario]) -> list[list[str]]:
    """By run: its world, what it sets and switches off, and whatever else it assumes that others of them do not."""
    differing = [key for key in _keys(scenarios) if len({str(s["study"].get(key)) for s in scenarios}) > 1]
    told = [[str(s["study"].get("world")), *_settings(s, differing)] for s in scenarios]
    alike = Counter(map(tuple, told))
    for words in [words for words, runs in alike.items() if runs > 1]:
        same = [i for i, own in enumerate(told) if tuple(own) == words]
        for i, more in zip(same, _files_apart([scenarios[i] for i in same]), strict=True):
            told[i] = [*words, *more]
    return told


def _keys(scenarios: Sequence[Scenario]) -> list[str]:
    keys = dict.fromkeys(key for s in scenarios for key in s["study"])
    return [key for key in keys if key not in ("kind", "title", "world")]


def _settings(scenario: Scenario, differing: Sequence[str]) -> Iterator[str]:
    for key in differing:
        value = scenario["study"].get(key)
        if value not in (None, False, []):
            words = ", ".join(map(str, value)) if isinstance(value, list) else str(value).replace("_", " ")
            yield words if key == "structures" else f"{key.replace('_', ' ')} {words}"
    if scenario.get("neutralised"):
        yield f"neutralised: {', '.join(scenario['neutralised'])}"
    for override in scenario.get("overrides", []):
        if not override.startswith("study."):  # shown above where they differ
            yield f"set: {override}"


def _files_apart(scenarios: Sequence[Scenario]) -> list[list[str]]:
    """By run: values that stand in its files and not in the others'."""
    leaves = [dict(_leaves(s)) for s in scenarios]
    paths = dict.fromkeys(path for own in leaves for path in own)
    apart = [path for path in paths if len({repr(own.get(path, ABSENT)) for own in leaves}) > 1]
    more = [f"{len(apart) - MOST_NAMED} more"] if len(apart) > MOST_NAMED else []
    return [[f"{path}={own.get(path, 'nothing')}" for path in apart[:MOST_NAMED]] + more for own in leaves]


def _leaves(scenario: Scenario) -> Iterator[tuple[str, Any]]:
    yield "ccsim", scenario.get("version")
    yield from _below("", scenario.get("world", {}))
    for name, structure in scenario.get("structures", {}).items():
        yield from _below(f"structures/{name}", structure)


def _below(path: str, node: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(node, dict):
        yield path, node
        return
    for key, value in node.items():
        yield from _below(f"{path}.{key}" if path else key, value)
