"""Identities that hold on every run, whatever is assumed (model.md, sections 3, 5, 6 and 7)."""

import math
from bisect import bisect_right
from collections.abc import Callable

import numpy as np
import pandas as pd
from runs import Run

from ccsim.attendance import attendance
from ccsim.codes import WEEK, ContactEnd, IssueEnd, LegEnd, Purpose
from ccsim.rules.customers import patience_us
from ccsim.rules.luck import place, uniform

HANDED_OVER = (LegEnd.NEXT_STEP, LegEnd.UNSKILLED, LegEnd.OUT_OF_DEPTH, LegEnd.PASSED_ON, LegEnd.BOUNCED)
LAST_LEG = {
    LegEnd.RESOLVED: ContactEnd.RESOLVED,
    LegEnd.UNRESOLVED: ContactEnd.UNRESOLVED,
    LegEnd.ABANDONED: ContactEnd.ABANDONED,
    LegEnd.CLOSED: ContactEnd.CLOSED,
    LegEnd.OPEN: ContactEnd.OPEN,
} | dict.fromkeys(HANDED_OVER, ContactEnd.OPEN)
KEY = ["issue", "contact"]


# --- issues and contacts -----------------------------------------------------------------------------------


def potential_issues_are_resolved_lost_or_open(run: Run) -> None:
    """Each issue that was drawn stands in the records once, as it was drawn, with one end."""
    issues = run.issues
    assert issues["issue"].tolist() == list(range(len(run.drawn)))
    for column, drawn in (("arise_us", run.drawn.arise), ("channel", run.drawn.channel), ("reason", run.drawn.reason)):
        np.testing.assert_array_equal(issues[column], drawn)
    counts = issues["end"].value_counts()
    assert counts.reindex(list(IssueEnd), fill_value=0).sum() == len(run.drawn)


def issues_end_as_their_contacts_say(run: Run) -> None:
    """Resolved with the first contact that resolves; lost with the last, when none is to come; else open."""
    issues, contacts = run.issues.set_index("issue"), run.contacts
    resolved = contacts[contacts["end"] == ContactEnd.RESOLVED].groupby("issue")["ended_us"].min()
    has_resolved = issues.index.isin(resolved.index)
    np.testing.assert_array_equal(issues["end"] == IssueEnd.RESOLVED, has_resolved)
    np.testing.assert_array_equal(issues["ended_us"][has_resolved], resolved)
    lost = issues.index[issues["end"] == IssueEnd.LOST]
    of_lost = contacts[contacts["issue"].isin(lost)]
    assert not of_lost["end"].isin([ContactEnd.OPEN, ContactEnd.RESOLVED]).any()
    np.testing.assert_array_equal(issues["ended_us"][lost], of_lost.groupby("issue")["ended_us"].max())
    ended = issues[issues["end"] != IssueEnd.OPEN]
    assert (ended["ended_us"] >= ended["arise_us"]).all()


def contacts_are_numbered_without_gaps(run: Run) -> None:
    issues, contacts = run.issues.set_index("issue"), run.contacts
    assert not contacts.duplicated(KEY).any()
    np.testing.assert_array_equal(contacts["contact"], contacts.groupby("issue").cumcount())
    np.testing.assert_array_equal(contacts.groupby("issue").size().reindex(issues.index), issues["contacts"])
    first = contacts[contacts["contact"] == 0].set_index("issue")
    np.testing.assert_array_equal(first["began_us"], issues["arise_us"])
    np.testing.assert_array_equal(first["channel"], issues["channel"])
    assert (contacts.groupby("issue")["began_us"].diff().fillna(0.0) >= 0).all()


def legs_are_numbered_without_gaps(run: Run) -> None:
    legs, contacts = run.legs, run.contacts
    np.testing.assert_array_equal(legs["leg"], legs.groupby(KEY).cumcount())
    size = legs.groupby(KEY).size()
    closed = contacts["end"].to_numpy() == ContactEnd.CLOSED
    np.testing.assert_array_equal(contacts["legs"], np.where(closed, 0, size))
    assert (size[closed] == 1).all()
    np.testing.assert_array_equal(contacts["channel"], legs.groupby(KEY)["channel"].first())
    assert (legs.groupby(KEY)["channel"].nunique() == 1).all()


def contacts_end_once(run: Run) -> None:
    """Every leg but the last is handed over; the last says how the contact ended."""
    legs, contacts = run.legs, run.contacts
    is_last = ~legs.duplicated(KEY, keep="last")
    assert legs["end"][~is_last].isin(HANDED_OVER).all()
    last = legs[is_last]
    np.testing.assert_array_equal(contacts["end"], last["end"].map(LAST_LEG))
    is_open = (contacts["end"] == ContactEnd.OPEN).to_numpy()
    assert (contacts["ended_us"][is_open] == -1).all()
    np.testing.assert_array_equal(contacts["ended_us"][~is_open], last["ended_us"].to_numpy()[~is_open])


