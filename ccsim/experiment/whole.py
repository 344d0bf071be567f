"""Files that appear whole or not at all."""

import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ccsim.errors import CcsimError


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    write_whole(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def write_whole(path: Path, write: Callable[[Path], Any]) -> None:
    """Write beside the target, flush to disk, rename."""
    temporary = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        os.close(handle)
        temporary = Path(name)
        write(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise _unwritten(path, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What is said where there is no room."""


def _unwritten(path: Path, error: OSError) -> CcsimError:
    """Why a file could not be written, and what to do about it."""
    reason = os.strerror(error.errno) if error.errno else str(error)
    remedy = "make room" if error.errno in FULL else f"see that {path.parent} can be written"
    again = f"What was finished is kept: {remedy}, and run the same command again to go on"
    return CcsimError(f"cannot write {path}: {reason}. {again}")


def _sync_folder(folder: Path) -> None:
    """Make a renaming last; there is no such thing on Windows."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
