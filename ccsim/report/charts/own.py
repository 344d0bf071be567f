"""The house's look for charts of one's own, at the size of a notebook."""

from typing import Any

import matplotlib
from matplotlib.rcsetup import cycler

from ccsim.report.charts.palette import STYLE
from ccsim.report.colours import FAINT, SERIES

DASHES = ("-", "--", "-.", ":", "-", "--", "-.")
"""Beside the colours, so that lines are told apart without them."""
NOTEBOOK: dict[Any, Any] = {
    "font.size": 10,
    "figure.figsize": (7.6, 3.4),
    "figure.dpi": 100,
    "figure.constrained_layout.use": True,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.titlesize": 11,
    "axes.titlepad": 12,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.prop_cycle": cycler(color=SERIES, linestyle=DASHES),
    "grid.color": FAINT,
    "legend.frameon": False,
}


def use_style() -> None:
    """Draw charts of one's own (matplotlib, or pandas' plot) in the look of ccsim's, from now on."""
    matplotlib.rcParams.update({**STYLE, **NOTEBOOK})
