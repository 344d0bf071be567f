"""The sentences above charts, slides and sections: one function a topic, each one sentence taken from the numbers.

A winner is claimed only where the verdict has one; something is called better, worse, longer or shorter only where an
interval excludes zero. All else says what was counted.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ccsim.experiment.format import (
    UNKNOWN,
    Interval,
    Scale,
    difference_scale,
    format_value,
    measure_label,
    plain,
    scale_for,
)
from ccsim.report.document import (
    Document,
    better_way,
    channels_of,
    currency_of,
    difference_between,
    is_clear,
    is_nil,
    larger_is_better,
    measure_of,
    primary_label,
    ranked,
    title_of,
    winner_of,
)
from ccsim.report.judging import BETTER, DIFFERS, WORSE, judged
from ccsim.report.lead import lead_of_first, lead_scales
from ccsim.report.narrowing import possible
from ccsim.report.patterns import (
    Structure,
    change_period,
    course_of,
    departments_of,
    extreme_period,
    farthest_team,
    flow_shares,
    heads_of_channels,
    hour_name,
    peak,
    period_name,
    spoken,
)

DOES_BEST = {
    "fcr": "resolves most at first contact",
    "profit": "earns the most profit",
    "cost_per_resolved": "resolves an issue at the lowest cost",
}
SUBJECT = {"fcr": "resolution at first contact"}
FEW = 3
"""As many structures as one sentence names one by one."""


# --- who is best -------------------------------------------------------------------------------------------


def ranking(document: Document) -> str:
    """Who does best on the primary measure and against what, or that nobody clearly does."""
    order = ranked(document)
    winner = next((s for s in order if s["name"] == winner_of(document)), None)
    rest = [s for s in order if s is not winner]
    if winner:
        return _won(document, winner, rest[:1])
    if document.get("selection", {}).get("chosen"):
        return _chosen(document)
    if "verdict" not in document:
        return "; ".join(
            f"{title_of(s)}: {_lower_first(primary_label(document))} {_primary(document, s)}" for s in order
        )
    known = [s for s in order[:2] if measure_of(s, document["primary"]).get("mean") is not None]
    standings = ", ".join(f"{title_of(s)} {_primary(document, s)}" for s in known)
    return f"No clear winner on {_subject(document)}" + (f": {standings}" if standings else "")


def _won(document: Document, winner: Structure, rest: list[Structure]) -> str:
    does_best = DOES_BEST.get(document["primary"], f"does best on {_lower_first(primary_label(document))}")
    levels, leads = lead_scales(document)
    first, *others = (_written(levels, measure_of(s, document["primary"]).get("mean")) for s in (winner, *rest))
    against = (f" against {level} for {title_of(s)}" for level, s in zip(others, rest, strict=True))
    return f"{title_of(winner)} {does_best}: {first}{''.join(against)}{_too_little(document, leads)}"


def _chosen(document: Document) -> str:
    """What the selection chose, which is no claim that it is better than all others."""
    name = document["selection"]["chosen"]
    chosen = next(s for s in document["structures"] if s["name"] == name)
    scale = _margin_scale(document)
    return (
        f"{title_of(chosen)} chosen on {_subject(document)} ({_primary(document, chosen)}): "
        f"the best with {100 * document['level']:g} % probability, if the best leads by "
        f"{scale.with_unit(scale.number(document['margin']))}"
    )


def _too_little(document: Document, scale: Scale) -> str:
    """A lead that is real but smaller than what matters in practice is said to be."""
    lead, margin = lead_of_first(document).get("mean"), document.get("margin")
    if lead is None or margin is None or lead >= margin:
        return ""
    return f", a lead of {scale.with_unit(scale.number(lead))} where {_margin_scale(document).number(margin)} matter"


# --- differences from a baseline ---------------------------------------------------------------------------


def differences(document: Document, key: str | None = None, base: str | None = None) -> str:
    """Who differs clearly from a baseline on a measure: the study's, on the primary one, unless others are named."""
    key, base = key or document["primary"], base or str(document.get("baseline"))
    others = [s for s in ranked(document) if s["name"] != base]
    rows = [difference_between(document, s["name"], base, key) for s in others]
    if not any(row.get("mean") is not None for row in rows):
        return "Nothing to compare with a baseline"
    against = f"Against {_named(document, base)}"
    if len(others) <= FEW:
        scale = difference_scale(key, rows, currency_of(document))
        each = (f"{title_of(s)} {_told_apart(scale, row)}" for s, row in zip(others, rows, strict=True))
        return f"{against}, {_lower_first(measure_label(key))}: {_listed(list(each))}"
    found = Counter(judged(document, key, row) for row in rows)
    told = f"{found[BETTER]} clearly better and {found[WORSE]} clearly worse"
    if better_way(document, key) == "neither":
        told = f"{found[DIFFERS]} clearly apart"
    return f"{against}, of {len(rows)} structures {told} on {SUBJECT.get(key, _lower_first(measure_label(key)))}"


