"""salabim as fast as it goes: no trace, no monitors; counts and sums only. W1; W2 would take minutes a round."""

from random import Random

import salabim
from workloads import W1

Result = dict[str, float]


def run_w1(hours: float, seed: int) -> Result:
    """Erlang A with a component for every customer."""
    salabim.yieldless(False)
    draw = Random(seed).expovariate
    env = salabim.Environment(trace=False, random_seed=seed, set_numpy_random_seed=False)
    agents = salabim.Resource("agents", capacity=W1.agents, monitor=False)
    for queue in (agents.requesters(), agents.claimers()):
        queue.monitor(False)
    sums = {"customers": 0, "left": 0, "wait_min": 0.0}

    class Customer(salabim.Component):
        def process(self):
            sums["customers"] += 1
            joined = env.now()
            yield self.request(agents, fail_delay=draw(1 / W1.patience_min))
            sums["wait_min"] += env.now() - joined
            if self.failed():
                sums["left"] += 1
            else:
                yield self.hold(draw(1 / W1.service_min))

    class Arrivals(salabim.Component):
        def process(self):
            while True:
                yield self.hold(draw(W1.arrivals_per_hour / 60))
                Customer()

    Arrivals()
    env.run(till=60 * hours)
    return {"customers": sums["customers"], **{k: sums[k] / sums["customers"] for k in ("left", "wait_min")}}
