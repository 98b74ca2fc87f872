from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form

from .common import MeteringCommon


class SwapCommon(MeteringCommon):
    """A point with meter A1 since January, another meter, seals, transformers of
    100/5 in stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls._create_account(date_open="2026-01-01")
        cls.old = cls._create_installation(cls.account, "A1", opening=100)
        cls.point = cls.old.usage_point_id
        cls.engineer = cls.users["engineer"]
        cls.crew = cls.env["elektrohisob.place"].create(
            {"name": "Crew", "kind": "crew", "company_id": cls.district_a.id}
        )
        cls.new = cls._create_meter("B1")
        ratios = {"ct": (100, 5), "vt": (10000, 100)}
        cls.types = {
            kind: cls.env["elektrohisob.device.type"].create(
                {
                    "name": f"Test {kind}",
                    "kind": kind,
                    "ratio_primary": ratios.get(kind, (0, 0))[0],
                    "ratio_secondary": ratios.get(kind, (0, 0))[1],
                }
            )
            for kind in ("ct", "vt", "seal")
        }
        cls.seals = cls._create_devices("seal", "S1", "S2", "S3")
        cls.transformers = cls._create_devices("ct", "C1", "C2", "C3")

    @classmethod
    def _create_devices(cls, kind, *serials):
        return cls.env["elektrohisob.device"].create(
            [
                {
                    "serial": serial,
                    "type_id": cls.types[kind].id,
                    "company_id": cls.district_a.id,
                }
                for serial in serials
            ]
        )

    def _act(self, **vals):
        return (
            self.env["elektrohisob.installation.swap"]
            .with_user(self.engineer)
            .create(
                {
                    "account_id": self.account.id,
                    "usage_point_id": self.point.id,
                    "date": "2026-03-16",
                    "mode": "swap",
                    "act_number": "D-7",
                    "closing_value": "345",
                    "meter_id": self.new.id,
                    "place_id": self.crew.id,
                    **vals,
                }
            )
        )

    def _seal(self, device, operation="install", part="cover", **vals):
        row = {"device_id": device.id, "operation": operation, "part": part}
        return Command.create({**row, **vals})

    def _journal(self, device):
        return [
            (line.movement_id.kind, line.movement_id.act_number, line.state)
            for line in device.line_ids.sorted("id")
        ]


@freeze_time(datetime(2026, 11, 20, 8, 0))
class TestSwapJournal(SwapCommon):
    """The act at a point and the journal are one document: meters, transformers,
    seals."""

    def test_replacement_is_one_document(self):
        self._act(
            transformer_ids=[Command.set(self.transformers.ids)],
            multiplier=20,
            seal_ids=[self._seal(self.seals[0], person="Usta")],
            handed_by="First",
        ).action_apply()
        movement = self.new.line_ids.movement_id
        self.assertEqual((movement.kind, movement.act_number), ("replacement", "D-7"))
        self.assertEqual(len(movement.line_ids), 6)
        old = movement.line_ids.filtered(
            lambda line: line.device_id == self.old.meter_id
        )
        self.assertEqual((old.reading, old.kwh, old.place_to_id),
                         ("345", 245, self.crew))  # fmt: skip
        self.assertEqual(self.old.meter_id.place_id, self.crew)
        self.assertEqual(self.transformers.usage_point_id, self.point)
        seal = self.seals[0]
        self.assertEqual(seal.stay_id.host_device_id, self.new)
        self.assertEqual(seal.stay_id.part, "cover")
        self.assertEqual(self.point.installation_id.seal_number, "S1")
        # no document besides this one
        self.assertEqual(self._journal(self.new), [("replacement", "D-7", "done")])
        self.assertEqual(
            self._journal(self.old.meter_id),
            [("installation", False, "done"), ("replacement", "D-7", "done")],
        )

    def test_ratios_give_the_multiplier(self):
        form = Form(
            self.env["elektrohisob.installation.swap"]
            .with_user(self.engineer)
            .with_context(
                default_account_id=self.account.id,
                default_usage_point_id=self.point.id,
            )
        )
        self.assertEqual(form.multiplier, 1)
        for device in self.transformers | self._create_devices("vt", "V1"):
            form.transformer_ids.add(device)
        self.assertEqual(form.multiplier, 2000)
        self.assertFalse(form.multiplier_warning)
        form.multiplier = 20
        self.assertIn("2000, not 20", form.multiplier_warning)

    def test_different_ratios_are_refused(self):
        other = self._create_devices("ct", "C9")
        other.type_id = self.types["ct"].copy(
            {"name": "Other ct", "ratio_primary": 200}
        )
        with self.assertRaisesRegex(UserError, "different ratios"):
            self._act(
                transformer_ids=[Command.set((self.transformers[0] | other).ids)]
            ).action_apply()

    def test_transformers_and_multiplier_stay_with_the_point(self):
        self._act(
            transformer_ids=[Command.set(self.transformers.ids)], multiplier=20
        ).action_apply()
        wizard = self._act(
            date="2026-05-01", closing_value="10", meter_id=self._create_meter("B2").id
        )
        self.assertEqual(wizard.transformer_ids, self.transformers)
        self.assertEqual(wizard.multiplier, 20)
        wizard.mode = "remove"
        self.assertFalse(wizard.transformer_ids)
        wizard.action_apply()
        self.assertEqual(self.transformers.place_id, self.crew)

    def test_seals_of_the_meter_go_with_it(self):
        self._act(
            mode="seal",
            date="2026-02-01",
            seal_ids=[
                self._seal(self.seals[0]),
                self._seal(self.seals[1], part="cabinet"),
            ],
        ).action_apply()
        self.assertFalse(self.old.date_end)
        wizard = self._act()
        self.assertEqual(
            {row.device_id.serial: row.operation for row in wizard.seal_ids},
            {"S1": "remove", "S2": "keep"},
        )
        found = wizard.seal_ids.filtered(lambda row: row.device_id == self.seals[0])
        found.write({"operation": "broken", "note": "Wire cut"})
        wizard.action_apply()
        broken, cabinet = self.seals[0], self.seals[1]
        self.assertEqual((broken.date_broken, broken.broken_note),
                         (date(2026, 3, 16), "Wire cut"))  # fmt: skip
        self.assertEqual(broken.state, "retired")
        self.assertEqual(cabinet.usage_point_id, self.point)

    def test_an_act_of_nothing(self):
        with self.assertRaisesRegex(UserError, "changes nothing"):
            self._act(mode="seal").action_apply()

    def test_a_meter_that_is_elsewhere(self):
        place = self.env["elektrohisob.place"]._get_place(self.district_a, "laboratory")
        movement = self.env["elektrohisob.movement"].create(
            {
                "kind": "laboratory",
                "date": "2026-02-01",
                "place_to_id": place.id,
                "line_ids": [Command.create({"device_id": self.new.id})],
            }
        )
        movement.action_post()
        with self.assertRaisesRegex(UserError, "B1"):
            self._act().action_apply()
