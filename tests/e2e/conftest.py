"""A browser, and pages that remember what went wrong in them."""

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import site_under_test as site
from playwright.sync_api import (
    Browser,
    Error,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DIALOG = ".o_error_dialog, .o_notification_manager .bg-danger"
# What a browser without a network says about pictures of the world outside.
HARMLESS = re.compile(r"favicon|fonts\.g|iap\.odoo|ERR_NAME_NOT_RESOLVED")

# What the web client keeps open for as long as it lives.
ENDLESS = re.compile(r"/websocket|/bus/|^data:|^blob:")
PATIENCE = 30  # seconds
# A breath of the page itself: it takes longer when the page is busy drawing.
BREATH = "() => new Promise((done) => setTimeout(done, 50))"
SHOTS = os.environ.get("ELEKTROHISOB_SHOTS", "")

expect.set_options(timeout=20_000)


class Visitor:
    """A logged-in user in a browser window of his own."""

    def __init__(self, browser: Browser, shots: Path, width: int, height: int) -> None:
        self.shots = shots
        self.troubles: list[str] = []
        self._count = 0
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            accept_downloads=True,
            reduced_motion="reduce",
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self._flying: set[Request] = set()
        self.page.on("request", self._note_request)
        self.page.on("requestfinished", self._land)
        self.page.on("requestfailed", self._land)

    def _land(self, request: Request) -> None:
        self._flying.discard(request)

    def _note_request(self, request: Request) -> None:
        if request.is_navigation_request():
            self._flying.clear()
        if not ENDLESS.search(request.url):
            self._flying.add(request)

    def _note_console(self, message) -> None:
        if message.type == "error" and not HARMLESS.search(message.text):
            self.troubles.append(f"{self.page.url}: {message.text}")

    def log_in(self, login: str, password: str = "", start: str = "/web/login") -> None:
        """Through the login page, as people do; ``start`` is what they open."""
        self.page.goto(f"{site.URL}{start}")
        self.page.locator("#login").wait_for()
        self.page.fill("#login", login)
        self.page.fill("#password", password or login)
        self.page.click(".oe_login_form button[type=submit]")
        self.page.wait_for_url(re.compile(r"/(odoo|my|elektrohisob/(password|field))"))

    def open(self, path: str) -> None:
        """Go to a page and wait until it stands still."""
        self.page.goto(site.URL + path)
        self.settle()

    def choose(self, section: str, item: str) -> None:
        """Click a menu of the application, named by external ids."""
        self.page.click(f".o_menu_sections [data-menu-xmlid='{section}']")
        self.page.click(f".o-dropdown--menu [data-menu-xmlid='{item}']")
        self.settle()

    def field(self, name: str) -> Locator:
        """The input of a field in a form."""
        return self.page.locator(f".o_field_widget[name='{name}'] input").first

    def settle(self) -> None:
        """Wait until nothing is loading and no error is shown."""
        quiet, end = 0, time.monotonic() + PATIENCE
        while quiet < 3 and time.monotonic() < end:
            try:
                self.page.evaluate(BREATH)
            except Error:  # the page gives way to another one
                self.page.wait_for_timeout(100)
                quiet = 0
            quiet = 0 if self._flying else quiet + 1
        self.page.wait_for_function(
            "() => !document.querySelector('.o_blockUI, .o_loading_indicator')"
        )
        if self.page.locator(DIALOG).count():
            self.shoot("error", asked=True)
            text = self.page.locator(DIALOG).first.inner_text()
            self.troubles.append(f"{self.page.url}: {text}")

    def shoot(self, name: str, asked: bool = bool(SHOTS)) -> None:
        """Keep a picture of the page, if pictures are asked for."""
        if not asked:
            return
        self._count += 1
        path = self.shots / f"{self._count:02}_{name}.png"
        self.page.screenshot(path=path)

    def check(self) -> None:
        """Fail if anything went wrong on the way."""
        assert not self.troubles, "\n".join(self.troubles)


@pytest.fixture(scope="session", autouse=True)
def server() -> None:
    """Skip everything, with the reason, if there is nothing to visit."""
    trouble = site.get_trouble()
    if trouble:
        pytest.skip(trouble)


@pytest.fixture(scope="session")
def browser(server: None) -> Iterator[Browser]:
    """One Chromium for all journeys."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=site.CHROMIUM, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(
    browser: Browser, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors; each must have met no error when the journey ends."""
    shots = Path(SHOTS or tmp_path)
    shots /= re.sub(r"\W+", "_", request.node.name)
    shots.mkdir(parents=True, exist_ok=True)
    visitors: list[Visitor] = []

    def make(
        login: str, password: str = "", width: int = 1600, height: int = 900, **options
    ) -> Visitor:
        visitor = Visitor(browser, shots, width, height)
        visitors.append(visitor)
        visitor.log_in(login, password, **options)
        return visitor

    yield make
    for visitor in visitors:
        visitor.shoot("end", asked=bool(SHOTS or visitor.troubles))
        visitor.context.close()
    for visitor in visitors:
        visitor.check()
