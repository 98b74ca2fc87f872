from odoo import api, fields, models
from odoo.exceptions import ValidationError

BOOKS = "books"  # never made softer


class PeriodCheck(models.Model):
    """One check of a month before it is closed; how it counts is in
    ``period_checks.py``."""

    _name = "elektrohisob.period.check"
    _description = "Check of a month"
    _order = "sequence, code"

    sequence = fields.Integer()
    code = fields.Char(required=True, readonly=True)
    name = fields.Char(string="What is found", required=True, translate=True)
    severity = fields.Selection(
        [
            ("blocks", "Closing is refused"),
            ("warns", "Closing takes a remark"),
        ],
        string="While it is found",
        required=True,
    )
    remedy = fields.Char(string="What to do", translate=True)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("unique(code)", "This check already exists.")

    @api.constrains("severity", "active", "code")
    def _check_books(self):
        for check in self.filtered(lambda row: row.code == BOOKS):
            if check.severity != "blocks" or not check.active:
                raise ValidationError(
                    self.env._(
                        "“%(check)s” cannot be switched off or made softer: books that "
                        "contradict themselves are not closed.",
                        check=check.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_built_in(self):
        raise ValidationError(
            self.env._("Checks of a month are not deleted. Archive the check instead.")
        )
