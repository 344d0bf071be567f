"""How fast ccsim is beside other simulators, in one run on one machine.

    python benchmarks/bench.py [--rounds N] [--json FILE] [--page FILE] [--quick] [--no-study]

Every case runs in a process of its own, once to warm up and once measured. A round runs all cases, one after the other,
so that a machine that slows down slows them all; ratios are taken within a round, and everything printed is the median
over the rounds. Times are processor time, which other work on the machine disturbs less. Compare ratios: customers per
second belong to the machine. Peers that are not installed (pip install cimba salabim) are left out.
"""

import argparse
import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
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
TITLES = {"w1": "W1, Erlang A", "w2": "W2, small contact center", "retailer": "Retailer, everything on"}
PEER, SIMPY, COMPILED = "peer_simpy", "ccsim_cases:simpy", "ccsim_cases:compiled"
CASES = {
    PEER: "SimPy, process per customer",
    "peer_salabim": "salabim",
    "peer_ciw": "Ciw",
    "peer_cimba": "cimba",
    SIMPY: "ccsim, SimPy engine, full records",
    COMPILED: "ccsim, compiled engine, full records",
}
SIZES = {
    "w1": {PEER: 200.0, "peer_salabim": 10.0, "peer_ciw": 50.0, "peer_cimba": 200.0, SIMPY: 200.0, COMPILED: 200.0},
    "w2": {PEER: 40.0, "peer_cimba": 40.0, SIMPY: 40.0, COMPILED: 40.0},
    "retailer": {SIMPY: 112.0, COMPILED: 112.0},
}
"""Hours of W1, days of W2 and of the retailer: about 120,000 customers of W1, fewer of the slowest, and twice as many
of the others."""
LONGER = 10
ASKED = [
    ("w1", COMPILED, PEER, 60.0), ("w1", COMPILED, "peer_cimba", 8.0), ("w2", COMPILED, PEER, 25.0),
    ("w2", COMPILED, "peer_cimba", 3.5), ("retailer", COMPILED, SIMPY, 8.0), ("w2", SIMPY, PEER, 2.0),
]  # fmt: skip
"""Workload, case, beside which other case, and how many times as fast it must be."""
HALF_OF_W2 = 0.5
"""Contacts a second of the engine on the retailer with everything on, relative to W2, that are asked."""
FLAT, LEAN = 1.1, 100.0
"""Time per contact at ten times the horizon, relative to one; bytes an issue beyond the records."""
LAYER, TWO_WORKERS, WHOLE, COMPILING_S, STARTING_S = 0.05, 1.7, 6.0, 40.0, 1.5
"""Share of a study's time beside issues, engine and measures; two workers relative to one; a study on the compiled
engine relative to the SimPy one; seconds to compile it, and that loading it adds to the start."""
LONG_STUDY, LONG, FEW = 180, 80, 24
"""Replications of the demo study where workers are compared, more than a minute of one, where engines are, and where
the SimPy engine runs alone."""
LAYERS = {
    "compiled": "the demo, as it is shipped",
    "long": f"{LONG_STUDY} replications of it",
    "simpy": f"{FEW} replications of it on the SimPy engine",
}
COMMANDS = {"ccsim --help": ["--help"], f"ccsim validate {STUDY}": ["validate", STUDY]}
Row = dict[str, Any]


def main() -> None:
    """Measure and print."""
    options = arguments()
    part = 0.1 if options.quick else 1.0
    rows = [row for number in range(options.rounds) for row in run_round(number, part)]
    report = {
        "machine": machine(),
        "rounds": options.rounds,
        "speed": {workload: speed(rows, workload) for workload in SIZES},
        "asked": [asked(rows, *ask) for ask in ASKED],
        "retailer_to_w2": {case: retailer_to_w2(rows, case) for case in (COMPILED, SIMPY)},
        "scaling": {f"{w} {c}": scaling(rows, w, c) for w in ("w1", "w2") for c in (SIMPY, COMPILED)},
        "commands_s": {title: command_time(words, options.rounds) for title, words in COMMANDS.items()},
        "compiled": compiling(options.rounds),
        "study": {} if options.no_study else study(options.quick),
        "rows": rows,
    }
    text = "\n".join(said(report))
    print(text)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")
    if options.page:
        between_marks(options.page, "bench", text)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, help="rounds to take the median of (default 5; 1 with --quick)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every number there too")
    parser.add_argument("--page", type=Path, metavar="FILE", help="put the tables between the marks of this page")
    parser.add_argument("--quick", action="store_true", help="a tenth of the customers: a smoke test")
    parser.add_argument("--no-study", action="store_true", help="without whole studies, which take long")
    options = parser.parse_args()
    options.rounds = options.rounds or (1 if options.quick else 5)
    return options


# --- running ---------------------------------------------------------------------------------------------


