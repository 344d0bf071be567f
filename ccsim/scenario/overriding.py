"""`--set path=value`: a value of a document, or the same one in every entry of a mapping, replaced or multiplied."""

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel

from ccsim.errors import InputError, Problem, did_you_mean, shown
from ccsim.scenario.document import (
    LONG_FORM,
    UNKNOWN_KEY,
    Document,
    Finding,
    Steps,
    at,
    default_at,
    dotted,
    is_long_form,
    read_value,
    to_problem,
)
from ccsim.scenario.quantities import exact_duration, parse_duration
from ccsim.scenario.sources import FACTOR, MARKS

ADDRESS = re.compile(r"[^.\[\]]+(\[\d+\])*(\.[^.\[\]]+(\[\d+\])*)*")
EVERY = "*"
BOUNDS = ("low", "high")
Entry = TypeVar("Entry")


def override(
    document: Document, assignment: str, cited: str | None = None, model: type[BaseModel] | None = None
) -> Document:
    """The document with `path.to.key=value` set; a new key may be given only at the end of the path.

    The step `*` is every key of a mapping below which the rest of the path leads somewhere. A value such as x1.2
    multiplies what the document says there, or what the model takes where it says nothing. Problems are cited as
    `cited`, or as `--set` with the assignment.
    """
    cited = cited or f"--set {assignment}"
    address, equals, text = assignment.partition("=")
    if not equals or not ADDRESS.fullmatch(address.strip()):
        message = "write path=value, for example channels.voice.patience.mean='6 min' or demand.issues_per_day=x1.2"
        raise InputError([Problem(cited, None, None, "", message)])
    words = re.findall(r"[^.\[\]]+", address.strip())
    value = read_value(text, cited)
    found = list(_places(document.data, (), words))
    new = {steps: value for steps in found if not isinstance(steps, Finding)}
    faults = [] if new else [fault for fault in found if isinstance(fault, Finding)][:1]
    if isinstance(value, str) and (times := FACTOR.fullmatch(value)) and words[-1] not in BOUNDS:
        products = {steps: _product(document, steps, Decimal(times[1]), model) for steps in new}
        new = {steps: product for steps, product in products.items() if product is not None}
        faults = faults or _unmultiplied(document, products, EVERY in words)
    if faults:
        problems = (to_problem(document, fault) for fault in faults)
        raise InputError([replace(problem, file=cited, line=None, column=None) for problem in problems])
    for steps, one in new.items():
        document = _replaced(document, steps, one, cited)
    return document


def _replaced(document: Document, found: Steps, value: Any, cited: str) -> Document:
    data = copy.deepcopy(document.data)
    steps = (*found, "value") if is_long_form(at(data, found)) and not isinstance(value, dict) else found
    at(data, steps[:-1])[steps[-1]] = value
    overrides = _without(document.overrides, steps) | {steps: cited}
    positions, keys = _without(document.positions, steps), _without(document.keys, steps)
    return replace(document, data=data, positions=positions, keys=keys, overrides=overrides)


def _without(table: dict[Steps, Entry], path: Steps) -> dict[Steps, Entry]:
    return {steps: entry for steps, entry in table.items() if steps[: len(path)] != path}


# --- where -----------------------------------------------------------------------------------------------


def _places(node: Any, steps: Steps, words: Sequence[str]) -> Iterator[Steps | Finding]:
    """The paths that an address means, or why it leads nowhere."""
    if not words:
        yield steps
        return
    word, *rest = words
    if is_long_form(node) and word not in LONG_FORM:
        node, steps = node["value"], (*steps, "value")
    if word == EVERY:
        yield from _everywhere(node, steps, rest)
        return
    step = _step_into(node, steps, word)
    if not isinstance(step, Finding):
        yield from _places(node[step], (*steps, step), rest)
    else:
        yield (*steps, word) if isinstance(node, dict) and not rest else step


def _everywhere(node: Any, steps: Steps, rest: Sequence[str]) -> Iterator[Steps | Finding]:
    names = [key for key in node if key not in MARKS] if isinstance(node, dict) else []
    if not names:
        yield Finding(steps, f"{shown(node)} is no mapping, of which * could be every key")
    for name in names:
        yield from _places(node[name], (*steps, name), rest)


def _step_into(node: Any, steps: Steps, word: str) -> str | int | Finding:
    if isinstance(node, dict):
        return word if word in node else Finding((*steps, word), UNKNOWN_KEY, word, tuple(node))
    if isinstance(node, list):
        if word.isdecimal() and int(word) < len(node):
            return int(word)
        return Finding(steps, f"there is no entry {shown(word)}; the list has {len(node)}, counted from 0")
    return Finding(steps, f"{shown(node)} holds no '{word}'")


# --- how many times --------------------------------------------------------------------------------------


def _product(document: Document, steps: Steps, factor: Decimal, model: type[BaseModel] | None) -> Any:
    """What stands at the path, so many times; None where nothing does, a Finding where that is no number."""
    there = at(document.data, steps)
    if there is None and model is not None:
        there = default_at(model, document.data, steps) or None
        if isinstance(there, int) and not isinstance(there, bool):
            return Finding(steps, "is not written in the file; give the value itself")
    value = there["value"] if is_long_form(there) else there
    return None if value is None else _times(value, factor, steps)


def _times(value: Any, factor: Decimal, steps: Steps) -> Any:
    if isinstance(value, list) and value:
        parts = [_times(part, factor, steps) for part in value]
        return next((part for part in parts if isinstance(part, Finding)), parts)
    if isinstance(value, int | float) and not isinstance(value, bool):
        product = Decimal(str(value)) * factor
        return int(product) if product == product.to_integral_value() else float(product)
    try:
        if isinstance(value, str):
            return exact_duration(round(parse_duration(value) * factor))
    except ValueError:
        pass
    hint = f"; name one of its keys, or all with {dotted(steps)}.*" if isinstance(value, dict) else ""
    return Finding(steps, f"{shown(value)} is neither a number nor a time, which could be multiplied{hint}")


def _unmultiplied(document: Document, products: dict[Steps, Any], is_every: bool) -> list[Finding]:
    """What cannot be multiplied; of `*` some entries may say nothing, but not all."""
    missing = [steps for steps, product in products.items() if product is None]
    faults = [product for product in products.values() if isinstance(product, Finding)]
    if missing and (not is_every or len(missing) == len(products)):
        beside = {key for steps in missing for key in at(document.data, steps[:-1])} - MARKS
        hint = did_you_mean(str(missing[0][-1]), sorted(beside)) or "; give the value itself"
        faults.append(Finding(missing[0], f"nothing stands here that could be multiplied{hint}"))
    return faults
