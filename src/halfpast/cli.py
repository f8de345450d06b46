"""The `halfpast` command."""

# ruff: noqa: PLC0415  what needs Django can be imported only once Django is set up

import argparse
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from halfpast import env
from halfpast.embedded_cluster import EmbeddedPostgresError
from halfpast.embedded_default import database_and_secrets
from halfpast.embedded_postgres import Owner
from halfpast.first_secrets import SecretsUnreadable

CANNOT_START = 2
FAILED = 1
CONNECT_PATIENCE = 5  # seconds for each address of the database


class CannotStart(Exception):
    """The installation is not as a command needs it; the text says what to look at."""


class Refused(Exception):
    """What was asked for cannot be done; the text says why."""


def main(argv: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["sandbox"]:
        return _sandbox(words[1:])
    options = _parser().parse_args(words)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        status = command(options)
        sys.stdout.flush()
        return status
    except (env.BadSetting, EmbeddedPostgresError, SecretsUnreadable, CannotStart) as problem:
        return _complain(str(problem), CANNOT_START)
    except Refused as refusal:
        return _complain(str(refusal), FAILED)
    except BrokenPipeError:
        # Whoever read the output has seen enough (`| head`); Python would complain once more while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="halfpast",
        description="Self-hosted scheduling whose every confirmed booking has its own working meeting link.",
        epilog="Settings come from the environment. With DATABASE_URL unset, a PostgreSQL of our own runs in DATA_DIR.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, command: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        made.set_defaults(command=command)
        return made

    run = add("run", _run, "run everything: database (if none is configured), migrations, web and worker")
    run.add_argument("--demo", action="store_true", help="with simulated vendors, a mailbox and a demo workspace")
    web = add("web", _web, "serve the pages and the API on HOST and PORT")
    worker = add("worker", _worker, "do what happens outside: meetings, mails, messages")
    for service in (web, worker):
        service.add_argument("--patient", action="store_true", help="start even while the database does not answer")
    add("migrate", _migrate, "bring the database up to date")
    add("sandbox", _run, "run the simulated vendors and the mailbox (its own --help says more)")
    keys = add("rotate-keys", _rotate_keys, "seal every stored secret anew with the first of ENCRYPTION_KEYS")
    one_of = keys.add_mutually_exclusive_group()
    one_of.add_argument("--new-key", action="store_true", help="put a new key first before, in DATA_DIR/secrets.json")
    one_of.add_argument("--forget-old", action="store_true", help="throw away the keys there that no row needs after")
    add("openapi", _openapi, "print the OpenAPI description of the API")
    link = add("setup-link", _setup_link, "print a one-time link to the first-run page, while nobody has an account")
    link.add_argument("--quiet", action="store_true", help="say nothing when somebody has one")
    add("demo", _demo, "make the demo workspace and print how to get in, as JSON")
    _add_user_commands(add)
    return parser


def _add_user_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    user = add("user", _add_user, "make a user with a verified address (and a workspace, if there is none)")
    user.add_argument("action", choices=["add"])
    user.add_argument("email", metavar="EMAIL")
    user.add_argument("--name", required=True)
    user.add_argument("--time-zone", required=True, help="for example Europe/Vienna")
    user.add_argument("--admin", action="store_true", help="may manage the workspace")
    user.add_argument("--password-stdin", action="store_true", required=True, help="read it from standard input")
    second_step = add("second-step", _remove_second_steps, "let a member in who lost telephone and recovery codes")
    second_step.add_argument("action", choices=["remove"])
    second_step.add_argument("email", metavar="EMAIL")
    token = add("token", _add_token, "make an API token of a user, alone on the last line of the output")
    token.add_argument("action", choices=["add"])
    token.add_argument("email", metavar="EMAIL")


def _run(options: argparse.Namespace) -> int:
    from halfpast.run import run, run_demo

    return run_demo() if options.demo else run()


def _web(options: argparse.Namespace) -> int:
    with _service("web", options):
        from halfpast.server import main as serve

        return serve()


def _worker(options: argparse.Namespace) -> int:
    with _service("worker", options):
        from halfpast.worker import main as work

        return work()


def _migrate(options: argparse.Namespace) -> int:
    with _migrated():
        return 0


def _rotate_keys(options: argparse.Namespace) -> int:
    with _migrated():
        from halfpast import rotate_keys

        act = rotate_keys.seal_with_new_key if options.new_key else rotate_keys.seal_anew
        act = rotate_keys.forget_old_keys if options.forget_old else act
        try:
            with rotate_keys.alone():
                act()
        except rotate_keys.Unfinished as refusal:
            raise Refused(str(refusal)) from refusal
    return 0


def _openapi(options: argparse.Namespace) -> int:
    _fill_in_placeholders()
    _set_up_django()
    from halfpast.api.openapi import schema

    print(json.dumps(schema(), indent=2, ensure_ascii=False))
    return 0


def _setup_link(options: argparse.Namespace) -> int:
    with _migrated():
        from django.conf import settings
        from django.utils import timezone

        from halfpast.first_run.setup import new_setup_link
        from halfpast.web.public_origin import absolute

        if link := new_setup_link(timezone.now()):
            print(link)
        elif not options.quiet:
            sys.stderr.write(f"There are accounts already: sign in at {absolute(settings.LOGIN_URL)}\n")
    return 0


def _demo(options: argparse.Namespace) -> int:
    with _migrated():
        from django.utils import timezone

        from halfpast.demo import make_demo

        print(json.dumps(vars(make_demo(timezone.now())), default=str))
    return 0


def _add_user(options: argparse.Namespace) -> int:
    password = sys.stdin.readline().rstrip("\r\n")
    with _migrated():
        from halfpast.first_run.provisioning import CannotAddUser, add_user

        try:
            user = add_user(options.email, options.name, options.time_zone, password, options.admin)
        except CannotAddUser as refusal:
            raise Refused(str(refusal)) from refusal
        print(f"Added {user.email}")
    return 0


def _remove_second_steps(options: argparse.Namespace) -> int:
    with _migrated():
        from halfpast.accounts.lost_second_step import NobodyOfThatName, remove_second_steps

        try:
            removed = remove_second_steps(options.email)
        except NobodyOfThatName as refusal:
            raise Refused(str(refusal)) from refusal
        print(f"{removed} removed: {options.email} signs in with the password alone now, and should set up new ones")
    return 0


def _add_token(options: argparse.Namespace) -> int:
    with _migrated():
        from halfpast.first_run.provisioning import CannotAddUser, add_token

        try:
            print(add_token(options.email))
        except CannotAddUser as refusal:
            raise Refused(str(refusal)) from refusal
    return 0


def _sandbox(words: Sequence[str]) -> int:
    # Started, never imported: the product knows nothing of the simulated vendors.
    servers = importlib.import_module("halfpast.sandbox.servers")
    return int(servers.main(words))


@contextmanager
def _service(owner: Owner, options: argparse.Namespace) -> Iterator[None]:
    """Everything imported inside may use Django."""
    with database_and_secrets(owner):
        _set_up_django()
        if not options.patient:
            _ask_database()
        yield


@contextmanager
def _migrated() -> Iterator[None]:
    """Everything imported inside may use the database, which is up to date."""
    with database_and_secrets("command"):
        _set_up_django()
        _ask_database()
        from django.db import OperationalError

        from halfpast.migrating import migrate

        try:
            migrate()
            yield
        except OperationalError as lost:
            raise _unusable_database(lost) from None


def _ask_database() -> None:
    """Once, and not through the pool: that one would try again and again, and complain each time."""
    import psycopg

    try:
        psycopg.connect(env.text("DATABASE_URL"), connect_timeout=CONNECT_PATIENCE).close()
    except psycopg.OperationalError as unreachable:
        raise _unusable_database(unreachable) from None


def _unusable_database(problem: Exception) -> CannotStart:
    reason = str(problem).strip().partition("\n")[0]
    return CannotStart(f"DATABASE_URL: the database does not answer as it should ({reason})")


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halfpast.settings")
    import django

    django.setup()


def _fill_in_placeholders() -> None:
    """Describing the API connects to nothing and seals nothing, so it needs no configured installation."""
    placeholders = {
        "DATABASE_URL": "postgresql://nobody@localhost/none",
        "SECRET_KEY": "only-to-describe-the-api-never-to-serve-it",
        "ENCRYPTION_KEYS": f"1:{'A' * 43}=",
    }
    os.environ.update({name: value for name, value in placeholders.items() if not env.text(name, "")})


def _complain(text: str, status: int) -> int:
    sys.stderr.write(f"halfpast: {text}\n")
    return status
