"""Help, wrong usage, overrides: what is refused is refused with exit code 2, on stderr, before anything is written."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ccsim.scenario.mechanisms import MECHANISMS

from .command import SCRIPT, ccsim

HEAVY = {"numpy", "pandas", "scipy", "simpy", "matplotlib", "pyarrow", "ruamel"}
HELP = """
import sys
from ccsim.cli import main
sys.argv = ["ccsim", *sys.argv[1:]]
try:
    main()
finally:
    print(*(name.partition(".")[0] for name in sys.modules), file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["compare", "-h"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", HELP, *arguments], capture_output=True, text=True, check=True)
    assert "Usage: ccsim" in done.stdout
    assert HEAVY & set(done.stderr.split()) == set()


def test_help_names_the_commands_that_there_are() -> None:
    text = ccsim("--help").stdout
    assert all(name in text for name in ("validate", "run", "compare"))


def test_version() -> None:
    assert ccsim("--version").stdout.startswith("ccsim 0.")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["frobnicate"], "frobnicate"),
        (["validate"], "PATH"),
        (["compare"], "STUDY"),
        (["run", "one-team"], "--world"),
        (["compare", "tiny", "--frob"], "--frob"),
        (["compare", "tiny", "--replications", "0"], "--replications"),
        (["compare", "tiny", "--replications", "many"], "--replications"),
        (["compare", "tiny", "--jobs", "0"], "--jobs"),
        (["compare", "tiny", "--seed", "-1"], "--seed"),
        (["compare", "tiny", "--select", "--precision", "0.1"], "--select: select: a study stops"),
        (["compare", "tiny", "--cluster", "nowhere"], "tls://HOST:PORT"),
        (["compare", "tiny", "--cluster", "tcp://10.0.0.1:8786"], "--insecure-cluster"),
        (["compare", "tiny", "--cluster", "tcp://127.0.0.1:1", "--jobs", "2"], "not both"),
        (["compare", "tiny", "--warmup", "soon"], "--warmup soon"),
        (["results", "show", "nothing"], "no run 'nothing'"),
        (["compare", "one-team", "two-teams"], "--world"),
        (["compare", "tiny", "two-teams", "--world", "corner-shop"], "'tiny' is a study"),
    ],
    ids=" ".join,
)
def test_wrong_usage(arguments: list[str], word: str) -> None:
    done = ccsim(*arguments, *(["--out", "wrong"] if len(arguments) > 1 else []))
    assert (done.code, done.stdout) == (2, "")
    assert word in done.stderr
    assert not Path("wrong").exists()


def test_nothing_at_all_shows_the_help() -> None:
    done = ccsim()
    assert done.code == 2
    assert "Usage" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--set", "demand.issues_per_day=1e12", "--set", "study.window=10 days"],
         "--set study.window=10 days: window: 11 days, warm-up and window, of 1,000,000,000,000 issues a day "
         "(demand.issues_per_day) are 11,000,000,000,000 in a replication; at most 100,000,000 can be "
         "simulated"),
        (["--neutralise", "bots"],
         "--neutralise bots: unknown mechanism; did you mean 'self_service'? "
         f"(allowed: {', '.join(MECHANISMS)})"),
        (["--neutralise", "handof_friction"],
         "--neutralise handof_friction: unknown mechanism; did you mean 'handoff_friction'? "
         f"(allowed: {', '.join(MECHANISMS)})"),
        (["--primary", "wait_min.voise"],
         "--primary wait_min.voise: primary: unknown measure 'wait_min.voise'; did you mean 'wait_min.voice'? "
         "(allowed: fcr, fcr_one_team, fcr_static, prevented, resolved, lost, still_open, capped, "
         "contacts_per_issue, legs_per_issue, handoffs_per_issue, channel_switches_per_issue, … 38 more)"),
        (["--baseline", "one_team"],
         "--baseline one_team: baseline: the study does not list 'one_team'; did you mean 'one-team'? "
         "(allowed: one-team, two-teams)"),
        (["--practice", "wellrun"],
         "--practice wellrun: practice: unknown practice 'wellrun'; did you mean 'well_run'? "
         "(allowed: well_run, typical)"),
        (["--precision", "0"], "--precision 0: precision: 0.0 is not above 0"),
        (["--world", "corner_shop"],
         "no world 'corner_shop' in scenarios/worlds; did you mean 'corner-shop'? (there are: corner-shop)"),
        (["--set", "handoffs.notice=0.3"],
         "--set handoffs.notice=0.3: handoffs.notice: unknown key 'notice'; did you mean 'notices'? "
         "(allowed: delay, delay_per_distance, loss_per_distance, bounce_per_distance, intake, notices, "
         "neutral_distance, company_boundary, span_per_team, shared_platform_factor, governance_per_hour, "
         "introduction, … 4 more)"),
        (["--set", "world.handoffs.notices=3"],
         "--set world.handoffs.notices=3: handoffs.notices: 3 is not between 0 and 1; write 0.03 for 3 %"),
        (["--set", "study.windw=3 days"],
         "--set study.windw=3 days: windw: unknown key 'windw'; did you mean 'window'? (allowed: kind, title, world, "
         "structures, baseline, primary, measures, fairness, slow_state, practice, beside, warmup, … 8 more)"),
        (["--set", "study.window=3"],
         '--set study.window=3: window: 3 has no unit; write for example "3 min" (s, min, h, days, weeks)'),
        (["--set", "study.world=corner"],
         "--set study.world=corner: world: no world 'corner' in scenarios/worlds; did you mean 'corner-shop'? "
         "(there are: corner-shop)"),
        (["--set", "structures.practice.sharing=dayly"],
         "--set structures.practice.sharing=dayly: practice.sharing: unknown sharing 'dayly'; did you mean 'daily'? "
         "(allowed: real_time, daily, weekly, none)"),
        (["--set", "structures/two-teams.practice.sharing=dayly"],
         "--set structures/two-teams.practice.sharing=dayly: practice.sharing: unknown sharing 'dayly'; did you mean "
         "'daily'? (allowed: real_time, daily, weekly, none)"),
        (["--set", "structures/two-team.practice.sharing=daily"],
         "--set structures/two-team.practice.sharing=daily: the study has no structure 'two-team'; did you mean "
         "'two-teams'? (allowed: one-team, two-teams)"),
        (["--set", "nonsense"],
         "--set nonsense: write path=value, for example channels.voice.patience.mean='6 min' or "
         "demand.issues_per_day=x1.2"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_a_wrong_option_is_cited(options: list[str], message: str) -> None:
    done = ccsim("compare", "tiny", "--out", "wrong", *options)
    assert (done.code, done.stdout, done.stderr) == (2, "", message + "\n")
    assert not Path("wrong").exists()


def test_wrong_options_are_cited_all_at_once() -> None:
    wrong = ("handoffs.notices=3", "structures.practice.sharing=dayly", "study.baseline=x")
    done = ccsim("compare", "tiny", *(word for assignment in wrong for word in ("--set", assignment)))
    assert done.code == 2
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == [f"--set {text}" for text in wrong]


def test_an_error_shows_no_traceback_unless_asked() -> None:
    quiet = subprocess.run([*SCRIPT, "run", "nobody", "--world", "x"], capture_output=True, text=True, check=False)
    loud = subprocess.run(
        [*SCRIPT, "run", "nobody", "--world", "x", "--debug"], capture_output=True, text=True, check=False
    )
    assert quiet.returncode == 2
    assert "Traceback" not in quiet.stderr
    assert "Traceback" in loud.stderr


# Validate


def test_validate_passes_what_is_sound() -> None:
    done = ccsim("validate", "scenarios")
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "scenarios/structures/one-team.yaml: structure ok (2 teams)",
        "scenarios/structures/two-teams.yaml: structure ok (3 teams)",
        "scenarios/studies/tiny.yaml: study ok (2 structures in corner-shop)",
        "scenarios/worlds/corner-shop.yaml: world ok (4 reasons, 70 of 70 inputs assumed)",
    ]


