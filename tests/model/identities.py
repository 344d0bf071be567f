"""Identities that hold on every run, whatever is assumed (model.md, sections 3, 5, 6 and 7)."""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from runs import Run

from ccsim.arising import arising
from ccsim.attendance import attendance
from ccsim.closures import closures
from ccsim.codes import HOUR, NEVER, WEEK, ContactEnd, IssueEnd, LegEnd, Mark, Order, Purpose, Style
from ccsim.measures.cohort import Cohort, Ratio
from ccsim.measures.patterns import course, flows, hours
from ccsim.plan.people import NOBODY
from ccsim.plan.plan import Plan
from ccsim.rules.customers import patience_us
from ccsim.rules.luck import place, uniform
from ccsim.scenario.neutral import neutral

Mask = npt.NDArray[np.bool_]
ATTEMPTS = (LegEnd.CLOSED, LegEnd.BLOCKED, LegEnd.NOT_OFFERED)
"""Turned away at once: the record of an attempt, no leg."""
BY_BOT = (LegEnd.CONTAINED, LegEnd.FALSELY_CONTAINED, LegEnd.ESCALATED)
HANDED_OVER = (LegEnd.NEXT_STEP, LegEnd.UNSKILLED, LegEnd.OUT_OF_DEPTH, LegEnd.PASSED_ON, LegEnd.BOUNCED)
LAST_LEG = {
    LegEnd.RESOLVED: ContactEnd.RESOLVED,
    LegEnd.UNRESOLVED: ContactEnd.UNRESOLVED,
    LegEnd.ABANDONED: ContactEnd.ABANDONED,
    LegEnd.CLOSED: ContactEnd.CLOSED,
    LegEnd.OPEN: ContactEnd.OPEN,
    LegEnd.BLOCKED: ContactEnd.BLOCKED,
    LegEnd.NOT_OFFERED: ContactEnd.NOT_OFFERED,
    LegEnd.CONTAINED: ContactEnd.RESOLVED,
    LegEnd.FALSELY_CONTAINED: ContactEnd.UNRESOLVED,
    LegEnd.SILENT: ContactEnd.ABANDONED,
    LegEnd.UNREACHED: ContactEnd.ABANDONED,
    LegEnd.WITHDRAWN: ContactEnd.WITHDRAWN,
} | dict.fromkeys((*HANDED_OVER, LegEnd.ESCALATED, LegEnd.INTERRUPTED), ContactEnd.OPEN)
KEY = ["issue", "contact"]


# --- issues and contacts -----------------------------------------------------------------------------------


def potential_issues_are_prevented_resolved_lost_or_open(run: Run) -> None:
    """Each issue that was drawn stands in the records once, as it was drawn, with one end."""
    issues = run.issues
    assert issues["issue"].tolist() == list(range(len(run.drawn)))
    for column, drawn in (("drawn_us", run.drawn.arise), ("channel", run.drawn.channel), ("reason", run.drawn.reason)):
        np.testing.assert_array_equal(issues[column], drawn)
    counts = issues["end"].value_counts()
    assert counts.reindex(list(IssueEnd), fill_value=0).sum() == len(run.drawn)
    prevented = issues[issues["end"] == IssueEnd.PREVENTED]
    assert (prevented["contacts"] == 0).all()
    never = issues[(issues["contacts"] == 0) & (issues["end"] != IssueEnd.PREVENTED)]
    assert (never["end"] == IssueEnd.OPEN).all()
    assert (never["arise_us"] >= run.horizon).all()
    assert (issues["arise_us"] >= issues["drawn_us"]).all()


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
    sizes = contacts.groupby("issue").size().reindex(issues.index, fill_value=0)
    np.testing.assert_array_equal(sizes, issues["contacts"])
    first = contacts[contacts["contact"] == 0].set_index("issue")
    came = issues[issues["contacts"] > 0]
    np.testing.assert_array_equal(first["began_us"], came["arise_us"])
    offered = ~np.isin(came["channel"], [*_not_offered_for_good(run)])
    np.testing.assert_array_equal(first["channel"][offered], came["channel"][offered])
    assert (contacts.groupby("issue")["began_us"].diff().fillna(0.0) >= 0).all()


