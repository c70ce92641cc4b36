from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from .groups import providers_of, speaks_for_all_providers


class OwnProviderForm(WagtailAdminModelForm):
    """Teachers author for their own provider, so it is chosen already and the others are not offered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provider = self.fields.get("organisation")
        if provider is None or self.for_user is None or speaks_for_all_providers(self.for_user):
            return
        provider.queryset = providers_of(self.for_user)
        provider.required = True
        if self.instance.organisation_id is None:
            self.initial["organisation"] = provider.queryset.first()
