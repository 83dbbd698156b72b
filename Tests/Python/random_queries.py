"""Random filters and orders of lists, right by their types: what is tested is the answer, not the
refusal.

A filter is a tree, so that it can be made smaller while it still shows a difference:
`("and", left, right)`, `("or", left, right)`, `("not", tree)`, `("lambda", head, tree)`,
`("atom", text)`.
"""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

from oracle import entity, value_at
from sample_orders import (
    AMOUNTS, CODES, CUSTOMERS, ITEM_STATUSES, ITEM_TYPES, LONG_TEXTS, ORDER_TYPES, SIGNED_AMOUNTS,
    STATES, TEXTS,
)

ADDRESSES = [address for address in CUSTOMERS.values() if address]
STATUSES = sorted({name for names in ITEM_STATUSES.values() for name in names.values()})

# The members by type; a text has the values that it is filled from, so that literals hit.
ORDER = {
    "text": {
        "Name": TEXTS, "DiscountCode": CODES, "DiscountDescription": LONG_TEXTS,
        "TenderOrigin": CODES, "SourceId": CODES, "SourceName": TEXTS, "CustomerId": CODES,
        "TenderId": [f"T-{number:04}" for number in range(0, 200, 7)],
    },
    "name": {"State": STATES, "OrderType": list(ORDER_TYPES.values())},
    "whole": {
        "EntityId": [1, 8, 64, 0], "OrderTypeId": [1, 2, 3, 4], "Version": [1, 2, 3],
        "OrderExpiryHours": [1, 24, 72, 100],
    },
    "id": {"EmployeeId": [15, 0], "ShippingEntityId": [1, 8, 64, 0]},
    "amount": {"DiscountAmount": AMOUNTS},
    "guid": {
        "BillingCustomerId": list(CUSTOMERS), "ShippingCustomerId": list(CUSTOMERS),
        "BillingAddressId": ADDRESSES, "ShippingAddressId": ADDRESSES,
    },
    "instant": {"CreatedDateUtc": [], "ModifiedDateUtc": [], "OrderExpiryDate": []},
    "list": {"Items": "item"},
}
ITEM = {
    "text": {
        "Description": LONG_TEXTS, "Notes": LONG_TEXTS, "SKU": CODES, "ShippingOptionId": CODES,
        "SupplierReference": TEXTS, "ProductId": ["P1", "P2", "p1", "10", "9", "É", "a_b", "a%b"],
    },
    "name": {
        "ItemStatus": STATUSES, "ItemType": list(ITEM_TYPES.values()),
        "ItemTypeId": ["1", "2", "3", "4"],
    },
    "whole": {
        "Quantity": [0, 1, 2, 3, 10, 1000], "Index": [-3, 0, 1, 2, 7],
        "ItemStatusId": [1, 7, 9, 13, 15],
    },
    "id": {"SupplierEntityId": [1, 3, 8, -3, 0]},
    "amount": {name: SIGNED_AMOUNTS for name in ["Cost", "ListPrice", "SellingPrice"]},
    "guid": {},
    "instant": {},
    "list": {"SerialNumbers": "serial", "TrackingInformation": "tracking"},
}
TRACKING = {
    "text": {"TrackingNumber": TEXTS[2:]}, "whole": {"Quantity": [1, 2, 10]},
    "name": {}, "id": {}, "amount": {}, "guid": {}, "instant": {}, "list": {},
}
# The variable of a lambda over texts is itself the text.
SERIAL = {kind: {} for kind in TRACKING} | {"text": {"": CODES + ["SN'1", "sn_1", "é"]}}
TYPES = {"item": ITEM, "serial": SERIAL, "tracking": TRACKING}

RELATIONS = ["eq", "ne", "gt", "ge", "lt", "le"]
# Only what all dialects of regular expressions agree on.
PATTERNS = [
    "^a", "^A", "b$", "^$", "^[A-Z]", "[0-9]+", "^[a-z]*$", "a.c", "^.$", "o+", "^A-[12]$", "é",
    "(ab|AB)", "^[^a-z]*$", "a{1}b?", "00+1", "ß", "\\.", "%", "^\\$",
]
DURATIONS = ["PT0S", "PT1S", "PT1H", "PT36H", "P1D", "P3D", "-P1D", "P100D"]


