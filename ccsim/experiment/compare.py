"""Running a study from its inputs to its folder of results."""

import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from ccsim.codes import WEEK
from ccsim.engine.engines import Asked, EngineName, ready
from ccsim.errors import InputError, Problem
from ccsim.experiment.document import study_document
from ccsim.experiment.replication import Replicating, Variant, expected_contacts
from ccsim.experiment.run import run_replications
from ccsim.experiment.sample import Sample, sample_of
from ccsim.experiment.schedule import PILOT, Schedule, schedule_for
from ccsim.experiment.store import RunFolder, run_id
from ccsim.experiment.tables import Measured
from ccsim.experiment.warmup import choose_warmup
from ccsim.experiment.without_effect import without_effect
from ccsim.inference.ranking import best_against_rest
from ccsim.plan.plan import make_plan, study_clock
from ccsim.scenario.load import LoadedStudy
from ccsim.scenario.measures import larger_is_better
from ccsim.scenario.study import Study
from ccsim.workers import Place, check_address, versions

IN_PROCESS = Place()
LIBRARIES = ("numpy", "scipy", "pandas", "pyarrow", "simpy", "pydantic", "matplotlib", "dask", "distributed")


@dataclass(frozen=True)
class Told:
    """What is told while a study runs."""

    total: Callable[[int], None]
    """The number of replications wanted so far."""
    finished: Callable[[int, float | None], None]
    """Contacts of one more replication, and the half-width reached on the primary measure."""
    note: Callable[[str], None]


@dataclass(frozen=True)
class Wishes:
    """How a run is to be made; nothing here changes a result, but for `most` where it ends one early."""

    place: Place = IN_PROCESS
    most: int | None = None
    """Replications at most, where a precision or a choice decides how many it takes."""
    force: bool = False
    keep_records: bool = False
    arguments: tuple[str, ...] = ()
    engine: Asked = "auto"


@dataclass(frozen=True)
class Outcome:
    """A study's results and where they are kept."""

    document: dict[str, Any]
    folder: Path
    reused: int
    fell_short: bool
    """Whether it ended before what the study asks for was reached."""


WITHOUT_WISHES = Wishes()
SELDOM_S = 1.0
"""Least time between two looks at the half-width that is shown: it is worked out over all replications."""
Draw = Callable[[dict[str, Any], Path], None]


def run_study(
    study: LoadedStudy,
    out: Path,
    told: Told,
    wishes: Wishes = WITHOUT_WISHES,
    neutralised: frozenset[str] = frozenset(),
    draw: Draw = lambda document, folder: None,
) -> Outcome:
    """Run what is not there yet, work out the results and keep all in the run's folder, with what `draw` draws."""
    check_address(wishes.place)
    _check_budget(study, wishes)
    resolved = _resolved(study, neutralised)
    variants = make_variants(study, neutralised)  # whatever is wrong with them shows before anything is written
    idle = without_effect(variants, neutralised)
    for note in idle:
        told.note(note)
    study = replace(study, notes=(*study.notes, *idle))
    folder = RunFolder(out, run_id(study.name, resolved))
    folder.open()
    with folder.held(told.note):
        folder.clear(wishes.force or _made_otherwise(folder, told.note))
        folder.write_json("scenario.json", resolved | {"overrides": list(study.overrides)})
        folder.write_json("evidence.json", {"inputs": [asdict(row) for row in study.world.inputs]})
        folder.write_json("command.json", {"arguments": list(wishes.arguments), "versions": versions()})
        warmed, trial = with_warmup(study, folder, wishes, neutralised, told.note)
        if trial is not None:
            variants = make_variants(warmed, neutralised)
        return _Run(warmed, variants, trial, folder, told, wishes, neutralised).outcome(draw)


def _made_otherwise(folder: RunFolder, note: Callable[[str], None]) -> bool:
    """Whether what is there was made with other versions of what decides the numbers."""
    before, now = (folder.read_json("command.json") or {}).get("versions"), versions()
    if before is None or before == now:
        return False
    other = ", ".join(f"{name} {before.get(name)}" for name in now if before.get(name) != now[name])
    note(f"what is there was made with {other}; computing it again")
    return True


