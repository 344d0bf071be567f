"""Values with compulsory units, as people write them; inside the program time is integer microseconds."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, GetPydanticSchema, PlainSerializer, WithJsonSchema
from pydantic_core import core_schema

from ccsim.codes import DAY, HOUR, MILLISECOND, MINUTE, SECOND, WEEK
from ccsim.errors import did_you_mean, nearest, shown

LONGEST = 100 * 365 * DAY

UNITS = {"weeks": WEEK, "days": DAY, "h": HOUR, "min": MINUTE, "s": SECOND, "ms": MILLISECOND}
SPELLINGS = {
    "ms": "ms", "millisecond": "ms", "milliseconds": "ms",
    "s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s",
    "min": "min", "mins": "min", "minute": "min", "minutes": "min",
    "h": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h",
    "d": "days", "day": "days", "days": "days",
    "w": "weeks", "wk": "weeks", "wks": "weeks", "week": "weeks", "weeks": "weeks",
}  # fmt: skip
UNIT_LIST = "s, min, h, days, weeks"
UNEVEN_UNITS = {"month", "months", "year", "years"}

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FULL_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_NUMBERS = {name: number for names in (DAYS, FULL_DAYS) for number, name in enumerate(names)}
DAY_WORDS = {"weekdays": "mon-fri", "weekday": "mon-fri", "weekend": "sat-sun", "weekends": "sat-sun",
             "everyday": "daily", "all": "daily", "always": "daily"}  # fmt: skip

NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)"
QUANTITY = re.compile(rf"\s*({NUMBER})\s*([^\W\d_]*)\s*")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
SPAN = re.compile(r"\s*([^\s\-–]+)\s*[-–]\s*([^\s\-–]+)\s*")
MOMENT = re.compile(r"\s*week\s+(\d{1,4})\s+(\S+)\s+(\S+)\s*", re.IGNORECASE)

Span = tuple[int, int]


# --- durations -------------------------------------------------------------------------------------------


def parse_duration(value: object) -> int:
    """Microseconds of a text such as "6 min"; sub-microsecond parts are rounded to the grid."""
    number, word = _number_and_unit(value)
    if number < 0:
        raise ValueError(f"{shown(value)} is negative; a duration is 0 or more")
    microseconds = int((number * UNITS[_unit(word)]).to_integral_value())
    if microseconds > LONGEST:
        raise ValueError(f"{shown(value)} is too long; a duration is at most 100 years")
    return microseconds


def parse_positive_duration(value: object) -> int:
    """As parse_duration, zero excluded."""
    microseconds = parse_duration(value)
    if microseconds == 0:
        raise ValueError(f"{shown(value)} is not above 0; a duration here is at least one microsecond")
    return microseconds


def format_duration(microseconds: int) -> str:
    """For people: "6 min", "1.5 h"; three significant figures when it is not a round number of any unit."""
    exact = _short_duration(microseconds)
    if exact is not None:
        return exact
    unit = next((name for name, size in UNITS.items() if abs(microseconds) >= size), "ms")
    return f"{float(f'{microseconds / UNITS[unit]:.3g}'):g} {unit}"


def exact_duration(microseconds: int) -> str:
    """For files: the shortest text that parse_duration turns back into the same microseconds."""
    return _short_duration(microseconds) or f"{Decimal(microseconds) / MILLISECOND:f} ms"


def _short_duration(microseconds: int) -> str | None:
    if microseconds == 0:
        return "0 s"
    for unit, size in UNITS.items():
        tenths, rest = divmod(abs(microseconds) * 10, size)
        if rest == 0 and tenths >= 10:
            word = unit.removesuffix("s") if unit in ("weeks", "days") and abs(microseconds) == size else unit
            return f"{microseconds / size:g} {word}" if tenths < 10**6 else None
    return None


def _number_and_unit(value: object) -> tuple[Decimal, str]:
    example = f'write for example "6 min" ({UNIT_LIST})'
    if isinstance(value, int | float) and not isinstance(value, bool):
        value_text = str(value)
    elif isinstance(value, str):
        value_text = value
    else:
        raise ValueError(f"{shown(value)} is not a duration{_misspelt(value) or '; ' + example}")
    match = QUANTITY.fullmatch(value_text)
    if match is None:
        raise ValueError(f"{shown(value)} is not a duration; {_decimal_point(value_text) or example}")
    if not match[2]:
        raise ValueError(f'{match[1]} has no unit; write for example "{match[1]} min" ({UNIT_LIST})')
    return Decimal(match[1]), match[2]


def _decimal_point(text: str) -> str | None:
    with_point = text.replace(",", ".", 1)
    return f"did you mean '{with_point}'?" if "," in text and QUANTITY.fullmatch(with_point) else None


def _unit(word: str) -> str:
    spelling = SPELLINGS.get(word.lower())
    if spelling is not None:
        return spelling
    if word.lower() in UNEVEN_UNITS:
        raise ValueError(f"'{word}' is not a unit of fixed length; write days or weeks")
    close = "min" if word.lower() == "m" else SPELLINGS.get(nearest(word, SPELLINGS) or "")
    suggestion = f"; did you mean '{close}'?" if close else ""
    raise ValueError(f"'{word}' is not a unit of time{suggestion} (allowed: {UNIT_LIST})")


# --- moments, hours of the day, opening hours ------------------------------------------------------------


def parse_moment(value: object) -> int:
    """Microseconds from Monday 00:00 of week 1 of a text such as "week 2 Tue 08:00"."""
    match = MOMENT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f'{shown(value)} is not a moment; write for example "week 2 Tue 08:00"')
    if int(match[1]) < 1:
        raise ValueError(f"{shown(value)}: weeks count from 1")
    return (int(match[1]) - 1) * WEEK + _day(match[2]) * DAY + parse_time_of_day(match[3])


def format_moment(microseconds: int) -> str:
    """The moment's week, day and minute, as parse_moment reads it."""
    week, rest = divmod(microseconds, WEEK)
    day, clock = divmod(rest, DAY)
    return f"week {week + 1} {DAYS[day].capitalize()} {format_time_of_day(clock)}"


