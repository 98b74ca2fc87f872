from datetime import date, timedelta

from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools.facts import Change, differences, snapshot

from .agreement import PAPER

FACTS = (
    *("account_id", "date_start", "date_end", "tariff_id"),
    *("permitted_power", "declared_power"),
)


class AgreementTerm(models.Model):
    """The tariff by which the consumer pays on the days of the terms, and the power
    he pays for."""

    _inherit = "elektrohisob.agreement.term"

    tariff_id = fields.Many2one("elektrohisob.tariff", index=True, ondelete="restrict")

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `create` to have the days of the terms priced again."""
        terms = super().create(vals_list)
        terms._record_change("added", terms._get_starts())
        return terms

    def write(self, vals):
        """Override of `write` to have the days whose tariff or power changed priced
        again."""
        before, starts = snapshot(self, FACTS), self._get_starts()
        ends = {term: term.date_end for term in self}
        result = super().write(vals)
        changed = differences(before, snapshot(self, FACTS))
        for term in self.browse(changed):
            account, start = starts[term]
            day = min(start, term.date_start)
            if changed[term.id].keys() == {"date_end"}:
                day = min(ends[term] or date.max, term.date_end or date.max)
                day += timedelta(days=1)
            starts[term] = (account, day)
        self.browse(changed)._record_change("changed", starts, changed)
        return result

    def unlink(self):
        """Override of `unlink` to have the days of the terms priced again."""
        self._record_change("removed", self._get_starts())
        return super().unlink()

    def _get_starts(self):
        """Account and first day of each of these terms."""
        return {term: (term.account_id.id, term.date_start) for term in self}

    def _record_change(self, operation, starts, changed=None):
        """Have accounts settled again from the first day changed; drafts count not:
        their contract does once it is in force.

        :param starts: term → (its account before, first day changed)
        :param changed: id → fields that changed
        """
        changes = []
        for term in self:
            if term.agreement_id.state in PAPER:
                continue
            account, day = starts[term]
            name = term.tariff_id.display_name or term.agreement_id.display_name
            detail = {"name": name, "fields": (changed or {}).get(term.id, {})}
            changes += [
                Change(one, day, term.id, detail)
                for one in {account, term.account_id.id} - {False}
            ]
        # running state, written by settlement only
        self.env["elektrohisob.fact.change"].sudo()._record(
            self._name, operation, changes
        )
