"""Makes users, and with the first of them the workspace; for the shell and the first-run page alike."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import connection, transaction
from django.utils.text import slugify

from halfpast.accounts.models import Membership, Role, User, Workspace
from halfpast.accounts.tokens import make_token
from halfpast.event_types.models import EventType
from halfpast.event_types.provisioning import first_event_type, first_schedule
from halfpast.web.names import RESERVED, normalised, time_zone_name, visible_text

# One number of our own, so that two commands at once cannot both find an empty installation.
PROVISIONING_LOCK = 4_711_001
SLUG_LENGTH = 50


class CannotAddUser(Exception):
    """The text says what to change."""


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    time_zone: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class FirstType:
    title: str = "30 minute meeting"
    slug: str = "30min"
    minutes: int = 30


@transaction.atomic
def add_user(email: str, name: str, time_zone: str, password: str, admin: bool) -> User:
    """With a verified address, a schedule and an event type; in the first workspace, made if there is none."""
    person = checked(Person(email, name, time_zone, password))
    wait_for_turn()
    workspace = Workspace.objects.order_by("pk").first()
    if workspace is None:
        return found_workspace(person, person.name, free_workspace_slug(person.name), FirstType())
    user = _make_user(person, is_operator=admin)
    Membership.objects.create(user=user, workspace=workspace, role=Role.ADMIN if admin else Role.MEMBER)
    slug = _free_type_slug(workspace, user)
    first_event_type(user, workspace, first_schedule(user), slug=slug)
    return user


def add_token(email: str) -> str:
    """A new API token in plain form. Raises CannotAddUser."""
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise CannotAddUser(f"Nobody here has the e-mail {email.strip()}. Add them first: halfpast user add")
    return make_token(user)


def found_workspace(person: Person, name: str, slug: str, first_type: FirstType) -> User:
    """The owner and their workspace, in the caller's transaction."""
    user = _make_user(person, is_operator=True)
    workspace = Workspace.objects.create(slug=slug, name=name, time_zone=person.time_zone)
    Membership.objects.create(user=user, workspace=workspace, role=Role.OWNER)
    first_event_type(
        user,
        workspace,
        first_schedule(user),
        title=first_type.title,
        slug=first_type.slug,
        minutes=first_type.minutes,
    )
    return user


def wait_for_turn() -> None:
    """Until the end of the transaction, nobody else provisions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PROVISIONING_LOCK])


def checked(person: Person) -> Person:
    """The same, with one spelling of each text. Raises CannotAddUser."""
    email, name = person.email.strip().lower(), normalised(person.name)
    try:
        validate_email(email)
        if not name:
            raise ValidationError("Give a name.")
        MaxLengthValidator(200, "Use at most 200 characters for the name.")(name)
        visible_text(name)
        time_zone_name(person.time_zone)
        validate_password(person.password, User(email=email, name=name))
    except ValidationError as problem:
        raise CannotAddUser(" ".join(problem.messages)) from problem
    if User.objects.filter(email__iexact=email).exists():
        raise CannotAddUser(f"{email} has an account here already.")
    return Person(email, name, person.time_zone, person.password)


def free_workspace_slug(name: str) -> str:
    return _first_free(slugify(name) or "studio", lambda slug: Workspace.objects.filter(slug=slug).exists())


def type_slug(title: str) -> str:
    """The address of a workspace's first event type."""
    slug = slugify(title)[:60].strip("-")
    return slug if slug and slug not in RESERVED else "meeting"


def _free_type_slug(workspace: Workspace, user: User) -> str:
    taken = EventType.objects.filter(workspace=workspace)
    if not taken.filter(slug="30min").exists():
        return "30min"
    return _first_free(f"30min-{slugify(user.name)}".rstrip("-"), lambda slug: taken.filter(slug=slug).exists())


def _first_free(wish: str, is_taken: Callable[[str], bool]) -> str:
    stem = wish[: SLUG_LENGTH - 4].strip("-")
    wishes = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(slug for slug in wishes if slug not in RESERVED and not is_taken(slug))


def _make_user(person: Person, *, is_operator: bool) -> User:
    user = User.objects.create_user(
        person.email, person.password, name=person.name, time_zone=person.time_zone, is_operator=is_operator
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
