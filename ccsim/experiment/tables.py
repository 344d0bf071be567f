"""What replications measure, and their full tables, as Parquet files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from math import nan
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from ccsim.engine.records import Records
from ccsim.errors import CcsimError
from ccsim.experiment.whole import write_whole

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
COLUMNS = tuple(f.name for f in fields(Measured))
"""Of a line of a replication's file: one measure."""
LINES = pa.schema(
    [(name, pa.dictionary(pa.int32(), pa.string()) if name in WORDS else pa.float64()) for name in COLUMNS]
    + [("replication", pa.int64())]
)
"""A line of the table of all replications, of whose words each is held once."""
PLAIN: dict[str, Any] = {"store_schema": False}
"""Words are written as plain words, whether each is held once or not."""
CODED = [*WORDS, "replication"]
"""Columns of that table in which the same comes again and again."""
AT_ONCE = 32
"""Replications whose lines are held at a time while that table is written."""


@dataclass(frozen=True)
class Kept:
    """What all replications that count say, by key and replication; NaN where a replication has no such line."""

    keys: tuple[Key, ...]
    """Practice, structure and measure, in the order in which they first come."""
    value: Numbers
    weight: Numbers
    with_gaps: npt.NDArray[np.bool_]
    """By key: whether it has a line without a value."""


def write_measured(path: Path, measured: Sequence[Measured]) -> None:
    """Keep what one replication measured."""
    lines = [len(m.measure) for m in measured]
    columns = [
        _of_repeated([m.practice for m in measured], lines),
        _of_repeated([m.structure for m in measured], lines),
        _of_words([word for m in measured for word in m.measure]),
        _of_numbers(np.concatenate([m.value for m in measured])),
        _of_numbers(np.concatenate([m.weight for m in measured])),
    ]
    _write_table(path, pa.Table.from_arrays(columns, COLUMNS))


def read_measured(path: Path) -> list[Measured]:
    """What one replication measured, as it was kept."""
    table = _read(path)
    (practices, p), (structures, s), (measures, m) = (_coded(table, name) for name in WORDS)
    value, weight = _numbers(table, "value"), _numbers(table, "weight")
    bounds = [0, *(np.flatnonzero((np.diff(p) != 0) | (np.diff(s) != 0)) + 1).tolist(), len(table)]
    measured = []
    for start, end in pairwise(bounds):
        keys = tuple(measures[i] for i in m[start:end].tolist())
        of_one = value[start:end], weight[start:end]
        measured.append(Measured(practices[p[start]], structures[s[start]], keys, *of_one))
    return measured


def gather(files: Sequence[Path], counted: Mapping[str, int], path: Path) -> Kept:
    """The first so many replications of each structure, in order; they are kept as one table too."""
    gathered = _Gathered(len(files))

    def write(temporary: Path) -> None:
        with pq.ParquetWriter(temporary, LINES, use_dictionary=CODED, write_statistics=False, **PLAIN) as writer:
            for lines in _in_batches(files, counted):
                writer.write_table(lines)
                gathered.take(lines)

    write_whole(path, write)
    return gathered.kept()


def _in_batches(files: Sequence[Path], counted: Mapping[str, int]) -> Iterator[Any]:
    """The lines that count with their replications' numbers, of some replications at a time."""
    for begin in range(0, len(files), AT_ONCE):
        tables = []
        for number, file in enumerate(files[begin : begin + AT_ONCE], begin):
            table = _read(file)
            tables.append(table.append_column("replication", _of_numbers(np.full(len(table), number))))
        lines = pa.concat_tables(tables).unify_dictionaries().combine_chunks()
        structures, structure = _coded(lines, "structure")
        counts = np.array([counted[name] for name in structures])[structure]
        counts_too = _numbers(lines, "replication") < counts
        yield lines if counts_too.all() else lines.take(_of_numbers(np.flatnonzero(counts_too)))


