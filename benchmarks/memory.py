"""How much memory this process has held at most."""

import resource
import sys


def peak_bytes() -> int:
    """Peak resident memory since the process began; Linux counts it in KiB, macOS in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
