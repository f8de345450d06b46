import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.platform.processes import HERE, Process, line_of, started, wait_until


@contextmanager
def supervising(patience: float = 8, **children: str) -> Iterator[Process]:
    """A supervisor of shell scripts."""
    commands = {name: ["sh", "-c", script] for name, script in children.items()}
    with started([sys.executable, HERE / "supervise.py", json.dumps(commands), str(patience)]) as supervisor:
        yield supervisor


def patient_child(place: Path) -> str:
    return f"trap 'echo asked > {place}/ended; exit 0' TERM; echo $$ > {place}/started; while :; do sleep 0.02; done"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_is_passed_on_to_the_children(tmp_path: Path, number: signal.Signals) -> None:
    with supervising(child=patient_child(tmp_path)) as supervisor:
        wait_until((tmp_path / "started").exists)
        supervisor.send_signal(number)
        assert supervisor.wait(10) == 0

    assert (tmp_path / "ended").read_text() == "asked\n"


def test_a_dead_child_is_started_again_and_spoken_of(tmp_path: Path) -> None:
    with supervising(mayfly=f"echo again >> {tmp_path}/lives; exit 7") as supervisor:
        assert line_of(supervisor) == "mayfly ended (status 7); starting it again in 1 s"
        wait_until(lambda: (tmp_path / "lives").read_text() == "again\nagain\n")


def test_a_child_that_keeps_dying_gets_longer_pauses() -> None:
    with supervising(mayfly="kill -KILL $$") as supervisor:
        assert line_of(supervisor) == "mayfly ended (signal SIGKILL); starting it again in 1 s"
        assert line_of(supervisor) == "mayfly ended (signal SIGKILL); starting it again in 2 s"


def test_a_child_that_ignores_the_stop_is_killed(tmp_path: Path) -> None:
    stubborn = f"trap '' TERM; echo > {tmp_path}/started; while :; do sleep 0.02; done"
    with supervising(stubborn=stubborn, polite=patient_child(tmp_path), patience=0.5) as supervisor:
        wait_until((tmp_path / "started").exists)
        asked_at = time.monotonic()
        supervisor.terminate()
        assert (supervisor.wait(10), line_of(supervisor)) == (0, "stubborn did not end in time; killed")

    assert time.monotonic() - asked_at < 5


def test_the_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    with supervising(child=patient_child(tmp_path)) as supervisor:
        wait_until(lambda: (tmp_path / "started").exists() and (tmp_path / "started").read_text())
        supervisor.kill()
        wait_until((tmp_path / "ended").exists)


def test_a_child_with_wrong_settings_ends_everything(tmp_path: Path) -> None:
    wrong = f"while [ ! -s {tmp_path}/started ]; do sleep 0.02; done; exit 2"
    with supervising(wrong=wrong, child=patient_child(tmp_path)) as supervisor:
        assert supervisor.wait(10) == 2

    assert (tmp_path / "ended").exists()
