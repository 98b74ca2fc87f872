from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _index(self, bin_data, file_type, checksum=None):
        """Override of `base` to keep no words of received files: their rows are in
        tables of their own, and the words of a file are as long as the file."""
        if self.env.context.get("elektrohisob_no_words"):
            return None
        return super()._index(bin_data, file_type, checksum=checksum)
