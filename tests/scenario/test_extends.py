"""`extends`: what is written as a difference is what is written out, and every part is told where it stands."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccsim.errors import InputError
from ccsim.scenario.document import at, paths_of, read_document
from ccsim.scenario.extends import extend
from ccsim.scenario.load import adhoc_study, load_structure

SHIPPED = Path(__file__).parents[2] / "scenarios"
HERE = Path("scenarios/structures")


@pytest.fixture(autouse=True)
def in_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(SHIPPED, tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)


def write(name: str, text: str, extends: str = "marketing-owns-digital") -> Path:
    path = HERE / f"{name}.yaml"
    path.write_text(f"kind: structure\ntitle: A variation\nextends: {extends}\n{text}", encoding="utf-8")
    return path


def refused(path: Path, *assignments: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_structure(path, assignments)
    return str(caught.value).replace(f"{HERE}/", "").splitlines()


# What is merged


def test_a_difference_is_the_structure_written_out() -> None:
    full = load_structure(HERE / "marketing-rotation.yaml").structure
    difference = """
teams: {center: {members: {marketing: 25 %}}}
rotations:
  - {group: marketing, through: center, every: 13 weeks, training: 24 h}
"""
    path = write("rotation", difference)
    path.write_text(path.read_text().replace("A variation", full.title))
    same = load_structure(path).structure
    assert same == full
    assert json.dumps(same.model_dump(mode="json")) == json.dumps(full.model_dump(mode="json"))


def test_nothing_in_a_result_tells_a_difference_from_a_structure_written_out() -> None:
    base = load_structure(HERE / "marketing-owns-digital.yaml").structure
    path = write("nothing-new", "")
    path.write_text(path.read_text().replace("A variation", base.title))
    settings = {"kind": "study", "warmup": "1 day", "window": "1 day"}
    study = adhoc_study(["nothing-new", "marketing-owns-digital"], "retailer", settings, ())
    first, second = (study.scenario(structure, "well_run", frozenset()) for structure in study.structures)
    assert first.structure == second.structure
    assert list(first.structure.teams) == list(second.structure.teams)


NAMES = st.sampled_from(["center", "digital", "voice", "members"])
VALUES = st.recursive(
    st.integers() | st.text("ab", min_size=1) | st.lists(st.integers(), max_size=2),
    lambda below: st.dictionaries(NAMES, below, min_size=1, max_size=3),
    max_leaves=6,
)
MAPPINGS = st.dictionaries(NAMES, VALUES, max_size=4)


def difference(full: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    """What to say beside the base so that the full mapping comes out."""
    said: dict[str, Any] = {key: None for key in base if key not in full}
    for key, value in full.items():
        known = base.get(key)
        if isinstance(value, dict) and isinstance(known, dict):
            said |= {key: below} if (below := difference(value, known)) else {}
        elif key not in base or value != known:
            said[key] = value
    return said


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MAPPINGS, min_size=2, max_size=4))
def test_any_mapping_is_reached_from_any_other_by_way_of_any_others(mappings: list[dict[str, Any]]) -> None:
    """The files are JSON, which is YAML."""
    for n, mapping in enumerate(mappings):
        said = difference(mapping, mappings[n - 1]) | {"extends": f"m{n - 1}"} if n else mapping
        (HERE / f"m{n}.yaml").write_text(json.dumps({"kind": "structure"} | said))
    own = read_document(HERE / f"m{len(mappings) - 1}.yaml")
    merged = extend(own, Path("scenarios"))
    assert merged.faults == ()
    assert merged.document.data == {"kind": "structure"} | mappings[-1]


def test_every_part_is_found_where_it_stands() -> None:
    write("middle", "teams:\n  digital:\n    members: {marketing: 50 %}\nowners: {email: digital}\n")
    path = write("last", "practice:\n  teams: null\n  sharing: daily\nowners: {chat: [center, digital]}\n", "middle")
    document = extend(read_document(path), Path("scenarios")).document
    assert document.files["owners", "email"] == HERE / "middle.yaml"
    assert document.files["owners", "social"] == HERE / "marketing-owns-digital.yaml"
    assert ("owners", "chat") not in document.files
    assert at(document.data, ("practice", "teams")) is None
    for steps in paths_of(document.data):
        value, (line, column) = at(document.data, steps), document.positions[steps]
        text = document.files.get(steps, document.file).read_text().splitlines()[line - 1][column - 1 :]
        if isinstance(value, str):
            assert text.lstrip("\"'").startswith(value), steps
        if steps in document.keys:
            line, column = document.keys[steps]
            text = document.files.get(steps, document.file).read_text().splitlines()[line - 1][column - 1 :]
            assert text.startswith(str(steps[-1])), steps


def test_what_is_inherited_can_be_overridden_from_the_command_line() -> None:
    path = write("here", "")
    assert load_structure(path, ["structures.practice.sharing=daily"]).structure.practice.sharing == "daily"
    assert refused(path, "structures.practice.sharing=dayly") == [
        "--set structures.practice.sharing=dayly: practice.sharing: unknown sharing 'dayly'; did you mean 'daily'? "
        "(allowed: real_time, daily, weekly, none)"
    ]
    assert refused(path, "structures.extends=contact-center-owns-all") == [
        "--set structures.extends=contact-center-owns-all: extends: is read from the file alone; override what differs "
        "instead"
    ]


# What is told


def test_a_mistake_is_told_where_it_stands() -> None:
    base = HERE / "marketing-owns-digital.yaml"
    base.write_text(base.read_text().replace("social: digital", "social: digitl"))
    broken = "marketing-owns-digital.yaml:40:11: owners.social: unknown team 'digitl'; did you mean 'digital'? "
    broken += "(allowed: center, digital, store, back_office, repair)"
    assert refused(base) == [broken]
    path = write("here", "owners: {email: digtal}\n")
    mine = "here.yaml:4:17: owners.email: unknown team 'digtal'; did you mean 'digital'? "
    mine += "(allowed: center, digital, store, back_office, repair)"
    assert refused(path) == [mine, broken]


def test_a_sound_part_that_a_difference_breaks_names_the_heir() -> None:
    path = write("here", "teams: {digital: null}\nowners: {chat: center, messaging: center, social: center}\n")
    assert refused(path) == [
        "marketing-owns-digital.yaml:41:13: owners.web_form: unknown team 'digital' (allowed: center, store, "
        "back_office, repair); inherited by here.yaml",
        "marketing-owns-digital.yaml:55:5: practice.teams.digital: unknown team 'digital' (allowed: center, store, "
        "back_office, repair); inherited by here.yaml",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("teams: {centre: {handles: all}}",
         ["4:9: teams.centre: missing key 'department'; did you mean 'center', which is inherited?",
          "4:9: teams.centre: missing key 'members'; did you mean 'center', which is inherited?"]),
        ("teams: {digitl: null}",
         ["4:9: teams.digitl: there is nothing to take away: what this file extends has no 'digitl'; did you mean "
          "'digital'? (allowed: center, digital, store, back_office, repair)"]),
        ("teams:",
         ["4:1: teams: is left empty, and a structure needs it; say what differs in it, or leave the key out"]),
        ('practice: {hours: {sun: "10:00-16:00"}}',
         ["4:19: practice.hours: sun named twice; each day has one span of opening hours; inherited beside it: "
          "mon-fri, sat-sun (null takes a key away)"]),
    ],
)  # fmt: skip
def test_a_difference_that_says_too_little(text: str, message: list[str]) -> None:
    assert refused(write("here", text)) == [f"here.yaml:{line}" for line in message]


def test_a_title_is_not_inherited() -> None:
    path = HERE / "here.yaml"
    path.write_text("kind: structure\nextends: marketing-owns-digital\n")
    assert refused(path) == ["here.yaml:1:1: missing key 'title'; a title is not inherited"]


# Which file is extended


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../structures/marketing-owns-digital.yaml", "leads out of its folder by '..'"),
        ("/etc/hostname", "is an absolute path"),
        ("here", "goes in a circle: here → here"),
        ("there", "no structure 'there'"),
        ("retailer", "'retailer' is a world"),
        ("marketing-own-digital", "did you mean 'marketing-owns-digital'?"),
        ("[it-owns, operations-owns]", "write the name of one structure"),
        ("linked", "'linked' is a link that leads out of the scenarios folder"),
        ("folder/linked.yaml", "'folder/linked.yaml' is a link that leads out of the scenarios folder"),
    ],
)
def test_what_cannot_be_extended(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    shutil.copy(HERE / "it-owns.yaml", tmp_path / "outside/linked.yaml")
    (HERE / "linked.yaml").symlink_to(tmp_path / "outside/linked.yaml")
    (HERE / "folder").symlink_to(tmp_path / "outside")
    (line,) = refused(write("here", "", name))
    assert line.startswith("here.yaml:3:10: extends: ")
    assert message in line


def test_a_longer_circle_is_told_where_it_closes() -> None:
    write("third", "", "first")
    write("second", "", "third")
    path = write("first", "", "second")
    assert refused(path) == ["third.yaml:3:10: extends: goes in a circle: first → second → third → first"]


def test_a_file_beside_can_be_named() -> None:
    assert load_structure(write("here", "", "marketing-owns-digital.yaml")).structure.teams
