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

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
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


ROW = pa.schema([(f.name, pa.float64() if f.name in ("value", "weight") else pa.string()) for f in fields(Row)])


@dataclass(frozen=True)
class Kept:
    """The rows of all replications that count, as arrays over rows."""

    keys: tuple[tuple[str, str, str], ...]
    """Practice, structure and measure, in the order in which they first come."""
    key: npt.NDArray[np.int64]
    """By row: which of the keys."""
    replication: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    weight: npt.NDArray[np.float64]


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
        columns = zip(*((r.practice, r.structure, r.measure, r.value, r.weight) for r in rows), strict=True)
        table = pa.table([list(column) for column in columns], schema=ROW)
        write_table(self.replications / f"{replication:06d}.parquet", table)

    def rows_of(self, replication: int) -> list[Row]:
        """One replication, as it was kept."""
        return [Row(*row) for row in zip(*self._read(replication).to_pydict().values(), strict=True)]

    def gather(self, counted: Mapping[str, int]) -> Kept:
        """The first so many replications of each structure, in order; they are kept as one table too."""
        tables = []
        for number in range(max(counted.values())):
            table = self._read(number)
            counts = {s for s, n in counted.items() if number < n}
            table = table.filter(pa.array([s in counts for s in table.column("structure").to_pylist()], pa.bool_()))
            tables.append(table.append_column("replication", pa.array([number] * len(table), pa.int64())))
        whole = pa.concat_tables(tables)
        write_table(self.path / "replications.parquet", whole)
        return _kept(whole)

    def _read(self, number: int) -> Any:
        file = self.replications / f"{number:06d}.parquet"
        try:
            return pq.read_table(file)
        except (OSError, ValueError) as error:  # pyarrow's own errors are of these kinds
            raise CcsimError(f"{file} cannot be read; delete it, and run the same command again: {error}") from error

    def read_json(self, name: str) -> dict[str, Any] | None:
        """A document that is kept, or None."""
        file = self.path / name
        return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else None

    def write_json(self, name: str, document: dict[str, Any]) -> None:
        """Keep a document as readable JSON."""
        write_text(self.path / name, to_json(document))


def to_json(document: dict[str, Any]) -> str:
    """The one spelling of a document, so that equal results are equal bytes."""
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def write_records(folder: Path, replication: int, tables: Records) -> None:
    """Full tables of one replication as Parquet, one file a table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in RECORDS:
        columns = {column: np.ascontiguousarray(tables.column(name, column)) for column in tables.columns(name)}
        write_table(folder / f"{replication:06d}-{name}.parquet", pa.table(columns))


def read_columns(path: Path) -> dict[str, list[Any]]:
    """A Parquet file by column."""
    try:
        columns: dict[str, list[Any]] = pq.read_table(path).to_pydict()
    except (OSError, ValueError) as error:
        raise CcsimError(f"{path} cannot be read: {error}") from error
    return columns


def read_measures(path: Path, practice: str, most: int) -> dict[tuple[str, int], dict[str, float]]:
    """By structure and replication the measures of one practice, of the first so many replications; no sizes and no
    patterns (measures with bars in their keys)."""
    measure = pc.field("measure")
    plain = ~(pc.match_substring(measure, "|") | pc.starts_with(measure, "count."))
    wanted = plain & (pc.field("practice") == practice) & (pc.field("replication") < most)
    found: dict[tuple[str, int], dict[str, float]] = {}
    try:
        table = pq.read_table(path, filters=wanted)
    except (OSError, ValueError) as error:
        raise CcsimError(f"{path} cannot be read: {error}") from error
    columns = (table.column(name).to_pylist() for name in ("structure", "replication", "measure", "value"))
    for structure, replication, key, value in zip(*columns, strict=True):
        found.setdefault((structure, replication), {})[key] = value
    return found


def write_table(path: Path, table: Any) -> None:
    """Write a Parquet file whole or not at all."""
    write_whole(path, lambda temporary: pq.write_table(table, temporary))


def _kept(table: Any) -> Kept:
    """The rows of a table, with numbers in place of words."""
    codes, words = [], []
    for name in ("practice", "structure", "measure"):
        column = table.column(name).combine_chunks().dictionary_encode()
        codes.append(column.indices.to_numpy(zero_copy_only=False).astype(np.int64))
        words.append(column.dictionary.to_pylist())
    whole = (codes[0] * len(words[1]) + codes[1]) * len(words[2]) + codes[2]
    _, first, key = np.unique(whole, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    at = first[order].tolist()
    keys = tuple((words[0][codes[0][i]], words[1][codes[1][i]], words[2][codes[2][i]]) for i in at)
    numbers = {name: table.column(name).to_numpy() for name in ("replication", "value", "weight")}
    return Kept(keys, rank[key], **numbers)


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
