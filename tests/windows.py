"""Windows of a browser, and a record of what went wrong in each."""

from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.demo_site import DemoSite

PHONE = (360, 800)
DESK = (1440, 1000)


class Troubles:
    """What a page did that no page may do: errors, refusals by the content policy, requests to other sites."""

    def __init__(self, page: Page, *, origin: str) -> None:
        self.errors: list[str] = []
        self.foreign_requests: list[str] = []
        self._origin = origin
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        # A status of 4xx is news to Chromium, and what many of these tests ask for.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.errors.append(f"{message.location.get('url', '')}: {message.text}")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((f"{self._origin}/", "data:", "blob:", "about:")):
            self.foreign_requests.append(request.url)


class Windows:
    """Opens windows on a site. Each has cookies and storage of its own and knows the site's address."""

    def __init__(self, browser: Browser, site: DemoSite) -> None:
        self._browser = browser
        self._site = site
        self._contexts: list[BrowserContext] = []
        self.troubles: dict[Page, Troubles] = {}

    def open(
        self,
        *,
        size: tuple[int, int] = DESK,
        colours: Literal["light", "dark"] = "light",
        has_script: bool = True,
        state: Any = None,
    ) -> Page:
        """Open a window. ``state``: cookies and storage of another one (``page.context.storage_state()``)."""
        width, height = size
        context = self._browser.new_context(
            base_url=self._site.url,
            viewport={"width": width, "height": height},
            color_scheme=colours,
            reduced_motion="reduce",
            java_script_enabled=has_script,
            locale="en-GB",
            timezone_id="Europe/Helsinki",
            storage_state=state,
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        self._contexts.append(context)
        page = context.new_page()
        self.troubles[page] = Troubles(page, origin=self._site.url)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()
