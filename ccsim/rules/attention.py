"""Main work: what answering displaces, and what idle time gives back."""


def launch_takes(launch_h: float, launch_first: float, rostered_h: float) -> float:
    """Share of rostered answering hours that a campaign launch takes, by how far the goal puts launches first."""
    if rostered_h <= 0.0:
        return 0.0
    taken = launch_h * launch_first / rostered_h
    return taken if taken < 1.0 else 1.0


def displaced_h(main_work_h: float, free_h: float, idle_h: float, idle_usable: float, switching_h: float) -> float:
    """Hours of main work left undone: what neither free hours nor usable idle time, less switching, could hold."""
    usable_h = idle_usable * idle_h - switching_h
    left = main_work_h - free_h - (usable_h if usable_h > 0.0 else 0.0)
    return left if left > 0.0 else 0.0
