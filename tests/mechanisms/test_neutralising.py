"""Each mechanism, neutralised in a shipped scenario, moves what it should, in the direction that it should.

Paired replications of a day or two, sometimes with an input made stronger (`shipped.py`); a change must exceed 3.5
standard errors of its mean. The test of a mechanism is called `test_` and its name.
"""

import numpy as np
import pytest

from ccsim.codes import DAY, HOUR, MINUTE, WEEK, LegEnd
from ccsim.issues import draw_issues
from ccsim.plan.demand import weekly_rate
from ccsim.plan.plan import Clock
from ccsim.scenario.mechanisms import MECHANISMS
from ccsim.scenario.structure import Overflow, Rotation, Trigger

from .readings import (
    TO_THE_END,
    about_the_sale,
    answered_by,
    bounced,
    calls_out,
    contacts_of_written_issues,
    ended,
    from_the_sale_at_once,
    handoff_hours,
    hours_in_vain,
    hours_of,
    issues_about,
    legs_that_ended,
    minutes_in_hand,
    offers_made,
    passed_on,
    prevented,
    seats_taken,
    taken_by,
    wait_of,
)
from .shipped import (
    A_DAY,
    CENTER,
    MARKETING,
    REPLICATIONS,
    SEED,
    SHIPPED,
    STANDARD_ERRORS,
    TEAM,
    TWO_DAYS,
    assert_falls,
    assert_is,
    assert_rises,
    mean_and_error,
    on_and_off,
    runs,
    value,
)

SALES, ROTATION = "sales-and-marketing-owns", "marketing-rotation"
BUSY = {"demand.issues_per_day": 2600.0, "demand.busyness.cv": 0.0}
"""Long queues on every day alike, where a mechanism shows only in them."""


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_mechanism_has_its_test(mechanism: str) -> None:
    assert f"test_{mechanism}" in globals()


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


def test_campaigns() -> None:
    """A sale brings inquiries about what it offers; without it they fall to their everyday level, and no others move.

    It also asks hours of marketers: without it, those who answer customers are on duty for longer.
    """
    on, off = on_and_off(MARKETING, "campaigns")
    assert_falls(on, off, issues_about("campaign_offer", "purchase", "product_question"))
    untouched = issues_about("complaint", "account_access", "delivery_problem")
    assert [value(r, untouched) for r in on] == [value(r, untouched) for r in off]
    assert_rises(on, off, hours_of("marketing"))


def test_patience() -> None:
    """Who never leaves a queue is never counted as having left, and everybody is served in the end: fewer are lost."""
    on, off = on_and_off(CENTER, "patience", changes=BUSY)
    left = [legs_that_ended(end) for end in (LegEnd.ABANDONED, LegEnd.SILENT)]
    assert all(value(r, ended_so) > 0 for r in on for ended_so in left)
    assert all(value(r, ended_so) == 0 for r in off for ended_so in left)
    assert_falls(on, off, "lost")


def test_retry() -> None:
    """Who leaves or finds a channel closed and does not try again makes fewer contacts, and the issue is lost."""
    on, off = on_and_off(CENTER, "retry")
    assert_falls(on, off, "contacts_per_issue")
    assert_rises(on, off, "lost")


def test_repeat() -> None:
    """Who was not helped and does not come back makes fewer contacts, and the issue is lost."""
    on, off = on_and_off(CENTER, "repeat")
    assert_falls(on, off, "contacts_per_issue")
    assert_rises(on, off, "lost")


def test_channel_switching() -> None:
    """Who comes back does so on the same channel; only those who chase a written answer still change."""
    on, off = on_and_off(CENTER, "channel_switching")
    assert_falls(on, off, "channel_switches_per_issue")


def test_chase() -> None:
    """Who waits for a written answer does not ask again meanwhile: issues that start in writing take fewer contacts.

    A further contact ends first-contact resolution, so that rises.
    """
    on, off = on_and_off(MARKETING, "chase")
    assert_falls(on, off, contacts_of_written_issues)
    assert_rises(on, off, "fcr")


# --- routing ---------------------------------------------------------------------------------------------


def test_triage() -> None:
    """A misread contact joins a team without the skill, which hands it over; when all is recognised, handoffs fall."""
    on, off = on_and_off(TEAM, "triage")
    assert_falls(on, off, "handoffs_per_issue")
    assert_falls(on, off, ended(LegEnd.UNSKILLED, team="care"))


# --- people and work -------------------------------------------------------------------------------------


