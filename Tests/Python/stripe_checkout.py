"""Checkout Sessions for localstripe, which lacks them, and refunds as strict as Stripe's.

After https://docs.stripe.com/api/checkout/sessions, /api/refunds and /api/errors. Import this
before `localstripe.server`, which makes its routes of what `extra_apis` holds by then.
"""

import asyncio
import copy
import time

from localstripe import resources
from localstripe.resources import (
    Charge, Event, PaymentIntent, PaymentMethod, Refund, StripeObject, random_id, store)

from stripe_form import Fields, Refused

# How long a session may be open, in seconds: "at least 30 minutes", "less than 24 hours".
SHORTEST, LONGEST = 30 * 60, 24 * 60 * 60
# The least that Stripe charges, in the smallest unit of each currency that is accepted here.
LEAST = {"gbp": 30, "eur": 50, "usd": 50}
SYMBOLS = {"gbp": "£", "eur": "€", "usd": "$"}
# What of localstripe's each button of the page pays with.
GOOD_CARD, BAD_CARD = "pm_card_visa", "pm_card_chargeCustomerFail"

# What a session has, but is never set by what is done here.
UNUSED = {
    "after_expiration": None, "allow_promotion_codes": None, "billing_address_collection": None,
    "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
    "client_secret": None, "consent": None, "consent_collection": None,
    "currency_conversion": None, "custom_fields": [],
    "custom_text": {
        "after_submit": None, "shipping_address": None, "submit": None,
        "terms_of_service_acceptance": None},
    "customer": None, "customer_creation": "if_required", "discounts": [], "invoice": None,
    "payment_link": None, "payment_method_collection": "if_required",
    "payment_method_configuration_details": None, "payment_method_options": {},
    "payment_method_types": ["card"], "phone_number_collection": {"enabled": False},
    "recovered_from": None, "saved_payment_method_options": None, "setup_intent": None,
    "shipping_address_collection": None, "shipping_cost": None, "shipping_options": [],
    "subscription": None,
    "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
    "ui_mode": "hosted_page", "wallet_options": None,
}


def money(minor: int, currency: str) -> str:
    """An amount as Stripe writes it, such as £13.43."""
    return f"{SYMBOLS[currency]}{minor // 100:,}.{minor % 100:02}"


def send_event(kind: str, thing: StripeObject) -> None:
    """Makes an event of what the thing is now, for the webhook."""
    resources.schedule_webhook(Event(kind, thing))


class LineItem:
    """What is paid for: a name, an amount in the currency's smallest unit, and how often."""

    def __init__(self, fields: Fields):
        price = fields.part("price_data", needed=True)
        product = price.part("product_data", needed=True)
        self.name = product.text("name", 250, needed=True)
        self.description = product.text("description", 5000)
        self.currency = price.text("currency", needed=True).lower()
        self.amount = price.integer("unit_amount", needed=True)
        self.quantity = fields.integer("quantity", least=1, needed=True)
        if self.currency not in LEAST:
            raise Refused(f"Invalid currency: {self.currency}.", param=price.name("currency"))
        for part in (fields, price, product):
            part.end()


