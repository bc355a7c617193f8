"""Django's settings. Everything an installation may differ in is read from the environment; the defaults suit a demo.

| variable | meaning |
|---|---|
| DATABASE_URL | postgres://user:password@host:port/name, or with ?host=/socket/dir |
| SIMCARE_SECRET_KEY, or the file SIMCARE_VAR/secret_key | signs sessions, tokens and reply addresses |
| SIMCARE_VAR | folder of local state (default: var/ under the working folder) |
| SIMCARE_DEMO | 1: demo world, mail from loopback counts as verified, TOTP is optional |
| SIMCARE_SMTP_URL | where answers are sent: smtp://user:password@host:port (default: the demo's post box) |
| SIMCARE_SUPPORT_ADDRESS, SIMCARE_REPLY_DOMAIN | where customers write to, and the domain of signed reply addresses |
| SIMCARE_MAIL_SERVER | our receiving server, as it names itself in Authentication-Results |
| SIMCARE_TRUSTED_PEERS | networks of relays whose mail counts as verified, separated by commas |
| SIMCARE_LOCAL_DROPS | host:port of FTP and SFTP servers on this machine or in the own network, separated by commas |
| SIMCARE_LOCAL_MAILBOXES | host:port of IMAP servers on this machine or in the own network, separated by commas |
| SIMCARE_LOOPBACK_TARGETS | host:port on this machine that operators' calls may go to |
| SIMCARE_ORIGIN, SIMCARE_STREAM_ORIGIN | where pages and their live stream are reached, such as https://desk.example |
| SIMCARE_TRUSTED_PROXIES | networks of our own proxies, whose X-Forwarded-For is believed, separated by commas |
| SIMCARE_HOSTS | host names the web process answers to, separated by commas |
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

VAR = Path(os.environ.get("SIMCARE_VAR", "var")).resolve()
DEMO = os.environ.get("SIMCARE_DEMO", "1") == "1"
DEBUG = False


def _secret_key() -> str:
    named = os.environ.get("SIMCARE_SECRET_KEY")
    if named:
        return named
    kept = VAR / "secret_key"
    if not kept.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text().strip()


def _database(url: str) -> dict[str, Any]:  # Django's own settings shape
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    scope = os.environ.get("SIMCARE_SCOPE", "")
    # What a page asks is asked again by the next page: planned once for each connection, that costs half.
    options: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": 3}
    if scope:
        # what an import stages stays in memory (decision 17)
        options["options"] = f"-c app.scope={scope} -c temp_buffers=64MB"
    if os.environ.get("SIMCARE_POOL"):
        options["pool"] = {"min_size": 2, "max_size": int(os.environ["SIMCARE_POOL"])}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": asked.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or asked.get("port", [""])[0]),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0 if "pool" in options else None,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": True,
    }


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("SIMCARE_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgres://simcare@127.0.0.1:5432/simcare"))}

INSTALLED_APPS = [
    "simcare.web",  # first: its sign-in pages stand before those of allauth
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "simcare.kernel",
    "simcare.accounts",
    "simcare.cards",
    "simcare.clocks",
    "simcare.messaging",
    "simcare.operators",
    "simcare.notices",
    "simcare.usage",
    "simcare.diagnosis",
    "simcare.support",
    "simcare.notifications",
    "simcare.webhooks",
]
MIDDLEWARE = [
    "simcare.web.proxies.real_address",
    "django.middleware.security.SecurityMiddleware",
    "simcare.web.headers.strict_headers",
    "simcare.web.headers.no_nul",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simcare.web.entrance.attendance.attend",
    "simcare.web.entrance.attendance.idle_sign_out",
    "simcare.web.entrance.attendance.only_looking",
    "simcare.web.entrance.attendance.second_factor",
]
ROOT_URLCONF = "simcare.project.urls"
WSGI_APPLICATION = "simcare.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("simcare.web.folding.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["simcare.accounts.queries.sessions.Backend"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "simcare.web.entrance.adapter.ByInvitation"
ACCOUNT_EMAIL_VERIFICATION = "none"  # staff are added by an administrator, never by signing up
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # web.entrance.limits counts in the database, exactly and for all processes
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not os.environ.get("SIMCARE_ORIGIN", "http://").startswith("https://")  # loopback
MFA_TOTP_ISSUER = "Simcare"
MFA_ADAPTER = "simcare.web.entrance.adapter.SealedFactors"
MFA_FORMS = {
    "authenticate": "simcare.web.entrance.forms.CodeToEnter",
    "reauthenticate": "simcare.web.entrance.forms.CodeToProve",
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("zh-hans", "简体中文"),
    ("es", "Español"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("pt", "Português"),
    ("ja", "日本語"),
    ("ar", "العربية"),
]
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a folder that is not there
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "simcare.web.statics.HashedWhenCollected"},
}
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()  # written by collectstatic, which `up` runs
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
FORMAT_MODULE_PATH = "simcare.web.formats"
LOCALE_PATHS = [Path(__file__).parent.parent / "web" / "locale"]
SESSION_ENGINE = "simcare.accounts.queries.sessions"
SESSION_COOKIE_AGE = 30 * 60  # staff idle time, security.md D9
SESSION_SAVE_EVERY_REQUEST = False  # entrance.idle_sign_out saves it twice a minute while somebody works
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = [
    "simcare.web.uploads.BoundedUpload",  # security.md S66
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

SIMCARE_DEMO = DEMO
SIMCARE_COUNTS_LAST_SECONDS = 1.0  # the numbers of the side bar, for all who look
SIMCARE_ORIGIN = os.environ.get("SIMCARE_ORIGIN", "http://localhost:8000")
SIMCARE_STREAM_ORIGIN = os.environ.get("SIMCARE_STREAM_ORIGIN", "http://localhost:8001")

SIMCARE_TRUSTED_PROXIES = os.environ.get("SIMCARE_TRUSTED_PROXIES", "").split(",")

HTTPS = SIMCARE_ORIGIN.startswith("https://")  # the demo on loopback is plain HTTP
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"  # security.md D9
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrftoken"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
CSRF_TRUSTED_ORIGINS = [SIMCARE_ORIGIN]

SIMCARE_SMTP_URL = os.environ.get("SIMCARE_SMTP_URL", "smtp://127.0.0.1:2526")
SIMCARE_SUPPORT_ADDRESS = os.environ.get("SIMCARE_SUPPORT_ADDRESS", "support@simcare.example")
SIMCARE_MAIL_SERVER = os.environ.get("SIMCARE_MAIL_SERVER", "mail.simcare.example")
SIMCARE_DESK_NAME = os.environ.get("SIMCARE_DESK_NAME", "Simcare support")
SIMCARE_REPLY_DOMAIN = os.environ.get("SIMCARE_REPLY_DOMAIN", "reply.simcare.example")
SIMCARE_TRUSTED_PEERS = os.environ.get("SIMCARE_TRUSTED_PEERS", "127.0.0.1/32,::1/128" if DEMO else "").split(",")
SIMCARE_LOOPBACK_TARGETS = os.environ.get("SIMCARE_LOOPBACK_TARGETS", "127.0.0.1:8600" if DEMO else "").split(",")
SIMCARE_LOCAL_DROPS = os.environ.get("SIMCARE_LOCAL_DROPS", "").split(",")
SIMCARE_LOCAL_MAILBOXES = os.environ.get("SIMCARE_LOCAL_MAILBOXES", "").split(",")
