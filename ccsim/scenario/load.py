"""YAML to scenarios: files are found, read, overridden, checked; every problem is reported at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ccsim.errors import InputError, Problem, did_you_mean
from ccsim.scenario.checks import check_structure, check_study, check_together, check_world, notes_together
from ccsim.scenario.document import Document, check, override, read_document, refuse
from ccsim.scenario.mechanisms import MECHANISMS
from ccsim.scenario.practice import Practice
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.sources import Evidence, Input, read_evidence, split_sources
from ccsim.scenario.structure import Structure
from ccsim.scenario.study import PracticeName, Study
from ccsim.scenario.world import World

FOLDERS = {"world": "worlds", "structure": "structures", "study": "studies"}


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

    def scenario(self, structure: LoadedStructure, practice: PracticeName, neutralised: frozenset[str]) -> Scenario:
        """One of the study's structures in its world."""
        return make_scenario(self.world, structure, practice, neutralised)


# --- finding files ---------------------------------------------------------------------------------------


def scenarios_root(start: Path) -> Path | None:
    """The nearest folder, from `start` upwards, that holds structures/ (or that has a scenarios/ which does)."""
    for folder in (start, *start.parents):
        for candidate in (folder, folder / "scenarios"):
            if (candidate / "structures").is_dir():
                return candidate
    return None


def find(kind: str, name: str, root: Path | None) -> Path:
    """The file of a bare name (looked up under the scenarios root) or of a path."""
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or len(path.parts) > 1:
        return path
    if root is None:
        message = f"no scenarios folder here or above, in which to look up the {kind} '{name}'; give a path to its file"
        raise InputError([Problem(name, None, None, "", message)])
    found = root / FOLDERS[kind] / f"{name}.yaml"
    if not found.is_file():
        names = sorted(p.stem for p in (root / FOLDERS[kind]).glob("*.yaml"))
        hint = did_you_mean(name, names)
        message = f"no {kind} '{name}' in {root / FOLDERS[kind]}{hint} (there are: {', '.join(names) or 'none'})"
        raise InputError([Problem(name, None, None, "", message)])
    return found


def kind_of(path: Path) -> str:
    """What a file says it is."""
    document = read_document(path)
    kind = document.data.get("kind")
    if kind not in FOLDERS:
        allowed = ", ".join(FOLDERS)
        shown = "is missing" if kind is None else f"is {kind!r}{did_you_mean(str(kind), FOLDERS)}"
        line, column = document.positions.get(("kind",), (1, 1))
        raise InputError([Problem(str(path), line, column, "kind", f"the kind {shown} (allowed: {allowed})")])
    return str(kind)


# --- loading ---------------------------------------------------------------------------------------------


def load_world(path: Path, assignments: Sequence[str] = ()) -> LoadedWorld:
    """A world, its sources split off, checked alone."""
    document = _overridden(read_document(path), assignments)
    plain, inputs = split_sources(document, _evidence(path))
    world = check(World, plain)
    refuse(plain, check_world(world))
    return LoadedWorld(path.stem, world, inputs)


def load_structure(path: Path, assignments: Sequence[str] = ()) -> LoadedStructure:
    """A structure, checked alone."""
    document = _overridden(read_document(path), assignments)
    structure = check(Structure, document)
    refuse(document, check_structure(structure))
    return LoadedStructure(path.stem, structure, document)


def load_study(path: Path, assignments: Sequence[str] = (), world: str | None = None) -> LoadedStudy:
    """A study with its world and structures; `assignments` are overrides (see `split_assignments`)."""
    mine = split_assignments(assignments)
    document = _overridden(read_document(path), mine["study"])
    study = check(Study, document)
    refuse(document, check_study(study))
    root = scenarios_root(path.resolve().parent)
    return assemble(path.stem, study, root, mine, world)


