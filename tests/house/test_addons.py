"""Rules about addons as a whole: manifests, rights, views, tests."""

import ast
import re
from pathlib import Path

import pytest

from house.tree import ORDER, Tree, model_id, project, short

# Rows that are read and edited inside the form of their owner, or by nobody.
NO_VIEWS_OF_THEIR_OWN = {
    "elektrohisob.sync.change": "rows of the package, shown on its form",
    "elektrohisob.account.state": "system row of the account, shown on its form",
    "elektrohisob.agreement.term": "rows of the contract, edited in its form",
    "elektrohisob.agreement.restriction": "rows of the contract, edited in its form",
    "elektrohisob.account.case.document": "papers of the application, in its form",
    "elektrohisob.password": "hashes of former passwords, which nobody sees",
    "elektrohisob.parameter.choice": "rows of the parameter, edited in its form",
    "elektrohisob.remote.attempt": "rows of the remote command, shown on its form",
    "elektrohisob.exchange.line": "rows of the message, shown on its form",
    "elektrohisob.charge.run.chunk": "slices of the billing run, shown on its form",
    "elektrohisob.instalment.part": "schedule of the plan, shown on its form",
    "elektrohisob.invoice.line": "lines of the invoice, shown on its form",
    "elektrohisob.invoice.charge": "links of the invoice, opened as charges",
    "elektrohisob.reconciliation.act.line": "lines of the act, edited in its form",
    "elektrohisob.legal.run.part": "slices of the run, shown on its form",
    "elektrohisob.shadow.run.chunk": "slices of the shadow run, shown on its form",
    "elektrohisob.shadow.run.example": "accounts of the shadow run, shown on its form",
    "elektrohisob.period.check.result": "rows of the month, shown on its form",
    "elektrohisob.bill.run.part": "files of printed bills, shown on their run",
    "elektrohisob.reorganisation.slice": "slices of the document, shown on its form",
    "elektrohisob.company.parent": "dated places of the unit, shown on its form",
    "elektrohisob.bank.account": "rows of the unit, edited in its form",
    "elektrohisob.contact.hours": "rows of the contact point, edited in its form",
    "elektrohisob.verification.batch.line": "rows of the batch, edited in its form",
    "elektrohisob.work.order.photo": "photos of the order, shown on its form",
    "elektrohisob.stocktake.line": "devices counted, shown on the stock-taking",
    "elektrohisob.movement.line": "devices of the document, edited in its form",
    "elektrohisob.act.correction.line": "readings of the correction, in its dialog",
    "elektrohisob.payment.layout.column": "columns of the layout, in its form",
    "elektrohisob.tariff.rate": "blocks of the tariff version, edited in its form",
    "elektrohisob.tariff.component": "components of the tariff version, in its form",
    "elektrohisob.tariff.season": "seasons of the tariff version, in its form",
}
# Models reached from the form of another one, not from the menu.
NO_MENU_OF_THEIR_OWN = {
    "elektrohisob.quality.count": "opened from the finding",
    "elektrohisob.agreement": "opened from the account",
    "elektrohisob.charge.run.parked": "opened from the billing run",
    "elektrohisob.tariff.version": "opened from the tariff",
    "elektrohisob.usage.point": "opened from the account",
    "elektrohisob.installation": "opened from the point and the meter",
}
BULK = {"reading", "consumption", "charge", "payment", "ledger.entry"}


def company_field(model):
    return "company_id" in model.fields()


def stored(tree):
    """New models that have a table, with their classes."""
    return [
        model
        for model in tree.classes
        if model.is_new and model.kind != "AbstractModel"
    ]


def has_table_view(model):
    return model.attribute("_auto") is False


def wizard_lines(tree):
    """Models whose rows stand in the form of a wizard."""
    return {
        ast.literal_eval(field.args[0])
        for model in tree.classes
        if model.kind == "TransientModel"
        for field in model.fields().values()
        if field.func.attr == "One2many" and field.args
    }


# === MANIFESTS === #


def dependencies_point_left(tree):
    broken = []
    for addon in tree.names:
        if addon not in ORDER:
            broken.append(f"{addon}: not one of the six addons")
            continue
        ours = [n for n in tree.manifest(addon)["depends"] if n in ORDER]
        place = ORDER.index(addon)
        expected = ORDER[place - 1 : place] if place else []
        if ours != expected:
            broken.append(
                f"{addon}: depends on {ours}, its left neighbour is {expected}"
            )
    return broken


