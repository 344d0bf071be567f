"""Many cases at once, on local cores: their replications are shared out, and looked at case by case."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

from ccsim.errors import CcsimError
from ccsim.verify.cases import Case
from ccsim.verify.check import Part, Prepared, Row, Trial, prepare_case, refused, replicate
from ccsim.verify.systems import CaseError
from ccsim.workers import not_to_interrupt, workers

AHEAD = 2
"""Replications handed out for each core, so that none waits for the next."""
Told = Callable[["Standing"], None]


@dataclass(frozen=True)
class Standing:
    """How far the cases are."""

    finished: int
    of: int
    under_way: tuple[str, ...]
    legs: int


@dataclass(frozen=True)
class Outcome:
    """What came of the cases, in their order; and why some could not be run."""

    rows: tuple[Row, ...]
    refusals: Mapping[str, str]

    @property
    def ok(self) -> bool:
        """Whether every measure of every case agrees."""
        return all(row.ok for row in self.rows)


def verify(
    cases: Sequence[Case], seed: int = 1, quick: bool = False, jobs: int = 1, told: Told = lambda standing: None
) -> Outcome:
    """Check the cases; the same seed gives the same rows whatever the number of jobs."""
    prepared, refusals = _prepare(cases, quick)
    if not prepared:
        raise CaseError("\n".join(f"{name}: {why}" for name, why in refusals.items()))
    suite = _Suite(tuple(prepared.items()), seed, quick, told)
    if jobs == 1:
        suite.run_here()
    else:
        suite.run_on(jobs)
    done = {trial.case.id: trial.rows() for trial in suite.trials}
    rows = [row for case in cases for row in done.get(case.id) or refused(case)]
    return Outcome(tuple(rows), refusals)


def _prepare(cases: Sequence[Case], quick: bool) -> tuple[dict[str, tuple[Case, Prepared]], dict[str, str]]:
    """The cases that can be run, and why the others cannot."""
    found: dict[str, tuple[Case, Prepared]] = {}
    refusals: dict[str, str] = {}
    for case in cases:
        try:
            found[case.id] = (case, prepare_case(case, quick))
        except CaseError as error:
            refusals[case.id] = str(error)
    return found, refusals


class _Suite:
    """The cases under way."""

    def __init__(
        self, prepared: tuple[tuple[str, tuple[Case, Prepared]], ...], seed: int, quick: bool, told: Told
    ) -> None:
        self.trials = [Trial(case, quick) for _, (case, _) in prepared]
        self.prepared = [ready for _, (_, ready) in prepared]
        self.seed, self.quick, self.told = seed, quick, told
        self.handed_out = [0] * len(self.trials)
        self.legs = 0

    def run_here(self) -> None:
        """One after another in this process."""
        for i, number in iter(self._next, None):
            self._take(i, number, replicate(self.prepared[i], self.seed, number))

    def run_on(self, jobs: int) -> None:
        """On so many processes; a case that awaits its last replications lets the next one begin."""
        cases = [trial.case for trial in self.trials]
        try:
            with workers(jobs, _start, cases, self.seed, self.quick) as pool:
                for (i, number), part in self._finished(pool.submit, AHEAD * jobs):
                    self._take(i, number, part)
        except BrokenProcessPool as error:
            raise CcsimError(
                "a worker process died (out of memory, or killed); run the same command again, with fewer --jobs if "
                "memory was short"
            ) from error

    def _finished(self, submit: Callable[..., Any], most: int) -> Iterator[tuple[tuple[int, int], Part]]:
        """Replications as they finish, with at most so many handed out."""
        futures: dict[Future[Part], tuple[int, int]] = {}
        while True:
            with not_to_interrupt():
                while len(futures) < most and (task := self._next()) is not None:
                    futures[submit(_replicate, *task)] = task
            if not futures:
                return
            done, _ = wait(futures, return_when=FIRST_COMPLETED)
            for future in done:
                yield futures.pop(future), future.result()

    def _next(self) -> tuple[int, int] | None:
        """The first case that wants a replication which nobody has, and its number."""
        for i, trial in enumerate(self.trials):
            if not trial.finished and self.handed_out[i] < trial.wanted:
                self.handed_out[i] += 1
                return i, self.handed_out[i] - 1
        return None

    def _take(self, i: int, number: int, part: Part) -> None:
        self.trials[i].take(number, part)
        self.legs += part.legs
        begun = [t for t, n in zip(self.trials, self.handed_out, strict=True) if n]
        under_way = tuple(t.case.id for t in begun if not t.finished)
        self.told(Standing(len(begun) - len(under_way), len(self.trials), under_way, self.legs))


# --- in a worker -----------------------------------------------------------------------------------------

_cases: Sequence[Case] = ()
_prepared: dict[int, Prepared] = {}
_luck = (0, False)


def _start(cases: Sequence[Case], seed: int, quick: bool) -> None:
    """A worker knows the cases, and makes ready those that it meets."""
    global _cases, _luck
    _cases, _luck = cases, (seed, quick)


def _replicate(i: int, number: int) -> Part:
    seed, quick = _luck
    if i not in _prepared:
        _prepared[i] = prepare_case(_cases[i], quick)
    return replicate(_prepared[i], seed, number)
