"""The command line: one thin function a command; whatever is heavy is imported when a command needs it."""

import atexit
import contextlib
import gc
import os
import shlex
import signal
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ccsim.errors import CcsimError, InputError

if TYPE_CHECKING:
    from ccsim.experiment.compare import Outcome, Told, Wishes
    from ccsim.scenario.load import LoadedStudy
    from ccsim.verify.cases import Case
    from ccsim.verify.suite import Outcome as Verified

app = typer.Typer(
    help="Who should own the contact center? Compare ownership models of customer contact by simulation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class EngineWord(StrEnum):
    """What --engine takes."""

    AUTO = "auto"
    SIMPY = "simpy"
    COMPILED = "compiled"


def _folder(path: Path | None) -> Path | None:
    if str(path) == "-":
        raise typer.BadParameter("'-' would be a folder of that name, not standard output: name a folder")
    if path is not None and path.is_file():
        raise typer.BadParameter(f"'{path}' is a file; name a folder")
    return path


Assignments = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Override an input, e.g. handoffs.notices=0.3 of the world, study.window='7 days', "
        "structures/NAME.practice.sharing=daily; x1.2 multiplies what is there, * is every entry of a level: "
        "'reasons.*.handle_time=x1.2'. Repeatable.",
    ),
]
Neutralised = Annotated[
    list[str] | None,
    typer.Option("--neutralise", metavar="MECHANISM", help="Switch a mechanism off. Repeatable."),
]
World = Annotated[str | None, typer.Option("--world", metavar="WORLD", help="A world's name or file.")]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Seed of all luck.")]
Replications = Annotated[
    int | None,
    typer.Option("--replications", min=1, help="How many replications to run; at most, with --precision or --select."),
]
Precision = Annotated[
    float | None,
    typer.Option("--precision", help="Run until the primary measure's half-width is this small, e.g. 0.005."),
]
Jobs = Annotated[int | None, typer.Option("--jobs", min=1, help="Local cores to use; 1 runs in this process.")]
Cluster = Annotated[
    str | None, typer.Option("--cluster", metavar="ADDRESS", help="An existing dask cluster, e.g. tls://host:8786.")
]
Insecure = Annotated[
    bool, typer.Option("--insecure-cluster", help="Allow an unencrypted connection to a cluster on another machine.")
]
WarmUp = Annotated[
    str | None,
    typer.Option("--warmup", metavar="TIME|auto", help="Time that no measure counts; auto chooses it from a trial."),
]
Select = Annotated[
    bool,
    typer.Option(
        "--select", help="Run until the best structure is chosen; those that are clearly worse drop out on the way."
    ),
]
Margin = Annotated[
    float | None,
    typer.Option(
        "--margin",
        help="Smallest difference that matters, in the primary measure's unit: 0.01 is a point, the usual of shares.",
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only say how many events, how much time and memory the run would take.")
]
Engine = Annotated[
    EngineWord,
    typer.Option("--engine", help="What runs the model; results are the same. auto: compiled, unless a run is small."),
]
Trace = Annotated[
    int | None,
    typer.Option("--trace", min=0, metavar="ISSUE", help="Only tell one issue's life, step by step; the first is 0."),
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", callback=_folder, help="Where results are kept.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on where an interrupted run stopped (always done).")]
Force = Annotated[bool, typer.Option("--force", help="Compute again what is there already.")]
Records = Annotated[bool, typer.Option("--records", help="Keep the tables of every issue, contact and leg.")]
Json = Annotated[bool, typer.Option("--json", help="Print the results as one JSON document and nothing else.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but results and errors.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Say more about what is done.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the whole trace of an error.")]
Practice = Annotated[
    str | None,
    typer.Option("--practice", metavar="well_run|typical", help="Whose practice the structures follow."),
]

Beside = Annotated[
    str | None,
    typer.Option(
        "--beside",
        metavar="well_run|typical|none",
        help="A second practice beside the first, to tell ownership from habit.",
    ),
]

NO_PRACTICE = "none"
INTERRUPTED = "interrupted; what was finished is kept: run the same command again to go on"
DEFAULT_OUT = Path("results")
STOPPED_EARLY = 3
FEW_LOOKS = 100_000
"""New objects after which the interpreter looks for garbage."""
CASE_CONTACTS, QUICK_CASE_CONTACTS = 1e6, 1e5
"""As many as a case of `ccsim verify` runs, or so."""


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", is_eager=True, help="Show the version and exit.")] = False,
) -> None:
    """Who should own the contact center? Compare ownership models of customer contact by simulation."""
    if show:
        from importlib import metadata

        typer.echo(f"ccsim {metadata.version('ccsim')}")
        raise typer.Exit


@app.command()
def validate(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Worlds, structures, studies, or folders.")],
    world: World = None,
    assignments: Assignments = None,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Check worlds, structures and studies; every problem is reported at once."""
    from ccsim.scenario.validate import validate_paths

    with _errors(debug):
        report = validate_paths(paths, world, assignments or [])
        if json:
            _print_json(report.document())
        elif not quiet:
            for line in report.lines():
                typer.echo(line)
        if report.problems:
            if not json:
                raise InputError(report.problems)
            raise typer.Exit(2)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new, or holds none of its files.")],
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Write a commented starter: one world, three structures, one study, which run as they stand."""
    from ccsim.starter.start import STUDY, start

    with _errors(debug):
        for file in start(folder):
            typer.echo(str(file))
        if not quiet:
            go = "" if folder.resolve() == Path.cwd() else f"cd {shlex.quote(str(folder))} && "
            typer.echo(f"next: {go}ccsim validate . && ccsim compare {STUDY}", err=True)
            typer.echo("then put the client's numbers in place of these; README.md says where they go", err=True)


@app.command()
def schema(
    kind: Annotated[str, typer.Argument(metavar="world|structure|study", help="The kind of file.")],
    debug: Debug = False,
) -> None:
    """Print the JSON Schema of a kind of file, from which editors complete and explain."""
    from ccsim.scenario.schema import schema_of

    with _errors(debug):
        _print_json(schema_of(kind))


@app.command()
def run(
    structure: Annotated[str, typer.Argument(help="A structure's name or file.")],
    world: Annotated[str, typer.Option("--world", metavar="WORLD", help="A world's name or file.")],
    practice: Practice = None,
    assignments: Assignments = None,
    neutralise: Neutralised = None,
    seed: Seed = None,
    replications: Replications = None,
    warmup: WarmUp = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    insecure_cluster: Insecure = False,
    engine: Engine = EngineWord.AUTO,
    out: Out = DEFAULT_OUT,
    resume: Resume = False,
    force: Force = False,
    records: Records = False,
    trace: Trace = None,
    dry_run: DryRun = False,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    debug: Debug = False,
) -> None:
    """Run one structure in one world: its measures with intervals."""
    with _errors(debug):
        changes = {"seed": seed, "replications": replications, "practice": practice, "warmup": warmup}
        study = _ad_hoc([structure], world, assignments, changes)
        if trace is not None:
            _show_story(study, neutralise, trace, json)
            return
        wishes = _wishes(jobs, cluster, insecure_cluster, force, records, engine)
        _run_and_show(study, neutralise, wishes, out, dry_run, json, quiet, verbose)


@app.command()
def compare(
    what: Annotated[list[str], typer.Argument(metavar="STUDY | STRUCTURE…", help="A study, or structures.")],
    world: World = None,
    baseline: Annotated[str | None, typer.Option("--baseline", help="The structure to compare with.")] = None,
    primary: Annotated[str | None, typer.Option("--primary", metavar="MEASURE", help="What decides.")] = None,
    practice: Practice = None,
    beside: Beside = None,
    assignments: Assignments = None,
    neutralise: Neutralised = None,
    seed: Seed = None,
    replications: Replications = None,
    precision: Precision = None,
    select: Select = False,
    margin: Margin = None,
    warmup: WarmUp = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    insecure_cluster: Insecure = False,
    engine: Engine = EngineWord.AUTO,
    out: Out = DEFAULT_OUT,
    resume: Resume = False,
    force: Force = False,
    records: Records = False,
    dry_run: DryRun = False,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    debug: Debug = False,
) -> None:
    """Compare ownership models: measures side by side, paired differences, ranking, verdict, chart."""
    with _errors(debug):
        is_open = precision is not None or select
        changes = {
            "seed": seed, "replications": None if is_open else replications, "precision": precision,
            "select": select or None, "practice": practice, "baseline": baseline, "primary": primary, "warmup": warmup,
            "margin": margin, "beside": None if beside == NO_PRACTICE else beside,
        }  # fmt: skip
        alone = ["study.beside=null"] if beside == NO_PRACTICE else []
        study = _study(what, world, [*(assignments or []), *alone], changes)
        wishes = _wishes(jobs, cluster, insecure_cluster, force, records, engine, replications if is_open else None)
        _run_and_show(study, neutralise, wishes, out, dry_run, json, quiet, verbose)


@app.command()
def verify(
    quick: Annotated[
        bool,
        typer.Option(
            "--quick",
            help="All cases in under a minute, with 24 short replications of each: a measure then agrees within its "
            "tolerance or 3.5 standard errors, however wide. Without it every run is long enough that 3.5 standard "
            "errors lie within the tolerance.",
        ),
    ] = False,
    chosen: Annotated[
        list[str] | None, typer.Option("--case", metavar="ID", help="Only this case, e.g. EA-01. Repeatable.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="FILE", help="Other cases, written like ccsim/verify/cases.json."),
    ] = None,
    chart: Annotated[
        Path | None,
        typer.Option(
            "--chart", metavar="DIR", callback=_folder, help="Draw expected against measured into this folder."
        ),
    ] = None,
    seed: Seed = None,
    jobs: Jobs = None,
    engine: Engine = EngineWord.AUTO,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Run the engine against theory: queueing formulas, solved Markov chains, published simulations."""
    with _errors(debug, interrupted="interrupted"):
        from ccsim.verify.cases import HERE, choose, load_cases
        from ccsim.workers import cores

        cases = choose(load_cases(file or HERE), chosen or [])
        luck = 1 if seed is None else seed
        outcome = _verified(cases, luck, quick, jobs or cores(), engine, quiet)
        if chart is not None:
            from ccsim.report.charts.verification import write_verification_chart

            write_verification_chart([row.document() for row in outcome.rows], luck, chart)
        _show_verification(outcome, json, quiet)


results_app = typer.Typer(no_args_is_help=False, help="List saved results, or show one again.")
app.add_typer(results_app, name="results")


@results_app.callback(invoke_without_command=True)
def results(
    context: typer.Context,
    out: Out = DEFAULT_OUT,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """List saved results, the newest first; `ccsim results show ID` shows one again."""
    context.obj = out
    if context.invoked_subcommand is not None:
        return
    with _errors(debug):
        from ccsim.experiment.saved import saved_runs
        from ccsim.report.lists import show_runs

        runs = saved_runs(out)
        if json:
            _print_json({"schema_version": 1, "results": runs})
        else:
            show_runs(runs, sys.stdout)


@results_app.command()
def show(
    result: Annotated[
        str, typer.Argument(metavar="RESULT", help="A run's folder, its id, the start of its id, or latest.")
    ],
    context: typer.Context,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where results are kept.")] = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Show a saved result again, without simulating."""
    with _errors(debug):
        from ccsim.experiment.saved import find_run, results_of

        folder = find_run(result, out or context.obj)
        document = results_of(folder)
        if json:
            sys.stdout.write((folder / "results.json").read_text(encoding="utf-8"))
        else:
            _show_document(document)


@app.command()
def report(
    result: Annotated[
        str, typer.Argument(metavar="RESULT", help="A run's folder, its id, the start of its id, or latest.")
    ],
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="FORMAT,…", help="html (the default), pptx, xlsx, png, md. Repeatable."),
    ] = None,
    out: Out = DEFAULT_OUT,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="DIR", callback=_folder, help="Where the files go; else the run's folder, in report/."
        ),
    ] = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Write a saved result as a page, a deck, a workbook, charts or Markdown, without simulating."""
    with _errors(debug):
        from ccsim.experiment.saved import find_run, load_result
        from ccsim.report.formats import formats_asked, write_reports

        asked = formats_asked(formats or ["html"])
        folder = find_run(result, out)
        written = [str(path) for path in write_reports(load_result(folder), asked, to or folder / "report")]
        if json:
            _print_json({"schema_version": 1, "id": folder.name, "files": written})
        else:
            for path in written:
                typer.echo(path)


@app.command()
def doctor(out: Out = DEFAULT_OUT, json: Json = False, debug: Debug = False) -> None:
    """Look at what this machine has: versions, cores, memory, folders, workers, a browser, and how to get the rest."""
    with _errors(debug):
        from dataclasses import asdict

        from ccsim.experiment.doctor import MISSING, examine
        from ccsim.report.lists import show_checks

        checks = [asdict(check) for check in examine(out)]
        if json:
            _print_json({"schema_version": 1, "checks": checks})
        else:
            show_checks(checks, sys.stdout)
        if any(check["state"] == MISSING for check in checks):
            raise typer.Exit(1)


def main() -> None:
    """The console script.

    What it loads it keeps: to look for garbage in it took 0.3 s on the way, and 0.4 s once more at the end.
    """
    gc.set_threshold(FEW_LOOKS)
    atexit.register(gc.freeze)
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) != signal.SIG_IGN:  # as a shell leaves it for what runs in the background
            signal.signal(number, _interrupt)
    with _errors("--debug" in sys.argv):  # what no command has told: that help or the version cannot be written
        app()


def _interrupt(number: int, _: Any) -> None:
    """The first Ctrl-C, or whoever ends processes, is heard; what is pressed after it does not disturb the leaving."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt(number)


# --- what commands share ---------------------------------------------------------------------------------


@contextlib.contextmanager
def _errors(debug: bool, interrupted: str = INTERRUPTED) -> Iterator[None]:
    """Known errors as one message and an exit code; an interruption as 130, an order to end as 143."""
    try:
        yield
    except KeyboardInterrupt as interruption:
        typer.echo(interrupted, err=True)
        raise SystemExit(128 + int(*(interruption.args or (signal.SIGINT,)))) from None
    except MemoryError as error:
        if debug:
            raise
        typer.echo(f"{error or 'not enough memory'}: fewer issues a day or a shorter window take less", err=True)
        raise SystemExit(1) from None
    except CcsimError as error:
        if debug:
            raise
        typer.echo(str(error), err=True)
        raise SystemExit(error.exit_code) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except OSError as error:
        if debug:
            raise
        typer.echo(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "), err=True)
        raise SystemExit(1) from None


def _study(what: list[str], world: str | None, assignments: list[str] | None, changes: dict[str, Any]) -> "LoadedStudy":
    from ccsim.scenario.files import find, is_study, scenarios_root
    from ccsim.scenario.load import load_study

    root = scenarios_root(Path.cwd())
    studies = [name for name in what if is_study(name, root)]
    if studies and len(what) > 1:
        raise typer.BadParameter(f"'{studies[0]}' is a study: name it alone, or name structures and --world WORLD")
    if studies or (len(what) == 1 and world is None and not what[0].endswith((".yaml", ".yml"))):
        return load_study(find("study", what[0], root), assignments or [], world, changes)
    if world is None:
        raise typer.BadParameter("structures are compared in a world: give --world WORLD")
    return _ad_hoc(what, world, assignments, changes)


def _ad_hoc(structures: list[str], world: str, assignments: list[str] | None, changes: dict[str, Any]) -> "LoadedStudy":
    """A study of the given structures, with the usual settings."""
    from ccsim.scenario.load import DEFAULT_STUDY, adhoc_study

    return adhoc_study(structures, world, DEFAULT_STUDY, assignments or [], changes)


def _wishes(
    jobs: int | None,
    cluster: str | None,
    insecure: bool,
    force: bool,
    records: bool,
    engine: EngineWord,
    most: int | None = None,
) -> "Wishes":
    from ccsim.experiment.compare import Wishes
    from ccsim.workers import Place, cores

    if cluster is not None and jobs is not None:
        raise typer.BadParameter("give --jobs or --cluster, not both")
    place = Place(1 if cluster else jobs or cores(), cluster, insecure)
    return Wishes(place, most, force, records, tuple(sys.argv[1:]), engine.value)


def _run_and_show(
    study: "LoadedStudy",
    neutralise: list[str] | None,
    wishes: "Wishes",
    out: Path,
    dry_run: bool,
    json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    from ccsim.scenario.load import check_mechanisms

    off = check_mechanisms(neutralise or [])
    if verbose:
        for note in study.notes:
            typer.echo(f"note: {note}", err=True)
    if dry_run:
        _show_forecast(study, off, wishes, json, quiet)
        return
    outcome = _run(study, off, wishes, out, quiet)
    _show(outcome, json, quiet, out)
    if outcome.fell_short:
        raise typer.Exit(STOPPED_EARLY)


def _show_story(study: "LoadedStudy", neutralise: list[str] | None, issue: int, json: bool) -> None:
    from ccsim.experiment.story import story
    from ccsim.report.lists import show_story
    from ccsim.scenario.load import check_mechanisms

    told = story(study, check_mechanisms(neutralise or []), issue)
    if json:
        _print_json(told)
    else:
        show_story(told, sys.stdout)


def _run(study: "LoadedStudy", off: frozenset[str], wishes: "Wishes", out: Path, quiet: bool) -> "Outcome":
    from ccsim.experiment.compare import run_study
    from ccsim.report.progress import Progress

    with Progress(None, enabled=not quiet, measure=study.study.primary) as progress:
        outcome = run_study(study, out, _told(progress, quiet, len(study.structures) > 1), wishes, off, _draw)
    if outcome.reused and not quiet:
        of = outcome.document["replications"]
        typer.echo(f"reused {outcome.reused} of {of} replications (--force computes them again)", err=True)
    return outcome


def _show_forecast(study: "LoadedStudy", off: frozenset[str], wishes: "Wishes", json: bool, quiet: bool) -> None:
    from ccsim.experiment.forecast import forecast
    from ccsim.report.lists import show_forecast

    expected = forecast(study, off, wishes, _noting(quiet))
    if json:
        _print_json(expected)
    else:
        show_forecast(expected, sys.stdout)


def _told(progress: Any, quiet: bool, is_drawn: bool) -> "Told":
    from threading import Thread

    from ccsim.experiment.compare import Told

    def load_drawing() -> None:
        import ccsim.report.charts.ranked_dots  # noqa: F401

    loading = Thread(target=load_drawing, daemon=True)

    def expect(replications: int) -> None:
        """What draws is loaded while replications run, rather than after them."""
        progress.expect(replications)
        if is_drawn and loading.ident is None:
            loading.start()

    return Told(total=expect, finished=progress.advance, note=_noting(quiet))


def _noting(quiet: bool) -> Callable[[str], None]:
    """Notes go to stderr, above the line of progress where there is one (which echo would not see)."""

    def note(text: str) -> None:
        if not quiet:
            print(text, file=sys.stderr)

    return note


def _draw(document: dict[str, Any], folder: Path) -> None:
    if len(document["structures"]) > 1:
        from ccsim.report.charts.ranked_dots import write_chart

        write_chart(document, folder)
    if "warmup_trial" in document:
        from ccsim.report.charts.warmup import write_warmup_chart

        write_warmup_chart(document, folder)


def _show(outcome: "Outcome", json: bool, quiet: bool, out: Path) -> None:
    if json:
        sys.stdout.write((outcome.folder / "results.json").read_text(encoding="utf-8"))
        return
    _show_document(outcome.document, quiet)
    if not quiet:
        typer.echo(f"saved in {outcome.folder}", err=True)
        typer.echo(f"next: ccsim report {_name_of(outcome.folder, out)} --format html", err=True)


def _name_of(folder: Path, out: Path) -> str:
    """What to call a run in a command: its id where it is kept by default, else its folder."""
    import shlex

    return folder.name if out == DEFAULT_OUT else shlex.quote(str(folder))


def _show_document(document: dict[str, Any], quiet: bool = False) -> None:
    """Tables on a terminal; in a pipe the rows, and on stderr what they do not say: verdict and facts."""
    from ccsim.report.document import facts_of
    from ccsim.report.tables import show_comparison, show_run

    show = show_comparison if "verdict" in document else show_run
    show(document, sys.stdout)
    if not quiet and not sys.stdout.isatty():
        if "verdict" in document:
            _tell_plainly(document["verdict"]["text"])
        _tell_plainly(" · ".join(facts_of(document)))


def _tell_plainly(text: str) -> None:
    typer.echo(text.replace("\u00a0", " "), err=True)


def _print_json(document: Any) -> None:
    import json as writer

    typer.echo(writer.dumps(document, indent=1, ensure_ascii=False))


def _verified(
    cases: "tuple[Case, ...]", seed: int, quick: bool, jobs: int, asked: EngineWord, quiet: bool
) -> "Verified":
    from ccsim.engine.engines import ready
    from ccsim.report.verification import CaseProgress
    from ccsim.verify.suite import verify

    engine = ready(asked.value, len(cases) * (QUICK_CASE_CONTACTS if quick else CASE_CONTACTS), _noting(quiet))
    with CaseProgress(enabled=not quiet) as progress:
        return verify(
            cases, seed, quick, jobs, lambda now: progress.tell(now.finished, now.of, now.under_way, now.legs), engine
        )


def _show_verification(outcome: "Verified", json: bool, quiet: bool) -> None:
    from ccsim.report.verification import show_verification, summary

    rows = [row.document() for row in outcome.rows]
    if json:
        _print_json(rows)
    else:
        show_verification(rows, sys.stdout)
    for case, why in outcome.refusals.items():
        typer.echo(f"{case}: {why}", err=True)
    if not quiet and (json or not sys.stdout.isatty()):
        typer.echo(summary(rows), err=True)
    if not outcome.ok:
        raise typer.Exit(2 if outcome.refusals else 1)