class CheckoutSession(StripeObject):
    """A payment by a page of Stripe's; of the modes there is only `payment`."""

    object = "checkout.session"
    _id_prefix = "cs_test_"
    # Where the page is, such as http://127.0.0.1:8420; set when the server listens.
    _address = ""

    def __init__(self, **data):
        fields = Fields(data)
        if fields.text("mode", needed=True) != "payment":
            raise Refused("The stand-in has only the mode `payment`.", param="mode")
        items = fields.take("line_items", needed=True)
        if not isinstance(items, list):
            raise Refused("Invalid array", param="line_items")
        self._items = [
            LineItem(Fields(item, f"line_items[{n}]")) for n, item in enumerate(items)]
        self.success_url = fields.address("success_url", needed=True)
        self.cancel_url = fields.address("cancel_url")
        self.client_reference_id = fields.text("client_reference_id", 200)
        self.customer_email = fields.text("customer_email", 800)
        self.metadata = fields.metadata()
        intent = fields.part("payment_intent_data")
        self._intent_metadata = intent.metadata()
        self._intent_description = intent.text("description", 1000)
        intent.end()
        self.expires_at = self._expiry(fields.integer("expires_at"))
        self.locale = fields.text("locale", 10)
        self.submit_type = fields.text("submit_type", 10)
        fields.end()
        self.currency = self._items[0].currency
        self.amount_total = self.amount_subtotal = self._total()
        self.mode, self.status, self.payment_status = "payment", "open", "unpaid"
        self.payment_intent = None
        self.customer_details = self._customer(self.customer_email)
        vars(self).update(copy.deepcopy(UNUSED))
        # Nothing is stored before all is checked.
        super().__init__(self._id_prefix + random_id(58))
        # Stripe's addresses have a fragment too, without which its page does not open.
        self._url = f"{self._address}/c/pay/{self.id}#fid{random_id(40)}"
        asyncio.get_running_loop().call_later(
            self.expires_at - time.time(), lambda: self.status == "open" and self._expire())

    @property
    def url(self):
        """Where to pay; only an open session has it."""
        return self._url if self.status == "open" else None

    @staticmethod
    def _expiry(at: int | None) -> int:
        now = int(time.time())
        if at is None:
            return now + LONGEST
        if at < now + SHORTEST:
            raise Refused("The `expires_at` timestamp must be at least 30 minutes from Checkout "
                          "Session creation.")
        if at >= now + LONGEST:
            raise Refused("The `expires_at` timestamp must be less than 24 hours from Checkout "
                          "Session creation.")
        return at

    def _total(self) -> int:
        total = sum(item.amount * item.quantity for item in self._items)
        if any(item.currency != self.currency for item in self._items):
            raise Refused("All line items must have the same currency.", param="line_items")
        if total < LEAST[self.currency]:
            least = money(LEAST[self.currency], self.currency)
            raise Refused(
                "The Checkout Session's total amount due must add up to at least "
                f"{least} {self.currency}", code="amount_too_small")
        if total > 99_999_999:
            raise Refused(
                "The Checkout Session's total amount due must be no more than "
                f"{money(99_999_999, self.currency)} {self.currency}", code="amount_too_large")
        return total

    @staticmethod
    def _customer(email: str | None) -> dict | None:
        if email is None:
            return None
        return {
            "address": None, "business_name": None, "email": email, "individual_name": None,
            "name": None, "phone": None, "tax_exempt": "none", "tax_ids": None}

    @classmethod
    def _api_retrieve(cls, id, **_):
        session = store.get(f"{cls.object}:{id}")
        if session is None:
            raise Refused(
                f"No such checkout.session: '{id}'", 404, code="resource_missing", param="session")
        return session

    @classmethod
    def _api_list_all(cls, url, payment_intent=None, status=None, **more):
        found = super()._api_list_all(url, **more)
        found._list = [
            session for session in reversed(found._list)
            if payment_intent in (None, session.payment_intent)
            and status in (None, session.status)]
        return found

    @classmethod
    def _api_expire(cls, id, **more):
        Fields(more).end()
        session = cls._api_retrieve(id)
        if session.status != "open":
            raise Refused(
                'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
                f"Session has a status of `{session.status}`.", executed=True)
        session._expire()
        return session

    # What people do on the page, and what their banks do later.

    def _pay(self) -> None:
        """A card that is charged at once."""
        intent, charge = self._charge(GOOD_CARD)
        charge._trigger_payment(intent._on_success)
        send_event("charge.succeeded", charge)
        self._complete("paid")

    def _pay_later(self) -> None:
        """A way of paying of which it shows only later whether the money comes."""
        intent, _ = self._charge(GOOD_CARD)
        send_event("payment_intent.processing", intent)
        self._complete("unpaid")

    def _decline(self) -> None:
        """A card that is declined: the session stays open."""
        intent, charge = self._charge(BAD_CARD)
        charge._set_auth_failure()
        send_event("payment_intent.payment_failed", intent)

    def _async_succeed(self) -> None:
        """The money has come."""
        intent, charge = self._pending()
        charge._trigger_payment(intent._on_success)
        send_event("charge.succeeded", charge)
        self.payment_status = "paid"
        send_event("checkout.session.async_payment_succeeded", self)

    def _async_fail(self) -> None:
        """The money will not come."""
        intent, charge = self._pending()
        charge._set_auth_failure()
        send_event("payment_intent.payment_failed", intent)
        send_event("checkout.session.async_payment_failed", self)

    def _expire(self) -> None:
        """Its time is over, or it is called off: nobody can pay it any more."""
        self._check_open()
        self.status = "expired"
        if self.payment_intent:
            PaymentIntent._api_retrieve(self.payment_intent)._canceled = True
        send_event("checkout.session.expired", self)

    def _check_open(self) -> None:
        if self.status != "open":
            raise Refused(f"This session is not open, but {self.status}.", 409)

    def _charge(self, card: str) -> tuple[PaymentIntent, Charge]:
        """A charge that is pending still, and the payment intent that it belongs to."""
        self._check_open()
        if self.payment_intent:
            intent = PaymentIntent._api_retrieve(self.payment_intent)
        else:
            intent = PaymentIntent(
                amount=self.amount_total, currency=self.currency, metadata=self._intent_metadata)
            intent.description = self._intent_description
            self.payment_intent = intent.id
            send_event("payment_intent.created", intent)
        intent.payment_method = PaymentMethod._api_retrieve(card).id
        intent.latest_charge = charge = Charge(
            amount=intent.amount, currency=intent.currency, source=intent.payment_method,
            description=intent.description, metadata=dict(intent.metadata))
        charge.payment_intent = intent.id
        return intent, charge

    def _pending(self) -> tuple[PaymentIntent, Charge]:
        """The charge of which it shows only now whether the money comes."""
        intent = self.payment_intent and PaymentIntent._api_retrieve(self.payment_intent)
        if self.status != "complete" or not intent or intent.status != "processing":
            raise Refused("This session has no payment that is processing.", 409)
        return intent, intent.latest_charge

    def _complete(self, payment_status: str) -> None:
        self.status, self.payment_status = "complete", payment_status
        self.customer_details = self._customer(self.customer_email or "customer@example.test")
        send_event("checkout.session.completed", self)