def test_absence() -> None:
    """Shifts that were missed are worked: hours on duty rise, as by 1 / (1 − absence)."""
    on, off = on_and_off(CENTER, "absence")
    assert_rises(on, off, "answering_h")
    present = 1.0 - SHIPPED.world.people.shifts.absence
    shares = [hours_of("service_agents")(a) / hours_of("service_agents")(b) for a, b in zip(on, off, strict=True)]
    mean, error = mean_and_error(shares)
    assert abs(mean - present) < STANDARD_ERRORS * error


@pytest.mark.parametrize("scheduling", ["fitted", "flat"])
def test_time_offline(scheduling: str) -> None:
    """Breaks and coaching take their share of every shift: without them the same work fills less of people's time."""
    there = BUSY | {"practice.scheduling": scheduling}
    on, off = (runs(CENTER, [], "well_run", there | more, A_DAY) for more in ({}, {"people.shifts.offline": 0.0}))
    hours = [sum(b - a for duty in each[0].plan.duties for a, b in duty.spans) / HOUR for each in (on, off)]
    assert hours[0] / hours[1] == pytest.approx(1.0 - SHIPPED.world.people.shifts.offline, abs=0.01)
    assert_rises(on, off, "answering_h")
    assert_falls(on, off, "occupancy.center")


def test_breadth() -> None:
    """Covering many reasons slows down: without that cost legs are shorter, and occupancy falls."""
    on, off = on_and_off(CENTER, "breadth")
    assert_falls(on, off, minutes_in_hand(channel="voice", team="center"))
    assert_falls(on, off, "occupancy.center")


def test_concurrency_slowdown() -> None:
    """Simultaneous chats slow each other down; when they do not, a chat takes less time."""
    on, off = on_and_off(
        MARKETING, "concurrency_slowdown", changes={"handling.concurrency_slowdown": 1.0}, clock=TWO_DAYS
    )
    assert_falls(on, off, minutes_in_hand(channel="chat"))


def test_skill() -> None:
    """At the pool's mean the center's people know less of their own trade than they did, since the mean counts all.

    So `fcr_static`, which is worked out, falls under a center of service agents, and `fcr`, which is simulated,
    falls with it. Marketers go both ways: at the mean they resolve service needs better and campaigns' worse.
    """
    on, off = on_and_off(CENTER, "skill", clock=TWO_DAYS)
    assert all(value(b, "fcr_static") < value(a, "fcr_static") for a, b in zip(on, off, strict=True))
    assert_falls(on, off, "fcr")
    on, off = on_and_off(MARKETING, "skill", changes={"reasons.campaign_offer.share": 0.5}, clock=TWO_DAYS)
    assert_rises(on, off, ended(LegEnd.RESOLVED, *TO_THE_END, kinds=("service",), group="marketing"))
    assert_falls(on, off, ended(LegEnd.RESOLVED, *TO_THE_END, kinds=("campaign",), group="marketing"))


def test_attention() -> None:
    """In a launch week marketing's goal takes its people off the channels more than the mean goal would.

    So under marketing they answer for longer when the mean goal rules; in a team that puts resolution first, which
    let the launch take nothing, for less long.
    """
    on, off = on_and_off(MARKETING, "attention")
    assert_rises(on, off, hours_of("marketing"))
    on, off = on_and_off(TEAM, "attention")
    assert_falls(on, off, hours_of("marketing"))


# --- organisation ----------------------------------------------------------------------------------------


def test_handoff_friction() -> None:
    """The center is 3 from the back office: at the neutral distance of 2 handoffs are faster and fewer bounce.

    Teams of one department are 1 apart: between them more bounce than before.
    """
    on, off = on_and_off(CENTER, "handoff_friction", clock=TWO_DAYS)
    assert_falls(on, off, handoff_hours)
    assert_falls(on, off, bounced("center", "back_office", "repair"))
    on, off = on_and_off(TEAM, "handoff_friction", clock=TWO_DAYS)
    assert_rises(on, off, bounced("care", "shopping", "center"))


def test_information_lag() -> None:
    """The team in marketing hears of the sale within hours: it loses that when all hear at the same distance.

    The center in its own department, far from marketing, gains against it. Under the industry's weekly digest the
    center hardly hears of the sale before it is over: there it gains outright.
    """
    on, off = on_and_off(MARKETING, "information_lag")
    near, far = about_the_sale("digital"), about_the_sale("center")
    assert_falls(on, off, near)
    assert_rises(on, off, lambda run: far(run) - near(run))
    on, off = on_and_off(MARKETING, "information_lag", practice="typical")
    assert_rises(on, off, far)


