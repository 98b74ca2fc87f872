import base64
from io import BytesIO

from openpyxl import Workbook

from odoo.exceptions import UserError

from ..adapters import devices_table
from .common import MeteringCommon


class TestMovementReceive(MeteringCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place = cls.env["elektrohisob.place"]._get_place(
            cls.district_a, "warehouse"
        )

    def _receive(self, rows=None, **vals):
        if rows:
            book = Workbook()
            for row in rows:
                book.active.append(row)
            stream = BytesIO()
            book.save(stream)
            vals["file"] = base64.b64encode(stream.getvalue())
        wizard = (
            self.env["elektrohisob.movement.receive"]
            .with_user(self.users["engineer"])
            .create(
                {
                    "company_id": self.district_a.id,
                    "place_id": self.place.id,
                    "date": "2026-02-01",
                    "file_name": "list.xlsx",
                    **vals,
                }
            )
        )
        wizard.action_check()
        return wizard

    def test_list_in_excel(self):
        wizard = self._receive(
            [
                ("Накладная № 5",),
                ("№", "Тип", "Серийный номер", "Год выпуска", "Поверен"),
                (1, "Test type 5", "R1", 2025, "31.12.2025"),
                (2, "test TYPE 5", "R2", "2025 г.", ""),
                (3, "Test type 5", "R1", 2025, ""),
                (4, "Nobody's", "R4", 2025, ""),
                (5, "Test type 5", "R5", 2025, "soon"),
            ]
        )
        self.assertEqual((wizard.good_count, wizard.bad_count), (2, 3))
        action = wizard.action_receive()
        movement = self.env["elektrohisob.movement"].browse(action["res_id"])
        devices = movement.line_ids.device_id
        self.assertEqual(devices.mapped("serial"), ["R1", "R2"])
        self.assertEqual(set(devices.mapped("year")), {2025})
        self.assertEqual(devices.place_id, self.place)
        self.assertIn("5 rows, 2 received, 3 refused", movement.note)
        self.assertIn("Row 6, R4", movement.note)

    def test_what_is_here_is_not_received_again(self):
        rows = [("serial",), ("R1",)]
        self._receive(rows, type_id=self.meter_type.id).action_receive()
        wizard = self._receive(rows, type_id=self.meter_type.id)
        self.assertIn("here already", wizard.line_ids.reason)
        with self.assertRaisesRegex(UserError, "No row"):
            wizard.action_receive()

    def test_numbers_from_to(self):
        seal = self.env["elektrohisob.device.type"].create(
            {"name": "Test seal", "kind": "seal", "colour": "blue"}
        )
        vals = {"source": "range", "type_id": seal.id, "series": "AB"}
        action = self._receive(
            number_from="0098", number_to="0101", **vals
        ).action_receive()
        movement = self.env["elektrohisob.movement"].browse(action["res_id"])
        self.assertEqual(
            movement.line_ids.device_id.mapped("serial"),
            ["AB 0098", "AB 0099", "AB 0100", "AB 0101"],
        )
        self.assertEqual(set(movement.line_ids.device_id.mapped("series")), {"AB"})
        for first, last in (("2", "1"), ("x", "2"), ("1", "1000000")):
            with self.assertRaises(UserError):
                self._receive(number_from=first, number_to=last, **vals)

    def test_bad_files(self):
        with self.assertRaisesRegex(UserError, "no column of serial"):
            self._receive([("a", "b"), (1, 2)])
        with self.assertRaisesRegex(UserError, "list.xlsx"):
            self._receive(file=base64.b64encode(b"PK\x03\x04 broken"))
        with self.assertRaisesRegex(UserError, "Choose a file"):
            self._receive()

    def test_words_of_headers(self):
        table = "Turi;Zavod raqami;Yili;SIM\nTE73;0012;2024;998901234567\n"
        self.assertEqual(
            devices_table.device_rows(table.encode()),
            [devices_table.DeviceRow(2, "0012", "TE73", 2024, None, "998901234567")],
        )