def parse_time_of_day(value: object) -> int:
    """Microseconds since midnight of a text from "00:00" to "24:00"."""
    match = CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f'{shown(value)} is not a time of day; write for example "08:00"')
    hours, minutes = int(match[1]), int(match[2])
    if minutes > 59 or hours * 60 + minutes > 24 * 60:
        raise ValueError(f"{shown(value)} is not a time of day; it goes from 00:00 to 24:00")
    return hours * HOUR + minutes * MINUTE


def format_time_of_day(microseconds: int) -> str:
    """Hours and minutes with a colon."""
    return f"{microseconds // HOUR:02d}:{microseconds % HOUR // MINUTE:02d}"


def parse_opening_span(value: object) -> Span:
    """Start and end, within one day, of a text such as "08:00-20:00"."""
    match = SPAN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f'{shown(value)} is not a span of hours; write for example "08:00-20:00"')
    start, end = parse_time_of_day(match[1]), parse_time_of_day(match[2])
    if end <= start:
        raise ValueError(f"{shown(value)} does not end after it starts within one day (00:00-24:00)")
    return start, end


def format_opening_span(span: Span) -> str:
    """The span as parse_opening_span reads it."""
    return "-".join(format_time_of_day(edge) for edge in span)


def parse_day_range(value: object) -> tuple[int, ...]:
    """Day numbers, Monday 0, of `mon`, `mon-fri`, `sat-mon` or `daily`."""
    text = value.strip().lower() if isinstance(value, str) else ""
    if text == "daily":
        return tuple(range(7))
    if text in DAY_WORDS or not text:
        hint = f"; did you mean '{DAY_WORDS[text]}'?" if text else '; write for example "mon-fri"'
        raise ValueError(f"{shown(value)} is not a range of days{hint}")
    ends = [_day(part.strip()) for part in text.replace("–", "-").split("-", 1)]
    first, last = ends[0], ends[-1]
    return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


def _day(word: str) -> int:
    number = DAY_NUMBERS.get(word.lower())
    if number is None:
        hint = did_you_mean(word, DAYS) or did_you_mean(word, FULL_DAYS)
        raise ValueError(f"'{word}' is not a day{hint} (allowed: {', '.join(DAYS)})")
    return number


def _span_or_closed(value: object) -> Span | None:
    return None if isinstance(value, str) and value.strip().lower() == "closed" else parse_opening_span(value)


