"""The command line: one thin function a command; whatever is heavy is imported when a command needs it."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ccsim.errors import CcsimError, InputError

if TYPE_CHECKING:
    from ccsim.experiment.compare import Outcome, Told
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

Assignments = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Override an input, e.g. handoffs.notices=0.3 of the world, study.window='7 days', "
        "structures/NAME.practice.sharing=daily. Repeatable.",
    ),
]
Neutralised = Annotated[
    list[str] | None,
    typer.Option("--neutralise", metavar="MECHANISM", help="Switch a mechanism off. Repeatable."),
]
World = Annotated[str | None, typer.Option("--world", metavar="WORLD", help="A world's name or file.")]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help="Seed of all luck.")]
Replications = Annotated[int | None, typer.Option("--replications", min=1, help="How many replications to run.")]
Precision = Annotated[
    float | None,
    typer.Option("--precision", help="Run until the primary measure's half-width is this small, e.g. 0.005."),
]
Jobs = Annotated[int | None, typer.Option("--jobs", min=1, help="Local cores to use; 1 runs in this process.")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where results are kept.")]
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

INTERRUPTED = "interrupted; what was finished is kept: run the same command again to go on"
DEFAULT_OUT = Path("results")
DEFAULT_STUDY: dict[str, Any] = {"kind": "study", "warmup": "7 days", "window": "14 days"}


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
            import json as writer

            typer.echo(writer.dumps(report.document(), indent=1, ensure_ascii=False))
        elif not quiet:
            for line in report.lines():
                typer.echo(line)
        if report.problems:
            if not json:
                raise InputError(report.problems)
            raise typer.Exit(2)


@app.command()
def run(
    structure: Annotated[str, typer.Argument(help="A structure's name or file.")],
    world: Annotated[str, typer.Option("--world", metavar="WORLD", help="A world's name or file.")],
    practice: Practice = None,
    assignments: Assignments = None,
    neutralise: Neutralised = None,
    seed: Seed = None,
    replications: Replications = None,
    jobs: Jobs = None,
    out: Out = DEFAULT_OUT,
    resume: Resume = False,
    force: Force = False,
    records: Records = False,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    debug: Debug = False,
) -> None:
    """Run one structure in one world: its measures with intervals."""
    with _errors(debug):
        changes = {"seed": seed, "replications": replications, "practice": practice}
        study = _ad_hoc([structure], world, assignments, changes)
        outcome = _run(study, neutralise, jobs, out, force, records, quiet, verbose)
        _show(outcome, json, quiet)


@app.command()
def compare(
    what: Annotated[list[str], typer.Argument(metavar="STUDY | STRUCTURE…", help="A study, or structures.")],
    world: World = None,
    baseline: Annotated[str | None, typer.Option("--baseline", help="The structure to compare with.")] = None,
    primary: Annotated[str | None, typer.Option("--primary", metavar="MEASURE", help="What decides.")] = None,
    practice: Practice = None,
    assignments: Assignments = None,
    neutralise: Neutralised = None,
    seed: Seed = None,
    replications: Replications = None,
    precision: Precision = None,
    jobs: Jobs = None,
    out: Out = DEFAULT_OUT,
    resume: Resume = False,
    force: Force = False,
    records: Records = False,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    debug: Debug = False,
) -> None:
    """Compare ownership models: measures side by side, paired differences, ranking, verdict, chart."""
    with _errors(debug):
        if replications is not None and precision is not None:
            raise typer.BadParameter("give --replications or --precision, not both")
        changes = {
            "seed": seed, "replications": replications, "precision": precision, "practice": practice,
            "baseline": baseline, "primary": primary,
        }  # fmt: skip
        study = _study(what, world, assignments, changes)
        outcome = _run(study, neutralise, jobs, out, force, records, quiet, verbose)
        _show(outcome, json, quiet)


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
    seed: Seed = None,
    jobs: Jobs = None,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Run the engine against theory: queueing formulas, solved Markov chains, published simulations."""
    with _errors(debug, interrupted="interrupted"):
        from ccsim.verify.cases import HERE, choose, load_cases

        cases = choose(load_cases(file or HERE), chosen or [])
        outcome = _verified(cases, 1 if seed is None else seed, quick, jobs or _cores(), quiet)
        _show_verification(outcome, json, quiet)


