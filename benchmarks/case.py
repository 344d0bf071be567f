"""Run one case in this process and print a line of JSON: case.py peer_simpy|ccsim_cases w1|w2 SIZE SEED."""

import importlib
import json
import sys
import time

from memory import peak_bytes


def main() -> None:
    """A case that does more than simulate (builds a scenario, sums up a table) says itself what belongs to the run."""
    module, workload, size, seed = sys.argv[1:5]
    run = getattr(importlib.import_module(module), f"run_{workload}")
    cpu = time.process_time()
    result = run(float(size), int(seed))
    result = {"cpu_s": time.process_time() - cpu, "peak_bytes": peak_bytes(), **result}
    print(json.dumps({name: float(value) for name, value in result.items()}))


if __name__ == "__main__":
    main()
