"""Each shipped world, run as the industry runs it, beside what has been published: writes docs/face-validity.md.

    python benchmarks/face_validity.py [--replications N] [--seed S] [--jobs J] [--page FILE]

The worlds' measures under `contact-center-owns-all` in its typical practice, and those of bots under two structures
that have some, against the ranges of scenarios/evidence.csv. What lies outside its range is explained in EXPLAINED
below, or the page says that nobody has, and the command fails.
"""

import argparse
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

import ccsim
from ccsim.codes import DAY, HOUR, MINUTE
from ccsim.inference.intervals import Interval, mean_interval
from ccsim.notebook.simulation import Run
from ccsim.scenario.sources import EvidenceRow, read_evidence
from ccsim.scenario.study import PracticeName

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/face-validity.md"
EVIDENCE = ROOT / "scenarios/evidence.csv"
WORLDS = {"retailer": "Mid-size retailer", "bank": "Small retail bank", "telco": "Regional telephone company"}
STRUCTURE, BOTS = "contact-center-owns-all", ("it-owns", "digital-first-omnichannel")
CALLS_WAIT = "calls do not interrupt"
OVERRIDES = {CALLS_WAIT: [f"structures/{STRUCTURE}.practice.interrupt=false"]}
"""The same structure with one habit changed: what the waits hang on."""
CENTER = "center"
PRACTICE: PracticeName = "typical"
SEED, REPLICATIONS, LEVEL = 20261122, 8, 0.95
WARMUP, WINDOW = "7 days", "14 days"
WRAP = 118
ANSWERED = ["resolved", "unresolved"]
HANDED_OVER = ["next_step", "unskilled", "out_of_depth", "passed_on"]
Figures = dict[str, float]
"""Our side of every comparison, of one replication, in the unit of the evidence."""


# --- what is compared with what --------------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """One figure beside a row of the evidence."""

    key: str
    title: str
    row: str | Mapping[str, str]
    """The row, or the row by world."""
    ours: str
    """What of ours it is."""

    def row_in(self, world: str) -> str:
        return self.row if isinstance(self.row, str) else self.row[world]


FCR_ROWS = {"retailer": "fcr_retail", "bank": "fcr_health_energy_financial", "telco": "fcr_telco"}
COMPARED = (
    Compared("fcr_answered", "First-contact resolution", FCR_ROWS, "`fcr_answered`: of the issues that were answered"),
    Compared("one_contact", "Resolved in one contact", "one_contact_resolution_all_channels",
             "`fcr` of the issues that arose (without those prevented)"),
    Compared("contacts_per_resolution", "Contacts per resolution", "calls_per_resolution",
             "all contacts / issues resolved"),
    Compared("one_and_done", "Contacts that are one and done", "one_and_done_share_of_calls_handled",
             "issues resolved in their first contact / contacts answered"),
    Compared("transfers", "Transfers, voice", "transfer_rate_voice",
             "answered calls handed on at least once, to another team or a colleague, next steps included"),
    Compared("abandonment_voice", "Abandonment, voice", "abandon_rate_voice", "`abandonment.voice`"),
    Compared("wait_voice_s", "Wait, voice", "asa_voice_actual", "`wait_min.voice`, with those who abandon"),
    Compared("wait_chat_s", "Wait, chat", "chat_wait_mean_actual", "`wait_min.chat`"),
    Compared("wait_email_h", "First response, email", "email_first_response_actual",
             "`wait_min.email`, nights included"),
    Compared("wait_social_h", "First response, social", "social_first_response_actual",
             "`wait_min.social`, nights included"),
    Compared("handle_voice_min", "Handle time, voice", "aht_voice_service", "mean leg of a call in the center"),
    Compared("handle_chat_min", "Length of a chat", "chat_duration", "mean leg of a chat in the center"),
    Compared("occupancy", "Occupancy", "occupancy_voice", "`occupancy.center`, all channels"),
    Compared("shrinkage", "Shrinkage", "shrinkage", "1 - hours on duty / paid hours, vacant seats included"),
    Compared("attrition", "Attrition in a year", "attrition_year", "the center's people, expected"),
    Compared("cost_per_contact", "Cost per contact", "cost_per_live_contact",
             "`cost_per_contact`, over the contacts answered; other teams' second steps included"),
    Compared("mix_voice", "Share of voice", "mix_voice", "of all contacts"),
    Compared("mix_email", "Share of email", "mix_email", "of all contacts"),
    Compared("mix_chat", "Share of chat", "mix_chat", "of all contacts"),
    Compared("mix_messaging", "Share of messaging", "mix_messaging", "of all contacts"),
    Compared("mix_social", "Share of social", "mix_social", "of all contacts"),
)  # fmt: skip
BOT_COMPARED = (
    Compared("containment", "Containment", "bot_containment_reported", "`containment`: sessions that reach nobody"),
    Compared("true_given_contained", "Truly resolved of the contained", "bot_true_resolution_given_contained",
             "`true_containment` / `containment`"),
)  # fmt: skip
WITH_BOTS = tuple(
    replace(item, key=f"{item.key}.{structure}", title=f"{item.title}, `{structure}`")
    for structure in BOTS
    for item in BOT_COMPARED
)
UNSOURCED = {
    "abandonment_chat": "abandonment of chats",
    "complaints": "complaints per issue",
    "satisfaction": "satisfaction (points of 100)",
    "prevented": "issues prevented",
    "found_closed": "calls that found the line closed",
}
"""Ours only: evidence.csv has no row that counts the same thing."""

