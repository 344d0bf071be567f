"""Policies, outcomes and purposes of luck, each named once, as integers that YAML, Plan, rules and records share."""

from enum import IntEnum


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


class ContactEnd(IntEnum):
    """How a contact ended."""

    RESOLVED = 0
    UNRESOLVED = 1
    ABANDONED = 2
    CLOSED = 3  # found the channel closed
    OPEN = 4


class IssueEnd(IntEnum):
    """How an issue ended."""

    RESOLVED = 0
    LOST = 1
    OPEN = 2


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
