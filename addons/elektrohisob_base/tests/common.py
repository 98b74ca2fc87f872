from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.common import DISABLED_MAIL_CONTEXT

from .isolation_records import IsolationRecords

ROLES = (
    "clerk_household",
    "clerk_legal",
    "engineer",
    "crew",
    "cashier",
    "accountant",
    "lawyer",
    "manager",
    "auditor",
    "admin",
)
ADDON = "elektrohisob_base"
DISTRICT_A = "1726264"
DISTRICT_B = "1726273"


@tagged("post_install", "-at_install")  # addons beside ours have NOT NULL columns
class ElektrohisobCommon(IsolationRecords, TransactionCase):
    """A holding, an enterprise and two district networks with a user per role.

    ``cls.env`` acts as the superuser in district A; ``cls.users[role]`` is a user
    of that role in district A alone.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env["base"].with_context(**DISABLED_MAIL_CONTEXT).env
        cls.holding = cls._create_company("Test holding", "holding")
        cls.enterprise = cls._create_company(
            "Test enterprise", "enterprise", parent_id=cls.holding.id
        )
        cls.district_a = cls._create_district("Test district A", DISTRICT_A)
        cls.district_b = cls._create_district("Test district B", DISTRICT_B)
        cls.env = (
            cls.env["base"].with_context(allowed_company_ids=[cls.district_a.id]).env
        )
        cls.users = cls._create_users(cls.district_a)

    @classmethod
    def _create_company(cls, name, level, **vals):
        return cls.env["res.company"].create(
            {
                "name": name,
                "network_level": level,
                "currency_id": cls.env.ref("base.UZS").id,
                "logo": False,
                **vals,
            }
        )

    @classmethod
    def _create_district(cls, name, code):
        """District network of the SOATO district ``code``."""
        district = cls.env["elektrohisob.district"].search([("code", "=", code)])
        return cls._create_company(
            name,
            "district",
            parent_id=cls.enterprise.id,
            region_id=district.region_id.id,
            district_id=district.id,
        )

    @classmethod
    def _create_users(cls, company):
        """Role → its user in ``company``; all at once, or each empties all caches."""
        logins = [f"elektrohisob_{role}" for role in ROLES]
        groups = [f"{ADDON}.group_{role}" for role in ROLES]
        users = cls.env["res.users"].create(
            [
                {
                    "name": f"{login} ({group})",
                    "login": login,
                    "password": login,
                    "email": "e.e@example.com",
                    "group_ids": [Command.set(cls.env.ref(group).ids)],
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                }
                for login, group in zip(logins, groups, strict=True)
            ]
        )
        return dict(zip(ROLES, users, strict=True))

    @classmethod
    def _create_user(cls, role, companies, login):
        return new_test_user(
            cls.env,
            login=login,
            groups=f"elektrohisob_base.group_{role}",
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    @classmethod
    def _create_staff(cls, company, login, roles=(), env=None, **vals):
        """Card and user of an employee with ``roles`` (codes) in ``company``."""
        groups = [cls.env.ref(f"{ADDON}.group_{role}").id for role in roles]
        return (env or cls.env)["elektrohisob.staff"].create(
            {
                "name": login,
                "login": login,
                "company_id": company.id,
                "role_ids": [Command.set(groups)],
                **vals,
            }
        )

    @classmethod
    def _create_account(cls, company=None, **vals):
        """Household account; its name parts and company may be given."""
        return cls.env["elektrohisob.account"].create(
            {
                "company_id": (company or cls.district_a).id,
                "surname": "Karimov",
                "given_name": "Anvar",
                **vals,
            }
        )

    @classmethod
    def _set_parameter(cls, code, value, company=None, day=date(2020, 1, 1)):
        """Give a parameter a value, of the whole country unless ``company``."""
        parameter = cls.env["elektrohisob.parameter"].search([("code", "=", code)])
        parameter._change_from(value, day, company=company, closed_ok=True)

    @classmethod
    def _get_isolation_records(cls, company):
        """Hook: one record or more of every model with a company, in ``company``.
        Each addon adds its models; ``IsolationTests`` fails on a model it misses.

        :return: dict of model name → recordset
        """
        account = cls._create_account(company)
        agreement = cls.env["elektrohisob.agreement"].create(
            {"number": "1", "account_id": account.id, "date_start": "2026-01-01"}
        )
        term = cls.env["elektrohisob.agreement.term"].create(
            {"agreement_id": agreement.id, "date_start": "2026-01-01"}
        )
        annexes = cls._get_isolation_agreement(agreement)
        period = cls.env["elektrohisob.period"].create(
            {"company_id": company.id, "date_start": "2026-01-01"}
        )
        provider = cls.env["elektrohisob.exchange.provider"].create(
            {
                "name": "Archive",
                "code": f"isolation-{company.id}",
                "kind": "archive",
                "company_id": company.id,
            }
        )
        message = provider._receive("isolation.txt", b"1")
        line = cls.env["elektrohisob.exchange.line"].create(
            {"message_id": message.id, "line_no": 1, "raw": "1", "state": "refused"}
        )
        bank = cls.env["elektrohisob.bank.account"].create(
            {"company_id": company.id, "number": f"{company.id:020}"}
        )
        signatory = cls.env["elektrohisob.signatory"].create(
            {"company_id": company.id, "name": "A", "position": "Head"}
        )
        point = cls.env["elektrohisob.contact.point"].create(
            {"company_id": company.id, "name": "Office"}
        )
        point.action_set_usual_hours()
        records = (account, account.state_ids, agreement, term, period, *annexes)
        records += (bank, signatory, point, point.hours_ids)
        approval = cls.env["elektrohisob.approval"].create(
            {
                **period._prepare_approval_vals("period_reopen", 0, "isolation"),
                "company_id": company.id,
            }
        )
        rule = cls.env["elektrohisob.approval.rule"].create(
            {
                "operation": "period_reopen",
                "company_id": company.id,
                "group_id": cls.env.ref("elektrohisob_base.group_manager").id,
            }
        )
        records += (approval, rule)
        parameter = cls.env.ref("elektrohisob_base.parameter_sms_number")
        value = cls.env["elektrohisob.parameter.value"].create(
            {
                "parameter_id": parameter.id,
                "company_id": company.id,
                "date_start": "2026-01-01",
                "value": "2100",
            }
        )
        records += (value,)
        node = cls.env["elektrohisob.sync.node"].create(
            {"name": "Division", "company_id": company.id}
        )
        proposal = cls.env["elektrohisob.sync.proposal"].create(
            {
                "title": "Row",
                "company_id": company.id,
                "model": "elektrohisob.street",
                "key": "1",
            }
        )
        records += (node, proposal)
        staff = cls._create_staff(company, f"isolation_{company.id}")
        grant = cls.env["elektrohisob.staff.grant"].create(
            {
                "kind": "role",
                "staff_id": staff.id,
                "role_ids": [Command.link(cls.env.ref(f"{ADDON}.group_cashier").id)],
                "date_end": "2099-12-31",
                "reason": "isolation",
            }
        )
        records += (staff, grant)
        records += (
            cls.env["elektrohisob.login.event"].create(
                {"login": "x", "outcome": "ok", "company_id": company.id}
            ),
        )
        records += (provider, message, line)
        records += cls._get_isolation_reorganisation(account)
        return {
            **{record._name: record for record in records},
            **cls._get_isolation_references(company),
            **cls._get_isolation_audit(company, account),
        }


class IsolationTests:
    """A user of district A gets at nothing of district B, by any way, in any role.

    Mixed into a test class over the common class of each addon.
    """

    allow_inherited_tests_method = True  # or the test loader skips these tests
    whole_line = False

    def _get_models(self):
        """Stored models of this addon, and of those to the left if ``whole_line``."""
        names = {self.test_module}
        if self.whole_line:
            addon = self.env["ir.module.module"].search(
                [("name", "=", self.test_module)]
            )
            left = addon.upstream_dependencies(exclude_states=("uninstalled",))
            names |= set(left.mapped("name"))
        return {
            name: model
            for name, model in self.env.registry.items()
            if name.startswith("elektrohisob.")
            and not model._abstract
            and not model._transient
            and model._original_module in names
        }

    def _get_company_models(self):
        return sorted(
            name
            for name, model in self._get_models().items()
            if "company_id" in model._fields
        )

    def test_every_model_of_accounts_has_a_company(self):
        for name, model in self._get_models().items():
            for field in model._fields.values():
                if field.type == "many2one" and (
                    field.comodel_name == "elektrohisob.account"
                ):
                    self.assertIn("company_id", model._fields, name)

    def test_isolation(self):
        own = self._get_isolation_records(self.district_a)
        foreign = self._get_isolation_records(self.district_b)
        self.env.flush_all()
        missing = set(self._get_company_models()) - {
            name for name, records in foreign.items() if records
        }
        self.assertFalse(missing, "_get_isolation_records creates none of these")
        # the sentence of a refusal, with its names, takes longer than the refusal
        self.patch(self.registry["ir.rule"], "_make_access_error", self._refuse)
        export = self.env.ref("base.group_allow_export")
        for role, user in self.users.items():
            user.group_ids |= export  # so that only our rules stand in the way
            for name in self._get_company_models():
                with self.subTest(role=role, model=name):
                    self._check_isolated(user, own[name], foreign[name])

    @staticmethod
    def _refuse(*_args):
        return AccessError("refused")

    def _check_isolated(self, user, own, foreign):
        (own | foreign).invalidate_recordset()
        model = own.with_user(user).browse()
        if not model.has_access("read"):
            with self.assertRaises(AccessError):
                foreign.with_user(user).read(["id"])
            return
        self.assertEqual(model.search([("id", "in", own.ids)]), own.with_user(user))
        self._check_unreadable(model, foreign)
        self._check_unwritable(model, foreign.with_env(model.env))
        # Asking for the other company outright must not help either.
        tricked = model.with_context(allowed_company_ids=[self.district_b.id])
        with self.assertRaises(AccessError):
            tricked.search([("id", "in", foreign.ids)])

    def _check_unreadable(self, model, foreign):
        domain = [("id", "in", foreign.ids)]
        self.assertFalse(model.search(domain))
        self.assertFalse(model.search_fetch(domain, ["id"]))
        self.assertEqual(model.search_count(domain), 0)
        self.assertFalse(model.search_read(domain, ["id"]))
        self.assertFalse(model.web_search_read(domain, {"id": {}})["records"])
        self.assertFalse(model.name_search(domain=domain))
        self.assertEqual(model._read_group(domain, [], ["__count"]), [(0,)])
        self.assertFalse(
            model.formatted_read_group(domain, ["company_id"], ["__count"])
        )
        self.assertFalse(model.search([("company_id", "=", self.district_b.id)]))
        records = foreign.with_env(model.env)
        for read in (
            lambda: records.read(["company_id"]),
            lambda: records.web_read({"company_id": {}}),
            lambda: records.export_data(["id", "company_id/name"]),
            lambda: records.mapped("company_id.name"),
        ):
            records.invalidate_recordset()
            with self.assertRaises(AccessError):
                read()
        records.invalidate_recordset()
        try:
            names = records.mapped("display_name")
        except AccessError:
            return
        self.assertEqual(names, [f"{record._name},{record.id}" for record in records])

    def _check_unwritable(self, model, records):
        records.invalidate_recordset()
        with self.assertRaises(AccessError):
            records.write({"create_uid": model.env.uid} if model._log_access else {})
        with self.assertRaises(AccessError):
            records.unlink()
        if not model._auto or not model.has_access("create"):
            return
        with (
            self.assertRaises(UserError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            try:
                model.create(self._get_copy_vals(records.sudo()))
                self.env.flush_all()
            except IntegrityError as error:  # a second row is impossible anyway
                raise UserError(str(error)) from error

    def _get_copy_vals(self, records):
        vals_list = records.copy_data({"company_id": self.district_b.id})
        for field in records._fields.values():
            if field.type == "char" and field.required and field.name != "number":
                for vals in vals_list:
                    vals.setdefault(field.name, "copy")
        return vals_list
