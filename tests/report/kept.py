"""A made-up results document as a kept run, with its replications and inputs."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ccsim.experiment.saved import Result

INPUTS = [
    {"path": "demand.issues_per_day", "value": 1750, "low": 1150, "high": 2500, "source": "assumed", "grade": "assumed",
     "note": "=HYPERLINK(\"https://example.org\")"},
    {"path": "demand.weekday.mon", "value": 1.25, "low": "x0.85", "high": "x1.15", "source": "https://example.org/a",
     "grade": "published", "note": None},
    {"path": "demand.profile", "value": [0.1, 0.2], "low": None, "high": None, "source": "a_row", "grade": "measured",
     "note": "@note"},
    {"path": "channels.voice.patience", "value": "350 s", "low": "213 s", "high": "800 s", "source": "assumed",
     "grade": "assumed", "note": "-1"},
]  # fmt: skip


def kept(document: dict[str, Any], folder: Path) -> Result:
    """The document as a run that lies in a folder."""
    columns: dict[str, list[Any]] = {name: [] for name in ("practice", "structure", "measure", "value", "replication")}
    for practice in ("well_run", "typical"):
        for structure in document["structures"]:
            for n in range(document["replications"]):
                row = {"practice": practice, "structure": structure["name"], "replication": n}
                for key in [*structure["measures"], "count.issues", "hour|0|arrivals"]:
                    _append(columns, row | {"measure": key, "value": value(structure, key, n, practice)})
    pq.write_table(pa.table(columns), folder / "replications.parquet")
    manifest = {"started": "2026-11-28T08:52:36Z", "versions": {"ccsim": "0.1.0"}}
    return Result(folder, document, INPUTS, manifest)


def value(structure: dict[str, Any], key: str, replication: int, practice: str = "well_run") -> float:
    """A measure in one replication: around its mean, and never anywhere where it has none."""
    mean = structure["measures"].get(key, {}).get("mean")
    if mean is None:
        return float("nan")
    return float(mean * (1 + 0.001 * replication) * (1 if practice == "well_run" else 2))


def _append(columns: dict[str, list[Any]], row: dict[str, Any]) -> None:
    for name, cells in columns.items():
        cells.append(row[name])
