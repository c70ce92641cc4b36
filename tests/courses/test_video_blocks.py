import pytest
from django.core.files.base import ContentFile
from django.test import RequestFactory
from django.utils import translation
from wagtail.blocks import StructBlockValidationError
from wagtail.documents import get_document_model
from wagtailmedia.models import get_media_model

from courses.video_blocks import VideoBlock

pytestmark = pytest.mark.django_db

CUES = b"WEBVTT\n\n00:01.000 --> 00:02.000\nThe lamp is on.\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def a_video(name: str = "lamp.mp4"):
    return get_media_model().objects.create(
        title="Lamp", type="video", file=ContentFile(b"film", name=name), width=640, height=360, duration=3
    )


def captions(content: bytes = CUES):
    return get_document_model().objects.create(title="Captions", file=ContentFile(content, name="lamp.vtt"))


def value_of(*, video=None, files=None):
    block = VideoBlock()
    return block, block.to_python(
        {
            "video": (video or a_video()).pk,
            "title": "How the lamp is lit",
            "captions": [{"language": language, "file": file.pk} for language, file in files or [("en", captions())]],
            "transcript": "<p>A hand turns a switch.</p>",
            "caption": "",
        }
    )


def test_a_video_stands_in_the_page_with_a_track_per_language_and_its_words():
    block, value = value_of(files=[("en", captions()), ("fi", captions())])

    with translation.override("fi"):
        html = block.render(value, {"request": RequestFactory().get("/fi/")})

    assert 'type="video/mp4"' in html
    assert 'aria-label="How the lamp is lit"' in html
    assert 'width="640" height="360"' in html
    assert 'srclang="fi" label="suomi" default' in html
    assert 'srclang="en" label="English">' in html
    assert "A hand turns a switch." in html


def test_complete_values_are_taken():
    block, value = value_of()

    assert block.clean(value)["title"] == "How the lamp is lit"


def refusal(block, value) -> dict[str, str]:
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(value)
    return {name: str(error) for name, error in refused.value.block_errors.items()}


def test_captions_that_a_browser_would_not_show_are_refused_at_their_place():
    block, value = value_of(files=[("en", captions(b"1\n00:00:01,000 --> 00:00:02,000\nSubRip\n"))])

    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(value)

    of_list = refused.value.block_errors["captions"]
    assert "The first line has to be WEBVTT" in str(of_list.block_errors[0].block_errors["file"])


def test_a_file_that_is_gone_is_said_to_be_gone():
    file = captions()
    block, value = value_of(files=[("en", file)])
    file.file.storage.delete(file.file.name)

    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(value)

    assert "Upload it again" in str(refused.value.block_errors["captions"].block_errors[0].block_errors["file"])


def test_a_video_that_not_every_browser_plays_is_refused():
    block, value = value_of(video=a_video("lamp.avi"))

    assert "lamp" in refusal(block, value)["video"]


def test_two_files_for_one_language_are_refused():
    block, value = value_of(files=[("en", captions()), ("en", captions())])

    assert "One language has two files" in refusal(block, value)["captions"]
