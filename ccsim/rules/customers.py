"""What customers do: leave a queue, come back, chase."""

from ccsim.codes import NEVER
from ccsim.rules.laws import on_grid, random_time


def patience_us(u: float, balk: float, law: int, mean_us: float, sigma: float) -> int:
    """How long the customer waits, in µs: with chance `balk` not at all, else by the law; mean 0 is for ever."""
    if mean_us <= 0.0:
        return NEVER
    if u < balk:
        return 0
    return on_grid(random_time((u - balk) / (1.0 - balk), law, mean_us, sigma))
