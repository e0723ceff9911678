"""The work of a build that any process can do, and the executors for it: this process, local processes, a cluster.

Work takes bytes and returns bytes; it reads no files but those of the installed program, and writes none.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from logging import CRITICAL, getLogger
from multiprocessing import active_children, get_context, parent_process
from pathlib import Path
from threading import Lock, Thread, current_thread, main_thread
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from convention_variants.render.formats import FORMATS
from convention_variants.render.templates import own_templates
from convention_variants.text.errors import InputError, VariantsError
from convention_variants.version import VERSION

if TYPE_CHECKING:
    from distributed import Client

Work = Callable[[], bytes]
_WORKER_TIMEOUT = 30  # seconds; the workers of a cluster may still be starting
_P = ParamSpec("_P")
_T = TypeVar("_T")
# Workers of a cluster may be threads, and neither WeasyPrint nor Pango is documented as thread-safe.
_ONE_AT_A_TIME = Lock()


def make(to: str, edition: bytes, made_by: Mapping[str, str], page: str | None = None) -> bytes:
    """Return a pickled edition as a file of the format `to`, or the HTML page for paper made with it as a PDF.

    Raises `VariantsError` if the versions here differ from `made_by`.
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
        with _ONE_AT_A_TIME:
            loaded = pickle.loads(edition)  # noqa: S301 pickled by us
            if page is None:
                return FORMATS[to].render(loaded, None)
            from convention_variants.render.pdf import pdf_of  # noqa: PLC0415 loaded when needed

            return pdf_of(page, loaded)
    except VariantsError:
        raise
    except Exception as error:  # noqa: BLE001 some exceptions cannot be pickled
        raise VariantsError(f"{type(error).__name__}: {error}") from None


def versions(to: str) -> Mapping[str, str]:
    """Return the versions that determine an edition of a format: program, libraries, system libraries."""
    format_ = FORMATS[to]
    libraries = {name: _installed(name) for name in format_.libraries}
    return {"convention-variants": VERSION, "program": _program(), **libraries, **format_.system_libraries()}


_installed = cache(version)


@cache
def _program() -> str:
    """Return a digest of our code, data, templates and style sheets, which change between versions in a checkout."""
    package = Path(__file__).parent.parent
    program = sha256()
    for folder, pattern in ((package, "*.py"), (package, "*.toml"), (own_templates(), "*")):
        for file in sorted(path for path in folder.rglob(pattern) if path.is_file()):
            program.update(f"{file.relative_to(folder).as_posix()}\0".encode())
            program.update(sha256(file.read_bytes()).digest())
    return program.hexdigest()


class SerialExecutor(Executor):
    """Does work in this process as soon as it is submitted."""

    def submit(self, work: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Do the work and return a completed future with the result or the error."""
        future: Future[_T] = Future()
        try:
            future.set_result(work(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 the future raises it
            future.set_exception(error)
        return future


@contextmanager
def processes(jobs: int) -> Iterator[Executor]:
    """Return an executor with `jobs` local processes, which end with this process or with an error.

    They are spawned, because a fork of a process with threads may deadlock.
    """
    others = set(active_children())
    with ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_serve) as executor:
        try:
            with _no_interrupt():  # or a starting process would print a traceback
                for _ in range(jobs):
                    executor.submit(os.getpid)  # any work, so that a process is started
            yield executor
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            for process in set(active_children()) - others:
                process.terminate()
            raise


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Block Ctrl-C here until the end of the block, and for good in processes started in it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def interrupt_later() -> Iterator[None]:
    """Let Ctrl-C take effect at the end of the block.

    Within `concurrent.futures.wait` it may leave the lock of a future held, and the end of the program waits for it.
    """
    if current_thread() is not main_thread() or signal.getsignal(signal.SIGINT) is None:
        yield
        return
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        signal.raise_signal(signal.SIGINT)


def _serve() -> None:
    """Ignore Ctrl-C, and end when the parent process does, since the pool would wait forever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Return an executor on the workers of a Dask scheduler, which repeats the work of lost workers.

    Raises `InputError` if Dask is not installed, or if no scheduler answers.
    """
    try:
        from distributed import Client  # noqa: PLC0415 an optional dependency
    except ImportError as error:
        raise InputError("--scheduler requires Dask: pip install 'convention-variants[cluster]'") from error
    for name in ("distributed", "distributed.client"):
        getLogger(name).setLevel(CRITICAL)  # we report errors ourselves
    try:
        client = Client(address)  # type: ignore[no-untyped-call] # Dask is partly untyped
    except (OSError, TypeError, ValueError) as error:
        raise InputError(f"cannot connect to a Dask scheduler: {error}", address) from error
    with client:
        _probe(client, address)
        executor = client.get_executor(pure=False)  # type: ignore[no-untyped-call] # the same
        try:
            yield executor
        finally:
            executor.shutdown(wait=False)


def _probe(client: Client, address: str) -> None:
    """Raise `InputError` if a cluster has no workers, or one without this program, which would retry forever."""
    try:
        client.wait_for_workers(1, timeout=_WORKER_TIMEOUT)
        client.run(import_module, __name__)
    except TimeoutError as error:
        raise InputError("the Dask scheduler has no workers", address) from error
    except ImportError as error:
        raise InputError(f"convention-variants is not installed on the Dask workers: {error}", address) from error
