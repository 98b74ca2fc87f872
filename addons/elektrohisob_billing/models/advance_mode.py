from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Category → modes its organisations may have; the first one goes without saying.
MODES = {"legal": ("full", "reduced"), "budget": ("full", "after")}


class AdvanceMode(models.Model):
    """How much of a month an organisation pays ahead, by its written notice.

    Without a row legal entities pay all, budget organisations their own share; both
    are dated parameters.
    """

    _name = "elektrohisob.advance.mode"
    _description = "Mode of prepayment"
    _inherit = ["elektrohisob.dated.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    account_id = fields.Many2one(
        "elektrohisob.account",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("category", "!=", "household")],
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    category = fields.Selection(related="account_id.category")
    mode = fields.Selection(
        [
            ("full", "As usual for the category"),
            ("reduced", "Reduced: the rest by the end of the month"),
            ("after", "After the month (treasury)"),
        ],
        required=True,
    )
    date_received = fields.Date(string="Notice received on", required=True)
    document = fields.Char(
        string="Notice", required=True, help="Number and date of the letter."
    )
    scan_ids = fields.Many2many(
        "ir.attachment",
        string="Scanned copies",
        copy=False,
        bypass_search_access=True,
    )

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (account_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "The account already has a mode of prepayment on these days. End it first.",
    )

    @api.depends("account_id", "date_start")
    def _compute_display_name(self):
        for row in self:
            month = row.date_start and f"{row.date_start:%m.%Y}"
            row.display_name = f"{row.account_id.number or ''} {month or ''}".strip()

    @api.constrains("account_id", "mode")
    def _check_mode(self):
        labels = dict(self._fields["mode"]._description_selection(self.env))
        categories = dict(
            self.account_id._fields["category"]._description_selection(self.env)
        )
        for row in self:
            category = row.account_id.category
            if row.mode not in MODES.get(category, ()):
                raise ValidationError(
                    self.env._(
                        "Account %(account)s: the mode “%(mode)s” is not for the "
                        "category “%(category)s”.",
                        account=row.account_id.number,
                        mode=labels[row.mode],
                        category=categories[category],
                    )
                )

    @api.constrains("date_start", "date_end", "date_received", "mode")
    def _check_days(self):
        get = self.env["elektrohisob.parameter"]._get_value
        for row in self:
            end = row.date_end and row.date_end + timedelta(days=1)
            if row.date_start.day != 1 or (end and end.day != 1):
                raise ValidationError(
                    self.env._(
                        "Account %(account)s: a mode of prepayment is of whole months, "
                        "not from %(start)s to %(end)s.",
                        account=row.account_id.number,
                        start=row.date_start,
                        end=row.date_end or "…",
                    )
                )
            days = get("legal_prepayment_notice_days", None, row.date_start)
            last = row.date_start - timedelta(days=days)
            if row.mode == "reduced" and row.date_received > last:
                raise ValidationError(
                    self.env._(
                        "Account %(account)s: notice for %(month)s had to come by "
                        "%(last)s, it came on %(received)s. Enter it from the next "
                        "month on.",
                        account=row.account_id.number,
                        month=f"{row.date_start:%m.%Y}",
                        last=last,
                        received=row.date_received,
                    )
                )

    # === BUSINESS METHODS === #

    @api.model
    def _get_percents(self, accounts, month):
        """Account → (mode, percent of the month paid ahead: hundredths of a percent).

        :param accounts: accounts of one district network
        """
        get, company = (
            self.env["elektrohisob.parameter"]._get_value,
            accounts.company_id,
        )
        rows = self.search(
            self._domain_on(month) & fields.Domain("account_id", "in", accounts.ids)
        )
        modes = {row.account_id: row.mode for row in rows}
        names = {
            ("legal", "full"): "legal_prepayment_percent",
            ("legal", "reduced"): "legal_prepayment_reduced_percent",
            ("budget", "full"): "budget_prepayment_percent",
        }
        percents = {
            key: round(get(code, company, month) * 100) for key, code in names.items()
        }
        result = {}
        for account in accounts:
            mode = modes.get(account, "full")
            result[account] = (mode, percents.get((account.category, mode), 0))
        return result
