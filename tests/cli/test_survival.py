"""Whatever kills a run, what was finished survives it, and the end is as if nothing had happened."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .command import SCRIPT, only_folder
from .test_interruption import MANY, PATIENCE, RUN, alive, finished, under_way, wait_until, whole  # noqa: F401

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")

MOMENTS = 20
OK = (0, "")


def run(out: Path, *more: str, script: list[str] = SCRIPT, **options: object) -> "subprocess.CompletedProcess[str]":
    command = [*script, *RUN, "--out", str(out), "--jobs", "1", *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False, **options)  # type: ignore[call-overload,no-any-return]


def results(out: Path) -> str:
    return (only_folder(out) / "results.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("how_many", [1, 2])
def test_killed_workers_change_nothing(whole: str, how_many: int) -> None:  # noqa: F811
    """One, or all at once, with whatever they held."""
    out = Path(f"workers_killed_{how_many}")
    with under_way(out, jobs=2) as process:
        command = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in alive(process.pid)}
        workers = [pid for pid, line in command.items() if b"spawn_main" in line]
        assert len(workers) == 2
        for pid in random.Random(1).sample(workers, how_many):
            os.kill(pid, signal.SIGKILL)
        stdout, stderr = process.communicate(timeout=PATIENCE)
        wait_until("the last child's end", lambda: not alive(process.pid))
    assert process.returncode == 0, stderr
    assert stdout == whole
    assert "Traceback" not in stderr


def test_killed_at_twenty_moments_and_resumed(whole: str) -> None:  # noqa: F811
    """Each time a bit further; what was there is not made again, as the files' times and numbers show."""
    luck, out = random.Random(2026), Path("killed_often")
    there: dict[str, tuple[int, int]] = {}
    kills = 0
    for _ in range(MOMENTS):
        before = len(finished(out))
        wanted = before + luck.randrange(4)
        command = [*SCRIPT, *RUN, "--out", str(out), "--jobs", "1", "--resume"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            wait_until("some more", lambda n=wanted, p=process: len(finished(out)) >= n or p.poll() is not None)
            time.sleep(luck.random() * 0.05)
            process.kill()
        kills += process.returncode == -signal.SIGKILL
        now = {f.name: (f.stat().st_ino, f.stat().st_mtime_ns) for f in finished(out)}
        assert there.items() <= now.items()
        there = now
    assert kills >= MOMENTS - 2
    done = run(out, "--resume")
    assert (done.returncode, done.stdout) == (0, whole)
    assert f"reused {len(there)} of {MANY} replications" in done.stderr
    assert there.items() <= {f.name: (f.stat().st_ino, f.stat().st_mtime_ns) for f in finished(out)}.items()
    assert not list(out.rglob("*.part"))


def test_writes_that_fail_in_the_middle_lose_nothing(whole: str) -> None:  # noqa: F811
    """From some moment on no file may grow beyond a few bytes, as if the disk had gone bad."""
    out = Path("write_fails")
    with under_way(out, jobs=1) as process:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (100, 100))
        stdout, stderr = process.communicate(timeout=PATIENCE)
    kept = len(finished(out))
    assert (process.returncode, stdout) == (1, "")
    assert stderr.count("\n") == 1
    assert stderr.startswith("cannot write ")
    assert "File too large" in stderr
    assert "run the same command again to go on" in stderr
    assert not list(out.rglob("*.part"))
    again = run(out)
    assert (again.returncode, again.stdout) == (0, whole)
    assert f"reused {kept} of {MANY}" in again.stderr