@pytest.mark.parametrize(
    "command",
    [["compare", "tiny", "--out"], ["report", "latest", "--to"], ["results", "--out"], ["verify", "--chart"]],
)
def test_a_file_is_no_folder_whatever_is_to_be_written_in_it(command: list[str], tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text("Mine.\n", encoding="utf-8")
    done = ccsim(*command, file)
    assert done.code == 2
    assert "is a file" in done.stderr
    assert file.read_text(encoding="utf-8") == "Mine.\n"


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of the scenarios, to which a test may add files."""
    shutil.copytree("scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("clone")
def test_validate_of_a_folder_leaves_hidden_and_other_programs_files_alone() -> None:
    for name, text in ((".venv/lib/a.yaml", "kind: world"), ("charts/b.yaml", "kind: Deployment"), ("c.yaml", "a: 1")):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(f"{text}\n", encoding="utf-8")
    assert ccsim("validate", ".") == ccsim("validate", "scenarios")
    assert ccsim("validate", "charts").stderr == "charts: no world, structure or study in this folder\n"


@pytest.mark.usefixtures("clone")
def test_validate_of_a_folder_tells_a_kind_that_is_mistyped_or_missing() -> None:
    Path("scenarios/worlds/none.yaml").write_text("title: A world\n", encoding="utf-8")
    Path("typed.yaml").write_text("kind: wrold\n", encoding="utf-8")
    done = ccsim("validate", ".")
    assert done.code == 2
    assert "scenarios/worlds/none.yaml:1:1: missing key 'kind'" in done.stderr
    assert "typed.yaml:1:7: kind: unknown kind 'wrold'; did you mean 'world'?" in done.stderr


def test_validate_passes_the_shipped_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    done = ccsim("validate", "scenarios", "--world", "retailer", "--json")
    assert done.code == 0
    assert done.document["ok"] is True
    assert {"scenarios/studies/demo.yaml", "scenarios/worlds/retailer.yaml"} <= {
        file["file"] for file in done.document["files"]
    }


def test_validate_takes_names_and_checks_against_a_world() -> None:
    done = ccsim("validate", "one-team", "--world", "corner-shop")
    assert done.stdout == "scenarios/structures/one-team.yaml: structure ok (2 teams, runs in corner-shop)\n"
    done = ccsim("validate", "one-team", "--world", "corner-shop", "--set", "people.groups.back_office.count=0")
    assert done.code == 2
    assert done.stderr == (
        "scenarios/structures/one-team.yaml:7:1: teams: no team may do 'refund': half or more of a team must be "
        "back_office, who have that authority\n"
    )


def test_validate_as_json_tells_what_is_wrong_where() -> None:
    done = ccsim("validate", "tiny", "--json", "--set", "handoffs.notices=3")
    assert (done.code, done.stderr) == (2, "")
    assert done.document["ok"] is False
    assert done.document["problems"] == [
        {"file": "--set handoffs.notices=3", "line": None, "column": None, "path": "handoffs.notices",
         "message": "3 is not between 0 and 1; write 0.03 for 3 %"},
    ]  # fmt: skip


def test_validate_quietly() -> None:
    done = ccsim("validate", "scenarios", "-q")
    assert (done.code, done.stdout, done.stderr) == (0, "", "")
