import base64

from odoo import api, models
from odoo.exceptions import UserError

from ..adapters.onec_body import VERSIONS

FORMATS = {f"enterprise_data_{version}": version for version in VERSIONS}


class Invoice(models.Model):
    """Books of a unit as files for other programs."""

    _inherit = "elektrohisob.invoice"

    @api.model
    @api.readonly
    def export(self, *, company, date_from, date_to, format):
        """Sales, money and debts of a unit as a file of EnterpriseData.

        The invoices of organisations are in it one by one, households as a total of
        each district, day and tariff group; both with the sums of the books.

        :param int company: id of a unit; those below it that the user works for are
            part of it
        :param str date_from: first day of booking, ``YYYY-MM-DD``
        :param str date_to: last day
        :param str format: ``enterprise_data_1.8`` or ``enterprise_data_1.15``
        :return: dict with ``file_name`` and ``content`` (the file, base64)
        :raise AccessError: the user does not read the books
        :raise UserError: no such unit, day or format
        """
        books = self.env["elektrohisob.gl"]
        first, last = books._parse_span(date_from, date_to)
        unit = books._get_units(company, below=False)
        if format not in FORMATS:
            raise UserError(
                self.env._(
                    "There is no format %(format)s. Choose one of: %(formats)s.",
                    format=format,
                    formats=", ".join(FORMATS),
                )
            )
        data = self.env["elektrohisob.onec"]._export_enterprise_data(
            unit, first, last, FORMATS[format]
        )
        return {
            "file_name": f"EnterpriseData_{unit.id}_{first:%Y%m%d}_{last:%Y%m%d}.xml",
            "content": base64.b64encode(data).decode(),
        }
