"""When platforms are down: the same failures under every structure, repaired as fast as its IT is near."""

from ccsim.issues import failures, lanes, name_word
from ccsim.plan.plan import Plan
from ccsim.rules.laws import on_grid


def closures(plan: Plan, seed: int, replication: int) -> tuple[tuple[int, ...], ...]:
    """[channel] times in µs at which it goes down and comes back in turn."""
    spans: list[list[tuple[int, int]]] = [[] for _ in plan.channels]
    for failing in plan.outages:
        key = lanes(seed, replication, name_word(f"outage/{failing.name}"))
        for start, multiple in failures(failing.every, plan.clock.horizon, key):
            spans[failing.channel].append((int(start), int(start) + on_grid(float(multiple) * failing.repair)))
    return tuple(_merged(sorted(own)) for own in spans)


def _merged(spans: list[tuple[int, int]]) -> tuple[int, ...]:
    edges: list[int] = []
    for start, end in spans:
        if edges and start <= edges[-1]:
            edges[-1] = max(edges[-1], end)
        else:
            edges += [start, end]
    return tuple(edges)