def _not_offered_for_good(run: Run) -> set[int]:
    """Channels that the plan, or one that may follow it, does not offer."""
    return {c for plan in _plans(run) for c, row in enumerate(plan.routing.line_of) if min(row) < 0}


def _plans(run: Run) -> list[Plan]:
    """The plan and those that may follow it, in the order in which the records number their lines."""
    return [run.plan, *(change.plan for change in run.plan.changes)]


def legs_are_numbered_without_gaps(run: Run) -> None:
    legs, contacts = run.legs, run.contacts
    np.testing.assert_array_equal(legs["leg"], legs.groupby(KEY).cumcount())
    counted = ~legs["end"].isin([*ATTEMPTS, LegEnd.INTERRUPTED])
    np.testing.assert_array_equal(contacts["legs"], counted.groupby([legs["issue"], legs["contact"]]).sum())
    np.testing.assert_array_equal(contacts["channel"], legs.groupby(KEY)["channel"].first())
    assert (legs.groupby(KEY)["channel"].nunique() == 1).all()


def contacts_end_once(run: Run) -> None:
    """Every leg but the last is handed over, escalated or interrupted; the last says how the contact ended."""
    legs, contacts = run.legs, run.contacts
    is_last = ~legs.duplicated(KEY, keep="last")
    assert legs["end"][~is_last].isin([*HANDED_OVER, LegEnd.ESCALATED, LegEnd.INTERRUPTED]).all()
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
    assert (issues["contacts"] <= run.plan.contacts_limit).all()
    by_people = contacts["legs"] - _bot_legs(run)
    assert (by_people <= run.plan.legs_limit).all()
    # Of a lost issue all contacts have come; an open or resolved one may have been capped by one still to come.
    capped = issues[(issues["capped"] == 1) & (issues["end"] == IssueEnd.LOST)]
    longest = by_people.groupby(contacts["issue"]).max().reindex(capped["issue"]).to_numpy()
    at_a_limit = (capped["contacts"] == run.plan.contacts_limit) | (longest == run.plan.legs_limit)
    assert at_a_limit.all()


def _bot_legs(run: Run) -> "pd.Series[int]":
    """Legs of each contact that no person took."""
    by_bot = (run.legs["started_us"] >= 0) & (run.legs["agent"] < 0)
    return by_bot.groupby([run.legs["issue"], run.legs["contact"]]).sum().reset_index(drop=True)


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
    assert (legs[["joined_us", "started_us", "ended_us"]] < run.horizon).all(axis=None)
    same = legs.duplicated(KEY)
    assert (legs["joined_us"] >= legs["ended_us"].shift(1, fill_value=0))[same].all()
    by_bot = legs["line"].to_numpy() < 0
    assert not by_bot[started & ~legs["end"].isin(BY_BOT) & ended].any()
    np.testing.assert_array_equal(legs["agent"] >= 0, started & ~by_bot)
    np.testing.assert_array_equal(legs["team"] >= 0, started & ~by_bot)
    served = [*HANDED_OVER, *BY_BOT, LegEnd.RESOLVED, LegEnd.UNRESOLVED, LegEnd.SILENT, LegEnd.UNREACHED]
    assert started[legs["end"].isin([*served, LegEnd.INTERRUPTED])].all()
    assert not started[legs["end"].isin([*ATTEMPTS, LegEnd.ABANDONED, LegEnd.WITHDRAWN])].any()
    np.testing.assert_array_equal(~ended, legs["end"] == LegEnd.OPEN)


def lines_are_served_by_their_teams(run: Run) -> None:
    """By their own, or by those who help out; each person for the team of the plan to which the line belongs."""
    legs = run.legs[run.legs["agent"] >= 0]
    team_of = np.array([[person.team for person in plan.persons] for plan in _plans(run)])
    reign = _plan_of_line(run)[legs["line"]]
    np.testing.assert_array_equal(legs["team"], team_of[reign, legs["agent"]])
    lines = run.plan.lines
    for line, team in legs[["line", "team"]].drop_duplicates().itertuples(index=False):
        assert team in (*lines[line].teams, *lines[line].overflow_teams)
    if not _has_trigger(run):
        begins, ends = np.array(_reigns(run)).T
        assert (begins[reign] <= legs["started_us"]).all()
        assert (legs["started_us"] <= ends[reign]).all()


