"""The cross-check's contact center as a network of queues in Ciw, with numbers of its own.

One node, the floor, holds all agents; three delay stations (nodes with a server for everybody) hold contacts on their
way to the office, customers who come back after a failure, and customers who come back after they left. A customer is
an issue, its class the channel and the reason of the leg under way. Arrivals, queues, priorities, reneging, service,
delays, changes of class and records are Ciw's own. Two things Ciw cannot say, and a node and a router of ours do:

- which servers may serve which class, for which its authors point to nodes of their own as well
  (https://github.com/CiwPython/Ciw/issues/221): `Floor`;
- where a customer goes by who served them, and how often they have come: `Outcome`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log, sqrt
from random import lognormvariate, random
from typing import Any

import ciw  # type: ignore[import-untyped]
import numpy as np

FLOOR, TO_OFFICE, AFTER_FAILURE, AFTER_LEAVING, EXIT = 1, 2, 3, 4, -1
EVERYBODY = float("inf")
FOLLOW_UP_MIN = 720.0
"""After the window, so that issues of the window end: six times the mean delay until a repeat."""

CHANNELS, REASONS = ("voice", "chat"), ("billing", "fault", "approval")
CLASSES = [(channel, reason) for channel in CHANNELS for reason in REASONS]
ARRIVALS_PER_MIN = {
    ("voice", "billing"): 1.0,
    ("voice", "fault"): 0.5,
    ("chat", "billing"): 0.4,
    ("chat", "fault"): 0.3,
}
AGENTS = {"front": 8, "tech": 11, "office": 3}
TEAM_OF = dict(enumerate((team for team, agents in AGENTS.items() for _ in range(agents)), start=1))
"""By the number of Ciw's server."""
SERVED_BY = {
    ("voice", "billing"): ("front", "tech"),
    ("voice", "fault"): ("tech",),
    ("chat", "billing"): ("tech", "front"),
    ("chat", "fault"): ("tech",),
    ("voice", "approval"): ("office",),
    ("chat", "approval"): ("office",),
}
"""Teams in the order in which an arrival tries them."""
TIER = {"voice": 1, "chat": 2}
PATIENCE_MIN = {"voice": 3.0, "chat": 5.0}
HANDLE_MIN = {"billing": 5.0, "fault": 8.0, "approval": 6.0}
RESOLVABLE = {"billing": 0.95, "fault": 0.9, "approval": 0.96}
PROFICIENCY = {
    ("front", "billing"): 0.9,
    ("tech", "billing"): 0.7,
    ("tech", "fault"): 0.85,
    ("office", "approval"): 0.95,
}
SLOWNESS, HANDLE_CV = 0.8, 1.0
APPROVAL_CHANCE, TO_OFFICE_MIN = 0.12, 1.0
REPEAT_CHANCE, REPEAT_MIN = 0.7, 120.0
RETRY_CHANCE, RETRY_MIN = 0.5, 10.0
MOST_CONTACTS = 6


def simulate(seed: int, warmup_min: float, window_min: float) -> dict[str, float]:
    """Measures of one replication, of what begins in the window after the warm-up."""
    ciw.seed(seed)
    simulation = ciw.Simulation(network(), node_class=[Floor, ciw.Node, ciw.Node, ciw.Node], individual_class=Customer)
    simulation.simulate_until_max_time(warmup_min + window_min + FOLLOW_UP_MIN)
    customers = [person for node in simulation.nodes[1:] for person in node.all_individuals]
    return measures(customers, warmup_min, warmup_min + window_min)


# --- the network -----------------------------------------------------------------------------------------


def network() -> Any:
    """The floor and the three delay stations."""
    return ciw.create_network(
        arrival_distributions=_by_class(lambda c: [_exponential(ARRIVALS_PER_MIN.get(c)), None, None, None]),
        service_distributions=_by_class(
            lambda c: [HandleTime(c[1]), *(_exponential(1 / mean) for mean in (TO_OFFICE_MIN, REPEAT_MIN, RETRY_MIN))]
        ),
        reneging_time_distributions=_by_class(lambda c: [_exponential(1 / PATIENCE_MIN[c[0]]), None, None, None]),
        number_of_servers=[sum(AGENTS.values()), EVERYBODY, EVERYBODY, EVERYBODY],
        priority_classes=_by_class(lambda c: 0 if c[1] == "approval" else TIER[c[0]]),
        server_priority_functions=[by_team_then_longest_idle, None, None, None],
        routing=_by_class(lambda c: ciw.routing.NetworkRouting([Outcome(c[1]), *(ciw.routing.Direct(FLOOR),) * 3])),
        class_change_matrices=[_becomes({}), _becomes(APPROVALS), _becomes(ORIGINALS), _becomes(ORIGINALS)],
    )


def _by_class(value: Any) -> dict[str, Any]:
    return {_name(c): value(c) for c in CLASSES}


def _name(channel_and_reason: tuple[str, str]) -> str:
    return " ".join(channel_and_reason)


def _exponential(rate: float | None) -> Any:
    return None if rate is None else ciw.dists.Exponential(rate)


APPROVALS = {(channel, "billing"): (channel, "approval") for channel in CHANNELS}
ORIGINALS = {(channel, "approval"): (channel, "billing") for channel in CHANNELS}
"""Only billing leads to an approval, so whoever comes back from one comes about billing."""


def _becomes(changes: dict[tuple[str, str], tuple[str, str]]) -> dict[str, dict[str, float]]:
    """Which class leaves a node as which; a matrix that changes nothing where nothing is said."""
    return {_name(a): {_name(b): float(b == changes.get(a, a)) for b in CLASSES} for a in CLASSES}


