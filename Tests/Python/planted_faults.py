"""Faults that query languages on SQL like to have, planted into the oracle: a test that does not
notice them is worth nothing."""

import math
import re
from decimal import Decimal

from odatapy.server.uri.expression import BinaryOperatorKind, MethodKind

from oracle import EQUALITY, ORDERING, DocketVisitor


class NotEqualLeavesOutNull(DocketVisitor):
    def visit_binary(self, operator, left, right):
        if operator is BinaryOperatorKind.NE and left is None and right is not None:
            return False
        return super().visit_binary(operator, left, right)


class NullComparesToNull(DocketVisitor):
    def visit_binary(self, operator, left, right):
        if operator in ORDERING and (left is None or right is None):
            return None
        return super().visit_binary(operator, left, right)


class InLeavesOutNull(DocketVisitor):
    def visit_binary(self, operator, left, right):
        if operator is BinaryOperatorKind.IN and left is None:
            return None
        return super().visit_binary(operator, left, right)


class WildcardsNotEscaped(DocketVisitor):
    def visit_method(self, method, parameters):
        if method is MethodKind.CONTAINS and None not in parameters:
            pattern = re.escape(parameters[1]).replace("%", ".*").replace("_", ".")
            return re.search(pattern, parameters[0], re.DOTALL) is not None
        return super().visit_method(method, parameters)


class CaseIgnored(DocketVisitor):
    def visit_binary(self, operator, left, right):
        if operator in EQUALITY and isinstance(left, str) and isinstance(right, str):
            left, right = left.lower(), right.lower()
        return super().visit_binary(operator, left, right)


class CaseOfASCIIOnly(DocketVisitor):
    def visit_method(self, method, parameters):
        if method is MethodKind.TOLOWER and parameters[0] is not None:
            return re.sub("[A-Z]", lambda found: found[0].lower(), parameters[0])
        return super().visit_method(method, parameters)


class SortedByUTF16(DocketVisitor):
    def visit_binary(self, operator, left, right):
        if operator in ORDERING and isinstance(left, str) and isinstance(right, str):
            left, right = left.encode("utf-16-be"), right.encode("utf-16-be")
        return super().visit_binary(operator, left, right)


class BinaryFractions(DocketVisitor):
    def visit_binary(self, operator, left, right):
        value = super().visit_binary(operator, left, right)
        return Decimal(float(value)) if isinstance(value, Decimal) else value


class WholeDivisionRoundsDown(DocketVisitor):
    def visit_binary(self, operator, left, right):
        if operator is BinaryOperatorKind.DIV and isinstance(left, int) and isinstance(right, int):
            return left // right if right else None
        return super().visit_binary(operator, left, right)


class HalvesRoundedUp(DocketVisitor):
    def visit_method(self, method, parameters):
        if method is MethodKind.ROUND and parameters[0] is not None:
            return Decimal(math.floor(parameters[0] + Decimal("0.5")))
        return super().visit_method(method, parameters)


class LengthInUTF16(DocketVisitor):
    def visit_method(self, method, parameters):
        if method is MethodKind.LENGTH and parameters[0] is not None:
            return len(parameters[0].encode("utf-16-be")) // 2
        return super().visit_method(method, parameters)


class NullIsEmptyText(DocketVisitor):
    def visit_method(self, method, parameters):
        if method is MethodKind.CONCAT:
            parameters = [value or "" for value in parameters]
        return super().visit_method(method, parameters)


class AllIsNotAny(DocketVisitor):
    """`all` as NOT EXISTS (… WHERE NOT …), to which null is as good as true."""

    def _eval_lambda(self, member):
        lam = member.lambda_expression
        if lam.kind == "any":
            return super()._eval_lambda(member)
        found = True
        for item in self._resolve_path(member) or []:
            self._bindings.append({lam.variable: item})
            found = found and lam.body.accept(self) is not False
            self._bindings.pop()
        return found


VISITORS = {
    visitor.__name__: visitor
    for visitor in [
        NotEqualLeavesOutNull, NullComparesToNull, InLeavesOutNull, WildcardsNotEscaped,
        CaseIgnored, CaseOfASCIIOnly, SortedByUTF16, BinaryFractions, WholeDivisionRoundsDown,
        HalvesRoundedUp, LengthInUTF16, NullIsEmptyText, AllIsNotAny,
    ]
}