def _plan_of_line(run: Run) -> npt.NDArray[np.int64]:
    """By line, the place of its plan among those that follow one another."""
    plans = _plans(run)
    return np.repeat(np.arange(len(plans)), [len(plan.routing.lines) for plan in plans])


def _has_trigger(run: Run) -> bool:
    """Whether what happens, and not the calendar alone, decides when a plan takes over."""
    return any(change.at == NEVER for change in run.plan.changes)


def _works_own_shifts(run: Run) -> bool:
    """Whether it is known beforehand who works when: people may also leave in one another's place."""
    return not _has_trigger(run) and not any(plan.floor.relieves for plan in _plans(run))


def _reigns(run: Run) -> list[tuple[int, int]]:
    """By plan, from when to when it rules, if at all; turns are over once the structure has changed."""
    changes = run.plan.changes
    final = min([change.at for change in changes if not change.is_turn], default=NEVER)
    starts = [0, *(change.at if change.at <= final else NEVER for change in changes)]
    in_turn = sorted(range(len(starts)), key=lambda k: (starts[k], k))
    ends = {k: starts[following] for k, following in pairwise(in_turn)}
    return [(start, min(ends.get(k, NEVER), run.horizon)) for k, start in enumerate(starts)]


def handed_over_legs_wait_in_a_line_of_their_own(run: Run) -> None:
    """The first leg joins a line of its channel; later ones the handoff line of their kind.

    Who waits for a channel that a change takes away is looked after as if handed over.
    """
    lines = run.plan.lines
    legs = run.legs[run.legs["line"] >= 0]
    handed = (legs["end"].shift(1).isin(HANDED_OVER) & legs.duplicated(KEY)).to_numpy()
    resumed = (legs["end"].shift(1) == LegEnd.INTERRUPTED).to_numpy() & legs.duplicated(KEY).to_numpy()
    is_handoff_line = np.array([line.channel < 0 for line in lines])[legs["line"]]
    assert is_handoff_line[handed].all()
    stranded = legs["channel"].isin(_not_offered_for_good(run)).to_numpy() & bool(run.plan.changes)
    assert not is_handoff_line[~handed & ~resumed & ~stranded].any()
    channel = np.array([line.channel for line in lines])[legs["line"]]
    np.testing.assert_array_equal(channel[~is_handoff_line], legs["channel"][~is_handoff_line])


def written_work_never_leaves_its_queue(run: Run) -> None:
    real_time = np.array(run.plan.customers.real_time)
    written = run.legs[~real_time[run.legs["channel"]]]
    assert (written["end"] != LegEnd.ABANDONED).all()
    assert (written["line"] < 0)[written["end"] == LegEnd.CLOSED].all()


def closed_channels_are_found_closed(run: Run) -> None:
    """A real-time contact finds its line closed, or leaves word, exactly when no team that serves it is open; and any
    channel is found closed exactly when it is down."""
    down = closures(run.plan, run.seed, run.replication)
    closed = run.legs[run.legs["end"] == LegEnd.CLOSED]
    assert all(_is_down(down, row) for row in closed[closed["line"] < 0].itertuples(index=False))
    tried = run.legs[(run.legs["leg"] == 0) & (run.legs["end"] != LegEnd.NOT_OFFERED)]
    is_down = np.array([_is_down(down, row) for row in tried.itertuples(index=False)], dtype=bool)
    np.testing.assert_array_equal(is_down, (tried["end"] == LegEnd.CLOSED) & (tried["line"] < 0))
    lines = run.plan.lines
    came = run.legs[(run.legs["line"] >= 0) & np.array(run.plan.customers.real_time)[run.legs["channel"]]]
    came = came[np.array([line.channel >= 0 for line in lines])[came["line"]]]
    came = came[~_called_back(came) & ~_moved_on(run, came)]
    is_open = [
        not lines[line].opens or bool(bisect_right(lines[line].opens, joined % WEEK) & 1)
        for line, joined in zip(came["line"], came["joined_us"], strict=True)
    ]
    np.testing.assert_array_equal(came["end"] != LegEnd.CLOSED, is_open)


