"""The compiled engine: the SimPy engine's twin, with the same records to the bit, for many replications.

Here are the tables and what happens by the week; `kernel` is the event loop.
"""

from collections.abc import Callable
from functools import lru_cache
from heapq import heappop, heappush
from typing import Any

import numpy as np
import numpy.typing as npt

from ccsim.arising import Arising, arising
from ccsim.closures import closures
from ccsim.codes import NEVER
from ccsim.engine.compiled.layout import (
    AGENT,
    CALL,
    CAMPAIGN,
    CLEAR,
    CLOSE,
    CONTACT,
    DUTY,
    ENTRY,
    HELD,
    ISSUE,
    LEG,
    LINE_UP,
    MANY_EVENTS,
    NO_ROOM,
    NODE,
    RUN,
    SEAT,
    STATE,
    WAKE,
)
from ccsim.engine.compiled.machine_code import functions
from ccsim.engine.compiled.tables import Tables, tables
from ccsim.engine.records import (
    CONTACT_END,
    IS_LEG,
    KINDS,
    Records,
    Table,
    call_table,
    drawn_columns,
    duty_table,
    empty_columns,
)
from ccsim.engine.skills import Floats, Skills
from ccsim.engine.slow_state import SlowState
from ccsim.issues import Issues, lanes, name_word
from ccsim.plan.plan import Plan
from ccsim.plan.roster import Shifts

Rows = npt.NDArray[Any]
LEGS_AN_ISSUE = 2
"""Rows of legs to begin with: more are made when these are full, and those never touched take no memory."""


def simulate(plan: Plan, issues: Issues, seed: int, replication: int) -> Records:
    """Run one replication of a plan."""
    simulation = Simulation(plan, issues, seed, replication)
    simulation.run()
    return simulation.records()


class CompiledSkills(Skills):
    """The same with the rule of practice compiled: people soon have as many levels as there are people and reasons."""

    def unpractised(self, exponent: float) -> Floats:
        """As it was."""
        left, power = self.learned.copy(), np.array([exponent])
        functions()["unpractised"](left.ctypes.data, left.size, power.ctypes.data)
        return left


