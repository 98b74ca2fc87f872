from datetime import date

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .common_invoice_books import DAY, InvoiceCommon

LAST = date(2025, 11, 30)


class TestInvoiceTrouble(InvoiceCommon):
    """What cannot be invoiced is told with its reason; the others have theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._charge(cls, 300)
        cls.others = cls.env["elektrohisob.account"]
        for number in range(6):
            cls.others |= cls._charge_other(cls, f"T-{number}", 10 + number)

    def _get_next(self):
        sequence = self.env.ref("elektrohisob_billing.sequence_invoice")
        return f"HF-2025-{sequence.number_next_actual:07d}"

    def test_one_bad_of_many(self):
        """No STIR is no obstacle; a rate without a tax is, for that account alone."""
        self.assertFalse(self.others[0].stir)
        bad = self.others[3]
        search = type(self.Invoice)._search_tax

        def find(invoices, rate):
            return search(invoices, 13.0 if invoices.account_id == bad else rate)

        def find_anew(invoices, _books, rate):
            return invoices._search_tax(rate)

        self.patch(type(self.Invoice), "_search_tax", find)
        self.patch(type(self.Invoice), "_find_tax", find_anew)
        made, skipped = self._make(self.account | self.others)
        self.assertEqual(made.account_id, (self.account | self.others) - bad)
        self.assertEqual(list(skipped), [bad])
        self.assertIn("no tax on sales of 13 %", skipped[bad])
        # the parked one has taken nothing: it is made when the tax is there
        self.assertFalse(bad.invoice_ids)

    def test_number_in_use_is_left_out(self):
        """Numbers brought over from another program stand in the way of nobody."""
        made, _skipped = self._make(self.account)
        following = self._get_next()
        self.env.cr.execute(
            "UPDATE elektrohisob_invoice SET number = %s WHERE id = %s",
            (following, made.id),
        )
        made, skipped = self._make(self.others)
        self.assertFalse(skipped)
        self.assertEqual(len(made), 6)
        self.assertNotIn(following, made.mapped("number"))

    def test_number_taken_meanwhile_is_taken_anew(self):
        made, _skipped = self._make(self.account)
        take = type(self.Invoice)._take_numbers
        turns = []

        def collide(invoices, company, day, count):
            turns.append(count)
            numbers = take(invoices, company, day, count)
            return [made.number, *numbers[1:]] if len(turns) == 1 else numbers

        self.patch(type(self.Invoice), "_take_numbers", collide)
        with mute_logger("odoo.sql_db"):
            found, skipped = self._make(self.others)
        self.assertFalse(skipped)
        self.assertEqual((len(found), turns), (6, [6, 6]))

    def test_numbers_without_end_are_told(self):
        made, _skipped = self._make(self.account)
        self.patch(
            type(self.Invoice), "_take_numbers", lambda *_args: [made.number] * 6
        )
        with mute_logger("odoo.sql_db"):
            found, skipped = self._make(self.others[:2])
        self.assertFalse(found)
        self.assertIn("sets the next number", skipped[self.others[0]])

    def test_charge_of_another_run(self):
        """The other run has one charge of six: it keeps it, five are made here."""
        load = type(self.Invoice)._load_open
        other = self.others[2]
        stolen, _skipped = self._make(other)
        charge_id = stolen.charge_ids.charge_id.id
        self.env.cr.execute(
            "DELETE FROM elektrohisob_invoice_charge WHERE invoice_id = %s",
            (stolen.id,),
        )
        before = load(self.Invoice, other, DAY)
        self.env.cr.execute(
            "INSERT INTO elektrohisob_invoice_charge (invoice_id, company_id, "
            "charge_id) VALUES (%s, %s, %s)",
            (stolen.id, stolen.company_id.id, charge_id),
        )

        def see_before(invoices, accounts, last):
            """The charges as they stood before the other run had ended."""
            found = load(invoices, accounts, last)
            return found + before if other in accounts else found

        self.patch(type(self.Invoice), "_load_open", see_before)
        following = self._get_next()
        with mute_logger("odoo.sql_db"):
            made, skipped = self._make(self.others)
        # what a refused attempt took is used by the next one: no number is left out
        year, first = following.rsplit("-", 1)
        self.assertEqual(
            sorted(made.mapped("number")),
            [f"{year}-{int(first) + place:07d}" for place in range(5)],
        )
        self.assertEqual(list(skipped), [other])
        self.assertIn("another run", skipped[other])

    def test_what_the_database_refuses_is_told(self):
        prepare = type(self.Invoice)._prepare_invoice
        bad = self.others[1]

        def spoil(invoices, key, rows, facts, run):
            vals = prepare(invoices, key, rows, facts, run)
            if key[0] == bad.id:
                vals["date_due"] = False
            return vals

        self.patch(type(self.Invoice), "_prepare_invoice", spoil)
        with mute_logger("odoo.sql_db"):
            made, skipped = self._make(self.others)
        self.assertEqual(len(made), 5)
        self.assertIn("the database refused the invoice", skipped[bad])
        self.assertIn("date_due", skipped[bad])

    def test_locked_month(self):
        """October is locked in the books: told, and invoiced when it is unlocked."""
        self.district_a.sudo().fiscalyear_lock_date = DAY
        made, skipped = self._make(self.others)
        self.assertFalse(made)
        self.assertEqual(len(skipped), 6)
        self.assertIn("are locked on 2025-10-31", skipped[self.others[0]])
        self.district_a.sudo().fiscalyear_lock_date = False
        made, skipped = self._make(self.others)
        self.assertEqual((len(made), skipped), (6, {}))

    def test_charge_of_a_closed_month_and_one_of_the_open_month(self):
        """The closed month waits with its reason; the others of the run are made."""
        november = self._open_month("2025-11-01")  # invoices October and locks it
        shop = self._create_consumer(
            "T-9", "2025-11-01", tariff="L-II", category="legal", name="N"
        )
        self._read(shop, ("2025-12-01", 5))
        late = self.others[0]
        self._settle(shop.account_id | late, november)
        invoice = late.invoice_ids
        self.env.cr.execute(
            "DELETE FROM elektrohisob_invoice_charge WHERE invoice_id = %s",
            (invoice.id,),
        )
        self.env.invalidate_all()
        made, skipped = self._make(shop.account_id | late, last=LAST)
        self.assertEqual(made.account_id, shop.account_id)
        self.assertEqual(made.amount, 5000)
        self.assertIn("are locked on 2025-10-31", skipped[late])

    def test_no_sequence(self):
        self.env.ref("elektrohisob_billing.sequence_invoice").code = "gone"
        made, skipped = self._make(self.account)
        self.assertFalse(made)
        self.assertIn("no sequence", skipped[self.account])

    def test_numbers_without_gaps(self):
        sequence = self.env.ref("elektrohisob_billing.sequence_invoice")
        sequence.implementation = "no_gap"
        made, _skipped = self._make(self.others)
        numbers = sorted(made.mapped("number"))
        self.assertEqual(len(set(numbers)), 6)
        self.assertEqual(int(numbers[-1][-7:]) - int(numbers[0][-7:]), 5)

    def test_posted_invoice_is_not_deleted(self):
        made, _skipped = self._make(self.account)
        with self.assertRaisesRegex(UserError, "corrected by another invoice"):
            made.unlink()
