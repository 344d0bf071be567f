"""The results on a terminal, and as TSV anywhere else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

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
from ccsim.report.caveats import at_once, chance_best, dropouts, pairing, practical, stretch
from ccsim.report.columns import GAP, Column, aligned, blocks, fits, justified
from ccsim.report.document import (
    NOTHING,
    Document,
    assumed_sentence,
    currency_of,
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
    title_of,
    winner_of,
)
from ccsim.report.terminal import console_on
from ccsim.report.tsv import write_tsv
from ccsim.report.whiskers import axis, whiskers

READABLE = 100  # characters in a line of prose
MOST_NAME = 34
LEAST_PICTURE, MOST_PICTURE = 24, 60


def show_comparison(document: Document, stream: TextIO, width: int | None = None) -> None:
    """Show a comparison: measures side by side, differences, the practice beside, the verdict."""
    if not stream.isatty():
        return write_tsv(document, stream)
    console = console_on(stream, width)
    _print(console, _header(document, min(console.width, READABLE)))
    if console.width >= READABLE and len(document["structures"]) > 1:
        _print(console, [_ranking(document, console.width)])
    _print(console, _side_by_side(document, console.width))
    _print(console, [_differences(document, console.width)])
    if dropped := dropouts(document):
        _print(console, [Text(dropped), Text("")])
    if "beside" in document:
        _print(console, [_beside(document, console.width)])
    _print(console, [Text(document.get("verdict", {}).get("text", ""), style="bold"), Text("")])
    _print(console, [Text(assumed_sentence(document))])


def show_run(document: Document, stream: TextIO, width: int | None = None) -> None:
    """Show one structure's measures with their intervals."""
    if not stream.isatty():
        return write_tsv(document, stream)
    console = console_on(stream, width)
    _print(console, _header(document, min(console.width, READABLE)))
    for structure in document["structures"]:
        _print(console, [_all_measures(document, structure, console.width)])
    _print(console, [Text(assumed_sentence(document))])


def _print(console: Console, parts: Iterable[RenderableType]) -> None:
    for part in parts:
        console.print(part, width=min(console.width, READABLE) if isinstance(part, Text) else None)


def _header(document: Document, width: int) -> list[RenderableType]:
    about = [f"{name} {document[name]}" for name in ("study", "world") if document.get(name)]
    lines = [Text(question_of(document), style="bold"), *_packed(about + run_facts(document), width)]
    if measured := stretch(document):
        lines.append(Text(measured))
    return [*lines, Text("")]


def _packed(facts: Sequence[str], width: int) -> list[Text]:
    """The facts in as few lines as fit; a line breaks between facts, not inside one."""
    lines = [""]
    for fact in facts:
        longer = f"{lines[-1]} · {fact}" if lines[-1] else fact
        lines = [*lines[:-1], longer] if len(longer) <= width else [*lines, fact]
    return [Text(line) for line in lines if line]


def _ranking(document: Document, width: int) -> RenderableType:
    """The primary measure as dots and whiskers, the best first."""
    primary, names = document["primary"], _names(document)
    levels = [measure_of(s, primary) for s in ranked(document)]
    scale = _scale(document, primary)
    numbers = Column("", aligned(scale, levels))
    room = width - max(map(len, names)) - numbers.width - 2 * GAP
    across = max(LEAST_PICTURE, min(MOST_PICTURE, room))
    picture = Column(axis(scale, levels, across), whiskers(levels, across), left=True)
    title = f"{measure_heading(primary, scale)}, {level_of(document)} intervals"
    return _table(title, "Structure", names, [numbers, picture], width, most_name=READABLE)


def _side_by_side(document: Document, width: int) -> list[RenderableType]:
    """Structures as columns where at most four fit, else as rows, in as many tables as the measures need."""
    structures, keys = ranked(document), key_measures(document)
    scales = {key: _scale(document, key) for key in keys}
    cells = {key: aligned(scales[key], [measure_of(s, key) for s in structures]) for key in keys}
    names = _names(document)
    title = f"Mean ± half-width of the {level_of(document)} interval, practice {practice_of(document)}"
    columns = [
        Column(str(name), justified([cells[key][i] for key in keys]), structure["name"] == winner_of(document))
        for i, (name, structure) in enumerate(zip(names, structures, strict=True))
    ]
    if len(columns) <= 4 and fits(columns, width):
        heads = [Text(measure_heading(key, scales[key])) for key in keys]
        return [_table(title, "Measure", heads, columns, width)]
    measures = [Column(measure_heading(key, scales[key]), cells[key]) for key in keys]
    return [_table(title, "Structure", names, block, width) for block in blocks(measures, width)]


def _scale(document: Document, key: str) -> Scale:
    return scale_for(key, [measure_of(s, key) for s in document["structures"]], currency_of(document))


def _names(document: Document) -> list[Text]:
    """Of all structures, the best first."""
    return [_name(document, structure) for structure in ranked(document)]


def _name(document: Document, structure: Mapping[str, Any]) -> Text:
    """The structure's title; its role stands beside it in words, not in colour alone."""
    role = role_of(document, structure["name"])
    style = "bold green" if structure["name"] == winner_of(document) else ""
    return Text(f"{title_of(structure)} ({role})" if role else title_of(structure), style=style)


