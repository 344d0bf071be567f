"""Rates written as formulas of time, such as `10 + 6 sin(2 pi t/480)`."""

import ast
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.verify.systems import CaseError

Array = npt.NDArray[np.float64]

TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+)|([A-Za-z]\w*)|(\*\*|[-+*/^()]))")
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "sin": np.sin, "cos": np.cos, "exp": np.exp, "sqrt": np.sqrt, "abs": np.abs,
}  # fmt: skip
CONSTANTS = {"pi": np.pi}
OPERATIONS: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.USub: operator.neg, ast.UAdd: operator.pos,
}  # fmt: skip
LONGEST_PERIOD_MIN = 7 * 1440
PROBES = np.array([0.0, 1.37, 17.9, 101.3, 333.7, 777.1, 1234.5, 4321.7])


@dataclass(frozen=True)
class Expression:
    """A formula of the time `t` in minutes."""

    text: str
    tree: ast.expr

    def __call__(self, minutes: Array) -> Array:
        """Its value at each of those times."""
        value: Array = np.broadcast_to(_value(self.tree, minutes, self.text), minutes.shape)
        return value

    def period_min(self) -> int:
        """The shortest time in whole minutes after which it repeats."""
        ahead = np.arange(1, LONGEST_PERIOD_MIN + 1, dtype=float)
        now, later = self(PROBES)[:, None], self(PROBES[:, None] + ahead[None, :])
        repeats = np.isclose(now, later, rtol=1e-9, atol=1e-9 * float(np.abs(now).max())).all(axis=0)
        if not repeats.any():
            raise CaseError(f"rate '{self.text}' does not repeat within a week in whole minutes")
        return int(np.argmax(repeats)) + 1


def parse(text: str) -> Expression:
    """Numbers, t, pi, + - * / ^, brackets and functions; what stands side by side is multiplied."""
    words: list[str] = []
    for number, name, sign in _tokens(text):
        product = words and (number or name or sign == "(") and not _waits_for_more(words[-1])
        words += ["*"] if product else []
        words.append({"^": "**"}.get(sign, sign) or number or name)
    try:
        tree = ast.parse(" ".join(words), mode="eval").body
    except SyntaxError as error:
        raise CaseError(f"rate '{text}' cannot be read as a formula of t") from error
    _value(tree, np.zeros(1), text)
    return Expression(text, tree)


def _tokens(text: str) -> list[tuple[str, str, str]]:
    found, at = [], 0
    while at < len(text.rstrip()):
        match = TOKEN.match(text, at)
        if match is None:
            raise CaseError(f"rate '{text}': '{text[at:].strip()[0]}' is no part of a formula")
        found.append((match[1] or "", match[2] or "", match[3] or ""))
        at = match.end()
    return found


def _waits_for_more(word: str) -> bool:
    return word in FUNCTIONS or (not word[0].isalnum() and word[0] != "." and word != ")")


def _value(node: ast.expr, t: Array, text: str) -> Any:
    """The value of a part of the formula; nothing but arithmetic is looked at."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id="t"):
            return t
        case ast.Name(id=name) if name in CONSTANTS:
            return CONSTANTS[name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
            return OPERATIONS[type(op)](_value(left, t, text), _value(right, t, text))
        case ast.UnaryOp(op=op, operand=operand) if type(op) in OPERATIONS:
            return OPERATIONS[type(op)](_value(operand, t, text))
        case ast.Call(func=ast.Name(id=name), args=[argument]) if name in FUNCTIONS:
            return FUNCTIONS[name](_value(argument, t, text))
    what = node.id if isinstance(node, ast.Name) else ast.unparse(node)
    raise CaseError(f"rate '{text}': '{what}' is unknown (known: t, {', '.join([*CONSTANTS, *FUNCTIONS])})")
