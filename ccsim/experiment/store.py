"""The folder of a run: finished replications, results, manifest; every file appears whole or not at all."""

import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from ccsim.engine.records import Records
from ccsim.errors import CcsimError

ROW = ["practice", "structure", "measure", "value"]
RECORDS = ("issues", "contacts", "legs", "duty")
"""The full tables of a replication, in the order in which they are written."""


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

    def open(self, force: bool) -> None:
        """Make the folder; with `force`, forget what it held."""
        try:
            self.replications.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.replications):
                pass
        except OSError as error:
            raise CcsimError(f"cannot write results in {self.path.parent}: {error.strerror or error}") from error
        if force:
            for file in self.replications.glob("*.parquet"):
                file.unlink(missing_ok=True)

    def finished(self, variants_recorded: int = 0) -> set[int]:
        """Numbers of the replications that are there, with the full tables of so many variants."""
        numbers = {int(file.stem) for file in self.replications.glob("*.parquet") if file.stem.isdecimal()}
        last_tables = self.path.glob(f"records/*/*/*-{RECORDS[-1]}.parquet")
        recorded = Counter(int(file.name.partition("-")[0]) for file in last_tables)
        return {number for number in numbers if recorded[number] >= variants_recorded}

    def write_replication(self, replication: int, rows: Iterable[tuple[str, str, str, float]]) -> None:
        """Keep one finished replication."""
        write_frame(self.replications / f"{replication:06d}.parquet", pd.DataFrame(rows, columns=ROW))

    def read_replications(self, wanted: Iterable[int]) -> pd.DataFrame:
        """The chosen replications in order, with a column `replication`."""
        return pd.concat([self._read(number) for number in sorted(wanted)], ignore_index=True)

    def _read(self, number: int) -> pd.DataFrame:
        file = self.replications / f"{number:06d}.parquet"
        try:
            return pd.read_parquet(file).assign(replication=number)
        except (OSError, ValueError) as error:  # pyarrow's own errors are of these kinds
            raise CcsimError(f"{file} cannot be read; delete it, and run the same command again: {error}") from error

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
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
