"""Each mechanism, neutralised in a shipped scenario, moves what it should, in the direction that it should.

Paired replications of a shortened week (`shipped.py`); a change must exceed 3.5 standard errors of its mean.
The test of a mechanism is called `test_` and its name.
"""

from collections.abc import Callable

import numpy as np
import pytest

from ccsim.codes import DAY, HOUR, MINUTE, LegEnd
from ccsim.issues import draw_issues
from ccsim.plan.demand import weekly_rate
from ccsim.scenario.mechanisms import MECHANISMS

from .shipped import (
    CENTER,
    MARKETING,
    REPLICATIONS,
    SEED,
    SHIPPED,
    STANDARD_ERRORS,
    TEAM,
    Run,
    Shipped,
    assert_falls,
    assert_is,
    assert_rises,
    mean_and_error,
    value,
)

Reading = Callable[[Run], float]
TO_THE_END = (LegEnd.RESOLVED, LegEnd.UNRESOLVED, LegEnd.OUT_OF_DEPTH)
"""Ends of legs that were taken to an outcome: resolved or not."""


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    return Shipped()


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_mechanism_has_its_test(mechanism: str) -> None:
    assert f"test_{mechanism}" in globals()


# --- what is read off a run ------------------------------------------------------------------------------


def minutes_in_hand(channel: str | None = None, team: str | None = None) -> Reading:
    """Mean minutes from an agent's start of a leg to its end."""

    def read(run: Run) -> float:
        legs = run.cohort.legs
        done = (legs.started_us >= 0) & (legs.ended_us >= 0)
        done &= True if channel is None else legs.channel == run.channel(channel)
        done &= True if team is None else legs.team == run.team(team)
        return float((legs.ended_us - legs.started_us)[done].mean()) / MINUTE

    return read


def ended(
    end: LegEnd, *of: LegEnd, team: str | None = None, kinds: tuple[str, ...] = (), group: str | None = None
) -> Reading:
    """Share of legs that ended so, among those that ended in one of `of` (and so): of a team, of kinds of reason."""

    def read(run: Run) -> float:
        legs = run.cohort.legs
        chosen = np.isin(legs.end, of) if of else legs.ended_us >= 0
        chosen &= True if team is None else legs.team == run.team(team)
        chosen &= np.isin(legs.reason, run.reasons(*kinds)) if kinds else True
        chosen &= np.isin(legs.agent, run.people(group)) if group else True
        return float((legs.end[chosen] == end).mean())

    return read


def about_the_sale(team: str) -> Reading:
    """Share resolved of a team's legs on the reasons that the sale is about."""

    def read(run: Run) -> float:
        world = run.scenario.world
        about = [list(world.reasons).index(r) for r in world.demand.campaigns["spring_sale"].about]
        legs = run.cohort.legs
        chosen = (legs.team == run.team(team)) & np.isin(legs.reason, about) & np.isin(legs.end, TO_THE_END)
        return float((legs.end[chosen] == LegEnd.RESOLVED).mean())

    return read


def passed_on(team: str) -> Reading:
    """Share passed on of a team's first legs, on reasons that a team of another department handles too."""

    def read(run: Run) -> float:
        legs = run.cohort.legs
        t = run.team(team)
        reasons = [
            r for r, target in enumerate(run.plan.routing.elsewhere[t]) if target >= 0 and run.plan.handles[t][r]
        ]
        chosen = (legs.team == t) & (legs.leg == 0) & np.isin(legs.reason, reasons) & (legs.ended_us >= 0)
        return float((legs.end[chosen] == LegEnd.PASSED_ON).mean())

    return read


def handoff_hours(run: Run) -> float:
    """Mean hours between the end of a leg and the moment at which the contact joins the next line."""
    legs = run.cohort.legs
    same = (legs.issue[1:] == legs.issue[:-1]) & (legs.contact[1:] == legs.contact[:-1])
    return float((legs.joined_us[1:] - legs.ended_us[:-1])[same].mean()) / HOUR


def bounced(*teams: str) -> Reading:
    """Share sent back of the legs that other teams among these handed to one of them."""

    def read(run: Run) -> float:
        legs = run.cohort.legs
        within = [run.team(team) for team in teams]
        same = (legs.issue[1:] == legs.issue[:-1]) & (legs.contact[1:] == legs.contact[:-1])
        received = same & np.isin(legs.team[1:], within) & np.isin(legs.team[:-1], within)
        received &= (legs.team[1:] != legs.team[:-1]) & (legs.end[:-1] != LegEnd.BOUNCED) & (legs.ended_us[1:] >= 0)
        return float((legs.end[1:][received] == LegEnd.BOUNCED).mean())

    return read


