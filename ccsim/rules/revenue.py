"""What waiting does to purchases and to the reach of campaigns."""

import math


def purchase_kept(waited_us: float, patience_us: float) -> float:
    """Chance that the customer has not bought elsewhere; patience 0 is for ever."""
    return math.exp(-waited_us / patience_us) if patience_us > 0.0 else 1.0


def reach(p_reached: float, age_us: float, fades_us: float) -> float:
    """Chance that a customer answers an outbound call so long after the campaign's start."""
    return p_reached * math.exp(-age_us / fades_us)
