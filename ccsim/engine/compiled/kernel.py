"""The compiled engine's event loop: what the SimPy engine does, step by step, on rows of tables instead of objects.

Every function takes the run's state `g` (a row of layout.STATE) and numbers of rows; `p` is the plan in force. The
names are those of the SimPy engine's methods, which say what happens and why; what is said here is what differs.
"""

from types import FunctionType
from typing import Any

from numba.extending import register_jitable

from ccsim.codes import NEVER, WEEK
from ccsim.engine.clock import CONTACT_SHIFT, ISSUE_SHIFT
from ccsim.engine.compiled.calendar import come_to, drop, entry_at, push
from ccsim.engine.compiled.layout import (
    BOT,
    CALL,
    CAMPAIGN,
    CLEAR,
    CLOSE,
    DONE,
    DUTY,
    GATE,
    HELD,
    ISSUE,
    LEG,
    LINE,
    LINE_UP,
    MANY_EVENTS,
    NO_ROOM,
    RUN,
    SEAT,
    STATE,
    WAKE,
    WAY,
)
from ccsim.engine.compiled.memory import compiled, floating, integer, put_integer, rows, short, small, word
from ccsim.engine.compiled.pools import (
    agent_at,
    leave_list,
    no_longer_free,
    plan,
    pool_at,
    stand_last,
    stands_free,
    take,
    team_at,
)
from ccsim.engine.compiled.queues import (
    NONE,
    contact_at,
    first_place,
    head,
    head_leaves,
    line_up,
    node_at,
    precedes,
    queue_at,
    take_head,
)
from ccsim.engine.floor import RANK_SHIFT
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
    CALL_DECLINED,
    CALL_PLACE,
    CALL_SOLD,
    CALL_UNREACHED,
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
    LONGEST_WAIT,
    MOST_STRETCHES,
    NEXT_STEP,
    NOWHERE,
    OFFERED,
    OPEN,
    ORDER_BITS,
    OVERFLOWS,
    PASSED_ON,
    RESOLVED,
    RESUMED,
    RETURN_PLACE,
    SETTLED,
    SILENT,
    SOLD,
    TICKET,
    UNREACHED,
    UNRESOLVED,
    UNSKILLED,
    USUAL,
    WHOLE_CONTACT,
    WITHDRAWN,
)
from ccsim.engine.records import MOST_LEGS
from ccsim.rules import customers, handling, laws, luck, resolution, revenue
from ccsim.rules.customers import patience_us
from ccsim.rules.handling import leg_work, progress, time_to_finish
from ccsim.rules.laws import on_grid, random_time
from ccsim.rules.luck import CONTACT_STRIDE, LEG_STRIDE, second_word, stir, uniform
from ccsim.rules.resolution import leg_outcome
from ccsim.rules.revenue import purchase_kept, reach

for module in (laws, luck, customers, handling, resolution, revenue):
    for rule in [f for f in vars(module).values() if isinstance(f, FunctionType) and f.__module__ == module.__name__]:
        register_jitable(rule)
"""The rules as they stand: compiled where they are called from here, plain Python everywhere else."""

issue_at, held_at, line_at = rows(ISSUE), rows(HELD), rows(LINE)
way_at, gate_at, bot_at, campaign_at = rows(WAY), rows(GATE), rows(BOT), rows(CAMPAIGN)
leg_at, duty_at, call_at, state_at = rows(LEG), rows(DUTY), rows(CALL), rows(STATE)

(FINISH, FINISH_WRITTEN, FINISH_HELD, FINISH_BOT, FINISH_CALL, COME_ON_DUTY, GO_OFF_DUTY, JOIN_AGAIN, BEGIN_AGAIN,
 CHASE, OVERFLOW, OPEN_TO, ABANDON) = range(13)  # fmt: skip
"""Kinds of calendar entries."""
ISSUE_BITS = (1 << ISSUE_SHIFT) - 1
"""Contact and leg, of an order."""


# --- small things ----------------------------------------------------------------------------------------


@compiled
def drawn(contact: Any, purpose: int) -> float:
    return uniform(int(contact.key_a), int(contact.key_b), contact.spot + purpose)


@compiled
def choose(g: Any, choice: int, u: float) -> int:
    """The value whose running share exceeds u; the last where rounding leaves a gap."""
    count, shares = integer(g.ints, choice), integer(g.ints, choice + 1)
    for i in range(count):
        if u < floating(g.floats, shares + i):
            return integer(g.ints, choice + 2 + i)
    return integer(g.ints, choice + 1 + count)


@compiled
def bisected(address: int, first: int, count: int, x: int) -> int:
    """How many of sorted integers are at most x."""
    low, high = 0, count
    while low < high:
        middle = (low + high) >> 1
        if x < integer(address, first + middle):
            high = middle
        else:
            low = middle + 1
    return low


@compiled
def is_within(g: Any, spans: int, now: int) -> bool:
    for i in range(integer(g.ints, spans)):
        if integer(g.ints, spans + 1 + 2 * i) <= now < integer(g.ints, spans + 2 + 2 * i):
            return True
    return False


@compiled
def next_span(g: Any, line: Any, time: int) -> tuple[int, int]:
    week, offset = time // WEEK, time % WEEK
    i = bisected(g.ints, line.opens, line.opens_count, offset)
    if i == line.opens_count:
        week, i = week + 1, 0
    return week * WEEK + integer(g.ints, line.opens + i), week * WEEK + integer(g.ints, line.opens + i + 1)


@compiled
def is_closed_at(g: Any, line: Any, time: int) -> bool:
    return line.opens_count > 0 and not bisected(g.ints, line.opens, line.opens_count, time % WEEK) & 1


@compiled
def turn(g: Any, line: Any, now: int) -> None:
    week, offset = now // WEEK, now % WEEK
    i = bisected(g.ints, line.opens, line.opens_count, offset)
    line.is_open = i & 1
    line.turns_at = week * WEEK + (integer(g.ints, line.opens + i) if i < line.opens_count else WEEK)


@compiled
def new_contact(g: Any, issue: int, channel: int, reason: int, order: int, reask: float) -> int:
    c = g.free_contact
    if c != NONE:
        g.free_contact = contact_at(g.contacts, c).next_free
    else:
        c = g.contacts_used
        g.contacts_used = c + 1
    contact = contact_at(g.contacts, c)
    contact.issue, contact.channel, contact.reason = issue, channel, reason
    contact.key_a, contact.key_b = word(g.key_a, issue), word(g.key_b, issue)
    contact.order, contact.reask, contact.is_first = order, reask, False
    contact.leg = contact.spot = contact.marks = contact.key = 0
    contact.from_team, contact.leaves = NONE, FULL
    contact.ignorant = contact.on_trunk = contact.waiting = False
    contact.odd = contact.stretch = 0
    return c


