"""JSON Schema: what editors are told is what the loader takes, and everything is explained."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ccsim.errors import InputError
from ccsim.scenario.document import read_document
from ccsim.scenario.schema import MODELS, schema_of

ROOT = Path(__file__).parents[2]
FOLDERS = {"world": "worlds", "structure": "structures", "study": "studies"}
SHIPPED = [
    (kind, path)
    for kind, folder in FOLDERS.items()
    for top in (ROOT / "scenarios", ROOT / "tests/cli/scenarios")
    for path in sorted((top / folder).glob("*.yaml"))
]
VALIDATORS = {kind: Draft202012Validator(schema_of(kind)) for kind in MODELS}


def faults(kind: str, data: Any) -> list[str]:
    return [error.json_path for error in VALIDATORS[kind].iter_errors(data)]


@pytest.mark.parametrize("kind", MODELS)
def test_it_is_a_schema(kind: str) -> None:
    Draft202012Validator.check_schema(schema_of(kind))


@pytest.mark.parametrize(("kind", "path"), SHIPPED, ids=[path.stem for _, path in SHIPPED])
def test_what_is_shipped_is_valid(kind: str, path: Path) -> None:
    assert faults(kind, read_document(path).data) == []


EXTENSION = {
    "kind": "structure",
    "title": "A variation",
    "extends": "marketing-owns-digital",
    "teams": {"digital": None, "center": {"members": {"service_agents": "77 %", "marketing": None}}},
    "owners": {"email": ["center"], "chat": None},
    "practice": {"teams": None, "hours": {"sat-sun": None}},
}


def test_an_extension_needs_nothing_but_its_difference() -> None:
    assert faults("structure", EXTENSION) == []
    assert faults("structure", EXTENSION | {"teams": {"digital": {"handels": "all"}}}) == ["$.teams.digital"]
    for key in ("kind", "title"):
        assert faults("structure", {k: v for k, v in EXTENSION.items() if k != key}) == ["$"]
    assert "$" in faults("structure", {k: v for k, v in EXTENSION.items() if k != "extends"})


def changed(kind: str, path: str, value: Any) -> Any:
    """The retailer, its center or the demo with one value put in another's place."""
    names = {"world": "retailer", "structure": "contact-center-owns-all", "study": "demo"}
    data = copy.deepcopy(read_document(ROOT / f"scenarios/{FOLDERS[kind]}/{names[kind]}.yaml").data)
    *above, last = path.split(".")
    node = data
    for step in above:
        node = node[step]
    node[last] = value
    return data


@pytest.mark.parametrize(
    ("kind", "path", "right", "wrong"),
    [
        ("world", "kind", "world", "structure"),
        ("world", "curency", None, "USD"),
        ("world", "reasons.purchase.handle_time", "6 Minutes", "6 mni"),
        ("world", "reasons.purchase.handle_time", {"value": "6 min", "source": "aht_voice"}, 6),
        ("world", "reasons.purchase.resolvable", 0.71, "71 %"),
        ("world", "reasons.purchase.resolvable", {"value": 0.7, "source": "assumed", "low": 0.6, "high": 0.8},
         {"value": 0.7, "source": "assumed"}),
        ("world", "reasons.purchase.kind", "sales", "sale"),
        ("world", "reasons.purchase.channels", {"voice": 1, "source": "assumed", "low": "x0.5"}, {"phone": 1}),
        ("world", "people.shifts.days_per_week", 7, 8),
        ("world", "demand.campaigns.spring_sale.start", "week 2 Tue 08:00", "Tuesday"),
        ("world", "well_run.hours", {"mon-fri": "8:00-20:00", "sat": "closed"}, {"mon-fri": "8-20"}),
        ("world", "well_run.hours", "always", {"mon-fry": "08:00-20:00"}),
        ("structure", "route_by", "channel", "reasons"),
        ("structure", "teams.center.members", {"service_agents": "84.5 %", "sales": 2}, {"service_agents": "120 %"}),
        ("structure", "teams.center.members", {"service_agents": "100 %"}, {"agents": "100 %"}),
        ("structure", "teams.center.handles", ["service", "sales"], {"service": True}),
        ("structure", "owners.voice", ["center", "store"], []),
        ("structure", "departments.sales.goal", "revenue", "sales"),
        ("structure", "fcr", None, 0.8),
        ("study", "structures", ["contact-center-owns-all"], "contact-center-owns-all"),
        ("study", "warmup", "auto", "7"),
        ("study", "replications", 12, 0),
        ("study", "practice", "typical", "best"),
        ("study", "level", 0.9, 95),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(kind: str, path: str, right: Any, wrong: Any) -> None:
    if right is not None:
        assert faults(kind, changed(kind, path, right)) == []
    assert len(faults(kind, changed(kind, path, wrong))) == 1


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("missing", ["kind", "title"])
def test_what_is_missing_is_told(kind: str, missing: str) -> None:
    data = changed(kind, "kind", kind)
    del data[missing]
    assert faults(kind, data) == ["$"]


# Everything is explained


def properties(schema: Any, where: str) -> Iterator[tuple[str, Any]]:
    """Every property at any depth."""
    for key, below in schema.items() if isinstance(schema, dict) else enumerate(schema):
        if key == "properties":
            yield from ((f"{where}.{name}", entry) for name, entry in below.items() if "const" not in entry)
        if isinstance(below, dict | list):
            yield from properties(below, where if key == "properties" else f"{where}.{key}")


@pytest.mark.parametrize("kind", MODELS)
def test_every_property_has_a_description(kind: str) -> None:
    schema = schema_of(kind)
    found = dict(properties(schema, kind))
    assert len(found) > 15
    for where, entry in found.items():
        about = entry if "description" in entry else schema["$defs"][entry["$ref"].removeprefix("#/$defs/")]
        assert len(about["description"].split()) > 1, where
        assert "\n" not in about["description"], where


@pytest.mark.parametrize("kind", MODELS)
def test_nothing_is_told_in_the_programs_own_units(kind: str) -> None:
    """Times stand as people write them, not as microseconds."""
    defaults = [entry["default"] for _, entry in properties(schema_of(kind), kind) if "default" in entry]
    assert all(not isinstance(default, int) or default < 1000 for default in defaults)


def test_an_unknown_kind_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        schema_of("structur")
    assert str(caught.value) == "no schema 'structur'; did you mean 'structure'? (there are: world, structure, study)"
