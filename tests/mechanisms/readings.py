"""What the tests read off a run, beside its measures."""

from collections.abc import Callable

import numpy as np

from ccsim.codes import DAY, HOUR, MINUTE, IssueEnd, LegEnd, Mark
from ccsim.measures.resolution import NOBODY_THERE

from .shipped import Run

Reading = Callable[[Run], float]
TO_THE_END = (LegEnd.RESOLVED, LegEnd.UNRESOLVED, LegEnd.OUT_OF_DEPTH)
"""Ends of legs that were taken to an outcome: resolved or not."""


def minutes_in_hand(channel: str | None = None, team: str | None = None) -> Reading:
    """Mean minutes from an agent's (last) start of a leg to its end."""

    def read(run: Run) -> float:
        legs = run.cohort.legs
        done = (legs.started_us >= 0) & (legs.ended_us >= 0) & (legs.end != LegEnd.INTERRUPTED)
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
    """Share passed on of a team's first legs by voice or chat, on what another department's team handles too."""

    def read(run: Run) -> float:
        legs = run.cohort.legs
        t = run.team(team)
        reasons = [
            r for r, target in enumerate(run.plan.routing.elsewhere[t]) if target >= 0 and run.plan.handles[t][r]
        ]
        chosen = (legs.team == t) & (legs.leg == 0) & np.isin(legs.reason, reasons) & (legs.ended_us >= 0)
        chosen &= np.isin(legs.channel, [run.channel("voice"), run.channel("chat")]) & ~np.isin(legs.end, NOBODY_THERE)
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
    """How many of the cohort's issues arose with one of these reasons."""

    def read(run: Run) -> float:
        wanted = [run.plan.reasons.index(reason) for reason in reasons]
        return float(np.isin(run.cohort.arisen.reason, wanted).sum())

    return read


def contacts_of_written_issues(run: Run) -> float:
    """Contacts per issue that started by email, on social media or with a form."""
    issues = run.cohort.issues
    written = np.isin(issues.channel, [run.channel(c) for c in ("email", "social", "web_form")])
    return float(issues.contacts[written].mean())


def prevented(*reasons: str) -> Reading:
    """Share prevented of the cohort's issues with one of these reasons."""

    def read(run: Run) -> float:
        issues = run.cohort.issues
        chosen = np.isin(issues.reason, [run.plan.reasons.index(reason) for reason in reasons])
        return float((issues.end[chosen] == IssueEnd.PREVENTED).mean())

    return read


def from_the_sale_at_once(run: Run) -> float:
    """Issues about the offer that arise within a day of the sale's start."""
    arise, reason = (run.records.column("issues", name) for name in ("arise_us", "reason"))
    start = run.scenario.world.demand.campaigns["spring_sale"].start
    about = reason == run.plan.reasons.index("campaign_offer")
    return float((about & (arise >= start) & (arise < start + DAY)).sum())


# --- waits, and who takes whom ---------------------------------------------------------------------------


def wait_of(*kinds: str, channels: tuple[str, ...]) -> Reading:
    """Mean minutes in the first line of contacts with these kinds of reason, on these channels."""

    def read(run: Run) -> float:
        legs = run.cohort.legs
        chosen = (legs.leg == 0) & (legs.started_us >= 0) & np.isin(legs.reason, run.reasons(*kinds))
        chosen &= np.isin(legs.channel, [run.channel(c) for c in channels])
        return float((legs.started_us - legs.joined_us)[chosen].mean()) / MINUTE

    return read


def taken_by(group: str, team: str, *kinds: str) -> Reading:
    """Share of a team's legs on these kinds of reason that a group's people took."""

    def read(run: Run) -> float:
        legs = run.cohort.legs
        chosen = (legs.team == run.team(team)) & np.isin(legs.reason, run.reasons(*kinds))
        return float(np.isin(legs.agent[chosen], run.people(group)).mean())

    return read


def answered_by(team: str, channel: str, since: int = 0) -> Reading:
    """Share of a channel's first legs that a team took, of those that joined a line after a time."""

    def read(run: Run) -> float:
        legs = run.cohort.legs
        chosen = (legs.channel == run.channel(channel)) & (legs.leg == 0) & (legs.team >= 0) & (legs.joined_us > since)
        return float((legs.team[chosen] == run.team(team)).mean())

    return read


def legs_that_ended(end: LegEnd) -> Reading:
    """How many of the cohort's legs ended so."""
    return lambda run: float((run.cohort.legs.end == end).sum())


def hours_in_vain(run: Run) -> float:
    """Hours of agents with customers who had left without a word."""
    legs = run.cohort.legs
    return float((legs.ended_us - legs.started_us)[legs.end == LegEnd.SILENT].sum()) / HOUR


def offers_made(run: Run) -> float:
    """How many contacts of the cohort ended with an offer."""
    return float(((run.cohort.contacts.marks & Mark.OFFERED) > 0).sum())


def calls_out(run: Run) -> float:
    """How many customers of campaigns were called."""
    return float(len(run.records.calls))


def seats_taken(group: str, team: str) -> Reading:
    """How many people of a group were on duty in a team at some time."""

    def read(run: Run) -> float:
        agent, where = (run.records.column("duty", name) for name in ("agent", "team"))
        there = np.unique(agent[where == run.team(team)])
        return float(np.isin(there, run.people(group)).sum())

    return read
