"""Pages for whoever runs this installation. To everybody else they do not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from halfpast.accounts.member_pages import MemberRequest

# Where the navigation shows these pages.
SECTION = "integrations"
P = ParamSpec("P")
OperatorView = Callable[Concatenate[MemberRequest, P], HttpResponse]


def operator_page(*methods: str) -> Callable[[OperatorView[P]], Callable[..., HttpResponseBase]]:
    def decorate(view: OperatorView[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not getattr(request.user, "is_operator", False):
                raise Http404
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        allowed = [*methods, "HEAD"] if "GET" in methods else list(methods)
        return require_http_methods(allowed)(never_cache(login_required(page)))

    return decorate
