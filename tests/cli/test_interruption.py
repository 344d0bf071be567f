"""A run that is stopped: nothing is left running, what was finished is kept, the same command goes on."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .command import SCRIPT, ccsim, only_folder

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")

MANY = 60
RUN = ("compare", "tiny", "--json", "--replications", str(MANY), "--set", "study.window=2 days")
PATIENCE = 60.0
"""Seconds after which a test gives up waiting."""


def wait_until(what: str, is_so: object) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < until, f"waited in vain: {what}"
        time.sleep(0.005)


def alive(group: int) -> list[int]:
    """Processes of a group that have not ended."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state not in "ZX":
            found.append(int(stat.parent.name))
    return found


def finished(out: Path) -> list[Path]:
    return sorted(out.glob("*/replications/*.parquet"))


def started(command: list[str]) -> "subprocess.Popen[str]":
    """A command in a process group of its own that hears Ctrl-C, whatever started the tests: who runs them in the
    background of a shell has them ignore it."""
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


@contextmanager
def under_way(out: Path, jobs: int) -> Iterator["subprocess.Popen[str]"]:
    """The command in a process group of its own, with a few replications done and most to come."""
    command = [*SCRIPT, *RUN, "--out", str(out), "--jobs", str(jobs)]
    with started(command) as process:
        try:
            wait_until("the first replications", lambda: len(finished(out)) >= 3 or process.poll() is not None)
            yield process
        finally:
            for left in alive(process.pid):
                os.kill(left, signal.SIGKILL)


@pytest.fixture(scope="module")
def whole(shop: Path) -> str:
    """results.json of a run that nobody disturbed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(shop)
        done = ccsim(*RUN, "--out", "undisturbed", "--jobs", "1")
    assert done.code == 0, done.stderr
    return done.stdout


def kept_in(out: Path) -> int:
    """How many replications a run kept that was stopped half-way."""
    kept = len(finished(out))
    assert 3 <= kept < MANY
    assert not (only_folder(out) / "manifest.json").exists()
    return kept


def assert_goes_on(out: Path, whole: str) -> None:
    kept = kept_in(out)
    done = ccsim(*RUN, "--out", out, "--jobs", "1")
    assert f"reused {kept} of {MANY} replications" in done.stderr
    assert done.stdout == whole


@pytest.mark.parametrize(
    ("jobs", "pressed", "number"),
    [(1, 1, signal.SIGINT), (2, 1, signal.SIGINT), (2, 4, signal.SIGINT), (2, 1, signal.SIGTERM)],
)
def test_ctrl_c(jobs: int, pressed: int, number: signal.Signals, whole: str) -> None:
    """However often it is pressed; and the order to end, which is meant for the command alone."""
    out = Path(f"interrupted_{jobs}_{pressed}_{number.name}")
    with under_way(out, jobs) as process:
        send = os.killpg if number == signal.SIGINT else os.kill  # a terminal's: the command and all that it started
        for _ in range(pressed):
            send(process.pid, number)
            time.sleep(0.1)
        stdout, stderr = process.communicate(timeout=PATIENCE)
        wait_until("the last child's end", lambda: not alive(process.pid))
    assert process.returncode == 128 + number
    assert stdout == ""
    assert stderr == "interrupted; what was finished is kept: run the same command again to go on\n"
    if jobs == 1:
        assert kept_in(out)
    else:
        assert_goes_on(out, whole)


def test_who_is_told_to_ignore_ctrl_c_does() -> None:
    """As a shell tells what runs in the background."""
    ignoring = lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)  # noqa: E731
    command = [*SCRIPT, *RUN, "--out", "in_the_background", "--jobs", "1"]
    out = Path("in_the_background")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=ignoring) as process:
        wait_until("the first replications", lambda: len(finished(out)) >= 3 or process.poll() is not None)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


def test_killed(whole: str) -> None:
    out = Path("killed")
    with under_way(out, jobs=2) as process:
        process.kill()  # the command alone: its workers must notice by themselves
        process.wait(timeout=PATIENCE)
        wait_until("the last child's end", lambda: not alive(process.pid))
    assert process.returncode == -signal.SIGKILL
    assert_goes_on(out, whole)
