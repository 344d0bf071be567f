"""YAML in, plain values and their places out; every fault is told with its place, value and choices."""

import copy
import re
import types
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ccsim.errors import InputError, Problem, did_you_mean, name_list, nearest, shown

Steps = tuple[str | int, ...]
Place = tuple[int, int]
Model = TypeVar("Model", bound=BaseModel)

LARGEST_FILE = 2_000_000
READABLE = (".yaml", ".yml", ".csv")
MOST_VALUES = 200_000
DEEPEST = 40
LONG_FORM = frozenset({"value", "source", "low", "high", "note"})


@dataclass(frozen=True)
class Document:
    """Plain values by path; places are (line, column) from 1, apart for a mapping's keys and for values."""

    file: Path
    data: Any
    positions: dict[Steps, Place] = field(default_factory=dict)
    keys: dict[Steps, Place] = field(default_factory=dict)
    overrides: dict[Steps, str] = field(default_factory=dict)
    """What stood on the command line for a path, as `--set path=value`."""
    files: dict[Steps, Path] = field(default_factory=dict)
    """The file of what stands in another one, by path."""


@dataclass(frozen=True)
class Finding:
    """Something wrong at a path; value and allowed names are put into words by to_problem."""

    path: Steps
    message: str
    value: object = None
    allowed: tuple[str, ...] = ()
    on_key: bool = False
    """The fault is the key, or something that should stand below it, so the key's place is cited."""


# --- findings become problems ----------------------------------------------------------------------------


def to_problem(document: Document, finding: Finding) -> Problem:
    """The finding with file, line and column of the nearest thing that stands in the file."""
    file, place = _place(document, finding)
    message = finding.message
    if finding.value is not None:
        message += f" {shown(finding.value)}{did_you_mean(str(finding.value), finding.allowed)}"
    if finding.allowed:
        message += f" (allowed: {name_list(finding.allowed)})"
    line, column = place or (None, None)
    return Problem(file, line, column, dotted(finding.path), message)


def refuse(document: Document, findings: Iterable[Finding]) -> None:
    """Raises one InputError with all findings, if there are any."""
    problems = [to_problem(document, finding) for finding in findings]
    if problems:
        raise InputError(problems)


