"""The folder of a run: finished replications, results, manifest; every file appears whole or not at all."""

import errno
import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from itertools import groupby
from math import nan
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


Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """What one replication says of one structure under one practice; `count.…` measures are sizes, not measures."""

    practice: str
    structure: str
    measure: tuple[str, ...]
    value: Numbers
    """By measure."""
    weight: Numbers
    """By measure: what a ratio was taken over; NaN for what is none."""

    def of(self, measure: str) -> tuple[float, float]:
        """Value and weight of one measure; NaN where it is not there."""
        if measure not in self.measure:
            return nan, nan
        i = self.measure.index(measure)
        return float(self.value[i]), float(self.weight[i])


Key = tuple[str, str, str]
WORDS = ("practice", "structure", "measure")
ROW = pa.schema([(f.name, pa.string() if f.name in WORDS else pa.float64()) for f in fields(Measured)])
"""A line of a replication's file: one measure."""


@dataclass(frozen=True)
class Kept:
    """The rows of all replications that count, as arrays over rows."""

    keys: tuple[Key, ...]
    """Practice, structure and measure, in the order in which they first come."""
    key: npt.NDArray[np.int64]
    """By row: which of the keys."""
    replication: npt.NDArray[np.int64]
    value: Numbers
    weight: Numbers


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
        ran = {number: len(self.read_replication(number)) for number in numbers}
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

    def write_replication(self, replication: int, measured: Sequence[Measured]) -> None:
        """Keep one finished replication."""
        columns = [
            _of_words([word for m in measured for word in [m.practice] * len(m.measure)]),
            _of_words([word for m in measured for word in [m.structure] * len(m.measure)]),
            _of_words([word for m in measured for word in m.measure]),
            _of_numbers(np.concatenate([m.value for m in measured])),
            _of_numbers(np.concatenate([m.weight for m in measured])),
        ]
        write_table(self.replications / f"{replication:06d}.parquet", pa.Table.from_arrays(columns, schema=ROW))

    def read_replication(self, replication: int) -> list[Measured]:
        """One replication, as it was kept."""
        lines = zip(*self._read(replication).to_pydict().values(), strict=True)
        measured = []
        for (practice, structure), of_one in groupby(lines, key=lambda line: line[:2]):
            _, _, measures, values, weights = zip(*of_one, strict=True)
            measured.append(Measured(practice, structure, measures, np.array(values), np.array(weights)))
        return measured

    def gather(self, counted: Mapping[str, int]) -> Kept:
        """The first so many replications of each structure, in order; they are kept as one table too."""
        tables, codes = [], []
        keys: dict[Key, int] = {}
        before: Any = None
        for number in range(max(counted.values())):
            table = self._read(number)
            if left := {s for s, count in counted.items() if number >= count}:
                table = table.filter(pa.array([s not in left for s in table.column("structure").to_pylist()]))
            words = table.select(WORDS)
            if before is None or not words.equals(before):  # most replications have the same lines as the one before
                names = zip(*(column.to_pylist() for column in words.columns), strict=True)
                lines = np.array([keys.setdefault(name, len(keys)) for name in names])
            before = words
            codes.append(lines)
            tables.append(table.append_column("replication", _of_numbers(np.full(len(table), number))))
        whole = pa.concat_tables(tables)
        write_table(self.path / "replications.parquet", whole)
        columns = (whole.column(name).combine_chunks() for name in ("replication", "value", "weight"))
        numbers: Any = map(np.from_dlpack, columns)
        return Kept(tuple(keys), np.concatenate(codes), *numbers)

    def _read(self, number: int) -> Any:
        file = self.replications / f"{number:06d}.parquet"
        try:
            with pq.ParquetFile(file) as stored:
                return stored.read()
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


# pyarrow's own ways from lists and to arrays import pandas, which takes longer than a study's rows.


def _of_words(words: Sequence[str]) -> Any:
    """An Arrow column."""
    encoded = [word.encode() for word in words]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))


def _of_numbers(numbers: npt.ArrayLike) -> Any:
    """An Arrow column of 64-bit numbers."""
    array = np.asarray(numbers)
    return pa.Array.from_buffers(pa.from_numpy_dtype(array.dtype), len(array), [None, pa.py_buffer(array)])


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
        raise _unwritten(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What is said where there is no room."""


def _unwritten(path: Path, error: OSError) -> CcsimError:
    """Why a file could not be written, and what to do about it."""
    reason = os.strerror(error.errno) if error.errno else str(error)
    remedy = "make room" if error.errno in FULL else f"see that {path.parent} can be written"
    again = f"What was finished is kept: {remedy}, and run the same command again to go on"
    return CcsimError(f"cannot write {path}: {reason}. {again}")


def _sync_folder(folder: Path) -> None:
    """Make a renaming last; there is no such thing on Windows."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
