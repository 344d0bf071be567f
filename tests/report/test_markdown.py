"""The page of Markdown: the numbers of results.json, for any shape of result."""

import re
from pathlib import Path
from typing import Any

import pytest

from ccsim.experiment.format import difference_scale, scale_for
from ccsim.experiment.saved import Result
from ccsim.report.document import assumed_sentence, key_measures, run_facts
from ccsim.report.markdown import page, write_markdown

from .sample import comparison, run


def kept(document: dict[str, Any]) -> Result:
    return Result(Path("nowhere"), document, [], {"versions": {"ccsim": "0.1.0"}})


def text_of(document: dict[str, Any]) -> str:
    return "\n".join(page(kept(document)))


@pytest.mark.parametrize("structures", [2, 3, 10, 19])
@pytest.mark.parametrize("winner", [True, False])
def test_levels_and_differences_stand_there_as_everywhere(structures: int, winner: bool) -> None:
    document = comparison(structures, winner)
    text = text_of(document)
    for key in key_measures(document):
        intervals = [s["measures"].get(key, {"mean": None}) for s in document["structures"]]
        scale = scale_for(key, intervals)
        for interval in intervals:
            assert scale.number(interval["mean"]) in text
    rows = [row for row in document["differences"] if row["measure"] == "fcr"]
    scale = difference_scale("fcr", [*rows, *document["best_against_rest"]])
    for row in rows:
        assert f"| {scale.signed(row['mean'])} ({scale.signed(row['low'])} to {scale.signed(row['high'])}) |" in text
    assert document["verdict"]["text"] in text


@pytest.mark.parametrize("document", [comparison(), comparison(19, False, False), run(), run(null=True)])
def test_what_it_rests_on_stands_there_and_tables_are_whole(document: dict[str, Any]) -> None:
    text = text_of(document)
    assert " · ".join(run_facts(document)).lower() in re.sub(r"\\(.)", r"\1", text).lower()
    assert assumed_sentence(document).rstrip(".") in text
    assert document["id"] in text
    for table in re.findall(r"(?:^\|.*\|\n)+", text, flags=re.MULTILINE):
        assert len({line.replace(r"\|", "").count("|") for line in table.splitlines()}) == 1


def test_titles_are_text_and_no_marks() -> None:
    document = comparison()
    document["title"] = "a | b <script> *c* [d](e)"
    document["structures"][0]["title"] = "Who|owns `it`"
    text = text_of(document)
    assert r"# a \| b \<script> \*c\* \[d\](e)" in text
    assert r"Who\|owns \`it\`" in text


def test_the_same_result_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        write_markdown(kept(comparison()), tmp_path / name)
    assert (tmp_path / "a.md").read_bytes() == (tmp_path / "b.md").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md", "b.md"]


def test_names_of_files_are_told_as_titles() -> None:
    document = comparison()
    first, second, *_ = document["structures"]
    document["title"] = f"{first['name']} against {second['name']}"
    document["notes"] = [f"{first['name']}: no chat; {first['name']}-later: no store"]
    text = text_of(document)
    assert f"# {first['title']} against {second['title']}" in text
    assert f"{first['title']}: no chat; {first['name']}-later: no store" in text
