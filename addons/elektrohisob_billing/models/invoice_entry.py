import re

from odoo import models
from odoo.tools import SQL, float_round

from odoo.addons.elektrohisob_base.tools import bulk

ENTRY, ITEM = "account_move", "account_move_line"
#: What hangs on an item: taxes and tags of tax reports; (table, their column).
LINKS = (
    ("account_move_line_account_tax_rel", "account_tax_id"),
    ("account_account_tag_account_move_line_rel", "account_account_tag_id"),
)
#: Whose methods a journal entry goes through anyway.
KNOWN = (
    *("odoo.orm", "odoo.models", "odoo.addons.elektrohisob_base.models.base"),
    *("odoo.addons.account.", "odoo.addons.mail.", "odoo.addons.analytic."),
)
STEPS = ("create", "write", "_post")
#: What of a partner an entry depends on beside its name.
PROFILE = (
    *("lang", "type", "country_id", "state_id", "zip", "company_id", "user_id"),
    *("property_account_position_id", "property_payment_term_id"),
    "property_inbound_payment_method_line_id",
)


class Invoice(models.Model):
    """Journal entries of many invoices: one of each sort is made by Odoo, the others
    are its rows again with figures of their own (docs/adr/016).

    Before a row is used so, the pattern itself is written down the same way: only if
    that gives exactly what Odoo has written are the others copied.
    """

    _inherit = "elektrohisob.invoice"

    def _sort_alike(self, vals):
        """Groups of invoices whose entries differ in names and figures alone; what
        belongs to none is left to Odoo.

        :param vals: values of the entry by invoice
        """
        moves = self.env["account.move"]
        if _is_extended(moves) or _is_extended(moves.line_ids):
            return []
        # by rules on accounts Odoo would divide sums over analytic accounts
        rules = self.env["account.analytic.distribution.model"].sudo()
        if rules.search_count([], limit=1):
            return []
        groups = self.grouped(lambda invoice: invoice._get_sort(vals[invoice]))
        groups.pop(None, None)
        return [rows for rows in groups.values() if len(rows) > 1]

    def _get_sort(self, vals):
        """What entries alike have in common; None: Odoo makes it."""
        partner = self._get_partner().with_company(self.company_id)
        if vals["move_type"] != "out_invoice" or self.amount <= 0:
            return None
        if partner.parent_id or partner.child_ids:
            return None
        roles = frozenset(_get_role(line) for _code, _id, line in vals["line_ids"])
        profile = tuple(partner[name] for name in PROFILE)
        return (self.date, self.date_due, roles, bool(partner.vat), *profile)

    def _copy_entries(self, pattern, vals):
        """Write the entries as rows of the entry of ``pattern``.

        :return: whether they could be copied
        """
        move = pattern.move_id
        if move.journal_id.restrict_mode_hash_table:
            return False
        self.env.flush_all()
        entry, items, links = self._load_pattern(move)
        if not pattern._is_same_entry(entry, items, vals[pattern]):
            return False
        ids = iter(bulk.reserve_ids(self.env.cr, ENTRY, len(self)))
        entries = [
            {**entry, **invoice._get_entry_row(move, vals[invoice]), "id": next(ids)}
            for invoice in self
        ]
        _mark_gaps(self.env, entries, move)
        bulk.copy_rows(
            self.env.cr, ENTRY, list(entry), (row.values() for row in entries)
        )
        self._copy_items(entries, items, links, vals)
        self.env["account.move"].invalidate_model()
        self.env["account.move.line"].invalidate_model()
        for invoice, row in zip(self, entries, strict=True):
            invoice.move_id = row["id"]
        self.move_id.partner_id._increase_rank("customer_rank")
        return True

    def _copy_items(self, entries, items, links, vals):
        """Lines of the copied entries with their taxes and tags."""
        rows = [
            {
                **items[_get_role(line)],
                **invoice._get_item_row(line, vals[invoice]),
                "move_id": entry["id"],
            }
            for invoice, entry in zip(self, entries, strict=True)
            for _code, _id, line in vals[invoice]["line_ids"]
        ]
        roles = [
            _get_role(line)
            for invoice in self
            for _code, _id, line in vals[invoice]["line_ids"]
        ]
        ids = bulk.reserve_ids(self.env.cr, ITEM, len(rows))
        for row, id_ in zip(rows, ids, strict=True):
            row["id"] = id_
        bulk.copy_rows(self.env.cr, ITEM, list(rows[0]), (row.values() for row in rows))
        for table, column in LINKS:
            linked = [
                (id_, other)
                for id_, role in zip(ids, roles, strict=True)
                for other in links[table].get(role, ())
            ]
            names = ["account_move_line_id", column]
            bulk.copy_rows(self.env.cr, table, names, linked)

    def _close_gaps(self):
        """Numbers whose predecessor was written after them follow it now."""
        moves = self.move_id.with_context(skip_is_manually_modified=True)
        late = moves.search([("id", "in", moves.ids), ("made_sequence_gap", "=", True)])
        if late:
            places = {(row.sequence_prefix, row.sequence_number) for row in moves}
            late.filtered(
                lambda row: (row.sequence_prefix, row.sequence_number - 1) in places
            ).made_sequence_gap = False

    # === THE PATTERN === #

    def _load_pattern(self, move):
        """Rows of an entry: its own, those of its lines by role, what hangs on them."""
        (entry,) = _fetch(self.env, ENTRY, "id", [move.id])
        rows = {row["id"]: row for row in _fetch(self.env, ITEM, "move_id", [move.id])}
        roles = {line.id: _get_line_role(line) for line in move.line_ids}
        items = {roles[id_]: row for id_, row in sorted(rows.items())}
        links = {}
        for table, column in LINKS:
            links[table] = {}
            for row in _fetch(self.env, table, "account_move_line_id", list(rows)):
                role = roles[row["account_move_line_id"]]
                if row["account_move_line_id"] == items[role]["id"]:
                    links[table].setdefault(role, []).append(row[column])
        return entry, items, links

    def _is_same_entry(self, entry, items, vals):
        """Whether the rows that Odoo has written are those we would write."""
        rows = (entry, *items.values())
        if any(isinstance(value, (dict, list)) for r in rows for value in r.values()):
            return False
        if not _is_equal(entry, self._get_entry_row(self.move_id, vals)):
            return False
        lines = {_get_role(line): line for _code, _id, line in vals["line_ids"]}
        return items.keys() == lines.keys() and all(
            _is_equal(items[role], self._get_item_row(line, vals))
            for role, line in lines.items()
            if items[role]["name"] == line["name"]  # of several the last one is kept
        )

    def _get_partner(self):
        # partners of the books, whoever started the run; read for all at once
        return self.sudo().account_id.counterparty_id

    def _get_entry_row(self, pattern, vals):
        """Columns of an entry that are its own."""
        number = self.number
        partner = self._get_partner()
        regex = pattern._make_regex_non_capturing(
            pattern._sequence_fixed_regex.replace("?P<seq>", "")
        )
        found = re.match(regex, number)
        return {
            "name": number,
            "sequence_prefix": number[: found.start(1)],
            "sequence_number": int(found.group(1) or 0),
            "payment_reference": number,
            "ref": vals["ref"] or None,
            "invoice_origin": vals["invoice_origin"] or None,
            "partner_id": partner.id,
            "commercial_partner_id": partner.id,
            "partner_shipping_id": partner.id,
            "invoice_partner_display_name": partner.display_name,
            **dict.fromkeys(_names("amount_untaxed"), self.net),
            "amount_tax": self.vat,
            "amount_tax_signed": self.vat,
            **dict.fromkeys(_names("amount_total"), self.amount),
            "amount_residual": self.amount,
            "amount_residual_signed": self.amount,
        }

    def _get_item_row(self, line, vals):
        """Columns of a line that are its own."""
        balance = line["balance"]
        is_open = line["display_type"] == "payment_term"
        row = {
            "move_name": self.number,
            "ref": vals["ref"] or None,
            "name": line["name"],
            "partner_id": line["partner_id"],
            "elektrohisob_account_id": line["elektrohisob_account_id"],
            "debit": max(balance, 0.0),
            "credit": max(-balance, 0.0),
            "balance": balance,
            "amount_currency": line["amount_currency"],
            "amount_residual": balance if is_open else 0.0,
            "amount_residual_currency": balance if is_open else 0.0,
        }
        if line["display_type"] == "tax":
            row["tax_base_amount"] = line["tax_base_amount"]
        if line["display_type"] == "product":
            # taxes of the root
            rates = self.env["account.tax"].sudo().browse(line["tax_ids"][0][2])
            tax = float_round(-balance * rates.amount / 100, precision_digits=2)
            row["quantity"] = line["quantity"]
            row["price_unit"] = line["price_unit"]
            row["price_subtotal"] = -balance
            row["price_total"] = float_round(tax - balance, precision_digits=2)
        return row