def half_of(out: Path) -> int:
    """kB of a disk with room for half of a run's replications, in whole pages."""
    folder = only_folder(out)
    replications = sum(-(-file.stat().st_size // 4096) * 4 for file in finished(out))
    beside = sum(-(-(folder / name).stat().st_size // 4096) * 4 for name in ("scenario.json", "command.json"))
    return beside + replications // 2


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    folder.mkdir()
    mounted = (
        shutil.which("mount")
        and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
        ).returncode
        == 0
    )
    if not mounted:
        pytest.skip("may not mount a small disk here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_full_disk_loses_nothing(whole: str, jobs: str) -> None:  # noqa: F811
    out = Path(f"small_disk_{jobs}")
    with small_disk(out, f"{half_of(Path('undisturbed'))}k"):
        done = run(out, "--jobs", jobs)
        assert (done.returncode, done.stdout) == (1, "")
        assert "No space left on device" in done.stderr
        assert "Traceback" not in done.stderr
        kept = len(finished(out))
        assert 0 < kept < MANY
        subprocess.run(["mount", "-o", "remount,size=20m", str(out)], check=True)
        again = run(out)
        assert (again.returncode, again.stdout) == (0, whole)
        assert f"reused {kept} of {MANY}" in again.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs an output that is always full")
@pytest.mark.parametrize("command", ["--help", "compare --help", "results --help", "--version", "schema world"])
def test_what_cannot_be_written_is_told_in_one_line(command: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*SCRIPT, *command.split()], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "No space left on device\n")


FAILS = """
import sys
import ccsim.experiment.run as experiment
from ccsim.experiment.replication import replicate

def fragile(study, job):
    if job.number in (3, 7):
        raise ZeroDivisionError("a fault in replication 3 or 7")
    return replicate(study, job)

if __name__ == "__main__":
    experiment.replicate = fragile
    from ccsim.cli import main
    main()
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_replication_that_always_fails_is_named(tmp_path: Path, whole: str, jobs: str) -> None:  # noqa: F811
    script = tmp_path / "fragile.py"
    script.write_text(FAILS, encoding="utf-8")
    out = Path(f"fails_{jobs}")
    done = run(out, "--jobs", jobs, script=[sys.executable, str(script)])
    assert (done.returncode, done.stdout) == (1, "")
    assert "replication 3, 7 failed: ZeroDivisionError: a fault in replication 3 or 7" in done.stderr
    assert f"{MANY - 2} finished replications are kept" in done.stderr
    assert not (only_folder(out) / "results.json").exists()
    again = run(out)
    assert (again.returncode, again.stdout) == (0, whole)
    assert f"reused {MANY - 2} of {MANY}" in again.stderr


def test_a_replication_that_kills_its_worker_is_named(tmp_path: Path, whole: str) -> None:  # noqa: F811
    """As one that needs more memory than there is: the workers are replaced, the others are finished."""
    script = tmp_path / "deadly.py"
    deadly = FAILS.replace("import sys\n", "import os, signal\n")
    deadly = deadly.replace("(3, 7)", "(5,)").replace(
        'raise ZeroDivisionError("a fault in replication 3 or 7")', "os.kill(os.getpid(), signal.SIGKILL)"
    )
    script.write_text(deadly, encoding="utf-8")
    out = Path("deadly")
    done = run(out, "--jobs", "2", script=[sys.executable, str(script)])
    assert (done.returncode, done.stdout) == (1, "")
    assert "replication 5 failed: 2 worker processes died over it alone (killed, or out of memory)" in done.stderr
    assert f"{MANY - 1} finished replications are kept" in done.stderr
    again = run(out)
    assert (again.returncode, again.stdout) == (0, whole)


def test_two_at_once_share_one_run(whole: str) -> None:  # noqa: F811
    """The second waits for the first, then finds everything done."""
    command = [*SCRIPT, *RUN, "--out", "two_at_once", "--jobs", "1"]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=PATIENCE) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert [stdout for stdout, _ in said] == [whole, whole]
    stderr = "".join(text for _, text in said)
    assert stderr.count("another process is at work on") == 1
    assert f"reused {MANY} of {MANY}" in stderr


def test_who_waits_goes_on_when_the_first_is_killed(whole: str) -> None:  # noqa: F811
    out = Path("heir")
    with under_way(out, jobs=1) as first:
        heir = subprocess.Popen(
            [*SCRIPT, *RUN, "--out", str(out), "--jobs", "1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        time.sleep(1.0)
        first.kill()
        stdout, stderr = heir.communicate(timeout=PATIENCE)
    assert (heir.returncode, stdout) == (0, whole), stderr