def test_goals() -> None:
    """Marketing's goal makes its team pass on more than the mean goal would, the center's goal makes it pass on less.

    With the mean goal everywhere both pass on the same share of what another department could also do.
    """
    on, off = on_and_off(MARKETING, "goals")
    assert_falls(on, off, passed_on("digital"))
    assert_rises(on, off, passed_on("center"))
    goals = SHIPPED.world.goals.values()
    mean = sum(goal.pass_on for goal in goals) / len(goals)
    assert_is(off, passed_on("digital"), mean)
    assert_is(off, passed_on("center"), mean)


# --- who is where, and when ------------------------------------------------------------------------------


def test_pooling() -> None:
    """Three silos become one team, in which everybody who is paid answers: waits and handoffs fall, main work too."""
    on, off = on_and_off("channel-silos", "pooling", changes=BUSY)
    assert_rises(on, off, "service_level.voice")
    assert_falls(on, off, "wait_min.email")
    assert_falls(on, off, "handoffs_per_issue")
    assert_rises(on, off, "main_work_displaced_h")


def test_channels_offered() -> None:
    """Who wants to write finds where, and fewer are lost; the same people then have more to answer."""
    on, off = on_and_off("limited-channels", "channels_offered")
    assert_falls(on, off, "not_offered")
    assert all(value(r, "not_offered") == 0 for r in off)
    assert_falls(on, off, "lost")
    assert_rises(on, off, "occupancy.center")


def test_self_service() -> None:
    """Without bots people have more to do. Customers gain where the bot kept them, and lose where it helped them."""
    on, off = on_and_off("it-owns", "self_service")
    assert all("containment" in r.measures for r in on)
    assert not any("containment" in r.measures for r in off)
    assert_rises(on, off, "occupancy.center")
    assert_falls(on, off, "contacts_per_issue")
    assert_falls(on, off, "lost")
    on, off = on_and_off("digital-first-omnichannel", "self_service")
    assert_rises(on, off, "occupancy.center")
    assert_falls(on, off, "service_level.chat")


def test_hours() -> None:
    """Marketing keeps office hours: as well run it opens in the evening and on Saturday, and fewer find it closed."""
    on, off = on_and_off(MARKETING, "hours", "typical")
    assert_falls(on, off, "found_closed.chat")
    assert_rises(on, off, "occupancy.digital")


def test_scheduling() -> None:
    """Marketing's people all start when it opens: fitted to the load, the same hours leave fewer waiting in chat."""
    on, off = on_and_off(MARKETING, "scheduling", "typical")
    assert_rises(on, off, "service_level.chat")
    assert_falls(on, off, "abandonment.chat")


def test_callback() -> None:
    """Operations calls nobody back: as well run it does, and fewer find it closed."""
    on, off = on_and_off("operations-owns", "callback", "typical")
    assert all(value(r, "called_back.voice") == 0 for r in on)
    assert_rises(on, off, "called_back.voice")
    assert_falls(on, off, "found_closed.voice")


def test_overflow() -> None:
    """Digital agents who help out on the phone keep callers: without them more hang up, and letters are answered."""
    helps = BUSY | {"structure.overflow": {"voice": Overflow(after="30 s", to="digital")}}
    on, off = on_and_off("separate-digital-group", "overflow", changes=helps)
    assert_falls(on, off, answered_by("digital", "voice"))
    assert_rises(on, off, "abandonment.voice")
    assert_falls(on, off, "wait_min.messaging")


def test_queue_discipline() -> None:
    """Buyers first, and to a seller: without that they wait as long as others, and sellers take whoever comes."""
    on, off = on_and_off(SALES, "queue_discipline", "typical", BUSY)
    written = ("messaging", "email", "social", "web_form")
    buyers, others = wait_of("sales", "campaign", channels=written), wait_of("service", channels=written)
    assert_rises(on, off, buyers)
    assert_rises(on, off, lambda run: buyers(run) - others(run))
    on, off = on_and_off(SALES, "queue_discipline", "typical", clock=TWO_DAYS)
    assert_falls(on, off, taken_by("sales", "center", "sales"))


def test_interruption() -> None:
    """IT lets agents finish their letters: as well run a call interrupts them, and fewer callers wait."""
    on, off = on_and_off("it-owns", "interruption", "typical", BUSY)
    assert all(value(r, legs_that_ended(LegEnd.INTERRUPTED)) == 0 for r in on)
    assert_rises(on, off, legs_that_ended(LegEnd.INTERRUPTED))
    assert_rises(on, off, "service_level.voice")


