"""Where each number of a world comes from: the keys beside it are read, checked and taken out."""

import csv
import io
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ccsim.codes import DAY, HOUR, MINUTE, SECOND, WEEK
from ccsim.errors import InputError, Problem, did_you_mean, nearest, shown
from ccsim.scenario.document import (
    LONG_FORM,
    Document,
    Finding,
    Steps,
    dotted,
    read_text,
    to_problem,
)
from ccsim.scenario.quantities import parse_duration

ASSUMED = "assumed"
SET_BY_USER = "set by user"
GRADES = ("measured", "published", "vendor", "assumed")
COLUMNS = ("parameter", "unit", "low", "typical", "high", "source", "confidence", "grade")
MONTH = 30 * DAY
TIME_UNITS = {"s": SECOND, "min": MINUTE, "h": HOUR, "days": DAY, "weeks": WEEK, "months": MONTH}
FACTOR = re.compile(r"\s*[x×]\s*(\d+\.?\d*|\.\d+)\s*")
ADDRESS = re.compile(r"https?://\S")
MARKS = LONG_FORM - {"value"}


@dataclass(frozen=True)
class EvidenceRow:
    """What is known about one parameter, in its unit; None where the source gives no range."""

    parameter: str
    unit: str
    low: float | None
    typical: float
    high: float | None
    source: str
    confidence: str
    grade: str

    @property
    def is_time(self) -> bool:
        """Whether it compares with durations."""
        return self.unit in TIME_UNITS

    def bound(self, amount: float | None) -> str | float | None:
        """Its low or high as one would write it in a world."""
        if amount is None or not self.is_time:
            return amount
        return f"{amount * 30:g} days" if self.unit == "months" else f"{amount:g} {self.unit}"


@dataclass(frozen=True)
class Evidence:
    """The evidence file, by parameter."""

    file: Path
    rows: dict[str, EvidenceRow] = field(default_factory=dict)


@dataclass(frozen=True)
class Input:
    """One number of the world and what it rests on; a profile counts as one."""

    path: str
    value: Any
    low: str | float | None
    high: str | float | None
    """Both in the value's unit, or factors such as x0.5; None where nobody gave a range."""
    source: str
    grade: str
    note: str | None = None
    cited: str | None = None
    """Where a row of the evidence has its figures from."""


# --- the evidence file -----------------------------------------------------------------------------------


def read_evidence(path: Path | str) -> Evidence:
    """The rows of evidence.csv; every fault is in one InputError."""
    file = Path(path)
    reader = csv.DictReader(io.StringIO(read_text(file)), strict=True)
    rows: dict[str, EvidenceRow] = {}
    problems: list[Problem] = []
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise InputError([Problem(str(file), 1, None, "", f"missing columns: {', '.join(missing)}")])
    try:
        for record in reader:
            row = _evidence_row(record)
            problem = f"parameter '{record['parameter']}' is given twice" if record["parameter"] in rows else row
            if isinstance(problem, str):
                problems.append(Problem(str(file), reader.line_num, None, record["parameter"] or "", problem))
            elif isinstance(row, EvidenceRow):
                rows[row.parameter] = row
    except csv.Error as error:
        problems.append(Problem(str(file), reader.line_num, None, "", f"not valid CSV: {error}"))
    if problems:
        raise InputError(problems)
    return Evidence(file, rows)


def _evidence_row(record: dict[str, str | None]) -> EvidenceRow | str:
    """The row, or what is wrong with it."""
    texts = {name: (record[name] or "").strip() for name in COLUMNS}
    try:
        low, typical, high = (float(texts[name]) if texts[name] else None for name in ("low", "typical", "high"))
    except ValueError as error:
        return f"low, typical and high are numbers; {error}"
    if typical is None or not texts["parameter"] or not texts["source"]:
        return "parameter, typical and source are needed"
    if texts["grade"] not in GRADES:
        hint = did_you_mean(texts["grade"], GRADES)
        return f"unknown grade '{texts['grade']}'{hint} (allowed: {', '.join(GRADES)})"
    if not (low is None or low <= typical) or not (high is None or typical <= high):
        return f"low, typical and high are not in order: {low}, {typical}, {high}"
    words = (texts[name] for name in ("source", "confidence", "grade"))
    return EvidenceRow(texts["parameter"], texts["unit"], low, typical, high, *words)


# --- splitting -------------------------------------------------------------------------------------------


def split_sources(document: Document, evidence: Evidence) -> tuple[Document, tuple[Input, ...]]:
    """The document without its sources, and one Input for each number; every fault is in one InputError."""
    plain, inputs, problems = separate_sources(document, evidence)
    if problems:
        raise InputError(problems)
    return plain, inputs


def separate_sources(document: Document, evidence: Evidence) -> tuple[Document, tuple[Input, ...], tuple[Problem, ...]]:
    """As split_sources, with the faults given back, so that they can be told beside others."""
    split = _Split(document, evidence)
    data = split.plain(document.data, (), (), _Origin())
    return replace(split.after, data=data), tuple(split.inputs), tuple(split.problems)


