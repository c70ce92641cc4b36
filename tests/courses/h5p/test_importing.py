import io
import zipfile
from unittest import mock

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.files.storage import FileSystemStorage
from wagtail.models import Locale

from courses.h5p.content_types import build_package
from courses.h5p.importing import filter_again, import_package, may_install_libraries
from courses.h5p.package import InvalidPackage, Limits
from courses.models import H5PContent, H5PLibrary
from tests.packages import dependency, h5p_json, h5p_package, library_files, package_files, zipped

pytestmark = pytest.mark.django_db


def imported(package, **how):
    return import_package(package, may_install_libraries=True, **how)


def user(*permissions):
    person = get_user_model()(is_active=True)
    setattr(person, person.USERNAME_FIELD, "teacher@example.org")
    person.save()
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return person


# --- what an import stores


def test_a_package_becomes_a_content_with_its_files_and_library(english, files):
    content = imported(h5p_package(content={"images/cell.png": b"png"}))

    assert content.title == "A cell"
    assert content.library.name.machine_name == "Test.Choice"
    assert content.library_names == ["Test.Choice 1.0"]
    assert content.locale == english
    assert f"h5p/content/{content.folder}/images/cell.png" in files()
    assert f"h5p/libraries/{content.library.folder}/library.js" in files()
    assert not any(name.endswith("content.json") for name in files())


def test_parameters_are_filled_and_filtered(english):
    content = imported(h5p_package(params={"question": "<em>1C</em><script>x</script>", "unknown": 1}))

    assert content.params["points"] == 1
    assert content.filtered_params == {"question": "<em>1C</em>x", "points": 1}
    assert len(content.params_hash) == 64


def test_the_load_order_comes_from_what_is_used_not_from_h5p_json(english):
    image = library_files("Test.Image", needs=[("Test.Font", (1, 0))], semantics=[])
    font = library_files("Test.Font", runnable=0, semantics=[])
    editor = library_files("TestEditor.Widget", runnable=0, semantics=[])
    field = {"name": "media", "type": "library", "options": ["Test.Image 1.0"]}
    choice = library_files(semantics=[field], editorDependencies=[dependency("TestEditor.Widget")])
    manifest = h5p_json(preloadedDependencies=[dependency("TestEditor.Widget"), dependency("Test.Choice")])

    content = imported(
        h5p_package(
            choice,
            image,
            font,
            editor,
            manifest=manifest,
            params={"media": {"library": "Test.Image 1.0", "params": {}}},
        )
    )

    assert content.library_names == ["Test.Font 1.0", "Test.Image 1.0", "Test.Choice 1.0"]


def test_a_title_can_be_given_and_character_references_in_it_are_read(english):
    assert imported(h5p_package(), title="Ours").title == "Ours"
    assert imported(h5p_package(manifest=h5p_json(title="Volts &amp; amperes"))).title == "Volts & amperes"


def test_our_own_content_type_is_imported_in_each_language(english):
    for language, word in (("fi", "Tarkista"), ("sv", "Kontrollera"), ("en", "Check"), ("de", "Check")):
        package = build_package({"question": "?", "answers": []}, title="Q", language=language)
        assert imported(io.BytesIO(package)).filtered_params["l10n"]["check"] == word


# --- all or nothing


@pytest.fixture
def nothing_changes(files):
    before = files()
    rows = H5PContent.objects.count(), H5PLibrary.objects.count()
    yield
    assert files() == before
    assert (H5PContent.objects.count(), H5PLibrary.objects.count()) == rows


def test_a_refused_package_changes_nothing(english, nothing_changes):
    with pytest.raises(InvalidPackage):
        imported(h5p_package(content={"x.html": b"x"}))


def test_a_package_that_breaks_while_it_is_unpacked_leaves_nothing(english, nothing_changes):
    package = zipped({**package_files(), "content/z.txt": b"AAAABBBB"}, method=zipfile.ZIP_STORED)

    with pytest.raises(InvalidPackage, match=r"content/z\.txt: the entry cannot be unpacked"):
        imported(io.BytesIO(package.getvalue().replace(b"AAAABBBB", b"AAAACCCC")))


def test_a_disk_that_fills_up_leaves_nothing_and_is_not_blamed_on_the_package(english, nothing_changes):
    save = FileSystemStorage._save
    left = iter(range(4))

    def full_after_four(storage, name, content):
        if next(left, None) is None:
            raise OSError("No space left on device")
        return save(storage, name, content)

    with (
        mock.patch.object(FileSystemStorage, "_save", full_after_four),
        pytest.raises(OSError, match="No space left"),
    ):
        imported(h5p_package(content={"a.png": b"x"}))


def test_parameters_that_need_what_nobody_has_leave_nothing(english, nothing_changes):
    field = {"name": "media", "type": "library", "options": ["Test.Image 1.0"]}
    package = h5p_package(library_files(semantics=[field]), params={"media": {"library": "Test.Image 1.0"}})

    with pytest.raises(InvalidPackage, match=r"content/content\.json: uses Test\.Image 1\.0, which is neither"):
        imported(package)