def _moved_on(run: Run, legs: pd.DataFrame) -> Mask:
    """Who came before the plan took over to which the line belongs; where a trigger decides when, who waited."""
    reign, joined = _plan_of_line(run)[legs["line"]], legs["joined_us"].to_numpy()
    begins = np.array([start for start, _ in _reigns(run)])[reign]
    by_trigger = (begins == NEVER) & (joined != legs["started_us"].to_numpy()) & (legs["end"] != LegEnd.CLOSED)
    moved: Mask = ((joined < begins) & (begins < NEVER)) | by_trigger.to_numpy()
    return moved


def _is_down(down: tuple[tuple[int, ...], ...], row: Any) -> bool:
    return bool(bisect_right(down[row.channel], row.joined_us) & 1)


def nobody_is_served_after_losing_patience(run: Run) -> None:
    """Patience follows from the issue's own luck: those who leave do so at that moment, the others are served before.

    Who leaves without a word stays in the queue for an agent to find out; that, too, is the issue's own luck.
    """
    by_bot = (run.legs["end"] == LegEnd.ESCALATED).groupby([run.legs["issue"], run.legs["contact"]]).cumsum()
    legs = run.legs.assign(leg=run.legs["leg"] - by_bot)
    if run.plan.floor.style == Style.TICKET:
        legs = legs[legs["leg"] == 0]
    waited = legs[np.array(run.plan.customers.real_time)[legs["channel"]] & (legs["line"] >= 0)]
    waited = waited[(waited["end"] != LegEnd.CLOSED) & ~_called_back(waited)]
    waited = waited[waited["started_us"] != waited["joined_us"]]
    key_a, key_b = run.drawn.key_a, run.drawn.key_b
    for row in waited.itertuples(index=False):
        keys, at = (int(key_a[row.issue]), int(key_b[row.issue])), place(row.contact, row.leg, 0)
        balk, law, mean, sigma = run.plan.customers.patience[row.channel]
        deadline = row.joined_us + patience_us(uniform(*keys, at + Purpose.PATIENCE), balk, law, mean, sigma)
        is_silent = uniform(*keys, at + Purpose.SILENT) < run.plan.customers.silent[row.channel][0]
        if row.end == LegEnd.ABANDONED:
            assert row.ended_us == deadline
            assert not is_silent
        elif row.end == LegEnd.SILENT:
            assert row.started_us >= deadline
            assert is_silent
        elif row.started_us >= 0:
            assert row.started_us <= deadline or (is_silent and row.end == LegEnd.OPEN)
        else:
            assert deadline >= run.horizon or is_silent


def first_come_is_first_served_within_a_line(run: Run) -> None:
    """Nobody is served while another one waits in the line whose turn is sooner.

    It goes by when they came, or when their answers are due, or by urgency and then by when they came. Interrupted
    work keeps its place. Where others help after a wait, they take those who have waited so long since they last
    joined, not the urgent.
    """
    lines, order = run.plan.lines, run.plan.floor.order
    by_turn = [order == Order.LONGEST_WAIT and not (run.plan.floor.interrupt and not line.real_time) for line in lines]
    helped = [i for i, line in enumerate(lines) if line.overflow_teams and not by_turn[i]]
    legs = run.legs.assign(turn=_turns(run))
    legs = legs[~legs["end"].isin([*ATTEMPTS, *BY_BOT, LegEnd.WITHDRAWN]) & ~legs["line"].isin([*helped, -1])]
    for number, line in legs.groupby("line"):
        ordered = line.sort_values(["turn", "issue", "contact", "leg"])
        left = _left_queue(ordered, run.horizon).to_numpy()
        joined, started = ordered["joined_us"].to_numpy(), ordered["started_us"].to_numpy()
        if by_turn[number]:
            earlier = np.maximum.accumulate(np.r_[0, left[:-1]]) if len(left) else left
            assert (earlier <= started)[started >= 0].all()
            continue
        for i in np.flatnonzero(started >= 0):
            waits = (joined[:i] < started[i]) & (started[i] < left[:i])
            assert not waits.any(), f"{ordered.iloc[i].to_dict()} before {ordered[:i][waits].iloc[0].to_dict()}"