def dotted(path: Steps) -> str:
    """`teams.billing.skills[1]`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _place(document: Document, finding: Finding) -> tuple[str, Place | None]:
    for length in range(len(finding.path), -1, -1):
        steps = finding.path[:length]
        if steps in document.overrides:
            return document.overrides[steps], None
        keyed = document.keys.get(steps) if finding.on_key or steps != finding.path else None
        if place := keyed or document.positions.get(steps):
            return str(document.files.get(steps, document.file)), place
    return str(document.file), None


# --- reading ---------------------------------------------------------------------------------------------


def read_document(path: Path | str) -> Document:
    """The mapping in a YAML 1.2 file; everything wrong with the text is one InputError."""
    file = Path(path)
    reading = _Reading(str(file))
    data = reading.read(read_text(file))
    if data is None:
        _refuse_file(file, "the file is empty")
    if not isinstance(data, dict):
        reading.stop(reading.positions[()], (), f"expected a mapping of keys to values, found {shown(data)}")
    return Document(file, data, reading.positions, reading.keys)


def read_text(file: Path) -> str:
    """The text of a UTF-8 file of reasonable size; an InputError says what is wrong with the file."""
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        _refuse_file(file, f"no such file{_near_file(file)}")
    except IsADirectoryError:
        names = name_list(sorted(entry.name for entry in file.glob("*.y*ml")))
        _refuse_file(file, f"is a folder; name a file in it{f' ({names})' if names else ''}")
    except (OSError, ValueError) as error:
        _refuse_file(file, f"cannot be read: {getattr(error, 'strerror', None) or error}".lower())
    if len(content) > LARGEST_FILE:
        _refuse_file(file, f"is larger than {LARGEST_FILE // 1_000_000} MB")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        message = f"byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise InputError([Problem(str(file), line, column, "", message)]) from None


def _near_file(file: Path) -> str:
    try:
        names = [entry.name for entry in file.parent.iterdir() if entry.suffix in READABLE and entry.is_file()]
    except OSError:
        return f"; there is no folder '{file.parent}'"
    return did_you_mean(file.name, names)


def _refuse_file(file: Path, message: str) -> NoReturn:
    raise InputError([Problem(str(file), None, None, "", message)]) from None


TAB_INDENT = re.compile(r"^ *\t(?=[ \t]*[^\s#])", re.MULTILINE)
UNSPACED = re.compile(r"\w+:\S+")
NO_BREAK_SPACE = "\u00a0"
PRINTED_QUOTES = "“”„‘’«»"
CORE = "tag:yaml.org,2002:"
NULL = re.compile(r"null|Null|NULL|~|")
BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
WHOLE = re.compile(r"[-+]?[0-9]{1,300}|0o[0-7]{1,100}|0x[0-9a-fA-F]{1,100}")
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def _plain_value(text: str) -> str | int | float | bool | None:
    """A text without quotes by the core schema of YAML 1.2, so `no`, 12:30 and 2026-01-01 stay text."""
    if NULL.fullmatch(text):
        return None
    if BOOLEAN.fullmatch(text):
        return text.lower() == "true"
    if WHOLE.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if DECIMAL.fullmatch(text):
        return float(re.sub(r"\.(inf|nan)", r"\1", text.lower()))
    return text


@dataclass
class _Open:
    """A mapping or list whose end has not been read."""

    steps: Steps
    content: dict[str, Any] | list[Any]
    key: str | None = None
    key_places: dict[str, Place] = field(default_factory=dict)


class _Reading:
    """Turns the parser's events into plain values one by one: no recursion, no tags, no merging."""

    def __init__(self, name: str, cites_lines: bool = True) -> None:
        self.name, self.cites_lines = name, cites_lines
        self.positions: dict[Steps, Place] = {}
        self.keys: dict[Steps, Place] = {}
        self.problems: list[Problem] = []
        self.open: list[_Open] = []
        self.quoted = (0, 0)
        """First and last line of the latest text in quotes that goes over several lines."""
        self.anchors: dict[str, tuple[Steps, Any]] = {}
        self.root: Any = None

    def read(self, text: str) -> Any:
        """The text's value; raises InputError."""
        for tab in TAB_INDENT.finditer(text):
            place = text.count("\n", 0, tab.end()) + 1, tab.end() - tab.start()
            self.fault(place, (), "a tab; indent with spaces")
        if not self.problems:
            self.follow(text)
        if self.problems:
            raise InputError(self.problems)
        return self.root

    def follow(self, text: str) -> None:
        try:
            for event in YAML(typ="safe", pure=True).parse(text):
                self.take(event)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            first, last = self.quoted
            runs_on = f"not valid YAML: the quote of line {first} runs on to here; is it closed where it should be?"
            self.fault((mark.line + 1, mark.column + 1), (), runs_on if last == mark.line + 1 else _syntax(error))
        except YAMLError as error:
            at = getattr(error, "position", 0)
            place = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
            self.fault(place, (), f"character U+{getattr(error, 'character', 0):04X} is not allowed in YAML")

    def fault(self, place: Place, steps: Steps, message: str) -> None:
        line, column = place if self.cites_lines else (None, None)
        self.problems.append(Problem(self.name, line, column, dotted(steps), message))

    def stop(self, place: Place, steps: Steps, message: str) -> NoReturn:
        self.fault(place, steps, message)
        raise InputError(self.problems)

    def take(self, event: Any) -> None:
        place = event.start_mark.line + 1, event.start_mark.column + 1
        match type(event).__name__:
            case "DocumentStartEvent" if () in self.positions:
                self.stop(place, (), "a second document starts here; a file holds one")
            case "ScalarEvent":
                self.put(self.scalar(event, place), event, place)
            case "MappingStartEvent" | "SequenceStartEvent" as kind:
                self.check_tag(event, place, "map" if kind.startswith("M") else "seq")
                content: dict[str, Any] | list[Any] = {} if kind.startswith("M") else []
                steps = self.put(content, event, place)
                self.open.append(_Open(steps, content))
                if len(steps) >= DEEPEST:
                    self.stop(place, (), f"nested deeper than {DEEPEST} levels")
            case "MappingEndEvent" | "SequenceEndEvent":
                self.open.pop()
            case "AliasEvent":
                self.put_copy(event.anchor, place)

    def put(self, value: Any, event: Any, place: Place) -> Steps:
        """Places a value, or a key if one is due; returns the value's path."""
        inside = self.open[-1] if self.open else None
        if inside is not None and isinstance(inside.content, dict) and inside.key is None:
            self.put_key(inside, event, place)
            return inside.steps
        steps: Steps = ()
        if inside is None:
            self.root = value
        elif isinstance(inside.content, dict):
            steps = (*inside.steps, inside.key or "")
            if value is None and UNSPACED.fullmatch(inside.key or ""):
                self.fault(self.keys[steps], inside.steps, f"write a space after the colon of '{inside.key}'")
            inside.content[inside.key or ""] = value
            inside.key = None
            place = self.keys[steps] if value is None else place
        else:
            steps = (*inside.steps, len(inside.content))
            inside.content.append(value)
        self.positions[steps] = place
        if len(self.positions) > MOST_VALUES:
            self.stop(place, (), f"more than {MOST_VALUES} values")
        if event is not None and event.anchor:
            self.anchors[event.anchor] = steps, value
        return steps

    def put_key(self, inside: _Open, event: Any, place: Place) -> None:
        if type(event).__name__ != "ScalarEvent":
            self.stop(place, inside.steps, "a key must be plain text")
        key = event.value
        if key == "<<" and event.style is None:
            self.fault(place, inside.steps, "merge keys (<<) are not read; write the keys out")
        if event.style is None and NO_BREAK_SPACE in key:
            self.fault(place, inside.steps, "a no-break space, which looks like a space and is none; write a plain one")
        if key in inside.key_places:
            line, column = inside.key_places[key]
            twice = f"key '{key}' is given twice (first at line {line}, column {column})"
            self.fault(place, (*inside.steps, key), twice)
        inside.key_places.setdefault(key, place)
        self.keys[(*inside.steps, key)] = inside.key_places[key]
        inside.key = key

    def put_copy(self, anchor: str, place: Place) -> None:
        """An alias stands for what its anchor holds; below its top, places are the anchor's."""
        if anchor not in self.anchors:
            self.stop(
                place,
                (),
                f"'*{anchor}' has no anchor '&{anchor}' above it{did_you_mean(anchor, self.anchors)}",
            )
        source, value = self.anchors[anchor]
        if any(entry.content is value for entry in self.open):
            self.stop(place, (), f"'*{anchor}' stands inside its own anchor '&{anchor}'")
        target = self.put(copy.deepcopy(value), None, place)
        for below in list(paths_of(value)):
            steps, origin = target + below, source + below
            self.positions[steps] = self.positions[origin] if below else place
            if origin in self.keys and below:
                self.keys[steps] = self.keys[origin]
            if len(steps) > DEEPEST or len(self.positions) > MOST_VALUES:
                self.stop(place, (), f"'*{anchor}' makes the file too deep or too large")

    def scalar(self, event: Any, place: Place) -> str | int | float | bool | None:
        is_plain = event.style is None and event.tag is None
        if event.style in ("'", '"') and event.end_mark.line > event.start_mark.line:
            self.quoted = place[0], event.end_mark.line + 1
        value = _plain_value(event.value) if is_plain else str(event.value)
        self.check_tag(event, place, "str")
        return value

    def check_tag(self, event: Any, place: Place, own: str) -> None:
        if event.tag not in (None, "!", CORE + own):
            self.fault(place, (), f"tag '{event.tag.replace(CORE, '!!')}' is not read; write the plain value")


