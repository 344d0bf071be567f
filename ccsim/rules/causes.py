"""What removes causes: news of them reaches their owner, who mends them."""

import math


def share_prevented(removable: float, lag_us: float, life_us: float) -> float:
    """Share of issues that no longer arise: causes that would live for a random time end after the lag instead."""
    return removable * math.exp(-lag_us / life_us)