def main() -> None:
    """The console script."""
    app()


# --- what commands share ---------------------------------------------------------------------------------


@contextlib.contextmanager
def _errors(debug: bool, interrupted: str = INTERRUPTED) -> Iterator[None]:
    """Known errors as one message and an exit code; an interruption as 130."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo(interrupted, err=True)
        raise typer.Exit(130) from None
    except CcsimError as error:
        if debug:
            raise
        typer.echo(str(error), err=True)
        raise typer.Exit(error.exit_code) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from None
    except OSError as error:
        if debug:
            raise
        typer.echo(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "), err=True)
        raise typer.Exit(1) from None


def _study(what: list[str], world: str | None, assignments: list[str] | None, changes: dict[str, Any]) -> "LoadedStudy":
    from ccsim.scenario.load import find, is_study, load_study, scenarios_root

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
    from ccsim.scenario.load import adhoc_study

    return adhoc_study(structures, world, DEFAULT_STUDY, assignments or [], changes)


def _run(
    study: "LoadedStudy",
    neutralise: list[str] | None,
    jobs: int | None,
    out: Path,
    force: bool,
    records: bool,
    quiet: bool,
    verbose: bool,
) -> "Outcome":
    from ccsim.experiment.compare import run_study
    from ccsim.report.progress import Progress
    from ccsim.scenario.load import check_mechanisms

    off = check_mechanisms(neutralise or [])
    if verbose:
        for note in study.notes:
            typer.echo(f"note: {note}", err=True)
    with Progress(None, enabled=not quiet, measure=study.study.primary) as progress:
        outcome = run_study(
            study, out, jobs or _cores(), _told(progress, quiet), off, force, records, tuple(sys.argv[1:]), _draw
        )
    if outcome.reused and not quiet:
        of = outcome.document["replications"]
        typer.echo(f"reused {outcome.reused} of {of} replications (--force computes them again)", err=True)
    return outcome


def _told(progress: Any, quiet: bool) -> "Told":
    from ccsim.experiment.compare import Told

    def note(text: str) -> None:
        if not quiet:
            typer.echo(text, err=True)

    return Told(total=progress.expect, finished=progress.advance, note=note)


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _draw(document: dict[str, Any], folder: Path) -> None:
    if len(document["structures"]) > 1:
        from ccsim.report.charts.ranked_dots import write_chart

        write_chart(document, folder)


def _show(outcome: "Outcome", json: bool, quiet: bool) -> None:
    from ccsim.report.tables import show_comparison, show_run

    if json:
        sys.stdout.write((outcome.folder / "results.json").read_text(encoding="utf-8"))
        return
    show = show_comparison if "verdict" in outcome.document else show_run
    show(outcome.document, sys.stdout)
    if not quiet:
        if "verdict" in outcome.document and not sys.stdout.isatty():
            typer.echo(outcome.document["verdict"]["text"], err=True)
        typer.echo(f"saved in {outcome.folder}", err=True)


def _verified(cases: "tuple[Case, ...]", seed: int, quick: bool, jobs: int, quiet: bool) -> "Verified":
    from ccsim.report.verification import CaseProgress
    from ccsim.verify.suite import verify

    with CaseProgress(enabled=not quiet) as progress:
        return verify(
            cases, seed, quick, jobs, lambda now: progress.tell(now.finished, now.of, now.under_way, now.legs)
        )


def _show_verification(outcome: "Verified", json: bool, quiet: bool) -> None:
    from ccsim.report.verification import show_verification, summary

    rows = [row.document() for row in outcome.rows]
    if json:
        import json as writer

        typer.echo(writer.dumps(rows, indent=1, ensure_ascii=False))
    else:
        show_verification(rows, sys.stdout)
    for case, why in outcome.refusals.items():
        typer.echo(f"{case}: {why}", err=True)
    if not quiet and (json or not sys.stdout.isatty()):
        typer.echo(summary(rows), err=True)
    if not outcome.ok:
        raise typer.Exit(2 if outcome.refusals else 1)
