"""One slide: its title, topic, reading line, footer and notes, and what is drawn on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.presentation import Presentation
from pptx.util import Inches, Pt

from ccsim.report.colours import INK, WINNER
from ccsim.report.deck.lettering import LINE, fitting_size, shortened, text_height, text_width, wrapped
from ccsim.report.deck.template import (
    FOOTER,
    FOOTER_BOX,
    KICKER,
    NUMBER,
    READING,
    READING_BOX,
    SAYING,
    SLIDE_NUMBER,
    TITLE,
    TITLE_BOX,
    TITLE_SIZES,
    Box,
    footing_xml,
    layout_named,
)

BULLET = 0.2  # inches to the left of what a bullet says
FOOTER_SIZES = (9.0, 8.0, 7.0, 6.0, 5.0)  # small where much was switched off
UNDER_TITLE = 0.08
KEY_SIZES = (11.0, 10.5, 10.0)
SPACE = 0.6  # between paragraphs, of a line
LEAST = 10.0  # points: nothing to be read is smaller


@dataclass(frozen=True)
class Head:
    """What stands above a slide's content: "topic" small, the finding large, and how to read what follows."""

    topic: str
    title: str
    reading: str = ""


@dataclass(frozen=True)
class Says:
    """One paragraph: a lead in bold, then the rest."""

    text: str
    lead: str = ""
    bullet: bool = False
    size: float = 0.0
    colour: str = INK

    @property
    def whole(self) -> str:
        """The paragraph as plain text."""
        return f"{self.lead} {self.text}".strip()

    def lines(self, width: float, size: float) -> int:
        """How many lines it takes; a lead is wider for being bold."""
        wider = text_width(self.lead, size, bold=True) - text_width(self.lead, size)
        return len(wrapped(self.whole, width - wider, size))


def add_page(deck: Presentation, layout: str, head: Head, footer: str) -> Any:
    """A new slide with its head and footer."""
    slide: Any = deck.slides.add_slide(layout_named(deck, layout))
    holder(slide, KICKER).text_frame.text = head.topic
    _reading(slide, head.reading, TITLE_BOX.top + _title(slide, head.title) + UNDER_TITLE)
    for shape in footing_xml(layout, lambda kind: _footing_text(kind, footer, len(deck.slides))):
        slide.shapes._spTree.append(shape)
    return slide


def _reading(slide: Any, reading: str, top: float) -> None:
    """How to read what follows, close below the finding."""
    shape = holder(slide, READING)
    if not reading:
        return remove(shape)
    size = fitting_size(reading, READING_BOX.width, READING_BOX.height, (12, 11, LEAST))
    shape.text_frame.text = shortened(reading, 1, READING_BOX.width, size)
    shape.text_frame.paragraphs[0].runs[0].font.size = Pt(size)
    move(shape, READING_BOX._replace(top=min(top, READING_BOX.top)))


def _title(slide: Any, title: str) -> float:
    """The finding as large as it fits; gives the height that it takes."""
    size = fitting_size(title, TITLE_BOX.width, TITLE_BOX.height, TITLE_SIZES, bold=True)
    most = int(TITLE_BOX.height / text_height(1, size))
    holder(slide, TITLE).text_frame.text = shortened(title, most, TITLE_BOX.width, size, bold=True)
    holder(slide, TITLE).text_frame.paragraphs[0].runs[0].font.size = Pt(size)
    return text_height(len(wrapped(title, TITLE_BOX.width, size, bold=True)[:most]), size)


def _footing_text(kind: str, footer: str, number: int) -> str:
    if kind == "ftr":
        size = fitting_size(footer, FOOTER_BOX.width, FOOTER_BOX.height, FOOTER_SIZES)
        return f'<a:r><a:rPr lang="en-GB" sz="{int(size * 100)}"/><a:t>{escape(footer)}</a:t></a:r>'
    return SLIDE_NUMBER.replace("‹#›", str(number))


def holder(slide: Any, number: int) -> Any:
    """One of the slide's placeholders."""
    return next(shape for shape in slide.placeholders if shape.placeholder_format.idx == number)


def remove(shape: Any) -> None:
    """Take a shape off its slide; an empty placeholder would show its prompt when edited."""
    shape._element.getparent().remove(shape._element)


def move(shape: Any, box: Box) -> None:
    """Put a shape in its place."""
    shape.left, shape.top, shape.width, shape.height = box.emu()