class _Gathered:
    """Lines by key and replication, as they come: whole replications, in order."""

    def __init__(self, replications: int) -> None:
        self.replications = replications
        self.keys: dict[Key, int] = {}
        self.blocks: list[tuple[int, Numbers]] = []
        """The first replication of some, and their values and weights by the keys known by then."""
        self.gaps: list[Any] = []

    def take(self, lines: Any) -> None:
        """Some more lines."""
        names, which = _keys(lines)
        key = np.array([self.keys.setdefault(name, len(self.keys)) for name in names])[which]
        replication, value = _numbers(lines, "replication"), _numbers(lines, "value")
        first, last = int(replication[0]), int(replication[-1])
        block = np.full((2, len(self.keys), last + 1 - first), np.nan)
        block[:, key, replication - first] = value, _numbers(lines, "weight")
        self.blocks.append((first, block))
        self.gaps.append(key[np.isnan(value)])

    def kept(self) -> Kept:
        """All that came."""
        value, weight = cells = np.full((2, len(self.keys), self.replications), np.nan)
        for first, block in self.blocks:
            _, known, some = block.shape
            cells[:, :known, first : first + some] = block
        with_gaps = np.isin(np.arange(len(self.keys)), np.concatenate(self.gaps))
        return Kept(tuple(self.keys), value, weight, with_gaps)


def _keys(table: Any) -> tuple[tuple[Key, ...], npt.NDArray[np.int64]]:
    """The different words of the lines, in the order in which they first come; by line, which of them."""
    words, codes = zip(*(_coded(table, name) for name in WORDS), strict=True)
    line = np.ravel_multi_index(codes, [len(w) for w in words])
    _, first, key = np.unique(line, return_index=True, return_inverse=True)
    order = np.argsort(first)
    keys = zip(*([w[i] for i in code[first[order]]] for w, code in zip(words, codes, strict=True)), strict=True)
    return tuple(keys), np.argsort(order)[key]


def write_records(folder: Path, replication: int, tables: Records) -> None:
    """Full tables of one replication as Parquet, one file a table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in RECORDS:
        columns = {column: np.ascontiguousarray(tables.column(name, column)) for column in tables.columns(name)}
        _write_table(folder / f"{replication:06d}-{name}.parquet", pa.table(columns))


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
    import pyarrow.compute as pc  # which takes its time, and which a run does without

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


def _read(path: Path) -> Any:
    """A replication's lines, of whose words each is held once."""
    try:
        with pq.ParquetFile(path, read_dictionary=WORDS) as stored:
            return stored.read(use_threads=False)
    except (OSError, ValueError) as error:  # pyarrow's own errors are of these kinds
        raise CcsimError(f"{path} cannot be read; delete it, and run the same command again: {error}") from error


def _write_table(path: Path, table: Any) -> None:
    """Write a Parquet file whole or not at all."""
    write_whole(path, lambda temporary: pq.write_table(table, temporary, **PLAIN))


def _coded(table: Any, name: str) -> tuple[list[str], Any]:
    """The different words of a column, and by line which of them."""
    column = table.column(name).combine_chunks()
    return column.dictionary.to_pylist(), np.from_dlpack(column.indices)


def _numbers(table: Any, name: str) -> Any:
    return np.from_dlpack(table.column(name).combine_chunks())


# pyarrow's own ways from lists and to arrays import pandas, which takes longer than a study's rows.


def _of_words(words: Sequence[str]) -> Any:
    """An Arrow column."""
    encoded = [word.encode() for word in words]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))


def _of_repeated(words: Sequence[str], times: Sequence[int]) -> Any:
    """An Arrow column of words that each stand on so many lines."""
    different = list(dict.fromkeys(words))
    which = np.array([different.index(word) for word in words], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(_of_numbers(np.repeat(which, times)), _of_words(different))


def _of_numbers(numbers: npt.ArrayLike) -> Any:
    """An Arrow column."""
    array = np.asarray(numbers)
    return pa.Array.from_buffers(pa.from_numpy_dtype(array.dtype), len(array), [None, pa.py_buffer(array)])
