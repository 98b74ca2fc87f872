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

    def _find_counterparties(self):
        """Give those of many accounts that have none their partners, at once."""
        # partners are kept by the program
        left = self.sudo().filtered(
            lambda row: row.category != "household" and not row.counterparty_id
        )
        known = self.sudo().search(
            [("stir", "in", left.mapped("stir")), ("counterparty_id", "!=", False)]
        )
        by_stir = {row.stir: row.counterparty_id for row in known if row.stir}
        new = [
            rows[0]
            for stir, rows in left.grouped("stir").items()
            if stir and stir not in by_stir
        ]
        new += left.filtered(lambda row: not row.stir)
        partners = self.env["res.partner"].sudo()  # as above
        made = partners.create([row._prepare_counterparty_vals() for row in new])
        own = dict(zip(new, made, strict=True))
        by_stir.update({row.stir: partner for row, partner in own.items() if row.stir})
        for account in left:
            account.counterparty_id = own.get(account) or by_stir[account.stir]

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
