"""What both engines call by name: codes and places in the order of events, as plain numbers.

A sum with a member of an enumeration takes far longer in Python, and compiled code knows no enumerations.
"""

from ccsim.codes import CallEnd, LegEnd, Mark, Order, Purpose, Style, Tie
from ccsim.engine.clock import CONTACT_SHIFT, TIE_SHIFT, class_place

RESOLVED, UNRESOLVED, NEXT_STEP = int(LegEnd.RESOLVED), int(LegEnd.UNRESOLVED), int(LegEnd.NEXT_STEP)
UNSKILLED, OUT_OF_DEPTH = int(LegEnd.UNSKILLED), int(LegEnd.OUT_OF_DEPTH)
PASSED_ON, BOUNCED = int(LegEnd.PASSED_ON), int(LegEnd.BOUNCED)
ABANDONED, CLOSED, OPEN = int(LegEnd.ABANDONED), int(LegEnd.CLOSED), int(LegEnd.OPEN)
BLOCKED, NOWHERE = int(LegEnd.BLOCKED), int(LegEnd.NOT_OFFERED)
CONTAINED, FALSELY, ESCALATED = int(LegEnd.CONTAINED), int(LegEnd.FALSELY_CONTAINED), int(LegEnd.ESCALATED)
INTERRUPTED, SILENT = int(LegEnd.INTERRUPTED), int(LegEnd.SILENT)
UNREACHED, WITHDRAWN = int(LegEnd.UNREACHED), int(LegEnd.WITHDRAWN)
HANDED_OVER = (UNSKILLED, OUT_OF_DEPTH, PASSED_ON, NEXT_STEP)
"""Handoffs that an agent introduces; one that bounces goes back as it came."""
CALLED_BACK, RESUMED = UNREACHED, INTERRUPTED
"""`Contact.odd` of one who is to be called back, for it may turn out that nobody answers, and of interrupted work."""
USUAL = -1.0
"""Stands for the work of a leg as it would be in any case."""
FULL, SETTLED = 0, -1
"""`Contact.leaves` of one whom the agent takes to the end (no reason to pass a contact on has this code), and of one
who was helped and hears an offer."""
TICKET, DUE_DATE, LONGEST_WAIT = int(Style.TICKET), int(Order.DUE_DATE), int(Order.LONGEST_WAIT)
OFFERED, SOLD, BOUGHT = int(Mark.OFFERED), int(Mark.SOLD), int(Mark.BOUGHT)
CALLBACK, COMPLAINT, INTRODUCED = int(Mark.CALLBACK), int(Mark.COMPLAINT), int(Mark.INTRODUCED)
CALL_UNREACHED, CALL_DECLINED, CALL_SOLD = int(CallEnd.UNREACHED), int(CallEnd.DECLINED), int(CallEnd.SOLD)

(AT_OUTCOME, AT_HANDLE, AT_PATIENCE, AT_NEXT, AT_TRIAGE, AT_TRIAGE_REASON, AT_PASS_ON, AT_BOUNCE, AT_HANDOFF_DELAY,
 AT_RETURNS, AT_RETURN_DELAY, AT_RETURN_CHANNEL, AT_TOLERANCE, AT_CHASE, AT_CHASE_CHANNEL, AT_OPENING) = (
    int(purpose)
    for purpose in (
        Purpose.OUTCOME, Purpose.HANDLE, Purpose.PATIENCE, Purpose.NEXT_STEP, Purpose.TRIAGE, Purpose.TRIAGE_REASON,
        Purpose.PASS_ON, Purpose.BOUNCE, Purpose.HANDOFF_DELAY, Purpose.RETURNS, Purpose.RETURN_DELAY,
        Purpose.RETURN_CHANNEL, Purpose.TOLERANCE, Purpose.CHASE, Purpose.CHASE_CHANNEL, Purpose.OPENING,
    )
)  # fmt: skip
(AT_DEFLECTION, AT_SUBSTITUTE, AT_BOT_OUTCOME, AT_BOT_TIME, AT_BOT_KEEPS, AT_BOT_USE, AT_SILENT, AT_CALLBACK,
 AT_CALLBACK_ANSWERED, AT_COMPLAINT, AT_OFFER, AT_OFFER_TAKEN, AT_OFFER_TIME, AT_PURCHASE, AT_OUTBOUND_REACH,
 AT_OUTBOUND_TIME, AT_OUTBOUND_TAKEN) = (
    int(purpose)
    for purpose in (
        Purpose.DEFLECTION, Purpose.SUBSTITUTE, Purpose.BOT_OUTCOME, Purpose.BOT_TIME, Purpose.BOT_KEEPS,
        Purpose.BOT_USE, Purpose.SILENT, Purpose.CALLBACK, Purpose.CALLBACK_ANSWERED, Purpose.COMPLAINT, Purpose.OFFER,
        Purpose.OFFER_TAKEN, Purpose.OFFER_TIME, Purpose.PURCHASE, Purpose.OUTBOUND_REACH, Purpose.OUTBOUND_TIME,
        Purpose.OUTBOUND_TAKEN,
    )
)  # fmt: skip
"""Places of what is drawn on demand, within a leg."""

ENDS_SERVICE, CHANGES_SHIFT, JOINS, OVERFLOWS, LEAVES, SLOW = (
    class_place(tie)
    for tie in (Tie.SERVICE_END, Tie.SHIFT_CHANGE, Tie.JOIN, Tie.OVERFLOW, Tie.ABANDONMENT, Tie.SLOW_STATE)
)
ORDER_BITS = (1 << TIE_SHIFT) - 1
WHOLE_CONTACT = -1 << CONTACT_SHIFT
CALL_PLACE, CHASED_PLACE, RETURN_PLACE, CHASE_PLACE = 252, 253, 254, 255
"""Stand-ins for a leg in the order of events: an outbound call, the contact that chases, a return, patience with a
written answer."""
MOST_STRETCHES = 190
"""Rows of a contact after which nobody interrupts it any more, so that they can be numbered."""
