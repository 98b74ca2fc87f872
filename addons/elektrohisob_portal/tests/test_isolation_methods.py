import inspect

from psycopg2 import IntegrityError

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import SQL, mute_logger

from odoo.addons.elektrohisob_base.tests.common import IsolationTests
from odoo.addons.elektrohisob_reports.tests.common import ReportsCommon

from .isolation_arguments import SECRET, IsolationArguments

# Tried on every model by IsolationTests, or no RPC call.
BASIC = {
    *("create", "write", "unlink", "export_data", "load", "init", "copy", "copy_data"),
    *("read", "onchange"),
}
# Without a table, and yet with methods that others call.
CALLED = {"elektrohisob.gl", "elektrohisob.health"}
# What the caller reads as a sentence: AccessError, MissingError and ValidationError are
# a UserError; the server makes a ValidationError of an IntegrityError.
REFUSALS = (UserError, IntegrityError)
PINFL = "41508901234567"
FILL = {
    "char": "x",
    "text": "x",
    "integer": 1,
    "float": 1,
    "monetary": 1,
    "date": "2026-01-15",
    "datetime": "2026-01-15 10:00:00",
    "binary": b"eA==",
}


class TestIsolationMethods(IsolationArguments, IsolationTests, ReportsCommon):
    """No public method and no dialog of any addon reaches into another district.

    All methods are found by introspection. One with arguments needs a line in
    ``_get_arguments``; the test fails on a method it cannot call.
    """

    whole_line = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls._get_isolation_records(cls.district_a)
        cls.foreign = cls._get_isolation_records(cls.district_b)
        cls.account = cls.foreign["elektrohisob.account"]
        cls.account.write({"surname": SECRET, "pinfl": PINFL})
        cls.callers = {
            **cls.users,
            "consumer": new_test_user(
                cls.env, "isolation_consumer", "base.group_portal"
            ),
            "sync": new_test_user(
                cls.env,
                "isolation_sync",
                "elektrohisob_base.group_sync",
                company_id=cls.district_a.id,
                company_ids=[Command.set(cls.district_a.ids)],
            ),
        }
        cls.env["elektrohisob.sync.row"].create(
            {"model": "elektrohisob.street", "key": "1", "state": "taken"}
        )
        cls.own["elektrohisob.account"].partner_id = cls.callers["consumer"].partner_id
        cls.env.flush_all()

    def test_isolation(self):
        """Run by the other class of this addon."""

    def test_every_model_of_accounts_has_a_company(self):
        """Run by the other class of this addon."""

    # === WHAT THERE IS === #

    def _get_methods(self, model):
        """Public methods of a model that our addons define or override."""
        found = {}
        for name in dir(model):
            if name.startswith("_") or name in BASIC:
                continue
            owners = [cls for cls in model.__mro__ if name in vars(cls)]
            method = vars(owners[0])[name] if owners else None
            if inspect.isfunction(method) and any(
                cls.__module__.startswith("odoo.addons.elektrohisob") for cls in owners
            ):
                found[name] = method
        return found

    def _get_required(self, method):
        parameters = list(inspect.signature(method).parameters.values())[1:]
        kinds = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
        return {p.name for p in parameters if p.default is p.empty} - {
            p.name for p in parameters if p.kind in kinds
        }

    def _snapshot(self):
        """Table → digest of its rows of district B."""
        self.env.flush_all()
        digests = {}
        for name in self._get_company_models():
            model = self.env[name]
            if model._auto:
                query = SQL(
                    "SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM %s t "
                    "WHERE company_id = %s",
                    SQL.identifier(model._table),
                    self.district_b.id,
                )
                digests[name] = self.env.execute_query(query)[0][0]
        return digests

    def _get_operations(self, name, method):
        """Operations to ask an approval for; one that is unknown elsewhere."""
        operations = self.env["elektrohisob.approval"]._get_operations()
        if method == "action_request_approval":
            return [code for code, _label in operations]
        return [None]

    def _become(self, records, user):
        """The records as ``user`` sees them with all his units active."""
        units = user.company_ids.ids
        return records.with_user(user).with_context(allowed_company_ids=units)

    def _call(self, records, name, kwargs):
        """Call as a client does; a refusal leaves nothing behind.

        Only what tells the caller in a sentence why counts as one (`REFUSALS`).
        """
        self.env.invalidate_all()
        self.env.cr.execute("SAVEPOINT isolation_call")
        try:
            result = getattr(records, name)(**kwargs)
            self.env.flush_all()
        except REFUSALS as error:  # they must not tell either
            self.env.clear()
            self.env.cr.execute("ROLLBACK TO SAVEPOINT isolation_call")
            return str(error) if not records._transient else ""
        return result

    def _check_tells_nothing(self, told):
        text = repr(told)
        for secret in (SECRET, PINFL, self.account.number):
            self.assertNotIn(secret, text)

    @mute_logger("odoo.sql_db", "odoo.addons.elektrohisob_base.models.health")
    def _try_all(self, caller, user, each):
        """Call ``each`` (records, method, arguments) and look what has changed."""
        before = self._snapshot()
        for records, name, kwargs in each:
            with self.subTest(caller=caller, model=records._name, method=name):
                told = self._call(self._become(records, user), name, dict(kwargs))
                asked = str(kwargs)
                if SECRET not in asked and self.account.number not in asked:
                    self._check_tells_nothing(told)
                elif not isinstance(told, str):
                    text = repr(told).replace(self.account.number, "")
                    self.assertNotIn(SECRET, text)
        after = self._snapshot()
        changed = {name for name in before if before[name] != after[name]}
        self.assertFalse(changed, caller)

    def _get_asked(self, name):
        """One record of the model, of district B if it has a company."""
        if name == "res.company":
            return self.district_b
        if name in self.foreign:
            return self.foreign[name][:1]
        model = self.env[name]
        searchable = model._auto or name.startswith("elektrohisob.")
        return (
            model.search([], limit=1) if searchable and not model._abstract else model
        )

    def _get_calls(self):
        arguments, missing = self._get_arguments(), []
        for name, model in sorted(self.env.registry.items()):
            if model._transient or (model._abstract and name not in CALLED):
                continue
            records = self._get_asked(name)
            for method, function in self._get_methods(model).items():
                kwargs = arguments.get((name, method), {})
                if self._get_required(function) - kwargs.keys():
                    missing.append((name, method))
                for operation in self._get_operations(name, method):
                    yield (
                        records.with_context(approval_operation=operation),
                        method,
                        kwargs,
                    )
        self.assertFalse(missing, "Add their arguments to _get_arguments")

    def test_methods(self):
        for caller, user in self.callers.items():
            self._try_all(caller, user, self._get_calls())

    # === DIALOGS === #

    def _prepare_dialog(self, model):
        """Values and context that open a dialog on what is of district B."""
        vals, context = {}, {}
        for field in model._fields.values():
            if field.name in models.MAGIC_COLUMNS:
                continue
            target = self.foreign.get(field.comodel_name)
            if field.comodel_name == "res.company":
                target = self.district_b
            if field.type == "many2one" and target:
                vals[field.name] = target[:1].id
                if not context or target._name == "elektrohisob.account":
                    context = {"active_model": target._name, "active_ids": target.ids}
            elif field.type == "many2many" and target:
                vals[field.name] = [Command.set(target.ids)]
            elif field.required and field.type in FILL:
                vals[field.name] = FILL[field.type]
            elif field.required and field.type == "selection":
                vals[field.name] = field.get_values(self.env)[0]
        context = context or {
            "active_model": self.account._name,
            "active_ids": self.account.ids,
        }
        return vals, {**context, "active_id": context["active_ids"][0]}

    @mute_logger("odoo.sql_db")
    def test_dialogs(self):
        for caller, user in self.callers.items():
            before = self._snapshot()
            for name, model in sorted(self.env.registry.items()):
                if name.startswith("elektrohisob.") and model._transient:
                    with self.subTest(caller=caller, model=name):
                        self._try_dialog(user, model)
            after = self._snapshot()
            changed = {name for name in before if before[name] != after[name]}
            self.assertFalse(changed, caller)

    def _try_dialog(self, user, model):
        vals, context = self._prepare_dialog(model)
        records = self._become(self.env[model._name], user).with_context(**context)
        readable = [f.name for f in model._fields.values() if f.type != "binary"]
        for given in (vals, {}):
            wizard = self._call(records, "create", {"vals_list": [given]})
            if not isinstance(wizard, type(records)) or not wizard:
                continue
            self._check_tells_nothing(self._call(wizard, "read", {"fields": readable}))
            for method, function in self._get_methods(model).items():
                if not self._get_required(function):
                    self._check_tells_nothing(self._call(wizard, method, {}))
            if wizard.exists():
                told = self._call(wizard, "read", {"fields": readable})
                self._check_tells_nothing(told)

    # === SCOPES === #

    def _create_caller(self, login, companies):
        return self._create_user("auditor", companies, login)

    def test_three_scopes(self):
        """Enterprise and holding see the districts below them, and no others."""
        beside = self._create_company(
            "Test enterprise beside", "enterprise", parent_id=self.holding.id
        )
        tree = self.holding | self.enterprise | self.district_a | self.district_b
        callers = (
            (self._create_caller("scope_district", self.district_a), False),
            (self._create_caller("scope_beside", beside), False),
            (self._create_caller("scope_enterprise", tree - self.holding), True),
            (self._create_caller("scope_holding", tree | beside), True),
        )
        for user, sees in callers:
            for name in self._get_company_models():
                model = self._become(self.env[name], user)
                domain = [("id", "in", self.foreign[name].ids)]
                with self.subTest(user=user.login, model=name):
                    self.assertEqual(bool(model.search(domain)), sees)

    def _keeps_central(self, user, model):
        """Whether rows without a unit are kept by this role everywhere."""
        groups = getattr(model, "_reference_central_groups", ())
        return any(user.has_group(group) for group in groups)

    def test_rows_of_units_above_are_changed_there(self):
        """What is of the enterprise or of the centre is changed there only."""
        for owner in (self.enterprise.id, None):
            for name in self._get_company_models():
                model, field = self.env[name], self.env[name]._fields["company_id"]
                if not model._auto or not field.store or field.related:
                    continue
                if owner is None and (
                    field.required or name == "elektrohisob.reference.change"
                ):
                    continue
                rows = self.foreign[name]
                self.env.flush_all()
                self.env.cr.execute("SAVEPOINT isolation_owner")
                query = "UPDATE %s SET company_id = %s WHERE id IN %s"
                table = SQL.identifier(model._table)
                try:
                    with mute_logger("odoo.sql_db"):
                        self.env.cr.execute(SQL(query, table, owner, tuple(rows.ids)))
                except Exception:  # a table that refuses any change refuses this one
                    self.env.cr.execute("ROLLBACK TO SAVEPOINT isolation_owner")
                    continue
                self.env.invalidate_all()
                for role, user in self.users.items():
                    if not owner and self._keeps_central(user, model):
                        continue
                    asked = self._become(rows, user)
                    with self.subTest(role=role, model=name, owner=owner):
                        vals = {"company_id": self.district_a.id}
                        for way, given in (("write", {"vals": vals}), ("unlink", {})):
                            self.assertIsInstance(self._call(asked, way, given), str)
                self.env.cr.execute("ROLLBACK TO SAVEPOINT isolation_owner")
                self.env.invalidate_all()
