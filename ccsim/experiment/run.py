"""Running replications wherever the work is done; what is finished is kept at once."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Protocol

from ccsim.errors import CcsimError
from ccsim.experiment.replication import Job, Replicating, replicate
from ccsim.experiment.schedule import Primary, Schedule
from ccsim.experiment.store import RunFolder
from ccsim.experiment.tables import Measured
from ccsim.workers import Crew, Failed, Place, crew


class Watcher(Protocol):
    """Is told how far a run is."""

    def begin(self) -> None:
        """The replications that were there have been read."""

    def finished(self, measured: Sequence[Measured]) -> None:
        """One more replication is kept."""


def run_replications(study: Replicating, schedule: Schedule, folder: RunFolder, place: Place, watcher: Watcher) -> None:
    """Run what the schedule asks for and keep each replication in the folder; an interruption keeps what is finished.

    The disk takes its time over one replication while the next is simulated; a full one ends the run.
    A replication that fails is tried again; if it fails every time, the others are finished, and then CcsimError
    names it.
    """
    for number in sorted(schedule.there):
        schedule.take(number, primary_of(folder.read_replication(number), schedule))
    watcher.begin()
    first = schedule.next_job()
    if first is None:
        return
    to_begin_with = iter([first])
    failed: dict[int, Failed] = {}
    with ThreadPoolExecutor(1) as disk, crew(replicate, study, place, schedule.most - len(schedule.there)) as workers:
        _check_records(study, workers)
        kept: Future[None] = disk.submit(lambda: None)
        for job, measured in workers.run(lambda: next(to_begin_with, None) or schedule.next_job()):
            if isinstance(measured, Failed):
                failed[job.number] = measured
                schedule.fail(job.number)
                continue
            kept.result()
            kept = disk.submit(folder.write_replication, job.number, measured)
            schedule.take(job.number, primary_of(measured, schedule))
            watcher.finished(measured)
        kept.result()
    counting = {number: why for number, why in failed.items() if number < schedule.limit()}
    if counting:
        raise CcsimError(_failures(counting, schedule))


def primary_of(measured: Sequence[Measured], schedule: Schedule) -> Primary:
    """The primary measure of one replication, under the study's practice."""
    study = schedule.study
    return {m.structure: m.of(study.primary) for m in measured if m.practice == study.practice}


def _failures(failed: dict[int, Failed], schedule: Schedule) -> str:
    """Each reason once, with the numbers of the replications that it ended, and the trace of the first."""
    reasons: dict[str, list[int]] = {}
    for number in sorted(failed):
        reasons.setdefault(failed[number].reason, []).append(number)
    told = [f"replication {', '.join(map(str, numbers))} failed: {reason}" for reason, numbers in reasons.items()]
    trace = next((f.trace for f in failed.values() if f.trace), "")
    place = [line.strip() for line in trace.splitlines() if line.strip().startswith("File ")][-1:]
    kept = len(schedule.primary)
    return "\n".join(
        chain(told, place, [f"{kept} finished replications are kept; the same command goes on from there"])
    )


def _check_records(study: Replicating, workers: Crew[Replicating, Job, list[Measured]]) -> None:
    """Workers on other machines must see the folder into which they write."""
    if study.records is not None:
        study.records.mkdir(parents=True, exist_ok=True)
        if not all(workers.everywhere(partial(Path.is_dir, study.records.absolute()))):
            place = study.records.absolute()
            raise CcsimError(f"not every worker of the cluster sees {place}; --records needs a shared folder")
