"""The SimPy engine: when things happen. It asks the rules what happens, and records everything.

Callback style: no process and no resource for a customer; one calendar entry for each stretch of work.
"""

import gc
from array import array
from bisect import bisect_right
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from functools import partial
from heapq import heappush
from itertools import chain, repeat
from typing import Any

import numpy as np

from ccsim.attendance import attendance
from ccsim.codes import NEVER, WEEK, LegEnd, Purpose, Tie
from ccsim.engine.clock import CONTACT_SHIFT, ISSUE_SHIFT, Clock, class_place
from ccsim.engine.records import (
    DUTY_ROW,
    LEG_ROW,
    MOST_CONTACTS,
    Records,
    contacts_of,
    duty_table,
    issue_table,
    leg_table,
)
from ccsim.issues import Issues, uniform_block
from ccsim.plan.plan import Plan
from ccsim.plan.returns import Return
from ccsim.plan.routing import NOBODY
from ccsim.rules.customers import patience_us
from ccsim.rules.handling import leg_work, progress, time_to_finish
from ccsim.rules.laws import on_grid, random_time
from ccsim.rules.luck import CONTACT_STRIDE, LEG_STRIDE, place, uniform
from ccsim.rules.resolution import leg_outcome

Arrival = tuple[Any, ...]
"""A contact as it begins: time, place in the calendar, issue, channel, reason, order among simultaneous events, share
of what was explained to be asked again in µs, and the luck drawn ahead, or None."""
BLOCK = 256
CHUNK = 1 << 20
"""Bytes of records after which a new buffer is begun: one that grew without end would be copied again and again."""
FULL = 0
"""`Contact.leaves`: the agent takes the leg to its end; no reason to pass a contact on has the code 0."""

RESOLVED, UNRESOLVED, NEXT_STEP = int(LegEnd.RESOLVED), int(LegEnd.UNRESOLVED), int(LegEnd.NEXT_STEP)
UNSKILLED, OUT_OF_DEPTH = int(LegEnd.UNSKILLED), int(LegEnd.OUT_OF_DEPTH)
PASSED_ON, BOUNCED = int(LegEnd.PASSED_ON), int(LegEnd.BOUNCED)
ABANDONED, CLOSED, OPEN = int(LegEnd.ABANDONED), int(LegEnd.CLOSED), int(LegEnd.OPEN)
OUTCOME, HANDLE = int(Purpose.OUTCOME), int(Purpose.HANDLE)
PATIENCE, NEXT, RETURNS = int(Purpose.PATIENCE), int(Purpose.NEXT_STEP), int(Purpose.RETURNS)
DRAWN_AHEAD = np.array([*(place(0, 0, p) for p in (OUTCOME, HANDLE, PATIENCE, NEXT)), place(0, 1, RETURNS)])
AFTER_ONE = 4
"""What most issues need is drawn in blocks: the first leg's luck, by purpose, and that of returning after one leg."""
ENDS_SERVICE, CHANGES_SHIFT, JOINS, LEAVES = (
    class_place(tie) for tie in (Tie.SERVICE_END, Tie.SHIFT_CHANGE, Tie.JOIN, Tie.ABANDONMENT)
)
WHOLE_CONTACT = -1 << CONTACT_SHIFT
CHASED_PLACE, RETURN_PLACE, CHASE_PLACE = 253, 254, 255
"""Stand-ins for a leg in the order of events: the contact that chases, a return, patience with a written answer."""


class Contact:
    """One attempt; its fields on legs speak of the leg under way."""

    __slots__ = (
        "agent", "channel", "deadline", "first", "from_team", "ignorant", "issue", "joined", "leaves",
        "leg", "line", "order", "reask", "reason", "started", "step", "target", "waiting",
    )  # fmt: skip

    agent: "Agent"
    channel: int
    deadline: int
    first: list[float] | None
    issue: int
    joined: int
    line: "Line"
    order: int
    reask: float
    reason: int
    started: int
    step: int
    target: int

    def __init__(self, arrival: Arrival) -> None:
        _, _, self.issue, self.channel, self.reason, self.order, self.reask, self.first = arrival
        self.leg = 0
        self.from_team = NOBODY
        self.leaves = FULL
        self.ignorant = False
        self.waiting = False