@compiled
def forget(g: Any, c: int) -> None:
    """The contact is over; its row may hold another. Entries and places in queues know it by its order."""
    contact = contact_at(g.contacts, c)
    contact.order, contact.waiting, contact.stretch = -1, False, 0
    contact.next_free = g.free_contact
    g.free_contact = c


@compiled
def is_there(contact: Any, place: int) -> bool:
    """Whether the row still holds the contact that a calendar entry was made for."""
    return contact.order >> CONTACT_SHIFT == (place & ORDER_BITS) >> CONTACT_SHIFT


# --- an issue's contacts ---------------------------------------------------------------------------------


@compiled
def enter(g: Any, c: int, now: int) -> None:
    contact = contact_at(g.contacts, c)
    p = plan(g)
    if gate_at(g.gates, p.gates + contact.channel).any:
        pass_gate(g, p, c, now)
    else:
        reach_people(g, p, c, now)


@compiled
def begin(g: Any, i: int, now: int) -> None:
    c = new_contact(g, i, short(g.channel, i), short(g.reason, i), i << ISSUE_SHIFT, 0.0)
    contact_at(g.contacts, c).is_first = True
    enter(g, c, now)


@compiled
def begin_again(g: Any, i: int, channel: int, marks: int, now: int) -> None:
    issue, p = issue_at(g.issues, i), plan(g)
    issue.to_come -= 1
    if issue.helped:
        return
    number = issue.contacts
    issue.contacts = number + 1
    order = (i << ISSUE_SHIFT) + (number << CONTACT_SHIFT)
    elsewhere = channel != short(g.channel, i) and not p.shared_record
    reason = p.complaint_reason if marks else short(g.reason, i)
    c = new_contact(g, i, channel, reason, order, p.reask if elsewhere else 0.0)
    contact = contact_at(g.contacts, c)
    contact.spot = number * CONTACT_STRIDE
    contact.marks = marks
    enter(g, c, now)


@compiled
def reach_people(g: Any, p: Any, c: int, now: int) -> None:
    contact = contact_at(g.contacts, c)
    channel, reason = contact.channel, int(contact.reason)
    if p.triage and drawn(contact, AT_TRIAGE) >= floating(g.floats, p.accuracy + g.week * g.channels + channel):
        choice = integer(g.ints, p.misread + channel * g.reasons + reason)
        if integer(g.ints, choice):
            reason = choose(g, choice, drawn(contact, AT_TRIAGE_REASON))
    number = integer(g.ints, p.line_of + channel * g.reasons + reason)
    line = line_at(g.lines, number)
    contact.real_time = integer(g.ints, p.real_time + channel)
    if line.always or admitted(g, p, c, line, number, now):
        join(g, p, c, number, now)


@compiled
def admitted(g: Any, p: Any, c: int, line: Any, number: int, now: int) -> bool:
    contact = contact_at(g.contacts, c)
    if not contact.real_time:
        plan_chase(g, p, c, now)
    elif line.opens_count:
        if now >= line.turns_at:
            turn(g, line, now)
        return line.is_open or leaves_word(g, p, c, number, now)
    return True


@compiled
def leaves_word(g: Any, p: Any, c: int, number: int, now: int) -> bool:
    contact = contact_at(g.contacts, c)
    accepts = floating(g.floats, p.callback_accepts + contact.channel) if p.voicemail else 0.0
    if accepts > 0.0 and drawn(contact, AT_CALLBACK) < accepts:
        call_back(g, contact)
        return True
    turn_away(g, p, c, number, CLOSED, now)
    return False


@compiled
def turn_away(g: Any, p: Any, c: int, number: int, end: int, now: int) -> None:
    contact = contact_at(g.contacts, c)
    contact.joined = now
    record_unattended(g, contact, end, now, number, -1)
    leave_unhelped(g, p, contact, end, now)
    forget(g, c)


@compiled
def leave_unhelped(g: Any, p: Any, contact: Any, end: int, now: int) -> None:
    issue = issue_at(g.issues, contact.issue)
    if contact.on_trunk:
        hang_up(g, contact)
    g.contacts_today += p.counts
    if issue.helped:
        return
    issue.pending -= 1
    contact.leg += 1
    contact.spot += LEG_STRIDE
    number = integer(g.ints, p.ways + end * g.channels + contact.channel)
    if number == NONE:
        return
    way = way_at(g.ways, number)
    if way.probability > 0.0 and drawn(contact, AT_RETURNS) < way.probability:
        come_back_later(g, p, contact, way, complaint(g, p, contact), now)


@compiled
def complaint(g: Any, p: Any, contact: Any) -> int:
    if p.complaint == 0.0 or drawn(contact, AT_COMPLAINT) >= p.complaint:
        return 0
    g.complaints_today += 1
    return COMPLAINT


@compiled
def come_back_later(g: Any, p: Any, contact: Any, way: Any, marks: int, now: int) -> None:
    if may_not_come_again(g, p, contact.issue):
        return
    channel = integer(g.ints, way.choice + 2)
    if way.count > 1:
        channel = choose(g, way.choice, drawn(contact, AT_RETURN_CHANNEL))
    delay = on_grid(random_time(drawn(contact, AT_RETURN_DELAY), 0, way.delay, 0.0))
    come_back(g, p, contact, channel, marks, now + delay, RETURN_PLACE)


@compiled
def may_not_come_again(g: Any, p: Any, i: int) -> bool:
    issue = issue_at(g.issues, i)
    if issue.contacts + issue.to_come < p.contacts_limit:
        return False
    issue.capped = 1
    return True


@compiled
def come_back(g: Any, p: Any, contact: Any, channel: int, marks: int, time: int, at: int) -> None:
    issue = issue_at(g.issues, contact.issue)
    if integer(g.ints, p.real_time + channel):
        number = integer(g.ints, p.line_of + channel * g.reasons + short(g.reason, contact.issue))
        if number != NONE:
            line = line_at(g.lines, number)
            if is_closed_at(g, line, time):
                start, end = next_span(g, line, time)
                time = start + int((end - start) * drawn(contact, AT_OPENING))
    issue.pending += 1
    issue.to_come += 1
    place = JOINS + (contact.order & WHOLE_CONTACT) + at
    push(g, time, place, 0, BEGIN_AGAIN, contact.issue, channel, marks)


@compiled
def plan_chase(g: Any, p: Any, c: int, now: int) -> None:
    contact = contact_at(g.contacts, c)
    way = way_at(g.ways, integer(g.ints, p.chases + contact.channel))
    if way.probability == 0.0 or drawn(contact, AT_CHASE) >= way.probability:
        return
    tolerance = on_grid(random_time(drawn(contact, AT_TOLERANCE), 0, way.delay, 0.0))
    push(g, now + tolerance, JOINS + (contact.order & WHOLE_CONTACT) + CHASE_PLACE, 0, CHASE, c, 0, 0)


