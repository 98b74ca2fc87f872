from odoo import api, models


class Einvoice(models.Model):
    """What is wrong with a document, in the language of the reader and with the way to
    mend it."""

    _inherit = "elektrohisob.einvoice"

    @api.depends("faults")
    @api.depends_context("lang")
    def _compute_fault_text(self):
        for one in self:
            texts = [one._get_fault(*fault) for fault in one.faults or []]
            one.fault_text = "\n".join(dict.fromkeys(texts))

    def _get_fault(self, code, where, value):
        """Sentence of a fault of ``adapters.einvoice_check``, or of the plan."""
        _ = self.env._
        if code == "no_origin":
            return _(
                "Invoice %(number)s, which this one corrects, does not stand at the "
                "operator. Issue it first, or issue the correction in the cabinet of "
                "the operator and press “Not needed”.",
                number=where,
            )
        if code == "impossible":
            return _(
                "The correction takes back more than was issued: a line would be below "
                "zero. Look at the chain of the invoice, issue it by hand in the "
                "cabinet of the operator and press “Not needed”."
            )
        if code == "waits":
            return _("The invoice that it corrects is not signed and sent yet.")
        if code == "nothing":
            return _("Nothing is left of the month: the document is taken back.")
        if code == "operator":
            return _("The operator refused the document: %s", value)
        place = self._get_place(where)
        told = {"place": place, "value": value}
        if code == "missing":
            return _("%(place)s is missing.", **told)
        if code == "digits":
            return _("%(place)s “%(value)s” has the wrong number of digits.", **told)
        if code == "tin" and where == "BuyerTin":
            return _("Seller and buyer have the same STIR %(value)s.", **told)
        if code == "status":
            return _("%(place)s does not fit the VAT registration number.", **told)
        return _(
            "%(place)s: %(code)s %(value)s. Tell the developers.", code=code, **told
        )

    @api.model
    def _get_place(self, where):
        """Name of a place of the document, with where it is entered."""
        _ = self.env._
        side, _dot, name = where.partition(".")
        names = {
            "Name": _("name"),
            "Address": _("address"),
            "Director": _("head (who signs)"),
            "Account": _("bank account"),
            "BankId": _("MFO"),
            "VatRegCode": _("VAT registration number"),
            "VatRegStatus": _("VAT registration number"),
        }
        if side == "Buyer" or where in ("BuyerTin", "PartnerTin", "PartnerFizFio"):
            name = names.get(name) or _("STIR")
            if where == "PartnerFizFio":
                name = names["Director"]
            return _("Card and contract of the consumer: %s", name)
        if side == "Seller" or where in ("SellerTin", "OwnerTin", "OwnerFizFio"):
            name = names.get(name) or _("STIR")
            return _("Requisites and signatories of the unit: %s", name)
        if side == "ContractDoc" or where in ("ContractNo", "ContractDate"):
            return _("Contract of supply: number and date")
        if where.endswith(("CatalogCode", "CatalogName", "PackageCode", "PackageName")):
            return _("Parameters of electronic invoices (MXIK, package)")
        return where
