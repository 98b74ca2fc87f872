from odoo import api, models


class ScanMixin(models.AbstractModel):
    """Document with papers in ``scan_ids``.

    What is uploaded before the document is saved belongs to nothing, and nobody but
    whoever uploaded it may open it. It becomes the document's.
    """

    _name = "elektrohisob.scan.mixin"
    _description = "Document with scanned papers"

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to own the papers."""
        documents = super().create(vals_list)
        documents._own_scans()
        return documents

    def write(self, vals):
        """Override of `base` to own the papers."""
        result = super().write(vals)
        if "scan_ids" in vals:
            self._own_scans()
        return result

    # === BUSINESS METHODS === #

    def _own_scans(self):
        """Papers that belong to nothing yet become the document's."""
        # papers are given away by whoever uploaded them, and by nobody else
        for document in self.sudo():
            loose = document.scan_ids.filtered(
                lambda scan: not scan.res_id and scan.create_uid == self.env.user
            )
            if loose:
                loose.write({"res_model": self._name, "res_id": document.id})
