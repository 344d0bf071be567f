"""Our own template, 16:9: theme, master and layouts, made in code so that it can be read and changed as text."""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, cast

import pptx
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.presentation import Presentation
from pptx.util import Inches

from ccsim.report.colours import FAINT, INK, MUTED, PAPER, SERIES, WINNER

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6  # inches
WITHIN = WIDTH - 2 * MARGIN
FONT = "Arial"  # on every machine, or a font of the same widths
FINDING, WORDS, CARDS = "Finding", "Words and picture", "Cards"
TITLE, KICKER, READING, SAYING, LEFT, FOOTER, NUMBER = 0, 13, 14, 15, 16, 11, 12
"""The placeholders' numbers."""
FIRST_CARD, MOST_CARDS = 20, 3
TITLE_SIZES = (24.0, 22.0, 20.0, 18.0, 16.0)
NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)


class Box(NamedTuple):
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    def without(self, height: float) -> "Box":
        """The same place, so much less high."""
        return self._replace(height=self.height - height)

    def emu(self) -> tuple[Any, Any, Any, Any]:
        """As PowerPoint counts."""
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)


class Holder(NamedTuple):
    """A placeholder of a layout."""

    number: int
    kind: str
    name: str
    box: Box
    size: float
    colour: str = INK
    bold: bool = False
    anchor: str = "t"
    prompt: str = "Text"


KICKER_BOX = Box(MARGIN, 0.36, WITHIN, 0.28)
TITLE_BOX = Box(MARGIN, 0.64, WITHIN, 0.84)
READING_BOX = Box(MARGIN, 1.52, WITHIN, 0.27)
CONTENT = Box(MARGIN, 1.98, WITHIN, 4.8)
HALF = (WITHIN - 0.5) / 2
LEFT_BOX = Box(MARGIN, CONTENT.top, HALF, CONTENT.height)
RIGHT_BOX = Box(MARGIN + HALF + 0.5, CONTENT.top, HALF, CONTENT.height)
SAYING_BOX = Box(MARGIN, 5.9, WITHIN, 0.95)
FOOTER_BOX = Box(MARGIN, 6.98, WITHIN - 0.8, 0.34)
NUMBER_BOX = Box(WIDTH - MARGIN - 0.7, 6.98, 0.7, 0.34)
CARD_GAP = 0.3


def card_box(i: int, cards: int = MOST_CARDS) -> Box:
    """The place of one of so many cards side by side."""
    width = (WITHIN - CARD_GAP * (cards - 1)) / cards
    return Box(MARGIN + i * (width + CARD_GAP), CONTENT.top, width, CONTENT.height)


HEAD = (
    Holder(TITLE, "title", "Title", TITLE_BOX, TITLE_SIZES[0], INK, True, "t", "What the numbers say, in one sentence"),
    Holder(KICKER, "body", "Topic", KICKER_BOX, 12, WINNER, True, "ctr", "Topic"),
)
READ = Holder(READING, "body", "How to read it", READING_BOX, 12, MUTED, False, "t", "What is shown, with its unit")
FOOT = (
    Holder(FOOTER, "ftr", "Facts of the run", FOOTER_BOX, 9, MUTED, False, "ctr"),
    Holder(NUMBER, "sldNum", "Slide number", NUMBER_BOX, 9, MUTED, False, "ctr"),
)
LAYOUTS = {
    FINDING: (*HEAD, READ, Holder(SAYING, "body", "What it means", SAYING_BOX, 14), *FOOT),
    WORDS: (*HEAD, READ, Holder(LEFT, "body", "Words", LEFT_BOX, 14), *FOOT),
    CARDS: (
        *HEAD,
        READ,
        *(Holder(FIRST_CARD + i, "body", f"Card {i + 1}", card_box(i), 14) for i in range(MOST_CARDS)),
        *FOOT,
    ),
}


def new_deck() -> Presentation:
    """An empty deck with our theme, master and layouts."""
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    master: Any = deck.slide_master
    for layout in list(deck.slide_layouts)[len(LAYOUTS) :]:
        deck.slide_layouts.remove(layout)
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme.blob = _themed(theme.blob.decode("utf-8")).encode("utf-8")
    _refill(master, [HEAD[0], Holder(1, "body", "Body", LEFT_BOX, 14), *FOOT])
    _restyle(master)
    for layout, (name, holders) in zip(deck.slide_layouts, LAYOUTS.items(), strict=True):
        element: Any = layout._element
        element.cSld.set("name", name)
        element.attrib.pop("type", None)
        _refill(layout, holders)
    _forget_the_old_look(deck)
    return deck


