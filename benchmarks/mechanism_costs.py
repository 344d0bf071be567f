"""What each mechanism costs: processor time a contact of the retailer with everything on, and with one thing off.

    python benchmarks/mechanism_costs.py [--rounds N] [--days N] [--engine compiled|simpy]

Within a round all variants run in turn in one process on the same issues, beside W2 on the same engine; what is printed
are medians over the rounds of times relative to the round's own retailer run.
"""

import argparse
import time
from statistics import median

from ccsim_cases import w2

from ccsim.codes import DAY, HOUR
from ccsim.engine.engines import EngineName, simulate
from ccsim.issues import draw_issues
from ccsim.plan.plan import Clock, make_plan
from ccsim.scenario.load import assemble_scenario
from ccsim.scenario.mechanisms import MECHANISMS
from ccsim.scenario.scenario import Scenario

STRUCTURE, WORLD = "digital-first-omnichannel", "retailer"
"""A structure under whose typical practice nearly every mechanism is at work."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--engine", choices=["compiled", "simpy"], default="compiled")
    options = parser.parse_args()
    names = ["everything on", "W2", *MECHANISMS]
    rounds = [one_round(number, options.days, names, options.engine) for number in range(options.rounds)]
    whole = median(r["everything on"] for r in rounds)
    print(f"{options.engine}: {STRUCTURE} in the {WORLD} world, typical practice: {whole:.2f} µs a contact")
    print(f"contacts a second relative to W2: {median(r['W2'] / r['everything on'] for r in rounds):.2f}")
    for name in names[2:]:
        share = median(1.0 - r[name] / r["everything on"] for r in rounds)
        print(f"{name:24} {share:+7.1%} of the time a contact")


def one_round(number: int, days: int, names: list[str], engine: EngineName) -> dict[str, float]:
    """Time a contact in µs of each variant."""
    times = {}
    for name in names:
        if name == "W2":
            scenario, horizon = w2(), days * 12 * HOUR
        else:
            off = [name] if name in MECHANISMS else []
            scenario, horizon = assemble_scenario(STRUCTURE, WORLD, "typical", off, []), days * DAY
        times[name] = time_a_contact(scenario, horizon, number, engine)
    return times


def time_a_contact(scenario: Scenario, horizon: int, replication: int, engine: EngineName) -> float:
    """Of the engine alone, records included."""
    plan = make_plan(scenario, Clock(0, horizon, horizon))
    issues = draw_issues(scenario.world, horizon, 1, replication, scenario.neutralised)
    begin = time.process_time()
    records = simulate(plan, issues, 1, replication, engine)
    return (time.process_time() - begin) / len(records.contacts) * 1e6


if __name__ == "__main__":
    main()
