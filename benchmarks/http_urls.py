"""The product's addresses, and a page that does next to nothing: what everything else is compared with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from halfpast.accounts.models import Workspace
from halfpast.urls import handler400, handler403, handler404, handler500
from halfpast.urls import urlpatterns as of_the_product

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def trivial(_request: HttpRequest) -> HttpResponse:
    """One query, one line."""
    return HttpResponse(Workspace.objects.get(slug="studio").name)


urlpatterns = [path("benchmark/trivial", trivial), *of_the_product]
