"""Rules that one Python file keeps or breaks."""

import ast
import re
import sys

import pytest

from house.tree import ORDER, Source, project, short

STANDARD = {
    "copy", "copy_data", "create", "default_get", "fields_get", "fields_view_get",
    "get_view", "init", "name_create", "name_search", "read", "search_fetch",
    "unlink", "write", "web_read", "web_save", "web_search_read", "export_data",
    "load", "message_post", "message_subscribe",
}  # fmt: skip
METHODS_OF_MODELS = STANDARD | {
    "new", "browse", "search", "search_count", "filtered", "filtered_domain", "mapped",
    "sorted", "grouped", "exists", "concat", "union", "sudo", "with_user",
    "with_company", "with_context", "fetch", "onchange", "modified", "ensure_one",
    "invalidate_model", "flush_model", "env", "pool", "ids",
}  # fmt: skip
CLOCK_AND_WORLD = {"today", "now", "utcnow", "time", "urandom"}
BULK = "elektrohisob_base/tools/bulk.py"
RAW_WRITE = re.compile(
    r"\b(INSERT\s+INTO\s|COPY\s+\S+\s*(\(.*\)\s*)?FROM\s)", re.I | re.S
)
CODE_FOLDERS = ("models", "wizards", "report")
MODEL_LINES, ENGINE_LINES, FILE_LINES, METHOD_LINES = 300, 200, 400, 40


def imports(source):
    """(node, full name) of everything a file imports; relative names resolved."""
    package = ["odoo", "addons", *source.path.split("/")[:-1]]
    for node in source.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom):
            head = package[: len(package) - node.level + 1] if node.level else []
            stem = [*head, *([node.module] if node.module else [])]
            for alias in node.names:
                yield node, ".".join([*stem, alias.name])


def calls(source):
    """(node, name of the function or method) of every call."""
    for node in source.nodes:
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node, node.func.id
            elif isinstance(node.func, ast.Attribute):
                yield node, node.func.attr


def strings(source):
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node


# === RULES === #


def left_never_imports_right(source):
    if source.addon not in ORDER:
        return []
    right = ORDER[ORDER.index(source.addon) + 1 :]
    return [
        source.at(node, f"{source.addon} imports {name}, which is to its right")
        for node, name in imports(source)
        if any(f"{name}.".startswith(f"odoo.addons.{addon}.") for addon in right)
    ]


def engine_is_pure(source):
    if source.folder != "engine":
        return []
    allowed = re.compile(r"odoo\.addons\.elektrohisob_\w+\.engine\b")
    broken = [
        source.at(node, f"an engine imports {name}")
        for node, name in imports(source)
        if not allowed.match(name) and name.split(".")[0] not in sys.stdlib_module_names
    ]
    broken += [
        source.at(node, f"an engine asks the clock or the world: {name}()")
        for node, name in calls(source)
        if name in CLOCK_AND_WORLD or name in ("open", "print", "getenv")
    ]
    return broken


def engine_is_typed(source):
    if source.folder != "engine":
        return []
    broken = []
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef):
            arguments = [*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs]
            bare = [
                a.arg
                for a in arguments
                if not a.annotation and a.arg not in ("self", "cls")
            ]
            if bare or not node.returns:
                broken.append(source.at(node, f"{node.name}() is not fully typed"))
    return broken


def adapter_knows_no_orm(source):
    if source.folder != "adapters":
        return []
    allowed = re.compile(r"odoo\.addons\.elektrohisob_\w+\.(engine|adapters)\b")
    return [
        source.at(node, f"an adapter imports {name}")
        for node, name in imports(source)
        if name.split(".")[0] == "odoo" and not allowed.match(name)
    ] + [
        source.at(node, "an adapter uses env")
        for node in source.nodes
        if isinstance(node, ast.Attribute) and node.attr == "env"
    ]


def one_model_per_file(source):
    found = source.classes()
    broken = [
        source.at(model.node, f"second model {model.name} in one file")
        for model in found[1:]
    ]
    for model in found:
        name = short(model.name)
        if is_report(model):  # Odoo finds it by this name
            name = source.stem
        if source.stem != name and not source.stem.startswith(f"{name}_"):
            broken.append(
                source.at(model.node, f"{model.name} belongs into {name}[_part].py")
            )
        if source.folder not in CODE_FOLDERS and source.folder != "tests":
            broken.append(source.at(model.node, "a model outside models/ and wizards/"))
        if model.is_new and (model.kind == "TransientModel") != (
            source.folder == "wizards"
        ):
            broken.append(source.at(model.node, "wizards and only they in wizards/"))
    return broken


