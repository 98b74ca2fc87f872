from odoo import api, models

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..report import gl_table
from .gl_sheet import ASKED

PAGE = 80  # rows of a page of the screen, as in Odoo's lists


class GlSheetPage(models.TransientModel):
    """What the screen shows of a report, and with which days it opens."""

    _inherit = "elektrohisob.gl.sheet"

    @api.onchange(*ASKED)
    def _onchange_asked(self):
        """Another question begins with its first page."""
        self.page, self.seek, self.is_whole = 0, False, False

    # === BUSINESS METHODS === #

    @api.model
    def _get_default_days(self):
        """The open months of the user's unit and of those below it, up to today."""
        today = business_today(self)
        periods = self.env["elektrohisob.period"].search(
            [
                ("company_id", "child_of", self.env.company.ids),
                ("company_id", "in", self.env.companies.ids),
                ("state", "in", ("open", "closing")),
                ("date_start", "<=", today),
            ]
        )
        starts, ends = periods.mapped("date_start"), periods.mapped("date_end")
        first = min(starts, default=today.replace(day=1))
        return first, min(max(ends, default=today), today)

    def _get_page(self):
        """A page of the table for the screen: plain, with values as they are shown. Of
        a table that can seek the rows come first, then totals and proofs."""
        table = self.with_context(gl_page_first=not self.is_whole)._get_table()
        page = self.page
        if table.count is not None:
            page = max(0, min(page, (table.count - 1) // PAGE))
        columns = table.columns
        if table.seek and (self.seek or not page):
            rows = list(table.seek(self.seek if page else "", PAGE))
        else:
            rows = list(table.rows(page * PAGE, PAGE))
        return {
            "subtitle": table.subtitle,
            "remarks": list(table.remarks),
            "columns": [
                {"label": one.label, "above": one.above, "figure": one.is_figure}
                for one in columns
            ],
            "rows": [self._get_shown(columns, row) for row in rows],
            "marks": [rows[0].mark, rows[-1].mark] if rows and table.seek else [],
            "totals": [self._get_shown(columns, row) for row in table.totals],
            "proofs": [
                {"text": proof.text, "right": proof.is_right} for proof in table.proofs
            ],
            "page": page,
            "size": PAGE,
            "count": table.count or 0,
            "pending": table.count is None,
        }

    @api.model
    def _get_shown(self, columns, row):
        return {
            "cells": [
                gl_table.shown(column, value)
                for column, value in zip(columns, row.values, strict=True)
            ],
            "style": row.style,
            "key": row.key,
        }
