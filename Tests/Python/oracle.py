"""Answers filters by odatapy's evaluator, over orders as the server answers them.

odatapy is the judge; where Docket promises more than OData says, or odatapy rounds, its visitor is
told so. Each of these is in `DocketVisitor`:

- comparisons and `in` with null are false, not null (docs/api/orders.md);
- ids that go out as 0 where they are unset are null, and `eq 0` asks for the unset;
- numbers are decimals, never binary; what is computed has at most 12 decimal places, cut off, and
  is null from 10^26 on; `mod` has the sign of the dividend; a rounded amount is still an amount;
- a date beside an instant is its midnight in UTC;
- lower and upper case map one character to one; those that would become several stay as they are.
"""

import re
import uuid
from datetime import date, datetime, timezone
from decimal import ROUND_DOWN, Decimal, getcontext

from odatapy.server.eval import InMemoryExpressionVisitor
from odatapy.server.uri.expression import (
    Alias, Binary, BinaryOperatorKind, ListExpression, Literal, Member, Method, MethodKind, Unary,
)
from odatapy.server.uri.expression_parser import ExpressionParser, tokenize

ZERO_WHEN_UNSET = {"EmployeeId", "ShippingEntityId", "SupplierEntityId"}
AMOUNTS = {"DiscountAmount", "Cost", "ListPrice", "SellingPrice"}
GUIDS = {
    "Id", "OrderId", "BillingAddressId", "BillingCustomerId", "ShippingAddressId",
    "ShippingCustomerId",
}
INSTANTS = {"CreatedDateUtc", "ModifiedDateUtc", "OrderExpiryDate"}

# Enough for every product of two numbers that are not null yet.
getcontext().prec = 100
getcontext().rounding = ROUND_DOWN

PLACES = Decimal("1e-12")
BOUND = 10**26
# Tuples, since these values are slow to hash.
LOGIC = (BinaryOperatorKind.AND, BinaryOperatorKind.OR)
ORDERING = (
    BinaryOperatorKind.GT, BinaryOperatorKind.GE, BinaryOperatorKind.LT, BinaryOperatorKind.LE,
)
EQUALITY = (BinaryOperatorKind.EQ, BinaryOperatorKind.NE)
ROUNDING = (MethodKind.ROUND, MethodKind.FLOOR, MethodKind.CEILING)


class DocketVisitor(InMemoryExpressionVisitor):
    """odatapy's evaluator, with what Docket promises beyond OData."""

    def _resolve_path(self, member):
        # As odatapy does it, without what only its own kinds of objects need: it is half the time.
        name = member.lambda_variable
        value = self.entity if name is None else self._binding(name)
        for segment in member.path:
            if value is not None:
                value = value[segment]
        return value

    def visit_literal(self, literal):
        if isinstance(literal.value, float):
            return Decimal(literal.text)
        return literal.value

    def visit_binary(self, operator, left, right):
        if operator in LOGIC:
            return super().visit_binary(operator, left, right)
        if operator is BinaryOperatorKind.IN:
            return any(self.visit_binary(BinaryOperatorKind.EQ, left, item) for item in right)
        if operator in ORDERING and (left is None or right is None):
            return False
        if operator in ORDERING or operator in EQUALITY:
            left, right = _midnight(left, right), _midnight(right, left)
            return super().visit_binary(operator, left, right)
        if operator is BinaryOperatorKind.MOD and left is not None and right is not None:
            is_whole = isinstance(left, int) and isinstance(right, int)
            rest = super().visit_binary(operator, Decimal(left), Decimal(right))
            return int(rest) if is_whole and rest is not None else _limited(rest)
        return _limited(super().visit_binary(operator, left, right))

    def visit_method(self, method, parameters):
        value = super().visit_method(method, parameters)
        if value is None:
            return None
        if method in ROUNDING and isinstance(parameters[0], Decimal):
            return Decimal(value)
        if method is MethodKind.TOLOWER:
            return "".join(_one_to_one(letter, letter.lower()) for letter in parameters[0])
        if method is MethodKind.TOUPPER:
            return "".join(_one_to_one(letter, letter.upper()) for letter in parameters[0])
        return value


def _midnight(value, other):
    if type(value) is date and isinstance(other, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=timezone.utc)
    return value


def _limited(value):
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return value
    if abs(value) >= BOUND:
        return None
    if isinstance(value, Decimal) and value.as_tuple().exponent < -12:
        return value.quantize(PLACES)
    return value


def _one_to_one(character, other):
    return other if len(other) == 1 else character


class LooseParser(ExpressionParser):
    """odatapy's parser without its types, which do without a schema and are guesses then."""

    def _comparison(self, op, left, right):
        return Binary(op, left, right)

    def _arithmetic(self, op, left, right):
        return Binary(op, left, right)

    def _check_method_arguments(self, method, params, tok):
        pass


