"""Every number of a world has a source beside or above it; all that is wrong is told at once."""

from pathlib import Path

import pytest

from ccsim.errors import InputError
from ccsim.scenario.document import Document, Finding, read_document, to_problem
from ccsim.scenario.overriding import override
from ccsim.scenario.sources import GRADES, Evidence, Input, read_evidence, split_sources

SHIPPED = Path(__file__).parents[2] / "scenarios" / "evidence.csv"

MINUTES, LOG = "https://example.org/a", "own computation, a log"
EVIDENCE = """\
parameter,unit,low,typical,high,source,confidence,grade
handle_time,min,3,7,9,https://example.org/a,high,published
spread,ratio,1,1.2,1.4,"own computation, a log",high,measured
ramp,months,3,6,18,https://example.org/b,low,vendor
direction,sign,,-1,,https://example.org/c,high,published
"""

NO_SOURCE = (
    "has no source; give one here or above: a row of evidence.csv, an address (https://…), or assumed with low and high"
)


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def evidence(text: str = EVIDENCE) -> Evidence:
    Path("evidence.csv").write_text(text, encoding="utf-8")
    return read_evidence(Path("evidence.csv"))


def read(text: str, *assignments: str) -> Document:
    Path("w.yaml").write_text(text, encoding="utf-8")
    document = read_document(Path("w.yaml"))
    for assignment in assignments:
        document = override(document, assignment)
    return document


def split(text: str, *assignments: str) -> tuple[Document, tuple[Input, ...]]:
    return split_sources(read(text, *assignments), evidence())


def inputs(text: str, *assignments: str) -> tuple[Input, ...]:
    return split(text, *assignments)[1]


