"""Names decide nothing: two structures that say the same thing give identical records (model.md, section 1)."""

import ast
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from runs import PRACTICES, SCENARIOS, SHORT, STRUCTURES, assert_same_records, run, shipped

import ccsim
from ccsim.codes import DAY
from ccsim.issues import draw_issues
from ccsim.plan.plan import Clock
from ccsim.scenario.measures import MEASURES
from ccsim.scenario.scenario import Scenario
from ccsim.scenario.structure import Structure
from ccsim.scenario.study import PracticeName

CLOCK = Clock(0, 2 * DAY, 3 * DAY)
PACKAGE = Path(ccsim.__file__).parent
NAMELESS = [
    path
    for part in ("engine", "plan", "rules", "measures")
    for path in sorted((PACKAGE / part).glob("*.py"))
] + [PACKAGE / f"{name}.py" for name in ("issues", "arising", "attendance", "closures")]  # fmt: skip


def document(structure: str) -> dict[str, Any]:
    path = SCENARIOS / "structures" / f"{structure}.yaml"
    loaded: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return loaded


def renamed(structure: str) -> Structure:
    """The same structure in other words: title, departments and teams, with their order kept."""
    words = document(structure)
    departments = {name: f"zz-{99 - i}" for i, name in enumerate(words["departments"])}
    teams = {name: f"q{99 - i}" for i, name in enumerate(words["teams"])}
    practice = words["practice"]
    return Structure.model_validate(
        words
        | {
            "title": "another title",
            "departments": {departments[d]: _reporting(spec, departments) for d, spec in words["departments"].items()},
            "teams": {
                teams[t]: spec | {"department": departments[spec["department"]]} for t, spec in words["teams"].items()
            },
            "owners": {c: _each(owners, teams) for c, owners in words["owners"].items()},
            "practice": practice | {"teams": {teams[t]: own for t, own in practice.get("teams", {}).items()}},
            "dotted_lines": [
                line | {"between": _each(line["between"], departments)} for line in words.get("dotted_lines", [])
            ],
            "overflow": {c: spec | {"to": _each(spec["to"], teams)} for c, spec in words.get("overflow", {}).items()},
            "outbound": _each(words.get("outbound", []), teams),
            "rotations": [spec | {"through": teams[spec["through"]]} for spec in words.get("rotations", [])],
            "transition": _changing(words["transition"], departments, teams) if "transition" in words else None,
        }
    )


def _changing(spec: dict[str, Any], departments: Mapping[str, str], teams: Mapping[str, str]) -> dict[str, Any]:
    return spec | {
        "reports_to": {departments[d]: departments[above] for d, above in spec.get("reports_to", {}).items()},
        "members": {teams[t]: members for t, members in spec.get("members", {}).items()},
        "handles": {teams[t]: handles for t, handles in spec.get("handles", {}).items()},
        "owners": {c: _each(owners, teams) for c, owners in spec.get("owners", {}).items()},
    }


def _reporting(spec: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return spec | {"reports_to": names[spec["reports_to"]]} if "reports_to" in spec else spec


def _each(owners: str | list[str], names: Mapping[str, str]) -> list[str]:
    return [names[team] for team in ([owners] if isinstance(owners, str) else owners)]


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("practice", PRACTICES)
def test_other_names_give_identical_records(structure: str, practice: PracticeName) -> None:
    scenario, other = shipped(structure, practice), renamed(structure)
    named_otherwise = Scenario(
        scenario.world, other, other.practice if practice == "typical" else scenario.practice,
        world_name="mars", structure_name="nameless", practice_name="whatever",
    )  # fmt: skip
    one, two = run(scenario, CLOCK), run(named_otherwise, CLOCK)
    assert len(one.legs) > 5000
    assert_same_records(two.records, one.records)
    for key in set(MEASURES).intersection(one.measures):
        assert math.isclose(two.measures[key], one.measures[key], rel_tol=1e-12), key


def test_swapping_the_structure_keeps_the_customers() -> None:
    """The same issues arise at the same times under every structure and practice, with the same luck."""
    scenarios = [shipped(structure, practice) for structure in STRUCTURES for practice in PRACTICES]
    first = draw_issues(scenarios[0].world, SHORT.horizon, 1, 0)
    for scenario in scenarios[1:]:
        issues = draw_issues(scenario.world, SHORT.horizon, 1, 0)
        for column in ("arise", "channel", "reason", "key_a", "key_b"):
            assert (getattr(issues, column) == getattr(first, column)).all()


# --- the source ----------------------------------------------------------------------------------------------


def _names_of_structures() -> set[str]:
    """Files, titles, teams and departments, as written and as an identifier."""
    names: set[str] = set()
    for structure in STRUCTURES:
        words = document(structure)
        names |= {structure, words["title"], *words["teams"], *words["departments"]}
    return {form for name in names for form in (name.lower(), name.lower().replace("-", "_"))}


@pytest.mark.parametrize("path", NAMELESS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_computes_names_no_structure(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    prose = {
        id(node.value)
        for owner in ast.walk(tree)
        if isinstance(owner, documented)
        for node in owner.body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    forbidden = _names_of_structures()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            assert node.value.lower() not in forbidden, f"{path}:{node.lineno} names '{node.value}'"
        if isinstance(node, ast.Attribute):
            asked = node.attr in ("structure_name", "world_name", "practice_name", "title")
            assert not asked, f"{path}:{node.lineno} asks for .{node.attr}"
