"""The study: which world, which structures, what is fair, and how the experiment runs."""

from typing import Annotated, Literal

from pydantic import Field

from ccsim.scenario.measures import is_share
from ccsim.scenario.quantities import DurationOrAuto, Positive, PositiveDuration
from ccsim.scenario.vocabulary import Part

USUAL_MARGIN = 0.01
"""Of shares."""
PracticeName = Literal["well_run", "typical"]


class Study(Part):
    """One question put to several structures in one world."""

    kind: Literal["study"]
    """What this file is."""
    title: str
    """The question in a few words, which tables and charts show."""
    world: str
    """A world's name, or a path from this file's folder."""
    structures: Annotated[tuple[str, ...], Field(min_length=1)]
    """Names of structures, or paths from this file's folder."""
    baseline: str | None = None
    """The structure that the others are compared with; the first unless given."""
    primary: str = "fcr"
    """The measure that decides (a key of the results, such as fcr or wait_min.voice)."""
    measures: tuple[str, ...] = ()
    """More measures from which the study draws conclusions: the intervals of their differences and of the primary
    measure's hold all together."""
    fairness: Literal["equal people", "unlike people"] = "equal people"
    """equal people: the same persons for the same paid hours under every structure, checked; unlike people: as the
    structures place them, which compares more than ownership."""
    slow_state: Literal["today", "mature"] = "mature"
    """Where skill and knowledge start: today: the same for all; mature: where each structure's own would settle."""
    practice: PracticeName = "well_run"
    """well_run: the world's one good practice for all; typical: each structure's own."""
    beside: PracticeName | None = None
    """A second practice shown beside the first, to tell ownership from habit."""
    warmup: DurationOrAuto
    """Time from the start that no measure counts; auto: whole weeks, chosen from a trial (docs/statistics.md)."""
    start: Literal["settled", "empty"] = "settled"
    """settled: the warm-up hides that the first day begins without a backlog; empty: it is meant to, as at a launch,
    and there is no warm-up."""
    window: PositiveDuration
    """Time after the warm-up in which the cohort's issues arise; 14 days of follow-up come after it."""
    replications: Annotated[int, Field(ge=1, le=100_000)] = 10
    """How often the window is simulated, each time with other luck."""
    precision: Positive | None = None
    """Simultaneous half-width on the primary measure to reach instead of a fixed number of replications."""
    select: bool = False
    """Replicate until the best structure is chosen instead of a fixed number of times; those that are clearly worse
    drop out on the way, and `margin` is the difference that does not matter."""
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 1
    """Seed of all luck: the same seed gives the same numbers."""
    level: Annotated[float, Field(gt=0.5, lt=1.0)] = 0.95
    """How often intervals are to hold the truth."""
    margin: Positive | None = None
    """Smallest difference on the primary measure that matters in practice, in the measure's unit; 0.01, a point, for
    shares unless given, and none for other measures: then nothing is said of what matters."""

    def with_margin(self) -> "Study":
        """The study with the margin that holds where it gives none."""
        usual = USUAL_MARGIN if self.margin is None and is_share(self.primary) else self.margin
        return self.model_copy(update={"margin": usual})

    @property
    def is_open_ended(self) -> bool:
        """Whether the replications themselves decide how many it takes."""
        return self.precision is not None or self.select
