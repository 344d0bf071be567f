"""PowerPoint's own charts, written whole: bars, stacks, dots and lines, with error bars and a workbook behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ccsim.experiment.format import Interval, Scale
from ccsim.report.colours import FAINT, INK, MUTED, OTHER_BAR, PAPER, is_dark
from ccsim.report.deck.drawing import (
    ROWS,
    SMALL,
    THIN,
    VALUES,
    WHISKER,
    Axis,
    Place,
    chart_space,
    fill,
    hatched,
    lettering,
    line,
    numbers,
    row_axis,
    texts,
    value_axis,
)
from ccsim.report.deck.embedded import Sheet


@dataclass(frozen=True)
class Native:
    """A chart as python-pptx takes it in place of its own chart data."""

    xml: str
    sheet: Sheet

    def xml_bytes(self, kind: Any) -> bytes:
        """The chart."""
        return self.xml.encode("utf-8")

    @property
    def xlsx_blob(self) -> bytes:
        """The workbook behind it."""
        return self.sheet.workbook()


@dataclass(frozen=True)
class Series:
    """Values of one row each, in the unit that is shown, with their intervals where they have any."""

    name: str
    values: Sequence[float | None]
    colour: str
    ends: Sequence[tuple[float | None, float | None]] = ()
    at: Sequence[float] = ()
    """Where across the values the marks stand; rows of bars need none."""
    filled: bool = True
    picked: Mapping[int, str] = field(default_factory=dict)
    """Points with a colour of their own."""
    labelled: Sequence[int] = ()
    """The bars that have room for their number."""
    named: Sequence[int] = ()
    """Those among them that have room for the name too."""
    pattern: str = ""
    """How Office calls the hatch of bars that have one."""
    dash: str = ""
    """Drawn as a line instead of marks: "solid", "dash"."""


def scaled(intervals: Sequence[Interval], scale: Scale) -> dict[str, Any]:
    """Values and ends of intervals in the unit in which the scale writes them."""

    def times(x: float | None) -> float | None:
        return None if x is None else x * scale.factor

    ends = [(times(interval.get("low")), times(interval.get("high"))) for interval in intervals]
    return {"values": [times(interval.get("mean")) for interval in intervals], "ends": ends}


def number_format(scale: Scale, signed: bool = False) -> str:
    """The scale's way of writing as a number format of Office."""
    form = "#,##0" + ("." + "0" * scale.decimals if scale.decimals else "")
    return f'+{form};"−"{form};{form}' if signed else f'{form};"−"{form}'


def bar_chart(
    names: Sequence[str], series: Sequence[Series], axis: Axis, place: Place, stacked: bool = False
) -> Native:
    """Horizontal bars from zero, the first row on top; several series stack."""
    sheet = Sheet()
    rows = texts("c:cat", sheet.add("Name", names), names)
    drawn = "".join(_bars(sheet, i, one, rows, axis.form) for i, one in enumerate(series))
    grouping = "stacked" if stacked else "clustered"
    overlap = '<c:overlap val="100"/>' if stacked else ""
    body = (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{drawn}'
        f'<c:gapWidth val="60"/>{overlap}<c:axId val="{ROWS}"/><c:axId val="{VALUES}"/></c:barChart>'
        f'<c:catAx><c:axId val="{ROWS}"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="l"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="none"/>'
        f'<c:spPr>{line(FAINT, THIN)}</c:spPr><c:crossAx val="{VALUES}"/><c:crosses val="autoZero"/></c:catAx>'
        f"{value_axis(VALUES, ROWS, axis, 'b', shown=False)}"
    )
    return Native(chart_space(body, place), sheet)


def dot_chart(names: Sequence[str], series: Sequence[Series], axis: Axis, place: Place, zero: bool = False) -> Native:
    """Dots with error bars in rows, the first on top; a line at zero where differences are shown."""
    sheet = Sheet()
    sheet.add("Name", names)
    spans = [span for one in series if (span := _span(one))]
    shown = _alike([*series, *spans])
    drawn = "".join(_points(sheet, i, one, axis.form, sideways=True) for i, one in enumerate(shown))
    place = replace(place, unnamed=[*place.unnamed, *range(len(series), len(series) + len(spans))])
    rows = Axis(0.5, len(names) + 0.5, 1.0, "0")
    body = (
        f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{drawn}<c:axId val="{VALUES}"/>'
        f'<c:axId val="{ROWS}"/></c:scatterChart>{value_axis(VALUES, ROWS, axis, "b", grid=True)}'
        f"{row_axis(rows, zero and axis.low <= 0 <= axis.high)}"
    )
    return Native(chart_space(body, place), sheet)


def _alike(series: Sequence[Series]) -> list[Series]:
    """The series with empty rows added to as many as the longest has, as LibreOffice wants them."""
    rows = max(len(one.values) for one in series)

    def padded(one: Series) -> Series:
        more = rows - len(one.values)
        ends = [*one.ends, *[(None, None)] * more] if one.ends else ()
        return replace(one, values=[*one.values, *[None] * more], ends=ends, at=[*one.at, *[0.0] * more])

    return [padded(one) for one in series]


def _span(one: Series) -> Series | None:
    """The intervals as lines of their own, since LibreOffice leaves out custom error bars that lie sideways."""
    known = [(pair, at) for pair, at in zip(one.ends, one.at, strict=False) if None not in pair]
    values = [x for (low, high), _ in known for x in (low, high, None)]
    places = [at for _, at in known for _ in range(3)]
    return Series(f"{one.name}: interval from, to", values, one.colour, at=places, dash="solid") if known else None


def line_chart(
    label: str, steps: Sequence[str], series: Sequence[Series], axes: tuple[Axis, Axis], place: Place
) -> Native:
    """Lines over numbers: what happens to `series` along their `at`."""
    sheet = Sheet()
    sheet.add(label, steps)
    drawn = "".join(_points(sheet, i, one, axes[1].form, sideways=False) for i, one in enumerate(series))
    body = (
        f'<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{drawn}<c:axId val="{VALUES}"/>'
        f'<c:axId val="{ROWS}"/></c:scatterChart>{value_axis(VALUES, ROWS, axes[0], "b")}'
        f"{value_axis(ROWS, VALUES, axes[1], 'l', grid=True)}"
    )
    return Native(chart_space(body, place), sheet)


def _bars(sheet: Sheet, i: int, one: Series, rows: str, form: str) -> str:
    values = sheet.add(one.name, one.values)
    head = _head(i, one, sheet.heading())
    own = "".join(
        f'<c:dPt><c:idx val="{point}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>'
        f"<c:spPr>{fill(colour)}</c:spPr></c:dPt>"
        for point, colour in sorted(one.picked.items())
    )
    return (
        f'<c:ser>{head}<c:spPr>{_filled(one)}</c:spPr><c:invertIfNegative val="0"/>{own}'
        f"{_bar_labels(one, form)}{_error_bars(sheet, one, form, '')}{rows}"
        f"{numbers('c:val', values, one.values, form)}</c:ser>"
    )


def _filled(one: Series) -> str:
    """A plain bar has a light edge, a hatched one an edge of its hatch."""
    return (
        f"{hatched(one.pattern, one.colour)}{line(MUTED, THIN)}"
        if one.pattern
        else f"{fill(one.colour)}{line(PAPER, THIN)}"
    )