def manifests_are_complete(tree):
    broken = []
    for addon in tree.names:
        manifest = tree.manifest(addon)
        for key in ("name", "summary", "author", "license", "category"):
            if not manifest.get(key):
                broken.append(f"{addon}: no {key} in the manifest")
        if not re.fullmatch(r"19\.0\.\d+\.\d+\.\d+", manifest.get("version", "")):
            broken.append(f"{addon}: version {manifest.get('version')}")
    return broken


def listed(manifest):
    return [*manifest.get("data", []), *manifest.get("demo", [])]


def data_files_exist(tree):
    return [
        f"{addon}: the manifest lists {name}, which does not exist"
        for addon in tree.names
        for name in listed(tree.manifest(addon))
        if not (tree.addons / addon / name).is_file()
    ]


def data_files_are_used(tree):
    """By the manifest, or by a Python file of the addon or the launcher that names
    it."""
    launcher = "".join(
        path.read_text(encoding="utf-8") for path in tree.root.glob("launcher/*.py")
    )
    named = dict.fromkeys(tree.names, launcher)
    for source in tree.program:
        named[source.addon] = named.get(source.addon, "") + source.text
    broken = []
    for path in tree.files(".xml", ".csv"):
        name = tree.relative(path)
        addon, _, inside = name.partition("/")
        folder = inside.split("/")[0]
        used = folder in ("tests", "static", "i18n", "migrations")
        # Odoo finds charts of accounts by their name
        used = used or inside.startswith("data/template/")
        used = used or f'{path.name}"' in named.get(addon, "")
        if not used and inside not in listed(tree.manifest(addon)):
            broken.append(f"{name}: not in the manifest")
    for addon in tree.names:
        names = listed(tree.manifest(addon))
        for name in {name for name in names if names.count(name) > 1}:
            broken.append(f"{addon}: {name} is listed twice")
    return broken


def menus_are_loaded_last(tree):
    """After everything of ``views/``, whose actions they name; reports may follow."""
    broken = []
    for addon in tree.names:
        views = [n for n in tree.manifest(addon).get("data", []) if n[:6] == "views/"]
        are_menus = [name.endswith("_menus.xml") for name in views]
        if are_menus != sorted(are_menus):
            broken.append(f"{addon}: menus must be the last of views/")
    return broken


def assets_exist(tree):
    broken = []
    for addon in tree.names:
        for bundle in tree.manifest(addon).get("assets", {}).values():
            for entry in bundle:
                name = entry if isinstance(entry, str) else entry[-1]
                if name.startswith("elektrohisob_") and not any(tree.addons.glob(name)):
                    broken.append(f"{addon}: no asset {name}")
    return broken


def modules_are_imported(tree):
    """Python files are imported by the ``__init__`` beside them; what holds no
    model, route or test, by any file of the addon."""
    broken = []
    for addon in tree.names:
        ours = [s for s in tree.program if s.addon == addon]
        models = {s.path for s in ours if s.classes() or s.folder == "controllers"}
        for path in (tree.addons / addon).rglob("*.py"):
            name, beside = path.stem, path.parent / "__init__.py"
            inside = path.relative_to(tree.addons / addon).parts
            if inside[0] in ("engine", "adapters", "tools", "migrations"):
                continue
            if name in ("__init__", "__manifest__") or "samples" in inside:
                continue
            if inside[0] == "tests" and not name.startswith("test_"):
                continue
            text = beside.read_text(encoding="utf-8") if beside.exists() else ""
            mine = tree.relative(path)
            if mine not in models and inside[0] != "tests":
                text = "".join(s.text for s in ours if s.path != mine)
            if not re.search(rf"\b{name}\b", text):
                broken.append(f"{tree.relative(path)}: not imported")
    return broken


# === RIGHTS === #


def every_model_has_access(tree):
    known = {row["model_id:id"].split(".")[-1] for row in tree.access}
    return [
        model.source.at(model.node, f"{model.name}: no row in ir.model.access.csv")
        for model in stored(tree)
        if model_id(model.name) not in known
    ]


def one_access_row_per_group(tree):
    seen, broken = set(), []
    for row in tree.access:
        addon = row["path"].split("/")[0]
        group = row["group_id:id"]
        key = (
            row["model_id:id"].split(".")[-1],
            group if "." in group else f"{addon}.{group}",
        )
        if not group:
            broken.append(f"{row['path']}: {row['id']} gives rights to everybody")
        if key in seen:
            broken.append(f"{row['path']}: {row['id']} repeats {key}")
        seen.add(key)
    return broken


