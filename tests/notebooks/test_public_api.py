"""The public names: what they take, what they give, and how it shows itself in a notebook or terminal."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import ccsim
from ccsim.codes import LegEnd
from ccsim.notebook import watching
from ccsim.notebook.glance import comparison_html
from ccsim.report.charts.catalogue import CHARTS
from ccsim.report.charts.palette import SIZES
from ccsim.report.document import run_facts
from ccsim.report.findings import ranking

SHOP = Path(__file__).parents[1] / "cli" / "scenarios"
INTERVAL = ["mean", "low", "high"]
NAMES = ["one-team", "two-teams"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    shutil.copytree(SHOP, folder / "scenarios")
    return folder


@pytest.fixture(autouse=True)
def in_shop(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)


@pytest.fixture(scope="module")
def comparison(shop: Path) -> ccsim.Comparison:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(shop)
        found = ccsim.compare(NAMES, world="corner-shop", replications=4, warmup="2 days", window="7 days")
    return ccsim.load_result(found.folder)


@pytest.fixture(scope="module")
def run(shop: Path) -> ccsim.Run:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(shop)
        return ccsim.simulate(ccsim.load_scenario("two-teams", "corner-shop"), window="3 days")


SCRIPT = """
import ccsim
print(ccsim.compare(["one-team", "two-teams"], world="corner-shop", replications=3, warmup="1 days", window="2 days",
                    jobs=2))