def _turns(run: Run) -> npt.NDArray[np.int64]:
    """By leg, what decides whose turn it is, smallest first; an interrupted one's is that of its first stretch."""
    legs, floor, customers = run.legs, run.plan.floor, run.plan.customers
    resumed = (legs["end"].shift(1) == LegEnd.INTERRUPTED) & legs.duplicated(KEY)
    joined = legs["joined_us"].mask(resumed).ffill().to_numpy(dtype=np.int64)
    if floor.order == Order.DUE_DATE:
        return joined + np.array(customers.answer_within)[legs["channel"]]
    if floor.order == Order.PRIORITY:
        return joined + np.array(floor.rank)[legs["reason"]] * (run.horizon + 1)
    return joined


def littles_law_holds_on_the_path(run: Run) -> None:
    """Per line: the area under the queue's length is the sum of the waits."""
    legs = run.legs[~run.legs["end"].isin(ATTEMPTS) & (run.legs["line"] >= 0)]
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


def _called_back(legs: pd.DataFrame) -> Mask:
    """Customers who hung up, kept their place and are called."""
    marked: Mask = (legs["marks"].to_numpy() & int(Mark.CALLBACK)) > 0
    return marked


# --- before people, and beside them --------------------------------------------------------------------------


def what_is_prevented_never_arises(run: Run) -> None:
    """By a cause that was removed, an incident that was mended, or an answer in public; nobody else is spared."""
    spared = arising(run.plan, run.drawn).prevented
    prevented = (run.issues["end"] == IssueEnd.PREVENTED).to_numpy()
    assert prevented[spared].all()
    in_public = np.array([share > 0.0 for share, _ in run.plan.customers.deflection])
    assert in_public[run.issues["channel"]][prevented & ~spared].all()


def bots_come_first(run: Run) -> None:
    """A bot takes the first leg of a contact, on a channel that has one, and passes it on at once or not at all."""
    legs = run.legs[(run.legs["agent"] < 0) & (run.legs["started_us"] >= 0)]
    has_bot = np.array([[bot is not None for bot in plan.bots] for plan in _plans(run)]).any(axis=0)
    assert (legs["leg"] == 0).all()
    assert has_bot[legs["channel"]].all()
    assert legs["end"].isin([*BY_BOT, LegEnd.OPEN]).all()
    assert run.legs["agent"][run.legs["end"].isin(BY_BOT)].eq(-1).all()
    passed_on = (run.legs["end"].shift(1) == LegEnd.ESCALATED) & run.legs.duplicated(KEY)
    assert (run.legs["joined_us"] == run.legs["ended_us"].shift(1, fill_value=0))[passed_on].all()
    assert passed_on.sum() == (run.legs["end"] == LegEnd.ESCALATED).sum()


def trunks_hold_no_more_than_there_are(run: Run) -> None:
    """Who is called back, handed over by ticket or gone without a word has hung up before the contact ends."""
    if run.plan.floor.style == Style.TICKET:
        return
    contacts = run.contacts[run.contacts["end"] != ContactEnd.NOT_OFFERED]
    silent, marks = np.array([share > 0.0 for share, _ in run.plan.customers.silent]), contacts["marks"].to_numpy()
    hangs_up = (marks & int(Mark.CALLBACK) > 0) | silent[contacts["channel"]]
    for channel, most in enumerate(run.plan.customers.trunks):
        mine = contacts[(contacts["channel"] == channel) & ~hangs_up] if most >= 0 else contacts[:0]
        is_in = mine["end"] != ContactEnd.BLOCKED
        began, ended = mine["began_us"].to_numpy(), mine["ended_us"].replace(-1, run.horizon).to_numpy()
        for row in range(len(mine)):
            held = (is_in & (began < began[row]) & (ended > began[row])).sum()
            assert held < most or mine["end"].iloc[row] in (ContactEnd.BLOCKED, ContactEnd.CLOSED)
        accepts = run.plan.customers.callback[channel][0]
        if len(mine) and not accepts and not silent[channel]:
            for at in began[~is_in]:
                assert (is_in & (began <= at) & (ended >= at)).sum() >= most, "blocked although a trunk was free"


