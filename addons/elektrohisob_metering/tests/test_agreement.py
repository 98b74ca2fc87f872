from .common import MeteringCommon


class TestAgreement(MeteringCommon):
    """Annexes of a contract made from what hangs at its points."""

    def test_annexes(self):
        account = self._create_account()
        installation = self._create_installation(account, "77001", start="2026-01-01")
        installation.multiplier = 40
        point = installation.usage_point_id
        self.env["elektrohisob.usage.point.term"].create(
            {
                "usage_point_id": point.id,
                "date_start": "2026-01-01",
                "boundary": "Insulators of pole 14",
                "substation_code": "07",
            }
        )
        agreement = self.env["elektrohisob.agreement"].create(
            {"account_id": account.id, "date_start": "2026-02-01"}
        )
        meters, boundary = agreement._get_print_annexes()
        self.assertEqual(meters.rows[0][3:5], ["77001", "40"])
        self.assertEqual(boundary.rows[0][1], "Insulators of pole 14")
        self.assertEqual(boundary.rows[0][3], "07")
        self.assertEqual(agreement.action_open_points()["domain"][0][2], account.id)
        self.assertTrue(agreement._render_contract().startswith(b"%PDF"))