@dataclass(frozen=True)
class _Origin:
    """The source in force at a place, the range said with it, and where each is said."""

    source: str | None = None
    """None: none is said; empty: one is said, and is wrong."""
    low: Any = None
    high: Any = None
    note: str | None = None
    at: dict[str, Steps] = field(default_factory=dict)


class _Split:
    """One walk through a document; paths are kept twice, as they stand in it and as they will be."""

    def __init__(self, document: Document, evidence: Evidence) -> None:
        self.before, self.evidence = document, evidence
        self.after = Document(document.file, None)
        self.inputs: list[Input] = []
        self.problems: dict[Problem, None] = {}
        self.lacks_evidence = False

    def tell(self, document: Document, finding: Finding) -> None:
        self.problems[to_problem(document, finding)] = None

    def plain(self, node: Any, old: Steps, new: Steps, origin: _Origin) -> Any:
        """The node without the keys that tell its sources."""
        self.place(old, new)
        if isinstance(node, dict) and "value" in node:
            return self.unwrapped(node, old, new, origin)
        if isinstance(node, dict):
            origin = self.origin(node, old, origin)
            entries = ((key, entry) for key, entry in node.items() if key not in MARKS)
            return {key: self.plain(entry, (*old, key), (*new, key), origin) for key, entry in entries}
        if _is_profile(node):
            self.number(node, old, new, origin)
            self.place_below(node, old, new)
        elif isinstance(node, list):
            return [self.plain(entry, (*old, n), (*new, n), origin) for n, entry in enumerate(node)]
        elif _amount(node) is not None:
            self.number(node, old, new, origin)
        return node

    def unwrapped(self, node: dict[str, Any], old: Steps, new: Steps, origin: _Origin) -> Any:
        """The value of {value: …, source: …}."""
        allowed = ("value", "source", "low", "high", "note")
        for key in (key for key in node if key not in LONG_FORM):
            message = "beside 'value' stands an unknown key"
            if key.isdecimal() and node[key] is None:  # 1,750 between braces
                whole = f"{shown(node['value'])},{key}"
                self.tell(self.before, Finding((*old, key), f"{whole} are two entries; write no comma", on_key=True))
                continue
            self.tell(self.before, Finding((*old, key), message, key, allowed, on_key=True))
        value, inner = node["value"], (*old, "value")
        if _holds_mapping(value):
            message = "stands for one value or a list of numbers; write the source among a mapping's own keys"
            self.tell(self.before, Finding(inner, message))
        self.place(inner, new, is_unwrapped=True)
        self.place_below(value, inner, new)
        origin = self.origin(node, old, origin)
        if _is_profile(value) or _amount(value) is not None:
            self.number(value, inner, new, origin)
        return value

    def place(self, old: Steps, new: Steps, is_unwrapped: bool = False) -> None:
        if old in self.before.positions:
            self.after.positions[new] = self.before.positions[old]
        if old in self.before.keys and not is_unwrapped:
            self.after.keys[new] = self.before.keys[old]
        if old in self.before.overrides:
            self.after.overrides[new] = self.before.overrides[old]

    def place_below(self, node: Any, old: Steps, new: Steps) -> None:
        for n, entry in enumerate(node if isinstance(node, list) else ()):
            self.place((*old, n), (*new, n))
            self.place_below(entry, (*old, n), (*new, n))

    def origin(self, node: dict[str, Any], old: Steps, above: _Origin) -> _Origin:
        """The source in force inside a mapping; a range belongs to the source it is said with."""
        for name in ("low", "high"):
            if node.get(name) is not None and (fault := _bound_fault(node[name], "value" in node)):
                self.tell(self.before, Finding((*old, name), fault))
        said = {name: node[name] for name in ("low", "high", "note") if node.get(name) is not None}
        at: dict[str, Steps] = {name: (*old, name) for name in node.keys() & MARKS}
        if "source" not in node:
            return replace(above, **said, at=above.at | at)
        return _Origin(self.source(node["source"], at["source"]), **said, at=at)

    def source(self, source: object, steps: Steps) -> str:
        choices = f"write a row of {self.evidence.file.name}, an address (https://…) or {ASSUMED}"
        if not isinstance(source, str):
            self.tell(self.before, Finding(steps, f"{shown(source)} is not a source; {choices}"))
            return ""
        if source == ASSUMED or ADDRESS.match(source) or source in self.evidence.rows:
            return source
        near = nearest(source, (*self.evidence.rows, ASSUMED))
        if near is None and not self.evidence.rows and not self.evidence.file.is_file():
            self.lack_evidence(source, steps, choices)
            return ""
        hint = f"did you mean '{near}'? Or {choices}" if near else choices
        self.tell(self.before, Finding(steps, f"unknown source '{source}'; {hint}"))
        return ""

    def lack_evidence(self, source: str, steps: Steps, choices: str) -> None:
        """Tells once, where it is first cited, that the file is not there."""
        if not self.lacks_evidence:
            why = f"'{source}' would be a row of {self.evidence.file}, and there is no such file; {choices}"
            self.tell(self.before, Finding(steps, why))
        self.lacks_evidence = True

    def number(self, value: Any, old: Steps, new: Steps, origin: _Origin) -> None:
        """Notes an input with its source and range, or what is wrong with them."""
        is_by_user = any(_is_within(old, path) or _is_within(path, old) for path in self.before.overrides)
        if origin.source is None and not is_by_user:
            choices = f"a row of {self.evidence.file.name}, an address (https://…), or {ASSUMED} with low and high"
            message = f"{shown(value)} has no source; give one here or above: {choices}"
            self.tell(self.after, Finding(new, message))
            return
        low, high = self.range(value, origin)
        fault = self.range_fault(value, low, high, origin)
        if is_by_user:
            low, high = (None, None) if fault else (low, high)
            self.inputs.append(Input(dotted(new), value, low, high, SET_BY_USER, ASSUMED, origin.note))
        elif fault and fault.path:
            self.tell(self.before, fault)
        elif fault:
            self.tell(self.after, replace(fault, path=new))
        elif origin.source:
            grade, row = self.grade(origin.source), self.evidence.rows.get(origin.source)
            cited = row.source if row else None
            self.inputs.append(Input(dotted(new), value, low, high, origin.source, grade, origin.note, cited))

    def range(self, value: Any, origin: _Origin) -> tuple[Any, Any]:
        """Low and high as said, else as the evidence has them for a value in its unit."""
        row = self.evidence.rows.get(origin.source or "")
        if row is None or not _compares(row, value):
            return origin.low, origin.high
        low = row.bound(row.low) if origin.low is None else origin.low
        high = row.bound(row.high) if origin.high is None else origin.high
        return low, high

    def range_fault(self, value: Any, low: Any, high: Any, origin: _Origin) -> Finding | None:
        """What is wrong with a number's range: where it is said, or at no path when it is the number."""
        if origin.source == ASSUMED and (low is None or high is None):
            units = 'in the unit of the value, or as factors such as low: "x0.5", high: "x2"'
            return Finding(origin.at["source"], f"source '{ASSUMED}' needs low and high, {units}")
        row = self.evidence.rows.get(origin.source or "")
        is_ranged_here = origin.low is not None and origin.high is not None
        if row and not isinstance(value, list) and not _compares(row, value) and not is_ranged_here:
            return Finding((), f"{shown(value)} is not in the unit of {_wider(row)}")
        for name, bound in (("low", low), ("high", high)):
            if disorder := _disorder(name, bound, value):
                if name in origin.at or row is None:
                    return Finding(origin.at[name], disorder)
                return Finding((), f"{shown(value)} is outside {low} to {high} of {_wider(row)}")
        return None

    def grade(self, source: str) -> str:
        if source in self.evidence.rows:
            return self.evidence.rows[source].grade
        return ASSUMED if source == ASSUMED else "published"