def work_that_is_interrupted_goes_on(run: Run) -> None:
    """Written work alone, for a contact that begins in the same hands at once; its next row joins at that moment."""
    legs = run.legs
    put_back = legs[legs["end"] == LegEnd.INTERRUPTED]
    assert run.plan.floor.interrupt or put_back.empty
    assert not any(run.plan.lines[line].real_time for line in put_back["line"].unique())
    taken = set(zip(legs["agent"], legs["started_us"], strict=True))
    assert all(pair in taken for pair in zip(put_back["agent"], put_back["ended_us"], strict=True))
    goes_on = (legs["end"].shift(1) == LegEnd.INTERRUPTED) & legs.duplicated(KEY)
    assert goes_on.sum() == len(put_back)
    assert (legs["joined_us"] == legs["ended_us"].shift(1, fill_value=0))[goes_on].all()


def what_was_answered_elsewhere_is_withdrawn(run: Run) -> None:
    """Where all share one record; the issue was resolved before."""
    gone = run.legs[run.legs["end"] == LegEnd.WITHDRAWN]
    assert run.plan.floor.shared_record or gone.empty
    resolved = run.issues["ended_us"].where(run.issues["end"] == IssueEnd.RESOLVED, NEVER)
    assert (resolved[gone["issue"]].to_numpy() <= gone["ended_us"]).all()


def customers_are_called_in_turn(run: Run) -> None:
    """Each lead of a campaign once, from its start on, by people of a team that calls out."""
    calls, plans = run.records.frame("calls"), _plans(run)
    for c, mine in calls.groupby("campaign"):
        assert sorted(mine["lead"]) == list(range(len(mine)))
        assert len(mine) <= run.plan.selling.calls[c].leads
        assert (mine["started_us"] >= run.plan.selling.calls[c].start).all()
    callers = {
        i for plan in plans for i, p in enumerate(plan.persons) if p.team >= 0 and plan.selling.calls_out[p.team]
    }
    assert callers.issuperset(calls["agent"])
    assert ((calls["ended_us"] >= 0) == (calls["end"] >= 0)).all()


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
    for agent, spans in enumerate(_rosters(run) if _works_own_shifts(run) else []):
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


def as_many_are_there_as_are_rostered(run: Run) -> None:
    """Or more, who finish what is in hand: also where people work one another's shifts."""
    if _has_trigger(run):
        return
    spans = np.array([span for own in _rosters(run) for span in own]).reshape(-1, 2)
    at = spans[spans[:, 0] < run.horizon, 0]
    there, rostered = (
        np.searchsorted(np.sort(on), at, side="right") - np.searchsorted(np.sort(off), at, side="right")
        for on, off in ((run.duty["on_us"], run.duty["off_us"]), spans.T)
    )
    assert (there >= rostered).all()


def legs_start_while_their_agent_is_on_duty(run: Run) -> None:
    """By the roster, not only by the spell: overtime ends what is in hand and takes nothing new."""
    if not _works_own_shifts(run):
        return
    legs = run.legs[run.legs["agent"] >= 0]
    rosters = _rosters(run)
    for agent, mine in legs.groupby("agent"):
        on, off = (np.array(edge) for edge in zip(*rosters[agent], strict=True))
        span = np.searchsorted(on, mine["started_us"], side="right") - 1
        assert (span >= 0).all()
        assert (mine["started_us"] <= off[span]).all()


def _rosters(run: Run) -> list[tuple[tuple[int, int], ...]]:
    """Spans on duty of each person after absences and departures, under each plan while it rules.

    Who moves into another seat learns first, at the cost of the first hours there.
    """
    plans, by_plan = _plans(run), attendance(run.plan, run.seed, run.replication).shifts
    found: list[list[tuple[int, int]]] = [[] for _ in run.plan.persons]
    before = run.plan
    for k, (start, end) in sorted(enumerate(_reigns(run)), key=lambda reign: (reign[1][0], reign[0])):
        if start >= run.horizon:
            continue
        training = run.plan.changes[k - 1].training_us if k else 0
        for i, (own, old, new) in enumerate(zip(found, before.persons, plans[k].persons, strict=True)):
            learns = training if new.team not in (old.team, NOBODY) else 0
            own += _worked(by_plan[k].of(i).tolist(), start, end, learns)
        before = plans[k]
    return [tuple(own) for own in found]