def _forget_the_old_look(deck: Presentation) -> None:
    """The default template's thumbnail and printer settings are none of ours."""
    parts: Sequence[Any] = (deck.part.package, deck.part)
    for part in parts:
        for key, relation in list(part._rels.items()):
            if relation.reltype.endswith(("/thumbnail", "/printerSettings")):
                part._rels.pop(key)


def _themed(theme: str) -> str:
    """The theme with our colours and our font."""
    accents = [*SERIES, *SERIES][:6]
    colours = {"dk1": INK, "lt1": PAPER, "dk2": MUTED, "lt2": FAINT, "hlink": WINNER, "folHlink": MUTED}
    colours |= {f"accent{i + 1}": colour for i, colour in enumerate(accents)}
    for name, colour in colours.items():
        filled = f'<a:{name}><a:srgbClr val="{colour[1:]}"/></a:{name}>'
        theme = re.sub(rf"<a:{name}>.*?</a:{name}>", filled, theme)
    theme = theme.replace('typeface="Calibri"', f'typeface="{FONT}"').replace('name="Office Theme"', 'name="ccsim"')
    return theme.replace('clrScheme name="Office"', 'clrScheme name="ccsim"').replace(
        'fontScheme name="Office"', 'fontScheme name="ccsim"'
    )


def _refill(page: Any, holders: Sequence[Holder]) -> None:
    """The page's shapes replaced by these placeholders."""
    tree = page._element.cSld.spTree
    for shape in list(tree.iter_shape_elms()):
        tree.remove(shape)
    for i, holder in enumerate(holders):
        tree.append(parse_xml(_holder_xml(holder, i + 2)))


def _holder_xml(holder: Holder, identity: int) -> str:
    left, top, width, height = (int(x) for x in holder.box.emu())
    index = "" if holder.number == TITLE else f' idx="{holder.number}"'
    text = SLIDE_NUMBER if holder.kind == "sldNum" else f'<a:r><a:rPr lang="en-GB"/><a:t>{holder.prompt}</a:t></a:r>'
    align = "r" if holder.kind == "sldNum" else "l"
    return (
        f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{identity}" name="{holder.name}"/>'
        f'<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{holder.kind}"{index}/></p:nvPr></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{holder.anchor}"><a:noAutofit/></a:bodyPr>'
        f'<a:lstStyle><a:lvl1pPr marL="0" indent="0" algn="{align}"><a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
        f'<a:defRPr sz="{int(holder.size * 100)}" b="{int(holder.bold)}"><a:solidFill>'
        f'<a:srgbClr val="{holder.colour[1:]}"/></a:solidFill></a:defRPr></a:lvl1pPr></a:lstStyle>'
        f"<a:p>{text}</a:p></p:txBody></p:sp>"
    )


SLIDE_NUMBER = (
    '<a:fld id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" type="slidenum"><a:rPr lang="en-GB"/><a:t>‹#›</a:t></a:fld>'
)


def _restyle(master: Any) -> None:
    """Left-aligned titles, and a hairline above the footer."""
    style = master._element.find(".//{*}titleStyle/{*}lvl1pPr")
    style.set("algn", "l")
    y, left, width = int(Inches(6.92)), int(Inches(MARGIN)), int(Inches(WITHIN))
    master._element.cSld.spTree.append(
        parse_xml(
            f'<p:cxnSp {NAMESPACES}><p:nvCxnSpPr><p:cNvPr id="90" name="Rule above the footer"/><p:cNvCxnSpPr/><p:nvPr '
            f'userDrawn="1"/></p:nvCxnSpPr><p:spPr><a:xfrm><a:off x="{left}" y="{y}"/><a:ext cx="{width}" cy="0"/>'
            '</a:xfrm><a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="9525"><a:solidFill>'
            f'<a:srgbClr val="{FAINT[1:]}"/></a:solidFill></a:ln></p:spPr></p:cxnSp>'
        )
    )


def layout_named(deck: Presentation, name: str) -> Any:
    """One of our layouts."""
    return next(layout for layout in deck.slide_layouts if layout.name == name)


def footing_xml(layout_name: str, words: Callable[[str], str]) -> list[Any]:
    """A slide's own footer and number, which PowerPoint fills in and python-pptx leaves out."""
    shapes = []
    for holder in LAYOUTS[layout_name]:
        if holder.kind in ("ftr", "sldNum"):
            shapes.append(cast(Any, parse_xml(_footing(holder, words(holder.kind)))))
    return shapes


def _footing(holder: Holder, text: str) -> str:
    return (
        f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{900 + holder.number}" name="{holder.name}"/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{holder.kind}" idx="{holder.number}"/></p:nvPr>'
        f"</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p>{text}</a:p></p:txBody></p:sp>"
    )