def _bar_labels(one: Series, form: str) -> str:
    """Numbers and names of the bars that have room for them."""
    if not one.labelled:
        return ""
    colour = PAPER if is_dark(one.colour) else INK
    back = fill(one.colour) if one.pattern else "<a:noFill/>"

    def shown(name: bool) -> str:
        return (
            f'<c:numFmt formatCode={quoteattr(form)} sourceLinked="0"/><c:spPr>{back}</c:spPr>'
            f'{lettering(SMALL, colour, one_line=True)}<c:dLblPos val="ctr"/><c:showLegendKey val="0"/>'
            f'<c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="{int(name)}"/><c:showPercent val="0"/>'
            '<c:showBubbleSize val="0"/><c:separator> </c:separator>'
        )

    own = {i: '<c:delete val="1"/>' for i in range(len(one.values)) if i not in one.labelled}
    own |= {i: shown(name=True) for i in one.named}
    points = "".join(f'<c:dLbl><c:idx val="{i}"/>{how}</c:dLbl>' for i, how in sorted(own.items()))
    return f"<c:dLbls>{points}{shown(name=False)}</c:dLbls>"


def _points(sheet: Sheet, i: int, one: Series, form: str, sideways: bool) -> str:
    """Marks or a line; sideways where the values run to the right and `at` upwards."""
    at = [None if value is None else place for value, place in zip(one.values, one.at, strict=True)]
    values, places = sheet.add(one.name, one.values), ""
    head = _head(i, one, sheet.heading())
    bars = _error_bars(sheet, one, form, "x" if sideways else "y")
    places = sheet.add(f"{one.name}: {'row, counted from below' if sideways else 'at'}", at)
    measured, placed = (values, one.values), (places, at)
    x, y = (measured, placed) if sideways else (placed, measured)
    drawn = line(one.colour, WHISKER, one.dash) if one.dash else "<a:ln><a:noFill/></a:ln>"
    return (
        f"<c:ser>{head}<c:spPr>{drawn}</c:spPr>{_marker(one)}{_point_markers(one)}{bars}"
        f'{numbers("c:xVal", *x, form)}{numbers("c:yVal", *y, form)}<c:smooth val="0"/></c:ser>'
    )


def _marker(one: Series, colour: str = "") -> str:
    """Dark circles or light diamonds, so that two series are told apart without colour; a picked one is larger."""
    if one.dash:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    symbol, size = ("circle", 9) if one.filled else ("diamond", 10)
    inside = (colour or one.colour) if one.filled else OTHER_BAR
    return (
        f'<c:marker><c:symbol val="{symbol}"/><c:size val="{size + 2 * bool(colour)}"/><c:spPr>{fill(inside)}'
        f"{line(colour or one.colour, THIN)}</c:spPr></c:marker>"
    )


def _point_markers(one: Series) -> str:
    return "".join(
        f'<c:dPt><c:idx val="{point}"/>{_marker(one, colour)}<c:bubble3D val="0"/></c:dPt>'
        for point, colour in sorted(one.picked.items())
    )


def _error_bars(sheet: Sheet, one: Series, form: str, direction: str) -> str:
    """What the intervals reach above and below the values, from columns of the workbook."""
    known = [end for pair in one.ends for end in pair if end is not None]
    if not known:
        return ""
    gaps = list(zip(one.values, one.ends, strict=True))
    above = [None if v is None or high is None else high - v for v, (_, high) in gaps]
    below = [None if v is None or low is None else v - low for v, (low, _) in gaps]
    way = f'<c:errDir val="{direction}"/>' if direction else ""
    plus = numbers("c:plus", sheet.add(f"{one.name}: interval above", above), above, form)
    minus = numbers("c:minus", sheet.add(f"{one.name}: interval below", below), below, form)
    return (
        f'<c:errBars>{way}<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>{plus}{minus}'
        f"<c:spPr>{line(INK if not direction else one.colour, WHISKER)}</c:spPr></c:errBars>"
    )


def _head(i: int, one: Series, reference: str) -> str:
    text = f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(one.name)}</c:v></c:pt></c:strCache>'
    return f'<c:idx val="{i}"/><c:order val="{i}"/><c:tx><c:strRef><c:f>{reference}</c:f>{text}</c:strRef></c:tx>'