"""


def test_a_script_without_a_guard_may_ask_for_workers(shop: Path) -> None:
    """They do not run the script themselves, and its one answer comes once."""
    (shop / "script.py").write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "script.py"], cwd=shop, capture_output=True, text=True, timeout=200, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("3 replications") == 1


# What a comparison holds


def frame_of(intervals: Iterable[dict[str, float | None]]) -> pd.DataFrame:
    """Unknown is NaN in a frame."""
    return pd.DataFrame([*intervals], columns=INTERVAL).astype(float)


def test_frames_hold_what_results_json_holds(comparison: ccsim.Comparison) -> None:
    document = comparison.document
    columns = ["structure", "measure", *INTERVAL]
    pd.testing.assert_frame_equal(comparison.differences[columns], pd.DataFrame(document["differences"])[columns])
    for structure in document["structures"]:
        own = comparison.measures.query("structure == @structure['name']").set_index("measure")
        assert own.index.tolist() == list(structure["measures"])
        assert np.array_equal(own[INTERVAL], frame_of(structure["measures"].values()), equal_nan=True)
        flows = comparison.flows.query("structure == @structure['name']").drop(columns="structure")
        assert flows.to_dict("records") == structure["flow"]
        course = comparison.course.query("structure == @structure['name'] and measure == 'fcr'")
        assert np.array_equal(course[INTERVAL], frame_of(structure["course"]["measures"]["fcr"]), equal_nan=True)
        assert course["day"].tolist() == list(range(1, 8))
        week = comparison.week.query("structure == @structure['name']")
        assert week["hour"].tolist() == list(range(168))
        assert week["arrivals"].tolist() == structure["week"]["arrivals"]


def test_differences_from_another_baseline(comparison: ccsim.Comparison) -> None:
    ours, theirs = (comparison.against(name).set_index("measure") for name in NAMES)
    assert set(ours["structure"]) == {"two-teams"}
    assert np.allclose(ours["mean"], -theirs["mean"])
    with pytest.raises(ccsim.InputError, match="against 'three-teams': no structure of this comparison"):
        comparison.against("three-teams")


def test_replications_are_those_that_means_are_of(comparison: ccsim.Comparison) -> None:
    replications = comparison.replications
    assert set(replications["practice"]) == {"well_run"}
    fcr = replications.query("measure == 'fcr' and structure == 'one-team'")
    assert fcr["replication"].tolist() == [0, 1, 2, 3]
    assert not replications["measure"].str.contains("|", regex=False).any()
    hours = replications.query("measure == 'main_work_displaced_h' and structure == 'one-team'")["value"]
    own = comparison.measures.query("measure == 'main_work_displaced_h' and structure == 'one-team'")
    assert own["mean"].tolist() == pytest.approx([hours.mean()])


def test_units_and_labels(comparison: ccsim.Comparison) -> None:
    rows = comparison.measures.drop_duplicates("measure").set_index("measure")
    assert rows.loc["fcr", ["label", "unit"]].tolist() == ["Resolved at first contact", "share"]
    assert rows.loc["profit", "unit"] == "EUR"
    assert rows.loc["wait_min_median.voice", ["label", "unit"]].tolist() == ["Median wait, voice", "minutes"]


def test_a_saved_run_is_taken_up(comparison: ccsim.Comparison) -> None:
    found = ccsim.load_result(comparison.document["id"][:9])
    assert found.document == comparison.document
    with pytest.raises(ccsim.InputError, match="no run 'nothing' in results"):
        ccsim.load_result("nothing")


def test_one_structure_has_no_verdict() -> None:
    alone = ccsim.compare("one-team", world="corner-shop", replications=2, warmup="1 days", window="2 days")
    assert (alone.verdict, alone.winner, len(alone.differences)) == ("", None, 0)
    assert "one-team" in comparison_html(alone.document)


def test_reports_are_written_beside_the_results(comparison: ccsim.Comparison) -> None:
    path = comparison.report("md")
    assert path.parent.parent == comparison.folder
    assert path.read_text(encoding="utf-8")
    with pytest.raises(ccsim.InputError, match=r"^format: no format 'pages'"):
        comparison.report("pages")


# Charts


@pytest.mark.parametrize("size", SIZES)
def test_a_chart_is_the_one_of_the_files(comparison: ccsim.Comparison, size: str, tmp_path: Path) -> None:
    chart = CHARTS[0]
    png, svg = chart.write(comparison.document, tmp_path, SIZES[size])
    shown = comparison.chart(chart.name, size)
    assert shown._repr_svg_() == svg.read_text(encoding="utf-8")
    pixels, told = shown._repr_png_()
    assert pixels == png.read_bytes()
    points = float(re.search(r'<svg [^>]*\bwidth="([\d.]+)pt"', shown._repr_svg_())[1])  # type: ignore[index]
    assert told["width"] == round(points / 72 * 96), "as wide on a page as the SVG"
    assert shown.save(tmp_path / "mine.png").read_bytes() == png.read_bytes()
    assert repr(shown) == f"Chart verdict: {ranking(comparison.document)}"


def test_all_charts_show_under_each_other(comparison: ccsim.Comparison) -> None:
    charts = comparison.charts()
    assert list(charts) == [chart.name for chart in CHARTS if chart.applies(comparison.document)]
    assert charts._repr_html_().count("<img alt=") == len(charts)


def test_a_chart_that_there_is_not(comparison: ccsim.Comparison) -> None:
    with pytest.raises(ccsim.InputError, match="chart 'verdit': no chart of this result; did you mean 'verdict'"):
        comparison.chart("verdit")
    with pytest.raises(ccsim.InputError, match="size=poster: no size of charts"):
        comparison.chart(size="poster")
    with pytest.raises(ccsim.InputError, match=r"ends with neither \.png nor \.svg"):
        comparison.chart().save("chart.pdf")


# How things show themselves


def test_a_comparison_says_what_a_reader_must_know(comparison: ccsim.Comparison) -> None:
    html = comparison._repr_html_()
    facts = [*run_facts(comparison.document), comparison.document["id"], "inputs assumed", ranking(comparison.document)]
    assert [fact for fact in facts if fact not in html] == []
    assert all(fact in repr(comparison) for fact in run_facts(comparison.document))
    assert html.count("<line ") == html.count("<circle ") == len(comparison.document["structures"])
    assert len(html) < 6000


def test_what_matters_shows_without_styles(comparison: ccsim.Comparison) -> None:
    won = comparison.document | {"verdict": comparison.document["verdict"] | {"winner": "two-teams"}}
    plain = re.sub(r" style='[^']*'", "", comparison_html(won))
    finding, title, *figures = re.findall(r"<b>(.*?)</b>", plain)
    assert (finding, title) == (ranking(won), "Two teams (winner)")
    assert len(figures) == plain.count("<th>") - 2, "of the winner's row alone, but for the drawing"


def test_figures_stay_whole_and_names_give_way(comparison: ccsim.Comparison) -> None:
    rows = [re.findall(r"<td[^>]*white-space: (\w+)", row) for row in comparison._repr_html_().split("<tr")[2:]]
    assert {spaces[0] for spaces in rows} == {"normal"}
    assert {space for spaces in rows for space in spaces[1:]} == {"nowrap"}


def test_intervals_keep_their_width_where_a_page_has_pictures_give_way(comparison: ccsim.Comparison) -> None:
    drawn = re.findall(r"<svg width='(\d+)'[^>]*style='min-width: (\d+)px;", comparison._repr_html_())
    assert [width == least for width, least in drawn] == [True] * len(comparison.document["structures"])


def test_no_interval_is_drawn_where_none_is_known() -> None:
    once = ccsim.compare(NAMES, world="corner-shop", replications=1, warmup="1 days", window="2 days")
    assert "<svg" not in once._repr_html_()
    assert "±" not in once._repr_html_()


def test_what_is_written_by_people_is_escaped(comparison: ccsim.Comparison) -> None:
    first, *rest = comparison.document["structures"]
    html = comparison_html(comparison.document | {"structures": [first | {"title": "<script>"}, *rest]})
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_no_colour_of_its_own(comparison: ccsim.Comparison, run: ccsim.Run) -> None:
    shown = [comparison, run, run.scenario, run.story(0), ccsim.load_study("tiny")]
    assert not any("color:" in part._repr_html_() for part in shown)  # type: ignore[attr-defined]


def test_a_study_and_a_scenario_show_themselves() -> None:
    study = ccsim.load_study("tiny", replications=3, seed=9)
    assert repr(study) == "Study tiny: one-team, two-teams in corner-shop, 3 replications, seed 9"
    html = study._repr_html_()
    assert all(words in html for words in ("fairness", "seed 9", "3 replications", "95 % intervals", "inputs assumed"))
    scenario = ccsim.load_scenario("one-team", "corner-shop", neutralise=["goals"])
    assert repr(scenario) == "Scenario one-team in corner-shop, well run, without goals"
    assert "neutralised: goals" in scenario._repr_html_()


def test_rules_that_may_be_replaced_show_what_they_are_given_and_say() -> None:
    rules = ccsim.usual_rules()
    assert rules["leg_outcome"](0.3, 0.5, 0.1) == LegEnd.RESOLVED
    assert "leg_outcome(u, p_resolved, p_noticed): RESOLVED first" in repr(rules)
    html = rules._repr_html_()
    assert [name for name in rules if f">{name}</td>" not in html] == []
    assert html.count("<tr") == len(rules) + 1


# What may be asked, and what is said where it is wrong


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: ccsim.load_study("tiny", replications=0), "replications=0: replications: 0 is not 1 or more"),
        (lambda: ccsim.load_study("tiny", windo="4 days"), "windo=4 days: windo: unknown key 'windo'; did you mean"),
        (lambda: ccsim.load_study("tiny", primary=None), "study.primary=null: primary: "),
        (
            lambda: ccsim.load_study("tiny", {"handoffs.notises": 1}),
            "handoffs.notises=1: handoffs.notises: unknown key 'notises'; did you mean 'notices'",
        ),
        (
            lambda: ccsim.compare("tiny", neutralise=["goal"]),
            "neutralise=goal: unknown mechanism; did you mean 'goals'",
        ),
        (lambda: ccsim.compare(NAMES), "structures are compared in a world: give world="),
        (
            lambda: ccsim.compare(ccsim.load_study("tiny"), replications=3),
            "replications: this study is loaded already: give them to load_study",
        ),
        (
            lambda: ccsim.simulate(ccsim.load_scenario("one-team", "corner-shop"), window="3 das"),
            "window=3 das: 'das' is not a unit of time; did you mean 'days'",
        ),
        (lambda: ccsim.validate("one-tem"), "one-tem: no such file, world, structure or study; did you mean"),
    ],
)
def test_a_wrong_argument_is_cited_as_it_was_written(ask: Any, said: str) -> None:
    with pytest.raises(ccsim.InputError) as caught:
        ask()
    assert str(caught.value).startswith(said)
    assert caught.value._render_traceback_() == [f"InputError: {caught.value}"]


def test_overrides_may_be_text_or_values() -> None:
    by_value = ccsim.load_study("tiny", {"handoffs.notices": 0.25, "structures.practice.interrupt": True}, beside=None)
    by_text = ccsim.load_study(
        "tiny", ["handoffs.notices=0.25", "structures.practice.interrupt=true", "study.beside=null"]
    )
    assert by_value == by_text
    assert by_value.world.world.handoffs.notices == 0.25


def test_validation_lists_what_is_sound() -> None:
    checked = ccsim.validate("one-team", "tiny")
    assert checked["kind"].tolist() == ["structure", "study"]


# One run


def test_records_have_names(run: ccsim.Run) -> None:
    legs, raw = run.frame("legs"), run.records
    assert legs["channel"].tolist() == [run.plan.channels[c] for c in raw.column("legs", "channel")]
    assert legs["team"].isna().tolist() == (raw.column("legs", "team") < 0).tolist()
    assert set(legs["end"].dropna()) <= {"resolved", "unresolved", "abandoned", "closed", "next_step"} | set(
        legs["end"].cat.categories
    )
    assert legs["complaint"].sum() == (raw.column("legs", "marks") & 16 > 0).sum()
    assert [len(run.frame(table)) for table in ("issues", "contacts", "duty", "calls")] == [
        len(getattr(raw, table)) for table in ("issues", "contacts", "duty", "calls")
    ]


def test_a_story_is_a_frame_that_shows_itself(run: ccsim.Run) -> None:
    legs = run.frame("legs")
    issue = int(legs.groupby("issue").size().idxmax())
    story = run.story(issue)
    assert story.steps.columns.tolist() == ["at", "minutes", "what"]
    assert story.steps["minutes"].is_monotonic_increasing
    assert (
        story.steps["what"].str.contains(" takes it after ").sum() == (legs.query("issue == @issue").agent >= 0).sum()
    )
    assert all(str(what) in repr(story) for what in story.steps["what"])
    assert story.fate in story._repr_html_()
    assert repr(ccsim.story(run.scenario, issue, window="3 days")) == repr(story)
    with pytest.raises(ccsim.InputError, match="issue 99999999: there are"):
        run.story(99999999)


# Progress


class Cell:
    """What a notebook's `display` does with one output."""

    def __init__(self) -> None:
        self.shown: list[dict[str, str]] = []

    def display(self, content: dict[str, str], raw: bool, display_id: bool) -> "Cell":
        self.shown.append(content)
        return self

    def update(self, content: dict[str, str], raw: bool) -> None:
        self.shown.append(content)


