"""The verdict in one plain sentence, after the numbers."""

from dataclasses import dataclass, replace

from ccsim.experiment.rounding import telling
from ccsim.inference.intervals import Interval
from ccsim.inference.selection import Selection

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Standing:
    """One structure on the primary measure."""

    name: str
    title: str
    mean: float
    against_rest: Interval
    """Positive is better than the best other one."""
    probability_best: float | None = None
    """Of simulation noise only."""


@dataclass(frozen=True)
class Scale:
    """How a measure is written."""

    factor: float
    decimals: int
    unit: str
    difference_unit: str

    def value(self, x: float) -> str:
        """A value with its unit."""
        return f"{x * self.factor:.{self.decimals}f}{self.unit}"

    def number(self, x: float) -> str:
        """A difference without its unit."""
        return f"{round(x * self.factor, self.decimals) + 0.0:.{self.decimals}f}".replace("-", MINUS)

    def difference(self, x: float) -> str:
        """A difference with its unit."""
        return self.number(x) + self.difference_unit

    def telling(self, apart: list[tuple[float, float]], lead: tuple[float, float, float]) -> "Scale":
        """The same with as many more decimals as what is said of these values needs: `rounding.telling`."""
        pairs = [(a * self.factor, b * self.factor) for a, b in apart]
        first, second, gap = (x * self.factor for x in lead)
        return replace(self, decimals=telling(self.decimals, pairs, [(first, second, gap)]))


SHARE = Scale(100.0, 1, " %", " points")


@dataclass(frozen=True)
class Terms:
    """What a verdict is about."""

    key: str
    scale: Scale
    margin: float
    level: float
    under: str
    """On what terms the structures were compared."""


def verdict_text(standings: list[Standing], terms: Terms, replications: int) -> str:
    """Who wins by how much, or that nobody clearly does and what it would take to tell; `standings` best first."""
    key, scale, subject = terms.key, terms.scale, subject_of(terms.key)
    best, second = standings[0], standings[1]
    gap = best.against_rest
    if gap.mean is None or gap.low is None or gap.high is None:
        if replications > 1:
            return (
                f"No verdict: too few of the {replications} replications have a value of {subject} in all structures."
            )
        return f"No verdict: one replication of {subject} tells nothing of chance; ask for at least 2 replications."
    ends = [(end, 0.0) for end in (gap.low, gap.high) if gap.low > 0.0]
    pairs = [(best.mean, second.mean), (gap.mean, terms.margin), *ends]
    scale = scale.telling(pairs, (best.mean, second.mean, gap.mean))
    interval = f"{terms.level * 100:g} % interval {scale.number(gap.low)} to {scale.number(gap.high)}"
    if gap.low > 0.0:
        what = PHRASES.get(key, f"is best on {subject}")
        small = f", a real difference but below the practical margin of {scale.difference(terms.margin)}"
        apart = f"{scale.difference(gap.mean)} apart ({interval}{small if gap.mean < terms.margin else ''})"
        noise = f"Simulation noise alone would leave it best {_in_how_many(best.probability_best)}."
        return (
            f"{best.title} {what}: {scale.value(best.mean)} against {scale.value(second.mean)} for the next best, "
            f"{second.title}; {apart}, {terms.under}. {noise}"
        )
    more = to_tell(gap, replications)
    tell = f" At this spread about {more:,} replications would tell." if more is not None else ""
    return (
        f"No clear winner on {subject}: {best.title} ({scale.value(best.mean)}) leads {second.title} "
        f"({scale.value(second.mean)}) by {scale.difference(gap.mean)}, but the {interval} does not exclude 0, "
        f"{terms.under}.{tell}"
    )


def choice_text(standings: list[Standing], terms: Terms, state: Selection) -> str:
    """What was chosen and with what assurance, or that nothing was yet; the chosen one first, then by mean."""
    scale, first, second = terms.scale, standings[0], standings[1]
    margin = scale.difference(terms.margin)
    if not state.is_over:
        return (
            f"No choice on {subject_of(terms.key)} yet: {len(state.survivors)} structures are still in the race after "
            f"{max(state.replications)} replications, {terms.under}."
        )
    return (
        f"Choose {first.title} on {subject_of(terms.key)} ({scale.value(first.mean)}, the next best {second.title} "
        f"{scale.value(second.mean)}): it is the best with at least {terms.level * 100:g} % probability if the best "
        f"leads by {margin}, the difference that matters, or more, {terms.under}."
    )


def subject_of(key: str) -> str:
    """A measure as a sentence speaks of it."""
    stem, _, of = key.partition(".")
    words = SUBJECTS.get(stem, stem.replace("_", " "))
    return f"{words} ({of.replace('_', ' ')})" if of else words


def _in_how_many(chance: float | None) -> str:
    return "more than 99 times in 100" if chance is None or chance > 0.99 else f"{chance * 100:.0f} times in 100"


PHRASES = {"fcr": "resolves most issues at first contact"}
SUBJECTS = {
    "fcr": "resolution at first contact",
    "fcr_one_team": "resolution at first contact without a handoff",
    "resolved": "issues resolved",
    "lost": "issues lost",
    "wait_min": "the mean wait",
    "wait_min_median": "the median wait",
    "wait_min_p90": "the wait of the slowest tenth",
    "cost_per_resolved": "cost per resolved issue",
    "time_to_resolution_h": "time to resolution",
    "main_work_displaced_h": "main work displaced",
}
PRACTICES = {"well_run": "all well run", "typical": "each run as is typical for it"}


def to_tell(gap: Interval, replications: int) -> int | None:
    """Replications after which an interval of the present spread would exclude 0; None if the gap is nil.

    What has to shrink is the reach below the mean: the interval need not be symmetric.
    """
    if gap.mean is None or gap.low is None or gap.mean <= 0.0:
        return None
    return int(replications * ((gap.mean - gap.low) / gap.mean) ** 2) + 1
