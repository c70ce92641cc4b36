from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import GroupPagePermission, PageLogEntry

from courses import authoring
from courses.authoring import RefusedChange, Renaming
from courses.models import LessonPage, ModulePage


def titles(parent):
    return list(parent.get_children().values_list("title", flat=True))


def modules_of(course):
    return list(ModulePage.objects.child_of(course).order_by("path"))


def lessons_of(module):
    return list(LessonPage.objects.child_of(module).order_by("path"))


def actions_on(page):
    return list(PageLogEntry.objects.filter(page=page).order_by("pk").values_list("action", flat=True))


@pytest.fixture
def author(index, make_person):
    """May add and change the provider's pages, and may not publish them."""
    group = index.organisation.staff_group
    GroupPagePermission.objects.filter(group=group, permission__codename="publish_page").delete()
    return make_person("author", group)


# Adding


def test_a_new_module_is_the_last_draft_with_the_next_code(course, teacher):
    module = authoring.add_module(course, title=" Safe  work ", by=teacher)

    assert (module.title, module.code, module.slug, module.live) == ("Safe work", "M3", "safe-work", False)
    assert titles(course) == ["Module 1", "Module 2", "Safe work"]


def test_a_new_lesson_leaves_a_revision_and_the_log_entries_of_the_page_editor(course, teacher):
    lesson = authoring.add_lesson(modules_of(course)[0], title="Anode", by=teacher)

    assert lesson.get_latest_revision().user == teacher
    assert actions_on(lesson) == ["wagtail.create", "wagtail.edit"]
    assert lesson.owner == teacher


def test_two_lessons_of_one_title_have_two_addresses(course, teacher):
    module = modules_of(course)[0]

    slugs = [authoring.add_lesson(module, title="Anode", by=teacher).slug for _ in range(3)]

    assert slugs == ["anode", "anode-2", "anode-3"]


@pytest.mark.parametrize("title", ["", "   ", "x" * 256])
def test_a_title_that_is_none_or_too_long_adds_nothing(course, teacher, title):
    with pytest.raises(RefusedChange, match="title"):
        authoring.add_module(course, title=title, by=teacher)

    assert titles(course) == ["Module 1", "Module 2"]


def test_a_title_in_letters_without_an_address_still_gets_one(course, teacher):
    assert authoring.add_module(course, title="電池", by=teacher).slug == "page"


# Renaming


def test_a_publisher_renames_a_live_page_at_once_and_keeps_its_address(course, teacher):
    module = modules_of(course)[0]

    assert authoring.rename_page(module, title="Inside a cell", by=teacher) is Renaming.PUBLISHED

    module.refresh_from_db()
    assert (module.title, module.draft_title, module.slug) == ("Inside a cell", "Inside a cell", "module-1")
    assert module.live
    assert not module.has_unpublished_changes
    assert actions_on(module)[-2:] == ["wagtail.edit", "wagtail.publish"]


def test_renaming_publishes_nothing_else_of_a_waiting_draft(course, teacher):
    module = modules_of(course)[0]
    module.summary = "Not ready to be read."
    module.save_revision()

    authoring.rename_page(module, title="Inside a cell", by=teacher)

    module = ModulePage.objects.get(pk=module.pk)
    draft = module.get_latest_revision_as_object()
    assert (module.title, module.summary) == ("Inside a cell", "")
    assert module.has_unpublished_changes
    assert (draft.title, draft.summary) == ("Inside a cell", "Not ready to be read.")


def test_who_may_not_publish_renames_the_draft_of_a_live_page(course, author):
    module = modules_of(course)[0]

    assert authoring.rename_page(module, title="Inside a cell", by=author) is Renaming.DRAFTED

    module.refresh_from_db()
    assert (module.title, module.draft_title) == ("Module 1", "Inside a cell")
    assert module.live
    assert module.has_unpublished_changes


def test_the_address_of_a_page_that_nobody_has_seen_follows_its_title(course, author):
    module = authoring.add_module(course, title="New module", by=author)

    assert authoring.rename_page(module, title="Safe work", by=author) is Renaming.DRAFT

    module.refresh_from_db()
    assert (module.title, module.slug, module.live) == ("Safe work", "safe-work", False)
    assert module.url_path.endswith("/safe-work/")


