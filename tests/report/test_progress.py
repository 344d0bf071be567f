"""Progress is for eyes on stderr, and for nothing else."""

import sys

import pytest

from ccsim.report.progress import Progress

from .terminal import ESCAPE, Terminal


def on_terminal(monkeypatch: pytest.MonkeyPatch, kind: str = "xterm") -> Terminal:
    """A terminal as stderr; not a fixture, since pytest takes stderr back between set-up and test."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", kind)
    monkeypatch.setenv("COLUMNS", "100")
    return stream


def test_nothing_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(2, enabled=True) as progress:
        progress.advance(1000, 0.01)
    assert capsys.readouterr() == ("", "")


def test_nothing_where_it_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    with Progress(2, enabled=False) as progress:
        progress.advance(1000, None)
    assert terminal.getvalue() == ""


def test_nothing_on_a_dumb_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch, "dumb")
    with Progress(2) as progress:
        progress.advance(1000, None)
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("total", [12, None])
def test_shows_what_is_done_and_what_was_reached(monkeypatch: pytest.MonkeyPatch, total: int | None) -> None:
    terminal = on_terminal(monkeypatch)
    with Progress(total) as progress:
        progress.advance(1000, None)
        progress.advance(234, 0.0041)
    seen = ESCAPE.sub("", terminal.getvalue()).replace("\u00a0", " ")
    assert ("2 of 12 replications" if total else "2 replications") in seen
    assert "1,234 contacts" in seen
    assert "± 0.4 points" in seen


def test_no_colour_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    monkeypatch.setenv("NO_COLOR", "1")
    with Progress(12) as progress:
        progress.advance(1000, None)
    assert "1 of 12" in terminal.getvalue()
    assert "\x1b[3" not in terminal.getvalue()
    assert "\x1b[9" not in terminal.getvalue()


def test_an_interrupt_passes_and_leaves_the_cursor_visible(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert terminal.getvalue().rindex("\x1b[?25h") > terminal.getvalue().rindex("\x1b[?25l")


def interrupted() -> None:
    with Progress(12) as progress:
        progress.advance(1000, None)
        raise KeyboardInterrupt
