from odoo import fields, models


class Account(models.Model):
    """Under which partner the books know an organisation."""

    _inherit = "elektrohisob.account"

    counterparty_id = fields.Many2one(
        "res.partner",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Partner of the general ledger; one for all accounts of a STIR. The "
        "cabinet is opened by another field, so that books give nobody access.",
    )

    def _get_counterparty(self):
        """The partner of the organisation in the books, made if there is none.

        Households have none: they are in the books as totals.
        """
        self.ensure_one()
        account = self.sudo()  # partners are kept by the program
        if account.category == "household" or account.counterparty_id:
            return account.counterparty_id
        partners = self.env["res.partner"].sudo()
        partner = partners
        if account.stir:
            known = self.sudo().search(
                [("stir", "=", account.stir), ("counterparty_id", "!=", False)], limit=1
            )
            partner = known.counterparty_id
        if not partner:
            partner = partners.create(account._prepare_counterparty_vals())
        account.counterparty_id = partner
        return partner

    def _prepare_counterparty_vals(self):
        """Hook: values of a new partner."""
        return {
            "name": self.name,
            "is_company": True,
            "vat": self.stir or False,
            "street": self.address or False,
            "phone": self.phone or False,
            "email": self.email or False,
            "lang": self.lang or False,
            "country_id": self.env.ref("base.uz").id,
        }
