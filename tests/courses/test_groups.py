import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page
from wagtail.permissions import policy_registry

from courses.groups import COORDINATORS, give_provider_group, give_reviewer_group, set_up_groups
from courses.models import CourseIndexPage, Organisation


def may(person, page):
    """Return what the person may do with the page, in Wagtail's words."""
    tester = page.permissions_for_user(person)
    asked = {"add": tester.can_add_subpage, "edit": tester.can_edit, "publish": tester.can_publish}
    return {name for name, ask in asked.items() if ask()}


@pytest.mark.django_db
def test_coordinators_may_do_everything_with_every_page(coordinator, course):
    assert may(coordinator, course) == {"add", "edit", "publish"}
    assert may(coordinator, course.get_parent().specific) == {"add", "edit", "publish"}


def test_teachers_author_and_publish_the_pages_of_their_own_provider_only(teacher, stranger, course):
    assert may(teacher, course) == {"add", "edit", "publish"}
    assert may(teacher, Page.get_first_root_node()) == set()
    assert may(stranger, course) == set()


@pytest.mark.parametrize(
    "name",
    [
        "courses.add_quiz",
        "courses.change_organisation",
        "courses.delete_courserun",
        "courses.change_competencyframework",
        "courses.install_h5plibrary",
        "wagtailadmin.access_admin",
    ],
)
def test_coordinators_may_do_everything_with_what_the_apps_put_into_the_admin(coordinator, name):
    assert coordinator.has_perm(name)


@pytest.mark.parametrize("name", ["home.change_user", "auth.change_group", "wagtailcore.change_site"])
def test_people_groups_and_sites_stay_with_the_administrators(coordinator, name):
    assert not coordinator.has_perm(name)


def test_coordinators_revoke_badges_where_badges_are_installed(coordinator):
    is_installed = Permission.objects.filter(codename="revoke_credential").exists()

    assert coordinator.has_perm("badges.revoke_credential") is is_installed


def test_teachers_write_quizzes_activities_and_course_runs_and_install_nothing(teacher):
    assert teacher.has_perms(
        ["courses.add_quiz", "courses.change_quiz", "courses.add_h5pcontent", "courses.add_courserun"]
    )
    for name in ("install_h5plibrary", "change_organisation", "change_competence", "delete_quiz"):
        assert not teacher.has_perm(f"courses.{name}")


def test_each_provider_has_a_folder_of_its_own_for_pictures_and_documents(teacher, stranger):
    for model in (get_image_model(), get_document_model()):
        policy = policy_registry.get_by_type(model)
        own = policy.collections_user_has_permission_for(teacher, "add")
        foreign = policy.collections_user_has_permission_for(stranger, "add")
        assert [collection.name for collection in own] == ["Teachers: Merikaari"]
        assert not set(own) & set(foreign)


def test_setting_up_again_changes_nothing(index, coordinator):
    organisation = index.organisation
    group = organisation.staff_group
    before = (
        group.permissions.count(),
        group.page_permissions.count(),
        group.collection_permissions.count(),
        Collection.objects.count(),
    )

    set_up_groups()
    assert give_provider_group(organisation, index) == group

    assert before == (
        group.permissions.count(),
        group.page_permissions.count(),
        group.collection_permissions.count(),
        Collection.objects.count(),
    )
    assert list(coordinator.groups.values_list("name", flat=True)) == [COORDINATORS]


def test_setting_up_takes_back_what_a_group_got_elsewhere(index, make_provider, make_person):
    foreign = make_provider("Saimaa")
    group = index.organisation.staff_group
    group.page_permissions.update(page=foreign)

    give_provider_group(index.organisation, index)

    person = make_person("late", group)
    assert may(person, CourseIndexPage.objects.get(pk=index.pk)) == {"add", "edit", "publish"}
    assert may(person, foreign) == set()


def test_reviewers_can_be_appointed_before_review_is_switched_on(index, teacher, course, make_person):
    group = give_reviewer_group(Organisation.objects.get(pk=index.organisation.pk))

    assert may(make_person("reviewer", group), course) == {"add", "edit", "publish"}
    assert may(teacher, course) == {"add", "edit", "publish"}


def test_a_provider_without_teachers_has_no_reviewers(db):
    organisation = Organisation.objects.create(slug="new", name="New", kind=Organisation.Kind.PROVIDER)

    with pytest.raises(ValueError, match="New has no group of teachers yet"):
        give_reviewer_group(organisation)


def test_a_provider_is_not_given_the_index_of_another(index, make_provider):
    foreign = make_provider("Saimaa")

    with pytest.raises(ValueError, match="belongs to Saimaa"):
        give_provider_group(index.organisation, foreign)


def test_two_providers_of_one_name_have_two_groups(index):
    namesake = Organisation.objects.create(slug="merikaari-2", name="Merikaari", kind=Organisation.Kind.PROVIDER)
    page = Page.get_first_root_node().add_child(
        instance=CourseIndexPage(title="Other courses", slug="other", organisation=namesake)
    )

    assert give_provider_group(namesake, page) != index.organisation.staff_group


def test_the_command_sets_up_coordinators_and_every_provider(index, make_provider, capsys):
    make_provider("Saimaa")

    call_command("set_up_groups")

    said = capsys.readouterr().out
    assert "Coordinators" in said
    assert "Teachers: Merikaari" in said
    assert "Teachers: Saimaa" in said


# The doors of the admin


def test_a_learner_never_sees_the_admin(signed_in, learner, course):
    browser = signed_in(learner)

    for name, arguments in (
        ("wagtailadmin_home", []),
        ("wagtailadmin_explore_root", []),
        ("courses_admin:outline", [course.pk]),
        ("courses_admin:learner_view", [course.pk, course.pk]),
    ):
        response = browser.get(reverse(name, args=arguments))
        assert response.status_code == 302
        assert "login" in response.url


def test_a_visitor_is_asked_to_sign_in(client, course):
    response = client.get(reverse("courses_admin:outline", args=[course.pk]))

    assert response.status_code == 302
    assert "login" in response.url


def test_whoever_read_the_provider_before_it_had_a_group_makes_no_second_one(index):
    read_before = Organisation.objects.get(pk=index.organisation_id)
    Organisation.objects.filter(pk=read_before.pk).update(staff_group=None)
    read_before.refresh_from_db()
    group = give_provider_group(Organisation.objects.get(pk=read_before.pk), index)

    assert give_provider_group(read_before, index) == group
    assert read_before.staff_group == group
