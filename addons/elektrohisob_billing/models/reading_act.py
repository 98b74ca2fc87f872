from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today

HEADS = "elektrohisob_base.group_manager,elektrohisob_base.group_admin"


class ReadingAct(models.Model):
    """Act of joint reading: supplier and organisation sign what the meters show.

    Until it is signed it follows the readings; the signature keeps its rows.
    """

    _name = "elektrohisob.reading.act"
    _description = "Act of joint reading"
    _inherit = ["elektrohisob.legal.document.mixin", "elektrohisob.scan.mixin"]
    _order = "month desc, id desc"

    state = fields.Selection(
        [("draft", "Not signed"), ("signed", "Signed by both sides")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    date_signed = fields.Date(string="Signed on", copy=False)
    consumer_signatory = fields.Char(
        string="Signs for the consumer", help="Position and full name."
    )
    signed_by_id = fields.Many2one(
        "res.users",
        string="Marked by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    scan_ids = fields.Many2many(
        "ir.attachment",
        string="Scanned copies",
        copy=False,
        bypass_search_access=True,
    )
    rows = fields.Json(string="Rows as signed", readonly=True, copy=False)
    row_text = fields.Html(string="Meters", compute="_compute_row_text", sanitize=False)
    kwh = fields.Float(string="kWh", compute="_compute_row_text", digits=(16, 3))
    is_changed = fields.Boolean(
        string="Readings changed since", compute="_compute_row_text"
    )

    _one_a_month = models.Constraint(
        "unique(account_id, month)",
        "The account already has an act of joint reading of this month.",
    )

    @api.depends("rows", "state", "account_id", "month")
    def _compute_row_text(self):
        for act in self:
            rows = act._get_rows()
            act.row_text = act._get_table(rows)
            act.kwh = sum(row["kwh"] for row in rows if row["reading_type"] == "A+")
            act.is_changed = bool(act.rows) and act.rows != act._load_rows()

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `base` to keep what both sides have signed."""
        if not self.env.su and set(vals) - {"scan_ids"}:
            self._check_state("draft")
        return super().write(vals)

    @api.model
    def _get_free_fields(self):
        """Override of `elektrohisob.legal.document.mixin`: the signed paper."""
        return {"scan_ids", "date", "date_signed", "consumer_signatory"}

    # === ACTIONS === #

    def action_sign(self):
        """Mark as signed by both sides: it needs the scanned paper."""
        self._check_state("draft")
        self.check_access("write")
        for act in self:
            rows = act._load_rows()
            if not act.scan_ids:
                raise UserError(
                    self.env._(
                        "Act %(number)s of account %(account)s has no scanned copy "
                        "yet. Add it, then mark the act as signed.",
                        number=act.number,
                        account=act.account_id.number,
                    )
                )
            if not rows:
                raise UserError(
                    self.env._(
                        "Act %(number)s of account %(account)s has no reading yet. "
                        "Enter it, then mark the act as signed.",
                        number=act.number,
                        account=act.account_id.number,
                    )
                )
            # the state is set by the buttons only; the right is checked above
            act.sudo().write(
                {
                    "state": "signed",
                    "rows": rows,
                    "date_signed": act.date_signed or business_today(self),
                    "signed_by_id": self.env.uid,
                }
            )

    def action_reopen(self):
        """Take the mark back: the readings changed and both sides sign anew."""
        self._check_state("signed")
        if not self.env.user.has_groups(HEADS):
            raise AccessError(
                self.env._(
                    "A signed act is reopened by a manager or an administrator. Ask "
                    "one of them."
                )
            )
        # the state is set by the buttons only; the right is checked above
        self.sudo().write({"state": "draft", "rows": False, "date_signed": False})

    def action_view_readings(self):
        """Open the readings from the first day of the month to that of the next."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Readings"),
            "res_model": "elektrohisob.reading",
            "view_mode": "list,form",
            "domain": [
                ("account_id", "=", self.account_id.id),
                ("date", ">=", self.month),
                ("date", "<=", fields.Date.add(self.month, months=1)),
            ],
        }

    # === BUSINESS METHODS === #

    def _check_state(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for act in self.filtered(lambda row: row.state != state):
            raise UserError(
                self.env._(
                    "Act %(number)s: this can be done in the state “%(state)s” only.",
                    number=act.number,
                    state=labels[state],
                )
            )

    @api.model
    def _make(self, accounts, month, run):
        """Override of `elektrohisob.legal.document.mixin`: an act for each contract
        with a meter."""
        known = self.search([("account_id", "in", accounts.ids), ("month", "=", month)])
        skipped = {
            act.account_id: self.env._("has %s already", act.number) for act in known
        }
        end = fields.Date.add(month, months=1)
        metered = self.env["elektrohisob.installation"].search(
            [
                ("usage_point_id.account_id", "in", accounts.ids),
                ("date_start", "<", end),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", month),
            ]
        )
        metered = metered.usage_point_id.account_id
        made = self.browse()
        # nobody writes acts by hand; the run has checked who makes them
        acts = self.sudo()
        for account in accounts - known.account_id:
            if account not in metered:
                skipped[account] = self.env._("has no meter")
                continue
            agreement = account.agreement_id
            made += acts.create(
                {
                    "number": self._next_number(account.company_id),
                    "account_id": account.id,
                    "company_id": account.company_id.id,
                    "agreement_id": agreement.id,
                    "consumer_signatory": agreement.consumer_signatory,
                    "run_id": run and run.id,
                    "month": month,
                    "date": max(business_today(self), end),
                }
            )
        return made.sudo(False), skipped
