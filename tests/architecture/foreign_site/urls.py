from django.conf import settings
from django.contrib.auth.views import LoginView
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("login/", LoginView.as_view(template_name="wagtailadmin/login.html"), name="login"),
    path("h5p/", include("courses.h5p.urls")),
    path("quizzes/", include("courses.urls")),
]
if "learners" in settings.PLUGINS:
    urlpatterns += [
        path("xapi/", include("learners.xapi.urls")),
        path("learning/", include("learners.urls")),
    ]
if "badges" in settings.PLUGINS:
    urlpatterns += [
        path("badges/", include("badges.public_urls")),
        path("", include("badges.urls")),
    ]
urlpatterns += [path("", include(wagtail_urls))]
