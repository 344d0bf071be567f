"""Running replications: in this process or on local cores; what is finished is kept at once."""

from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from pathlib import Path

from ccsim.errors import CcsimError
from ccsim.experiment.replication import Row, Variant, replicate
from ccsim.experiment.store import RunFolder
from ccsim.workers import not_to_interrupt, workers

Told = Callable[[int, list[Row]], None]
"""Called with each replication as it is finished (and kept)."""


def run_replications(
    variants: tuple[Variant, ...],
    seed: int,
    wanted: list[int],
    folder: RunFolder,
    jobs: int,
    keep_records: bool = False,
    told: Told = lambda number, rows: None,
) -> None:
    """Run the wanted replications and keep each in the folder; an interruption keeps what is finished."""
    records = folder.path / "records" if keep_records else None
    finished: Generator[tuple[int, list[Row]], None, None]
    if jobs == 1 or len(wanted) <= 1:
        finished = ((number, replicate(variants, seed, number, records)) for number in wanted)
    else:
        finished = _on_cores(variants, seed, wanted, records, min(jobs, len(wanted)))
    with closing(finished):
        for number, rows in finished:
            folder.write_replication(number, ((r.practice, r.structure, r.measure, r.value) for r in rows))
            told(number, rows)


def _on_cores(
    variants: tuple[Variant, ...], seed: int, wanted: list[int], records: Path | None, jobs: int
) -> Generator[tuple[int, list[Row]], None, None]:
    """Replications as they finish, from `jobs` processes; whatever ends this early ends them at once."""
    futures: dict[Future[list[Row]], int] = {}
    try:
        with workers(jobs, _start_worker, variants) as pool:
            with not_to_interrupt():
                for number in wanted:
                    futures[pool.submit(_replicate, seed, number, records)] = number
            while futures:
                done, _ = wait(futures, return_when=FIRST_COMPLETED)
                for future in done:
                    yield futures.pop(future), future.result()
    except BrokenProcessPool as error:
        left = ", ".join(str(number) for number in sorted(futures.values()))
        raise CcsimError(
            f"a worker process died (out of memory, or killed); replications {left} are unfinished. What was "
            "finished is kept: run the same command again to go on, with fewer --jobs if memory was short"
        ) from error


_variants: tuple[Variant, ...] = ()


def _start_worker(variants: tuple[Variant, ...]) -> None:
    """A worker keeps the plans."""
    global _variants
    _variants = variants


def _replicate(seed: int, number: int, records: Path | None) -> list[Row]:
    return replicate(_variants, seed, number, records)
