"""Remake every notebook from its text form, without outputs: python notebooks/remake.py."""

from pathlib import Path

import jupytext
import nbformat

HERE = Path(__file__).parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook_of(text: Path) -> str:
    """The notebook that a text form stands for; the same text gives the same bytes."""
    notebook = jupytext.reads(text.read_text(encoding="utf-8"), fmt="py:percent")
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id, cell.metadata = f"cell-{number}", nbformat.from_dict({})
    return nbformat.writes(notebook, version=4) + "\n"


def texts() -> list[Path]:
    """The text forms, in their order."""
    return sorted(HERE.glob("[0-9]*.py"))


if __name__ == "__main__":
    for text in texts():
        text.with_suffix(".ipynb").write_text(notebook_of(text), encoding="utf-8")