@compiled
def chase(g: Any, c: int, place: int, now: int) -> None:
    contact, p = contact_at(g.contacts, c), plan(g)
    if not is_there(contact, place):
        return
    if issue_at(g.issues, contact.issue).helped or not contact.waiting or contact.leg or contact.odd == RESUMED:
        return
    if may_not_come_again(g, p, contact.issue):
        return
    way = way_at(g.ways, integer(g.ints, p.chases + contact.channel))
    channel = choose(g, way.choice, drawn(contact, AT_CHASE_CHANNEL))
    come_back(g, p, contact, channel, complaint(g, p, contact), now, CHASED_PLACE)


# --- before people ---------------------------------------------------------------------------------------


@compiled
def pass_gate(g: Any, p: Any, c: int, now: int) -> None:
    contact = contact_at(g.contacts, c)
    gate = gate_at(g.gates, p.gates + contact.channel)
    if gate.read and contact.is_first and has_read(g, p, contact, now):
        issue = issue_at(g.issues, contact.issue)
        issue.deflected, issue.pending = 1, 0
        forget(g, c)
        return
    if not gate.offered:
        if not on_an_offered_channel(g, p, c, now):
            return
        gate = gate_at(g.gates, p.gates + contact.channel)
    if gate.down_count and bisected(g.down, gate.down, gate.down_count, now) & 1:
        turn_away(g, p, c, NONE, CLOSED, now)
        return
    if gate.trunks >= 0:
        if integer(g.in_system, contact.channel) >= gate.trunks:
            turn_away(g, p, c, NONE, BLOCKED, now)
            return
        put_integer(g.in_system, contact.channel, integer(g.in_system, contact.channel) + 1)
        contact.on_trunk = True
    if gate.bot != NONE:
        bot = bot_at(g.bots, gate.bot)
        if bot.uses >= 1.0 or drawn(contact, AT_BOT_USE) < bot.uses:
            contact.joined = contact.started = now
            time = on_grid(random_time(drawn(contact, AT_BOT_TIME), 0, bot.time, 0.0))
            push(g, now + time, ENDS_SERVICE + contact.order, 0, FINISH_BOT, c, 0, 0)
            return
    reach_people(g, p, c, now)


@compiled
def on_an_offered_channel(g: Any, p: Any, c: int, now: int) -> bool:
    contact = contact_at(g.contacts, c)
    if integer(g.ints, p.line_of + contact.channel * g.reasons + contact.reason) != NONE:
        return True
    choice = integer(g.ints, p.substitutes + contact.channel)
    count = integer(g.ints, choice)
    u = drawn(contact, AT_SUBSTITUTE)
    if not count or u >= floating(g.floats, integer(g.ints, choice + 1) + count - 1):
        turn_away(g, p, c, NONE, NOWHERE, now)
        return False
    contact.channel = choose(g, choice, u)
    return True


@compiled
def has_read(g: Any, p: Any, contact: Any, now: int) -> bool:
    answered = integer(g.answered_at, contact.channel * g.reasons + contact.reason)
    if now - answered >= integer(g.ints, p.deflect_lasts + contact.channel):
        return False
    return drawn(contact, AT_DEFLECTION) < floating(g.floats, p.deflect_share + contact.channel)


@compiled
def finish_bot(g: Any, c: int, now: int) -> None:
    contact, p = contact_at(g.contacts, c), plan(g)
    channel = contact.channel
    bot = bot_at(g.bots, gate_at(g.gates, p.gates + channel).bot)
    resolves = floating(g.floats, bot.resolves + contact.reason)
    helps = 1.0 - (1.0 - resolves) * floating(g.floats, p.bots_known + g.week * g.channels + channel)
    end = ESCALATED
    if drawn(contact, AT_BOT_OUTCOME) < helps and resolves > 0.0:
        end = CONTAINED
    elif drawn(contact, AT_BOT_KEEPS) < bot.keeps:
        end = FALSELY
    if end == CONTAINED:
        issue_at(g.issues, contact.issue).helped = True
        follow_up(g, p, contact, now)
    record_unattended(g, contact, end, now, NONE, contact.started)
    if end == ESCALATED:
        contact.order += 1
        if not bot.context:
            contact.reask += p.reask
        reach_people(g, p, c, now)
        return
    if end == FALSELY:
        leave_unhelped(g, p, contact, end, now)
    forget(g, c)


@compiled
def hang_up(g: Any, contact: Any) -> None:
    contact.on_trunk = False
    put_integer(g.in_system, contact.channel, integer(g.in_system, contact.channel) - 1)


@compiled
def call_back(g: Any, contact: Any) -> None:
    contact.marks |= CALLBACK
    contact.odd = CALLED_BACK
    contact.real_time = False
    if contact.on_trunk:
        hang_up(g, contact)


# --- a leg: join, wait, start ----------------------------------------------------------------------------


@compiled
def join(g: Any, p: Any, c: int, number: int, now: int) -> None:
    contact, line = contact_at(g.contacts, c), line_at(g.lines, number)
    contact.joined = now
    contact.line = number
    if not (contact.odd and contact.odd == CALLED_BACK and is_closed_at(g, line, now)):
        if given(g, p, c, line.teams, line.teams_count, line.concurrency, now):
            return
        if p.interrupts and line.real_time and not contact.odd and interrupt_for(g, p, c, line, number, now):
            return
    else:
        opening, _ = next_span(g, line, now)
        push(g, opening, OVERFLOWS + contact.order, 1, OPEN_TO, c, 0, 0)
    wait(g, p, c, line, number, now)


@compiled
def given(g: Any, p: Any, c: int, teams: int, count: int, concurrency: int, now: int) -> bool:
    contact = contact_at(g.contacts, c)
    for t in range(count):
        team = team_at(g.teams, integer(g.ints, teams + t))
        for load in range(concurrency):
            if integer(g.free, team.free + load):
                a = take(g, team, load, contact.reason)
                contact.waiting = False
                shared = line_at(g.lines, contact.line).shared
                start(g, p, a, c, now)
                if shared and agent_at(g.agents, a).load < team.widest:
                    offer(g, a, now)
                return True
    return False


@compiled
def wait(g: Any, p: Any, c: int, line: Any, number: int, now: int) -> None:
    contact = contact_at(g.contacts, c)
    contact.waiting = True
    contact.key = place_in_line(g, p, contact) if p.order != LONGEST_WAIT else now
    if not line.plain:
        ask_for_help(g, p, c, line, number, now)
    line_up(g, 2 * number, c)
    if contact.real_time:
        mean = floating(g.floats, p.patience + contact.channel)
        if mean != 0.0:
            deadline = now + patience_us(
                drawn(contact, AT_PATIENCE),
                floating(g.floats, p.balk + contact.channel),
                integer(g.ints, p.patience_law + contact.channel),
                mean,
                floating(g.floats, p.patience_sigma + contact.channel),
            )
            contact.deadline = deadline
            push(g, deadline, LEAVES + contact.order, 0, ABANDON, c, 0, 0)


