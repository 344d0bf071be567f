"""Running replications: in this process or on local cores; what is finished is kept at once."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from ccsim.errors import CcsimError
from ccsim.experiment.replication import Row, Variant, replicate
from ccsim.experiment.store import RunFolder

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
    if jobs == 1 or len(wanted) <= 1:
        finished = ((number, replicate(variants, seed, number, records)) for number in wanted)
    else:
        finished = _on_cores(variants, seed, wanted, records, min(jobs, len(wanted)))
    for number, rows in finished:
        folder.write_replication(number, ((r.practice, r.structure, r.measure, r.value) for r in rows))
        told(number, rows)


def _on_cores(
    variants: tuple[Variant, ...], seed: int, wanted: list[int], records: Path | None, jobs: int
) -> Iterator[tuple[int, list[Row]]]:
    """Replications as they finish, from `jobs` processes."""
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_start_worker, initargs=(variants,))
    futures: dict[Future[list[Row]], int] = {}
    try:
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
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_variants: tuple[Variant, ...] = ()


def _start_worker(variants: tuple[Variant, ...]) -> None:
    """A worker keeps the plans; Ctrl-C is the parent's affair."""
    global _variants
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _variants = variants


def _replicate(seed: int, number: int, records: Path | None) -> list[Row]:
    return replicate(_variants, seed, number, records)
