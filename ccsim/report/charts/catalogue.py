"""Every chart by name, in the order in which a reader should see them, and the way to write those that apply."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ccsim.report import findings
from ccsim.report.charts import channels, convergence, course, differences, flow, money, org, ranked_dots, warmup, week
from ccsim.report.charts.palette import SLIDE, Sheet, Size, house_style, save
from ccsim.report.document import Document


@dataclass(frozen=True)
class Chart:
    """One chart: its name, which is its files', the sentence that it shows, to which documents it applies."""

    name: str
    finding: Callable[[Document], str]
    draw: Callable[[Document, Size], Sheet]
    applies: Callable[[Document], bool]

    def write(self, document: Document, folder: Path, size: Size = SLIDE) -> list[Path]:
        """Write NAME.png and NAME.svg; the same document gives the same bytes."""
        with house_style():
            return save(self.draw(document, size), Path(folder), self.name, self.finding(document))


CHARTS = (
    Chart("verdict", findings.ranking, ranked_dots.draw_chart, lambda document: True),
    Chart("differences", findings.differences, differences.draw_differences, differences.applies),
    Chart("channels", findings.channels, channels.draw_channels, channels.applies),
    Chart("flow", findings.flow, flow.draw_flow, flow.applies),
    Chart("course", findings.course, course.draw_course, course.applies),
    Chart("week", findings.week, week.draw_week, week.applies),
    Chart("organisation", findings.organisation, org.draw_org, org.applies),
    Chart("money", findings.money, money.draw_money, money.applies),
    Chart("convergence", findings.convergence, convergence.draw_convergence, convergence.applies),
    Chart("warmup", findings.warmup, warmup.draw_warmup, warmup.applies),
)


def charts_for(document: Document) -> list[Chart]:
    """The charts that have something to show of this document."""
    return [chart for chart in CHARTS if chart.applies(document)]


def write_charts(document: Document, folder: Path, size: Size = SLIDE) -> list[Path]:
    """Write every chart that applies as PNG and SVG."""
    return [path for chart in charts_for(document) for path in chart.write(document, folder, size)]