def hours_of(group: str) -> Reading:
    """Hours on duty of a group's people, by spells that began in the window."""

    def read(run: Run) -> float:
        agent, on, off = (run.records.column("duty", name) for name in ("agent", "on_us", "off_us"))
        start, end = run.cohort.window
        chosen = np.isin(agent, run.people(group)) & (on >= start) & (on < end)
        return float((off - on)[chosen].sum()) / HOUR

    return read


def issues_about(*reasons: str) -> Reading:
    """How many of the cohort's issues have one of these reasons."""

    def read(run: Run) -> float:
        wanted = [run.plan.reasons.index(reason) for reason in reasons]
        return float(np.isin(run.cohort.issues.reason, wanted).sum())

    return read


def contacts_of_written_issues(run: Run) -> float:
    """Contacts per issue that started by email, on social media or with a form."""
    issues = run.cohort.issues
    written = np.isin(issues.channel, [run.channel(c) for c in ("email", "social", "web_form")])
    return float(issues.contacts[written].mean())


# --- customers -------------------------------------------------------------------------------------------


def dispersion(replication: int, *off: str) -> float:
    """Squared deviation of daily volumes from their means, over those means; 1 for Poisson days. Campaigns off."""
    world, days = SHIPPED.world, 28
    issues = draw_issues(world, days * DAY, SEED, replication, frozenset({"campaigns", *off}))
    week = sum(weekly_rate(world, c, r).sum(axis=1) for c in world.channels for r in world.reasons)
    mean = week[np.arange(days) % 7]
    count = np.bincount(issues.arise // DAY, minlength=days)
    return float(((count - mean) ** 2 / mean).mean())


def test_busyness() -> None:
    """Busy and quiet days spread daily volumes beyond Poisson; with every day average they are Poisson again."""
    on = [dispersion(replication) for replication in range(REPLICATIONS)]
    off = [dispersion(replication, "busyness") for replication in range(REPLICATIONS)]
    mean, error = mean_and_error([b - a for a, b in zip(on, off, strict=True)])
    assert mean < -STANDARD_ERRORS * error
    mean, error = mean_and_error(off)
    assert abs(mean - 1.0) < STANDARD_ERRORS * error


def test_campaigns(shipped: Shipped) -> None:
    """A sale brings inquiries about what it offers; without it they fall to their everyday level, and no others move.

    It also asks hours of marketers: without it, those who answer customers are on duty for longer.
    """
    on, off = shipped.on_and_off(MARKETING, "campaigns")
    assert_falls(on, off, issues_about("campaign_offer", "purchase", "product_question"))
    untouched = issues_about("complaint", "account_access", "delivery_problem")
    assert [value(r, untouched) for r in on] == [value(r, untouched) for r in off]
    assert_rises(on, off, hours_of("marketing"))


def test_patience(shipped: Shipped) -> None:
    """Who never leaves a queue is never counted as having left, and everybody is served in the end: fewer are lost."""
    on, off = shipped.on_and_off(CENTER, "patience")
    assert all(value(r, "abandonment.voice") > 0 for r in on)
    assert all(value(r, f"abandonment.{c}") == 0 for r in off for c in ("voice", "chat"))
    assert_falls(on, off, "lost")


def test_retry(shipped: Shipped) -> None:
    """Who leaves or finds a channel closed and does not try again makes fewer contacts, and the issue is lost."""
    on, off = shipped.on_and_off(CENTER, "retry")
    assert_falls(on, off, "contacts_per_issue")
    assert_rises(on, off, "lost")


def test_repeat(shipped: Shipped) -> None:
    """Who was not helped and does not come back makes fewer contacts, and the issue is lost."""
    on, off = shipped.on_and_off(CENTER, "repeat")
    assert_falls(on, off, "contacts_per_issue")
    assert_rises(on, off, "lost")


def test_channel_switching(shipped: Shipped) -> None:
    """Who comes back does so on the same channel; only those who chase a written answer still change."""
    on, off = shipped.on_and_off(CENTER, "channel_switching")
    assert_falls(on, off, "channel_switches_per_issue")


def test_chase(shipped: Shipped) -> None:
    """Who waits for a written answer does not ask again meanwhile: issues that start in writing take fewer contacts.

    A further contact ends first-contact resolution, so that rises.
    """
    on, off = shipped.on_and_off(MARKETING, "chase")
    assert_falls(on, off, contacts_of_written_issues)
    assert_rises(on, off, "fcr")


# --- routing ---------------------------------------------------------------------------------------------


def test_triage(shipped: Shipped) -> None:
    """A misread contact joins a team without the skill, which hands it over; when all is recognised, handoffs fall."""
    on, off = shipped.on_and_off(TEAM, "triage")
    assert_falls(on, off, "handoffs_per_issue")
    assert_falls(on, off, ended(LegEnd.UNSKILLED, team="care"))


# --- people and work -------------------------------------------------------------------------------------


def test_absence(shipped: Shipped) -> None:
    """Shifts that were missed are worked: hours on duty rise, as by 1 / (1 − absence)."""
    on, off = shipped.on_and_off(CENTER, "absence")
    assert_rises(on, off, "answering_h")
    present = 1.0 - SHIPPED.world.people.shifts.absence
    shares = [hours_of("service_agents")(a) / hours_of("service_agents")(b) for a, b in zip(on, off, strict=True)]
    mean, error = mean_and_error(shares)
    assert abs(mean - present) < STANDARD_ERRORS * error


def test_breadth(shipped: Shipped) -> None:
    """Covering many reasons slows down: without that cost legs are shorter, and occupancy falls."""
    on, off = shipped.on_and_off(CENTER, "breadth")
    assert_falls(on, off, minutes_in_hand(team="center"))
    assert_falls(on, off, "occupancy.center")


def test_concurrency_slowdown(shipped: Shipped) -> None:
    """Simultaneous chats slow each other down; when they do not, a chat takes less time."""
    on, off = shipped.on_and_off(MARKETING, "concurrency_slowdown")
    assert_falls(on, off, minutes_in_hand(channel="chat"))


def test_skill(shipped: Shipped) -> None:
    """At the pool's mean the center's people know less of their own trade than they did, since the mean counts all.

    So `fcr_static`, which is worked out, falls under a center of service agents, and `fcr`, which is simulated,
    falls with it. Marketers go both ways: at the mean they resolve service needs better and the sale's worse.
    """
    on, off = shipped.on_and_off(CENTER, "skill")
    assert all(value(b, "fcr_static") < value(a, "fcr_static") for a, b in zip(on, off, strict=True))
    assert_falls(on, off, "fcr")
    on, off = shipped.on_and_off(MARKETING, "skill")
    assert_rises(on, off, ended(LegEnd.RESOLVED, *TO_THE_END, kinds=("service",), group="marketing"))
    assert_falls(on, off, ended(LegEnd.RESOLVED, *TO_THE_END, kinds=("campaign",), group="marketing"))


def test_attention(shipped: Shipped) -> None:
    """In a launch week marketing's goal takes its people off the channels more than the mean goal would.

    So under marketing they answer for longer when the mean goal rules; in a team that puts resolution first, which
    let the launch take nothing, for less long.
    """
    on, off = shipped.on_and_off(MARKETING, "attention")
    assert_rises(on, off, hours_of("marketing"))
    on, off = shipped.on_and_off(TEAM, "attention")
    assert_falls(on, off, hours_of("marketing"))


# --- organisation ----------------------------------------------------------------------------------------


def test_handoff_friction(shipped: Shipped) -> None:
    """The center is 3 from the back office: at the neutral distance of 2 handoffs are faster and fewer bounce.

    Teams of one department are 1 apart: between them more bounce than before.
    """
    on, off = shipped.on_and_off(CENTER, "handoff_friction")
    assert_falls(on, off, handoff_hours)
    assert_falls(on, off, bounced("center", "back_office", "repair"))
    on, off = shipped.on_and_off(TEAM, "handoff_friction")
    assert_rises(on, off, bounced("care", "shopping", "center"))


def test_information_lag(shipped: Shipped) -> None:
    """The team in marketing hears of the sale within hours: it loses that when all hear at the same distance.

    The center in its own department, far from marketing, gains against it. Under the industry's weekly digest the
    center hardly hears of the sale before it is over: there it gains outright.
    """
    on, off = shipped.on_and_off(MARKETING, "information_lag")
    near, far = about_the_sale("digital"), about_the_sale("center")
    assert_falls(on, off, near)
    assert_rises(on, off, lambda run: far(run) - near(run))
    on, off = shipped.on_and_off(MARKETING, "information_lag", practice="typical")
    assert_rises(on, off, far)


def test_goals(shipped: Shipped) -> None:
    """Marketing's goal makes its team pass on more than the mean goal would, the center's goal makes it pass on less.

    With the mean goal everywhere both pass on the same share of what another department could also do.
    """
    on, off = shipped.on_and_off(MARKETING, "goals")
    assert_falls(on, off, passed_on("digital"))
    assert_rises(on, off, passed_on("center"))
    goals = SHIPPED.world.goals.values()
    mean = sum(goal.pass_on for goal in goals) / len(goals)
    assert_is(off, passed_on("digital"), mean)
    assert_is(off, passed_on("center"), mean)