@compiled
def open_to(g: Any, c: int, place: int, now: int) -> None:
    contact, p = contact_at(g.contacts, c), plan(g)
    if not is_there(contact, place):
        return
    number = contact.line
    line = line_at(g.lines, number)
    while contact.waiting and is_there(contact, place) and any_free(g, line) and head(g, 2 * number) != NONE:
        given(g, p, take_head(g, 2 * number), line.teams, line.teams_count, line.concurrency, now)


@compiled
def any_free(g: Any, line: Any) -> bool:
    for t in range(line.teams_count):
        team = team_at(g.teams, integer(g.ints, line.teams + t))
        for load in range(line.concurrency):
            if integer(g.free, team.free + load):
                return True
    return False


@compiled
def ask_for_help(g: Any, p: Any, c: int, line: Any, number: int, now: int) -> None:
    contact = contact_at(g.contacts, c)
    if contact.real_time and p.callback_after < NEVER and not contact.leg:
        first = head(g, 2 * number)
        is_long = first != NONE and now - contact_at(g.contacts, first).joined > p.callback_after
        accepts = floating(g.floats, p.callback_accepts + contact.channel)
        if is_long and drawn(contact, AT_CALLBACK) < accepts:
            call_back(g, contact)
    if line.helpers_count:
        push(g, now + line.overflow_after, OVERFLOWS + contact.order, 0, OVERFLOW, c, 0, 0)


@compiled
def place_in_line(g: Any, p: Any, contact: Any) -> int:
    if p.order == DUE_DATE:
        return contact.joined + integer(g.ints, p.answer_within + contact.channel)
    return (integer(g.ints, p.rank + contact.reason) << RANK_SHIFT) + contact.joined


@compiled
def overflow(g: Any, c: int, place: int, now: int) -> None:
    contact = contact_at(g.contacts, c)
    if not contact.waiting or contact.order != place & ORDER_BITS:
        return
    line = line_at(g.lines, contact.line)
    if not line.helpers_count:
        return
    if not given(g, plan(g), c, line.helpers, line.helpers_count, line.concurrency, now):
        line_up(g, 2 * contact.line + 1, c)


@compiled
def abandon(g: Any, c: int, place: int, now: int) -> None:
    contact, p = contact_at(g.contacts, c), plan(g)
    if not is_there(contact, place):
        return
    if contact.waiting and contact.deadline == now and contact.real_time and not contact.odd:
        if p.has_silent:
            share = floating(g.floats, p.silent_share + contact.channel)
            if share > 0.0 and drawn(contact, AT_SILENT) < share:
                contact.odd = SILENT
                leave_unhelped(g, p, contact, ABANDONED, now)
                return
        contact.waiting = False
        record_unattended(g, contact, ABANDONED, now, contact.line, -1)
        leave_unhelped(g, p, contact, ABANDONED, now)
        forget(g, c)


@compiled
def start(g: Any, p: Any, a: int, c: int, now: int) -> None:
    agent, contact = agent_at(g.agents, a), contact_at(g.contacts, c)
    contact.started = now
    contact.agent = a
    team = team_at(g.teams, agent.team)
    contact.team = team.number
    reason = contact.reason
    work = odd_work(g, p, contact) if contact.odd else USUAL
    if work == USUAL:
        part = informed = 1.0
        if contact.from_team >= 0 or integer(g.ints, team.turns + reason):
            consider(g, p, team, contact, now)
            if contact.leaves:
                part = p.intake
            if contact.ignorant:
                informed = p.uninformed_handle
        whole = random_time(
            drawn(contact, AT_HANDLE),
            integer(g.ints, team.law + reason),
            floating(g.floats, team.mean + contact.channel * g.reasons + reason),
            floating(g.floats, team.sigma + reason),
        )
        work = leg_work(whole, floating(g.factor, a * g.reasons + reason), informed, part, contact.reask)
    line = line_at(g.lines, contact.line)
    if line.shared:
        hold(g, p, a, c, work, now)
        return
    agent.busy_since = now
    agent.load = 1
    ends = now + on_grid(work)
    if p.interrupts and not line.real_time and not contact.odd:
        work_in_writing(g, a, c, ends)
    else:
        push(g, ends, ENDS_SERVICE + contact.order, 0, FINISH, c, 0, 0)


@compiled
def odd_work(g: Any, p: Any, contact: Any) -> float:
    odd = contact.odd
    if odd == SILENT:
        contact.leaves = SILENT
        return float(integer(g.ints, p.silent_time + contact.channel))
    contact.odd = 0
    if odd == RESUMED:
        return contact.left + p.switch
    if drawn(contact, AT_CALLBACK_ANSWERED) >= floating(g.floats, p.callback_answers + contact.channel):
        contact.odd = contact.leaves = UNREACHED
        return float(integer(g.ints, p.callback_dial + contact.channel))
    contact.real_time = integer(g.ints, p.real_time + contact.channel)
    return USUAL


@compiled
def consider(g: Any, p: Any, team: Any, contact: Any, now: int) -> None:
    t, reason, came_from = team.number, contact.reason, contact.from_team
    cell = t * g.reasons + reason
    if contact.leg == p.last_leg:
        issue_at(g.issues, contact.issue).capped |= not integer(g.ints, p.handles + cell)
    else:
        bounce = floating(g.floats, p.bounce + came_from * p.teams_count + t) if came_from >= 0 else 0.0
        if bounce > 0.0 and drawn(contact, AT_BOUNCE) < bounce:
            contact.leaves, contact.target = BOUNCED, came_from
            return
        target = integer(g.ints, p.target + cell)
        if target != NONE and not integer(g.ints, p.handles + cell):
            contact.leaves, contact.target = UNSKILLED, target
            return
        elsewhere = integer(g.ints, p.elsewhere + cell)
        may_pass_on = team.pass_on > 0.0 and contact.leg == 0 and elsewhere != NONE
        if may_pass_on and drawn(contact, AT_PASS_ON) < team.pass_on:
            contact.leaves, contact.target = PASSED_ON, elsewhere
            return
    if is_within(g, integer(g.ints, team.ignorance + reason), now):
        contact.ignorant = True


# --- written work that may be interrupted ----------------------------------------------------------------


@compiled
def work_in_writing(g: Any, a: int, c: int, ends: int) -> None:
    agent, contact = agent_at(g.agents, a), contact_at(g.contacts, c)
    contact.complete_at = ends
    g.stretches += 1
    contact.stretch = g.stretches
    if contact.order & MOST_LEGS < MOST_STRETCHES:
        agent.written = c
        stand_last(g, pool_at(g.pools, team_at(g.teams, agent.team).written), a)
    push(g, ends, ENDS_SERVICE + contact.order, contact.stretch, FINISH_WRITTEN, c, 0, 0)


@compiled
def may_not_be_interrupted(g: Any, a: int) -> None:
    agent = agent_at(g.agents, a)
    if agent.written != NONE:
        agent.written = NONE
        leave_list(g, pool_at(g.pools, team_at(g.teams, agent.team).written), a)