class Agent:
    """A person on or off duty; `contacts` holds (work at which it ends, order, contact) of simultaneous ones."""

    __slots__ = (
        "advanced", "busy", "busy_since", "contacts", "handling", "load", "number", "on_duty", "outcomes", "since",
        "spans", "team", "updated", "version",
    )  # fmt: skip

    def __init__(self, number: int, team: "Team", desk: "Desk", spans: Iterator[tuple[int, int]]) -> None:
        self.number = number
        self.team = team
        self.handling = desk.handling
        self.outcomes = desk.outcomes
        self.spans = spans
        self.on_duty = False
        self.load = 0
        self.busy = self.busy_since = self.since = 0
        self.contacts: list[tuple[float, int, Contact]] = []
        self.advanced = 0.0
        self.updated = 0
        self.version = 0


class Desk:
    """What the plan says of people who are alike, in one row for each question that a leg asks."""

    def __init__(self, plan: Plan, number: int) -> None:
        team, factor = plan.desks[number].team, plan.factor[number]
        reasons, bounces = range(len(plan.reasons)), any(row[team] for row in plan.bounce)
        turns = [
            not plan.handles[team][r] or plan.pass_on[team] > 0.0 or bool(plan.ignorance[team][r]) or bounces
            for r in reasons
        ]
        self.handling = [
            [(plan.law[r], base[r], plan.sigma[r], factor[r], turns[r]) for r in reasons] for base in plan.base_mean
        ]
        """[channel][reason] law, mean, sigma and factor of handle time; may the leg take another course?"""
        self.outcomes = [
            (plan.resolves[number][r], plan.routing.best[team][r], max((0.0, *plan.steps[r][0])), *plan.steps[r])
            for r in reasons
        ]
        """[reason] chance to resolve, who knows best, chance of a next step, which steps follow by running chance."""


class Team:
    """Free agents by the number of contacts that they hold, longest at that number first; queues by tier."""

    __slots__ = ("ignorance", "loads", "number", "pass_on", "queues", "tiers")

    def __init__(self, number: int, concurrency: int, plan: Plan) -> None:
        self.number = number
        self.loads: list[OrderedDict[Agent, None]] = [OrderedDict() for _ in range(concurrency)]
        self.tiers: tuple[tuple[deque[Contact], ...], ...] = ()
        self.queues: tuple[deque[Contact], ...] = ()
        self.pass_on = plan.pass_on[number]
        self.ignorance = plan.ignorance[number]


class Line:
    """A queue and the free agents who serve it, in the order in which an arrival tries them."""

    __slots__ = ("always", "concurrency", "free", "number", "opens", "queue", "shared")

    def __init__(self, number: int, concurrency: int, opens: tuple[int, ...], teams: Iterable[Team]) -> None:
        self.number = number
        self.concurrency = concurrency
        self.shared = concurrency > 1
        self.opens = opens
        self.always = False
        """Contacts join without a question: it never closes, and nobody chases an answer from it."""
        self.free = tuple(free for team in teams for free in team.loads[:concurrency])
        self.queue: deque[Contact] = deque()


def simulate(plan: Plan, issues: Issues, seed: int, replication: int) -> Records:
    """Run one replication of a plan."""
    simulation = Simulation(plan, issues, attendance(plan, seed, replication))
    simulation.run()
    return simulation.records()


