"""Plans as the tables that the compiled engine reads: numbers in records, lists in two pools of floats and integers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.codes import Choice, LegEnd
from ccsim.engine.compiled.layout import BOT, GATE, LINE, PLAN, POOL, QUEUE, SEATED, TEAM, WAY
from ccsim.engine.floor import Line, Sorted, Team, asks_of, best_first, make_lines, make_teams, ways_back
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
    seats: list[Table]
    """[plan] rows of SEATED."""
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
        self.seats: list[Table] = []
        self.own_desks: list[int] = []
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
            self.seats,
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
        teams = make_teams(plan)
        lines = make_lines(plan, teams, first_line)
        self._add_teams(plan, teams)
        self._add_seats(plan, first_team)
        self._add_lines(plan, lines, first_team)
        asks = asks_of(plan, self.first)
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
                "triage": asks.triage,
                "relieves": floor.relieves,
                "interrupts": floor.interrupt,
                "shared_record": floor.shared_record,
                "has_silent": asks.has_silent,
                "deflects": asks.deflects,
                "counts": asks.counts,
                "follows_up": asks.follows_up,
                "learns": asks.learns,
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
        ways = ways_back(plan)
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

    def _add_teams(self, plan: Plan, teams: list[Team]) -> None:
        mean = self._floats(chain.from_iterable(plan.base_mean))
        law, sigma = self._ints(plan.law), self._floats(plan.sigma)
        self.own_desks = [0] * len(plan.desks)
        for team in teams:
            best, another, *steps = zip(*team.outcomes, strict=True)
            tiers = [[2 * queue.line.number + (queue is queue.line.late) for queue in tier] for tier in team.tiers]
            wide = len(team.loads)
            self.teams.append(
                {
                    "pass_on": team.pass_on,
                    "number": team.number,
                    "widest": wide,
                    "queues": self._ints(chain.from_iterable(tiers)),
                    "queues_count": len(team.queues),
                    "tiers": self._ints(x for tier in tiers for x in (len(tier), *tier)),
                    "tiers_count": len(tiers),
                    "turns": self._ints(turns for *_, turns in team.handling[0]),
                    "ignorance": self._ints([self._spans(spans) for spans in team.ignorance]),
                    "offers": self._floats(team.offers),
                    "best": self._ints(best),
                    "another": self._floats(another),
                    "steps": self._ints([self._choice(*pair) for pair in zip(*steps, strict=True)]),
                    "mean": mean,
                    "law": law,
                    "sigma": sigma,
                    "written": self._add_pool(0),
                    "overtime": self._add_pool(0),
                    "calls_out": team.calls_out,
                    "free": self.free,
                    **self._add_pools(plan, team.number, wide),
                }
            )
            self.free += wide

    def _add_pool(self, room: int) -> int:
        """A list of agents, or a heap with room for so many; gives its number."""
        self.pools.append({"first": -1, "last": -1, "size": 0, "heap": self.room})
        self.room += room
        return len(self.pools) - 1

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
                self.own_desks[d] = place
        room = 0
        if plan.floor.choice == Choice.LEAST_OCCUPIED:
            room = sum(person.team == team for person in plan.persons)
        numbers = [self._add_pool(room) for _ in range(wide * desks)]
        return {"pools": numbers[0] if numbers else 0, "desks": desks, "desk_orders": self._ints(orders)}

    def _add_seats(self, plan: Plan, first_team: int) -> None:
        seated = [(i, person) for i, person in enumerate(plan.persons) if person.team != NOBODY]
        rows = [(i, first_team + p.team, p.desk, self.own_desks[p.desk]) for i, p in seated]
        self.seats.append(np.array(rows, dtype=SEATED))

    def _add_lines(self, plan: Plan, lines: list[Line], first_team: int) -> None:
        for line, spec in zip(lines, plan.routing.lines, strict=True):
            self.lines.append(
                {
                    "overflow_after": line.overflow_after,
                    "turns_at": line.turns_at,
                    "concurrency": line.concurrency,
                    "channel": line.channel,
                    "opens": self._ints(line.opens),
                    "opens_count": len(line.opens),
                    "teams": self._ints(first_team + t for t in spec.teams),
                    "teams_count": len(spec.teams),
                    "helpers": self._ints(first_team + t for t in spec.overflow_teams),
                    "helpers_count": len(spec.overflow_teams),
                    "shared": line.shared,
                    "real_time": line.real_time,
                    "always": line.always,
                    "plain": line.plain,
                    "is_open": line.is_open,
                    "sorted": isinstance(line.queue, Sorted),
                }
            )


def _rows(rows: list[dict[str, Any]], kind: np.dtype[Any]) -> Table:
    names = kind.names or ()
    return np.array([tuple([row.get(name, 0) for name in names]) for row in rows or [{}]], dtype=kind)
