"""Imports point one way, and every library has its home: the tables say which, the checker reads source."""

import ast
import graphlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# A layer imports from the layers above its own line, and from itself without a ring.
LAYERS = (
    "errors",
    "codes",
    "workers",
    "rules",
    "scenario",
    "starter",  # scenarios to begin with
    "plan",
    "issues",
    "attendance",
    "arising",
    "closures",
    "engine",
    "measures",
    "inference",
    "verify",  # the engine against theory
    "experiment",
    "calibrate",
    "report",
    "notebook",  # what the public names stand for: they run studies and show them, so they see all of the above
    "__init__",  # the public names
    "cli",
    "__main__",
)

# Layers that see less of ccsim than their line allows: only these, and themselves.
SEES_ONLY = {
    "rules": {"codes"},
    "inference": {"errors"},  # plain arrays in and out
    "report": {"errors", "codes", "inference", "experiment", "calibrate"},  # results, not what made them
}

# Layers that see less of the standard library.
STANDARD_LIBRARY_ONLY = {"rules": {"math"}}

# library: the modules (or packages, with all in them) that may import it
HOMES = {
    "simpy": ("engine",),
    "numba": ("engine.compiled",),
    "llvmlite": ("engine.compiled",),
    "ruamel": ("scenario.document",),
    "pydantic": ("scenario",),
    "pydantic_core": ("scenario",),
    "scipy": ("inference", "issues", "calibrate"),
    "pyarrow": ("experiment.tables",),
    "dask": ("workers",),
    "distributed": ("workers",),
    "filelock": ("experiment.store",),
    "psutil": ("experiment.doctor", "experiment.forecast"),
    "typer": ("cli", "report.tables", "report.progress"),
    "rich": ("cli", "report.tables", "report.progress", "report.terminal", "report.verification", "report.lists"),
    "matplotlib": ("report.charts",),
    "pptx": ("report.deck",),
    "xlsxwriter": ("report.workbook", "report.deck.embedded"),
    "jinja2": ("report.page",),
}

# library: the modules (or packages) that may not import it; all others may
NOT_IN = {
    "numpy": ("rules",),
    "pandas": ("rules", "scenario", "plan", "engine.simpy_engine", "inference"),
}

# A file is named for its subject; these name none.
NAMES_OF_NOTHING = {"util", "helper", "common", "manager", "handler", "data", "info"}


# The checker. Modules are named without the leading "ccsim."; the top package is "__init__".


def layer_of(module: str) -> str:
    return module.split(".")[0]


def lies_in(module: str, places: tuple[str, ...]) -> bool:
    return any(module == place or module.startswith(place + ".") for place in places)


def names_imported(tree: ast.Module, package: list[str]) -> Iterator[tuple[str, list[str], int]]:
    """Every import at any depth: full dotted name, names taken from it, line; `package` holds the file."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((alias.name, [], node.lineno) for alias in names)
            case ast.ImportFrom(module=source, names=names, level=level):
                base = package[: len(package) - level + 1] if level else []
                name = ".".join(base + ([source] if source else []))
                yield name, [alias.name for alias in names], node.lineno
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name, [], node.lineno


def imports_of(module: str, text: str, modules: set[str], is_package: bool) -> list[tuple[str, int]]:
    """What a file imports, with lines: ccsim's modules as ":name", others as their top-level library."""
    path = [] if module == "__init__" else module.split(".")
    package = ["ccsim", *(path if is_package else path[:-1])]
    found = []
    for name, taken, line in names_imported(ast.parse(text), package):
        top, _, inner = name.partition(".")
        if top != "ccsim":
            found.append((top, line))
            continue
        submodules = [f"{inner}.{part}".lstrip(".") for part in taken]
        itself = inner or "__init__"
        targets = {sub if sub in modules else itself for sub in submodules} or {itself}
        found += [(f":{target}", line) for target in sorted(targets)]
    return [(name, line) for name, line in found if name != "__future__"]


def fault_inside(module: str, target: str) -> str | None:
    """Why a module may not import another of ccsim's, if so."""
    here, there = layer_of(module), layer_of(target)
    if there not in LAYERS:
        return f"{there} has no line in LAYERS"
    if here == there:
        return None
    if here in SEES_ONLY and there not in SEES_ONLY[here]:
        return f"{here} may see only {', '.join(sorted(SEES_ONLY[here]))}"
    if LAYERS.index(there) > LAYERS.index(here):
        return f"{there} comes after {here}"
    return None


def fault_outside(module: str, library: str) -> str | None:
    """Why a module may not import a library, if so."""
    if library in sys.stdlib_module_names:
        allowed = STANDARD_LIBRARY_ONLY.get(layer_of(module))
        return None if allowed is None or library in allowed else f"only {', '.join(sorted(allowed))} here"
    if library in NOT_IN:
        return f"not in {', '.join(NOT_IN[library])}" if lies_in(module, NOT_IN[library]) else None
    if library not in HOMES:
        return "it has no home in HOMES"
    return None if lies_in(module, HOMES[library]) else f"its home is {', '.join(HOMES[library])}"


def faults(sources: dict[str, str], packages: frozenset[str] = frozenset()) -> list[str]:
    """Everything wrong with the imports of {module: source}; `packages` are those read from an __init__."""
    found = []
    graph: dict[str, set[str]] = {module: set() for module in sources}
    for module, text in sources.items():
        if layer_of(module) not in LAYERS:
            found.append(f"{module}: {layer_of(module)} has no line in LAYERS")
            continue
        is_package = module == "__init__" or module in packages
        for name, line in imports_of(module, text, set(sources), is_package):
            inside = name.startswith(":")
            target = name.removeprefix(":")
            if inside:
                graph[module].add(target)
            if fault := fault_inside(module, target) if inside else fault_outside(module, name):
                found.append(f"{module}:{line}: imports {'ccsim.' * inside}{target}: {fault}")
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        found.append("a ring: " + " → ".join(reversed(error.args[1])))
    return found