def _told_apart(scale: Scale, row: Interval) -> str:
    if is_nil(row):
        return "the same in every replication"
    written = scale.with_unit(scale.signed(row.get("mean")))
    return written if is_clear(row) else f"{written} (not told apart)"


# --- by channel --------------------------------------------------------------------------------------------


def channels(document: Document, stem: str = "wait_min_median") -> str:
    """The channel on which two structures differ most beyond chance; else where customers wait longest."""
    keys, label = channels_of(document, stem), measure_label(stem)
    known = {key: _extremes(document, key) for key in keys}
    apart = {key: ends for key, ends in known.items() if ends and _clearly_apart(document, key, *ends)}
    if apart:
        key = max(apart, key=lambda key: _contrast(key, *apart[key]))
        least, most = (f"{_value(document, key, s)} with {title_of(s)}" for s in apart[key])
        return f"{label} differs most on {_channel(key)}: {least}, {most}"
    longest = [key for key in keys if known[key]]
    if not longest:
        return f"{label} by channel is unknown"
    key = max(longest, key=lambda key: measure_of(known[key][1], key)["mean"] or 0.0)
    if stem.startswith("wait") and not measure_of(known[key][1], key)["mean"]:
        return "On every channel half of the customers are answered at once"
    levels = [measure_of(s, key) for s in document["structures"]]
    ends = [measure_of(s, key)["mean"] or 0.0 for s in known[key]]
    return f"{label} is highest on {_channel(key)}: {_range(scale_for(key, levels, currency_of(document)), ends)}"


def _extremes(document: Document, key: str) -> tuple[Structure, ...]:
    """The structures with the least and the most of a measure; none where nobody has it."""
    known = [s for s in document["structures"] if measure_of(s, key).get("mean") is not None]
    order = sorted(known, key=lambda s: measure_of(s, key)["mean"] or 0.0)
    return (order[0], order[-1]) if order else ()


def _clearly_apart(document: Document, key: str, least: Structure, most: Structure) -> bool:
    return is_clear(difference_between(document, most["name"], least["name"], key))


def _contrast(key: str, least: Structure, most: Structure) -> float:
    """How far apart for those who wait: a ratio, with a minute added so that seconds do not outweigh hours."""
    low, high = (measure_of(s, key)["mean"] or 0.0 for s in (least, most))
    return (high + 1.0) / (low + 1.0)


# --- the course over the window ----------------------------------------------------------------------------


def course(document: Document, key: str | None = None) -> str:
    """The weakest day or week of the window, and whether all structures share it."""
    key = key or course_key(document)
    shown = [s for s in document["structures"] if course_of(s, key)]
    worst = {s["name"]: extreme_period(course_of(s, key), not larger_is_better(document, key)) for s in shown}
    shown = [s for s in shown if worst[s["name"]] is not None]
    if not shown:
        return "The course over the window is unknown"
    subject = SUBJECT.get(key, _lower_first(measure_label(key)))
    changing = next((s for s in shown if change_period(s)), None)
    if changing:
        return _changed(document, changing, key, subject)
    if len(set(worst.values())) == 1:
        when = _when(document, shown[0], worst[shown[0]["name"]] or 0)
        whose = "" if len(shown) == 1 else f" with {_all(len(shown))} structures"
        return f"{_upper_first(subject)} is weakest {when}{whose}: {_course_range(document, shown, worst, key)}"
    weakest = [f"{_when(document, s, worst[s['name']] or 0)} with {title_of(s)}" for s in shown]
    if len(shown) <= FEW:
        return f"{_upper_first(subject)} is weakest {_listed(weakest)}"
    most = max(worst.values(), key=list(worst.values()).count) or 0
    share = f"{list(worst.values()).count(most)} of {len(shown)} structures"
    return f"{_upper_first(subject)} is weakest {_when(document, shown[0], most)} with {share}"