def paths_of(value: Any) -> Iterator[Steps]:
    """Paths of a value and of everything in it."""
    yield ()
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, entry in entries:
        yield from ((step, *below) for below in paths_of(entry))


def _syntax(error: MarkedYAMLError) -> str:
    problem = str(error.problem).replace("'<stream end>'", "the end of the file")
    if "mapping values are not allowed" in problem:
        return "not valid YAML: a ': ' too many, or wrong indentation; put a text that holds ': ' in quotes"
    if starts := re.search(r"found character (.+) that cannot start", problem):
        return f"not valid YAML: a text that starts with {starts[1]} must stand in quotes"
    if "quoted scalar" in str(error.context) and "end of stream" in problem:
        return f"not valid YAML: the quote of line {error.context_mark.line + 1} is never closed"
    if "<document start>" in problem:
        return "not valid YAML: indentation does not match any line above"
    if opened := re.search(r"flow (mapping|sequence)", str(error.context)):
        bracket = "{" if opened[1] == "mapping" else "["
        if error.problem_mark.line == error.context_mark.line and "stream end" not in str(error.problem):
            return f"not valid YAML: a comma is missing before this, or the '{bracket}' is not closed"
        return f"not valid YAML: the '{bracket}' of line {error.context_mark.line + 1} is not closed before this"
    if "<block end>" in problem:
        return "not valid YAML: something follows a finished value, or the indentation is wrong"
    since = error.context_mark
    return f"not valid YAML: {problem}" + (f" ({error.context} from line {since.line + 1})" if since else "")


