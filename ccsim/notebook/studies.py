"""Studies and scenarios by name, with overrides, and how they show themselves in a notebook."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from ccsim.errors import InputError, Problem
from ccsim.experiment.format import measure_label, plain
from ccsim.notebook.html import block, prose_table
from ccsim.scenario.files import find, is_study, scenarios_root
from ccsim.scenario.load import DEFAULT_STUDY, LoadedStudy, adhoc_study, assemble_scenario
from ccsim.scenario.load import load_study as read_study
from ccsim.scenario.quantities import format_duration
from ccsim.scenario.scenario import Scenario as PlainScenario
from ccsim.scenario.sources import Input
from ccsim.scenario.study import PracticeName

Named = str | Path
"""A world, structure or study by its name or the path of its file."""
Overrides = Sequence[str] | Mapping[str, Any]
"""Changed assumptions, as {"handoffs.notices": 0.3} or ["handoffs.notices=0.3"]; paths as after `ccsim --set`."""


class Study(LoadedStudy):
    """A study with its world and structures, checked together."""

    def __repr__(self) -> str:
        names = ", ".join(structure.name for structure in self.structures)
        return f"Study {self.name}: {names} in {self.world.name}, {_replications(self)}, seed {self.study.seed}"

    def _repr_html_(self) -> str:
        spec = self.study
        rows = [(s.structure.title, s.name, _role(self, s.name)) for s in self.structures]
        facts = [
            f"decided by {measure_label(spec.primary).lower()}",
            f"fairness {spec.fairness}",
            f"practice {plain(spec.practice)}" + (f", beside {plain(spec.beside)}" if spec.beside else ""),
            f"seed {spec.seed}",
            _replications(self),
            f"{100 * spec.level:g} % intervals",
            f"{format_duration(spec.window)} measured",
            assumed_words(self.world.inputs),
            *(f"set: {override}" for override in self.overrides),
        ]
        heading = f"Study {self.name} · world: {self.world.world.title}"
        return block(heading, spec.title, prose_table(("Structure", "Name", ""), rows), facts=facts)


def _role(study: LoadedStudy, name: str) -> str:
    return "baseline" if name == (study.study.baseline or study.structures[0].name) else ""


def _replications(study: LoadedStudy) -> str:
    spec = study.study
    if spec.select:
        return "as many replications as a choice takes"
    if spec.precision is not None:
        return f"as many replications as ± {spec.precision:g} takes"
    return f"{spec.replications} replication{'s' * (spec.replications != 1)}"


class Scenario(PlainScenario):
    """One structure in one world."""

    def __repr__(self) -> str:
        off = f", without {', '.join(sorted(self.neutralised))}" if self.neutralised else ""
        return f"Scenario {self.structure_name} in {self.world_name}, {plain(self.practice_name)}{off}"

    def _repr_html_(self) -> str:
        structure = self.structure
        rows = [
            (
                name,
                plain(team.department),
                ", ".join(plain(c) for c, owners in structure.owners.items() if name in owners),
            )
            for name, team in structure.teams.items()
        ]
        heads = ("Team", "Department", "Channels that it owns")
        heading = f"Scenario {self.structure_name} · world: {self.world.title}"
        return block(heading, structure.title, prose_table(heads, rows), facts=scenario_facts(self))


def scenario_facts(scenario: PlainScenario) -> list[str]:
    """What a reader must know of a scenario."""
    off = f"neutralised: {', '.join(sorted(scenario.neutralised))}" if scenario.neutralised else ""
    given = [f"set: {override}" for override in scenario.overrides]
    return [f"practice {plain(scenario.practice_name)}", assumed_words(scenario.inputs), off, *given]


def assumed_words(inputs: Sequence[Input]) -> str:
    """How many inputs have no source: "61 of 120 inputs assumed"."""
    return f"{sum(1 for row in inputs if row.grade == 'assumed')} of {len(inputs)} inputs assumed"


def load_study(study: Named, overrides: Overrides = (), *, world: Named | None = None, **settings: Any) -> Study:
    """A study by path or name.

    `overrides` change assumptions: {"handoffs.notices": 0.3}. `settings` are keys of the study, as in its file:
    replications=8, window="7 days", seed=3, beside=None. Raises InputError, every problem at once.
    """
    with spelled_in_python():
        options, more = _options(settings)
        path = find("study", str(study), scenarios_root(Path.cwd()))
        of = None if world is None else str(world)
        return _shown(read_study(path, [*assignments(overrides), *more], of, options), more)


def make_study(what: Named | Sequence[Named], overrides: Overrides, world: Named | None, **settings: Any) -> Study:
    """A study by name, or structures compared in a world under the usual settings, or one structure in it."""
    names = [str(what)] if isinstance(what, str | Path) else [str(name) for name in what]
    if len(names) == 1 and (world is None or is_study(names[0], scenarios_root(Path.cwd()))):
        return load_study(names[0], overrides, world=world, **settings)
    if world is None:
        raise InputError([Problem("", None, None, "", "structures are compared in a world: give world=…")])
    with spelled_in_python():
        options, more = _options(settings)
        study = adhoc_study(names, str(world), DEFAULT_STUDY, [*assignments(overrides), *more], options)
        return _shown(study, more)


def load_scenario(
    structure: Named,
    world: Named,
    practice: PracticeName = "well_run",
    neutralise: Iterable[str] = (),
    overrides: Overrides = (),
) -> Scenario:
    """One structure in one world, each by path or name; raises InputError, every problem at once."""
    with spelled_in_python():
        plain_one = assemble_scenario(str(structure), str(world), practice, neutralise, assignments(overrides))
    return Scenario(**vars(plain_one))


def assignments(overrides: Overrides) -> list[str]:
    """Overrides as `path=value`."""
    if isinstance(overrides, Mapping):
        return [f"{path}={_yaml(value)}" for path, value in overrides.items()]
    return [overrides] if isinstance(overrides, str) else list(overrides)


def _yaml(value: Any) -> str:
    """A value as one would write it in a file."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_yaml(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_yaml(part) for part in value)}]"
    return str(value)


def _options(settings: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Keys of the study that are given, and assignments that clear others."""
    given = {key: value for key, value in settings.items() if value is not None}
    return given, [f"study.{key}=null" for key, value in settings.items() if value is None]


def _shown(study: LoadedStudy, settings: Sequence[str]) -> Study:
    """The study, in which settings of its own are no overrides."""
    return Study(**vars(study) | {"overrides": tuple(given for given in study.overrides if given not in settings)})


@contextmanager
def spelled_in_python() -> Iterator[None]:
    """Problems of arguments name them as one writes them in Python, not as on the command line."""
    try:
        yield
    except InputError as error:
        raise InputError(
            replace(problem, file=_in_python(problem.file), path=problem.path.removeprefix("--"))
            for problem in error.problems
        ) from None


def _in_python(cited: str) -> str:
    """`--replications 0` as `replications=0`; `--set path=value` without its option."""
    if not cited.startswith("--"):
        return cited
    option, _, value = cited.removeprefix("--").partition(" ")
    return value if option == "set" else f"{option}={value}"
