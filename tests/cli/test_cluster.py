"""Where the work is done changes nothing: one process, local workers, somebody's cluster."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from .command import ccsim, only_folder

RUN = ("compare", "tiny", "--json", "--replications", "9", "--set", "study.window=1 day", "--force")
CLUSTER = """
import sys, warnings
warnings.simplefilter("ignore")
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(
        n_workers=int(sys.argv[1]), threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None,
        silence_logs=50, preload=sys.argv[2:],
    ) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""
OTHER_VERSION = (
    "import importlib.metadata as m; m.true = getattr(m, 'true', m.version); "
    "m.version = lambda name: '0.0.1' if name == 'ccsim' else None if name == 'simpy' else m.true(name)"
)
WITHOUT_CCSIM = "import sys; sys.modules['ccsim'] = sys.modules['ccsim.workers'] = None"


@contextmanager
def a_cluster(folder: Path, workers: int, *preload: str) -> Iterator[str]:
    """Somebody else's cluster on this machine: its address."""
    script = folder / "cluster.py"
    script.write_text(CLUSTER, encoding="utf-8")
    command = [sys.executable, str(script), str(workers), *preload]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
            process.wait(timeout=30)


@pytest.fixture(scope="module")
def alone(shop: Path) -> str:
    """results.json of one process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(shop)
        done = ccsim(*RUN, "--out", "alone_1", "--jobs", "1")
    assert done.code == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("jobs", ["2", "4"])
def test_more_workers_give_the_same_bytes(alone: str, jobs: str, tmp_path: Path, monkeypatch: Any) -> None:
    """And leave nothing behind but the run's folder, in which nothing is pickled."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    before = set(Path().iterdir())
    done = ccsim(*RUN, "--out", f"alone_{jobs}", "--jobs", jobs)
    assert (done.code, done.stdout) == (0, alone), done.stderr
    assert set(Path().iterdir()) - before == {Path(f"alone_{jobs}")}
    kept = {file.suffix or file.name for file in Path(f"alone_{jobs}").rglob("*") if file.is_file()}
    assert kept <= {".json", ".parquet", ".png", ".svg", ".lock"}
    assert [f for f in tmp_path.rglob("*") if f.is_file() and f.stat().st_size] == []


def test_a_cluster_gives_the_same_bytes_and_records(alone: str, tmp_path: Path) -> None:
    with a_cluster(tmp_path, 2) as address:
        done = ccsim(*RUN, "--out", "on_cluster", "--cluster", address)
        assert (done.code, done.stdout) == (0, alone), done.stderr
        recorded = ccsim(*RUN, "--out", "on_cluster", "--cluster", address, "--records")
    assert recorded.code == 0
    here = ccsim(*RUN, "--out", "here", "--jobs", "1", "--records")
    assert here.code == 0
    tables = {
        out: {f.relative_to(only_folder(Path(out))): f.read_bytes() for f in Path(out).rglob("records/**/*.parquet")}
        for out in ("on_cluster", "here")
    }
    assert len(tables["here"]) == 9 * 2 * 4
    assert tables["on_cluster"] == tables["here"]


def test_what_a_cluster_lacks_is_said(tmp_path: Path) -> None:
    with a_cluster(tmp_path, 1, OTHER_VERSION) as address:
        done = ccsim(*RUN, "--out", "old_cluster", "--cluster", address)
    assert (done.code, done.stdout) == (1, "")
    assert "would not give the same numbers" in done.stderr
    assert "ccsim 0.0.1, here" in done.stderr
    assert "simpy is missing, here" in done.stderr


def test_a_cluster_without_ccsim_is_said(tmp_path: Path) -> None:
    with a_cluster(tmp_path, 1, WITHOUT_CCSIM) as address:
        done = ccsim(*RUN, "--out", "bare_cluster", "--cluster", address)
    assert (done.code, done.stdout) == (1, "")
    assert "ccsim cannot be imported" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_cluster_without_workers_is_said(tmp_path: Path) -> None:
    with a_cluster(tmp_path, 0) as address:
        done = ccsim(*RUN, "--out", "empty_cluster", "--cluster", address)
    assert done.code == 1
    assert "has no workers; start some with: dask worker tcp://127.0.0.1:" in done.stderr


def test_no_cluster_at_the_address_is_said() -> None:
    done = ccsim(*RUN, "--out", "no_cluster", "--cluster", "tcp://127.0.0.1:9")
    assert done.code == 1
    assert "no cluster answers at tcp://127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr
