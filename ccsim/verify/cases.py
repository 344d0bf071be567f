"""The cases of queueing theory that the engine must reproduce, as they stand in cases.json or in another file."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ccsim.errors import InputError, Problem, did_you_mean, name_list, shown

HERE = Path(__file__).with_name("cases.json")


@dataclass(frozen=True)
class Case:
    """Proven numbers of one system; time is in minutes unless a key says otherwise."""

    id: str
    model: str
    params: Mapping[str, Any]
    expected: Mapping[str, float]
    tolerance: Mapping[str, Any]
    source: str

    def within(self, measure: str) -> float:
        """The gap that the case allows a measure, in the measure's unit."""
        if self.tolerance["type"] == "rel":
            return abs(float(self.tolerance["value"]) * self.expected[measure])
        return float(self.tolerance["per_metric"][measure])


def load_cases(path: Path = HERE) -> tuple[Case, ...]:
    """Cases of a file; what else a case says there is left out."""
    rows = _read(path)
    problems = list(_problems(path, rows))
    if problems:
        raise InputError(problems)
    return tuple(Case(**{key: row.get(key, "") for key in Case.__dataclass_fields__}) for row in rows)


def choose(cases: Iterable[Case], ids: Iterable[str]) -> tuple[Case, ...]:
    """The cases of those ids, in the order of the file; all of them where no id is given."""
    by_id, wanted = {case.id: case for case in cases}, list(dict.fromkeys(ids))
    problems = [
        Problem("--case", None, None, "", f"no case '{i}'{did_you_mean(i, by_id)} (there are: {name_list(by_id)})")
        for i in wanted
        if i not in by_id
    ]
    if problems:
        raise InputError(problems)
    return tuple(case for case in by_id.values() if case.id in wanted or not wanted)


# --- what a file may hold --------------------------------------------------------------------------------


def _read(path: Path) -> list[Any]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise InputError([Problem(str(path), None, None, "", str(error.strerror))]) from None
    except json.JSONDecodeError as error:
        raise InputError([Problem(str(path), error.lineno, error.colno, "", f"no JSON: {error.msg}")]) from None
    except UnicodeDecodeError:
        raise InputError([Problem(str(path), None, None, "", "no text in UTF-8")]) from None
    if not isinstance(rows, list) or not rows:
        raise InputError([Problem(str(path), None, None, "", f"{shown(rows)} is not a list of cases")])
    return rows


def _problems(path: Path, rows: list[Any]) -> Iterator[Problem]:
    seen: set[str] = set()
    for i, row in enumerate(rows):
        name = row.get("id") if isinstance(row, dict) else None
        place = name if isinstance(name, str) else f"case {i + 1}"
        for where, message in _faults(row):
            yield Problem(str(path), None, None, f"{place}.{where}" if where else place, message)
        if name in seen:
            yield Problem(str(path), None, None, place, "the id is there twice")
        seen |= {name} if isinstance(name, str) else set()


def _faults(row: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with a case, and where in it."""
    if not isinstance(row, dict):
        yield "", f"{shown(row)} is not a case; a case has id, params, expected and tolerance"
        return
    if not (isinstance(row.get("id"), str) and row["id"]):
        yield "id", f"{shown(row.get('id'))} is not a name"
    for key in ("model", "source"):
        if not isinstance(row.get(key, ""), str):
            yield key, f"{shown(row[key])} is not a text"
    for key in ("params", "expected", "tolerance"):
        if not (isinstance(row.get(key), dict) and row[key]):
            yield key, f"{shown(row.get(key))} is not a mapping with something in it"
            return
    for measure, value in row["expected"].items():
        if not _is_number(value):
            yield f"expected.{measure}", f"{shown(value)} is not a number"
    yield from _faults_of_tolerance(row["tolerance"], row["expected"])


def _faults_of_tolerance(tolerance: Mapping[str, Any], expected: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind = tolerance.get("type")
    if kind not in ("rel", "abs"):
        yield "tolerance.type", f"{shown(kind)} is neither 'rel' nor 'abs'"
    elif kind == "rel" and not (_is_number(tolerance.get("value")) and tolerance["value"] > 0):
        yield "tolerance.value", f"{shown(tolerance.get('value'))} is not a number above 0"
    elif kind == "abs":
        by_measure = tolerance.get("per_metric")
        for measure in expected:
            value: Any = by_measure.get(measure) if isinstance(by_measure, dict) else None
            if not (_is_number(value) and value > 0):
                yield f"tolerance.per_metric.{measure}", f"{shown(value)} is not a number above 0"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")