def read_value(text: str, cited: str) -> Any:
    """A value that stands outside a file; problems are cited as `cited`."""
    return _Reading(cited, cites_lines=False).read(text)


def is_long_form(value: object) -> bool:
    """Whether a value is written with its source, as {value: …, source: …}."""
    return isinstance(value, dict) and "value" in value and value.keys() <= LONG_FORM


def at(data: Any, path: Steps) -> Any:
    """What stands at the path, or None."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


# --- checking against a model ----------------------------------------------------------------------------

UNKNOWN_KEY = "unknown key"
OTHER_KIND = "another kind of value"
KINDS = {
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type", "mapping_type"), "a mapping"),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type"), "a list"),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), "a whole number"),
    **dict.fromkeys(("float_type", "float_parsing"), "a number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "true or false"),
    "string_type": "text",
    "none_required": "nothing",
}
RULES = {
    "greater_than": "{value} is not above {gt}",
    "greater_than_equal": "{value} is not {ge} or more",
    "less_than": "{value} is not below {lt}",
    "less_than_equal": "{value} is not {le} or less",
    "multiple_of": "{value} is not a multiple of {multiple_of}",
    "finite_number": "{value} is not a finite number",
    "string_too_short": "{value} is shorter than {min_length} characters",
    "string_too_long": "{value} is longer than {max_length} characters",
    "string_pattern_mismatch": "{value} does not have the form {pattern}",
    "too_short": "has {actual_length} entries, needs at least {min_length}",
    "too_long": "has {actual_length} entries, may have at most {max_length}",
}


@dataclass(frozen=True)
class _Fault:
    """One of pydantic's errors in the document's terms."""

    finding: Finding
    value: object
    kind: str | None
    """The kind of value expected, when the value is of another kind."""
    branches: tuple[tuple[Steps, str], ...]
    """The unions passed on the way: where, and the branch that failed."""


def check(model: type[Model], document: Document) -> Model:
    """The document as a model; every fault found is in one InputError."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        faults = [_fault(model, document.data, details) for details in error.errors(include_url=False)]
    findings = [fault.finding for fault in _collapse(faults)]
    mistyped = {(f.path[:-1], nearest(str(f.value), f.allowed)) for f in findings if f.message == UNKNOWN_KEY}
    same = {(path, f"missing key '{name}'") for path, name in mistyped}
    raise InputError(to_problem(document, f) for f in findings if (f.path, f.message) not in same)


