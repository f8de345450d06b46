"""That the benchmarks run, and that what they measure is what the oracle says; never how long it takes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.digests import Answers

ROOT = Path(__file__).resolve().parents[2]


def test_the_engine_and_the_database_answer_as_the_oracle_did() -> None:
    said = run("availability.py", "--hosts", "100", "--hurry")

    assert re.search(r"\d\d answers compared with the oracle's: 0 wrong", said)


def test_the_server_answers_as_the_oracle_did() -> None:
    said = run("over_http.py", "--hurry")

    assert re.search(r"\d\d answers compared with the oracle's: 0 wrong", said)


def test_a_wrong_answer_is_named_and_ends_badly(capsys: pytest.CaptureFixture[str]) -> None:
    answers = Answers()

    answers.check("1 host, 60 busy", [])

    assert answers.tell() == 1
    assert "WRONG  1 host, 60 busy" in capsys.readouterr().out


def run(script: str, *options: str) -> str:
    command = [sys.executable, str(ROOT / "benchmarks" / script), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
