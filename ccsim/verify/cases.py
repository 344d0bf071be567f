"""The cases of queueing theory that the engine must reproduce, as they stand in cases.json."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).with_name("cases.json")


@dataclass(frozen=True)
class Case:
    """Proven numbers of one system; time is in minutes unless a key says otherwise."""

    id: str
    model: str
    params: Mapping[str, Any]
    expected: Mapping[str, float]
    tolerance: Mapping[str, Any]
    source: str

    def within(self, measure: str) -> float:
        """The gap that the case allows a measure, in the measure's unit."""
        if self.tolerance["type"] == "rel":
            return abs(float(self.tolerance["value"]) * self.expected[measure])
        return float(self.tolerance["per_metric"][measure])


def load_cases(path: Path = HERE) -> tuple[Case, ...]:
    """Cases of a file; what else a case says there is left out."""
    fields = Case.__dataclass_fields__
    rows = json.loads(path.read_text(encoding="utf-8"))
    return tuple(Case(**{key: row[key] for key in fields}) for row in rows)
