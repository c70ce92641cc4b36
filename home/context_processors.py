from django.conf import settings
from django.http import HttpRequest

from .views.theme import chosen_theme


def shell(request: HttpRequest) -> dict[str, object]:
    """What the frame of every page needs: the theme that the person chose, and whether the content is invented."""
    return {"theme": chosen_theme(request), "is_demo": settings.KENNO_DEMO}
