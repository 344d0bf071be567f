"""What can go wrong, said so that the reader can put it right: the place, the value and the choices."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

MOST_NAMES_SHOWN = 12


class CcsimError(Exception):
    """Something failed; `exit_code` is what the command line ends with."""

    exit_code = 1

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows (IPython asks for it): the message, not the way to it."""
        return [f"{type(self).__name__}: {self}"]


@dataclass(frozen=True)
class Problem:
    """One fault in one place; line and column count from 1, None where there is no line."""

    file: str
    line: int | None
    column: int | None
    path: str
    message: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return ": ".join(part for part in (place, self.path, self.message) if part)


class InputError(CcsimError):
    """The user's input is wrong: every problem found, in reading order."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=_reading_order))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def _reading_order(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line or 0, problem.column or 0


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The name most like the word, whatever the case, or None when nothing is near."""
    by_lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """`; did you mean 'refund'?`, or nothing when no name is near."""
    name = nearest(word, names)
    return f"; did you mean '{name}'?" if name is not None else ""


def name_list(names: Iterable[str]) -> str:
    """The names with commas, cut after a dozen."""
    every = tuple(names)
    more = len(every) - MOST_NAMES_SHOWN
    return ", ".join(every[:MOST_NAMES_SHOWN]) + (f", … {more} more" if more > 0 else "")


def shown(value: object) -> str:
    """A value as its author would recognise it in the file."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = str(value) if len(str(value)) <= 60 else str(value)[:60] + "…"
    return f"'{text}'" if isinstance(value, str) else text