def _duration_or_auto(value: object) -> int | None:
    return None if isinstance(value, str) and value.strip().lower() == "auto" else parse_duration(value)


def _format_duration_or_auto(duration: int | None) -> str:
    return "auto" if duration is None else exact_duration(duration)


def _spelled_out(value: object) -> object:
    if value == "always":
        return {"daily": "00:00-24:00"}
    if isinstance(value, Mapping):
        return value
    example = 'write always, or for example {mon-fri: "08:00-20:00", sat: closed}'
    hint = "; did you mean 'always'?" if isinstance(value, str) and nearest(value, ["always"]) else ""
    raise ValueError(f"{shown(value)} is not opening hours{hint or '; ' + example}")


def _week(spans: dict[tuple[int, ...], Span | None]) -> tuple[Span | None, ...]:
    week: dict[int, Span | None] = {}
    for days, span in spans.items():
        twice = [DAYS[day] for day in days if day in week]
        if twice:
            raise ValueError(f"{', '.join(twice)} named twice; each day has one span of opening hours")
        week.update(dict.fromkeys(days, span))
    return tuple(week.get(day) for day in range(7))


def _format_week(week: tuple[Span | None, ...]) -> dict[str, str]:
    return {DAYS[day]: format_opening_span(span) if span else "closed" for day, span in enumerate(week)}


def _opening_hours_schema(_source: Any, handler: Callable[[Any], Any]) -> Any:
    spans = handler(dict[DayRange, SpanOrClosed])
    known = core_schema.no_info_before_validator_function(_spelled_out, spans)
    return core_schema.no_info_after_validator_function(_week, known)


# --- plain numbers ---------------------------------------------------------------------------------------


def parse_number(value: object) -> float:
    """A finite number; booleans and texts are not numbers."""
    if isinstance(value, str) and re.fullmatch(rf"\s*{NUMBER}\s*", value):
        raise ValueError(f"{shown(value)} is text, not a number; write {value.strip()} without quotes")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{shown(value)} is not a number{_percent(value)}{_misspelt(value)}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"{shown(value)} is not a finite number")
    return number


def _percent(value: object) -> str:
    match = re.fullmatch(rf"\s*({NUMBER})\s*%\s*", value) if isinstance(value, str) else None
    return f"; did you mean {float(match[1]) / 100:g}?" if match else ""


def _misspelt(value: object) -> str:
    """Of a mapping in a value's place: which of its keys was to be `value`."""
    near = (key for key in value if nearest(str(key), ("value",))) if isinstance(value, dict) else ()
    return "".join(f"; did you mean 'value' by '{key}'?" for key in near)


def parse_share(value: object) -> float:
    """A number from 0 to 1."""
    if not 0 <= (number := parse_number(value)) <= 1:
        hint = f"; write {number / 100:g} for {number:g} %" if 1 < number <= 100 else ""
        raise ValueError(f"{shown(value)} is not between 0 and 1{hint}")
    return number


def parse_positive(value: object) -> float:
    """A number above 0."""
    if not (number := parse_number(value)) > 0:
        raise ValueError(f"{shown(value)} is not above 0")
    return number


def parse_non_negative(value: object) -> float:
    """A number that is 0 or more."""
    if not (number := parse_number(value)) >= 0:
        raise ValueError(f"{shown(value)} is not 0 or more")
    return number


def parse_count(value: object) -> int:
    """A whole number that is 0 or more."""
    if not (number := parse_non_negative(value)).is_integer():
        raise ValueError(f"{shown(value)} is not a whole number")
    return int(number)


# --- the types of model fields ---------------------------------------------------------------------------


def _any_case(words: Iterable[str]) -> str:
    """A pattern of these words; the patterns of JSON Schema know no flag for it."""
    letters = ("".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in word) for word in words)
    return f"({'|'.join(letters)})"


def _text(pattern: str, write: str, *examples: str) -> WithJsonSchema:
    """What editors know of a text: its form, examples, and what they say where it has another form."""
    form = {"type": "string", "pattern": f"^\\s*{pattern}\\s*$", "patternErrorMessage": write}
    return WithJsonSchema(form | {"examples": list(examples)})


