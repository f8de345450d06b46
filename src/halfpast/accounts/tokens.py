"""Bearer tokens of the API."""

from django.db.models.functions import Now

from halfpast.accounts.models import ApiToken, User
from halfpast.accounts.secrets import digest, new_secret


def make_token(user: User) -> str:
    """A new token of this user, in plain form for the only time."""
    token = new_secret("hp")
    ApiToken.objects.create(user=user, digest=digest(token), hint=token[-4:])
    return token


def user_of_token(token: str) -> User | None:
    row = ApiToken.objects.select_related("user").filter(digest=digest(token), user__is_active=True).first()
    if row is None:
        return None
    ApiToken.objects.filter(pk=row.pk).update(last_used_at=Now())
    return row.user
