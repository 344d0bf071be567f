"""What a saved result can be shown as: which formats there are, who writes them and how the files are called."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from ccsim.errors import CcsimError, InputError, Problem, did_you_mean, name_list
from ccsim.experiment.saved import Result
from ccsim.experiment.whole import write_whole


def _page(result: Result, folder: Path) -> list[Path]:
    from ccsim.report.page.write import write_page

    return [write_page(result, folder / f"{result.document['id']}.html")]


def _deck(result: Result, folder: Path) -> list[Path]:
    from ccsim.report.deck.deck import write_deck

    return [write_deck(result, folder / f"{result.document['id']}.pptx")]


def _markdown(result: Result, folder: Path) -> list[Path]:
    from ccsim.report.markdown import write_markdown

    path = folder / f"{result.document['id']}.md"
    write_markdown(result, path)
    return [path]


def _workbook(result: Result, folder: Path) -> list[Path]:
    from ccsim.report.workbook.write import write_workbook

    path = folder / f"{result.document['id']}.xlsx"
    write_workbook(result, path)
    return [path]


def _charts(result: Result, folder: Path) -> list[Path]:
    from ccsim.report.charts.catalogue import write_charts

    return write_charts(result.document, folder / f"{result.document['id']}-charts")


WRITERS: Mapping[str, Callable[[Result, Path], list[Path]]] = {
    "html": _page,
    "pptx": _deck,
    "xlsx": _workbook,
    "png": _charts,
    "md": _markdown,
}
"""What each format writes into an empty folder, and the files that it wrote."""


def formats_asked(words: Iterable[str]) -> list[str]:
    """Formats from words like "html,pptx", each once, in the order asked; InputError for one that there is not."""
    asked = [part.strip().lower() for word in words for part in word.split(",") if part.strip()]
    unknown = [word for word in dict.fromkeys(asked) if word not in WRITERS]
    if unknown:
        raise InputError(
            Problem("", None, None, "--format", f"no format '{word}'{_hint(word)} (there are: {name_list(WRITERS)})")
            for word in unknown
        )
    if not asked:
        raise InputError([Problem("", None, None, "--format", f"names no format (there are: {name_list(WRITERS)})")])
    return list(dict.fromkeys(asked))


NEAR = {"excel": "xlsx", "xls": "xlsx", "powerpoint": "pptx", "ppt": "pptx", "markdown": "md", "htm": "html"}
"""What people call the formats, and what spelling alone would not lead to."""


def _hint(word: str) -> str:
    meant = NEAR.get(word)
    return f"; did you mean '{meant}'?" if meant in WRITERS else did_you_mean(word, WRITERS)


def write_reports(result: Result, formats: Iterable[str], folder: Path) -> list[Path]:
    """Write the formats into a folder, which is made; files of the same name are replaced, whole or not at all."""
    written = []
    with tempfile.TemporaryDirectory() as draft:
        for name in formats:
            for path in WRITERS[name](result, Path(draft)):
                written.append(folder / path.relative_to(draft))
                _put(path, written[-1])
    return written


def _put(path: Path, target: Path) -> None:
    """A finished file where it belongs."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CcsimError(f"cannot write in {target.parent}: {error.strerror or error}") from error
    write_whole(target, lambda temporary: shutil.copyfile(path, temporary))
