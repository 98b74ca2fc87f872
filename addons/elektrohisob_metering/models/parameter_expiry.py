from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.facts import Change

FOLLOW = "verification_follow"


class Parameter(models.Model):
    """What follows an expired verification decides which readings count."""

    _inherit = "elektrohisob.parameter"

    def _change_from(self, value, day, *, company=None, until=None, **options):
        """Override of `elektrohisob_base` to have the meters settled again that are
        estimated from now on, or measured."""
        if self.code != FOLLOW:
            return super()._change_from(
                value, day, company=company, until=until, **options
            )
        before = self._get_expired(day, company)
        row = super()._change_from(value, day, company=company, until=until, **options)
        after = self._get_expired(day, company)
        changed = dict(before.items() ^ after.items())
        detail = {"name": f"{self.name}: {row.value_text or '–'}"}
        days = self.env["elektrohisob.settlement"]._load_days(changed)
        # whoever sets the rule need not see the accounts that are settled by it
        self.env["elektrohisob.fact.change"].sudo()._record(
            self._name,
            "changed",
            [
                Change(account_id, first, self.id, detail)
                for _installation_id, account_id, first in days
            ],
        )
        return row

    def _get_expired(self, day, company):
        """Installations of the unit whose meter expired on ``day`` or later and is
        estimated since: id → day from which on."""
        self.env["elektrohisob.device"].flush_model(["date_verify_next"])
        self.env["elektrohisob.installation"].flush_model()
        path = company.sudo().parent_path if company else ""  # tree is no secret
        return self.env["elektrohisob.settlement"]._find_expired(
            SQL(
                "m.date_verify_next >= %s AND c.parent_path LIKE %s",
                day - timedelta(days=1),
                f"{path}%",
            )
        )
