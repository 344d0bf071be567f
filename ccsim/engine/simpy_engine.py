"""The SimPy engine: when things happen. It asks the rules what happens, and records everything.

Callback style: no process and no resource for a customer; one calendar entry for each stretch of work.
"""

import gc
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from heapq import heappush
from importlib.util import find_spec, module_from_spec
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.arising import Arising, arising
from ccsim.closures import closures
from ccsim.codes import NEVER, WEEK, CallEnd, Choice, Order, Purpose
from ccsim.engine.clock import CONTACT_SHIFT, ISSUE_SHIFT, Clock
from ccsim.engine.floor import (
    RANK_SHIFT,
    Agent,
    Contact,
    Line,
    Team,
    Waiting,
    asks_of,
    make_lines,
    make_teams,
    ways_back,
)
from ccsim.engine.own_rules import Sight, first_team
from ccsim.engine.plain import (
    ABANDONED,
    AT_BOT_KEEPS,
    AT_BOT_OUTCOME,
    AT_BOT_TIME,
    AT_BOT_USE,
    AT_BOUNCE,
    AT_CALLBACK,
    AT_CALLBACK_ANSWERED,
    AT_CHASE,
    AT_CHASE_CHANNEL,
    AT_COMPLAINT,
    AT_DEFLECTION,
    AT_HANDLE,
    AT_HANDOFF_DELAY,
    AT_NEXT,
    AT_OFFER,
    AT_OFFER_TAKEN,
    AT_OFFER_TIME,
    AT_OPENING,
    AT_OUTBOUND_REACH,
    AT_OUTBOUND_TAKEN,
    AT_OUTBOUND_TIME,
    AT_OUTCOME,
    AT_PASS_ON,
    AT_PATIENCE,
    AT_PURCHASE,
    AT_RETURN_CHANNEL,
    AT_RETURN_DELAY,
    AT_RETURNS,
    AT_SILENT,
    AT_SUBSTITUTE,
    AT_TOLERANCE,
    AT_TRIAGE,
    AT_TRIAGE_REASON,
    BLOCKED,
    BOUGHT,
    BOUNCED,
    CALL_PLACE,
    CALLBACK,
    CALLED_BACK,
    CHANGES_SHIFT,
    CHASE_PLACE,
    CHASED_PLACE,
    CLOSED,
    COMPLAINT,
    CONTAINED,
    DUE_DATE,
    ENDS_SERVICE,
    ESCALATED,
    FALSELY,
    FULL,
    HANDED_OVER,
    INTERRUPTED,
    INTRODUCED,
    JOINS,
    LEAVES,
    MOST_STRETCHES,
    NEXT_STEP,
    NOWHERE,
    OFFERED,
    OPEN,
    OVERFLOWS,
    PASSED_ON,
    RESOLVED,
    RESUMED,
    RETURN_PLACE,
    SETTLED,
    SILENT,
    SLOW,
    SOLD,
    TICKET,
    UNREACHED,
    UNRESOLVED,
    UNSKILLED,
    USUAL,
    WHOLE_CONTACT,
    WITHDRAWN,
)
from ccsim.engine.records import (
    DUTY_ROW,
    LEG_ROW,
    MOST_LEGS,
    WRITTEN,
    Records,
    call_table,
    contacts_of,
    duty_table,
    issue_table,
    leg_table,
)
from ccsim.engine.skills import Floats
from ccsim.engine.slow_state import SlowState
from ccsim.engine.times import relative_times
from ccsim.errors import CcsimError, did_you_mean, name_list
from ccsim.issues import Issues, lanes, name_word, uniform_block
from ccsim.plan.people import NOBODY
from ccsim.plan.plan import Plan
from ccsim.plan.returns import Return
from ccsim.plan.roster import Shifts
from ccsim.plan.routing import NOT_OFFERED
from ccsim.plan.self_service import Bot
from ccsim.rules.customers import patience_us
from ccsim.rules.handling import leg_work, progress, time_to_finish
from ccsim.rules.laws import on_grid, random_time
from ccsim.rules.luck import CONTACT_STRIDE, LEG_STRIDE, place, uniform
from ccsim.rules.resolution import leg_outcome
from ccsim.rules.revenue import purchase_kept, reach

Arrival = tuple[Any, ...]
"""A contact as it begins: time, place in the calendar, issue, channel, reason, order among simultaneous events, and
the luck drawn ahead."""
BLOCK = 256
CHUNK = 1 << 20
"""Bytes of records after which a new buffer is begun: one that grew without end would be copied again and again."""

Gate = tuple[bool, bool, tuple[int, ...], int, Bot | None]
"""Of a channel: are answers read there, is it offered for every reason, when it is down, trunks, bot."""
NO_GATE: Gate = (False, True, (), -1, None)

OUTCOME, HANDLE, PATIENCE, NEXT = AT_OUTCOME, AT_HANDLE, AT_PATIENCE, AT_NEXT
"""Positions of luck drawn ahead, which are those of the purposes themselves."""
AFTER, DELAY = 4, 5
"""Positions, after those named by purpose, of the luck of returning after the leg and of the handoff to it."""
A_LEG = 6


def _of_leg(leg: int) -> list[int]:
    """Places of what most legs need, drawn in blocks: by purpose, then returning after it, then the handoff to it."""
    own = [place(0, leg, purpose) for purpose in (OUTCOME, HANDLE, PATIENCE, NEXT)]
    return [*own, place(0, leg + 1, AT_RETURNS), place(0, leg, Purpose.HANDOFF_DELAY)]


SOMETIMES = (
    Purpose.TRIAGE, Purpose.PASS_ON, Purpose.CHASE, Purpose.TOLERANCE, Purpose.OFFER, Purpose.PURCHASE,
)  # fmt: skip
OFTEN = [place(0, 0, purpose) for purpose in SOMETIMES]
TRIAGE, PASS_ON, CHASE, TOLERANCE, OFFER, PURCHASE = range(2 * A_LEG, 2 * A_LEG + len(OFTEN))
"""And what issues need where calls are told apart, letters chased or things sold, after two legs' luck."""


def simulate(plan: Plan, issues: Issues, seed: int, replication: int) -> Records:
    """Run one replication of a plan."""
    simulation = Simulation(plan, issues, seed, replication)
    simulation.run()
    return simulation.records()


REPLACEABLE = (first_team, patience_us, leg_work, progress, time_to_finish, leg_outcome, purchase_kept, reach)
"""Rules that this engine asks at one place each, so that one's own may answer instead."""
AS_PLANNED = first_team
"""The routing rule that nobody needs to ask: the plan has its answers."""


