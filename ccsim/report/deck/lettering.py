"""How much room text takes in Arial, so that nothing overruns its shape on any machine, whatever fonts it has."""

import unicodedata
from collections.abc import Sequence

POINTS_PER_INCH = 72
LINE = 1.2  # line spacing of Arial in PowerPoint, of its size
EM = 1000

# Advance widths of the ASCII characters from the space on, in thousandths of the size: Arial's own (and Helvetica's).
REGULAR = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
)  # fmt: skip
BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
    556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
    280, 389, 584,
)  # fmt: skip
OTHERS = {"–": 556, "±": 549, "−": 584, "·": 333, "×": 584, "“": 500, "”": 500, "’": 278, "•": 350, "\u00a0": 278}
SAFE = 0.97  # of a width: programs round the widths of letters differently
WIDE = 1000  # what any character not listed may take


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Inches that one line of text takes."""
    widths = BOLD if bold else REGULAR
    return sum(_advance(character, widths) for character in text) / EM * size / POINTS_PER_INCH


def _advance(character: str, widths: Sequence[int]) -> int:
    if character in OTHERS:
        return OTHERS[character]
    plain = unicodedata.normalize("NFD", character)[0]  # an accent takes no room
    place = ord(plain) - ord(" ")
    return widths[place] if 0 <= place < len(widths) else WIDE


def text_height(lines: int, size: float) -> float:
    """Inches that so many lines take."""
    return lines * size * LINE / POINTS_PER_INCH


def wrapped(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """The text in lines of at most so many inches, broken at ordinary spaces, inside a word only where it must be."""
    width *= SAFE
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip(" ")
        if text_width(longer, size, bold) <= width:
            lines[-1] = longer
        else:
            lines += _pieces(word, width, size, bold)
    return [line for line in lines if line] or [""]


def _pieces(word: str, width: float, size: float, bold: bool) -> list[str]:
    """A word in as many pieces as the width asks for."""
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character, size, bold) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def shortened(text: str, lines: int, width: float, size: float, bold: bool = False, tail: str = "") -> str:
    """The text, as far as it and a tail fit into so many lines, with an ellipsis where it was cut; without the tail."""
    if len(wrapped(text + tail, width, size, bold)) <= lines:
        return text
    while text and len(wrapped(f"{text} …{tail}", width, size, bold)) > lines:
        text = text[:-1].rstrip()
    return f"{text} …".strip()


def fitting_size(text: str, width: float, height: float, sizes: Sequence[float], bold: bool = False) -> float:
    """The first size, from large to small, at which the text fits into a box; the last one where none does."""
    fits = (s for s in sizes if text_height(len(wrapped(text, width, s, bold)), s) <= height)
    return next(fits, sizes[-1])
