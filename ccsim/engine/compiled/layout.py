"""The tables of the compiled engine: rows of contacts, agents, lines and the rest, as they lie in memory."""

import numpy as np

ISSUE = np.dtype(
    [
        ("first_leg", "i4"), ("last_leg", "i4"), ("contacts", "i4"), ("pending", "i4"), ("to_come", "i4"),
        ("helped", "i1"), ("capped", "i1"), ("deflected", "i1"), ("bought", "i1"),
    ],
    align=True,
)  # fmt: skip
"""What has become of an issue so far; its rows of LEG are a list in the order of contact and leg."""

CONTACT = np.dtype(
    [
        ("order", "i8"), ("joined", "i8"), ("started", "i8"), ("key", "i8"), ("deadline", "i8"), ("reask", "f8"),
        ("issue", "i4"), ("spot", "i4"), ("agent", "i4"), ("line", "i4"), ("team", "i4"), ("target", "i4"),
        ("from_team", "i2"), ("channel", "i2"), ("reason", "i2"), ("step", "i2"), ("leaves", "i2"), ("odd", "i2"),
        ("leg", "i2"), ("marks", "i2"), ("is_first", "i1"), ("ignorant", "i1"), ("on_trunk", "i1"), ("waiting", "i1"),
        ("real_time", "i1"), ("next_free", "i4"), ("key_a", "u4"), ("key_b", "u4"),
        ("left", "f8"), ("complete_at", "i8"), ("stretch", "i8"),
    ],
    align=True,
)  # fmt: skip
"""A contact that is under way; its fields on legs speak of the leg under way. `order` is -1 where the row is free."""

AGENT = np.dtype(
    [
        ("since", "i8"), ("busy", "i8"), ("busy_since", "i8"), ("updated", "i8"), ("advanced", "f8"),
        ("version", "i8"), ("shift", "i8"), ("comes", "i8"), ("until", "i8"), ("team", "i4"), ("desk", "i4"),
        ("load", "i4"),
        ("holds", "i4"), ("span", "i4"), ("last_span", "i4"), ("pool", "i4"), ("pool_load", "i4"), ("before", "i4"),
        ("after", "i4"), ("written", "i4"), ("campaign", "i4"),
        ("lead", "i4"), ("call_end", "i4"), ("place_in_pool", "i4"), ("own_desk", "i4"), ("on_duty", "i1"),
        ("overtime", "i1"),
    ],
    align=True,
)  # fmt: skip
"""A person; `pool` is where the agent stands free, or -1; `written` the interruptible contact in hand, or -1; from
`comes` to `until` the shift under way or the next; `overtime`: busy after the shift, where somebody else may leave."""

SEATED = np.dtype([("person", "i8"), ("team", "i4"), ("desk", "i4"), ("own_desk", "i4")])
"""Who has a seat under a plan, and where; `own_desk` is the desk's place among those of its team, where they are told
apart; else 0."""

HELD = np.dtype([("ends", "f8"), ("order", "i8"), ("contact", "i8")], align=True)
"""One of several simultaneous contacts of an agent: the work at which it ends."""

LINE = np.dtype(
    [
        ("overflow_after", "i8"), ("turns_at", "i8"), ("concurrency", "i4"), ("channel", "i4"), ("opens", "i4"),
        ("opens_count", "i4"), ("teams", "i4"), ("teams_count", "i4"), ("helpers", "i4"), ("helpers_count", "i4"),
        ("shared", "i1"), ("real_time", "i1"), ("always", "i1"), ("plain", "i1"), ("is_open", "i1"),
    ],
    align=True,
)  # fmt: skip
"""A line; its queues are those numbered twice its number, and one more: of those who have waited long."""

QUEUE = np.dtype([("head", "i4"), ("tail", "i4"), ("sorted", "i4")], align=True)
"""Contacts in line: a list in the order of joining, or a pairing heap by key."""

NODE = np.dtype([("key", "i8"), ("order", "i8"), ("contact", "i4"), ("next", "i4"), ("child", "i4")], align=True)
"""A place in a queue."""