def access_rows_name_models(tree):
    known = {model_id(model.name) for model in tree.classes}
    return [
        f"{row['path']}: {row['id']}: no model {row['model_id:id']}"
        for row in tree.access
        if "elektrohisob" in row["model_id:id"]
        and row["model_id:id"].split(".")[-1] not in known
    ]


def company_models_have_a_rule(tree):
    """A rule without groups whose domain asks for the companies of the user."""
    ruled = set()
    for record in tree.records:
        domain = record.values.get("domain_force", "")
        if (
            record.model == "ir.rule"
            and "groups" not in record.values
            and re.search(r"'company_id', '(in|parent_of)', company_ids", domain)
        ):
            ruled.add(record.values["model_id"].split(".")[-1])
    return [
        model.source.at(model.node, f"{model.name}: company_id without a company rule")
        for model in stored(tree)
        if model.kind == "Model"
        and company_field(model)
        and model_id(model.name) not in ruled
    ]


def bulk_tables_are_read_only(tree):
    ids = {model_id(f"elektrohisob.{name}") for name in BULK}
    return [
        f"{row['path']}: {row['id']} lets a group change a bulk table"
        for row in tree.access
        if row["model_id:id"].split(".")[-1] in ids
        and "1" in (row["perm_write"], row["perm_create"], row["perm_unlink"])
    ]


# === VIEWS === #


def models_have_views(tree):
    ids = {record.id.split(".")[-1] for record in tree.records if record.id}
    lines = wizard_lines(tree)
    broken = []
    for model in stored(tree):
        name = short(model.name)
        if model.name in NO_VIEWS_OF_THEIR_OWN:
            continue
        if model.name in lines:
            continue  # the rows of a wizard are in its form
        if model.kind == "TransientModel":
            wanted = ["view_form"]
        elif has_table_view(model):
            wanted = ["view_list", "view_search", "action"]
        else:
            wanted = ["view_list", "view_form", "view_search", "action"]
        missing = [f"{name}_{kind}" for kind in wanted if f"{name}_{kind}" not in ids]
        if missing:
            broken.append(model.source.at(model.node, f"missing {', '.join(missing)}"))
    return broken


def models_have_menus(tree):
    actions = {
        record.full_id: record.values.get("res_model")
        for record in tree.records
        if record.model == "ir.actions.act_window"
    }
    shown = set()
    for record in tree.records:
        action = record.values.get("action")
        if record.model == "ir.ui.menu" and action:
            addon = record.path.split("/")[0]
            shown.add(actions.get(action if "." in action else f"{addon}.{action}"))
    return [
        model.source.at(model.node, f"{model.name}: no menu opens it")
        for model in stored(tree)
        if model.kind == "Model"
        and model.name not in shown
        and model.name not in NO_VIEWS_OF_THEIR_OWN
        and model.name not in NO_MENU_OF_THEIR_OWN
    ]


def exceptions_are_needed(tree):
    """An exception for a model that is gone is taken off the list."""
    names = {model.name for model in tree.classes}
    return [
        f"exception for {name}, which does not exist"
        for name in (*NO_VIEWS_OF_THEIR_OWN, *NO_MENU_OF_THEIR_OWN)
        if name not in names
    ]


def views_are_of_this_version(tree):
    broken = []
    for path, root in tree.xml.items():
        if "/static/" in path:
            continue
        for node in root.iter():
            if node.tag == "tree":
                broken.append(f"{path}: <tree>; write <list>")
            for name in ("attrs", "states"):
                if name in node.attrib and node.tag in ("field", "button", "page"):
                    broken.append(f"{path}: {name}=; write an expression in invisible=")
            if "alert" in node.get("class", "").split() and not node.get("role"):
                broken.append(f"{path}: an alert without role=")
    return broken


def buttons_pass_records(tree):
    """A button calls its method with the records; ``@api.model`` takes none."""
    named = {
        (view.findtext("field[@name='model']"), button.get("name"))
        for root in tree.xml.values()
        for view in root.iter("record")
        for button in view.iter("button")
        if button.get("type") == "object"
    }
    return [
        model.source.at(method, f"{method.name}() of a button is @api.model")
        for model in tree.classes
        for method in model.methods()
        if (model.name, method.name) in named
        and any(ast.unparse(d) == "api.model" for d in method.decorator_list)
    ]


# === TESTS === #


