import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import TIMEZONE

from ..adapters import onec_body, onec_message


class OneC(models.AbstractModel):
    """Objects for 1C as texts and files."""

    _inherit = "elektrohisob.onec"

    @api.model
    def _get_texts(self, company, first, last, version):
        """Objects as texts of XML: list of (object, text, digest of the text)."""
        return [
            (one, text, hashlib.sha256(text.encode()).hexdigest())
            for one in self._get_objects(company, first, last)
            for text in [onec_body.write_object(one, version)]
        ]

    @api.model
    def _write_message(self, header, texts):
        """A message as bytes; its moment is that of Tashkent."""
        now = fields.Datetime.context_timestamp(
            self.with_context(tz=TIMEZONE), fields.Datetime.now()
        )
        return onec_message.write_message(header, texts, now)

    @api.model
    def _export_enterprise_data(self, company, date_from, date_to, version="1.8"):
        """A file of EnterpriseData without numbers, to be loaded by hand in 1C.

        :param company: unit; those below it are part of it
        :param str version: "1.8" or "1.15"
        :return: bytes
        :raise UserError: another version
        """
        if version not in onec_body.VERSIONS:
            raise UserError(
                self.env._(
                    "EnterpriseData %(version)s is not written. Choose one of: "
                    "%(versions)s.",
                    version=version,
                    versions=", ".join(onec_body.VERSIONS),
                )
            )
        found = self._get_texts(company, date_from, date_to, version)
        header = onec_message.Header("EH", "", 0, 0, version)
        return self._write_message(header, [text for _one, text, _digest in found])
