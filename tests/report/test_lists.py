"""Lists: saved runs, what a run would take, what a machine has; on a terminal and through a pipe."""

import csv
import io
from typing import Any

import pytest

from ccsim.report.lists import show_checks, show_forecast, show_runs

from .terminal import Terminal

RUNS: list[dict[str, Any]] = [
    {"id": "demo-0123456789ab", "study": "demo", "started": "2026-11-22T08:31:36Z", "replications": 8,
     "seconds": 57.9, "finished": True, "about": ["retailer", "set: handoffs.notices=0.3"],
     "verdict": "Contact center owns all resolves most issues at first contact."},
    {"id": "demo-ba9876543210", "study": "demo", "started": None, "replications": 3, "seconds": None,
     "finished": False, "about": ["retailer", "neutralised: goals"], "verdict": None},
]  # fmt: skip
EXPECTED: dict[str, Any] = {
    "replications": 8, "at_least": True, "variants": 6, "jobs": 2, "issues": 522_752, "contacts": 3_549_048,
    "legs": 4_762_504, "seconds": 5400.0, "memory_mb": 232, "memory_mb_all_workers": 464,
}  # fmt: skip
CHECKS: list[dict[str, Any]] = [
    {"what": "Python", "found": "3.11.7", "state": "ok", "remedy": ""},
    {"what": "simpy", "found": "not installed", "state": "missing", "remedy": "pip install 'simpy>=4.1'"},
]
SHOWN = [(show_runs, RUNS), (show_forecast, EXPECTED), (show_checks, CHECKS)]


def on_terminal(show: Any, what: Any, width: int) -> str:
    stream = Terminal()
    show(what, stream, width)
    return stream.getvalue()


@pytest.mark.parametrize(("show", "what"), SHOWN)
@pytest.mark.parametrize("width", [40, 60, 80, 160])
def test_fits_the_terminal(show: Any, what: Any, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert max(map(len, on_terminal(show, what, width).splitlines())) <= width


def test_a_stopped_run_is_told_from_a_finished_one() -> None:
    text = on_terminal(show_runs, RUNS, 200)
    assert "2026-11-22 08:31 " in text
    assert "stopped early" in text
    assert "run the same command again to go on" in text


@pytest.mark.parametrize("width", [40, 60, 80, 160])
def test_what_tells_runs_apart_is_kept_however_narrow(width: int) -> None:
    text = " ".join(on_terminal(show_runs, RUNS, width).split())
    for run in RUNS:
        assert all(text.count(words) == 1 for words in (run["id"], *run["about"][1:]))


def test_an_empty_list_says_so() -> None:
    assert "nothing here yet" in on_terminal(show_runs, [], 80)


def test_a_forecast_speaks_plainly() -> None:
    text = on_terminal(show_forecast, EXPECTED, 120)
    assert "8 or more, of 6 structures and practices each" in text
    assert "1.5 h or more on 2 cores" in text
    assert "232 MB a worker, 464 MB in all" in text


def test_a_pipe_gets_tidy_columns() -> None:
    for show, what, rows in ((show_runs, RUNS, 2), (show_forecast, EXPECTED, len(EXPECTED)), (show_checks, CHECKS, 2)):
        stream = io.StringIO()
        show(what, stream)  # type: ignore[operator]
        table = list(csv.DictReader(io.StringIO(stream.getvalue()), delimiter="\t"))
        assert len(table) == rows
        assert all(None not in row and None not in row.values() for row in table)
