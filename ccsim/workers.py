"""Where work is done: in this process, on local cores, or on an existing cluster; dask.distributed lives here alone."""

import logging
import os
import platform
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import metadata
from typing import Any, Generic, TypeVar, cast

from ccsim.errors import CcsimError, InputError, Problem

Task = TypeVar("Task")
Shared = TypeVar("Shared")
Result = TypeVar("Result")
Answer = TypeVar("Answer")

AHEAD = 2
"""Tasks handed out for each core, so that none waits for the next and the scheduler holds few."""
ATTEMPTS = 2
"""How often a task that fails is tried, and how many workers may die of one."""
MUST_AGREE = ("ccsim", "numpy", "pandas", "scipy", "simpy", "pydantic", "pyarrow")
"""Libraries whose versions decide the numbers, or whether they can be sent at all."""
SETTINGS = {
    # memory of one replication serves the next: handed back and asked for again, it is the workers' bottleneck
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": 1 << 31,
    "distributed.nanny.pre-spawn-environ.MALLOC_MMAP_THRESHOLD_": 1 << 30,
    # Nothing is ever spilled to disk (it would be pickled there), and nobody is paused or killed for using memory:
    # a task needs what it needs.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
    "distributed.scheduler.allowed-failures": 0,
    # Workers do one long thing in one thread: whatever looks over its shoulder takes its time.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.comm.timeouts.connect": "20s",
    "distributed.admin.tick.limit": "1h",
}


FIRST = "import gc, signal; signal.signal(signal.SIGINT, signal.SIG_IGN); gc.set_threshold(100_000)"
"""What a worker does first: Ctrl-C is for the process that started it, and what it loads it keeps."""


@dataclass(frozen=True)
class Place:
    """Where to work: so many local cores, or the cluster at an address."""

    jobs: int = 1
    cluster: str | None = None
    insecure: bool = False
    """Whether an unencrypted connection to another machine is allowed."""


@dataclass(frozen=True)
class Failed:
    """What came of a task that failed every time."""

    reason: str
    """Kind and text of the error, in one line."""
    trace: str


class Crew(Generic[Shared, Task, Result]):
    """Those who do the work: `work(shared, task)` for each task; all that is shared travels once."""

    def __init__(self, work: Callable[[Shared, Task], Result], shared: Shared) -> None:
        self.work, self.shared = work, shared

    def run(self, next_task: Callable[[], Task | None]) -> Iterator[tuple[Task, Result | Failed]]:
        """Results as they are finished; `next_task` is asked whenever somebody is free, and says None at the end."""
        while (task := next_task()) is not None:
            yield task, attempt(self.work, self.shared, task)

    def everywhere(self, ask: Callable[[], Answer]) -> list[Answer]:
        """The same question to each process that does work."""
        return [ask()]