@compiled
def interrupt_for(g: Any, p: Any, c: int, line: Any, number: int, now: int) -> bool:
    a = NONE
    for t in range(line.teams_count):
        a = pool_at(g.pools, team_at(g.teams, integer(g.ints, line.teams + t)).written).last
        if a != NONE:
            break
    if a == NONE:
        return False
    if head(g, 2 * number) != NONE:
        wait(g, p, c, line, number, now)
        c = take_head(g, 2 * number)
        contact_at(g.contacts, c).waiting = False
    agent = agent_at(g.agents, a)
    written = agent.written
    may_not_be_interrupted(g, a)
    put_back(g, p, a, written, now)
    start(g, p, a, c, now)
    if line.shared and agent.load < team_at(g.teams, agent.team).widest:
        offer(g, a, now)
    resume(g, p, written, now)
    return True


@compiled
def put_back(g: Any, p: Any, a: int, c: int, now: int) -> None:
    agent, written = agent_at(g.agents, a), contact_at(g.contacts, c)
    if not written.key:
        written.key = place_in_line(g, p, written) if p.order != LONGEST_WAIT else written.joined
    written.left = float(written.complete_at - now)
    written.odd = RESUMED
    written.stretch = 0
    agent.busy += now - agent.busy_since
    agent.load = 0
    record_leg(g, written, INTERRUPTED, now)
    written.order += 1
    written.joined = now


@compiled
def resume(g: Any, p: Any, c: int, now: int) -> None:
    written = contact_at(g.contacts, c)
    number = written.line
    line = line_at(g.lines, number)
    if given(g, p, c, line.teams, line.teams_count, line.concurrency, now):
        return
    written.waiting = True
    if not line.plain:
        ask_for_help(g, p, c, line, number, now)
    line_up(g, 2 * number, c)


# --- simultaneous contacts -------------------------------------------------------------------------------


@compiled
def hold(g: Any, p: Any, a: int, c: int, work: float, now: int) -> None:
    agent, contact = agent_at(g.agents, a), contact_at(g.contacts, c)
    if agent.load:
        agent.advanced += progress(now - agent.updated, agent.load, p.slowdown)
    else:
        agent.busy_since, agent.advanced = now, 0.0
    agent.updated = now
    held = held_at(g.held, a * g.widest + agent.holds)
    held.ends, held.order, held.contact = agent.advanced + work, contact.order, c
    agent.holds += 1
    agent.load += 1
    expect_end(g, p, a, now)


@compiled
def first_held(g: Any, a: int) -> Any:
    """The row of the contact in hand that ends first."""
    first = held_at(g.held, a * g.widest)
    for i in range(1, agent_at(g.agents, a).holds):
        held = held_at(g.held, a * g.widest + i)
        if held.ends < first.ends or (held.ends == first.ends and held.order < first.order):
            first = held
    return first


@compiled
def expect_end(g: Any, p: Any, a: int, now: int) -> None:
    agent = agent_at(g.agents, a)
    agent.version += 1
    if agent.holds:
        first = first_held(g, a)
        delay = time_to_finish(first.ends - agent.advanced, agent.load, p.slowdown)
        push(g, now + delay, ENDS_SERVICE + first.order, agent.version, FINISH_HELD, a, 0, 0)


@compiled
def finish_held(g: Any, a: int, version: int, now: int) -> None:
    agent = agent_at(g.agents, a)
    if agent.version != version:
        return
    first = first_held(g, a)
    c, agent.advanced = first.contact, first.ends
    agent.updated = now
    finish(g, c, now)
    expect_end(g, plan(g), a, now)


@compiled
def let_go(g: Any, a: int, c: int) -> None:
    """One of the contacts in hand leaves it; the last one takes its row."""
    agent = agent_at(g.agents, a)
    agent.holds -= 1
    last = held_at(g.held, a * g.widest + agent.holds)
    for i in range(agent.holds):
        held = held_at(g.held, a * g.widest + i)
        if held.contact == c:
            held.ends, held.order, held.contact = last.ends, last.order, last.contact
            return


# --- a leg ends ------------------------------------------------------------------------------------------


@compiled
def finish(g: Any, c: int, now: int) -> None:
    contact, p = contact_at(g.contacts, c), plan(g)
    a = contact.agent
    agent = agent_at(g.agents, a)
    team = team_at(g.teams, agent.team)
    end = contact.leaves if contact.leaves else conclude(g, p, team, a, contact)
    if end <= RESOLVED:
        if end == SETTLED:
            end = RESOLVED
        else:
            offers = floating(g.floats, team.offers + contact.reason)
            if offers > 0.0 and makes_offer(g, p, team, a, c, offers, now):
                return
        issue_at(g.issues, contact.issue).helped = True
        if p.follows_up:
            follow_up(g, p, contact, now)
    elif p.introduction > 0 and introduces(g, p, a, c, end, now):
        return
    shared = line_at(g.lines, contact.line).shared
    if shared:
        let_go(g, a, c)
        if agent.on_duty and agent.pool != NONE and agent.load < team.widest:
            no_longer_free(g, a)
    agent.load -= 1
    if not agent.load:
        agent.busy += now - agent.busy_since
    record_leg(g, contact, end, now)
    if p.learns and not contact.odd:
        cell = a * g.reasons + contact.reason
        put_integer(g.handled, cell, integer(g.handled, cell) + 1)
    if end in (RESOLVED, SILENT):
        forget(g, c)
    elif end == UNRESOLVED:
        leave_unhelped(g, p, contact, end, now)
        forget(g, c)
    elif end == UNREACHED:
        leave_unhelped(g, p, contact, ABANDONED, now)
        forget(g, c)
    else:
        hand_over(g, p, c, contact.team, end, now)
    if agent.on_duty:
        offer(g, a, now)
    elif not agent.load:
        leave(g, a, now)


@compiled
def conclude(g: Any, p: Any, team: Any, a: int, contact: Any) -> int:
    reason = contact.reason
    another = floating(g.floats, team.another + reason)
    more = contact.leg < p.last_leg
    if another > 0.0:
        u = drawn(contact, AT_NEXT)
        if u < another and not more:
            issue_at(g.issues, contact.issue).capped = 1
            return UNRESOLVED
        if u < another:
            contact.step = choose(g, integer(g.ints, team.steps + reason), u)
            contact.target = integer(g.ints, p.target + contact.team * g.reasons + contact.step)
            return NEXT_STEP
    p_resolved = floating(g.resolves, a * g.reasons + reason)
    if contact.ignorant:
        p_resolved *= p.uninformed_resolution
    contact.target = integer(g.ints, team.best + reason)
    notices = p.notices if more and contact.from_team < 0 else 0.0
    return leg_outcome(drawn(contact, AT_OUTCOME), p_resolved, notices)


