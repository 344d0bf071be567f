"""Run one case in this process and print a line of JSON: case.py MODULE[:ENGINE] w1|w2|retailer SIZE SEED."""

import importlib
import json
import sys
import time

from memory import peak_bytes


def main() -> None:
    """All of it twice before, so that code is compiled and loaded, and memory is at hand as in a study: what the first
    run gives back lies so that the second may still ask the system for some. The peak of memory is that of the first.

    A case that does more than simulate (builds a scenario, sums up a table) says itself what belongs to the run.
    """
    case, workload, size, seed = sys.argv[1:5]
    module, _, engine = case.partition(":")
    run = getattr(importlib.import_module(module), f"run_{workload}")
    options = {"engine": engine} if engine else {}
    run(float(size), int(seed), **options)
    peak = peak_bytes()
    run(float(size), int(seed), **options)
    cpu = time.process_time()
    result = run(float(size), int(seed), **options)
    result = {"cpu_s": time.process_time() - cpu, **result, "peak_bytes": peak}
    print(json.dumps({name: float(value) for name, value in result.items()}))


if __name__ == "__main__":
    main()