ONE_POOL = (
    "calls and chats interrupt letters here (the structure's typical practice), so that a quarter to a third of the "
    "work stands ready to give way and a call meets a free agent at almost any occupancy. Published waits may well be "
    "of centers whose phone agents do nothing else, or finish what they hold: below stands the same center without "
    "interrupting. Even so its waits are short, as one pool answers everything and its shifts follow the forecast."
)
FEW_LEAVE = "who waits so little has no reason to leave: see the wait. What remains are those who leave at once."
MORE_DIGITAL = (
    "chosen. The worlds ask who should own the digital channels, so these have more than the average of all centers of "
    "2024, and voice a share in the lower half of its range."
)
OPEN_BOTS = (
    "its bots aim at resolution and let whom they cannot help through to a person, so that few of those contained were "
    "not helped. The published share is of a bot that was judged by containment, like those under `it-owns`."
)
EXPLAINED: dict[tuple[str, str], str] = {
    **{(world, "wait_voice_s"): ONE_POOL for world in WORLDS},
    **{(world, "wait_chat_s"): "as for calls." for world in WORLDS},
    **{(world, "mix_chat"): MORE_DIGITAL for world in WORLDS},
    **{(world, "true_given_contained.digital-first-omnichannel"): OPEN_BOTS for world in WORLDS},
    ("telco", "true_given_contained.it-owns"): (
        "a bot seldom mends a line. This world's help in a fifth of their sessions, where the evidence, of all "
        "industries, has 0.28; aimed at containment they keep as many of the others as elsewhere."
    ),
    ("retailer", "abandonment_voice"): FEW_LEAVE,
    ("bank", "abandonment_voice"): FEW_LEAVE
    + " And the callers of the bank's log are patient (patience_mean_bank_1999).",
    ("telco", "contacts_per_resolution"): (
        "the range is of all industries. Where six in ten are resolved at first contact, as is published for telephone "
        "companies, an issue takes more than one and a half contacts, before any that find the line closed."
    ),
    ("telco", "one_and_done"): (
        "the other side of the low first-contact resolution that is published for this industry; the range is of all."
    ),
    ("telco", "transfers"): (
        "a technician's visit, work on the line and a corrected bill are second steps by other teams and count as "
        "handoffs, and an agent who notices that a fault is beyond the center asks IT. A caller is not on the line for "
        "most of these, and the published rate counts only callers who are put through."
    ),
    ("telco", "cost_per_contact"): (
        "calls are longer than in the average center, and the cost holds the hours of engineers and dispatchers who do "
        "the second steps."
    ),
    ("telco", "mix_email"): (
        "whose internet is down does not write an email; what email loses, messaging and social have."
    ),
}
"""Why a figure is outside its range, by world and figure."""


# --- our figures -----------------------------------------------------------------------------------------


