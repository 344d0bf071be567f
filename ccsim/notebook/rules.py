"""The rules that functions of one's own may stand in for, as they are."""

from collections.abc import Callable
from inspect import getdoc, signature
from typing import Any

from ccsim.engine.simpy_engine import REPLACEABLE
from ccsim.notebook.html import block, prose_table


class UsualRules(dict[str, Callable[..., Any]]):
    """Rules by name; shown with what each is given and what it says."""

    def __repr__(self) -> str:
        return "\n".join(f"{name}({given}): {says}" for name, given, says in self._rows())

    def _repr_html_(self) -> str:
        return block("Rules that may be replaced", "", prose_table(("Rule", "Is given", "Says"), self._rows()))

    def _rows(self) -> list[tuple[str, str, str]]:
        return [(name, ", ".join(signature(rule).parameters), getdoc(rule) or "") for name, rule in self.items()]


def usual_rules() -> UsualRules:
    """The rules that `simulate(rules=…)` may replace, by name: call them, or write others that are given the same."""
    return UsualRules({rule.__name__: rule for rule in REPLACEABLE})
