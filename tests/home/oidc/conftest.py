import json

import pytest

from home.oidc.configuration import read_institutions
from tests.home.oidc.institution import CLIENT_ID, CLIENT_SECRET, FakeInstitution


@pytest.fixture
def institution():
    running = FakeInstitution()
    yield running
    running.close()


@pytest.fixture
def set_up(settings, institution):
    """Return a function that sets the institution up as the environment would, with more than is needed if wanted."""

    def set_up_institution(**more):
        described = {
            "id": "xamk",
            "name": "Kaakko UAS",
            "server_url": institution.url,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "claims": {"organisation": "school"},
        }
        settings.OIDC_PROVIDERS = read_institutions(json.dumps([described | more]))
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"APPS": [one.as_app() for one in settings.OIDC_PROVIDERS]}
        }

    return set_up_institution