def open_contacts_belong_to_issues_that_are_not_lost(run: Run) -> None:
    """Who is still under way may have been helped through another contact, but cannot be lost."""
    still = run.contacts[run.contacts["end"] == ContactEnd.OPEN]["issue"]
    assert (run.issues["end"][still] != IssueEnd.LOST).all()


def caps_are_kept(run: Run) -> None:
    issues, contacts = run.issues, run.contacts
    assert issues["contacts"].max() <= run.plan.contacts_limit
    assert contacts["legs"].max() <= run.plan.legs_limit
    # Of a lost issue all contacts have come; an open or resolved one may have been capped by one still to come.
    capped = issues[(issues["capped"] == 1) & (issues["end"] == IssueEnd.LOST)]
    longest = contacts.groupby("issue")["legs"].max().reindex(capped["issue"]).to_numpy()
    at_a_limit = (capped["contacts"] == run.plan.contacts_limit) | (longest == run.plan.legs_limit)
    assert at_a_limit.all()


def nobody_comes_after_the_issue_has_ended(run: Run) -> None:
    """Helped customers stay away; of lost ones no leg begins."""
    ended = run.issues["ended_us"].where(run.issues["end"] != IssueEnd.OPEN, run.horizon)
    assert (run.contacts["began_us"] <= run.contacts["issue"].map(ended)).all()
    lost = run.issues["issue"][run.issues["end"] == IssueEnd.LOST]
    legs = run.legs[run.legs["issue"].isin(lost)]
    assert (legs[["joined_us", "started_us", "ended_us"]].max(axis=1) <= legs["issue"].map(ended)).all()


# --- legs --------------------------------------------------------------------------------------------------


def legs_are_in_order_and_do_not_overlap(run: Run) -> None:
    legs = run.legs
    started, ended = legs["started_us"] >= 0, legs["ended_us"] >= 0
    assert (legs["joined_us"] >= 0).all()
    assert (legs["joined_us"] <= legs["started_us"])[started].all()
    assert (legs["started_us"] <= legs["ended_us"])[started & ended].all()
    assert (legs["joined_us"] <= legs["ended_us"])[ended].all()
    assert legs[["joined_us", "started_us", "ended_us"]].max().max() < run.horizon
    same = legs.duplicated(KEY)
    assert (legs["joined_us"] >= legs["ended_us"].shift(1, fill_value=0))[same].all()
    np.testing.assert_array_equal(legs["agent"] >= 0, started)
    np.testing.assert_array_equal(legs["team"] >= 0, started)
    assert started[legs["end"].isin([*HANDED_OVER, LegEnd.RESOLVED, LegEnd.UNRESOLVED])].all()
    assert not started[legs["end"].isin([LegEnd.ABANDONED, LegEnd.CLOSED])].any()
    np.testing.assert_array_equal(~ended, legs["end"] == LegEnd.OPEN)


def lines_are_served_by_their_teams(run: Run) -> None:
    legs = run.legs[run.legs["started_us"] >= 0]
    team_of = np.array([person.team for person in run.plan.persons])
    np.testing.assert_array_equal(legs["team"], team_of[legs["agent"]])
    lines = run.plan.routing.lines
    for line, team in legs[["line", "team"]].drop_duplicates().itertuples(index=False):
        assert team in lines[line].teams


def handed_over_legs_wait_in_a_line_of_their_own(run: Run) -> None:
    """The first leg joins a line of its channel; later ones the handoff line of their kind."""
    legs, routing = run.legs, run.plan.routing
    real_time = np.array(run.plan.real_time)[legs["channel"]]
    for is_real_time in (False, True):
        handoffs = {lines[int(is_real_time)] for lines in routing.handoff_line}
        np.testing.assert_array_equal(
            legs["line"][real_time == is_real_time].isin(handoffs), legs["leg"][real_time == is_real_time] > 0
        )
    first = legs[legs["leg"] == 0]
    for channel, line in first[["channel", "line"]].drop_duplicates().itertuples(index=False):
        assert line in routing.line_of[channel]


def written_work_never_leaves_its_queue(run: Run) -> None:
    real_time = np.array(run.plan.real_time)
    written = run.legs[~real_time[run.legs["channel"]]]
    assert not written["end"].isin([LegEnd.ABANDONED, LegEnd.CLOSED]).any()


def closed_channels_are_found_closed(run: Run) -> None:
    """A real-time contact finds its line closed exactly when no team that serves it is open."""
    first = run.legs[run.legs["leg"] == 0]
    first = first[np.array(run.plan.real_time)[first["channel"]]]
    opens = [line.opens for line in run.plan.routing.lines]
    is_open = [
        not opens[line] or bool(bisect_right(opens[line], joined % WEEK) & 1)
        for line, joined in zip(first["line"], first["joined_us"], strict=True)
    ]
    np.testing.assert_array_equal(first["end"] != LegEnd.CLOSED, is_open)
    assert not (run.legs["end"][run.legs["leg"] > 0] == LegEnd.CLOSED).any()