def _worked(spans: Sequence[tuple[int, int]], start: int, end: int, learns: int) -> Iterator[tuple[int, int]]:
    """Spans between two times, less what is spent on learning; one that would begin at the end is gone at once."""
    for on, off in spans:
        begins = max(on, start)
        taken = min(max(off - begins, 0), learns)
        learns -= taken
        if begins + taken < off and begins + taken <= end:
            yield begins + taken, min(off, end)


def work_done_is_busy_time(run: Run) -> None:
    """Per spell, busy time is the union of the legs in hand, and every leg lies within one spell."""
    calls = run.records.frame("calls")
    in_hand = run.legs[run.legs["agent"] >= 0][["agent", "started_us", "ended_us"]]
    legs = pd.concat([in_hand, calls[["agent", "started_us", "ended_us"]]], ignore_index=True)
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
    legs = run.legs[run.legs["agent"] >= 0]
    ended = legs["ended_us"].where(legs["ended_us"] >= 0, run.horizon)
    limit = np.array([line.concurrency for line in run.plan.lines])[legs["line"]]
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
    "abandonment", "found_closed", "occupancy", "prevented", "blocked", "called_back", "containment",
    "true_containment",
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
    assert abs(m["prevented"] + m["resolved"] + m["lost"] + m["still_open"] - 1.0) < 1e-12
    assert m["fcr_one_team"] <= m["fcr"] <= m["resolved"] + m["prevented"] + 1e-12
    assert m["contacts_per_issue"] >= 1.0 - m["prevented"] - m["still_open"] - 1e-12


def costs_add_up_over_departments(run: Run) -> None:
    parts = [value for key, value in run.measures.items() if key.startswith("answering_cost.")]
    assert math.isclose(run.measures["answering_cost"], math.fsum(parts), rel_tol=1e-12, abs_tol=1e-9)


def revenue_adds_up_over_departments_and_what_came_without_people(run: Run) -> None:
    """What comes without people is what needed no contact with them: prevented, or helped by a bot."""
    parts = {key.partition(".")[2]: value for key, value in run.measures.items() if key.startswith("revenue.")}
    assert math.isclose(run.measures["revenue"], math.fsum(parts.values()), rel_tol=1e-12, abs_tol=1e-6)
    margins = np.array([reason.margin for reason in run.scenario.world.reasons.values()])
    ended = run.issues["end"].isin([IssueEnd.PREVENTED, IssueEnd.RESOLVED])
    alone = ended & ~run.issues["issue"].isin(run.legs.loc[run.legs["agent"] >= 0, "issue"])
    most = float(margins[run.issues.loc[alone, "reason"]].clip(min=0.0).sum())
    by_bots = run.legs["end"].isin([LegEnd.CONTAINED])
    most += float(margins[run.legs.loc[by_bots, "reason"]].clip(min=0.0).sum())
    if margins.min(initial=0.0) >= 0.0:
        assert 0.0 <= parts["without_people"] <= most + 1e-6


def departments_with_teams_have_money_or_zero(run: Run) -> None:
    theirs = {team.department for team in neutral(run.scenario).structure.teams.values()}
    for stem, more in (("answering_cost", set()), ("revenue", {"without_people"})):
        assert {key.partition(".")[2] for key in run.measures if key.startswith(f"{stem}.")} == theirs | more


def flows_hold_every_issue_of_the_cohort(run: Run) -> None:
    cohort = Cohort(neutral(run.scenario), run.plan, run.records)
    counts = flows(cohort)
    assert sum(counts.values()) == len(cohort.issues.issue)
    for c, channel in enumerate(run.plan.channels):
        wanted = sum(n for key, n in counts.items() if key.split("|")[1] == channel)
        assert wanted == (cohort.wanted[cohort.issues.issue] == c).sum()
    for name, end in (("resolved", IssueEnd.RESOLVED), ("lost", IssueEnd.LOST), ("prevented", IssueEnd.PREVENTED)):
        assert sum(n for key, n in counts.items() if key.endswith(f"|{name}")) == (cohort.issues.end == end).sum()


