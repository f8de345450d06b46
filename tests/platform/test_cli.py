import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

NOTHING_SET = {"PATH": os.environ["PATH"]}


def halfpast(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "halfpast", *words]
    return subprocess.run(command, env=NOTHING_SET | environ, capture_output=True, text=True, timeout=60, check=False)


def test_the_help_names_every_command() -> None:
    text = halfpast("--help").stdout

    for name in ("run", "web", "worker", "migrate", "sandbox", "rotate-keys", "openapi", "user", "token"):
        assert re.search(rf"^    {name}\b", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("environ", "complaint"),
    [
        ({"PORT": "http"}, "halfpast: PORT: should be a whole number from 1 to 65535, not 'http'\n"),
        ({"DATA_DIR": "/dev/null"}, "halfpast: DATA_DIR: /dev/null cannot be made (File exists)\n"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(tmp_path: Path, environ: dict[str, str], complaint: str) -> None:
    ended = halfpast("run", "--demo", **{"DATA_DIR": str(tmp_path), **environ})

    assert (ended.returncode, ended.stderr) == (2, complaint)


def test_a_wrong_setting_of_a_django_command_is_named(tmp_path: Path) -> None:
    ended = halfpast("migrate", DATABASE_URL="postgresql://nobody@localhost/none", SECRET_KEY="short")

    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert ended.stderr.startswith("halfpast: SECRET_KEY: ")