def _names(name):
    """Columns of a sum in the currency of the entry and of the company."""
    return name, f"{name}_signed", f"{name}_in_currency_signed"


def _get_role(line):
    """What the values of a line have in common with others like it."""
    taxes = tuple(line["tax_ids"][0][2]) if line.get("tax_ids") else ()
    part = line.get("tax_repartition_line_id") or False
    return line["display_type"], line["account_id"], taxes, part


def _get_line_role(line):
    """The same of a line of the ledger."""
    part = line.tax_repartition_line_id.id
    return line.display_type, line.account_id.id, tuple(line.tax_ids.ids), part


def _fetch(env, table, column, values):
    """Rows of a table as dicts."""
    query = SQL(
        "SELECT * FROM %s WHERE %s = ANY(%s)",
        SQL.identifier(table),
        SQL.identifier(column),
        values,
    )
    env.cr.execute(query)
    return env.cr.dictfetchall()


def _is_equal(row, mine):
    """Whether columns say the same; sums to the sixth digit."""
    return all(
        round(row[name] or 0.0, 6) == round(value, 6)
        if isinstance(value, float)
        else row[name] == value
        for name, value in mine.items()
    )


def _mark_gaps(env, entries, move):
    """Note which numbers have no number before them, as Odoo does."""
    numbers = {(row["sequence_prefix"], row["sequence_number"]) for row in entries}
    before = sorted({number - 1 for _prefix, number in numbers})
    query = SQL(
        "SELECT sequence_prefix, sequence_number FROM account_move "
        "WHERE journal_id = %s AND sequence_prefix = ANY(%s) "
        "AND sequence_number BETWEEN %s AND %s",
        move.journal_id.id,
        list({prefix for prefix, _number in numbers}),
        before[0],
        before[-1],
    )
    known = numbers.union(env.execute_query(query))
    for row in entries:
        prefix, number = row["sequence_prefix"], row["sequence_number"]
        row["made_sequence_gap"] = number > 1 and (prefix, number - 1) not in known


def _is_extended(model):
    """Whether another addon takes part when a record is made or posted."""
    return any(
        not vars(owner)[name].__module__.startswith(KNOWN)
        for owner in type(model).__mro__
        for name in STEPS
        if name in vars(owner)
    )
