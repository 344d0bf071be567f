"""How the compiled engine's time grows with the size of what it simulates, as a table in Markdown.

    python benchmarks/growth.py [--rounds N] [--page FILE]

Times are processor time of the event loop and the records, in µs a contact; medians over rounds that run all sizes in
turn. A step that grew with the number of agents or of waiting contacts would show as a time that grows as they do.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench import between_marks
from ccsim_cases import GROUPS, ON_TIME, bare_scenario, bare_world

from ccsim.codes import DAY, HOUR
from ccsim.engine.engines import simulate
from ccsim.issues import draw_issues
from ccsim.plan.plan import Clock, make_plan
from ccsim.scenario.scenario import Scenario

CONTACTS = 100_000
CHANNELS = ("voice", "chat", "messaging", "email", "social", "web_form", "store")
A_CASE = tuple[str, int, Scenario, int]
"""What grows, how far, and the scenario and its horizon."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--page", type=Path, metavar="FILE", help="put the table between the marks of this page")
    options = parser.parse_args()
    found = list(cases())
    times: dict[tuple[str, int], list[float]] = {}
    for number in range(options.rounds + 1):
        for what, size, scenario, horizon in found:
            taken = time_a_contact(scenario, horizon, number)
            if number:  # the first round warms up
                times.setdefault((what, size), []).append(taken)
    lines = ["| what grows | to | µs a contact | relative to the first |", "| --- | --- | --- | --- |"]
    first: dict[str, float] = {}
    for (what, size), taken in times.items():
        us = median(taken)
        lines.append(f"| {what} | {size:,} | {us:.2f} | {us / first.setdefault(what, us):.2f} |")
    text = "\n".join(lines)
    print(text)
    if options.page:
        between_marks(options.page, "growth", text)


def cases() -> Iterator[A_CASE]:
    """Everything else stays as it is while one thing grows."""
    for days in (5, 20, 80):
        yield "horizon, days", days, center(agents=60), days * DAY
    for agents in (50, 500, 5_000):
        yield "agents", agents, center(agents), round(CONTACTS / (10 * agents) * HOUR)
    for order, name in (("longest_wait", "first come, first served"), ("priority", "by priority")):
        for waiting in (5_000, 20_000, 50_000):
            yield f"waiting contacts, {name}", waiting, center(10, an_hour=waiting, order=order), HOUR
    for teams in (1, 4, 16):
        yield "teams that share a channel", teams, center(64, teams=teams), round(CONTACTS / 640 * HOUR)
    for channels in (1, 3, 7):
        yield "channels", channels, center(60, channels=channels), round(CONTACTS / 600 * HOUR)


def center(
    agents: int, an_hour: float = 0.0, order: str = "longest_wait", teams: int = 1, channels: int = 1
) -> Scenario:
    """One group of people; ten contacts an hour for each of them unless said otherwise; nobody leaves a queue."""
    names = CHANNELS[:channels]
    channel = {"real_time": True, "profile": "flat", "answer_within": ON_TIME}
    reason = {
        "kind": "service",
        "share": 1,
        "channels": dict.fromkeys(names, 1),
        "handle_time": "5 min",
        "resolvable": 1,
    }
    world = bare_world(
        issues_per_day=24 * (an_hour or 10 * agents),
        profile=[1.0] * 48,
        channels=dict.fromkeys(names, channel),
        reasons={"question": reason},
        people={GROUPS[0]: agents},
    )
    team = {"department": "house", "members": {GROUPS[0]: f"{100 / teams} %"}, "handles": ["service"]}
    own = {f"team {number}": team for number in range(teams)}
    return bare_scenario(world, own, {name: list(own) for name in names}, order)


def time_a_contact(scenario: Scenario, horizon: int, replication: int) -> float:
    plan = make_plan(scenario, Clock(0, horizon, horizon))
    issues = draw_issues(scenario.world, horizon, 1, replication)
    begin = time.process_time()
    simulate(plan, issues, 1, replication, "compiled")
    return (time.process_time() - begin) / len(issues) * 1e6


if __name__ == "__main__":
    main()
