"""`ccsim compare` with one job in this process, with the time that its parts took: one JSON object on stdout.

python benchmarks/layer.py STUDY [OPTION …]

The engine is loaded before it is timed, so that its loading counts as the layer's.
"""

import contextlib
import io
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

PARTS = ("draw_issues", "simulate", "measure")


def main() -> None:
    """Run a study as the command does, tables and chart included."""
    import ccsim.experiment.replication as replication
    from ccsim import cli
    from ccsim.engine.compiled.machine_code import functions

    if "simpy" not in sys.argv:
        functions()
    spent: Counter[str] = Counter()

    def timed(name: str) -> Callable[..., Any]:
        function = getattr(replication, name)

        def wrapper(*arguments: Any, **options: Any) -> Any:
            begin = time.perf_counter()
            result = function(*arguments, **options)
            spent[name] += time.perf_counter() - begin
            return result

        return wrapper

    for name in PARTS:
        setattr(replication, name, timed(name))
    with tempfile.TemporaryDirectory() as folder:
        sys.argv = ["ccsim", "compare", *sys.argv[1:], "--jobs", "1", "--out", folder, "--quiet"]
        with contextlib.redirect_stdout(io.StringIO()):
            try:
                cli.main()
            except SystemExit as end:
                if end.code:
                    raise
    print(json.dumps({name: spent[name] for name in PARTS}))


if __name__ == "__main__":
    main()
