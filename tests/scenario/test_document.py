"""YAML is read strictly, and every fault is told with its place, value and choices, all at once."""

import contextlib
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, model_validator

from ccsim.errors import InputError, Problem
from ccsim.scenario.document import (
    Document,
    Finding,
    check,
    read_document,
    refuse,
    to_problem,
)
from ccsim.scenario.overriding import override
from ccsim.scenario.quantities import Count, DayRange, Duration, OpeningHours, PositiveDuration, Share


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(text: str | bytes) -> Document:
    Path("w.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
    return read_document(Path("w.yaml"))


def refused(call: object, *arguments: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        call(*arguments)  # type: ignore[operator]
    return str(caught.value).splitlines()


# Reading


def test_values_are_those_of_the_core_schema_of_yaml_1_2() -> None:
    text = "a: [1, 2.5, no, Yes, 12:30, 2026-01-01, 1_000, ~, true, 0x10, 0o10, 1e3, '3', 007]"
    values = [1, 2.5, "no", "Yes", "12:30", "2026-01-01", "1_000", None, True, 16, 8, 1000.0, "3", 7]
    assert read(text).data == {"a": values}


def test_keys_are_always_text() -> None:
    assert read("1: a\ntrue: b\nnull: c\n").data == {"1": "a", "true": "b", "null": "c"}


def test_keys_and_values_have_places() -> None:
    document = read("teams:\n  billing:\n    skills: [order, fault]\n    head:\n")
    assert document.file == Path("w.yaml")
    assert document.keys["teams", "billing", "skills"] == (3, 5)
    assert document.positions["teams", "billing", "skills"] == (3, 13)
    assert document.positions["teams", "billing", "skills", 1] == (3, 21)
    assert document.positions["teams", "billing", "head"] == (4, 5)


def test_an_alias_repeats_its_anchor() -> None:
    document = read("a: &x {b: 1, c: [2]}\nd: *x\n")
    assert document.data == {"a": {"b": 1, "c": [2]}, "d": {"b": 1, "c": [2]}}
    assert document.data["a"] is not document.data["d"]
    assert document.positions["d",] == (2, 4)
    assert document.positions["d", "c", 0] == document.positions["a", "c", 0] == (1, 18)


def test_a_byte_order_mark_and_windows_lines_are_read() -> None:
    assert read(b"\xef\xbb\xbfa:\r\n  b: 1\r\n").data == {"a": {"b": 1}}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ["w.yaml: the file is empty"]),
        ("# nothing\n", ["w.yaml: the file is empty"]),
        ("- a\n", ["w.yaml:1:1: expected a mapping of keys to values, found a list"]),
        (
            "a: 1\na: 2\nb:\n  c: 1\n  c: 2\n",
            [
                "w.yaml:2:1: a: key 'a' is given twice (first at line 1, column 1)",
                "w.yaml:5:3: b.c: key 'c' is given twice (first at line 4, column 3)",
            ],
        ),
        ("a:\n\tb: 1\n", ["w.yaml:2:1: a tab; indent with spaces"]),
        (
            "a: [1,\nb: 2",
            ["w.yaml:2:5: not valid YAML: the '[' of line 1 is not closed before this"],
        ),
        (
            "a: b: c",
            ["w.yaml:1:5: not valid YAML: a ': ' too many, or wrong indentation; put a text that holds ': ' in quotes"],
        ),
        ("a: @x", ["w.yaml:1:4: not valid YAML: a text that starts with '@' must stand in quotes"]),
        ("  a: 1\n b: 2\n", ["w.yaml:2:2: not valid YAML: indentation does not match any line above"]),
        (
            "a: 'x' y",
            ["w.yaml:1:8: not valid YAML: something follows a finished value, or the indentation is wrong"],
        ),
        ("a: \x07", ["w.yaml:1:4: character U+0007 is not allowed in YAML"]),
        (b"a: 1\nb: \xff", ["w.yaml:2:4: byte 0xff is not UTF-8; save the file as UTF-8"]),
        ("a: 1\n---\nb: 2", ["w.yaml:2:1: a second document starts here; a file holds one"]),
        (
            "a: &nop 1\nb: *nope\n",
            ["w.yaml:2:4: '*nope' has no anchor '&nope' above it; did you mean 'nop'?"],
        ),
        ("a: &x {b: *x}", ["w.yaml:1:11: '*x' stands inside its own anchor '&x'"]),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", ["w.yaml:3:3: c: merge keys (<<) are not read; write the keys out"]),
        ("a: !secret 3\n", ["w.yaml:1:4: tag '!secret' is not read; write the plain value"]),
        ("? [1]\n: 2", ["w.yaml:1:3: a key must be plain text"]),
        ("a: " + "[" * 5000, ["w.yaml:1:43: nested deeper than 40 levels"]),
    ],
)
def test_a_text_that_is_not_plain_yaml_is_refused(text: str | bytes, lines: list[str]) -> None:
    assert refused(read, text) == lines


