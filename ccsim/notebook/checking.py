"""Files checked without running them."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ccsim.errors import InputError
from ccsim.scenario.validate import validate_paths


def validate(*paths: str | Path, world: str | Path | None = None, overrides: Sequence[str] = ()) -> pd.DataFrame:
    """Check worlds, structures, studies, or folders of them; a row for each sound file: file, kind, about.

    Structures are checked together with `world` where one is given. Raises InputError with every problem, each with
    its file, line and column.
    """
    checked = validate_paths([Path(path) for path in paths], None if world is None else str(world), overrides)
    if checked.problems:
        raise InputError(checked.problems)
    return pd.DataFrame(checked.sound, columns=["file", "kind", "about"])