class Simulation:
    """The state of one run and what happens to it."""

    def __init__(self, plan: Plan, issues: Issues, roster: tuple[tuple[tuple[int, int], ...], ...]) -> None:
        self.plan = plan
        self.issues = issues
        self.clock = Clock()
        self.entries = self.clock.entries
        self._build_lines()
        self._choose_shortcuts()
        self._build_agents(roster)
        self.key_a, self.key_b = issues.key_a.data, issues.key_b.data
        n = len(issues)
        self.contacts = array("i", [1]) * n
        """Contacts of each issue so far; every issue has a first one."""
        self.pending = array("i", [1]) * n
        """Contacts of each issue that are under way or to come, until one helps."""
        self.to_come = array("i", bytes(4 * n))
        """Contacts of each issue that are to come."""
        self.helped, self.capped = bytearray(n), bytearray(n)
        self.leg_chunks: list[bytearray] = []
        self.leg_rows = bytearray()
        self.duty_rows = bytearray()

    def _build_lines(self) -> None:
        """Queues, and the teams that serve them."""
        plan, routing = self.plan, self.plan.routing
        widest = [1] * len(plan.teams)
        for line in routing.lines:
            for t in line.teams:
                widest[t] = max(widest[t], line.concurrency)
        self.teams = [Team(t, widest[t], plan) for t in range(len(plan.teams))]
        self.lines = [
            Line(i, line.concurrency, line.opens, (self.teams[t] for t in line.teams))
            for i, line in enumerate(routing.lines)
        ]
        for team in self.teams:
            tiers = routing.tiers[team.number]
            team.tiers = tuple(tuple(self.lines[i].queue for i in tier) for tier in tiers)
            team.queues = tuple(chain.from_iterable(team.tiers))

    def _build_agents(self, roster: tuple[tuple[tuple[int, int], ...], ...]) -> None:
        desks = [Desk(self.plan, i) for i in range(len(self.plan.desks))]
        self.agents = []
        self.nobody = Agent(NOBODY, self.teams[0], desks[0], iter(()))
        for number, person in enumerate(self.plan.persons):
            spans = ((0, NEVER),) if self.plan.duties[number].always else roster[number]
            agent = Agent(number, self.teams[person.team], desks[person.desk], iter(spans))
            self.agents.append(agent)
            self._plan_next_span(agent)

    def _choose_shortcuts(self) -> None:
        """What most legs never meet is asked for only where the plan has it."""
        plan, returning = self.plan, self.plan.returning
        self.ways = {
            UNRESOLVED: returning.after_failure,
            ABANDONED: returning.after_abandonment,
            CLOSED: returning.after_closed,
        }
        self.triage = plan.triage_accuracy < 1.0
        self.line_of = [[self.lines[i] for i in row] for row in plan.routing.line_of]
        for chase, real_time, lines in zip(returning.chase, plan.real_time, self.line_of, strict=True):
            for line in lines:
                line.always = not chase.probability and not (real_time and line.opens)
        self.finish = self._finish
        self.last_leg = plan.legs_limit - 1

    # --- running -------------------------------------------------------------------------------------

    def run(self) -> None:
        """From the start to the horizon; nothing here makes cycles that the collector would have to find."""
        collecting = gc.isenabled()
        gc.disable()
        try:
            self.clock.play(self.plan.clock.horizon, chain.from_iterable(self._blocks()), self._begin)
        finally:
            if collecting:
                gc.enable()

    def _blocks(self) -> Iterator[Iterator[Arrival]]:
        """Issues in the order of arising, with most of their luck drawn in blocks."""
        issues = self.issues
        for start in range(0, len(issues), BLOCK):
            if len(self.leg_rows) > CHUNK:
                self._start_chunk()
            part = slice(start, start + BLOCK)
            a, b = issues.key_a[part].astype(np.int64), issues.key_b[part].astype(np.int64)
            numbers = np.arange(start, start + len(a), dtype=np.int64)
            orders = numbers << ISSUE_SHIFT
            ahead = uniform_block(a[:, None], b[:, None], DRAWN_AHEAD).tolist()
            columns = (issues.arise[part], JOINS + orders, numbers, issues.channel[part], issues.reason[part], orders)
            yield zip(*(column.tolist() for column in columns), repeat(0.0), ahead)

    def luck(self, contact: Contact, purpose: int) -> float:
        """The uniform of one decision on the leg under way, where it was not drawn ahead."""
        issue = contact.issue
        number = contact.order >> CONTACT_SHIFT & MOST_CONTACTS
        at = number * CONTACT_STRIDE + contact.leg * LEG_STRIDE + purpose
        return uniform(self.key_a[issue], self.key_b[issue], at)

    # --- an issue's contacts -------------------------------------------------------------------------

    def _begin(self, arrival: Arrival) -> None:
        """A contact starts; its issue already counts it as pending."""
        contact = Contact(arrival)
        line = self.line_of[contact.channel][self._classified(contact) if self.triage else contact.reason]
        if line.always or self._admitted(contact, line, arrival[0]):
            self._join(contact, line, arrival[0])

    def _admitted(self, contact: Contact, line: Line, now: int) -> bool:
        """A written contact always is, and may be chased; a real-time one when its line is open."""
        if not self.plan.real_time[contact.channel]:
            self._plan_chase(contact, now)
        elif line.opens and not bisect_right(line.opens, now % WEEK) & 1:
            contact.joined, contact.line = now, line
            self._record_wait(contact, CLOSED, now)
            self._leave_unhelped(contact, CLOSED, now)
            return False
        return True

    def _classified(self, contact: Contact) -> int:
        """The reason as triage reads it."""
        if self.luck(contact, Purpose.TRIAGE) < self.plan.triage_accuracy:
            return contact.reason
        cumulative, reasons = self.plan.misread[contact.channel][contact.reason]
        return _choose(self.luck(contact, Purpose.TRIAGE_REASON), cumulative, reasons) if reasons else contact.reason

    def _begin_again(self, coming: tuple[int, int], now: int) -> None:
        """A return or a chase comes due; a customer who was helped meanwhile stays away."""
        issue, channel = coming
        self.to_come[issue] -= 1
        if self.helped[issue]:
            return
        number = self.contacts[issue]
        self.contacts[issue] = number + 1
        order = (issue << ISSUE_SHIFT) + (number << CONTACT_SHIFT)
        reask = self.plan.reask_us if channel != self.issues.channel[issue] else 0.0
        self._begin((now, 0, issue, channel, int(self.issues.reason[issue]), order, reask, None))

    def _leave_unhelped(self, contact: Contact, end: int, now: int) -> None:
        """The last leg ended so, and the need stands unless another contact met it: does the customer come back?"""
        issue = contact.issue
        if self.helped[issue]:
            return
        self.pending[issue] -= 1
        contact.leg += 1
        way = self.ways[end][contact.channel]
        if way.probability:
            u = contact.first[AFTER_ONE] if contact.first else self.luck(contact, RETURNS)
            if u < way.probability:
                self._return(contact, way, now)

    def _return(self, contact: Contact, way: Return, now: int) -> None:
        """The customer comes back later, up to a limit; if a real-time channel is closed then, at any time of its
        next open hours."""
        if self._may_not_come_again(contact.issue):
            return
        channel = way.channels[0]
        if len(way.channels) > 1:
            channel = _choose(self.luck(contact, Purpose.RETURN_CHANNEL), way.cumulative, way.channels)
        delay = on_grid(random_time(self.luck(contact, Purpose.RETURN_DELAY), 0, way.delay_us, 0.0))
        self._come_back(contact, channel, now + delay, RETURN_PLACE)

    def _may_not_come_again(self, issue: int) -> bool:
        """The cap on contacts counts those to come too."""
        if self.contacts[issue] + self.to_come[issue] < self.plan.contacts_limit:
            return False
        self.capped[issue] = 1
        return True

    def _come_back(self, contact: Contact, channel: int, time: int, place: int) -> None:
        real_time = self.plan.real_time[channel]
        opens = self.line_of[channel][self.issues.reason[contact.issue]].opens if real_time else ()
        if opens and not bisect_right(opens, time % WEEK) & 1:
            start, end = _next_span(opens, time)
            time = start + int((end - start) * self.luck(contact, Purpose.OPENING))
        self.pending[contact.issue] += 1
        self.to_come[contact.issue] += 1
        at = JOINS + (contact.order & WHOLE_CONTACT) + place
        heappush(self.entries, (time, at, 0, self._begin_again, (contact.issue, channel)))

    def _plan_chase(self, contact: Contact, now: int) -> None:
        way = self.plan.returning.chase[contact.channel]
        if way.probability == 0.0 or self.luck(contact, Purpose.CHASE) >= way.probability:
            return
        tolerance = on_grid(random_time(self.luck(contact, Purpose.TOLERANCE), 0, way.delay_us, 0.0))
        heappush(self.entries, (now + tolerance, JOINS + contact.order + CHASE_PLACE, 0, self._chase, contact))

    def _chase(self, contact: Contact, now: int) -> None:
        """The customer asks elsewhere if the first answer has not begun; the original stays in its queue."""
        if self.helped[contact.issue] or not contact.waiting or contact.leg:
            return
        if self._may_not_come_again(contact.issue):
            return
        way = self.plan.returning.chase[contact.channel]
        channel = _choose(self.luck(contact, Purpose.CHASE_CHANNEL), way.cumulative, way.channels)
        self._come_back(contact, channel, now, CHASED_PLACE)

    # --- a leg: join, wait, start --------------------------------------------------------------------

    def _join(self, contact: Contact, line: Line, now: int) -> None:
        """Take the first free agent of the line's teams in order, else wait."""
        contact.joined = now
        contact.line = line
        for free in line.free:
            if free:
                agent = free.popitem(False)[0]
                self._start(agent, contact, now)
                if line.shared and agent.load < len(agent.team.loads):
                    self._offer(agent, now)
                return
        contact.waiting = True
        line.queue.append(contact)
        balk, law, mean, sigma = self.plan.patience[contact.channel]
        if mean:
            u = contact.first[PATIENCE] if contact.first else self.luck(contact, PATIENCE)
            contact.deadline = deadline = now + patience_us(u, balk, law, mean, sigma)
            heappush(self.entries, (deadline, LEAVES + contact.order, 0, self._abandon, contact))

    def _abandon(self, contact: Contact, now: int) -> None:
        if contact.waiting and contact.deadline == now:
            contact.waiting = False
            self._record_wait(contact, ABANDONED, now)
            self._leave_unhelped(contact, ABANDONED, now)

    def _start(self, agent: Agent, contact: Contact, now: int) -> None:
        """An agent takes a contact; what it will do with it shows in how long it takes."""
        contact.started = now
        contact.agent = agent
        law, mean, sigma, factor, special = agent.handling[contact.channel][contact.reason]
        part = informed = 1.0
        if special:
            self._consider(agent.team, contact, now)
            if contact.leaves:
                part = self.plan.intake
            if contact.ignorant:
                informed = self.plan.uninformed_handle
        u = contact.first[HANDLE] if contact.first else self.luck(contact, HANDLE)
        work = leg_work(random_time(u, law, mean, sigma), factor, informed, part, contact.reask)
        if contact.line.shared:
            self._hold(agent, contact, work, now)
            return
        agent.busy_since = now
        agent.load = 1
        heappush(self.entries, (now + on_grid(work), ENDS_SERVICE + contact.order, 0, self.finish, contact))

    def _consider(self, team: Team, contact: Contact, now: int) -> None:
        """Will the agent send it back, hand it over unserved, pass it on, or take it to the end; and uninformed?"""
        plan, t, reason = self.plan, team.number, contact.reason
        came_from = contact.from_team
        if contact.leg == self.last_leg:
            self.capped[contact.issue] |= not plan.handles[t][reason]
        else:
            if came_from >= 0 and self.luck(contact, Purpose.BOUNCE) < plan.bounce[came_from][t]:
                contact.leaves, contact.target = BOUNCED, came_from
                return
            if not plan.handles[t][reason] and plan.routing.target[t][reason] != NOBODY:
                contact.leaves, contact.target = UNSKILLED, plan.routing.target[t][reason]
                return
            elsewhere = plan.routing.elsewhere[t][reason]
            may_pass = team.pass_on and contact.leg == 0 and elsewhere != NOBODY
            if may_pass and self.luck(contact, Purpose.PASS_ON) < team.pass_on:
                contact.leaves, contact.target = PASSED_ON, elsewhere
                return
        for start, end in team.ignorance[reason]:
            if start <= now < end:
                contact.ignorant = True

    # --- simultaneous contacts -----------------------------------------------------------------------

    def _hold(self, agent: Agent, contact: Contact, work: float, now: int) -> None:
        """Add a contact to those in hand; all of them slow down."""
        if agent.load:
            agent.advanced += progress(now - agent.updated, agent.load, self.plan.slowdown)
        else:
            agent.busy_since, agent.advanced = now, 0.0
        agent.updated = now
        agent.contacts.append((agent.advanced + work, contact.order, contact))
        agent.load += 1
        self._expect_end(agent, now)

    def _expect_end(self, agent: Agent, now: int) -> None:
        agent.version += 1
        if agent.contacts:
            ends, order, _ = min(agent.contacts)
            delay = time_to_finish(ends - agent.advanced, agent.load, self.plan.slowdown)
            version = agent.version
            heappush(self.entries, (now + delay, ENDS_SERVICE + order, version, self._finish_held, (agent, version)))

    def _finish_held(self, expected: tuple[Agent, int], now: int) -> None:
        agent, version = expected
        if agent.version != version:
            return
        first = min(agent.contacts)
        agent.contacts.remove(first)
        agent.advanced = first[0]
        agent.updated = now
        if agent.on_duty and agent.load < len(agent.team.loads):
            agent.team.loads[agent.load].pop(agent, None)
        self._finish(first[2], now)
        self._expect_end(agent, now)

    # --- a leg ends ----------------------------------------------------------------------------------

    def _finish(self, contact: Contact, now: int) -> None:
        """An agent is done with a contact and looks for the next, or leaves if the shift is over."""
        agent = contact.agent
        agent.load -= 1
        if not agent.load:
            agent.busy += now - agent.busy_since
        end = contact.leaves or self._conclude(contact, agent)
        self.leg_rows += LEG_ROW(
            contact.order, contact.joined, contact.started, now, agent.number,
            contact.line.number, contact.channel, contact.reason, end,
        )  # fmt: skip
        if end == RESOLVED:
            self.helped[contact.issue] = True
        elif end == UNRESOLVED:
            self._leave_unhelped(contact, end, now)
        else:
            self._hand_over(contact, agent.team.number, end, now)
        if agent.on_duty:
            self._offer(agent, now)
        elif not agent.load:
            self._record_duty(agent, now)

    def _conclude(self, contact: Contact, agent: Agent) -> int:
        """What came of a leg taken to its end: a next step, else an outcome with its correct case first."""
        p_resolved, best, another, cumulative, steps = agent.outcomes[contact.reason]
        first = contact.first
        more = contact.leg < self.last_leg
        if another:
            u = first[NEXT] if first else self.luck(contact, NEXT)
            if u < another and not more:
                self.capped[contact.issue] = 1
                return UNRESOLVED
            if u < another:
                contact.step = _choose(u, cumulative, steps)
                contact.target = self.plan.routing.target[agent.team.number][contact.step]
                return NEXT_STEP
        if contact.ignorant:
            p_resolved *= self.plan.uninformed_resolution
        contact.target = best
        notices = self.plan.notices if more and contact.from_team < 0 else 0.0
        return leg_outcome(first[OUTCOME] if first else self.luck(contact, OUTCOME), p_resolved, notices)

    def _hand_over(self, contact: Contact, team: int, why: int, now: int) -> None:
        """The contact leaves for another team's line, or back to this team's own."""
        plan, target = self.plan, contact.target
        real_time = plan.real_time[contact.channel]
        contact.line = self.lines[plan.routing.handoff_line[target][real_time]]
        contact.from_team = team if why != BOUNCED else NOBODY
        contact.reask = plan.lost[team][target] * plan.reask_us
        if why == NEXT_STEP:
            contact.reason = contact.step
        contact.leaves, contact.ignorant, contact.first = FULL, False, None
        contact.leg += 1
        contact.order += 1
        delay = plan.delay[team][target][real_time]
        wait = on_grid(random_time(self.luck(contact, Purpose.HANDOFF_DELAY), 0, delay, 0.0)) if delay else 0
        heappush(self.entries, (now + wait, JOINS + contact.order, 0, self._join_again, contact))

    def _join_again(self, contact: Contact, now: int) -> None:
        self._join(contact, contact.line, now)

    # --- agents --------------------------------------------------------------------------------------

    def _offer(self, agent: Agent, now: int) -> None:
        """An agent with room looks for work by tier, the longest wait first.

        One who holds contacts takes another only where all of them allow it, and if it is the turn of one that may
        be held beside them; else the agent finishes those in hand first, and is no longer free.
        """
        team = agent.team
        if agent.contacts and agent.load >= min(held.line.concurrency for _, _, held in agent.contacts):
            return
        contact = self._next_contact(team) if any(team.queues) else None
        if contact is None:
            team.loads[agent.load][agent] = None
            return
        line = contact.line
        if agent.load and line.concurrency <= agent.load:
            return
        line.queue.popleft()
        contact.waiting = False
        self._start(agent, contact, now)
        if agent.load < line.concurrency:
            self._offer(agent, now)

    def _next_contact(self, team: Team) -> Contact | None:
        """Whose turn it is, at the head of a queue; those who left are dropped on the way."""
        for tier in team.tiers:
            best = None
            for queue in tier:
                while queue:
                    first = queue[0]
                    if first.waiting:
                        if best is None or _before(first, best):
                            best = first
                        break
                    queue.popleft()
            if best is not None:
                return best
        return None

    def _plan_next_span(self, agent: Agent) -> None:
        span = next(agent.spans, None)
        if span is not None:
            place = CHANGES_SHIFT + (agent.number << ISSUE_SHIFT)
            heappush(self.entries, (span[0], place, 0, partial(self._come_on_duty, agent), span[1]))

    def _come_on_duty(self, agent: Agent, until: int, now: int) -> None:
        agent.on_duty = True
        heappush(self.entries, (until, CHANGES_SHIFT + (agent.number << ISSUE_SHIFT), 0, self._go_off_duty, agent))
        if agent.load == 0:
            agent.since, agent.busy = now, 0
            self._offer(agent, now)

    def _go_off_duty(self, agent: Agent, now: int) -> None:
        """Idle agents leave; others finish what is in hand."""
        agent.on_duty = False
        loads = agent.team.loads
        if agent.load < len(loads):
            loads[agent.load].pop(agent, None)
        if agent.load == 0:
            self._record_duty(agent, now)
        self._plan_next_span(agent)

    # --- records -------------------------------------------------------------------------------------

    def _start_chunk(self) -> None:
        self.leg_chunks.append(self.leg_rows)
        self.leg_rows = bytearray()

    def _record_leg(self, contact: Contact, end: int, now: int) -> None:
        self.leg_rows += LEG_ROW(
            contact.order, contact.joined, contact.started, now, contact.agent.number,
            contact.line.number, contact.channel, contact.reason, end,
        )  # fmt: skip

    def _record_wait(self, contact: Contact, end: int, now: int) -> None:
        """The row of a leg that nobody took."""
        contact.agent, contact.started = self.nobody, -1
        self._record_leg(contact, end, now)

    def _record_duty(self, agent: Agent, now: int) -> None:
        self.duty_rows += DUTY_ROW(agent.number, agent.since, now, agent.busy)

    def records(self) -> Records:
        """Close what is still open and sort the tables."""
        self._close_open()
        del self.contacts
        team_of = np.array([*(person.team for person in self.plan.persons), NOBODY])
        self._start_chunk()
        legs = leg_table(self.leg_chunks, team_of)
        contacts = contacts_of(legs)
        issues = issue_table(self.issues, contacts, self.pending, self.capped)
        return Records(issues, contacts, legs, duty_table(self.duty_rows))

    def _close_open(self) -> None:
        """Contacts that wait, are in hand or are between teams at the horizon; agents still on duty."""
        now = self.plan.clock.horizon
        for agent in self.agents:
            if agent.on_duty or agent.load:
                agent.busy += now - agent.busy_since if agent.load else 0
                self._record_duty(agent, now)
        in_hand = [entry[4] for entry in self.entries if entry[3] == self.finish]
        in_hand.extend(contact for agent in self.agents for _, _, contact in agent.contacts)
        for contact in in_hand:
            self._record_leg(contact, OPEN, -1)
        waiting = [contact for line in self.lines for contact in line.queue if contact.waiting]
        for contact in waiting:
            self._record_wait(contact, OPEN, -1)


def _before(one: Contact, other: Contact) -> bool:
    """Who has waited longer; of equals, the earlier issue, contact, leg."""
    return one.joined < other.joined or (one.joined == other.joined and one.order < other.order)


def _choose(u: float, cumulative: tuple[float, ...], values: tuple[int, ...]) -> int:
    """The value whose running share exceeds u; the last where rounding leaves a gap."""
    for bound, value in zip(cumulative, values, strict=True):
        if u < bound:
            return value
    return values[-1]


def _next_span(opens: tuple[int, ...], time: int) -> tuple[int, int]:
    """The next span of open hours after a time at which it is closed."""
    week, offset = divmod(time, WEEK)
    i = bisect_right(opens, offset)
    if i == len(opens):
        week, i = week + 1, 0
    return week * WEEK + opens[i], week * WEEK + opens[i + 1]
