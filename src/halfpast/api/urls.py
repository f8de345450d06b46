from __future__ import annotations

from django.urls import URLPattern, include, path, re_path

from halfpast.api.door import door, unknown_route
from halfpast.api.openapi import serve
from halfpast.api.rest import api

routes, _, namespace = api.urls
guarded = [
    URLPattern(route.pattern, door(route.callback), route.default_args, route.name)
    for route in routes
    if isinstance(route, URLPattern)
]

urlpatterns = [
    path("openapi.json", door(serve)),
    path("", include((guarded, namespace), namespace)),
    re_path(r"", unknown_route),
]
