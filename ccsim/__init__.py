"""ccsim compares ownership models of customer contact by simulation.

`load_study` and `compare` are the main job; `load_scenario` and `simulate` run one structure in one world and give
its records. Names are imported when they are first used, so that `import ccsim` is cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ccsim.experiment.notebook import Comparison, Run, compare, load_scenario, load_study, simulate

__all__ = ["Comparison", "Run", "compare", "load_scenario", "load_study", "simulate"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("ccsim.experiment.notebook"), name)
    raise AttributeError(f"module 'ccsim' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