def say(shape: Any, paragraphs: Sequence[Says], box: Box, sizes: Sequence[float] = (14, 13, 12, 11, LEAST)) -> float:
    """Write paragraphs into a shape, as large as all of them fit; gives the height that they take."""
    move(shape, box)
    size = next((s for s in sizes if height_of(paragraphs, box.width, s) <= box.height), sizes[-1])
    frame = shape.text_frame
    frame.word_wrap = True
    for i, paragraph in enumerate(paragraphs):
        line = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        _write(line, paragraph, paragraph.size or size)
        line.space_before = Pt(0 if i == 0 else SPACE * LINE * (paragraph.size or size))
    return height_of(paragraphs, box.width, size)


def height_of(paragraphs: Sequence[Says], width: float, size: float) -> float:
    """Inches that paragraphs take at a size."""
    total = 0.0
    for i, paragraph in enumerate(paragraphs):
        own = paragraph.size or size
        room = width - BULLET * paragraph.bullet
        lines = paragraph.lines(room, own)
        total += text_height(lines, own) + (text_height(1, own) * SPACE if i else 0.0)
    return total


def _write(line: Any, paragraph: Says, size: float) -> None:
    for text, bold in ((paragraph.lead, True), (paragraph.text, False)):
        if text:
            run = line.add_run()
            run.text = f"{text} " if bold and paragraph.text else text
            style(run, size, bold, paragraph.colour)
    if paragraph.bullet:
        properties = line._p.get_or_add_pPr()
        left = int(BULLET * 914400)
        properties.set("marL", str(left))
        properties.set("indent", str(-left))
        bullet = properties.makeelement(f"{{{line._p.nsmap['a']}}}buChar", {"char": "•"})
        properties.append(bullet)


def style(run: Any, size: float, bold: bool = False, colour: str = INK) -> None:
    """Set a run's size, weight and colour."""
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = rgb(colour)


def rgb(colour: str) -> Any:
    """A colour of the palette as PowerPoint's."""
    make: Any = RGBColor.from_string
    return make(colour[1:])


def add_words(
    slide: Any, name: str, paragraphs: Sequence[Says], box: Box, sizes: Sequence[float] = (12, 11, LEAST)
) -> Any:
    """A text box of its own."""
    shape = slide.shapes.add_textbox(*box.emu())
    shape.name = name
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    say(shape, paragraphs, box, sizes)
    return shape


def add_key(slide: Any, parts: Sequence[tuple[str, str, str]], box: Box) -> None:
    """A key to colours in one line: names, each behind a square filled as its part is."""
    shape = slide.shapes.add_textbox(*box.emu())
    shape.name = "Key to the colours"
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    line = "".join(f"{sign}\u00a0{name}    " for name, sign, _ in parts)
    size = next((s for s in KEY_SIZES if text_width(line, s + 1) <= box.width), KEY_SIZES[-1])
    for name, sign, colour in parts:
        square, words = frame.paragraphs[0].add_run(), frame.paragraphs[0].add_run()
        square.text, words.text = f"{sign}\u00a0", name.replace(" ", "\u00a0") + "    "
        style(square, size + 2, colour=colour)
        style(words, size)


def add_rule(slide: Any, box: Box) -> None:
    """A line across the top of something."""
    line = slide.shapes.add_connector(
        MSO_CONNECTOR.STRAIGHT, Inches(box.left), Inches(box.top), Inches(box.left + box.width), Inches(box.top)
    )
    line.line.color.rgb, line.line.width = rgb(WINNER), Pt(2)
    unstyled(line)
    line.name = "Rule"


def unstyled(shape: Any) -> None:
    """Take the theme's shadow from a shape."""
    shape._element.remove(shape._element.find("{*}style"))


def describe(shape: Any, name: str, words: str) -> None:
    """Name a shape and say in words what it shows, for those who do not see it."""
    properties = shape._element.xpath("./*[1]/p:cNvPr")[0]
    properties.set("name", name)
    properties.set("descr", words)


def put_in_order(slide: Any) -> None:
    """Shapes in the order in which they are read out: what the content means after it, the footing last."""
    tree = slide.shapes._spTree
    for number in (SAYING, FOOTER, NUMBER):
        for shape in [shape for shape in slide.placeholders if shape.placeholder_format.idx == number]:
            tree.remove(shape._element)
            tree.append(shape._element)


def speak(slide: Any, paragraphs: Sequence[str]) -> None:
    """The speaker's notes."""
    slide.notes_slide.notes_text_frame.text = "\n".join(paragraphs)
