#!/usr/bin/env python3
"""Opens /docs in Chromium as people do, on a sandbox, and leaves pictures of it in .build/explorer.

    browser_docs.py ADDRESS CHROMIUM

ADDRESS is the server's, such as http://127.0.0.1:8080; CHROMIUM is the browser's path. Authorizes
with the sandbox's token, and once more by signing in; each time tries POST OrderFull with the body
that is proposed. Ends with 0 where each is answered 201, nothing but the server is asked for
anything and the browser complains of nothing; else with 1 and what went wrong.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

PICTURES = Path(__file__).resolve().parents[2] / ".build" / "explorer"


def expect(what: str, found, wanted) -> None:
    """Stops with a message where something is not as it should be."""
    if found != wanted:
        sys.exit(f"browser_docs: {what}:\n  found  {found!r}\n  wanted {wanted!r}")


class Watch:
    """What a browser asks for, and what it complains of."""

    def __init__(self, context: BrowserContext):
        self.asked: list[str] = []
        self.complaints: list[str] = []
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("console", lambda message: self.hear(message))

    def hear(self, message) -> None:
        """Notes warnings and errors; an icon a browser looks for by itself, and need not find."""
        is_icon = message.location["url"].endswith("/favicon.ico")
        if message.type in ("error", "warning") and not is_icon:
            self.complaints.append(message.text)

    def judge(self, address: str) -> None:
        """Stops where something else than the server was asked, or something went wrong."""
        own = (f"{address}/", "data:", f"blob:{address}/")
        expect("requests elsewhere", [url for url in self.asked if not url.startswith(own)], [])
        expect("complaints of the browser", self.complaints, [])
        expect("the explorer is there", f"{address}/docs/swagger-ui-bundle.js" in self.asked, True)


def open_docs(context: BrowserContext, address: str) -> Page:
    """The explorer with all that it has to show, and its dialogue for authorizing open."""
    page = context.new_page()
    page.goto(f"{address}/docs")
    page.wait_for_selector(".opblock-tag")
    page.screenshot(path=PICTURES / "opened.png")
    closed = page.locator('.opblock-tag[data-is-open="false"]')
    while closed.count() > 0:
        closed.first.click()
    page.locator(".scheme-container .authorize").click()
    return page


def take_token(page: Page, token: str) -> None:
    """Authorizes with a token."""
    field = page.get_by_label("auth-bearer-value")
    field.fill(token)
    page.locator(".auth-container", has=field).locator("button.authorize").click()


def sign_in(context: BrowserContext, page: Page) -> None:
    """Authorizes by the authorization code flow: signs in and agrees in a window of its own."""
    flow = page.locator(".auth-container", has_text="Flow: authorizationCode")
    flow.get_by_text("select all", exact=True).click()
    with context.expect_page() as opened:
        flow.locator("button.authorize").click()
    window = opened.value
    window.fill("#name", "sandbox@example.test")
    window.fill("#password", "sandbox-password")
    window.get_by_role("button", name="Sign in").click()
    with window.expect_event("close"):
        window.get_by_role("button", name="Allow").click()
    flow.get_by_text("Logout", exact=True).wait_for()


def try_order(page: Page, picture: str) -> None:
    """Sends the order that is proposed, and sees that it is made."""
    page.locator(".btn-done").first.click()
    operation = page.locator(".opblock-post", has=page.locator('[data-path$="/OrderFull"]'))
    operation.locator(".opblock-summary-control").click()
    operation.locator(".execute").click()
    answer = operation.locator(".live-responses-table tbody .response")
    answer.wait_for()
    answer.scroll_into_view_if_needed()
    page.screenshot(path=PICTURES / picture)
    expect(picture, answer.locator(".response-col_status").inner_text().split()[0], "201")
    expect("the order", '"PrintableId"' in answer.inner_text(), True)


def main() -> None:
    """Opens the page in two new browsers."""
    address, chromium = sys.argv[1:]
    PICTURES.mkdir(parents=True, exist_ok=True)
    # No name leads anywhere, so that what would come from elsewhere is missing.
    arguments = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        for picture in ("token.png", "signed-in.png"):
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            # On a busy machine much takes long.
            context.set_default_timeout(120_000)
            watch = Watch(context)
            page = open_docs(context, address)
            if picture == "token.png":
                take_token(page, "sandbox-token")
            else:
                sign_in(context, page)
            try_order(page, picture)
            watch.judge(address)
        browser.close()


if __name__ == "__main__":
    main()
