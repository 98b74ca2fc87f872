from datetime import date, timedelta

from odoo import api, fields, models


class AgreementTerm(models.Model):
    """The tariff by which the consumer pays on the days of the terms."""

    _inherit = "elektrohisob.agreement.term"

    tariff_id = fields.Many2one("elektrohisob.tariff", index=True, ondelete="restrict")

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `create` to have the days of the terms priced again."""
        terms = super().create(vals_list)
        terms._mark_dirty((term.account_id.id, term.date_start) for term in terms)
        return terms

    def write(self, vals):
        """Override of `write` to have the days whose tariff changed priced again."""
        before = {
            term: (term.account_id, term.date_start, term.date_end, term.tariff_id)
            for term in self
        }
        result = super().write(vals)
        pairs = []
        for term, (account, start, end, tariff) in before.items():
            if (term.account_id, term.date_start, term.tariff_id) != (
                account,
                start,
                tariff,
            ):
                day = min(start, term.date_start)
            elif term.date_end != end:
                day = min(end or date.max, term.date_end or date.max)
                day += timedelta(days=1)
            else:
                continue
            pairs += [(account.id, day), (term.account_id.id, day)]
        self._mark_dirty(pairs)
        return result

    def unlink(self):
        """Override of `unlink` to have the days of the terms priced again."""
        pairs = [(term.account_id.id, term.date_start) for term in self]
        result = super().unlink()
        self._mark_dirty(pairs)
        return result

    @api.model
    def _mark_dirty(self, pairs):
        """Have accounts settled again: (account id, first day changed)."""
        # running state, written by settlement only
        self.env["elektrohisob.account.state"].sudo()._mark_dirty(pairs)
