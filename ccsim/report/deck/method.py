"""Slide 9, the method in brief, and whether there were enough replications."""

from typing import Any

from pptx.enum.chart import XL_CHART_TYPE

from ccsim.report import findings
from ccsim.report.caveats import at_once, dropouts, pairing, practical, stretch
from ccsim.report.colours import MUTED, WINNER
from ccsim.report.deck.drawing import Axis, Place
from ccsim.report.deck.native import Series, line_chart
from ccsim.report.deck.page import Head, Says, describe, holder, say
from ccsim.report.deck.panels import rounded
from ccsim.report.deck.story import Story
from ccsim.report.deck.template import CONTENT, LEFT, LEFT_BOX, RIGHT_BOX, WORDS, Box
from ccsim.report.document import Document, level_of, practice_of, primary_label
from ccsim.report.narrowing import Narrowing, narrowing

PLOT = Place(left=0.12, top=0.03, width=0.85, height=0.72, legend=True)
HOW_IN_WORDS = "How the comparison was made."
HOW = (
    "Left: how the comparison was made. Right: how far the lead of the best was known after so many replications, on a "
    "logarithmic axis"
)
DASHED = "; where the line is below the dashed one, it is known well enough for what matters in practice"


def add_method(story: Story) -> None:
    """How it was done, in words, beside the convergence of the interval."""
    document, shown = story.document, narrowing(story.document)
    reading = f"Right: {_lower(shown.heading)} by number of replications." if shown else ""
    how = f"{HOW}{DASHED if shown.margin else ''}." if shown else HOW_IN_WORDS
    slide = story.page(
        WORDS, Head("Method in brief", findings.convergence(document), reading), how,
        [document["primary"]],
    )  # fmt: skip
    if shown:
        _converging(slide, document, shown)
    box = LEFT_BOX if shown else CONTENT
    say(holder(slide, LEFT), method_words(document), box, (15, 14, 13, 12, 11, 10))


def _converging(slide: Any, document: Document, shown: Narrowing) -> None:
    at = [float(n) for n in shown.counts]
    series = [Series("half-width", shown.halves, WINNER, at=at, dash="solid")]
    if shown.margin:
        series.append(Series("matters in practice", [shown.margin] * len(at), MUTED, at=at, dash="dash"))
    across = rounded(at[0], at[-1], "0", shown.across, whole=True)
    up = Axis(shown.ticks[0], shown.ticks[-1], float(shown.base), "General", shown.unit, base=shown.base)
    _draw(slide, document, [f"{n:g}" for n in at], series, (across, up))


def _draw(slide: Any, document: Document, steps: list[str], series: list[Series], axes: tuple[Axis, Axis]) -> None:
    chart = line_chart("Replications", steps, series, axes, PLOT)
    frame = Box(RIGHT_BOX.left, RIGHT_BOX.top, RIGHT_BOX.width, 3.9)
    shape = slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *frame.emu(), chart)
    words = f"Line chart: half-width of the interval of {primary_label(document).lower()} by replications; "
    describe(shape, "Chart: convergence", words + findings.convergence(document))


def method_words(document: Document) -> list[Says]:
    """How it was done, a paragraph a subject."""
    fairness = document.get("fairness")
    shared = "Every structure meets the same customers with the same luck; only the organisation differs."
    facts = (
        ("Simulation.", f"{document.get('world_title', document.get('world', ''))}: {stretch(document)}."),
        ("Same customers.", shared if len(document["structures"]) > 1 else ""),
        ("Fairness.", f"Structures are compared at {fairness}." if fairness else ""),
        ("Practice.", PRACTICES.get(practice_of(document), "")),
        ("Replications.", f"{document['replications']}, seed {document['seed']}. {pairing(document)}".strip()),
        ("Intervals.", _chance(document)),
        ("What matters.", practical(document)),
        ("Dropouts.", dropouts(document)),
        ("Switched off.", ", ".join(document.get("neutralised", [])).replace("_", " ")),
        ("Set.", "; ".join(document.get("overrides", []))),
        ("Stopped early.", "Before it was as precise as asked." if document.get("stopped_early") else ""),
    )
    return [Says(text.replace("\u00a0", " "), lead) for lead, text in facts if text.strip(" :.")]


def _chance(document: Document) -> str:
    if document["replications"] < 2:
        return "None: one replication tells nothing of chance."
    holds = f"Of differences: {at_once(document)}" if at_once(document) else f"At {level_of(document)}."
    return f"{holds} They count the chance of the simulation, not doubt about the inputs."


PRACTICES = {
    "well run": "All are equally well run, so that differences come from ownership and not from habits.",
    "typical": "Each is run as is typical for it, so that differences come from ownership and habit together.",
}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