def figures(run: Run) -> Figures:
    """Everything that is compared, of one replication."""
    m = run.measures()
    arose = 1.0 - m["prevented"]
    one_contact = m["fcr"] - m["prevented"]
    answered = answered_share(run)
    return {
        "fcr_answered": m["fcr_answered"],
        "one_contact": one_contact / arose,
        "contacts_per_resolution": m["contacts_per_issue"] / m["resolved"],
        "one_and_done": one_contact / (m["contacts_per_issue"] * answered),
        "abandonment_voice": m["abandonment.voice"],
        "abandonment_chat": m["abandonment.chat"],
        "wait_voice_s": 60.0 * m["wait_min.voice"],
        "wait_chat_s": 60.0 * m["wait_min.chat"],
        "wait_email_h": m["wait_min.email"] / 60.0,
        "wait_social_h": m["wait_min.social"] / 60.0,
        "occupancy": m["occupancy.center"],
        "cost_per_contact": m["cost_per_contact"] / answered,
        "transfers": transfers(run),
        "complaints": m["complaints_per_issue"],
        "satisfaction": m["satisfaction"],
        "prevented": m["prevented"],
        "found_closed": m["found_closed.voice"],
        **handle_times(run),
        **staff(run),
        **mix(run),
    }


def bot_figures(run: Run, structure: str) -> Figures:
    """What a structure's bots keep, and what they help."""
    m = run.measures()
    helped = m["true_containment"] / m["containment"]
    return {f"containment.{structure}": m["containment"], f"true_given_contained.{structure}": helped}


def answered_share(run: Run) -> float:
    """Share of the window's contacts that ended with an answer."""
    ends = in_window(run, run.frame("contacts"), "began_us")["end"]
    return float(ends.isin(ANSWERED).mean())


def transfers(run: Run) -> float:
    """Share of answered calls that somebody else had to take on."""
    legs = in_window(run, run.frame("legs"), "started_us")
    calls = legs[legs["channel"] == "voice"]
    handed = calls["end"].isin(HANDED_OVER).groupby([calls["issue"], calls["contact"]]).any()
    return float(handed.mean())


def handle_times(run: Run) -> Figures:
    """Mean minutes from start to end of a leg in the center, by channel."""
    legs = in_window(run, run.frame("legs"), "started_us")
    legs = legs[legs["team"] == CENTER]
    minutes = (legs["ended_us"] - legs["started_us"]) / MINUTE
    means = minutes.groupby(legs["channel"], observed=True).mean()
    return {f"handle_{channel}_min": float(means[channel]) for channel in ("voice", "chat")}


def staff(run: Run) -> Figures:
    """Shrinkage and attrition of the center's people."""
    center = run.plan.teams.index(CENTER)
    people = [number for number, person in enumerate(run.plan.persons) if person.team == center]
    shifts = run.scenario.world.people.shifts
    clock = run.plan.clock
    paid_h = len(people) * shifts.length / HOUR * shifts.days_per_week * clock.window / (7 * DAY)
    duty = run.frame("duty")
    inside = duty[["on_us", "off_us"]].clip(clock.warmup, clock.warmup + clock.window)
    on_duty_h = float((inside["off_us"] - inside["on_us"])[duty["team"] == CENTER].sum()) / HOUR
    leave = sum(run.plan.leaves_a_week[number] for number in people)
    return {"shrinkage": 1.0 - on_duty_h / paid_h, "attrition": leave * 365 / 7 / len(people)}


def mix(run: Run) -> Figures:
    """Share of each channel among the window's contacts."""
    shares = in_window(run, run.frame("contacts"), "began_us")["channel"].value_counts(normalize=True)
    return {f"mix_{channel}": float(share) for channel, share in shares.items()}


def in_window(run: Run, frame: pd.DataFrame, moment: str) -> pd.DataFrame:
    """Rows whose moment lies in the window."""
    clock = run.plan.clock
    return frame[frame[moment].between(clock.warmup, clock.warmup + clock.window)]


# --- running ---------------------------------------------------------------------------------------------

Task = tuple[str, str, int, int]
"""World, structure or variant of it, seed, replication."""


def run_task(task: Task) -> Figures:
    """One replication of one structure in one world."""
    world, structure, seed, replication = task
    overrides = OVERRIDES.get(structure, [])
    scenario = ccsim.load_scenario(STRUCTURE if overrides else structure, world, PRACTICE, overrides=overrides)
    run = ccsim.simulate(scenario, seed, replication, WARMUP, WINDOW)
    return bot_figures(run, structure) if structure in BOTS else figures(run)


