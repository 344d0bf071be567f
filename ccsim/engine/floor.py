"""Who and what is on the floor: contacts, agents, teams, and the lines in which contacts wait."""

from bisect import bisect_right
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import chain
from typing import Any

from ccsim.codes import NEVER, WEEK, Choice, Order
from ccsim.engine.plain import ABANDONED, BLOCKED, CLOSED, FALSELY, FULL, UNRESOLVED
from ccsim.plan.people import NOBODY
from ccsim.plan.plan import Plan
from ccsim.plan.returns import Return
from ccsim.plan.routing import NOT_OFFERED

RANK_SHIFT = 56
"""Above every time in µs: who is more urgent comes first, whoever waits longer."""


class Contact:
    """One attempt; its fields on legs speak of the leg under way."""

    __slots__ = (
        "agent", "channel", "complete_at", "deadline", "first", "from_team", "ignorant", "issue", "joined", "key",
        "leaves", "left", "leg", "line", "marks", "odd", "on_trunk", "order", "real_time", "reask", "reason",
        "spot", "started", "step", "stretch", "target", "team", "waiting",
    )  # fmt: skip

    agent: "Agent"
    complete_at: int
    """When written work ends, unless it is interrupted."""
    deadline: int
    first: list[float] | None
    """Luck drawn ahead."""
    joined: int
    left: float
    """Work that is left of interrupted work, in µs."""
    line: "Line"
    real_time: bool
    """Somebody holds the line."""
    spot: int
    """Place of the leg's luck within its issue, before the purpose is added."""
    started: int
    step: int
    stretch: int
    """Which stretch of written work is under way."""
    target: int
    team: int

    def __init__(self, issue: int, channel: int, reason: int, order: int, reask: float, first: Any) -> None:
        self.issue, self.channel, self.reason = issue, channel, reason
        self.order, self.reask, self.first = order, reask, first
        self.leg = self.spot = self.marks = self.key = 0
        self.from_team = NOBODY
        self.leaves = FULL
        self.ignorant = self.on_trunk = self.waiting = False
        self.odd = 0
        """Why the next leg is no usual one, as a code of how legs end; 0: it is."""


class Agent:
    """A person on or off duty; `contacts` holds (work at which it ends, order, contact) of simultaneous ones."""

    __slots__ = (
        "advanced", "busy", "busy_since", "comes", "contacts", "desk", "factor", "handled", "load", "number", "on_duty",
        "resolves", "shift", "since", "spans", "team", "until", "updated", "version",
    )  # fmt: skip

    team: "Team"
    desk: int
    spans: Iterator[tuple[int, int]]
    factor: list[float]
    """[reason] handle time relative to an expert's."""
    resolves: list[float]
    """[reason] chance that an informed leg truly resolves."""

    def __init__(self, number: int, reasons: int) -> None:
        self.number = number
        self.on_duty = False
        self.load = 0
        self.busy = self.busy_since = self.since = 0
        self.comes = self.until = 0
        """The shift under way, or the next."""
        self.contacts: list[tuple[float, int, Contact]] = []
        self.advanced = 0.0
        self.updated = self.version = self.shift = 0
        self.handled = [0] * reasons


# --- who is free -------------------------------------------------------------------------------------------


class LongestIdle(OrderedDict[Agent, None]):
    """Free agents; the one longest at this number of contacts goes first."""

    def take(self, reason: int) -> Agent:
        """The agent for a contact, no longer free."""
        return self.popitem(False)[0]


class BestSkill:
    """Free agents by desk; of the most proficient desk for the reason, the longest idle goes first."""

    def __init__(self, plan: Plan, team: int) -> None:
        mine = [d for d, desk in enumerate(plan.desks) if desk.team == team]
        self.free = {d: LongestIdle() for d in mine}
        self.orders = [best_first(plan, mine, r) for r in range(len(plan.reasons))]

    def __setitem__(self, agent: Agent, nothing: None) -> None:
        self.free[agent.desk][agent] = None

    def __bool__(self) -> bool:
        return any(self.free.values())

    def __len__(self) -> int:
        return sum(len(free) for free in self.free.values())

    def pop(self, agent: Agent, default: None) -> None:
        """No longer free, if it was."""
        self.free[agent.desk].pop(agent, default)

    def take(self, reason: int) -> Agent:
        """The agent for a contact, no longer free."""
        return next(self.free[d] for d in self.orders[reason] if self.free[d]).take(reason)


def best_first(plan: Plan, desks: list[int], reason: int) -> list[int]:
    return sorted(desks, key=lambda d: (-plan.proficiency[d][reason], d))