@compiled
def introduces(g: Any, p: Any, a: int, c: int, end: int, now: int) -> bool:
    contact = contact_at(g.contacts, c)
    if contact.marks & INTRODUCED or end not in HANDED_OVER:
        return False
    contact.marks |= INTRODUCED
    contact.leaves = end
    go_on(g, a, c, p.introduction, now)
    return True


@compiled
def makes_offer(g: Any, p: Any, team: Any, a: int, c: int, offers: float, now: int) -> bool:
    contact = contact_at(g.contacts, c)
    if drawn(contact, AT_OFFER) >= offers:
        return False
    # the team of who lost the seat in a change still goes by its own number, under the plan in force
    if is_within(g, integer(g.ints, p.unaware + team.number), now):
        return False
    for i in range(team.queues_count):
        number = integer(g.ints, team.queues + i) >> 1
        if line_at(g.lines, number).real_time and head(g, 2 * number) != NONE:
            return False
    taken = p.offer_taken * floating(g.floats, p.seller + agent_at(g.agents, a).desk)
    contact.marks |= OFFERED | (SOLD if drawn(contact, AT_OFFER_TAKEN) < taken else 0)
    contact.leaves = SETTLED
    go_on(g, a, c, on_grid(random_time(drawn(contact, AT_OFFER_TIME), 0, p.offer_time, 0.0)), now)
    return True


@compiled
def go_on(g: Any, a: int, c: int, time: int, now: int) -> None:
    contact, agent = contact_at(g.contacts, c), agent_at(g.agents, a)
    if line_at(g.lines, contact.line).shared:
        for i in range(agent.holds):
            held = held_at(g.held, a * g.widest + i)
            if held.contact == c:
                held.ends, held.order = agent.advanced + time, contact.order
    else:
        push(g, now + time, ENDS_SERVICE + contact.order, 0, FINISH, c, 0, 0)


@compiled
def follow_up(g: Any, p: Any, contact: Any, now: int) -> None:
    issue = issue_at(g.issues, contact.issue)
    if contact.on_trunk:
        hang_up(g, contact)
    g.contacts_today += 1
    if integer(g.ints, p.buys + short(g.reason, contact.issue)) and not issue.bought:
        kept = purchase_kept(float(now - integer(g.at, contact.issue)), p.purchase_patience)
        chance = kept * (p.uninformed_buyer if contact.ignorant else 1.0)
        issue.bought = 1
        if drawn(contact, AT_PURCHASE) < chance:
            contact.marks |= BOUGHT
    if p.deflects:
        put_integer(g.answered_at, contact.channel * g.reasons + contact.reason, now)


@compiled
def hand_over(g: Any, p: Any, c: int, team: int, why: int, now: int) -> None:
    contact = contact_at(g.contacts, c)
    pair = team * p.teams_count + from_the_end(p, contact.target)
    if p.style == TICKET:
        contact.real_time = False
        if contact.on_trunk:
            hang_up(g, contact)
    contact.from_team = team if why != BOUNCED else NONE
    contact.reask = floating(g.floats, p.lost + pair) * p.reask
    if why == NEXT_STEP:
        contact.reason = contact.step
    contact.leaves, contact.ignorant = FULL, False
    contact.marks &= ~INTRODUCED
    contact.key = 0
    contact.leg += 1
    contact.spot += LEG_STRIDE
    contact.order += 1
    delay = floating(g.floats, p.delay + 2 * pair + (1 if contact.real_time else 0))
    later = 0
    if delay > 0.0:
        later = on_grid(random_time(drawn(contact, AT_HANDOFF_DELAY), 0, delay, 0.0))
    push(g, now + later, JOINS + contact.order, 0, JOIN_AGAIN, c, 0, 0)


@compiled
def from_the_end(p: Any, team: int) -> int:
    """Nobody, as Python counts."""
    return team if team >= 0 else p.teams_count + team


@compiled
def handoff_line(g: Any, p: Any, contact: Any) -> int:
    target = from_the_end(p, contact.target)
    if contact.target == NONE or not integer(g.ints, p.staffed + target):
        contact.target = integer(g.ints, p.best + target * g.reasons + contact.reason)
        target = from_the_end(p, contact.target)
    return integer(g.ints, p.handoff_line + 2 * target + (1 if contact.real_time else 0))


# --- agents ----------------------------------------------------------------------------------------------


@compiled
def offer(g: Any, a: int, now: int) -> None:
    agent, p = agent_at(g.agents, a), plan(g)
    team = team_at(g.teams, agent.team)
    if p.relieves and not agent.load and pool_at(g.pools, team.overtime).first != NONE:
        relieve(g, team, a, now)
        return
    while True:
        if agent.load and not has_room(g, a, team):
            return
        c = next_contact(g, p, team, now)
        if c == NONE:
            if team.calls_out and not agent.load and call_out(g, p, a, now):
                return
            stands_free(g, a)
            return
        contact = contact_at(g.contacts, c)
        number = contact.line
        concurrency = line_at(g.lines, number).concurrency
        if agent.load and concurrency <= agent.load:
            return
        first = queue_at(g.queues, 2 * number).head
        if first != NONE:
            node = node_at(g.nodes, first)
            if node.contact == c and node.order == contact.order:
                head_leaves(g, 2 * number)
        contact.waiting = False
        start(g, p, a, c, now)
        if agent.load >= concurrency:
            return


@compiled
def has_room(g: Any, a: int, team: Any) -> bool:
    agent = agent_at(g.agents, a)
    if agent.load >= team.widest:
        return False
    for i in range(agent.holds):
        held = contact_at(g.contacts, held_at(g.held, a * g.widest + i).contact)
        if agent.load >= line_at(g.lines, held.line).concurrency:
            return False
    return True


@compiled
def next_contact(g: Any, p: Any, team: Any, now: int) -> int:
    at = team.tiers
    for _ in range(team.tiers_count):
        count, best = integer(g.ints, at), NONE
        for i in range(count):
            n = first_waiting(g, p, integer(g.ints, at + 1 + i), now)
            if n != NONE and (best == NONE or precedes(node_at(g.nodes, n), node_at(g.nodes, best))):
                best = n
        if best != NONE:
            return node_at(g.nodes, best).contact
        at += count + 1
    return NONE


@compiled
def first_waiting(g: Any, p: Any, q: int, now: int) -> int:
    """The first place in a queue; what was answered elsewhere is closed on the way."""
    n = first_place(g, q)
    while n != NONE and p.shared_record and is_withdrawn(g, node_at(g.nodes, n).contact, now):
        n = first_place(g, q)
    return n


@compiled
def is_withdrawn(g: Any, c: int, now: int) -> bool:
    contact = contact_at(g.contacts, c)
    if contact.real_time or contact.marks & CALLBACK or not issue_at(g.issues, contact.issue).helped:
        return False
    contact.waiting = False
    if contact.on_trunk:
        hang_up(g, contact)
    record_unattended(g, contact, WITHDRAWN, now, contact.line, -1)
    forget(g, c)
    return True


