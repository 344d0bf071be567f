"""What this machine has of what ccsim needs, and how to get the rest."""

import platform
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import psutil

from ccsim.errors import CcsimError
from ccsim.workers import Failed, Place, cores, crew

NEWEST_REFUSED = (3, 10)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge", "firefox")
LEAST_MEMORY_GB = 2.0
OK, WARNING, MISSING = "ok", "warning", "missing"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    what: str
    found: str
    state: str
    """ok; warning: works without, but less well; missing: does not work."""
    remedy: str = ""


def examine(out: Path) -> list[Check]:
    """Python, libraries, cores, memory, folders, local workers and a browser."""
    return [_python(), *_libraries(), _cores(), _memory(), *_folders(out), _workers(), _browser()]


def _python() -> Check:
    version = platform.python_version()
    if sys.version_info[:2] <= NEWEST_REFUSED:
        return Check("Python", version, MISSING, "install Python 3.11 or newer")
    return Check("Python", version, OK)


def _libraries() -> list[Check]:
    """What the package says that it needs, each at least as new as it says."""
    checks = [Check("ccsim", metadata.version("ccsim"), OK)]
    for needed in metadata.requires("ccsim") or []:
        match = re.fullmatch(r"([\w.-]+)(?:>=([\d.]+))?", needed.partition(";")[0].strip())
        if match is None or "extra ==" in needed:
            continue
        name, least = match.groups()
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            checks.append(Check(name, "not installed", MISSING, f"pip install '{needed}'"))
            continue
        if least is not None and _parts(version) < _parts(least):
            checks.append(Check(name, version, MISSING, f"pip install --upgrade '{needed}'"))
        else:
            checks.append(Check(name, version, OK))
    return checks


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _cores() -> Check:
    count = cores()
    if count == 1:
        return Check("cores", "1", WARNING, "replications run one after another; with more cores they share out")
    return Check("cores", str(count), OK)


def _memory() -> Check:
    free = psutil.virtual_memory().available / 1e9
    if free < LEAST_MEMORY_GB:
        return Check("memory free", f"{free:.1f} GB", WARNING, "use fewer --jobs; --dry-run says what a run needs")
    return Check("memory free", f"{free:.1f} GB", OK)


def _folders(out: Path) -> list[Check]:
    checks = []
    for what, folder in ((f"results in {out}", out), ("temporary files", Path(tempfile.gettempdir()))):
        there = folder
        while not there.exists() and there != there.parent:
            there = there.parent
        try:
            with tempfile.TemporaryFile(dir=there):
                pass
        except OSError as error:
            remedy = "give another folder with --out" if folder == out else "set TMPDIR to a folder that can be written"
            checks.append(Check(what, f"cannot be written: {error.strerror or error}", MISSING, remedy))
        else:
            free = shutil.disk_usage(there).free / 1e9
            checks.append(Check(what, f"can be written, {free:.0f} GB free", OK))
    return checks


def _workers() -> Check:
    """Two processes are started and do something."""
    tasks = iter([1, 2])
    try:
        with crew(_answer, 40, Place(2)) as workers:
            answers = sorted(str(result) for _, result in workers.run(lambda: next(tasks, None)))
    except (OSError, CcsimError) as error:
        return Check("local workers", f"do not start: {error}", WARNING, "use --jobs 1")
    if answers != ["41", "42"]:
        return Check("local workers", f"do not answer: {', '.join(answers)}", WARNING, "use --jobs 1")
    return Check("local workers", "start and answer", OK)


def _answer(shared: int, task: int) -> int | Failed:
    return shared + task


def _browser() -> Check:
    found = next((name for name in BROWSERS if shutil.which(name)), None)
    if found is None:
        return Check("browser", "none found", WARNING, "only to look at pages; any browser will do")
    return Check("browser", found, OK)