_CLOCK = r"(([01]?\d|2[0-3]):[0-5]\d|24:00)"
_SPAN = rf"{_CLOCK}\s*[-–]\s*{_CLOCK}"
_SPAN_OR_CLOSED = f"({_any_case(['closed'])}|{_SPAN})"
_AMOUNT_OF_TIME = rf"\+?(\d+\.?\d*|\.\d+)\s*{_any_case(SPELLINGS)}"
_DAY = _any_case((*FULL_DAYS, *DAYS))
_DAYS = rf"({_any_case(['daily'])}|{_DAY}(\s*[-–]\s*{_DAY})?)"
_WRITE_TIME = f'write a number and its unit, for example "6 min" ({UNIT_LIST})'
_duration = _text(_AMOUNT_OF_TIME, _WRITE_TIME, "6 min", "24 h", "3 days")
_duration_or_auto_text = _text(
    rf"({_any_case(['auto'])}|{_AMOUNT_OF_TIME})", f"{_WRITE_TIME}, or auto", "7 days", "auto"
)
_moment = _text(
    rf"{_any_case(['week'])}\s+\d{{1,4}}\s+{_DAY}\s+{_CLOCK}",
    'write for example "week 2 Tue 08:00"',
    "week 2 Tue 08:00",
)
_days = _text(_DAYS, 'write for example "mon-fri"', "mon", "mon-fri", "sat-sun", "daily")
_day_hours = {
    "type": "string",
    "pattern": f"^\\s*{_SPAN_OR_CLOSED}\\s*$",
    "patternErrorMessage": 'write for example "08:00-20:00", or closed',
    "examples": ["08:00-20:00", "closed"],
    "description": "Opening hours on these days, from 00:00 to 24:00, or closed.",
}
_hours = WithJsonSchema({"anyOf": [{"const": "always"}, {
    "type": "object",
    "properties": dict.fromkeys(("daily", "mon-fri", "sat", "sun", "sat-sun"), _day_hours),
    "patternProperties": {f"^\\s*{_DAYS}\\s*$": _day_hours},
    "additionalProperties": False,
}]})  # fmt: skip

_as_duration = PlainSerializer(exact_duration, return_type=str, when_used="json")
_as_duration_or_auto = PlainSerializer(_format_duration_or_auto, return_type=str, when_used="json")
_as_moment = PlainSerializer(format_moment, return_type=str, when_used="json")
_as_clock = PlainSerializer(format_time_of_day, return_type=str, when_used="json")
_as_span = PlainSerializer(format_opening_span, return_type=str, when_used="json")
_as_week = PlainSerializer(_format_week, return_type=dict[str, str], when_used="json")

Duration = Annotated[int, BeforeValidator(parse_duration), _as_duration, _duration]
DurationOrAuto = Annotated[int | None, BeforeValidator(_duration_or_auto), _as_duration_or_auto, _duration_or_auto_text]
"""None is auto."""
PositiveDuration = Annotated[int, BeforeValidator(parse_positive_duration), _as_duration, _duration]
Moment = Annotated[int, BeforeValidator(parse_moment), _as_moment, _moment]
TimeOfDay = Annotated[
    int, BeforeValidator(parse_time_of_day), _as_clock, _text(_CLOCK, 'write for example "08:00"', "08:00")
]
OpeningSpan = Annotated[
    Span, BeforeValidator(parse_opening_span), _as_span, _text(_SPAN, 'write for example "08:00-20:00"', "08:00-20:00")
]
SpanOrClosed = Annotated[Span | None, BeforeValidator(_span_or_closed), WithJsonSchema(_day_hours)]
DayRange = Annotated[tuple[int, ...], BeforeValidator(parse_day_range), _days]
OpeningHours = Annotated[tuple[Span | None, ...], GetPydanticSchema(_opening_hours_schema), _as_week, _hours]

_number = {"type": "number"}
Share = Annotated[float, BeforeValidator(parse_share), WithJsonSchema(_number | {"minimum": 0, "maximum": 1})]
Positive = Annotated[float, BeforeValidator(parse_positive), WithJsonSchema(_number | {"exclusiveMinimum": 0})]
NonNegative = Annotated[float, BeforeValidator(parse_non_negative), WithJsonSchema(_number | {"minimum": 0})]
Count = Annotated[int, BeforeValidator(parse_count), WithJsonSchema({"type": "integer", "minimum": 0})]