# What the next refunds are: most banks give at once, some later, some not at all.
NEXT_REFUND = {"status": "succeeded"}
REFUND_STATUSES = ("succeeded", "pending", "failed", "canceled")


def create_refund(**data) -> Refund:
    """A refund of a payment that succeeded, of no more than is left of it."""
    fields = Fields(data)
    charge, intent = fields.text("charge"), fields.text("payment_intent")
    amount, metadata = fields.integer("amount", least=1), fields.metadata()
    reason = fields.text("reason")
    fields.end()
    if reason not in (None, "duplicate", "fraudulent", "requested_by_customer"):
        raise Refused("Invalid reason: must be one of duplicate, fraudulent, or "
                      "requested_by_customer", param="reason")
    paid = charge_to_refund(charge, intent)
    left = paid.amount - paid.amount_refunded
    if left == 0:
        raise Refused(f"Charge {paid.id} has already been refunded.", executed=True,
                      code="charge_already_refunded")
    if (amount or left) > left:
        asked, rest = money(amount, paid.currency), money(left, paid.currency)
        raise Refused(f"Refund amount ({asked}) is greater than unrefunded amount on charge "
                      f"({rest})", executed=True, param="amount")
    refund = Refund(charge=paid.id, amount=amount or left, metadata=metadata)
    refund.payment_intent, refund.reason = paid.payment_intent, reason
    refund.status = NEXT_REFUND["status"]
    refund.receipt_number = refund.source_transfer_reversal = refund.transfer_reversal = None
    refund.destination_details = {
        "card": {"reference_status": "pending", "reference_type": "acquirer_reference_number",
                 "type": "refund"}, "type": "card"}
    send_event("charge.refunded", paid)
    send_event("refund.created", refund)
    return refund


def amount_refunded(charge: Charge) -> int:
    """What of a charge went back; a refund that failed counts no more."""
    return sum(
        refund.amount for refund in charge.refunds._list
        if refund.status in ("succeeded", "pending"))


def change_refund(id: str, status: str) -> Refund:
    """What the bank says of a refund later."""
    refund = Refund._api_retrieve(id)
    refund.status = status
    send_event("refund.failed" if status == "failed" else "refund.updated", refund)
    return refund


def charge_to_refund(charge: str | None, intent: str | None) -> Charge:
    """The charge by its id, or by that of its payment intent; it must have succeeded."""
    if (charge is None) == (intent is None):
        raise Refused("One of the following params should be provided for this request: "
                      "payment_intent or charge.")
    kind, id = ("charge", charge) if intent is None else ("payment_intent", intent)
    found = store.get(f"{kind}:{id}")
    if found is None:
        raise Refused(f"No such {kind}: '{id}'", 404, code="resource_missing", param=kind)
    paid = found.latest_charge if kind == "payment_intent" else found
    if paid is None or paid.status != "succeeded":
        owner = paid.payment_intent if paid else id
        raise Refused(f"This PaymentIntent ({owner}) does not have a successful charge to "
                      "refund.", executed=True)
    return paid


export_intent = PaymentIntent._export


def export_intent_as_now(self, expand=None) -> dict:
    """A payment intent as Stripe shows it since 2022: its charge by id, and what was received."""
    shown = export_intent(self, expand)
    del shown["charges"]
    if self.latest_charge and "latest_charge" not in (expand or []):
        shown["latest_charge"] = self.latest_charge.id
    shown["amount_received"] = self.amount if self.status == "succeeded" else 0
    shown.update(amount_capturable=0, confirmation_method="automatic")
    shown.update(payment_method_types=["card"])
    return shown


PaymentIntent._export = export_intent_as_now
Charge.amount_refunded = property(amount_refunded)
SESSIONS = "/v1/checkout/sessions"
resources.extra_apis.extend((
    ("POST", SESSIONS, CheckoutSession._api_create),
    ("GET", SESSIONS, lambda **query: CheckoutSession._api_list_all(SESSIONS, **query)),
    ("GET", f"{SESSIONS}/{{id}}", CheckoutSession._api_retrieve),
    ("POST", f"{SESSIONS}/{{id}}/expire", CheckoutSession._api_expire),
    ("POST", "/v1/refunds", create_refund),
))
