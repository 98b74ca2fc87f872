import base64

from odoo.exceptions import AccessError, UserError

from .common import ElektrohisobCommon

FILE = base64.b64encode(b"26264;01234567;1250\n").decode()


class TestExchange(ElektrohisobCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = cls.env["elektrohisob.exchange.provider"].create(
            {"name": "Archive", "code": "test-archive", "kind": "archive"}
        )

    def _receive(self, content=FILE, name="a.csv"):
        return self.provider.receive_file(
            code="test-archive", file_name=name, content=content
        )

    def _create_lines(self, message, *states):
        self.env["elektrohisob.exchange.line"].create(
            [
                {
                    "message_id": message.id,
                    "line_no": number,
                    "raw": f"row {number}",
                    "state": state,
                    "code": False if state == "accepted" else "E1",
                    "reason": False if state == "accepted" else "No such account.",
                }
                for number, state in enumerate(states, 1)
            ]
        )

    def test_the_same_file_is_taken_once(self):
        first = self._receive()
        self.assertEqual(first["state"], "done")
        second = self._receive(name="renamed.csv")
        self.assertEqual(second["state"], "duplicate")
        self.assertIn("a.csv", second["reason"])
        messages = self.provider.message_ids
        duplicate = messages.filtered("duplicate_of_id")
        self.assertEqual(duplicate.id, second["message_id"])
        self.assertEqual(duplicate.duplicate_of_id.id, first["message_id"])

    def test_the_file_is_kept(self):
        message = self.env["elektrohisob.exchange.message"].browse(
            self._receive()["message_id"]
        )
        self.assertEqual(message.content.decode(), FILE)
        self.assertEqual(message.company_id, self.district_a)
        # printf '26264;01234567;1250\n' | sha256sum
        self.assertEqual(len(message.digest), 64)

    def test_the_row_of_a_kept_file_is_as_odoo_makes_it(self):
        data = b"\x00\xff\\x41;\t\n" * 1000
        vals = {
            "name": "content",
            "res_model": self.provider._name,
            "res_field": "content",
            "res_id": self.provider.id,
            "type": "binary",
        }
        files = self.env["ir.attachment"].with_context(elektrohisob_no_words=True)
        for place in ("db", "file"):
            self.env["ir.config_parameter"].set_param("ir_attachment.location", place)
            kept = files._keep_bytes(vals, data)
            usual = files.create(vals | {"raw": data})
            self.env.flush_all()
            self.env.cr.execute(
                """
                SELECT to_jsonb(a) - 'id' - 'create_date' - 'write_date',
                       write_date - now() AT TIME ZONE 'UTC', write_date = create_date
                  FROM ir_attachment a WHERE id IN %s ORDER BY id
                """,
                [(kept.id, usual.id)],
            )
            (ours, age, is_one), (theirs, *_rest) = self.env.cr.fetchall()
            self.assertEqual(ours, theirs)
            self.assertLess(abs(age.total_seconds()), 3600)
            self.assertTrue(is_one)
            kept.invalidate_recordset()
            self.assertEqual(kept.raw, data)
            self.assertEqual(bool(ours["db_datas"]), place == "db")

    def test_refused_file_may_be_sent_again(self):
        journal = self.env["elektrohisob.exchange.message"]
        message = journal._open(self.provider, "a.csv", b"1")
        message._refuse("The file is cut short.")
        again = journal._open(self.provider, "a.csv", b"1")
        self.assertEqual(again.state, "draft")
        protocol = message._get_protocol()
        self.assertEqual(protocol["state"], "refused")
        self.assertEqual(protocol["reason"], "The file is cut short.")

    def test_protocol_counts_rows(self):
        journal = self.env["elektrohisob.exchange.message"]
        cases = (
            (("accepted", "refused", "parked", "accepted"), "partial", 2, 1, 1),
            (("accepted", "parked"), "done", 1, 0, 1),
            (("refused", "refused"), "refused", 0, 2, 0),
        )
        for number, (states, state, accepted, refused, parked) in enumerate(cases):
            message = journal._open(self.provider, "a.csv", bytes([number]))
            self._create_lines(message, *states)
            message._close()
            protocol = message._get_protocol()
            self.assertEqual(protocol["state"], state)
            self.assertEqual(protocol["accepted"], accepted)
            self.assertEqual(protocol["refused"], refused)
            self.assertEqual(protocol["parked"], parked)
            self.assertEqual(len(protocol["refusals"]), refused + parked)

    def test_protocol_names_the_row_and_why(self):
        message = self.env["elektrohisob.exchange.message"]._open(
            self.provider, "a.csv", b"x"
        )
        self._create_lines(message, "accepted", "refused")
        self.assertEqual(
            message._get_protocol()["refusals"],
            [
                {
                    "line": 2,
                    "state": "refused",
                    "code": "E1",
                    "reason": "No such account.",
                }
            ],
        )

    def test_form_shows_refused_rows_first_and_totals(self):
        message = self.env["elektrohisob.exchange.message"]._open(
            self.provider, "a.csv", b"y"
        )
        message.totals = {"count": 3, "amount": 1234567.5}
        text = message.with_context(lang="uz_UZ").totals_text
        self.assertIn("1 234 567,50", text.replace("\N{NO-BREAK SPACE}", " "))
        self._create_lines(message, "accepted", "refused", "parked")
        lines = message.line_ids.search(
            [("message_id", "=", message.id)], order="state desc, line_no"
        )
        self.assertEqual(lines.mapped("state"), ["refused", "parked", "accepted"])

    def test_unknown_provider_and_bad_content(self):
        with self.assertRaises(UserError) as raised:
            self.provider.receive_file(code="nobody", file_name="a", content=FILE)
        self.assertIn("nobody", str(raised.exception))
        with self.assertRaises(UserError) as raised:
            self._receive(content="это не base64")
        self.assertIn("a.csv", str(raised.exception))

    def test_wizard_opens_the_protocol(self):
        wizards = self.env["elektrohisob.exchange.provider.receive"].with_user(
            self.users["accountant"]
        )
        wizard = wizards.create(
            {"provider_id": self.provider.id, "content": FILE, "file_name": "b.csv"}
        )
        action = wizard.action_receive()
        message = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(message.name, "b.csv")
        self.assertEqual(message.state, "done")

    def test_auditor_and_cashier_load_nothing(self):
        for role in ("auditor", "cashier"):
            with self.assertRaises(AccessError):
                self.env["elektrohisob.exchange.provider.receive"].with_user(
                    self.users[role]
                ).create({"provider_id": self.provider.id, "content": FILE})
