"""`halfpast web` and `halfpast worker` over the small site, as processes of their own."""

import json
import os
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import procrastinate

from tests.platform.processes import HERE, Process, started

ROOT = Path(__file__).parents[2]


def environment(url: str, **more: str) -> dict[str, str]:
    given = {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tests.platform.small_site.settings",
        "SECRET_KEY": "x" * 40,
    }
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **given, **more}


def halfpast(url: str, *words: str, **more: str) -> AbstractContextManager[Process]:
    return started([sys.executable, "-P", "-m", "halfpast", *words], environ=environment(url, **more))


def supervised(url: str, name: str) -> AbstractContextManager[Process]:
    children = json.dumps({name: [sys.executable, "-P", "-m", "halfpast", name]})
    return started([sys.executable, HERE / "supervise.py", children, "8"], environ=environment(url))


def migrate(url: str) -> None:
    subprocess.run([sys.executable, "-P", "-m", "halfpast", "migrate"], env=environment(url), check=True)


def defer(url: str, queue: str, task: str, *, queueing_lock: str | None = None, **arguments: str | int) -> None:
    with procrastinate.App(connector=procrastinate.SyncPsycopgConnector(conninfo=url)).open() as app:
        app.configure_task(task, queue=queue, queueing_lock=queueing_lock).defer(**arguments)
