import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from halfpast.embedded_postgres import running


@pytest.fixture(scope="session")
def finished_cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that was used once and left in order."""
    data_dir = tmp_path_factory.mktemp("finished")
    with running(data_dir):
        pass
    return data_dir


@pytest.fixture
def data_dir(finished_cluster: Path, tmp_path: Path) -> Path:
    """A copy of it: setting up a new one takes seconds."""
    return Path(shutil.copytree(finished_cluster, tmp_path / "data"))


@pytest.fixture(scope="session", autouse=True)
def stops_are_heard() -> Iterator[None]:
    """Under `nohup`, or in a shell's background, stops are ignored, and so would every process started here do."""
    before = {stop: signal.getsignal(stop) for stop in (signal.SIGINT, signal.SIGHUP)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    for stop, handler in before.items():
        signal.signal(stop, handler)
