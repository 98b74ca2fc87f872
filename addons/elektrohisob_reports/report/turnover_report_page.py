from odoo import api, models

from .turnover_report import ACCOUNT_BITS


class TurnoverReport(models.Model):
    """Page by page: no more months and accounts are computed than are shown."""

    _inherit = "elektrohisob.turnover.report"

    def fetch(self, field_names=None):
        """Override of `base` to compute only the months and accounts of these rows."""
        mask = (1 << ACCOUNT_BITS) - 1
        rows = self.with_context(
            elektrohisob_turnover_periods=tuple({i >> ACCOUNT_BITS for i in self._ids}),
            elektrohisob_turnover_accounts=tuple({i & mask for i in self._ids}),
        )
        return super(TurnoverReport, rows).fetch(field_names)

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        """Override of `base` to find the rows before the rest of them is computed."""
        found = self.browse(
            self._search(domain, offset, limit, order or self._order).get_result_ids()
        )
        if field_names is None or field_names:
            found.fetch(field_names)
        return found

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        """Override of `base` to stop at the months that fill the page."""
        ordered = order in (None, self._order)
        if not limit or not ordered or self.env.su:
            return super()._search(domain, offset, limit, order, **kwargs)
        found = []
        needed = offset + limit
        for months in self._get_shares():
            rows = self.with_context(elektrohisob_turnover_periods=months)
            query = super(TurnoverReport, rows)._search(
                domain, 0, needed - len(found), order, **kwargs
            )
            found += query.get_result_ids()
            if len(found) >= needed:
                break
        return self.browse(found[offset:])._as_query()

    @api.model
    def _get_shares(self):
        """Ids of the user's months, newest first, in shares of growing size."""
        # rows have rules of their own; nothing is told of the months here
        months = self.env["elektrohisob.period"].sudo()
        units = self.env.companies.ids
        order = "date_start desc, id"
        ids = months.search([("company_id", "in", units)], order=order).ids
        size = 1
        while ids:
            yield ids[:size]
            ids = ids[size:]
            size *= 2