def nobody_is_served_after_losing_patience(run: Run) -> None:
    """Patience follows from the issue's own luck: those who leave do so at that moment, the others before."""
    legs = run.legs
    waited = legs[np.array(run.plan.real_time)[legs["channel"]] & (legs["end"] != LegEnd.CLOSED)]
    waited = waited[waited["started_us"] != waited["joined_us"]]
    key_a, key_b = run.drawn.key_a, run.drawn.key_b
    for row in waited.itertuples(index=False):
        balk, law, mean, sigma = run.plan.patience[row.channel]
        u = uniform(int(key_a[row.issue]), int(key_b[row.issue]), place(row.contact, row.leg, Purpose.PATIENCE))
        deadline = row.joined_us + patience_us(u, balk, law, mean, sigma)
        if row.end == LegEnd.ABANDONED:
            assert row.ended_us == deadline
        elif row.started_us >= 0:
            assert row.started_us <= deadline
        else:
            assert deadline >= run.horizon


def first_come_is_first_served_within_a_line(run: Run) -> None:
    """Nobody is served while one who joined the line earlier still waits."""
    legs = run.legs[run.legs["end"] != LegEnd.CLOSED]
    for _, line in legs.groupby("line"):
        ordered = line.sort_values(["joined_us", "issue", "contact", "leg"])
        earlier = _left_queue(ordered, run.horizon).cummax().shift(1, fill_value=0)
        served = ordered["started_us"] >= 0
        assert (earlier <= ordered["started_us"])[served].all()


def littles_law_holds_on_the_path(run: Run) -> None:
    """Per line: the area under the queue's length is the sum of the waits."""
    legs = run.legs[run.legs["end"] != LegEnd.CLOSED]
    for _, line in legs.groupby("line"):
        left = _left_queue(line, run.horizon)
        times = np.concatenate((line["joined_us"], left))
        steps = np.repeat([1, -1], len(line))
        order = np.argsort(times, kind="stable")
        length = np.cumsum(steps[order])
        assert length.min() >= 0
        assert length[-1] == 0
        area = (length[:-1] * np.diff(times[order])).sum()
        assert area == (left - line["joined_us"]).sum()


def _left_queue(legs: pd.DataFrame, horizon: int) -> "pd.Series[int]":
    """When each leg stopped waiting; the horizon for those who still wait."""
    left = legs["started_us"].where(legs["started_us"] >= 0, legs["ended_us"])
    return left.where(left >= 0, horizon)


# --- agents ------------------------------------------------------------------------------------------------


def duty_spells_are_sound(run: Run) -> None:
    """Busy within staffed; one after the other; each holds a whole rostered span or more."""
    duty = run.duty
    assert (duty["busy_us"] >= 0).all()
    assert (duty["busy_us"] <= duty["off_us"] - duty["on_us"]).all()
    same = duty["agent"].diff() == 0
    assert (duty["on_us"] >= duty["off_us"].shift(1, fill_value=0))[same].all()
    assert (duty["off_us"] <= run.horizon).all()
    spells = dict(list(duty.groupby("agent")))
    for agent, spans in enumerate(_rosters(run)):
        begun = [(on, min(off, run.horizon)) for on, off in spans if on < run.horizon]
        mine = spells.get(agent)
        assert (mine is not None) == bool(begun)
        if mine is not None:
            on, off = mine["on_us"].to_numpy(), mine["off_us"].to_numpy()
            for start, end in begun:
                spell = np.searchsorted(on, start, side="right") - 1
                assert on[spell] <= start
                assert end <= off[spell]
            assert set(on) <= {start for start, _ in begun}


def legs_start_while_their_agent_is_on_duty(run: Run) -> None:
    """By the roster, not only by the spell: overtime ends what is in hand and takes nothing new."""
    legs = run.legs[run.legs["started_us"] >= 0]
    rosters = _rosters(run)
    for agent, mine in legs.groupby("agent"):
        on, off = (np.array(edge) for edge in zip(*rosters[agent], strict=True))
        span = np.searchsorted(on, mine["started_us"], side="right") - 1
        assert (span >= 0).all()
        assert (mine["started_us"] <= off[span]).all()


def _rosters(run: Run) -> list[tuple[tuple[int, int], ...]]:
    """Spans on duty of each person after absences; round the clock where the plan says so."""
    rosters = attendance(run.plan, run.seed, run.replication)
    always = ((0, run.horizon),)
    return [always if duty.always else spans for duty, spans in zip(run.plan.duties, rosters, strict=True)]


