"""A comparison at a glance: the finding, the structures in their order, and what a reader must know."""

from collections.abc import Mapping
from typing import Any

from ccsim.experiment.format import measure_heading, scale_for
from ccsim.notebook.html import block, table, whiskers
from ccsim.report.document import (
    Document,
    currency_of,
    facts_of,
    measure_of,
    ranked,
    role_of,
    title_of,
    winner_of,
)
from ccsim.report.findings import ranking

BESIDE = ("lost", "abandonment.voice", "handoffs_per_issue", "cost_per_resolved")
"""Shown beside the primary measure, where somebody has them."""


def comparison_html(document: Document) -> str:
    """The comparison as a small block of HTML."""
    structures, winner = ranked(document), winner_of(document)
    keys = _keys(document)
    scales = {key: scale_for(key, [measure_of(s, key) for s in structures], currency_of(document)) for key in keys}
    heads = ["Structure", *(measure_heading(key, scales[key]) for key in keys)]
    rows = [[_named(document, s), *(_cell(scales[key], measure_of(s, key)) for key in keys)] for s in structures]
    strong = frozenset(i for i, s in enumerate(structures) if s["name"] == winner)
    drawn = whiskers([measure_of(s, document["primary"]) for s in structures]) if len(structures) > 1 else []
    about = f"{document['study']} · world: {document.get('world_title') or document['world']}"
    note = "mean ± half the width of the interval" if document["replications"] > 1 else ""
    facts = [note, *facts_of(document)]
    return block(about, ranking(document), table(heads, rows, strong, drawn), facts=facts)


def _keys(document: Document) -> list[str]:
    """The primary measure and those beside it."""
    present = {key for structure in document["structures"] for key in structure["measures"]}
    return list(dict.fromkeys([document["primary"], *(key for key in BESIDE if key in present)]))


def _named(document: Document, structure: Mapping[str, Any]) -> str:
    role = role_of(document, structure["name"]) if "verdict" in document else ""
    return title_of(structure) + (f" ({role})" if role else "")


def _cell(scale: Any, interval: Mapping[str, float | None]) -> str:
    half = scale.half_width(interval)
    return f"{scale.number(interval.get('mean'))} ± {half}" if half else str(scale.number(interval.get("mean")))
