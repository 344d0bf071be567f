"""Rules are pure functions of numbers, in the part of Python that a compiler shares to the last bit."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

RULES = sorted((Path(__file__).parents[2] / "ccsim" / "rules").glob("*.py"))
NUMBERS = {"int", "float", "bool"}
BUILT_IN = {"int", "float", "bool", "abs", "min", "max", "range"}
"""Built-in names that a rule may call."""
BANNED = (
    ast.Dict, ast.Set, ast.List, ast.DictComp, ast.SetComp, ast.ListComp, ast.GeneratorExp, ast.JoinedStr,
    ast.Try, ast.Raise, ast.Assert, ast.With, ast.Pow, ast.Lambda, ast.Yield, ast.YieldFrom, ast.Await,
    ast.Global, ast.Nonlocal, ast.ClassDef, ast.Delete, ast.AsyncFunctionDef, ast.NamedExpr,
)  # fmt: skip


def faults(source: str) -> list[str]:
    """What a rule file does that rules do not do, with lines."""
    tree = ast.parse(source)
    return [
        *(f"{node.lineno}: {what}" for node, what in _imports(tree)),
        *(f"{node.lineno}: {what}" for node, what in _functions(tree)),
    ]


def _imports(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name != "math":
                    yield node, f"imports {alias.name}"
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level or not (module == "ccsim.codes" or module.startswith("ccsim.rules.")):
                yield node, f"imports from {module or 'a relative module'}"


def _functions(tree: ast.Module) -> Iterator[tuple[ast.stmt | ast.expr, str]]:
    known = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    known |= {a.asname or a.name for n in tree.body if isinstance(n, ast.ImportFrom) for a in n.names}
    for function in tree.body:
        if isinstance(function, ast.FunctionDef):
            yield from _signature(function)
            body = function.body[1:] if ast.get_docstring(function) is not None else function.body
            for statement in body:
                yield from _inside(statement, known)


def _signature(function: ast.FunctionDef) -> Iterator[tuple[ast.stmt | ast.expr, str]]:
    arguments = function.args
    if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.defaults:
        yield function, f"{function.name}: only plain positional arguments"
    for annotation in (function.returns, *(a.annotation for a in arguments.args)):
        if not isinstance(annotation, ast.Name) or annotation.id not in NUMBERS:
            shown = "nothing" if annotation is None else ast.unparse(annotation)
            yield function, f"{function.name}: takes and returns numbers, not {shown}"


def _inside(statement: ast.stmt, known: set[str]) -> Iterator[tuple[ast.stmt | ast.expr, str]]:
    for node in ast.walk(statement):
        if isinstance(node, BANNED):
            where = node if isinstance(node, ast.stmt | ast.expr) else statement
            yield where, f"uses {type(node).__name__}"
        if isinstance(node, ast.Constant) and not isinstance(node.value, int | float):
            yield node, f"uses the constant {node.value!r}"
        if isinstance(node, ast.Attribute) and not (isinstance(node.value, ast.Name) and node.value.id == "math"):
            yield node, f"reads {ast.unparse(node)}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id not in known | BUILT_IN:
            yield node, f"calls {node.func.id}"


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_rules_keep_to_numbers(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "import numpy",
        "from ccsim.plan.plan import Plan",
        "from . import laws",
        "def f(x: float) -> float: return x**2",
        "def f(x: float) -> float: return None",
        "def f(x: float) -> float: return {}",
        "def f(x: float) -> float:\n    try:\n        return x\n    except ValueError:\n        return 0.0",
        "def f(x: float) -> float:\n    raise ValueError",
        "def f(x: str) -> float: return 0.0",
        "def f(x) -> float: return x",
        "def f(x: float) -> float: return sum([x])",
        "def f(x: float = 1.0) -> float: return x",
        "def f(x: float) -> float: return pow(x, 2)",
        "def f(x: float) -> float: return x.real",
    ],
)
def test_the_check_itself_bites(line: str) -> None:
    assert faults(line)
