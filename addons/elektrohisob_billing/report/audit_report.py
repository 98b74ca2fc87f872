from odoo import api, models


class AuditReport(models.Model):
    """Tariffs are a subject of the audit."""

    _inherit = "elektrohisob.audit.report"

    @api.model
    def _get_subjects(self):
        """Override of `elektrohisob_base` to tell tariffs from other lists."""
        return {
            **super()._get_subjects(),
            "tariffs": (
                "elektrohisob.tariff",
                "elektrohisob.tariff.version",
                "elektrohisob.tariff.rate",
                "elektrohisob.tariff.component",
                "elektrohisob.tariff.season",
                "elektrohisob.account.family",
                "elektrohisob.benefit.programme",
                "elektrohisob.benefit.rate",
                "elektrohisob.benefit",
            ),
        }
