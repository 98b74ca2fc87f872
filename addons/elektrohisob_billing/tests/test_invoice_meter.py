from .common_invoice_books import InvoiceCommon


class TestInvoiceMeter(InvoiceCommon):
    """A meter replaced in the month: both are printed, one line is charged."""

    def test_month_with_a_swap(self):
        """I-1 from 0 to 100 (11.10.), I-9 from 5 to 105:
        100 + 100 = 200 kWh of 1 000 so'm."""
        self.env["elektrohisob.installation.swap"].create(
            {
                "account_id": self.account.id,
                "usage_point_id": self.installation.usage_point_id.id,
                "date": "2025-10-11",
                "mode": "swap",
                "act_number": "7",
                "closing_value": "100",
                "new_source": "new",
                "type_id": self.meter_type.id,
                "serial": "I-9",
                "opening_value": "5",
            }
        ).action_apply()
        point = self.installation.usage_point_id
        new = point.installation_ids.filtered(lambda row: not row.date_end)
        self._read(new, ("2025-11-01", 105))
        self._settle(self.account, self.period)
        invoice, skipped = self._make()
        self.assertFalse(skipped)
        self.assertEqual((invoice.kwh, invoice.amount), (200, 200000))
        self.assertEqual(
            [(line.quantity, line.amount) for line in invoice.line_ids],
            [(200, 200000)],
        )
        found = [
            (row["serial"], row["first"], row["last"], row["kwh"])
            for row in invoice.meters
        ]
        self.assertEqual(found, [("I-1", 0, 100, 100), ("I-9", 5, 105, 100)])
        days = [(row["first_day"], row["last_day"]) for row in invoice.meters]
        self.assertEqual(
            days, [("2025-10-01", "2025-10-11"), ("2025-10-11", "2025-11-01")]
        )
        text = invoice.with_context(lang="en_US")._prepare_text()
        printed = [tuple(row[1:5]) for row in text.meters]
        self.assertEqual(
            printed,
            [
                ("I-1", "A+", "0 (01.10.2025)", "100 (11.10.2025)"),
                ("I-9", "A+", "5 (11.10.2025)", "105 (01.11.2025)"),
            ],
        )

    def test_meters_of_many_are_those_of_each(self):
        """What is loaded for all at once is what one asks for alone."""
        shop = self._charge_other("I-2", 7)
        self._charge(300)
        made, _skipped = self._make(self.account | shop)
        acts = self.env["elektrohisob.reading.act"]
        for invoice in made:
            key = {"account_id": invoice.account_id.id, "month": invoice.month}
            self.assertEqual(invoice.meters, acts.new(key)._load_rows())
        self.assertEqual(
            [row["kwh"] for invoice in made for row in invoice.meters], [300, 7]
        )