def test_aliases_cannot_swell_without_end() -> None:
    rows = ["a: &a [" + "1," * 9 + "1]"]
    rows += [f"{name}: &{name} [{','.join(['*' + last] * 10)}]" for last, name in zip("abcdef", "bcdefg", strict=True)]
    assert "makes the file too deep or too large" in refused(read, "\n".join(rows))[0]


def test_a_file_that_cannot_be_read_is_told_apart() -> None:
    read("a: 1\n")
    Path("big.yaml").write_bytes(b"#" * 2_000_001)
    assert refused(read_document, Path("v.yaml")) == ["v.yaml: no such file; did you mean 'w.yaml'?"]
    assert refused(read_document, Path("x/v.yaml")) == ["x/v.yaml: no such file; there is no folder 'x'"]
    assert refused(read_document, Path()) == [".: is a folder; name a file in it (big.yaml, w.yaml)"]
    assert refused(read_document, Path("big.yaml")) == ["big.yaml: is larger than 2 MB"]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab01 :-[]{}&*!|>'\"#%\n\t,?~<.\\é", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InputError):
        assert isinstance(read(text).data, dict)


# Findings


STRUCTURE = "teams:\n  billing:\n    skills: [order, refnd]\n"


def test_a_finding_names_the_place_the_value_and_the_choices() -> None:
    finding = Finding(("teams", "billing", "skills", 1), "unknown reason", "refnd", ("order", "refund"))
    assert str(to_problem(read(STRUCTURE), finding)) == (
        "w.yaml:3:21: teams.billing.skills[1]: unknown reason 'refnd'; did you mean 'refund'? (allowed: order, refund)"
    )


def test_a_finding_where_nothing_stands_cites_the_nearest_ancestor() -> None:
    problem = to_problem(read(STRUCTURE), Finding(("teams", "billing", "head", "name"), "is missing"))
    assert problem == Problem("w.yaml", 2, 3, "teams.billing.head.name", "is missing")


def test_the_nearest_name_is_found_whatever_the_case() -> None:
    problem = to_problem(read(STRUCTURE), Finding((), "unknown channel", "VOCE", ("chat", "voice")))
    assert problem.message == "unknown channel 'VOCE'; did you mean 'voice'? (allowed: chat, voice)"


def test_a_long_list_of_names_is_cut() -> None:
    names = tuple(f"n{number}" for number in range(20))
    message = to_problem(read(STRUCTURE), Finding((), "unknown team", "zzz", names)).message
    assert message.endswith("n10, n11, … 8 more)")


def test_findings_are_refused_together_in_reading_order() -> None:
    findings = [Finding(("teams", "billing", "skills"), "second"), Finding(("teams",), "first", on_key=True)]
    assert refused(refuse, read(STRUCTURE), findings) == [
        "w.yaml:1:1: teams: first",
        "w.yaml:3:13: teams.billing.skills: second",
    ]
    refuse(read(STRUCTURE), [])


# Checking against a model


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Route(StrEnum):
    channel = "channel"
    reason = "reason"


class Gamma(Part):
    kind: Literal["gamma"]
    mean: PositiveDuration


class Fixed(Part):
    kind: Literal["fixed"]
    at: Duration


class Team(Part):
    size: Count
    skills: tuple[str, ...] = ()
    patience: Duration = 0
    most: int = Field(1, ge=1, le=4)
    cap: Duration | Literal["none", "auto"] = "none"
    agents: int | Literal["auto"] = 1
    wait: Annotated[Gamma | Fixed, Field(discriminator="kind")] | None = None
    spell: Gamma | Fixed | None = None
    talk: Gamma | list[Gamma] | None = None
    hours: OpeningHours = ()


class Structure(Part):
    kind: Literal["structure"] = "structure"
    route_by: Route = Route.channel
    channels: dict[str, Share] = {}
    days: dict[DayRange, Share] = {}
    teams: dict[str, Team] = {}
    places: list[Team] = []
    open: bool = False
    named: str = Field("x", alias="name")

    @model_validator(mode="after")
    def name_is_good(self) -> "Structure":
        if self.named == "bad":
            raise ValueError("name 'bad' is taken")
        return self


