"""One issue's life, step by step, read from the records of one replication."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ccsim.codes import MINUTE, SECOND, IssueEnd, LegEnd, Mark
from ccsim.engine.engines import simulate
from ccsim.engine.records import CONTACT_COLUMNS, ISSUE_COLUMNS, LEG_COLUMNS, Records
from ccsim.errors import InputError, Problem
from ccsim.experiment.compare import make_variants
from ccsim.issues import draw_issues
from ccsim.plan.plan import Plan
from ccsim.scenario.load import LoadedStudy
from ccsim.scenario.quantities import format_moment

SCHEMA_VERSION = 1
ENDS = {
    LegEnd.RESOLVED: "the need is met",
    LegEnd.UNRESOLVED: "both believe that the need is met, and it is not",
    LegEnd.NEXT_STEP: "done here, but a next step is needed: handed over",
    LegEnd.UNSKILLED: "this team does not handle the reason: handed over",
    LegEnd.OUT_OF_DEPTH: "the agent notices that the need is not met: handed to those who know best",
    LegEnd.PASSED_ON: "passed on, since the department's goal rewards it",
    LegEnd.BOUNCED: "sent back to the team that it came from",
    LegEnd.ABANDONED: "the customer leaves the queue",
    LegEnd.CLOSED: "finds it closed",
    LegEnd.OPEN: "still open when the records end",
    LegEnd.BLOCKED: "finds every trunk busy",
    LegEnd.NOT_OFFERED: "nobody offers this channel, and no other will do",
    LegEnd.CONTAINED: "the bot helps: the need is met",
    LegEnd.FALSELY_CONTAINED: "the bot does not help, and lets nobody through",
    LegEnd.ESCALATED: "the bot passes the contact on to people",
    LegEnd.INTERRUPTED: "put aside for somebody who cannot wait",
    LegEnd.SILENT: "the agent finds that the customer has left without a word",
    LegEnd.UNREACHED: "called back, and nobody answers",
    LegEnd.WITHDRAWN: "answered elsewhere meanwhile: closed without work",
}
MARKS = {
    Mark.OFFERED: "an offer is made",
    Mark.SOLD: "and taken",
    Mark.BOUGHT: "the customer buys",
    Mark.INTRODUCED: "the next agent is told what it is about",
}
FATES = {
    IssueEnd.RESOLVED: "the need was met",
    IssueEnd.LOST: "the customer has given up",
    IssueEnd.OPEN: "still open when the records end",
    IssueEnd.PREVENTED: "never arose: its cause was removed, or the answer stood in public",
}


@dataclass(frozen=True)
class Step:
    """What happened when."""

    at_us: int
    what: str

    @property
    def moment(self) -> str:
        """As in `week 1 Tue 08:00:12`."""
        return f"{format_moment(self.at_us)}:{self.at_us % MINUTE // SECOND:02}"


def story(study: LoadedStudy, neutralised: frozenset[str], issue: int) -> dict[str, Any]:
    """One issue of replication 0 under a study's first structure, told by the SimPy engine's records."""
    variant = make_variants(study, neutralised)[0]
    seed, plan = study.study.seed, variant.plan
    drawn = draw_issues(variant.scenario.world, plan.clock.horizon, seed, 0, neutralised)
    if issue >= len(drawn):
        message = f"there are {len(drawn):,} issues in replication 0: 0 to {len(drawn) - 1}"
        raise InputError([Problem(f"--trace {issue}", None, None, "", message)])
    records = simulate(plan, drawn, seed, 0, "simpy")
    head = {
        "schema_version": SCHEMA_VERSION,
        "structure": variant.structure,
        "practice": variant.practice,
        "seed": seed,
        "issue": issue,
    }
    return head | told_by(plan, records, issue)


def told_by(plan: Plan, records: Records, issue: int) -> dict[str, Any]:
    """What one issue wanted, every step of its life and how it ended, as the records have it."""
    row = dict(zip(ISSUE_COLUMNS, records.issues[issue].tolist(), strict=True))
    return {
        "wants": plan.channels[row["channel"]],
        "reason": plan.reasons[row["reason"]],
        "fate": FATES[IssueEnd(row["end"])],
        "steps": [
            {"at": step.moment, "at_us": step.at_us, "what": step.what} for step in _steps(plan, records, issue, row)
        ],
    }


def _steps(plan: Plan, records: Records, issue: int, row: dict[str, int]) -> Iterator[Step]:
    never = " would have arisen" if row["end"] == IssueEnd.PREVENTED and not row["contacts"] else " arises"
    yield Step(row["arise_us"], f"a need{never}: {_plain(plan.reasons[row['reason']])}")
    contacts = {c["contact"]: c for c in _rows(records, "contacts", CONTACT_COLUMNS, issue)}
    told: list[Step] = []
    for leg in _rows(records, "legs", LEG_COLUMNS, issue):
        told.extend(_of_leg(plan, leg, contacts[leg["contact"]]))
    yield from sorted(told, key=lambda step: step.at_us)


def _rows(records: Records, table: str, columns: tuple[str, ...], issue: int) -> list[dict[str, int]]:
    rows = getattr(records, table)
    own = rows[np.searchsorted(rows[:, 0], issue) : np.searchsorted(rows[:, 0], issue, side="right")]
    return [dict(zip(columns, row, strict=True)) for row in own.tolist()]


def _of_leg(plan: Plan, leg: dict[str, int], contact: dict[str, int]) -> Iterator[Step]:
    """How one leg came, was taken and ended."""
    channel, which = _plain(plan.channels[leg["channel"]]), contact["contact"] + 1
    marks, end = Mark(leg["marks"]), LegEnd(leg["end"])
    if leg["leg"] == 0:
        again = "" if which == 1 else f", contact {which}" + (", to complain" if Mark.COMPLAINT in marks else "")
        yield Step(leg["joined_us"], f"the customer comes by {channel}{again}")
    elif leg["line"] >= 0:
        yield Step(leg["joined_us"], f"contact {which} joins the line {_line(plan, leg['line'])}")
    if Mark.CALLBACK in marks and leg["leg"] == 0:
        yield Step(leg["joined_us"], "asks to be called back")
    if leg["started_us"] >= 0:
        waited = _duration(leg["started_us"] - leg["joined_us"])
        yield Step(leg["started_us"], f"{_who(plan, leg)} takes it after {waited}")
    if leg["ended_us"] >= 0 or end == LegEnd.OPEN:
        at = leg["ended_us"] if leg["ended_us"] >= 0 else plan.clock.horizon
        after = f" after {_duration(at - leg['started_us'])} of work" if leg["started_us"] >= 0 <= leg["agent"] else ""
        also = "".join(f"; {text}" for mark, text in MARKS.items() if mark in marks)
        yield Step(at, f"{ENDS[end]}{after if end != LegEnd.OPEN else ''}{also}")


def _line(plan: Plan, number: int) -> str:
    """A line in words: "email", "handoffs to digital", "deferred handoffs to digital"."""
    what, _, team = _plain(plan.lines[number].name).partition(".")
    return f"{what} to {team}" if team else what


def _who(plan: Plan, leg: dict[str, int]) -> str:
    if leg["agent"] < 0:
        return "a bot"
    person = plan.persons[leg["agent"]]
    return _plain(f"{plan.groups[person.group]} {person.number + 1} of {plan.teams[leg['team']]}")


def _plain(name: str) -> str:
    """A name of the scenario in words."""
    return name.replace("_", " ")


def _duration(us: int) -> str:
    minutes, seconds = divmod(us // SECOND, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s"
