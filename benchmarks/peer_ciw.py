"""Ciw: a network of nodes with servers of their own, so teams that share channels (W2) cannot be said."""

import ciw
from workloads import W1

Result = dict[str, float]


def run_w1(hours: float, seed: int) -> Result:
    """Erlang A, with a record of every customer."""
    exponential = ciw.dists.Exponential
    ciw.seed(seed)
    simulation = ciw.Simulation(
        ciw.create_network(
            arrival_distributions=[exponential(W1.arrivals_per_hour / 60)],
            service_distributions=[exponential(1 / W1.service_min)],
            reneging_time_distributions=[exponential(1 / W1.patience_min)],
            number_of_servers=[W1.agents],
        )
    )
    simulation.simulate_until_max_time(60 * hours)
    records = simulation.get_all_records()
    return {
        "customers": len(records),
        "left": sum(record.record_type == "renege" for record in records) / len(records),
        "wait_min": sum(record.waiting_time for record in records) / len(records),
    }