def is_report(model):
    """``report.<addon>.<file>``: the name Odoo gives the parser of a report."""
    name = f"report.{model.source.addon}.{model.source.stem}"
    return model.kind == "AbstractModel" and model.name == name


def models_are_named_and_described(source):
    broken = []
    for model in source.classes():
        if model.is_new:
            if is_report(model):
                continue
            if not re.fullmatch(r"elektrohisob(\.[a-z0-9]+)+", model.name):
                broken.append(source.at(model.node, f"name {model.name}"))
            if not model.attribute("_description"):
                broken.append(source.at(model.node, f"{model.name}: no _description"))
    return broken


def no_sql_constraints(source):
    return [
        source.at(node, "_sql_constraints; write models.Constraint")
        for node in source.nodes
        if isinstance(node, ast.Name) and node.id == "_sql_constraints"
    ]


def no_commit(source):
    return [
        source.at(node, "cr.commit()")
        for node, name in calls(source)
        if name == "commit"
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value).split(".")[-1] in ("cr", "_cr", "cursor")
    ]


def raw_writes_in_bulk_only(source):
    if source.path == BULK or source.folder == "tests":
        return []
    docstrings = {
        id(node.body[0].value)
        for node in source.nodes
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        source.at(node, "raw INSERT or COPY outside tools/bulk.py")
        for node in strings(source)
        if RAW_WRITE.search(node.value) and id(node) not in docstrings
    ] + [
        source.at(node, f"{name}() outside tools/bulk.py")
        for node, name in calls(source)
        if name in ("copy_expert", "copy_from", "execute_values", "execute_batch")
    ]


def public_methods_are_an_api(source):
    if source.folder not in CODE_FOLDERS:
        return []
    broken = []
    for model in source.classes():
        for method in model.methods():
            if method.name.startswith(("_", "action_")) or method.name in STANDARD:
                continue
            if (ast.get_docstring(method) or "").startswith("Override of "):
                continue  # its arguments are those of what it overrides
            arguments = [*method.args.posonlyargs, *method.args.args]
            if [a.arg for a in arguments if a.arg not in ("self", "cls")]:
                broken.append(
                    source.at(method, f"public {method.name}() is not keyword-only")
                )
            if not ast.get_docstring(method):
                broken.append(
                    source.at(method, f"public {method.name}() has no docstring")
                )
    return broken


def sudo_is_explained(source):
    """A comment in the statement of ``sudo()`` or on the six lines above it."""
    if source.folder == "tests":
        return []
    lines = source.text.splitlines()
    statements = [n for n in source.nodes if isinstance(n, ast.stmt)]
    broken = []
    for node, name in calls(source):
        if name != "sudo" or (node.args and ast.unparse(node.args[0]) == "False"):
            continue
        around = [
            s
            for s in statements
            if s.lineno <= node.lineno <= (s.end_lineno or s.lineno)
        ]
        nearest = max(around, key=lambda s: (s.lineno, -(s.end_lineno or 0)))
        near = lines[max(0, nearest.lineno - 7) : max(nearest.lineno, node.end_lineno)]
        if not any("#" in line for line in near):
            broken.append(source.at(node, "sudo() without a comment"))
    return broken


def nothing_is_evaluated(source):
    return [
        source.at(node, f"{name}()")
        for node, name in calls(source)
        if (name in ("eval", "exec") and isinstance(node.func, ast.Name))
        or name in ("safe_eval", "test_python_expr")
    ] + [
        source.at(node, f"imports {name}")
        for node, name in imports(source)
        if "safe_eval" in name
    ]


def days_are_those_of_tashkent(source):
    """Business days come from ``business_today``; also as the default of a field."""
    if source.folder == "tests" or source.path == "elektrohisob_base/tools/dates.py":
        return []
    return [
        source.at(node, f"{ast.unparse(node)} instead of business_today")
        for node in source.nodes
        if isinstance(node, ast.Attribute)
        and ast.unparse(node)
        in ("fields.Date.today", "fields.Date.context_today", "date.today")
    ]


