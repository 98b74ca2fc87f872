from datetime import date
from itertools import pairwise

from odoo.exceptions import UserError

from .common import BillingCommon


class ActCommon(BillingCommon):
    """A consumer with meter A from October; acts by the wizard, corrected by the
    dialog. Tariff as in ``BillingCommon``: 600 so'm to 200 kWh a month, then 800."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.month = cls._open_month("2025-10-01")
        cls.engineer = cls.users["engineer"]

    def _swap(self, meter, day, closing, serial, **vals):
        """Act by the wizard; the installation it opened."""
        wizard = self.env["elektrohisob.installation.swap"].create(
            {
                "account_id": meter.account_id.id,
                "usage_point_id": meter.usage_point_id.id,
                "date": day,
                "mode": "swap",
                "act_number": f"act {serial}",
                "closing_value": closing,
                "new_source": "new",
                "type_id": self.meter_type.id,
                "serial": serial,
                "opening_value": "0",
                "is_confirmed": True,
                **vals,
            }
        )
        return self.env["elektrohisob.installation"].browse(
            wizard.action_apply()["res_id"]
        )

    def _open(self, installation, is_start=True):
        meter = installation.with_user(self.engineer)
        action = (
            meter.action_correct_start() if is_start else meter.action_correct_end()
        )
        found = self.env["elektrohisob.act.correction"].browse(action["res_id"])
        return found.with_user(self.engineer)

    def _correct(self, installation, is_start=True, **vals):
        """The dialog, filled, looked at, confirmed."""
        correction = self._open(installation, is_start)
        correction.write({"note": "Wrong day in the book", **vals})
        correction.action_preview()
        correction.action_apply()
        self.env.invalidate_all()
        return correction

    def _charge(self, account, *months):
        """Settle month after month; the last one is the open one."""
        for month in months:
            self.month = self._open_month(month)
            self._settle(account, self.month)

    def _get_months(self, account):
        """Month → (kWh, so'm) as the books have it, months of nothing left out."""
        found = {}
        for row in account.charge_ids:
            key = f"{row.month:%Y-%m}"
            kwh, amount = found.get(key, (0, 0))
            found[key] = (round(kwh + row.kwh, 3), round(amount + row.amount, 2))
        return {key: sums for key, sums in sorted(found.items()) if any(sums)}


class TestActCorrectionBill(ActCommon):
    """Acts put right after they were billed: one explained difference, and back to
    exactly zero."""

    def _bill_three_months(self):
        """A to 16 October 90, B from then: 60 on 1 November, 160 on 1 December, 260
        on 1 January: October 150, November 100, December 100 kWh."""
        old = self._create_consumer("AC1", opening=0)
        new = self._swap(old, "2025-10-16", "90", "AC2")
        self._read(new, ("2025-11-01", 60), ("2025-12-01", 160), ("2026-01-01", 260),
                   decision="Seen")  # fmt: skip
        self._charge(old.account_id, "2025-10-01", "2025-11-01", "2025-12-01")
        self.assertEqual(
            self._get_months(old.account_id),
            {
                "2025-10": (150, 90_000),
                "2025-11": (100, 60_000),
                "2025-12": (100, 60_000),
            },
        )
        return old, new

    def test_wrong_act_re_dated_after_three_months_billed(self):
        """B was hung on 11 November, not on 16 October: 90 kWh of A are of 41 days,
        31 of them in October, so its readings of 1 November (60) cannot be of B;
        B has 160 on 1 December. October: 90 × 31 / 41 = 68.048 kWh; November: the
        other 21.952 and 160 of B: 181.952; December 100. The sum is 350 as before:
        81.952 less in October, as much more in November, at 600 so'm each."""
        old, new = self._bill_three_months()
        account = old.account_id
        before = self._get_months(account)
        due = account.amount_due
        correction = self._correct(new, date="2025-11-11")
        self.assertEqual((correction.kwh_more, correction.kwh_less), (81.952, 81.952))
        self.assertEqual(correction.amount, 0)
        self.assertIn(
            "October 2025: 150 → 68.048 kWh (-81.952)", correction.effect_text
        )
        self.assertIn("1 readings will wait", correction.effect_text)
        self._charge(account, "2025-12-01")
        after = self._get_months(account)
        self.assertEqual(after["2025-10"][0], 68.048)
        self.assertEqual(after["2025-11"][0], 181.952)
        self.assertEqual(after["2025-12"], before["2025-12"])
        self.assertEqual(account.amount_due, due)
        document = self.env["elektrohisob.correction"].search(
            [("account_id", "=", account.id)]
        )
        self.assertEqual((len(document), document.cause), (1, "facts"))
        self.assertEqual(document.line_ids.mapped("kwh"), [-81.952, 81.952])
        notes = set(document.change_ids.mapped("note"))
        self.assertTrue(all("Wrong day in the book" in note for note in notes), notes)
        self.assertIn(
            "elektrohisob.installation", document.change_ids.mapped("res_model")
        )
        # and back: a second document, and nothing is left of either
        self._correct(new, date="2025-10-16")
        self._charge(account, "2025-12-01")
        self.assertEqual(self._get_months(account), before)
        documents = document.search([("account_id", "=", account.id)])
        self.assertEqual(len(documents), 2)
        self.assertEqual(
            (sum(documents.mapped("kwh")), sum(documents.mapped("amount"))), (0, 0)
        )
        self._charge(account, "2025-12-01")
        self.assertEqual(len(document.search([("account_id", "=", account.id)])), 2)

    def test_act_taken_back_after_billing(self):
        """B never hung: the act is of the neighbour. A was read at 240 on 1 January:
        150 kWh since 16 October (90, which the act wrote and has no force now), so
        240 in 92 days: October 31 / 92, 80.869 kWh (whole Wh, the rest goes to the
        last days); November 78.261; December 80.870. 350 − 240 = 110 kWh are given
        back, 66 000 so'm."""
        old, new = self._bill_three_months()
        account = old.account_id
        correction = self._open(new)
        correction.write({"note": "Of the neighbour", "operation": "take_back"})
        correction.action_preview()
        self.assertIn("3 readings will wait", correction.effect_text)
        # nobody read A since: the account waits, 350 kWh of its months are at stake
        self.assertEqual((correction.kwh_less, correction.amount), (0, 0))
        self.assertIn("350 kWh are at stake", correction.effect_text)
        correction.action_apply()
        self.env.invalidate_all()
        self._read(old, ("2026-01-01", 240), decision="Seen")
        self._charge(account, "2025-12-01")
        self.assertEqual(
            self._get_months(account),
            {
                "2025-10": (80.869, 48_521.4),
                "2025-11": (78.261, 46_956.6),
                "2025-12": (80.87, 48_522),
            },
        )
        self.assertEqual(account.amount_due, 144_000)
        document = self.env["elektrohisob.correction"].search(
            [("account_id", "=", account.id)]
        )
        self.assertEqual((len(document), document.cause), (1, "facts"))
        self.assertIn("Of the neighbour", " ".join(document.change_ids.mapped("note")))

    def test_taken_back_and_written_again_is_nothing(self):
        """The act was right after all: written again, with the readings of B moved
        to it, the books are as before."""
        old, new = self._bill_three_months()
        account, before = old.account_id, self._get_months(old.account_id)
        self._correct(new, operation="take_back")
        self._read(old, ("2026-01-01", 240), decision="Seen")
        self._charge(account, "2025-12-01")
        self.assertNotEqual(self._get_months(account), before)
        again = self._swap(old, "2025-10-16", "90", False, new_source="stock",
                           meter_id=new.meter_id.id)  # fmt: skip
        waiting = new.reading_ids.filtered(lambda row: row.state == "queued")
        self.assertFalse(waiting)  # they went along with their meter
        self._charge(account, "2025-12-01")
        self.assertEqual(self._get_months(account), before)
        self.assertEqual(again.meter_id, new.meter_id)
        documents = self.env["elektrohisob.correction"].search(
            [("account_id", "=", account.id)]
        )
        self.assertEqual(sum(documents.mapped("amount")), 0)

    def test_much_energy_takes_two_persons(self):
        """B counted 260 kWh by 1 January; by a multiplier of 40 it was 10 140 more."""
        old, new = self._bill_three_months()
        account = old.account_id
        correction = self._correct(new, multiplier=40)
        self.assertEqual((correction.kwh_more, correction.state), (10_140, "draft"))
        self.assertEqual(correction.approval_state, "requested")
        self.assertEqual(new.multiplier, 1)
        with self.assertRaisesRegex(UserError, "waits for a decision"):
            correction.multiplier = 60
        with self.assertRaisesRegex(UserError, "waits for a decision"):
            correction.line_ids[0].value = "360"
        with self.assertRaises(UserError):
            correction.action_approve()  # one's own request
        head = correction.with_user(self.users["manager"])
        # a reading that came since makes other figures of it
        with self.env.cr.savepoint() as since:
            self._read(new, ("2025-12-15", 200), ("2026-01-01", 270), decision="Seen")
            with self.assertRaisesRegex(UserError, "have changed"):
                head.action_approve()
            since.rollback()
        self.env.invalidate_all()
        head.action_approve()
        self.env.invalidate_all()
        self.assertEqual((new.multiplier, correction.state), (40, "done"))
        self.assertEqual(correction.user_id, self.engineer)
        with self.assertRaisesRegex(UserError, "stays as it is"):
            correction.note = "Other"
        change = self.env["elektrohisob.fact.change"].search(
            [("account_id", "=", account.id)], limit=1
        )
        self.assertEqual(change.user_id, self.engineer)
        self.assertEqual(new.date_start, date(2025, 10, 16))


class TestReplacementFoundLate(ActCommon):
    """A replacement nobody reported, put between two acts that are known."""

    def _bill_to_december(self):
        """A from October, C by the act of 1 December (A showed 300, C 0 and 50 on 1
        January): 300 kWh of A in 61 days, October 152.459, November 147.541; December
        50 of C."""
        first = self._create_consumer("LB1", opening=0)
        last = self._swap(first, "2025-12-01", "300", "LB3")
        self._read(last, ("2026-01-01", 50), decision="Seen")
        account = first.account_id
        self._charge(account, "2025-10-01", "2025-11-01", "2025-12-01")
        self.assertEqual(
            self._get_months(account),
            {
                "2025-10": (152.459, 91_475.4),
                "2025-11": (147.541, 88_524.6),
                "2025-12": (50, 30_000),
            },
        )
        return first, last

    def test_found_to_the_later_act(self):
        """On 1 November A showed 120 and B was hung; it was B that showed 300 on 1
        December. October 120 kWh, 72 000 so'm; November 300: 200 × 600 + 100 × 800 =
        200 000. 272 000 in place of 180 000."""
        first, last = self._bill_to_december()
        account = first.account_id
        known = last.meter_id.line_ids.movement_id
        wizard = self.env["elektrohisob.installation.swap"].new(
            {
                "account_id": account.id,
                "usage_point_id": first.usage_point_id.id,
                "date": "2025-11-01",
                "mode": "swap",
                "opening_value": "0",
                "until_value": "300",
                "multiplier": 1,
            }
        )
        self.assertEqual((wizard.is_between, wizard.until), (True, date(2025, 12, 1)))
        self.assertEqual((wizard.until_act, wizard.until_kwh), ("act LB3", 300))
        middle = self._swap(first, "2025-11-01", "120", "LB2", until_value="300")
        self.assertRecordValues(
            first | middle | last,
            [
                {"date_end": date(2025, 10, 31), "act_number_end": "act LB2",
                 "previous_id": False},
                {"date_end": date(2025, 11, 30), "act_number_end": "act LB3",
                 "previous_id": first.id},
                {"date_end": False, "act_number_end": False,
                 "previous_id": middle.id},
            ],
        )  # fmt: skip
        copy = known.corrected_by_ids
        self.assertEqual((known.standing, copy.date), ("corrected", date(2025, 12, 1)))
        line = copy.line_ids.filtered(lambda row: row.device_id == middle.meter_id)
        self.assertEqual((line.reading, line.kwh), ("300", 300))
        self.assertIn("found late", known.standing_note)
        for meter, days in (
            (first.meter_id, ["2025-10-01", "2025-11-01"]),
            (middle.meter_id, ["2025-11-01", "2025-12-01"]),
            (last.meter_id, ["2025-12-01"]),
        ):
            stays = meter.stay_ids.sorted("date_start")
            self.assertEqual([str(row.date_start) for row in stays], days)
        self._charge(account, "2025-12-01")
        self.assertEqual(
            self._get_months(account),
            {
                "2025-10": (120, 72_000),
                "2025-11": (300, 200_000),
                "2025-12": (50, 30_000),
            },
        )
        document = self.env["elektrohisob.correction"].search(
            [("account_id", "=", account.id)]
        )
        self.assertEqual((len(document), document.cause), (1, "facts"))
        self.assertEqual(document.line_ids.mapped("kwh"), [-32.459, 152.459])
        self.assertEqual(document.amount, 92_000)
        self.assertIn("act LB2", " ".join(document.change_ids.mapped("note")))

    def test_found_and_the_old_one_came_back(self):
        """B hung from 1 to 16 November only: A showed 120, B 0 and 40, then A again
        from 120 to its 300 of 1 December. October 120 kWh, 72 000; November 40 + 180
        = 220: 200 × 600 + 20 × 800 = 136 000."""
        first, last = self._bill_to_december()
        account = first.account_id
        middle = self._swap(first, "2025-11-01", "120", "LB2")
        self.assertEqual(first.meter_id.state, "stock")
        third = self._swap(middle, "2025-11-16", "40", False, new_source="stock",
                           meter_id=first.meter_id.id, opening_value="120")  # fmt: skip
        chain = first | middle | third | last
        self.assertEqual(
            [str(row.date_start) for row in chain],
            ["2025-10-01", "2025-11-01", "2025-11-16", "2025-12-01"],
        )
        for before, after in pairwise(chain):
            self.assertEqual(after.previous_id, before)
        valid = third.reading_ids.filtered(lambda row: row.state == "valid")
        self.assertEqual(sorted(valid.mapped("value")), [120, 300])
        self._charge(account, "2025-12-01")
        self.assertEqual(
            self._get_months(account),
            {
                "2025-10": (120, 72_000),
                "2025-11": (220, 136_000),
                "2025-12": (50, 30_000),
            },
        )
        documents = self.env["elektrohisob.correction"].search(
            [("account_id", "=", account.id)]
        )
        self.assertEqual((len(documents), documents.amount), (1, 28_000))

    def test_transformers_found_late(self):
        """From 1 November the multiplier was 2: A showed 120 then, 300 on 1 December:
        November (300 − 120) × 2 = 360: 200 × 600 + 160 × 800 = 248 000."""
        first, last = self._bill_to_december()
        account = first.account_id
        self._swap(first, "2025-11-01", "120", False, mode="ratio", multiplier=2,
                   opening_value=False)  # fmt: skip
        self.assertEqual(last.previous_id.multiplier, 2)
        self._charge(account, "2025-12-01")
        self.assertEqual(self._get_months(account)["2025-10"], (120, 72_000))
        self.assertEqual(self._get_months(account)["2025-11"], (360, 248_000))

    def test_what_cannot_be_put_between(self):
        first, last = self._bill_to_december()
        with self.assertRaisesRegex(UserError, "act LB3.*Correct the act"):
            self._swap(first, "2025-11-01", "120", "LB2", mode="remove")
        with self.assertRaisesRegex(UserError, "LB1 hangs here by act of 10/01/2025"):
            self._swap(first, "2025-09-01", False, "LB0", mode="install")
        self.assertEqual(last.previous_id, first)
