"""The page as text: every size of study, the same bytes, nothing that a user wrote does anything."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from ccsim.experiment.format import difference_scale, format_range, scale_for
from ccsim.experiment.saved import Result
from ccsim.report.definitions import definition
from ccsim.report.document import currency_of, measure_of, run_facts
from ccsim.report.page.differences import differences_by_baseline, shown_measures
from ccsim.report.page.matrix import channel_matrices
from ccsim.report.page.write import page, write_page

from ..sample import TITLES
from .results import result, with_one_replication

HOSTILE = "<script>alert(1)</script>\"'&</style></title><img src=x onerror=alert(2)>"


class Elements(HTMLParser):
    """Counts elements and collects attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def between(text: str, start: str, end: str) -> str:
    return text.split(start, 1)[1].split(end, 1)[0]


@pytest.mark.parametrize("structures", [1, 2, 3, 10, 19])
def test_a_study_of_any_size_has_a_page_that_names_all(structures: int) -> None:
    made = result(structures)
    text = page(made)
    assert all(structure["title"] in text for structure in made.document["structures"])
    assert all(fact.replace("\u00a0", " ") in text.replace("\u00a0", " ") for fact in run_facts(made.document))
    assert made.document["id"] in text


@pytest.mark.parametrize(
    "made",
    [
        result(3, winner=False, beside=False),
        with_one_replication(result(3)),
        with_one_replication(result(1)),
        result(2, inputs=[]),
    ],
    ids=["no winner, nothing beside", "one replication", "one replication of one structure", "no inputs"],
)
def test_a_study_of_any_kind_has_a_page(made: Result) -> None:
    assert page(made).rstrip().endswith("</html>")


def test_unknown_and_absent_measures_have_a_page() -> None:
    made = result(3)
    for structure in made.document["structures"]:
        structure["measures"]["fcr"] = {"mean": None, "low": None, "high": None}
        for part in ("flow", "course", "week", "org"):
            del structure[part]
    assert page(made)


def test_the_same_result_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = (write_page(result(3), tmp_path / name).read_bytes() for name in ("one.html", "two.html"))
    assert one == two


def hostile() -> Result:
    made = result(3, inputs=[{"path": HOSTILE, "value": HOSTILE, "low": HOSTILE, "high": HOSTILE, "source": HOSTILE,
                              "grade": HOSTILE, "note": HOSTILE}])  # fmt: skip
    document = json.loads(json.dumps(made.document).replace("back_office", "evil_office"))
    document |= {"title": HOSTILE, "world_title": HOSTILE, "currency": HOSTILE, "notes": [HOSTILE], "id": HOSTILE}
    document["verdict"]["text"] = HOSTILE
    for structure in document["structures"]:
        structure["title"] = HOSTILE
        structure["org"]["teams"][0]["name"] = structure["org"]["departments"][0]["goal"] = HOSTILE
    return Result(made.folder, document, made.inputs, made.manifest | {"versions": {HOSTILE: HOSTILE}})


def test_what_users_wrote_is_shown_and_does_nothing() -> None:
    harmless, evil = Elements(page(result(3))).found, Elements(page(hostile())).found
    assert [tag for tag, _ in evil].count("script") == [tag for tag, _ in harmless].count("script") == 2
    assert not [tag for tag, attributes in evil if tag == "img" or any(name.startswith("on") for name in attributes)]


