"""What replications measured is read back as it was written, and gathered by key however many are read at a time."""

from math import nan
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from ccsim.experiment import tables
from ccsim.experiment.tables import Measured, gather, read_measured, write_measured


def replication(number: int, structures: str = "ab") -> list[Measured]:
    """Two practices; every third has a measure of its own, every other one lacks a value."""
    own = ("own",) if number % 3 == 2 else ()
    return [
        Measured(
            practice,
            structure,
            ("fcr", *own, "größe"),
            np.array([number + 0.25, *[7.0 for _ in own], nan if number % 2 else 0.5]),
            np.array([10.0 * number, *[nan for _ in own], nan]),
        )
        for practice in ("well_run", "typical")
        for structure in structures
    ]


def same(one: Measured, other: Measured) -> bool:
    names = (one.practice, one.structure, one.measure) == (other.practice, other.structure, other.measure)
    return names and all(
        np.array_equal(x, y, equal_nan=True) for x, y in ((one.value, other.value), (one.weight, other.weight))
    )


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Seven replications."""
    written = [tmp_path / f"{number}.parquet" for number in range(7)]
    for number, file in enumerate(written):
        write_measured(file, replication(number))
    return written


def test_a_replication_is_read_as_it_was_written(files: list[Path]) -> None:
    for number, file in enumerate(files):
        kept = read_measured(file)
        assert all(same(x, y) for x, y in zip(kept, replication(number), strict=True))


@pytest.mark.parametrize("at_once", [1, 3, 7, 100])
def test_lines_are_gathered_by_key(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(tables, "AT_ONCE", at_once)
    kept = gather(files, {"a": 7, "b": 7}, tmp_path / "all.parquet")
    assert kept.keys[:4] == tuple(
        ("well_run", structure, measure) for structure in "ab" for measure in ("fcr", "größe")
    )
    fcr, own, size = (kept.keys.index(("typical", "b", name)) for name in ("fcr", "own", "größe"))
    assert np.array_equal(kept.value[fcr], np.arange(7) + 0.25)
    assert np.array_equal(kept.weight[fcr], np.arange(7) * 10.0)
    assert np.array_equal(np.isnan(kept.value[own]), [number % 3 != 2 for number in range(7)])
    assert (kept.with_gaps[size], kept.with_gaps[own], kept.with_gaps[fcr]) == (True, False, False)
    table = pq.read_table(tmp_path / "all.parquet").to_pylist()
    assert len(table) == sum(len(m.measure) for number in range(7) for m in replication(number))
    assert [row["replication"] for row in table] == sorted(row["replication"] for row in table)


def test_of_a_structure_that_dropped_out_only_what_counts_is_gathered(files: list[Path], tmp_path: Path) -> None:
    write_measured(files[6], replication(6, "a"))
    kept = gather(files, {"a": 7, "b": 4}, tmp_path / "all.parquet")
    there = ~np.isnan(kept.value)
    for structure, count in (("a", 7), ("b", 4)):
        assert there[kept.keys.index(("well_run", structure, "fcr"))].tolist() == [n < count for n in range(7)]
