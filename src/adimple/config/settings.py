"""Django's settings: reads the environment once. What a credor chooses is a row, not a setting."""

import hashlib
import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from adimple.channels import smtp_url
from adimple.config import embedded, keys, logs, production

PACKAGE = Path(__file__).resolve().parent.parent
if _problems := production.problems(os.environ):
    raise SystemExit("\n".join(_problems))
PRODUCTION = os.environ.get("ADIMPLE_ENV", "local") == "production"
DEBUG = bool(os.environ.get("ADIMPLE_DEBUG"))  # production refuses it

DATA_DIR = embedded.data_dir()
INSTALLATION_KEY = keys.installation_key(DATA_DIR)
SECRET_KEY = hashlib.sha256(b"django" + INSTALLATION_KEY).hexdigest()
BASE_URL = os.environ.get("ADIMPLE_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
HAS_SANDBOX = not PRODUCTION  # the test inbox; in production each credor has an SMTP of its own
# Where links for new passwords and invites leave from: never by a credor's server, which its managers could read.
ACCOUNT_MAIL = smtp_url.read(os.environ["ADIMPLE_MAIL"]) if os.environ.get("ADIMPLE_MAIL") else None
METRICS_TOKEN = os.environ.get("ADIMPLE_METRICS_TOKEN", "")
WEBHOOK_HOSTS = frozenset(os.environ.get("ADIMPLE_WEBHOOK_HOSTS", "").lower().replace(",", " ").split())
EXECUTOR = os.environ.get("ADIMPLE_EXECUTOR", "local")  # of the night: local, pool or dask
EXECUTOR_WORKERS = int(os.environ.get("ADIMPLE_EXECUTOR_WORKERS", "0"))
DASK_SCHEDULER = os.environ.get("ADIMPLE_DASK_SCHEDULER", "")
SANDBOX_SMTP_PORT = int(os.environ.get("ADIMPLE_SANDBOX_SMTP_PORT", "2525"))
SANDBOX_WEB_PORT = int(os.environ.get("ADIMPLE_SANDBOX_WEB_PORT", "8025"))

_host = urlsplit(BASE_URL).hostname or "127.0.0.1"
ALLOWED_HOSTS = [_host, "127.0.0.1", "localhost", "[::1]"] if not PRODUCTION else [_host]


def database_from(url: str) -> dict:
    """A Django database from a libpq URL; the host may be a percent-encoded socket folder."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.netloc.rpartition("@")[2].rpartition(":")[0] or parts.netloc.rpartition("@")[2]),
        "PORT": str(parts.port or ""),
        "OPTIONS": {
            # A database that is away is told within seconds, and used again within seconds of its return.
            "pool": {"min_size": 1, "max_size": 16, "timeout": 3, "reconnect_timeout": 5},
            "application_name": f"adimple {os.getpid()}",  # tells our processes apart in pg_stat_activity
            **dict(parse_qsl(parts.query)),  # sslmode=require …
        },
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # the server may have been started again since the last request
    }


DATABASE_URL = os.environ.get("DATABASE_URL") or embedded.url(DATA_DIR)
DATABASES = {"default": database_from(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "adimple.store",
]
MIDDLEWARE = [
    "adimple.web.middleware.Visitor",
    "adimple.web.middleware.SecurityHeaders",
    "adimple.web.own_hosts.OwnHosts",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random (BREACH); the weight of the pages counts on it
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "adimple.web.api.problems.Problems",
    "adimple.web.middleware.Readable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "adimple.web.middleware.Context",
    "adimple.web.middleware.Methods",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "adimple.config.urls"
WSGI_APPLICATION = "adimple.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "adimple.web.shell.shell",
            ],
            "builtins": ["adimple.web.formats", "adimple.web.pieces"],
        },
    }
]

AUTH_USER_MODEL = "store.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "painel"
AXES_USERNAME_FORM_FIELD = "username"  # the login form's; else axes looks for "email" and counts nobody
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "console/bloqueado.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

LANGUAGE_CODE = "pt-br"
TIME_ZONE = "America/Sao_Paulo"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

# «__Host-»: the browser takes it only over https, for this very host and the whole of it.
_prefix = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_prefix}sessionid", f"{_prefix}csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "adimple.web.errors.csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]  # asked from inside, without the proxy
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 110 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 110 * 1024 * 1024
SILENCED_SYSTEM_CHECKS = ["axes.W001", "axes.W003"]

LOGGING = logs.configuration(os.environ.get("ADIMPLE_LOG", "WARNING").upper())
