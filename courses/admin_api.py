"""The endpoints of the admin's own API for files. Wagtail's give all of them to whoever enters."""

from typing import Any

from django.db.models import QuerySet
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry


class OwnFiles:
    model: Any
    request: Any

    def get_queryset(self) -> QuerySet[Any]:
        policy = policy_registry.get_by_type(self.model)
        own = policy.instances_user_has_any_permission_for(self.request.user, {"add", "change", "choose"})
        return super().get_queryset().filter(pk__in=own.values("pk"))  # type: ignore[misc]


class OwnImagesAPIViewSet(OwnFiles, ImagesAdminAPIViewSet):
    pass


class OwnDocumentsAPIViewSet(OwnFiles, DocumentsAdminAPIViewSet):
    pass
