from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.tools import bulk, pdf
from odoo.addons.elektrohisob_base.tools.append_only import protect

from ..engine.correction import total

OPERATION = "correction"
WAITING, BOOKED, VOID = "waiting", "booked", "void"
COLUMNS = (
    *("id", "number", "account_id", "company_id", "period_id", "run_id", "date"),
    *("cause", "state", "month_from", "month_to", "kwh", "amount", "vat"),
    *("create_uid", "create_date", "write_uid", "write_date"),
)
LINE_COLUMNS = (
    *("correction_id", "company_id", "month", "kwh_before", "kwh_after", "kwh"),
    *("amount_before", "amount_after", "amount", "vat"),
)


class Correction(models.Model):
    """The difference document: what changed in the past, month by month, and why.

    The settlement writes one for an account whenever it books anything for a month
    before the open one. Its charges name it; facts that people changed name it too.
    A large difference made by people waits here until a second person approves it.
    """

    _name = "elektrohisob.correction"
    _description = "Correction of earlier months"
    _inherit = ["elektrohisob.approval.mixin"]
    _order = "id desc"
    _rec_name = "number"

    number = fields.Char(required=True, readonly=True)
    account_id = fields.Many2one(
        "elektrohisob.account", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    period_id = fields.Many2one(
        "elektrohisob.period",
        string="Booked in",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    run_id = fields.Many2one(
        "elektrohisob.charge.run",
        string="Billing run",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    date = fields.Date(required=True, readonly=True)
    cause = fields.Selection(
        [
            ("facts", "Changed facts"),
            ("estimate", "Reading after an estimate"),
            ("first", "Months never charged before"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            (WAITING, "Waits for a decision"),
            (BOOKED, "Booked"),
            (VOID, "No longer needed"),
        ],
        required=True,
        readonly=True,
        default=BOOKED,
    )
    month_from = fields.Date(string="From the month", required=True, readonly=True)
    month_to = fields.Date(string="To the month", required=True, readonly=True)
    kwh = fields.Float(string="kWh", digits=(16, 3), readonly=True)
    amount = fields.Monetary(readonly=True, help="Above zero: the consumer owes more.")
    vat = fields.Monetary(string="VAT", readonly=True)
    line_ids = fields.One2many("elektrohisob.correction.line", "correction_id")
    charge_ids = fields.One2many("elektrohisob.charge", "correction_id")
    change_ids = fields.One2many(
        "elektrohisob.fact.change",
        "correction_id",
        string="Changed facts",
        help="What changed, by whom and why.",
    )
    all_change_ids = fields.Many2many(
        "elektrohisob.fact.change",
        string="Facts behind it",
        compute="_compute_all_change_ids",
        help="While it waits, all facts of the account not settled yet.",
    )
    months = fields.Char(compute="_compute_months")

    _number_uniq = models.Constraint("unique(number)", "The number is in use.")
    _account_idx = models.Index("(account_id, id)")
    _company_idx = models.Index("(company_id, id)")
    _waiting = models.UniqueIndex(
        "(account_id) WHERE state = 'waiting'",
        "A correction of this account waits for a decision already.",
    )

    def init(self):
        """What is booked is a fact: the database refuses to change it."""
        protect(self.env.cr, self._table, when="OLD.state <> 'waiting'")

    @api.depends("month_from", "month_to")
    @api.depends_context("lang")
    def _compute_months(self):
        for correction in self:
            names = [
                format_date(self.env, month, date_format="LLLL y")
                for month in (correction.month_from, correction.month_to)
                if month
            ]
            correction.months = " – ".join(dict.fromkeys(names))

    @api.depends("change_ids", "state")
    def _compute_all_change_ids(self):
        for correction in self:
            changes = correction.change_ids
            if correction.state == WAITING:
                changes = changes.search(
                    [
                        ("account_id", "=", correction.account_id.id),
                        ("period_id", "=", False),
                    ]
                )
            correction.all_change_ids = changes

    # === ACTIONS === #

    def action_print(self):
        """Print the document."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/correction/{self.id}",
            "target": "new",
        }

    def action_view_charges(self):
        """Open the charges that book the difference."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.charge_action"
        )
        domain = [("correction_id", "=", self.id)]
        return {**action, "domain": domain, "context": {}}

    # === DECISIONS === #

    def _check_approvable(self, operation):
        """Override of `elektrohisob.approval.mixin`: only while it waits."""
        if operation != OPERATION:
            return super()._check_approvable(operation)
        if self.state != WAITING:
            raise UserError(
                self.env._(
                    "%(correction)s is no longer waiting for a decision.",
                    correction=self.display_name,
                )
            )
        return None

    def _on_approved(self, approval):
        """Override of `elektrohisob.approval.mixin` to book the difference."""
        self._check_approvable(approval.operation)
        period = self.env["elektrohisob.period"]._get_open(self.company_id)
        settlement = self.env["elektrohisob.settlement"].with_context(
            elektrohisob_correction_id=self.id
        )
        settled = settlement._settle(self.account_id, period)
        if self.account_id.id in settled.parked:
            raise UserError(settled.parked[self.account_id.id][1])
        self.env["elektrohisob.charge.run.parked"]._resolve(settled, period)

    def _ask(self, changes):
        """Ask for a decision in the name of whoever changed the facts last.

        :return: sentence that tells what the account waits for
        """
        self.ensure_one()
        user = changes[:1].user_id or self.env.user
        last = self.approval_id
        if last.state == "refused":
            return self.env._(
                "Correction %(number)s of %(amount)s so'm was refused: %(note)s. Put "
                "the changed fact right, then settle the account again.",
                number=self.number,
                amount=pdf.money(round(self.amount * 100)),
                note=last.decision_note,
            )
        if last.state != "requested":
            reason = "; ".join(changes[:3].mapped("text")) or self.months
            document = self.with_user(user).sudo()  # asks in the name of the user
            try:
                with self.env.cr.savepoint():
                    document._request_approval(OPERATION, abs(self.amount), reason)
            except UserError as error:
                return str(error)
        return self.env._(
            "Correction %(number)s of %(amount)s so'm is above the limit and waits "
            "for the decision of a second person.",
            number=self.number,
            amount=pdf.money(round(self.amount * 100)),
        )

    def _void(self):
        """The facts no longer ask for this correction."""
        for correction in self:
            # nobody has the right to write requests or corrections
            request = correction.sudo().approval_id
            if request.state == "requested":
                request._finish({"state": "withdrawn"})
            correction.sudo().state = VOID
        self.flush_recordset()

    # === WRITING === #

    def _on_booked(self):
        """Hook: these corrections of one month of a district are being booked."""

    @api.model
    def _write_rows(self, found, period, state, run_id=None):
        """Write documents with their months.

        :param found: account id → (cause, corrected months)
        :return: account id → id of its document
        """
        ids = bulk.reserve_ids(self.env.cr, self._table, len(found))
        day = self.env["elektrohisob.ledger.entry"]._get_booking_date(period)
        unit, user, now = period.company_id.id, self.env.uid, fields.Datetime.now()
        rows, lines = [], []
        for id_, (account_id, (cause, months)) in zip(ids, found.items(), strict=True):
            number = f"{period.date_start:%y%m}-{id_:08d}"
            first, last = months[0].month, months[-1].month
            head = (id_, number, account_id, unit, period.id, run_id, day, cause)
            sums = _texts(total(months))
            rows.append((*head, state, first, last, *sums, user, now, user, now))
            for month in months:
                before, after = _texts(month.before), _texts(month.after)
                change = _texts(month.change)
                figures = (before[0], after[0], change[0], before[1], after[1])
                lines.append((id_, unit, month.month, *figures, *change[1:]))
        bulk.copy_rows(self.env.cr, self._table, COLUMNS, rows)
        bulk.copy_rows(self.env.cr, "elektrohisob_correction_line", LINE_COLUMNS, lines)
        self.env.invalidate_all(flush=False)
        return dict(zip(found, ids, strict=True))

    def _is_same(self, months):
        """Whether the document books just these months."""
        self.ensure_one()
        wanted = [(row.month, *row.change) for row in months]
        return wanted == [
            (
                row.month,
                round(row.kwh * 1000),
                round(row.amount * 100),
                round(row.vat * 100),
            )
            for row in self.line_ids
        ]


def _texts(figures):
    """Figures as the tables take them: kWh, so'm, so'm of VAT."""
    wh, amount, vat = figures
    return (bulk.kwh_text(wh), bulk.money_text(amount), bulk.money_text(vat))
