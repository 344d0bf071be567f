"""Queueing systems, as a case describes them whatever its words."""

from dataclasses import dataclass

import numpy as np

from ccsim.errors import CcsimError

MINUTES_A_DAY = 1440


class CaseError(CcsimError):
    """A case says something that the engine has no word for."""

    exit_code = 2


@dataclass(frozen=True)
class Law:
    """A random time: its mean in minutes, and its coefficient of variation if lognormal (exponential: None)."""

    mean_min: float
    cv: float | None = None


@dataclass(frozen=True)
class Patience:
    """How long a class waits before it leaves."""

    time: Law
    balk: float = 0.0


@dataclass(frozen=True)
class Again:
    """Who comes back, and after what mean time."""

    probability: float
    delay_min: float


@dataclass(frozen=True)
class Class:
    """Contacts that are alike."""

    arrival_per_min: float
    """Mean over the time in which they come at all."""
    handle_min: tuple[float, ...]
    """Mean by pool; of the pools that do not serve it, any number."""
    handle_cv: float | None
    """Lognormal with this coefficient of variation; None: exponential."""
    patience: Patience | None
    tries: tuple[int, ...]
    """Pools in the order in which an arrival tries them."""
    transfers: tuple[float, ...] = ()
    """Chance of going on to each class after service."""
    deferrable: bool = False
    """Written: it may be interrupted."""
    name: str = ""
    """What measures call it, where the case names its classes."""
    cost_per_hour: float = 0.0
    """Of those who handle it."""


@dataclass(frozen=True)
class Pool:
    """Agents that are alike, and the tiers of classes in which a freed one looks for work."""

    agents: int
    takes: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Rhythm:
    """How arrivals and staff change over a cycle, which is one day of the engine whatever the case's clock says."""

    volumes: tuple[float, ...]
    """Relative arrivals in equal periods, the first at the day's start."""
    period_min: float
    """Length of a period in the case."""
    slot_min: int
    """Length of a period in the engine's day."""
    staff: tuple[int, ...] = ()
    """Agents in equal parts of the same time, the last of them until the next cycle; empty: always all."""

    @property
    def pace(self) -> float:
        """The engine's minutes for one of the case's."""
        return self.slot_min / self.period_min

    @property
    def open_min(self) -> int:
        """The engine's minutes of a day in which contacts come; the rest is a night in which queues are drained."""
        return len(self.volumes) * self.slot_min

    @property
    def night(self) -> bool:
        """Whether every cycle starts empty."""
        return self.open_min < MINUTES_A_DAY

    @property
    def peak(self) -> float:
        """The highest volume relative to the mean."""
        return max(self.volumes) * len(self.volumes) / sum(self.volumes)

    def staff_share(self) -> float:
        """Mean staff while contacts come, relative to the most."""
        return sum(self.staff) / len(self.staff) / max(self.staff) if self.staff else 1.0


@dataclass(frozen=True)
class System:
    """Classes of contacts and pools of agents."""

    classes: tuple[Class, ...]
    pools: tuple[Pool, ...]
    concurrency: int = 1
    slowdown: float = 0.0
    after_failure: Again | None = None
    """Contacts that do not resolve, all of which come back."""
    after_blocked: Again | None = None
    after_abandonment: Again | None = None
    one_channel: bool = False
    """All classes come on one channel, first come first served; else each has its own."""
    trunks: tuple[int, ...] = ()
    """Most contacts in the system, by channel; empty: no limit."""
    interrupts: bool = False
    """Real-time contacts interrupt deferrable ones, which are resumed."""
    unlimited: bool = False
    """So many agents that nobody waits."""
    rhythm: Rhythm | None = None
    busyness_cv: float = 0.0
    served: bool = True
    """Contacts are handled; else they only arrive."""
    within_s: float = 20.0
    """Threshold of the service level."""
    level: str = "sl_offered"
    """What the case calls the service level."""

    @property
    def pace(self) -> float:
        """The engine's minutes for one of the case's."""
        return self.rhythm.pace if self.rhythm else 1.0

    def rates(self) -> tuple[float, ...]:
        """Contacts per minute that join each class, transfers and repeats included, if nobody leaves."""
        return joint_rates(self.classes, self.after_failure)

    def cycle_contacts(self) -> float:
        """Mean number of new contacts in one day of the engine."""
        return sum(c.arrival_per_min for c in self.classes) * self._open_case_min()

    def _open_case_min(self) -> float:
        return self.rhythm.open_min / self.rhythm.pace if self.rhythm else float(MINUTES_A_DAY)


def joint_rates(classes: tuple[Class, ...], after_failure: Again | None = None) -> tuple[float, ...]:
    """Contacts per minute that join each class: those from outside, transfers and repeats."""
    external = np.array([c.arrival_per_min for c in classes])
    moves = np.array([c.transfers or (0.0,) * len(classes) for c in classes])
    joined = np.linalg.solve(np.eye(len(external)) - moves.T, external)
    return tuple((joined / (1.0 - after_failure.probability if after_failure else 1.0)).tolist())
