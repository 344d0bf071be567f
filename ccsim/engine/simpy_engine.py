"""The SimPy engine: when things happen. It asks the rules what happens, and records everything.

Callback style: no process and no resource for a customer; one calendar entry for each stretch of work.
"""

import gc
import struct
from array import array
from bisect import bisect_right
from collections import OrderedDict, deque
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from ccsim.attendance import attendance
from ccsim.codes import NEVER, WEEK, IssueEnd, LegEnd, Purpose, Tie
from ccsim.engine.clock import CONTACT_SHIFT, ISSUE_SHIFT, TIE_SHIFT, Clock, order
from ccsim.engine.records import DUTY_COLUMNS, LEG_COLUMNS, Records, contacts_of, table
from ccsim.issues import Issues
from ccsim.plan.plan import Plan
from ccsim.plan.returns import Return
from ccsim.plan.routing import NOBODY
from ccsim.rules.customers import patience_us
from ccsim.rules.handling import leg_work, progress, time_to_finish
from ccsim.rules.laws import on_grid, random_time
from ccsim.rules.luck import CONTACT_STRIDE, LEG_STRIDE, uniform
from ccsim.rules.resolution import leg_outcome

Arrival = tuple[Any, ...]
"""An issue as it arises: time, order, number, channel, reason, the two words of its key, its first leg's luck."""
NUMBER, CHANNEL, REASON, KEY_A, KEY_B, FIRST = range(2, 8)
BLOCK = 4096
LEG_ROW, DUTY_ROW = (struct.Struct(f"{len(columns)}q").pack for columns in (LEG_COLUMNS, DUTY_COLUMNS))
FULL = -1
"""`Contact.leaves`: the agent takes the leg to its end, and does not merely pass it on."""

HELPED, LOST, ALIVE = int(IssueEnd.RESOLVED), int(IssueEnd.LOST), int(IssueEnd.OPEN)
RESOLVED, UNRESOLVED, NEXT_STEP = int(LegEnd.RESOLVED), int(LegEnd.UNRESOLVED), int(LegEnd.NEXT_STEP)
UNSKILLED, OUT_OF_DEPTH = int(LegEnd.UNSKILLED), int(LegEnd.OUT_OF_DEPTH)
PASSED_ON, BOUNCED = int(LegEnd.PASSED_ON), int(LegEnd.BOUNCED)
ABANDONED, CLOSED, OPEN = int(LegEnd.ABANDONED), int(LegEnd.CLOSED), int(LegEnd.OPEN)
OUTCOME, HANDLE = int(Purpose.OUTCOME), int(Purpose.HANDLE)
PATIENCE, NEXT, RETURNS = int(Purpose.PATIENCE), int(Purpose.NEXT_STEP), int(Purpose.RETURNS)
DRAWN_AHEAD = (OUTCOME, HANDLE, PATIENCE, NEXT)
LAST_AHEAD = NEXT
"""Purposes of which the first leg's luck is drawn in blocks; they are the first places of every issue."""
ENDS_SERVICE, JOINS, LEAVES = (
    Tie.SERVICE_END << TIE_SHIFT,
    Tie.JOIN << TIE_SHIFT,
    Tie.ABANDONMENT << TIE_SHIFT,
)
CHASED_PLACE, RETURN_PLACE, CHASE_PLACE = 253, 254, 255
"""Stand-ins for a leg in the order of events: the contact that chases, a return, patience with a written answer."""


class Contact:
    """One attempt; its fields on legs speak of the leg under way."""

    __slots__ = (
        "agent", "arrival", "channel", "deadline", "first", "from_team", "ignorant", "issue", "joined", "leaves",
        "leg", "line", "number", "order", "reask", "reason", "started", "target", "waiting",
    )  # fmt: skip

    def __init__(self, arrival: Arrival, number: int, channel: int) -> None:
        self.arrival = arrival
        self.issue = issue = arrival[NUMBER]
        self.number = number
        self.channel = channel
        self.reason = arrival[REASON]
        self.leg = 0
        self.order = (issue << ISSUE_SHIFT) + (number << CONTACT_SHIFT)
        """The leg's place among simultaneous events of one class."""
        self.first: tuple[float, ...] | None = arrival[FIRST] if number == 0 else None
        """The luck of the issue's first leg, until it ends."""
        self.from_team = NOBODY
        self.reask = 0.0
        self.leaves = FULL
        self.ignorant = False
        self.waiting = False

    def luck(self, purpose: int) -> float:
        """The uniform of one decision on the leg under way."""
        if self.first and purpose <= LAST_AHEAD:
            return self.first[purpose]
        at = self.number * CONTACT_STRIDE + self.leg * LEG_STRIDE + purpose
        return uniform(self.arrival[KEY_A], self.arrival[KEY_B], at)


