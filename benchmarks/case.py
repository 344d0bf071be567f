"""Run one case in this process and print a line of JSON: case.py peer_simpy|ccsim_cases w1|w2 SIZE SEED."""

import importlib
import json
import resource
import sys
import time


def main() -> None:
    """Imports and the building of scenarios are not timed; peak memory is the process's own."""
    module, workload, size, seed = sys.argv[1:5]
    run = getattr(importlib.import_module(module), f"run_{workload}")
    wall, cpu = time.perf_counter(), time.process_time()
    result = run(float(size), int(seed))
    result["cpu_s"] = time.process_time() - cpu
    result["wall_s"] = time.perf_counter() - wall
    unit = 1 if sys.platform == "darwin" else 1024
    result["peak_bytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    print(json.dumps({name: float(value) for name, value in result.items()}))


if __name__ == "__main__":
    main()
