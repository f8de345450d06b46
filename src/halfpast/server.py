"""`halfpast web`: the WSGI application behind granian, in processes forked from a parent that loaded it."""

import ctypes
import gc
import importlib
import multiprocessing
import signal
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer

from halfpast.listening import check_free, listening_address

THREADS = 8
BACKPRESSURE = 64  # requests inside at once; more wait in the kernel's queue
STOP_PATIENCE = 4  # seconds a request may take to end
PR_SET_PDEATHSIG = 1
# Through the root logger, in the form the settings gave it.
LOGS = {"handlers": {}, "formatters": {}, "loggers": {"_granian": {"propagate": True}}}


def main() -> int:
    host, port = listening_address()
    check_free(host, port)
    # Loaded before the fork: what is broken stops the start here, and all processes share the pages.
    importlib.import_module("halfpast.wsgi")
    importlib.import_module(settings.ROOT_URLCONF)
    # What is loaded stays; a collector that never looks at it leaves its pages shared: 60 MB less after some use.
    gc.collect()
    gc.freeze()
    multiprocessing.set_start_method("fork", force=True)
    server = MPServer(
        "halfpast.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.WEB_PROCESSES,
        blocking_threads=THREADS,
        backpressure=BACKPRESSURE,
        runtime_blocking_threads=4,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_PATIENCE,
        log_level=LogLevels.error,
        log_dictconfig=LOGS,
    )
    stop_in_a_thread({signal.SIGTERM, signal.SIGINT}, server.signal_handler_interrupt)
    server.serve(target_loader=load_application)
    return 0


def stop_in_a_thread(stops: set[signal.Signals], stop: Callable[[], Any]) -> None:
    """Granian's handlers set a threading.Event, and hang for ever when a second signal comes while it is being set."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})

    def wait_for_stops() -> None:
        while True:
            signal.sigwait(stops)
            stop()

    threading.Thread(target=wait_for_stops, name="stops", daemon=True).start()


def load_application(target: str) -> Callable[..., Any]:
    """Called in the forked process, which otherwise would live on and hold the port after its parent was killed."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    # Granian puts its handler in place after this; the parent ends us with TERM, so Ctrl-C is not for us.
    stop_in_a_thread({signal.SIGTERM}, lambda: _handler_of_granian()(signal.SIGTERM, None))
    module, _, name = target.partition(":")
    application: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return application


def _handler_of_granian() -> Callable[[int, Any], Any]:
    handler = signal.getsignal(signal.SIGTERM)
    return handler if callable(handler) else signal.default_int_handler
