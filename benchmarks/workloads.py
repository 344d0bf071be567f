"""The two workloads that every case runs, in minutes unless a name says otherwise; nothing here imports a simulator.

W1, Erlang A: one queue in order of arrival, Poisson arrivals, exponential service and patience, one team; it starts
empty.

W2, a small contact center: four channels, three teams.
  - Issues arise as Poisson streams whose rate follows the half-hours of a twelve-hour day; days follow each other
    without a night between them.
  - A contact goes to the first team of its channel with somebody free, else it waits in its channel's queue.
  - Somebody who gets free takes what was handed over to the team first, then the longest wait among the team's
    urgent channels, then the longest wait among its others.
  - Voice and chat customers lose patience, on every leg anew; the others never do.
  - A first leg is handed over with a given chance: after a delay, the contact joins a queue that only the taking
    team serves, and its second leg takes a fixed part of a first one's time.
  - A contact that ends without a handover may leave the need unresolved; one that was abandoned always does. Some of
    those customers come back later, as new contacts on the same channel.
A customer is a contact: one that comes for the first time, or comes back.
"""

from dataclasses import dataclass

HALF_HOURS = 24
HALF_HOUR_MIN = 30.0
DAY_MIN = HALF_HOURS * HALF_HOUR_MIN
ANSWER_WITHIN_MIN = 20 / 60


@dataclass(frozen=True)
class ErlangA:
    """W1."""

    arrivals_per_hour: float = 600.0
    agents: int = 60
    service_min: float = 6.0
    patience_min: float = 2.0


@dataclass(frozen=True)
class Channel:
    """One channel of W2; `teams` in the order in which a contact tries them."""

    name: str
    per_day: float
    service_min: float
    patience_min: float | None
    teams: tuple[int, ...]
    hands_to: int


@dataclass(frozen=True)
class Center:
    """W2."""

    channels: tuple[Channel, ...] = (
        Channel("voice", 1200.0, 5.0, 3.0, teams=(0, 2), hands_to=2),
        Channel("chat", 900.0, 8.0, 6.0, teams=(1, 0), hands_to=0),
        Channel("email", 600.0, 6.0, None, teams=(1, 2), hands_to=2),
        Channel("social", 300.0, 4.0, None, teams=(2, 1), hands_to=1),
    )
    people: tuple[int, ...] = (12, 12, 10)
    urgent: tuple[tuple[int, ...], ...] = ((0, 1), (1,), (0,))
    """[team] channels that it serves after its handovers."""
    other: tuple[tuple[int, ...], ...] = ((), (2, 3), (2, 3))
    """[team] channels that it serves last."""
    handover: float = 0.15
    handover_delay_min: float = 2.0
    second_leg: float = 0.6
    unresolved: float = 0.3
    returns: float = 0.2
    return_delay_min: float = 60.0
    shape: tuple[float, ...] = (
        0.5, 0.7, 0.9, 1.1, 1.3, 1.4, 1.4, 1.3, 1.1, 1.0, 0.9, 0.9,
        1.0, 1.1, 1.2, 1.3, 1.3, 1.2, 1.0, 0.9, 0.8, 0.7, 0.5, 0.5,
    )  # fmt: skip
    """Relative volume of the day's half-hours."""


W1 = ErlangA()
W2 = Center()
