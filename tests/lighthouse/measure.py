"""Lighthouse on the public pages of a demonstration that is served like production. Fails below 95.

    python -m tests.lighthouse.measure [RUNS]

Each page is measured RUNS times (3), and the median counts. CHROME_PATH names the browser; else it is Chromium.
LIGHTHOUSE_FOLDER: where the demonstration is kept, so that the next run need not load it; else it is made and removed.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.demo_site import DemoSite

HERE = Path(__file__).parent
LEAST = 95
LONGEST = 1800
"""Seconds."""

PAGES = """
from urllib.parse import urlsplit
from django.conf import settings
from wagtail.models import Site
from badges.models import Achievement
from courses.models import CoursePage
# A demonstration that was kept was made for another port.
for site in Site.objects.all():
    site.port = urlsplit(settings.SITE_URL).port
    site.save()
answer = [
    "/en/",
    "/en/courses/",
    urlsplit(CoursePage.objects.get(code="BAT101", locale__language_code="en").full_url).path,
    f"/badges/achievements/{Achievement.objects.filter(is_active=True).order_by('name').first().pk}/",
]
"""


def measure(urls: list[str], *, runs: int) -> list[dict[str, Any]]:
    """Return what Lighthouse says of each address: ``scores`` of 100, ``metrics`` and in what it falls ``short``."""
    chrome = os.environ.get("CHROME_PATH") or shutil.which("chromium") or ""
    done = subprocess.run(
        ["node", str(HERE / "measure.mjs"), str(runs), *urls],
        env={**os.environ, "CHROME_PATH": chrome},
        stdout=subprocess.PIPE,
        text=True,
        timeout=LONGEST,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with TemporaryDirectory() as made:
        folder = Path(os.environ.get("LIGHTHOUSE_FOLDER", made))
        site = DemoSite(folder, DJANGO_SETTINGS_MODULE="tests.lighthouse.settings")
        if (folder / "kenno.sqlite3").exists():
            site.manage("collect_assets")
            site.manage("migrate")
        else:
            site.set_up()
        site.manage("prepare_fonts")
        site.manage("collectstatic", "--noinput", "--verbosity", "0")
        site.start()
        try:
            urls = [site.url + path for path in site.query(PAGES)]
            found = measure(urls, runs=runs)
        finally:
            site.stop()
    sys.stdout.write(report(found, site.url))
    return 1 if any(is_low(page) for page in found) else 0


def report(found: list[dict[str, Any]], origin: str) -> str:
    """Return the figures as a table, and in what a page falls short that has less than is asked for."""
    lines = [
        f"Lighthouse {found[0]['version']}, a phone, median",
        "| page | performance | accessibility | best practices | SEO | FCP ms | LCP ms | TBT ms | CLS | kB |",
        "| --- " * 10 + "|",
    ]
    for page in found:
        metrics = page["metrics"]
        times = [f"{metrics[name]:.0f}" for name in ("fcp_ms", "lcp_ms", "tbt_ms")]
        cells = [
            page["url"].removeprefix(origin),
            *page["scores"].values(),
            *times,
            f"{metrics['cls']:.3f}",
            f"{metrics['bytes'] / 1000:.0f}",
        ]
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    for page in found:
        if is_low(page):
            lines += ["", f"{page['url']} has less than {LEAST}. In what it falls short:"]
            lines += [f"  {sentence}" for sentence in page["short"]]
    return "\n".join([*lines, ""])


def is_low(page: dict[str, Any]) -> bool:
    return min(page["scores"].values()) < LEAST


if __name__ == "__main__":
    sys.exit(main())
