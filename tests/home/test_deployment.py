"""The files of docs/deploy are what the programs that read them take, and name what there is."""

import re
import shlex
import shutil
import subprocess
from configparser import RawConfigParser
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.management import get_commands

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted(DEPLOY.glob("kenno-*.*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]


class Unit(RawConfigParser):
    """A file of systemd: names may come twice, and the last counts here."""

    def __init__(self, path):
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#",))
        self.optionxform = str
        self.read_string(path.read_text())


def test_each_process_that_the_site_needs_has_a_unit():
    assert [unit.name for unit in UNITS] == [
        "kenno-due.service",
        "kenno-due.timer",
        "kenno-web.service",
        "kenno-worker.service",
    ]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_finds_nothing_wrong_with_a_unit(unit, tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not there; install systemd to have the units checked.")
    # It looks for the programs too, and /srv/kenno is not there.
    for one in UNITS:
        text = re.sub(r"^ExecStart=/srv/kenno\S+", "ExecStart=/bin/true", one.read_text(), flags=re.MULTILINE)
        (tmp_path / one.name).write_text(text)

    found = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=no", "--man=no", tmp_path / unit.name],
        capture_output=True,
        text=True,
        check=False,
    )

    about_it = [line for line in found.stderr.splitlines() if unit.name in line]
    assert about_it == []


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_runs_as_itself_and_may_write_to_its_own_folder_only(unit):
    service = Unit(unit)["Service"]

    assert (service["User"], service["Group"]) == ("kenno", "kenno")
    assert service["ProtectSystem"] == "strict"
    assert service["StateDirectory"] == "kenno"
    assert service["NoNewPrivileges"] == "yes"
    assert service["EnvironmentFile"] == "/etc/kenno/env"


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_starts_a_command_that_there_is(unit):
    program, *arguments = shlex.split(Unit(unit)["Service"]["ExecStart"])

    assert program.startswith("/srv/kenno/.venv/bin/")
    if arguments[0] == "manage.py":
        assert arguments[1] in {*get_commands(), "db_worker"}
    else:
        assert arguments[0] == "home.wsgi"


def test_the_web_server_may_write_its_numbers_where_it_is_told_to():
    service = Unit(DEPLOY / "kenno-web.service")["Service"]

    assert f"PROMETHEUS_MULTIPROC_DIR=/run/{service['RuntimeDirectory']}" in shlex.split(service["Environment"])


def test_a_task_that_has_begun_is_given_its_time_when_the_worker_is_stopped():
    from home.settings.queues import LONGEST_TASK

    assert int(Unit(DEPLOY / "kenno-worker.service")["Service"]["TimeoutStopSec"]) > LONGEST_TASK


# nginx


def certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kenno.example.org")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def test_nginx_takes_the_file(tmp_path):
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/bin") or shutil.which("nginx")
    if not nginx:
        pytest.skip("nginx is not there; install it to have its file checked.")
    certificate(tmp_path)
    text = (DEPLOY / "nginx.conf").read_text()
    for there in ("/etc/letsencrypt/live/kenno.example.org", "/var/log/nginx", "/var/cache/nginx"):
        text = text.replace(there, str(tmp_path))
    (tmp_path / "site.conf").write_text(text)
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}} "
        f"http {{ access_log off; client_body_temp_path {tmp_path}/body; proxy_temp_path {tmp_path}/proxy; "
        f"fastcgi_temp_path {tmp_path}/f; uwsgi_temp_path {tmp_path}/u; scgi_temp_path {tmp_path}/s; "
        f"include {tmp_path}/site.conf; }}"
    )

    found = subprocess.run(
        [nginx, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf", "-e", tmp_path / "error.log"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 0, found.stderr
    assert "[warn]" not in found.stderr


def test_the_proxy_says_itself_who_came_and_how_and_writes_no_list_of_them():
    text = (DEPLOY / "nginx.conf").read_text()

    assert "proxy_set_header X-Forwarded-Proto https;" in text
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert text.count("server {") == text.count("access_log off;")
    assert "/media" not in text


# Containers


def instructions():
    """Return the instructions of the Containerfile, continued lines joined."""
    text = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    return [line.split(maxsplit=1) for line in text.splitlines() if line.strip() and not line.startswith("#")]


def test_what_the_image_takes_in_is_there():
    for name, rest in instructions():
        if name == "COPY" and not rest.startswith("--from"):
            for path in rest.split()[:-1]:
                assert (ROOT / path).exists(), path


def test_the_image_runs_commands_that_there_are():
    text = (DEPLOY / "Containerfile").read_text()
    named = re.findall(r"(?:python|kenno) manage\.py (\w+)", text)

    assert named
    assert set(named) <= set(get_commands())


def test_the_image_holds_no_secret_and_serves_as_an_account_of_its_own():
    kept = [rest for name, rest in instructions() if name in {"ENV", "ARG"}]

    assert kept
    assert not [rest for rest in kept if "SECRET" in rest or "PASSWORD" in rest]
    assert ["USER", "kenno"] in instructions()


# The page


@pytest.mark.parametrize("page", ["operations.md"])
def test_each_command_on_the_page_is_there(page):
    text = (ROOT / "docs" / page).read_text()
    named = set(re.findall(r"manage(?:\.py)? ([a-z_]{4,})", text))

    assert len(named) > 8
    assert named - set(get_commands()) - {"db_worker", "rqworker", "backup", "restore"} == set()


def test_the_page_names_each_file_of_the_folder():
    text = (ROOT / "docs" / "operations.md").read_text()

    assert [file.name for file in DEPLOY.iterdir() if f"deploy/{file.name}" not in text] == []
