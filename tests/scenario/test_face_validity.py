"""docs/face-validity.md as committed: whole, resting on evidence that exists, and silent on nothing that is outside."""

import re
from pathlib import Path

import pytest

from ccsim.scenario.sources import read_evidence

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/face-validity.md").read_text(encoding="utf-8")
EVIDENCE = read_evidence(ROOT / "scenarios/evidence.csv").rows
WORLDS = sorted(path.stem for path in (ROOT / "scenarios/worlds").glob("*.yaml"))
LINE = re.compile(
    r"^\| (?P<title>[^|]+) \| (?P<low>[\d.?]+) to (?P<high>[\d.?]+)[^|]* \| (?P<ours>[\d.]+)[^|]* "
    r"\| (?P<inside>yes|no) \| `(?P<row>\w+)` \|$",
    re.MULTILINE,
)
REASON = re.compile(r"^- \*\*(?P<title>.+?)\*\*: (?P<text>.+(?:\n  .+)*)", re.MULTILINE)


def section(world: str) -> str:
    """What the page says of a world."""
    found = [part for part in PAGE.split("\n## ") if part.splitlines()[0].endswith(f"(`{world}`)")]
    assert len(found) == 1, f"{world} has {len(found)} sections"
    return found[0]


@pytest.mark.parametrize("world", WORLDS)
def test_every_world_is_there_with_every_measure(world: str) -> None:
    measures = [line["title"] for line in LINE.finditer(section(world))]
    assert measures == [line["title"] for line in LINE.finditer(section(WORLDS[0]))]
    for asked in (
        "First-contact resolution",
        "Transfers, voice",
        "Abandonment, voice",
        "Occupancy",
        "Containment, `it-owns`",
    ):
        assert asked in measures


@pytest.mark.parametrize("world", WORLDS)
def test_ranges_are_those_of_the_evidence(world: str) -> None:
    for line in LINE.finditer(section(world)):
        row = EVIDENCE[line["row"]]
        scale = 100.0 if row.unit == "share" else 1.0
        for said, known in ((line["low"], row.low), (line["high"], row.high)):
            assert (said == "?") == (known is None)
            assert known is None or float(said) == pytest.approx(scale * known)


@pytest.mark.parametrize("world", WORLDS)
def test_inside_means_inside(world: str) -> None:
    """But for what rounding hides, half of the last digit shown."""
    for line in LINE.finditer(section(world)):
        low, high = (float(line[end]) if line[end] != "?" else float(line["ours"]) for end in ("low", "high"))
        digits = len(line["ours"].partition(".")[2])
        hidden = 0.5 * 10.0**-digits
        ours = float(line["ours"])
        assert line["inside"] == "no" or low - hidden <= ours <= high + hidden
        assert line["inside"] == "yes" or not low + hidden < ours < high - hidden


@pytest.mark.parametrize("world", WORLDS)
def test_what_is_outside_is_explained(world: str) -> None:
    reasons = {reason["title"]: reason["text"] for reason in REASON.finditer(section(world))}
    outside = {line["title"] for line in LINE.finditer(section(world)) if line["inside"] == "no"}
    assert outside == set(reasons)
    assert all(text.strip() != "not explained" for text in reasons.values())


def test_every_row_of_the_evidence_that_is_named_exists() -> None:
    named = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) | {line["row"] for line in LINE.finditer(PAGE)}
    assert len(named) > 15
    assert named <= EVIDENCE.keys()
