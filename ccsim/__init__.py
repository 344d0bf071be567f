"""ccsim compares ownership models of customer contact by simulation.

`compare` is the main job, with `load_study` for changed assumptions and `load_result` for what was saved;
`load_scenario` and `simulate` run one structure in one world, by `usual_rules` or one's own, and give its records, of
which `story` tells one issue's life. Names are imported when they are first used, so that `import ccsim` is cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ccsim.errors import CcsimError, InputError
    from ccsim.notebook.checking import validate
    from ccsim.notebook.comparison import Comparison, compare, load_result
    from ccsim.notebook.rules import usual_rules
    from ccsim.notebook.simulation import Run, Story, simulate, story
    from ccsim.notebook.studies import Scenario, Study, load_scenario, load_study
    from ccsim.report.charts.own import use_style

HOMES = {
    "ccsim.errors": ("CcsimError", "InputError"),
    "ccsim.notebook.checking": ("validate",),
    "ccsim.notebook.comparison": ("Comparison", "compare", "load_result"),
    "ccsim.notebook.rules": ("usual_rules",),
    "ccsim.notebook.simulation": ("Run", "Story", "simulate", "story"),
    "ccsim.notebook.studies": ("Scenario", "Study", "load_scenario", "load_study"),
    "ccsim.report.charts.own": ("use_style",),
}
__all__ = [
    "CcsimError", "Comparison", "InputError", "Run", "Scenario", "Story", "Study", "compare", "load_result",
    "load_scenario", "load_study", "simulate", "story", "use_style", "usual_rules", "validate",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    for home, names in HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module 'ccsim' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
