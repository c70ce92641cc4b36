"""How an award rule's module or course is chosen in the admin."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage, ModulePage


class TargetSelect(forms.Select):
    """A list of all courses with their modules. The value is the ``translation_key``, so it holds in every language."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        self.choices = target_choices()
        return super().optgroups(name, value, attrs)


def target_choices() -> list[tuple[str, Any]]:
    """Return a group for each course: the course itself, then its modules. Each key once, in whichever language."""
    courses = list(CoursePage.objects.order_by("code", "pk"))
    modules: dict[str, list[ModulePage]] = {}
    for module in ModulePage.objects.order_by("path"):
        modules.setdefault(module.path[: -module.steplen], []).append(module)

    seen: set[Any] = set()
    choices: list[tuple[str, Any]] = [("", "---------")]
    for course in courses:
        if course.translation_key in seen:
            continue
        seen.add(course.translation_key)
        group = [(str(course.translation_key), _("the whole course {code}").format(code=course.code))]
        group += [
            (str(module.translation_key), f"{course.code} {module.code} {module.title}")
            for module in modules.get(course.path, ())
        ]
        choices.append((f"{course.code} {course.title}", group))
    return choices
