from odoo import api, fields, models


class LegalDeliverySource(models.AbstractModel):
    """A document of an organisation that is sent by e-mail.

    The model that inherits says which it is, what the letter tells and when it may go.
    """

    _name = "elektrohisob.legal.delivery.source"
    _description = "Document that is sent by e-mail"
    _delivery_kind = ""
    _delivery_field = ""

    delivery_count = fields.Integer(
        string="E-mails", compute="_compute_deliveries", compute_sudo=True
    )
    is_mailed = fields.Boolean(
        string="Sent by e-mail",
        compute="_compute_deliveries",
        compute_sudo=True,
        search="_search_is_mailed",
    )

    def _compute_deliveries(self):
        rows = self.env["elektrohisob.legal.delivery"]._read_group(
            [(self._delivery_field, "in", self.ids), ("state", "!=", "void")],
            [self._delivery_field, "state"],
            ["__count"],
        )
        counts, mailed = {}, set()
        for document, state, count in rows:
            counts[document.id] = counts.get(document.id, 0) + count
            if state == "sent":
                mailed.add(document.id)
        for document in self:
            document.delivery_count = counts.get(document.id, 0)
            document.is_mailed = document.id in mailed

    @api.model
    def _search_is_mailed(self, operator, value):
        if operator != "in":
            return NotImplemented
        deliveries = self.env["elektrohisob.legal.delivery"]._search(
            [("state", "=", "sent"), (self._delivery_field, "!=", False)]
        )
        found = deliveries.subselect(self._delivery_field)
        return [("id", "in" if True in value else "not in", found)]

    # === ACTIONS === #

    def action_send_mail(self):
        """Ask to which addresses the documents go."""
        return self.env["elektrohisob.legal.delivery.send"]._open(
            self.mapped("number"),
            **{f"default_{self._delivery_kind}_ids": [fields.Command.set(self.ids)]},
        )

    def action_view_deliveries(self):
        """Open what was sent of the document."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.legal_delivery_action"
        )
        domain = [(self._delivery_field, "=", self.id)]
        return {**action, "domain": domain, "context": {}}

    # === BUSINESS METHODS === #

    def _is_mailable(self):
        """Hook: whether the document is in force."""
        raise NotImplementedError

    def _get_mail_words(self):
        """Hook: words in braces of the letter → what stands for them, in the language
        of the context."""
        raise NotImplementedError

    @api.model
    def _find_unmailed(self, company, since):
        """Documents of a unit, made on a day or later, that no letter was written
        for."""
        deliveries = self.env["elektrohisob.legal.delivery"]._search(
            [("company_id", "=", company.id), (self._delivery_field, "!=", False)]
        )
        found = self.search(
            [
                ("company_id", "=", company.id),
                ("date", ">=", since),
                ("id", "not in", deliveries.subselect(self._delivery_field)),
            ]
        )
        return found.filtered(lambda one: one._is_mailable())

    def _prepare_delivery(self):
        """Values of the letters of the document, without address."""
        self.ensure_one()
        return {
            "kind": self._delivery_kind,
            "document": self.number,
            "document_key": f"{self._delivery_kind}:{self.id}",
            self._delivery_field: self.id,
            "account_id": self.account_id.id,
            "company_id": self.company_id.id,
            "month": self.month,
        }

    def _render_mail(self, lang):
        """File of the letter: (name, bytes)."""
        return f"{self.number}.pdf", self._render_pdf(lang)

    def _note_mailed(self):
        """Hook: the letter has gone out."""
