from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..choosers import ActivityChooserBlock


class H5PBlock(blocks.StructBlock):
    """An H5P activity in a lesson. The learner's own browser reports its result, so it counts as practice."""

    content = ActivityChooserBlock("courses.H5PContent", label=_("Activity"))
    is_required = blocks.BooleanBlock(
        label=_("Must be finished"), required=False, help_text=_("The lesson is done only when this is finished.")
    )

    class Meta:
        icon = "media"
        label = _("H5P activity")
        template = "courses/h5p/block.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        from .embedding import embedded_player

        context = super().get_context(value, parent_context=parent_context)
        request = context.get("request")
        if value["content"] is not None and request is not None:
            context["player"] = embedded_player(
                value["content"],
                request=request,
                page=context.get("page"),
                endpoints=context.get("endpoints"),
            )
        return context