class LeastOccupied:
    """Free agents; the one with the least work so far in the shift goes first."""

    def __init__(self) -> None:
        self.heap: list[tuple[int, int, int, Agent]] = []
        self.stamps: dict[Agent, int] = {}
        self.last = 0

    def __setitem__(self, agent: Agent, nothing: None) -> None:
        self.last += 1
        self.stamps[agent] = self.last
        heappush(self.heap, (agent.busy, agent.number, self.last, agent))

    def __bool__(self) -> bool:
        return bool(self.stamps)

    def __len__(self) -> int:
        return len(self.stamps)

    def pop(self, agent: Agent, default: None) -> None:
        """No longer free, if it was."""
        self.stamps.pop(agent, None)

    def take(self, reason: int) -> Agent:
        """The agent for a contact, no longer free."""
        while True:
            _, _, stamp, agent = heappop(self.heap)
            if self.stamps.get(agent) == stamp:
                del self.stamps[agent]
                return agent


def free_agents(plan: Plan, team: int) -> Any:
    """Nobody yet, to be chosen by the plan's rule."""
    if plan.floor.choice == Choice.BEST_SKILL:
        return BestSkill(plan, team)
    return LeastOccupied() if plan.floor.choice == Choice.LEAST_OCCUPIED else LongestIdle()


# --- who waits ---------------------------------------------------------------------------------------------


Waiting = tuple[int, int, Contact]
"""(key, order, contact): whose turn is next, smallest first; stale when the contact has left, or gone on to another
leg."""


class Fifo(deque[Waiting]):
    """Contacts that wait in the order of joining; those who left are dropped when they come to the head."""

    __slots__ = ("line",)
    line: "Line"


class Sorted(list[Waiting]):
    """Contacts that wait in the order of their keys, as a heap."""

    __slots__ = ("line",)
    line: "Line"

    def append(self, waiting: Waiting) -> None:
        """Stand at one's place."""
        heappush(self, waiting)

    def popleft(self) -> Waiting:
        """The head leaves."""
        return heappop(self)


Queue = Fifo | Sorted


class Line:
    """A queue and the free agents who serve it, in the order in which an arrival tries them."""

    __slots__ = (
        "always", "channel", "concurrency", "free", "is_open", "late", "number", "opens", "overflow_after",
        "overflow_free", "plain", "queue", "real_time", "shared", "teams", "turns_at",
    )  # fmt: skip

    def __init__(self, plan: Plan, index: int, number: int, teams: list["Team"]) -> None:
        spec = plan.routing.lines[index]
        self.number = number
        self.concurrency = spec.concurrency
        self.shared = spec.concurrency > 1
        self.opens = spec.opens
        self.is_open, self.turns_at = True, 0
        self.real_time = spec.real_time
        self.channel = spec.channel
        self.always = False
        """Contacts join without a question: it never closes, and nobody chases an answer from it."""
        self.plain = True
        """Who waits here is neither called back nor helped by other teams."""
        self.teams = [teams[t] for t in spec.teams]
        self.free = tuple(free for team in self.teams for free in team.loads[: spec.concurrency])
        self.overflow_after = spec.overflow_after
        self.overflow_free = tuple(free for t in spec.overflow_teams for free in teams[t].loads[: spec.concurrency])
        keeps_order = plan.floor.order == Order.LONGEST_WAIT and not (plan.floor.interrupt and not spec.real_time)
        self.queue: Queue = Fifo() if keeps_order else Sorted()
        self.late: Queue = Fifo() if keeps_order else Sorted()
        """Those who have waited so long that other teams help."""
        self.queue.line = self.late.line = self

    def is_closed_at(self, time: int) -> bool:
        """Whether nobody answers it at a time that may be far ahead."""
        return bool(self.opens) and not bisect_right(self.opens, time % WEEK) & 1

    def turn(self, now: int) -> None:
        """Open or closed from now on, and until when; only for lines that close, as time goes on."""
        week, offset = divmod(now, WEEK)
        i = bisect_right(self.opens, offset)
        self.is_open = bool(i & 1)
        self.turns_at = week * WEEK + (self.opens[i] if i < len(self.opens) else WEEK)

    def head(self) -> Contact | None:
        """Who is next; those who left are dropped on the way."""
        while self.queue:
            _, order, contact = self.queue[0]
            if contact.waiting and contact.order == order:
                return contact
            self.queue.popleft()
        return None

    def waiting(self) -> Iterator[Contact]:
        """Contacts in the line."""
        return (c for _, order, c in self.queue if c.waiting and c.order == order and c.line is self)


