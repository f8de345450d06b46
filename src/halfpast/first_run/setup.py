"""The one-time link that makes an installation's owner."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from halfpast.accounts.models import SetupLink, User
from halfpast.accounts.secrets import digest, new_secret
from halfpast.first_run.provisioning import FirstType, Person, checked, found_workspace, wait_for_turn
from halfpast.web.public_origin import absolute


class LinkUsedUp(Exception):
    """The set-up link is unknown, used, replaced by a newer one, or somebody has an account already."""


@transaction.atomic
def new_setup_link(now: datetime) -> str | None:
    """A new link, the older ones end; None once anybody has an account."""
    wait_for_turn()
    if User.objects.exists():
        return None
    SetupLink.objects.all().delete()
    token = new_secret("setup")
    SetupLink.objects.create(digest=digest(token))
    return absolute(reverse("set-up", kwargs={"token": token}))


def opens(token: str) -> bool:
    return SetupLink.objects.filter(digest=digest(token)).exists() and not User.objects.exists()


@transaction.atomic
def set_up(token: str, person: Person, workspace: tuple[str, str], first_type: FirstType) -> User:
    """Make the owner and consume the link; `workspace` is name and slug. Raises LinkUsedUp or CannotAddUser."""
    wait_for_turn()
    if not opens(token):
        raise LinkUsedUp
    name, slug = workspace
    owner = found_workspace(checked(person), name, slug, first_type)
    SetupLink.objects.all().delete()
    return owner
