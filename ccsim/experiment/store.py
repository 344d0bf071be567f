"""The folder of a run: finished replications, results, manifest; every file appears whole or not at all."""

import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock, Timeout

from ccsim.engine.records import Records
from ccsim.errors import CcsimError

RECORDS = ("issues", "contacts", "legs", "duty")
"""The full tables of a replication, in the order in which they are written."""


@dataclass(frozen=True)
class Row:
    """One number of one replication; `count.…` measures are sizes, not measures."""

    practice: str
    structure: str
    measure: str
    value: float
    weight: float
    """What a ratio was taken over; NaN for what is none."""


ROW = [field.name for field in fields(Row)]


def run_id(name: str, resolved: dict[str, Any]) -> str:
    """The study's name and 12 hexadecimal digits of a hash over everything that decides the results."""
    text = json.dumps(resolved, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


class RunFolder:
    """One run's folder, `OUT/<study>-<12 hex>/`."""

    def __init__(self, out: Path, identity: str) -> None:
        self.path = out / identity
        self.identity = identity
        self.replications = self.path / "replications"

    def open(self) -> None:
        """Make the folder."""
        try:
            self.replications.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.replications):
                pass
        except OSError as error:
            raise CcsimError(f"cannot write results in {self.path.parent}: {error.strerror or error}") from error

    def clear(self, force: bool) -> None:
        """Remove what a killed process left half-written; with `force`, what was finished too."""
        for file in self.path.rglob(".*.part"):
            file.unlink(missing_ok=True)
        if force:
            self.forget("manifest.json", "results.json", "warmup.json")
            for file in self.replications.glob("*.parquet"):
                file.unlink(missing_ok=True)

    def forget(self, *names: str) -> None:
        """Remove documents, the ones that vouch for others first."""
        for name in names:
            (self.path / name).unlink(missing_ok=True)

    def finished(self, with_records: bool = False) -> set[int]:
        """Numbers of the replications that are there, with the full tables of all that they ran if so asked."""
        numbers = {int(file.stem) for file in self.replications.glob("*.parquet") if file.stem.isdecimal()}
        if not with_records:
            return numbers
        last_tables = self.path.glob(f"records/*/*/*-{RECORDS[-1]}.parquet")
        recorded = Counter(int(file.name.partition("-")[0]) for file in last_tables)
        ran = {number: len({(row.practice, row.structure) for row in self.rows_of(number)}) for number in numbers}
        return {number for number in numbers if recorded[number] >= ran[number]}

    @contextmanager
    def held(self, note: Callable[[str], None]) -> Iterator[None]:
        """The folder is ours meanwhile; whoever else wants the same run waits, and then finds it done."""
        lock = FileLock(self.path / ".lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            note(f"another process is at work on {self.identity}; waiting for it")
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def write_replication(self, replication: int, rows: Iterable[Row]) -> None:
        """Keep one finished replication."""
        frame = pd.DataFrame([(r.practice, r.structure, r.measure, r.value, r.weight) for r in rows], columns=ROW)
        write_frame(self.replications / f"{replication:06d}.parquet", frame)

    def rows_of(self, replication: int) -> list[Row]:
        """One replication, as it was kept."""
        return [Row(*row) for row in self._read(replication).itertuples(index=False)]

    def read_replications(self, counted: Mapping[str, int]) -> pd.DataFrame:
        """The first so many replications of each structure, in order, with a column `replication`."""
        frames = []
        for number in range(max(counted.values())):
            frame = self._read(number).assign(replication=number)
            frames.append(frame[frame.structure.isin([s for s, n in counted.items() if number < n])])
        return pd.concat(frames, ignore_index=True)

    def _read(self, number: int) -> pd.DataFrame:
        file = self.replications / f"{number:06d}.parquet"
        try:
            return pd.read_parquet(file)
        except (OSError, ValueError) as error:  # pyarrow's own errors are of these kinds
            raise CcsimError(f"{file} cannot be read; delete it, and run the same command again: {error}") from error

    def read_json(self, name: str) -> dict[str, Any] | None:
        """A document that is kept, or None."""
        file = self.path / name
        return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else None

    def write_json(self, name: str, document: dict[str, Any]) -> None:
        """Keep a document as readable JSON."""
        write_text(self.path / name, to_json(document))

    def write_frame(self, name: str, frame: pd.DataFrame) -> None:
        """Keep a table as Parquet."""
        write_frame(self.path / name, frame)


def to_json(document: dict[str, Any]) -> str:
    """The one spelling of a document, so that equal results are equal bytes."""
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def write_records(folder: Path, replication: int, tables: Records) -> None:
    """Full tables of one replication as Parquet, one file a table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in RECORDS:
        write_frame(folder / f"{replication:06d}-{name}.parquet", tables.frame(name))


def write_frame(path: Path, frame: pd.DataFrame) -> None:
    """Write a Parquet file whole or not at all."""
    write_whole(path, lambda temporary: frame.to_parquet(temporary, index=False))


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    write_whole(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def write_whole(path: Path, write: Callable[[Path], Any]) -> None:
    """Write beside the target, flush to disk, rename."""
    temporary = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        os.close(handle)
        temporary = Path(name)
        write(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise CcsimError(
            f"cannot write {path}: {reason}. What was finished is kept: make room, and run the same command again to "
            "go on"
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make a renaming last; there is no such thing on Windows."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
