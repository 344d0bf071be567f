"""Every rule gives the same bits compiled as in plain Python, so that a compiled engine can obey the same source."""

import inspect
import math
import pkgutil
import struct
from collections.abc import Callable
from functools import cache
from importlib import import_module
from random import Random
from types import FunctionType, ModuleType

import pytest
from numba import njit

import ccsim.rules
from ccsim.codes import DAY, HOUR, Law, Purpose
from ccsim.rules.luck import MASK

MODULES = [f"ccsim.rules.{module.name}" for module in pkgutil.iter_modules(ccsim.rules.__path__)]
INPUTS = 4_000

Recipe = Callable[[Random], float]


# --- the compiled twins ------------------------------------------------------------------------------------


@cache
def compiled(name: str) -> ModuleType:
    """A rule module built anew from its source, with every function compiled, those that it calls too."""
    source = import_module(name)
    twin = ModuleType(name)
    exec(compile(inspect.getsource(source), str(source.__file__), "exec"), twin.__dict__)
    for word, value in list(vars(twin).items()):
        if isinstance(value, FunctionType):
            own = value.__module__ == name
            setattr(twin, word, njit(value) if own else getattr(compiled(value.__module__), value.__name__))
    return twin


def rules() -> list[tuple[str, str]]:
    """(module, function) of every rule, private ones included."""
    found = []
    for name in MODULES:
        module = import_module(name)
        found += [(name, f.__name__) for f in vars(module).values() if isinstance(f, FunctionType)]
    return [(module, word) for module, word in found if getattr(import_module(module), word).__module__ == module]


# --- inputs by the name of a parameter ---------------------------------------------------------------------


def among(*edges: float, otherwise: Recipe) -> Recipe:
    """Edge cases in a third of the draws."""
    return lambda luck: luck.choice(edges) if luck.random() < 1 / 3 else otherwise(luck)


def between(low: float, high: float) -> Recipe:
    return lambda luck: luck.uniform(low, high)


def log_between(low: float, high: float) -> Recipe:
    return lambda luck: math.exp(luck.uniform(math.log(low), math.log(high)))


def whole(low: int, high: int) -> Recipe:
    return lambda luck: luck.randint(low, high)


def rounded(recipe: Recipe) -> Recipe:
    return lambda luck: round(recipe(luck))


SMALLEST = 0.5 * 2.0**-32
UNIFORM = among(SMALLEST, 1.0 - SMALLEST, 0.075, 0.925, 0.5, otherwise=between(SMALLEST, 1.0 - SMALLEST))
SHARE = among(0.0, 1.0, otherwise=between(0.0, 1.0))
TIME = among(0.0, 0.3, 0.5, 0.9999999, 1.0, 1.5, 2.5, float(HOUR), otherwise=log_between(1e-3, 30.0 * DAY))
WORD = among(0, 1, MASK, 1 << 31, otherwise=whole(0, MASK))
COST = among(0.0, 1.0, otherwise=between(0.0, 5.0))

