"""YAML to scenarios: files are read, overridden, checked; every problem is reported at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from ccsim.errors import InputError, Problem, did_you_mean, name_list
from ccsim.scenario.checks import (
    check_equal_people,
    check_primary,
    check_structure,
    check_study,
    check_together,
    check_volume,
    check_world,
    notes_together,
)
from ccsim.scenario.document import Document, Finding, check, refuse, to_problem
from ccsim.scenario.extends import extend, refuse_late, tell
from ccsim.scenario.files import find, find_for, read_kind, scenarios_root, shown_from_here
from ccsim.scenario.mechanisms import MECHANISMS, meant
from ccsim.scenario.options import of_its_measure, with_options
from ccsim.scenario.overriding import override
from ccsim.scenario.practice import Practice
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.sources import Evidence, Input, read_evidence, separate_sources
from ccsim.scenario.structure import Structure
from ccsim.scenario.study import PracticeName, Study
from ccsim.scenario.world import World

DEFAULT_STUDY: Mapping[str, Any] = {"kind": "study", "warmup": "7 days", "window": "14 days"}
"""The settings of a study that has no file."""


@dataclass(frozen=True)
class LoadedWorld:
    """A world with the sources of its numbers."""

    name: str
    world: World
    inputs: tuple[Input, ...]


@dataclass(frozen=True)
class LoadedStructure:
    """A structure and the document that problems are cited from."""

    name: str
    structure: Structure
    document: Document


@dataclass(frozen=True)
class LoadedStudy:
    """A study with its world and structures, checked together."""

    name: str
    study: Study
    world: LoadedWorld
    structures: tuple[LoadedStructure, ...]
    notes: tuple[str, ...]
    """What was skipped, by structure."""
    overrides: tuple[str, ...] = field(default=(), compare=False)
    """What was set, as it was given: `path=value`."""

    def scenario(self, structure: LoadedStructure, practice: PracticeName, neutralised: frozenset[str]) -> Scenario:
        """One of the study's structures in its world."""
        return make_scenario(self.world, structure, practice, neutralised, self.study.slow_state, self.overrides)


# --- loading ---------------------------------------------------------------------------------------------


def load_world(path: Path, assignments: Sequence[str] = ()) -> LoadedWorld:
    """A world, its sources split off, checked alone."""
    document = _overridden(read_kind(path, "world"), assignments, World, "world.")
    plain, inputs, unsourced = separate_sources(document, _evidence(path))
    faults: tuple[Problem, ...] = ()
    try:
        world = check(World, plain)
        refuse(plain, check_world(world))
    except InputError as error:
        faults = error.problems
    wrong = {fault.path for fault in faults}
    about_range = [p for p in unsourced if p.path.removesuffix(".low").removesuffix(".high") not in wrong]
    if faults or about_range:
        raise InputError([*faults, *about_range])
    return LoadedWorld(path.stem, world, inputs)


def load_structure(path: Path, assignments: Sequence[str] = (), world: World | None = None) -> LoadedStructure:
    """A structure, checked alone and, where one is given, together with a world."""
    root = scenarios_root(path.resolve().parent) or scenarios_root(Path.cwd())
    extended = extend(read_kind(path, "structure"), root)
    document = _overridden(extended.document, assignments, Structure, f"structures/{path.stem}.", "structures.")
    refuse_late(document)
    faults = extended.faults
    try:
        structure = check(Structure, document)
        refuse(document, [*check_structure(structure), *(check_together(structure, world) if world else ())])
    except InputError as error:
        faults += tuple(tell(extended, error.problems, partial(_problems_of_structure, world=world)))
    if faults:
        raise InputError(faults)
    return LoadedStructure(path.stem, structure, document)


def _problems_of_structure(path: Path, world: World | None) -> Sequence[Problem]:
    try:
        load_structure(path, (), world)
    except InputError as error:
        return error.problems
    return ()


