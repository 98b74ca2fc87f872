from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools import pdf
from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..report import statement_pdf


class AccountStatementPrint(models.TransientModel):
    """Period of a statement of account, printed or as a spreadsheet."""

    _name = "elektrohisob.account.statement.print"
    _description = "Statement of account"

    account_id = fields.Many2one(
        "elektrohisob.account", required=True, ondelete="cascade"
    )
    span = fields.Selection(
        [
            ("month", "This month"),
            ("last_month", "Last month"),
            ("year", "This year"),
            ("last_year", "Last year"),
            ("all", "Since the account was opened"),
            ("days", "From a day to a day"),
        ],
        string="Period",
        required=True,
        default="year",
    )
    date_from = fields.Date(
        string="From",
        compute="_compute_dates",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    date_to = fields.Date(
        string="To",
        compute="_compute_dates",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )

    @api.depends("span", "account_id")
    def _compute_dates(self):
        today = business_today(self)
        month = today.replace(day=1)
        year = month.replace(month=1)
        last_month = fields.Date.subtract(month, months=1)
        last_year = fields.Date.subtract(year, years=1)
        for wizard in self:
            opened = wizard._get_first_day() or year
            wizard.date_from, wizard.date_to = {
                "month": (month, today),
                "last_month": (last_month, fields.Date.subtract(month, days=1)),
                "year": (year, today),
                "last_year": (last_year, fields.Date.subtract(year, days=1)),
                "all": (opened, today),
                "days": (wizard.date_from or month, wizard.date_to or today),
            }[wizard.span or "year"]

    def _get_first_day(self):
        """Day of the first entry of the account or of its opening."""
        account = self.account_id
        entry = self.env["elektrohisob.ledger.entry"].search(
            [("account_id", "=", account.id)], order="date, id", limit=1
        )
        days = filter(None, (entry.date, account.date_open))
        return min(days, default=False)

    line_ids = fields.One2many(
        "elektrohisob.account.statement.line", "wizard_id", string="Movements"
    )
    currency_id = fields.Many2one(related="account_id.currency_id")
    opening = fields.Monetary(readonly=True, string="Opening balance")
    closing = fields.Monetary(readonly=True, string="Closing balance")

    # === ACTIONS === #

    def action_show(self):
        """Show the movements on the screen."""
        self._check_days()
        statement = self._get_statement()
        self.write(
            {
                "opening": statement["opening"],
                "closing": statement["closing"],
                "line_ids": [
                    fields.Command.clear(),
                    *(
                        fields.Command.create(self._prepare_line(line))
                        for line in statement["lines"]
                    ),
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Statement of account"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _prepare_line(self, line):
        names = ("date", "document", "debit", "credit", "balance", "kwh", "payment_id")
        return {
            **{name: line[name] for name in names},
            "operation": line["kind_name"],
            "covers": self._get_covers_text(line),
        }

    def action_print_pdf(self):
        """Open the statement as a PDF."""
        self._check_days()
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/statement/{self.id}",
            "target": "new",
            "close": True,
        }

    def action_print_xlsx(self):
        """Download the statement as a spreadsheet."""
        self._check_days()
        report = self.env.ref("elektrohisob_billing.statement_report_xlsx")
        action = report.report_action(self, config=False)
        return {**action, "close_on_report_download": True}

    # === BUSINESS METHODS === #

    def _check_days(self):
        self.ensure_one()
        if self.date_to < self.date_from:
            raise UserError(
                self.env._(
                    "The last day %(last)s is before the first day %(first)s.",
                    first=self.date_from,
                    last=self.date_to,
                )
            )

    def _get_pdf(self, lang=None):
        """Statement as PDF, by default in the language of the account: bytes."""
        self.ensure_one()
        lang = lang or self.account_id.lang or self.env.lang
        return statement_pdf.render(self.with_context(lang=lang)._prepare_pdf())

    def _get_statement(self):
        self.account_id.check_access("read")
        return self.account_id._get_statement(self.date_from, self.date_to)

    def _get_columns(self):
        _ = self.env._
        return [
            _("Date"),
            _("Operation"),
            _("Document"),
            _("kWh"),
            _("Charged"),
            _("Paid"),
            _("Balance"),
        ]

    def _get_covers_text(self, line):
        """What the money of a line covers: months with sums, and what is ahead."""
        model = self.env["elektrohisob.account.months.line"]
        names = dict(model._fields["kind"]._description_selection(self.env))
        texts = []
        for row in line["covers"]:
            sum_ = _money(row["amount"])
            if row["kind"] == "advance":
                texts.append(self.env._("ahead %s", sum_))
                continue
            month = f"{row['month'][5:]}.{row['month'][:4]}"
            if row["kind"] != "principal":
                month = f"{month} ({names[row['kind']]})"
            texts.append(f"{month}: {sum_}")
        return "; ".join(texts)

    def _get_facts(self):
        """Rows (label, value) that say whose statement it is."""
        _ = self.env._
        account = self.account_id
        return [
            (_("Account"), account._format_number(account.number)),
            (_("Consumer"), account.name or ""),
            (_("Address"), account.address or ""),
            (_("Contract"), account.agreement_id.number or ""),
            (_("STIR"), account.stir or ""),
        ]

    def _get_remark(self, closing):
        """The closing balance in a sentence, in figures and words."""
        currency = self.account_id.company_id.currency_id
        words = currency.amount_to_text(abs(closing))
        figures = pdf.money(pdf.tiyin(abs(closing)))
        if closing > 0:
            return self.env._(
                "Debt on %(day)s: %(sum)s so'm (%(words)s).",
                day=pdf.day(self.date_to),
                sum=figures,
                words=words,
            )
        if closing < 0:
            return self.env._(
                "Prepayment on %(day)s: %(sum)s so'm (%(words)s).",
                day=pdf.day(self.date_to),
                sum=figures,
                words=words,
            )
        return self.env._("No debt on %(day)s.", day=pdf.day(self.date_to))

    def _prepare_pdf(self):
        _ = self.env._
        statement = self._get_statement()
        first, last = pdf.day(self.date_from), pdf.day(self.date_to)
        return statement_pdf.StatementText(
            title=_(
                "Statement of account %(number)s",
                number=self.account_id._format_number(self.account_id.number),
            ),
            subtitle=_(
                "%(company)s, from %(first)s to %(last)s, so'm",
                company=self.account_id.company_id.name,
                first=first,
                last=last,
            ),
            facts=self._get_facts(),
            columns=self._get_columns(),
            opening=(_("Balance on %(day)s", day=first), _money(statement["opening"])),
            rows=[self._prepare_row(line) for line in statement["lines"]],
            totals=(
                _("Total"),
                "",
                "",
                pdf.kwh(pdf.watthours(statement["kwh"])),
                _money(statement["debit"]),
                _money(statement["credit"]),
                "",
            ),
            closing=(
                _("Balance after %(day)s", day=last),
                _money(statement["closing"]),
            ),
            remark=self._get_remark(statement["closing"]),
            signatures=[_("Accountant"), _("Consumer")],
            page=_("Page {page}"),
        )

    def _prepare_row(self, line):
        """Cells of one line of the statement; zeros are left empty."""
        return (
            pdf.day(fields.Date.to_date(line["date"])),
            line["kind_name"],
            " → ".join(filter(None, (line["document"], self._get_covers_text(line)))),
            pdf.kwh(pdf.watthours(line["kwh"])) if line["kwh"] else "",
            _money(line["debit"]) if line["debit"] else "",
            _money(line["credit"]) if line["credit"] else "",
            _money(line["balance"]),
        )


def _money(amount):
    return pdf.money(pdf.tiyin(amount))
