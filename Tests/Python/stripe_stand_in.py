#!/usr/bin/env python3
"""A stand-in for Stripe's API, for tests: PyPI's localstripe, with what Docket needs beside it.

    stripe_stand_in.py [--port N] [--key KEY] [--webhook URL] [--webhook-secret SECRET]

localstripe (https://pypi.org/project/localstripe) has payment intents, charges, refunds and events.
Added after Stripe's API reference (https://docs.stripe.com/api) are Checkout Sessions with a page
to pay at, and refunds that refuse what Stripe refuses (stripe_checkout.py); the check of the key,
Idempotency-Key, and errors in Stripe's form (stripe_api.py); a webhook that signs at once, keeps
what it sent and sends it again (stripe_webhook.py). Nothing is written to the disk.

Prints "listening on http://127.0.0.1:PORT" when it is ready. Ends by SIGTERM, and when its standard
input, where that is a pipe, is closed. The tests steer it by /_test/…, see `Controls`.
"""

import argparse
import asyncio
import os
import signal
import socket
import stat
from html import escape

import aiohttp
from aiohttp import web
from localstripe import resources
from localstripe.resources import Refund, store

# Before localstripe's server, which makes its routes when it is imported.
from stripe_checkout import NEXT_REFUND, REFUND_STATUSES, CheckoutSession, change_refund, money
from localstripe import server
from stripe_api import Fault, Guard
from stripe_form import Refused
from stripe_webhook import SentEvent, Webhook

# What can be done to a session.
DEEDS = {
    "pay": CheckoutSession._pay, "pay_later": CheckoutSession._pay_later,
    "decline": CheckoutSession._decline, "expire": CheckoutSession._expire,
    "async_succeed": CheckoutSession._async_succeed, "async_fail": CheckoutSession._async_fail,
}
BUTTONS = {"pay": "Pay", "decline": "Decline", "pay_later": "Pay later (asynchronous)"}

PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head>
<body><main>
<h1>{title}</h1>
{content}
</main></body>
</html>
"""


class CheckoutPage:
    """The page that a session's `url` leads to."""

    def __init__(self, webhook: Webhook):
        self.webhook = webhook

    async def show(self, request: web.Request) -> web.Response:
        """GET /c/pay/{id}"""
        return self.page(CheckoutSession._api_retrieve(request.match_info["id"]))

    async def press(self, request: web.Request) -> web.Response:
        """POST /c/pay/{id}: does what the button says, and leads back when it is paid.

        As Stripe does, it waits for the endpoint's answer to the event, but not for long.
        """
        session = CheckoutSession._api_retrieve(request.match_info["id"])
        deed = (await request.post()).get("deed")
        if deed not in BUTTONS or session.status != "open":
            return self.page(session, status=400)
        DEEDS[deed](session)
        await self.webhook.settle()
        if session.status == "open":
            return self.page(session, '<p role="alert">Your card was declined.</p>', status=402)
        back = session.success_url.replace("{CHECKOUT_SESSION_ID}", session.id)
        return web.Response(status=303, headers={"Location": back})

    @staticmethod
    def page(session: CheckoutSession, alert: str = "", status: int = 200) -> web.Response:
        """The page, as plain as can be."""
        title, lines = f"Pay {money(session.amount_total, session.currency)}", [alert]
        if session.status == "open":
            names = [f"<li>{escape(item.name)} × {item.quantity}</li>" for item in session._items]
            buttons = [
                f'<button name="deed" value="{deed}">{words}</button>'
                for deed, words in BUTTONS.items()]
            form = f'<form method="post" action="/c/pay/{session.id}">'
            lines += ["<ul>", *names, "</ul>", form, *buttons, "</form>"]
        else:
            title = f"This payment is {session.status}"
        if session.cancel_url:
            lines.append(f'<p><a href="{escape(session.cancel_url)}">Back to the shop</a></p>')
        return web.Response(
            text=PAGE.format(title=title, content="\n".join(lines)), status=status,
            content_type="text/html", headers={"Cache-Control": "no-store"})


