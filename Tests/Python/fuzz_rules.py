"""What fuzz.py does not ask and does not judge, each with its reason. Nothing else is left out."""

import json
import re

from schemathesis.core.failures import AcceptedNegativeData, ResponseTimeExceeded
from schemathesis.openapi.checks import RejectedPositiveData, UseAfterFree

# Operations, by their ids.
NOT_ASKED = {
    "resetSandbox": "takes everything away that the other requests are about",
    "advanceClock": "by as much as it likes: all orders would be expired from then on",
}

# Statuses that are answers in their own right, beside those that Schemathesis takes for such.
SETTINGS = """
# What OData allows and Docket does not do is 501, and says what it is.
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", "501"]

# A wrong request may be refused for something else that is wrong with it.
[checks.negative_data_rejection]
expected-statuses = ["4xx", "501"]
"""

# Right requests by the description that may be refused all the same, by the kind of the refusal: a
# schema says what values look like, but not what they mean, or mean together.
REFUSED_KINDS = {
    "not-initial-state": "a State that no new order has",
    "billing-customer-missing": "what is processed needs a billing customer",
    "precondition-failed": "If-Match names another version",
    "key-reused": "the Idempotency-Key was another request's",
    "not-acceptable": "$format names a media type that is none of the answer's",
}
# The same by the text of a fault, each of which must be one of these.
REFUSED_TEXTS = {
    r"^Entity is not related to company|not found for (company|customer) ":
        "what an order points at must exist",
    r"^Uri parameter representing resource id|is not an item of the order$":
        "an id in the body that is not the path's",
    r"^\$(filter|orderby|select|expand|search|skiptoken): |\(at \d+\)$":
        "OData has a grammar of its own",
    r"^The \w+ field is required$|^Scopes or a Role is required|^is not what Scopes say":
        "one of two members is needed, or is to fit the other",
    r"^OData-(Max)?Version must be ": "which counts only where a form of OData's is asked for",
    r"^can't be changed$": "what was there before stays",
    r"has a control character": "texts deep inside a member that may be anything",
    r"must be (one of|from \d+ to|a whole number|an integer|\d or more|below|1 \(\w+\))"
    r"|must not be negative$": "numbers that are sent as text have limits, too",
    r"^must be \d+ to \d+ letters": "numbers that are taken for text look as they look",
    r"has more than 4 decimal places$": "few programs count decimal places as JSON Schema would",
    r"^ItemStatusId \d+ .* is a status of ": "a status is one of its item's type",
    r"^the password is |^a password has ": "a password must not be easy to guess",
    r"^OData-Version is at most ": "versions are compared as numbers",
    r"^ProductId must be unique|^The totals of the order must be below ":
        "what each item may have may be wrong of all of them",
    r"^\$skip: it can't stand beside |^ShippingCustomerId and ShippingEntityId must not":
        "what is legal alone may not be legal together",
    r"must be (one Version or one time|a time as RFC 3339 writes it)": "a day that no calendar has",
    r"^there is no (service|zone)|is empty$|^there are \d+ cells for ":
        "the rows of a rate card fit each other, and each its table",
    r"^must be https://, ": "the rules for redirects tell hosts and schemes apart",
}
# The same of RFC 6749 and of pages, which have forms of their own.
REFUSED_WORDS = {
    r'^{"error":"': "a client, its secret, a code or a token must exist",
    r"^<!DOCTYPE html>": "the forms of pages hold secrets of the sign-in",
}

# Failures by their kind, for operations by their ids.
NOT_JUDGED = [
    (ResponseTimeExceeded, "", "a machine that does much else is slow: no time decides a test"),
    (AcceptedNegativeData, "^verifyParcelOrder$", "what is wrong is told in a 200"),
    (AcceptedNegativeData, "^readCustomsNeeds$", "it looks at where things go, and at no more"),
    (UseAfterFree, "^disable", "DELETE in the directory disables: reading works on"),
]


def reason_to_pass_over(failure, case, response) -> str | None:
    """Why that is no failure; `None` where it is one."""
    operation = case.operation.definition.raw.get("operationId", "")
    for kind, operations, reason in NOT_JUDGED:
        if isinstance(failure, kind) and re.search(operations, operation):
            return reason
    if isinstance(failure, RejectedPositiveData):
        text = response.content.decode(errors="replace")
        if "is there more than once" in text and has_names_alike(case.body):
            return "names that differ in case are one, and may not be there twice"
        return reason_to_refuse(text)
    return None


def has_names_alike(value) -> bool:
    """Whether an object in it has two members whose names differ in nothing but case."""
    if isinstance(value, dict):
        names = {name.casefold() for name in value}
        return len(names) < len(value) or any(map(has_names_alike, value.values()))
    return isinstance(value, list) and any(map(has_names_alike, value))


def reason_to_refuse(text: str) -> str | None:
    """Why a right request may be answered so; `None` where nothing says that it may."""
    for pattern, reason in REFUSED_WORDS.items():
        if re.search(pattern, text):
            return reason
    try:
        problem = json.loads(text)
    except ValueError:
        return None
    kind = problem["type"].removeprefix("/problems/")
    if "Errors" in problem and kind in ("invalid-request", "balance-too-low"):
        return "what can be sent, and paid, is a matter of rate card, balance and signature"
    if kind in REFUSED_KINDS:
        return REFUSED_KINDS[kind]
    reasons = [reason_of(fault["detail"]) for fault in problem.get("errors", [])]
    return reasons[0] if reasons and all(reasons) else None


def reason_of(detail: str) -> str | None:
    """Why there may be such a fault in a right request."""
    for pattern, reason in REFUSED_TEXTS.items():
        if re.search(pattern, detail):
            return reason
    return None
