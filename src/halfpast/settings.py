"""Every setting, read once from the environment; adapters and the pure rooms are handed what they need."""

import os
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
from csp.constants import NONE, SELF

from halfpast import env
from halfpast.web.logs import configure_logs

# --- Database -----------------------------------------------------------------------------------------------------
DATABASE_HINT = "postgresql://user:password@host:5432/name"


def _database(url: str) -> dict[str, object]:
    try:
        parts = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError as broken:
        raise env.BadSetting("DATABASE_URL", f"should look like {DATABASE_HINT}") from broken
    if not url.startswith(("postgresql://", "postgres://")) or not parts.get("dbname"):
        raise env.BadSetting("DATABASE_URL", f"should look like {DATABASE_HINT}")
    # Several hosts may be named, each with its port, or with none for the usual one.
    for port in filter(None, str(parts.get("port") or "").split(",")):
        if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            raise env.BadSetting("DATABASE_URL", f"names the port {port!r}, which is not a number from 1 to 65535")
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    known = {django_name: str(parts.pop(name, "") or "") for django_name, name in names.items()}
    size = env.number("DATABASE_POOL_SIZE", 16, low=0, high=200)
    pool = {"min_size": 2, "max_size": max(size, 2), "timeout": 10} if size else False
    return {"ENGINE": "django.db.backends.postgresql", **known, "OPTIONS": {**parts, "pool": pool}}


DATABASES = {"default": _database(env.text("DATABASE_URL", hint=DATABASE_HINT))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Where we are reached -----------------------------------------------------------------------------------------
HOST = env.text("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000, low=1, high=65535)
# Pages are made in Python, which one process runs on one core only.
WEB_PROCESSES = env.number("WEB_PROCESSES", min(2, os.cpu_count() or 1), low=1, high=32)
BASE_URL = env.origin("BASE_URL", f"http://localhost:{PORT}")
IS_HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = [str(urlsplit(BASE_URL).hostname), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- Secrets ------------------------------------------------------------------------------------------------------
SECRET_KEY = env.secret("SECRET_KEY", at_least=32)
ENCRYPTION_KEYS = env.keys("ENCRYPTION_KEYS")

# --- Zoom ---------------------------------------------------------------------------------------------------------
ZOOM_CLIENT_ID = env.text(
    "ZOOM_CLIENT_ID", None if env.text("ZOOM_CLIENT_SECRET", "") else "", hint="the Zoom app's client id"
)
ZOOM_CLIENT_SECRET = env.text("ZOOM_CLIENT_SECRET", None if ZOOM_CLIENT_ID else "", hint="the Zoom app's client secret")
if len(ZOOM_CLIENT_ID.split()) > 1:
    raise env.BadSetting("ZOOM_CLIENT_ID", "has white space inside; copy the Zoom app's client id once more")
if ZOOM_CLIENT_SECRET and ZOOM_CLIENT_SECRET == ZOOM_CLIENT_ID:
    raise env.BadSetting("ZOOM_CLIENT_SECRET", "is the same as ZOOM_CLIENT_ID; one of the two was copied twice")
# Empty: made from SECRET_KEY.
ZOOM_STATE_SECRET = env.secret("ZOOM_STATE_SECRET", at_least=16, default="")
ZOOM_DEAUTH_SECRET = env.text("ZOOM_DEAUTH_SECRET", "")
ZOOM_BASE_URL = env.origin("ZOOM_BASE_URL", "https://zoom.us")
ZOOM_API_URL = env.origin("ZOOM_API_URL", "")

# --- Mail ---------------------------------------------------------------------------------------------------------


def _mail(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise env.BadSetting(
            "EMAIL_URL", "should look like smtp://user:password@host:587 (smtps:// for TLS from the start)"
        )
    try:
        port = parts.port or (465 if parts.scheme == "smtps" else 587)
    except ValueError as broken:
        raise env.BadSetting("EMAIL_URL", "names a port that is not a number from 1 to 65535") from broken
    in_the_clear = parts.hostname in env.LOOPBACK or parse_qs(parts.query).get("starttls") == ["no"]
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and not in_the_clear,
    }


EMAIL_URL = env.text("EMAIL_URL", "")
if EMAIL_URL:
    globals().update(_mail(EMAIL_URL))
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.mail_address("DEFAULT_FROM_EMAIL", f"Halfpast <halfpast@{urlsplit(BASE_URL).hostname}>")

# --- The house ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    # Before allauth, whose templates it replaces.
    "halfpast.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "procrastinate.contrib.django",
    "halfpast.web",
    "halfpast.effects",
    "halfpast.connections",
    "halfpast.operators",
    "halfpast.schedules",
    "halfpast.calendars",
    "halfpast.event_types",
    "halfpast.bookings",
    "halfpast.dashboard",
    "halfpast.first_run",
    "halfpast.api",
]

MIDDLEWARE = [
    "halfpast.web.public_origin.PublicScheme",
    "halfpast.web.middleware.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "halfpast.web.middleware.BodyLimit",
    "halfpast.web.middleware.ErrorPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "halfpast.accounts.sessions.NoteActivity",
]

ROOT_URLCONF = "halfpast.urls"
WSGI_APPLICATION = "halfpast.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "halfpast.accounts.operator_links.operator_links",
            ],
        },
    }
]

