from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from .simulated import SimulatedHeadEnd


class TestRemoteCommand(SimulatedHeadEnd):
    """Commands against the simulator, in every way it can fail."""

    def test_disconnect_and_reconnect(self):
        command = self._order()
        self.assertEqual(
            (command.state, command.provider_id), ("queued", self.head_end)
        )
        self.assertEqual(self._send(command), "sent")
        self.assertTrue(command.head_end_ref.startswith("HE-"))
        self.assertEqual(self.point.connection_state, "connected")
        self._poll()
        self.assertEqual((command.state, command.relay_state), ("confirmed", "open"))
        self.assertTrue(command.reply_id and command.date_done)
        self.assertFalse(command.is_late)
        self.assertEqual(self.point.connection_state, "disconnected")
        event = self.point.connection_event_ids[:1]
        self.assertEqual((event.command_id, event.reason_id), (command, self.debt))
        self.assertEqual(
            command.attempt_ids.mapped("action"), ["send", "reply"], "the whole way"
        )
        back = self._order("reconnect")
        self._send(back)
        self._poll()
        self.assertEqual(back.state, "confirmed")
        self.assertEqual(self.point.connection_state, "connected")

    def test_order_is_a_job(self):
        with trap_jobs() as trap:
            command = self._order()
            trap.assert_jobs_count(1, only=command._send)
            command._delay_send()
            # the same attempt is queued once
            trap.assert_jobs_count(1, only=command._send)

    def test_lost_answer_is_repeated_under_the_same_number(self):
        self._fault("timeout", times=1)
        command = self._order()
        with trap_jobs() as trap:
            self.assertEqual(self._send(command), "queued")
            trap.assert_jobs_count(1, only=command._send)
        self.assertEqual(command.attempt_ids.result, "no_line")
        self.assertGreater(command.date_next, fields.Datetime.now())
        self.assertEqual(self._send(command), "sent")
        known = self.simulator.commands[command.uuid]
        self.assertEqual((known["times"], command.head_end_ref), (2, known["id"]))
        self._poll()
        self.assertEqual(command.state, "confirmed")

    def test_reply_to_a_command_whose_answer_was_lost(self):
        self._fault("timeout", times=1)
        command = self._order()
        self._send(command)
        self._poll()
        self.assertEqual(command.state, "confirmed")
        self.assertEqual(self._send(command), "confirmed", "it is not sent again")

    def test_disturbed_head_end_is_asked_later_and_later(self):
        self._fault("error")
        command = self._order()
        pauses = []
        for _number in range(5):
            before = fields.Datetime.now()
            self._send(command)
            pauses.append(round((command.date_next - before).total_seconds(), -1))
        self.assertEqual(pauses, [60, 300, 900, 3600, 3600])
        self.assertIn("HTTP 500", command.outcome)
        with freeze_time(command.date_expires + timedelta(minutes=1)):
            self.assertEqual(self._send(command), "expired")

    def test_refusal_is_final(self):
        self._fault("refuse")
        command = self._order()
        self.assertEqual(self._send(command), "failed")
        self.assertIn("RC1", command.outcome)
        self.assertEqual(self.point.connection_state, "connected")

    def test_wrong_key(self):
        self.head_end.head_end_key = "another"
        command = self._order()
        self.assertEqual(self._send(command), "failed")
        self.assertIn("administrator", command.outcome)
        self.head_end._poll_head_end()
        self.assertIn("key", self.head_end.trouble)

    def test_failure_reported(self):
        self._fault("fail")
        command = self._order()
        self._send(command)
        self._poll()
        self.assertEqual(command.state, "failed")
        self.assertIn("does not answer", command.outcome)
        self.assertEqual(self.point.connection_state, "connected")

    def test_never_done_expires(self):
        self._fault("never")
        command = self._order()
        self._send(command)
        self._poll()
        self.assertEqual(command.state, "sent")
        with freeze_time(command.date_expires + timedelta(minutes=1)), trap_jobs():
            self.Command._cron_advance()
        self.assertEqual(command.state, "expired")
        self.assertIn("no outcome", command.outcome)
        self.env["res.lang"]._activate_lang("ru_RU")
        told = command.with_context(lang="ru_RU").outcome
        self.assertNotEqual(told, command.outcome, "told in the reader's language")
        self._order()  # the way is free again

    def test_late_reply_still_counts(self):
        self._fault("late")
        command = self._order()
        self._send(command)
        self._poll()
        self.assertEqual(command.state, "sent")
        command.sudo()._expire()
        self.simulator.commands[command.uuid]["due"] = 0
        self._poll()
        self.assertEqual((command.state, command.is_late), ("confirmed", True))
        self.assertEqual(self.point.connection_state, "disconnected")

    def test_late_reply_does_not_undo_a_later_command(self):
        self._fault("late", times=1)
        late = self._order()
        self._send(late)
        late.sudo()._expire()
        second = self._order()
        self._send(second)
        self._poll()
        third = self._order("reconnect")
        self._send(third)
        self._poll()
        third.sudo().date_done = fields.Datetime.now() + timedelta(minutes=5)
        self.simulator.commands[late.uuid]["due"] = 0
        self._poll()
        self.assertEqual(late.state, "confirmed")
        self.assertEqual(self.point.connection_state, "connected")

    def test_done_twice_counts_once(self):
        self._fault("twice")
        command = self._order()
        self._send(command)
        self._poll()
        self.assertEqual(command.state, "confirmed")
        self.assertEqual(len(self.point.connection_event_ids), 1)
        message = command.attempt_ids.message_id
        self.assertEqual(message.line_ids.mapped("code"), [False, "repeat"])

    def test_wrong_relay(self):
        self._fault("wrong_relay")
        command = self._order()
        self._send(command)
        self._poll()
        self.assertEqual((command.state, command.relay_state), ("failed", "closed"))
        self.assertEqual(self.point.connection_state, "connected")
        action = command.action_open_work_order()
        order = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((order.kind, order.usage_point_id), ("disconnect", self.point))

    def test_button_of_the_consumer(self):
        self.point._record_connection("disconnected")
        self._fault("armed", times=1)
        command = self._order("reconnect")
        self._send(command)
        self._poll()
        self.assertEqual((command.state, command.relay_state), ("sent", "armed"))
        self.assertEqual(self.point.connection_state, "disconnected")

    def test_reading_on_demand(self):
        command = self._order("read")
        self._send(command)
        self._poll()
        self.assertEqual(command.state, "confirmed")
        reading = self.installation.reading_ids.filtered(lambda r: r.source == "remote")
        self.assertEqual(len(reading), 1)
        self.assertIn(f"{reading.value:.1f}", command.outcome)
        self.assertTrue(reading.message_id)

    def test_limit(self):
        command = self._order("limit", limit_kw=2.5)
        self._send(command)
        self._poll()
        self.assertEqual((command.state, self.point.power_limit), ("confirmed", 2.5))

    # === ORDERING === #

    def test_what_cannot_be_ordered(self):
        for kind, vals, message in (
            ("reconnect", {}, "connected already"),
            ("disconnect", {"reason_id": False}, "Choose a reason"),
            ("disconnect", {"reason_id": self.paid.id}, "belongs to the command"),
            (
                "disconnect",
                {"reason_id": self._get_reason("disconnect", "OFF-THEFT").id},
                "explanation",
            ),
        ):
            with self.subTest(message), self.assertRaisesRegex(UserError, message):
                self._order(kind, **vals)
        self.meter_type.is_smart = False
        with self.assertRaisesRegex(UserError, "Send a crew"):
            self._order()
        self.meter_type.is_smart = True
        self.head_end.active = False
        with self.assertRaisesRegex(UserError, "No head-end serves"):
            self._order()

    def test_head_end_of_the_enterprise_serves_its_districts(self):
        self.head_end.company_id = self.enterprise
        command = self._order()
        self.assertEqual(command.sudo().provider_id, self.head_end)
        self.assertEqual(self._send(command), "sent")

    def test_one_command_to_a_relay_at_a_time(self):
        command = self._order()
        with self.assertRaisesRegex(UserError, "still on its way"):
            self._order()
        command.action_cancel()
        self.assertEqual(command.state, "cancelled")
        self._order()

    def test_cancel_what_has_left(self):
        self._fault("late", times=1)
        command = self._order()
        self._send(command)
        command.action_cancel()
        self.assertEqual(self.simulator.commands[command.uuid]["state"], "cancelled")
        again = self._order()
        self._send(again)
        self.simulator.work()
        with self.assertRaisesRegex(UserError, "carried out already"):
            again.action_cancel()
        self.assertEqual(again.state, "sent")

    def test_cancel_without_an_answer(self):
        command = self._order()
        self._send(command)
        self.head_end.head_end_url = "http://127.0.0.1:9"
        with self.assertRaisesRegex(UserError, "may have reached the meter"):
            command.action_cancel()
        self.assertEqual(command.state, "sent")

    def test_form(self):
        action = self.point.with_user(self.engineer).action_remote_command()
        model = self.Command.with_user(self.engineer)
        form = Form(model.with_context(**action["context"]))
        self.assertEqual((form.kind, form.usage_point_id), ("disconnect", self.point))
        form.reason_id = self.debt
        command = form.save()
        self.assertEqual(command.device_id, self.installation.meter_id)
        self.assertEqual(command.requested_by_id, self.engineer)

    # === FOUR EYES === #

    def test_protected_point_takes_two_persons(self):
        self.point.protection = "social"
        command = self._create_command()
        self.assertTrue(command.needs_approval)
        with self.assertRaisesRegex(UserError, "two persons"):
            command.action_queue()
        approval = command._request_approval("remote_command", reason="Debt of a year")
        with self.assertRaisesRegex(UserError, "waits for a decision"):
            command.with_user(self.engineer).kind = "limit"
        with self.assertRaises(AccessError):
            approval.with_user(self.engineer).action_approve()
        approval.with_user(self.users["manager"]).action_approve()
        self.assertEqual(command.state, "queued")
        self._send(command)
        self._poll()
        self.assertEqual(self.point.connection_state, "disconnected")

    def test_reconnection_takes_one_person(self):
        self.point.protection = "strategic"
        self.point._record_connection("disconnected")
        self.assertEqual(self._order("reconnect").state, "queued")

    def test_two_persons_for_everybody(self):
        self._set_parameter("remote_command_two_persons", True)
        self.assertTrue(self._create_command().needs_approval)
        self.assertFalse(self._create_command("read").needs_approval)
        asked = self.Command.with_user(self.engineer)._request(
            self.point, "disconnect", reason=self.debt
        )
        self.assertEqual(asked.state, "draft")

    # === RIGHTS === #

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_rights(self):
        command = self._order()
        for role in ("clerk_household", "lawyer", "manager", "auditor", "cashier"):
            seen = command.with_user(self.users[role])
            self.assertEqual(seen.state, "queued")
            with self.assertRaises(AccessError):
                seen.action_cancel()
        with self.assertRaisesRegex(AccessError, "head-end alone"):
            command.write({"state": "confirmed"})
        with self.assertRaisesRegex(AccessError, "head-end alone"):
            self._create_command(reply_id="forged")
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            command.comment = "another"
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            command.unlink()
        with self.assertRaises(AccessError):
            self.assertTrue(self.head_end.with_user(self.engineer).head_end_key)

    def test_a_file_proves_nothing(self):
        command = self._order()
        self._send(command)
        self.simulator.work()
        batch = self.head_end._get_head_end().poll("")
        provider = self.head_end.with_user(self.engineer)
        message = provider._receive("forged.json", batch.raw)
        self.assertEqual(message.state, "refused")
        self.assertEqual(message.line_ids.mapped("code"), ["not_proof"])
        self.assertEqual(command.state, "sent")
        with self.assertRaises(AccessError):
            self.head_end.with_user(self.users["clerk_household"])._receive(
                "x.json", b"{}"
            )

    def test_foreign_head_end_confirms_nothing(self):
        command = self._order()
        self._send(command)
        self.simulator.work()
        raw = self.head_end._get_head_end().poll("").raw
        other = self._create_head_end("http://127.0.0.1:9", self.district_b, "other")
        message = other._receive("x.json", raw)
        self.assertEqual(message.line_ids.mapped("code"), ["unknown_command"])
        self.assertEqual(command.state, "sent")

    def test_address_of_the_head_end(self):
        with self.assertRaisesRegex(UserError, "https://"):
            self.head_end.head_end_url = "ftp://x"

    def test_cron(self):
        command = self._order()
        with trap_jobs() as trap:
            self.Command._cron_advance()
            trap.assert_jobs_count(1, only=command._send)
            trap.assert_jobs_count(1, only=self.head_end._poll_head_end)
