"""An independent process-per-customer SimPy implementation to check the engine.

It was written from the model's description alone, without sight of the engine.

One process per issue: the customer makes a contact, waits for an agent, is served leg by leg, and perhaps comes back.
Time is in minutes.
"""

import math
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import simpy

FOLLOW_UP_MIN = 3 * 1440.0
OFFICE = "office"

# New issues per minute, by channel and reason.
ARRIVALS = {("voice", "billing"): 1.0, ("voice", "fault"): 0.5, ("chat", "billing"): 0.4, ("chat", "fault"): 0.3}

AGENTS = {"front": 8, "tech": 11, OFFICE: 3}
PROFICIENCY = {
    ("front", "billing"): 0.9,
    ("tech", "billing"): 0.7,
    ("tech", "fault"): 0.85,
    (OFFICE, "approval"): 0.95,
}

# The teams that an arrival tries, in order, by line.
TEAMS_OF_LINE = {
    "voice billing": ("front", "tech"),
    "voice fault": ("tech",),
    "chat billing": ("tech", "front"),
    "chat fault": ("tech",),
    OFFICE: (OFFICE,),
}
# The lines that a freed agent scans, tier by tier, by team.
TIERS_OF_TEAM = {
    "front": (("voice billing",), ("chat billing",)),
    "tech": (("voice billing", "voice fault"), ("chat billing", "chat fault")),
    OFFICE: ((OFFICE,),),
}

BASE_HANDLE_MIN = {"billing": 5.0, "fault": 8.0, "approval": 6.0}
HANDLE_CV = 1.0
SPEED_SLOPE = 0.8
RESOLVABLE = {"billing": 0.95, "fault": 0.9, "approval": 0.96}

NEXT_STEP_CHANCE = {"billing": 0.12, "fault": 0.0, "approval": 0.0}
HANDOFF_DELAY_MIN = 1.0

PATIENCE_MIN = {"voice": 3.0, "chat": 5.0}
RETURN_CHANCE = {"unresolved": 0.7, "abandoned": 0.5}
RETURN_DELAY_MIN = {"unresolved": 120.0, "abandoned": 10.0}
MAX_CONTACTS = 6

T = TypeVar("T")
Process = Generator[simpy.Event, Any, T]


@dataclass(eq=False)
class Agent:
    """A person of a team, with the minutes spent busy inside the window."""

    team: str
    busy_min: float = 0.0


@dataclass(eq=False)
class Leg:
    """A stay in a line, and the service that follows unless the customer abandons."""

    line: str
    joined: float
    offer: simpy.Event
    wait: float = math.nan


@dataclass(eq=False)
class Contact:
    """One attempt by the customer, whose outcome is resolved, unresolved or abandoned once it has ended."""

    channel: str
    began: float
    legs: list[Leg] = field(default_factory=list)
    outcome: str | None = None


@dataclass(eq=False)
class Issue:
    """One customer's need, which ends resolved or lost."""

    channel: str
    reason: str
    arose: float
    contacts: list[Contact] = field(default_factory=list)
    outcome: str | None = None


