"""Numbers of the rules are parameters, not constants in the code."""

import ast
import csv
import re

import pytest

from house.tree import Source, project

FOLDERS = ("engine", "models", "wizards", "report", "controllers")
RULE_WORD = re.compile(
    r"(^|_)(DAYS?|WEEKS?|MONTHS?|YEARS?|HOURS?|RATES?|PERCENT|TOLERANCES?|"
    r"THRESHOLDS?|FACTORS?|FEES?|CAPS?|TERMS?|NORMS?|VAT|PENALTY|PENALTIES|READINGS|"
    r"MIN|MAX|MINIMUM|MAXIMUM|PRICE|DUTY|BHM)(_|$)"
    r"|_LIMITS?$"
)
TIME = {"days", "weeks", "months", "years", "hours"}

# What looks like a number of the rules and is none: path:name → reason.
NO_RULE = {
    "elektrohisob_billing/models/payment_layout_column.py:width": "signs of a column",
    "elektrohisob_base/controllers/home.py:COOKIE_MAX_AGE": "life of a cookie",
    "elektrohisob_base/models/contact_hours.py:hour_from": "form proposes usual hours",
    "elektrohisob_base/models/contact_hours.py:hour_to": "form proposes usual hours",
    "elektrohisob_base/models/contact_hours.py:break_from": "form proposes usual hours",
    "elektrohisob_base/models/contact_hours.py:break_to": "form proposes usual hours",
    "elektrohisob_base/engine/working_days.py:days": "longest chain of days off",
    "elektrohisob_billing/wizards/agreement_volume_derive.py:factor": "as last year",
    "elektrohisob_billing/wizards/agreement_volume_derive.py:factor_kvarh": "the same",
    "elektrohisob_billing/wizards/tariff_quote.py:kwh": "example to begin with",
    "elektrohisob_billing/models/tariff_version_rules.py:rounding": "one tiyin",
    "elektrohisob_metering/engine/losses.py:YEAR_HOURS": "24 × 365",
    "elektrohisob_metering/engine/point.py:DAY_HOURS": "hours of a day",
    "elektrohisob_metering/engine/profile.py:BASE_DAYS": "a month before a gap",
    "elektrohisob_metering/models/channel.py:step": "usual interval of the layout",
    "elektrohisob_metering/models/device_type.py:digits": "form proposes six digits",
    "elektrohisob_metering/models/device_type.py:decimals": "form proposes two",
    "elektrohisob_base/models/reorganisation.py:chunk_size": "accounts of one job",
    "elektrohisob_billing/models/bill_run.py:chunk_size": "bills of one file",
    "elektrohisob_billing/models/charge_run.py:chunk_size": "accounts of one job",
    "elektrohisob_billing/models/bill_facts.py:HISTORY_MONTHS": "columns of the chart",
}
PLAIN = {0, 1, -1}


