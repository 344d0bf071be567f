"""The verdict in one plain sentence, after the numbers."""

from dataclasses import dataclass

from ccsim.inference.intervals import Interval

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Standing:
    """One structure on the primary measure."""

    name: str
    title: str
    mean: float
    against_rest: Interval
    """Positive is better than the best other one."""


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
        return f"{x * self.factor:.{self.decimals}f}".replace("-", MINUS)

    def difference(self, x: float) -> str:
        """A difference with its unit."""
        return self.number(x) + self.difference_unit


SHARE = Scale(100.0, 1, " %", " points")


def verdict_text(
    standings: list[Standing],
    key: str,
    scale: Scale,
    margin: float,
    level: float,
    fairness: str,
    practice: str,
) -> str:
    """Who wins by how much, or that nobody clearly does and what it would take to tell; `standings` best first."""
    what = PHRASES.get(key, f"is best on {key}")
    terms = f"at {fairness}, {PRACTICES[practice]}"
    best, second = standings[0], standings[1]
    gap = best.against_rest
    if gap.mean is None or gap.low is None or gap.high is None:
        return f"No verdict: one replication of {key} tells nothing of chance; ask for at least 2 replications."
    interval = f"{level * 100:g} % interval {scale.number(gap.low)} to {scale.number(gap.high)}"
    if gap.low > 0.0:
        small = f", a real difference but below the practical margin of {scale.difference(margin)}"
        apart = f"{scale.difference(gap.mean)} apart ({interval}{small if gap.mean < margin else ''})"
        return (
            f"{best.title} {what}: {scale.value(best.mean)} against {scale.value(second.mean)} for the next best, "
            f"{second.title}; {apart}, {terms}."
        )
    return (
        f"No clear winner on {key}: {best.title} ({scale.value(best.mean)}) leads {second.title} "
        f"({scale.value(second.mean)}) by {scale.difference(gap.mean)}, but the {interval} does not exclude 0, {terms}."
    )


PHRASES = {"fcr": "resolves most issues at first contact"}
PRACTICES = {"well_run": "all well run", "typical": "each run as is typical for it"}


def to_tell(gap: Interval, replications: int) -> int | None:
    """Replications after which an interval of the present spread would exclude 0; None if the gap is nil."""
    if gap.mean is None or gap.half_width is None or gap.mean <= 0.0:
        return None
    return int(replications * (gap.half_width / gap.mean) ** 2) + 1
