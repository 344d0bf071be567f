"""Where the compiled engine is kept: under the name of its source, in a folder that can be written."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import ccsim
from ccsim.engine.compiled import code
from ccsim.engine.engines import SIMPY_US, SMALL_S, SMALL_UNCOMPILED_S, chosen

PACKAGE = Path(ccsim.__file__).parent
ASK = "from ccsim.engine.compiled.code import *; print(fingerprint()); print(code_folder()); print(is_compiled())"


def asked(copy: Path, **environment: str) -> list[str]:
    """Fingerprint, folder, and whether it is compiled, of a copy of the package."""
    command = [sys.executable, "-c", ASK]
    variables = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"} | environment
    return subprocess.run(command, capture_output=True, text=True, check=True, env=variables, cwd=copy).stdout.split()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGE, tmp_path / "ccsim", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.mark.parametrize("edited", ["rules/handling.py", "engine/compiled/kernel.py", "codes.py"])
def test_edited_source_is_compiled_anew(copy: Path, edited: str) -> None:
    before, folder, _ = asked(copy)
    assert before in folder
    with (copy / "ccsim" / edited).open("a") as file:
        file.write("\n")
    after, other, is_compiled = asked(copy)
    assert before != after
    assert folder != other
    assert is_compiled == "False"


def test_an_edited_measure_is_not(copy: Path) -> None:
    before = asked(copy)
    with (copy / "ccsim/measures/money.py").open("a") as file:
        file.write("\n")
    assert asked(copy) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_read_only_installation_falls_back_to_the_users_cache(copy: Path, tmp_path: Path) -> None:
    place = copy / "ccsim/engine/compiled"
    place.chmod(0o555)
    try:
        _, folder, _ = asked(copy, XDG_CACHE_HOME=str(tmp_path / "cache"))
    finally:
        place.chmod(0o755)
    assert Path(folder).parent == tmp_path / "cache" / "ccsim"


def test_where_a_folder_cannot_be_made_the_next_one_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(code, "BESIDE", tmp_path / "file" / "beside")
    monkeypatch.setattr(code, "FALLBACK", tmp_path / "cache")
    assert code.code_folder.__wrapped__() == tmp_path / "cache" / f"compiled-{code.fingerprint()}"
    monkeypatch.setattr(code, "FALLBACK", tmp_path / "file" / "too")
    assert code.code_folder.__wrapped__() is None


def test_a_small_run_is_not_worth_loading_or_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    for is_compiled, seconds in ((True, SMALL_S), (False, SMALL_UNCOMPILED_S)):
        monkeypatch.setattr("ccsim.engine.engines.is_compiled", lambda known=is_compiled: known)
        assert chosen("auto", 0.9 * seconds * 1e6 / SIMPY_US) == "simpy"
        assert chosen("auto", 1.1 * seconds * 1e6 / SIMPY_US) == "compiled"
        assert chosen("simpy", 1e12) == "simpy"
        assert chosen("compiled", 1.0) == "compiled"
