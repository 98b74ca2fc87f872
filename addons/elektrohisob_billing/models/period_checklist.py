from odoo import api, fields, models
from odoo.exceptions import UserError

from .period_checks import CODES


class Period(models.Model):
    """The checklist of a month of a district network before it is closed."""

    _inherit = "elektrohisob.period"

    unit_id = fields.Many2one(
        related="company_id.parent_id", store=True, string="Enterprise"
    )
    check_result_ids = fields.One2many(
        "elektrohisob.period.check.result", "period_id", string="Checklist"
    )
    date_checked = fields.Datetime(string="Checked", readonly=True, copy=False)
    checklist_state = fields.Selection(
        [
            ("none", "Not checked"),
            ("blocks", "Stops closing"),
            ("warns", "Remarks are missing"),
            ("ok", "May be closed"),
        ],
        string="Checklist state",
        compute="_compute_checklist_state",
        store=True,
    )
    stopping_count = fields.Integer(
        string="Stop closing", compute="_compute_checklist_state", store=True
    )
    warning_count = fields.Integer(
        string="Warnings", compute="_compute_checklist_state", store=True
    )

    @api.depends("date_checked", "check_result_ids.state", "check_result_ids.remark")
    def _compute_checklist_state(self):
        for period in self:
            rows = period.check_result_ids
            stopping = rows.filtered(lambda row: row.state == "blocks")
            warning = rows.filtered(lambda row: row.state == "warns")
            period.stopping_count = len(stopping)
            period.warning_count = len(warning)
            if not period.date_checked:
                period.checklist_state = "none"
            elif stopping:
                period.checklist_state = "blocks"
            elif not all(warning.mapped("remark")):
                period.checklist_state = "warns"
            else:
                period.checklist_state = "ok"

    # === ACTIONS === #

    def action_check(self):
        """Go through the checklist again."""
        self._check_state("open", "closing")
        self.check_access("write")
        self._run_checks()

    def action_start_closing(self):
        """Override of `elektrohisob_base` to go through the checklist."""
        result = super().action_start_closing()
        self._run_checks()
        return result

    # === BUSINESS METHODS === #

    def _run_checks(self):
        """Write what every check finds in these months now."""
        # how the checks are set is read for whoever closes
        checks = self.env["elektrohisob.period.check"].sudo()
        checks = checks.search([("code", "in", CODES)])
        for period in self:
            found = {check: period._count_found(check.code) for check in checks}
            # people write nothing but remarks
            self.env["elektrohisob.period.check.result"].sudo()._write_results(
                period.sudo(), found
            )
        self.write({"date_checked": fields.Datetime.now()})

    def _check_closable(self):
        """Override of `elektrohisob_base` to close only what the checklist allows."""
        self._run_checks()
        for rows, sentence in (
            (
                self.check_result_ids.filtered(lambda row: row.state == "blocks"),
                self.env._(
                    "%(period)s cannot be closed yet: %(found)s. Open the rows of the "
                    "checklist and work them off."
                ),
            ),
            (
                self.check_result_ids.filtered(
                    lambda row: row.state == "warns" and not row.remark
                ),
                self.env._(
                    "%(period)s has warnings: %(found)s. Write in the checklist why it "
                    "may be closed all the same."
                ),
            ),
        ):
            if rows:
                found = "; ".join(f"{row.check_id.name} ({row.count})" for row in rows)
                raise UserError(
                    sentence % {"period": self.display_name, "found": found}
                )
        return super()._check_closable()
