"""Where the compiled engine is kept between runs: a folder named for all the source that it is made from."""

import hashlib
import os
import shutil
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

PACKAGE = Path(__file__).parents[2]
SOURCES = ("rules", "engine", "codes.py")
BESIDE = Path(__file__).parent / "__pycache__"
FALLBACK = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ccsim"
"""For those who may not write into the folder where ccsim is installed."""


@cache
def fingerprint() -> str:
    """Twelve hex digits that change with any rule, any part of an engine, numba and Python."""
    content = hashlib.sha256(f"{version('numba')} {sys.version}".encode())
    for name in SOURCES:
        place = PACKAGE / name
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            content.update(path.read_bytes())
    return content.hexdigest()[:12]


@cache
def object_name() -> str:
    """Another one for every kind of processor, as installations may be shared by machines of several kinds."""
    from llvmlite import binding

    kind = f"{binding.get_host_cpu_name()} {binding.get_host_cpu_features().flatten()}"
    return f"{hashlib.sha256(kind.encode()).hexdigest()[:12]}.o"


@cache
def code_folder() -> Path | None:
    """The first of the two folders that holds the code already, or else that can be written; None if none can."""
    folders = [place / f"compiled-{fingerprint()}" for place in (BESIDE, FALLBACK)]
    for folder in folders:
        if (folder / object_name()).exists():
            return folder
    return next((folder for folder in folders if _can_write(folder)), None)


def object_file() -> Path | None:
    """Where the code for this processor is kept, or None if it can be kept nowhere."""
    folder = code_folder()
    return None if folder is None else folder / object_name()


def is_compiled() -> bool:
    """Whether a run would start without compiling."""
    path = object_file()
    return path is not None and path.exists()


def forget_older() -> None:
    """What was compiled from other source, here where no other installation looks."""
    for folder in BESIDE.glob("compiled-*"):
        if folder != code_folder():
            shutil.rmtree(folder, ignore_errors=True)


def _can_write(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)