def adhoc_study(
    structures: Sequence[str], world: str, settings: Mapping[str, Any], assignments: Sequence[str]
) -> LoadedStudy:
    """A study without a file: structures and a world by name or path, with the given settings."""
    mine = split_assignments(assignments)
    names = [Path(name).stem for name in structures]
    name = names[0] if len(names) == 1 else "compare"
    title = names[0] if len(names) == 1 else " against ".join(names)
    data = {"title": title, "world": world, "structures": list(structures), **settings}
    document = _overridden(Document(Path("command line"), data), mine["study"])
    study = check(Study, document)
    refuse(document, check_study(study))
    return assemble(name, study, scenarios_root(Path.cwd()), mine)


def assemble(
    name: str, study: Study, root: Path | None, mine: dict[str, list[str]], world: str | None = None
) -> LoadedStudy:
    """The world and structures that a study names, each and together without a problem."""
    problems: list[Problem] = []
    loaded_world: LoadedWorld | None = None
    try:
        loaded_world = load_world(_shown(find("world", world or study.world, root)), mine["world"])
    except InputError as error:
        problems.extend(error.problems)
    structures = []
    for structure_name in study.structures:
        try:
            structure = load_structure(
                _shown(find("structure", structure_name, root)),
                mine["structures"] + mine.get(structure_name, []),
            )
            structures.append(structure)
            if loaded_world is not None:
                refuse(structure.document, check_together(structure.structure, loaded_world.world))
        except InputError as error:
            problems.extend(error.problems)
    if problems or loaded_world is None:
        raise InputError(problems)
    notes = [f"{s.name}: {note}" for s in structures for note in notes_together(s.structure, loaded_world.world)]
    return LoadedStudy(name, _by_name(study, loaded_world, structures), loaded_world, tuple(structures), tuple(notes))


def _by_name(study: Study, world: LoadedWorld, structures: Sequence[LoadedStructure]) -> Study:
    """The study with names in place of the paths that it was given, and with the world that it really has."""
    names = {given: loaded.name for given, loaded in zip(study.structures, structures, strict=True)}
    baseline = None if study.baseline is None else names[study.baseline]
    return study.model_copy(update={"world": world.name, "structures": tuple(names.values()), "baseline": baseline})


def make_scenario(
    world: LoadedWorld, structure: LoadedStructure, practice: PracticeName, neutralised: Iterable[str] = ()
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
    )


def check_mechanisms(names: Iterable[str]) -> frozenset[str]:
    """Names of mechanisms, each known."""
    problems = [
        Problem("--neutralise", None, None, name, f"unknown mechanism{did_you_mean(name, MECHANISMS)} "
                f"(allowed: {', '.join(MECHANISMS)})")
        for name in names
        if name not in MECHANISMS
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
    return frozenset(names)


def split_assignments(assignments: Iterable[str]) -> dict[str, list[str]]:
    """Overrides by the document that they address.

    `study.…` the study, `structures.…` every structure, `structures/NAME.…` that one, `world.…` or anything else
    the world.
    """
    mine: dict[str, list[str]] = {"study": [], "structures": [], "world": []}
    for assignment in assignments:
        head, dot, rest = assignment.partition(".")
        if dot and head in mine:
            mine[head].append(rest)
        elif dot and head.startswith("structures/"):
            mine.setdefault(head.removeprefix("structures/"), []).append(rest)
        else:
            mine["world"].append(assignment)
    return mine


def _practice(world: World, structure: Structure, name: PracticeName) -> Practice:
    return world.well_run if name == "well_run" else structure.practice


def _overridden(document: Document, assignments: Sequence[str]) -> Document:
    for assignment in assignments:
        document = override(document, assignment)
    return document


def _evidence(path: Path) -> Evidence:
    root = scenarios_root(path.resolve().parent)
    file = (root or path.parent) / "evidence.csv"
    return read_evidence(_shown(file)) if file.is_file() else Evidence(file)


def _shown(path: Path) -> Path:
    """A path as people would write it from where they stand."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path