def files_are_short(source):
    """400 lines; 200 in an engine. Beyond 300 a model is long: see below."""
    count = len(source.text.splitlines())
    limit = ENGINE_LINES if source.folder == "engine" else FILE_LINES
    return [f"{source.path}: {count} lines, at most {limit}"] if count > limit else []


def methods_are_short(source):
    """At most 40 lines; a docstring is not counted, a text of several lines (SQL)
    counts as one."""
    if source.folder == "tests":
        return []
    broken = []
    for node in source.nodes:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = node.end_lineno - node.lineno + 1 - bool(ast.get_docstring(node))
            for text in ast.walk(node):
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    length -= text.end_lineno - text.lineno
            if length > METHOD_LINES:
                broken.append(
                    source.at(node, f"{node.name}() has {length} lines, at most 40")
                )
    return broken


def translated_strings_are_literal(source):
    broken = []
    for node, name in calls(source):
        if name in ("_", "_lt") and node.args:
            text = node.args[0]
            literal = isinstance(text, ast.Constant) and isinstance(text.value, str)
            if not literal and not isinstance(text, ast.Starred):
                broken.append(source.at(node, "_() of something that is not literal"))
    return broken


def translations_come_from_env(source):
    return [
        source.at(node, f"imports {name}; write self.env._()")
        for node, name in imports(source)
        if name in ("odoo._", "odoo.tools._", "odoo.tools.translate._")
    ]


def bulk_tables_are_slim(source):
    bulk = {"reading", "consumption", "charge", "payment", "ledger.entry"}
    broken = []
    for model in source.classes():
        if model.name.removeprefix("elektrohisob.") in bulk and any(
            name.startswith("mail.") for name in model.inherited
        ):
            broken.append(source.at(model.node, f"{model.name} keeps a chatter"))
    return broken


# === EVERY RULE WITH WHAT IT MUST REFUSE AND WHAT IT MUST LET PASS === #

MODEL = "from odoo import models\nclass A(models.Model):\n"


def fields_hide_no_method(source):
    """A field named as a method of every model (``new``, ``filtered``) hides it."""
    return [
        source.at(node, f"field {node.targets[0].id} hides a method of models")
        for node in source.nodes
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func).startswith("fields.")
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in METHODS_OF_MODELS
    ]


def tours_run_in_their_stage(source):
    """Two addons at once leave a browser too little of the machine to start in time."""
    return [
        source.at(node, "a class with a tour is tagged elh_tour")
        for node in source.tree.body
        if isinstance(node, ast.ClassDef)
        and any(
            isinstance(found, ast.Attribute) and found.attr == "start_tour"
            for found in ast.walk(node)
        )
        and "elh_tour" not in "".join(map(ast.unparse, node.decorator_list))
    ]


