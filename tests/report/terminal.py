"""Streams that say they are a terminal, and what was shown on one."""

import io
import re
from collections.abc import Callable
from typing import Any

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal(io.StringIO):
    """A text stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def shown(show: Callable[..., None], document: dict[str, Any], width: int = 100) -> str:
    """What `show` writes on a terminal of this width, without escape codes."""
    stream = Terminal()
    show(document, stream, width)
    return ESCAPE.sub("", stream.getvalue())
