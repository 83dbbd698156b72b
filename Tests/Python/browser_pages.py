#!/usr/bin/env python3
"""Opens pages in Chromium as people do, and looks for what would keep some of them out.

    browser_pages.py CHROMIUM FOLDER [--cookie NAME=VALUE]… [--scripts] URL…
    browser_pages.py --pay CHROMIUM FOLDER URL SCENARIO [--user NAME --password PASSWORD]
                     [--card CHOICE] [--expect TEXT]

CHROMIUM is the browser's path; FOLDER takes the pictures. The first form opens each URL narrow and
wide, light and dark, and has axe look at it: all its rules of WCAG 2.0 to 2.2 A and AA, and of best
practice. Anything found ends it with 1: a violation, a page that scrolls sideways at 360 px, a
complaint of the browser, a request elsewhere. The pictures, sideways scrolling and complaints are
of the page as it is sent, without scripts unless --scripts is given; for axe, which is a script,
the page is opened once more, past its Content-Security-Policy.

The second form pays, without scripts, at the payment page URL, and ends with 1 where it does not
end there with TEXT. SCENARIO is `prepay` (signs in as NAME), `card` (at the sandbox's gateway:
CHOICE is the card's label, such as "Is declined") or `stripe` (at the page of stripe_stand_in.py:
CHOICE is the button, such as "Pay").
"""

import argparse
import os
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser, BrowserContext, Error, Locator, Page, Playwright, Response, sync_playwright)

WIDTHS, SCHEMES, HEIGHT = (360, 1280), ("light", "dark"), 900
NARROW = WIDTHS[0]
RULES = {
    "resultTypes": ["violations"],
    # By name, since axe leaves those of 2.2 out otherwise.
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
}
# On a busy machine much takes long.
PATIENCE_MS = 60_000


class Words:
    """The accessible names of what is pressed and filled on the pages."""

    TO_SIGN_IN = re.compile(r"\bsign in\b", re.I)
    NAME = re.compile(r"^(user ?)?name\b", re.I)
    PASSWORD = re.compile(r"^password\b", re.I)
    SIGN_IN = re.compile(r"^sign in$", re.I)
    BY_PREPAY = re.compile(r"^pay\b.*\bfrom prepay", re.I)
    BY_CARD = re.compile(r"^pay\b.*\bby card", re.I)
    PAY = re.compile(r"^pay\b", re.I)
    CONFIRM = re.compile(r"^confirm\b", re.I)
    BACK = re.compile(r"^(go )?back\b", re.I)
    # The choices after which the gateway asks to confirm, or says so and stays where it is.
    SECOND_STEP = re.compile(r"second step", re.I)
    DECLINED = re.compile(r"\bdecline", re.I)
    PAID = "Paid"


class Watch:
    """What goes wrong in a browser while a page is open."""

    def __init__(self, context: BrowserContext, url: str):
        self.url, self.origin = url, origin(url)
        self.complaints: list[str] = []
        context.on("console", self.hear)
        context.on("request", self.see)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def hear(self, message) -> None:
        """Notes warnings and errors.

        An icon a browser looks for by itself, and need not find; a page may tell of a refusal.
        """
        about = message.location["url"]
        is_status = about.endswith("/favicon.ico") or (
            about == self.url and message.text.startswith("Failed to load resource"))
        if message.type in ("error", "warning") and not is_status:
            self.complaints.append(f"the browser says: {message.text}")

    def see(self, request) -> None:
        """Notes what is asked of another server."""
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:")):
            self.complaints.append(f"it asks for {request.url}")


def origin(url: str) -> str:
    """Such as http://127.0.0.1:8080."""
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


def start(playwright: Playwright, chromium: str) -> Browser:
    """A browser for which no name leads anywhere, so that what would come from elsewhere lacks."""
    arguments = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return playwright.chromium.launch(executable_path=chromium, args=arguments)


def open_context(browser: Browser, url: str, cookies: list[str], **settings) -> BrowserContext:
    """A new visitor with these cookies."""
    context = browser.new_context(**settings)
    context.set_default_timeout(PATIENCE_MS)
    for cookie in cookies:
        name, _, value = cookie.partition("=")
        # Chromium takes and sends secure ones without TLS too, where the server is this machine.
        context.add_cookies([{
            "name": name, "value": value, "domain": urlsplit(url).hostname, "path": "/",
            "secure": name.startswith("__")}])
    return context


# Looking at pages.

def look(browser: Browser, number: int, url: str, options) -> list[str]:
    """All that is wrong with a page."""
    found = []
    for width in WIDTHS:
        for scheme in SCHEMES:
            picture = options.folder / f"{number:02}-{width}-{scheme}.png"
            settings = {
                "viewport": {"width": width, "height": HEIGHT}, "color_scheme": scheme}
            found += [
                f"{url} ({width} px, {scheme}): {problem}"
                for problem in [
                    *look_as_sent(browser, url, picture, settings, options),
                    *look_with_axe(browser, url, settings, options)]]
    return found


def look_as_sent(browser: Browser, url: str, picture: Path, settings, options) -> list[str]:
    """Takes a picture of a page, and gives what is wrong with it for the eyes and the browser."""
    context = open_context(
        browser, url, options.cookie, java_script_enabled=options.scripts, **settings)
    watch = Watch(context, url)
    page = context.new_page()
    answer = page.goto(url)
    page.screenshot(path=picture, full_page=True)
    # Asked of the browser itself, since the page may have no scripts.
    metrics = context.new_cdp_session(page).send("Page.getLayoutMetrics")
    shown, needed = (
        metrics["cssLayoutViewport"]["clientWidth"], metrics["cssContentSize"]["width"])
    found = list(watch.complaints)
    if not is_page(answer):
        found.append(f"it is no page, but answered {answer.status}: {answer.text()[:500]}")
    if settings["viewport"]["width"] == NARROW and needed > shown:
        found.append(f"it scrolls sideways: {needed} px wide in {shown} px")
    context.close()
    return found