BY_NAME: dict[str, Recipe] = {
    "u": UNIFORM,
    "law": whole(0, len(Law) - 1),
    "sigma": among(0.0, otherwise=between(0.0, 3.0)),
    "cv": among(0.0, 1.0, otherwise=log_between(1e-3, 20.0)),
    "mean_us": among(0.0, 1.0, otherwise=log_between(1.0, 7.0 * DAY)),
    "elapsed_us": among(0, 1, otherwise=rounded(log_between(1.0, 7.0 * DAY))),
    "concurrent": whole(1, 20),
    "slowdown": COST,
    "distance": among(0.0, 0.5, 1.0, 3.0, otherwise=between(0.0, 50.0)),
    "slowness": COST,
    "breadth_cost": COST,
    "rush_cost": COST,
    "loss_per_distance": COST,
    "bounce_per_distance": COST,
    "span_per_team": COST,
    "reach_per_distance": COST,
    "exponent": COST,
    "per_hour": COST,
    "factor": log_between(0.1, 10.0),
    "platform_factor": log_between(0.1, 10.0),
    "failures_left": among(0.0, 1.0, otherwise=log_between(1e-3, 50.0)),
    "teams_below": whole(0, 40),
    "people": among(0.0, 1.0, otherwise=log_between(1e-2, 1e4)),
    "half_people": log_between(1e-2, 1e3),
    "handled": among(0.0, otherwise=log_between(1e-2, 1e4)),
    "usual": log_between(1e-3, 1e4),
    "relative_experience": among(0.0, 0.02, 1.0, otherwise=log_between(1e-3, 1e2)),
    "life_us": log_between(1.0, 400.0 * DAY),
    "memory_us": log_between(1.0, 400.0 * DAY),
    "settles_us": log_between(1.0, 400.0 * DAY),
    "fades_us": log_between(1.0, 400.0 * DAY),
    "informed_factor": log_between(0.1, 10.0),
    "handle_pressure": among(1.0, otherwise=between(0.1, 2.0)),
    "balk": SHARE,
    "part": SHARE,
    "proficiency": SHARE,
    "share_of_reasons": SHARE,
    "removable": SHARE,
    "gain": SHARE,
    "launch_first": SHARE,
    "idle_usable": SHARE,
    "resolvable": SHARE,
    "kept": SHARE,
    "x": WORD,
    "lane": WORD,
    "word": WORD,
    "key_a": WORD,
    "key_b": WORD,
    "at": among(0, otherwise=whole(0, MASK)),
    "contact": among(0, 1, (1 << 20) - 1, otherwise=whole(0, (1 << 20) - 1)),
    "leg": whole(0, 63),
    "purpose": whole(0, len(Purpose) - 1),
}
BY_ENDING: dict[str, Recipe] = {"_us": TIME, "_h": among(0.0, otherwise=log_between(1e-3, 1e5))}
BY_BEGINNING: dict[str, Recipe] = {"p_": SHARE}
OF_ONE_RULE: dict[tuple[str, str], Recipe] = {
    ("central_quantile", "q"): between(-0.425, 0.425),
    ("_tail", "r"): between(0.0, 3.4),
    ("_far_tail", "r"): between(0.0, 22.0),
    ("experience", "before"): among(0.0, 1.0, otherwise=log_between(1e-3, 1e2)),
    ("settled", "before"): SHARE,
    ("settled", "own"): SHARE,
}


def recipe(rule: str, parameter: str) -> Recipe:
    """How to draw one argument; a rule with an argument that nobody described fails here."""
    beginnings = [r for start, r in BY_BEGINNING.items() if parameter.startswith(start)]
    endings = [r for end, r in BY_ENDING.items() if parameter.endswith(end)]
    named = [OF_ONE_RULE.get((rule, parameter)), BY_NAME.get(parameter)]
    chosen = [r for r in (*named, *beginnings, *endings) if r is not None]
    if not chosen:
        pytest.fail(f"no recipe for the argument '{parameter}' of the rule {rule}: add one to {__file__}")
    return chosen[0]


def bits(value: float) -> tuple[str, bytes | int]:
    """A number by kind and exact value: -0.0 is not 0.0, an integer not a float."""
    return ("float", struct.pack("<d", value)) if isinstance(value, float) else ("int", int(value))


# --- the laws ----------------------------------------------------------------------------------------------


def test_rules_are_found() -> None:
    assert ("ccsim.rules.laws", "random_time") in rules()
    assert ("ccsim.rules.laws", "_far_tail") in rules()
    assert len(rules()) >= 36


@pytest.mark.parametrize(("module", "word"), rules(), ids=lambda text: text.removeprefix("ccsim.rules."))
def test_compiled_rule_gives_the_same_bits(module: str, word: str) -> None:
    plain, twin = getattr(import_module(module), word), getattr(compiled(module), word)
    parameters = inspect.signature(plain).parameters
    recipes = [(recipe(word, name), p.annotation is int) for name, p in parameters.items()]
    luck = Random(f"{module}.{word}")
    for _ in range(INPUTS):
        arguments = [int(draw(luck)) if is_whole else float(draw(luck)) for draw, is_whole in recipes]
        expected, got = plain(*arguments), twin(*arguments)
        assert bits(got) == bits(expected), f"{word}{tuple(arguments)}: {expected!r} in Python, {got!r} compiled"