def checked(text: str) -> BaseModel:
    return check(Structure, read(text))


def test_a_right_document_becomes_the_model() -> None:
    structure = check(Structure, read("teams:\n  billing: {size: 3, patience: 6 min}\nname: north\n"))
    assert structure.teams["billing"].patience == 360_000_000
    assert structure.named == "north"


TEAM_KEYS = "size, skills, patience, most, cap, agents, wait, spell, talk, hours"
KEYS = "kind, route_by, channels, days, teams, places, open, name"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("chanels: {}", [f"1:1: chanels: unknown key 'chanels'; did you mean 'channels'? (allowed: {KEYS})"]),
        ("named: x", [f"1:1: named: unknown key 'named'; did you mean 'name'? (allowed: {KEYS})"]),
        (
            "teams: {a: {size: 1, skils: []}}",
            [f"1:22: teams.a.skils: unknown key 'skils'; did you mean 'skills'? (allowed: {TEAM_KEYS})"],
        ),
        ("teams:\n  a:\n    skills: []", ["2:3: teams.a: missing key 'size'"]),
        ("places: [{skills: []}]", ["1:10: places[0]: missing key 'size'"]),
        (
            "route_by: chanel",
            ["1:11: route_by: unknown route_by 'chanel'; did you mean 'channel'? (allowed: channel, reason)"],
        ),
        ("kind: 3", ["1:7: kind: 3 is not a known kind (allowed: structure)"]),
        (
            "channels: {voice: -0.2, chat: true}",
            [
                "1:19: channels.voice: -0.2 is not between 0 and 1",
                "1:31: channels.chat: true is not a number",
            ],
        ),
        ("teams: [1]", ["1:8: teams: expected a mapping, found a list"]),
        ("teams:\n", ["1:1: teams: expected a mapping, found nothing"]),
        ("teams: {a: 4}", ["1:12: teams.a: expected a mapping, found 4"]),
        ("teams: {a: {size: 1, skills: x}}", ["1:30: teams.a.skills: expected a list, found 'x'"]),
        ("teams: {a: {size: 1, most: 7}}", ["1:28: teams.a.most: 7 is not 4 or less"]),
        ("teams: {a: {size: 1, most: x}}", ["1:28: teams.a.most: expected a whole number, found 'x'"]),
        ("open: maybe", ["1:7: open: expected true or false, found 'maybe'"]),
        ("name: 3", ['1:7: name: expected text, found 3; write "3"']),
        ("name: bad", ["1:1: name 'bad' is taken"]),
        (
            "days: {mon-fr: 0.1}",
            ["1:8: days.mon-fr: 'fr' is not a day; did you mean 'fri'? (allowed: mon, tue, wed, thu, fri, sat, sun)"],
        ),
        (
            "teams: {a: {size: 1, hours: {mon: 20:00-08:00}}}",
            ["1:35: teams.a.hours.mon: '20:00-08:00' does not end after it starts within one day (00:00-24:00)"],
        ),
    ],
)
def test_every_fault_is_told_in_plain_words(text: str, lines: list[str]) -> None:
    assert refused(checked, text) == [f"w.yaml:{line}" for line in lines]


def test_a_mistyped_key_is_not_also_missing() -> None:
    lines = refused(checked, "teams: {a: {sizes: 1}}")
    assert lines == [f"w.yaml:1:13: teams.a.sizes: unknown key 'sizes'; did you mean 'size'? (allowed: {TEAM_KEYS})"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            "wait: {kind: gama}",
            "wait.kind: unknown kind 'gama'; did you mean 'gamma'? (allowed: gamma, fixed)",
        ),
        ("wait: {mean: 6 min}", "wait: missing key 'kind'"),
        ("wait: {kind: gamma}", "wait: missing key 'mean'"),
        (
            "wait: {kind: gamma, men: 6 min}",
            "wait.men: unknown key 'men'; did you mean 'mean'? (allowed: kind, mean)",
        ),
        ("wait: gamma", "wait: expected a mapping, found 'gamma'"),
        (
            "spell: {kind: fixed, at: 3}",
            'spell.at: 3 has no unit; write for example "3 min" (s, min, h, days, weeks)',
        ),
        ("talk: [{kind: gamma}]", "talk[0]: missing key 'mean'"),
        ("talk: 3", "talk: expected a mapping or a list, found 3"),
        (
            "cap: 6",
            'cap: 6 has no unit; write for example "6 min" (s, min, h, days, weeks); or write none or auto',
        ),
        ("cap: atuo", "cap: unknown cap 'atuo'; did you mean 'auto'? (allowed: none, auto)"),
        (
            "agents: atuo",
            "agents: unknown agents 'atuo'; did you mean 'auto'? (allowed: auto, a whole number)",
        ),
        ("agents: 2.5", "agents: 2.5 is not a known agents (allowed: auto, a whole number)"),
    ],
)
def test_a_union_tells_one_fault(entry: str, message: str) -> None:
    (line,) = refused(checked, f"teams:\n  a:\n    size: 1\n    {entry}\n")
    assert line.split(": teams.a.")[1] == message