def all_figures(seed: int, replications: int, jobs: int) -> dict[tuple[str, str], list[Figures]]:
    """By world and structure, the figures of every replication."""
    pairs = [(world, structure) for world in WORLDS for structure in (STRUCTURE, CALLS_WAIT, *BOTS)]
    tasks = [(*pair, seed, number) for pair in pairs for number in range(replications)]
    with ProcessPoolExecutor(jobs) as pool:
        done = list(pool.map(run_task, tasks))
    return {pair: done[i * replications : (i + 1) * replications] for i, pair in enumerate(pairs)}


def intervals(rows: Sequence[Figures]) -> dict[str, Interval]:
    """Mean and interval of every figure."""
    return {key: mean_interval([row[key] for row in rows], LEVEL) for key in rows[0]}


# --- the page --------------------------------------------------------------------------------------------


def page(results: Mapping[tuple[str, str], Sequence[Figures]], seed: int, replications: int) -> str:
    """The whole page."""
    evidence = read_evidence(EVIDENCE).rows
    parts = [INTRODUCTION.format(seed=seed, replications=replications, structure=STRUCTURE, warmup=WARMUP,
                                 window=WINDOW, options=options_said(seed, replications))]  # fmt: skip
    for world, title in WORLDS.items():
        ours = in_world(world, results)
        parts.append(f"## {title} (`{world}`)\n\n" + table(world, ours, evidence))
        parts.append(reasons_given(world, ours, evidence))
        parts.append(other_habit(intervals(results[world, CALLS_WAIT])))
        parts.append(filled(f"Not compared, since no row counts the same: {unsourced(ours)}."))
    parts.append("## What is compared\n\n" + definitions())
    parts.append("## Sources\n\n" + sources(evidence))
    return "\n\n".join(part for part in parts if part) + "\n"


INTRODUCTION = """# Face validity: the shipped worlds beside published figures

Each world under `{structure}` in its typical practice, as the industry runs it, beside ranges of
`scenarios/evidence.csv`: does a world look like its industry where nobody has put the number in? Made by

    make face-validity        # python benchmarks/face_validity.py{options}

seed {seed}, {replications} replications, {warmup} of warm-up and a window of {window} with the world's campaigns. The
rows of bots are of the two structures named, in their typical practice: one aims its bots at containment, one at
resolution. *Ours* is the mean over replications with its 95 % interval. *Inside* says whether the mean lies in the
published range. Published figures count unlike things in unlike houses: being inside proves little, being outside asks
for a reason, which stands below the table. Inputs that fit a figure are not evidence for it: attrition, shrinkage, the
mix of channels and, through `resolvable`, first-contact resolution are put in; waits, abandonment, transfers, repeats
and costs come out."""


def options_said(seed: int, replications: int) -> str:
    """Options that differ from the usual."""
    said = {"--seed": (seed, SEED), "--replications": (replications, REPLICATIONS)}
    return "".join(f" {name} {value}" for name, (value, usual) in said.items() if value != usual)


def in_world(world: str, results: Mapping[tuple[str, str], Sequence[Figures]]) -> dict[str, Interval]:
    """Every figure of a world, those of bots with the name of their structure."""
    return {key: i for name in (STRUCTURE, *BOTS) for key, i in intervals(results[world, name]).items()}


def table(world: str, ours: Mapping[str, Interval], evidence: Mapping[str, EvidenceRow]) -> str:
    """One line a figure."""
    lines = ["| measure | published | ours | inside | row |", "| --- | --- | --- | --- | --- |"]
    for item in (*COMPARED, *WITH_BOTS):
        row = evidence[item.row_in(world)]
        interval = ours[item.key]
        inside = "yes" if is_inside(interval, row) else "no"
        cells = (item.title, range_said(row), interval_said(interval, row.unit), inside, f"`{row.parameter}`")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def is_inside(interval: Interval, row: EvidenceRow) -> bool:
    """Whether the mean lies in the published range."""
    if interval.mean is None:
        return False
    return (row.low is None or row.low <= interval.mean) and (row.high is None or interval.mean <= row.high)


