"""The work of a build that any process can do, and those who do it: this process, others of this machine, a cluster.

Work is bytes in and bytes out: no file is read but those of the installed program, and none is written.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from logging import CRITICAL, getLogger
from multiprocessing import active_children, get_context, parent_process
from threading import Lock, Thread
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from convention_variants.building.versions import versions
from convention_variants.render import FORMATS
from convention_variants.text.errors import InputError, VariantsError

if TYPE_CHECKING:
    from distributed import Client

Work = Callable[[], bytes]
# In seconds: workers of a cluster may just be starting.
_PATIENCE = 30
_P = ParamSpec("_P")
_T = TypeVar("_T")
# Where the workers of a cluster are threads: neither WeasyPrint nor Pango says that it may be used by two.
_ALONE = Lock()


def make(to: str, edition: bytes, made_by: Mapping[str, str]) -> bytes:
    """Return a pickled edition as a file of the format `to`.

    Raises `VariantsError` where the versions here are not those that it shall be made with.
    """
    here = versions(to)
    if here != made_by:
        others = ", ".join(
            f"{name} {here.get(name)}, not {made_by.get(name)}"
            for name in sorted({*here, *made_by})
            if here.get(name) != made_by.get(name)
        )
        raise VariantsError(f"worker versions differ: {others}")
    try:
        with _ALONE:
            return FORMATS[to](pickle.loads(edition), None)  # noqa: S301 we have pickled it ourselves
    except VariantsError:
        raise
    except Exception as error:  # noqa: BLE001 not every exception can be sent from one process to another
        raise VariantsError(f"{type(error).__name__}: {error}") from None


class Here(Executor):
    """Does work in this process, when it is submitted."""

    def submit(self, work: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Do the work and return its future, which has the result, or the error, already."""
        future: Future[_T] = Future()
        try:
            future.set_result(work(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 whatever work may raise belongs to whoever asks for the result
            future.set_exception(error)
        return future


@contextmanager
def processes(jobs: int) -> Iterator[Executor]:
    """Let so many processes of this machine work; none of them outlives this one, or an error.

    They start afresh: a fork of a process that has threads may stand still for ever.
    """
    others = set(active_children())
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_serve) as executor:
        try:
            with _no_interrupt():  # or a process that has hardly begun would complain of it
                for _ in range(jobs):
                    executor.submit(_begin)
            yield executor
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            for process in set(active_children()) - others:
                process.terminate()
            raise


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Let Ctrl-C wait, here and for ever in processes that are started meanwhile."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Do nothing: a process is started when there is something to do."""


def _serve() -> None:
    """Leave Ctrl-C to the process that we work for, and end when it does: the pool itself would wait for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_master, daemon=True).start()


def _end_with_master() -> None:
    master = parent_process()
    if master is not None:
        master.join()
        os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Let the workers of a Dask scheduler work; what a lost one was at, another does again.

    Raises `InputError` where Dask is not installed, and where no scheduler answers.
    """
    try:
        from distributed import Client  # noqa: PLC0415 an extra
    except ImportError as error:
        raise InputError("--scheduler requires Dask: pip install 'convention-variants[cluster]'") from error
    for name in ("distributed", "distributed.client"):
        getLogger(name).setLevel(CRITICAL)  # what is wrong is said once, by us
    try:
        client = Client(address)  # type: ignore[no-untyped-call] # half of Dask comes without types
    except (OSError, TypeError, ValueError) as error:
        raise InputError(f"cannot connect to the Dask scheduler: {error}", address) from error
    with client:
        _probe(client, address)
        executor = client.get_executor(pure=False)  # type: ignore[no-untyped-call] # the same
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)


def _probe(client: Client, address: str) -> None:
    """Raise `InputError` if a cluster has no worker, or one that does not know this program: it would try for ever."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
        client.run(import_module, __name__)
    except TimeoutError as error:
        raise InputError("the Dask scheduler has no workers", address) from error
    except ImportError as error:
        raise InputError(f"convention-variants is not installed on the Dask workers: {error}", address) from error