def run_round(number: int, part: float) -> list[Row]:
    """Every case once, and ccsim's engines once more at ten times the horizon."""
    rows = []
    for workload, cases in SIZES.items():
        there = {case: size for case, size in cases.items() if is_there(case)}
        plays = [(case, size, 1) for case, size in there.items()]
        if workload != "retailer":
            plays += [(case, there[case], LONGER) for case in (SIMPY, COMPILED)]
        for case, size, times in plays:
            print(f"round {number + 1}: {case} {workload} × {times}", file=sys.stderr)
            result = run_case(case, workload, part * size * times, seed=number + 1)
            rows.append({"round": number, "case": case, "workload": workload, "times": times, **result})
    return rows


def is_there(case: str) -> bool:
    """Whether the peer's library is installed."""
    library = case.removeprefix("peer_")
    return library == case or importlib.util.find_spec(library) is not None


def run_case(case: str, workload: str, size: float, seed: int) -> Row:
    """One case in its own process, on the tree that this file belongs to."""
    result: Row = json.loads(python_in_tree(str(HERE / "case.py"), case, workload, str(size), str(seed)))
    return result


def python_in_tree(*words: str, tree: Path = ROOT) -> str:
    """What a Python process on a tree says."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(tree)
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, cwd=tree, env=environment, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(words)} failed:\n{done.stderr}")
    return done.stdout


def seconds_of(*words: str, tree: Path = ROOT) -> float:
    """How long a Python process on a tree takes from start to end."""
    begin = time.perf_counter()
    python_in_tree(*words, tree=tree)
    return time.perf_counter() - begin


def command_time(words: list[str], rounds: int) -> float:
    """Seconds from start to end of a ccsim command."""
    command = ("-c", "from ccsim.cli import main; main()", *words)
    return median([seconds_of(*command) for _ in range(rounds + 1)][1:])


def compiling(rounds: int) -> Row:
    """Seconds to compile the engine on a fresh copy of ccsim, and that loading it adds to a start."""
    ready = "from ccsim.engine.engines import make_ready; make_ready('compiled', lambda text: None)"
    load = "from ccsim.engine.compiled.machine_code import functions; import ccsim.engine.compiled.engine; functions()"
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        shutil.copytree(ROOT / "ccsim", tree / "ccsim", ignore=shutil.ignore_patterns("__pycache__"))
        first = seconds_of("-c", ready, tree=tree)
    starts = [seconds_of("-c", load) - seconds_of("-c", "import ccsim.engine.simpy_engine") for _ in range(rounds)]
    return {"compiling_s": first, "loading_s": median(starts)}


def study(quick: bool) -> Row:
    """The demo study as a command: what the layer takes of it, two workers and both engines on many times of it."""
    study_time(2, 1, "compiled")  # bytecode and the compiled engine are there, as where ccsim ran before
    layers = {"compiled": layer()}
    if quick:
        return {"layers": layers}
    layers["long"] = layer("--replications", str(LONG_STUDY))
    layers["simpy"] = layer("--engine", "simpy", "--replications", str(FEW))
    walls = [layers["long"]["wall_s"], study_time(LONG_STUDY, 2, "compiled")]
    engines = {engine: study_time(LONG, 1, engine) for engine in ("compiled", "simpy")}
    return {"layers": layers, "one_worker_s": walls[0], "two_workers_s": walls[1], "long_s": engines}


def layer(*options: str) -> Row:
    """Seconds of the demo study on one worker, and the shares that issues, measures and the layer take of them."""
    print(f"{STUDY} {' '.join(options)}: the layer's share", file=sys.stderr)
    begin = time.perf_counter()
    parts = json.loads(python_in_tree(str(HERE / "layer.py"), STUDY, *options))
    whole = time.perf_counter() - begin
    shares = {f"{name}_share": spent / whole for name, spent in parts.items()}
    return {"wall_s": whole, "layer_share": 1.0 - sum(shares.values()), **shares}


def study_time(replications: int, jobs: int, engine: str) -> float:
    """Seconds of the demo study with so many replications, on so many workers, on an engine."""
    print(f"{STUDY}: {replications} replications, {jobs} worker(s), {engine}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        words = ["compare", STUDY, "--replications", str(replications), "--jobs", str(jobs), "--out", folder, "-q"]
        return seconds_of("-c", "from ccsim.cli import main; main()", *words, "--engine", engine)


# --- what the rows say -----------------------------------------------------------------------------------


def rates(rows: list[Row], workload: str, case: str) -> dict[int, float]:
    """Customers per second of processor time, by round."""
    chosen = [row for row in rows if (row["workload"], row["case"], row["times"]) == (workload, case, 1)]
    return {row["round"]: row["customers"] / row["cpu_s"] for row in chosen}


def speed(rows: list[Row], workload: str) -> Row:
    """By case: customers per second, and how many times those of the first case there in the same round."""
    found: Row = {}
    first = rates(rows, workload, next(iter(SIZES[workload])))
    for case in SIZES[workload]:
        own = rates(rows, workload, case)
        if own:
            ratios = [own[number] / first[number] for number in own]
            found[case] = {"customers_per_s": median(own.values()), "times": median(ratios), "least": min(ratios)}
    return found


def asked(rows: list[Row], workload: str, case: str, other: str, least: float) -> Row:
    """How many times as fast as another case, and what is asked."""
    own, beside = rates(rows, workload, case), rates(rows, workload, other)
    times = median(own[number] / beside[number] for number in beside) if beside else None
    return {"workload": workload, "case": case, "beside": other, "times": times, "least": least}


def retailer_to_w2(rows: list[Row], case: str) -> float:
    """Contacts a second of the engine alone on the retailer, relative to W2 of the same round."""
    own = [row for row in rows if row["case"] == case and row["times"] == 1]
    pace = {(row["workload"], row["round"]): row["customers"] / row["engine_s"] for row in own}
    return median(pace["retailer", n] / pace["w2", n] for w, n in pace if w == "w2")


def scaling(rows: list[Row], workload: str, case: str) -> Row:
    """What ten times the horizon does to the time per contact, and to memory beside the records."""
    own = [row for row in rows if row["workload"] == workload and row["case"] == case]
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
        **{name: importlib.metadata.version(name) for name in ("simpy", "numpy", "numba")},
    }


def cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def said(report: Row) -> list[str]:
    """The tables in Markdown."""
    about, n = report["machine"], report["rounds"]
    rounds = "one round" if n == 1 else f"medians of {n} rounds"
    lines = [
        f"{about['cpu']}, {about['cores']} cores, {about['system']}; Python {about['python']}, SimPy {about['simpy']}, "
        f"NumPy {about['numpy']}, numba {about['numba']}; {rounds}.",
        "",
        "| workload | simulator | customers/s | times the first | least |",
        "| --- | --- | --- | --- | --- |",
    ]
    for workload, cases in report["speed"].items():
        for case, found in cases.items():
            numbers = f"{found['customers_per_s']:,.0f} | {found['times']:.2f} | {found['least']:.2f}"
            lines.append(f"| {TITLES[workload]} | {CASES[case]} | {numbers} |")
    lines += ["", "| what | measured | asked | |", "| --- | --- | --- | --- |"]
    for ask in report["asked"]:
        if ask["times"] is not None:
            what = f"{TITLES[ask['workload']]}: {CASES[ask['case']]} over {CASES[ask['beside']]}"
            lines.append(limit(what, ask["times"], ask["least"], "×", least=True))
    for case, share in report["retailer_to_w2"].items():
        what = f"{TITLES['retailer']}, {CASES[case]}: contacts a second of the engine relative to W2"
        lines.append(limit(what, share, HALF_OF_W2, "×", least=True))
    for name, scale in report["scaling"].items():
        workload, case = name.split(" ", 1)
        what = f"{TITLES[workload]}, {CASES[case]}, ten times the horizon"
        lines.append(limit(f"{what}: time a contact", scale["time_per_contact"], FLAT, "×"))
        lines.append(limit(f"{what}: bytes an issue beside the records", scale["bytes_per_issue"], LEAN))
    ready = report["compiled"]
    lines.append(limit("compiling the engine on a fresh machine", ready["compiling_s"], COMPILING_S, "s"))
    lines.append(limit("loading it, beyond the SimPy engine", ready["loading_s"], STARTING_S, "s"))
    lines += study_said(report["study"])
    lines += [f"| `{title}` | {seconds:.2f} s | | |" for title, seconds in report["commands_s"].items()]
    return lines


def study_said(found: Row) -> list[str]:
    lines = []
    for name, row in found.get("layers", {}).items():
        what = f"{LAYERS[name]}, one worker, {row['wall_s']:.0f} s: share beside issues, engine and measures"
        lines.append(limit(what, row["layer_share"], LAYER))
    if "long_s" in found:
        times = found["one_worker_s"] / found["two_workers_s"]
        what = f"{LONG_STUDY} replications of it, {found['one_worker_s']:.0f} s of one worker: two workers over one"
        lines.append(limit(what, times, TWO_WORKERS, "×", least=True))
        compiled, simpy = (found["long_s"][engine] for engine in ("compiled", "simpy"))
        what = f"{LONG} replications of it, one worker: compiled ({compiled:.0f} s) over SimPy ({simpy:.0f} s)"
        lines.append(limit(what, simpy / compiled, WHOLE, "×", least=True))
    return lines


def limit(what: str, value: float, bound: float, unit: str = "", least: bool = False) -> str:
    """A row of the table: measured, asked, and whether it is met."""
    sign, is_met = ("≥", value >= bound) if least else ("≤", value <= bound)
    return f"| {what} | {value:.2f} {unit} | {sign} {bound:g} {unit} | {'met' if is_met else '**missed**'} |"


def between_marks(page: Path, name: str, text: str) -> None:
    """Between the marks of that name on the page, whose other words are people's."""
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, rest = page.read_text(encoding="utf-8").split(begin)
    _, after = rest.split(end)
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