def cores() -> int:
    """Cores of this machine that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        return os.cpu_count() or 1


@contextmanager
def crew(
    work: Callable[[Shared, Task], Result], shared: Shared, place: Place, most: int | None = None
) -> Iterator[Crew[Shared, Task, Result]]:
    """Workers at a place, at most as many as there are tasks; whatever ends this early ends the local ones at once."""
    processes = place.jobs if most is None else min(place.jobs, most)
    if place.cluster is None and processes <= 1:
        yield Crew(work, shared)
        return
    with _client(place, processes) as client:
        yield _Cluster(work, shared, client)


def attempt(work: Callable[[Shared, Task], Result], shared: Shared, task: Task) -> Result | Failed:
    """The result, or how it failed the last time; what the disk refuses ends the whole run."""
    failed = Failed("never tried", "")
    for _ in range(ATTEMPTS):
        try:
            return work(shared, task)
        except (OSError, CcsimError):
            raise
        except Exception as error:
            failed = Failed(f"{type(error).__name__}: {error}", traceback.format_exc())
    return failed


# --- dask ------------------------------------------------------------------------------------------------


class _Cluster(Crew[Shared, Task, Result]):
    def __init__(self, work: Callable[[Shared, Task], Result], shared: Shared, client: Any) -> None:
        super().__init__(work, shared)
        self.client = client

    def run(self, next_task: Callable[[], Task | None]) -> Iterator[tuple[Task, Result | Failed]]:
        """Tasks whose worker died are suspects: they run again when all else is done, one alone at a time, so that a
        worker that dies then dies of that task."""
        from distributed import as_completed

        most = AHEAD * max(1, sum(self.client.nthreads().values()))
        shared = self._scattered()
        tasks: dict[Any, tuple[Task, int]] = {}
        suspects: list[tuple[Task, int]] = []
        queue = as_completed()

        def submit(task: Task, deaths: int) -> None:
            future = self.client.submit(_attempt, self.work, shared, task, pure=False)
            tasks[future] = task, deaths
            queue.add(future)

        while True:
            while len(tasks) < most and (another := next_task()) is not None:
                submit(another, 0)
            is_alone = not tasks
            if is_alone and suspects:
                submit(*suspects.pop(0))
            if not tasks:
                return
            future = next(queue)
            (task, deaths), outcome = tasks.pop(future), _outcome(future)
            if not isinstance(outcome, _Lost):
                yield task, outcome
                continue
            deaths += is_alone
            if deaths >= ATTEMPTS:
                yield task, Failed(f"{deaths} worker processes died over it alone (killed, or out of memory)", "")
            else:
                suspects.append((task, deaths))
            if shared.cancelled():
                shared = self._scattered()

    def _scattered(self) -> Any:
        """What is shared, at every worker."""
        return self.client.scatter(_Held(self.shared), broadcast=True, hash=False)

    def everywhere(self, ask: Callable[[], Answer]) -> list[Answer]:
        return list(self.client.run(ask).values())


@dataclass(frozen=True)
class _Held(Generic[Shared]):
    """What is shared, in a wrapping that dask takes for one thing."""

    value: Shared


class _Lost:
    """The worker died, or all that held the result or what it needs."""


def _attempt(work: Callable[[Any, Any], Any], shared: _Held[Any], task: Any) -> Any:
    return attempt(work, shared.value, task)


def _outcome(future: Any) -> Any:
    """The result of a finished future, or that it was lost."""
    from distributed import CancelledError
    from distributed.scheduler import KilledWorker

    try:
        return future.result()
    except (CancelledError, KilledWorker):
        return _Lost()


@contextmanager
def _client(place: Place, processes: int) -> Iterator[Any]:
    import dask
    from distributed import Client, LocalCluster

    with ExitStack() as stack:
        stack.enter_context(dask.config.set(SETTINGS))
        stack.enter_context(_quiet())
        stack.enter_context(_script_not_repeated())
        if place.cluster is None:
            try:
                with not_to_interrupt():
                    cluster = LocalCluster(
                        n_workers=processes, threads_per_worker=1, processes=True, host="127.0.0.1",
                        dashboard_address=None, silence_logs=logging.CRITICAL, preload=[FIRST],
                    )  # fmt: skip
                    stack.callback(cluster.close, timeout=10)
                    client = stack.enter_context(Client(cluster))
            except (RuntimeError, TimeoutError) as error:
                raise CcsimError(f"local workers do not start ({error}); --jobs 1 works without them") from error
        else:
            client = stack.enter_context(_connected(Client, place.cluster))
            _check_versions(client, place.cluster)
        yield client


def _connected(client: Any, address: str) -> Any:
    try:
        return client(address, timeout="20s")
    except TypeError as error:  # what dask says without certificates
        raise CcsimError(
            f"{address} needs dask's TLS settings (distributed.comm.tls.ca-file and .client.cert, .client.key): {error}"
        ) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise CcsimError(f"no cluster answers at {address}: {error}") from error


def check_address(place: Place) -> None:
    """An unencrypted connection stays on this machine, unless somebody says otherwise; else InputError."""
    if place.cluster is None:
        return
    scheme, separator, rest = place.cluster.rpartition("://")
    host = rest.rpartition(":")[0].strip("[]")
    if not separator or scheme not in ("tcp", "tls") or not host:
        _refuse(f"'{place.cluster}' is no address of a cluster; expected tls://HOST:PORT or tcp://HOST:PORT")
    if scheme == "tcp" and host not in ("127.0.0.1", "localhost", "::1") and not place.insecure:
        _refuse(
            f"{place.cluster} is another machine and the connection is not encrypted: whoever listens can read and run "
            "anything there. Use tls://, or allow it with --insecure-cluster"
        )


def _refuse(message: str) -> None:
    raise InputError([Problem("", None, None, "--cluster", message)])


def _check_versions(client: Any, address: str) -> None:
    """The workers must have what this process has; says what is missing where."""
    ours = versions()
    if not client.nthreads():
        raise CcsimError(f"the cluster at {address} has no workers; start some with: dask worker {address}")
    try:
        theirs = cast(dict[str, dict[str, str | None]], client.run(versions))
    except Exception as error:
        raise CcsimError(
            f"the cluster at {address} cannot work for ccsim: ccsim cannot be imported by every worker "
            f"({type(error).__name__}: {error}); install ccsim {ours['ccsim']} there"
        ) from error
    wrong = []
    for worker, found in theirs.items():
        for name, version in ours.items():
            if found.get(name) != version:
                wrong.append(f"{worker}: {name} {found.get(name) or 'is missing'}, here {version}")
    if wrong:
        raise CcsimError(f"the cluster at {address} would not give the same numbers:\n" + "\n".join(wrong))


def versions() -> dict[str, str | None]:
    """Versions that decide the numbers, None where a library is missing."""
    found: dict[str, str | None] = {"python": ".".join(platform.python_version_tuple()[:2])}
    for name in MUST_AGREE:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = None
    return found


@contextmanager
def _quiet() -> Iterator[None]:
    """What dask has to say about its own comings and goings is not for the user: what matters is raised."""
    loggers = [logging.getLogger(name) for name in ("distributed", "tornado", "asyncio")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="distributed")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def _script_not_repeated() -> Iterator[None]:
    """Processes that start in here load what they are asked to do, and do not run the user's script: `multiprocessing`
    would have them do so wherever the script has no guard, and each would start a comparison of its own."""
    script = sys.modules["__main__"]
    kept = {name: getattr(script, name) for name in ("__file__", "__spec__") if hasattr(script, name)}
    for name in kept:
        setattr(script, name, None)
    try:
        yield
    finally:
        for name, value in kept.items():
            setattr(script, name, value)


@contextmanager
def not_to_interrupt() -> Iterator[None]:
    """Processes that start in here never hear Ctrl-C; the caller hears it afterwards.

    They inherit that it is ignored. This thread blocks it meanwhile, and a blocked signal waits.
    """
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