TEAM = np.dtype(
    [
        ("pass_on", "f8"), ("number", "i4"), ("widest", "i4"), ("queues", "i4"), ("queues_count", "i4"),
        ("tiers", "i4"), ("tiers_count", "i4"), ("turns", "i4"), ("ignorance", "i4"), ("offers", "i4"), ("best", "i4"),
        ("another", "i4"), ("steps", "i4"), ("desk_orders", "i4"), ("desks", "i4"), ("pools", "i4"), ("free", "i4"),
        ("mean", "i4"), ("law", "i4"), ("sigma", "i4"),
        ("written", "i4"), ("overtime", "i4"), ("calls_out", "i1"),
    ],
    align=True,
)  # fmt: skip
"""A team under one plan."""

POOL = np.dtype([("first", "i4"), ("last", "i4"), ("size", "i4"), ("heap", "i4")], align=True)
"""Free agents of one kind who hold as many contacts: a list, or a heap of the least occupied."""

WAY = np.dtype([("probability", "f8"), ("delay", "f8"), ("choice", "i4"), ("count", "i4")], align=True)
"""A way of coming back."""

GATE = np.dtype(
    [
        ("trunks", "i4"), ("bot", "i4"), ("down", "i4"), ("down_count", "i4"),
        ("read", "i1"), ("offered", "i1"), ("any", "i1"),
    ],
    align=True,
)  # fmt: skip
"""What may happen to a contact of a channel before it comes to people."""

BOT = np.dtype([("uses", "f8"), ("time", "f8"), ("keeps", "f8"), ("resolves", "i4"), ("context", "i4")], align=True)

CAMPAIGN = np.dtype(
    [("start", "i8"), ("leads", "i8"), ("called", "i8"), ("key_a", "i8"), ("key_b", "i8")],
    align=True,
)
"""Customers whom a campaign gives to call, and how many were."""

ENTRY = np.dtype(
    [
        ("time", "i8"), ("place", "i8"), ("version", "i8"), ("who", "i4"), ("kind", "i1"), ("marks", "i1"),
        ("channel", "i2"),
    ],
    align=True,
)  # fmt: skip
"""What is still to come."""

LEG = np.dtype(
    [
        ("joined", "i8"), ("started", "i8"), ("ended", "i8"), ("number", "i4"), ("next", "i4"), ("agent", "i4"),
        ("line", "i2"), ("channel", "i2"), ("reason", "i2"), ("team", "i2"), ("end", "i1"), ("marks", "i1"),
    ],
    align=True,
)  # fmt: skip
"""A leg that has ended; `number` is contact and leg in one, `next` the row of the issue's next leg."""

DUTY = np.dtype([("agent", "i8"), ("on", "i8"), ("off", "i8"), ("busy", "i8"), ("team", "i8")])
CALL = np.dtype([("agent", "i8"), ("campaign", "i8"), ("lead", "i8"), ("start", "i8"), ("end", "i8"), ("how", "i8")])

PLAN = np.dtype(
    [
        # numbers
        ("intake", "f8"), ("reask", "f8"), ("slowdown", "f8"), ("uninformed_handle", "f8"),
        ("uninformed_resolution", "f8"), ("notices", "f8"), ("complaint", "f8"), ("purchase_patience", "f8"),
        ("uninformed_buyer", "f8"), ("offer_time", "f8"), ("offer_taken", "f8"), ("reached", "f8"), ("fades", "f8"),
        ("call_time", "f8"), ("call_taken", "f8"),
        ("dial", "i8"), ("switch", "i8"), ("introduction", "i8"), ("callback_after", "i8"),
        ("contacts_limit", "i4"), ("last_leg", "i4"), ("complaint_reason", "i4"), ("order", "i4"), ("style", "i4"),
        ("choice", "i4"), ("teams", "i4"), ("teams_count", "i4"),
        # whether
        ("triage", "i1"), ("relieves", "i1"), ("interrupts", "i1"), ("shared_record", "i1"), ("has_silent", "i1"),
        ("deflects", "i1"), ("counts", "i1"), ("follows_up", "i1"), ("learns", "i1"), ("voicemail", "i1"),
        # where its tables of floats begin
        ("accuracy", "i4"), ("callback_accepts", "i4"), ("callback_answers", "i4"), ("deflect_share", "i4"),
        ("silent_share", "i4"), ("bots_known", "i4"), ("balk", "i4"), ("patience", "i4"), ("patience_sigma", "i4"),
        ("lost", "i4"), ("delay", "i4"), ("bounce", "i4"), ("seller", "i4"),
        # and of integers
        ("line_of", "i4"), ("real_time", "i4"), ("misread", "i4"), ("ways", "i4"), ("chases", "i4"), ("gates", "i4"),
        ("substitutes", "i4"), ("deflect_lasts", "i4"), ("callback_dial", "i4"), ("silent_time", "i4"),
        ("patience_law", "i4"), ("answer_within", "i4"), ("rank", "i4"), ("handles", "i4"), ("target", "i4"),
        ("elsewhere", "i4"), ("best", "i4"), ("handoff_line", "i4"), ("staffed", "i4"), ("buys", "i4"),
        ("unaware", "i4"),
    ],
    align=True,
)  # fmt: skip
"""A plan: numbers, and where in the pools of floats and integers its tables begin."""

STATE = np.dtype(
    [
        # addresses of the tables
        ("floats", "i8"), ("ints", "i8"), ("plans", "i8"), ("teams", "i8"), ("lines", "i8"), ("ways", "i8"),
        ("gates", "i8"), ("bots", "i8"), ("campaigns", "i8"), ("issues", "i8"), ("sequence", "i8"), ("agents", "i8"),
        ("at", "i8"), ("channel", "i8"), ("reason", "i8"), ("key_a", "i8"), ("key_b", "i8"), ("prevented", "i8"),
        ("factor", "i8"), ("resolves", "i8"), ("handled", "i8"), ("held", "i8"), ("spans", "i8"), ("queues", "i8"),
        ("pools", "i8"), ("free", "i8"), ("heaps", "i8"), ("in_system", "i8"), ("answered_at", "i8"),
        ("contacts", "i8"), ("nodes", "i8"), ("calendar", "i8"), ("legs", "i8"), ("duty", "i8"), ("calls", "i8"),
        ("down", "i8"), ("later", "i8"), ("later_next", "i8"), ("lists", "i8"), ("contact_end", "i8"), ("is_leg", "i8"),
        # how much there is of what grows, and how much fits
        ("contacts_used", "i8"), ("contacts_room", "i8"), ("free_contact", "i8"), ("nodes_used", "i8"),
        ("nodes_room", "i8"), ("free_node", "i8"), ("entries", "i8"), ("entries_room", "i8"),
        ("later_used", "i8"), ("free_later", "i8"), ("stretch", "i8"), ("stretch_bits", "i8"),
        ("stretches_count", "i8"), ("legs_used", "i8"), ("legs_room", "i8"), ("contacts_begun", "i8"),
        ("duty_used", "i8"), ("duty_room", "i8"), ("calls_used", "i8"), ("calls_room", "i8"),
        # counters
        ("arrived", "i8"), ("arrivals", "i8"), ("issues_count", "i8"),
        ("agents_count", "i8"), ("channels", "i8"), ("reasons", "i8"),
        ("widest", "i8"), ("campaigns_count", "i8"), ("follow", "i8"), ("week", "i8"), ("stretches", "i8"),
        ("complaints_today", "i8"), ("contacts_today", "i8"),
    ],
    align=True,
)  # fmt: skip
"""Everything: where the tables lie, and the counters of the run."""

RUN, SEAT, CLEAR, LINE_UP, WAKE, CLOSE = range(6)
"""What the kernel is asked to do."""
DONE, NO_ROOM = 0, 1
"""What it answers."""
MANY_EVENTS = 256
"""After which room is looked after again, at the latest."""
