"""Checking files without running them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ccsim.errors import InputError, Problem, did_you_mean, name_list, nearest
from ccsim.scenario.checks import notes_together
from ccsim.scenario.files import FOLDERS, find, kind_here, kind_of, scenarios_root, shown_from_here
from ccsim.scenario.load import (
    LoadedWorld,
    for_structure,
    load_structure,
    load_study,
    load_world,
    split_assignments,
)


@dataclass(frozen=True)
class Report:
    """What was checked, and what is wrong."""

    sound: tuple[tuple[str, str, str], ...]
    """File, kind and a few words on what it holds."""
    problems: tuple[Problem, ...]

    def lines(self) -> list[str]:
        """One line a sound file."""
        return [f"{file}: {kind} ok ({words})" for file, kind, words in self.sound]

    def document(self) -> dict[str, Any]:
        """For programs."""
        return {
            "schema_version": 1,
            "ok": not self.problems,
            "files": [{"file": file, "kind": kind, "about": words} for file, kind, words in self.sound],
            "problems": [
                {"file": p.file, "line": p.line, "column": p.column, "path": p.path, "message": p.message}
                for p in self.problems
            ],
        }


def validate_paths(paths: Sequence[Path], world: str | None, assignments: Sequence[str]) -> Report:
    """Check every file; structures against the world too, where one is given."""
    sound: list[tuple[str, str, str]] = []
    problems: list[Problem] = []
    loaded_world: LoadedWorld | None = None
    mine = split_assignments(assignments)
    if world is not None:
        try:
            loaded_world = load_world(find("world", world, scenarios_root(Path.cwd())), mine["world"])
        except InputError as error:
            problems.extend(error.problems)
    for path in _files(paths, problems):
        try:
            kind = kind_of(path)
            sound.append((str(path), kind, _check(path, kind, world, loaded_world, assignments)))
        except InputError as error:
            problems.extend(error.problems)
    return Report(tuple(sound), InputError(dict.fromkeys(problems)).problems)


def _files(paths: Sequence[Path], problems: list[Problem]) -> list[Path]:
    """Files as given, or all of a folder's that are ours; a bare name is looked up in every folder of its kind."""
    root = scenarios_root(Path.cwd())
    files: list[Path] = []
    for path in paths:
        named = [root / folder / f"{path}.yaml" for folder in FOLDERS.values()] if root else []
        if path.is_dir():
            found = sorted(file for file in path.rglob("*.yaml") if _is_seen(file.relative_to(path)))
            own = [file for file in found if _is_ours(file)]
            if not own:
                message = f"no {'world, structure or study' if found else '.yaml file'} in this folder"
                problems.append(Problem(str(path), None, None, "", message))
            files.extend(own)
        elif not path.exists() and len(path.parts) == 1 and any(file.is_file() for file in named):
            files.extend(shown_from_here(file) for file in named if file.is_file())
        elif root and not path.exists() and path.name == path.stem == str(path):
            names = [file.stem for folder in FOLDERS.values() for file in sorted((root / folder).glob("*.yaml"))]
            message = f"no such file, world, structure or study{did_you_mean(str(path), names)}"
            problems.append(Problem(str(path), None, None, "", f"{message} (there are: {name_list(names)})"))
        else:
            files.append(path)
    return files


SAYS_KIND = re.compile(r"^kind\s*:\s*[\"']?(\w+)", re.MULTILINE)


def _is_seen(below: Path) -> bool:
    """Whether neither the file nor a folder on the way to it is hidden."""
    return not any(part.startswith(".") for part in below.parts)


def _is_ours(file: Path) -> bool:
    """Whether a file lies where those of a kind do, or says a kind, or nearly one: other programs' are not checked."""
    if kind_here(file.resolve().parent) is not None:
        return True
    said = SAYS_KIND.search(file.read_bytes().decode("utf-8", "replace"))
    return said is not None and nearest(said[1], FOLDERS) is not None


def _check(
    path: Path, kind: str, world: str | None, loaded_world: LoadedWorld | None, assignments: Sequence[str]
) -> str:
    mine = split_assignments(assignments)
    if kind == "world":
        loaded = load_world(path, mine["world"])
        assumed = sum(1 for row in loaded.inputs if row.grade == "assumed")
        return f"{len(loaded.world.reasons)} reasons, {assumed} of {len(loaded.inputs)} inputs assumed"
    if kind == "structure":
        own_world = loaded_world.world if loaded_world else None
        structure = load_structure(path, for_structure(mine, path), own_world)
        words = f"{len(structure.structure.teams)} teams"
        if loaded_world is None:
            return words
        notes = "; ".join(notes_together(structure.structure, loaded_world.world))
        return f"{words}, runs in {loaded_world.name}{f'; {notes}' if notes else ''}"
    study = load_study(path, assignments, world)
    return f"{len(study.structures)} structures in {study.world.name}"
