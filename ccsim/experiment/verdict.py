"""The verdict in one plain sentence, after the numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from ccsim.experiment import format
from ccsim.experiment.format import Scale
from ccsim.experiment.lead import lead_scales
from ccsim.experiment.spelling import spelled
from ccsim.inference.intervals import Interval
from ccsim.inference.selection import Selection


@dataclass(frozen=True)
class Standing:
    """One structure on the primary measure."""

    name: str
    title: str
    level: format.Interval
    against_rest: Interval
    """Positive is better than the best other one."""
    probability_best: float | None = None
    """Of simulation noise only."""


@dataclass(frozen=True)
class Terms:
    """What a verdict is about."""

    key: str
    currency: str
    margin: float | None
    level: float
    under: str
    """On what terms the structures were compared."""


def verdict_text(standings: Sequence[Standing], terms: Terms, replications: int) -> str:
    """Who wins by how much, or that nobody clearly does and what it would take to tell; `standings` best first."""
    subject = subject_of(terms.key)
    best, second = standings[0], standings[1]
    gap = best.against_rest
    if gap.mean is None or gap.low is None or gap.high is None:
        if replications > 1:
            return (
                f"No verdict: too few of the {replications} replications have a value of {subject} in all structures."
            )
        return f"No verdict: one replication of {subject} tells nothing of chance; ask for at least 2 replications."
    levels, leads = lead_scales(terms.key, [s.level for s in standings], spelled(gap), terms.margin, terms.currency)
    first, other, lead = _value(levels, best), _value(levels, second), leads.with_unit(leads.number(gap.mean))
    if gap.low == gap.high == 0.0:
        return (
            f"No clear winner on {subject}: {best.title} and {second.title} are the same in every replication "
            f"({first}), {terms.under}."
        )
    interval = f"{terms.level * 100:g} % interval {leads.number(gap.low)} to {leads.number(gap.high)}"
    if gap.low > 0.0:
        what = PHRASES.get(terms.key, f"is best on {subject}")
        told = f"{first} against {other} for the next best, {second.title}"
        return (
            f"{best.title} {what}: {told}; {lead} apart ({interval}{_too_little(gap.mean, terms.margin, leads)}), "
            f"{terms.under}.{_noise(best.probability_best)}"
        )
    more = to_tell(gap, replications)
    tell = f" At this spread about {more:,} replications would tell." if more is not None else ""
    return (
        f"No clear winner on {subject}: {best.title} ({first}) leads {second.title} ({other}) by {lead}, but the "
        f"{interval} does not exclude 0, {terms.under}.{tell}"
    )


def choice_text(standings: Sequence[Standing], terms: Terms, state: Selection) -> str:
    """What was chosen and with what assurance, or that nothing was yet; the chosen one first, then by mean."""
    first, second = standings[0], standings[1]
    if not state.is_over:
        return (
            f"No choice on {subject_of(terms.key)} yet: {len(state.survivors)} structures are still in the race after "
            f"{max(state.replications)} replications, {terms.under}."
        )
    levels = format.scale_for(terms.key, [s.level for s in standings], terms.currency)
    margin = format.format_difference(terms.key, {"mean": terms.margin}, terms.currency).removeprefix("+")
    return (
        f"Choose {first.title} on {subject_of(terms.key)} ({_value(levels, first)}, the next best {second.title} "
        f"{_value(levels, second)}): it is the best with at least {terms.level * 100:g} % probability if the best "
        f"leads by {margin}, the difference that matters, or more, {terms.under}."
    )


def subject_of(key: str) -> str:
    """A measure as a sentence speaks of it."""
    stem, _, of = key.partition(".")
    words = SUBJECTS.get(stem, stem.replace("_", " "))
    return f"{words} ({of.replace('_', ' ')})" if of else words


def _value(scale: Scale, standing: Standing) -> str:
    return scale.with_unit(scale.number(standing.level.get("mean")))


def _too_little(gap: float, margin: float | None, leads: Scale) -> str:
    if margin is None or gap >= margin:
        return ""
    return f", a real difference but below the practical margin of {leads.with_unit(leads.number(margin))}"


def _noise(chance: float | None) -> str:
    """Nothing where there are too few replications to redraw."""
    if chance is None:
        return ""
    times = "more than 99 times in 100" if chance > 0.99 else f"{chance * 100:.0f} times in 100"
    return f" Simulation noise alone would leave it best {times}."


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
