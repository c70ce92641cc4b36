"""Settings that every environment shares. The environment overrides what differs between instances."""

import dj_database_url
from csp.constants import NONE, SELF

from .environment import BASE_DIR, read_environment
from .queues import queue_named

environment = read_environment()

# Everything that a running instance writes, and nothing that belongs to the code.
VAR_DIR = environment["VAR_DIR"]
PORT = environment["PORT"]
SITE_URL = environment["SITE_URL"]
SECRET_KEY = environment["SECRET_KEY"]
SECRET_KEY_FALLBACKS = environment["SECRET_KEY_FALLBACKS"]

DEBUG = False
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    "home",
    "badges",
    "learners",
    "courses",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "home.oidc",
    "laces",
    "django_tasks",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "home.users_app.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtailmedia",
    "wagtail.search",
    "wagtail.admin",
    "wagtail_localize",
    # In place of wagtail.locales: its own, with the languages that one tree is kept in step with.
    "wagtail_localize.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "home.search_engines.NoIndexMiddleware",
    "home.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "home.middleware.PageLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "courses.middleware.OwnProviderMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "home.sessions.LastSeenMiddleware",
    # After whatever says who is there and how they signed in.
    "home.second_factor.SecondFactorMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "home.urls"
WSGI_APPLICATION = "home.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context_processors.shell",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(environment["DATABASE_URL"], conn_max_age=60),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Without these, about 7 % of concurrent saves end in "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 0

AUTH_USER_MODEL = "home.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "home.sign_in.ConfirmedAddressBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LEARNERS_SIGNUP_URL = "account_signup"
LOGIN_REDIRECT_URL = "learners:dashboard"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "home.account_adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "home.forms.SignupForm"
ACCOUNT_FORMS = {
    "add_email": "home.account_forms.AddEmailForm",
    "change_password": "home.account_forms.ChangePasswordForm",
    "login": "home.account_forms.LoginForm",
    "reset_password": "home.account_forms.ResetPasswordForm",
    "reset_password_from_key": "home.account_forms.ResetPasswordKeyForm",
    "signup": "home.account_forms.SignupForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
# Whoever changes how they sign in was there a moment ago, and is told of it by mail.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# One address. A new one takes its place when its link was opened, and nobody signs in with it before.
ACCOUNT_CHANGE_EMAIL = True
# allauth's own, but a class that signs in from one school, all behind one address, is let in. Who guesses is stopped
# after five tries per account and address ("key"), so that a stranger elsewhere locks nobody out of their account.
# Feedback may be sent by anybody: no class writes to the site more often than this, and a machine does.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/300s/key",
    "signup": "60/m/ip",
    "feedback": "20/h/ip",
}

# Whoever may enter the admin does so with a second factor: a passkey or an authenticator app.
KENNO_STAFF_SECOND_FACTOR = True
MFA_ADAPTER = "home.account_adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Kenno"
# One step of 30 seconds before and after (RFC 6238, 5.2): clocks differ, and typing takes time.
MFA_TOTP_TOLERANCE = 1
# The main address of an account is confirmed before anybody signs in with it. One that is waiting to take its place
# keeps nobody from a second factor, nor a second factor from changing the address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "activate_totp": "home.second_factor_forms.ActivateTOTPForm",
    "add_webauthn": "home.second_factor_forms.AddPasskeyForm",
    "authenticate": "home.second_factor_forms.AuthenticateForm",
    "edit_webauthn": "home.second_factor_forms.RenamePasskeyForm",
    "reauthenticate": "home.second_factor_forms.ReauthenticateForm",
}

# Institutions by which people sign in: home/oidc/configuration.py says how they are described.
OIDC_PROVIDERS = environment["OIDC_PROVIDERS"]
SOCIALACCOUNT_ADAPTER = "home.oidc.adapter.InstitutionAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [institution.as_app() for institution in OIDC_PROVIDERS]}}
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_FORMS = {"signup": "home.account_forms.InstitutionSignupForm"}

LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
UNPREFIXED_PATHS = (
    "/accounts/oidc/",
    "/admin/",
    "/badges/",
    "/demo/",
    "/documents/",
    "/h5p/",
    "/health/",
    "/media/",
    "/metrics",
    "/robots.txt",
    "/sharing/",
    "/sitemap",
    "/static/",
    "/theme/",
    "/xapi/",
)
LOCALE_PATHS = [BASE_DIR / "home" / "locale"]
TIME_ZONE = "Europe/Helsinki"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["home.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Browser code of others is copied here from node_modules by "manage.py collect_assets".
STATICFILES_DIRS = [VAR_DIR / "assets"]
MEDIA_URL = "/media/"
MEDIA_ROOT = environment["MEDIA_ROOT"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "home.storage.StaticFilesStorage"},
}

# Header and footer as they were rendered, in the memory of each process. Whatever they go by is in the key, so no
# process needs to know what another one has. Each environment adds its "default".
CACHES = {
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "template_fragments",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
    # Pictures of badges and for shared links, by their content: files, because they are many and large.
    "pictures": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "pictures",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}
COURSES_PICTURE_CACHE = "pictures"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEFAULT_FROM_EMAIL = environment["DEFAULT_FROM_EMAIL"]

# Only what is needed, when it is needed: the session when somebody signs in, the CSRF token when a form is shown.
# home/cookies.py lists them for the privacy notice. Messages wait in the session: Django would give them a cookie.
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# A lesson with many activities posts small bodies; an uploaded badge or package is a file and does not count here.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Tasks run in the process that asks for them, or where TASKS_BACKEND names a queue, in workers.
QUEUE = queue_named(environment["TASKS_BACKEND"], redis_url=environment["REDIS_URL"])
TASKS = QUEUE.tasks
RQ_QUEUES = QUEUE.rq_queues
INSTALLED_APPS += QUEUE.apps
MAIL_DELIVERED_BY = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_BACKEND = QUEUE.email_backend(MAIL_DELIVERED_BY)
# Seconds. A mail server that hangs holds nobody for longer; with a queue, it holds no request at all.
EMAIL_TIMEOUT = environment["EMAIL_TIMEOUT"]

# Public and learner pages. The player document sets its own policy; the admin is Wagtail's.
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

WAGTAIL_SITE_NAME = "Kenno"
WAGTAIL_I18N_ENABLED = True
# What has just been submitted for translation says what the original says, and is no translation yet.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "vtt", "xlsx"]
# A browser reads captions only when they call themselves captions.
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["text/vtt"]
# What every browser plays.
WAGTAILMEDIA = {"AUDIO_EXTENSIONS": ["m4a", "mp3"], "VIDEO_EXTENSIONS": ["mp4", "webm"]}
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_COMMENTS_ENABLED = True
# No picture of anybody is fetched from elsewhere.
WAGTAIL_GRAVATAR_PROVIDER_URL = None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        **{app: {"level": environment["LOG_LEVEL"]} for app in ("home", "badges", "learners", "courses")},
        # Every signature is written down: which credential, its digest, with which key.
        "badges.signing": {"level": "INFO"},
    },
}

# Numbers for Prometheus: production counts them when somebody may read them.
METRICS_TOKEN = ""

# Private keys of issuers: files outside the database and its dumps.
BADGES_KEY_DIRECTORY = environment["BADGES_KEY_DIRECTORY"]
BADGES_BASE_URL = SITE_URL

COURSES_CHECK_MONTHS = environment["COURSES_CHECK_MONTHS"]
COURSES_DRAWINGS = [BASE_DIR / "home" / "demo" / "content" / "drawings"]

# Demonstration content: organisations and people are fictional, and every page says so.
KENNO_DEMO = environment["KENNO_DEMO"]
# Search engines are asked to list nothing of this site, for example of one that is being tried out. They are asked so
# too by a demonstration that others can reach.
KENNO_NOINDEX = environment["KENNO_NOINDEX"]
