"""The two engines by name: the one that people read, and its compiled twin, which gives the same records sooner."""

import time
from collections.abc import Callable, Mapping
from typing import Any, Literal

from ccsim.engine.compiled.code import FALLBACK, code_folder, forget_older, is_compiled
from ccsim.engine.records import Records
from ccsim.errors import CcsimError
from ccsim.issues import Issues
from ccsim.plan.plan import Plan

EngineName = Literal["simpy", "compiled"]
Asked = Literal["simpy", "compiled", "auto"]
Rules = Mapping[str, Callable[..., Any]]
"""Functions by the name of the rule that they replace."""

SIMPY_US = 12.0
"""Time of the SimPy engine a contact, in µs, as it decides whether a run is small."""
SMALL_S, SMALL_UNCOMPILED_S = 2.0, 20.0
"""Seconds of the SimPy engine up to which loading the compiled one, or compiling it first, is not worth it."""


def simulate(plan: Plan, issues: Issues, seed: int, replication: int, engine: EngineName) -> Records:
    """Run one replication of a plan."""
    if engine == "compiled":
        from ccsim.engine.compiled import engine as compiled_engine

        return compiled_engine.simulate(plan, issues, seed, replication)
    from ccsim.engine import simpy_engine

    return simpy_engine.simulate(plan, issues, seed, replication)


def simulate_with(own: Rules, plan: Plan, issues: Issues, seed: int, replication: int, asked: Asked) -> Records:
    """Run one replication by rules of one's own, in plain Python: those are not compiled."""
    from ccsim.engine import simpy_engine

    if asked == "compiled":
        raise CcsimError(
            f"rules of your own ({', '.join(own)}) are not compiled: they run on the SimPy engine, "
            'with engine="auto" or engine="simpy"'
        )
    return simpy_engine.with_rules(own)(plan, issues, seed, replication)


def chosen(asked: Asked, contacts: float) -> EngineName:
    """The engine for a run of about so many contacts; the results are the same, only the time is not."""
    if asked != "auto":
        return asked
    small_s = SMALL_S if is_compiled() else SMALL_UNCOMPILED_S
    return "compiled" if contacts * SIMPY_US / 1e6 > small_s else "simpy"


def ready(asked: Asked, contacts: float, note: Callable[[str], None]) -> EngineName:
    """The engine for a run of about so many contacts, compiled if it has to be; for none, nothing is compiled."""
    engine = chosen(asked, contacts)
    if contacts > 0:
        make_ready(engine, note)
    return engine


def make_ready(engine: EngineName, note: Callable[[str], None]) -> None:
    """Compile the engine if that was not done yet, so that workers find it done."""
    if engine != "compiled":
        return
    if is_compiled():
        note("using the compiled engine: the same results, sooner (--engine simpy is the one to read)")
        return
    folder = code_folder()
    if folder is None:
        note("compiling the engine; it cannot be kept, since neither ccsim's folder nor a cache folder can be written")
    else:
        note("compiling the engine, once on this machine: some 20 seconds")
        if folder.is_relative_to(FALLBACK):
            note(f"ccsim's own folder is read-only, so it is kept in {folder}")
    begin = time.perf_counter()
    from ccsim.engine.compiled.machine_code import functions

    functions()
    forget_older()
    note(f"compiled in {time.perf_counter() - begin:.0f} s")
