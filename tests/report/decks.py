"""Decks of made-up results, and what tests ask of their slides."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from pptx import Presentation

from ccsim.experiment.saved import Result
from ccsim.report.deck.deck import write_deck

MANIFEST = {"started": "2026-01-02T03:04:05Z"}
INPUTS = [{"path": f"inputs.{i}", "grade": "assumed" if i < 60 else "measured"} for i in range(70)]
Cells = dict[str, list[Any]]


def result(document: dict[str, Any], folder: Path) -> Result:
    """A finished run with this document."""
    return Result(folder, document, INPUTS, MANIFEST)


def deck_of(document: dict[str, Any], folder: Path) -> Any:
    """The deck as PowerPoint reads it."""
    return Presentation(str(write_deck(result(document, folder), folder / "deck.pptx")))


def title(slide: Any) -> str:
    return str(slide.shapes.title.text_frame.text)


def charts(deck: Any) -> Iterator[tuple[int, str, Any, Cells]]:
    """Every chart: its slide from 0, its name, itself, and the columns of its workbook by heading."""
    for i, slide in enumerate(deck.slides):
        for shape in slide.shapes:
            if shape.has_chart:
                yield i, shape.name, shape.chart, columns(shape.chart.part.chart_workbook.xlsx_part.blob)


def columns(blob: bytes) -> Cells:
    (page,) = openpyxl.load_workbook(io.BytesIO(blob)).worksheets
    return {str(column[0].value or ""): [cell.value for cell in column[1:]] for column in page.columns}


def texts(slide: Any) -> Iterator[tuple[Any, float, float]]:
    """Every frame of text with the width and height that it may take, in inches; cells of tables among them."""
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame, _inches(shape.width), _inches(shape.height)
        elif shape.has_table:
            for row in shape.table.rows:
                for cell, column in zip(row.cells, shape.table.columns, strict=True):
                    yield (
                        cell.text_frame,
                        _inches(column.width - cell.margin_left - cell.margin_right),
                        _inches(row.height),
                    )


def _inches(emu: int) -> float:
    return emu / 914400
