import re

from odoo import fields, http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

from odoo.addons.elektrohisob_base.tools.audit import log_output
from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_billing.tools.written_file import TYPES
from odoo.addons.portal.controllers.portal import pager as portal_pager

from .cabinet import BASE, ROWS, Cabinet

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
SUM = re.compile(r"\d{1,15}([.,]\d{1,2})?")
SPACES = re.compile(r"[\s\u00a0\u202f]")
RESULT_KEY = "elektrohisob_act_result"
OPTIONS = {"type": "http", "auth": "user", "website": True}


class Documents(Cabinet):
    """Invoices, reconciliation acts and statements in the consumer's cabinet."""

    # === INVOICES === #

    @http.route(
        [
            f"{BASE}/<int:account_id>/invoices",
            f"{BASE}/<int:account_id>/invoices/page/<int:page>",
        ],
        readonly=True,
        **OPTIONS,
    )
    def invoices(self, account_id, page=1, month="", unpaid="", **kwargs):
        """Invoices of an organisation: all, those of a month, or the unpaid ones."""
        account = self._find_organisation(account_id)
        if not account:
            return request.redirect("/my")
        month = month if MONTH.fullmatch(month or "") else ""
        chosen = {"month": month, "unpaid": "1" if unpaid else ""}
        first = fields.Date.to_date(f"{month}-01") if month else None
        domain = account._get_cabinet_invoice_domain(first, bool(unpaid))
        invoices = account.env["elektrohisob.invoice"]
        pager = portal_pager(
            url=f"{BASE}/{account.id}/invoices",
            url_args={name: value for name, value in chosen.items() if value},
            total=invoices.search_count(domain),
            page=page,
            step=ROWS,
        )
        values = self._prepare_account_values(account, "invoices")
        values.update(
            {
                "pager": pager,
                "chosen": chosen,
                "months": account._get_cabinet_invoice_months(),
                "totals": account._get_cabinet_invoice_totals(domain),
                "invoices": invoices.search(domain, limit=ROWS, offset=pager["offset"]),
            }
        )
        return request.render("elektrohisob_portal.invoices_page", values)

    @http.route(
        f"{BASE}/<int:account_id>/invoice/<int:invoice_id>", readonly=True, **OPTIONS
    )
    def invoice(self, account_id, invoice_id, **kwargs):
        """An invoice: readings, lines, sums, how to pay it."""
        account = self._find_organisation(account_id)
        invoice = self._find_document(account, "elektrohisob.invoice", invoice_id)
        if not invoice:
            return request.redirect("/my")
        values = self._prepare_account_values(account, "invoice")
        values.update(
            {
                "paper": invoice,
                "text": invoice._prepare_text(),
                "pay_links": self._get_pay_links(
                    account, round(max(invoice._get_cabinet_unpaid(), 0) * 100)
                ),
            }
        )
        return request.render("elektrohisob_portal.invoice_page", values)

    @http.route(f"{BASE}/<int:account_id>/invoice/<int:invoice_id>/pdf", **OPTIONS)
    def invoice_pdf(self, account_id, invoice_id, **kwargs):
        """The invoice as PDF in the language of the page."""
        account = self._find_organisation(account_id)
        invoice = self._find_document(account, "elektrohisob.invoice", invoice_id)
        if not invoice:
            return request.redirect("/my")
        return self._answer_file(
            invoice,
            invoice._render_pdf(request.env.lang),
            f"{invoice.number}.pdf",
            request.env._("Invoice"),
        )

    # === RECONCILIATION ACTS === #

    @http.route(
        [
            f"{BASE}/<int:account_id>/acts",
            f"{BASE}/<int:account_id>/acts/page/<int:page>",
        ],
        readonly=True,
        **OPTIONS,
    )
    def acts(self, account_id, page=1, **kwargs):
        """Reconciliation acts of an organisation, those to be answered first."""
        account = self._find_organisation(account_id)
        if not account:
            return request.redirect("/my")
        acts = account.env["elektrohisob.reconciliation.act"]
        domain = account._get_cabinet_act_domain()
        pager = portal_pager(
            url=f"{BASE}/{account.id}/acts",
            total=acts.search_count(domain),
            page=page,
            step=ROWS,
        )
        values = self._prepare_account_values(account, "acts")
        found = acts.search(domain, limit=ROWS, offset=pager["offset"])
        values.update({"pager": pager, "acts": found})
        return request.render("elektrohisob_portal.acts_page", values)

    @http.route(f"{BASE}/<int:account_id>/act/<int:act_id>", methods=["GET"], **OPTIONS)
    def act(self, account_id, act_id, **kwargs):
        """A reconciliation act and the form of its answer."""
        account = self._find_organisation(account_id)
        act = self._find_document(account, "elektrohisob.reconciliation.act", act_id)
        if not act:
            return request.redirect("/my")
        values = self._prepare_account_values(account, "act")
        result = request.session.pop(RESULT_KEY, {})
        values.update(
            {
                "act": act,
                "text": act._prepare_text(),
                "result": result if result.get("act") == act.id else {},
            }
        )
        return request.render("elektrohisob_portal.act_page", values)

    @http.route(f"{BASE}/<int:account_id>/act/<int:act_id>/pdf", **OPTIONS)
    def act_pdf(self, account_id, act_id, **kwargs):
        """The reconciliation act as PDF in the language of the page."""
        account = self._find_organisation(account_id)
        act = self._find_document(account, "elektrohisob.reconciliation.act", act_id)
        if not act:
            return request.redirect("/my")
        return self._answer_file(
            act,
            act._render_pdf(request.env.lang),
            f"{act.number}.pdf",
            request.env._("Reconciliation act"),
        )

    @http.route(
        f"{BASE}/<int:account_id>/act/<int:act_id>/answer", methods=["POST"], **OPTIONS
    )
    def act_answer(self, account_id, act_id, **post):
        """Accept the act, or say what the own books have instead; once."""
        account = self._find_organisation(account_id)
        act = self._find_document(account, "elektrohisob.reconciliation.act", act_id)
        if not act:
            return request.redirect("/my")
        result = {"act": act.id}
        try:
            # the answer is his who gives it; the pages read as the superuser
            act.with_user(request.env.user)._answer_in_cabinet(
                decision=post.get("decision") or "",
                closing=self._read_closing(post),
                remark=str(post.get("remark") or ""),
                name=str(post.get("name") or ""),
            )
            result["state"] = "done"
        except UserError as error:
            result |= {
                "state": "refused",
                "reason": str(error),
                "values": {key: str(text)[:2000] for key, text in post.items()},
            }
        request.session[RESULT_KEY] = result
        return request.redirect(f"{BASE}/{account.id}/act/{act.id}")

    def _read_closing(self, post):
        """Balance by the books of the consumer: below zero is paid ahead; None if
        nothing was entered.

        :raise UserError: it is not a sum
        """
        text = SPACES.sub("", str(post.get("their_closing") or ""))
        if not text or post.get("decision") != "disagreed":
            return None
        if not SUM.fullmatch(text):
            raise UserError(
                request.env._(
                    "“%s” is not a sum. Write it in so'm, for example 1 250 000,50.",
                    text[:20],
                )
            )
        amount = float(text.replace(",", "."))
        return -amount if post.get("side") == "ahead" else amount

    # === STATEMENT === #

    @http.route(f"{BASE}/<int:account_id>/statement", **OPTIONS)
    def statement(self, account_id, date_from="", date_to="", **kwargs):
        """What was charged and paid between two days, on the screen."""
        account = self._find_account(account_id)
        if not account:
            return request.redirect("/my")
        values = self._prepare_account_values(account, "statement")
        days, trouble = self._read_days(account, date_from, date_to)
        wizard = account._get_cabinet_statement(*days)
        values.update(
            {
                "days": days,
                "trouble": trouble,
                "statement": wizard._get_statement(),
            }
        )
        return request.render("elektrohisob_portal.statement_page", values)

    @http.route(
        f'{BASE}/<int:account_id>/statement/<any("pdf","xlsx"):file_format>', **OPTIONS
    )
    def statement_file(
        self, account_id, file_format, date_from="", date_to="", **kwargs
    ):
        """The statement as PDF or spreadsheet in the language of the page."""
        account = self._find_account(account_id)
        if not account:
            return request.redirect("/my")
        days, _trouble = self._read_days(account, date_from, date_to)
        wizard = account._get_cabinet_statement(*days)
        if file_format == "pdf":
            content = wizard._get_pdf(request.env.lang)
        else:
            content = wizard._render_cabinet_xlsx(request.env.lang)
        return self._answer_file(
            account,
            content,
            f"{account.number}-{days[0]}-{days[1]}.{file_format}",
            request.env._("Statement of account"),
            file_format,
        )

    def _read_days(self, account, date_from, date_to):
        """Days asked for: ((first, last), what was wrong); by default this year."""
        today = business_today(account)
        year = (today.replace(month=1, day=1), today)
        try:
            first = fields.Date.to_date(date_from or None) or year[0]
            last = fields.Date.to_date(date_to or None) or year[1]
        except ValueError:
            return year, request.env._("Choose the days in the calendar.")
        if last < first:
            return year, request.env._("The last day is before the first one.")
        return (first, last), ""

    # === HELPERS === #

    def _find_organisation(self, account_id):
        """The own account of an organisation, else nothing."""
        account = self._find_account(account_id)
        return account if account and account.category != "household" else None

    def _find_document(self, account, model, document_id):
        """A document of this account that the consumer may see, else nothing."""
        if not account:
            return None
        try:
            document = self._document_check_access(model, document_id)
        except (AccessError, MissingError):
            return None
        return document if document.account_id == account else None

    def _get_pay_links(self, account, tiyin):
        services = request.env["elektrohisob.exchange.provider"]
        settings = services._get_pay_settings(account.company_id)
        return services._get_pay_links(
            settings, account.number, tiyin, request.env.lang or ""
        )

    def _answer_file(self, records, content, name, title, file_format="pdf"):
        """A file for the browser; that it was taken is logged."""
        name = name.replace("/", "-")
        log_output(
            records,
            kind="print",
            file_format=file_format,
            name=title,
            selection=name,
        )
        return request.make_response(
            content,
            headers=[
                ("Content-Type", TYPES[file_format]),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
