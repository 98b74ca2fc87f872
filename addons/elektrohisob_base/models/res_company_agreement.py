from odoo import models


class ResCompany(models.Model):
    """Numbers of the contracts of a district network."""

    _inherit = "res.company"

    # === BUSINESS METHODS === #

    def _next_agreement_number(self):
        """Next free contract number: digits of the district, a dash, a number."""
        self.ensure_one()
        network = self._get_district_network()
        prefix = network.account_prefix or str(network.id)
        code = f"elektrohisob.agreement.{prefix}"
        sequences = self.env["ir.sequence"].sudo()  # clerks may not write sequences
        sequence = sequences.search([("code", "=", code)], limit=1)
        if not sequence:
            sequence = sequences.create(
                {
                    "name": f"Contract numbers {prefix}",
                    "code": code,
                    "implementation": "standard",
                    "company_id": network.id,
                }
            )
        taken = self.env["elektrohisob.agreement"].sudo()  # of any section
        while True:
            number = f"{prefix}-{sequence.next_by_id()}"
            if not taken.search_count([("number", "=", number)], limit=1):
                return number