@pytest.mark.parametrize("source", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_a_source_is_a_link_only_where_it_is_an_address_of_the_web(source: str) -> None:
    inputs = [{"path": "a.b", "value": 1, "low": 0, "high": 2, "source": source, "grade": "vendor", "note": None}]
    links = [attributes["href"] for tag, attributes in Elements(page(result(3, inputs=inputs))).found if tag == "a"]
    assert all(str(link).startswith("#") for link in links)


def test_nothing_runs_or_styles_but_what_the_policy_names() -> None:
    text = page(result(3))
    policy = between(text, 'http-equiv="Content-Security-Policy" content="', '"').replace("&#39;", "'")
    style, script = between(text, "<style>", "</style>"), text.rsplit("<script>", 1)[1].split("</script>")[0]
    for kind, content in (("style-src", style), ("script-src", script)):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert not [tag for tag, attributes in Elements(text).found if "style" in attributes]


def test_nothing_is_loaded_from_elsewhere() -> None:
    wanted = [
        (tag, attributes)
        for tag, attributes in Elements(page(result(3))).found
        if tag in ("img", "iframe", "object", "embed", "audio", "video", "link", "base") or "src" in attributes
    ]
    assert wanted == [("link", {"rel": "icon", "href": "data:,"})]
    assert not re.search(r"url\(|@import", page(result(3)))


def test_the_page_is_small() -> None:
    assert len(page(result(3)).encode()) < 500_000
    assert len(page(result(19)).encode()) < 2_500_000  # with the differences from every one of 19 baselines


@pytest.mark.parametrize("structures", [2, 3, 10])
def test_every_difference_from_every_baseline_is_that_of_pairwise(structures: int) -> None:
    document = result(structures).document
    shown = differences_by_baseline(document)
    rows = {(r["baseline"], r["measure"], r["structure"]): r for r in document["pairwise"]}
    names = [s["name"] for s in sorted(document["structures"], key=lambda s: -s["measures"]["fcr"]["mean"])]
    for base in names:
        for key in shown_measures(document):
            here = [rows.get((base, key, name)) for name in names]
            scale = difference_scale(key, [row or {} for row in here], currency_of(document))
            for row, told in zip(here, shown[base][key], strict=True):
                assert told.written == ("" if row is None else scale.with_unit(scale.signed(row["mean"])))
                assert told.range == ("" if row is None else format_range(scale, row))


def test_every_measure_is_written_as_everywhere_else() -> None:
    document, text = result(3).document, page(result(3)).replace("&gt;", ">").replace("&lt;", "<")
    for key in dict.fromkeys(key for s in document["structures"] for key in s["measures"]):
        scale = scale_for(key, [measure_of(s, key) for s in document["structures"]], currency_of(document))
        for structure in document["structures"]:
            if key in structure["measures"]:
                level = measure_of(structure, key)
                assert f'>{scale.number(level["mean"])} <span class="half">± {scale.half_width(level)}' in text


def test_every_measure_that_is_shown_is_explained() -> None:
    document: dict[str, Any] = result(3).document
    text = page(result(3)).replace("&#39;", "'")
    shown = {key for s in document["structures"] for key in s["measures"]}
    assert all(definition(key.partition(".")[0]) in text for key in shown)


def test_a_winner_is_claimed_only_where_the_verdict_has_one() -> None:
    assert 'class="role winner"' in page(result(3))
    lost = page(result(3, winner=False))
    assert 'class="role winner"' not in lost
    assert TITLES[0] in lost


def test_bars_start_at_zero_and_stay_inside_whatever_their_intervals() -> None:
    document = result(3).document
    for i, structure in enumerate(document["structures"]):
        mean = 40.0 * (i + 1)
        structure["measures"]["wait_min_median.voice"] = {"mean": mean, "low": mean - 900.0, "high": mean + 900.0}
    matrix = channel_matrices(document)[0]
    bars = [cells[0] for _, cells in matrix.rows]
    assert {bar.zero for bar in bars} == {bar.start for bar in bars} == {"0.00%"}
    assert all(float((place or "").rstrip("%")) <= 100 for bar in bars for place in (bar.low, bar.width, bar.high))
    assert max(float((bar.width or "").rstrip("%")) for bar in bars) > 40


def test_a_run_of_one_structure_is_named_once_above_its_finding() -> None:
    head = between(page(result(1)), '<section id="verdict"', "<figure")
    assert head.count(result(1).document["structures"][0]["title"]) == 1
    assert '<p class="question">' in page(result(3))


def test_names_of_files_are_spoken_as_titles() -> None:
    made = result(3)
    names = " against ".join(s["name"] for s in made.document["structures"])
    shown = between(
        page(Result(made.folder, made.document | {"title": names}, made.inputs, made.manifest)), "<title>", "<"
    )
    assert shown == " against ".join(s["title"] for s in made.document["structures"])
