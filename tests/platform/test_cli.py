import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from halfpast.embedded_postgres import running
from halfpast.listening import free_ports

NOTHING_SET = {"PATH": os.environ["PATH"]}
SECRETS = {"SECRET_KEY": "x" * 40, "ENCRYPTION_KEYS": f"1:{'A' * 43}="}
NEW_USER = ("user", "add", "ada@example.com", "--name", "Ada", "--time-zone", "Europe/Vienna", "--password-stdin")
PASSWORD = "a long way round\n"


def halfpast(*words: str, words_in: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "halfpast", *words],
        env=NOTHING_SET | environ,
        input=words_in,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


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


def test_the_first_user_of_a_new_installation_needs_no_migration_before(data_dir: Path) -> None:
    added = halfpast(*NEW_USER, words_in=PASSWORD, DATA_DIR=str(data_dir))
    token = halfpast("token", "add", "ada@example.com", DATA_DIR=str(data_dir))
    link = halfpast("setup-link", DATA_DIR=str(data_dir))
    quiet = halfpast("setup-link", "--quiet", DATA_DIR=str(data_dir))

    assert (added.stdout, added.stderr) == ("Added ada@example.com\n", "")
    assert (token.returncode, len(token.stdout.splitlines())) == (0, 1)
    assert (link.returncode, link.stdout) == (0, "")
    assert link.stderr == "There are accounts already: sign in at http://localhost:8000/accounts/login/\n"
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (NEW_USER, 0, "Added ada@example.com"),
        (("token", "add", "nobody@example.com"), 1, "Nobody here has the e-mail nobody@example.com"),
        (("setup-link",), 0, "/set-up/"),
        (("rotate-keys",), 0, "Sealed anew with key 1: nothing"),
    ],
)
def test_a_command_brings_an_empty_database_up_to_date(
    data_dir: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    with running(data_dir) as url:
        ended = halfpast(*words, words_in=PASSWORD, DATABASE_URL=url, **SECRETS)

    assert (ended.returncode, said in ended.stdout + ended.stderr) == (status, True)


@pytest.mark.parametrize(
    "words",
    [("run",), ("web",), ("worker",), ("migrate",), NEW_USER, ("token", "add", "ada@example.com")],
    ids=lambda words: words[0],
)
def test_a_database_that_cannot_be_reached_is_named(tmp_path: Path, words: tuple[str, ...]) -> None:
    nowhere = f"postgresql://u:secret@127.0.0.1:{free_ports([0])[0]}/x"
    port = str(free_ports([0])[0])
    ended = halfpast(*words, words_in=PASSWORD, DATABASE_URL=nowhere, DATA_DIR=str(tmp_path), PORT=port, **SECRETS)

    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert ended.stderr.startswith("halfpast: DATABASE_URL: the database does not answer as it should (")
    assert "secret" not in ended.stderr


def test_a_database_that_does_not_exist_is_named(data_dir: Path) -> None:
    with running(data_dir) as url:
        ended = halfpast("migrate", DATABASE_URL=url.replace("/halfpast?", "/elsewhere?"), **SECRETS)

    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert 'database "elsewhere" does not exist' in ended.stderr


def test_a_reader_that_has_seen_enough_is_no_failure_to_complain_of() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-P", "-m", "halfpast", "openapi"]
    ended = subprocess.run(command, env=NOTHING_SET, stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(writer)

    assert (ended.returncode, ended.stderr) == (1, b"")
