"""How measures are written for people: their names, units and decimals.

Shares come as 0–1 and are written in %, their differences in points; times come in minutes or hours and are
written in the unit that fits; money in the world's currency. Unknown is written "–", never zero.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ccsim.experiment.rounding import telling
from ccsim.scenario.measures import MEASURES

Interval = Mapping[str, float | None]
UNKNOWN = "–"

LABELS: Mapping[str, str] = {
    "fcr": "Resolved at first contact",
    "fcr_answered": "Resolved at first contact, of those answered",
    "fcr_one_team": "Resolved at first contact without a handoff",
    "fcr_static": "Resolved at first contact if nobody waited",
    "wait_min": "Mean wait",
    "wait_min_median": "Median wait",
    "wait_min_p90": "Wait of the slowest tenth",
    "service_level": "Answered in time",
    "abandonment": "Abandoned",
    "contacts_per_issue": "Contacts per issue",
    "legs_per_issue": "Legs per issue",
    "handoffs_per_issue": "Handoffs per issue",
    "occupancy": "Occupancy",
    "resolved": "Issues resolved",
    "lost": "Issues lost",
    "still_open": "Issues still open",
    "capped": "Issues that hit a limit of the model",
    "found_closed": "Found closed",
    "channel_switches_per_issue": "Channel switches per issue",
    "time_to_resolution_h": "Mean time to resolution",
    "answering_h": "Answering hours",
    "answering_cost": "Cost of answering",
    "margin": "Margin earned",
    "lost_value": "Value of lost issues",
    "main_work_displaced_value": "Value of main work displaced",
    "cost_per_contact": "Cost per contact",
    "cost_per_resolved": "Cost per resolved issue",
    "revenue": "Revenue",
    "offer_margin": "Margin from offers",
    "outbound_margin": "Margin from outbound calls",
    "reputation_lost": "Reputation lost",
    "reorganising_cost": "Cost of reorganising",
    "satisfaction": "Satisfaction, points of 100",
    "complaints_per_issue": "Complaints per issue",
    "prevented": "Issues prevented",
    "not_offered": "Came to a channel that is not offered",
    "blocked": "Blocked",
    "called_back": "Called back",
    "containment": "Contained by bots",
    "true_containment": "Truly helped by bots",
    "profit": "Profit",
    "main_work_displaced_h": "Main work displaced",
}
INITIALS = ("it", "hr")
KINDS_BY_ENDING = {"_h": "hours", "_min": "minutes", "_share": "share"}


@dataclass(frozen=True)
class Scale:
    """How the values of one measure are written together: x · factor, with these decimals, in this unit."""

    factor: float
    unit: str
    decimals: int

    def number(self, x: float | None) -> str:
        """The value without its unit."""
        return self._written(x, "")

    def signed(self, x: float | None) -> str:
        """A difference without its unit; zero carries no sign."""
        return self._written(x, "+")

    def telling(
        self, apart: Iterable[tuple[float, float]] = (), leads: Iterable[tuple[float, float, float]] = ()
    ) -> "Scale":
        """The same with as many more decimals as what is said of these values needs: `rounding.telling`."""
        f = self.factor
        pairs, sums = [(a * f, b * f) for a, b in apart], [(a * f, b * f, lead * f) for a, b, lead in leads]
        return replace(self, decimals=telling(self.decimals, pairs, sums))

    def half_width(self, interval: Interval) -> str:
        """Half the interval's width, nothing where an end is unknown; "<0.1" where 0.0 would mislead."""
        half = half_width(interval)
        if half is None:
            return ""
        least = 10.0**-self.decimals
        too_small = 0 < half * self.factor < least / 2
        return f"<{least:.{self.decimals}f}" if too_small else self.number(half)

    def with_unit(self, written: str) -> str:
        """A written number followed by the unit; the space between them does not break."""
        return f"{written}\u00a0{self.unit}" if self.unit and written[-1].isdigit() else written

    def _written(self, x: float | None, sign: str) -> str:
        if x is None or math.isnan(x):
            return UNKNOWN
        if math.isinf(x):
            return "∞" if x > 0 else "−∞"
        scaled = round(x * self.factor, self.decimals)
        sign = sign if scaled else ""
        return f"{scaled + 0.0:{sign},.{self.decimals}f}".replace("-", "−")


def measure_label(key: str) -> str:
    """The measure's name in words, with its channel or team: "Median wait, voice"."""
    stem, _, of = key.partition(".")
    label = LABELS[stem] if stem in LABELS else plain(_without_ending(stem)).capitalize()
    return f"{label}, {plain(of)}" if of else label


def measure_heading(key: str, scale: Scale) -> str:
    """The measure's name with its unit, for a column or row whose cells are bare numbers."""
    return f"{measure_label(key)} ({scale.unit})" if scale.unit else measure_label(key)


