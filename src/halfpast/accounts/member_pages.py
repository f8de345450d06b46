"""Pages for a signed-in member of a workspace."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from halfpast.accounts.access import membership_of
from halfpast.accounts.models import Membership, User, Workspace

P = ParamSpec("P")


class MemberRequest(HttpRequest):
    """A request of somebody who has signed in; their membership says what they see."""

    user: User
    membership: Membership


MemberView = Callable[Concatenate[MemberRequest, Workspace, P], HttpResponse]


def member_page(*methods: str) -> Callable[[MemberView[P]], Callable[..., HttpResponseBase]]:
    """Hands the view the member's own workspace; everybody else is asked to sign in first."""

    def decorate(view: MemberView[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                membership = membership_of(request.user)  # type: ignore[arg-type]
            except Membership.DoesNotExist:
                raise Http404 from None
            request.membership = membership  # type: ignore[attr-defined]
            return view(request, membership.workspace, *args, **kwargs)  # type: ignore[arg-type]

        allowed = [*methods, "HEAD"] if "GET" in methods else list(methods)
        return require_http_methods(allowed)(never_cache(login_required(page)))

    return decorate
