"""Buttons that courses, modules and lessons have in Wagtail's page editor and explorer."""

from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.menus.pages import PageMenuItem

from .learner_view import course_id_of, learner_view_url
from .models import CoursePage, LessonPage, ModulePage


class OutlineButton(PageMenuItem):
    """Leads to the outline of the course that the page belongs to."""

    label = _("Outline")
    icon_name = "list-ol"

    @cached_property
    def course_id(self) -> int | None:
        # A list of courses must not ask the database for each of them.
        if self.page.specific_class is CoursePage:
            return self.page.pk
        return course_id_of(self.page.specific_deferred)

    @cached_property
    def url(self) -> str:
        return reverse("courses_admin:outline", args=[self.course_id])

    def is_shown(self, user: AbstractBaseUser) -> bool:
        is_ours = self.page.specific_class in (CoursePage, ModulePage, LessonPage)
        return is_ours and self.page.pk is not None and self.page.permissions_for_user(user).can_edit()


class ViewAsLearnerButton(OutlineButton):
    label = _("View as learner")
    icon_name = "view"

    @cached_property
    def url(self) -> str:
        return learner_view_url(self.page, course_id=self.course_id)


class CheckedButton(OutlineButton):
    """Leads to where an author says that a page is still right. Of what is not published nobody has to."""

    label = _("Check")
    icon_name = "check"

    @cached_property
    def url(self) -> str:
        return reverse("courses_admin:check_page", args=[self.page.pk])

    def is_shown(self, user: AbstractBaseUser) -> bool:
        return super().is_shown(user) and self.page.live