def range_said(row: EvidenceRow) -> str:
    low, high = (number(edge, row.unit) if edge is not None else "?" for edge in (row.low, row.high))
    return f"{low} to {high}{unit(row.unit)}"


def interval_said(interval: Interval, of_unit: str) -> str:
    mean, low, high = (
        number(x, of_unit) if x is not None else "?" for x in (interval.mean, interval.low, interval.high)
    )
    return f"{mean}{unit(of_unit)} ({low} to {high})"


def number(value: float, of_unit: str) -> str:
    """Shares in per cent; others with the digits that matter."""
    if of_unit == "share":
        return f"{100 * value:.1f}".removesuffix(".0")
    return f"{value:.3g}"


def unit(of_unit: str) -> str:
    return " %" if of_unit == "share" else "" if of_unit in ("calls", "ratio") else f" {of_unit}"


def outside(world: str, ours: Mapping[str, Interval], evidence: Mapping[str, EvidenceRow]) -> Iterator[Compared]:
    """Figures of a world that lie outside."""
    for item in (*COMPARED, *WITH_BOTS):
        if not is_inside(ours[item.key], evidence[item.row_in(world)]):
            yield item


def reasons_given(world: str, ours: Mapping[str, Interval], evidence: Mapping[str, EvidenceRow]) -> str:
    """Why what is outside is outside."""
    lines = [f"- **{i.title}**: {EXPLAINED.get((world, i.key), NOBODY_HAS)}" for i in outside(world, ours, evidence)]
    return "\n".join(filled(line, "  ") for line in lines)


NOBODY_HAS = "not explained"


def other_habit(ours: Mapping[str, Interval]) -> str:
    """Waits of the same center where a call does not interrupt a letter."""
    said = {
        "calls wait": ("wait_voice_s", "s"),
        "chats": ("wait_chat_s", "s"),
        "emails": ("wait_email_h", "h"),
        "abandoned calls": ("abandonment_voice", "share"),
        "occupancy": ("occupancy", "share"),
    }
    texts = [f"{title} {number(ours[key].mean or 0.0, of)}{unit(of)}" for title, (key, of) in said.items()]
    return filled(f"Where a call does not interrupt written work (`practice.interrupt: false`): {', '.join(texts)}.")


def filled(text: str, indent: str = "") -> str:
    """Text in lines of the page's width."""
    return textwrap.fill(text, WRAP, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)


def unsourced(ours: Mapping[str, Interval]) -> str:
    """Figures of ours that no row speaks of."""
    said = ((title, ours[key].mean, "" if key == "satisfaction" else "share") for key, title in UNSOURCED.items())
    return "; ".join(f"{title} {number(mean or 0.0, of)}{unit(of) if of else ''}" for title, mean, of in said)


def definitions() -> str:
    """What of ours stands beside each figure."""
    return "\n".join(f"- {item.title}: {item.ours}." for item in (*COMPARED, *BOT_COMPARED))


def sources(evidence: Mapping[str, EvidenceRow]) -> str:
    """Every row used, with its grade and where it is from."""
    used = {item.row_in(world): None for world in WORLDS for item in (*COMPARED, *BOT_COMPARED)}
    lines = ["| row | grade | from |", "| --- | --- | --- |"]
    lines += [f"| `{name}` | {evidence[name].grade} | {evidence[name].source} |" for name in used]
    return "\n".join(lines)


def main() -> None:
    """Run everything, write the page, and say what is outside without a reason."""
    options = arguments()
    results = all_figures(options.seed, options.replications, options.jobs)
    options.page.write_text(page(results, options.seed, options.replications), encoding="utf-8")
    evidence = read_evidence(EVIDENCE).rows
    found = [(w, item) for w in WORLDS for item in outside(w, in_world(w, results), evidence)]
    bare = [f"{world}: {item.title}" for world, item in found if (world, item.key) not in EXPLAINED]
    if bare:
        sys.exit("outside its range and not explained: " + "; ".join(bare))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--replications", type=int, default=REPLICATIONS, help=f"default {REPLICATIONS}")
    parser.add_argument("--seed", type=int, default=SEED, help=f"default {SEED}")
    parser.add_argument(
        "--jobs", type=int, default=2, help="processes (default 2); the page is the same for any number"
    )
    parser.add_argument("--page", type=Path, default=PAGE, metavar="FILE", help="where the page goes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
