"""Every notebook runs from top to bottom in a kernel and a folder of its own, shows what is stored of it, and its text
form says the same."""

import ast
import importlib.util
import io
from base64 import b64decode
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbformat import NotebookNode
from PIL import Image

import ccsim

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
Output = dict[str, Any]

# What somebody who reads it must see, by the notebook's number.
SAYS = {
    "1": ("fairness equal people", "504 of 549 inputs assumed", "4 replications run", "Nobody has measured"),
    "2": ("In the end: the need was met", "the customer comes by", "no intervals"),
    "3": ("Mean time to resolution",),
    "4": ("did you mean 'writers'?", "One counter does best on issues lost", "52 of 52 inputs assumed"),
    "5": ("straight to who knows", "Rules that may be replaced", "did you mean 'first_team'?"),
    "6": ("from the records", "three or more"),
}
CHARTS = {"1": 2, "2": 2, "3": 2, "4": 1, "5": 1, "6": 1}
MOST_BYTES = 400_000


def of_remake() -> ModuleType:
    spec = importlib.util.spec_from_file_location("remake", ROOT / "notebooks" / "remake.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


remake = of_remake()
every_notebook = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)


def numbered(notebook: Path) -> str:
    return notebook.name.partition("_")[0]


def stored(notebook: Path) -> NotebookNode:
    return nbformat.read(notebook, as_version=4)


def outputs_of(notebook: NotebookNode) -> list[Output]:
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def texts_of(outputs: list[Output]) -> Iterator[str]:
    for output in outputs:
        yield output.get("text", "")
        yield from (part for kind, part in output.get("data", {}).items() if kind in ("text/plain", "text/html"))


# What is stored is what the code shows


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in remake.settings(tmp_path_factory.mktemp("home")).items():
            patch.setenv(name, value)
        yield


STRONGLY, FEW = 64, 1e-5
"""Difference of a pixel that is no rounding, of 255; share of the pixels that may differ so on another machine."""


def is_same(one: Output | None, other: Output | None) -> bool:
    """Texts to the letter, pictures by their pixels: packing and last digits hang on the machine."""
    if one is None or other is None:
        return one is other
    pictures = [output.get("data", {}).get("image/png") for output in (one, other)]
    if None in pictures:
        return bool(one == other)
    first, second = (np.array(Image.open(io.BytesIO(b64decode(p))).convert("RGB"), dtype=int) for p in pictures)
    texts = [{kind: part for kind, part in o["data"].items() if kind != "image/png"} for o in (one, other)]
    if texts[0] != texts[1] or first.shape != second.shape:
        return False
    return float((np.abs(first - second).max(axis=2) > STRONGLY).mean()) <= FEW


def stale(kept: NotebookNode, fresh: NotebookNode) -> list[str]:
    """Cells of which something else is stored than they show."""
    found = []
    for cell, now in zip_longest(kept.cells, fresh.cells, fillvalue=NotebookNode(id="no cell")):
        pairs = zip_longest(cell.get("outputs", []), now.get("outputs", []))
        shown = all(is_same(one, other) for one, other in pairs)
        counted = cell.get("execution_count") == now.get("execution_count")
        if not (shown and counted and cell.get("source") == now.get("source")):
            found.append(now.id)
    return found


@every_notebook
def test_it_shows_what_is_stored(notebook: Path, tmp_path: Path) -> None:
    fresh = remake.executed(notebook.with_suffix(".py"), tmp_path)
    assert stale(stored(notebook), fresh) == [], "make notebooks"


def of_cells(*outputs: list[Output]) -> NotebookNode:
    cells = [{"id": f"cell-{i}", "outputs": each} for i, each in enumerate(outputs, start=1)]
    return nbformat.from_dict({"cells": cells})


def a_picture(colour: tuple[int, int, int], **packed: Any) -> Output:
    png = io.BytesIO()
    Image.new("RGB", (9, 5), colour).save(png, "PNG", **packed)
    return {"data": {"image/png": remake.b64encode(png.getvalue()).decode()}}


def test_what_is_stale_is_found() -> None:
    said, html = {"text": "78.8 %"}, {"data": {"text/html": "<td>78.8 %</td>"}}
    kept = of_cells([said], [html, a_picture((0, 0, 200))])
    assert stale(kept, kept) == []
    assert stale(kept, of_cells([said], [html, a_picture((0, 0, 200), compress_level=0)])) == []
    assert stale(kept, of_cells([{"text": "78.7 %"}], [html, a_picture((0, 0, 200))])) == ["cell-1"]
    assert stale(kept, of_cells([said], [{"data": {"text/html": ""}}, a_picture((0, 0, 200))])) == ["cell-2"]
    assert stale(kept, of_cells([said], [html, a_picture((0, 0, 201))])) == []
    assert stale(kept, of_cells([said], [html, a_picture((90, 0, 200))])) == ["cell-2"]
    assert stale(kept, of_cells([said], [html])) == ["cell-2"]
    assert stale(kept, of_cells([said])) == ["no cell"]


