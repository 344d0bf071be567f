"""Who is free: lists of agents in the order of coming free, or heaps of the least occupied.

An agent stands in one list at most: of those who are free, of those whose written work may be interrupted, or of those
who work on after their shift.
"""

from typing import Any

from ccsim.codes import Choice
from ccsim.engine.compiled.layout import AGENT, PLAN, POOL, TEAM
from ccsim.engine.compiled.memory import compiled, integer, put_integer, put_small, rows, small

NONE = -1
BEST_SKILL, LEAST_OCCUPIED = int(Choice.BEST_SKILL), int(Choice.LEAST_OCCUPIED)
agent_at, plan_at, pool_at, team_at = rows(AGENT), rows(PLAN), rows(POOL), rows(TEAM)


@compiled
def plan(g: Any) -> Any:
    return plan_at(g.plans, g.follow)


@compiled
def stand_last(g: Any, pool: Any, a: int) -> None:
    """At the end of a list."""
    agent = agent_at(g.agents, a)
    agent.before, agent.after = pool.last, NONE
    if pool.last == NONE:
        pool.first = a
    else:
        agent_at(g.agents, pool.last).after = a
    pool.last = a


@compiled
def leave_list(g: Any, pool: Any, a: int) -> None:
    """Out of it, from wherever the agent stands."""
    agent = agent_at(g.agents, a)
    if agent.before == NONE:
        pool.first = agent.after
    else:
        agent_at(g.agents, agent.before).after = agent.after
    if agent.after == NONE:
        pool.last = agent.before
    else:
        agent_at(g.agents, agent.after).before = agent.before


@compiled
def stands_free(g: Any, a: int) -> None:
    agent = agent_at(g.agents, a)
    team = team_at(g.teams, agent.team)
    number = team.pools + agent.load * team.desks + agent.own_desk
    if agent.pool == number and plan(g).choice != LEAST_OCCUPIED:
        return
    if agent.pool != NONE:
        no_longer_free(g, a)
    pool = pool_at(g.pools, number)
    agent.pool, agent.pool_load = number, agent.load
    put_integer(g.free, team.free + agent.load, integer(g.free, team.free + agent.load) + 1)
    if plan(g).choice == LEAST_OCCUPIED:
        _rise(g, pool, pool.size, a)
        pool.size += 1
    else:
        stand_last(g, pool, a)


@compiled
def no_longer_free(g: Any, a: int) -> None:
    """Out of the pool where the agent stands."""
    agent = agent_at(g.agents, a)
    team = team_at(g.teams, agent.team)
    pool = pool_at(g.pools, agent.pool)
    level = team.free + agent.pool_load
    agent.pool = NONE
    put_integer(g.free, level, integer(g.free, level) - 1)
    if plan(g).choice == LEAST_OCCUPIED:
        _sink_out(g, pool, agent.place_in_pool)
    else:
        leave_list(g, pool, a)


@compiled
def _put(g: Any, pool: Any, i: int, a: int) -> None:
    put_small(g.heaps, pool.heap + i, a)
    agent_at(g.agents, a).place_in_pool = i


@compiled
def _works_less(g: Any, a: int, b: int) -> bool:
    busy, other = agent_at(g.agents, a).busy, agent_at(g.agents, b).busy
    return busy < other or (busy == other and a < b)


@compiled
def _rise(g: Any, pool: Any, i: int, a: int) -> None:
    """Up a binary heap by work so far; that of who is free does not change."""
    while i > 0:
        above = (i - 1) >> 1
        b = small(g.heaps, pool.heap + above)
        if _works_less(g, b, a):
            break
        _put(g, pool, i, b)
        i = above
    _put(g, pool, i, a)


@compiled
def _sink_out(g: Any, pool: Any, i: int) -> None:
    """The hole sinks to the bottom; the last agent rises from there."""
    n = pool.size - 1
    pool.size = n
    last = small(g.heaps, pool.heap + n)
    below = 2 * i + 1
    while below < n:
        b = small(g.heaps, pool.heap + below)
        if below + 1 < n and _works_less(g, small(g.heaps, pool.heap + below + 1), b):
            below += 1
            b = small(g.heaps, pool.heap + below)
        _put(g, pool, i, b)
        i = below
        below = 2 * i + 1
    if i != n:
        _rise(g, pool, i, last)


@compiled
def take(g: Any, team: Any, load: int, reason: int) -> int:
    """One of the free agents who hold so many contacts, by the plan's rule; no longer free."""
    first = team.pools + load * team.desks
    choice = plan(g).choice
    if choice == LEAST_OCCUPIED:
        a = small(g.heaps, pool_at(g.pools, first).heap)
    else:
        a = pool_at(g.pools, first).first
        if choice == BEST_SKILL:
            for i in range(team.desks):
                a = pool_at(g.pools, first + integer(g.ints, team.desk_orders + reason * team.desks + i)).first
                if a != NONE:
                    break
    no_longer_free(g, a)
    return int(a)
