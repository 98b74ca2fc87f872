from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.elektrohisob_base.tools import act_pdf, pdf

WIDTHS = (12, 32, 56, 36, 24, 28)


class BenefitReceivable(models.Model):
    """What a third party owes for benefits, by programme, district and month.

    The grain is the month the benefits were booked in, so corrections of earlier
    months are in the month of their document. Sums mirror the ledger entries of
    kind ``benefit``. What of a month is paid follows from the booked payments for
    benefits, the oldest months first; the last month takes what is paid ahead.
    """

    _name = "elektrohisob.benefit.receivable"
    _description = "Receivable of benefits"
    _auto = False
    _order = "month desc, programme_id, company_id"
    _depends = {
        "elektrohisob.charge": ["benefit_id", "period_id", "amount", "quantity"],
        "elektrohisob.benefit": ["programme_id"],
        "elektrohisob.benefit.programme": ["payer_id"],
        "elektrohisob.period": ["date_start"],
        "elektrohisob.benefit.payment": ["state"],
        "elektrohisob.benefit.payment.line": ["programme_id", "company_id", "amount"],
    }

    company_id = fields.Many2one(
        "res.company", string="District network", readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    period_id = fields.Many2one(
        "elektrohisob.period", string="Booked in", readonly=True
    )
    month = fields.Date(readonly=True)
    programme_id = fields.Many2one("elektrohisob.benefit.programme", readonly=True)
    payer_id = fields.Many2one("res.partner", string="Paid by", readonly=True)
    account_count = fields.Integer(string="Accounts", readonly=True, aggregator=None)
    kwh = fields.Float(
        string="kWh", digits=(16, 3), readonly=True, help="Energy with the benefit."
    )
    amount = fields.Monetary(
        string="Owed", readonly=True, help="What the payer owes for the month."
    )

    paid = fields.Monetary(readonly=True, help="The oldest months are paid first.")
    residual = fields.Monetary(
        string="Left to pay",
        readonly=True,
        help="Below zero: the payer has paid ahead.",
    )

    @api.depends("programme_id", "month")
    def _compute_display_name(self):
        for row in self:
            month = row.month and format_date(self.env, row.month, date_format="MM.y")
            row.display_name = f"{row.programme_id.code or ''} {month or ''}".strip()

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT t.*, t.amount - t.paid AS residual
              FROM (SELECT o.*,
                           CASE WHEN o.is_last THEN COALESCE(p.amount, 0)
                                ELSE LEAST(COALESCE(p.amount, 0), o.so_far)
                           END - LEAST(COALESCE(p.amount, 0), o.so_far - o.amount)
                           AS paid
                      FROM (%s) AS o
                      LEFT JOIN (
                           SELECT l.company_id, l.programme_id, sum(l.amount) AS amount
                             FROM elektrohisob_benefit_payment_line l
                             JOIN elektrohisob_benefit_payment d
                               ON d.id = l.benefit_payment_id AND d.state = 'booked'
                            GROUP BY 1, 2) AS p USING (company_id, programme_id)) AS t
            """,
            self._get_owed(),
        )

    @api.model
    def _get_owed(self):
        """What is owed by month, and what was owed up to it."""
        return SQL(
            """
            SELECT min(c.id) AS id, c.company_id, c.period_id,
                   p.date_start AS month, b.programme_id, g.payer_id,
                   count(DISTINCT c.account_id) AS account_count,
                   sum(c.quantity) AS kwh, -sum(c.amount) AS amount,
                   -sum(sum(c.amount)) OVER months AS so_far,
                   lead(p.date_start) OVER months IS NULL AS is_last
              FROM elektrohisob_charge c
              JOIN elektrohisob_benefit b ON b.id = c.benefit_id
              JOIN elektrohisob_benefit_programme g ON g.id = b.programme_id
              JOIN elektrohisob_period p ON p.id = c.period_id
             WHERE c.benefit_id IS NOT NULL AND g.payer_id IS NOT NULL
             GROUP BY c.company_id, c.period_id, p.date_start, b.programme_id,
                      g.payer_id
            WINDOW months AS (PARTITION BY c.company_id, b.programme_id
                              ORDER BY p.date_start)
            """
        )

    # === ACTIONS === #

    def action_pdf(self):
        """Open the register for the payer as a PDF."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/benefit_register/{self.id}",
            "target": "new",
        }

    def action_view_charges(self):
        """Open the charges the sum is made of."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.charge_action"
        )
        domain = [
            ("benefit_id.programme_id", "=", self.programme_id.id),
            ("period_id", "=", self.period_id.id),
        ]
        return {**action, "domain": domain, "context": {}}

    # === BUSINESS METHODS === #

    def _get_register_rows(self):
        """(account, person, PINFL, kWh, so'm) of the accounts, by number."""
        self.ensure_one()
        groups = self.env["elektrohisob.charge"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("period_id", "=", self.period_id.id),
                ("benefit_id.programme_id", "=", self.programme_id.id),
            ],
            ["benefit_id"],
            ["quantity:sum", "amount:sum"],
        )
        self.env["elektrohisob.benefit"].union(
            *(benefit for benefit, _kwh, _amount in groups)
        )._note_look("export")
        rows = [
            (
                benefit.account_id.number,
                benefit.person or "",
                benefit.pinfl or "",
                kwh,
                -amount,
            )
            for benefit, kwh, amount in groups
            if kwh or amount
        ]
        return sorted(rows)

    def _get_register_columns(self):
        _ = self.env._
        return [
            _("No."),
            _("Personal account"),
            _("Person"),
            _("PINFL"),
            _("kWh"),
            _("so'm"),
        ]

    def _get_register_title(self):
        month = format_date(self.env, self.month, date_format="LLLL y")
        return self.env._(
            "Register of benefits “%(programme)s”, %(month)s",
            programme=self.programme_id.name,
            month=month,
        )

    def _render_pdf(self, lang=None):
        """PDF of the register of one row.

        :param str lang: its language; by default that of the user
        """
        self.ensure_one()
        document = self.with_context(lang=lang) if lang else self
        return act_pdf.render(document._prepare_register())

    def _prepare_register(self):
        _ = self.env._
        rows = self._get_register_rows()
        total = pdf.money(round(self.amount * 100))
        return act_pdf.ActText(
            title=self._get_register_title(),
            subtitle=self.company_id.name,
            facts=[
                (_("Paid by"), self.payer_id.name),
                (_("Normative act"), self.programme_id.norm),
            ],
            columns=self._get_register_columns(),
            widths=WIDTHS,
            rows=[
                (
                    str(number),
                    *row[:3],
                    pdf.kwh(round(row[3] * 1000)),
                    pdf.money(round(row[4] * 100)),
                )
                for number, row in enumerate(rows, 1)
            ],
            remarks=[
                _(
                    "%(count)s persons, %(kwh)s kWh, to be paid: %(total)s so'm.",
                    count=len(rows),
                    kwh=pdf.kwh(round(self.kwh * 1000)),
                    total=total,
                )
            ],
            signatures=[
                (_("Head of the district network"), ""),
                (_("Chief accountant"), ""),
            ],
            page=_("Page {page}"),
        )