def by_team_then_longest_idle(server: Any, customer: Any) -> tuple[int, float]:
    """Ciw asks for the server with the least of this; it stamps `total_time` when a server becomes free."""
    return _teams_for(customer).index(TEAM_OF[server.id_number]), server.total_time


def _teams_for(customer: Any) -> tuple[str, ...]:
    channel, reason = customer.customer_class.split()
    return SERVED_BY[channel, reason]


class Customer(ciw.Individual):  # type: ignore[misc]
    """One issue."""

    contacts = 1
    resolved = False


class HandleTime(ciw.dists.Distribution):  # type: ignore[misc]
    """Lognormal, with a mean that depends on who serves."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.sigma = sqrt(log(1.0 + HANDLE_CV**2))

    def sample(self, t: float | None = None, ind: Any = None) -> float:
        proficiency = PROFICIENCY[TEAM_OF[ind.server.id_number], self.reason]
        mean = HANDLE_MIN[self.reason] * (1.0 + SLOWNESS * (1.0 - proficiency))
        return lognormvariate(log(mean) - self.sigma**2 / 2, self.sigma)


class Floor(ciw.Node):  # type: ignore[misc]
    """A node of which every server serves some classes only.

    Nobody waits for whom an agent is free. So of all on the floor only those can start for whom one is: the one who
    has just joined, or those whom the agent just freed may serve.
    """

    def find_free_server(self, ind: Any) -> Any:
        teams = _teams_for(ind)
        free = [server for server in self.servers if not server.busy and TEAM_OF[server.id_number] in teams]
        return min(free, key=lambda server: self.server_priority_function(server, ind), default=None)

    def choose_next_customer(self) -> Any:
        for tier in self.individuals:
            ready = [ind for ind in tier if not ind.server and self.find_free_server(ind) is not None]
            if ready:
                return self.service_discipline(ready, self.now)
        return None

    def accept(self, next_individual: Any, completed: bool = False) -> None:
        # Ciw (3.2.7) would look for one who reneges in the queue of the class before the last change.
        next_individual.previous_class = next_individual.customer_class
        next_individual.prev_priority_class = next_individual.priority_class
        super().accept(next_individual, completed)


class Outcome(ciw.routing.NodeRouting):  # type: ignore[misc]
    """Where a customer goes from the floor."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def next_node(self, ind: Any) -> Any:
        if self.reason == "billing" and random() < APPROVAL_CHANCE:
            return self.simulation.nodes[TO_OFFICE]
        proficiency = PROFICIENCY[TEAM_OF[ind.server.id_number], self.reason]
        ind.resolved = random() < RESOLVABLE[self.reason] * proficiency
        return self.simulation.nodes[EXIT] if ind.resolved else self._back(ind, REPEAT_CHANCE, AFTER_FAILURE)

    def next_node_for_jockeying(self, ind: Any) -> Any:
        return self._back(ind, RETRY_CHANCE, AFTER_LEAVING)

    def _back(self, ind: Any, chance: float, node: int) -> Any:
        if ind.contacts == MOST_CONTACTS or random() >= chance:
            return self.simulation.nodes[EXIT]
        ind.contacts += 1
        return self.simulation.nodes[node]


# --- what Ciw's records say ------------------------------------------------------------------------------


@dataclass
class Contact:
    """The visits to the floor from one coming of a customer until they are helped, fail or leave."""

    visits: list[Any]

    @property
    def began(self) -> float:
        return float(self.visits[0].arrival_date)

    @property
    def channel(self) -> str:
        return str(self.visits[0].customer_class.split()[0])

    @property
    def abandoned(self) -> bool:
        return bool(self.visits[-1].record_type == "renege")


def measures(customers: list[Any], start: float, end: float) -> dict[str, float]:
    """By the names that all programs use, from who came to the floor within the window."""
    contacts_of = {customer: contacts(customer.data_records) for customer in customers if customer.data_records}
    issues = {c: own for c, own in contacts_of.items() if start <= own[0].began < end}
    window = [contact for own in contacts_of.values() for contact in own if start <= contact.began < end]
    visits = [visit for own in contacts_of.values() for contact in own for visit in contact.visits]
    approvals = [visit for visit in visits if "approval" in visit.customer_class and start <= visit.arrival_date < end]
    by_channel = {channel: [c for c in window if c.channel == channel] for channel in CHANNELS}
    return {
        **{f"wait_min.{name}": _mean(c.visits[0].waiting_time for c in own) for name, own in by_channel.items()},
        "wait_min.office": _mean(visit.waiting_time for visit in approvals),
        **{f"abandonment.{name}": _mean(c.abandoned for c in own) for name, own in by_channel.items()},
        "fcr": _mean(customer.resolved and len(own) == 1 for customer, own in issues.items()),
        "contacts_per_issue": _mean(len(own) for own in issues.values()),
        "resolved": _mean(customer.resolved for customer in issues),
        **occupancies(visits, start, end),
    }


def contacts(records: list[Any]) -> list[Contact]:
    """The records of one customer, cut after every visit that does not lead to the office."""
    cut: list[Contact] = []
    goes_on = False
    for visit in (record for record in records if record.node == FLOOR):
        if goes_on:
            cut[-1].visits.append(visit)
        else:
            cut.append(Contact([visit]))
        goes_on = visit.destination == TO_OFFICE
    return cut


def occupancies(visits: list[Any], start: float, end: float) -> dict[str, float]:
    """Time in service within the window, over the agents' time."""
    busy = dict.fromkeys(AGENTS, 0.0)
    for visit in visits:
        if visit.record_type == "service":
            inside = min(visit.service_end_date, end) - max(visit.service_start_date, start)
            busy[TEAM_OF[visit.server_id]] += max(inside, 0.0)
    return {f"occupancy.{team}": busy[team] / (agents * (end - start)) for team, agents in AGENTS.items()}


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))