def _when(document: Document, structure: Structure, i: int) -> str:
    name = period_name(document, structure, i)
    return f"{'in' if name.startswith('week') else 'on'} {name} of the window"


def _changed(document: Document, structure: Structure, key: str, subject: str) -> str:
    """A structure that changes inside the window: its level before, at its worst after, and in the end."""
    period, levels = change_period(structure) or 0, course_of(structure, key)
    worst = extreme_period(levels[period:], not larger_is_better(document, key)) or 0
    scale = scale_for(key, levels, currency_of(document))
    told = (levels[period - 1], levels[period + worst], levels[-1])
    before, after, end = (scale.with_unit(scale.number(level.get("mean"))) for level in told)
    return (
        f"{title_of(structure)} changes {_when(document, structure, period)}: {subject} {before} before, "
        f"{after} at its weakest after, {end} in the end"
    )


def course_key(document: Document) -> str:
    """The primary measure where it has a course, else resolution at first contact."""
    return document["primary"] if any(course_of(s, document["primary"]) for s in document["structures"]) else "fcr"


def _course_range(document: Document, shown: Sequence[Structure], worst: Mapping[str, int | None], key: str) -> str:
    every = [x for s in shown for x in course_of(s, key)]
    means = sorted({course_of(s, key)[worst[s["name"]] or 0]["mean"] or 0.0 for s in shown})
    return _range(scale_for(key, every, currency_of(document)), means)


# --- the week ----------------------------------------------------------------------------------------------


def week(document: Document) -> str:
    """When most contacts come, and how high unbegun work piles up at its worst."""
    arrivals = [s["week"]["arrivals"] for s in document["structures"] if peak(s, "arrivals")]
    if not arrivals:
        return "The hours of the week are unknown"
    busiest = _busiest(arrivals, [found[0] for s in document["structures"] if (found := peak(s, "arrivals"))])
    piles = {title_of(s): found[1] for s in document["structures"] if (found := peak(s, "backlog"))}
    if not piles:
        return busiest
    if 1 < len(piles) <= FEW:
        return f"{busiest}; unbegun work peaks at {_listed([f'{n:,.0f} with {title}' for title, n in piles.items()])}"
    return f"{busiest}; unbegun work peaks at {_counts(sorted(piles.values()))}"


def _busiest(arrivals: Sequence[Sequence[float | None]], peaks: Sequence[int]) -> str:
    """The hour that is most often the busiest, and what comes to all structures in that same hour."""
    hour = max(peaks, key=peaks.count)
    rates = _counts(sorted(hours[hour] or 0.0 for hours in arrivals))
    if len(set(peaks)) == 1:
        return f"Most contacts come on {hour_name(hour)} ({rates} an hour)"
    whose = f"{peaks.count(hour)} of {len(peaks)} structures"
    return f"On {hour_name(hour)}, the busiest hour of {whose}, {rates} contacts come an hour"


def _counts(values: Sequence[float]) -> str:
    written = dict.fromkeys(f"{value:,.0f}" for value in (values[0], values[-1]))
    return " to ".join(written)


# --- where issues go ---------------------------------------------------------------------------------------


def flow(document: Document) -> str:
    """What share of issues is handed on to another team; of one structure alone, what becomes of all."""
    shares = {title_of(s): found for s in document["structures"] if (found := flow_shares(s))}
    if not shares:
        return "Where issues go is unknown"
    if len(shares) == 1:
        (only,) = shares.values()
        parts = [f"{_share(only[fate])} {words}" for fate, words in FATE_WORDS.items()]
        return f"Of all issues {_listed(parts)}"
    if len(shares) <= FEW:
        each = [f"{_share(found['another team'])} with {title}" for title, found in shares.items()]
        return f"Issues handed on to another team: {_listed(each)}"
    ends = sorted(shares, key=lambda title: shares[title]["another team"])
    least, most = (f"{_share(shares[title]['another team'])} ({title})" for title in (ends[0], ends[-1]))
    return f"Issues handed on to another team: from {least} to {most}"