def test_text(tree):
    """Text of all tests of all addons, and of those that need no Odoo."""
    texts = [source.text for source in tree.sources if source.folder == "tests"]
    engines = sorted((tree.root / "tests" / "engine").glob("*.py"))
    return "\n".join([*texts, *(path.read_text(encoding="utf-8") for path in engines)])


test_text.__test__ = False


def addons_have_tests(tree):
    return [
        f"{addon}: no tests/test_*.py"
        for addon in tree.names
        if not list((tree.addons / addon / "tests").glob("test_*.py"))
    ]


def engines_have_tests(tree):
    """Each engine module is imported by a test of ``tests/engine``."""
    folder = tree.root / "tests" / "engine"
    text = "\n".join(p.read_text(encoding="utf-8") for p in folder.glob("test_*.py"))
    broken = []
    for source in tree.program:
        if source.folder == "engine" and source.stem != "__init__":
            package = re.escape(f"odoo.addons.{source.addon}.engine")
            name = source.stem
            if not re.search(rf"{package}(\.{name}\b| import [^\n]*\b{name}\b)", text):
                broken.append(f"{source.path}: no test in tests/engine imports it")
    return broken


def adapters_have_tests(tree):
    text = test_text(tree)
    return [
        f"{source.path}: no test names it"
        for source in tree.program
        if source.folder == "adapters"
        and source.stem != "__init__"
        and not re.search(rf"\b{source.stem}\b", text)
    ]


def wizards_have_tests(tree):
    text = test_text(tree)
    return [
        model.source.at(model.node, f"{model.name}: no test names it")
        for model in stored(tree)
        if model.kind == "TransientModel"
        and model.methods()
        and model.name not in text
        and model.name not in wizard_lines(tree)
    ]


def controllers_have_tests(tree):
    """A test file of the controller's name, or a test that asks one of its routes."""
    text = test_text(tree)
    broken = []
    for source in tree.program:
        if source.folder != "controllers" or source.stem == "__init__":
            continue
        named = f"test_*{source.stem}*.py"
        routes = re.findall(r'"(/[\w/-]+)', source.text)
        if not (
            list((tree.addons / source.addon / "tests").glob(named))
            or any(route in text for route in routes)
        ):
            broken.append(f"{source.path}: no tests/{named}, no test of {routes}")
    return broken


# === EVERY RULE WITH WHAT IT MUST REFUSE === #

BASE = "addons/elektrohisob_base"
MODEL = """
from odoo import fields, models
class A(models.Model):
    _name = "elektrohisob.a"
    company_id = fields.Many2one("res.company")
"""
WIZARD = MODEL.replace("models.Model", "models.TransientModel") + "    def f(self): ..."
CSV_HEAD = (
    "id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink\n"
)
ROW = "{},x,model_elektrohisob_{},{},1,{},0,0\n"
RULE = """<odoo><record id="r" model="ir.rule">
<field name="model_id" ref="model_elektrohisob_a"/>{}
<field name="domain_force">[('company_id', 'in', company_ids)]</field></record></odoo>"""
ACCESS = f"{BASE}/security/ir.model.access.csv"
A = f"{BASE}/models/a.py"


def manifest(**values):
    return repr({"name": "x", "version": "19.0.1.0.0", "depends": [], **values})