def _wider(row: EvidenceRow) -> str:
    return f"evidence '{row.parameter}' ({row.unit}); give low and high here, or another source"


def _amount(value: object) -> tuple[float, bool] | None:
    """A number or a duration as (amount, whether it is a time); None for any other value."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value, False
    try:
        return (parse_duration(value), True) if isinstance(value, str) else None
    except ValueError:
        return None


def _is_profile(node: object) -> bool:
    """A list of numbers, or of such lists."""
    return isinstance(node, list) and bool(node) and all(_is_profile(n) or _amount(n) is not None for n in node)


def _holds_mapping(node: object) -> bool:
    return isinstance(node, dict) or (isinstance(node, list) and any(_holds_mapping(entry) for entry in node))


def _is_within(path: Steps, whole: Steps) -> bool:
    return path[: len(whole)] == whole


def _compares(row: EvidenceRow, value: Any) -> bool:
    amount = _amount(value)
    return amount is not None and amount[1] == row.is_time


def _factor(bound: object) -> float | None:
    match = FACTOR.fullmatch(bound) if isinstance(bound, str) else None
    return float(match[1]) if match else None


def _bound_fault(bound: object, is_beside_value: bool) -> str | None:
    """What is wrong with a low or high by itself."""
    if _factor(bound) is not None or (is_beside_value and _amount(bound) is not None):
        return None
    if is_beside_value:
        return f'{shown(bound)} is neither in the unit of the value nor a factor such as "x0.5"'
    return f'{shown(bound)} is not a factor; for a mapping\'s many values write for example "x0.5"'


def _disorder(name: str, bound: object, value: Any) -> str | None:
    """Why a low is not below the value, or a high not above it; None when it is, or cannot be told."""
    factor, bound_amount, amount = _factor(bound), _amount(bound), _amount(value)
    if factor is not None:
        excess, against = factor - 1, "x1"
    elif bound_amount is None:
        return None
    elif amount is None:
        return f'{name} {shown(bound)} does not fit a list of numbers; write a factor such as "x0.5"'
    elif amount[1] != bound_amount[1]:
        return f"{name} {shown(bound)} is not in the unit of the value {shown(value)}"
    else:
        excess, against = bound_amount[0] - amount[0], f"the value {shown(value)}"
    if name == "low" and excess > 0:
        return f"low {shown(bound)} is above {against}"
    return f"high {shown(bound)} is below {against}" if name == "high" and excess < 0 else None
