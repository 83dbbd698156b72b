"""What Stripe's API does with each call, whatever it is about, for stripe_stand_in.py.

The key, the form, Idempotency-Key and errors, after https://docs.stripe.com/api; and faults that
the tests ask for.
"""

import asyncio
import base64
import binascii

from aiohttp import web
from localstripe.errors import UserError
from localstripe.resources import random_id

from stripe_form import Refused
from stripe_webhook import API_VERSION, Webhook

FORM = "application/x-www-form-urlencoded"
HELP = "we can help at https://support.stripe.com/."


class Fault:
    """What goes wrong with the next calls.

    Without `after` a call is not done at all. With it, it is done, and then its answer is lost;
    an `error` is then kept under the call's Idempotency-Key, as Stripe keeps its own 500s.
    """

    KINDS = ("error", "close", "hang")

    def __init__(self, count=1, how="error", status=500, after=False, path="/v1/", method=None,
                 error=None, seconds=60):
        if how not in self.KINDS:
            raise Refused(f"how is one of {', '.join(self.KINDS)}")
        self.left, self.how, self.status, self.after = count, how, status, after
        self.path, self.method, self.seconds = path, method, seconds
        self.error = error or {
            "type": "api_error",
            "message": f"An unknown error occurred. If you have any questions, {HELP}"}

    def fits(self, request: web.Request) -> bool:
        """Whether the call is one of those that fail."""
        return (self.left > 0 and request.path.startswith(self.path)
                and self.method in (None, request.method))

    @property
    def answer(self) -> web.Response:
        """The error."""
        return web.json_response({"error": self.error}, status=self.status)

    async def strike(self, request: web.Request) -> web.Response:
        """Answers with the error, or not at all."""
        if self.how == "error":
            return self.answer
        passed = 0.0
        while self.how == "hang" and passed < self.seconds and request.transport is not None:
            await asyncio.sleep(0.05)
            passed += 0.05
        if request.transport is not None:
            request.transport.abort()
        # Nobody gets it.
        return web.Response()


class Kept:
    """The first answer to an Idempotency-Key, and the call that it belongs to."""

    def __init__(self, key: str, path: str, form: list, answer: web.Response, id: str):
        self.key, self.path, self.form, self.id = key, path, form, id
        self.body, self.status = answer.body, answer.status

    def again(self, path: str, form: list) -> web.Response:
        """The answer, if the call is the same."""
        other = (f"Try using a key other than '{self.key}' if you meant to execute a different "
                 "request.")
        if path != self.path:
            raise Refused(
                "Keys for idempotent requests can only be used for the same endpoint they were "
                f"first used for ('{path}' vs '{self.path}'). {other}", kind="idempotency_error")
        if form != self.form:
            raise Refused(
                "Keys for idempotent requests can only be used with the same parameters they were "
                f"first used with. {other}", kind="idempotency_error")
        return web.Response(
            body=self.body, status=self.status, content_type="application/json",
            headers={"Idempotent-Replayed": "true", "Original-Request": self.id})


class Guard:
    """Stands before all that is answered."""

    def __init__(self, key: str, webhook: Webhook):
        self.key, self.webhook = key, webhook
        self.kept: dict[str, Kept] = {}
        self.faults: list[Fault] = []
        # What was asked of the API, the oldest first.
        self.calls: list[dict] = []

    @web.middleware
    async def answer(self, request: web.Request, handler) -> web.StreamResponse:
        """Answers a call of the API, or anything else."""
        if not request.path.startswith("/v1/"):
            try:
                return await handler(request)
            except UserError as refusal:
                return refusal.to_response()
        form = sorted((await request.post()).items()) if request.content_type == FORM else []
        id, key = f"req_{random_id(14)}", request.headers.get("Idempotency-Key")
        call = {
            "id": id, "method": request.method, "path": request.path, "form": dict(form),
            "query": dict(request.query), "idempotency_key": key, "replayed": False,
            "version": request.headers.get("Stripe-Version"), "status": None, "fault": None}
        self.calls.append(call)
        fault = next((fault for fault in self.faults if fault.fits(request)), None)
        if fault:
            fault.left -= 1
            call["fault"] = fault.how
        answer = None
        if fault is None or fault.after:
            answer = await self.do(request, handler, call, form, fault)
            call["status"] = answer.status
            call["replayed"] = "Idempotent-Replayed" in answer.headers
        if fault:
            answer = await fault.strike(request)
        answer.headers["Request-Id"] = id
        answer.headers["Stripe-Version"] = call["version"] or API_VERSION
        if key:
            answer.headers["Idempotency-Key"] = key
        return answer

    async def do(self, request, handler, call: dict, form: list, fault) -> web.Response:
        """Does the call, unless its key tells that it was done; and keeps the answer."""
        key = call["idempotency_key"] if request.method == "POST" else None
        try:
            self.check(request)
            if key in self.kept:
                return self.kept[key].again(request.path, form)
        except Refused as refusal:
            return refusal.to_response()
        self.webhook.request = {"id": call["id"], "idempotency_key": key}
        answer, executed = await respond(request, handler)
        self.webhook.request = {"id": None, "idempotency_key": None}
        if fault and fault.how == "error":
            answer = fault.answer
        if key and executed:
            self.kept[key] = Kept(key, request.path, form, answer, call["id"])
        return answer

    def check(self, request: web.Request) -> None:
        """Refuses a wrong key, and a body that is no form."""
        given = key_of(request.headers.get("Authorization", ""))
        if not given:
            raise Refused(
                "You did not provide an API key. You need to provide your API key in the "
                "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer "
                "YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, "
                f"or {HELP}", 401)
        if given != self.key:
            hidden = given[:8] + "*" * max(0, len(given) - 12) + given[8:][-4:]
            raise Refused(f"Invalid API Key provided: {hidden}", 401)
        if request.method == "POST" and request.can_read_body and request.content_type != FORM:
            raise Refused(f"Invalid request (check that your POST content type is {FORM}). If you "
                          f"have any questions, {HELP}")
        if len(request.headers.get("Idempotency-Key", "")) > 255:
            raise Refused("Idempotency keys are at most 255 characters long.",
                          kind="idempotency_error")


def key_of(authorization: str) -> str:
    """The key, given by Bearer or as the name of Basic; an empty one if there is none."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


async def respond(request: web.Request, handler) -> tuple[web.Response, bool]:
    """The answer, and whether the call came as far as to be done."""
    try:
        return await handler(request), True
    except Refused as refusal:
        return refusal.to_response(), refusal.executed
    except UserError as refusal:
        # One of localstripe's own, which say little.
        found = refusal
        if refusal.code == 404:
            id = request.match_info.get("id", "")
            found = Refused(
                f"No such {request.path.split('/')[2].removesuffix('s')}: '{id}'", 404,
                code="resource_missing", param="id")
        return found.to_response(), False
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
        return Refused(
            f"Unrecognized request URL ({request.method}: {request.path}). Please see "
            f"https://stripe.com/docs or {HELP}", 404).to_response(), False