RULES = [
    (
        fields_hide_no_method,
        ("elektrohisob_base/models/a.py", "new = fields.Integer()"),
        ("elektrohisob_base/models/a.py", "added = fields.Integer()"),
    ),
    (
        left_never_imports_right,
        ("elektrohisob_base/models/a.py",
         "from odoo.addons.elektrohisob_billing.engine import pricing"),
        ("elektrohisob_billing/models/a.py",
         "from odoo.addons.elektrohisob_base.engine import diff"),
    ),
    (
        left_never_imports_right,
        ("elektrohisob_base/models/a.py", "import odoo.addons.elektrohisob_portal"),
        ("elektrohisob_base/models/a.py", "from ..engine import period"),
    ),
    (
        engine_is_pure,
        ("elektrohisob_base/engine/a.py", "from odoo import models"),
        ("elektrohisob_billing/engine/a.py",
         "import datetime\nfrom . import pricing\n"
         "from odoo.addons.elektrohisob_base.engine.diff import difference"),
    ),
    (
        engine_is_pure,
        ("elektrohisob_base/engine/a.py", "from ..models import period"),
        ("elektrohisob_base/models/a.py", "from odoo import models"),
    ),
    (
        engine_is_pure,
        ("elektrohisob_base/engine/a.py", "from datetime import date\ndate.today()"),
        ("elektrohisob_base/engine/a.py", "from datetime import date\ndate(2024, 1, 1)"),
    ),
    (
        engine_is_pure,
        ("elektrohisob_base/engine/a.py", "import requests"),
        ("elektrohisob_base/engine/a.py", "import decimal"),
    ),
    (
        engine_is_typed,
        ("elektrohisob_base/engine/a.py", "def f(a): return a"),
        ("elektrohisob_base/engine/a.py", "def f(a: int, *, b: int) -> int: return a"),
    ),
    (
        adapter_knows_no_orm,
        ("elektrohisob_base/adapters/a.py", "from odoo.exceptions import UserError"),
        ("elektrohisob_base/adapters/a.py", "from lxml import etree"),
    ),
    (
        adapter_knows_no_orm,
        ("elektrohisob_base/adapters/a.py", "def f(self): return self.env"),
        ("elektrohisob_base/adapters/a.py", "from ..engine import text"),
    ),
    (
        one_model_per_file,
        ("elektrohisob_base/models/a.py",
         MODEL + "    _name = 'elektrohisob.a'\n"
         "class B(models.Model):\n    _inherit = 'elektrohisob.a'\n"),
        ("elektrohisob_base/models/a.py", MODEL + "    _name = 'elektrohisob.a'\n"),
    ),
    (
        one_model_per_file,
        ("elektrohisob_base/models/b.py", MODEL + "    _name = 'elektrohisob.a'\n"),
        ("elektrohisob_base/models/a_part.py", MODEL + "    _inherit = 'elektrohisob.a'"),
    ),
    (
        one_model_per_file,
        ("elektrohisob_base/models/a.py",
         "from odoo import models\nclass A(models.TransientModel):\n"
         "    _name = 'elektrohisob.a'\n"),
        ("elektrohisob_base/wizards/a.py",
         "from odoo import models\nclass A(models.TransientModel):\n"
         "    _name = 'elektrohisob.a'\n"),
    ),
    (
        models_are_named_and_described,
        ("elektrohisob_base/models/a.py", MODEL + "    _name = 'eh.a'\n"),
        ("elektrohisob_base/models/a.py",
         MODEL + "    _name = 'elektrohisob.a'\n    _description = 'A'\n"),
    ),
    (
        no_sql_constraints,
        ("elektrohisob_base/models/a.py", MODEL + "    _sql_constraints = []\n"),
        ("elektrohisob_base/models/a.py", MODEL + "    _uniq = models.Constraint('')\n"),
    ),
    (
        no_commit,
        ("elektrohisob_base/models/a.py", "def f(self): self.env.cr.commit()"),
        ("elektrohisob_base/models/a.py", "def f(repo): repo.commit()"),
    ),
    (
        raw_writes_in_bulk_only,
        ("elektrohisob_base/models/a.py", "SQL = 'insert  into t (a) values (1)'"),
        ("elektrohisob_base/tools/bulk.py", "SQL = 'INSERT INTO t (a) VALUES (1)'"),
    ),
    (
        raw_writes_in_bulk_only,
        ("elektrohisob_base/models/a.py", "SQL = 'COPY t (a, b) FROM STDIN'"),
        ("elektrohisob_base/models/a.py", "'''Never INSERT INTO a table here.'''"),
    ),
    (
        raw_writes_in_bulk_only,
        ("elektrohisob_base/models/a.py", "cr._obj.copy_expert(a, b)"),
        ("elektrohisob_base/models/a.py", "SQL = 'copy of the bill from the period'"),
    ),
    (
        public_methods_are_an_api,
        ("elektrohisob_base/models/a.py", MODEL + "    def find(self, query): '''x'''\n"),
        ("elektrohisob_base/models/a.py",
         MODEL + "    def find(self, *, query): '''x'''\n"),
    ),
    (
        public_methods_are_an_api,
        ("elektrohisob_base/models/a.py", MODEL + "    def find(self): return 1\n"),
        ("elektrohisob_base/models/a.py",
         MODEL + "    def write(self, vals): return 1\n    def action_go(self): pass\n"),
    ),
    (
        sudo_is_explained,
        ("elektrohisob_base/models/a.py", "# why\n" + "a = 1\n" * 6 + "self.sudo()\n"),
        ("elektrohisob_base/models/a.py",
         "def f(self):\n    # clerks may not read it\n    self.sudo()\n"
         "    self.sudo().x(  # nor write\n        1)\n    self.sudo(False)\n"),
    ),
    (
        nothing_is_evaluated,
        ("elektrohisob_base/models/a.py", "eval('1')"),
        ("elektrohisob_base/models/a.py", "ast.literal_eval('1')"),
    ),
    (
        nothing_is_evaluated,
        ("elektrohisob_base/models/a.py",
         "from odoo.tools.safe_eval import safe_eval"),
        ("elektrohisob_base/models/a.py", "cr.execute('')"),
    ),
    (
        days_are_those_of_tashkent,
        ("elektrohisob_base/models/a.py",
         "day = fields.Date(default=fields.Date.context_today)"),
        ("elektrohisob_base/models/a.py", "fields.Date.subtract(business_today(a))"),
    ),
    (
        files_are_short,
        ("elektrohisob_base/engine/a.py", "a = 1\n" * 201),
        ("elektrohisob_base/models/a.py", "a = 1\n" * 400),
    ),
    (
        methods_are_short,
        ("elektrohisob_base/models/a.py", "def f():\n" + "    a = 1\n" * 40),
        ("elektrohisob_base/models/a.py",
         "def f():\n    '''x\n\n\n    '''\n" + "    a = 1\n" * 39),
    ),
    (
        translated_strings_are_literal,
        ("elektrohisob_base/models/a.py", "self.env._(f'{a}')"),
        ("elektrohisob_base/models/a.py", "self.env._('a %(b)s', b=1)"),
    ),
    (
        translations_come_from_env,
        ("elektrohisob_base/models/a.py", "from odoo import _, models"),
        ("elektrohisob_base/models/a.py", "_ = self.env._"),
    ),
    (
        tours_run_in_their_stage,
        ("elektrohisob_base/tests/test_a.py",
         "@tagged('post_install')\nclass A:\n    def f(self):\n"
         "        self.start_tour('/')\n"),
        ("elektrohisob_base/tests/test_a.py",
         "@tagged('elh_tour')\nclass A:\n    def f(self):\n"
         "        self.start_tour('/')\n"),
    ),
    (
        bulk_tables_are_slim,
        ("elektrohisob_billing/models/charge.py",
         MODEL + "    _name = 'elektrohisob.charge'\n    _inherit = ['mail.thread']\n"),
        ("elektrohisob_billing/models/charge_run.py",
         MODEL + "    _name = 'elektrohisob.charge.run'\n    _inherit = ['mail.thread']\n"),
    ),
]  # fmt: skip
NAMES = list(dict.fromkeys(rule for rule, _bad, _good in RULES))