def _table(
    title: str,
    head: str,
    names: Sequence[Text],
    columns: Sequence[Column],
    width: int,
    end: str = "\n",
    most_name: int = MOST_NAME,
) -> RenderableType:
    """A table whose first column takes what the figures leave and alone may wrap."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="")
    left = width - sum(column.width + GAP for column in columns)
    longest = max(len(name) for name in [*names, Text(head)])
    table.add_column(Text(head), width=max(1, min(left, longest, most_name)), overflow="fold")
    for column in columns:
        table.add_column(
            Text(column.heading, style="bold green" if column.winner else ""),
            justify="left" if column.left else "right",
            width=column.width,
            vertical="bottom",
        )
    for i, name in enumerate(names):
        table.add_row(name, *(Text(column.cells[i], no_wrap=True) for column in columns))
    return Group(Text(title, style="bold"), table, Text(end, end=""))


def _differences(document: Document, width: int) -> RenderableType:
    """The primary measure's differences from the baseline, and each structure against the best other."""
    names = [structure["name"] for structure in ranked(document)]
    from_baseline = rows_of(document, "differences", document["primary"])
    against_rest = rows_of(document, "best_against_rest")
    scale = difference_scale(
        document["primary"], [*from_baseline.values(), *against_rest.values()], currency_of(document)
    )
    parts = [
        _difference_columns("From the baseline", scale, [from_baseline.get(n, NOTHING) for n in names]),
        [
            *_difference_columns("Against the best\u00a0other", scale, [against_rest.get(n, NOTHING) for n in names]),
            _probability_best(document, names),
        ],
    ]
    title = f"{primary_label(document)}: differences"
    title += f", {scale.unit}" if scale.unit else ""
    told = (at_once(document), practical(document), chance_best(document), pairing(document))
    notes = "\n".join(note for note in told if note)
    return Group(*_in_parts(document, title, parts, width), Text(f"{notes}\n"))


def _in_parts(
    document: Document, title: str, parts: Sequence[Sequence[Column]], width: int
) -> Iterator[RenderableType]:
    """One table of all parts where they fit beside the names, else one for each."""
    whole = [column for part in parts for column in part]
    names = _names(document)
    for part in [whole] if fits(whole, width) else parts:
        yield _table(title, "Structure", names, part, width, end="" if part in (whole, parts[-1]) else "\n")


def _difference_columns(heading: str, scale: Scale, intervals: Sequence[Interval]) -> list[Column]:
    return [
        Column(heading, [scale.signed(interval.get("mean")) for interval in intervals]),
        Column("interval", [format_range(scale, interval) for interval in intervals]),
    ]


def _probability_best(document: Document, names: Sequence[str]) -> Column:
    """Probability of being best, from simulation noise only."""
    ranking = rows_of(document, "ranking")
    chances = [ranking.get(name, {}).get("probability_best") for name in names]
    return Column("Chance best", [UNKNOWN if chance is None else f"{chance:.2f}" for chance in chances])


def _beside(document: Document, width: int) -> RenderableType:
    """The same comparison under the other practice, and what of it is ownership and what is habit."""
    beside, primary = document["beside"], document["primary"]
    by_name = {structure["name"]: structure for structure in beside.get("structures", [])}
    levels = [measure_of(by_name.get(s["name"], {"measures": {}}), primary) for s in ranked(document)]
    level_scale = scale_for(primary, levels, currency_of(document))
    columns = [Column(f"Level ({level_scale.unit})" if level_scale.unit else "Level", aligned(level_scale, levels))]
    rows = rows_of(beside, "decomposition", primary)
    parts = [
        [rows.get(s["name"], {}).get(part, NOTHING) for s in ranked(document)]
        for part in ("ownership", "habit", "together")
    ]
    scale = difference_scale(primary, [i for part in parts for i in part], currency_of(document))
    columns += [
        Column(f"{head} ({scale.unit})" if scale.unit else head, aligned(scale, part, signed=True))
        for head, part in zip(("Ownership", "Habit", "Together"), parts, strict=True)
        if rows
    ]
    title = f"{primary_label(document)} under {practice_of(beside)} practice"
    title += ": difference from the baseline, by ownership and by habit" if rows else ""
    names = _names(document)
    return Group(*(_table(title, "Structure", names, block, width) for block in blocks(columns, width)))


def _all_measures(document: Document, structure: Mapping[str, Any], width: int) -> RenderableType:
    keys = list(structure["measures"])
    scales = [scale_for(key, [measure_of(structure, key)], currency_of(document)) for key in keys]
    cells = [aligned(scale, [measure_of(structure, key)])[0] for key, scale in zip(keys, scales, strict=True)]
    units = [scale.unit for scale in scales]
    columns = [Column("Mean ±\u00a0half-width", justified(cells)), Column("Unit", units, left=True)]
    names = [Text(measure_label(key)) for key in keys]
    title = f"{title_of(structure)}, {level_of(document)} intervals"
    return _table(title, "Measure", names, columns, width, most_name=READABLE)