FATE_WORDS = {
    "at once": "are settled at once",
    "within the team": "are handed on within the team",
    "another team": "to another team",
    "came back": "come back",
}


def handed_on(structure: Structure) -> str:
    """What share of one structure's issues is handed on to another team, and what share to colleagues."""
    shares = flow_shares(structure)
    return f"{_share(shares['another team'])} to another team, {_share(shares['within the team'])} within the team"


def _share(x: float) -> str:
    return format_value("resolved", x)


# --- org charts --------------------------------------------------------------------------------------------


def organisation(document: Document) -> str:
    """Under how many heads the channels are, and how far the farthest team is from the one that answers most."""
    shown = [s for s in document["structures"] if s.get("org")]
    if not shown:
        return "The org chart is unknown"
    heads = [len(heads_of_channels(s)) for s in shown]
    if len(shown) > FEW:
        far = sorted(found[1] for s in shown if (found := farthest_team(s)))
        steps = " to ".join(dict.fromkeys(f"{distance:.1f}" for distance in (far[0], far[-1]))) if far else ""
        span = f"; the farthest team is {steps} steps from the main one" if far else ""
        return f"Channels answer to {_counts(sorted(heads))} department heads{span}"
    each = [f"{n} with {title_of(s)}{_at_first(s)}" for n, s in zip(heads, shown, strict=True)]
    each[0] = each[0].replace(" ", f" department {'head' if heads[0] == 1 else 'heads'} ", 1)
    return f"Channels answer to {_listed(each)}"


def _at_first(structure: Structure) -> str:
    return " before its change" if structure["org"].get("transition") else ""


# --- money -------------------------------------------------------------------------------------------------


def money(document: Document) -> str:
    """What answering costs, and which department pays most of it."""
    shown = [s for s in document["structures"] if measure_of(s, "answering_cost").get("mean") is not None]
    if not shown:
        return "What answering costs is unknown"
    costs = [measure_of(s, "answering_cost") for s in shown]
    scale = scale_for("answering_cost", costs, currency_of(document))
    payers = list(dict.fromkeys(payer for s in shown if (payer := _payer(s))))
    pays = f"; {spoken(payers[0])} pays most of it" if len(payers) == 1 else ""
    if len(shown) > FEW or len(shown) == 1:
        return f"Answering costs {_range(scale, sorted(x['mean'] or 0.0 for x in costs))}{pays}"
    each = [f"{scale.number(x['mean'])} with {title_of(s)}" for x, s in zip(costs, shown, strict=True)]
    return f"Answering costs, in {scale.unit or 'money'}, {_listed(each)}{pays}"


def _payer(structure: Structure) -> str | None:
    """The department with the largest part of the cost of answering."""
    parts = departments_of([structure], "answering_cost")
    return max(parts, key=lambda d: measure_of(structure, f"answering_cost.{d}")["mean"] or 0.0, default=None)


# --- ownership and habit -----------------------------------------------------------------------------------


def practices(document: Document) -> str:
    """Whose differences from the baseline are there when all are well run, and whose come with habits."""
    rows = [row for row in document.get("beside", {}).get("decomposition", []) if row["measure"] == document["primary"]]
    if not rows:
        return "Nothing tells ownership from habit"
    if len(rows) <= FEW - 1:
        parts = [part for row in rows for part in (row["ownership"], row["habit"])]
        scale = difference_scale(document["primary"], parts, currency_of(document))
        each = [
            f"{_named(document, row['structure'])} {_told_apart(scale, row['ownership'])} by ownership and "
            f"{_told_apart(scale, row['habit'])} by habit"
            for row in rows
        ]
        return f"Against {_named(document, str(document['baseline']))}: {'; '.join(each)}"
    counts = {part: sum(is_clear(row[part]) for row in rows) for part in ("ownership", "habit")}
    return (
        f"Ownership alone makes a clear difference for {counts['ownership']} of {len(rows)} structures, "
        f"habit for {counts['habit']}"
    )


