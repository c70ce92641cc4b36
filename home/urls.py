"""Every address of the site. What a credential names stands outside the language prefixes and never changes."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from .views.account import name, overview
from .views.account_deletion import delete, deleted
from .views.admin_door import admin_sign_in
from .views.demo_codes import demo_codes
from .views.feedback import feedback, feedback_sent
from .views.health import live, ready
from .views.invitations import invitation
from .views.mail import mail_list, mail_message
from .views.media import media
from .views.metrics import metrics
from .views.search_engines import robots, sitemap, sitemap_index
from .views.second_factor import reauthenticate_by_passkey
from .views.sessions import sessions
from .views.theme import theme

urlpatterns = [
    # One front door, so that rate limits and a second factor hold for the admin too.
    path("admin/login/", admin_sign_in),
    path("admin/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("h5p/", include("courses.h5p.urls")),
    path("xapi/", include("learners.xapi.urls")),
    path("badges/", include("badges.public_urls")),
    path("accounts/oidc/", include("home.oidc.urls")),
    path("health/live", live, name="health_live"),
    path("health/ready", ready, name="health_ready"),
    path("metrics", metrics, name="metrics"),
    path("theme/", theme, name="theme"),
    path("sharing/", include("courses.sharing.urls")),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:section>.xml", sitemap, name="sitemap"),
    re_path(r"^media/(?P<path>.+)$", media, name="media"),
]

if settings.KENNO_DEMO:
    urlpatterns += [
        path("demo/codes/", demo_codes, name="demo_codes"),
        path("demo/mail/", mail_list, name="demo_mail"),
        path("demo/mail/<str:name>/", mail_message, name="demo_mail_message"),
    ]

urlpatterns += i18n_patterns(
    # A sign-in page of Wagtail's own would ask for no second factor and know no limits.
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("accounts/", overview, name="account_overview"),
    path("accounts/name/", name, name="account_name"),
    path("accounts/sessions/", sessions, name="account_sessions"),
    path("accounts/delete/", delete, name="account_delete"),
    path("accounts/invitation/<str:token>/", invitation, name="account_invitation"),
    path("accounts/deleted/", deleted, name="account_deleted"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/institutions/", include("allauth.socialaccount.urls")),
    path("accounts/2fa/webauthn/reauthenticate/", reauthenticate_by_passkey),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("feedback/", feedback, name="feedback"),
    path("feedback/sent/", feedback_sent, name="feedback_sent"),
    path("learning/", include("learners.urls")),
    path("quizzes/", include("courses.urls")),
    path("", include("badges.urls")),
    # Every page is served here; what else Wagtail has at its addresses comes after.
    path("", include("courses.page_urls")),
    path("", include(wagtail_urls)),
)

# allauth asks for it here when somebody tries too often.
handler429 = "home.views.errors.too_many_tries"
