"""The table of structures by measures, and all measures in full."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ccsim.experiment.format import Scale, measure_label, scale_for
from ccsim.report.definitions import definition
from ccsim.report.document import Document, better_way, currency_of, measure_of, ranked
from ccsim.report.page.differences import shown_measures
from ccsim.report.page.standing import told

PICKED = ("lost", "contacts_per_issue", "handoffs_per_issue", "satisfaction", "cost_per_resolved", "profit")
"""Beside the primary measure and those that the study names, shown before the reader picks others."""
GROUPS: Mapping[str, tuple[str, ...]] = {
    "Resolution": (
        "fcr", "fcr_answered", "fcr_one_team", "fcr_static", "prevented", "resolved", "lost", "still_open", "capped",
        "contacts_per_issue", "legs_per_issue", "handoffs_per_issue", "channel_switches_per_issue",
        "complaints_per_issue", "not_offered", "containment", "true_containment", "time_to_resolution_h",
    ),
    "Service by channel": (
        "wait_min", "wait_min_median", "wait_min_p90", "service_level", "abandonment", "found_closed", "blocked",
        "called_back",
    ),
    "Satisfaction": ("satisfaction",),
    "Workload": ("occupancy", "answering_h", "main_work_displaced_h"),
}  # fmt: skip
OTHERS = "Money"


@dataclass(frozen=True)
class Cell:
    """One level: written, in full for a tip, and its bare number to sort by."""

    number: str
    half: str
    told: str
    value: float | None


@dataclass(frozen=True)
class Column:
    """One measure over all structures, best structure first."""

    key: str
    label: str
    unit: str
    meaning: str
    is_picked: bool
    better: str
    """Which way it is good: larger, smaller or neither."""
    cells: Sequence[Cell]


def shown_columns(document: Document) -> list[Column]:
    """The measures that people look at first; those not picked wait to be."""
    picked = {document["primary"], *document.get("measures", []), *PICKED}
    return [column(document, key, key in picked) for key in shown_measures(document)]


def all_columns(document: Document) -> dict[str, list[Column]]:
    """Every measure that any structure has, by group."""
    keys = list(dict.fromkeys(key for s in document["structures"] for key in s["measures"]))
    groups: dict[str, list[Column]] = {name: [] for name in [*GROUPS, OTHERS]}
    for key in keys:
        groups[group_of(key)].append(column(document, key, True))
    return {name: columns for name, columns in groups.items() if columns}


def meanings(document: Document) -> dict[str, list[tuple[str, str]]]:
    """What each measure that is shown means, by group; channels, teams and departments once."""
    keys = dict.fromkeys(key.partition(".")[0] for s in document["structures"] for key in s["measures"])
    groups: dict[str, list[tuple[str, str]]] = {name: [] for name in [*GROUPS, OTHERS]}
    for key in keys:
        if definition(key):
            groups[group_of(key)].append((measure_label(key), definition(key)))
    return {name: shown for name, shown in groups.items() if shown}


def group_of(key: str) -> str:
    """The group that a measure belongs to."""
    stem = key.partition(".")[0]
    return next((name for name, stems in GROUPS.items() if stem in stems), OTHERS)


def column(document: Document, key: str, is_picked: bool) -> Column:
    """One measure over all structures."""
    order = ranked(document)
    scale = scale_for(key, [measure_of(s, key) for s in order], currency_of(document))
    cells = [_cell(document, scale, structure, key) for structure in order]
    better = better_way(document, key)
    return Column(key, measure_label(key), scale.unit, definition(key), is_picked, better, cells)


def _cell(document: Document, scale: Scale, structure: Mapping[str, Any], key: str) -> Cell:
    level = measure_of(structure, key)
    mean = level.get("mean")
    return Cell(scale.number(mean), scale.half_width(level), told(document, scale, level), mean)
