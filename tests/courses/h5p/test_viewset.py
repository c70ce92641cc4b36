import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.models import H5PContent, H5PLibrary, Organisation
from tests.packages import h5p_package

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(english):
    group = Group.objects.create(name="Teachers")
    return Organisation.objects.create(
        slug="provider", name="Provider", kind=Organisation.Kind.PROVIDER, staff_group=group
    )


@pytest.fixture
def content(content, provider):
    content.organisation = provider
    content.save()
    return content


@pytest.fixture
def teacher(client, provider):
    """Somebody who authors the activities of the provider, and may not install libraries."""
    person = get_user_model()(is_active=True)
    setattr(person, person.USERNAME_FIELD, "teacher@example.org")
    person.save()
    person.groups.add(provider.staff_group)
    wanted = ("access_admin", "add_h5pcontent", "change_h5pcontent", "delete_h5pcontent")
    person.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client.force_login(person)
    return person


@pytest.fixture
def installer(teacher):
    teacher.user_permissions.add(Permission.objects.get(codename="install_h5plibrary"))
    return teacher


def address(name, *args):
    return reverse(H5PContent.snippet_viewset.get_url_name(name), args=args)


def upload(package=None, *, name="cell.h5p"):
    return SimpleUploadedFile(name, (package or h5p_package()).getvalue())


def errors(response) -> str:
    return " ".join(str(error) for error in response.context["form"].errors.get("package", []))


def test_a_package_is_uploaded_and_takes_its_title_from_inside(client, installer, provider, english):
    response = client.post(address("add"), {"title": "", "organisation": provider.pk, "package": upload()})

    assert response.status_code == 302
    assert H5PContent.objects.get().title == "A cell"


def test_without_the_library_permission_missing_libraries_are_named_at_the_field(client, teacher, provider, english):

    response = client.post(address("add"), {"title": "", "organisation": provider.pk, "package": upload()})

    assert "needs Test.Choice 1.0, which this site has not installed" in errors(response)
    assert not H5PContent.objects.exists()
    assert not H5PLibrary.objects.exists()


def test_without_the_library_permission_installed_libraries_serve(client, teacher, provider, content):

    assert (
        client.post(address("add"), {"title": "Second", "organisation": provider.pk, "package": upload()}).status_code
        == 302
    )
    assert H5PContent.objects.filter(title="Second").exists()


def test_a_refused_package_is_explained_and_stores_nothing(client, installer, provider, english, files):
    response = client.post(
        address("add"),
        {"title": "", "organisation": provider.pk, "package": upload(h5p_package(content={"x.html": b"x"}))},
    )

    assert errors(response).startswith("content/x.html: has extension html")
    assert files() == []


def test_a_file_of_another_kind_is_refused_by_its_name(client, installer, provider, english):
    response = client.post(
        address("add"), {"title": "", "organisation": provider.pk, "package": upload(name="slides.pdf")}
    )

    assert errors(response) == "slides.pdf is not a .h5p file. Choose a file whose name ends in .h5p."


def test_a_package_is_required_for_a_new_activity_only(client, teacher, provider, content):

    assert errors(client.post(address("add"), {"title": "x", "organisation": provider.pk})) == "This field is required."
    assert (
        client.post(address("edit", content.pk), {"title": "Renamed", "organisation": provider.pk}).status_code == 302
    )
    content.refresh_from_db()
    assert content.title == "Renamed"


def test_a_replaced_activity_keeps_its_identity(client, teacher, provider, content):
    key, digest = content.translation_key, content.params_hash

    client.post(
        address("edit", content.pk),
        {"title": "A cell", "organisation": provider.pk, "package": upload(h5p_package(params={"question": "new"}))},
    )

    content.refresh_from_db()
    assert content.translation_key == key
    assert content.params_hash != digest


def test_a_refused_replacement_leaves_the_activity_as_it_was(client, teacher, provider, content):
    digest = content.params_hash

    response = client.post(
        address("edit", content.pk),
        {"title": "Changed", "organisation": provider.pk, "package": upload(h5p_package(params=[]))},
    )

    content.refresh_from_db()
    assert "holds no JSON object" in errors(response)
    assert (content.title, content.params_hash) == ("A cell", digest)


def test_an_activity_can_be_tried_out_untracked_where_it_is_edited(client, teacher, provider, content):

    html = client.get(address("edit", content.pk)).content.decode()

    assert "<kenno-h5p-player" in html
    assert 'data-endpoints="{}"' in html
    assert "courses/js/h5p_player.js" in html
    assert "courses/js/h5p_player" in html


def test_the_list_shows_the_content_type(client, teacher, provider, content):

    assert "Test.Choice 1.0.0" in client.get(address("list")).content.decode()


def test_an_unused_activity_is_deleted(client, teacher, provider, content):

    assert client.post(address("delete", content.pk)).status_code == 302
    assert not H5PContent.objects.exists()


def test_nobody_without_permission_uploads(client, teacher, provider, english):
    teacher.user_permissions.set(Permission.objects.filter(codename="access_admin"))

    client.post(address("add"), {"title": "", "organisation": provider.pk, "package": upload()})

    assert not H5PContent.objects.exists()
