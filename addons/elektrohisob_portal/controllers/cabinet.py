import re

from odoo import fields, http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

from odoo.addons.elektrohisob_base.tools.audit import log_output
from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

BASE = "/my/electricity"
ROWS = 20
VALUE = re.compile(r"\d{1,9}([.,]\d{1,3})?")
RESULT_KEY = "elektrohisob_reading_result"


class Cabinet(CustomerPortal):
    """Pages of the consumer's personal cabinet."""

    def _prepare_home_portal_values(self, counters):
        """Override of `portal` to show the consumer's accounts on the first page."""
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            # Found under the consumer's rules; the due day needs the period.
            accounts = self._get_accounts().sudo()
            values["electricity_accounts"] = [
                account._get_cabinet_summary() for account in accounts
            ]
        return values

    # === PAGES === #

    @http.route(BASE, type="http", auth="user", website=True, readonly=True)
    def accounts(self, **kwargs):
        accounts = self._get_accounts()
        if len(accounts) == 1:
            return request.redirect(f"{BASE}/{accounts.id}")
        return request.redirect("/my")

    @http.route(
        f"{BASE}/<int:account_id>",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def account_page(self, account_id, **kwargs):
        """Balance, chart, bills, latest payments and readings of an account."""
        account = self._find_account(account_id)
        if not account:
            return request.redirect("/my")
        values = self._prepare_account_values(account, "overview")
        services = request.env["elektrohisob.exchange.provider"]
        values.update(
            {
                "pay_links": services._get_pay_links(
                    services._get_pay_settings(account.company_id),
                    account.number,
                    round(account.amount_due * 100),
                    request.env.lang or "",
                ),
                "chart": account._get_cabinet_chart(),
                **self._prepare_papers(account),
                "payments": self._search_rows(account, "payments", limit=5),
                "readings": self._search_rows(account, "readings", limit=5),
            }
        )
        return request.render("elektrohisob_portal.account_page", values)

    @http.route(
        [
            f'{BASE}/<int:account_id>/<any("payments","readings"):kind>',
            f'{BASE}/<int:account_id>/<any("payments","readings"):kind>/page/<int:page>',
        ],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def history_page(self, account_id, kind, page=1, **kwargs):
        """All payments or all readings of an account, page by page."""
        account = self._find_account(account_id)
        if not account:
            return request.redirect("/my")
        model, domain = self._get_rows_domain(account, kind)
        pager = portal_pager(
            url=f"{BASE}/{account.id}/{kind}",
            total=account.env[model].search_count(domain),
            page=page,
            step=ROWS,
        )
        values = self._prepare_account_values(account, kind)
        values.update(
            {
                "pager": pager,
                kind: self._search_rows(account, kind, ROWS, pager["offset"]),
            }
        )
        return request.render(f"elektrohisob_portal.{kind}_page", values)

    @http.route(
        f"{BASE}/<int:account_id>/bill/<int:period_id>",
        type="http",
        auth="user",
        website=True,
    )
    def bill_pdf(self, account_id, period_id, **kwargs):
        """The bill of a month as PDF in the language of the page."""
        account = self._find_account(account_id)
        period = account and account.entry_ids.period_id.filtered(
            lambda period: period.id == period_id
        )
        if not period:
            return request.redirect("/my")
        content = account._render_bill_pdf(period, lang=request.env.lang)
        name = f"{account.number}-{period.date_start:%Y-%m}.pdf"
        log_output(
            account,
            kind="print",
            file_format="pdf",
            name=request.env._("Bill"),
            selection=name,
        )
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name)),
            ],
        )

    # === READINGS === #

    @http.route(
        f"{BASE}/<int:account_id>/reading",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def reading_page(self, account_id, **kwargs):
        """Form for a new reading of each meter; after sending, the answers."""
        account = self._find_account(account_id)
        if not account:
            return request.redirect("/my")
        values = self._prepare_account_values(account, "reading")
        values.update(
            {
                "meters": account._get_cabinet_meters(),
                "hints": self._get_hints(),
                "today": business_today(account),
                "result": request.session.pop(RESULT_KEY, {}),
            }
        )
        return request.render("elektrohisob_portal.reading_page", values)

    @http.route(
        f"{BASE}/<int:account_id>/reading/send",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def reading_send(self, account_id, **post):
        """Hand the readings to the same checks all readings pass."""
        account = self._find_account(account_id)
        if not account:
            return request.redirect("/my")
        try:
            answers = self._accept_readings(account, post)
        except UserError as error:
            answers = [{"state": "refused", "reason": str(error)}]
        request.session[RESULT_KEY] = {
            "answers": answers,
            "values": {key: str(text)[:20] for key, text in post.items()},
        }
        return request.redirect(f"{BASE}/{account.id}/reading")

    # === HELPERS === #

    def _get_accounts(self):
        """Accounts of the logged-in consumer."""
        partner = request.env.user.partner_id.commercial_partner_id
        accounts = request.env["elektrohisob.account"]
        if not accounts.has_access("read"):
            return accounts
        return accounts._get_cabinet_accounts(partner)

    def _find_account(self, account_id):
        """The account if it belongs to the logged-in consumer, else nothing.

        Staff may read many accounts, but the cabinet is for the owner only. The
        pages need reference data consumers have no rights to, hence the sudo that
        ``_document_check_access`` gives after checking the rules.
        """
        try:
            account = self._document_check_access("elektrohisob.account", account_id)
        except (AccessError, MissingError):
            return None
        partner = request.env.user.partner_id.commercial_partner_id
        return account if account.partner_id == partner else None

    def _prepare_account_values(self, account, page):
        return {
            "page_name": "electricity",
            "electricity_page": page,
            "account": account,
            "summary": account._get_cabinet_summary(),
            "several": len(self._get_accounts()) > 1,
        }

    def _prepare_papers(self, account):
        """Bills of a household, documents of an organisation."""
        if account.category == "household":
            return {"bills": account._get_cabinet_bills(), "documents": None}
        return {"bills": [], "documents": account._get_cabinet_documents()}

    def _get_hints(self):
        """Sentences of the reading form, filled in while the consumer types."""
        return {
            "used": request.env._("%(kwh)s kWh used over %(days)s days"),
            "today": request.env._("%(kwh)s kWh used since the last reading"),
            "lower": request.env._(
                "Lower than the last reading. Check the digits: leave out those after "
                "the comma or in the red frame."
            ),
            "high": request.env._(
                "Much more than usual (about %(usual)s kWh expected). Check the digits."
            ),
        }

    def _get_rows_domain(self, account, kind):
        if kind == "payments":
            return "elektrohisob.payment", [
                ("account_id", "=", account.id),
                ("state", "=", "posted"),
            ]
        return "elektrohisob.reading", [("account_id", "=", account.id)]

    def _search_rows(self, account, kind, limit, offset=0):
        model, domain = self._get_rows_domain(account, kind)
        return account.env[model].search(domain, limit=limit, offset=offset)

    def _accept_readings(self, account, post):
        """Check the form and pass its readings on.

        :return: list of dicts ``meter``, ``state`` and ``reason``
        :raise UserError: nothing entered, not a number, or too many attempts
        """
        rows, meters = [], []
        for meter in account._get_cabinet_meters():
            installation = meter["installation"]
            text = str(post.get(f"value_{installation.id}") or "")
            text = re.sub(r"[\s\u00a0\u202f]", "", text)
            if not text:
                continue
            if not VALUE.fullmatch(text):
                raise UserError(
                    request.env._(
                        "“%(text)s” is not a reading of meter %(meter)s. Copy the "
                        "digits from the display, for example 1234 or 1234.5.",
                        text=text[:20],
                        meter=meter["meter"].serial,
                    )
                )
            meters.append(meter["meter"].serial)
            rows.append(
                {
                    "account_id": account.id,
                    "installation_id": installation.id,
                    "date": business_today(account),
                    "value": float(text.replace(",", ".")),
                }
            )
        if not rows:
            raise UserError(request.env._("Enter the digits from your meter."))
        self._check_reading_limit(account)
        Reading = account.env["elektrohisob.reading"]
        results = Reading._accept(rows, source="portal")
        return [
            {
                "meter": serial,
                "state": result["state"],
                "reason": self._get_reason(Reading, result),
            }
            for serial, result in zip(meters, results, strict=True)
        ]

    def _get_reason(self, Reading, result):
        """Nothing for an accepted reading, whatever the staff should know of it."""
        if result["state"] == "accepted":
            return ""
        return Reading._get_cabinet_reason(result["code"], result["reason"])

    def _check_reading_limit(self, account):
        """Stop a script from filling the readings of an account."""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        most = account.env["elektrohisob.parameter"]._get_value(
            "cabinet_readings_a_day", account.company_id
        )
        count = account.env["elektrohisob.reading"].search_count(
            [
                ("account_id", "=", account.id),
                ("source", "=", "portal"),
                ("create_date", ">=", since),
            ],
            limit=most,
        )
        if count >= most:
            raise UserError(
                request.env._(
                    "You have sent %(count)s readings today. Try again tomorrow or "
                    "call %(phone)s.",
                    count=most,
                    phone=account.company_id.call_centre,
                )
            )
