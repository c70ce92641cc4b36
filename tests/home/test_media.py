"""What of the uploaded files anybody may fetch."""

import pytest


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    for name in ("images/cell.png", "media/lamp.mp4", "h5p/content/1/content.json", "documents/cv.pdf"):
        file = settings.MEDIA_ROOT / name
        file.parent.mkdir(parents=True)
        file.write_bytes(b"content")
    (tmp_path / "secret.txt").write_text("private")
    return settings.MEDIA_ROOT


def test_a_picture_is_served(client):
    answer = client.get("/media/images/cell.png")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_video_is_served_in_parts_so_that_it_can_be_sought_in(client):
    answer = client.get("/media/media/lamp.mp4", headers={"Range": "bytes=3-5"})

    assert (answer.status_code, answer["Content-Type"]) == (206, "video/mp4")
    assert answer["Content-Range"] == "bytes 3-5/7"
    assert b"".join(answer.streaming_content) == b"ten"


@pytest.mark.parametrize(
    "path",
    [
        "h5p/content/1/content.json",
        "documents/cv.pdf",
        "images/../h5p/content/1/content.json",
        "images/../../secret.txt",
        "images/%2e%2e/%2e%2e/secret.txt",
        "images/nothing.png",
        "images/%00",
        "images",
    ],
)
def test_nothing_else_is(client, path, db):
    assert client.get(f"/media/{path}").status_code == 404