class Oracle:
    """The orders of one server, and what a query must find among them."""

    def __init__(self, answers, visitor=DocketVisitor):
        self.visitors = [visitor(entity(answer)) for answer in answers]
        self.ids = [answer["Id"] for answer in answers]
        # Without `$orderby`, and where that leaves a tie.
        self.by_id = sorted(range(len(answers)), key=lambda order: self.ids[order])
        self.by_creation = sorted(
            self.by_id, key=lambda order: self.visitors[order].entity["CreatedDateUtc"])

    def answer(self, query):
        """The ordinals of the orders that a `ParsedQuery` finds, in its order."""
        found = [
            order for order in (self.by_id if query.keys else self.by_creation)
            if query.filter is None or query.filter.accept(self.visitors[order]) is True
        ]
        for expression, is_descending in reversed(query.keys):
            values = {order: _key(expression.accept(self.visitors[order])) for order in found}
            found.sort(key=values.__getitem__, reverse=is_descending)
        return found


def _key(value):
    return (0,) if value is None else (1, value)


class ParsedQuery:
    """A query as odatapy reads it."""

    def __init__(self, filter, orderby="", aliases=None):
        aliases = aliases or {}
        self.filter = filter and LooseParser.parse_string(filter, aliases=aliases)
        self.keys = LooseParser.parse_orderby(orderby, aliases=aliases) if orderby else []
        self.nodes = [
            node for root in [self.filter, *(key for key, _ in self.keys)] if root
            for node in _walk(root)
        ]
        # Looked for in what was asked, before zeros are read as nulls.
        self.difference = next(
            (name for name, (_, test) in KNOWN_DIFFERENCES.items() if test(self)), None)
        for node in self.nodes:
            if isinstance(node, Binary):
                _read_zero_as_null(node)

    @property
    def members(self):
        """The names of all members that it looks at."""
        return {name for node in self.nodes if isinstance(node, Member) for name in node.path}


def value_at(text, aliases, order, bindings):
    """What an expression is for one order, its lambda's variables bound to these values."""
    visitor = DocketVisitor(order)
    visitor._bindings.append(bindings)
    parser = LooseParser(tokenize(text), aliases=aliases)
    parser._scopes.append({name: (None, False) for name in bindings})
    return parser._parse_or().accept(visitor)


def _walk(node):
    yield node
    if isinstance(node, Binary):
        children = [node.left, node.right]
    elif isinstance(node, Unary):
        children = [node.operand]
    elif isinstance(node, Method):
        children = node.parameters
    elif isinstance(node, ListExpression):
        children = node.items
    elif isinstance(node, Alias):
        children = [node.expression]
    elif isinstance(node, Member) and node.lambda_expression:
        children = [node.lambda_expression.body]
    else:
        children = []
    for child in children:
        if child is not None:
            yield from _walk(child)


def _is_zero_id(node):
    return isinstance(node, Member) and bool(node.path) and node.path[-1] in ZERO_WHEN_UNSET


def _is_zero(node):
    if isinstance(node, Alias):
        node = node.expression
    if not isinstance(node, Literal) or isinstance(node.value, bool):
        return False
    return isinstance(node.value, (int, float, Decimal)) and node.value == 0


def _read_zero_as_null(node):
    null = Literal("null", None)
    if node.operator in EQUALITY:
        if _is_zero_id(node.left) and _is_zero(node.right):
            node.right = null
        elif _is_zero_id(node.right) and _is_zero(node.left):
            node.left = null
    elif node.operator is BinaryOperatorKind.IN and _is_zero_id(node.left):
        if isinstance(node.right, ListExpression):
            node.right.items = [null if _is_zero(item) else item for item in node.right.items]


# What odatapy can't judge, at most ten: there SQLite and PostgreSQL only have to agree. Each name has
# an explanation, and a test of a `ParsedQuery` that knows such a query and no other. There is none at
# present.
KNOWN_DIFFERENCES = {}


# What the server answers, as odatapy wants it.

_TIME = re.compile(r"(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)\.(\d{3})Z")


def entity(answer):
    """An object of an answer with values of Python's types."""
    return {name: _value(name, value) for name, value in answer.items()}


def _value(name, value):
    if value is None or (name in ZERO_WHEN_UNSET and value == 0):
        return None
    if name in ("Items", "TrackingInformation"):
        return [entity(element) for element in value]
    if name in AMOUNTS:
        return Decimal(str(value))
    if name in GUIDS:
        return uuid.UUID(value)
    if name in INSTANTS:
        parts = [int(part) for part in _TIME.fullmatch(value).groups()]
        return datetime(*parts[:6], parts[6] * 1000, tzinfo=timezone.utc)
    return value
