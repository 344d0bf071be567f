"""A whole study in this process, with the time that its parts took: one JSON object on stdout.

python benchmarks/layer.py STUDY
"""

import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main() -> None:
    """Run a study as `ccsim compare` does with one job, chart included."""
    import ccsim.experiment.replication as replication
    from ccsim.experiment.compare import Told, Wishes, run_study
    from ccsim.report.charts.ranked_dots import write_chart
    from ccsim.scenario.load import load_study

    spent: Counter[str] = Counter()

    def timed(name: str) -> Callable[..., Any]:
        function = getattr(replication, name)

        def wrapper(*arguments: Any) -> Any:
            begin = time.perf_counter()
            result = function(*arguments)
            spent[name] += time.perf_counter() - begin
            return result

        return wrapper

    parts = ("draw_issues", "simulate", "measure")
    for name in parts:
        setattr(replication, name, timed(name))
    silent = Told(total=lambda n: None, finished=lambda contacts, width: None, note=lambda text: None)
    with tempfile.TemporaryDirectory() as folder:
        run_study(
            load_study(Path(sys.argv[1])),
            Path(folder),
            silent,
            Wishes(engine="simpy"),
            draw=lambda d, f: write_chart(d, f) and None,
        )
    print(json.dumps({name: spent[name] for name in parts}))


if __name__ == "__main__":
    main()
