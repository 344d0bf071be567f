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
