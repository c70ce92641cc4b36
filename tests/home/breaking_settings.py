from home.settings.production import *  # noqa: F403

ROOT_URLCONF = "tests.home.breaking_urls"