def test_all_faults_come_together_in_reading_order() -> None:
    lines = refused(checked, "teams: {a: {size: -1}}\nplaces: 3\nchanels: 1\n")
    assert [line.split(":")[1] for line in lines] == ["1", "2", "3"]


# Overriding


TEAMS = "teams:\n  billing:\n    size: 3\n    skills: [order, fault]\n"


def test_an_override_replaces_a_value_and_leaves_the_document_alone() -> None:
    document = read(TEAMS)
    changed = override(document, "teams.billing.size=5")
    assert changed.data["teams"]["billing"]["size"] == 5
    assert document.data["teams"]["billing"]["size"] == 3


@pytest.mark.parametrize("address", ["teams.billing.skills[1]", "teams.billing.skills.1"])
def test_an_override_reaches_into_lists(address: str) -> None:
    changed = override(read(TEAMS), f"{address}=sale")
    assert changed.data["teams"]["billing"]["skills"] == ["order", "sale"]


def test_an_override_is_read_as_yaml() -> None:
    document = read(TEAMS)
    values = {
        "x=[1, no]": [1, "no"],
        "x={a: 6 min}": {"a": "6 min"},
        "x=": None,
        "x=12:30": "12:30",
        "x=a=b": "a=b",
    }
    assert [override(document, text).data["x"] for text in values] == list(values.values())


def test_the_last_override_of_a_path_wins() -> None:
    changed = override(override(read(TEAMS), "teams.billing.size=-4"), "teams.billing={size: 2}")
    assert check(Structure, changed).teams["billing"].size == 2
    assert changed.overrides == {("teams", "billing"): "--set teams.billing={size: 2}"}


def test_a_fault_in_an_override_cites_the_command_line() -> None:
    document = override(override(read(TEAMS), "teams.billing.size=-1"), "teams.sales={sise: 1}")
    assert refused(check, Structure, document) == [
        "--set teams.billing.size=-1: teams.billing.size: -1 is not 0 or more",
        "--set teams.sales={sise: 1}: teams.sales.sise: unknown key 'sise'; did you mean 'size'?"
        f" (allowed: {TEAM_KEYS})",
    ]


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        (
            "teams.biling.size=3",
            "teams.biling: unknown key 'biling'; did you mean 'billing'? (allowed: billing)",
        ),
        ("size.size=3", "size: unknown key 'size' (allowed: teams)"),
        (
            "teams.billing.skills[7]=x",
            "teams.billing.skills: there is no entry '7'; the list has 2, counted from 0",
        ),
        ("teams.billing.size.x=1", "teams.billing.size: 3 holds no 'x'"),
        ("teams", "write path=value, for example channels.voice.patience.mean='6 min' or demand.issues_per_day=x1.2"),
        ("=3", "write path=value, for example channels.voice.patience.mean='6 min' or demand.issues_per_day=x1.2"),
        (
            "teams={a",
            "not valid YAML: the '{' of line 1 is not closed before this",
        ),
    ],
)
def test_an_override_that_leads_nowhere_is_refused(assignment: str, message: str) -> None:
    assert refused(override, read(TEAMS), assignment) == [f"--set {assignment}: {message}"]


def test_an_override_reaches_a_value_written_long() -> None:
    document = read("bounce: {value: 0.3, source: x}\nprofile: {value: [1, 2], source: x}\n")
    assert override(document, "bounce=0.2").data["bounce"] == {"value": 0.2, "source": "x"}
    assert override(document, "profile[1]=7").data["profile"] == {"value": [1, 7], "source": "x"}
    assert override(document, "bounce.low=0.1").data["bounce"] == {"value": 0.3, "source": "x", "low": 0.1}
    assert override(document, "bounce={value: 1}").data["bounce"] == {"value": 1}
