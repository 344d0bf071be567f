"""The peer: the workloads as SimPy's documentation would write them, a process for every customer.

It keeps counts and sums only; ccsim writes a full row for every leg.
"""

from collections import deque
from random import Random

import simpy
from workloads import ANSWER_WITHIN_MIN, DAY_MIN, HALF_HOUR_MIN, HALF_HOURS, W1, W2, Center, Channel

Result = dict[str, float]


def run_w1(hours: float, seed: int) -> Result:
    """Erlang A with a Resource, and the request raced against patience."""
    random = Random(seed)
    env = simpy.Environment()
    team = simpy.Resource(env, capacity=W1.agents)
    count = {"customers": 0, "answered": 0, "in_time": 0, "left": 0}
    waited = 0.0

    def customer():
        nonlocal waited
        joined = env.now
        with team.request() as turn:
            yield turn | env.timeout(random.expovariate(1 / W1.patience_min))
            wait = env.now - joined
            waited += wait
            if not turn.triggered:
                count["left"] += 1
                return
            count["answered"] += 1
            count["in_time"] += wait <= ANSWER_WITHIN_MIN
            yield env.timeout(random.expovariate(1 / W1.service_min))

    def arrivals():
        while True:
            yield env.timeout(random.expovariate(W1.arrivals_per_hour / 60))
            count["customers"] += 1
            env.process(customer())

    env.process(arrivals())
    env.run(until=hours * 60)
    ended = count["answered"] + count["left"]
    return {
        "customers": count["customers"],
        "left": count["left"] / ended,
        "wait_min": waited / ended,
        "in_time": count["in_time"] / ended,
    }


class Turn(simpy.Event):
    """What a customer waits for: its value is the team that answers."""

    def __init__(self, env: simpy.Environment) -> None:
        super().__init__(env)
        self.joined = env.now
        self.left = False


class Floor:
    """The dispatcher: who is free, and who waits for whom."""

    def __init__(self, env: simpy.Environment, center: Center) -> None:
        self.env = env
        self.free = list(center.people)
        self.waiting = [deque() for _ in center.channels]
        self.handed = [deque() for _ in center.people]
        self.looks = [
            [[self.handed[team]], [self.waiting[c] for c in urgent], [self.waiting[c] for c in other]]
            for team, (urgent, other) in enumerate(zip(center.urgent, center.other, strict=True))
        ]

    def ask(self, teams: tuple[int, ...], queue: deque) -> Turn:
        """The first of these teams with somebody free, else a place in the queue."""
        turn = Turn(self.env)
        for team in teams:
            if self.free[team]:
                self.free[team] -= 1
                return turn.succeed(team)
        queue.append(turn)
        return turn

    def finished(self, team: int) -> None:
        """Somebody looks for the next customer, or is free."""
        for queues in self.looks[team]:
            best = None
            for queue in queues:
                while queue and queue[0].left:
                    queue.popleft()
                if queue and (best is None or queue[0].joined < best[0].joined):
                    best = queue
            if best is not None:
                best.popleft().succeed(team)
                return
        self.free[team] += 1


class Sums:
    """What the peer keeps of W2: by channel for first legs, in one place for second ones."""

    def __init__(self) -> None:
        n = len(W2.channels)
        self.customers = 0
        self.ended, self.left, self.waited = [0] * n, [0] * n, [0.0] * n
        self.second_ended, self.second_waited = 0, 0.0

    def add(self, channel: int, leg: int, wait: float, left: bool) -> None:
        if leg == 0:
            self.ended[channel] += 1
            self.left[channel] += left
            self.waited[channel] += wait
        else:
            self.second_ended += 1
            self.second_waited += wait

    def result(self) -> Result:
        result: Result = {"customers": self.customers}
        for c, channel in enumerate(W2.channels):
            result[f"wait_min_{channel.name}"] = self.waited[c] / self.ended[c]
            result[f"left_{channel.name}"] = self.left[c] / self.ended[c]
        return result | {"wait_min_handed": self.second_waited / self.second_ended}


def run_w2(days: float, seed: int) -> Result:
    """The contact center with a process for every contact."""
    random = Random(seed)
    expovariate = random.expovariate
    env = simpy.Environment()
    floor, sums = Floor(env, W2), Sums()
    mean = sum(W2.shape) / HALF_HOURS

    def contact(c: int, channel: Channel):
        leg = 0
        while True:
            joined = env.now
            if leg == 0:
                sums.customers += 1
                turn = floor.ask(channel.teams, floor.waiting[c])
            else:
                turn = floor.ask((channel.hands_to,), floor.handed[channel.hands_to])
            if channel.patience_min is None:
                yield turn
            else:
                yield turn | env.timeout(expovariate(1 / channel.patience_min))
            turn.left = not turn.triggered
            sums.add(c, leg, env.now - joined, turn.left)
            if not turn.left:
                part = W2.second_leg if leg else 1.0
                yield env.timeout(part * expovariate(1 / channel.service_min))
                floor.finished(turn.value)
                if leg == 0 and random.random() < W2.handover:
                    yield env.timeout(expovariate(1 / W2.handover_delay_min))
                    leg = 1
                    continue
                if random.random() >= W2.unresolved:
                    return
            if random.random() >= W2.returns:
                return
            yield env.timeout(expovariate(1 / W2.return_delay_min))
            leg = 0

    def arrivals(c: int, channel: Channel):
        rates = [channel.per_day / DAY_MIN * weight / mean for weight in W2.shape]
        top = max(rates)
        time = 0.0
        while True:
            time += expovariate(top)
            if random.random() * top < rates[int(time % DAY_MIN // HALF_HOUR_MIN)]:
                yield env.timeout(time - env.now)
                env.process(contact(c, channel))

    for c, channel in enumerate(W2.channels):
        env.process(arrivals(c, channel))
    env.run(until=days * DAY_MIN)
    return sums.result()
