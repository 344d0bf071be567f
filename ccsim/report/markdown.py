"""A result as a page of Markdown, for a wiki or a mail."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ccsim.experiment.format import (
    UNKNOWN,
    Interval,
    Scale,
    difference_scale,
    format_range,
    measure_heading,
    measure_label,
    scale_for,
)
from ccsim.experiment.saved import Result
from ccsim.experiment.whole import write_text
from ccsim.report.caveats import at_once, chance_best, dropouts, pairing, practical, stretch
from ccsim.report.change import change_of
from ccsim.report.definitions import definition
from ccsim.report.document import (
    NOTHING,
    Document,
    assumed_sentence,
    currency_of,
    difference_between,
    is_clear,
    key_measures,
    level_of,
    measure_of,
    practice_of,
    primary_label,
    question_of,
    ranked,
    role_of,
    rows_of,
    run_facts,
    study_notes,
    title_of,
)
from ccsim.report.findings import ranking

SIDE_BY_SIDE = 4
"""As many structures as columns; more of them become rows."""
MEASURES_A_TABLE = 5
BREAKS = re.compile(r"[ \t\r\n]+")
SPECIAL = re.compile(r"([\\`*\[\]<|#])")
Structure = Mapping[str, Any]


def write_markdown(result: Result, path: Path) -> None:
    """Write the page; the same result gives the same bytes."""
    write_text(path, "\n".join(page(result)) + "\n")


def page(result: Result) -> Iterator[str]:
    """The page line by line."""
    document = result.document
    yield f"# {_plain(question_of(document))}"
    yield from ("", f"> {_plain(document.get('verdict', {}).get('text') or ranking(document))}")
    yield from _measures(document)
    if "verdict" in document:
        yield from _primary_differences(document)
        yield from _other_differences(document)
    if document.get("beside", {}).get("decomposition"):
        yield from _ownership_and_habit(document)
    yield from _meaning(document)
    yield from _basis(document)
    yield from _again(result)


# --- tables ------------------------------------------------------------------------------------------------


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table whose first column is words and whose others are figures."""
    yield ""
    for cells in (head, ["---", *["---:"] * (len(head) - 1)], *rows):
        yield f"| {' | '.join(cells)} |"


def _measures(document: Document) -> Iterator[str]:
    """The key measures side by side; many structures become rows of several tables."""
    yield from ("", "## The key measures", "")
    yield f"Mean ± half-width of the {level_of(document)} interval, practice {practice_of(document)}."
    order, keys = ranked(document), key_measures(document)
    scales = {key: scale_for(key, [measure_of(s, key) for s in order], currency_of(document)) for key in keys}
    if len(order) <= SIDE_BY_SIDE:
        rows = [[_heading(key, scales[key]), *(_level(scales[key], measure_of(s, key)) for s in order)] for key in keys]
        yield from _table(["Measure", *(_named(document, s) for s in order)], rows)
        return
    for first in range(0, len(keys), MEASURES_A_TABLE):
        part = keys[first : first + MEASURES_A_TABLE]
        rows = [[_named(document, s), *(_level(scales[key], measure_of(s, key)) for key in part)] for s in order]
        yield from _table(["Structure", *(_heading(key, scales[key]) for key in part)], rows)


def _primary_differences(document: Document) -> Iterator[str]:
    """The primary measure's differences from the baseline and from the best other, and the chance of being best."""
    primary, order = document["primary"], ranked(document)
    base, rest, ranks = (
        rows_of(document, *part) for part in (("differences", primary), ("best_against_rest",), ("ranking",))
    )
    scale = difference_scale(primary, [*base.values(), *rest.values()], currency_of(document))
    unit = f", {scale.unit}" if scale.unit else ""
    yield from ("", f"## {primary_label(document)}: differences{unit}", "")
    if holds := at_once(document):
        yield holds
    rows = [
        [
            _named(document, s),
            *(_difference(scale, part.get(s["name"], NOTHING)) for part in (base, rest)),
            _chance(ranks.get(s["name"], {}).get("probability_best")),
        ]
        for s in order
    ]
    yield from _table(["Structure", "From the baseline", "Against the best other", "Chance best"], rows)
    notes = (practical(document), chance_best(document), pairing(document), dropouts(document))
    yield from ("", " ".join(note for note in notes if note))


