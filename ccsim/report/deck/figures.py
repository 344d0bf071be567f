"""Slide 1 of a run of one structure: its key figures."""

from ccsim.experiment.format import UNKNOWN, measure_label, scale_for
from ccsim.report import findings
from ccsim.report.deck.grid import Column, Row, draw_grid
from ccsim.report.deck.notes import level_words
from ccsim.report.deck.page import Head, holder, remove
from ccsim.report.deck.story import Story
from ccsim.report.deck.template import CONTENT, FINDING, SAYING
from ccsim.report.definitions import definition
from ccsim.report.document import currency_of, measure_of

KEYS = (
    "fcr", "resolved", "lost", "contacts_per_issue", "handoffs_per_issue", "time_to_resolution_h", "satisfaction",
    "occupancy", "cost_per_resolved", "profit", "main_work_displaced_h",
)  # fmt: skip
HOW = "Each row is a measure with its mean over the replications and its interval; what it means stands beside it."


def add_figures(story: Story) -> None:
    """The structure's key figures with what they mean."""
    document = story.document
    (structure,) = document["structures"]
    keys = [k for k in dict.fromkeys((document["primary"], *KEYS)) if measure_of(structure, k).get("mean") is not None]
    rows, cells, meanings = [], [], []
    for key in keys:
        level = measure_of(structure, key)
        scale = scale_for(key, [level], currency_of(document))
        half = scale.half_width(level)
        written = scale.number(level.get("mean"))
        rows.append(Row(measure_label(key), strong=key == document["primary"]))
        cells.append(scale.with_unit(f"{written} ± {half}" if half and written != UNKNOWN else written))
        meanings.append(definition(key).partition(". ")[0].partition(": ")[0].rstrip("."))
    head = Head(
        str(document.get("world_title") or "The answer"), findings.ranking(document), f"Means {level_words(document)}."
    )
    slide = story.page(FINDING, head, HOW, keys)
    columns = [
        Column("Measure", 3.7, left=True),
        Column("Value", 2.6, cells),
        Column("What it means", 5.8, meanings, left=True, strong=()),
    ]
    draw_grid(slide, "Key figures", rows, columns, CONTENT)
    remove(holder(slide, SAYING))
