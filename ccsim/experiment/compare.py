"""Running a study from its inputs to its folder of results."""

import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from ccsim.errors import InputError, Problem
from ccsim.experiment.document import sample_of, study_document
from ccsim.experiment.replication import Row, Variant
from ccsim.experiment.run import run_replications
from ccsim.experiment.store import RunFolder, run_id
from ccsim.inference.ranking import best_against_rest
from ccsim.inference.stopping import replications_needed
from ccsim.measures.measures import larger_is_better
from ccsim.plan.plan import make_plan, study_clock
from ccsim.scenario.load import LoadedStudy

PILOT = 10
MOST = 2000
"""Replications beyond which a precision is given up."""
LIBRARIES = ("numpy", "scipy", "pandas", "pyarrow", "simpy", "pydantic", "matplotlib")


@dataclass(frozen=True)
class Told:
    """What is told while a study runs."""

    total: Callable[[int], None]
    """The number of replications wanted so far."""
    finished: Callable[[int, float | None], None]
    """Contacts of one more replication, and the half-width reached on the primary measure."""
    note: Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """A study's results and where they are kept."""

    document: dict[str, Any]
    folder: Path
    reused: int


def run_study(
    study: LoadedStudy,
    out: Path,
    jobs: int,
    told: Told,
    neutralised: frozenset[str] = frozenset(),
    force: bool = False,
    keep_records: bool = False,
    arguments: tuple[str, ...] = (),
    draw: Callable[[dict[str, Any], Path], None] = lambda document, folder: None,
) -> Outcome:
    """Run what is not there yet, work out the results and keep all in the run's folder, with what `draw` draws."""
    started = time.time()
    if study.study.precision is not None and len(study.structures) < 2:
        message = "--precision needs at least two structures to compare; give --replications instead"
        raise InputError([Problem("", None, None, "", message)])
    variants = make_variants(study, neutralised)
    resolved = _resolved(study, neutralised)
    folder = RunFolder(out, run_id(study.name, resolved))
    folder.open(force)
    folder.write_json("scenario.json", resolved)
    progress = _Progress(study, told)
    numbers, pilot, reused = _run_to_the_end(study, variants, folder, jobs, keep_records, progress)
    frame = folder.read_replications(numbers)
    _check_primary(study, frame)
    document = study_document(study, folder.identity, variants, sample_of(frame, pilot), neutralised)
    folder.write_frame("replications.parquet", frame)
    folder.write_json("results.json", document)
    draw(document, folder.path)
    manifest = _manifest(study, folder, jobs, arguments, started, numbers, reused)
    folder.write_json("manifest.json", manifest)
    return Outcome(document, folder.path, reused)


def make_variants(study: LoadedStudy, neutralised: frozenset[str]) -> tuple[Variant, ...]:
    """Every structure under the study's practice and the one beside it."""
    spec = study.study
    practices = (spec.practice,) if spec.beside is None else (spec.practice, spec.beside)
    clock = study_clock(spec.warmup, spec.window)
    variants = []
    for practice in practices:
        for structure in study.structures:
            scenario = study.scenario(structure, practice, neutralised)
            variants.append(Variant(structure.name, practice, scenario, make_plan(scenario, clock)))
    return tuple(variants)


class _Progress:
    """Counts what is done and the half-width that it reaches."""

    def __init__(self, study: LoadedStudy, told: Told) -> None:
        self.study = study
        self.told = told
        self.primary: dict[int, list[float]] = {}

    def __call__(self, number: int, rows: list[Row]) -> None:
        spec = self.study.study
        names = [s.name for s in self.study.structures]
        own = {r.structure: r.value for r in rows if r.practice == spec.practice and r.measure == spec.primary}
        self.primary[number] = [own.get(name, float("nan")) for name in names]
        contacts = sum(r.value for r in rows if r.measure == "count.contacts")
        self.told.finished(int(contacts), self._half_width())

    def _half_width(self) -> float | None:
        spec = self.study.study
        if len(self.primary) < 2 or len(self.study.structures) < 2:
            return None
        values = np.array([self.primary[n] for n in sorted(self.primary)]).T
        widths = [i.half_width for i in best_against_rest(values, spec.level, larger_is_better(spec.primary))]
        return None if any(w is None for w in widths) else max(w for w in widths if w is not None)


def _run_to_the_end(
    study: LoadedStudy,
    variants: tuple[Variant, ...],
    folder: RunFolder,
    jobs: int,
    keep_records: bool,
    progress: _Progress,
) -> tuple[list[int], int | None, int]:
    """The numbers of the replications that count, the size of the pilot if there was one, how many were reused."""
    spec = study.study
    there = folder.finished(len(variants) if keep_records else 0)

    def run(first: int, last: int) -> None:
        wanted = [n for n in range(first, last) if n not in there]
        progress.told.total(len(wanted))
        run_replications(variants, spec.seed, wanted, folder, jobs, keep_records, progress)

    if spec.precision is None:
        run(0, spec.replications)
        return list(range(spec.replications)), None, len(there & set(range(spec.replications)))
    run(0, PILOT)
    total = _needed(study, folder)
    if total > MOST:
        progress.told.note(
            f"a half-width of {spec.precision:g} would take {total} replications; stopping at {MOST}, with a wider one"
        )
        total = MOST
    run(PILOT, total)
    return list(range(total)), PILOT, len(there & set(range(total)))


def _needed(study: LoadedStudy, folder: RunFolder) -> int:
    """Replications after which every pairwise half-width is as asked (Stein's two stages)."""
    spec = study.study
    frame = folder.read_replications(range(PILOT))
    _check_primary(study, frame)
    sample = sample_of(frame, None)
    values = np.array([sample.values(spec.practice, s.name, spec.primary) for s in study.structures])
    return max(PILOT, replications_needed(values, spec.precision or 1.0, spec.level) or PILOT)


def _check_primary(study: LoadedStudy, frame: Any) -> None:
    spec = study.study
    have = frame[(frame.practice == spec.practice) & (frame.measure == spec.primary)].structure.unique()
    missing = [s.name for s in study.structures if s.name not in have]
    if missing:
        message = f"'{spec.primary}' was never measured in {', '.join(missing)}; choose a measure that all have"
        raise InputError([Problem(study.name, None, None, "primary", message)])


def _resolved(study: LoadedStudy, neutralised: frozenset[str]) -> dict[str, Any]:
    """Everything that decides the results."""
    spec = study.study.model_dump(mode="json")
    if study.study.precision is not None:
        del spec["replications"]
    return {
        "version": metadata.version("ccsim"),
        "study": spec,
        "world": study.world.world.model_dump(mode="json"),
        "structures": {s.name: s.structure.model_dump(mode="json") for s in study.structures},
        "neutralised": sorted(neutralised),
    }


def _manifest(
    study: LoadedStudy,
    folder: RunFolder,
    jobs: int,
    arguments: tuple[str, ...],
    started: float,
    numbers: list[int],
    reused: int,
) -> dict[str, Any]:
    return {
        "id": folder.identity,
        "seed": study.study.seed,
        "replications": len(numbers),
        "reused": reused,
        "arguments": list(arguments),
        "jobs": jobs,
        "engine": "simpy",
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)),
        "seconds": round(time.time() - started, 3),
        "versions": {
            "ccsim": metadata.version("ccsim"),
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in LIBRARIES},
        },
        "platform": f"{sys.platform} {platform.machine()}",
    }