@compiled
def plan_next_span(g: Any, a: int) -> None:
    agent = agent_at(g.agents, a)
    if agent.span < agent.last_span:
        agent.comes, agent.until = integer(g.spans, 2 * agent.span), integer(g.spans, 2 * agent.span + 1)
        agent.span += 1
        plan_shift(g, a, agent.comes, COME_ON_DUTY)


@compiled
def plan_shift(g: Any, a: int, at: int, change: int) -> None:
    push(g, at, CHANGES_SHIFT + (a << ISSUE_SHIFT), agent_at(g.agents, a).shift, change, a, 0, 0)


@compiled
def come_on_duty(g: Any, a: int, shift: int, now: int) -> None:
    agent = agent_at(g.agents, a)
    if agent.shift != shift:
        return
    agent.on_duty = True
    no_overtime(g, a)
    plan_shift(g, a, agent.until, GO_OFF_DUTY)
    if agent.load == 0:
        agent.since, agent.busy = now, 0
        offer(g, a, now)


@compiled
def go_off_duty(g: Any, a: int, shift: int, now: int) -> None:
    agent = agent_at(g.agents, a)
    if agent.shift != shift:
        return
    stop_work(g, a, now)
    plan_next_span(g, a)
    if agent.load and plan(g).relieves:
        agent.overtime = True
        team = team_at(g.teams, agent.team)
        stand_last(g, pool_at(g.pools, team.overtime), a)
        if integer(g.free, team.free):
            relieve(g, team, take(g, team, 0, 0), now)


@compiled
def relieve(g: Any, team: Any, b: int, now: int) -> None:
    a = pool_at(g.pools, team.overtime).first
    no_overtime(g, a)
    agent, other = agent_at(g.agents, a), agent_at(g.agents, b)
    comes, at = agent.until > now, agent.comes
    agent.until, other.until = other.until, agent.until
    agent.span, other.span = other.span, agent.span
    agent.last_span, other.last_span = other.last_span, agent.last_span
    agent.comes, other.comes = other.comes, at
    agent.shift += 1
    other.shift += 1
    agent.on_duty = True
    plan_shift(g, a, agent.until, GO_OFF_DUTY)
    stop_work(g, b, now)
    if comes:
        plan_shift(g, b, at, COME_ON_DUTY)


@compiled
def no_overtime(g: Any, a: int) -> None:
    agent = agent_at(g.agents, a)
    if agent.overtime:
        agent.overtime = False
        leave_list(g, pool_at(g.pools, team_at(g.teams, agent.team).overtime), a)


@compiled
def leave(g: Any, a: int, now: int) -> None:
    no_overtime(g, a)
    record_duty(g, agent_at(g.agents, a), a, now)


@compiled
def stop_work(g: Any, a: int, now: int) -> None:
    agent = agent_at(g.agents, a)
    agent.on_duty = False
    if agent.pool != NONE:
        no_longer_free(g, a)
    may_not_be_interrupted(g, a)
    if agent.load == 0:
        record_duty(g, agent, a, now)


# --- outbound calls --------------------------------------------------------------------------------------


@compiled
def call_out(g: Any, p: Any, a: int, now: int) -> bool:
    agent = agent_at(g.agents, a)
    for i in range(g.campaigns_count):
        calls = campaign_at(g.campaigns, i)
        lead = calls.called
        if lead >= calls.leads or now < calls.start:
            continue
        calls.called += 1
        key_a, key_b = stir(calls.key_a, lead), stir(calls.key_b, second_word(lead))
        end, time = CALL_UNREACHED, p.dial
        if uniform(key_a, key_b, AT_OUTBOUND_REACH) < reach(p.reached, float(now - calls.start), p.fades):
            time = on_grid(random_time(uniform(key_a, key_b, AT_OUTBOUND_TIME), 0, p.call_time, 0.0))
            taken = p.call_taken * floating(g.floats, p.seller + agent.desk)
            end = CALL_SOLD if uniform(key_a, key_b, AT_OUTBOUND_TAKEN) < taken else CALL_DECLINED
        agent.load, agent.busy_since = 1, now
        agent.campaign, agent.lead, agent.call_end = i, lead, end
        push(g, now + time, ENDS_SERVICE + (a << ISSUE_SHIFT) + CALL_PLACE, 0, FINISH_CALL, a, 0, 0)
        return True
    return False


@compiled
def record_call(g: Any, a: int, ended: int, how: int) -> None:
    agent, row = agent_at(g.agents, a), call_at(g.calls, g.calls_used)
    g.calls_used += 1
    row.agent, row.campaign, row.lead = a, agent.campaign, agent.lead
    row.start, row.end, row.how = agent.busy_since, ended, how


@compiled
def finish_call(g: Any, a: int, now: int) -> None:
    agent = agent_at(g.agents, a)
    record_call(g, a, now, agent.call_end)
    agent.load = 0
    agent.busy += now - agent.busy_since
    if agent.on_duty:
        offer(g, a, now)
    else:
        leave(g, a, now)


@compiled
def wake(g: Any, now: int) -> None:
    for a in range(g.agents_count):
        agent = agent_at(g.agents, a)
        if agent.on_duty and not agent.load and team_at(g.teams, agent.team).calls_out:
            if agent.pool != NONE:
                no_longer_free(g, a)
            offer(g, a, now)


# --- a change of plan ------------------------------------------------------------------------------------


@compiled
def clear_floor(g: Any, now: int) -> None:
    """Everybody stops; who holds contacts will finish them."""
    for a in range(g.agents_count):
        agent = agent_at(g.agents, a)
        agent.shift += 1
        no_overtime(g, a)
        if agent.on_duty:
            stop_work(g, a, now)


@compiled
def line_up_again(g: Any, c: int, now: int) -> None:
    contact, p = contact_at(g.contacts, c), plan(g)
    old, number = line_at(g.lines, contact.line), NONE
    if old.channel != NONE:
        number = integer(g.ints, p.line_of + contact.channel * g.reasons + contact.reason)
    if number == NONE:
        if old.channel != NONE:
            for r in range(g.reasons):
                contact.target = integer(g.ints, p.best + r)
                if contact.target != NONE:
                    break
        number = handoff_line(g, p, contact)
    line = line_at(g.lines, number)
    contact.line = number
    line_up(g, 2 * number, c)
    if line.helpers_count:
        at = contact.joined + line.overflow_after
        if at <= now:
            line_up(g, 2 * number + 1, c)
        elif not old.helpers_count:
            push(g, at, OVERFLOWS + contact.order, 0, OVERFLOW, c, 0, 0)


# --- records ---------------------------------------------------------------------------------------------


@compiled
def record_leg(g: Any, contact: Any, end: int, now: int) -> None:
    record(g, contact, contact.line, contact.team, contact.agent, contact.started, now, end)


@compiled
def record_unattended(g: Any, contact: Any, end: int, now: int, line: int, started: int) -> None:
    record(g, contact, line, NONE, NONE, started, now, end)