def test_the_same_title_again_makes_no_revision(course, teacher):
    module = modules_of(course)[0]
    before = module.revisions.count()

    assert authoring.rename_page(module, title="Module 1", by=teacher) is Renaming.UNCHANGED
    assert module.revisions.count() == before


def test_a_page_that_somebody_has_locked_is_not_renamed(course, teacher, coordinator):
    module = modules_of(course)[0]
    module.locked, module.locked_by = True, coordinator
    module.save()

    with pytest.raises(RefusedChange, match="locked"):
        authoring.rename_page(module, title="Inside a cell", by=teacher)

    module.refresh_from_db()
    assert module.draft_title == "Module 1"


def test_a_page_that_waits_for_its_time_keeps_its_schedule(course, teacher):
    module = modules_of(course)[0]
    module.go_live_at = timezone.now() + timedelta(days=1)
    module.save_revision(approved_go_live_at=module.go_live_at)

    with pytest.raises(RefusedChange, match="waits to be published"):
        authoring.rename_page(module, title="Inside a cell", by=teacher)

    assert ModulePage.objects.get(pk=module.pk).scheduled_revision is not None


# Reordering


def test_a_module_moves_up_and_down_among_its_siblings(course, teacher):
    first = modules_of(course)[0]

    authoring.shift_page(first, steps=1, by=teacher)
    assert titles(course) == ["Module 2", "Module 1"]
    assert actions_on(first)[-1] == "wagtail.reorder"

    authoring.shift_page(first, steps=-1, by=teacher)
    assert titles(course) == ["Module 1", "Module 2"]


def test_the_lessons_go_with_their_module(course, teacher):
    authoring.shift_page(modules_of(course)[0], steps=1, by=teacher)

    assert titles(modules_of(course)[1]) == ["Lesson 1.1", "Lesson 1.2"]


def test_the_first_cannot_go_up_nor_the_last_down(course, teacher):
    first, last = modules_of(course)

    with pytest.raises(RefusedChange, match="first"):
        authoring.shift_page(first, steps=-1, by=teacher)
    with pytest.raises(RefusedChange, match="last"):
        authoring.shift_page(last, steps=1, by=teacher)


def test_a_lesson_is_placed_in_front_of_another_of_its_module(course, teacher):
    module = modules_of(course)[0]
    first, last = lessons_of(module)

    authoring.place_page(last, parent=module, before=first, by=teacher)

    assert titles(module) == ["Lesson 1.2", "Lesson 1.1"]


def test_placing_a_page_where_it_is_changes_nothing(course, teacher):
    module = modules_of(course)[0]
    first, last = lessons_of(module)
    logged = len(actions_on(first)) + len(actions_on(last))

    authoring.place_page(first, parent=module, before=last, by=teacher)
    authoring.place_page(last, parent=module, before=None, by=teacher)
    authoring.place_page(last, parent=module, before=last, by=teacher)

    assert titles(module) == ["Lesson 1.1", "Lesson 1.2"]
    assert len(actions_on(first)) + len(actions_on(last)) == logged


def test_a_lesson_moves_to_a_place_in_another_module(course, teacher):
    source, target = modules_of(course)
    lesson = lessons_of(source)[0]

    authoring.place_page(lesson, parent=target, before=lessons_of(target)[1], by=teacher)

    assert titles(source) == ["Lesson 1.2"]
    assert titles(target) == ["Lesson 2.1", "Lesson 1.1", "Lesson 2.2"]
    lesson.refresh_from_db()
    assert lesson.live
    assert lesson.url_path.endswith("/module-2/lesson-11/")
    assert actions_on(lesson)[-1] == "wagtail.move"


def test_a_lesson_whose_address_is_taken_in_the_other_module_stays_where_it_is(course, teacher):
    source, target = modules_of(course)
    authoring.add_lesson(target, title="Lesson 1.1", by=teacher)

    with pytest.raises(RefusedChange, match="lesson-11"):
        authoring.place_page(lessons_of(source)[0], parent=target, before=None, by=teacher)

    assert titles(source) == ["Lesson 1.1", "Lesson 1.2"]


