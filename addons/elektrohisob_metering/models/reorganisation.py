from odoo import fields, models
from odoo.exceptions import UserError


class Reorganisation(models.Model):
    _inherit = "elektrohisob.reorganisation"

    meter_count = fields.Integer(string="Meters to go", readonly=True, copy=False)

    def _count(self):
        """Override of `elektrohisob_base` to count the meters that go."""
        # as in _find_account_ids
        count = self.env["elektrohisob.installation"].sudo()
        return {
            **super()._count(),
            "meter_count": count.search_count(
                [
                    ("account_id", "in", self._find_account_ids()),
                    ("date_end", "=", False),
                ]
            ),
        }

    def _get_act_measures(self):
        """Override of `elektrohisob_base` to count the meters that go."""
        installations = self.env["elektrohisob.installation"]

        def count(accounts):
            domain = [("account_id", "in", accounts.ids), ("date_end", "=", False)]
            return str(installations.search_count(domain))

        return [*super()._get_act_measures(), (self.env._("Meters"), count)]

    def _check_ready(self, account_ids):
        """Override of `elektrohisob_base`: energy of the month is not booked yet."""
        super()._check_ready(account_ids)
        # as in _find_account_ids
        booked = self.env["elektrohisob.consumption"].sudo()
        found = booked.search(
            [("account_id", "in", account_ids), ("month", ">=", self.date)], limit=1
        )
        if found:
            raise UserError(
                self.env._(
                    "Account %(account)s is already billed by %(district)s for the "
                    "month that begins on %(day)s. Close that month and reorganise "
                    "from the first day of the next one.",
                    account=found.account_id.display_name,
                    district=self.company_id.name,
                    day=self.date,
                )
            )