STATIC_URL = "/static/"
# Built files are committed and served from the package: there is no collecting step to forget.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 600

# --- People -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/app/"
ACCOUNT_ADAPTER = "halfpast.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_FORMS = {"add_email": "halfpast.accounts.forms.NewAddressForm"}
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/app/account"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_ADAPTER = "halfpast.accounts.two_factor.TwoFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Everybody begins with a verified address here; only a change of it waits, and that is no reason against either.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# A telephone's clock may be half a minute off; which codes were used is kept with the secret.
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Halfpast"
MFA_FORMS = {
    "activate_totp": "halfpast.accounts.code_forms.TurnOnForm",
    "authenticate": "halfpast.accounts.code_forms.SecondStepForm",
    "reauthenticate": "halfpast.accounts.code_forms.ConfirmByCodeForm",
    "add_webauthn": "halfpast.accounts.passkey_forms.AddPasskeyForm",
    "edit_webauthn": "halfpast.accounts.passkey_forms.RenamePasskeyForm",
    "login_webauthn": "halfpast.accounts.passkey_forms.SignInByPasskeyForm",
    "authenticate_webauthn": "halfpast.accounts.passkey_forms.SecondStepByPasskeyForm",
    "reauthenticate_webauthn": "halfpast.accounts.passkey_forms.ConfirmByPasskeyForm",
}
# Failed sign-ins are counted by address: how many proxies in front of us may name it in X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0, low=0, high=10)

# Failed attempts are counted here: in the database, where every process counts the same ones.
CACHES = {"default": {"BACKEND": "halfpast.accounts.database_cache.DatabaseCache"}}

# --- Cookies and headers ------------------------------------------------------------------------------------------
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
# Not `no-referrer`: under it browsers send `Origin: null` with a form, and the form would be refused.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "halfpast.web.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- Time and language --------------------------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]

# --- Jobs and effects ---------------------------------------------------------------------------------------------
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
# What an effect of each kind does is decided by the room that plans it.
EFFECT_HANDLERS = {
    "meeting": "halfpast.bookings.meetings.performing.perform",
    "meeting_removal": "halfpast.bookings.meetings.cleanup.perform_removal",
    "meeting_sweep": "halfpast.bookings.meetings.cleanup.perform_sweep",
    "mail": "halfpast.bookings.mails.telling.perform",
}

# --- Logs ---------------------------------------------------------------------------------------------------------
LOG_FORMAT = env.choice("LOG_FORMAT", "console", {"console", "json"})
LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", {"DEBUG", "INFO", "WARNING", "ERROR"})
LOGGING_CONFIG = None
configure_logs(LOG_FORMAT, LOG_LEVEL)