def refused(call: object, *arguments: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        call(*arguments)  # type: ignore[operator]
    return str(caught.value).splitlines()


WORLD = """\
kind: world
handling:
  source: handle_time
  note: all of it
  billing: 6 min
  order: {value: 8 min, note: from the client}
  spread: {value: 1.2, source: spread}
handoffs:
  source: assumed
  low: x0.5
  high: x2
  bounce: 0.2
  loss: {value: 0.3, low: 0.1, high: 0.6}
"""


def test_the_document_comes_back_without_its_sources() -> None:
    document, _ = split(WORLD)
    assert document.data == {
        "kind": "world",
        "handling": {"billing": "6 min", "order": "8 min", "spread": 1.2},
        "handoffs": {"bounce": 0.2, "loss": 0.3},
    }


def test_each_number_becomes_an_input_with_its_source() -> None:
    assert inputs(WORLD) == (
        Input("handling.billing", "6 min", "3 min", "9 min", "handle_time", "published", "all of it", MINUTES),
        Input("handling.order", "8 min", "3 min", "9 min", "handle_time", "published", "from the client", MINUTES),
        Input("handling.spread", 1.2, 1.0, 1.4, "spread", "measured", cited=LOG),
        Input("handoffs.bounce", 0.2, "x0.5", "x2", "assumed", "assumed"),
        Input("handoffs.loss", 0.3, 0.1, 0.6, "assumed", "assumed"),
    )


def test_places_stay_right_for_the_new_paths() -> None:
    document, _ = split("a:\n  b:\n    value: [1, 2]\n    source: https://example.org\n")
    value = to_problem(document, Finding(("a", "b"), "x"))
    entry = to_problem(document, Finding(("a", "b", 1), "x"))
    key = to_problem(document, Finding(("a", "b"), "x", on_key=True))
    assert [(p.line, p.column) for p in (value, entry, key)] == [(3, 12), (3, 16), (2, 3)]


def test_an_address_is_a_published_source_without_a_range() -> None:
    (found,) = inputs("a: {value: 3, source: https://example.org}")
    assert found == Input("a", 3, None, None, "https://example.org", "published")


def test_a_profile_is_one_input() -> None:
    (found,) = inputs("source: spread\na: [1, 2, [3, 4]]\n")
    assert found == Input("a", [1, 2, [3, 4]], None, None, "spread", "measured", cited=LOG)


def test_numbers_in_a_list_of_mappings_are_inputs_of_their_own() -> None:
    found = inputs("source: https://example.org\na: [{n: x, v: 3}, {n: y, v: 4 h}]\n")
    assert [(entry.path, entry.value) for entry in found] == [("a[0].v", 3), ("a[1].v", "4 h")]


def test_names_choices_and_moments_are_no_inputs() -> None:
    text = "name: x\nok: true\nnone:\nopen: {mon-fri: 08:00-20:00}\nfrom: week 2 Tue 08:00\nlist: [a, 12:30]\n"
    document, found = split(text)
    assert found == ()
    assert document.data == read(text).data


def test_a_bound_beside_a_value_replaces_the_evidence() -> None:
    (found,) = inputs("a: {value: 12 min, source: handle_time, high: 20 min}")
    assert (found.low, found.high) == ("3 min", "20 min")
    (found,) = inputs("a: {value: 700, source: handle_time, low: 300, high: 900}")
    assert (found.low, found.high) == (300, 900)


def test_a_range_in_months_is_told_in_days() -> None:
    (found,) = inputs("a: {value: 26 weeks, source: ramp}")
    assert (found.low, found.high, found.grade) == ("90 days", "540 days", "vendor")


def test_evidence_without_a_range_gives_none() -> None:
    (found,) = inputs("a: {value: -1, source: direction}")
    assert (found.low, found.high) == (None, None)


def test_a_range_belongs_to_the_source_that_it_is_said_with() -> None:
    outer = "source: assumed\nlow: x0.5\nhigh: x2\na: {value: 3, source: https://example.org}\n"
    assert inputs(outer)[0].low is None
    assert refused(split, outer + "b: {source: assumed, c: 1}\n") == [
        "w.yaml:5:13: b.source: source 'assumed' needs low and high, in the unit of the value,"
        ' or as factors such as low: "x0.5", high: "x2"'
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1", f"1:4: a: 1 {NO_SOURCE}"),
        ("a: {b: 6 min, low: x0.5}", f"1:8: a.b: '6 min' {NO_SOURCE}"),
        ("a: {value: 2}", f"1:12: a: 2 {NO_SOURCE}"),
        (
            "a: {value: 2, source: spred}",
            "1:23: a.source: unknown source 'spred'; did you mean 'spread'?"
            " Or write a row of evidence.csv, an address (https://…) or assumed",
        ),
        (
            "a: {source: asumed, x: 1, y: 2}",
            "1:13: a.source: unknown source 'asumed'; did you mean 'assumed'?"
            " Or write a row of evidence.csv, an address (https://…) or assumed",
        ),
        (
            "a: {value: 2, source: [1]}",
            "1:23: a.source: a list is not a source; write a row of evidence.csv, an address (https://…) or assumed",
        ),
        (
            "a: {source: assumed, x: 1, y: 2}",
            "1:13: a.source: source 'assumed' needs low and high, in the unit of the value,"
            ' or as factors such as low: "x0.5", high: "x2"',
        ),
        ("a: {value: 3, source: assumed, low: 4, high: 5}", "1:37: a.low: low 4 is above the value 3"),
        ("a: {value: 3, source: assumed, low: 1, high: 2}", "1:46: a.high: high 2 is below the value 3"),
        ("a: {value: 3, source: assumed, low: x2, high: x3}", "1:37: a.low: low 'x2' is above x1"),
        (
            "a: {value: 6 min, source: assumed, low: 3, high: 7 min}",
            "1:41: a.low: low 3 is not in the unit of the value '6 min'",
        ),
        (
            "a: {value: 12 min, source: handle_time}",
            "1:12: a: '12 min' is outside 3 min to 9 min of evidence 'handle_time' (min);"
            " give low and high here, or another source",
        ),
        (
            "a: {source: handle_time, cv: 1.2}",
            "1:30: a.cv: 1.2 is not in the unit of evidence 'handle_time' (min);"
            " give low and high here, or another source",
        ),
        (
            "a: {source: assumed, low: 0.5, high: x2, b: 3}",
            '1:27: a.low: 0.5 is not a factor; for a mapping\'s many values write for example "x0.5"',
        ),
        (
            "a: {value: [1, 2], source: assumed, low: 1, high: x2}",
            '1:42: a.low: low 1 does not fit a list of numbers; write a factor such as "x0.5"',
        ),
        (
            "a: {value: 3, source: spread, mean: 2, low: 1, high: 4}",
            "1:31: a.mean: beside 'value' stands an unknown key 'mean' (allowed: value, source, low, high, note)",
        ),
        (
            "a: {value: {b: 1}, source: spread}",
            "1:12: a.value: stands for one value or a list of numbers; write the source among a mapping's own keys",
        ),
    ],
)
def test_what_is_wrong_with_a_source_is_told(text: str, line: str) -> None:
    assert refused(split, text) == [f"w.yaml:{line}"]


