"""Policies, outcomes and purposes of luck, each named once, as integers that YAML, Plan, rules and records share."""

from enum import IntEnum, IntFlag


class Law(IntEnum):
    """The law of a random time."""

    EXPONENTIAL = 0
    LOGNORMAL = 1


class LegEnd(IntEnum):
    """How a leg ended, as it stands in the records."""

    RESOLVED = 0
    UNRESOLVED = 1  # believed resolved, and is not
    NEXT_STEP = 2  # done here; the world's table says that another step follows
    UNSKILLED = 3  # handed over: this team does not handle the reason
    OUT_OF_DEPTH = 4  # handed over: tried, noticed that it could not, asked the best team for the reason
    PASSED_ON = 5  # handed over because the department's goal rewards it
    BOUNCED = 6  # sent back to the team that it came from
    ABANDONED = 7
    CLOSED = 8  # found the channel closed: no leg in truth, but the record of the attempt
    OPEN = 9  # still waiting or in hand when the records end
    BLOCKED = 10  # no trunk was free
    NOT_OFFERED = 11  # wanted a channel that is not offered, and took no other
    CONTAINED = 12  # the bot kept the customer, and helped
    FALSELY_CONTAINED = 13  # the bot kept the customer, and did not help
    ESCALATED = 14  # the bot passed the contact on to people
    INTERRUPTED = 15  # put back into its line by something more urgent; the next row goes on with it
    SILENT = 16  # the customer had left without a word; the agent found out
    UNREACHED = 17  # called back, and nobody answered
    WITHDRAWN = 18  # written, answered elsewhere meanwhile, and closed by the shared record


class ContactEnd(IntEnum):
    """How a contact ended."""

    RESOLVED = 0
    UNRESOLVED = 1
    ABANDONED = 2
    CLOSED = 3  # found the channel closed
    OPEN = 4
    BLOCKED = 5
    NOT_OFFERED = 6
    WITHDRAWN = 7


class IssueEnd(IntEnum):
    """How an issue ended."""

    RESOLVED = 0
    LOST = 1
    OPEN = 2
    PREVENTED = 3  # its cause was removed before it arose, or the answer stood in public


class Mark(IntFlag):
    """What else a leg's record says."""

    OFFERED = 1  # an offer was made after the need was met
    SOLD = 2  # and taken
    BOUGHT = 4  # the purchase that the customer came for took place
    CALLBACK = 8  # called back
    COMPLAINT = 16  # the contact complains of an earlier one
    INTRODUCED = 32  # the leg ended with an introduction to the next agent


class CallEnd(IntEnum):
    """How an outbound call ended; -1 in the records: it was under way."""

    UNREACHED = 0
    DECLINED = 1
    SOLD = 2


class Style(IntEnum):
    """How a contact is handed over."""

    WARM = 0  # introduced by the first agent
    COLD = 1
    TICKET = 2  # the customer does not wait in line


class Order(IntEnum):
    """Whose turn it is within a tier."""

    LONGEST_WAIT = 0
    DUE_DATE = 1
    PRIORITY = 2


class Choice(IntEnum):
    """Which of a team's free agents takes a contact."""

    LONGEST_IDLE = 0
    BEST_SKILL = 1
    LEAST_OCCUPIED = 2


class Purpose(IntEnum):
    """What a uniform is drawn for; a part of its key, never of an order of drawing."""

    OUTCOME = 0
    HANDLE = 1
    PATIENCE = 2
    NEXT_STEP = 3
    TRIAGE = 4
    TRIAGE_REASON = 5
    PASS_ON = 6
    BOUNCE = 7
    HANDOFF_DELAY = 8
    RETURNS = 9
    RETURN_DELAY = 10
    RETURN_CHANNEL = 11
    TOLERANCE = 12
    CHASE = 13
    CHASE_CHANNEL = 14
    OPENING = 15
    ARRIVAL = 16
    WAVE = 17
    PREVENTION = 18
    DEFLECTION = 19
    SUBSTITUTE = 20
    BOT_OUTCOME = 21
    BOT_TIME = 22
    BOT_KEEPS = 23
    SILENT = 24
    CALLBACK = 25
    CALLBACK_ANSWERED = 26
    COMPLAINT = 27
    OFFER = 28
    OFFER_TAKEN = 29
    PURCHASE = 30
    OUTBOUND_REACH = 31
    OUTBOUND_TIME = 32
    OUTBOUND_TAKEN = 33
    ATTRITION = 34
    BOT_USE = 36
    OFFER_TIME = 37


class Tie(IntEnum):
    """The order of simultaneous events (model.md, section 7)."""

    SERVICE_END = 0
    SHIFT_CHANGE = 1
    JOIN = 2
    OVERFLOW = 3
    ABANDONMENT = 4
    SLOW_STATE = 5


MILLISECOND = 1_000
SECOND = 1_000 * MILLISECOND
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
HALF_HOUR = 30 * MINUTE
NEVER = 1 << 62
"""A time after every horizon."""
