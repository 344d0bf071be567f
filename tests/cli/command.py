"""The command line in this process, and as a process of its own."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from ccsim.cli import app

SCRIPT = [sys.executable, "-c", "from ccsim.cli import main; main()"]
"""The console script, as a process of its own."""


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said where."""

    code: int
    stdout: str
    stderr: str

    @property
    def document(self) -> Any:
        return json.loads(self.stdout)


def ccsim(*arguments: str | Path) -> Done:
    """One command, in this process."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout, result.stderr)


def only_folder(out: Path) -> Path:
    """The one run's folder in `out`."""
    (folder,) = out.iterdir()
    return folder
