"""A corner shop small enough to be simulated in a blink."""

import shutil
from pathlib import Path

import pytest

from .command import ccsim, only_folder

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the corner shop's scenarios."""
    folder = tmp_path_factory.mktemp("shop")
    shutil.copytree(HERE / "scenarios", folder / "scenarios")
    return folder


@pytest.fixture(autouse=True)
def in_shop(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)


@pytest.fixture(scope="session")
def compared(shop: Path) -> Path:
    """The folder in which `ccsim compare tiny` left its results."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(shop)
        done = ccsim("compare", "tiny", "--out", "compared", "--jobs", "1")
        assert done.code == 0, done.stderr
    return only_folder(shop / "compared")