@pytest.mark.parametrize(
    ("rule", "bad", "good"), RULES, ids=[rule.__name__ for rule, *_ in RULES]
)
def test_rule_can_fail(rule, bad, good):
    assert rule(Source(*bad)), "the rule does not see its bad sample"
    assert rule(Source(*good)) == []


@pytest.mark.parametrize("rule", NAMES, ids=lambda rule: rule.__name__)
def test_tree_keeps(rule):
    broken = [line for source in project().sources for line in rule(source)]
    assert not broken, "\n" + "\n".join(broken)


def long_models(sources):
    return [
        source.path
        for source in sources
        if source.folder in CODE_FOLDERS and len(source.text.splitlines()) > MODEL_LINES
    ]


def test_a_model_has_about_300_lines():
    """One file in twenty may be somewhat longer, so that none is cut for a line."""
    path = "elektrohisob_base/models/a.py"
    assert long_models([Source(path, "\n" * 301)]) == [path]
    assert long_models([Source(path, "\n" * 300)]) == []
    sources = [s for s in project().sources if s.folder in CODE_FOLDERS]
    found = long_models(sources)
    assert len(found) <= len(sources) // 20, "\n".join(found)


def hidden_fields(classes):
    """Methods that bear the name of a field of their model, in any of its files:
    the field would be there for views and gone for programs."""
    fields = {}
    for model in classes:
        fields.setdefault(model.name, set()).update(model.fields())
    return [
        model.source.at(method, f"{model.name}: method {method.name}() hides a field")
        for model in classes
        for method in model.methods()
        if method.name in fields[model.name]
    ]


def test_no_method_hides_a_field():
    one = Source(
        "elektrohisob_base/models/a.py",
        MODEL + "    _name = 'elektrohisob.a'\n    total = fields.Float()\n",
    )
    two = Source(
        "elektrohisob_billing/models/a.py",
        MODEL + "    _inherit = 'elektrohisob.a'\n    def total(self): pass\n",
    )
    assert hidden_fields([*one.classes(), *two.classes()])
    assert hidden_fields(one.classes()) == []
    broken = hidden_fields(project().classes)
    assert not broken, "\n".join(broken)
