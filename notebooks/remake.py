"""Remake every notebook from its text form, with what it shows: python notebooks/remake.py."""

import io
import os
import shutil
import tempfile
from base64 import b64decode, b64encode
from pathlib import Path

import jupytext
import nbclient
import nbformat
from nbformat import NotebookNode
from PIL import Image

HERE = Path(__file__).parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
FOLDERS = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR")


def texts() -> list[Path]:
    """The text forms, in their order."""
    return sorted(HERE.glob("[0-9]*.py"))


def notebook_of(text: Path) -> NotebookNode:
    """The notebook that a text form stands for, not run."""
    notebook = jupytext.reads(text.read_text(encoding="utf-8"), fmt="py:percent")
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id, cell.metadata = f"cell-{number}", nbformat.from_dict({})
    return notebook


def executed(text: Path, folder: Path) -> NotebookNode:
    """The same after a run in an empty folder, as if it lay there beside the scenarios."""
    shutil.copytree(HERE.parent / "scenarios", folder / "scenarios")
    (folder / "notebooks").mkdir()
    notebook = notebook_of(text)
    client = nbclient.NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=300,
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder / "notebooks")}},
    )
    client.execute()
    notebook.metadata = nbformat.from_dict(METADATA)
    for output in (
        output for cell in notebook.cells for output in cell.get("outputs", [])
    ):
        keep_what_shows_everywhere(output)
    return notebook


def keep_what_shows_everywhere(output: NotebookNode) -> None:
    """Of a picture its PNG alone, in 256 colours: Jupyter shows no SVG of a file that it does not trust yet."""
    data = output.get("data", {})
    if "image/png" in data:
        data.pop("image/svg+xml", None)
        data["image/png"] = b64encode(small(b64decode(data["image/png"]))).decode()


def small(png: bytes) -> bytes:
    """The picture in a third of the bytes."""
    packed = io.BytesIO()
    drawn = Image.open(io.BytesIO(png)).convert("RGB")
    drawn.quantize(256, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def written(notebook: NotebookNode) -> str:
    """A notebook as it is stored; the same text and the same code give the same bytes."""
    return nbformat.writes(notebook, version=4) + "\n"


def settings(folder: Path) -> dict[str, str]:
    """Environment of a kernel that reads nothing of its user's settings, and writes nothing there."""
    return {name: str(folder / name.lower()) for name in FOLDERS} | {
        "JUPYTER_PLATFORM_DIRS": "1"
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(settings(Path(home)))
        for text in texts():
            with tempfile.TemporaryDirectory() as folder:
                text.with_suffix(".ipynb").write_text(
                    written(executed(text, Path(folder))), encoding="utf-8"
                )