class Simulation(SlowState):
    """The state of one run, in tables whose addresses the kernel knows."""

    def __init__(self, plan: Plan, issues: Issues, seed: int, replication: int) -> None:
        super().__init__(plan, seed, replication, CompiledSkills)
        self.issues = issues
        self.arising: Arising = arising(plan, issues)
        self.slow: list[tuple[int, int, int, Callable[[Any, int], None], Any]] = []
        self.waiting: Rows = np.empty(0, dtype=np.int64)
        self.state = np.zeros(1, dtype=STATE)
        self.g = self.state[0]
        self.kernel = functions()["run"]
        self.kept: dict[str, Rows] = {}
        """Tables by the name of their address in the state, so that they live as long as it."""
        self._lay_out(seed, replication)
        self.take_up(plan)
        self.seat_everybody(0)
        self.plan_slow_state()

    def _lay_out(self, seed: int, replication: int) -> None:
        plan, g = self.first_plan, self.g
        self.known = known = _tables(plan)
        people, reasons, channels = len(plan.persons), len(plan.reasons), len(plan.channels)
        g["agents_count"], g["reasons"], g["channels"], g["widest"] = people, reasons, channels, known.widest
        g["arrivals"], g["issues_count"] = len(self.arising.sequence), len(self.issues)
        g["free_contact"] = g["free_node"] = -1
        for name in ("floats", "ints", "plans", "ways", "bots"):
            self._place(name, getattr(known, name))
        for name in ("teams", "lines", "queues", "pools", "free", "heaps"):
            self._place(name, getattr(known, name).copy())
        self._place("gates", self._gates(known, closures(plan, seed, replication)))
        self._place("campaigns", self._campaigns(seed, replication))
        self._place("issues", self._issue_rows())
        for name in ("channel", "reason", "key_a", "key_b"):
            self._place(name, getattr(self.issues, name))
        for name in ("at", "prevented", "sequence"):
            self._place(name, getattr(self.arising, name))
        self._place("contact_end", CONTACT_END)
        self._place("is_leg", IS_LEG)
        agents = np.zeros(people, dtype=AGENT)
        agents["pool"] = agents["written"] = -1
        self._place("agents", agents)
        self._place("factor", np.zeros((people, reasons)))
        self._place("resolves", np.zeros((people, reasons)))
        self._place("handled", np.zeros((people, reasons), dtype=np.int64))
        self._place("held", np.zeros(people * known.widest, dtype=HELD))
        self._place("in_system", np.zeros(channels, dtype=np.int64))
        self._place("answered_at", np.full((channels, reasons), -NEVER, dtype=np.int64))
        spacious = 64 * (known.widest + 1) * (people + 8)
        self._more("contacts", CONTACT, 1024)
        self._more("nodes", NODE, 1024)
        self._make_calendar(spacious)
        self._more("legs", LEG, LEGS_AN_ISSUE * len(self.issues) + spacious)
        self._more("duty", DUTY, spacious)
        self._more("calls", CALL, spacious)

    def _make_calendar(self, spacious: int) -> None:
        """With lists for stretches of time of which each has a customer or two."""
        horizon = self.first_plan.clock.horizon
        bits = max((horizon // max(len(self.issues), MANY_EVENTS)).bit_length() - 1, 0)
        stretches = (horizon >> bits) + 1
        self.g["stretch"] = self.g["free_later"] = -1
        self.g["stretch_bits"], self.g["stretches_count"] = bits, stretches
        self._place("lists", np.full(stretches + 1, -1, dtype=np.int32))
        self._more_calendar(spacious)

    def _more_calendar(self, rows: int) -> None:
        """Room for so many entries, be they in the heap or in lists."""
        self._grow("calendar", ENTRY, rows, "entries")
        self._grow("later", ENTRY, rows, "later_used")
        self._grow("later_next", np.dtype(np.int32), rows, "later_used")
        self.g["entries_room"] = rows

    def _place(self, name: str, table: Rows) -> None:
        table = np.ascontiguousarray(table)
        self.kept[name] = table
        self.g[name] = table.ctypes.data

    def _more(self, name: str, dtype: np.dtype[Any], rows: int) -> None:
        """Room for so many rows of what is counted by itself."""
        self._grow(name, dtype, rows, f"{name}_used")
        self.g[f"{name}_room"] = rows

    def _grow(self, name: str, dtype: np.dtype[Any], rows: int, used: str) -> None:
        """A larger table with what is there so far."""
        table = np.empty(rows, dtype=dtype)
        filled = int(self.g[used])
        if filled:
            table[:filled] = self.kept[name][:filled]
        self._place(name, table)

    def _gates(self, known: Tables, down: tuple[tuple[int, ...], ...]) -> Rows:
        """With when channels are down in this replication."""
        gates = known.gates.copy()
        self._place("down", np.array([edge for edges in down for edge in edges], dtype=np.int64))
        counts = [len(edges) for edges in down]
        for c, count in enumerate(counts):
            own = gates[c :: len(down)]
            own["down"], own["down_count"] = sum(counts[:c]), count
            own["any"] |= count > 0
        return gates

    def _campaigns(self, seed: int, replication: int) -> Rows:
        calls = self.first_plan.selling.calls
        rows = np.zeros(max(len(calls), 1), dtype=CAMPAIGN)
        for row, call in zip(rows, calls, strict=False):
            row["start"], row["leads"] = call.start, call.leads
            row["key_a"], row["key_b"] = lanes(seed, replication, name_word(f"outbound/{call.campaign}"))
        self.g["campaigns_count"] = len(calls)
        return rows

    def _issue_rows(self) -> Rows:
        rows = np.zeros(len(self.issues), dtype=ISSUE)
        rows["contacts"] = rows["pending"] = 1
        rows["first_leg"] = rows["last_leg"] = -1
        return rows

    # --- running -------------------------------------------------------------------------------------

    def run(self) -> None:
        """From the start to the horizon, from one change of slow state to the next."""
        last = self.first_plan.clock.horizon - 1
        while self.slow and self.slow[0][0] <= last:
            now = self.slow[0][0]
            self._ask(RUN, now)
            _, _, _, function, argument = heappop(self.slow)
            function(argument, now)
        self._ask(RUN, last)
        self._ask(CLOSE, last + 1)

    def _ask(self, what: int, now: int, who: int = 0) -> None:
        """The kernel does it, with more room as soon as it needs any."""
        while self.kernel(self.state.ctypes.data, what, now, who) == NO_ROOM:
            self._make_room()

    def _make_room(self) -> None:
        """Twice as much of what is more than half full, and of what is only ever added to once it is full."""
        g = self.g
        people = int(g["agents_count"]) + 8
        if 2 * g["contacts_used"] > g["contacts_room"]:
            self._more("contacts", CONTACT, 2 * int(g["contacts_room"]))
        if 2 * (g["entries"] + g["later_used"]) > g["entries_room"]:
            self._more_calendar(2 * int(g["entries_room"]))
        if 2 * g["nodes_used"] > g["nodes_room"]:
            self._more("nodes", NODE, 2 * int(g["nodes_room"]))
        most = int(g["contacts_used"]) + people + MANY_EVENTS
        if g["legs_used"] + most > g["legs_room"]:
            self._more("legs", LEG, int(g["legs_used"]) + max(len(self.issues) // 2, 16 * most))
        if g["duty_used"] + people > g["duty_room"]:
            self._more("duty", DUTY, 2 * int(g["duty_room"]))
        if g["calls_used"] + people > g["calls_room"]:
            self._more("calls", CALL, 2 * int(g["calls_room"]))

    # --- slow state ------------------------------------------------------------------------------------

    def at(self, time: int, kind: int, number: int, function: Callable[[Any, int], None], argument: Any) -> None:
        """In a calendar of its own: the kernel stops in time."""
        heappush(self.slow, (time, kind, number, function, argument))

    def start_week(self) -> npt.NDArray[np.int64]:
        """Agents count anew, and the kernel knows which week it is."""
        self.g["week"] = self.week
        handled = self.kept["handled"].copy()
        self.kept["handled"][:] = 0
        return handled

    def start_day(self) -> tuple[int, int]:
        """Complaints and contacts are counted anew."""
        counts = int(self.g["complaints_today"]), int(self.g["contacts_today"])
        self.g["complaints_today"] = self.g["contacts_today"] = 0
        return counts

    def wake(self, nothing: None, now: int) -> None:
        """Idle agents who call out look for work."""
        self._ask(WAKE, now)

    def set_levels(self, factor: Floats, resolves: Floats) -> None:
        """Those with a seat work at this pace and with this skill from now on; others finish what is in hand."""
        seated = self.known.seats[self.follow]["person"]
        self.kept["factor"][seated] = factor[seated]
        self.kept["resolves"][seated] = resolves[seated]

    def take_up(self, plan: Plan) -> None:
        """The kernel finds the plan by its number."""
        self.g["follow"] = self.follow

    def seat(self, shifts: Shifts) -> None:
        """Agents join their teams; one without a seat comes no more."""
        agents, seats = self.kept["agents"], self.known.seats[self.follow]
        for field in ("team", "desk", "own_desk"):
            agents[field][seats["person"]] = seats[field]
        agents["span"], agents["last_span"] = shifts.bounds[:-1], shifts.bounds[1:]
        self._place("spans", shifts.edges)
        self._ask(SEAT, 0)

    def clear_floor(self, now: int) -> None:
        """Agents stop; contacts in hand stay with those who hold them."""
        contacts = self.kept["contacts"][: int(self.g["contacts_used"])]
        there = np.flatnonzero(contacts["waiting"])
        self.waiting = there[np.lexsort((contacts["order"][there], contacts["key"][there]))]
        self._ask(CLEAR, now)

    def line_up_all_again(self, now: int) -> None:
        """In the order of their turns."""
        for contact in self.waiting.tolist():
            self._ask(LINE_UP, now, contact)

    # --- records -------------------------------------------------------------------------------------

    def records(self) -> Records:
        """What was written, in its place."""
        g = self.g
        known = drawn_columns(self.issues, self.arising)
        rows = {"legs": int(g["legs_used"]), "contacts": int(g["contacts_begun"]), "issues": len(self.issues)}
        columns = empty_columns(
            [(t, name, n) for t, n in rows.items() for name in KINDS[t] if t != "issues" or name not in known]
        )
        places = np.array([column.ctypes.data for table in columns.values() for column in table.values()])
        functions()["fill"](self.state.ctypes.data, places.ctypes.data)
        duty, calls = (self.kept[name][: int(g[f"{name}_used"])] for name in ("duty", "calls"))
        issues, contacts, legs = known | columns["issues"], columns["contacts"], columns["legs"]
        return Records(Table(issues), Table(contacts), Table(legs), duty_table(duty), call_table(calls.tolist()))


@lru_cache(maxsize=64)
def _tables_by_identity(plan: "_Same") -> Tables:
    return tables(plan.plan)


class _Same:
    """A plan that is looked up as the very object that it is: comparing two by their contents takes long."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return id(self.plan)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.plan is other.plan


def _tables(plan: Plan) -> Tables:
    return _tables_by_identity(_Same(plan))