def test_a_cell_has_one_line_that_ends_as_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    cell = Cell()
    monkeypatch.setattr(watching, "_notebook_display", lambda: cell.display)
    monkeypatch.setattr(watching, "SELDOM_S", 0.0)
    with watching.watched(True, "fcr") as told:
        told.total(3)
        for contacts, half_width in ((1000, None), (1100, 0.02), (900, 0.01)):
            told.finished(contacts, half_width)
    texts = [content["text/plain"] for content in cell.shown]
    assert texts[0] == "0 of 3 replications run, 0 contacts"
    assert texts[2].startswith("2 of 3 replications run, 2,100 contacts · about 0 s left · ±")
    assert texts[-1] == "3 replications run, 3,000 contacts"
    assert ["<progress" in content["text/html"] for content in cell.shown] == [True] * (len(texts) - 1) + [False]


def test_nothing_is_shown_where_nothing_is_run_or_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    settings = {"world": "corner-shop", "replications": 4, "warmup": "2 days", "window": "7 days"}
    ccsim.compare(NAMES, **settings)
    ccsim.compare(NAMES, **settings, progress=False)
    assert capsys.readouterr() == ("", "")


def test_the_namespace_is_what_it_says() -> None:
    assert dir(ccsim) == sorted(ccsim.__all__)
    assert all(getattr(ccsim, name).__doc__ for name in ccsim.__all__)
    assert isinstance(ccsim.validate("tiny"), pd.DataFrame)
    with pytest.raises(AttributeError, match="module 'ccsim' has no attribute 'comparre'"):
        ccsim.comparre  # noqa: B018
