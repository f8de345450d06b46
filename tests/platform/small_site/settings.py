import os

import psycopg

parts = psycopg.conninfo.conninfo_to_dict(os.environ["DATABASE_URL"])
names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
# A pool smaller than the worker's threads: jobs that kept their connection would soon starve the others.
pool = {"min_size": 1, "max_size": 3, "timeout": 5}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **{name: str(parts[key]) for name, key in names.items()},
        "OPTIONS": {"pool": pool},
    }
}
SECRET_KEY = os.environ["SECRET_KEY"]
WEB_PROCESSES = int(os.environ.get("WEB_PROCESSES", "1"))
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
USE_TZ = True
INSTALLED_APPS = ["procrastinate.contrib.django", "tests.platform.small_site"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
MIDDLEWARE = ["halfpast.web.middleware.BodyLimit"]
ROOT_URLCONF = os.environ.get("ROOT_URLCONF", "tests.platform.small_site.urls")