def _check_budget(study: LoadedStudy, wishes: Wishes) -> None:
    if wishes.most is not None and wishes.most < PILOT and study.study.is_open_ended:
        message = f"too few to find out how many it takes; expected {PILOT} or more"
        raise InputError([Problem(f"--replications {wishes.most}", None, None, "", message)])


class _Run:
    """A study under way in a folder that is its own."""

    def __init__(
        self,
        study: LoadedStudy,
        variants: tuple[Variant, ...],
        trial: dict[str, Any] | None,
        folder: RunFolder,
        told: Told,
        wishes: Wishes,
        neutralised: frozenset[str],
    ) -> None:
        self.started = time.time()
        self.folder, self.told, self.wishes, self.neutralised = folder, told, wishes, neutralised
        self.study, self.variants, self.trial = study, variants, trial

    def outcome(self, draw: Draw) -> Outcome:
        """Replicate, then work out and keep the results, the manifest last."""
        study, folder = self.study, self.folder
        schedule, reused = self.replicate()
        folder.forget("manifest.json")
        sample = sample_of(folder.gather(schedule.counted()), schedule.pilot)
        _check_primary(study, sample)
        document = study_document(study, folder.identity, self.variants, sample, self.neutralised, schedule)
        if self.trial is not None:
            document["warmup_trial"] = self.trial
        folder.write_json("results.json", document)
        draw(document, folder.path)
        folder.write_json("manifest.json", self.manifest(sample, reused))
        return Outcome(document, folder.path, reused, schedule.fell_short)

    def replicate(self) -> tuple[Schedule, int]:
        """Until there are enough replications; how many were there before."""
        spec, folder, wishes = self.study.study, self.folder, self.wishes
        there = folder.finished(wishes.keep_records)
        schedule = schedule_for(spec, there, wishes.most)
        records = folder.path / "records" if wishes.keep_records else None
        progress = _Progress(schedule, self.told)
        self.engine = self.choose_engine(schedule)
        replicating = Replicating(self.variants, spec.seed, records, self.engine)
        run_replications(replicating, schedule, folder, wishes.place, progress)
        counted = max(schedule.counted().values())
        if schedule.fell_short:
            self.told.note(f"stopped at {counted} replications; {_what_is_missing(schedule)}")
        return schedule, len(there & set(range(counted)))

    def choose_engine(self, schedule: Schedule) -> EngineName:
        """For the replications that are not there yet."""
        first, missing = self.variants[0], schedule.limit() - len(schedule.there)
        contacts = expected_contacts(first.scenario.world, first.plan.clock.horizon, len(self.variants), missing)
        return ready(self.wishes.engine, contacts, self.told.note)

    def manifest(self, sample: Sample, reused: int) -> dict[str, Any]:
        """Who ran what, where, when and with what."""
        place = self.wishes.place
        return {
            "id": self.folder.identity,
            "seed": self.study.study.seed,
            "replications": sample.replications,
            "reused": reused,
            "arguments": list(self.wishes.arguments),
            "jobs": None if place.cluster else place.jobs,
            "cluster": place.cluster,
            "engine": self.engine,
            "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.started)),
            "seconds": round(time.time() - self.started, 3),
            "versions": {
                "ccsim": metadata.version("ccsim"),
                "python": platform.python_version(),
                **{name: metadata.version(name) for name in LIBRARIES},
            },
            "platform": f"{sys.platform} {platform.machine()}",
        }


def _what_is_missing(schedule: Schedule) -> str:
    spec = schedule.study
    if spec.precision is not None:
        ask = f"--precision {spec.precision:g} --replications N"
        return f"a half-width of {spec.precision:g} takes more: ask for them with {ask}"
    return "no structure is chosen yet: more replications may tell, ask for them with --select --replications N"


