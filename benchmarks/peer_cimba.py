"""cimba: processes written in Python, compiled with numba onto a C engine; counts and sums only, as the SimPy peer.

Where both of a channel's teams have somebody free, cimba chooses which; the workload has an order. That changes waits a
little and time per customer not at all.
"""

import cimba
from cimba import random
from workloads import DAY_MIN, HALF_HOUR_MIN, HALF_HOURS, W1, W2

Result = dict[str, float]
LEFT = 7
"""What a process is told whose patience has ended."""
ARRIVALS_PER_MIN = W1.arrivals_per_hour / 60
SERVICE_MIN, PATIENCE_MIN = W1.service_min, W1.patience_min
MEAN = sum(W2.shape) / HALF_HOURS
TOP = max(W2.shape) / MEAN
HANDOVER, DELAY_MIN, SECOND = W2.handover, W2.handover_delay_min, W2.second_leg
UNRESOLVED, RETURNS, RETURN_MIN = W2.unresolved, W2.returns, W2.return_delay_min
DAY, SLOT = DAY_MIN, HALF_HOUR_MIN


class Queue(cimba.Model):
    """W1."""

    agents: cimba.Resource = cimba.Resource(capacity=W1.agents)
    customers: cimba.Output[int] = 0
    left: cimba.Output[int] = 0
    waited: cimba.Output[float] = 0.0

    @cimba.process
    def arrivals(self):
        while True:
            cimba.hold(random.exponential(1 / ARRIVALS_PER_MIN))
            self.customers += 1
            cimba.spawn(Customer, queue=self)


class Customer(cimba.Model):
    queue: cimba.Ref[Queue]

    @cimba.process
    def come(self):
        queue = self.queue
        joined = cimba.now()
        myself = cimba.this_process()
        myself.timer_set(random.exponential(PATIENCE_MIN), LEFT)
        answer = queue.agents.acquire(1)
        queue.waited += cimba.now() - joined
        if answer == LEFT:
            queue.left += 1
        else:
            myself.timers_clear()
            cimba.hold(random.exponential(SERVICE_MIN))
            queue.agents.release(1)


class Center(cimba.Model):
    """W2."""

    first: cimba.Resource = cimba.Resource(capacity=W2.people[0])
    second: cimba.Resource = cimba.Resource(capacity=W2.people[1])
    third: cimba.Resource = cimba.Resource(capacity=W2.people[2])
    shape: cimba.Array[float] = cimba.Array([x / MEAN for x in W2.shape])
    rates: cimba.Array[float] = cimba.Array([c.per_day / DAY_MIN for c in W2.channels])
    service: cimba.Array[float] = cimba.Array([c.service_min for c in W2.channels])
    patience: cimba.Array[float] = cimba.Array([c.patience_min or -1.0 for c in W2.channels])
    started: int = 0
    customers: cimba.Output[int] = 0
    waited: cimba.Output[float] = 0.0

    @cimba.process(copies=4)
    def arrivals(self):
        channel = self.started
        self.started += 1
        top = self.rates[channel] * TOP
        while True:
            cimba.hold(random.exponential(1.0 / top))
            if random.uniform() * TOP < self.shape[int(cimba.now() % DAY // SLOT)]:
                cimba.spawn(Contact, center=self, channel=channel)


class Contact(cimba.Model):
    center: cimba.Ref[Center]
    channel: int

    @cimba.process
    def live(self):
        center, channel = self.center, self.channel
        myself = cimba.this_process()
        leg = 0
        while True:
            joined = cimba.now()
            if leg == 0:
                center.customers += 1
            if center.patience[channel] > 0.0:
                myself.timer_set(random.exponential(center.patience[channel]), LEFT)
            if leg == 1 and channel == 1:
                answer = center.first.acquire(1, 2)
                team = 0
            elif leg == 1 and channel == 3:
                answer = center.second.acquire(1, 2)
                team = 1
            elif leg == 1:
                answer = center.third.acquire(1, 2)
                team = 2
            elif channel == 0:
                answer = cimba.acquire_any((center.first, center.third), 1)
                team = 0 if answer == 0 else 2
            elif channel == 1:
                answer = cimba.acquire_any((center.second, center.first), 1)
                team = 1 if answer == 0 else 0
            elif channel == 2:
                answer = cimba.acquire_any((center.second, center.third), 0)
                team = 1 if answer == 0 else 2
            else:
                answer = cimba.acquire_any((center.third, center.second), 0)
                team = 2 if answer == 0 else 1
            center.waited += cimba.now() - joined
            resolved = False
            if answer != LEFT:
                if center.patience[channel] > 0.0:
                    myself.timers_clear()
                time = random.exponential(center.service[channel])
                cimba.hold(time * SECOND if leg == 1 else time)
                if team == 0:
                    center.first.release(1)
                elif team == 1:
                    center.second.release(1)
                else:
                    center.third.release(1)
                if leg == 0 and random.uniform() < HANDOVER:
                    cimba.hold(random.exponential(DELAY_MIN))
                    leg = 1
                    continue
                resolved = random.uniform() >= UNRESOLVED
            if resolved or random.uniform() >= RETURNS:
                break
            cimba.hold(random.exponential(RETURN_MIN))
            leg = 0


def run_w1(hours: float, seed: int) -> Result:
    """Erlang A."""
    found = _run(Queue(), hours * 60, seed)
    return {name: found(name) for name in ("customers",)} | {
        "left": found("left") / found("customers"),
        "wait_min": found("waited") / found("customers"),
    }


def run_w2(days: float, seed: int) -> Result:
    """The contact center with a process for every contact."""
    return {"customers": _run(Center(), days * DAY_MIN, seed)("customers")}


def _run(model, minutes: float, seed: int):
    experiment = cimba.Experiment(model, replications=1, window=cimba.Window(duration=minutes), seed=seed)
    done = experiment.run(workers=1)
    if done.failed.any():
        raise RuntimeError(str(done.failure_reasons))
    return lambda name: float(getattr(done[model], name).values.sum())
