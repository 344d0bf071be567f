"""What pictures show and no ranking uses: where issues go, the course over the window, the hours of a week.

Keys have parts between bars, by which they are told from measures: `flow|CHANNEL|FIRST|THEN|END` counts issues,
`course|PERIOD|MEASURE` is a measure of the issues drawn in one day or week of the window, `hour|HOUR|SERIES` the mean
of a series in one hour of the week.
"""

import numpy as np
import numpy.typing as npt

from ccsim.codes import DAY, HOUR, WEEK, ContactEnd, IssueEnd, LegEnd, Mark
from ccsim.measures.cohort import Cohort, Column, Mask, Table, among, share
from ccsim.measures.resolution import HANDED_OVER, NOBODY_THERE, first_contact_resolves

BAR = "|"
NOBODY, BOT, SETTLED, RETURNED = "(nobody)", "(bot)", "(settled)", "(returned)"
COLLEAGUE, PEOPLE = "(colleague)", "(people)"
"""Stations of the flow that are no other team: a colleague of the same team, those who take over from a bot."""
DAYS_UP_TO = 5 * WEEK
"""A longer window has its course by the week."""
HOURS_A_WEEK = WEEK // HOUR
BOT_ENDS = [int(end) for end in (LegEnd.CONTAINED, LegEnd.FALSELY_CONTAINED, LegEnd.ESCALATED)]
ENDS = {IssueEnd.RESOLVED: "resolved", IssueEnd.LOST: "lost", IssueEnd.OPEN: "open", IssueEnd.PREVENTED: "prevented"}


def is_pattern(key: str) -> bool:
    """Whether a row is part of a picture, not a measure."""
    return BAR in key


def patterns(cohort: Cohort) -> dict[str, float]:
    """All of them, by key."""
    return flows(cohort) | course(cohort) | hours(cohort)


# --- where issues go ---------------------------------------------------------------------------------------


def flows(cohort: Cohort) -> dict[str, float]:
    """Cohort issues by wanted channel, who first answered, what came next, and how it ended.

    What came next is the other team that the first contact was handed on to, else a colleague of the same team, else
    people after a bot; where nobody handed it on, that the customer returned, else that it was settled then and there.
    """
    channels, teams = cohort.plan.channels, cohort.plan.teams
    stations = (*teams, NOBODY, BOT, SETTLED, RETURNED, COLLEAGUE, PEOPLE)
    nobody, bot, settled, returned, colleague, people = range(len(teams), len(stations))
    issues, n = cohort.issues, len(cohort.mask)
    legs = cohort.legs.where(cohort.legs.contact == 0)
    first = np.full(n, nobody)
    answered = legs.where((legs.agent >= 0) & ~np.isin(legs.end, NOBODY_THERE))
    first[answered.issue[::-1]] = answered.team[::-1]
    by_bot = legs.issue[(legs.leg == 0) & np.isin(legs.end, BOT_ENDS)]
    first[by_bot] = bot
    then = np.where(cohort.contacts_by_issue > 1, returned, settled)
    then[legs.issue[legs.end == LegEnd.ESCALATED]] = people
    handed = _handed_on(cohort, legs)
    across = handed.where(handed.target != handed.team)
    then[handed.issue] = colleague
    then[across.issue[::-1]] = np.where(across.target >= 0, across.target, nobody)[::-1]
    wanted = cohort.wanted[issues.issue]
    size = len(stations)
    way = ((wanted * size + first[issues.issue]) * size + then[issues.issue]) * len(ENDS) + issues.end
    counts = np.bincount(way)
    found = {}
    for code in np.flatnonzero(counts).tolist():
        rest, end = divmod(code, len(ENDS))
        rest, after = divmod(rest, size)
        channel, one = divmod(rest, size)
        key = BAR.join(("flow", channels[channel], stations[one], stations[after], ENDS[IssueEnd(end)]))
        found[key] = float(counts[code])
    return found


def _handed_on(cohort: Cohort, legs: Table) -> Table:
    """Handoffs by issue: the team that hands on and the one in whose line the next leg stands, -1 for none."""
    hands = np.flatnonzero(among(legs.end[:-1], HANDED_OVER) & (legs.issue[:-1] == legs.issue[1:]))
    of_line = np.array([line.teams[0] for line in cohort.plan.lines])
    line = legs.line[hands + 1]
    target = np.where(line >= 0, of_line[line], -1)
    return Table({"issue": legs.issue[hands], "team": legs.team[hands], "target": target}.__getitem__)


# --- the course over the window ----------------------------------------------------------------------------