@compiled
def record(g: Any, contact: Any, line: int, team: int, agent: int, started: int, now: int, end: int) -> None:
    n = g.legs_used
    g.legs_used = n + 1
    row = leg_at(g.legs, n)
    number = contact.order & ISSUE_BITS
    row.number, row.joined, row.started, row.ended = number, contact.joined, started, now
    row.line, row.channel, row.reason, row.team = line, contact.channel, contact.reason, team
    row.agent, row.end, row.marks, row.next = agent, end, contact.marks, NONE
    if not number & MOST_LEGS:
        g.contacts_begun += 1
    issue = issue_at(g.issues, contact.issue)
    if issue.last_leg == NONE:
        issue.first_leg = issue.last_leg = n
    elif issue.contacts == 1 or leg_at(g.legs, issue.last_leg).number < number:
        leg_at(g.legs, issue.last_leg).next = n
        issue.last_leg = n
    else:
        put_between(g, issue, n)


@compiled
def put_between(g: Any, issue: Any, n: int) -> None:
    """A leg of an earlier contact than the last that was recorded."""
    row, after = leg_at(g.legs, n), issue.first_leg
    if leg_at(g.legs, after).number > row.number:
        row.next = after
        issue.first_leg = n
        return
    while leg_at(g.legs, leg_at(g.legs, after).next).number < row.number:
        after = leg_at(g.legs, after).next
    row.next = leg_at(g.legs, after).next
    leg_at(g.legs, after).next = n


@compiled
def record_duty(g: Any, agent: Any, a: int, now: int) -> None:
    row = duty_at(g.duty, g.duty_used)
    g.duty_used += 1
    row.agent, row.on, row.off, row.busy = a, agent.since, now, agent.busy
    row.team = team_at(g.teams, agent.team).number


@compiled
def close_open(g: Any, now: int) -> None:
    """What is under way when the records end."""
    for a in range(g.agents_count):
        agent = agent_at(g.agents, a)
        if agent.on_duty or agent.load:
            if agent.load:
                agent.busy += now - agent.busy_since
            record_duty(g, agent, a, now)
        for i in range(agent.holds):
            record_leg(g, contact_at(g.contacts, held_at(g.held, a * g.widest + i).contact), OPEN, -1)
    for i in range(g.entries):
        e = entry_at(g.calendar, i)
        leave_open(g, e.kind, e.who, e.version)
    for i in range(g.later_used):
        e = entry_at(g.later, i)
        leave_open(g, e.kind, e.who, e.version)
    for c in range(g.contacts_used):
        contact = contact_at(g.contacts, c)
        if contact.waiting:
            record_unattended(g, contact, OPEN, -1, contact.line, -1)


@compiled
def leave_open(g: Any, kind: int, who: int, version: int) -> None:
    """What an entry of the calendar would have ended."""
    if kind == FINISH or (kind == FINISH_WRITTEN and contact_at(g.contacts, who).stretch == version):
        record_leg(g, contact_at(g.contacts, who), OPEN, -1)
    elif kind == FINISH_BOT:
        contact = contact_at(g.contacts, who)
        record_unattended(g, contact, OPEN, -1, NONE, contact.started)
    elif kind == FINISH_CALL:
        record_call(g, who, -1, -1)


# --- the loop --------------------------------------------------------------------------------------------


@compiled
def events_that_fit(g: Any) -> int:
    """How many events certainly find room in the tables for all that they may add; 0: the tables must grow first."""
    people = g.agents_count + 8
    fit = (g.contacts_room - g.contacts_used) // 2
    fit = min(fit, (g.entries_room - g.entries - g.later_used) // ((g.widest + 1) * people))
    fit = min(fit, (g.nodes_room - g.nodes_used) // 4)
    fit = min(fit, (g.duty_room - g.duty_used) // people, (g.calls_room - g.calls_used) // people)
    # one event may close every contact that waits, and each event may bring one more
    fit = min(fit, MANY_EVENTS)
    return min(fit, (g.legs_room - g.legs_used) // (g.contacts_used + people + MANY_EVENTS))


@compiled
def happen(g: Any, kind: int, who: int, place: int, version: int, channel: int, marks: int, now: int) -> None:
    if kind == FINISH:
        finish(g, who, now)
    elif kind == ABANDON:
        abandon(g, who, place, now)
    elif kind == FINISH_HELD:
        finish_held(g, who, version, now)
    elif kind == JOIN_AGAIN:
        p = plan(g)
        join(g, p, who, handoff_line(g, p, contact_at(g.contacts, who)), now)
    elif kind == BEGIN_AGAIN:
        begin_again(g, who, channel, marks, now)
    elif kind == CHASE:
        chase(g, who, place, now)
    elif kind == FINISH_WRITTEN:
        contact = contact_at(g.contacts, who)
        if contact.stretch == version:
            may_not_be_interrupted(g, contact.agent)
            finish(g, who, now)
    elif kind == FINISH_BOT:
        finish_bot(g, who, now)
    elif kind == OVERFLOW:
        overflow(g, who, place, now)
    elif kind == OPEN_TO:
        open_to(g, who, place, now)
    elif kind == COME_ON_DUTY:
        come_on_duty(g, who, version, now)
    elif kind == GO_OFF_DUTY:
        go_off_duty(g, who, version, now)
    elif kind == FINISH_CALL:
        finish_call(g, who, now)


@compiled
def play(g: Any, until: int) -> int:
    """Everything up to a time, that time included."""
    sure = 0
    while True:
        if sure == 0:
            sure = events_that_fit(g)
            if sure == 0:
                return NO_ROOM
        sure -= 1
        i, at = NONE, NEVER
        if g.arrived < g.arrivals:
            i = small(g.sequence, g.arrived)
            at = integer(g.at, i)
        come_to(g, min(at, until))
        time, place = NEVER, 0
        if g.entries:
            e = entry_at(g.calendar, 0)
            time, place = e.time, e.place
        if at < time or (at == time and JOINS + (i << ISSUE_SHIFT) < place):
            if at > until:
                return DONE
            g.arrived += 1
            begin(g, i, at)
            continue
        if time > until:
            return DONE
        e = entry_at(g.calendar, 0)
        who, kind, version, channel, marks = e.who, e.kind, e.version, e.channel, e.marks
        drop(g)
        happen(g, kind, who, place, version, channel, marks, time)


@compiled
def run(state: int, what: int, now: int, who: int) -> int:
    """Do what is asked; NO_ROOM where tables must grow before more can happen."""
    g = state_at(state, 0)
    if what == RUN:
        return play(g, now)
    if events_that_fit(g) == 0:
        return NO_ROOM
    if what == SEAT:
        for a in range(g.agents_count):
            plan_next_span(g, a)
    elif what == CLEAR:
        clear_floor(g, now)
    elif what == LINE_UP:
        line_up_again(g, who, now)
    elif what == WAKE:
        wake(g, now)
    elif what == CLOSE:
        close_open(g, now)
    return DONE