def work_done_is_busy_time(run: Run) -> None:
    """Per spell, busy time is the union of the legs in hand, and every leg lies within one spell."""
    legs = run.legs[run.legs["started_us"] >= 0]
    ended = legs["ended_us"].where(legs["ended_us"] >= 0, run.horizon)
    work = legs.assign(ended_us=ended).sort_values(["agent", "started_us", "ended_us"])
    offset = work["agent"] * (run.horizon + 1)
    begins, ends = (work["started_us"] + offset).to_numpy(), (work["ended_us"] + offset).to_numpy()
    before = np.concatenate(([0], np.maximum.accumulate(ends)[:-1])) if len(ends) else ends
    added = np.maximum(ends - np.maximum(begins, before), 0)
    duty = run.duty
    on = (duty["on_us"] + duty["agent"] * (run.horizon + 1)).to_numpy()
    off = (duty["off_us"] + duty["agent"] * (run.horizon + 1)).to_numpy()
    spell = np.searchsorted(on, begins, side="right") - 1
    assert (spell >= 0).all()
    assert (ends <= off[spell]).all()
    busy = np.bincount(spell, weights=added.astype(float), minlength=len(duty))
    np.testing.assert_array_equal(busy.astype(np.int64), duty["busy_us"])


def agents_hold_no_more_than_their_lines_allow(run: Run) -> None:
    """At each start: not more than the new contact's line allows; and what is taken one at a time stays alone."""
    legs = run.legs[run.legs["started_us"] >= 0]
    ended = legs["ended_us"].where(legs["ended_us"] >= 0, run.horizon)
    limit = np.array([line.concurrency for line in run.plan.routing.lines])[legs["line"]]
    lasting = legs.assign(ended_us=ended, limit=limit)[ended > legs["started_us"]]
    for _, mine in lasting.groupby("agent"):
        held: list[tuple[int, int]] = []
        for row in mine.sort_values(["started_us", "issue", "contact", "leg"]).itertuples(index=False):
            held = [(end, most) for end, most in held if end > row.started_us]
            held.append((row.ended_us, row.limit))
            assert len(held) <= row.limit, f"{len(held)} in hand when {row} started"
            assert len(held) == 1 or all(most > 1 for _, most in held), f"a call in hand when {row} started"


# --- measures ----------------------------------------------------------------------------------------------

SHARES = (
    "fcr", "fcr_answered", "fcr_one_team", "fcr_static", "resolved", "lost", "still_open", "capped", "service_level",
    "abandonment", "found_closed", "occupancy",
)  # fmt: skip


def measures_are_numbers_and_shares_are_shares(run: Run) -> None:
    for key, value in run.measures.items():
        assert math.isnan(value) or math.isfinite(value), f"{key} is {value}"
        if key.partition(".")[0] in SHARES and not math.isnan(value):
            assert -1e-12 <= value <= 1.0 + 1e-12, f"{key} is {value}"
        if key.startswith(("wait_min", "time_to_resolution", "main_work_displaced_h", "answering")):
            assert not value < 0.0, f"{key} is {value}"


def measures_agree_with_each_other(run: Run) -> None:
    m = run.measures
    if math.isnan(m["fcr"]):
        return
    assert abs(m["resolved"] + m["lost"] + m["still_open"] - 1.0) < 1e-12
    assert m["fcr_one_team"] <= m["fcr"] <= m["resolved"]
    assert m["contacts_per_issue"] >= 1.0


def costs_add_up_over_departments(run: Run) -> None:
    parts = [value for key, value in run.measures.items() if key.startswith("answering_cost.")]
    assert math.isclose(run.measures["answering_cost"], math.fsum(parts), rel_tol=1e-12, abs_tol=1e-9)


IDENTITIES: tuple[Callable[[Run], None], ...] = (
    potential_issues_are_resolved_lost_or_open,
    issues_end_as_their_contacts_say,
    contacts_are_numbered_without_gaps,
    legs_are_numbered_without_gaps,
    contacts_end_once,
    open_contacts_belong_to_issues_that_are_not_lost,
    caps_are_kept,
    nobody_comes_after_the_issue_has_ended,
    legs_are_in_order_and_do_not_overlap,
    lines_are_served_by_their_teams,
    handed_over_legs_wait_in_a_line_of_their_own,
    written_work_never_leaves_its_queue,
    closed_channels_are_found_closed,
    nobody_is_served_after_losing_patience,
    first_come_is_first_served_within_a_line,
    littles_law_holds_on_the_path,
    duty_spells_are_sound,
    legs_start_while_their_agent_is_on_duty,
    work_done_is_busy_time,
    agents_hold_no_more_than_their_lines_allow,
    measures_are_numbers_and_shares_are_shares,
    measures_agree_with_each_other,
    costs_add_up_over_departments,
)