def _other_differences(document: Document) -> Iterator[str]:
    """The other key measures' differences from the baseline, where few structures leave room for them."""
    base = str(document["baseline"])
    others = [s for s in ranked(document) if s["name"] != base]
    keys = [key for key in key_measures(document) if key != document["primary"]]
    if not keys or len(others) > SIDE_BY_SIDE:
        return
    yield from ("", f"## Other key measures: differences from {_title(document, base)}", "")
    yield f"{at_once(document)} In bold where the interval excludes zero.".lstrip()
    rows = []
    for key in keys:
        found = [difference_between(document, s["name"], base, key) for s in others]
        scale = difference_scale(key, found, currency_of(document))
        rows.append([_heading(key, scale), *(_in_bold_if_clear(scale, row) for row in found)])
    yield from _table(["Measure", *(_plain(title_of(s)) for s in others)], rows)


def _ownership_and_habit(document: Document) -> Iterator[str]:
    """What of the primary measure's differences is ownership and what is habit."""
    beside, primary = document["beside"], document["primary"]
    rows = rows_of(beside, "decomposition", primary)
    parts = ("ownership", "habit", "together")
    scale = difference_scale(primary, [row[part] for row in rows.values() for part in parts], currency_of(document))
    unit = f", {scale.unit}" if scale.unit else ""
    yield from ("", f"## Ownership and habit{unit}", "")
    yield (
        f"{primary_label(document)}: difference from {_title(document, str(document['baseline']))}. Ownership is what "
        "is there when all are well run; habit is what typical practice adds."
    )
    shown = [s for s in ranked(document) if s["name"] in rows]
    cells = [[_named(document, s), *(_difference(scale, rows[s["name"]][part]) for part in parts)] for s in shown]
    yield from _table(["Structure", "Ownership", "Habit", "Together"], cells)


# --- what it rests on --------------------------------------------------------------------------------------


def _meaning(document: Document) -> Iterator[str]:
    """The key measures in plain words, those by channel once."""
    yield from ("", "## What the measures say", "")
    stems = dict.fromkeys(key.partition(".")[0] for key in key_measures(document))
    yield from (f"- **{_plain(measure_label(stem))}.** {definition(stem)}" for stem in stems)


def _basis(document: Document) -> Iterator[str]:
    """The run's facts, one a line."""
    yield from ("", "## What it rests on", "")
    where = f"Study {document['study']}, world {document.get('world_title') or document['world']}"
    facts = [where, " · ".join(run_facts(document)), stretch(document), assumed_sentence(document).rstrip(".")]
    yield from (f"- {_plain(fact[:1].upper() + fact[1:])}" for fact in facts if fact)
    changes = ((title_of(s), change_of(document, s)) for s in ranked(document))
    yield from (f"- {_plain(title)} changes. {_plain(change)}" for title, change in changes if change)
    yield from (f"- Note: {_plain(note)}" for note in study_notes(document))


def _again(result: Result) -> Iterator[str]:
    """What to type for the same figures, and for other views of them."""
    identity = result.document["id"]
    yield from ("", "## How to reproduce it", "", "```sh", result.command())
    yield from (f"ccsim report {identity} --format html", "```", "")
    versions = result.manifest.get("versions", {})
    made = f" with ccsim {versions['ccsim']}" if "ccsim" in versions else ""
    yield f"Run {identity}{made}. The same seed gives the same figures on any number of cores."


# --- cells -------------------------------------------------------------------------------------------------


def _plain(text: object) -> str:
    """Text that Markdown does not read as its own marks."""
    return SPECIAL.sub(r"\\\1", BREAKS.sub(" ", str(text).strip()))


def _title(document: Document, name: str) -> str:
    return _plain(next((title_of(s) for s in document["structures"] if s["name"] == name), name))


def _named(document: Document, structure: Structure) -> str:
    role = role_of(document, structure["name"])
    return _plain(title_of(structure)) + (f" ({role})" if role else "")


def _heading(key: str, scale: Scale) -> str:
    return _plain(measure_heading(key, scale))


def _level(scale: Scale, interval: Interval) -> str:
    mean, half = scale.number(interval.get("mean")), scale.half_width(interval)
    return f"{mean} ± {half}" if half and mean != UNKNOWN else mean


def _difference(scale: Scale, interval: Interval) -> str:
    mean, ends = scale.signed(interval.get("mean")), format_range(scale, interval)
    return mean if UNKNOWN in (mean, ends) else f"{mean} ({ends})"


def _in_bold_if_clear(scale: Scale, row: Interval) -> str:
    text = _difference(scale, row)
    return f"**{text}**" if is_clear(row) else text


def _chance(chance: float | None) -> str:
    return UNKNOWN if chance is None else f"{chance:.2f}"