class Team:
    """Free agents by the number of contacts that they hold; queues by tier; what the plan says of the team."""

    __slots__ = (
        "calls_out", "handling", "ignorance", "interruptible", "loads", "number", "offers", "outcomes",
        "overtime", "pass_on", "queues", "tiers",
    )  # fmt: skip

    def __init__(self, number: int, concurrency: int, plan: Plan) -> None:
        self.number = number
        self.loads: list[Any] = [free_agents(plan, number) for _ in range(concurrency)]
        self.interruptible: OrderedDict[Agent, Contact] = OrderedDict()
        """Agents on written work, the last to start last."""
        self.overtime: OrderedDict[Agent, None] = OrderedDict()
        """Agents who are busy after their shift, where somebody else may leave instead."""
        self.tiers: tuple[tuple[Queue, ...], ...] = ()
        self.queues: tuple[Queue, ...] = ()
        self.pass_on = plan.pass_on[number]
        self.ignorance = plan.ignorance[number]
        self.offers = [plan.selling.offers[number] * fits for fits in plan.selling.offered_after]
        """[reason] share of resolved contacts after which one is made when there is slack."""
        self.calls_out = plan.selling.calls_out[number]
        reasons = range(len(plan.reasons))
        passes = [self.pass_on > 0.0 and plan.routing.elsewhere[number][r] != NOBODY for r in reasons]
        turns = [not plan.handles[number][r] or passes[r] or bool(self.ignorance[r]) for r in reasons]
        self.handling = [[(plan.law[r], base[r], plan.sigma[r], turns[r]) for r in reasons] for base in plan.base_mean]
        """[channel][reason] law, mean and sigma of an expert's handle time; may a first leg take another course?"""
        self.outcomes = [(plan.routing.best[number][r], max((0.0, *plan.steps[r][0])), *plan.steps[r]) for r in reasons]
        """[reason] who knows best, chance of a next step, which steps follow by running chance."""


def make_teams(plan: Plan) -> list[Team]:
    """Teams without their queues."""
    widest = [1] * len(plan.teams)
    for line in plan.routing.lines:
        for t in (*line.teams, *line.overflow_teams):
            widest[t] = max(widest[t], line.concurrency)
    return [Team(t, widest[t], plan) for t in range(len(plan.teams))]


def make_lines(plan: Plan, teams: list[Team], first: int) -> list[Line]:
    """Lines, and the queues of the teams' tiers; the records number them from `first`."""
    lines = [Line(plan, i, first + i, teams) for i in range(len(plan.routing.lines))]
    for team in teams:
        team.tiers = tuple(
            tuple(lines[i].queue if team in lines[i].teams else lines[i].late for i in tier)
            for tier in plan.routing.tiers[team.number]
        )
        team.queues = tuple(chain.from_iterable(team.tiers))
    for line in lines:
        called = line.real_time and plan.customers.callback[line.channel][0] if line.channel >= 0 else 0.0
        line.plain = not (called and plan.floor.callback_after < NEVER) and not line.overflow_free
    for chase, real_time, row in zip(plan.returning.chase, plan.customers.real_time, plan.routing.line_of, strict=True):
        for i in row:
            if i != NOT_OFFERED:
                lines[i].always = not chase.probability and not (real_time and lines[i].opens)
    return lines


# --- shortcuts ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asks:
    """What contacts of a plan need to be asked at all: most meet little of it."""

    triage: bool
    has_silent: bool
    sells: bool
    deflects: bool
    counts: bool
    """A trigger waits for complaints."""
    follows_up: bool
    """Anything may follow from an answer."""
    learns: bool


def asks_of(plan: Plan, first: Plan) -> Asks:
    """Of a plan that follows the first."""
    customers = plan.customers
    sells = any(plan.selling.buys)
    deflects = any(share for share, _ in customers.deflection)
    counts = any(change.complaints_above for change in first.changes)
    return Asks(
        triage=min(min(row) for row in plan.triage) < 1.0,
        has_silent=any(share for share, _ in customers.silent),
        sells=sells,
        deflects=deflects,
        counts=counts,
        follows_up=max(customers.trunks) >= 0 or sells or deflects or counts,
        learns=bool(plan.experience.exponent),
    )


def ways_back(plan: Plan) -> dict[int, tuple[Return, ...]]:
    """[how the last leg ended][channel] how the customer may come back."""
    returning = plan.returning
    return {
        UNRESOLVED: returning.after_failure,
        ABANDONED: returning.after_abandonment,
        CLOSED: returning.after_closed,
        BLOCKED: returning.after_blocked,
        FALSELY: returning.after_containment,
    }
