"""Sheets of estimates, each with its interval: key measures by structure, all measures, all differences."""

from collections.abc import Iterable, Mapping, Sequence

from ccsim.experiment.format import Interval, Scale, difference_scale, measure_heading, measure_label, plain, scale_for
from ccsim.report.document import (
    Document,
    currency_of,
    is_clear,
    key_measures,
    level_of,
    measure_of,
    practice_of,
    ranked,
    role_of,
    title_of,
)
from ccsim.report.patterns import spoken
from ccsim.report.workbook.sheet import Book, Column, Unit, interval_columns, unit_of

Row = tuple[Sequence[str], str, Interval]
"""Words of a row's first columns, its measure, its estimate."""
WIDE, NAME, SHORT = 44, 34, 14
FEW = 4


def add_summary(book: Book, document: Document) -> None:
    """The key measures side by side with their intervals: structures as columns where they are few, else as rows."""
    sheet = book.sheet("Summary")
    about = f"Mean, low and high of the {level_of(document)} interval, practice {practice_of(document)}"
    book.title(sheet, "The key measures of each structure", about)
    order, keys = ranked(document), key_measures(document)
    levels = {key: [measure_of(s, key) for s in order] for key in keys}
    scales = {key: scale_for(key, levels[key], currency_of(document)) for key in keys}
    few = len(order) <= FEW
    columns = _by_measure(document, levels, scales) if few else _by_structure(document, levels, scales)
    book.table(sheet, "Summary", columns, top=3)


def _by_measure(
    document: Document, levels: Mapping[str, Sequence[Interval]], scales: Mapping[str, Scale]
) -> list[Column]:
    """A row for each measure, three columns for each structure."""
    units = {key: unit_of(scale) for key, scale in scales.items()}
    formats = [unit.number_format for unit in units.values()]
    columns = [Column("Measure", [measure_heading(key, scale) for key, scale in scales.items()], WIDE)]
    for i, structure in enumerate(ranked(document)):
        role = role_of(document, structure["name"])
        head = f"{title_of(structure)} ({role})" if role else title_of(structure)
        heads = {"mean": head, "low": f"{title_of(structure)}, low", "high": f"{title_of(structure)}, high"}
        for end, told in heads.items():
            cells = [units[key].cell(levels[key][i].get(end)) for key in levels]
            columns.append(Column(told, cells, 18 if end == "mean" else SHORT, formats))
    return columns


def _by_structure(
    document: Document, levels: Mapping[str, Sequence[Interval]], scales: Mapping[str, Scale]
) -> list[Column]:
    """A row for each structure, the best first, three columns for each measure."""
    order = ranked(document)
    columns = [
        Column("Structure", [title_of(s) for s in order], NAME),
        Column("Role", [role_of(document, s["name"]) for s in order], SHORT),
    ]
    for key, scale in scales.items():
        columns += interval_columns(measure_heading(key, scale), unit_of(scale), levels[key], 15)
    return columns


def add_measures(book: Book, document: Document) -> None:
    """A row for every measure of every structure under every practice."""
    rows: list[Row] = []
    for part in (document, document.get("beside", {})):
        names = [s["name"] for s in ranked(document)]
        for structure in sorted(part.get("structures", []), key=lambda s: names.index(s["name"])):
            words = (practice_of(part), title_of(structure))
            rows += [(words, key, interval) for key, interval in structure["measures"].items()]
    units = _units(rows, document, differences=False)
    _long(book, "Measures", rows, units, ("Practice", "Structure"))


def add_differences(book: Book, document: Document) -> None:
    """Every difference from the study's baseline, under every practice."""
    titles = _titles(document)
    base = titles.get(str(document.get("baseline")), "")
    rows: list[Row] = [
        ((practice_of(part), titles[row["structure"]], base), row["measure"], row)
        for part in (document, document.get("beside", {}))
        for row in part.get("differences", [])
    ]
    if rows:
        units = _units(rows, document, differences=True)
        _long(book, "Differences", rows, units, ("Practice", "Structure", "Less the baseline"), clear=True)


def add_pairwise(book: Book, document: Document) -> None:
    """The differences from any other baseline, of the measures that people look at first."""
    titles = _titles(document)
    rows: list[Row] = [
        ((titles[row["structure"]], titles[row["baseline"]]), row["measure"], row)
        for row in document.get("pairwise", [])
    ]
    if rows and len(titles) > 2:
        units = _units(rows, document, differences=True)
        _long(book, "Pairwise", rows, units, ("Structure", "Less the structure"), clear=True)


def add_ownership_and_habit(book: Book, document: Document) -> None:
    """What of each difference is ownership and what is habit."""
    titles = _titles(document)
    rows: list[Row] = [
        ((titles[row["structure"]], part.capitalize()), row["measure"], row[part])
        for row in document.get("beside", {}).get("decomposition", [])
        for part in ("ownership", "habit", "together")
    ]
    if rows:
        units = _units(rows, document, differences=True)
        _long(book, "Ownership and habit", rows, units, ("Structure", "Part"), clear=True)


def _titles(document: Document) -> dict[str, str]:
    return {s["name"]: title_of(s) for s in document["structures"]}


def _units(rows: Iterable[Row], document: Document, differences: bool) -> Mapping[str, Unit]:
    """One unit for each measure; levels take that of the study's own practice, as on the other surfaces."""
    by_key: dict[str, list[Interval]] = {}
    for _, key, interval in rows:
        by_key.setdefault(key, []).append(interval)
    currency = currency_of(document)
    if differences:
        return {key: unit_of(difference_scale(key, shown, currency), signed=True) for key, shown in by_key.items()}
    own = {key: [measure_of(s, key) for s in document["structures"]] for key in by_key}
    return {key: unit_of(scale_for(key, own[key], currency)) for key in by_key}


def _long(
    book: Book,
    name: str,
    rows: Sequence[Row],
    units: Mapping[str, Unit],
    heads: Sequence[str],
    clear: bool = False,
) -> None:
    """A sheet with a row for each estimate; `clear` adds whether the interval excludes zero."""
    keys, each = [key for _, key, _ in rows], [units[key] for _, key, _ in rows]
    columns = [
        Column(head, [words[i] for words, _, _ in rows], SHORT if head in ("Practice", "Part") else NAME)
        for i, head in enumerate(heads)
    ]
    columns += [
        Column("Measure", [measure_label(key.partition(".")[0]) for key in keys], WIDE),
        Column("Channel, team or department", [spoken(plain(key.partition(".")[2])) for key in keys], 22),
    ]
    for head, end in (("Mean", "mean"), ("Low", "low"), ("High", "high")):
        cells = [unit.cell(row.get(end)) for unit, (_, _, row) in zip(each, rows, strict=True)]
        columns.append(Column(head, cells, 13, [unit.number_format for unit in each]))
    columns.append(Column("Unit", [unit.name for unit in each], 15, indent=1))
    if clear:
        columns.append(Column("Interval excludes 0", [_clear(row) for _, _, row in rows], 12))
    columns.append(Column("Key", keys, 28))
    book.table(book.sheet(name), name.replace(" ", "_"), columns, frozen=len(heads))


def _clear(row: Interval) -> str:
    if row.get("low") is None or row.get("high") is None:
        return ""
    return "yes" if is_clear(row) else "no"
