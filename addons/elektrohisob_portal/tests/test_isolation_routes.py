from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user
from odoo.tools import mute_logger

from odoo.addons.elektrohisob_reports.tests.common import ReportsCommon

SECRET = "Sirojiddinova"
# Pages without anything of a district: the frame of the web client.
FRAMES = {"/web", "/odoo", "/odoo/<path:subpath>", "/scoped_app/<path:subpath>"}
FRAMES |= {"/elektrohisob/field/worker.js"}  # a script
# Pages of the user's own login.
FRAMES |= {"/elektrohisob/password", "/elektrohisob/second-factor"}


# Doors of payment services, which ask for the secret of the service.
SERVICES = {
    f"/elektrohisob/{service}"
    for service in (
        *("paynet/soap", "paynet/rpc", "payme", "click", "uzum", "sms-operator"),
    )
}


class TestIsolationRoutes(ReportsCommon, HttpCase):
    """No address of our controllers gives anything of another district.

    All routes are found by introspection; the test fails on one it does not know.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls._get_isolation_records(cls.district_b)
        cls.account = cls.foreign["elektrohisob.account"]
        cls.account.surname = SECRET
        cls.consumer = new_test_user(cls.env, "routes_consumer", "base.group_portal")
        cls.sync = new_test_user(
            cls.env,
            "routes_sync",
            "elektrohisob_base.group_sync",
            company_id=cls.district_a.id,
            company_ids=[Command.set(cls.district_a.ids)],
        )
        cls.env.flush_all()

    def _get_rules(self):
        """Addresses of routes that our controllers define or override."""
        found = set()
        for rule in self.env["ir.http"].routing_map().iter_rules():
            endpoint = rule.endpoint
            function = getattr(endpoint, "original_endpoint", None) or endpoint.func
            if "elektrohisob" in function.__module__:
                found.add(rule.rule)
        return found

    def _get_addresses(self):
        """Route → address that asks for what is of district B."""
        account, home = self.account.id, "/my/electricity"
        order = self.foreign["elektrohisob.work.order"].id
        field, sheet = "/elektrohisob/field", "/elektrohisob/work_sheet"
        route_sheet = self.foreign["elektrohisob.route.sheet"].id
        payment = self.foreign["elektrohisob.payment"].id
        payment_day = self.foreign["elektrohisob.payment.day"].id
        agent_act = self.foreign["elektrohisob.agent.act"].id
        period = self.foreign["elektrohisob.period"].id
        movement = self.foreign["elektrohisob.movement"].id
        stocktake = self.foreign["elektrohisob.stocktake"].id
        reorganisation = self.foreign["elektrohisob.reorganisation"].id
        correction = self.foreign["elektrohisob.correction"].id
        agreement = self.foreign["elektrohisob.agreement"].id
        plan = self.foreign["elektrohisob.instalment"].id
        legal_run = self.foreign["elektrohisob.legal.run"].id
        notice = self.foreign["elektrohisob.advance.notice"].id
        settlement = self.foreign["elektrohisob.final.settlement"].id
        invoice = self.foreign["elektrohisob.invoice"].id
        register = self.foreign["elektrohisob.invoice.register"].id
        reconciliation = self.foreign["elektrohisob.reconciliation.act"].id
        reading_act = self.foreign["elektrohisob.reading.act"].id
        act = self.foreign["elektrohisob.unauthorised.act"].id
        owed = self.foreign["elektrohisob.benefit.receivable"].id
        change = self.foreign["elektrohisob.agreement.change"].id
        shift = self.foreign["elektrohisob.cash.shift"].id
        wizard = self.env["elektrohisob.account.statement.print"].create(
            {
                "account_id": account,
                "date_from": "2026-01-01",
                "date_to": "2026-01-31",
            }
        )
        costs = self.env["elektrohisob.sms.cost.print"].create({})
        books = self.env["elektrohisob.gl.sheet"].create(
            {"company_id": self.foreign["elektrohisob.account"].company_id.id}
        )
        model = f"/elektrohisob/statement/<model('{wizard._name}'):wizard>"
        page = f'{home}/<int:account_id>/<any("payments","readings"):kind>'
        head_end = self.foreign["elektrohisob.exchange.provider"].code
        return {
            **{door: door for door in SERVICES},
            **{f"{door}/<path:tail>": f"{door}/check" for door in SERVICES},
            "/elektrohisob/headend/<string:code>": f"/elektrohisob/headend/{head_end}",
            "/elektrohisob/sms/report/<string:code>/<string:token>": (
                f"/elektrohisob/sms/report/{head_end}/x"
            ),
            "/elektrohisob/gl-sheet/<int:sheet_id>/<string:file_format>": (
                f"/elektrohisob/gl-sheet/{books.id}/csv"
            ),
            "/elektrohisob/correction/<int:correction_id>": (
                f"/elektrohisob/correction/{correction}"
            ),
            "/elektrohisob/instalment/<int:instalment_id>": (
                f"/elektrohisob/instalment/{plan}"
            ),
            "/elektrohisob/legal-run/<int:run_id>": (
                f"/elektrohisob/legal-run/{legal_run}"
            ),
            "/elektrohisob/advance-notice/<int:notice_id>": (
                f"/elektrohisob/advance-notice/{notice}"
            ),
            "/elektrohisob/final-settlement/<int:settlement_id>": (
                f"/elektrohisob/final-settlement/{settlement}"
            ),
            "/elektrohisob/invoice/<int:invoice_id>": (
                f"/elektrohisob/invoice/{invoice}"
            ),
            "/elektrohisob/invoice-register/<int:register_id>/<string:file_format>": (
                f"/elektrohisob/invoice-register/{register}/xlsx"
            ),
            "/elektrohisob/reconciliation-act/<int:act_id>": (
                f"/elektrohisob/reconciliation-act/{reconciliation}"
            ),
            "/elektrohisob/unauthorised-act/<int:act_id>": (
                f"/elektrohisob/unauthorised-act/{act}"
            ),
            "/elektrohisob/reading-act/<int:act_id>": (
                f"/elektrohisob/reading-act/{reading_act}"
            ),
            "/elektrohisob/benefit_register/<int:receivable_id>": (
                f"/elektrohisob/benefit_register/{owed}"
            ),
            "/elektrohisob/agreement/<int:agreement_id>/contract": (
                f"/elektrohisob/agreement/{agreement}/contract"
            ),
            "/elektrohisob/agreement-change/<int:change_id>/document": (
                f"/elektrohisob/agreement-change/{change}/document"
            ),
            "/elektrohisob/stocktake/<int:stocktake_id>/act": (
                f"/elektrohisob/stocktake/{stocktake}/act"
            ),
            "/elektrohisob/movement/<int:movement_id>/act": (
                f"/elektrohisob/movement/{movement}/act"
            ),
            "/elektrohisob/reorganisation/<int:document_id>/act": (
                f"/elektrohisob/reorganisation/{reorganisation}/act"
            ),
            "/elektrohisob/bill/<int:account_id>/<string:period>": (
                f"/elektrohisob/bill/{account}/2026-01"
            ),
            "/elektrohisob/receipt/<model('elektrohisob.payment'):payment>": (
                f"/elektrohisob/receipt/{payment}"
            ),
            "/elektrohisob/agent-act/<int:act_id>": (
                f"/elektrohisob/agent-act/{agent_act}"
            ),
            "/elektrohisob/payment-day/<model('elektrohisob.payment.day'):day>": (
                f"/elektrohisob/payment-day/{payment_day}"
            ),
            "/elektrohisob/cash-shift/<model('elektrohisob.cash.shift'):shift>": (
                f"/elektrohisob/cash-shift/{shift}"
            ),
            model: f"/elektrohisob/statement/{wizard.id}",
            f"/elektrohisob/sms-cost/<model('{costs._name}'):wizard>": (
                f"/elektrohisob/sms-cost/{costs.id}"
            ),
            model.replace("/statement/", "/reconciliation/"): (
                f"/elektrohisob/reconciliation/{wizard.id}"
            ),
            "/elektrohisob/route-sheets": (
                f"/elektrohisob/route-sheets?ids={route_sheet}"
            ),
            field: field,
            f"{field}/orders": f"{field}/orders",
            f"{field}/send": f"{field}/send",
            f"{sheet}/<string:ids>": f"{sheet}/{order}",
            home: home,
            f"{home}/<int:account_id>": f"{home}/{account}",
            f"{home}/<int:account_id>/bill/<int:period_id>": (
                f"{home}/{account}/bill/{period}"
            ),
            page: f"{home}/{account}/payments",
            f"{page}/page/<int:page>": f"{home}/{account}/readings/page/1",
            **self._get_document_addresses(f"{home}/{account}"),
            f"{home}/<int:account_id>/reading": f"{home}/{account}/reading",
            f"{home}/<int:account_id>/reading/send": f"{home}/{account}/reading/send",
        }

    def _get_document_addresses(self, own):
        """Invoices, acts and statements in the cabinet."""
        base = "/my/electricity/<int:account_id>"
        found = {}
        for many, one, name in (
            ("invoices", "invoice", "elektrohisob.invoice"),
            ("acts", "act", "elektrohisob.reconciliation.act"),
        ):
            document = self.foreign[name].id
            place = f"<int:{one}_id>"
            found |= {
                f"{base}/{many}": f"{own}/{many}",
                f"{base}/{many}/page/<int:page>": f"{own}/{many}/page/1",
                f"{base}/{one}/{place}": f"{own}/{one}/{document}",
                f"{base}/{one}/{place}/pdf": f"{own}/{one}/{document}/pdf",
            }
        act = self.foreign["elektrohisob.reconciliation.act"].id
        notice = self.foreign["elektrohisob.advance.notice"].id
        return {
            **found,
            f"{base}/notices": f"{own}/notices",
            f"{base}/notices/page/<int:page>": f"{own}/notices/page/1",
            f"{base}/notice/<int:notice_id>/pdf": f"{own}/notice/{notice}/pdf",
            f"{base}/act/<int:act_id>/answer": f"{own}/act/{act}/answer",
            f"{base}/statement": f"{own}/statement",
            f'{base}/statement/<any("pdf","xlsx"):file_format>': f"{own}/statement/pdf",
        }

    def test_every_route_is_tried(self):
        unknown = self._get_rules() - self._get_addresses().keys() - FRAMES
        self.assertFalse(unknown, "Add their addresses to _get_addresses")

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule", "werkzeug")
    def test_routes(self):
        addresses = self._get_addresses()
        self.env.flush_all()
        logins = [user.login for user in self.users.values()]
        for login in (None, self.consumer.login, self.sync.login, *logins):
            self.authenticate(login, login)
            for rule, address in addresses.items():
                with self.subTest(login=login, rule=rule):
                    is_report = "/sms/report/" in rule
                    posted = (
                        rule.endswith(("/send", "/answer"))
                        or "headend" in rule
                        or is_report
                    )
                    is_service = rule.removesuffix("/<path:tail>") in SERVICES
                    data = {"x": "1"} if posted or is_service else None
                    answer = self.url_open(address, data=data, allow_redirects=False)
                    self.assertNotIn(SECRET, answer.text)
                    if "headend" in rule:  # asks for a key, not for a user
                        self.assertEqual(answer.status_code, 401)
                        continue
                    if is_report:  # its secret is part of the address
                        self.assertIn(answer.status_code, (404, 429))
                        continue
                    if is_service:  # the same: each says no in its own way
                        self.assertRegex(answer.text, r"(?i)error|fault")
                        continue
                    if login:
                        self.assertIn(answer.status_code, (303, 400, 403, 404, 415))
                    else:
                        self.assertIn(answer.status_code, (303, 400, 415))
                    if answer.status_code == 303:
                        self.assertRegex(answer.headers["Location"], r"/my$|/web/login")
