"""Slides of a run of one structure, with channels and departments in the rows where a comparison has structures."""

from collections.abc import Sequence
from typing import Any

from ccsim.experiment.format import Interval, Scale, measure_heading, plain, scale_for
from ccsim.report import findings
from ccsim.report.colours import OTHER_BAR
from ccsim.report.deck.customers import told_stem
from ccsim.report.deck.grid import Column, Row, draw_grid
from ccsim.report.deck.journeys import FATE_HEADING, HOW, fate_stacks
from ccsim.report.deck.native import Series, number_format, scaled
from ccsim.report.deck.notes import level_words
from ccsim.report.deck.page import Head, add_key, holder, remove
from ccsim.report.deck.panels import key_to
from ccsim.report.deck.story import KEY_HEIGHT, Story, bars, numbers_width
from ccsim.report.deck.template import CONTENT, FINDING, SAYING, WITHIN, Box
from ccsim.report.document import NOTHING, Document, channels_of, currency_of, measure_of
from ccsim.report.money import STEMS, departments_by_size, money_scale
from ccsim.report.patterns import departments_of, flow_shares, spoken

NAMES, MOST_ROW = 2.6, 0.6
SERVICE = ("wait_min_median", "wait_min_p90", "wait_min", "abandonment", "found_closed", "service_level")
HOW_SERVICE = (
    "Channels in rows. The two waits on the left count from the moment the need arises, for customers who want the "
    "channel; the mean wait counts time in line on it. A wait that is not known (–) says that most were never answered."
)
HOW_MONEY = (
    "Departments in rows, below the whole that they add up to: what answering customers cost them and what it earned "
    "them over the measured time. Revenue without people (issues prevented, or helped by a bot) is no department's."
)


def add_channels(story: Story) -> None:
    """Service by channel."""
    document = story.document
    channels = [key.partition(".")[2] for key in channels_of(document, "wait_min_median")]
    if not channels:
        return
    known = [stem for stem in SERVICE if any(_level(document, f"{stem}.{c}").get("mean") is not None for c in channels)]
    reading = f"By channel; means {level_words(document)}."
    slide = story.page(
        FINDING,
        Head("What customers feel", findings.channels(document, told_stem(document)), reading),
        HOW_SERVICE,
        known,
    )
    _grid(slide, document, "Service by channel", ("Channel", channels, known))


def add_journeys_by_channel(story: Story) -> None:
    """What first contacts come to, by the channel that customers want."""
    document = story.document
    (structure,) = document["structures"]
    flow = structure.get("flow") or []
    if not flow:
        return
    channels = list(dict.fromkeys(row["channel"] for row in flow))
    rows = [Row("All channels", strong=True), *(Row(_spoken(channel)) for channel in channels)]
    shares = [flow_shares(structure)]
    shares += [flow_shares({"flow": [row for row in flow if row["channel"] == channel]}) for channel in channels]
    reading = "What the first contact of an issue came to, % of issues, by the channel that customers want."
    slide = story.page(FINDING, Head("Where issues go", findings.flow(document), reading), HOW)
    remove(holder(slide, SAYING))
    stacks = fate_stacks(shares, WITHIN - NAMES)
    columns = [Column("Channel", NAMES, left=True), Column(FATE_HEADING, WITHIN - NAMES, panel=stacks)]
    used = draw_grid(slide, "Where issues go", rows, columns, CONTENT.without(KEY_HEIGHT), MOST_ROW)
    add_key(slide, key_to([stacks]), Box(CONTENT.left, CONTENT.top + used + 0.08, WITHIN, 0.22))


def add_departments(story: Story) -> None:
    """Cost and revenue, the whole and by department."""
    document = story.document
    known = [stem for stem in STEMS if departments_of(document["structures"], stem)]
    if not known:
        return
    names = ["", *departments_by_size(document)]
    reading = f"By department, over the measured time; means {level_words(document)}."
    slide = story.page(FINDING, Head("Money", findings.money(document), reading), HOW_MONEY, known)
    _grid(slide, document, "Money by department", ("Department", names, known), money_scale(document))


def _grid(
    slide: Any, document: Document, name: str, parts: tuple[str, Sequence[str], Sequence[str]], one: Scale | None = None
) -> None:
    """A row for each channel or department, a column of bars for each measure; all in one scale if there is one."""
    heading, of, stems = parts
    remove(holder(slide, SAYING))
    width = (WITHIN - NAMES) / len(stems)
    columns = [Column(heading, NAMES, left=True), *(_measured(document, stem, of, width, one) for stem in stems)]
    rows = [Row(_spoken(part)) if part else Row("Total", strong=True) for part in of]
    draw_grid(slide, name, rows, columns, CONTENT, MOST_ROW)


def _measured(document: Document, stem: str, of: Sequence[str], width: float, one: Scale | None) -> Column:
    levels = [_level(document, f"{stem}.{part}" if part else stem) for part in of]
    scale = one or scale_for(stem, levels, currency_of(document))
    cells = ["" if level is NOTHING else scale.number(level.get("mean")) for level in levels]
    series = Series(measure_heading(stem, scale), **scaled(levels, scale), colour=OTHER_BAR)
    return Column(series.name, width, cells, bars(stem, series, number_format(scale)), numbers_width(cells))


def _level(document: Document, key: str) -> Interval:
    return measure_of(document["structures"][0], key)


def _spoken(name: str) -> str:
    return spoken(plain(name))
