"""The WSGI application, for `halfpast web` or any other WSGI server."""

import os
from io import BytesIO
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

from halfpast.web.middleware import MAXIMUM_BODY

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halfpast.settings")


def measuring_bodies(application: "WSGIApplication") -> "WSGIApplication":
    """Reads a body that comes without its length, as one in chunks does: Django would take it for empty."""
    return lambda environ, start_response: application(measured(environ), start_response)


def measured(environ: "WSGIEnvironment") -> "WSGIEnvironment":
    """With the length of the body; of one beyond the limit no more is read than it takes to refuse it."""
    # Only where the server ends the body's stream is there an end to read to.
    if environ.get("CONTENT_LENGTH") or not environ.get("wsgi.input_terminated"):
        return environ
    body = environ["wsgi.input"].read(MAXIMUM_BODY + 1)
    return {**environ, "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}


application = measuring_bodies(get_wsgi_application())
