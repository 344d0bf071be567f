"""`extends`: a structure that says only in what it differs from another.

Mappings are merged key by key, all the way down; lists and single values are replaced; null takes an inherited key
away. `kind` and `title` are not inherited. Every part keeps the file and the place where it stands.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ccsim.errors import Problem, nearest
from ccsim.scenario.document import (
    UNKNOWN_KEY,
    Document,
    Finding,
    Steps,
    at,
    dotted,
    paths_of,
    refuse,
    to_problem,
)
from ccsim.scenario.files import FOLDERS, find_for, read_kind, shown_from_here
from ccsim.scenario.structure import Structure

EXTENDS = "extends"
NOT_INHERITED = frozenset({"kind", "title", EXTENDS})
KEYS = Structure.model_fields
MISSING = "missing key"


@dataclass(frozen=True)
class Extended:
    """A structure's document with what it inherits."""

    document: Document
    own: Document
    """What stands in the file itself."""
    base: Document | None = None
    """What is inherited; None where the structure extends none."""
    faults: tuple[Problem, ...] = ()
    """Keys that are taken away and were never there."""


def extend(own: Document, root: Path | None) -> Extended:
    """The document merged with all that it extends, by way of as many files as there are."""
    mistyped = [key for key in own.data if key not in KEYS and nearest(key, KEYS) == EXTENDS]
    refuse(own, [Finding((key,), UNKNOWN_KEY, key, tuple(KEYS), on_key=True) for key in mistyped])
    if EXTENDS not in own.data:
        return Extended(own, own)
    chain = _chain(own, root)
    base, faults = chain[-1], []
    for document in reversed(chain[:-1]):
        inherited = base
        findings = _vain(document.data, _heritage(inherited))
        faults += [to_problem(document, finding) for finding in findings]
        base = _merged(document, inherited)
    return Extended(base, own, inherited, tuple(faults))


# --- the files that are extended -------------------------------------------------------------------------


def _chain(own: Document, root: Path | None) -> list[Document]:
    """The document, what it extends, what that extends in turn, and so on."""
    chain = [own]
    while EXTENDS in chain[-1].data:
        found = _base_file(chain[-1], root)
        seen = [document.file.resolve() for document in chain]
        if found.resolve() in seen:
            ring = [*chain[seen.index(found.resolve()) :], chain[seen.index(found.resolve())]]
            names = " → ".join(document.file.stem for document in ring)
            refuse(chain[-1], [Finding((EXTENDS,), f"goes in a circle: {names}")])
        chain.append(read_kind(found, "structure"))
    return chain


def _base_file(document: Document, root: Path | None) -> Path:
    """The file that a document extends, which lies in the same scenarios folder."""
    name = document.data[EXTENDS]
    if not isinstance(name, str) or not name.strip():
        refuse(document, [Finding((EXTENDS,), "write the name of one structure, for example contact-center-owns-all")])
    folders = [folder.resolve() for folder in (root, document.file.parent) if folder]
    write = f"name a structure of {shown_from_here(folders[0] / FOLDERS['structure'])}"
    if Path(name).is_absolute():
        refuse(document, [Finding((EXTENDS,), f"'{name}' is an absolute path; {write}")])
    if ".." in Path(name).parts:
        refuse(document, [Finding((EXTENDS,), f"'{name}' leads out of its folder by '..'; {write}")])
    found = find_for(document, (EXTENDS,), "structure", name, root)
    if not any(found.resolve().is_relative_to(folder) for folder in folders):
        refuse(document, [Finding((EXTENDS,), f"'{name}' is a link that leads out of the scenarios folder; {write}")])
    return found


# --- merging ---------------------------------------------------------------------------------------------


def _heritage(base: Document) -> dict[str, Any]:
    return {key: value for key, value in base.data.items() if key not in NOT_INHERITED}