def test_limits_can_be_tightened(english, nothing_changes):
    with pytest.raises(InvalidPackage, match="holds 7 entries, expected at most 3"):
        imported(h5p_package(), limits=Limits(entries=3))


# --- libraries


def test_a_second_package_shares_the_libraries(content, files):
    before = [name for name in files() if name.startswith("h5p/libraries/")]

    imported(h5p_package())

    assert [name for name in files() if name.startswith("h5p/libraries/")] == before
    assert H5PLibrary.objects.count() == 1


def test_a_higher_patch_replaces_a_library_and_its_files(content, files, django_capture_on_commit_callbacks):
    old = content.library.folder
    with django_capture_on_commit_callbacks(execute=True):
        imported(h5p_package(library_files(version=(1, 0, 3), script="/* new */")))

    library = H5PLibrary.objects.get()
    assert library.patch == 3
    assert library.folder != old
    assert not any(old in name for name in files())
    assert any(name.startswith(f"h5p/libraries/{library.folder}/") for name in files())


@pytest.mark.parametrize("patch", [0, 3])
def test_the_same_or_a_lower_patch_changes_nothing(english, patch):
    imported(h5p_package(library_files(version=(1, 0, 3))))
    folder = H5PLibrary.objects.get().folder

    imported(h5p_package(library_files(version=(1, 0, patch), script="/* evil */")))

    assert H5PLibrary.objects.get().folder == folder


def test_another_minor_version_stands_beside(content):
    imported(h5p_package(library_files(version=(1, 1, 0)), manifest=h5p_json(version=(1, 1))))

    assert [str(library.name) for library in H5PLibrary.objects.all()] == [
        "Test.Choice 1.0",
        "Test.Choice 1.1",
    ]


def test_contents_of_a_replaced_library_are_filtered_anew(content):
    stricter = [{"name": "points", "type": "number", "max": 0}]

    imported(h5p_package(library_files(version=(1, 0, 1), semantics=stricter)))
    content.refresh_from_db()
    assert content.needs_filtering

    filter_again(content)
    content.refresh_from_db()
    assert content.filtered_params == {"points": 0}
    assert not content.needs_filtering


# --- who may bring JavaScript


def test_a_teacher_without_the_permission_uploads_what_is_installed(content):
    again = import_package(h5p_package(), may_install_libraries=True, by=user())

    assert again.library == content.library


def test_a_teacher_without_the_permission_installs_nothing(english, nothing_changes):
    with pytest.raises(InvalidPackage, match=r"needs Test\.Choice 1\.0, which this site has not installed"):
        import_package(h5p_package(), may_install_libraries=True, by=user())


def test_a_teacher_without_the_permission_upgrades_nothing(content):
    import_package(h5p_package(library_files(version=(1, 0, 9))), may_install_libraries=True, by=user())

    assert H5PLibrary.objects.get().patch == 0


def test_the_permission_lets_a_package_bring_its_libraries(english):
    teacher = user("install_h5plibrary")

    assert may_install_libraries(teacher)
    assert import_package(h5p_package(), may_install_libraries=True, by=teacher).pk
    assert not may_install_libraries(None)
    assert not may_install_libraries(AnonymousUser())


# --- replacing and deleting


def test_a_replaced_content_keeps_its_identity_and_loses_its_old_files(
    content, files, django_capture_on_commit_callbacks
):
    key, folder, digest = content.translation_key, content.folder, content.params_hash
    with django_capture_on_commit_callbacks(execute=True):
        imported(h5p_package(params={"question": "new"}, content={"b.png": b"x"}), content=content)

    content.refresh_from_db()
    assert (content.translation_key, content.title) == (key, "A cell")
    assert content.params_hash != digest
    assert content.folder != folder
    assert [name for name in files() if name.startswith("h5p/content/")] == [f"h5p/content/{content.folder}/b.png"]


def test_a_refused_replacement_leaves_the_old_content(content, nothing_changes):
    digest = content.params_hash
    with pytest.raises(InvalidPackage):
        imported(h5p_package(content={"x.html": b"x"}), content=content)

    assert H5PContent.objects.get().params_hash == digest


def test_translations_share_their_files_until_the_last_is_deleted(content, files, django_capture_on_commit_callbacks):
    finnish = Locale.objects.get_or_create(language_code="fi")[0]
    translated = content.copy_for_translation(finnish)
    translated.save()
    picture = f"h5p/content/{content.folder}/images/cell.png"
    assert translated.translation_key == content.translation_key

    with django_capture_on_commit_callbacks(execute=True):
        content.delete()
    assert picture in files()
    with django_capture_on_commit_callbacks(execute=True):
        H5PContent.objects.filter(pk=translated.pk).delete()
    assert picture not in files()


def test_an_import_costs_the_same_number_of_queries_however_many_files(english, django_assert_max_num_queries):
    libraries = [library_files(f"Test.L{number}", runnable=0, semantics=[]) for number in range(3)]
    files = {f"{number}.png": b"x" for number in range(200)}
    choice = library_files(needs=[(f"Test.L{number}", (1, 0)) for number in range(3)])

    with django_assert_max_num_queries(40):
        imported(h5p_package(choice, *libraries, content=files))
