"""The folder of a run: finished replications, results, manifest; every file appears whole or not at all."""

import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from ccsim.errors import CcsimError
from ccsim.experiment.tables import RECORDS, Kept, Measured, gather, read_measured, write_measured
from ccsim.experiment.whole import write_text


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
        write_measured(self._file(replication), measured)

    def read_replication(self, replication: int) -> list[Measured]:
        """One replication, as it was kept."""
        return read_measured(self._file(replication))

    def gather(self, counted: Mapping[str, int]) -> Kept:
        """The first so many replications of each structure, in order; they are kept as one table too."""
        files = [self._file(number) for number in range(max(counted.values()))]
        return gather(files, counted, self.path / "replications.parquet")

    def _file(self, replication: int) -> Path:
        return self.replications / f"{replication:06d}.parquet"

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
