"""Values with units become integer microseconds or checked numbers, and say what is wrong otherwise."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from ccsim.scenario.quantities import (
    DAY,
    HOUR,
    LONGEST,
    MINUTE,
    SECOND,
    WEEK,
    Count,
    DayRange,
    Duration,
    Moment,
    NonNegative,
    OpeningHours,
    OpeningSpan,
    Positive,
    PositiveDuration,
    Share,
    TimeOfDay,
    exact_duration,
    format_duration,
    parse_duration,
)


def read(kind: Any, value: object) -> object:
    return TypeAdapter(kind).validate_python(value)


def complaint(kind: Any, value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    return str(caught.value.errors()[0]["msg"].removeprefix("Value error, "))


@pytest.mark.parametrize(
    ("text", "microseconds"),
    [
        ("6 min", 6 * MINUTE),
        ("6min", 6 * MINUTE),
        ("6 mins", 6 * MINUTE),
        ("1 minute", MINUTE),
        ("24 h", DAY),
        ("1.5 hours", 90 * MINUTE),
        ("3 days", 3 * DAY),
        ("1 day", DAY),
        ("45 s", 45 * SECOND),
        ("2 weeks", 2 * WEEK),
        ("500 ms", SECOND // 2),
        (" .5 H ", 30 * MINUTE),
        ("0 s", 0),
        ("0.1 s", 100_000),
    ],
)
def test_a_duration_is_a_number_and_a_unit(text: str, microseconds: int) -> None:
    assert read(Duration, text) == microseconds


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (6, '6 has no unit; write for example "6 min" (s, min, h, days, weeks)'),
        ("6", '6 has no unit; write for example "6 min" (s, min, h, days, weeks)'),
        ("6 minuts", "'minuts' is not a unit of time; did you mean 'min'? (allowed: s, min, h, days, weeks)"),
        ("6 m", "'m' is not a unit of time; did you mean 'min'? (allowed: s, min, h, days, weeks)"),
        ("6 xyz", "'xyz' is not a unit of time (allowed: s, min, h, days, weeks)"),
        ("2 months", "'months' is not a unit of fixed length; write days or weeks"),
        ("-3 min", "'-3 min' is negative; a duration is 0 or more"),
        ("1,5 h", "'1,5 h' is not a duration; did you mean '1.5 h'?"),
        ("soon", "'soon' is not a duration; write for example \"6 min\" (s, min, h, days, weeks)"),
        (True, 'true is not a duration; write for example "6 min" (s, min, h, days, weeks)'),
        (None, 'nothing is not a duration; write for example "6 min" (s, min, h, days, weeks)'),
        ("99999 weeks", "'99999 weeks' is too long; a duration is at most 100 years"),
    ],
)
def test_a_wrong_duration_says_what_to_write(value: object, message: str) -> None:
    assert complaint(Duration, value) == message


def test_a_positive_duration_is_not_zero() -> None:
    assert read(PositiveDuration, "1 ms") == 1000
    assert complaint(PositiveDuration, "0 min").startswith("'0 min' is not above 0")


@given(st.integers(min_value=0, max_value=LONGEST))
def test_an_exact_duration_reads_back_as_itself(microseconds: int) -> None:
    assert parse_duration(exact_duration(microseconds)) == microseconds


@given(st.integers(min_value=1, max_value=LONGEST))
def test_a_duration_for_people_is_right_to_three_figures(microseconds: int) -> None:
    assert math.isclose(parse_duration(format_duration(microseconds)), microseconds, rel_tol=0.0051, abs_tol=0.6)


@pytest.mark.parametrize(
    ("microseconds", "text"),
    [
        (6 * MINUTE, "6 min"),
        (90 * MINUTE, "1.5 h"),
        (75 * MINUTE, "75 min"),
        (DAY, "1 day"),
        (WEEK, "1 week"),
        (10 * DAY, "10 days"),
        (0, "0 s"),
        (123_456_789, "2.06 min"),
    ],
)
def test_a_duration_is_shown_in_the_unit_that_fits(microseconds: int, text: str) -> None:
    assert format_duration(microseconds) == text


def test_a_moment_counts_weeks_from_one() -> None:
    assert read(Moment, "week 1 Mon 00:00") == 0
    assert read(Moment, "week 2 Tue 08:00") == WEEK + DAY + 8 * HOUR
    assert read(Moment, "Week 2 tuesday 8:00") == WEEK + DAY + 8 * HOUR


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("week 0 Tue 08:00", "'week 0 Tue 08:00': weeks count from 1"),
        (
            "week 2 Teu 08:00",
            "'Teu' is not a day; did you mean 'tue'? (allowed: mon, tue, wed, thu, fri, sat, sun)",
        ),
        ("week 2 Tue 25:00", "'25:00' is not a time of day; it goes from 00:00 to 24:00"),
        ("2026-01-01", "'2026-01-01' is not a moment; write for example \"week 2 Tue 08:00\""),
        (3, '3 is not a moment; write for example "week 2 Tue 08:00"'),
    ],
)
def test_a_wrong_moment_says_what_to_write(value: object, message: str) -> None:
    assert complaint(Moment, value) == message


def test_a_time_of_day_ends_at_24() -> None:
    assert read(TimeOfDay, "12:30") == 12 * HOUR + 30 * MINUTE
    assert read(TimeOfDay, "24:00") == DAY
    assert complaint(TimeOfDay, "24:01") == "'24:01' is not a time of day; it goes from 00:00 to 24:00"
    assert complaint(TimeOfDay, 750) == '750 is not a time of day; write for example "08:00"'


def test_a_span_lies_within_a_day() -> None:
    assert read(OpeningSpan, "08:00-20:00") == (8 * HOUR, 20 * HOUR)
    assert read(OpeningSpan, "08:00 – 24:00") == (8 * HOUR, DAY)
    assert complaint(OpeningSpan, "20:00-08:00") == (
        "'20:00-08:00' does not end after it starts within one day (00:00-24:00)"
    )


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", (0,)),
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("Sat-Sun", (5, 6)),
        ("sat-mon", (5, 6, 0)),
        ("daily", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_a_range_of_days_is_their_numbers(text: str, days: tuple[int, ...]) -> None:
    assert read(DayRange, text) == days


def test_a_wrong_range_of_days_says_what_to_write() -> None:
    assert complaint(DayRange, "weekdays") == "'weekdays' is not a range of days; did you mean 'mon-fri'?"
    assert complaint(DayRange, "mon-fry").startswith("'fry' is not a day; did you mean 'fri'?")
    assert complaint(DayRange, "mon-fr").startswith("'fr' is not a day; did you mean 'fri'?")
    assert complaint(DayRange, 3) == '3 is not a range of days; write for example "mon-fri"'


def test_opening_hours_are_a_span_for_each_day() -> None:
    office, short = (8 * HOUR, 20 * HOUR), (10 * HOUR, 14 * HOUR)
    hours = {"mon-fri": "08:00-20:00", "sat": "10:00-14:00", "sun": "closed"}
    assert read(OpeningHours, hours) == (office,) * 5 + (short, None)
    assert read(OpeningHours, {"mon": "08:00-20:00"}) == (office,) + (None,) * 6
    assert read(OpeningHours, "always") == ((0, DAY),) * 7


def test_wrong_opening_hours_say_what_to_write() -> None:
    twice = {"mon-fri": "08:00-20:00", "tue": "closed"}
    assert complaint(OpeningHours, twice) == "tue named twice; each day has one span of opening hours"
    assert complaint(OpeningHours, "alway") == "'alway' is not opening hours; did you mean 'always'?"
    assert complaint(OpeningHours, 3) == (
        '3 is not opening hours; write always, or for example {mon-fri: "08:00-20:00", sat: closed}'
    )


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (Share, -0.2, "-0.2 is not between 0 and 1"),
        (Share, 35, "35 is not between 0 and 1; write 0.35 for 35 %"),
        (Share, 350, "350 is not between 0 and 1"),
        (Share, True, "true is not a number"),
        (Share, math.nan, "nan is not a finite number"),
        (Share, "0.5", "'0.5' is text, not a number; write 0.5 without quotes"),
        (Share, "50 %", "'50 %' is not a number; did you mean 0.5?"),
        (Positive, 0, "0 is not above 0"),
        (Positive, math.inf, "inf is not a finite number"),
        (NonNegative, -1, "-1 is not 0 or more"),
        (NonNegative, None, "nothing is not a number"),
        (Count, 2.5, "2.5 is not a whole number"),
        (Count, False, "false is not a number"),
    ],
)
def test_a_wrong_number_says_what_is_allowed(kind: object, value: object, message: str) -> None:
    assert complaint(kind, value) == message


def test_the_ends_of_the_ranges_are_allowed() -> None:
    assert [read(Share, 0), read(Share, 1), read(NonNegative, 0), read(Count, 3.0)] == [0, 1, 0, 3]


class Opening(BaseModel):
    patience: Duration
    starts: Moment
    hours: OpeningHours
    span: OpeningSpan
    at: TimeOfDay
    share: Share


WRITTEN = {
    "patience": "6 min",
    "starts": "week 2 Tue 08:00",
    "hours": {"mon-fri": "08:00-20:00", "sat": "closed"},
    "span": "08:00-12:30",
    "at": "24:00",
    "share": 0.5,
}


def test_a_model_written_as_json_reads_back_as_itself() -> None:
    model = Opening.model_validate(WRITTEN)
    assert Opening.model_validate(model.model_dump(mode="json")) == model


def test_the_schema_describes_what_people_write() -> None:
    properties = Opening.model_json_schema()["properties"]
    assert properties["patience"]["type"] == "string"
    assert properties["patience"]["examples"] == ["6 min", "24 h", "3 days"]
    assert properties["hours"]["anyOf"][0] == {"const": "always"}
    assert (properties["share"]["minimum"], properties["share"]["maximum"]) == (0, 1)
