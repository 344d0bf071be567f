"""Every notebook runs from top to bottom in a kernel and a folder of its own, and its text form says the same."""

import ast
import importlib.util
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

import ccsim

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
Outputs = list[dict[str, Any]]

# What somebody who runs it must see, by the notebook's number.
SAYS = {
    "1": ("fairness equal people", "504 of 549 inputs assumed", "4 replications run", "Nobody has measured"),
    "2": ("In the end: the need was met", "the customer comes by", "no intervals"),
    "3": ("Mean time to resolution",),
    "4": ("did you mean 'writers'?", "One counter does best on issues lost", "52 of 52 inputs assumed"),
    "5": ("straight to who knows", "did you mean 'first_team'?"),
    "6": ("from the records", "three or more"),
}
CHARTS = {"1": 2, "2": 2, "3": 2, "4": 1, "5": 1, "6": 1}


def numbered(notebook: Path) -> str:
    return notebook.name.partition("_")[0]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the notebooks lie beside the scenarios; the kernel writes nothing at home."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    (tmp_path / "notebooks").mkdir()
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    return tmp_path / "notebooks"


def executed(notebook: Path, folder: Path) -> Outputs:
    """All outputs, as they would be saved."""
    content = nbformat.read(notebook, as_version=4)
    client = nbclient.NotebookClient(
        content, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    return [output for cell in content.cells for output in cell.get("outputs", [])]


def texts_of(outputs: Outputs) -> Iterator[str]:
    for output in outputs:
        yield output.get("text", "")
        yield from (part for kind, part in output.get("data", {}).items() if kind in ("text/plain", "text/html"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_and_shows_what_matters(notebook: Path, folder: Path) -> None:
    outputs = executed(notebook, folder)
    kinds = [output["output_type"] for output in outputs]
    assert "error" not in kinds
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    shown = "\n".join(texts_of(outputs))
    assert [words for words in SAYS[numbered(notebook)] if words not in shown] == []
    pictures = [kind for output in outputs for kind in output.get("data", {}) if kind in ("image/png", "image/svg+xml")]
    assert len(pictures) == CHARTS[numbered(notebook)]
    assert "<progress" not in shown, "what is saved is a sentence, not a bar that stands still"


def test_there_are_six() -> None:
    assert [numbered(notebook) for notebook in NOTEBOOKS] == list(SAYS)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_in_step_with_its_text_and_holds_no_outputs(notebook: Path) -> None:
    spec = importlib.util.spec_from_file_location("remake", ROOT / "notebooks" / "remake.py")
    assert spec is not None
    assert spec.loader is not None
    remake = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(remake)
    assert notebook.with_suffix(".py") in remake.texts()
    assert notebook.read_text(encoding="utf-8") == remake.notebook_of(notebook.with_suffix(".py")), "make notebooks"
    assert not any(cell.get("outputs") for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"])


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_uses_public_names_only(notebook: Path) -> None:
    tree = ast.parse(notebook.with_suffix(".py").read_text(encoding="utf-8"))
    asked = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and ast.unparse(n.value) == "ccsim"}
    assert asked <= set(ccsim.__all__)
    inside = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and str(n.module).startswith("ccsim.")}
    assert all(str(module).startswith("ccsim.rules.") for module in inside), "rules are what one may replace"
