"""The webhook of stripe_stand_in.py: keeps what is sent, signs it as Stripe does, sends it again.

After https://docs.stripe.com/webhooks. Nothing is sent again by itself, as Stripe does for days.
"""

import asyncio
import hashlib
import hmac
import json
import secrets
import time

import aiohttp

# What an endpoint of Checkout needs; Stripe sends only what the endpoint asks for.
CHECKOUT_EVENTS = [
    "checkout.session.completed", "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed", "checkout.session.expired"]
API_VERSION = "2026-10-28.endive"
# How long the endpoint may take to answer, and how long a page waits for that, in seconds.
DELIVERY_SECONDS, PAGE_SECONDS = 20, 10


class SentEvent:
    """An event with the bytes that are sent of it, the same each time."""

    def __init__(self, event, request: dict):
        event.api_version = API_VERSION
        event.pending_webhooks, event.request = 1, request
        self.body = json.dumps(event._export(), indent=2).encode()
        self.event = json.loads(self.body)
        # One entry for each time that it was sent: when, and what came of it.
        self.deliveries: list[dict] = []

    @property
    def arrived(self) -> bool:
        """Whether the endpoint took it."""
        return any(200 <= delivery["status"] < 300 for delivery in self.deliveries)

    def shown(self) -> dict:
        """For the tests."""
        return {
            "id": self.event["id"], "type": self.event["type"],
            "object": self.event["data"]["object"]["id"], "arrived": self.arrived,
            "deliveries": self.deliveries, "event": self.event}


class Webhook:
    """Where events go; there is one."""

    def __init__(self, url: str | None, secret: str | None):
        self.settings = {
            "url": url, "secret": secret or "whsec_none", "events": CHECKOUT_EVENTS, "drop": False}
        self.sent: list[SentEvent] = []
        # What the API call that is answered now says of itself in its events.
        self.request = {"id": None, "idempotency_key": None}
        self.running: set[asyncio.Task] = set()
        self.client: aiohttp.ClientSession | None = None

    def schedule(self, event) -> None:
        """Keeps and sends an event, if the endpoint asks for its type."""
        sent = SentEvent(event, dict(self.request))
        if not {event.type, "*"} & set(self.settings["events"]):
            return
        self.sent.append(sent)
        if self.settings["url"] and not self.settings["drop"]:
            task = asyncio.get_running_loop().create_task(self.deliver(sent))
            self.running.add(task)
            task.add_done_callback(self.running.discard)

    async def settle(self) -> None:
        """Waits until all is delivered, but not for long."""
        if self.running:
            await asyncio.wait(self.running, timeout=PAGE_SECONDS)

    async def deliver(self, sent: SentEvent, at: int | None = None, secret=None) -> dict:
        """Sends it once, signed now and by the endpoint's secret unless another is given."""
        at = int(time.time()) if at is None else at
        delivery = {"at": at, "status": 0, "error": None}
        headers = {
            "Content-Type": "application/json; charset=utf-8", "Accept": "*/*; q=0.5",
            "Cache-Control": "no-cache",
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "Stripe-Signature": signature(sent.body, at, secret or self.settings["secret"])}
        try:
            # A redirect counts as a failure.
            async with self.client.post(
                    self.settings["url"], data=sent.body, headers=headers, allow_redirects=False,
                    timeout=aiohttp.ClientTimeout(total=DELIVERY_SECONDS)) as answer:
                delivery["status"] = answer.status
                delivery["answer"] = (await answer.text(errors="replace"))[:1000]
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
            delivery["error"] = repr(error)
        sent.deliveries.append(delivery)
        return delivery


def signature(body: bytes, at: int, secret) -> str:
    """The header Stripe-Signature: a v1 for each secret, and a v0 that nobody can check.

    There are two secrets while an endpoint's secret is changed; Stripe's test mode sends a v0.
    """
    of_all = [secret] if isinstance(secret, str) else secret
    signed = f"{at}.".encode() + body
    found = [hmac.new(one.encode(), signed, hashlib.sha256).hexdigest() for one in of_all]
    return ",".join([f"t={at}", *(f"v1={one}" for one in found), f"v0={secrets.token_hex(32)}"])