# The package


def read_package() -> tuple[dict[str, str], frozenset[str]]:
    sources, packages = {}, set()
    for path in sorted((ROOT / "ccsim").rglob("*.py")):
        parts = path.relative_to(ROOT / "ccsim").with_suffix("").parts
        module = ".".join(parts)
        if len(parts) > 1 and parts[-1] == "__init__":
            module = ".".join(parts[:-1])
            packages.add(module)
        sources[module] = path.read_text(encoding="utf-8")
    return sources, frozenset(packages)


def test_imports_point_one_way_and_libraries_stay_home() -> None:
    sources, packages = read_package()
    assert sources
    assert faults(sources, packages) == []


def test_package_files_below_the_top_are_empty() -> None:
    sources, packages = read_package()
    assert [package for package in sorted(packages) if sources[package].strip()] == []


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "ccsim").rglob("*.py")}
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def names_nothing(path: Path) -> bool:
    parts = path.with_suffix("").parts
    return any(part.strip("_").lower().removesuffix("s") in NAMES_OF_NOTHING for part in parts)


def test_files_are_named_for_a_subject() -> None:
    files = (path.relative_to(ROOT) for top in ("ccsim", "tests") for path in (ROOT / top).rglob("*.py"))
    assert [str(path) for path in sorted(files) if names_nothing(path)] == []


# The checker finds what is planted


@pytest.mark.parametrize(
    ("module", "text", "complaint"),
    [
        ("plan", "from ccsim.engine import records", "engine comes after plan"),
        ("plan", "from ccsim import cli", "cli comes after plan"),
        ("plan", "from ccsim import compare", "__init__ comes after plan"),
        ("plan", "def f():\n    import ccsim.engine.records", "plan:2:"),
        ("plan", "if TYPE_CHECKING:\n    from ccsim.engine.records import Records", "plan:2:"),
        ("plan", "import importlib\nimportlib.import_module('ccsim.cli')", "cli comes after plan"),
        ("plan", "from .engine import records", "engine comes after plan"),
        ("scenario.world", "from .. import plan", "plan comes after scenario"),
        ("scenario.world", "from ..engine.records import Records", "engine comes after scenario"),
        ("rules.handoffs", "from ccsim.errors import ScenarioError", "rules may see only codes"),
        ("rules.handoffs", "import random", "only math here"),
        ("rules.handoffs", "import numpy as np", "not in rules"),
        ("inference.paired", "from ccsim.codes import Policy", "inference may see only errors"),
        ("report.page", "from ccsim.scenario.world import World", "report may see only"),
        ("report.page", "import simpy", "its home is engine"),
        ("experiment.run", "from numba import njit", "its home is engine"),
        ("scenario.load", "from ruamel.yaml import YAML", "its home is scenario.document"),
        ("plan", "import pydantic", "its home is scenario"),
        ("measures.service", "import scipy.stats", "its home is inference"),
        ("experiment.tablespace", "import pyarrow.parquet", "its home is experiment.tables"),
        ("experiment.run", "import rich.console", "its home is cli"),
        ("report.page", "import matplotlib.pyplot as plt", "its home is report.charts"),
        ("engine.simpy_engine", "import pandas as pd", "not in rules"),
        ("plan", "import yaml", "it has no home"),
        ("shortcuts", "", "shortcuts has no line in LAYERS"),
    ],
)
def test_a_planted_fault_is_found(module: str, text: str, complaint: str) -> None:
    known = {"cli": "", "plan": "", "engine.records": "", "scenario.world": "", "errors": "", "codes": ""}
    assert any(complaint in fault for fault in faults(known | {module: text}))


def test_a_planted_ring_is_found() -> None:
    ring = {
        "scenario.world": "from ccsim.scenario import people",
        "scenario.people": "def f():\n    from .world import World",
    }
    assert len(faults(ring)) == 1
    assert "ring" in faults(ring)[0]


def test_what_is_allowed_passes() -> None:
    allowed = {
        "errors": "",
        "codes": "from enum import IntEnum",
        "rules.luck": "from __future__ import annotations\nimport math\nfrom ccsim import codes",
        "rules.handoffs": "from ccsim.rules import luck",
        "scenario.document": "from ruamel.yaml import YAML",
        "scenario.world": "import pydantic\nfrom ..codes import Policy\nfrom . import document",
        "plan": "import numpy\nfrom ccsim.rules import handoffs\nfrom ccsim.scenario.world import World",
        "engine.records": "import pandas as pd",
        "engine.simpy_engine": "import simpy\nfrom ccsim.engine.records import Records",
        "report.charts.bars": "import matplotlib.pyplot as plt",
        "__init__": "from .plan import make_plan",
        "cli": "import typer\nfrom ccsim import __version__",
    }
    assert faults(allowed) == []


@pytest.mark.parametrize("name", ["ccsim/utils.py", "ccsim/helper/luck.py", "tests/data.py", "ccsim/_common.py"])
def test_a_name_of_nothing_is_found(name: str) -> None:
    assert names_nothing(Path(name))
    assert not names_nothing(Path("ccsim/scenario/information.py"))
