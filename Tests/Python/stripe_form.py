"""Forms as Stripe reads them, and its refusals, after https://docs.stripe.com/api/errors."""

import re
from urllib.parse import urlsplit

from localstripe.errors import UserError


class Refused(UserError):
    """A refusal in Stripe's form.

    executed: whether the call came as far as to be done, so that its Idempotency-Key keeps it.
    """

    def __init__(self, message, status=400, kind="invalid_request_error", executed=False, **more):
        super().__init__(status, message, contents=more)
        self.executed = executed
        self.body["error"]["type"] = kind
        if "code" in more:
            page = more["code"].replace("_", "-")
            self.body["error"]["doc_url"] = f"https://stripe.com/docs/error-codes/{page}"


class Fields:
    """A form, or a part of it: takes out what is asked for, and refuses what is left."""

    def __init__(self, fields, path: str = ""):
        self.path = path
        if not isinstance(fields, dict):
            raise Refused(f"Invalid object: {path}", param=path)
        self.left = dict(fields)

    def name(self, key: str) -> str:
        """As Stripe calls it, such as line_items[0][quantity]."""
        return f"{self.path}[{key}]" if self.path else key

    def take(self, key: str, needed: bool):
        """The value, or None; an empty one is refused, as is the lack of one that is needed."""
        name, value = self.name(key), self.left.pop(key, None)
        if value is None and needed:
            raise Refused(
                f"Missing required param: {name}.", code="parameter_missing", param=name)
        if value == "":
            raise Refused(
                f"You passed an empty string for '{name}'. We assume empty values are an attempt "
                f"to unset a parameter; however '{name}' cannot be unset. You should remove "
                f"'{name}' from your request or supply a non-empty value.",
                code="parameter_invalid_empty", param=name)
        return value

    def text(self, key: str, most: int = 5000, needed: bool = False):
        """A string of at most so many characters."""
        value = self.take(key, needed)
        if value is not None and not isinstance(value, str):
            raise Refused("Invalid string", param=self.name(key))
        if value is not None and len(value) > most:
            raise Refused(
                f"Invalid string: {value[:10]}…; must be at most {most} characters",
                param=self.name(key))
        return value

    def integer(self, key: str, least: int = 0, needed: bool = False):
        """A whole number that is not less."""
        value = self.text(key, needed=needed)
        if value is None:
            return None
        number = int(value) if re.fullmatch(r"-?[0-9]{1,18}", value, re.ASCII) else None
        if number is None or number < least:
            why = f"Invalid integer: {value}"
            if number is not None:
                why = f"This value must be greater than or equal to {least}."
            raise Refused(why, code="parameter_invalid_integer", param=self.name(key))
        return number

    def address(self, key: str, needed: bool = False):
        """A URL, by http or https."""
        value = self.text(key, needed=needed)
        parts = urlsplit(value or "https://none.test")
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise Refused("Not a valid URL", code="url_invalid", param=self.name(key))
        return value

    def part(self, key: str, needed: bool = False) -> "Fields":
        """What stands in brackets behind the key."""
        return Fields(self.take(key, needed) or {}, self.name(key))

    def metadata(self) -> dict:
        """At most 50 keys of 40 characters, with values of 500."""
        part = self.part("metadata")
        keys = [key for key, value in part.left.items() if value != ""]
        if len(keys) > 50 or any(len(key) > 40 for key in keys):
            raise Refused(
                "Metadata has at most 50 keys of at most 40 characters.", param=part.path)
        return {key: part.text(key, 500) for key in keys}

    def end(self) -> None:
        """Refuses what nobody asked for."""
        for key in self.left:
            name = self.name(key)
            raise Refused(
                f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