def test_trunks() -> None:
    """With ten trunks for fifty agents many callers hear the engaged tone; without a limit nobody does."""
    on, off = on_and_off(CENTER, "trunks", changes={"channels.voice.trunks": 10})
    assert_falls(on, off, "blocked.voice")
    assert all(value(r, "blocked.voice") == 0 for r in off)
    assert_rises(on, off, "fcr")


def test_silent_abandonment() -> None:
    """Agents find chats whose customers have left; when leaving is seen, that work is gone and the rest wait less."""
    slow = {"channels.chat.silent_time": 10 * MINUTE}
    on, off = on_and_off(MARKETING, "silent_abandonment", "typical", slow, clock=TWO_DAYS)
    assert_falls(on, off, hours_in_vain)
    assert all(value(r, hours_in_vain) == 0 for r in off)
    assert_falls(on, off, "occupancy.digital")


# --- between teams and departments -----------------------------------------------------------------------


def test_handoff_style() -> None:
    """By ticket nobody waits in line: handed over in person, needs are met sooner, and more hang up on the way."""
    on, off = on_and_off(MARKETING, "handoff_style", "typical")
    assert_falls(on, off, "time_to_resolution_h")
    assert_rises(on, off, "abandonment.voice")


def test_shared_platform() -> None:
    """One record closes what was answered elsewhere and brings teams nearer, for its price; without it, neither."""
    on, off = on_and_off("all-channels-are-one", "shared_platform", "typical", clock=TWO_DAYS)
    assert_falls(on, off, legs_that_ended(LegEnd.WITHDRAWN))
    assert all(value(r, legs_that_ended(LegEnd.WITHDRAWN)) == 0 for r in off)
    assert_falls(on, off, "prevented")
    assert_falls(on, off, "answering_cost")


def test_governance() -> None:
    """Meetings cost answering hours and shorten distances: without them hours rise, fewer causes are removed."""
    on, off = on_and_off("governed-operations", "governance")
    assert_rises(on, off, "answering_h")
    assert_falls(on, off, "prevented")
    assert_rises(on, off, "handoffs_per_issue")


def test_span() -> None:
    """Who decides for many teams decides late: with the span no burden, what is handed over arrives sooner."""
    on, off = on_and_off(CENTER, "span", changes={"handoffs.span_per_team": 3.0}, clock=TWO_DAYS)
    assert_falls(on, off, handoff_hours)
    assert_rises(on, off, "prevented")


def test_vendor() -> None:
    """The outside company is cheap, far and new to the trade: of our company it costs more and resolves more."""
    on, off = on_and_off("outsourced", "vendor")
    assert_rises(on, off, "answering_cost")
    assert_rises(on, off, "prevented")
    assert_rises(on, off, "fcr")


def test_insight() -> None:
    """Customer service is far from the site, so its faults live long: at the neutral distance more are removed.

    Operations has IT and the back office beside it: at the neutral distance fewer of their causes are removed.
    """
    on, off = on_and_off("customer-service-owns", "insight")
    assert_rises(on, off, "prevented")
    on, off = on_and_off("operations-owns", "insight")
    assert_falls(on, off, prevented("billing_payment", "delivery_problem", "website_or_app_fault", "account_access"))


def test_staggering() -> None:
    """Who owns campaigns and contacts sends them out in waves: at once, more ask on the first day."""
    on, off = on_and_off(MARKETING, "staggering")
    assert_rises(on, off, from_the_sale_at_once)


# --- slow state ------------------------------------------------------------------------------------------


def test_learning() -> None:
    """Teams that handle less than every reason have more practice in each: without learning they lose more.

    In the center of generalists little changes, since the usual experience is theirs.
    """
    special = on_and_off(TEAM, "learning")
    assert_falls(*special, "fcr")
    general = on_and_off(CENTER, "learning")
    lost = [
        [value(b, "fcr_static") - value(a, "fcr_static") for a, b in zip(*p, strict=True)] for p in (special, general)
    ]
    mean, error = mean_and_error([s - g for s, g in zip(*lost, strict=True)])
    assert mean < -STANDARD_ERRORS * error


def test_attrition() -> None:
    """Nobody leaves: no seat is vacant, nobody has to be replaced, and nobody is new."""
    leaves = {"people.groups.service_agents.attrition_per_year": 4.0, "demand.issues_per_day": 500.0}
    clock = Clock(warmup=WEEK, window=2 * DAY, horizon=WEEK + 3 * DAY)
    on, off = on_and_off(CENTER, "attrition", changes=leaves, clock=clock)
    assert_rises(on, off, "answering_h")
    assert all(value(a, "reorganising_cost") > value(b, "reorganising_cost") == 0 for a, b in zip(on, off, strict=True))


