from odoo import fields, models
from odoo.exceptions import UserError

# Lines are written as they are: Odoo would count the tax anew and by its own rounding.
AS_WRITTEN = {
    "skip_invoice_sync": True,
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}


class Invoice(models.Model):
    """Invoices in the general ledger: customer invoices and credit notes."""

    _inherit = "elektrohisob.invoice"

    # === POSTING === #

    def _post_moves(self):
        """Create and post the journal entries: originals before corrections."""
        books = {}
        for kind in ("regular", "correction"):
            own = self.filtered(lambda row, kind=kind: row.kind == kind)
            for company, rows in own.grouped("company_id").items():
                rows._post_moves_of(company, books)

    def _post_moves_of(self, company, books):
        # entries are made by the program, whoever started the run
        moves = self.env["account.move"].sudo().with_company(company)
        moves = moves.with_context(**AS_WRITTEN)
        valued = self.filtered(lambda row: any(row.line_ids.mapped("net")) or row.vat)
        vals = {invoice: invoice._prepare_move(books) for invoice in valued}
        alike = valued._sort_alike(vals)
        copies = self.browse([id_ for rows in alike for id_ in rows[1:].ids])
        (valued - copies)._book(moves, vals)
        for rows in alike:
            if not rows[1:]._copy_entries(rows[0], vals):
                rows[1:]._book(moves, vals)
        if copies:
            valued._close_gaps()
        self.state = "posted"

    def _book(self, moves, vals):
        """Create and post the entries by Odoo.

        :param vals: values of the entry by invoice
        """
        created = moves.create([vals[invoice] for invoice in self])
        for invoice, move in zip(self, created, strict=True):
            invoice.move_id = move
        created._post(soft=False)
        for invoice in self:
            invoice._check_posted()

    def _check_posted(self):
        """Odoo moves an entry of a locked month to a later day: refuse that."""
        if self.move_id.date != self.date:
            self._refuse(
                self.env._(
                    "the books of %(company)s are locked on %(day)s; unlock the month, "
                    "then start the run again",
                    company=self.company_id.name,
                    day=fields.Date.to_string(self.date),
                )
            )

    def _refuse(self, reason):
        raise UserError(reason)

    # === VALUES === #

    def _prepare_move(self, books):
        """Values of the journal entry.

        :param books: accounts and taxes already looked up
        """
        self.ensure_one()
        partner = self.account_id._get_counterparty()
        is_refund = self.amount < 0
        journal = self._find_books(books, "journal", self._find_journal)
        return {
            "move_type": "out_refund" if is_refund else "out_invoice",
            "name": self.number,
            "company_id": self.company_id.id,
            "journal_id": journal.id,
            "partner_id": partner.id,
            "invoice_date": self.date,
            "date": self.date,
            "invoice_date_due": self.date_due,
            "ref": self.origin_id.number or False,
            "invoice_origin": self.agreement_id.number or False,
            "reversed_entry_id": is_refund and self.origin_id.move_id.id,
            "line_ids": [
                fields.Command.create({**line, **self._get_line_head(partner)})
                for line in self._prepare_move_lines(books, -1 if is_refund else 1)
            ],
        }

    def _get_line_head(self, partner):
        return {
            "partner_id": partner.id,
            "elektrohisob_account_id": self.account_id.id,
            "elektrohisob_kind": "charge",
            "currency_id": self.company_id.currency_id.id,
        }

    def _prepare_move_lines(self, books, sign):
        """Revenue by line, VAT by rate, the receivable."""
        lines = self.line_ids
        receivable = self._find_account(books, "charge", 0)
        result = [
            self._prepare_revenue(books, line, sign) for line in lines if line.net
        ]
        for rate, rows in lines.grouped("vat_percent").items():
            vat = sum(round(row.vat * 100) for row in rows) / 100
            if vat:
                net = sum(round(row.net * 100) for row in rows) / 100
                result.append(self._prepare_vat(books, rate, net, vat))
        return [
            *result,
            {
                "display_type": "payment_term",
                "name": self.number,
                "account_id": receivable.id,
                "balance": self.amount,
                "amount_currency": self.amount,
                "date_maturity": self.date_due,
            },
        ]

    def _prepare_revenue(self, books, line, sign):
        count = round(line.quantity, 2) * sign
        tax = self._find_tax(books, line.vat_percent)
        return {
            "display_type": "product",
            "name": self._find_line_name(books, line),
            "account_id": self._find_revenue(books, line.event).id,
            "quantity": count or 1,
            "price_unit": line.net * sign / (count or 1),
            "tax_ids": [fields.Command.set(tax.ids)],
            "balance": -line.net,
            "amount_currency": -line.net,
        }

    def _prepare_vat(self, books, rate, net, vat):
        tax = self._find_tax(books, rate)
        document = "refund" if self.amount < 0 else "invoice"
        parts = tax[f"{document}_repartition_line_ids"]
        part = parts.filtered(lambda row: row.repartition_type == "tax")
        return {
            "display_type": "tax",
            "name": tax.name,
            "account_id": self._find_account(books, "charge_vat", 1).id,
            "tax_repartition_line_id": part.id,
            "tax_base_amount": abs(net),
            "balance": -vat,
            "amount_currency": -vat,
        }

    def _find_line_name(self, books, line):
        """What a line is called in the language of the account."""
        lang = self.account_id.lang or "uz_UZ"
        part = line.component_id.id, line.act_id.id, line.block
        name = ("line", *part, lang)
        return self._find_books(books, name, lambda: line.with_context(lang=lang).name)

    # === ACCOUNTS AND TAXES === #

    def _get_gl_codes(self, event):
        """Codes of the accounts of an event: (debit, credit)."""
        return self.env["elektrohisob.gl.rule"]._get_codes(
            event, self.company_id, self.date, self.category
        )

    def _find_revenue(self, books, event):
        return self._find_account(books, event, 0 if event == "past_year_down" else 1)

    def _find_account(self, books, event, side):
        """Account on one side of an event: 0 debit, 1 credit."""
        name = (event, side, self.date, self.category)
        return self._find_books(
            books, name, lambda: self._find_by_code(self._get_gl_codes(event)[side])
        )

    def _find_books(self, books, name, find):
        key = (self.company_id.id, name)
        if key not in books:
            books[key] = find()
        return books[key]

    def _get_root(self):
        return self.company_id.sudo().root_id  # branches keep the books of the holding

    def _find_by_code(self, code):
        root = self._get_root()
        accounts = self.env["account.account"].sudo().with_company(root)  # of the root
        found = accounts.search(
            [("code", "=", code), ("company_ids", "in", root.ids)], limit=1
        )
        return found or self._refuse(
            self.env._(
                "%(company)s has no account %(code)s in its chart; add it under "
                "Accounting",
                company=root.name,
                code=code,
            )
        )

    def _find_journal(self):
        root = self._get_root()
        journals = self.env["account.journal"].sudo()  # of the root
        found = journals.search(
            [("type", "=", "sale"), ("company_id", "=", root.id)], limit=1
        )
        return found or self._refuse(
            self.env._("%s has no journal of sales; add one", root.name)
        )

    def _find_tax(self, books, rate):
        return self._find_books(books, ("tax", rate), lambda: self._search_tax(rate))

    def _search_tax(self, rate):
        root = self._get_root()
        taxes = self.env["account.tax"].sudo().with_context(active_test=False)  # root
        found = taxes.search(
            [
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
                ("amount", "=", rate),
                ("company_id", "=", root.id),
            ],
            limit=1,
        )
        return found or self._refuse(
            self.env._(
                "%(company)s has no tax on sales of %(rate)s %%; add it under "
                "Accounting",
                company=root.name,
                rate=f"{rate:g}",
            )
        )
