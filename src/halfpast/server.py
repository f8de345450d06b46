"""`halfpast web`: the WSGI application behind granian, in one worker process forked from a parent that loaded it."""

import ctypes
import importlib
import multiprocessing
import signal
from collections.abc import Callable
from typing import Any

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
    # Loaded before the fork: a wrong setting stops the start here, and both processes share the pages.
    importlib.import_module("halfpast.wsgi")
    multiprocessing.set_start_method("fork", force=True)
    server = MPServer(
        "halfpast.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        backpressure=BACKPRESSURE,
        runtime_blocking_threads=4,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_PATIENCE,
        log_level=LogLevels.error,
        log_dictconfig=LOGS,
    )
    server.serve(target_loader=load_application)
    return 0


def load_application(target: str) -> Callable[..., Any]:
    """Called in the forked process, which otherwise would live on and hold the port after its parent was killed."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    # Ctrl-C reaches the whole process group, and after it a TERM from the parent: granian may hang on the second one.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    module, _, name = target.partition(":")
    application: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return application
