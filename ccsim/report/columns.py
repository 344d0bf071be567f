"""Columns of written figures: aligned, and as many beside each other as a width allows."""

from collections.abc import Sequence
from dataclasses import dataclass

from ccsim.experiment.format import UNKNOWN, Interval, Scale

GAP = 2  # characters between columns
LEAST_NAME = 20  # characters for what the rows are called
COMFORT = 4  # characters more for the long titles of structures


@dataclass(frozen=True)
class Column:
    """A column of figures: its heading and its written cells, which never wrap."""

    heading: str
    cells: Sequence[str]
    winner: bool = False
    left: bool = False
    least: int = 0
    """Characters that the column takes at the least, so that its heading needs fewer lines."""

    @property
    def width(self) -> int:
        """Wide enough for every cell and for every word of the heading; words with a hard space between are one."""
        return max(self.least, *(len(part) for part in [*self.cells, *self.heading.split(" "), ""]))


def aligned(scale: Scale, intervals: Sequence[Interval], signed: bool = False) -> list[str]:
    """Cells "mean ± half-width" of one measure with their ± under each other."""
    write = scale.signed if signed else scale.number
    return justified([_cell(write(i.get("mean")), scale.half_width(i)) for i in intervals])


def _cell(mean: str, half: str) -> str:
    return f"{mean} ± {half}" if half and mean != UNKNOWN else mean


def justified(cells: Sequence[str]) -> list[str]:
    """The same cells padded so that their ± stand under each other, and a lone mean under the other means."""
    parts = [cell.strip().partition(" ± ") for cell in cells]
    right = max((len(half.strip()) for _, sign, half in parts if sign), default=0)
    return [
        f"{mean.strip()}{sign}{half.strip():<{right}}" if sign or not right else mean + " " * (right + 3)
        for mean, sign, half in parts
    ]


def fits(columns: Sequence[Column], width: int) -> bool:
    """Whether the columns leave enough room for what the rows are called."""
    return LEAST_NAME + sum(column.width + GAP for column in columns) <= width


def blocks(columns: Sequence[Column], width: int) -> list[list[Column]]:
    """The columns in as few tables as the width allows."""
    tables: list[list[Column]] = [[]]
    for column in columns:
        if tables[-1] and not fits([*tables[-1], column], width - COMFORT):
            tables.append([])
        tables[-1].append(column)
    return tables