BAD = [
    (dependencies_point_left,
     {f"{BASE}/__manifest__.py": manifest(depends=["elektrohisob_billing"])}),
    (dependencies_point_left,
     {"addons/elektrohisob_billing/__manifest__.py":
      manifest(depends=["elektrohisob_base"])}),
    (dependencies_point_left, {"addons/other/__manifest__.py": manifest()}),
    (manifests_are_complete, {f"{BASE}/__manifest__.py": manifest()}),
    (manifests_are_complete, {f"{BASE}/__manifest__.py": manifest(version="1.0")}),
    (data_files_exist, {f"{BASE}/__manifest__.py": manifest(data=["views/a.xml"])}),
    (data_files_are_used, {f"{BASE}/views/a.xml": "<odoo/>"}),
    (data_files_are_used,
     {f"{BASE}/__manifest__.py": manifest(data=["a.xml", "a.xml"])}),
    (menus_are_loaded_last,
     {f"{BASE}/__manifest__.py": manifest(data=["views/a_menus.xml", "views/b.xml"])}),
    (assets_exist,
     {f"{BASE}/__manifest__.py":
      manifest(assets={"web.assets_backend": ["elektrohisob_base/static/a.js"]})}),
    (modules_are_imported, {f"{BASE}/models/__init__.py": "", A: ""}),
    (modules_are_imported, {f"{BASE}/tests/test_a.py": ""}),
    (every_model_has_access, {A: MODEL}),
    (one_access_row_per_group,
     {ACCESS: CSV_HEAD + ROW.format(1, "a", "group_x", 0)
      + ROW.format(2, "a", "elektrohisob_base.group_x", 0)}),
    (one_access_row_per_group, {ACCESS: CSV_HEAD + ROW.format(1, "a", "", 0)}),
    (access_rows_name_models, {ACCESS: CSV_HEAD + ROW.format(1, "b", "g", 0), A: MODEL}),
    (company_models_have_a_rule, {A: MODEL}),
    (company_models_have_a_rule,
     {A: MODEL, f"{BASE}/security/r.xml": RULE.format('<field name="groups"/>')}),
    (bulk_tables_are_read_only, {ACCESS: CSV_HEAD + ROW.format(1, "charge", "g", 1)}),
    (models_have_views, {A: MODEL}),
    (models_have_views, {f"{BASE}/wizards/a.py": WIZARD}),
    (models_have_menus, {A: MODEL}),
    (exceptions_are_needed, {}),
    (views_are_of_this_version, {f"{BASE}/views/a.xml": "<odoo><tree/></odoo>"}),
    (views_are_of_this_version,
     {f"{BASE}/views/a.xml": '<odoo><field name="a" attrs="{}"/></odoo>'}),
    (views_are_of_this_version,
     {f"{BASE}/views/a.xml": '<odoo><div class="alert alert-info"/></odoo>'}),
    (buttons_pass_records,
     {A: MODEL + "    @api.model\n    def action_b(self): ...\n",
      f"{BASE}/views/a.xml":
      '<odoo><record><field name="model">elektrohisob.a</field>'
      '<button name="action_b" type="object"/></record></odoo>'}),
    (addons_have_tests, {}),
    (engines_have_tests, {f"{BASE}/engine/a.py": "", "tests/engine/test_b.py": ""}),
    (adapters_have_tests, {f"{BASE}/adapters/a.py": ""}),
    (wizards_have_tests, {f"{BASE}/wizards/a.py": WIZARD}),
    (controllers_have_tests, {f"{BASE}/controllers/portal.py": ""}),
]  # fmt: skip
NAMES = list(dict.fromkeys(rule for rule, _bad in BAD))


def small_tree(root: Path, files: dict[str, str]) -> Tree:
    """A tree of one addon with ``files``."""
    for name, text in {f"{BASE}/__manifest__.py": manifest(), **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Tree(root)


@pytest.mark.parametrize(
    ("rule", "files"), BAD, ids=[f"{rule.__name__}" for rule, _bad in BAD]
)
def test_rule_can_fail(rule, files, tmp_path):
    assert rule(small_tree(tmp_path, files)), "the rule does not see its bad sample"


def test_a_small_good_tree_passes(tmp_path):
    views = "".join(
        f'<record id="a_{kind}" model="ir.actions.act_window">'
        '<field name="res_model">elektrohisob.a</field></record>'
        for kind in ("view_list", "view_form", "view_search", "action")
    )
    files = {
        f"{BASE}/__manifest__.py": manifest(
            summary="x", author="x", license="x", category="x",
            data=["security/ir.model.access.csv", "security/r.xml", "views/a.xml",
                  "views/a_menus.xml"],
        ),
        f"{BASE}/models/__init__.py": "from . import a",
        A: MODEL,
        ACCESS: CSV_HEAD + ROW.format(1, "a", "group_x", 1),
        f"{BASE}/security/r.xml": RULE.format(""),
        f"{BASE}/views/a.xml": f"<odoo>{views}</odoo>",
        f"{BASE}/views/a_menus.xml": '<odoo><menuitem id="m" action="a_action"/></odoo>',
        f"{BASE}/tests/__init__.py": "from . import test_a",
        f"{BASE}/tests/test_a.py": "",
        f"{BASE}/engine/b.py": "",
        "tests/engine/test_b.py": "from odoo.addons.elektrohisob_base.engine import b",
    }  # fmt: skip
    tree = small_tree(tmp_path, files)
    broken = {
        rule.__name__: rule(tree) for rule in NAMES if rule is not exceptions_are_needed
    }
    assert {name: found for name, found in broken.items() if found} == {}


@pytest.mark.parametrize("rule", NAMES, ids=lambda rule: rule.__name__)
def test_tree_keeps(rule):
    broken = rule(project())
    assert not broken, "\n" + "\n".join(broken)