def course(cohort: Cohort) -> dict[str, float]:
    """Measures of the issues drawn in each day or week of the window."""
    start, end = cohort.window
    period = period_of(end - start)
    count = -(-(end - start) // period)
    issues = cohort.issues
    place = (issues.drawn_us - start) // period

    def by_period(which: Mask, values: npt.NDArray[np.float64] | None = None) -> npt.NDArray[np.float64]:
        weights = None if values is None else values[which]
        return np.bincount(place[which], weights=weights, minlength=count).astype(np.float64)

    everyone = np.ones(len(place), dtype=bool)
    good = np.zeros(len(cohort.mask), dtype=bool)
    first = cohort.contacts.where(cohort.contacts.contact == 0)
    good[first.issue[first_contact_resolves(cohort)]] = True
    good[issues.issue[issues.end == IssueEnd.PREVENTED]] = True
    complains = cohort.contacts.issue[(cohort.contacts.marks & Mark.COMPLAINT) > 0]
    complaints = np.bincount(complains, minlength=len(cohort.mask))[issues.issue].astype(np.float64)
    resolved = issues.end == IssueEnd.RESOLVED
    took = (issues.ended_us - issues.arise_us) / HOUR
    drawn, settled = by_period(everyone), by_period(resolved)
    found: dict[str, float] = {}
    for name, parts, wholes in (
        ("fcr", by_period(good[issues.issue]), drawn),
        ("lost", by_period(issues.end == IssueEnd.LOST), drawn),
        ("contacts_per_issue", by_period(everyone, cohort.contacts_by_issue[issues.issue].astype(np.float64)), drawn),
        ("complaints_per_issue", by_period(everyone, complaints), drawn),
        ("time_to_resolution_h", by_period(resolved, took), settled),
    ):
        for i, (part, whole) in enumerate(zip(parts.tolist(), wholes.tolist(), strict=True)):
            found[BAR.join(("course", str(i), name))] = share(part, whole)
    return found


def period_of(window_us: int) -> int:
    """The length of a period of the course in µs: a day, in long windows a week."""
    return DAY if window_us <= DAYS_UP_TO else WEEK


# --- the hours of a week -----------------------------------------------------------------------------------


def hours(cohort: Cohort) -> dict[str, float]:
    """Of the window, by hour of the week from Monday 00:00: contacts that come, agents on duty, and how many wait.

    `waiting` counts customers who hold the line or stand at the counter, `backlog` written work, tickets and
    customers to be called back that nobody has begun. Who left without a word is in neither: nobody saw the moment.
    """
    column = cohort.records.column
    start, end = (edge // HOUR for edge in cohort.window)
    held = np.array([line.real_time for line in cohort.plan.lines])
    joined, began, ended = (column("legs", name) for name in ("joined_us", "started_us", "ended_us"))
    left = np.where(began >= 0, began, ended)
    left = np.where(left < 0, cohort.plan.clock.horizon, left)
    line = column("legs", "line")
    on_line = (line >= 0) & held[line] & ((column("legs", "marks") & Mark.CALLBACK) == 0)
    stays = on_line & (column("legs", "end") != LegEnd.SILENT)
    there = column("contacts", "end") != ContactEnd.NOT_OFFERED
    arrivals = column("contacts", "began_us")[there] // HOUR
    series = {
        "arrivals": np.bincount(arrivals, minlength=end)[start:end],
        "on_duty": _present(column("duty", "on_us"), column("duty", "off_us"), start, end),
        "waiting": _present(joined[stays], left[stays], start, end),
        "backlog": _present(joined[~on_line], left[~on_line], start, end),
    }
    of_week = np.arange(start, end) % HOURS_A_WEEK
    times = np.bincount(of_week, minlength=HOURS_A_WEEK).tolist()
    return {
        BAR.join(("hour", str(hour), name)): total / times[hour]
        for name, values in series.items()
        for hour, total in enumerate(np.bincount(of_week, weights=values, minlength=HOURS_A_WEEK).tolist())
        if times[hour]
    }


def _present(come: Column, go: Column, start: int, end: int) -> npt.NDArray[np.float64]:
    """By hour from one to another: the mean number who have come and not gone."""
    total = np.zeros(end - start)
    for moments, sign in ((come, 1.0), (go, -1.0)):
        since = moments[moments < end * HOUR] - start * HOUR
        inside = since[since >= 0]
        hour = inside // HOUR
        here = np.bincount(hour, weights=1.0 - (inside - hour * HOUR) / HOUR, minlength=end - start)
        moved = np.bincount(hour, minlength=end - start)
        before = len(since) - len(inside) + np.cumsum(moved) - moved
        total += sign * (here + before)
    return np.maximum(total, 0.0)  # what is left of rounding is nobody