@every_notebook
def test_what_is_stored_has_one_form(notebook: Path) -> None:
    kept, text = stored(notebook), notebook.with_suffix(".py")
    assert text in remake.texts()
    assert notebook.read_text(encoding="utf-8") == remake.written(kept)
    for cell in kept.cells:
        cell.update({"outputs": [], "execution_count": None} if cell.cell_type == "code" else {})
    assert remake.written(kept) == remake.written(remake.notebook_of(text)), "make notebooks"


@every_notebook
def test_what_is_stored_is_the_same_on_every_machine(notebook: Path) -> None:
    text = notebook.read_text(encoding="utf-8")
    assert [path for path in (str(ROOT), str(Path.home()), "/tmp/", "/home/", "/Users/") if path in text] == []
    assert len(text) < MOST_BYTES
    assert "<progress" not in text, "what is stored is a sentence, not a bar that stands still"
    kinds = {kind for output in outputs_of(stored(notebook)) for kind in output.get("data", {})}
    assert kinds <= {"text/plain", "text/html", "image/png"}


# What a reader sees


@every_notebook
def test_it_shows_what_matters(notebook: Path) -> None:
    outputs = outputs_of(stored(notebook))
    assert "error" not in [output["output_type"] for output in outputs]
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    shown = " ".join(word for text in texts_of(outputs) for word in text.split())
    assert [words for words in SAYS[numbered(notebook)] if words not in shown] == []
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(pictures) == CHARTS[numbered(notebook)]


def test_there_are_six() -> None:
    assert [numbered(notebook) for notebook in NOTEBOOKS] == list(SAYS)


def function_of(number: str, name: str) -> Any:
    """A function that a notebook defines."""
    (text,) = (text for text in remake.texts() if numbered(text) == number)
    tree = ast.parse(text.read_text(encoding="utf-8"))
    (node,) = (n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name)
    space: dict[str, Any] = {"pd": pd}
    exec(compile(ast.Module([node], []), text.name, "exec"), space)
    return space[name]


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ((1.0, 0.6, 1.4), "moves: +0.2 h at 0 h, +1.0 h at 4 h"),
        ((-0.7, -0.9, -0.1), "moves: +0.2 h at 0 h, −0.7 h at 4 h"),
        ((0.3, 0.1, 0.9), "does not clearly move: +0.2 h at 0 h, +0.3 h at 4 h"),
        ((-0.2, -0.9, 0.1), "does not clearly move: +0.2 h at 0 h, −0.2 h at 4 h"),
    ],
)
def test_a_title_claims_what_the_numbers_say(last: tuple[float, ...], said: str) -> None:
    rows = pd.DataFrame([(0.2, 0.0, 0.4), (9, 8, 10), last], index=[0, 2, 4], columns=["mean", "low", "high"])
    assert function_of("3", "claim")(rows, "time", "h") == f"Difference in time\n{said}"


# Public names, and no others


def private_names(text: str) -> list[str]:
    """What a text takes of ccsim that is not offered."""
    found = []
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names):
                found += [name.name for name in names if name.name.startswith("ccsim.")]
                found += [f"ccsim as {name.asname}" for name in names if name.name == "ccsim" and name.asname]
            case ast.ImportFrom(module=str(module)) if module.startswith("ccsim."):
                found.append(module)
            case ast.ImportFrom(module="ccsim", names=names):
                found += [name.name for name in names if name.name not in ccsim.__all__]
            case ast.Attribute(value=ast.Name(id="ccsim"), attr=name) if name not in ccsim.__all__:
                found.append(name)
            case ast.Call(func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module")):
                found.append("import_module")
    return found


@pytest.mark.parametrize("text", remake.texts(), ids=lambda path: path.stem)
def test_it_uses_public_names_only(text: Path) -> None:
    assert private_names(text.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("from ccsim.rules.resolution import leg_outcome", "ccsim.rules.resolution"),
        ("def f():\n    import ccsim.codes", "ccsim.codes"),
        ("from ccsim import compare, codes", "codes"),
        ("import ccsim\nccsim.rules.resolution.leg_outcome", "rules"),
        ("import ccsim as c", "ccsim as c"),
        ("import importlib\nimportlib.import_module('ccsim.codes')", "import_module"),
    ],
)
def test_a_private_name_is_found(text: str, name: str) -> None:
    assert private_names(text) == [name]
    assert private_names("import ccsim\nfrom ccsim import compare\nccsim.compare('demo').chart()") == []