class Center:
    """The contact center: its agents, its lines and the processes of its customers."""

    def __init__(self, seed: int, warmup_min: float, window_min: float) -> None:
        """Set up an empty center in which every agent is idle."""
        self.env = simpy.Environment()
        self.rng = np.random.default_rng(seed)
        self.start = warmup_min
        self.end = warmup_min + window_min
        self.agents = {team: [Agent(team) for _ in range(count)] for team, count in AGENTS.items()}
        self.idle = {team: list(agents) for team, agents in self.agents.items()}  # longest idle first
        self.lines: dict[str, list[Leg]] = {line: [] for line in TEAMS_OF_LINE}  # longest wait first
        self.issues: list[Issue] = []

    def run(self) -> None:
        """Let issues arise and customers act until the follow-up after the window is over."""
        for (channel, reason), rate in ARRIVALS.items():
            self.env.process(self.arrivals(channel, reason, rate))
        self.env.run(until=self.end + FOLLOW_UP_MIN)

    def arrivals(self, channel: str, reason: str, rate: float) -> Process[None]:
        """Start new issues of one channel and reason as a Poisson stream."""
        while True:
            yield self.env.timeout(self.rng.exponential(1.0 / rate))
            issue = Issue(channel, reason, self.env.now)
            self.issues.append(issue)
            self.env.process(self.pursue(issue))

    def pursue(self, issue: Issue) -> Process[None]:
        """Make contact after contact until the issue is resolved or lost."""
        while True:
            contact = Contact(issue.channel, self.env.now)
            issue.contacts.append(contact)
            contact.outcome = yield from self.converse(contact, issue.reason)
            if contact.outcome == "resolved":
                issue.outcome = "resolved"
                return
            if len(issue.contacts) >= MAX_CONTACTS or not self.happens(RETURN_CHANCE[contact.outcome]):
                issue.outcome = "lost"
                return
            yield self.env.timeout(self.rng.exponential(RETURN_DELAY_MIN[contact.outcome]))

    def converse(self, contact: Contact, reason: str) -> Process[str]:
        """Go through the legs of a contact and return how it ends."""
        line = f"{contact.channel} {reason}"
        while True:
            agent = yield from self.reach_agent(contact, line)
            if agent is None:
                return "abandoned"
            yield from self.serve(agent, reason)
            if not self.happens(NEXT_STEP_CHANCE[reason]):
                resolved = self.happens(RESOLVABLE[reason] * PROFICIENCY[agent.team, reason])
                return "resolved" if resolved else "unresolved"
            line, reason = OFFICE, "approval"
            yield self.env.timeout(self.rng.exponential(HANDOFF_DELAY_MIN))

    def reach_agent(self, contact: Contact, line: str) -> Process[Agent | None]:
        """Join a line and return the agent who answers, or nobody if patience runs out first."""
        leg = Leg(line, self.env.now, self.env.event())
        contact.legs.append(leg)
        agent = self.take_idle_agent(line)
        if agent is None:
            self.lines[line].append(leg)
            yield leg.offer | self.env.timeout(self.rng.exponential(PATIENCE_MIN[contact.channel]))
            if leg.offer.triggered:
                agent = leg.offer.value
            else:
                self.lines[line].remove(leg)
        leg.wait = self.env.now - leg.joined
        return agent

    def serve(self, agent: Agent, reason: str) -> Process[None]:
        """Keep the agent busy for the handle time of a leg, then free the agent."""
        began = self.env.now
        yield self.env.timeout(self.handle_time(agent.team, reason))
        agent.busy_min += max(0.0, min(self.env.now, self.end) - max(began, self.start))
        self.release(agent)

    def take_idle_agent(self, line: str) -> Agent | None:
        """Take the longest idle agent of the first team of the line that has one."""
        for team in TEAMS_OF_LINE[line]:
            if self.idle[team]:
                return self.idle[team].pop(0)
        return None

    def release(self, agent: Agent) -> None:
        """Give a freed agent the longest waiting contact of the first tier that has one, or let the agent idle."""
        for tier in TIERS_OF_TEAM[agent.team]:
            heads = [self.lines[line][0] for line in tier if self.lines[line]]
            if heads:
                leg = min(heads, key=lambda head: head.joined)
                self.lines[leg.line].remove(leg)
                leg.offer.succeed(agent)
                return
        self.idle[agent.team].append(agent)

    def handle_time(self, team: str, reason: str) -> float:
        """Draw the lognormal handle time of a leg."""
        mean = BASE_HANDLE_MIN[reason] * (1.0 + SPEED_SLOPE * (1.0 - PROFICIENCY[team, reason]))
        variance = math.log(1.0 + HANDLE_CV**2)
        return self.rng.lognormal(math.log(mean) - variance / 2.0, math.sqrt(variance))

    def happens(self, chance: float) -> bool:
        """Draw whether something of the given chance happens."""
        return self.rng.random() < chance

    def in_window(self, time: float) -> bool:
        """Tell whether a moment lies inside the window that is measured."""
        return self.start <= time < self.end

    def measures(self) -> dict[str, float]:
        """Return every measure of the window."""
        return self.wait_and_abandonment() | self.issue_measures() | self.occupancy()

    def wait_and_abandonment(self) -> dict[str, float]:
        """Return the waits and abandonment of the contacts that began, and the legs that joined, in the window."""
        everything = [contact for issue in self.issues for contact in issue.contacts]
        contacts = [contact for contact in everything if self.in_window(contact.began)]
        office = [leg for contact in everything for leg in contact.legs if leg.line == OFFICE]
        result = {"wait_min.office": mean(leg.wait for leg in office if self.in_window(leg.joined))}
        for channel in PATIENCE_MIN:
            mine = [contact for contact in contacts if contact.channel == channel]
            result[f"wait_min.{channel}"] = mean(contact.legs[0].wait for contact in mine)
            result[f"abandonment.{channel}"] = mean(contact.outcome == "abandoned" for contact in mine)
        return result

    def issue_measures(self) -> dict[str, float]:
        """Return the measures of the issues that arose in the window."""
        issues = [issue for issue in self.issues if self.in_window(issue.arose)]
        return {
            "fcr": mean(issue.contacts[0].outcome == "resolved" for issue in issues),
            "contacts_per_issue": mean(len(issue.contacts) for issue in issues),
            "resolved": mean(issue.outcome == "resolved" for issue in issues),
        }

    def occupancy(self) -> dict[str, float]:
        """Return the mean share of each team's agents that are busy during the window."""
        window = self.end - self.start
        return {
            f"occupancy.{team}": sum(agent.busy_min for agent in agents) / (len(agents) * window)
            for team, agents in self.agents.items()
        }


def mean(values: Iterable[float]) -> float:
    """Return the mean, or nan if there are no values."""
    listed = list(values)
    return math.fsum(listed) / len(listed) if listed else math.nan


def simulate(seed: int, warmup_min: float, window_min: float) -> dict[str, float]:
    """Simulate one replication and return its measures for [warmup, warmup + window)."""
    center = Center(seed, warmup_min, window_min)
    center.run()
    return center.measures()


def main(replications: int = 4, warmup_min: float = 1440.0, window_min: float = 4320.0) -> None:
    """Print the mean and standard error of every measure over a few replications."""
    results = [simulate(seed, warmup_min, window_min) for seed in range(1, replications + 1)]
    print(f"{'measure':<20} {'mean':>9} {'s.e.':>9}")
    for name in sorted(results[0]):
        values = [result[name] for result in results]
        error = np.std(values, ddof=1) / math.sqrt(replications)
        print(f"{name:<20} {np.mean(values):>9.4f} {error:>9.4f}")


if __name__ == "__main__":
    main()
