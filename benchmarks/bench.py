"""How fast ccsim is beside a SimPy model with a process for every customer, in one run on one machine.

    python benchmarks/bench.py [--rounds N] [--json FILE] [--quick]

Every case runs in a process of its own. A round runs all cases, one after the other, so that a machine that slows down
slows them all; ratios are taken within a round, and everything printed is the median over the rounds. Times are
processor time, which other work on the machine disturbs less. Compare ratios: customers per second belong to the
machine.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
STUDY = "scenarios/studies/demo.yaml"
SIZES = {"w1": 200.0, "w2": 40.0}
"""Hours of W1 and days of W2: about 120,000 customers either way."""
TITLES = {"w1": "W1, Erlang A", "w2": "W2, small contact center"}
CASES = {"peer_simpy": "SimPy, process per customer", "ccsim_cases": "ccsim, SimPy engine, full records"}
LONGER = 10
FLAT, LEAN = 1.15, 100.0
"""Time per contact at ten times the horizon, relative to one; bytes an issue beyond the records."""
LAYER, TWO_WORKERS = 0.05, 1.7
"""Share of a study's time beside issues, engine and measures; speed of two workers relative to one."""
LONG_STUDY = 24
"""Replications of the demo study where workers are compared: some two and a half minutes of one worker."""
COMMANDS = {"ccsim --help": ["--help"], f"ccsim validate {STUDY}": ["validate", STUDY]}
Row = dict[str, Any]


def main() -> None:
    """Measure and print."""
    options = arguments()
    sizes = {name: size / 10 if options.quick else size for name, size in SIZES.items()}
    rows = [row for number in range(options.rounds) for row in run_round(number, sizes)]
    report = {
        "machine": machine(),
        "rounds": options.rounds,
        "sizes": sizes,
        "speed": {workload: speed(rows, workload) for workload in sizes},
        "scaling": {workload: scaling(rows, workload) for workload in sizes},
        "commands_s": {title: command_time(words, options.rounds) for title, words in COMMANDS.items()},
        "study": study(options.quick),
        "rows": rows,
    }
    show(report)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, help="rounds to take the median of (default 5; 1 with --quick)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every number there too")
    parser.add_argument("--quick", action="store_true", help="a tenth of the customers: a smoke test")
    options = parser.parse_args()
    options.rounds = options.rounds or (1 if options.quick else 5)
    return options


# --- running ---------------------------------------------------------------------------------------------


def run_round(number: int, sizes: dict[str, float]) -> list[Row]:
    """Every case once, and ccsim once more at ten times the horizon."""
    rows = []
    for workload, size in sizes.items():
        plays = [(module, 1) for module in CASES] + [("ccsim_cases", LONGER)]
        for module, times in plays:
            result = run_case(module, workload, size * times, seed=number + 1)
            rows.append({"round": number, "module": module, "workload": workload, "times": times, **result})
    return rows


def run_case(module: str, workload: str, size: float, seed: int) -> Row:
    """One case in its own process, on the tree that this file belongs to."""
    command = [sys.executable, str(HERE / "case.py"), module, workload, str(size), str(seed)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        sys.exit(f"{module} {workload} failed:\n{done.stderr}")
    result: Row = json.loads(done.stdout)
    return result


def command_time(words: list[str], rounds: int) -> float | None:
    """Seconds from start to end of a ccsim command; None if it fails or is not there."""
    command = [sys.executable, "-c", "from ccsim.cli import main; main()", *words]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    times = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment, check=False)
        times.append(time.perf_counter() - start)
        if done.returncode:
            return None
    return median(times[1:])


def study(quick: bool) -> Row:
    """The demo study as a command: what the experiment layer takes of it, and what a second worker brings."""
    begin = time.perf_counter()
    parts = json.loads(python_in_tree(str(HERE / "layer.py"), STUDY))
    whole = time.perf_counter() - begin
    replicating = sum(parts.values())
    found = {
        "wall_s": whole,
        "layer_share": 1.0 - replicating / whole,
        "measures_share": parts["measure"] / whole,
        "issues_share": parts["draw_issues"] / whole,
    }
    if quick:
        return found
    walls = [study_time(jobs) for jobs in (1, 2)]
    return found | {"one_worker_s": walls[0], "two_workers_s": walls[1], "two_workers_times": walls[0] / walls[1]}


def study_time(jobs: int) -> float:
    """Seconds of the demo study with more replications, on so many workers."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["compare", STUDY, "--replications", str(LONG_STUDY), "--jobs", str(jobs), "--out", folder, "-q"]
        begin = time.perf_counter()
        python_in_tree("-c", "from ccsim.cli import main; main()", *words)
        return time.perf_counter() - begin


def python_in_tree(*words: str) -> str:
    """What a Python process on the tree that this file belongs to says."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(words)} failed:\n{done.stderr}")
    return done.stdout


# --- what the rows say -----------------------------------------------------------------------------------


def speed(rows: list[Row], workload: str) -> Row:
    """Customers per second of processor time, by case; how many times the peer's of the same round."""
    rate = {
        (row["round"], row["module"]): row["customers"] / row["cpu_s"]
        for row in rows
        if row["workload"] == workload and row["times"] == 1
    }
    rounds = sorted({number for number, _ in rate})
    return {
        module: {
            "customers_per_s": median(rate[number, module] for number in rounds),
            "times_peer": median(rate[number, module] / rate[number, "peer_simpy"] for number in rounds),
            "least_times_peer": min(rate[number, module] / rate[number, "peer_simpy"] for number in rounds),
        }
        for module in CASES
    }


def scaling(rows: list[Row], workload: str) -> Row:
    """What ten times the horizon does to ccsim's time per contact, and to memory beside the records it returns."""
    own = [row for row in rows if row["workload"] == workload and row["module"] == "ccsim_cases"]
    short = {row["round"]: row for row in own if row["times"] == 1}
    long = {row["round"]: row for row in own if row["times"] == LONGER}

    def per_contact(row: Row) -> float:
        return float((row["plan_s"] + row["issues_s"] + row["engine_s"]) / row["customers"])

    def beside(row: Row) -> float:
        return float(row["peak_bytes"] - row["records_bytes"])

    pairs = [(short[number], long[number]) for number in short]
    return {
        "time_per_contact": median(per_contact(b) / per_contact(a) for a, b in pairs),
        "bytes_per_issue": median((beside(b) - beside(a)) / (b["issues"] - a["issues"]) for a, b in pairs),
        "engine_share": median(a["engine_s"] / (a["plan_s"] + a["issues_s"] + a["engine_s"]) for a, _ in pairs),
    }


# --- printing --------------------------------------------------------------------------------------------


def machine() -> Row:
    """What the numbers belong to."""
    return {
        "cpu": cpu_model(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in ("simpy", "numpy")},
    }


def cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def show(report: Row) -> None:
    about = report["machine"]
    print(f"{about['cpu']}, {about['cores']} cores, {about['system']}")
    print(f"Python {about['python']}, SimPy {about['simpy']}, NumPy {about['numpy']}; {rounds_said(report)}\n")
    for workload, cases in report["speed"].items():
        print(f"{TITLES[workload]:<36}{'customers/s':>13}{'× SimPy':>10}{'least':>8}")
        for module, title in CASES.items():
            case = cases[module]
            ratios = f"{case['times_peer']:>10.2f}{case['least_times_peer']:>8.2f}"
            print(f"  {title:<34}{case['customers_per_s']:>13,.0f}{ratios}")
        show_scaling(report["scaling"][workload])
    show_study(report["study"])
    for title, seconds in report["commands_s"].items():
        print(f"{title}: {'not there' if seconds is None else f'{seconds:.2f} s'}")


def show_study(found: Row) -> None:
    layer = found["layer_share"]
    print(f"{STUDY}, one worker: {found['wall_s']:.0f} s, of which beside issues, engine and measures {layer:.1%} "
          f"{verdict(layer, LAYER)},")  # fmt: skip
    print(f"    measures {found['measures_share']:.1%}, issues {found['issues_share']:.1%}")
    if "two_workers_times" in found:
        times = found["two_workers_times"]
        enough = "at least" if times >= TWO_WORKERS else "LESS THAN"
        walls = f"{found['one_worker_s']:.0f} s with one worker, {found['two_workers_s']:.0f} s with two"
        print(f"  {LONG_STUDY} replications: {walls}, {times:.2f} times ({enough} {TWO_WORKERS:g})\n")


def rounds_said(report: Row) -> str:
    n = report["rounds"]
    return "one round" if n == 1 else f"medians of {n} rounds"


def show_scaling(scale: Row) -> None:
    slower, memory = scale["time_per_contact"], scale["bytes_per_issue"]
    print(f"  at ten times the horizon: {slower:.2f} times the time per contact {verdict(slower, FLAT)},")
    print(f"    {memory:.0f} bytes an issue beside the records {verdict(memory, LEAN)}")
    print(f"  engine's share of plan, issues and engine: {scale['engine_share']:.0%}\n")


def verdict(value: float, limit: float) -> str:
    return f"({'at most' if value <= limit else 'MORE THAN'} {limit:g})"


if __name__ == "__main__":
    main()