def load_study(
    path: Path, assignments: Sequence[str] = (), world: str | None = None, options: Mapping[str, Any] | None = None
) -> LoadedStudy:
    """A study with its world and structures; `assignments` are overrides (see `split_assignments`).

    `options` are keys of the study that the command line sets by an option of the same name; None leaves one alone.
    """
    mine, own = split_assignments(assignments), read_kind(path, "study")
    document = _overridden(own, mine["study"], Study, "study.")
    document = with_options(document, {**(options or {}), "world": world})
    root = scenarios_root(path.resolve().parent) or scenarios_root(Path.cwd())
    return _retitled(assemble(path.stem, of_its_measure(own, document), root, mine), own)


def _retitled(study: LoadedStudy, own: Document) -> LoadedStudy:
    """The study with a title of its own where its world was overridden, so that it names no other client."""
    if study.study.title != own.data.get("title") or study.world.name == Path(str(own.data.get("world"))).stem:
        return study
    title = f"{_title([s.name for s in study.structures])} in {study.world.world.title}"
    return replace(study, study=study.study.model_copy(update={"title": title}))


def _title(names: Sequence[str]) -> str:
    """What is compared, where nobody has put the question in words."""
    return " against ".join(names) if len(names) <= MOST_NAMED else f"{len(names)} structures"


MOST_NAMED = 3


def adhoc_study(
    structures: Sequence[str],
    world: str,
    settings: Mapping[str, Any],
    assignments: Sequence[str],
    options: Mapping[str, Any] | None = None,
) -> LoadedStudy:
    """A study without a file: structures and a world by name or path, with the given settings and options."""
    mine = split_assignments(assignments)
    names = [Path(name).stem for name in structures]
    name = names[0] if len(names) == 1 else "compare"
    document = Document(Path("command line"), {"title": _title(names), "structures": list(structures), **settings})
    document = _overridden(document, mine["study"], Study, "study.")
    document = with_options(document, {**(options or {}), "world": world})
    return assemble(name, document, scenarios_root(Path.cwd()), mine)


def assemble(name: str, document: Document, root: Path | None, mine: dict[str, list[str]]) -> LoadedStudy:
    """The world and structures that a study names, each and together without a problem."""
    study = check(Study, document).with_margin()
    problems = [to_problem(document, finding) for finding in check_study(study)]
    loaded_world: LoadedWorld | None = None
    try:
        loaded_world = load_world(find_for(document, ("world",), "world", study.world, root), mine["world"])
    except InputError as error:
        problems.extend(error.problems)
    structures = []
    for i, structure_name in enumerate(study.structures):
        try:
            path = find_for(document, ("structures", i), "structure", structure_name, root)
            own_world = loaded_world.world if loaded_world else None
            structures.append(load_structure(path, for_structure(mine, path), own_world))
        except InputError as error:
            problems.extend(error.problems)
    problems.extend(_unplaced(study, mine))
    problems.extend(to_problem(document, finding) for finding in _same_names(study))
    if loaded_world is not None and len(structures) == len(study.structures):
        known = {s.name: s.structure for s in structures}
        given = {g: s.structure for g, s in zip(study.structures, structures, strict=True)}
        findings = (
            *check_primary(study, known, loaded_world.world),
            *check_volume(study, loaded_world.world),
            *check_equal_people(study, given, loaded_world.world),
        )
        problems.extend(to_problem(document, finding) for finding in findings)
    if problems or loaded_world is None:
        raise InputError(dict.fromkeys(problems))
    notes = [f"{s.name}: {note}" for s in structures for note in notes_together(s.structure, loaded_world.world)]
    named = _by_name(study, loaded_world, structures)
    return LoadedStudy(name, named, loaded_world, tuple(structures), tuple(notes), overrides_told(mine))


def _unplaced(study: Study, mine: Mapping[str, list[str]]) -> list[Problem]:
    """Overrides of structures that the study does not have."""
    names = [Path(given).stem for given in study.structures]
    problems: list[Problem] = []
    for heading, assignments in mine.items():
        name = heading.removeprefix("structures/")
        if name != heading and name not in names:
            message = f"the study has no structure '{name}'{did_you_mean(name, names)} (allowed: {name_list(names)})"
            problems.extend(Problem(f"--set {assignment}", None, None, "", message) for assignment in assignments)
    return problems


