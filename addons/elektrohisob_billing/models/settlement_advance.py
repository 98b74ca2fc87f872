from odoo import api, models


class Settlement(models.AbstractModel):
    """Energy charged leaves less of what was paid for the advances of later months."""

    _inherit = "elektrohisob.settlement"

    @api.model
    def _book_charges(self, settled, changes, corrections, period) -> None:
        """Override of `_book_charges` to move the state of advance notices along."""
        super()._book_charges(settled, changes, corrections, period)
        notices = self.env["elektrohisob.advance.notice"]
        # most runs are of households, who get no notices
        if changes and notices.sudo().search_count(
            [("company_id", "=", period.company_id.id)], limit=1
        ):
            notices._refresh_paid({row[0] for row in changes})
