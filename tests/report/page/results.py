"""Made-up finished runs of every size, as the page takes them."""

from pathlib import Path
from typing import Any

from ccsim.experiment.saved import Result

from ..sample import comparison, run

INPUTS: list[dict[str, Any]] = [
    {"path": "demand.issues_per_day", "value": 1750, "low": 1150, "high": 2500, "source": "assumed",
     "grade": "assumed", "note": "the size of the company"},
    {"path": "demand.profile", "value": [0.1] * 48, "low": "x0.7", "high": "x1.3", "source": "assumed",
     "grade": "assumed", "note": None},
    {"path": "channels.voice.patience.mean", "value": "350 s", "low": "213 s", "high": "800 s",
     "source": "patience_mean_voice", "grade": "measured", "note": None},
    {"path": "people.agents.wage_per_hour", "value": 42, "low": 35.0, "high": 52.0,
     "source": "https://example.org/wages", "grade": "published", "note": "loaded"},
]  # fmt: skip


def result(structures: int = 3, inputs: list[dict[str, Any]] | None = None, **how: Any) -> Result:
    """A finished comparison, or a run of one structure."""
    document = comparison(structures, **how) if structures > 1 else run()
    manifest = {"seed": 1, "versions": {"ccsim": "0.1.0", "python": "3.11"}}
    return Result(Path("nowhere"), document, INPUTS if inputs is None else inputs, manifest)


def with_one_replication(made: Result) -> Result:
    """The same without any interval, as after one replication."""
    return Result(made.folder, _without_ends(made.document), made.inputs, made.manifest)


def _without_ends(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: None if key in ("low", "high", "half_width") else _without_ends(x) for key, x in part.items()}
    return [_without_ends(x) for x in part] if isinstance(part, list) else part
