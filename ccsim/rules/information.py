"""Who knows of a campaign, and when."""


def knows_after(distance: float, lag_per_distance_us: float) -> float:
    """Time in µs from a campaign's start until a team at that distance from marketing knows of it."""
    return lag_per_distance_us * distance
