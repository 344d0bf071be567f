"""What practice leaves of failures, for many people and reasons at once: the rule as it stands, compiled."""

from numba.extending import register_jitable

from ccsim.engine.compiled.layout import DONE
from ccsim.engine.compiled.memory import compiled, floating, put_floating
from ccsim.rules.learning import failures

register_jitable(failures)


@compiled
def unpractised(levels: int, count: int, exponent: int) -> int:
    """Experience gives way to the failures that it leaves; addresses, of which the last is that of one number."""
    for i in range(count):
        put_floating(levels, i, failures(floating(levels, i), floating(exponent, 0)))
    return DONE
