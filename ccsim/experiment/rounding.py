"""How many decimals written numbers need so that they do not contradict what is said of them."""

from collections.abc import Iterable

MOST_MORE = 3


def telling(
    least: int,
    apart: Iterable[tuple[float, float]] = (),
    leads: Iterable[tuple[float, float, float]] = (),
) -> int:
    """The fewest decimals, from `least` on, at which numbers that differ look different and leads add up.

    apart: pairs of numbers that must not look alike unless they are. leads: two levels and how far they are apart, as
    which their difference must look. Where no few more decimals bring it about, leads and then pairs are let go.
    """
    pairs = [(a, b) for a, b in apart if a != b]
    tried = range(least, least + MOST_MORE + 1)
    differ = [n for n in tried if all(round(a, n) != round(b, n) for a, b in pairs)]
    sums = list(leads)
    agree = [n for n in differ if all(_adds_up(*levels, n) for levels in sums)]
    return next(iter(agree or differ), least)


def _adds_up(one: float, other: float, lead: float, decimals: int) -> bool:
    gap = abs(round(one, decimals) - round(other, decimals))
    return abs(gap - abs(round(lead, decimals))) < 10.0**-decimals / 2
