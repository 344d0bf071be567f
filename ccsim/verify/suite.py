"""Many cases at once, on local cores: their replications are shared out, and looked at case by case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ccsim.engine.engines import EngineName
from ccsim.errors import CcsimError
from ccsim.verify.cases import Case
from ccsim.verify.check import Part, Prepared, Row, Trial, prepare_case, refused, replicate
from ccsim.verify.systems import CaseError
from ccsim.workers import Failed, Place, crew

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
    cases: Sequence[Case],
    seed: int = 1,
    quick: bool = False,
    jobs: int = 1,
    told: Told = lambda standing: None,
    engine: EngineName = "simpy",
) -> Outcome:
    """Check the cases; the same seed gives the same rows whatever the number of jobs."""
    prepared, refusals = _prepare(cases, quick)
    if not prepared:
        raise CaseError("\n".join(f"{name}: {why}" for name, why in refusals.items()))
    suite = _Suite(tuple(prepared.items()), seed, quick, told, engine)
    suite.run(Place(jobs))
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
        self,
        prepared: tuple[tuple[str, tuple[Case, Prepared]], ...],
        seed: int,
        quick: bool,
        told: Told,
        engine: EngineName,
    ) -> None:
        self.trials = [Trial(case, quick) for _, (case, _) in prepared]
        self.prepared = tuple(ready for _, (_, ready) in prepared)
        self.seed, self.told, self.engine = seed, told, engine
        self.handed_out = [0] * len(self.trials)
        self.legs = 0

    def run(self, place: Place) -> None:
        """A case that awaits its last replications lets the next one begin."""
        shared = _Shared(self.prepared, self.seed, self.engine)
        with crew(_replicate, shared, place) as workers:
            for (i, number), part in workers.run(self._next):
                if isinstance(part, Failed):
                    raise CcsimError(f"{self.trials[i].case.id}: replication {number} failed: {part.reason}")
                self._take(i, number, part)

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


@dataclass(frozen=True)
class _Shared:
    """What all replications of the cases need."""

    prepared: tuple[Prepared, ...]
    seed: int
    engine: EngineName


def _replicate(shared: _Shared, task: tuple[int, int]) -> Part:
    i, number = task
    return replicate(shared.prepared[i], shared.seed, number, shared.engine)
