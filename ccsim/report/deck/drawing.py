"""The XML that PowerPoint's charts are made of: axes, references with their cached values, lines, fills and letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from ccsim.report.colours import FAINT, INK, MUTED

SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
ROWS, VALUES = 111, 222  # numbers of the two axes
EMU_PER_POINT = 12700
WHISKER, THIN = 1.5, 0.75  # points
SMALL = 10  # points of what stands in a chart


@dataclass(frozen=True)
class Axis:
    """What an axis of values spans, and how it is written."""

    low: float
    high: float
    step: float
    form: str
    title: str = ""
    base: int = 0
    """Of a logarithmic axis: how many times higher each tick stands."""


@dataclass(frozen=True)
class Place:
    """The plot inside its frame, as shares of it, and whether a legend stands below."""

    left: float = 0.0
    top: float = 0.0
    width: float = 1.0
    height: float = 1.0
    legend: bool = False
    unnamed: Sequence[int] = ()
    """Series that the legend leaves out."""


def texts(tag: str, reference: str, cells: Sequence[str]) -> str:
    """Text of the cells at a reference, as it was when the chart was written."""
    points = "".join(f'<c:pt idx="{i}"><c:v>{escape(cell)}</c:v></c:pt>' for i, cell in enumerate(cells))
    cache = f'<c:strCache><c:ptCount val="{len(cells)}"/>{points}</c:strCache>'
    return f"<{tag}><c:strRef><c:f>{reference}</c:f>{cache}</c:strRef></{tag}>"


def numbers(tag: str, reference: str, cells: Sequence[float | None], form: str) -> str:
    """Numbers of the cells at a reference, as they were when the chart was written; unknown ones are left out."""
    known = ((i, cell) for i, cell in enumerate(cells) if cell is not None)
    points = "".join(f'<c:pt idx="{i}"><c:v>{cell!r}</c:v></c:pt>' for i, cell in known)
    cache = f'<c:formatCode>{escape(form)}</c:formatCode><c:ptCount val="{len(cells)}"/>{points}'
    return f"<{tag}><c:numRef><c:f>{reference}</c:f><c:numCache>{cache}</c:numCache></c:numRef></{tag}>"


def value_axis(number: int, across: int, axis: Axis, side: str, grid: bool = False, shown: bool = True) -> str:
    """An axis of values; without a sign of its own where it is not shown."""
    lines = f"<c:majorGridlines><c:spPr>{line(FAINT, THIN)}</c:spPr></c:majorGridlines>" if grid else ""
    base = f'<c:logBase val="{axis.base}"/>' if axis.base else ""
    return (
        f'<c:valAx><c:axId val="{number}"/><c:scaling>{base}<c:orientation val="minMax"/><c:max val="{axis.high!r}"/>'
        f'<c:min val="{axis.low!r}"/></c:scaling><c:delete val="{int(not shown)}"/><c:axPos val="{side}"/>{lines}'
        f'{_axis_title(axis.title)}<c:numFmt formatCode={quoteattr(axis.form)} sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f"<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{lettering(SMALL, INK)}"
        f'<c:crossAx val="{across}"/><c:crosses val="min"/>'
        f'<c:crossBetween val="{"midCat" if shown else "between"}"/><c:majorUnit val="{axis.step!r}"/></c:valAx>'
    )


def row_axis(axis: Axis, at_zero: bool) -> str:
    """The axis on which rows are counted shows nothing but, where asked, a line at zero."""
    drawn = line(INK, THIN) if at_zero else "<a:ln><a:noFill/></a:ln>"
    crosses = '<c:crossesAt val="0"/>' if at_zero else '<c:crosses val="min"/>'
    return (
        f'<c:valAx><c:axId val="{ROWS}"/><c:scaling><c:orientation val="minMax"/><c:max val="{axis.high!r}"/>'
        f'<c:min val="{axis.low!r}"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        '<c:numFmt formatCode="0" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="none"/><c:spPr>{drawn}</c:spPr><c:crossAx val="{VALUES}"/>{crosses}'
        '<c:crossBetween val="midCat"/><c:majorUnit val="1"/></c:valAx>'
    )


def _axis_title(title: str) -> str:
    if not title:
        return ""
    return (
        "<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr/></a:pPr><a:r>"
        f'<a:rPr lang="en-GB" sz="{SMALL * 100}" b="0">{fill(MUTED)}</a:rPr>'
        f'<a:t>{escape(title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )


def chart_space(body: str, place: Place) -> str:
    """The whole chart around its plots and axes."""
    hidden = "".join(f'<c:legendEntry><c:idx val="{i}"/><c:delete val="1"/></c:legendEntry>' for i in place.unnamed)
    legend = f'<c:legend><c:legendPos val="b"/>{hidden}<c:overlay val="0"/>{lettering(SMALL, INK)}</c:legend>'
    layout = "".join(
        f'<c:{k} val="{v:.5f}"/>'
        for k, v in zip("xywh", (place.left, place.top, place.width, place.height), strict=True)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {SPACES}><c:date1904 val="0"/>'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout><c:manualLayout>'
        '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f"{layout}</c:manualLayout></c:layout>{body}<c:spPr><a:noFill/></c:spPr></c:plotArea>"
        f'{legend if place.legend else ""}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{lettering(SMALL, INK)}</c:chartSpace>"
    )


def fill(colour: str) -> str:
    """A plain colour."""
    return f'<a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill>'


def hatched(pattern: str, colour: str) -> str:
    """Lines or dots, as Office calls them, on a colour."""
    front, back = (f'<a:srgbClr val="{c[1:]}"/>' for c in (MUTED, colour))
    return f'<a:pattFill prst="{pattern}"><a:fgClr>{front}</a:fgClr><a:bgClr>{back}</a:bgClr></a:pattFill>'


def line(colour: str, points: float, dash: str = "") -> str:
    """A line of so many points."""
    dashed = f'<a:prstDash val="{dash}"/>' if dash else ""
    return f'<a:ln w="{int(points * EMU_PER_POINT)}">{fill(colour)}{dashed}<a:round/></a:ln>'


def lettering(size: float, colour: str, one_line: bool = False) -> str:
    """How what stands in a chart is written."""
    body = '<a:bodyPr wrap="none"/>' if one_line else "<a:bodyPr/>"
    return (
        f'<c:txPr>{body}<a:lstStyle/><a:p><a:pPr><a:defRPr sz="{int(size * 100)}" b="0">{fill(colour)}'
        '<a:latin typeface="+mn-lt"/></a:defRPr></a:pPr><a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )
