"""Who comes when: a case's classes of contacts, their rates, and how these change over time."""

from dataclasses import dataclass
from typing import Any

from ccsim.errors import shown
from ccsim.verify.expressions import Expression, parse
from ccsim.verify.parameters import Params, busyness, count, first, number
from ccsim.verify.rhythms import FORMULA_SLOTS, cycle, finite_day, formula_volumes, periodic
from ccsim.verify.systems import CaseError, Class, Rhythm

RATES = ("arrival_per_min", "external_per_min", "new_issue_per_min")
DRAINS = 20.0
"""Handle times until a queue has drained for all purposes."""
HOUR_MIN = 60.0


@dataclass(frozen=True)
class Flow:
    """Contacts per minute by class, and by period or formula where the rate changes."""

    names: tuple[str, ...]
    per_min: tuple[float, ...]
    """Mean over the time in which contacts come."""
    volumes: tuple[float, ...] = ()
    """Relative rates in equal periods; empty: they do not change, or by the formula."""
    period_min: float = 0.0
    formula: Expression | None = None

    @property
    def changes(self) -> bool:
        """Whether the rate changes."""
        return bool(self.volumes) or self.formula is not None


def flow(params: Params) -> Flow:
    """The contacts that a case's parameters speak of."""
    _, factor = busyness(params)
    if "owners" in params:
        return Flow(tuple(params["owners"]), (1.0,) * len(params["owners"]))
    if "calls_per_hour" in params:
        per_min = [number(v, "calls_per_hour") / HOUR_MIN * factor for v in _listed(params["calls_per_hour"])]
        return _by_period(per_min, params.get("period_min", HOUR_MIN))
    rates = first(params, *RATES)
    match rates:
        case str():
            return _by_formula(parse(rates), params)
        case list() if "period_min" in params:
            return _by_period([number(v, RATES[0]) * factor for v in rates], params["period_min"])
        case list():
            names = tuple(f"class{i + 1}" for i in range(len(rates)))
            return Flow(names, tuple(number(v, RATES[0]) * factor for v in rates))
        case dict():
            return Flow(tuple(rates), tuple(number(v, f"{RATES[0]}.{name}") * factor for name, v in rates.items()))
        case int() | float():
            types = count(params.get("call_types", 1), "call_types")
            names = tuple(f"class{i + 1}" for i in range(types))
            return Flow(names, (number(rates, RATES[0]) * factor / types,) * types)
    raise CaseError(f"{RATES[0]}: {shown(rates)} is no rate; a case says how many contacts come")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _by_period(per_min: list[float], period_min: float) -> Flow:
    mean = sum(per_min) / len(per_min)
    return Flow(("class1",), (mean,), tuple(per_min), number(period_min, "period_min"))


def _by_formula(expression: Expression, params: Params) -> Flow:
    """Over a finite day or the formula's own period."""
    length = number(params["day_min"], "day_min") if "day_min" in params else float(expression.period_min())
    volumes = formula_volumes(expression, length, FORMULA_SLOTS)
    return Flow(("class1",), (sum(volumes) / len(volumes),), formula=expression)


def rhythm_of(params: Params, flow: Flow, staff: tuple[int, ...], classes: tuple[Class, ...]) -> Rhythm | None:
    """The case's time on the engine's day; None in a steady state."""
    if flow.formula is not None and "day_min" not in params:
        return cycle(flow.formula, staff)
    if flow.volumes and "day_min" not in params and "start" not in params and "calls_per_hour" not in params:
        return periodic(flow.volumes, flow.period_min, staff)
    volumes, period = flow.volumes, flow.period_min
    if not volumes:
        if "day_min" not in params:
            return None
        volumes, period = _of_a_day(number(params["day_min"], "day_min"), flow, staff)
    return finite_day(volumes, period, _drain_min(classes), staff)


def _of_a_day(day_min: float, flow: Flow, staff: tuple[int, ...]) -> tuple[tuple[float, ...], float]:
    if flow.formula is not None:
        return formula_volumes(flow.formula, day_min, FORMULA_SLOTS), day_min / FORMULA_SLOTS
    periods = len(staff) or 1
    return (1.0,) * periods, day_min / periods


def _drain_min(classes: tuple[Class, ...]) -> float:
    """Long enough for what waits and what is in hand when contacts stop coming."""
    longest = max(max(c.handle_min) * (1.0 + (1.0 if c.handle_cv is None else c.handle_cv**2)) for c in classes)
    return DRAINS * longest