def test_all_findings_come_together() -> None:
    lines = refused(split, "a: 1\nb: {value: 2, source: nobody}\nc: {source: assumed, d: 1}\n")
    assert [line.split(":")[1] for line in lines] == ["1", "2", "3"]


# Values set on the command line

LONG = """\
bounce: {value: 0.3, low: 0.1, high: 0.6, source: assumed, note: wide}
delay: 6 min
source: handle_time
"""


def test_a_value_set_by_the_user_says_so_however_it_was_written() -> None:
    bounce, delay = inputs(LONG, "bounce=0.2", "delay=7 min")
    assert bounce == Input("bounce", 0.2, 0.1, 0.6, "set by user", "assumed", "wide")
    assert delay == Input("delay", "7 min", "3 min", "9 min", "set by user", "assumed")


def test_a_value_set_outside_its_range_has_no_range() -> None:
    bounce, _ = inputs(LONG, "bounce=0.9")
    assert (bounce.value, bounce.low, bounce.high) == (0.9, None, None)


def test_a_new_value_set_by_the_user_needs_no_source() -> None:
    assert inputs("a: x\n", "b=3") == (Input("b", 3, None, None, "set by user", "assumed"),)


def test_setting_an_entry_of_a_profile_sets_the_profile() -> None:
    (found,) = inputs("a: {value: [1, 2], source: spread}", "a[1]=7")
    assert (found.value, found.source) == ([1, 7], "set by user")


def test_a_fault_in_a_value_set_by_the_user_cites_the_command_line() -> None:
    document, _ = split(LONG, "bounce=no")
    problem = to_problem(document, Finding(("bounce",), "is not a share"))
    assert str(problem) == "--set bounce=no: bounce: is not a share"
    assert refused(split, LONG, "bounce.low=0.5") == [
        "--set bounce.low=0.5: bounce.low: low 0.5 is above the value 0.3"
    ]


# The evidence file


def test_the_shipped_evidence_is_whole_and_graded() -> None:
    rows = read_evidence(SHIPPED).rows
    assert len(rows) >= 139
    assert {row.grade for row in rows.values()} == set(GRADES)
    for row in rows.values():
        assert (row.grade == "measured") == row.source.startswith("own computation"), row.parameter
        assert (row.grade == "assumed") == (row.source == "from memory, unverified"), row.parameter
        assert row.grade == "vendor" or "(vendor" not in row.source, row.parameter


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("spread,ratio,1,1.2,1.4,x,high,measured", "spread: parameter 'spread' is given twice"),
        (
            "a,ratio,1,1.2,x,x,high,measured",
            "a: low, typical and high are numbers; could not convert string to float: 'x'",
        ),
        (
            "a,ratio,1,1.2,1.4,x,high,mesured",
            "a: unknown grade 'mesured'; did you mean 'measured'? (allowed: measured, published, vendor, assumed)",
        ),
        ("a,ratio,2,1.2,1.4,x,high,measured", "a: low, typical and high are not in order: 2.0, 1.2, 1.4"),
        ("a,ratio,1,,1.4,x,high,measured", "a: parameter, typical and source are needed"),
    ],
)
def test_a_wrong_row_of_evidence_is_refused(row: str, message: str) -> None:
    assert refused(evidence, f"{EVIDENCE}{row}\n") == [f"evidence.csv:6: {message}"]


def test_evidence_without_a_column_is_refused() -> None:
    assert refused(evidence, "parameter,unit,low,typical,high,source\n") == [
        "evidence.csv:1: missing columns: confidence, grade"
    ]
    assert refused(read_evidence, Path("evidnce.csv"))[0].startswith("evidnce.csv: no such file")
