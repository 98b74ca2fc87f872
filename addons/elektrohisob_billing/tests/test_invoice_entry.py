from datetime import date

from odoo.tools import SQL

from .common_invoice_books import DAY, InvoiceCommon

ENTRIES = """
SELECT to_jsonb(m) - '{id,name,payment_reference,sequence_number}'::text[]
           - '{create_date,write_date}'::text[]
  FROM account_move m WHERE m.id = ANY(%s) ORDER BY m.partner_id
"""
ITEMS = """
SELECT to_jsonb(l) - '{id,move_id,move_name,create_date,write_date}'::text[]
           - CASE l.display_type WHEN 'payment_term' THEN '{name}'::text[]
                  ELSE '{}'::text[] END,
       ARRAY(SELECT t.account_tax_id FROM account_move_line_account_tax_rel t
              WHERE t.account_move_line_id = l.id ORDER BY 1),
       ARRAY(SELECT t.account_account_tag_id
               FROM account_account_tag_account_move_line_rel t
              WHERE t.account_move_line_id = l.id ORDER BY 1)
  FROM account_move_line l WHERE l.move_id = ANY(%s)
 ORDER BY l.partner_id, l.display_type, l.balance
"""


class TestInvoiceEntry(InvoiceCommon):
    """Entries copied from a pattern are those that Odoo makes, column by column."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shops = cls.account
        cls._charge(cls, 300)
        for number, kwh, more in (
            ("I-2", 7, {"stir": "302222222", "email": "a@b.uz"}),
            ("I-3", 123, {"lang": "ru_RU"}),
            ("I-4", 1, {"category": "budget", "lang": "ru_RU"}),
            ("I-5", 0.001, {}),
        ):
            cls.shops |= cls._charge_other(cls, number, kwh, **more)
        cls.shops._find_counterparties()

    def _write(self, is_copied):
        """Rows of the entries and of their lines as the database has them."""
        with self.env.cr.savepoint() as savepoint:
            if not is_copied:
                self.patch(type(self.Invoice), "_sort_alike", lambda rows, vals: [])
            made, skipped = self._make(self.shops)
            self.assertFalse(skipped)
            self.env.flush_all()
            ids = made.move_id.ids
            query = self.env.execute_query
            found = query(SQL(ENTRIES, ids)), query(SQL(ITEMS, ids))
            copied = len(self.copied)
            savepoint.rollback()
        self.env.invalidate_all()
        return found, copied

    def test_copied_entries_are_those_of_odoo(self):
        self.copied = []
        copy = type(self.Invoice)._copy_entries

        def note(invoices, pattern, vals):
            is_copied = copy(invoices, pattern, vals)
            if is_copied:
                self.copied.extend(invoices.ids)
            return is_copied

        self.patch(type(self.Invoice), "_copy_entries", note)
        (entries, items), count = self._write(is_copied=True)
        # of five: Uzbek ones of a STIR alone, three others, two Russian ones
        self.assertGreaterEqual(count, 2)
        (their_entries, their_items), _count = self._write(is_copied=False)
        self.assertEqual(len(entries), 5)
        self.assertEqual(entries, their_entries)
        self.assertEqual(items, their_items)

    def test_another_addon_in_the_way_leaves_it_to_odoo(self):
        def post(moves, soft=True):
            return original(moves, soft)

        moves = type(self.env["account.move"])
        original = moves._post
        self.patch(moves, "_post", post)
        self.patch(type(self.Invoice), "_copy_entries", None)
        made, skipped = self._make(self.shops)
        self.assertFalse(skipped)
        self.assertEqual(set(made.move_id.mapped("state")), {"posted"})

    def test_copies_are_paid_and_corrected_like_others(self):
        """7 kWh of 1 000 so'm: 7 000; 5 000 paid, 2 000 are left."""
        shop = self.shops[1]
        self._pay(shop, "2025-10-20", 5000)
        made, _skipped = self._make(self.shops)
        self.env["elektrohisob.gl.posting"]._post(self.period)
        invoice = made.filtered(lambda row: row.account_id == shop)
        self.assertEqual((invoice.amount, invoice.residual), (7000, 2000))
        self.assertEqual(invoice.move_id.payment_state, "partial")
        self.assertEqual(invoice.move_id.date, DAY)
        self.assertEqual(invoice.move_id.invoice_date_due, invoice.date_due)

    def test_numbers_have_no_gap(self):
        made, _skipped = self._make(self.shops)
        numbers = sorted(made.move_id.mapped("sequence_number"))
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 5)))
        gaps = made.move_id.filtered("made_sequence_gap")
        self.assertLessEqual(len(gaps), 1)  # the first of a year at most
        self.assertEqual({row.date for row in made.move_id}, {date(2025, 10, 31)})
