"""`--set path=x1.2` multiplies what is there, and `*` is every entry; whatever comes of it is a plain value."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ccsim import cli
from ccsim.errors import InputError
from ccsim.scenario.document import Document, read_document
from ccsim.scenario.load import load_world
from ccsim.scenario.overriding import override

ROOT = Path(__file__).parents[2]
WORLDS = ("retailer", "bank", "telco")
WORDS = """
size: 10
wait: {value: 6 min, source: assumed, low: "x0.5", high: x2}
profile: {source: assumed, value: [1, 2.5]}
flag: true
colour: red
teams:
  source: assumed
  low: x0.3
  billing: {share: 0.3, pay: 20, tolerance: 90 s}
  orders: {share: 0.7, pay: 30}
"""


def written(tmp_path: Path) -> Document:
    file = tmp_path / "w.yaml"
    file.write_text(WORDS, encoding="utf-8")
    return read_document(file)


@pytest.mark.parametrize(
    ("assignment", "same_as"),
    [
        ("size=x1.2", ["size=12"]),
        ("size=×0.25", ["size=2.5"]),
        ("wait=x1.5", ["wait=9 min"]),
        ("profile=x2", ["profile=[2, 5]"]),
        ("profile[1]=x2", ["profile[1]=5"]),
        ("wait.high=x3", ["wait.high='x3'"]),
        ("teams.billing.share=x1.2", ["teams.billing.share=0.36"]),  # not 0.36 and a rounding
        ("teams.*.pay=x1.1", ["teams.billing.pay=22", "teams.orders.pay=33"]),
        ("teams.*.pay=25", ["teams.billing.pay=25", "teams.orders.pay=25"]),
        ("teams.*.tolerance=x2", ["teams.billing.tolerance=3 min"]),
    ],
)
def test_a_factor_and_a_star_are_plain_values(assignment: str, same_as: list[str], tmp_path: Path) -> None:
    document = expected = written(tmp_path)
    for one in same_as:
        expected = override(expected, one)
    assert override(document, assignment).data == expected.data
    assert document.data == written(tmp_path).data


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        ("flag=x2", "flag: true is neither a number nor a time, which could be multiplied"),
        ("colour=x2", "colour: 'red' is neither a number nor a time, which could be multiplied"),
        ("teams.billing=x2", "name one of its keys, or all with teams.billing.*"),
        ("new=x2", "new: nothing stands here that could be multiplied; give the value itself"),
        ("teams.*.pya=x2", "teams.billing.pya: nothing stands here that could be multiplied; did you mean 'pay'?"),
        ("size.*=x2", "size: 10 is no mapping, of which * could be every key"),
        ("teems.*.pay=2", "teems: unknown key 'teems'; did you mean 'teams'?"),
        ("teams.*.main.pay=2", "teams.billing.main: unknown key 'main'"),
    ],
)
def test_what_cannot_be_multiplied_is_refused(assignment: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        override(written(tmp_path), assignment)
    assert str(caught.value).startswith(f"--set {assignment}: ")
    assert message in str(caught.value)


@pytest.mark.parametrize("world", WORLDS)
def test_a_factor_reaches_what_a_world_leaves_to_the_model(world: str) -> None:
    path = ROOT / "scenarios" / "worlds" / f"{world}.yaml"
    before = load_world(path).world
    after = load_world(path, ["channels.*.handle_factor=x1.2", "reasons.*.handle_time=x1.5"]).world
    for name, channel in before.channels.items():
        assert after.channels[name].handle_factor == pytest.approx(1.2 * channel.handle_factor, rel=1e-12)
    for name, reason in before.reasons.items():
        assert after.reasons[name].handle_time == pytest.approx(1.5 * reason.handle_time, abs=1)


def what_if() -> list[str]:
    """The commands of the README's table."""
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("## What if")[2].partition("\n## ")[0]
    return re.findall(r"^\|.*\| `(.+)` \|$", table, flags=re.MULTILINE)


@pytest.mark.parametrize("world", WORLDS)
def test_the_readme_asks_what_if_in_commands_that_run(world: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(cli, "_show_forecast", lambda study, *_: assembled.append(study.world.name))
    assembled: list[str] = []
    rows = what_if()
    assert len(rows) >= 8
    for row in rows:
        command = shlex.split(row.removeprefix("ccsim "))
        done = CliRunner().invoke(cli.app, [*command, "--world", world, "--replications", "1", "--dry-run"])
        assert done.exit_code == 0, f"{row}: {done.output}"
    assert assembled == [world] * len(rows)
