"""A starter for a new client: a folder of commented scenarios that runs as it stands."""

import contextlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from ccsim.errors import CcsimError, InputError, Problem
from ccsim.scenario.schema import MODELS, schema_of

STUDY = "who-owns-digital"
SCHEMAS = PurePosixPath("scenarios/schemas")


def start(folder: Path) -> list[Path]:
    """Writes the starter into a folder that is new, or holds none of its files; gives back what was written.

    All files appear, or none.
    """
    texts = starter_texts()
    with _told_plainly(folder):
        if problems := list(_in_the_way(folder, texts)):
            raise InputError(problems)
        return _write(folder, texts)


def starter_texts() -> dict[PurePosixPath, str]:
    """The starter's files: those that lie beside this one, and the schemas that their first lines name."""
    files = dict(_files(resources.files("ccsim.starter") / "files", PurePosixPath()))
    schemas = {
        SCHEMAS / f"{kind}.schema.json": json.dumps(schema_of(kind), indent=1, ensure_ascii=False) + "\n"
        for kind in MODELS
    }
    return files | schemas


def _files(folder: Traversable, path: PurePosixPath) -> Iterator[tuple[PurePosixPath, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _files(entry, path / entry.name)
        else:
            yield path / entry.name, entry.read_text(encoding="utf-8")


# --- what is there already -------------------------------------------------------------------------------


def _in_the_way(folder: Path, names: Iterable[PurePosixPath]) -> Iterator[Problem]:
    """Whatever would be overwritten, or stands where a folder must be."""
    for above in (folder, *folder.parents):
        if os.path.lexists(above) and not above.is_dir():
            yield Problem(str(above), None, None, "", "is no folder; name one that is empty or yet to be made")
            return
    if (folder / "structures").is_dir():
        message = "is there already, so names would be looked up beside it and not in the starter; name another folder"
        yield Problem(str(folder / "structures"), None, None, "", message)
    for path in {folder / part: None for name in names for part in list(name.parents)[:-1]}:
        if os.path.lexists(path) and not path.is_dir():
            yield Problem(str(path), None, None, "", "is there already, and is no folder")
    for path in (folder / name for name in names):
        if os.path.lexists(path):
            yield Problem(str(path), None, None, "", "is there already; nothing is overwritten")


# --- writing ---------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _told_plainly(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CcsimError(f"{folder}: nothing was written: {reason}") from None


def _write(folder: Path, texts: dict[PurePosixPath, str]) -> list[Path]:
    """Everything into a temporary folder inside the wanted one first; from there it is moved."""
    folders: list[Path] = []
    files: list[Path] = []
    try:
        _make(folder, folders)
        with tempfile.TemporaryDirectory(prefix=".ccsim-init-", dir=folder) as scratch:
            for number, text in enumerate(texts.values()):
                (Path(scratch) / str(number)).write_text(text, encoding="utf-8", newline="\n")
            for number, name in enumerate(texts):
                _make((folder / name).parent, folders)
                (Path(scratch) / str(number)).rename(folder / name)
                files.append(folder / name)
    except BaseException:
        _undo(files, folders)
        raise
    return files


def _make(folder: Path, made: list[Path]) -> None:
    """Makes a folder and those above it that are not there, and notes each."""
    for above in reversed((folder, *folder.parents)):
        if not above.is_dir():
            above.mkdir()
            made.append(above)


def _undo(files: list[Path], folders: list[Path]) -> None:
    for file in files:
        file.unlink(missing_ok=True)
    for folder in reversed(folders):
        with contextlib.suppress(OSError):  # somebody else has put something there meanwhile
            folder.rmdir()