def look_with_axe(browser: Browser, url: str, settings, options) -> list[str]:
    """The rules that a page breaks."""
    context = open_context(browser, url, options.cookie, bypass_csp=True, **settings)
    page = context.new_page()
    found = []
    if is_page(page.goto(url)):
        found = Axe().run(page, options=RULES).response["violations"]
    context.close()
    return [described(violation) for violation in found]


def is_page(answer: Response) -> bool:
    """Whether it is HTML."""
    return answer.headers.get("content-type", "").startswith("text/html")


def described(violation: dict) -> str:
    """A broken rule, and where it is broken."""
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"]:
        lines.append(f"    {' '.join(map(str, node['target']))}: {node['html']}")
        lines += [
            f"      {check['message']}" for check in node["any"] + node["all"] + node["none"]]
    return "\n".join(lines)


def look_at_all(browser: Browser, options) -> None:
    """Looks at each page, and stops with a message where something is wrong."""
    found = []
    for number, url in enumerate(options.rest, start=1):
        found += look(browser, number, url, options)
    if found:
        sys.exit("browser_pages: {} found\n{}".format(len(found), "\n".join(found)))


# Paying.

class Customer:
    """Somebody without scripts at the payment page."""

    def __init__(self, browser: Browser, url: str, scenario: str, options):
        self.url, self.scenario, self.options = url, scenario, options
        self.context = open_context(
            browser, url, options.cookie, java_script_enabled=False,
            viewport={"width": NARROW, "height": HEIGHT})
        # What is asked elsewhere is no matter here: the gateway may be another server.
        self.watch = Watch(self.context, url)
        self.page: Page = self.context.new_page()
        self.pictures = 0

    def pay(self) -> None:
        """Follows the scenario to its end."""
        self.page.goto(self.url)
        self.take_picture()
        # As it is written: “Unpaid” is not “Paid”.
        expected = re.compile(rf"(?<!\w){re.escape(self.options.expect)}")
        if self.page.get_by_text(expected).count():
            self.fail(f"“{self.options.expect}” is there before anything is paid")
        try:
            {"prepay": self.by_prepay, "card": self.by_card, "stripe": self.by_stripe}[
                self.scenario]()
            if Words.DECLINED.search(self.options.card):
                self.page.get_by_role("alert").wait_for()
                self.press(Words.BACK)
            self.page.wait_for_url(lambda url: place(url) == place(self.url))
            self.page.get_by_text(expected).first.wait_for()
        except Error as error:
            self.fail(f"expected “{self.options.expect}”: {error.message}")
        self.take_picture()

    def by_prepay(self) -> None:
        """Signs in, and pays from the prepay balance."""
        self.press(Words.TO_SIGN_IN)
        self.page.get_by_label(Words.NAME).fill(self.options.user)
        self.page.get_by_label(Words.PASSWORD).fill(self.options.password)
        self.press(Words.SIGN_IN)
        self.press(Words.BY_PREPAY)

    def by_card(self) -> None:
        """Chooses a card at the sandbox's gateway."""
        self.press(Words.BY_CARD)
        self.page.get_by_role("radio", name=self.options.card).check()
        self.press(Words.PAY)
        if Words.SECOND_STEP.search(self.options.card):
            self.press(Words.CONFIRM)

    def by_stripe(self) -> None:
        """Presses a button of the stand-in's page."""
        self.press(Words.BY_CARD)
        self.press(re.compile(f"^{re.escape(self.options.card)}$"))

    def press(self, name: re.Pattern) -> None:
        """Presses the link or button of this name, as soon as it is there."""
        found: Locator = self.page.get_by_role("link", name=name)
        found = found.or_(self.page.get_by_role("button", name=name)).first
        found.wait_for()
        self.take_picture()
        found.click()

    def take_picture(self) -> None:
        """Shows how far it came."""
        self.pictures += 1
        name = f"pay-{self.scenario}-{self.pictures:02}.png"
        self.page.screenshot(path=self.options.folder / name, full_page=True)

    def fail(self, why: str) -> None:
        """Stops with what is wrong and what the page says."""
        self.take_picture()
        said = self.page.locator("body").inner_text()[:2000]
        complaints = [line for line in self.watch.complaints if not line.startswith("it asks for")]
        sys.exit("\n".join([
            f"browser_pages: {self.scenario} at {self.page.url}: {why}", *complaints,
            "The page says:", said]))


def place(url: str) -> tuple[str, str]:
    """Which page it is, whatever it is told."""
    return origin(url), urlsplit(url).path


def main() -> None:
    """Looks at pages, or pays."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pay", action="store_true")
    parser.add_argument("chromium")
    parser.add_argument("folder", type=Path)
    parser.add_argument("rest", nargs="+", metavar="URL")
    parser.add_argument("--cookie", action="append", default=[])
    parser.add_argument("--scripts", action="store_true")
    parser.add_argument("--user", default="")
    parser.add_argument("--password", default="")
    parser.add_argument("--card", default="")
    parser.add_argument("--expect", default=Words.PAID)
    options = parser.parse_intermixed_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = start(playwright, options.chromium)
        if options.pay:
            url, scenario = options.rest
            Customer(browser, url, scenario, options).pay()
        else:
            look_at_all(browser, options)
        browser.close()


if __name__ == "__main__":
    main()
