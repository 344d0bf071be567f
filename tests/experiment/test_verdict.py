"""What a verdict says where nobody clearly wins."""

from hypothesis import given
from hypothesis import strategies as st

from ccsim.experiment.verdict import to_tell
from ccsim.inference.intervals import Interval


@given(st.floats(1e-6, 1.0), st.floats(0.0, 3.0, allow_subnormal=False), st.floats(0.0, 3.0), st.integers(2, 10_000))
def test_where_the_interval_holds_zero_it_takes_more_than_there_are(
    mean: float, below: float, above: float, replications: int
) -> None:
    lopsided = Interval(mean, -below, mean + above)
    more = to_tell(lopsided, replications)
    assert more is not None
    assert more > replications
    reach = (mean + below) * (replications / more) ** 0.5
    assert reach <= mean * (1 + 1e-9), "at which the interval would no longer hold zero"


def test_no_gap_is_never_told() -> None:
    assert to_tell(Interval(0.0, -1.0, 1.0), 10) is None
    assert to_tell(Interval(1.0, None, None), 10) is None