class Controls:
    """What the tests may ask, with JSON bodies; a wrong one is answered 400.

    GET    /_test/webhook             the settings: url, secret, events, drop
    POST   /_test/webhook             changes those that are given; `secret` may be a list of two,
                                      `events` may be ["*"], `drop` keeps all without sending it
    GET    /_test/events              what was sent or dropped, the oldest first; ?type= for one
    POST   /_test/events/resend       sends again what did not arrive
    POST   /_test/events/{id}/resend  sends it again, signed now, or as `at` and `secret` say
    POST   /_test/faults              has the next calls fail, see `Fault` in stripe_api.py
    DELETE /_test/faults              has no more calls fail
    GET    /_test/calls               what was asked of the API
    GET    /_test/refunds             all refunds, the oldest first
    POST   /_test/refunds             the `status` of the next refunds: succeeded, pending, failed
                                      or canceled
    POST   /_test/refunds/{id}        changes a refund's `status`
    GET    /_test/sessions            all sessions, the oldest first
    POST   /_test/sessions/{id}/{deed}  one of `DEEDS`: what a person, a bank or the clock does
    POST   /_test/reset               forgets all but the webhook's settings
    """

    def __init__(self, webhook: Webhook, guard: Guard):
        self.webhook, self.guard = webhook, guard

    def routes(self) -> list[web.RouteDef]:
        """Where each is."""
        return [
            web.get("/_test/webhook", self.webhook_settings),
            web.post("/_test/webhook", self.change_webhook),
            web.get("/_test/events", self.events),
            web.post("/_test/events/resend", self.resend_missed),
            web.post("/_test/events/{id}/resend", self.resend),
            web.post("/_test/faults", self.add_fault),
            web.delete("/_test/faults", self.end_faults),
            web.get("/_test/calls", self.calls),
            web.get("/_test/refunds", self.refunds),
            web.post("/_test/refunds", self.next_refunds),
            web.post("/_test/refunds/{id}", self.change_refund),
            web.get("/_test/sessions", self.sessions),
            web.post("/_test/sessions/{id}/{deed}", self.do),
            web.post("/_test/reset", self.reset),
        ]

    async def webhook_settings(self, _) -> web.Response:
        return web.json_response(self.webhook.settings)

    async def change_webhook(self, request) -> web.Response:
        settings = await fields(request, *self.webhook.settings)
        self.webhook.settings.update(settings)
        return web.json_response(self.webhook.settings)

    async def events(self, request) -> web.Response:
        wanted = request.query.get("type")
        return web.json_response({"data": [
            sent.shown() for sent in self.webhook.sent if wanted in (None, sent.event["type"])]})

    async def resend_missed(self, _) -> web.Response:
        missed = [sent for sent in self.webhook.sent if not sent.arrived]
        for sent in missed:
            await self.webhook.deliver(sent)
        return web.json_response({"data": [sent.shown() for sent in missed]})

    async def resend(self, request) -> web.Response:
        given = await fields(request, "at", "secret")
        return web.json_response(await self.webhook.deliver(self.event(request), **given))

    def event(self, request) -> SentEvent:
        """The event that the path names."""
        id = request.match_info["id"]
        for sent in self.webhook.sent:
            if sent.event["id"] == id:
                return sent
        raise Refused(f"No such event: '{id}'", 404)

    async def add_fault(self, request) -> web.Response:
        given = await fields(
            request, "count", "how", "status", "after", "path", "method", "error", "seconds")
        self.guard.faults.append(Fault(**given))
        return web.json_response({})

    async def end_faults(self, _) -> web.Response:
        self.guard.faults.clear()
        return web.json_response({})

    async def calls(self, _) -> web.Response:
        return web.json_response({"data": self.guard.calls})

    async def refunds(self, _) -> web.Response:
        return web.json_response({"data": everything(Refund)})

    async def next_refunds(self, request) -> web.Response:
        NEXT_REFUND["status"] = await refund_status(request)
        return web.json_response(NEXT_REFUND)

    async def change_refund(self, request) -> web.Response:
        refund = change_refund(request.match_info["id"], await refund_status(request))
        await self.webhook.settle()
        return web.json_response(refund._export())

    async def sessions(self, _) -> web.Response:
        return web.json_response({"data": everything(CheckoutSession)})

    async def do(self, request) -> web.Response:
        session = CheckoutSession._api_retrieve(request.match_info["id"])
        deed = request.match_info["deed"]
        if deed not in DEEDS:
            raise Refused(f"A session can {', '.join(DEEDS)}.", 404)
        DEEDS[deed](session)
        await self.webhook.settle()
        return web.json_response(session._export())

    async def reset(self, _) -> web.Response:
        store.clear()
        NEXT_REFUND["status"] = "succeeded"
        self.webhook.sent.clear()
        self.guard.kept.clear()
        self.guard.faults.clear()
        self.guard.calls.clear()
        return web.json_response({})


async def fields(request: web.Request, *names: str) -> dict:
    """The body, if there is one; it may have only these fields."""
    try:
        body = await request.json() if request.can_read_body else {}
    except ValueError:
        raise Refused("The body is no JSON.")
    if not isinstance(body, dict) or not set(body) <= set(names):
        raise Refused(f"The body is an object of {', '.join(names)}.")
    return body


async def refund_status(request: web.Request) -> str:
    """The status that the body names."""
    status = (await fields(request, "status")).get("status")
    if status not in REFUND_STATUSES:
        raise Refused(f"status is one of {', '.join(REFUND_STATUSES)}")
    return status


def everything(kind: type) -> list[dict]:
    """All that there is of a kind, the oldest first."""
    return [thing._export() for key, thing in store.items() if key.startswith(f"{kind.object}:")]


async def serve(options: argparse.Namespace) -> None:
    """Answers until it is told to stop."""
    webhook = Webhook(options.webhook, options.webhook_secret)
    guard = Guard(options.key, webhook)
    page = CheckoutPage(webhook)
    resources.schedule_webhook = webhook.schedule
    # localstripe would write all that it has to /tmp each time.
    store.dump_to_disk = lambda: None
    server.app.middlewares[:] = [guard.answer]
    server.app.add_routes([
        web.get("/c/pay/{id}", page.show), web.post("/c/pay/{id}", page.press),
        *Controls(webhook, guard).routes()])
    runner = web.AppRunner(server.app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    listener = socket.create_server(("127.0.0.1", options.port))
    CheckoutSession._address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    stop = asyncio.Event()
    stop_when_told(stop)
    async with aiohttp.ClientSession() as webhook.client:
        await web.SockSite(runner, listener).start()
        print(f"listening on {CheckoutSession._address}", flush=True)
        await stop.wait()
        await runner.cleanup()


def stop_when_told(stop: asyncio.Event) -> None:
    """By SIGTERM, and by the end of the standard input; one that is no pipe never began."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        mode = os.fstat(0).st_mode
    except OSError:
        return
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        def hear() -> None:
            if not os.read(0, 4096):
                loop.remove_reader(0)
                stop.set()
        loop.add_reader(0, hear)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--key", default="sk_test_docket")
    parser.add_argument("--webhook")
    parser.add_argument("--webhook-secret")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