def test_a_place_that_is_gone_meanwhile_is_refused(course, teacher):
    source, target = modules_of(course)

    with pytest.raises(RefusedChange, match="try again"):
        authoring.place_page(lessons_of(source)[0], parent=target, before=lessons_of(source)[1], by=teacher)


def test_a_module_cannot_be_put_into_a_module(course, teacher):
    first, second = modules_of(course)

    with pytest.raises(PermissionDenied):
        authoring.place_page(first, parent=second, before=None, by=teacher)


def test_a_new_order_is_public_at_once_so_it_takes_a_publisher(course, author):
    first, second = modules_of(course)

    with pytest.raises(PermissionDenied):
        authoring.shift_page(first, steps=1, by=author)
    with pytest.raises(PermissionDenied):
        authoring.place_page(lessons_of(first)[0], parent=second, before=None, by=author)


# Duplicating


def test_a_duplicate_module_stands_next_to_the_original_with_drafts_of_its_lessons(course, teacher):
    first = modules_of(course)[0]

    copy = authoring.duplicate_page(first, by=teacher)

    assert titles(course) == ["Module 1", "Module 1 (copy)", "Module 2"]
    assert titles(copy) == ["Lesson 1.1", "Lesson 1.2"]
    assert copy.code == "M3"
    assert not copy.get_descendants(inclusive=True).live().exists()
    assert "wagtail.copy" in actions_on(copy)


def test_nobody_has_done_a_copy_yet(course, teacher):
    first = modules_of(course)[0]

    copy = authoring.duplicate_page(first, by=teacher)

    keys = set(first.get_descendants(inclusive=True).values_list("translation_key", flat=True))
    assert keys.isdisjoint(copy.get_descendants(inclusive=True).values_list("translation_key", flat=True))


def test_a_copy_starts_from_the_latest_draft(course, teacher):
    lesson = lessons_of(modules_of(course)[0])[0]
    lesson.title, lesson.lead = "Anode", "Not published yet."
    lesson.save_revision()

    copy = authoring.duplicate_page(lesson, by=teacher)

    draft = copy.get_latest_revision_as_object()
    assert (draft.title, draft.lead, draft.live) == ("Anode (copy)", "Not published yet.", False)


def test_a_lesson_can_be_duplicated_again_and_again(course, teacher):
    module = modules_of(course)[0]
    lesson = lessons_of(module)[0]

    slugs = {authoring.duplicate_page(lesson, by=teacher).slug for _ in range(3)}

    assert slugs == {"lesson-11-copy", "lesson-11-copy-2", "lesson-11-copy-3"}
    assert titles(module)[0] == "Lesson 1.1"
    assert len(titles(module)) == 5


def test_who_may_not_publish_may_still_duplicate(course, author):
    lesson = lessons_of(modules_of(course)[0])[0]

    copy = authoring.duplicate_page(lesson, by=author)

    assert copy.get_prev_sibling().pk == lesson.pk


# Other people's courses


@pytest.mark.parametrize("who", ["stranger", "learner"])
def test_a_course_is_closed_to_teachers_of_other_providers_and_to_learners(course, who, request):
    person = request.getfixturevalue(who)
    first, second = modules_of(course)
    lesson = lessons_of(first)[0]

    for change in (
        lambda: authoring.add_module(course, title="New", by=person),
        lambda: authoring.add_lesson(first, title="New", by=person),
        lambda: authoring.rename_page(first, title="New", by=person),
        lambda: authoring.shift_page(first, steps=1, by=person),
        lambda: authoring.place_page(lesson, parent=second, before=None, by=person),
        lambda: authoring.duplicate_page(lesson, by=person),
    ):
        with pytest.raises(PermissionDenied):
            change()

    assert titles(course) == ["Module 1", "Module 2"]
    assert titles(first) == ["Lesson 1.1", "Lesson 1.2"]


def test_a_lesson_cannot_be_moved_into_the_course_of_another_provider(course, teacher, make_provider, make_course):
    foreign = make_course(make_provider("Kaukola"), code="KAU101")

    with pytest.raises(PermissionDenied):
        authoring.place_page(
            lessons_of(modules_of(course)[0])[0], parent=modules_of(foreign)[0], before=None, by=teacher
        )
