"""How much memory a process has held at most."""

import resource
import sys


def peak_bytes() -> int:
    """Peak resident memory since the process began."""
    return peak_of(resource.getrusage(resource.RUSAGE_SELF))


def peak_of(used: resource.struct_rusage) -> int:
    """Peak resident memory in bytes; Linux counts it in KiB, macOS in bytes."""
    return used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