class QueryMaker:
    """Makes queries; the same ones from the same random numbers and samples."""

    def __init__(self, random, answers, enum_namespace=None):
        """`answers` are orders of all servers: queries ask for some of their ids and times."""
        self.random = random
        self.answers = answers
        self.entities = [entity(answer) for answer in answers]
        self.enum_namespace = enum_namespace
        self.aliases = {}
        # Each variable's prefix, its members, and the list that it goes through; the innermost last.
        self.scopes = [("", ORDER, "")]
        # Those of the text that was picked last, for the literals beside it.
        self.values = TEXTS

    def make(self):
        """A filter, a list of keys to sort by, and the aliases that both use. One of the first two
        may be empty."""
        self.aliases = {}
        dice = self.random.random()
        tree = self._tree(self.random.choice([1, 2, 2, 3, 4])) if dice < 0.93 else None
        keys = []
        if tree is None or self.random.random() < 0.45:
            keys = [self._sort_key() for _ in range(self.random.choice([1, 1, 2, 3]))]
        return tree, keys, self.aliases

    # Truth

    def _tree(self, depth):
        dice = self.random.random()
        if depth <= 1 or dice < 0.2:
            return self._condition()
        if dice < 0.55:
            return ("and", self._tree(depth - 1), self._tree(depth - 1))
        if dice < 0.8:
            return ("or", self._tree(depth - 1), self._tree(depth - 1))
        return ("not", self._tree(depth - 1))

    def _condition(self):
        makers = [
            (22, self._text_condition), (10, self._name_condition), (12, self._number_condition),
            (16, self._amount_condition), (8, self._id_condition), (10, self._text_test),
            (6, self._null_condition), (1, self._odd_condition),
        ]
        innermost = self.scopes[-1][1]
        if innermost is ORDER:
            makers += [(6, self._guid_condition), (8, self._time_condition)]
        if innermost["list"] and len(self.scopes) < 4:
            makers.append((22, self._lambda))
        if innermost is SERIAL:
            makers = [(3, self._text_condition), (2, self._text_test), (1, self._number_condition)]
        weights, makers = zip(*makers)
        made = self.random.choices(makers, weights)[0]()
        return made if isinstance(made, tuple) else ("atom", made)

    def _lambda(self):
        path, _, kind = self._pick("list")
        element = TYPES[kind]
        dice = self.random.random()
        if dice < 0.1:
            return f"{path}/any()"
        variable = "xyzw"[len(self.scopes) - 1]
        operator = "any" if dice < 0.65 else "all"
        self.scopes.append((f"{variable}/", element, path))
        body = self._tree(self.random.choice([1, 1, 2, 3]))
        self.scopes.pop()
        return ("lambda", f"{path}/{operator}({variable}:", body)

    def _text_condition(self):
        left = self._text(2)
        if self.random.random() < 0.2:
            count = self.random.randint(1, 4)
            # A list has literals only, no aliases.
            literals = [self._text_constant() for _ in range(count)]
            if self.random.random() < 0.1:
                literals.append("null")
            return f"{left} in ({','.join(literals)})"
        dice = self.random.random()
        right = self._value_of(left) if dice < 0.4 else None
        if right is None:
            right = self._text_literal() if dice < 0.85 else self._text(1)
        return self._relation(left, right)

    def _text_test(self):
        if self.random.random() < 0.15:
            # `.` and line ends are not the same to all dialects.
            path = self._member_text(lambda values: not any("\n" in value for value in values))
            made = f"matchesPattern({path},{_quoted(self.random.choice(PATTERNS))})"
        else:
            function = self.random.choice(["contains", "contains", "startswith", "endswith"])
            part = self._text(1) if self.random.random() < 0.15 else self._fragment()
            made = f"{function}({self._text(2)},{part})"
        dice = self.random.random()
        if dice < 0.06:
            return f"{made} eq {self.random.choice(['true', 'false'])}"
        return made

    def _name_condition(self):
        if not self._has("name"):
            return self._text_condition()
        path, member, names = self._pick("name")
        literals = [_quoted(name) for name in names]
        if self.enum_namespace and member != "ItemTypeId":
            kind = "OrderState" if member == "State" else member
            literals += [f"{self.enum_namespace}.{kind}{literal}" for literal in literals]
        dice = self.random.random()
        if dice < 0.65:
            relation = self.random.choice(["eq", "eq", "ne"])
            return f"{path} {relation} {self._alias(self.random.choice(literals))}"
        if dice < 0.85:
            some = self.random.sample(literals, self.random.randint(1, 3))
            return f"{path} in ({','.join(some)})"
        literal = _quoted(self.random.choice(names))
        if dice < 0.93:
            return f"{path} {self.random.choice(RELATIONS)} {literal}"
        part = self.random.choice(names)[:self.random.randint(1, 3)]
        return f"contains({self.random.choice([path, f'tolower({path})'])},{_quoted(part)})"

    def _number_condition(self):
        left = self._whole(2)
        dice = self.random.random()
        if dice < 0.15:
            numbers = [str(self.random.choice([-1, 0, 1, 2, 3, 8, 72])) for _ in range(3)]
            return f"{left} in ({','.join(numbers)})"
        right = self._value_of(left) if dice < 0.6 else None
        if right is None:
            right = self._whole(0) if dice < 0.85 else self._number(1)
        return self._relation(left, right)

    def _amount_condition(self):
        if not self._has("amount"):
            return self._number_condition()
        dice = self.random.random()
        if dice < 0.3:
            path, _, amounts = self._pick("amount")
            return self._relation(path, self._alias(self.random.choice(amounts)))
        if dice < 0.4:
            path, _, amounts = self._pick("amount")
            return f"{path} in ({','.join(self.random.sample(amounts, 3))})"
        left = self._number(3)
        if dice > 0.6:
            function = self.random.choice(["round", "round", "floor", "ceiling"])
            path = self._pick("amount")[0]
            left = f"{function}({self.random.choice([path, f'-({path})'])})"
        right = self._value_of(left) if dice < 0.9 else None
        if right is None:
            right = self._number(0) if dice < 0.95 else self._number(1)
        return self._relation(left, right)

    def _id_condition(self):
        if not self._has("id"):
            return self._number_condition()
        path, _, ids = self._pick("id")
        dice = self.random.random()
        if dice < 0.5:
            relation = self.random.choice(["eq", "ne"])
            literal = self._alias(str(self.random.choice(ids + ["null"])))
            return self._swapped(path, relation, literal)
        if dice < 0.65:
            return f"{path} in ({','.join(map(str, self.random.sample(ids, 2)))})"
        if dice < 0.85:
            number = self.random.choice([-1, 0, 1, 8, 14, 64])
            return self._swapped(path, self.random.choice(RELATIONS[2:]), str(number))
        if dice < 0.93:
            other, _, _ = self._pick("id")
            return f"{path} {self.random.choice(RELATIONS)} {other}"
        return self._relation(f"{path} {self.random.choice(['add', 'mul'])} 1", self._whole(0))

    def _guid_condition(self):
        dice = self.random.random()
        if dice < 0.15:
            return f"Id {self.random.choice(['eq', 'ne'])} {self._sample('Id')}"
        if dice < 0.25:
            return f"Id in ({self._sample('Id')},{self._sample('Id')},{self._sample('Id')})"
        if dice < 0.3:
            number = _quoted(self._sample("PrintableId"))
            return f"PrintableId {self.random.choice(RELATIONS)} {number}"
        path, _, guids = self._pick("guid")
        if dice < 0.45:
            return f"{path} in ({','.join(self.random.sample(guids, 2))})"
        relation = self.random.choice(["eq", "eq", "ne"])
        if dice < 0.55:
            other, _, _ = self._pick("guid")
            return f"{path} {relation} {other}"
        guid = self.random.choice(guids)
        if self.random.random() < 0.2:
            guid = guid.upper()
        return self._swapped(path, relation, self._alias(guid))

    def _time_condition(self):
        instant = self._instant()
        part, low, high = self.random.choice([
            ("year", 2025, 2028), ("month", 1, 12), ("day", 1, 31), ("hour", 0, 23),
            ("minute", 0, 59), ("second", 0, 59),
        ])
        made = self.random.choice(["instant", "instant", "date", "day", "time", "part", "part",
                                   "fraction", "duration", "end"])
        match made:
            case "instant":
                return self._relation(instant, self._alias(self._instant_literal()))
            case "date":
                return self._relation(f"date({instant})", self._instant_literal()[:10])
            case "day":
                return f"{instant} {self.random.choice(RELATIONS)} {self._instant_literal()[:10]}"
            case "time":
                time = self.random.choice(["12:00", "00:00:00", "23:59:59.999", "06:30:15"])
                return self._relation(f"time({instant})", time)
            case "part":
                number = self.random.randint(low, high)
                return self._relation(f"{part}({instant})", str(number))
            case "fraction":
                fraction = self.random.choice(["0", "0.5", "0.25", "0.901"])
                return self._relation(f"fractionalseconds({instant})", fraction)
            case "duration":
                difference = f"({self._instant()} sub {self._instant()})"
                if self.random.random() < 0.3:
                    return self._relation(f"totalseconds({difference})", "3600.5")
                duration = self.random.choice(DURATIONS)
                return f"{difference} {self.random.choice(RELATIONS)} duration'{duration}'"
            case "end":
                end = self.random.choice(["lt maxdatetime()", "gt mindatetime()"])
                return f"{instant} {end}"

    def _null_condition(self):
        kind = self.random.choice(
            [kind for kind in ["text", "guid", "id", "text", "whole", "amount"] if self._has(kind)])
        path, _, _ = self._pick(kind)
        if kind == "text" and self.random.random() < 0.2:
            path = f"tolower({path})"
        relation = self.random.choice(["eq", "ne", "eq", "ne", "eq", "ne", "gt", "le"])
        return self._swapped(path, relation, self._alias("null"))

    def _odd_condition(self):
        return self.random.choice(["null", "true", "false", "null eq null", "not null"])

    def _relation(self, left, right):
        return self._swapped(left, self.random.choice(RELATIONS), right)

    def _swapped(self, left, relation, right):
        if self.random.random() < 0.12:
            left, right = right, left
        return f"{left} {relation} {right}"

    # Texts

    def _text(self, depth):
        dice = self.random.random()
        if depth == 0 or dice < 0.62:
            return self._member_text()
        if dice < 0.82:
            function = self.random.choice(["tolower", "toupper", "trim"])
            return f"{function}({self._text(depth - 1)})"
        if dice < 0.9:
            parts = [self._text(depth - 1), self._text_literal()]
            self.random.shuffle(parts)
            return f"concat({','.join(parts)})"
        start = self.random.choice([0, 1, 1, 2, 5, 300])
        length = self.random.choice(["", "", ",0", ",1", ",2", ",400"])
        return f"substring({self._text(depth - 1)},{start}{length})"

    def _member_text(self, fits=lambda values: True):
        while True:
            path, _, values = self._pick("text")
            if fits(values):
                self.values = values
                return path

    def _text_literal(self):
        return self._alias(self._text_constant())

    def _text_constant(self):
        """Mostly a value of the member that was picked last."""
        pool = self.values if self.random.random() < 0.85 else TEXTS
        text = self.random.choice(pool)
        dice = self.random.random()
        if dice < 0.08:
            text = text.swapcase() if text.isascii() else text
        return _quoted(text)

    def _fragment(self):
        text = self.random.choice(self.values if self.random.random() < 0.7 else TEXTS)
        start = self.random.randrange(len(text) + 1)
        return self._alias(_quoted(text[start:start + self.random.choice([1, 1, 2, 3])]))

    # Numbers

    def _whole(self, depth):
        """An expression whose type is a whole number."""
        dice = self.random.random()
        if depth == 0:
            return str(self.random.choice([-3, -1, 0, 1, 1, 2, 3, 5, 8, 10, 64, 72, 1000]))
        if dice < 0.5:
            return self._member_whole()
        if dice < 0.6:
            return f"length({self._text(1)})"
        if dice < 0.67:
            return f"indexof({self._text(1)},{self._fragment()})"
        if dice < 0.75 and (lists := self._pick_count()):
            return lists
        if dice < 0.8:
            return f"-({self._whole(depth - 1)})"
        if dice < 0.88:
            operator = self.random.choice(["div", "div", "mod"])
            return f"({self._whole(depth - 1)} {operator} {self.random.choice([2, -2, 3, -3])})"
        operator = self.random.choice(["add", "sub", "mul", "div", "mod"])
        return f"({self._whole(depth - 1)} {operator} {self._whole(self.random.randrange(depth))})"

    def _member_whole(self):
        if self._has("whole"):
            return self._pick("whole")[0]
        return f"length({self._text(0)})"

    def _number(self, depth):
        """An expression whose type is a decimal number."""
        dice = self.random.random()
        if depth == 0:
            # With a fraction, so that nobody takes it for a whole number in `div`.
            return self._alias(self.random.choice(
                ["0.01", "0.5", "-2.5", "5.99", "12.3456", "0.3333", "99999999.9999", "1.25e1",
                 "-0.0001"]))
        if depth == 1 or dice < 0.3:
            return self._pick("amount")[0] if self._has("amount") else self._number(0)
        if dice < 0.42:
            function = self.random.choice(["round", "floor", "ceiling"])
            return f"{function}({self._number(depth - 1)})"
        if dice < 0.48:
            return f"-({self._number(depth - 1)})"
        if dice < 0.6:
            return f"({self._whole(1)} divby {self._whole(1)})"
        operator = self.random.choice(["add", "sub", "mul", "mul", "div", "divby", "mod"])
        other = self._whole(1) if self.random.random() < 0.4 else self._number(depth - 1)
        sides = [self._number(depth - 1), other]
        self.random.shuffle(sides)
        return f"({sides[0]} {operator} {sides[1]})"

    def _pick_count(self):
        if not self._has("list"):
            return None
        return f"{self._pick('list')[0]}/$count"

    # Times

    def _instant(self):
        path, _, _ = self._pick("instant")
        if self.random.random() < 0.1:
            operator = self.random.choice(["add", "sub"])
            return f"({path} {operator} duration'{self.random.choice(DURATIONS)}')"
        return path

    def _instant_literal(self):
        text = self._sample(self.random.choice(list(ORDER["instant"])))
        instant = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
        instant += timedelta(milliseconds=self.random.choice([0, 0, 1, -1, 60_000, -3_600_000]))
        dice = self.random.random()
        if dice < 0.15:
            zone = timezone(timedelta(minutes=self.random.choice([120, -300, 330])))
            return instant.astimezone(zone).isoformat(timespec="milliseconds")
        if dice < 0.25:
            return instant.strftime("%Y-%m-%dT%H:%MZ")
        return instant.strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03}Z"

    # Order

    def _sort_key(self):
        dice = self.random.random()
        if dice < 0.55:
            kind = self.random.choice(["text", "text", "name", "whole", "id", "amount", "guid",
                                       "instant"])
            made = self._pick(kind)[0]
        elif dice < 0.7:
            made = self._text(2)
        elif dice < 0.8:
            made = self._whole(2)
        elif dice < 0.9:
            made = self._number(2)
        elif dice < 0.95:
            made = f"date({self._instant()})"
        else:
            made = f"contains({self._text(1)},{self._fragment()})"
        return made + self.random.choice(["", " asc", " desc", " desc"])

    # Members and values

    def _has(self, kind):
        return any(members[kind] for _, members, _ in self.scopes)

    def _pick(self, kind):
        """A member of that type, mostly of the innermost scope: its path, name and values."""
        scopes = [scope for scope in self.scopes if scope[1][kind]]
        prefix, members, _ = scopes[-1]
        if len(scopes) > 1 and self.random.random() < 0.15:
            prefix, members, _ = self.random.choice(scopes)
        if prefix == "" and self.random.random() < (0.4 if len(self.scopes) > 1 else 0.08):
            prefix = "$it/"
        name = self.random.choice(list(members[kind]))
        values = members[kind][name]
        return (prefix + name if name else prefix[:-1]), name, values

    def _value_of(self, expression):
        """The value that an expression has for some order, as a literal: so that comparisons are
        true for some, false for others, and turn on the last digit. None where it is null."""
        order = self.random.choice(self.entities)
        bindings = {}
        for prefix, _, path in self.scopes[1:]:
            first, _, last = path.rpartition("/")
            elements = (order if first in ("", "$it") else bindings[first])[last]
            if not elements:
                return None
            bindings[prefix[:-1]] = self.random.choice(elements)
        value = value_at(expression, self.aliases, order, bindings)
        if isinstance(value, str):
            return self._alias(_quoted(value))
        if isinstance(value, (int, Decimal)):
            return self._alias(f"{value:f}" if isinstance(value, Decimal) else str(value))
        return None

    def _sample(self, name):
        return self.random.choice(self.answers)[name]

    def _alias(self, literal):
        if self.random.random() > 0.06:
            return literal
        name = f"p{len(self.aliases) + 1}"
        self.aliases[name] = literal
        return f"@{name}"


def _quoted(text):
    return "'" + text.replace("'", "''") + "'"


def text_of(tree):
    """The filter as it is sent."""
    match tree:
        case ("atom", text):
            return text
        case ("not", inner):
            return f"not ({text_of(inner)})"
        case ("lambda", head, body):
            return f"{head}{text_of(body)})"
        case (operator, left, right):
            sides = [
                f"({text_of(side)})" if side[0] in ("and", "or") and side[0] != operator
                else text_of(side) for side in (left, right)
            ]
            return f" {operator} ".join(sides)


def smaller(tree):
    """Trees that are a step smaller."""
    match tree:
        case ("atom", _):
            return
        case ("not", inner):
            yield inner
            yield from (("not", less) for less in smaller(inner))
        case ("lambda", head, body):
            yield from (("lambda", head, less) for less in smaller(body))
        case (operator, left, right):
            yield left
            yield right
            yield from ((operator, less, right) for less in smaller(left))
            yield from ((operator, left, less) for less in smaller(right))
