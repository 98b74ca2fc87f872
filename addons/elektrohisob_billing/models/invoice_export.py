import base64

from odoo import api, models
from odoo.exceptions import UserError

from ..adapters.onec_body import VERSIONS

FACTURA = "factura"
FORMATS = {f"enterprise_data_{version}": version for version in VERSIONS}


class Invoice(models.Model):
    """Books of a unit as files for other programs."""

    _inherit = "elektrohisob.invoice"

    @api.model
    @api.readonly
    def export(self, *, company, date_from, date_to, format):
        """Sales, money and debts of a unit as a file of EnterpriseData, or its invoices
        as electronic invoices (facturas) of the tax committee.

        EnterpriseData: the invoices of organisations are in it one by one, households
        as a total of each district, day and tariff group; both with the sums of the
        books. Factura: JSON with ``facturas`` (as signed, if they are prepared) and
        ``left_out`` (``number`` and ``reason`` of those that cannot be issued so).

        :param int company: id of a unit; those below it that the user works for are
            part of it
        :param str date_from: first day of booking, ``YYYY-MM-DD``
        :param str date_to: last day
        :param str format: ``enterprise_data_1.8``, ``enterprise_data_1.15`` or
            ``factura``
        :return: dict with ``file_name`` and ``content`` (the file, base64)
        :raise AccessError: the user does not read the books
        :raise UserError: no such unit, day or format
        """
        books = self.env["elektrohisob.gl"]
        first, last = books._parse_span(date_from, date_to)
        unit = books._get_units(company, below=False)
        if format == FACTURA:
            data = self._export_facturas(unit, first, last)
            name = f"factura_{unit.id}_{first:%Y%m%d}_{last:%Y%m%d}.json"
            return {"file_name": name, "content": base64.b64encode(data).decode()}
        if format not in FORMATS:
            raise UserError(
                self.env._(
                    "There is no format %(format)s. Choose one of: %(formats)s.",
                    format=format,
                    formats=", ".join((*FORMATS, FACTURA)),
                )
            )
        data = self.env["elektrohisob.onec"]._export_enterprise_data(
            unit, first, last, FORMATS[format]
        )
        return {
            "file_name": f"EnterpriseData_{unit.id}_{first:%Y%m%d}_{last:%Y%m%d}.xml",
            "content": base64.b64encode(data).decode(),
        }
