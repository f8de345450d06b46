"""Who is calling: the owner of a bearer token, or on public reads nobody."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja.security import HttpBearer

from halfpast.accounts.models import User
from halfpast.accounts.tokens import user_of_token


class ApiRequest(HttpRequest):
    auth: User


class PublicRequest(HttpRequest):
    auth: User | AnonymousUser


class Bearer(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        return user_of_token(token.strip())


def nobody(request: HttpRequest) -> AnonymousUser | None:
    """Lets a request without a token through; a token that is wrong is still refused."""
    return None if "Authorization" in request.headers else AnonymousUser()
