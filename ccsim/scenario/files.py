"""Where worlds, structures and studies lie, and which file a name means."""

from pathlib import Path

from ccsim.errors import InputError, Problem, did_you_mean, name_list
from ccsim.scenario.document import Document, Finding, Steps, read_document, refuse, to_problem

FOLDERS = {"world": "worlds", "structure": "structures", "study": "studies"}


def scenarios_root(start: Path) -> Path | None:
    """The nearest folder, from `start` upwards, that holds structures/ (or that has a scenarios/ which does)."""
    for folder in (start, *start.parents):
        for candidate in (folder, folder / "scenarios"):
            if (candidate / "structures").is_dir():
                return candidate
    return None


def find(kind: str, name: str, root: Path | None) -> Path:
    """The file of a bare name (looked up under the scenarios root) or of a path."""
    found = look_up(kind, name, root)
    if isinstance(found, str):
        raise InputError([Problem("", None, None, "", found)])
    return found


def look_up(kind: str, name: str, root: Path | None) -> Path | str:
    """The file, or why there is none."""
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or len(path.parts) > 1:
        return path
    if root is None:
        return f"no scenarios folder here or above, in which to look up the {kind} '{name}'; give a path to its file"
    found = root / FOLDERS[kind] / f"{name}.yaml"
    if found.is_file():
        return shown_from_here(found)
    names = sorted(p.stem for p in found.parent.glob("*.yaml"))
    other = next((k for k, folder in FOLDERS.items() if (root / folder / f"{name}.yaml").is_file()), None)
    hint = f"; '{name}' is a {other}" if other else did_you_mean(name, names)
    return f"no {kind} '{name}' in {shown_from_here(found.parent)}{hint} (there are: {name_list(names) or 'none'})"


def find_for(document: Document, steps: Steps, kind: str, name: str, root: Path | None) -> Path:
    """As `find`; a name that stands in a file is cited there, and a path counts from the file's folder."""
    cited = document.overrides.get(steps, "" if steps in document.positions else "an argument")
    if cited and not cited.startswith("--set "):
        return shown_from_here(find(kind, name, root))
    found = look_up(kind, name, root)
    if isinstance(found, str):
        raise InputError([to_problem(document, Finding(steps, found))])
    beside = document.file.parent / found
    if beside.is_file():
        return shown_from_here(beside)
    if not found.exists():
        names = [entry.name for folder in (beside.parent, found.parent) for entry in folder.glob("*.y*ml")]
        is_known = isinstance(look_up(kind, found.stem, root), Path)
        hint = f"; write {found.stem}, the {kind}'s name" if is_known else did_you_mean(found.name, names)
        raise InputError([to_problem(document, Finding(steps, f"no such file '{name}'{hint}"))])
    return shown_from_here(found)


def is_study(name: str, root: Path | None) -> bool:
    """Whether a name or path is a study's."""
    if name.endswith((".yaml", ".yml")):
        return kind_of(Path(name)) == "study"
    return root is not None and (root / FOLDERS["study"] / f"{name}.yaml").is_file()


def kind_of(path: Path) -> str:
    """What a file says it is."""
    document = read_document(path)
    kind = document.data.get("kind")
    if kind is None:
        choices = [f"'kind: {name}'" for name in FOLDERS]
        message = f"missing key 'kind'; write {', '.join(choices[:-1])} or {choices[-1]}"
        refuse(document, [Finding((), message)])
    if kind not in FOLDERS:
        refuse(document, [Finding(("kind",), "unknown kind", kind, tuple(FOLDERS))])
    wanted = kind_here(path.resolve().parent)
    if wanted not in (None, kind):
        message = f"this file is a {kind}, and lies where {FOLDERS[str(wanted)]} are; move it, or write {wanted}"
        refuse(document, [Finding(("kind",), message)])
    return str(kind)


def kind_here(folder: Path) -> str | None:
    """What the files of a folder are to be, if it is one of a scenarios folder."""
    if scenarios_root(folder) != folder.parent:
        return None
    return next((kind for kind, name in FOLDERS.items() if name == folder.name), None)


def read_kind(path: Path, kind: str) -> Document:
    """A file of the wanted kind: in one of another kind everything else would be wrong too."""
    document = read_document(path)
    said = document.data.get("kind")
    if said != kind and said in FOLDERS:
        refuse(document, [Finding(("kind",), f"this file is a {said}; here a {kind} is wanted")])
    return document


def shown_from_here(path: Path) -> Path:
    """A path as people would write it from where they stand."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path
