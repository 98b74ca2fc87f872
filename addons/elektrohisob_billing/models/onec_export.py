import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import TIMEZONE

from ..adapters import onec_body, onec_message
from ..adapters.onec_operation import write_operation


class OneC(models.AbstractModel):
    """Objects for 1C as texts and files."""

    _inherit = "elektrohisob.onec"

    @api.model
    def _get_texts(self, company, first, last, version, settings=None):
        """Objects as texts: list of (object, text, digest of the text). Texts are XML,
        those of manual operations are JSON."""
        return [
            (one, text, hashlib.sha256(text.encode()).hexdigest())
            for one in self._get_objects(company, first, last, settings)
            for text in [
                write_operation(one)
                if one.kind == "operation"
                else onec_body.write_object(one, version)
            ]
        ]

    @api.model
    def _write_message(self, header, texts, is_plain=False):
        """A message as bytes; its moment is that of Tashkent."""
        return onec_message.write_message(header, texts, self._get_now(), is_plain)

    @api.model
    def _get_now(self):
        """This moment in Tashkent."""
        return fields.Datetime.context_timestamp(
            self.with_context(tz=TIMEZONE), fields.Datetime.now()
        )

    @api.model
    def _export_enterprise_data(self, company, date_from, date_to, version="1.8"):
        """A file of EnterpriseData without numbers, to be loaded by hand in 1C.

        Manual operations are no part of it: the format has none.

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
        texts = [text for one, text, _digest in found if one.kind != "operation"]
        header = onec_message.Header("EH", "", 0, 0, version)
        return self._write_message(header, texts, is_plain=True)
