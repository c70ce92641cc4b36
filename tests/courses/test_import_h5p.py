import json

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Locale

from courses.models import H5PContent
from tests.packages import h5p_json, h5p_package

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    Locale.objects.get_or_create(language_code="en")
    return tmp_path


def written(folder, name, package):
    path = folder / name
    path.write_bytes(package.getvalue())
    return str(path)


def test_packages_are_imported_with_their_libraries(folder, capsys):
    path = written(folder, "a.h5p", h5p_package(manifest=h5p_json(title="Inside a cell")))

    call_command("import_h5p", path)

    content = H5PContent.objects.get()
    assert capsys.readouterr().out == f"{path} (1 of 1): imported as {content.pk}, Inside a cell.\n"


def test_a_refused_file_is_named_with_its_reason_and_does_not_stop_the_others(folder, capsys):
    bad = written(folder, "bad.h5p", h5p_package(content={"x.html": b"x"}))
    good = written(folder, "good.h5p", h5p_package())

    with pytest.raises(CommandError, match=r"^2 of 3 files refused\.$") as failed:
        call_command("import_h5p", bad, str(folder / "missing.h5p"), good)

    assert failed.value.returncode == 1
    assert H5PContent.objects.count() == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith(f"{bad}: refused. content/x.html: has extension html, expected one of")
    assert lines[1].endswith("missing.h5p: refused. The file cannot be read: No such file or directory.")


def test_the_result_can_be_read_by_a_program(folder, capsys):
    bad = written(folder, "bad.h5p", h5p_package(params=[]))
    good = written(folder, "good.h5p", h5p_package())

    with pytest.raises(CommandError):
        call_command("import_h5p", good, bad, "--json")

    first, second = json.loads(capsys.readouterr().out)
    content = H5PContent.objects.get()
    assert first == {
        "file": good,
        "id": content.pk,
        "key": str(content.translation_key),
        "title": "A cell",
        "library": "Test.Choice 1.0.0",
    }
    assert second["error"].startswith("content/content.json: holds no JSON object")
