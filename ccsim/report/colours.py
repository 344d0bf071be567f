"""The one palette of all surfaces: from Okabe and Ito (2008), told apart with any colour vision and, by their darkness,
in grey. Colour never speaks alone: series have markers, dashes or words beside it."""

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

INK, MUTED, FAINT, PAPER = "#1a1a1a", "#595959", "#d9d9d9", "#ffffff"
WINNER, OTHER, WINNER_BAR, OTHER_BAR = "#0072b2", "#4d4d4d", "#0072b2", "#a6a6a6"
SERIES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#1a1a1a")
"""For lines and marks that need a colour of their own, in this order."""
MARKERS = "osD^vPX"
"""Beside the colours of SERIES, in matplotlib's letters."""
FATES: Mapping[str, tuple[str, float]] = {
    "at once": ("#0072b2", 0.3),
    "by a bot": ("#8a3f68", 0.85),
    "within the team": ("#56b4e9", 0.9),
    "another team": ("#004f7c", 1.0),
    "came back": ("#e69f00", 0.7),
    "given up": ("#d55e00", 0.8),
    "prevented": ("#009e73", 0.35),
}
"""What the first contact of an issue came to: a colour and how strong it is, dark for what goes to another team."""
QUIET = "#bfbfbf"
"""For what is there beside what is named: other lines, other parts."""


class Fill(NamedTuple):
    """How a part of a bar is filled: its colour, a hatch as matplotlib and as Office call it, the sign in a key."""

    colour: str
    hatch: str = ""
    pattern: str = ""
    sign: str = "■"


FILLS = tuple(map(Fill, ("#00568a", "#e69f00", "#ad4a00", "#e3a6ca", "#33b189", "#c3e6fa")))
"""For parts of bars, each of another darkness, by which they are told apart in grey."""
BANDS, STRIPES = Fill("#ececec", "---", "ltHorz", "▤"), Fill(PAPER, "////", "wdUpDiag", "▨")
"""For all the rest, and for what is nobody's."""
OWNING, EMPTY = "#dcebf5", "#f4f4f4"
"""Boxes of departments that own channels, and of others."""
WASH, WORSE = "#f4f4f2", "#a83f00"
"""Behind a command, and for small words that say worse, which need more contrast than marks do."""


class DARK:
    """The same for screens in the dark, in the same order."""

    INK, MUTED, FAINT, PAPER = "#ececec", "#a8a8a8", "#3a3d42", "#16181c"
    WINNER, OTHER, WINNER_BAR, OTHER_BAR = "#5cb3ec", "#b0b0b0", "#5cb3ec", "#6e7278"
    SERIES = ("#5cb3ec", "#ff8f4a", "#3ccfa0", "#e6a3cc", "#f2bb45", "#a6dcff", "#ececec")
    WASH, WORSE = "#22252a", "#ff9a5e"
    FATES: ClassVar[Mapping[str, tuple[str, float]]] = {
        **FATES,
        "by a bot": ("#c87fa6", 0.85),
        "within the team": ("#2f6f96", 0.9),
        "another team": ("#5cb3ec", 1.0),
    }


def sign_of(colour: str, pattern: str = "") -> tuple[str, str]:
    """What stands in a key for what is filled like this, and the colour of the sign."""
    hatched = next((fill for fill in (BANDS, STRIPES) if pattern and fill.pattern == pattern), None)
    return (hatched.sign, MUTED) if hatched else ("■", colour)


def blended(colour: str, strength: float) -> str:
    """A colour of this strength on paper, as one that covers."""
    mixed = (round(strength * x + (1.0 - strength) * paper) for x, paper in zip(_rgb(colour), _rgb(PAPER), strict=True))
    return "#" + "".join(f"{x:02x}" for x in mixed)


def is_dark(colour: str) -> bool:
    """Whether letters on this colour must be light."""
    return darkness(colour) > 0.5


def darkness(colour: str) -> float:
    """How dark a colour is in grey, from white 0 to black 1."""
    red, green, blue = _rgb(colour)
    return 1.0 - (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