def with_warmup(
    study: LoadedStudy, folder: RunFolder, wishes: Wishes, neutralised: frozenset[str], note: Callable[[str], None]
) -> tuple[LoadedStudy, dict[str, Any] | None]:
    """The study with its warm-up; where that is `auto`, as a trial says, whose course is kept in the folder."""
    spec = study.study
    if spec.warmup is not None:
        note_start(spec, note)
        return study, None
    trial = folder.read_json("warmup.json")
    if trial is None:
        note("choosing the warm-up from a trial")
        trial = choose_warmup(study, neutralised, wishes.place, wishes.engine, note)
        folder.write_json("warmup.json", trial)
    warmed = spec.model_copy(update={"warmup": trial["warmup_weeks"] * WEEK})
    return replace(study, study=warmed), trial


def note_start(spec: Study, note: Callable[[str], None]) -> None:
    """Say that without a warm-up the first day begins without a backlog, where the study does not say so itself."""
    if spec.warmup == 0 and spec.start != "empty":
        note("no warm-up: the first day begins without a backlog; the study says start: empty if that is meant")


def make_variants(study: LoadedStudy, neutralised: frozenset[str]) -> tuple[Variant, ...]:
    """Every structure under the study's practice and the one beside it."""
    spec = study.study
    practices = (spec.practice,) if spec.beside is None else (spec.practice, spec.beside)
    clock = study_clock(spec.warmup or 0, spec.window)
    variants = []
    for practice in practices:
        for structure in study.structures:
            scenario = study.scenario(structure, practice, neutralised)
            variants.append(Variant(structure.name, practice, scenario, make_plan(scenario, clock)))
    return tuple(variants)


class _Progress:
    """Tells what is done and the half-width that it reaches."""

    def __init__(self, schedule: Schedule, told: Told) -> None:
        self.schedule = schedule
        self.told = told
        self.expected = 0
        self.looked = 0.0
        self.half_width: float | None = None

    def begin(self) -> None:
        """Those that are there have been read."""
        self.expected = len(self.schedule.primary)
        self._expect()

    def finished(self, measured: Sequence[Measured]) -> None:
        """One more replication is kept."""
        now = time.monotonic()
        if now - self.looked > SELDOM_S:
            self.looked, self.half_width = now, self._half_width()
        self.told.finished(int(sum(m.of("count.contacts")[0] for m in measured)), self.half_width)
        self._expect()

    def _expect(self) -> None:
        """More are wanted, once it is known how many it takes."""
        wanted = self.schedule.limit()
        if wanted > self.expected:
            self.told.total(wanted - self.expected)
            self.expected = wanted

    def _half_width(self) -> float | None:
        spec, have = self.schedule.study, self.schedule.complete()
        if have < 2 or len(spec.structures) < 2:
            return None
        values = self.schedule.numbers(have)
        widths = [i.half_width for i in best_against_rest(values, spec.level, larger_is_better(spec.primary))]
        return max((w for w in widths if w is not None), default=None)


def _check_primary(study: LoadedStudy, sample: Sample) -> None:
    spec = study.study
    for loaded in study.structures:
        key = (spec.practice, loaded.name, spec.primary)
        if not sample.has(*key) or np.isnan(sample.values(*key)).all():
            message = (
                f"'{spec.primary}' has no value in {loaded.name} (nobody came, or too many were never answered); "
                "choose a primary measure that all have"
            )
            raise InputError([Problem(study.name, None, None, "primary", message)])


def _resolved(study: LoadedStudy, neutralised: frozenset[str]) -> dict[str, Any]:
    """Everything that decides the results; overrides as the values that came of them, however they were written."""
    spec = study.study.model_dump(mode="json")
    if study.study.is_open_ended:
        del spec["replications"]
    return {
        "version": metadata.version("ccsim"),
        "study": spec,
        "world": study.world.world.model_dump(mode="json"),
        "structures": {s.name: s.structure.model_dump(mode="json") for s in study.structures},
        "neutralised": sorted(neutralised),
    }
