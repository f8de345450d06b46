"""The WSGI application, for `halfpast web` or any other WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halfpast.settings")
application = get_wsgi_application()