class Agent:
    """A person on or off duty; `contacts` holds (work at which it ends, order, contact) of simultaneous ones."""

    __slots__ = (
        "advanced", "busy", "busy_since", "contacts", "desk", "load", "number", "on_duty", "since", "spans", "team",
        "updated", "version",
    )  # fmt: skip

    def __init__(self, number: int, team: "Team", desk: int, spans: Iterator[tuple[int, int]]) -> None:
        self.number = number
        self.team = team
        self.desk = desk
        self.spans = spans
        self.on_duty = False
        self.load = 0
        self.busy = self.busy_since = self.since = 0
        self.contacts: list[tuple[float, int, Contact]] = []
        self.advanced = 0.0
        self.updated = 0
        self.version = 0


class Team:
    """Free agents by the number of contacts that they hold, longest at that number first; lines by tier."""

    __slots__ = ("ignorance", "loads", "number", "pass_on", "tiers")

    def __init__(self, number: int, concurrency: int) -> None:
        self.number = number
        self.loads: list[OrderedDict[Agent, None]] = [OrderedDict() for _ in range(concurrency)]
        self.tiers: tuple[tuple[Line, ...], ...] = ()


class Line:
    """A queue and the teams that serve it."""

    __slots__ = ("concurrency", "number", "opens", "queue", "teams")

    def __init__(self, number: int, concurrency: int, opens: tuple[int, ...], teams: tuple[Team, ...]) -> None:
        self.number = number
        self.concurrency = concurrency
        self.opens = opens
        self.teams = teams
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
        self.clock = Clock(0)
        self.call_at = self.clock.call_at
        self._build_teams()
        self._build_agents(roster)
        n = len(issues)
        self.contacts = array("i", bytes(4 * n))
        self.pending = array("i", bytes(4 * n))
        """Contacts of each issue that are under way or to come."""
        self.issue_ended = array("q", bytes(8 * n))
        self.issue_end = array("q", [ALIVE]) * n
        self.issue_capped = array("q", bytes(8 * n))
        self.leg_rows = bytearray()
        self.duty_rows = bytearray()
        self._choose_shortcuts()

    def _build_teams(self) -> None:
        routing = self.plan.routing
        widest = [1] * len(self.plan.teams)
        for line in routing.lines:
            for t in line.teams:
                widest[t] = max(widest[t], line.concurrency)
        self.teams = [Team(t, widest[t]) for t in range(len(self.plan.teams))]
        self.lines = [
            Line(i, line.concurrency, line.opens, tuple(self.teams[t] for t in line.teams))
            for i, line in enumerate(routing.lines)
        ]
        for team in self.teams:
            team.tiers = tuple(tuple(self.lines[i] for i in tier) for tier in routing.tiers[team.number])
            team.pass_on = self.plan.pass_on[team.number]
            team.ignorance = self.plan.ignorance[team.number]

    def _build_agents(self, roster: tuple[tuple[tuple[int, int], ...], ...]) -> None:
        self.agents = []
        for number, person in enumerate(self.plan.persons):
            spans = ((0, NEVER),) if self.plan.duties[number].always else roster[number]
            agent = Agent(number, self.teams[person.team], person.desk, iter(spans))
            self.agents.append(agent)
            self._plan_next_span(agent)

    def _choose_shortcuts(self) -> None:
        """What most legs never meet is asked for only where the plan has it."""
        plan = self.plan
        returning = plan.returning
        self.ways = {
            UNRESOLVED: returning.after_failure,
            ABANDONED: returning.after_abandonment,
            CLOSED: returning.after_closed,
        }
        self.bounces = any(any(row) for row in plan.bounce)
        self.real_time = plan.real_time
        self.triage = plan.triage_accuracy < 1.0
        self.line_of = [[self.lines[i] for i in row] for row in plan.routing.line_of]
        self.handling = [
            [[self._handling(i, desk.team, c, r) for r in range(len(plan.reasons))] for c in range(len(plan.channels))]
            for i, desk in enumerate(plan.desks)
        ]
        self.outcomes = [
            [(plan.resolves[i][r], plan.routing.best[desk.team][r], *plan.steps[r]) for r in range(len(plan.reasons))]
            for i, desk in enumerate(plan.desks)
        ]

    def _handling(self, desk: int, team: int, channel: int, reason: int) -> tuple[int, float, float, float, bool]:
        """Law, mean, sigma and factor of handle time, and whether the leg may take another course than to its end."""
        plan = self.plan
        special = not plan.handles[team][reason] or plan.pass_on[team] > 0.0 or bool(plan.ignorance[team][reason])
        mean = plan.base_mean[channel][reason]
        return plan.law[reason], mean, plan.sigma[reason], plan.factor[desk][reason], special

    # --- running -------------------------------------------------------------------------------------

    def run(self) -> None:
        """From the start to the horizon; nothing here makes cycles that the collector would have to find."""
        collecting = gc.isenabled()
        gc.disable()
        try:
            self.clock.play(self.plan.clock.horizon, self._arrivals(), self._arise)
        finally:
            if collecting:
                gc.enable()

    def _arrivals(self) -> Iterator[Arrival]:
        """Issues in the order of arising, with their first leg's luck drawn in blocks."""
        issues = self.issues
        for start in range(0, len(issues), BLOCK):
            part = slice(start, start + BLOCK)
            a, b = issues.key_a[part], issues.key_b[part]
            numbers = np.arange(start, start + len(a), dtype=np.int64)
            first = zip(*(uniform(a, b, purpose).tolist() for purpose in DRAWN_AHEAD), strict=True)
            yield from zip(
                issues.arise[part].tolist(), (JOINS + (numbers << ISSUE_SHIFT)).tolist(), numbers.tolist(),
                issues.channel[part].tolist(), issues.reason[part].tolist(), a.tolist(), b.tolist(), first,
                strict=True,
            )  # fmt: skip

    # --- an issue's contacts -------------------------------------------------------------------------

    def _arise(self, arrival: Arrival) -> None:
        self.pending[arrival[NUMBER]] = 1
        self._begin(arrival, arrival[CHANNEL], arrival[0])

    def _begin(self, arrival: Arrival, channel: int, now: int) -> None:
        """A contact starts; its issue already counts it as pending."""
        issue = arrival[NUMBER]
        number = self.contacts[issue]
        self.contacts[issue] = number + 1
        contact = Contact(arrival, number, channel)
        line = self.line_of[channel][self._classified(contact) if self.triage else contact.reason]
        if not self.real_time[channel]:
            self._plan_chase(contact, now)
        elif line.opens and not bisect_right(line.opens, now % WEEK) & 1:
            contact.joined, contact.line = now, line
            self._record_leg(contact, NOBODY, NOBODY, -1, CLOSED, now)
            self._end_contact(contact, CLOSED, now)
            return
        if number and channel != arrival[CHANNEL]:
            contact.reask = self.plan.reask_us
        self._join(contact, line, now)

    def _classified(self, contact: Contact) -> int:
        """The reason as triage reads it."""
        if contact.luck(Purpose.TRIAGE) < self.plan.triage_accuracy:
            return contact.reason
        cumulative, reasons = self.plan.misread[contact.channel]
        return _choose(contact.luck(Purpose.TRIAGE_REASON), cumulative, reasons) if reasons else contact.reason

    def _begin_again(self, coming: tuple[Arrival, int]) -> None:
        """A return or a chase comes due; a customer who was helped meanwhile stays away."""
        arrival, channel = coming
        if self.issue_end[arrival[NUMBER]] == HELPED:
            self.pending[arrival[NUMBER]] -= 1
        else:
            self._begin(arrival, channel, self.clock._now)

    def _end_contact(self, contact: Contact, end: int, now: int) -> None:
        """The last leg ended so: the issue is resolved, or the customer comes back, or it is lost."""
        issue = contact.issue
        self.pending[issue] -= 1
        if self.issue_end[issue] == HELPED:
            return
        if end == RESOLVED:
            self.issue_end[issue] = HELPED
            self.issue_ended[issue] = now
            return
        way = self.ways[end][contact.channel]
        if way.probability and contact.luck(RETURNS) < way.probability:
            self._return(contact, way, now)
        if self.pending[issue] == 0:
            self.issue_end[issue] = LOST
            self.issue_ended[issue] = now

    def _return(self, contact: Contact, way: Return, now: int) -> None:
        """The customer comes back later, up to a limit; if a real-time channel is closed then, at any time of its
        next open hours."""
        if self.contacts[contact.issue] >= self.plan.contacts_limit:
            self.issue_capped[contact.issue] = 1
            return
        channel = way.channels[0]
        if len(way.channels) > 1:
            channel = _choose(contact.luck(Purpose.RETURN_CHANNEL), way.cumulative, way.channels)
        delay = on_grid(random_time(contact.luck(Purpose.RETURN_DELAY), 0, way.delay_us, 0.0))
        self._come_back(contact, channel, now + delay, RETURN_PLACE)

    def _come_back(self, contact: Contact, channel: int, time: int, place: int) -> None:
        opens = self.line_of[channel][contact.arrival[REASON]].opens if self.real_time[channel] else ()
        if opens and not bisect_right(opens, time % WEEK) & 1:
            start, end = _next_span(opens, time)
            time = start + int((end - start) * contact.luck(Purpose.OPENING))
        self.pending[contact.issue] += 1
        at = JOINS + contact.order - contact.leg + place
        self.call_at(time, at, self._begin_again, (contact.arrival, channel))

    def _plan_chase(self, contact: Contact, now: int) -> None:
        way = self.plan.returning.chase[contact.channel]
        if way.probability == 0.0 or contact.luck(Purpose.CHASE) >= way.probability:
            return
        tolerance = on_grid(random_time(contact.luck(Purpose.TOLERANCE), 0, way.delay_us, 0.0))
        self.call_at(now + tolerance, JOINS + contact.order + CHASE_PLACE, self._chase, contact)

    def _chase(self, contact: Contact) -> None:
        """The customer asks elsewhere if the first answer has not begun; the original stays in its queue."""
        if self.issue_end[contact.issue] == HELPED or not contact.waiting or contact.leg:
            return
        if self.contacts[contact.issue] >= self.plan.contacts_limit:
            self.issue_capped[contact.issue] = 1
            return
        way = self.plan.returning.chase[contact.channel]
        channel = _choose(contact.luck(Purpose.CHASE_CHANNEL), way.cumulative, way.channels)
        self._come_back(contact, channel, self.clock._now, CHASED_PLACE)

    # --- a leg: join, wait, start --------------------------------------------------------------------

    def _join(self, contact: Contact, line: Line, now: int) -> None:
        """Take the first free agent of the line's teams in order, else wait."""
        contact.joined = now
        contact.line = line
        for team in line.teams:
            loads = team.loads
            for load in range(line.concurrency):
                if loads[load]:
                    agent = loads[load].popitem(last=False)[0]
                    self._start(agent, contact, now)
                    if line.concurrency > 1:
                        self._offer(agent, now)
                    return
        contact.waiting = True
        line.queue.append(contact)
        balk, law, mean, sigma = self.plan.patience[contact.channel]
        if mean:
            contact.deadline = deadline = now + patience_us(contact.luck(PATIENCE), balk, law, mean, sigma)
            self.call_at(deadline, LEAVES + contact.order, self._abandon, contact)

    def _abandon(self, contact: Contact) -> None:
        now = self.clock._now
        if contact.waiting and contact.deadline == now:
            contact.waiting = False
            self._record_leg(contact, NOBODY, NOBODY, -1, ABANDONED, now)
            self._end_contact(contact, ABANDONED, now)

    def _start(self, agent: Agent, contact: Contact, now: int) -> None:
        """An agent takes a contact; what it will do with it shows in how long it takes."""
        contact.started = now
        contact.agent = agent
        law, mean, sigma, factor, special = self.handling[agent.desk][contact.channel][contact.reason]
        part = informed = 1.0
        if special or (self.bounces and contact.from_team >= 0):
            self._consider(agent.team, contact, now)
            if contact.leaves != FULL:
                part = self.plan.intake
            if contact.ignorant:
                informed = self.plan.uninformed_handle
        base = random_time(contact.first[HANDLE] if contact.first else contact.luck(HANDLE), law, mean, sigma)
        work = leg_work(base, factor, informed, part, contact.reask)
        if contact.line.concurrency > 1:
            self._hold(agent, contact, work, now)
            return
        agent.busy_since = now
        agent.load = 1
        self.call_at(now + on_grid(work), ENDS_SERVICE + contact.order, self._finish, contact)

    def _consider(self, team: Team, contact: Contact, now: int) -> None:
        """Will the agent send it back, hand it over unserved, pass it on, or take it to the end; and uninformed?"""
        plan, t, reason = self.plan, team.number, contact.reason
        came_from = contact.from_team
        if contact.leg + 1 < plan.legs_limit:
            if came_from >= 0 and contact.luck(Purpose.BOUNCE) < plan.bounce[came_from][t]:
                contact.leaves, contact.target = BOUNCED, came_from
                return
            if not plan.handles[t][reason] and plan.routing.target[t][reason] != NOBODY:
                contact.leaves, contact.target = UNSKILLED, plan.routing.target[t][reason]
                return
            elsewhere = plan.routing.elsewhere[t][reason]
            if team.pass_on and contact.leg == 0 and elsewhere != NOBODY:
                if contact.luck(Purpose.PASS_ON) < team.pass_on:
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
            ends, place, _ = min(agent.contacts)
            delay = time_to_finish(ends - agent.advanced, agent.load, self.plan.slowdown)
            self.call_at(now + delay, ENDS_SERVICE + place, self._finish_held, (agent, agent.version))

    def _finish_held(self, expected: tuple[Agent, int]) -> None:
        agent, version = expected
        if agent.version != version:
            return
        now = self.clock._now
        first = min(agent.contacts)
        agent.contacts.remove(first)
        agent.advanced = first[0]
        agent.updated = now
        if agent.on_duty and agent.load < len(agent.team.loads):
            agent.team.loads[agent.load].pop(agent, None)
        self._finish(first[2])
        self._expect_end(agent, now)

    # --- a leg ends ----------------------------------------------------------------------------------

    def _finish(self, contact: Contact) -> None:
        """An agent is done with a contact and looks for the next, or leaves if the shift is over."""
        now = self.clock._now
        agent = contact.agent
        agent.load -= 1
        if agent.load == 0:
            agent.busy += now - agent.busy_since
        if contact.leaves == FULL:
            self._conclude(contact, agent, now)
        else:
            self._hand_over(contact, agent, contact.target, contact.leaves, now)
        if agent.on_duty:
            self._offer(agent, now)
        elif agent.load == 0:
            self._record_duty(agent, now)

    def _conclude(self, contact: Contact, agent: Agent, now: int) -> None:
        """What came of a leg taken to its end: a next step, else an outcome with its correct case first."""
        plan = self.plan
        p_resolved, best, cumulative, steps = self.outcomes[agent.desk][contact.reason]
        first = contact.first
        more = contact.leg + 1 < plan.legs_limit
        if steps and more:
            u = first[NEXT] if first else contact.luck(NEXT)
            if u < cumulative[-1]:
                step = _choose(u, cumulative, steps)
                target = plan.routing.target[agent.team.number][step]
                self._hand_over(contact, agent, target, NEXT_STEP, now)
                contact.reason = step
                return
        if contact.ignorant:
            p_resolved *= plan.uninformed_resolution
        u = first[OUTCOME] if first else contact.luck(OUTCOME)
        notices = plan.notices if more and contact.from_team < 0 else 0.0
        end = leg_outcome(u, p_resolved, notices)
        if end == OUT_OF_DEPTH:
            self._hand_over(contact, agent, best, OUT_OF_DEPTH, now)
            return
        self._record_leg(contact, agent.team.number, agent.number, contact.started, end, now)
        self._end_contact(contact, end, now)

    def _hand_over(self, contact: Contact, agent: Agent, target: int, why: int, now: int) -> None:
        """The contact leaves for another team's line, or back to this team's own."""
        team = agent.team.number
        self._record_leg(contact, team, agent.number, contact.started, why, now)
        real_time = self.plan.real_time[contact.channel]
        contact.line = self.lines[self.plan.routing.handoff_line[target][real_time]]
        contact.from_team = team if why != BOUNCED else NOBODY
        contact.reask = self.plan.lost[team][target] * self.plan.reask_us
        contact.leaves, contact.ignorant = FULL, False
        delay = self.plan.delay[team][target][real_time]
        wait = on_grid(random_time(contact.luck(Purpose.HANDOFF_DELAY), 0, delay, 0.0)) if delay else 0
        self.call_at(now + wait, JOINS + contact.order, self._join_again, contact)

    def _join_again(self, contact: Contact) -> None:
        self._join(contact, contact.line, self.clock._now)

    # --- agents --------------------------------------------------------------------------------------

    def _offer(self, agent: Agent, now: int) -> None:
        """An agent with room looks for work by tier, the longest wait first.

        One who holds contacts takes another only if it is the turn of one that may be held beside them; else the
        agent finishes those in hand first, and is no longer free.
        """
        loads = agent.team.loads
        while agent.load < len(loads):
            line = self._next_line(agent.team)
            if line is None:
                loads[agent.load][agent] = None
                return
            if agent.load and line.concurrency <= agent.load:
                return
            contact = line.queue.popleft()
            contact.waiting = False
            self._start(agent, contact, now)
            if line.concurrency <= agent.load:
                return

    def _next_line(self, team: Team) -> Line | None:
        for tier in team.tiers:
            best = None
            for line in tier:
                queue = line.queue
                while queue and not queue[0].waiting:
                    queue.popleft()
                if queue and (best is None or _before(queue[0], best.queue[0])):
                    best = line
            if best is not None:
                return best
        return None

    def _plan_next_span(self, agent: Agent) -> None:
        span = next(agent.spans, None)
        if span is not None:
            place = order(Tie.SHIFT_CHANGE, agent.number)
            self.call_at(span[0], place, partial(self._come_on_duty, agent), span[1])

    def _come_on_duty(self, agent: Agent, until: int) -> None:
        agent.on_duty = True
        self.call_at(until, order(Tie.SHIFT_CHANGE, agent.number), self._go_off_duty, agent)
        if agent.load == 0:
            now = self.clock._now
            agent.since, agent.busy = now, 0
            self._offer(agent, now)

    def _go_off_duty(self, agent: Agent) -> None:
        """Idle agents leave; others finish what is in hand."""
        agent.on_duty = False
        loads = agent.team.loads
        if agent.load < len(loads):
            loads[agent.load].pop(agent, None)
        if agent.load == 0:
            self._record_duty(agent, self.clock._now)
        self._plan_next_span(agent)

    # --- records -------------------------------------------------------------------------------------

    def _record_leg(self, contact: Contact, team: int, agent: int, started: int, end: int, now: int) -> None:
        """Write the leg's row and turn to the next."""
        self.leg_rows += LEG_ROW(
            contact.issue, contact.number, contact.leg, contact.channel, contact.line.number, contact.reason,
            team, agent, contact.joined, started, now, end,
        )  # fmt: skip
        contact.leg += 1
        contact.order += 1
        contact.first = None

    def _record_duty(self, agent: Agent, now: int) -> None:
        self.duty_rows += DUTY_ROW(agent.number, agent.since, now, agent.busy)

    def records(self) -> Records:
        """Close what is still open and sort the tables."""
        self._close_open()
        issues = self.issues
        n = len(issues)
        legs = table(self.leg_rows, len(LEG_COLUMNS), (ISSUE_SHIFT, CONTACT_SHIFT, 0))
        contacts = contacts_of(legs)
        counts = np.bincount(contacts[:, 0], minlength=n)
        columns = [
            np.arange(n), issues.arise, issues.channel, issues.reason, _numbers(self.issue_ended, n),
            counts, _numbers(self.issue_end, n), _numbers(self.issue_capped, n),
        ]  # fmt: skip
        return Records(
            issues=np.stack([c.astype(np.int64) for c in columns], axis=1),
            contacts=contacts,
            legs=legs,
            duty=table(self.duty_rows, len(DUTY_COLUMNS), (48, 0)),
        )

    def _close_open(self) -> None:
        """Contacts that wait, are in hand or are between teams at the horizon; agents still on duty."""
        now = self.plan.clock.horizon
        for agent in self.agents:
            if agent.on_duty or agent.load:
                agent.busy += now - agent.busy_since if agent.load else 0
                self._record_duty(agent, now)
        pending = [(getattr(entry[3], "__func__", None), entry[4]) for entry in self.clock._queue if len(entry) == 5]
        in_hand = [contact for function, contact in pending if function is Simulation._finish]
        in_hand.extend(contact for agent in self.agents for _, _, contact in agent.contacts)
        for contact in in_hand:
            self._record_leg(contact, contact.agent.team.number, contact.agent.number, contact.started, OPEN, -1)
        waiting = [contact for line in self.lines for contact in line.queue if contact.waiting]
        for contact in waiting:
            self._record_leg(contact, NOBODY, NOBODY, -1, OPEN, -1)


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


def _numbers(values: "array[int]", n: int) -> Any:
    return np.frombuffer(values, dtype=np.int64) if n else np.empty(0, dtype=np.int64)