def test_cross_training() -> None:
    """An hour of training a week costs an hour of answering and keeps skills up: without it hours rise, skill falls."""
    on, off = on_and_off("digital-first-omnichannel", "cross_training", "typical")
    assert_rises(on, off, "answering_h")
    assert_falls(on, off, "fcr_static")


def test_rotation() -> None:
    """Marketers take turns in the center, here of a day: without, the same ones sit there and nobody trains."""
    often = Rotation(group="marketing", through="center", every="1 days", training="2 h")
    on, off = on_and_off(ROTATION, "rotation", changes={"structure.rotations": (often,)}, clock=TWO_DAYS)
    assert_falls(on, off, seats_taken("marketing", "center"))
    assert_rises(on, off, hours_of("marketing"))
    assert_falls(on, off, "reorganising_cost")


def test_knowledge() -> None:
    """Writers sit in the digital experience team, and far from a vendor: with what they make everywhere alike, the
    team loses and the vendor gains."""
    strong = {"knowledge.playbook_gain": 0.9}
    on, off = on_and_off(TEAM, "knowledge", changes=strong)
    assert_falls(on, off, "fcr_one_team")
    on, off = on_and_off("outsourced", "knowledge", changes=strong)
    assert_rises(on, off, "fcr")


# --- what breaks, and how campaigns meet it --------------------------------------------------------------


def test_outages() -> None:
    """A platform that fails four times a day turns chats away; without outages fewer find it closed and are lost."""
    on, off = on_and_off(CENTER, "outages", changes={"outages.web_platform.every": 6 * HOUR}, clock=TWO_DAYS)
    assert_falls(on, off, "found_closed.chat")
    assert_falls(on, off, "lost")


def test_incidents() -> None:
    """A till that fails again and again makes customers ask: without incidents only the usual faults are left."""
    brief = {"every": HOUR, "repair": 10 * MINUTE, "repair_per_distance": 2 * MINUTE}
    often = {f"demand.incidents.payment_outage.{key}": time for key, time in brief.items()}
    on, off = on_and_off(CENTER, "incidents", changes=often, clock=TWO_DAYS)
    assert_falls(on, off, issues_about("website_or_app_fault", "billing_payment"))
    assert_falls(on, off, "occupancy.center")


# --- money -----------------------------------------------------------------------------------------------


def test_offers() -> None:
    """A revenue goal makes more offers than the mean goal, a resolution goal fewer."""
    quiet = {"demand.campaigns": {}}
    on, off = on_and_off("profit-center", "offers", changes=quiet)
    assert_falls(on, off, offers_made)
    assert sum(value(r, "offer_margin") for r in on) > sum(value(r, "offer_margin") for r in off)
    on, off = on_and_off(CENTER, "offers", changes=quiet)
    assert_rises(on, off, offers_made)


def test_outbound() -> None:
    """Idle agents of the profit center call customers of the sale; neutral, nobody calls, and they are idle."""
    on, off = on_and_off("profit-center", "outbound", changes={"demand.busyness.cv": 0.0})
    assert_falls(on, off, calls_out)
    assert all(value(r, calls_out) == 0 for r in off)
    assert sum(value(r, "outbound_margin") for r in on) > sum(value(r, "outbound_margin") for r in off) == 0


def test_purchase_patience() -> None:
    """Who waits for ever buys for certain: margin rises."""
    on, off = on_and_off(CENTER, "purchase_patience")
    assert_rises(on, off, "margin")


def test_complaints() -> None:
    """Nobody complains: no complaints, no reputation lost to them."""
    on, off = on_and_off(CENTER, "complaints")
    assert_falls(on, off, "complaints_per_issue")
    assert_falls(on, off, "reputation_lost")
    assert all(value(r, "complaints_per_issue") == 0 for r in off)


def test_deflection() -> None:
    """Nobody reads what others were answered on social media: more have to ask themselves."""
    on, off = on_and_off(CENTER, "deflection")
    assert_falls(on, off, "prevented")


def test_transition() -> None:
    """On a date, or when complaints are too many, digital goes back to the center; neutral, it stays with marketing."""
    for when in (Trigger(date="week 1 Tue 00:00"), Trigger(complaints_above=0.001, over="1 days")):
        changes = {"structure.transition.when": when}
        on, off = on_and_off("marketing-owns-all-digital", "transition", changes=changes, clock=TWO_DAYS)
        assert_falls(on, off, answered_by("center", "chat", since=DAY))
        assert_falls(on, off, "reorganising_cost")
