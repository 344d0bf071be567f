"""Plans as the tables that the compiled engine reads: numbers in records, lists in two pools of floats and integers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.codes import NEVER, Choice, LegEnd, Order
from ccsim.engine.compiled.layout import BOT, GATE, LINE, PLAN, POOL, QUEUE, TEAM, WAY
from ccsim.engine.floor import best_first
from ccsim.plan.people import NOBODY
from ccsim.plan.plan import Plan
from ccsim.plan.returns import Return
from ccsim.plan.routing import NOT_OFFERED

Table = npt.NDArray[Any]


@dataclass(frozen=True)
class Tables:
    """A plan and those that follow it."""

    floats: Table
    ints: Table
    plans: Table
    teams: Table
    lines: Table
    ways: Table
    gates: Table
    bots: Table
    queues: Table
    pools: Table
    free: Table
    """Zeros: how many agents of each team are free, by the number of contacts that they hold."""
    heaps: Table
    own_desks: list[list[int]]
    """[plan][desk] its place among those of its team, where they are told apart; else 0."""
    widest: int


def tables(first: Plan) -> Tables:
    """What the plans say; nothing here depends on luck, so that all replications share it."""
    return _Builder(first).tables()


class _Builder:
    """Fills the pools, plan after plan."""

    def __init__(self, first: Plan) -> None:
        self.first = first
        self.floats: list[float] = []
        self.ints: list[int] = []
        self.plans: list[dict[str, Any]] = []
        self.teams: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []
        self.ways: list[dict[str, Any]] = []
        self.gates: list[dict[str, Any]] = []
        self.bots: list[dict[str, Any]] = []
        self.pools: list[dict[str, Any]] = []
        self.own_desks: list[list[int]] = []
        self.free = self.room = 0

    def tables(self) -> Tables:
        """Everything as arrays; an empty one holds a row that nobody asks for, so that it has an address."""
        for plan in (self.first, *(change.plan for change in self.first.changes)):
            self._add(plan)
        queues = np.zeros(2 * len(self.lines), dtype=QUEUE)
        queues["head"] = queues["tail"] = -1
        queues["sorted"] = np.repeat([line.pop("sorted") for line in self.lines], 2)
        return Tables(
            np.array([*self.floats, 0.0]),
            np.array([*self.ints, 0], dtype=np.int64),
            _rows(self.plans, PLAN),
            _rows(self.teams, TEAM),
            _rows(self.lines, LINE),
            _rows(self.ways, WAY),
            _rows(self.gates, GATE),
            _rows(self.bots, BOT),
            queues,
            _rows(self.pools, POOL),
            np.zeros(self.free + 1, dtype=np.int64),
            np.zeros(self.room + 1, dtype=np.int32),
            self.own_desks,
            max(team["widest"] for team in self.teams),
        )

    # --- pools ---------------------------------------------------------------------------------------

    def _floats(self, values: Iterable[float]) -> int:
        place = len(self.floats)
        self.floats.extend(map(float, values))
        return place

    def _ints(self, values: Iterable[int]) -> int:
        place = len(self.ints)
        self.ints.extend(map(int, values))
        return place

    def _choice(self, cumulative: Sequence[float], values: Sequence[int]) -> int:
        """How many there are, where their running shares begin, and the values."""
        return self._ints([len(values), self._floats(cumulative), *values])

    def _spans(self, spans: Sequence[tuple[int, int]]) -> int:
        return self._ints([len(spans), *chain.from_iterable(spans)])

    def _way(self, way: Return) -> int:
        choice = self._choice(way.cumulative, way.channels)
        row = {"probability": way.probability, "delay": way.delay_us, "choice": choice, "count": len(way.channels)}
        self.ways.append(row)
        return len(self.ways) - 1

    # --- a plan --------------------------------------------------------------------------------------

    def _add(self, plan: Plan) -> None:
        customers, floor, selling, routing = plan.customers, plan.floor, plan.selling, plan.routing
        first_line, first_team = len(self.lines), len(self.teams)
        self._add_teams(plan, first_line)
        self._add_lines(plan, first_team)
        sells, deflects = any(selling.buys), any(share for share, _ in customers.deflection)
        counts = any(change.complaints_above for change in self.first.changes)
        balk, law, patience, sigma = zip(*customers.patience, strict=True)
        accepts, answers, dial = zip(*customers.callback, strict=True)
        line_of = [[first_line + i if i != NOT_OFFERED else NOT_OFFERED for i in row] for row in routing.line_of]
        self.plans.append(
            {
                "intake": plan.intake,
                "reask": plan.reask_us,
                "slowdown": plan.slowdown,
                "uninformed_handle": plan.uninformed_handle,
                "uninformed_resolution": plan.uninformed_resolution,
                "notices": plan.notices,
                "complaint": customers.complaint,
                "purchase_patience": selling.purchase_patience_us,
                "uninformed_buyer": selling.uninformed_factor,
                "offer_time": selling.offer_us,
                "offer_taken": selling.offer_taken,
                "reached": selling.reached,
                "fades": selling.fades_us,
                "call_time": selling.call_us,
                "call_taken": selling.call_taken,
                "dial": selling.dial_us,
                "switch": floor.switch_us,
                "introduction": floor.introduction_us,
                "callback_after": floor.callback_after,
                "contacts_limit": plan.contacts_limit,
                "last_leg": plan.legs_limit - 1,
                "complaint_reason": customers.complaint_reason,
                "order": floor.order,
                "style": floor.style,
                "choice": floor.choice,
                "teams": first_team,
                "teams_count": len(plan.teams),
                "triage": min(min(row) for row in plan.triage) < 1.0,
                "interrupts": floor.interrupt,
                "shared_record": floor.shared_record,
                "has_silent": any(share for share, _ in customers.silent),
                "deflects": deflects,
                "counts": counts,
                "follows_up": max(customers.trunks) >= 0 or sells or deflects or counts,
                "learns": bool(plan.experience.exponent),
                "voicemail": floor.voicemail,
                "accuracy": self._floats(chain.from_iterable(plan.triage)),
                "callback_accepts": self._floats(accepts),
                "callback_answers": self._floats(answers),
                "deflect_share": self._floats(share for share, _ in customers.deflection),
                "silent_share": self._floats(share for share, _ in customers.silent),
                "bots_known": self._floats(chain.from_iterable(plan.knowing.bots)),
                "balk": self._floats(balk),
                "patience": self._floats(patience),
                "patience_sigma": self._floats(sigma),
                "lost": self._floats(chain.from_iterable(plan.lost)),
                "delay": self._floats(x for row in plan.delay for pair in row for x in pair),
                "bounce": self._floats(chain.from_iterable(plan.bounce)),
                "seller": self._floats(selling.seller),
                "line_of": self._ints(chain.from_iterable(line_of)),
                "real_time": self._ints(customers.real_time),
                "misread": self._ints([self._choice(*pair) for row in plan.misread for pair in row]),
                "ways": self._ways(plan),
                "chases": self._ints([self._way(way) for way in plan.returning.chase]),
                "gates": self._add_gates(plan),
                "substitutes": self._ints([self._choice(*pair) for pair in customers.substitutes]),
                "deflect_lasts": self._ints(lasts for _, lasts in customers.deflection),
                "callback_dial": self._ints(dial),
                "silent_time": self._ints(time for _, time in customers.silent),
                "patience_law": self._ints(law),
                "answer_within": self._ints(customers.answer_within),
                "rank": self._ints(floor.rank),
                "handles": self._ints(chain.from_iterable(plan.handles)),
                "target": self._ints(chain.from_iterable(routing.target)),
                "elsewhere": self._ints(chain.from_iterable(routing.elsewhere)),
                "best": self._ints(chain.from_iterable(routing.best)),
                "handoff_line": self._ints(first_line + i for pair in routing.handoff_line for i in pair),
                "staffed": self._ints(self._staffed(plan)),
                "buys": self._ints(selling.buys),
                "unaware": self._ints([self._spans(spans) for spans in selling.unaware]),
            }
        )

    @staticmethod
    def _staffed(plan: Plan) -> list[bool]:
        there = {person.team for person in plan.persons}
        return [t in there for t in range(len(plan.teams))]

    def _ways(self, plan: Plan) -> int:
        """[end][channel] number of the way of coming back, or -1 where nobody does."""
        returning = plan.returning
        ways = {
            LegEnd.UNRESOLVED: returning.after_failure,
            LegEnd.ABANDONED: returning.after_abandonment,
            LegEnd.CLOSED: returning.after_closed,
            LegEnd.BLOCKED: returning.after_blocked,
            LegEnd.FALSELY_CONTAINED: returning.after_containment,
        }
        none = [-1] * len(plan.channels)
        rows = [[self._way(way) for way in ways[end]] if end in ways else none for end in LegEnd]
        return self._ints(chain.from_iterable(rows))

    def _add_gates(self, plan: Plan) -> int:
        place = len(self.gates)
        for c, (trunks, bot) in enumerate(zip(plan.customers.trunks, plan.bots, strict=True)):
            number = -1
            if bot is not None:
                number = len(self.bots)
                self.bots.append(
                    {
                        "uses": bot.uses,
                        "time": bot.time_us,
                        "keeps": bot.keeps,
                        "resolves": self._floats(bot.resolves),
                        "context": bot.context,
                    }
                )
            read = plan.customers.deflection[c][0] > 0.0
            offered = all(i != NOT_OFFERED for i in plan.routing.line_of[c])
            self.gates.append(
                {
                    "trunks": trunks,
                    "bot": number,
                    "read": read,
                    "offered": offered,
                    "any": read or not offered or trunks >= 0 or bot is not None,
                }
            )
        return place

    # --- teams and lines ---------------------------------------------------------------------------------

    def _add_teams(self, plan: Plan, first_line: int) -> None:
        widest = [1] * len(plan.teams)
        for line in plan.routing.lines:
            for t in (*line.teams, *line.overflow_teams):
                widest[t] = max(widest[t], line.concurrency)
        mean = self._floats(chain.from_iterable(plan.base_mean))
        law, sigma = self._ints(plan.law), self._floats(plan.sigma)
        reasons = range(len(plan.reasons))
        self.own_desks.append([0] * len(plan.desks))
        another = self._floats(max((0.0, *plan.steps[r][0])) for r in reasons)
        steps = self._ints([self._choice(*plan.steps[r]) for r in reasons])
        for t, wide in enumerate(widest):
            passes = [plan.pass_on[t] > 0.0 and plan.routing.elsewhere[t][r] != NOBODY for r in reasons]
            turns = [not plan.handles[t][r] or passes[r] or bool(plan.ignorance[t][r]) for r in reasons]
            tiers = [
                [2 * (first_line + i) + (t not in plan.routing.lines[i].teams) for i in tier]
                for tier in plan.routing.tiers[t]
            ]
            self.teams.append(
                {
                    "pass_on": plan.pass_on[t],
                    "plan": len(self.plans),
                    "number": t,
                    "widest": wide,
                    "queues": self._ints(chain.from_iterable(tiers)),
                    "queues_count": sum(map(len, tiers)),
                    "tiers": self._ints(x for tier in tiers for x in (len(tier), *tier)),
                    "tiers_count": len(tiers),
                    "turns": self._ints(turns),
                    "ignorance": self._ints([self._spans(spans) for spans in plan.ignorance[t]]),
                    "offers": self._floats(plan.selling.offers[t] * fits for fits in plan.selling.offered_after),
                    "best": self._ints(plan.routing.best[t]),
                    "another": another,
                    "steps": steps,
                    "mean": mean,
                    "law": law,
                    "sigma": sigma,
                    "first_written": -1,
                    "last_written": -1,
                    "calls_out": plan.selling.calls_out[t],
                    "free": self.free,
                    **self._add_pools(plan, t, wide),
                }
            )
            self.free += wide

    def _add_pools(self, plan: Plan, team: int, wide: int) -> dict[str, int]:
        """Where agents stand free: by the contacts that they hold, and by desk where skill decides."""
        mine = [d for d, desk in enumerate(plan.desks) if desk.team == team]
        by_desk = plan.floor.choice == Choice.BEST_SKILL
        desks = len(mine) if by_desk else 1
        orders = [
            mine.index(d)
            for r in range(len(plan.reasons))
            for d in (best_first(plan, mine, r) if by_desk else mine[:1])
        ]
        if by_desk:
            for place, d in enumerate(mine):
                self.own_desks[-1][d] = place
        people = sum(person.team == team for person in plan.persons)
        place = len(self.pools)
        for _ in range(wide * desks):
            self.pools.append({"first": -1, "last": -1, "size": 0, "heap": self.room})
            self.room += people if plan.floor.choice == Choice.LEAST_OCCUPIED else 0
        return {"pools": place, "desks": desks, "desk_orders": self._ints(orders)}

    def _add_lines(self, plan: Plan, first_team: int) -> None:
        floor, customers = plan.floor, plan.customers
        for number, line in enumerate(plan.routing.lines):
            called = line.real_time and customers.callback[line.channel][0] if line.channel >= 0 else 0.0
            served = line.channel >= 0 and number in plan.routing.line_of[line.channel]
            chased = served and plan.returning.chase[line.channel].probability
            closes = served and customers.real_time[line.channel] and line.opens
            keeps_order = floor.order == Order.LONGEST_WAIT and not (floor.interrupt and not line.real_time)
            self.lines.append(
                {
                    "overflow_after": line.overflow_after,
                    "turns_at": 0,
                    "concurrency": line.concurrency,
                    "channel": line.channel,
                    "opens": self._ints(line.opens),
                    "opens_count": len(line.opens),
                    "teams": self._ints(first_team + t for t in line.teams),
                    "teams_count": len(line.teams),
                    "helpers": self._ints(first_team + t for t in line.overflow_teams),
                    "helpers_count": len(line.overflow_teams),
                    "shared": line.concurrency > 1,
                    "real_time": line.real_time,
                    "always": served and not chased and not closes,
                    "plain": not (called and floor.callback_after < NEVER) and not line.overflow_teams,
                    "is_open": True,
                    "sorted": not keeps_order,
                }
            )


def _rows(rows: list[dict[str, Any]], kind: np.dtype[Any]) -> Table:
    table = np.zeros(max(len(rows), 1), dtype=kind)
    for row, values in zip(table, rows, strict=False):
        for name, value in values.items():
            row[name] = value
    return table