def _merged(own: Document, base: Document) -> Document:
    """One document; a part's place is the own file's where it says something there, else where it is inherited from."""
    said = {key: value for key, value in own.data.items() if key != EXTENDS and not _is_emptied(key, value)}
    data = _mapping(said, _heritage(base))
    inherited = [steps for steps in paths_of(data) if steps not in own.positions]
    return replace(
        own,
        data=data,
        positions=own.positions | {steps: base.positions[steps] for steps in inherited},
        keys=own.keys | {steps: base.keys[steps] for steps in inherited if steps in base.keys},
        files={steps: base.files.get(steps, base.file) for steps in inherited},
    )


def _mapping(own: Mapping[str, Any], inherited: Mapping[str, Any]) -> dict[str, Any]:
    """What is inherited comes first, in its order, so that a change does not move its neighbours."""
    merged: dict[str, Any] = {}
    for key, value in inherited.items():
        if key not in own:
            merged[key] = value
        elif own[key] is not None:
            both = isinstance(value, dict) and isinstance(own[key], dict)
            merged[key] = _mapping(own[key], value) if both else own[key]
    return merged | {key: value for key, value in own.items() if key not in inherited and value is not None}


def _is_emptied(key: str, value: object) -> bool:
    """Whether a key that every structure needs is left without a value."""
    return value is None and key in KEYS and KEYS[key].is_required()


def _vain(own: Mapping[str, Any], inherited: Mapping[str, Any], steps: Steps = ()) -> Iterator[Finding]:
    """Keys that are taken away, but were not there or must be there."""
    for key, value in own.items():
        here = (*steps, key)
        if not steps and _is_emptied(key, value):
            yield Finding(here, "is left empty, and a structure needs it; say what differs in it, or leave the key out")
        elif value is None and key not in inherited:
            message = "there is nothing to take away: what this file extends has no"
            yield Finding(here, message, key, tuple(inherited), on_key=True)
        elif isinstance(value, dict) and isinstance(inherited.get(key), dict):
            yield from _vain(value, inherited[key], here)


# --- telling ---------------------------------------------------------------------------------------------


def tell(
    extended: Extended, problems: Sequence[Problem], of_base: Callable[[Path], Sequence[Problem]]
) -> list[Problem]:
    """Problems of a merged document, saying where inheriting has part in them.

    `of_base` gives the problems that a base has by itself: those are told as they are.
    """
    if extended.base is None:
        return list(problems)
    own = str(extended.own.file)
    inherited = [problem for problem in problems if problem.file != own and not problem.file.startswith("--set ")]
    alone = {_spot(problem): problem for problem in (of_base(extended.base.file) if inherited else ())}
    told = []
    for problem in problems:
        if problem in inherited:
            here = replace(problem, message=f"{problem.message}; inherited by {own}")
            told.append(alone.get(_spot(problem), here))
        else:
            hint = _hint(problem, extended.own.data, _heritage(extended.base))
            told.append(replace(problem, message=problem.message + hint))
    return told


def _spot(problem: Problem) -> tuple[str, int | None, int | None, str]:
    return problem.file, problem.line, problem.column, problem.path


def _hint(problem: Problem, own: dict[str, Any], heritage: dict[str, Any]) -> str:
    """A title, a new name that may be meant to be an inherited one, or values that meet inherited ones."""
    if problem.message == "missing key 'title'" and not problem.path:
        return "; a title is not inherited"
    steps = next((steps for steps in paths_of(own) if steps and dotted(steps) == problem.path), ())
    said, inherited, beside = at(own, steps), at(heritage, steps), at(heritage, steps[:-1])
    if inherited is None and isinstance(beside, dict) and problem.message.startswith("missing key"):
        name = nearest(str(steps[-1]), beside) if steps else None
        return f"; did you mean '{name}', which is inherited?" if name else ""
    if not steps or not isinstance(said, dict) or not isinstance(inherited, dict):
        return ""
    left = [key for key, value in inherited.items() if key not in said and not isinstance(value, dict)]
    return f"; inherited beside it: {', '.join(left)} (null takes a key away)" if left else ""


def refuse_late(document: Document) -> None:
    """`extends` is read before anything is overridden, so an override of it would do nothing."""
    if EXTENDS in document.data:
        refuse(document, [Finding((EXTENDS,), "is read from the file alone; override what differs instead")])
