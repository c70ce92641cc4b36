"""The demonstration's post box."""

import pytest
from django.core.mail import send_mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail_folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


def test_an_empty_box_says_so(client):
    assert client.get("/demo/mail/").status_code == 200


def test_what_was_sent_can_be_read(client, mail_folder):
    send_mail("Sinulle on merkki", "Hei Aino,\n\nmerkkisi on valmis.", "no-reply@localhost", ["aino@example.org"])

    page = client.get("/demo/mail/").content.decode()
    assert "Sinulle on merkki" in page
    name = next(mail_folder.glob("*.log")).stem
    message = client.get(f"/demo/mail/{name}-0/").content.decode()
    assert "merkkisi on valmis." in message
    assert "aino@example.org" in message


@pytest.mark.parametrize("name", ["nothing-0", "..%2f..%2fsecret-0", "x", "20260101-abc-99999999", "a" * 300 + "-0"])
def test_no_other_file_can_be_read_through_it(client, mail_folder, name):
    mail_folder.mkdir()
    (mail_folder.parent / "secret.log").write_text("private")

    assert client.get(f"/demo/mail/{name}/").status_code == 404