def unit_of(key: str, currency: str = "") -> str:
    """The unit in which a measure stands in results.json: share (0 to 1), minutes, hours, the currency, number."""
    kind = _kind(key.partition(".")[0])
    return currency if kind == "money" and currency else kind


def format_value(key: str, x: float | None, currency: str = "") -> str:
    """One value with its unit: "71.3 %"."""
    scale = scale_for(key, [{"mean": x}], currency)
    return scale.with_unit(scale.number(x))


def format_interval(key: str, interval: Interval, currency: str = "") -> str:
    """A mean with its half-width and unit: "71.3 ± 0.4 %"."""
    scale = scale_for(key, [interval], currency)
    mean, half = scale.number(interval.get("mean")), scale.half_width(interval)
    return scale.with_unit(f"{mean} ± {half}" if half and mean != UNKNOWN else mean)


def format_difference(key: str, interval: Interval, currency: str = "") -> str:
    """A signed difference with its interval: "+5.3 points (+3.1 to +7.5)"."""
    scale = difference_scale(key, [interval], currency)
    mean = scale.with_unit(scale.signed(interval.get("mean")))
    if half_width(interval) is None:
        return mean
    return f"{mean} ({format_range(scale, interval)})"


def format_range(scale: Scale, interval: Interval) -> str:
    """The ends of a difference's interval: "+3.1 to +7.5"."""
    if half_width(interval) is None:
        return UNKNOWN
    return f"{scale.signed(interval.get('low'))} to {scale.signed(interval.get('high'))}"


def half_width(interval: Interval) -> float | None:
    """Half the interval's width, None where an end is unknown."""
    low, high = interval.get("low"), interval.get("high")
    return None if low is None or high is None else (high - low) / 2


def scale_for(key: str, intervals: Iterable[Interval], currency: str = "") -> Scale:
    """One unit and one number of decimals for all values of a measure that are shown together."""
    shown = list(intervals)
    kind = _kind(key.partition(".")[0])
    middle = _middle(_finite(interval.get("mean") for interval in shown))
    factor, unit, decimals = _unit(kind, middle, currency)
    halves = _finite(half_width(interval) for interval in shown)
    return Scale(factor, unit, _enough_decimals(decimals, factor * max(halves, default=0.0), kind))


def difference_scale(key: str, intervals: Iterable[Interval], currency: str = "") -> Scale:
    """The same for differences: those of shares are points, and what excludes zero is not written as zero."""
    shown = list(intervals)
    scale = scale_for(key, shown, currency)
    ends = ((i.get("low") or 0.0, i.get("high") or 0.0) for i in shown)
    scale = scale.telling((end, 0.0) for both in ends if both[0] * both[1] > 0 for end in both)
    return replace(scale, unit="points") if scale.unit == "%" else scale


def _kind(stem: str) -> str:
    if stem in MEASURES:
        return MEASURES[stem].unit
    return next((kind for ending, kind in KINDS_BY_ENDING.items() if stem.endswith(ending)), "number")


def _unit(kind: str, middle: float, currency: str) -> tuple[float, str, int]:
    """Factor, unit and least decimals for values around `middle`."""
    if kind == "share":
        return 100.0, "%", 1
    if kind == "minutes":
        return _time_unit(middle)
    if kind == "hours":
        return 1.0, "h", 0 if middle >= 100 else 1
    if kind == "money":
        return _money_unit(middle, currency)
    return 1.0, "", 0 if middle >= 1000 else 2


def _time_unit(minutes: float) -> tuple[float, str, int]:
    if minutes < 1.5:
        return 60.0, "s", 0
    return (1.0, "min", 1) if minutes < 120 else (1 / 60, "h", 1)


def _money_unit(amount: float, currency: str) -> tuple[float, str, int]:
    if amount >= 1e8:
        return 1e-6, f"million {currency}".strip(), 1
    if amount >= 1e5:
        return 1e-3, f"thousand {currency}".strip(), 0
    return 1.0, currency, 0 if amount >= 1000 else 2


def _enough_decimals(least: int, half: float, kind: str) -> int:
    """As many decimals as show the widest half-width at all, so that ± 0.0 is not read as certainty."""
    if half <= 0 or kind == "money":
        return least
    return min(max(least, math.ceil(-math.log10(half))), least + 2)


def _middle(values: list[float]) -> float:
    """The geometric mean of the sizes: a unit that fits both the short and the long."""
    sizes = [abs(x) for x in values if x]
    return math.exp(sum(math.log(x) for x in sizes) / len(sizes)) if sizes else 0.0


def _finite(values: Iterable[float | None]) -> list[float]:
    return [x for x in values if x is not None and math.isfinite(x)]


def plain(name: str) -> str:
    """A name of the scenario in words."""
    return name.upper() if name in INITIALS else name.replace("_", " ").replace("-", " ")


def _without_ending(stem: str) -> str:
    ending = next((ending for ending in KINDS_BY_ENDING if stem.endswith(ending)), "")
    return stem.removesuffix(ending)