# --- what it rests on --------------------------------------------------------------------------------------


def evidence(document: Document) -> str:
    """How many inputs have no source, and how many of these the structures meet differently."""
    inputs = document.get("assumed_inputs")
    if not inputs:
        return "How well the inputs are known was not counted"
    assumed = f"Of {inputs['of']} inputs {inputs['count']} are assumed"
    decisive = len(inputs.get("decisive", []))
    if not decisive:
        return assumed
    things = "one thing" if decisive == 1 else f"{decisive} things"
    return f"{assumed}, and nobody has measured {things} on which these structures differ"


# --- whether it is enough ----------------------------------------------------------------------------------


def convergence(document: Document) -> str:
    """How wide the interval is in the end, and whether that is narrow enough for what matters in practice."""
    rows = [row for row in document.get("convergence", []) if row["half_width"] is not None]
    if not rows:
        return "Too few replications for an interval" if "verdict" in document else "One structure has no lead to tell"
    half, margin = possible(document, rows[-1]["half_width"]), document.get("margin")
    scale = difference_scale(document["primary"], [{"mean": half, "low": -half, "high": half}], currency_of(document))
    if margin is not None:
        scale = scale.telling([(half, margin)])
    width = scale.with_unit(scale.number(half))
    known = f"After {rows[-1]['replications']} replications the lead is known to ±\u00a0{width}"
    if margin is None:
        return known
    matter = scale.with_unit(scale.number(margin))
    return f"{known}, {'finer' if half <= margin else 'coarser'} than the {matter} that matter"


def verification(rows: Sequence[Mapping[str, Any]]) -> str:
    """How many measures of how many cases agree with theory, and the largest gap."""
    cases = len({row["id"] for row in rows})
    agree = sum(bool(row["ok"]) for row in rows)
    count = f"All {agree}" if agree == len(rows) else f"{agree} of {len(rows)}"
    known = [row for row in rows if row["standard_errors_away"] is not None]
    verb = "measures agree" if len(rows) != 1 else "measure agrees"
    told = f"{count} {verb} with theory, in {cases} {'case' if cases == 1 else 'cases'}"
    if not known:
        return told
    far = max(known, key=lambda row: abs(row["standard_errors_away"]))
    return f"{told}; the largest gap is {abs(far['standard_errors_away']):.1f} standard errors ({far['id']})"


def warmup(document: Document) -> str:
    """How many weeks are left out, and why."""
    weeks = document["warmup_trial"]["warmup_weeks"]
    count = "the first week is" if weeks == 1 else f"the first {weeks} weeks are"
    return f"From an empty start {count} left out: after that the weeks vary around one level"


# --- words -------------------------------------------------------------------------------------------------


def _primary(document: Document, structure: Structure) -> str:
    return _value(document, document["primary"], structure)


def _value(document: Document, key: str, structure: Structure) -> str:
    """A structure's measure, with the decimals that the others have too."""
    scale = scale_for(key, [measure_of(s, key) for s in document["structures"]], currency_of(document))
    return _written(scale, measure_of(structure, key).get("mean"))


def _written(scale: Scale, x: float | None) -> str:
    written = scale.with_unit(scale.number(x))
    return "unknown" if written == UNKNOWN else written


def _range(scale: Scale, values: Sequence[float]) -> str:
    """The least to the most, once where they are written alike."""
    return scale.with_unit(" to ".join(dict.fromkeys(scale.number(x) for x in (values[0], values[-1]))))


def _margin_scale(document: Document) -> Scale:
    margin = document["margin"]
    return difference_scale(document["primary"], [{"mean": margin}], currency_of(document))


def _subject(document: Document) -> str:
    return SUBJECT.get(document["primary"], _lower_first(primary_label(document)))


def _named(document: Document, name: str) -> str:
    return next((title_of(s) for s in document["structures"] if s["name"] == name), name)


def _channel(key: str) -> str:
    return plain(key.partition(".")[2])


def _all(n: int) -> str:
    return "both" if n == 2 else f"all {n}"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _lower_first(label: str) -> str:
    return label[:1].lower() + label[1:]


def _upper_first(label: str) -> str:
    return label[:1].upper() + label[1:]