def flows_tell_colleagues_from_other_teams(run: Run) -> None:
    """An issue goes to another team if any handoff of its first contact does, else to a colleague if there is one."""
    cohort = Cohort(neutral(run.scenario), run.plan, run.records)
    legs = run.legs[(run.legs["contact"] == 0) & cohort.mask[run.legs["issue"]]]
    after = legs.shift(-1)
    handed = legs["end"].isin(HANDED_OVER) & (after["issue"] == legs["issue"])
    crosses = after["line"].map({i: line.teams[0] for i, line in enumerate(run.plan.lines)}) != legs["team"]
    across, within = (set(legs.loc[handed & which, "issue"]) for which in (crosses, ~crosses))
    counts: Counter[str] = Counter()
    for key, n in flows(cohort).items():
        counts[key.split("|")[3]] += int(n)
    assert counts["(colleague)"] == len(within - across)
    assert sum(n for then, n in counts.items() if then in (*run.plan.teams, "(nobody)")) == len(across)


def the_course_adds_up_to_the_measures(run: Run) -> None:
    values = course(Cohort(neutral(run.scenario), run.plan, run.records))
    for name in ("fcr", "lost", "contacts_per_issue", "complaints_per_issue", "time_to_resolution_h"):
        periods = [x for key, x in values.items() if key.endswith(f"|{name}") and isinstance(x, Ratio) and x.over]
        whole = math.fsum(x * x.over for x in periods) / math.fsum(x.over for x in periods) if periods else math.nan
        assert math.isclose(whole, run.measures[name], rel_tol=1e-9, abs_tol=1e-12) or not periods


def the_hours_of_the_week_hold_all_time(run: Run) -> None:
    """Time in a queue and on duty inside the window, hour by hour or in one sum; without those who left unseen, of
    whom nobody is there when an agent finds out."""
    start, end = run.plan.clock.warmup, run.plan.clock.warmup + run.plan.clock.window
    values = hours(Cohort(neutral(run.scenario), run.plan, run.records))
    weeks = Counter((h % 168) for h in range(start // HOUR, end // HOUR))

    def total(*names: str) -> float:
        return math.fsum(x * weeks[int(key.split("|")[1])] for key, x in values.items() if key.endswith(names))

    def inside(come: pd.Series, go: pd.Series) -> float:
        return float((go.clip(upper=end) - come.clip(lower=start)).clip(lower=0).sum()) / HOUR

    legs = run.legs[run.legs["end"] != LegEnd.SILENT]
    left = legs["started_us"].where(legs["started_us"] >= 0, legs["ended_us"])
    left = left.where(left >= 0, run.horizon)
    assert math.isclose(total("|waiting", "|backlog"), inside(legs["joined_us"], left), rel_tol=1e-9, abs_tol=1e-6)
    on_duty = inside(run.duty["on_us"], run.duty["off_us"])
    assert math.isclose(total("|on_duty"), on_duty, rel_tol=1e-9, abs_tol=1e-6)


IDENTITIES: tuple[Callable[[Run], None], ...] = (
    potential_issues_are_prevented_resolved_lost_or_open,
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
    what_is_prevented_never_arises,
    bots_come_first,
    trunks_hold_no_more_than_there_are,
    work_that_is_interrupted_goes_on,
    what_was_answered_elsewhere_is_withdrawn,
    customers_are_called_in_turn,
    duty_spells_are_sound,
    as_many_are_there_as_are_rostered,
    legs_start_while_their_agent_is_on_duty,
    work_done_is_busy_time,
    agents_hold_no_more_than_their_lines_allow,
    measures_are_numbers_and_shares_are_shares,
    measures_agree_with_each_other,
    costs_add_up_over_departments,
    revenue_adds_up_over_departments_and_what_came_without_people,
    departments_with_teams_have_money_or_zero,
    flows_hold_every_issue_of_the_cohort,
    flows_tell_colleagues_from_other_teams,
    the_course_adds_up_to_the_measures,
    the_hours_of_the_week_hold_all_time,
)
