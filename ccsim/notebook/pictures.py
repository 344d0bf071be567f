"""Charts that show themselves in a notebook."""

import tempfile
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from ccsim.errors import InputError, Problem, did_you_mean, name_list
from ccsim.report.charts.catalogue import Chart, charts_for
from ccsim.report.charts.palette import SIZES, Size

CSS_DPI = 96
"""Pixels of an inch on a page, in which an SVG is shown as well."""


@dataclass(frozen=True)
class Picture:
    """One chart of one result, drawn when it is looked at."""

    chart: Chart
    document: Mapping[str, Any]
    size: Size

    @property
    def title(self) -> str:
        """What it shows, in a sentence."""
        return self.chart.finding(self.document)

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Its bytes as "png" and as "svg"."""
        with tempfile.TemporaryDirectory() as folder:
            written = self.chart.write(self.document, Path(folder), self.size)
            return {path.suffix.removeprefix("."): path.read_bytes() for path in written}

    def save(self, path: str | Path) -> Path:
        """Write it as PNG or SVG, whichever the file's name ends with."""
        file = Path(path)
        kind = file.suffix.removeprefix(".")
        if kind not in self.files:
            raise InputError([Problem(str(path), None, None, "", f"ends with neither .{' nor .'.join(self.files)}")])
        file.write_bytes(self.files[kind])
        return file

    def __repr__(self) -> str:
        return f"Chart {self.chart.name}: {self.title}"

    def _repr_svg_(self) -> str:
        return self.files["svg"].decode()

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        return self.files["png"], {"width": round(CSS_DPI * self.size.inches[0])}


class Gallery(dict[str, Picture]):
    """All charts of a result by name; shown one under the other."""

    def __repr__(self) -> str:
        return "\n".join(str(picture) for picture in self.values())

    def _repr_html_(self) -> str:
        return "\n".join(_image(picture) for picture in self.values())


def _image(picture: Picture) -> str:
    content = b64encode(picture.files["svg"]).decode()
    alt = escape(picture.title)
    return f"<img alt='{alt}' src='data:image/svg+xml;base64,{content}' style='display: block; margin-bottom: 1.5em'>"


def gallery(document: Mapping[str, Any], size: str) -> Gallery:
    """The charts that have something to show of this document."""
    if size not in SIZES:
        message = f"no size of charts{did_you_mean(size, SIZES)} (there are: {name_list(SIZES)})"
        raise InputError([Problem(f"size={size}", None, None, "", message)])
    return Gallery({chart.name: Picture(chart, document, SIZES[size]) for chart in charts_for(document)})


def picture(document: Mapping[str, Any], name: str, size: str) -> Picture:
    """One of them by name."""
    every = gallery(document, size)
    if name not in every:
        message = f"no chart of this result{did_you_mean(name, every)} (there are: {name_list(every)})"
        raise InputError([Problem(f"chart '{name}'", None, None, "", message)])
    return every[name]
