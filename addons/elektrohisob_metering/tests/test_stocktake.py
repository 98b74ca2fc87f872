from io import BytesIO

from pypdf import PdfReader

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form

from .common import MeteringCommon


class TestStocktake(MeteringCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Place = cls.env["elektrohisob.place"]
        cls.place = Place._get_place(cls.district_a, "warehouse")
        cls.other = Place._get_place(cls.district_a, "laboratory")
        cls.here = cls._create_meter("K1") | cls._create_meter("K2")
        cls.elsewhere = cls._create_meter("K3")
        cls._move("receipt", cls.place, cls.here | cls.elsewhere)
        cls._move("laboratory", cls.other, cls.elsewhere)

    @classmethod
    def _move(cls, kind, target, devices):
        movement = cls.env["elektrohisob.movement"].create(
            {
                "kind": kind,
                "date": "2026-02-01",
                "place_to_id": target.id,
                "line_ids": [
                    Command.create({"device_id": device.id}) for device in devices
                ],
            }
        )
        movement._post()

    def _count(self, *codes):
        form = Form(
            self.env["elektrohisob.stocktake"].with_user(self.users["engineer"])
        )
        form.place_id = self.place
        for code in codes:
            form.scan = code
            self.assertFalse(form.scan)
        return form.save()

    def test_count(self):
        count = self._count("K1", "K3", "K1")
        self.assertIn("already", count.message)
        self.assertEqual(
            (count.expected_count, count.found_count, count.shortage_count,
             count.surplus_count),
            (2, 2, 1, 1),
        )  # fmt: skip
        count.action_close()
        self.assertEqual(set(count.movement_ids.mapped("kind")), {"surplus", "loss"})
        lost = self.here[1]
        self.assertEqual((lost.state, lost.place_id.kind), ("lost", "lost"))
        self.assertEqual(self.elsewhere.place_id, self.place)
        self.assertEqual(count.movement_ids.stocktake_id, count)
        pages = PdfReader(BytesIO(count._render_act("en_US"))).pages
        text = " ".join(" ".join(page.extract_text().split()) for page in pages)
        for words in ("K1", "K2", "K3", "Shortage: 1", "Surplus: 1", "commission"):
            self.assertIn(words, text)
        with self.assertRaisesRegex(UserError, "closed"):
            count.date = "2026-03-01"
        with self.assertRaisesRegex(UserError, "stays"):
            count.unlink()

    def test_all_is_there(self):
        count = self._count("K1", "K2")
        count.action_close()
        self.assertFalse(count.movement_ids)

    def test_unknown_barcode(self):
        count = self._count("K1", "K2", "4780012345678")
        with self.assertRaisesRegex(UserError, "4780012345678"):
            count.action_close()
        count.line_ids.filtered(lambda line: line.result == "unknown").unlink()
        count.action_close()
        self.assertEqual(count.state, "done")

    def test_number_that_two_makes_have(self):
        """The one expected here lies there, its namesake too: both are asked for."""
        other = self.meter_type.copy({"name": "Test type 6"})
        twin = self.env["elektrohisob.device"].create(
            {"serial": "K1", "type_id": other.id, "company_id": self.district_a.id}
        )
        Stocktake = self.env["elektrohisob.stocktake"].with_user(self.users["engineer"])
        form = Form(Stocktake)
        form.place_id = self.place
        form.scan = "K1"
        self.assertIn("Choose", form.message)
        form.scan = "K2"
        self.assertIn("not taken", form.message)
        count = form.save()
        self.assertEqual(count.found_count, 0)
        with self.assertRaisesRegex(UserError, "K1"):
            count.action_close()
        form = Form(count)
        form.choice_id = twin
        self.assertFalse(form.choice_id)
        form.scan = "K2"
        form.scan = "K1"
        form.choice_id = self.here[0]
        count = form.save()
        found = count.line_ids.filtered("is_found")
        self.assertEqual(found.device_id, self.here | twin)
        self.assertEqual((count.shortage_count, count.surplus_count), (0, 1))
