"""Gives the whole test run one PostgreSQL: the server named by DATABASE_URL, else an embedded one of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from halfpast import embedded_postgres
from tests.plugins.environment import TEST_ENVIRONMENT


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Runs before pytest-django reads the settings; the workers of xdist inherit what is set here."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ.update(TEST_ENVIRONMENT)
        if "DATABASE_URL" not in os.environ:
            early_config.add_cleanup(_start_server())
    return (yield)


def _start_server() -> Callable[[], None]:
    with ExitStack() as started:
        folder = started.enter_context(tempfile.TemporaryDirectory(prefix="halfpast-tests-"))
        os.environ["DATABASE_URL"] = started.enter_context(embedded_postgres.running(Path(folder)))
        return started.pop_all().close
