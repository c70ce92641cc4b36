"""The addresses of the site, and one at which a view breaks in the middle of speaking of somebody."""

from django.urls import path

from home.urls import handler429, urlpatterns

__all__ = ["handler429", "urlpatterns"]


def breaking(request, token):
    person = f"{request.POST.get('first_name')} <{request.POST.get('email')}>"
    try:
        int(person)
    except ValueError as error:
        raise LookupError(f"{person} came with {token} from {request.META['HTTP_X_FORWARDED_FOR']}") from error


urlpatterns = [path("health-of/<str:token>/", breaking), *urlpatterns]
