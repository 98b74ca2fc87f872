import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.tools.append_only import protect
from odoo.addons.elektrohisob_base.tools.dates import business_today

FREE = {"operation", "date", "multiplier", "note", "line_ids"}


class ActCorrection(models.Model):
    """An act on a meter put right: another day, other readings, another multiplier,
    or taken back whole.

    Written by the dialog “Correct the act”: it tells the energy that will be charged
    or given back before anything changes. From then on the row is history; the
    settlement of the account derives the difference document.
    """

    _name = "elektrohisob.act.correction"
    _description = "Correction of an act"
    _inherit = ["elektrohisob.approval.mixin"]
    _order = "id desc"

    usage_point_id = fields.Many2one(
        "elektrohisob.usage.point",
        string="Point",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    account_id = fields.Many2one(
        related="usage_point_id.account_id", store=True, index=True
    )
    company_id = fields.Many2one(related="usage_point_id.company_id", store=True)
    act_kind = fields.Selection(
        [
            ("install", "Installation"),
            ("swap", "Replacement"),
            ("ratio", "Change of transformers"),
            ("remove", "Removal"),
            ("seal", "Seals only"),
        ],
        string="Act",
        required=True,
        readonly=True,
    )
    act_number = fields.Char(readonly=True)
    old_installation_id = fields.Many2one(
        "elektrohisob.installation",
        string="Meter taken down",
        readonly=True,
        ondelete="restrict",
    )
    new_installation_id = fields.Many2one(
        "elektrohisob.installation",
        string="Meter hung",
        readonly=True,
        ondelete="restrict",
    )
    movement_ids = fields.Many2many(
        "elektrohisob.movement",
        "elektrohisob_act_correction_movement_rel",
        string="Documents corrected",
        readonly=True,
    )
    written_ids = fields.One2many(
        "elektrohisob.movement", "act_correction_id", string="Documents written"
    )
    operation = fields.Selection(
        [
            ("change", "Another day, readings or multiplier"),
            ("take_back", "It never was: take the act back whole"),
        ],
        string="What is wrong",
        required=True,
        default="change",
    )
    date_before = fields.Date(string="Day of the act", required=True, readonly=True)
    date = fields.Date(string="Right day", required=True)
    multiplier_before = fields.Integer(string="Multiplier so far", readonly=True)
    multiplier = fields.Integer(
        string="Right multiplier", help="Of the meter that the act hung."
    )
    line_ids = fields.One2many(
        "elektrohisob.act.correction.line", "correction_id", string="Readings"
    )
    note = fields.Char(string="Why")
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Corrected")],
        required=True,
        readonly=True,
        default="draft",
    )
    user_id = fields.Many2one(
        "res.users", string="Who", readonly=True, ondelete="restrict"
    )
    time = fields.Datetime(string="When", readonly=True)

    _company_idx = models.Index("(company_id, id)")

    def init(self):
        """What is corrected is a fact: the database refuses to change it."""
        protect(self.env.cr, self._table, when="OLD.state = 'done'")

    @api.depends("act_number", "date_before", "act_kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["act_kind"]._description_selection(self.env))
        for row in self:
            act = row._tell_act(row.act_number, row.date_before)
            row.display_name = f"{kinds.get(row.act_kind, '')} {act}".strip()

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `base`: only drafts are written, and what is typed alone."""
        if not self.env.su:
            self._check_draft()
            vals = {name: value for name, value in vals.items() if name in FREE}
        return super().write(vals)

    @api.autovacuum
    def _gc_drafts(self):
        """Dialogs that were closed leave drafts; nobody decides about them."""
        day = fields.Datetime.now() - timedelta(days=1)
        drafts = self.search([("state", "=", "draft"), ("write_date", "<", day)])
        drafts.filtered(lambda row: not row.approval_ids).unlink()

    # === ACTIONS === #

    def action_open_installation(self):
        """Open the meter that the act is about."""
        self.ensure_one()
        meter = self.new_installation_id or self.old_installation_id
        return {
            "type": "ir.actions.act_window",
            "res_model": meter._name,
            "res_id": meter.id,
            "view_mode": "form",
        }

    # === BUSINESS METHODS === #

    @api.model
    def _tell_act(self, number, day):
        """An act as people name it."""
        day = format_date(self.env, day)
        if number:
            return self.env._("No. %(number)s of %(day)s", number=number, day=day)
        return self.env._("of %s", day)

    def _check_draft(self):
        done = self.filtered(lambda row: row.state == "done")[:1]
        if done:
            raise UserError(
                self.env._(
                    "%s is corrected already and stays as it is. Correct the act "
                    "again.",
                    done.display_name,
                )
            )

    def _check_figures(self):
        """What the dialog needs before anything can be tried."""
        problem = ""
        if not (self.note or "").strip():
            problem = self.env._("Write why the act is corrected.")
        elif self.operation == "change" and self.date > business_today(self):
            problem = self.env._("The right day of the act is still to come.")
        elif self.operation == "change" and not self._is_changed():
            problem = self.env._(
                "The act stays as it is. Change its day, a reading or the multiplier, "
                "or take it back whole."
            )
        elif self.operation == "change" and self._needs_multiplier():
            problem = self.env._(
                "The multiplier is a whole number from 1 up, and a change of "
                "transformers changes it. Take the act back if nothing changed."
            )
        if problem:
            raise UserError(
                self.env._(
                    "%(act)s: %(problem)s", act=self.display_name, problem=problem
                )
            )

    def _is_changed(self):
        return (
            self.date != self.date_before
            or self.multiplier != self.multiplier_before
            or any(line._is_changed() for line in self.line_ids)
        )

    def _needs_multiplier(self):
        if not self.new_installation_id:
            return False
        same = self.multiplier == self.old_installation_id.multiplier
        return self.multiplier < 1 or (self.act_kind == "ratio" and same)

    def _get_key(self):
        """What the figures shown were computed from."""
        lines = [[row.id or row._origin.id, row.value or "", row.rollover]
                 for row in self.line_ids]  # fmt: skip
        return json.dumps(
            [self.operation, str(self.date), self.multiplier, lines], default=str
        )
