"""`halfpast run`: the database, migrations, web and worker under one roof. It imports no Django, to stay small."""

import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

from halfpast import env
from halfpast.embedded_default import data_directory, database_and_secrets
from halfpast.embedded_postgres import Server
from halfpast.listening import accepts, answers, check_free, listening_address
from halfpast.simulation import Simulation, demo_welcome
from halfpast.supervisor import Service, StopRequested, Supervisor, dies_with_us, say_to_terminal, stop_signals


def run() -> int:
    return _run_until_stopped(None)


def run_demo() -> int:
    return _run_until_stopped(Simulation.beside(listening_address()[1]))


def _run_until_stopped(simulation: Simulation | None) -> int:
    try:
        with stop_signals():
            os.environ["DATA_DIR"] = str(data_directory())
            with database_and_secrets("run") as database:
                return _serve(database, simulation)
    except StopRequested:
        say_to_terminal("Halfpast has stopped.")
        return 0


def _serve(database: Server | None, simulation: Simulation | None) -> int:
    host, port = listening_address()
    check_free(host, port)
    os.environ["BASE_URL"] = env.origin("BASE_URL", f"http://localhost:{port}")
    supervisor = Supervisor(say_to_terminal)
    try:
        if simulation is not None:
            simulation.put_into(os.environ)
            supervisor.start(_service("sandbox", *simulation.options(os.environ), is_quiet=True))
        if status := subprocess.run(dies_with_us(_halfpast("migrate")), check=False).returncode:
            return status
        # A database that is gone for a moment must not end them for good.
        supervisor.start(_service("web", "--patient"))
        supervisor.start(_service("worker", "--patient"))
        steps = _announce(host, port, simulation, keeps_data=database is not None)
        return supervisor.keep_running(lambda: _look_after(database, steps))
    finally:
        supervisor.stop()


def _look_after(database: Server | None, announcement: Iterator[None]) -> None:
    if database is not None and database.died:
        say_to_terminal("The embedded database ended; starting it again")
        database.start()
    next(announcement, None)


def _announce(host: str, port: int, simulation: Simulation | None, *, keeps_data: bool) -> Iterator[None]:
    """Says where to look as soon as there is something to see; yields while it waits."""
    while simulation is not None and not accepts("127.0.0.1", simulation.zoom):
        yield
    base_url = os.environ["BASE_URL"]
    question = dies_with_us(_halfpast(*(["demo"] if simulation else ["setup-link", "--quiet"])))
    with subprocess.Popen(question, stdout=subprocess.PIPE, text=True) as asked:
        while asked.poll() is None or not answers(host, port, "/readyz", urlsplit(base_url).netloc):
            yield
        answer = asked.stdout.read().strip() if asked.stdout else ""
    say_to_terminal(f"\nHalfpast is ready: {base_url}")
    if simulation is not None:
        say_to_terminal(demo_welcome(answer, base_url, simulation, os.environ))
    elif answer:
        say_to_terminal(f"Nobody has an account yet. Set it up here (this link works once): {answer.splitlines()[-1]}")
    place = f"; the data stays in {os.environ['DATA_DIR']}" if keeps_data else ""
    say_to_terminal(f"Ctrl-C stops it{place}\n")


def _service(name: str, *options: str, is_quiet: bool = False) -> Service:
    return Service(name, _halfpast(name, *options), dict(os.environ), is_quiet=is_quiet)


def _halfpast(*words: str) -> list[str]:
    # -P: a secrets.py in the directory we are started from must not shadow Python's own.
    return [sys.executable, "-P", "-m", "halfpast", *words]
