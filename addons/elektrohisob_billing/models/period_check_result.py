from odoo import api, fields, models
from odoo.exceptions import AccessError


class PeriodCheckResult(models.Model):
    """What a check found in a month of a district network, and the remark of whoever
    closes the month all the same."""

    _name = "elektrohisob.period.check.result"
    _description = "Row of the checklist of a month"
    _order = "period_id desc, sequence, id"
    _rec_name = "check_id"

    period_id = fields.Many2one(
        "elektrohisob.period", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="period_id.company_id", store=True)
    check_id = fields.Many2one(
        "elektrohisob.period.check",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    sequence = fields.Integer(related="check_id.sequence", store=True)
    state = fields.Selection(
        [("ok", "In order"), ("warns", "Warning"), ("blocks", "Stops closing")],
        required=True,
        readonly=True,
    )
    count = fields.Integer(string="Found", readonly=True)
    figures = fields.Json(readonly=True, help="What the sentence tells, by name.")
    text = fields.Char(string="In words", compute="_compute_text")
    remedy = fields.Char(related="check_id.remedy")
    remark = fields.Char(help="Why the month may be closed all the same.")
    remarked_by_id = fields.Many2one("res.users", string="By", readonly=True)

    _check_uniq = models.Constraint(
        "unique(period_id, check_id)", "The month has a row of this check already."
    )

    @api.depends("figures")
    @api.depends_context("lang")
    def _compute_text(self):
        for row in self:
            row.text = row.period_id._tell_found(row.check_id.code, row.figures)

    def write(self, vals):
        """Override of `base` to take nothing but remarks from people."""
        if not self.env.su and set(vals) - {"remark"}:
            raise AccessError(
                self.env._("Rows of the checklist take a remark and nothing else.")
            )
        if "remark" in vals:
            vals = {**vals, "remarked_by_id": self.env.uid if vals["remark"] else False}
        return super().write(vals)

    # === ACTIONS === #

    def action_open(self):
        """Open what the check found."""
        self.ensure_one()
        xmlid, domain = self.period_id._get_found(self.check_id.code)
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "name": self.check_id.name,
            "domain": domain,
            "context": {"active_test": False},
            "target": "current",
        }

    # === BUSINESS METHODS === #

    @api.model
    def _write_results(self, period, found):
        """Write the rows of a month; a remark stays while no more is found.

        :param found: check → (count, figures of its sentence)
        """
        known = {row.check_id: row for row in period.check_result_ids}
        for check, (count, figures) in found.items():
            vals = {
                "state": check.severity if count else "ok",
                "count": count,
                "figures": figures,
            }
            row = known.pop(check, None)
            if row is None:
                self.create({**vals, "period_id": period.id, "check_id": check.id})
                continue
            if not count or count > row.count:
                vals |= {"remark": False}
            row.write(vals)
        self.union(*known.values()).unlink()  # of checks that were archived