def _fault(model: type[BaseModel], data: Any, details: ErrorDetails) -> _Fault:
    location, value = details["loc"], details["input"]
    if details["type"] in ("missing", "extra_forbidden"):
        path, kinds, branches = _trace(model, data, location[:-1])
        return _Fault(_key_finding(details, path, kinds), value, None, branches)
    path, _, branches = _trace(model, data, location)
    finding = replace(_value_finding(details, path), on_key=location[-1:] == ("[key]",))
    is_told_by_content = details["type"] in ("value_error", "literal_error", "enum")
    other = OTHER_KIND if is_told_by_content and isinstance(value, dict | list) else None
    return _Fault(finding, value, KINDS.get(details["type"], other), branches)


def _key_finding(details: ErrorDetails, path: Steps, kinds: Sequence[Any]) -> Finding:
    key = details["loc"][-1]
    if details["type"] == "missing":
        message = f"missing key '{key}'" if isinstance(key, str) else f"missing entry [{key}]"
        return Finding(path, message, on_key=True)
    names = dict.fromkeys(name for kind in kinds if _is_model(kind) for name in _fields(kind))
    return Finding((*path, key), UNKNOWN_KEY, key, tuple(names), on_key=True)


def _value_finding(details: ErrorDetails, path: Steps) -> Finding:
    value, error, context = details["input"], details["type"], details.get("ctx", {})
    if error in ("value_error", "assertion_error"):
        message = details["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
        return Finding(path, message + _printed_quotes(value))
    if error in ("literal_error", "enum"):
        return _unknown(path, value, _quoted(context["expected"]), on_key=details["loc"][-1:] == ("[key]",))
    if error == "union_tag_invalid":
        where = (*path, context["discriminator"].strip("'"))
        return _unknown(where, context["tag"], _quoted(context["expected_tags"]))
    if error == "union_tag_not_found":
        return Finding(path, f"missing key {context['discriminator']}", on_key=True)
    if error in RULES:
        return Finding(path, RULES[error].format(value=shown(value), **context))
    if error in KINDS:
        return Finding(path, f"expected {KINDS[error]}, found {shown(value)}{_in_right_form(KINDS[error], value)}")
    return Finding(path, f"{shown(value)}: {details['msg'][:1].lower()}{details['msg'][1:]}")


def _printed_quotes(value: object) -> str:
    if not isinstance(value, str) or value[:1] not in tuple(PRINTED_QUOTES):
        return ""
    return f'; {value[0]} is no quote of YAML, write "'


def _in_right_form(kind: str, value: object) -> str:
    """How to write what was given so that it is of the kind that is expected; nothing where that is not clear."""
    if kind == "text" and isinstance(value, int | float):
        return f'; write "{value}"'
    if kind == "a list" and isinstance(value, str) and "," in value:
        return f"; write [{value}]"
    if kind == "a mapping" and isinstance(value, str) and UNSPACED.fullmatch(value):
        return "; write a space after the colon"
    return ""


def _unknown(path: Steps, value: object, allowed: tuple[str, ...], on_key: bool = False) -> Finding:
    if on_key:
        return Finding(path, UNKNOWN_KEY, value, allowed)
    named = next((step for step in reversed(path) if isinstance(step, str)), "value")
    if isinstance(value, str):
        return Finding(path, f"unknown {named}", value, allowed)
    return Finding(path, f"{shown(value)} is not a known {named}", None, allowed)


def _quoted(names: str) -> tuple[str, ...]:
    return tuple(re.findall(r"'([^']*)'", names)) or tuple(re.split(r", | or ", names))


def _collapse(faults: Sequence[_Fault], level: int = 0) -> list[_Fault]:
    """For each union only the faults of the branch that its author most likely meant."""
    kept = [fault for fault in faults if len(fault.branches) <= level]
    unions: dict[Steps, dict[str, list[_Fault]]] = {}
    for fault in faults:
        if len(fault.branches) > level:
            where, branch = fault.branches[level]
            unions.setdefault(where, {}).setdefault(branch, []).append(fault)
    for where, branches in unions.items():
        kept += _likeliest(where, [_collapse(branch, level + 1) for branch in branches.values()])
    return kept


def _likeliest(where: Steps, branches: list[list[_Fault]]) -> list[_Fault]:
    if len(branches) == 1:
        return branches[0]
    misfits = [branch[0] for branch in branches if branch[0].kind and branch[0].finding.path == where]
    kinds = tuple(dict.fromkeys(misfit.kind for misfit in misfits if misfit.kind))
    fitting = [branch for branch in branches if not any(branch[0] is misfit for misfit in misfits)]
    if not fitting and OTHER_KIND in kinds:
        return [replace(misfits[0], finding=_merged([misfit.finding for misfit in misfits], ()))]
    if not fitting:
        message = f"expected {' or '.join(kinds)}, found {shown(misfits[0].value)}"
        return [replace(misfits[0], finding=Finding(where, message))]
    fewest = min(fitting, key=len)
    if fewest[0].finding.path != where or fewest[0].finding.on_key:
        return fewest
    return [replace(fewest[0], finding=_merged([branch[0].finding for branch in fitting], kinds))]


def _merged(findings: Sequence[Finding], kinds: tuple[str, ...]) -> Finding:
    """One finding for a value that no branch of a union accepts."""
    listed = [finding for finding in findings if finding.allowed]
    told = [finding for finding in findings if not finding.allowed]
    allowed = tuple(dict.fromkeys(name for finding in listed for name in finding.allowed))
    if not told or any(nearest(str(finding.value), allowed) for finding in listed if finding.value):
        return replace(listed[0], allowed=allowed + kinds)
    message = "; or: ".join(dict.fromkeys(finding.message for finding in told))
    return replace(told[0], message=message + (f"; or write {' or '.join(allowed)}" if allowed else ""))


def _trace(model: type[BaseModel], data: Any, location: Sequence[str | int]) -> tuple[Steps, Any, Any]:
    """Of pydantic's location: the path in the data, what the model holds there, the unions on the way."""
    path: Steps = ()
    branches: tuple[tuple[Steps, str], ...] = ()
    kinds = _choices(model)
    for step in location:
        held = step in data if isinstance(data, dict) else isinstance(data, list) and isinstance(step, int)
        if held:
            data, kinds, path = data[step], _below(kinds, step), (*path, step)
        elif step != "[key]":
            kinds, branches = _narrowed(kinds, str(step)), (*branches, (path, str(step)))
    return path, kinds, branches


def _choices(annotation: Any) -> tuple[Any, ...]:
    """The types that an annotation allows, unions and wrappers unfolded."""
    if get_origin(annotation) is Annotated:
        return _choices(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(choice for part in get_args(annotation) for choice in _choices(part))
    if _is_model(annotation) and issubclass(annotation, RootModel):
        return _choices(annotation.model_fields["root"].annotation)
    return (annotation,)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _fields(model: type[BaseModel]) -> dict[str, Any]:
    """Annotations by the names that a document uses."""
    return {entry.alias or name: entry.annotation for name, entry in model.model_fields.items()}


def _below(kinds: Sequence[Any], step: str | int) -> tuple[Any, ...]:
    found: list[Any] = []
    for kind in kinds:
        if _is_model(kind):
            found += [_fields(kind)[step]] if step in _fields(kind) else []
        elif isinstance(step, str):
            found += get_args(kind)[1:2]
        else:
            found += get_args(kind)
    return tuple(choice for annotation in found for choice in _choices(annotation))


def default_at(model: type[BaseModel], data: Any, path: Steps) -> object:
    """What the model takes where the data does not have the path's last key; None where it must have it."""
    _, kinds, _ = _trace(model, data, path[:-1])
    fields = [kind.model_fields.get(str(path[-1])) for kind in kinds if _is_model(kind)]
    return next((entry.default for entry in fields if entry is not None and not entry.is_required()), None)


def _narrowed(kinds: Sequence[Any], label: str) -> tuple[Any, ...]:
    """The members of a union that pydantic's label names: a class, or the tag in one of its fields."""
    named = [kind for kind in kinds if _is_model(kind) and (kind.__name__ == label or _has_tag(kind, label))]
    return tuple(named or kinds)


def _has_tag(model: type[BaseModel], tag: str) -> bool:
    return any(tag in map(str, get_args(kind)) for kind in _fields(model).values() if get_origin(kind) is Literal)
