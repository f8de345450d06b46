"""`halfpast worker`: two Procrastinate workers in one event loop, so that a slow vendor never holds up a mail."""

import asyncio
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import procrastinate
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.periodic import PeriodicRegistry

CALLS = 8
MAILS = 4
OTHER_THREADS = 4  # name look-ups and Procrastinate's own short work
STOP_PATIENCE = 7.0  # seconds jobs have to end; what is cut off is taken up again by the effect's lease
HEARTBEAT = 5.0
STALLED = 20.0  # seconds without a heartbeat, after which a worker counts as dead and its jobs start again


def main() -> int:
    return asyncio.run(_work())


async def _work() -> int:
    # Jobs are plain functions and run in this executor's threads; Python's default one has but six on two cores.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(CALLS + MAILS + OTHER_THREADS, "job"))
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4, timeout=3)
    calls, mails = _app(connector), _app(connector)
    # Periodic tasks are deferred by one of the two.
    mails.periodic_registry = PeriodicRegistry()  # type: ignore[no-untyped-call]
    async with calls.open_async():
        parts = [
            asyncio.create_task(_run(calls, "calls", CALLS)),
            asyncio.create_task(_run(mails, "mail", MAILS)),
            asyncio.create_task(_take_up_stalled_jobs(calls)),
        ]
        return await _until_stopped(parts)


def _app(connector: PsycopgConnector) -> procrastinate.App:
    # Not `replace_connector`: a job that defers another one must do so inside its own Django transaction.
    return django_app.with_connector(connector)


async def _run(app: procrastinate.App, queue: str, concurrency: int) -> None:
    await app.run_worker_async(
        name=queue,
        queues=[queue],
        concurrency=concurrency,
        fetch_job_polling_interval=1.0,
        shutdown_graceful_timeout=STOP_PATIENCE,
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=STALLED,
        delete_jobs="always",
        install_signal_handlers=False,
    )


async def _take_up_stalled_jobs(app: procrastinate.App) -> None:
    """A job whose worker was killed runs again: jobs re-read their rows, so a doubled one is harmless."""
    while True:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
            await _take_up(app, job)
        await asyncio.sleep(HEARTBEAT)


async def _take_up(app: procrastinate.App, job: Job) -> None:
    try:
        await app.job_manager.retry_job(job)
    except UniqueViolation:  # another one of its queueing lock waits already and does the same
        await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=True)


async def _until_stopped(parts: list[asyncio.Task[None]]) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    asked = asyncio.create_task(stop.wait())
    await asyncio.wait([asked, *parts], return_when=asyncio.FIRST_COMPLETED)
    for part in parts:
        part.cancel()
    _, still_running = await asyncio.wait(parts, timeout=STOP_PATIENCE + 0.5)
    status = 0 if stop.is_set() else _report(parts)
    if still_running:
        # A thread cannot be ended from outside, and Python would wait for it.
        sys.stderr.flush()
        os._exit(status)
    return status


def _report(parts: list[asyncio.Task[Any]]) -> int:
    failures = [part.exception() for part in parts if part.done() and not part.cancelled()]
    for failure in failures:
        sys.stderr.write(f"halfpast: the worker ended: {failure or 'its connection was lost'}\n")
    return 1