def with_rules(own: Mapping[str, Callable[..., Any]]) -> Callable[[Plan, Issues, int, int], Records]:
    """`simulate` with functions of one's own in place of the rules of those names."""
    known = [rule.__name__ for rule in REPLACEABLE]
    for name in own:
        if name not in known:
            meant = f"{did_you_mean(name, known)} ({name_list(known)})"
            raise CcsimError(f"'{name}' is no rule that can be replaced{meant}")
    spec = find_spec(__name__)
    assert spec is not None
    assert spec.loader is not None
    twin = module_from_spec(spec)
    spec.loader.exec_module(twin)
    vars(twin).update(own)
    simulate: Callable[[Plan, Issues, int, int], Records] = twin.simulate
    return simulate


class Simulation(SlowState):
    """The state of one run and what happens to it."""

    # More than 30 attributes: without slots each of them would be looked up in a dictionary.
    __slots__ = (
        "accuracy",
        "agents",
        "answered_at",
        "arising",
        "arose",
        "bought",
        "buys",
        "calls",
        "capped",
        "channel_of",
        "clock",
        "contacts",
        "counts",
        "deflected",
        "deflects",
        "down",
        "duty_rows",
        "enter",
        "entries",
        "finish",
        "finish_written",
        "follows_up",
        "gates",
        "has_silent",
        "helped",
        "in_system",
        "interrupts",
        "introduces",
        "issues",
        "key_a",
        "key_b",
        "last_leg",
        "leads",
        "learns",
        "leg_chunks",
        "leg_rows",
        "line_of",
        "lines",
        "longest_idle",
        "orders",
        "patience",
        "pending",
        "real_time",
        "reason_of",
        "relieves",
        "replication",
        "seed",
        "sells",
        "shared_record",
        "sight",
        "staffed",
        "stretches",
        "teams",
        "to_come",
        "today",
        "triage",
        "waiting",
        "ways",
    )  # fmt: skip

    teams: list[Team]
    lines: list[Line]
    waiting: list[Contact]
    """Who waited when the floor was cleared."""

    def __init__(self, plan: Plan, issues: Issues, seed: int, replication: int) -> None:
        super().__init__(plan, seed, replication)
        self.issues = issues
        self.seed, self.replication = seed, replication
        self.clock = Clock()
        self.entries = self.clock.entries
        self.finish, self.finish_written = self._finish, self._finish_written
        self.arising: Arising = arising(plan, issues)
        self.arose = self.arising.at.data
        self.down = closures(plan, seed, replication)
        self.key_a, self.key_b = issues.key_a.data, issues.key_b.data
        self.reason_of, self.channel_of = issues.reason.data, issues.channel.data
        n = len(issues)
        self.contacts = array("i", [1]) * n
        """Contacts of each issue so far; every issue has a first one."""
        self.pending = array("i", [1]) * n
        """Contacts of each issue that are under way or to come, until one helps."""
        self.to_come = array("i", bytes(4 * n))
        """Contacts of each issue that are to come."""
        self.helped, self.capped, self.deflected = bytearray(n), bytearray(n), bytearray(n)
        self.bought = bytearray(n)
        """Issues of which it is decided whether the customer has bought."""
        self.in_system = [0] * len(plan.channels)
        """Contacts on each channel's trunks."""
        self.answered_at = [[-NEVER] * len(plan.reasons) for _ in plan.channels]
        """When a reason was last answered in public."""
        self.leads = [0] * len(plan.selling.calls)
        self.calls: list[tuple[int, ...]] = []
        self.today = [0, 0]
        """Complaints and contacts since midnight."""
        self.leg_chunks: list[bytearray] = []
        self.leg_rows = bytearray()
        self.duty_rows = bytearray()
        self.stretches = 0
        """Of written work that may be interrupted, so far."""
        self.agents = [Agent(number, len(plan.reasons)) for number in range(len(plan.persons))]
        self.take_up(plan)
        self.seat_everybody(0)
        self.plan_slow_state()

    def take_up(self, plan: Plan) -> None:
        """Teams, lines and shortcuts of a plan: what most legs never meet is asked for only where the plan has it."""
        customers, floor, asks = plan.customers, plan.floor, asks_of(plan, self.first_plan)
        self.teams = make_teams(plan)
        self.staffed = {person.team for person in plan.persons}
        plans = (self.first_plan, *(change.plan for change in self.first_plan.changes))
        self.lines = make_lines(plan, self.teams, sum(len(p.routing.lines) for p in plans[: self.follow]))
        self.ways = ways_back(plan)
        self.line_of: list[list[Any]] = [
            [None if i == NOT_OFFERED else self.lines[i] for i in row] for row in plan.routing.line_of
        ]
        """[channel][reason as classified] → line; None where the channel is not offered."""
        self.sight = None if first_team is AS_PLANNED else Sight(plan, self.teams, self.lines, self.clock)
        self.accuracy = plan.triage[self.week]
        self.triage, self.has_silent, self.sells, self.deflects = (
            asks.triage,
            asks.has_silent,
            asks.sells,
            asks.deflects,
        )
        self.counts, self.follows_up, self.learns = asks.counts, asks.follows_up, asks.learns
        self.real_time, self.patience = customers.real_time, customers.patience
        self.interrupts, self.relieves = floor.interrupt, floor.relieves
        self.shared_record = floor.shared_record
        self.buys = plan.selling.buys
        self.orders = floor.order != Order.LONGEST_WAIT
        self.longest_idle = floor.choice == Choice.LONGEST_IDLE
        self.introduces = floor.introduction_us > 0
        self.last_leg = plan.legs_limit - 1
        self.gates = [self._gate(c) for c in range(len(plan.channels))]
        self.enter = [self._reach_people if gate == NO_GATE else self._pass_gate for gate in self.gates]

    def _gate(self, channel: int) -> Gate:
        """What may happen to a contact before it comes to people."""
        customers = self.plan.customers
        offered = all(line is not None for line in self.line_of[channel])
        read = customers.deflection[channel][0] > 0.0
        return read, offered, self.down[channel], customers.trunks[channel], self.plan.bots[channel]

    def seat(self, shifts: Shifts) -> None:
        """Agents join their teams; one without a seat comes no more."""
        for agent, person in zip(self.agents, self.plan.persons, strict=True):
            agent.spans = iter(shifts.of(agent.number).tolist())
            if person.team != NOBODY:
                agent.team, agent.desk = self.teams[person.team], person.desk
                self._plan_next_span(agent)

    def set_levels(self, factor: Floats, resolves: Floats) -> None:
        """Those with a seat work at this pace and with this skill from now on; others finish what is in hand."""
        rows = zip(self.agents, self.plan.persons, factor.tolist(), resolves.tolist(), strict=True)
        for agent, person, own_factor, own_resolves in rows:
            if person.team != NOBODY:
                agent.factor, agent.resolves = own_factor, own_resolves

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
        """Issues in the order of arising, with most of their luck drawn in blocks.

        That of the first leg's handle time stands as the time itself, relative to the mean of the issue's reason.
        """
        issues = self.issues
        chases = any(way.probability for way in self.plan.returning.chase)
        sells = self.sells or any(self.plan.selling.offers)
        often = self.triage or chases or sells or any(self.plan.pass_on)
        laws, sigmas = np.array(self.plan.law), np.array(self.plan.sigma)
        ahead_at = np.array(_of_leg(0) + _of_leg(1) + (OFTEN if often else []))
        for start in range(0, len(self.arising.sequence), BLOCK):
            if len(self.leg_rows) > CHUNK:
                self._start_chunk()
            numbers = self.arising.sequence[start : start + BLOCK].astype(np.int64)
            a, b = issues.key_a[numbers].astype(np.int64), issues.key_b[numbers].astype(np.int64)
            orders = numbers << ISSUE_SHIFT
            uniforms = uniform_block(a[:, None], b[:, None], ahead_at)
            channels, reasons = issues.channel[numbers], issues.reason[numbers]
            uniforms[:, HANDLE] = relative_times(uniforms[:, HANDLE], laws[reasons], sigmas[reasons])
            ahead = uniforms.tolist()
            columns = (self.arising.at[numbers], JOINS + orders, numbers, channels, reasons, orders)
            yield zip(*(column.tolist() for column in columns), ahead, strict=True)

    def luck(self, contact: Contact, purpose: int) -> float:
        """The uniform of one decision on the leg under way, where it was not drawn ahead."""
        issue = contact.issue
        return uniform(self.key_a[issue], self.key_b[issue], contact.spot + purpose)

    # --- an issue's contacts -------------------------------------------------------------------------

    def _begin(self, arrival: Arrival) -> None:
        """An issue arises, and the customer makes contact."""
        now, _, issue, channel, reason, order, ahead = arrival
        self.enter[channel](Contact(issue, channel, reason, order, 0.0, ahead), now)

    def _begin_again(self, coming: tuple[int, int, int], now: int) -> None:
        """A return or a chase comes due; a customer who was helped meanwhile stays away."""
        issue, channel, marks = coming
        self.to_come[issue] -= 1
        if self.helped[issue]:
            return
        number = self.contacts[issue]
        self.contacts[issue] = number + 1
        order = (issue << ISSUE_SHIFT) + (number << CONTACT_SHIFT)
        elsewhere = channel != self.channel_of[issue] and not self.shared_record
        reason = self.plan.customers.complaint_reason if marks else self.reason_of[issue]
        contact = Contact(issue, channel, reason, order, self.plan.reask_us if elsewhere else 0.0, None)
        contact.spot = number * CONTACT_STRIDE
        contact.marks = marks
        self.enter[channel](contact, now)

    def _reach_people(self, contact: Contact, now: int) -> None:
        """The contact comes to the line of those who answer it, if that is open."""
        channel = contact.channel
        reason = contact.reason
        if self.triage:
            u = contact.first[TRIAGE] if contact.first else self.luck(contact, AT_TRIAGE)
            if u >= self.accuracy[channel]:
                reason = self._misread(contact)
        line = self.line_of[channel][reason]
        contact.real_time = self.real_time[channel]
        if self.sight is not None:
            line = self._chosen_line(self.sight, contact, reason, line, now)
        if line.always or self._admitted(contact, line, now):
            self._join(contact, line, now)

    def _chosen_line(self, sight: Sight, contact: Contact, reason: int, usual: Line, now: int) -> Line:
        """The usual line, or another team's for handoffs where a rule of one's own says so."""
        own = usual.teams[0].number
        contact.target = sight.number(first_team(sight.comer(contact, reason, own, now), sight.teams))
        return usual if contact.target == own else self._handoff_line(contact)

    def _admitted(self, contact: Contact, line: Line, now: int) -> bool:
        """A written contact always is, and may be chased; a real-time one when its line is open, or by voicemail."""
        if not contact.real_time:
            self._plan_chase(contact, now)
        elif line.opens:
            if now >= line.turns_at:
                line.turn(now)
            return line.is_open or self._leaves_word(contact, line, now)
        return True

    def _leaves_word(self, contact: Contact, line: Line, now: int) -> bool:
        """Who finds the line closed may ask to be called, or is turned away."""
        accepts = self.plan.customers.callback[contact.channel][0] if self.plan.floor.voicemail else 0.0
        if accepts and self.luck(contact, AT_CALLBACK) < accepts:
            self._call_back(contact)
            return True
        self._turn_away(contact, line, CLOSED, now)
        return False

    def _turn_away(self, contact: Contact, line: Line | None, end: int, now: int) -> None:
        """Nobody answers: the record of the attempt, and perhaps another one later."""
        contact.joined = now
        self._record_unattended(contact, end, now, line)
        self._leave_unhelped(contact, end, now)

    def _misread(self, contact: Contact) -> int:
        """The reason as triage reads it where it errs."""
        cumulative, reasons = self.plan.misread[contact.channel][contact.reason]
        return _choose(self.luck(contact, AT_TRIAGE_REASON), cumulative, reasons) if reasons else contact.reason

    def _leave_unhelped(self, contact: Contact, end: int, now: int) -> None:
        """The last leg ended so, and the need stands unless another contact met it: does the customer come back?"""
        issue = contact.issue
        if contact.on_trunk:
            self._hang_up(contact)
        if self.counts:
            self.today[1] += 1
        if self.helped[issue]:
            return
        self.pending[issue] -= 1
        contact.leg += 1
        contact.spot += LEG_STRIDE
        ways = self.ways.get(end)
        if ways is None:
            return
        way = ways[contact.channel]
        if way.probability:
            u = contact.first[AFTER] if contact.first else self.luck(contact, AT_RETURNS)
            if u < way.probability:
                self._return(contact, way, self._complaint(contact), now)

    def _complaint(self, contact: Contact) -> int:
        """Does who comes back complain of how they were served?"""
        complains = self.plan.customers.complaint
        if not complains or self.luck(contact, AT_COMPLAINT) >= complains:
            return 0
        self.today[0] += 1
        return COMPLAINT

    def _return(self, contact: Contact, way: Return, marks: int, now: int) -> None:
        """The customer comes back later, up to a limit; if a real-time channel is closed then, at any time of its
        next open hours."""
        if self._may_not_come_again(contact.issue):
            return
        channel = way.channels[0]
        if len(way.channels) > 1:
            channel = _choose(self.luck(contact, AT_RETURN_CHANNEL), way.cumulative, way.channels)
        delay = on_grid(random_time(self.luck(contact, AT_RETURN_DELAY), 0, way.delay_us, 0.0))
        self._come_back(contact, channel, marks, now + delay, RETURN_PLACE)

    def _may_not_come_again(self, issue: int) -> bool:
        """The cap on contacts counts those to come too."""
        if self.contacts[issue] + self.to_come[issue] < self.plan.contacts_limit:
            return False
        self.capped[issue] = 1
        return True

    def _come_back(self, contact: Contact, channel: int, marks: int, time: int, at: int) -> None:
        line = self.line_of[channel][self.reason_of[contact.issue]] if self.real_time[channel] else None
        if line is not None and line.is_closed_at(time):
            start, end = _next_span(line.opens, time)
            time = start + int((end - start) * self.luck(contact, AT_OPENING))
        self.pending[contact.issue] += 1
        self.to_come[contact.issue] += 1
        order = JOINS + (contact.order & WHOLE_CONTACT) + at
        heappush(self.entries, (time, order, 0, self._begin_again, (contact.issue, channel, marks)))

    def _plan_chase(self, contact: Contact, now: int) -> None:
        way = self.plan.returning.chase[contact.channel]
        first = contact.first
        if way.probability == 0.0 or (first[CHASE] if first else self.luck(contact, AT_CHASE)) >= way.probability:
            return
        u = first[TOLERANCE] if first else self.luck(contact, AT_TOLERANCE)
        tolerance = on_grid(random_time(u, 0, way.delay_us, 0.0))
        chase = JOINS + (contact.order & WHOLE_CONTACT) + CHASE_PLACE
        heappush(self.entries, (now + tolerance, chase, 0, self._chase, contact))

    def _chase(self, contact: Contact, now: int) -> None:
        """The customer asks elsewhere if the first answer has not begun; the original stays in its queue."""
        if self.helped[contact.issue] or not contact.waiting or contact.leg or contact.odd == RESUMED:
            return
        if self._may_not_come_again(contact.issue):
            return
        way = self.plan.returning.chase[contact.channel]
        channel = _choose(self.luck(contact, AT_CHASE_CHANNEL), way.cumulative, way.channels)
        self._come_back(contact, channel, self._complaint(contact), now, CHASED_PLACE)

    # --- before people -------------------------------------------------------------------------------

    def _pass_gate(self, contact: Contact, now: int) -> None:
        """What may happen before people: an answer read in public, another channel, an outage, no trunk, a bot."""
        is_read, is_offered, down, trunks, bot = self.gates[contact.channel]
        if is_read and contact.first and self._has_read(contact, now):
            self.deflected[contact.issue] = 1
            self.pending[contact.issue] = 0
            return
        if not is_offered:
            if not self._on_an_offered_channel(contact, now):
                return
            _, _, down, trunks, bot = self.gates[contact.channel]
        if down and bisect_right(down, now) & 1:
            self._turn_away(contact, None, CLOSED, now)
            return
        if trunks >= 0:
            if self.in_system[contact.channel] >= trunks:
                self._turn_away(contact, None, BLOCKED, now)
                return
            self.in_system[contact.channel] += 1
            contact.on_trunk = True
        if bot is not None and (bot.uses >= 1.0 or self.luck(contact, AT_BOT_USE) < bot.uses):
            self._start_bot(contact, bot, now)
        else:
            self._reach_people(contact, now)

    def _on_an_offered_channel(self, contact: Contact, now: int) -> bool:
        """Who wants a channel that nobody offers takes another one, or gives up."""
        if self.line_of[contact.channel][contact.reason] is not None:
            return True
        cumulative, channels = self.plan.customers.substitutes[contact.channel]
        u = self.luck(contact, AT_SUBSTITUTE)
        if not channels or u >= cumulative[-1]:
            self._turn_away(contact, None, NOWHERE, now)
            return False
        contact.channel = _choose(u, cumulative, channels)
        return True

    def _has_read(self, contact: Contact, now: int) -> bool:
        share, lasts = self.plan.customers.deflection[contact.channel]
        if now - self.answered_at[contact.channel][contact.reason] >= lasts:
            return False
        return self.luck(contact, AT_DEFLECTION) < share

    def _start_bot(self, contact: Contact, bot: Bot, now: int) -> None:
        contact.joined = contact.started = now
        time = on_grid(random_time(self.luck(contact, AT_BOT_TIME), 0, bot.time_us, 0.0))
        heappush(self.entries, (now + time, ENDS_SERVICE + contact.order, 0, self._finish_bot, contact))

    def _finish_bot(self, contact: Contact, now: int) -> None:
        """The bot helps, or keeps the customer without helping, or passes the contact on to people."""
        channel = contact.channel
        bot = self.plan.bots[channel]
        assert bot is not None
        helps = 1.0 - (1.0 - bot.resolves[contact.reason]) * self.plan.knowing.bots[self.week][channel]
        end = ESCALATED
        if self.luck(contact, AT_BOT_OUTCOME) < helps and bot.resolves[contact.reason]:
            end = CONTAINED
        elif self.luck(contact, AT_BOT_KEEPS) < bot.keeps:
            end = FALSELY
        if end == CONTAINED:
            self.helped[contact.issue] = True
            self._follow_up(contact, now)
        self._record_unattended(contact, end, now, None, contact.started)
        if end == FALSELY:
            self._leave_unhelped(contact, end, now)
        elif end == ESCALATED:
            contact.order += 1
            if not bot.context:
                contact.reask += self.plan.reask_us
            self._reach_people(contact, now)

    def _hang_up(self, contact: Contact) -> None:
        """The trunk is free again."""
        contact.on_trunk = False
        self.in_system[contact.channel] -= 1

    def _call_back(self, contact: Contact) -> None:
        """The customer hangs up, keeps the place in line and is called."""
        contact.marks |= CALLBACK
        contact.odd = CALLED_BACK
        contact.real_time = False
        if contact.on_trunk:
            self._hang_up(contact)

    # --- a leg: join, wait, start --------------------------------------------------------------------

    def _join(self, contact: Contact, line: Line, now: int) -> None:
        """Take the first free agent of the line's teams in order, or one on written work, else wait."""
        contact.joined = now
        contact.line = line
        if not (contact.odd and self._is_too_early(contact, line, now)):
            if self._given(contact, line.free, now):
                return
            if self.interrupts and line.real_time and not contact.odd and self._interrupt_for(contact, now):
                return
        else:
            opening = _next_span(line.opens, now)[0]
            heappush(self.entries, (opening, OVERFLOWS + contact.order, 1, self._open_to, contact))
        self._wait(contact, line, now)

    def _given(self, contact: Contact, pools: tuple[Any, ...], now: int) -> bool:
        """The first free agent takes the contact, and looks for another where several may be held; else False."""
        for free in pools:
            if free:
                agent = free.popitem(False)[0] if self.longest_idle else free.take(contact.reason)
                contact.waiting = False
                self._start(agent, contact, now)
                if contact.line.shared and agent.load < len(agent.team.loads):
                    self._offer(agent, now)
                return True
        return False

    def _wait(self, contact: Contact, line: Line, now: int) -> None:
        contact.waiting = True
        contact.key = self._key(contact) if self.orders else now
        if not line.plain:
            self._ask_for_help(contact, line, now)
        line.queue.append((contact.key, contact.order, contact))
        if contact.real_time:
            balk, law, mean, sigma = self.patience[contact.channel]
            if mean:
                u = contact.first[PATIENCE] if contact.first else self.luck(contact, PATIENCE)
                contact.deadline = deadline = now + patience_us(u, balk, law, mean, sigma)
                heappush(self.entries, (deadline, LEAVES + contact.order, 0, self._abandon, contact))

    def _open_to(self, contact: Contact, now: int) -> None:
        """The line opens for those who have left word; who is there already and free calls them back in turn."""
        line = contact.line
        while contact.waiting and any(line.free) and line.head() is not None:
            self._given(line.queue.popleft()[2], line.free, now)

    def _is_too_early(self, contact: Contact, line: Line, now: int) -> bool:
        """Who left word out of hours is called when the line opens."""
        return contact.odd == CALLED_BACK and line.is_closed_at(now)

    def _ask_for_help(self, contact: Contact, line: Line, now: int) -> None:
        """A callback may be offered, and other teams come in after a time."""
        self._offer_callback(contact, line, now)
        if line.overflow_free:
            leg = (contact, contact.order)
            heappush(self.entries, (now + line.overflow_after, OVERFLOWS + contact.order, 0, self._overflow, leg))

    def _key(self, contact: Contact) -> int:
        """Who goes first, smallest first."""
        if self.plan.floor.order == DUE_DATE:
            return contact.joined + self.plan.customers.answer_within[contact.channel]
        return (self.plan.floor.rank[contact.reason] << RANK_SHIFT) + contact.joined

    def _offer_callback(self, contact: Contact, line: Line, now: int) -> None:
        """When the wait is predicted to be long: as long as the head of the line has waited (Ibrahim, Whitt 2009)."""
        floor = self.plan.floor
        if not contact.real_time or floor.callback_after >= NEVER or contact.leg:
            return
        head = line.head()
        accepts = self.plan.customers.callback[contact.channel][0]
        is_long = head is not None and now - head.joined > floor.callback_after
        if is_long and self.luck(contact, AT_CALLBACK) < accepts:
            self._call_back(contact)

    def _overflow(self, leg: tuple[Contact, int], now: int) -> None:
        """After so long in the queue other teams help."""
        contact, order = leg
        line = contact.line
        if not contact.waiting or contact.order != order or not line.overflow_free:
            return
        if not self._given(contact, line.overflow_free, now):
            line.late.append((contact.key, contact.order, contact))

    def _abandon(self, contact: Contact, now: int) -> None:
        if contact.waiting and contact.deadline == now and contact.real_time and not contact.odd:
            if self.has_silent:
                share, _ = self.plan.customers.silent[contact.channel]
                if share and self.luck(contact, AT_SILENT) < share:
                    contact.odd = SILENT
                    self._leave_unhelped(contact, ABANDONED, now)
                    return
            contact.waiting = False
            self._record_unattended(contact, ABANDONED, now, contact.line)
            self._leave_unhelped(contact, ABANDONED, now)

    def _start(self, agent: Agent, contact: Contact, now: int) -> None:
        """An agent takes a contact; what it will do with it shows in how long it takes."""
        contact.started = now
        contact.agent = agent
        team = agent.team
        contact.team = team.number
        reason = contact.reason
        work = self._odd_work(contact) if contact.odd else USUAL
        if work == USUAL:
            law, mean, sigma, special = team.handling[contact.channel][reason]
            part = informed = 1.0
            if special or contact.from_team >= 0:
                self._consider(team, contact, now)
                if contact.leaves:
                    part = self.plan.intake
                if contact.ignorant:
                    informed = self.plan.uninformed_handle
            first = contact.first
            if first and not contact.leg:
                drawn = mean * first[HANDLE]
            else:
                drawn = random_time(first[HANDLE] if first else self.luck(contact, HANDLE), law, mean, sigma)
            work = leg_work(drawn, agent.factor[reason], informed, part, contact.reask)
        if contact.line.shared:
            self._hold(agent, contact, work, now)
            return
        agent.busy_since = now
        agent.load = 1
        ends = now + on_grid(work)
        if self.interrupts and not contact.line.real_time and not contact.odd:
            self._work_in_writing(agent, contact, ends)
        else:
            heappush(self.entries, (ends, ENDS_SERVICE + contact.order, 0, self.finish, contact))

    def _odd_work(self, contact: Contact) -> float:
        """Work on one who has left unseen, who is called back in vain, or whose answer was interrupted; else USUAL."""
        customers, odd = self.plan.customers, contact.odd
        if odd == SILENT:
            contact.leaves = SILENT
            return float(customers.silent[contact.channel][1])
        contact.odd = 0
        if odd == RESUMED:
            return contact.left + self.plan.floor.switch_us
        _, answers, dial_us = customers.callback[contact.channel]
        if self.luck(contact, AT_CALLBACK_ANSWERED) >= answers:
            contact.odd = contact.leaves = UNREACHED
            return float(dial_us)
        contact.real_time = self.real_time[contact.channel]
        return USUAL

    def _consider(self, team: Team, contact: Contact, now: int) -> None:
        """Will the agent send it back, hand it over unserved, pass it on, or take it to the end; and uninformed?"""
        plan, t, reason = self.plan, team.number, contact.reason
        came_from = contact.from_team
        if contact.leg == self.last_leg:
            self.capped[contact.issue] |= not plan.handles[t][reason]
        else:
            if came_from >= 0 and self.luck(contact, AT_BOUNCE) < plan.bounce[came_from][t]:
                contact.leaves, contact.target = BOUNCED, came_from
                return
            if not plan.handles[t][reason] and plan.routing.target[t][reason] != NOBODY:
                contact.leaves, contact.target = UNSKILLED, plan.routing.target[t][reason]
                return
            elsewhere = plan.routing.elsewhere[t][reason]
            if team.pass_on and contact.leg == 0 and elsewhere != NOBODY:
                u = contact.first[PASS_ON] if contact.first else self.luck(contact, AT_PASS_ON)
                if u < team.pass_on:
                    contact.leaves, contact.target = PASSED_ON, elsewhere
                    return
        for start, end in team.ignorance[reason]:
            if start <= now < end:
                contact.ignorant = True

    # --- written work that may be interrupted ----------------------------------------------------------

    def _work_in_writing(self, agent: Agent, contact: Contact, ends: int) -> None:
        contact.complete_at = ends
        self.stretches += 1
        contact.stretch = self.stretches
        if contact.order & MOST_LEGS < MOST_STRETCHES:
            agent.team.interruptible[agent] = contact
        stretch = (contact, contact.stretch)
        heappush(self.entries, (ends, ENDS_SERVICE + contact.order, contact.stretch, self.finish_written, stretch))

    def _finish_written(self, stretch: tuple[Contact, int], now: int) -> None:
        contact, number = stretch
        if contact.stretch == number:
            contact.agent.team.interruptible.pop(contact.agent, None)
            self._finish(contact, now)

    def _interrupt_for(self, contact: Contact, now: int) -> bool:
        """The agent who has begun written work last leaves it for a contact that cannot wait.

        Or for one whose turn is sooner: who has left word, say, interrupts nobody, but keeps the place in line.
        """
        line = contact.line
        for team in line.teams:
            if team.interruptible:
                break
        else:
            return False
        if line.head() is not None:
            self._wait(contact, line, now)
            contact = line.queue.popleft()[2]
            contact.waiting = False
        agent, written = team.interruptible.popitem()
        self._put_back(agent, written, now)
        self._start(agent, contact, now)
        if line.shared and agent.load < len(team.loads):
            self._offer(agent, now)
        self._resume(written, now)
        return True

    def _put_back(self, agent: Agent, written: Contact, now: int) -> None:
        """The work done so far is kept."""
        if not written.key:
            written.key = self._key(written) if self.orders else written.joined
        written.left = float(written.complete_at - now)
        written.odd = RESUMED
        written.stretch = 0
        agent.busy += now - agent.busy_since
        agent.load = 0
        self._record_leg(written, INTERRUPTED, now)
        written.order += 1
        written.joined = now

    def _resume(self, written: Contact, now: int) -> None:
        """Somebody else may be free for it; else it waits at its old place."""
        if self._given(written, written.line.free, now):
            return
        written.waiting = True
        if not written.line.plain:
            self._ask_for_help(written, written.line, now)
        written.line.queue.append((written.key, written.order, written))

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
        self._finish(first[2], now)
        self._expect_end(agent, now)

    # --- a leg ends ----------------------------------------------------------------------------------

    def _finish(self, contact: Contact, now: int) -> None:
        """An agent is done with a contact and looks for the next, or leaves if the shift is over."""
        agent = contact.agent
        end = contact.leaves or self._conclude(contact, agent)
        if end <= RESOLVED:
            if end == SETTLED:
                end = RESOLVED
            else:
                offers = agent.team.offers[contact.reason]
                if offers and self._makes_offer(contact, agent, offers, now):
                    return
            self.helped[contact.issue] = True
            if self.follows_up:
                self._follow_up(contact, now)
        elif self.introduces and self._introduces(contact, agent, end, now):
            return
        if contact.line.shared and agent.on_duty and agent.load < len(agent.team.loads):
            agent.team.loads[agent.load].pop(agent, None)
        agent.load -= 1
        if not agent.load:
            agent.busy += now - agent.busy_since
        self.leg_rows += LEG_ROW(
            contact.order, contact.joined, contact.started, now, agent.number,
            contact.line.number, contact.channel, contact.reason, contact.team, end, contact.marks,
        )  # fmt: skip
        if self.learns and not contact.odd:
            agent.handled[contact.reason] += 1
        if end:
            if end == UNRESOLVED:
                self._leave_unhelped(contact, end, now)
            elif end == UNREACHED:
                self._leave_unhelped(contact, ABANDONED, now)
            elif end != SILENT:
                self._hand_over(contact, contact.team, end, now)
        if agent.on_duty:
            self._offer(agent, now)
        elif not agent.load:
            self._leave(agent, now)

    def _conclude(self, contact: Contact, agent: Agent) -> int:
        """What came of a leg taken to its end: a next step, else an outcome with its correct case first."""
        best, another, cumulative, steps = agent.team.outcomes[contact.reason]
        first = contact.first
        more = contact.leg < self.last_leg
        if another:
            u = first[NEXT] if first else self.luck(contact, NEXT)
            if u < another and not more:
                self.capped[contact.issue] = 1
                return UNRESOLVED
            if u < another:
                contact.step = _choose(u, cumulative, steps)
                contact.target = self.plan.routing.target[contact.team][contact.step]
                return NEXT_STEP
        p_resolved = agent.resolves[contact.reason]
        if contact.ignorant:
            p_resolved *= self.plan.uninformed_resolution
        contact.target = best
        notices = self.plan.notices if more and contact.from_team < 0 else 0.0
        return leg_outcome(first[OUTCOME] if first else self.luck(contact, OUTCOME), p_resolved, notices)

    def _introduces(self, contact: Contact, agent: Agent, end: int, now: int) -> bool:
        """Before a warm handoff the agent tells the next one what it is about."""
        if contact.marks & INTRODUCED or end not in HANDED_OVER:
            return False
        contact.marks |= INTRODUCED
        contact.leaves = end
        self._go_on(contact, agent, self.plan.floor.introduction_us, now)
        return True

    def _makes_offer(self, contact: Contact, agent: Agent, offers: float, now: int) -> bool:
        """When nobody holds the line, the goal asks for it, and the team knows what is on."""
        u = contact.first[OFFER] if contact.first and not contact.leg else self.luck(contact, AT_OFFER)
        if u >= offers:
            return False
        selling, team = self.plan.selling, agent.team
        if any(start <= now < end for start, end in selling.unaware[team.number]):
            return False
        if any(queue.line.real_time and queue.line.head() is not None for queue in team.queues):
            return False
        taken = selling.offer_taken * selling.seller[agent.desk]
        contact.marks |= OFFERED | (SOLD if self.luck(contact, AT_OFFER_TAKEN) < taken else 0)
        contact.leaves = SETTLED
        time = on_grid(random_time(self.luck(contact, AT_OFFER_TIME), 0, selling.offer_us, 0.0))
        self._go_on(contact, agent, time, now)
        return True

    def _go_on(self, contact: Contact, agent: Agent, time: int, now: int) -> None:
        """The contact stays in the same hands for some time more."""
        if contact.line.shared:
            agent.contacts.append((agent.advanced + time, contact.order, contact))
        else:
            heappush(self.entries, (now + time, ENDS_SERVICE + contact.order, 0, self.finish, contact))

    def _follow_up(self, contact: Contact, now: int) -> None:
        """The need is met: a purchase may follow, and others may read the answer."""
        issue = contact.issue
        if contact.on_trunk:
            self._hang_up(contact)
        self.today[1] += 1
        if self.buys[self.reason_of[issue]] and not self.bought[issue]:
            selling = self.plan.selling
            kept = purchase_kept(float(now - self.arose[issue]), selling.purchase_patience_us)
            chance = kept * (selling.uninformed_factor if contact.ignorant else 1.0)
            self.bought[issue] = 1
            u = contact.first[PURCHASE] if contact.first and not contact.leg else self.luck(contact, AT_PURCHASE)
            if u < chance:
                contact.marks |= BOUGHT
        if self.deflects:
            self.answered_at[contact.channel][contact.reason] = now

    def _hand_over(self, contact: Contact, team: int, why: int, now: int) -> None:
        """The contact leaves for another team's line, or back to this team's own."""
        plan, target = self.plan, contact.target
        if plan.floor.style == TICKET:
            contact.real_time = False
            if contact.on_trunk:
                self._hang_up(contact)
        contact.from_team = team if why != BOUNCED else NOBODY
        contact.reask = plan.lost[team][target] * plan.reask_us
        if why == NEXT_STEP:
            contact.reason = contact.step
        contact.leaves, contact.ignorant = FULL, False
        first = contact.first = contact.first[A_LEG:] if contact.first and contact.leg == 0 else None
        contact.marks &= ~INTRODUCED
        contact.key = 0
        contact.leg += 1
        contact.spot += LEG_STRIDE
        contact.order += 1
        delay = plan.delay[team][target][contact.real_time]
        wait = 0
        if delay:
            u = first[DELAY] if first else self.luck(contact, AT_HANDOFF_DELAY)
            wait = on_grid(random_time(u, 0, delay, 0.0))
        heappush(self.entries, (now + wait, JOINS + contact.order, 0, self._join_again, contact))

    def _join_again(self, contact: Contact, now: int) -> None:
        self._join(contact, self._handoff_line(contact), now)

    def _handoff_line(self, contact: Contact) -> Line:
        """The line of the team that it goes to, or of the best one where a change has left nobody there."""
        if contact.target not in self.staffed:
            contact.target = self.plan.routing.best[contact.target][contact.reason]
        return self.lines[self.plan.routing.handoff_line[contact.target][contact.real_time]]

    # --- agents --------------------------------------------------------------------------------------

    def _offer(self, agent: Agent, now: int) -> None:
        """An agent with room looks for work by tier, whoever's turn it is first.

        One who holds contacts takes another only where all of them allow it, and if it is the turn of one that may
        be held beside them; else the agent finishes those in hand first, and is no longer free.
        """
        team = agent.team
        if self.relieves and team.overtime and not agent.load:
            self._relieve(team, agent, now)
            return
        if agent.load and not self._has_room(agent, team):
            return
        contact = self._next_contact(team, now) if any(team.queues) else None
        if contact is None:
            if team.calls_out and not agent.load and self._call_out(agent, now):
                return
            team.loads[agent.load][agent] = None
            return
        line = contact.line
        if agent.load and line.concurrency <= agent.load:
            return
        if line.queue and line.queue[0][2] is contact:
            line.queue.popleft()
        contact.waiting = False
        self._start(agent, contact, now)
        if agent.load < line.concurrency:
            self._offer(agent, now)

    def _has_room(self, agent: Agent, team: Team) -> bool:
        """Whether the team ever holds so many, and all that are in hand allow one more."""
        if agent.load >= len(team.loads):
            return False
        return not agent.contacts or agent.load < min(held.line.concurrency for _, _, held in agent.contacts)

    def _next_contact(self, team: Team, now: int) -> Contact | None:
        """Whose turn it is, at the head of a queue; those who left are dropped on the way."""
        for tier in team.tiers:
            best: Waiting | None = None
            for queue in tier:
                while queue:
                    first = queue[0]
                    contact = first[2]
                    if contact.waiting and contact.order == first[1]:
                        if self.shared_record and self._is_withdrawn(contact, now):
                            continue
                        if best is None or first < best:
                            best = first
                        break
                    queue.popleft()
            if best is not None:
                return best[2]
        return None

    def _is_withdrawn(self, contact: Contact, now: int) -> bool:
        """One record for all: what was answered elsewhere meanwhile is closed without work."""
        if contact.real_time or contact.marks & CALLBACK or not self.helped[contact.issue]:
            return False
        contact.waiting = False
        if contact.on_trunk:
            self._hang_up(contact)
        self._record_unattended(contact, WITHDRAWN, now, contact.line)
        return True

    def _plan_next_span(self, agent: Agent) -> None:
        span = next(agent.spans, None)
        if span is not None:
            agent.comes, agent.until = span
            self._plan_shift(agent, agent.comes, self._come_on_duty)

    def _plan_shift(self, agent: Agent, at: int, change: Callable[[tuple[Agent, int], int], None]) -> None:
        place = CHANGES_SHIFT + (agent.number << ISSUE_SHIFT)
        heappush(self.entries, (at, place, agent.shift, change, (agent, agent.shift)))

    def _come_on_duty(self, shift: tuple[Agent, int], now: int) -> None:
        agent, number = shift
        if agent.shift != number:
            return
        agent.on_duty = True
        agent.team.overtime.pop(agent, None)
        self._plan_shift(agent, agent.until, self._go_off_duty)
        if agent.load == 0:
            agent.since, agent.busy = now, 0
            self._offer(agent, now)

    def _go_off_duty(self, shift: tuple[Agent, int], now: int) -> None:
        """Idle agents leave; others finish what is in hand."""
        agent, number = shift
        if agent.shift != number:
            return
        self._stop_work(agent, now)
        self._plan_next_span(agent)
        if self.relieves and agent.load:
            team = agent.team
            team.overtime[agent] = None
            if team.loads[0]:
                self._relieve(team, team.loads[0].take(0), now)

    def _relieve(self, team: Team, free: Agent, now: int) -> None:
        """Who is free leaves in place of the first who works on, and the two change shifts."""
        agent = team.overtime.popitem(False)[0]
        comes, at = agent.until > now, agent.comes
        agent.comes, agent.until, free.comes, free.until = free.comes, free.until, agent.comes, agent.until
        agent.spans, free.spans = free.spans, agent.spans
        agent.shift += 1
        free.shift += 1
        agent.on_duty = True
        self._plan_shift(agent, agent.until, self._go_off_duty)
        self._stop_work(free, now)
        if comes:
            self._plan_shift(free, at, self._come_on_duty)

    def _leave(self, agent: Agent, now: int) -> None:
        """Work after the shift is done."""
        agent.team.overtime.pop(agent, None)
        self._record_duty(agent, now)

    def _stop_work(self, agent: Agent, now: int) -> None:
        agent.on_duty = False
        loads = agent.team.loads
        if agent.load < len(loads):
            loads[agent.load].pop(agent, None)
        agent.team.interruptible.pop(agent, None)
        if agent.load == 0:
            self._record_duty(agent, now)

    # --- outbound calls --------------------------------------------------------------------------------

    def _call_out(self, agent: Agent, now: int) -> bool:
        """An idle agent calls the next customer whom a campaign has addressed."""
        selling = self.plan.selling
        for c, calls in enumerate(selling.calls):
            lead = self.leads[c]
            if lead >= calls.leads or now < calls.start:
                continue
            self.leads[c] += 1
            a, b = lanes(self.seed, self.replication, name_word(f"outbound/{calls.campaign}"), lead)
            end, time = CallEnd.UNREACHED, selling.dial_us
            if uniform(a, b, AT_OUTBOUND_REACH) < reach(selling.reached, float(now - calls.start), selling.fades_us):
                time = on_grid(random_time(uniform(a, b, AT_OUTBOUND_TIME), 0, selling.call_us, 0.0))
                taken = selling.call_taken * selling.seller[agent.desk]
                end = CallEnd.SOLD if uniform(a, b, AT_OUTBOUND_TAKEN) < taken else CallEnd.DECLINED
            agent.load, agent.busy_since = 1, now
            row = (agent.number, c, lead, now, now + time, int(end))
            at = ENDS_SERVICE + (agent.number << ISSUE_SHIFT) + CALL_PLACE
            heappush(self.entries, (now + time, at, 0, self._finish_call, (agent, row)))
            return True
        return False

    def _finish_call(self, call: tuple[Agent, tuple[int, ...]], now: int) -> None:
        agent, row = call
        self.calls.append(row)
        agent.load = 0
        agent.busy += now - agent.busy_since
        if agent.on_duty:
            self._offer(agent, now)
        else:
            self._leave(agent, now)

    # --- slow state ------------------------------------------------------------------------------------

    def at(self, time: int, kind: int, number: int, function: Callable[[Any, int], None], argument: Any) -> None:
        """An entry in the calendar."""
        heappush(self.entries, (time, SLOW + kind, number, function, argument))

    def start_week(self) -> npt.NDArray[np.int64]:
        """Agents count anew, and triage is as good as it has become."""
        self.accuracy = self.plan.triage[self.week]
        handled = np.array([agent.handled for agent in self.agents], dtype=np.int64)
        for agent in self.agents:
            agent.handled = [0] * len(self.plan.reasons)
        return handled

    def start_day(self) -> tuple[int, int]:
        """Complaints and contacts are counted anew."""
        complaints, contacts = self.today
        self.today = [0, 0]
        return complaints, contacts

    def wake(self, nothing: None, now: int) -> None:
        """Idle agents who call out look for work."""
        for agent in self.agents:
            if agent.on_duty and not agent.load and agent.team.calls_out:
                agent.team.loads[0].pop(agent, None)
                self._offer(agent, now)

    def clear_floor(self, now: int) -> None:
        """Agents stop; contacts in hand stay with those who hold them."""
        self.waiting = [contact for line in self.lines for contact in line.waiting()]
        for team in self.teams:
            team.overtime.clear()
        for agent in self.agents:
            agent.shift += 1
            if agent.on_duty:
                self._stop_work(agent, now)

    def line_up_all_again(self, now: int) -> None:
        """In the order of their turns."""
        for contact in sorted(self.waiting, key=lambda c: (c.key, c.order)):
            self._line_up_again(contact, now)

    def _line_up_again(self, contact: Contact, now: int) -> None:
        """Who waited in a line of the old plan waits in its like of the new one."""
        old = contact.line
        line = self.line_of[contact.channel][contact.reason] if old.channel != NOBODY else None
        if line is None:
            if old.channel != NOBODY:
                contact.target = next(b for b in self.plan.routing.best[0] if b != NOBODY)
            line = self._handoff_line(contact)
        contact.line = line
        line.queue.append((contact.key, contact.order, contact))
        if line.overflow_free and contact.joined + line.overflow_after <= now:
            line.late.append((contact.key, contact.order, contact))
        elif line.overflow_free and not old.overflow_free:
            leg, at = (contact, contact.order), contact.joined + line.overflow_after
            heappush(self.entries, (at, OVERFLOWS + contact.order, 0, self._overflow, leg))

    # --- records -------------------------------------------------------------------------------------

    def _start_chunk(self) -> None:
        self.leg_chunks.append(self.leg_rows)
        self.leg_rows = bytearray()

    def _record_leg(self, contact: Contact, end: int, now: int) -> None:
        self.leg_rows += LEG_ROW(
            contact.order, contact.joined, contact.started, now, contact.agent.number,
            contact.line.number, contact.channel, contact.reason, contact.team, end, contact.marks,
        )  # fmt: skip

    def _record_unattended(self, contact: Contact, end: int, now: int, line: Line | None, started: int = -1) -> None:
        """The row of a leg that no person took: somebody who waited, was turned away, or had a bot."""
        number = NOBODY if line is None else line.number
        self.leg_rows += LEG_ROW(
            contact.order, contact.joined, started, now, NOBODY, number, contact.channel, contact.reason, NOBODY, end,
            contact.marks,
        )  # fmt: skip

    def _record_duty(self, agent: Agent, now: int) -> None:
        self.duty_rows += DUTY_ROW(agent.number, agent.since, now, agent.busy, agent.team.number)

    def records(self) -> Records:
        """Close what is still open and sort the tables."""
        self._close_open()
        self._start_chunk()
        chunks = [np.frombuffer(self.leg_chunks.pop(0), dtype=WRITTEN) for _ in range(len(self.leg_chunks))]
        legs = leg_table(chunks)
        contacts = contacts_of(legs)
        issues = issue_table(self.issues, self.arising, contacts, self.pending, self.capped, self.deflected)
        return Records(issues, contacts, legs, duty_table(self.duty_rows), call_table(self.calls))

    def _close_open(self) -> None:
        """Contacts that wait, are in hand or are between teams at the horizon; agents still on duty."""
        now = self.plan.clock.horizon
        for agent in self.agents:
            if agent.on_duty or agent.load:
                agent.busy += now - agent.busy_since if agent.load else 0
                self._record_duty(agent, now)
        for entry in self.entries:
            if entry[3] == self.finish:
                self._record_leg(entry[4], OPEN, -1)
            elif entry[3] == self.finish_written and entry[4][0].stretch == entry[4][1]:
                self._record_leg(entry[4][0], OPEN, -1)
            elif entry[3] == self._finish_bot:
                self._record_unattended(entry[4], OPEN, -1, None, entry[4].started)
            elif entry[3] == self._finish_call:
                self.calls.append((*entry[4][1][:4], -1, -1))
        for agent in self.agents:
            for _, _, contact in agent.contacts:
                self._record_leg(contact, OPEN, -1)
        for contact in {c.order: c for line in self.lines for c in line.waiting()}.values():
            self._record_unattended(contact, OPEN, -1, contact.line)


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
