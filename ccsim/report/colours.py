"""The one palette of all surfaces: from Okabe and Ito (2008), told apart with any colour vision and, by their darkness,
in grey. Colour never speaks alone: series have markers, dashes or words beside it."""

INK, MUTED, FAINT, PAPER = "#1a1a1a", "#595959", "#d9d9d9", "#ffffff"
WINNER, OTHER, WINNER_BAR, OTHER_BAR = "#0072b2", "#4d4d4d", "#0072b2", "#a6a6a6"
SERIES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#1a1a1a")
"""For lines and marks that need a colour of their own, in this order."""
MARKERS = "osD^vPX"
"""Beside the colours of SERIES, in matplotlib's letters."""
ENDS = {"resolved": "#0072b2", "returned": "#e69f00", "handed": "#56b4e9", "lost": "#d55e00", "prevented": "#009e73"}
"""What became of an issue."""
WASH, GOOD, BAD = "#f4f4f2", "#00674c", "#a83f00"
"""Behind a command, and for words that say better or worse, which need more contrast than marks do."""


class DARK:
    """The same for screens in the dark, in the same order."""

    INK, MUTED, FAINT, PAPER = "#ececec", "#a8a8a8", "#3a3d42", "#16181c"
    WINNER, OTHER, WINNER_BAR, OTHER_BAR = "#5cb3ec", "#b0b0b0", "#5cb3ec", "#6e7278"
    SERIES = ("#5cb3ec", "#ff8f4a", "#3ccfa0", "#e6a3cc", "#f2bb45", "#a6dcff", "#ececec")
    WASH, GOOD, BAD = "#22252a", "#3ccfa0", "#ff9a5e"