def _same_names(study: Study) -> Iterator[Finding]:
    """Different structures by the same name, which is the stem of a file."""
    stems = [Path(given).stem for given in study.structures]
    for i, given in enumerate(study.structures):
        first = stems.index(stems[i])
        if first < i and given not in study.structures[:i]:
            yield Finding(("structures", i), f"'{study.structures[first]}' has the name '{stems[i]}' already")


def _by_name(study: Study, world: LoadedWorld, structures: Sequence[LoadedStructure]) -> Study:
    """The study with names in place of the paths that it was given, and with the world that it really has."""
    names = {given: loaded.name for given, loaded in zip(study.structures, structures, strict=True)}
    baseline = None if study.baseline is None else names[study.baseline]
    return study.model_copy(update={"world": world.name, "structures": tuple(names.values()), "baseline": baseline})


def make_scenario(
    world: LoadedWorld,
    structure: LoadedStructure,
    practice: PracticeName,
    neutralised: Iterable[str] = (),
    slow_state: str = "mature",
    overrides: tuple[str, ...] = (),
) -> Scenario:
    """One world under one structure."""
    return Scenario(
        world=world.world,
        structure=structure.structure,
        practice=_practice(world.world, structure.structure, practice),
        neutralised=check_mechanisms(neutralised),
        inputs=world.inputs,
        world_name=world.name,
        structure_name=structure.name,
        practice_name=practice,
        slow_state=slow_state,
        overrides=overrides,
    )


def assemble_scenario(
    structure: str, world: str, practice: PracticeName, neutralised: Iterable[str], assignments: Sequence[str]
) -> Scenario:
    """One structure in one world, by names or paths, checked together."""
    root, mine = scenarios_root(Path.cwd()), split_assignments(assignments)
    loaded = load_world(find("world", world, root), mine["world"])
    path = find("structure", structure, root)
    placed = load_structure(path, for_structure(mine, path), loaded.world)
    return make_scenario(loaded, placed, practice, neutralised, overrides=overrides_told(mine))


def check_mechanisms(names: Iterable[str]) -> frozenset[str]:
    """Names of mechanisms, each known."""
    problems = [
        Problem(f"--neutralise {name}", None, None, "", f"unknown mechanism{meant(name)} "
                f"(allowed: {', '.join(MECHANISMS)})")
        for name in names
        if name not in MECHANISMS
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
    return frozenset(names)


def split_assignments(assignments: Iterable[str]) -> dict[str, list[str]]:
    """Overrides, whole as given, by the document that they address.

    `study.…` the study, `structures.…` every structure, `structures/NAME.…` that one, `world.…` or anything else
    the world.
    """
    mine: dict[str, list[str]] = {"study": [], "structures": [], "world": []}
    for assignment in assignments:
        head, dot, _ = assignment.partition("=")[0].partition(".")
        is_headed = dot and (head in mine or head.startswith("structures/"))
        mine.setdefault(head if is_headed else "world", []).append(assignment)
    return mine


def overrides_told(mine: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Split overrides as people read them: without the head that a world's may have."""
    given = (assignment.removeprefix("world.").partition("=") for part in mine.values() for assignment in part)
    return tuple(f"{path.strip()}={value.strip()}" for path, _, value in given)


def for_structure(mine: Mapping[str, list[str]], path: Path) -> list[str]:
    """Of split overrides, those for every structure and those for this one."""
    return mine["structures"] + mine.get(f"structures/{path.stem}", [])


def _practice(world: World, structure: Structure, name: PracticeName) -> Practice:
    return world.well_run if name == "well_run" else structure.practice


def _overridden(
    document: Document, assignments: Sequence[str], model: type[World | Structure | Study], *heads: str
) -> Document:
    """The document with overrides, which may start with one of the heads; every fault is in one InputError."""
    problems: list[Problem] = []
    for assignment in assignments:
        head = next((head for head in heads if assignment.startswith(head)), "")
        try:
            document = override(document, assignment.removeprefix(head), f"--set {assignment}", model)
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return document


def _evidence(path: Path) -> Evidence:
    root = scenarios_root(path.resolve().parent)
    file = (root or path.parent) / "evidence.csv"
    return read_evidence(shown_from_here(file)) if file.is_file() else Evidence(shown_from_here(file))