def number(node):
    """Value of a literal number, of ``Decimal("…")`` and of a tuple of them."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = number(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Decimal"):
        literal = node.args and node.args[0]
        if isinstance(literal, ast.Constant):
            return float(literal.value)
    if isinstance(node, ast.BinOp):
        sides = (number(node.left), number(node.right))
        return None if None in sides else sum(sides)
    return None


def numbers(node):
    parts = node.elts if isinstance(node, (ast.Tuple, ast.List)) else [node]
    found = [number(part) for part in parts]
    return [value for value in found if value is not None]


def constants(source):
    """(node, name, values) of names given a number at the top of file or class."""
    places = [
        source.tree,
        *(n for n in source.tree.body if isinstance(n, ast.ClassDef)),
    ]
    for place in places:
        for node in place.body:
            if isinstance(node, ast.AnnAssign) and node.value:
                yield node, ast.unparse(node.target), numbers(node.value)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                yield node, node.targets[0].id, numbers(node.value)


def suspicious(source):
    """(node, name, sentence) of what may be a number of the rules."""
    for node, name, values in constants(source):
        if values and RULE_WORD.search(name):
            yield node, name, f"{name} is a number"
    for node in source.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            yield from of_field(node)
        elif isinstance(node, ast.Call):
            yield from of_call(node)
        elif source.folder in ("engine", "models") and isinstance(node, ast.BinOp):
            for side in (node.left, node.right):
                value = number(side)
                if isinstance(value, float) and value not in (*PLAIN, 100.0):
                    yield node, str(value), f"arithmetic with {value}"


def of_field(node):
    """Default of a field."""
    call, target = node.value, node.targets[0]
    if not ast.unparse(call.func).startswith("fields."):
        return
    for keyword in call.keywords:
        value = number(keyword.value) if keyword.arg == "default" else None
        if value is None or value in PLAIN or not isinstance(target, ast.Name):
            continue
        if target.id != "sequence":
            yield node, target.id, f"field {target.id} is {value} by default"


def of_call(node):
    """A stretch of time, or a day of the month."""
    name = ast.unparse(node.func).split(".")[-1]
    is_stretch = name in ("timedelta", "relativedelta", "add", "subtract")
    for keyword in node.keywords:
        value = number(keyword.value)
        if value is None or value in PLAIN:
            continue
        if is_stretch and keyword.arg in TIME:
            yield node, keyword.arg, f"{value} {keyword.arg}"
        if name == "replace" and keyword.arg == "day":
            yield node, keyword.arg, f"day {value} of the month"


def numbers_of_the_rules(source):
    if source.folder not in FOLDERS or source.stem.startswith("demo"):
        return []
    return [
        source.at(node, f"{sentence}; make it a parameter (docs/parameters.md)")
        for node, name, sentence in suspicious(source)
        if f"{source.path}:{name}" not in NO_RULE
    ]


@pytest.mark.parametrize(
    "text",
    [
        "PENALTY_RATE = 0.001",
        "CLAIM_DAYS: int = 15",
        "TERMS = (10, 15)",
        "DEBT_LIMIT = 500",
        "RATE = Decimal('0.1')",
        "class A:\n    VAT = 12",
        "class A:\n    due_day = fields.Integer(default=10)",
        "def f(day): return day + timedelta(days=5)",
        "def f(day): return fields.Date.subtract(day, months=3)",
        "def f(day): return day.replace(day=10)",
        "def f(tiyin): return tiyin * 0.12",
        "def f(tiyin): return tiyin * Decimal('1.12')",
    ],
)
def test_a_number_of_the_rules_is_seen(text):
    assert numbers_of_the_rules(Source("elektrohisob_base/engine/a.py", text))


@pytest.mark.parametrize(
    "text",
    [
        "BATCH = 1000",
        "LIMIT = 80",
        "DAYS = ('monday', 'tuesday')",
        "class A:\n    sequence = fields.Integer(default=1)",
        "def f(day): return day + timedelta(days=1)",
        "def f(day): return day.replace(day=1)",
        "def f(wh, price): return (wh * price + 500) // 1000",
        "def f(day, days): return day + timedelta(days=days)",
    ],
)
def test_other_numbers_pass(text):
    assert numbers_of_the_rules(Source("elektrohisob_base/engine/a.py", text)) == []


def test_numbers_of_the_rules_are_parameters():
    broken = [
        line for source in project().sources for line in numbers_of_the_rules(source)
    ]
    assert not broken, "\n" + "\n".join(broken)


def test_exceptions_are_needed():
    found = {
        f"{source.path}:{name}"
        for source in project().program
        if source.folder in FOLDERS
        for _node, name, _sentence in suspicious(source)
    }
    assert sorted(set(NO_RULE) - found) == []


# === THE SHIPPED ROWS === #


def shipped(tree, name):
    for path in sorted(tree.addons.glob(f"*/data/{name}.csv")):
        with path.open(encoding="utf-8", newline="") as source:
            for row in csv.DictReader(source):
                yield path.parents[1].name, row


def quoted(tree):
    """Text of programs and views, where a used code stands between quotes."""
    texts = [source.text for source in tree.program]
    texts += [path.read_text(encoding="utf-8") for path in tree.files(".xml")]
    return "\n".join(texts)


def test_each_parameter_has_a_value_and_a_ground():
    tree = project()
    ids = [row["id"] for _addon, row in shipped(tree, "elektrohisob.parameter")]
    assert len(ids) == len(set(ids))
    values = list(shipped(tree, "elektrohisob.parameter.value"))
    assert {row["parameter_id:id"].split(".")[-1] for _addon, row in values} == set(ids)
    assert [row["id"] for _addon, row in values if not row["norm"]] == []


def test_what_is_not_used_yet_is_marked():
    tree = project()
    text = quoted(tree)
    wrong = [
        row["code"]
        for _addon, row in shipped(tree, "elektrohisob.parameter")
        if (row["is_planned"] == "0") != (f'"{row["code"]}"' in text)
    ]
    assert wrong == [], "is_planned says whether the code is used"
