"""Reminders of debts by SMS: who gets one, who does not and why, how often."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_billing.tests.common_sms import OTHER, PHONE, SmsCommon
from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import debt_reminder, debt_reminder_count, debt_reminder_round


@tagged("post_install", "-at_install")
class TestDebtReminder(SmsCommon):
    """``self.account`` owes 900 so'm since 1 May and has a telephone, the neighbour
    400 since 1 May without one, the shop 5,000 since 40 days ago."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.users["clerk_household"]
        cls.manager = cls.users["manager"]
        cls._record(cls.neighbour, "opening", 400.0, "2026-05-01")
        cls.today = business_today(cls.account)
        cls.late = cls.today - timedelta(days=40)
        cls._record(cls.shop, "opening", 5000.0, cls.late)
        cls.shop.phone = "91 111-22-33"
        cls.Reminder = cls.env["elektrohisob.debt.reminder"]

    def _make(self, user=None, **vals):
        reminders = self.Reminder.with_user(user or self.clerk)
        return reminders.create({"company_id": self.district_a.id, **vals})

    def _run_jobs(self, act):
        """Carry out the jobs that ``act`` queues, and those that they queue."""
        with trap_jobs() as trap:
            act()
            done = []
            while jobs := [
                job
                for job in trap.enqueued_jobs
                if job.method_name == "_process" and job not in done
            ]:
                for job in jobs:
                    done.append(job)
                    job.perform()
        self.env.flush_all()
        self.env.invalidate_all()
        return done

    def _on(self, day):
        for module in (debt_reminder, debt_reminder_round):
            clock = patch.object(module, "business_today", lambda model: day)
            clock.start()
            self.addCleanup(clock.stop)

    def _get_lines(self, reminder):
        return {line.account_id: line for line in reminder.line_ids}

    def test_counted_before_it_is_sent(self):
        """Three debtors of 900 + 400 + 5,000; one has no telephone; each message is
        one part of 100 so'm."""
        reminder = self._make()
        with self.assertRaisesRegex(UserError, "press Count first"):
            reminder.action_start()
        reminder.action_count()
        self.assertEqual(
            (reminder.debtor_count, reminder.message_count, reminder.phone_count),
            (3, 2, 1),
        )
        self.assertEqual((reminder.debt, reminder.part_count), (6300, 2))
        self.assertEqual(reminder.cost, 200)
        self.assertFalse(reminder.needs_approval)
        self.assertFalse(self.Message.search([("purpose", "=", "debt")]))
        reminder.days_least = 2
        self.assertFalse(reminder.date_counted)

    def test_counted_by_jobs(self):
        """More than two debtors are counted by jobs, two a job; the figures are those
        that were counted at once. Changed conditions end a counting."""
        self.patch(debt_reminder_count, "AT_ONCE", 2)
        self.patch(debt_reminder_round, "CHUNK", 2)
        reminder = self._make()
        with trap_jobs() as trap:
            reminder.action_count()
            [job] = trap.enqueued_jobs
            self.assertTrue(reminder.is_counting)
            self.assertFalse(reminder.date_counted)
            with self.assertRaisesRegex(UserError, "press Count first"):
                reminder.action_start()
            job.perform()
            self.assertEqual(len(trap.enqueued_jobs), 2)
            self.assertAlmostEqual(reminder.count_progress, 200 / 3, 1)
            trap.enqueued_jobs[1].perform()
        self.assertEqual(len(trap.enqueued_jobs), 2)
        self.assertFalse(reminder.is_counting)
        self.assertTrue(reminder.date_counted)
        self.assertEqual((reminder.debtor_count, reminder.message_count), (3, 2))
        self.assertEqual((reminder.debt, reminder.cost), (6300, 200))
        with trap_jobs() as trap:
            reminder.action_count()
            reminder.debt_least = 900
            self.assertFalse(reminder.is_counting)
            trap.enqueued_jobs[0].perform()
        self.assertFalse(reminder.date_counted)

    def test_sent_and_logged(self):
        reminder = self._make()
        reminder.action_count()
        self._run_jobs(reminder.action_start)
        self.assertEqual(reminder.state, "done")
        lines = self._get_lines(reminder)
        self.assertEqual(lines[self.neighbour].reason, "phone")
        self.assertFalse(lines[self.neighbour].sms_id)
        message = lines[self.account].sms_id
        self.assertEqual((message.phone, message.purpose), (PHONE, "debt"))
        self.assertIn(self.account.number, message.text)
        self.assertIn("900,00", message.text)
        self.assertIn("01.05.2026", message.text)
        self.assertEqual(lines[self.shop].sms_id.phone, OTHER)
        self.assertEqual(lines[self.shop].days, 40)
        self._send()
        self.assertEqual(lines[self.account].sms_state, "sent")
        self.assertEqual(self._taken(message.key), 1)
        with self.assertRaises(UserError):
            reminder.unlink()

    def test_conditions(self):
        for vals, found in (
            ({"category": "legal"}, self.shop),
            ({"debt_least": 900}, self.account | self.shop),
            ({"debt_least": 900.01}, self.shop),
            ({"days_least": 41}, self.account | self.neighbour),
            ({"account_ids": [self.neighbour.id]}, self.neighbour),
            ({"company_id": self.district_b.id}, self.account.browse()),
        ):
            reminder = self._make(self.env.user, **vals)
            rows = reminder._sort_rows(reminder._get_rows(0, 100))
            accounts = self.account.browse([row.account_id.id for row, *_rest in rows])
            self.assertEqual(set(accounts), set(found), vals)

    def test_what_is_not_due_is_not_reminded_of(self):
        """The shop owes 5,000 overdue and 2,000 more due tomorrow: 5,000 are told."""
        self._record(self.shop, "opening", 2000.0, self.today + timedelta(days=1))
        reminder = self._make(category="legal")
        reminder.action_count()
        self.assertEqual(reminder.debt, 5000)

    def test_who_is_left_alone(self):
        self.env["elektrohisob.sms.stop"].create(
            {"phone": OTHER, "company_id": self.district_a.id}
        )
        plan = self.env["elektrohisob.instalment"].create(
            {"account_id": self.account.id, "amount": 900, "note": "Application 1"}
        )
        plan.action_accept()
        reminder = self._make()
        reminder.action_count()
        self.assertEqual(
            (reminder.message_count, reminder.stopped_count, reminder.plan_count),
            (0, 1, 1),
        )
        with self.assertRaisesRegex(UserError, "press Count first"):
            reminder.action_start()
        plan.action_end()
        reminder.action_count()
        self.assertEqual((reminder.message_count, reminder.plan_count), (1, 0))

    def test_not_twice_in_a_week(self):
        first = self._make()
        first.action_count()
        self._run_jobs(first.action_start)
        second = self._make()
        second.action_count()
        self.assertEqual((second.message_count, second.lately_count), (0, 2))
        self.env.cr.execute(
            "UPDATE elektrohisob_sms_message SET create_date = create_date - "
            "interval '8 days'"
        )
        self.env.invalidate_all()
        second.action_count()
        self.assertEqual((second.message_count, second.lately_count), (2, 0))

    def test_paid_in_the_meantime(self):
        reminder = self._make()
        reminder.action_count()
        self._record(self.account, "payment", -900.0, "2026-05-20")
        self._run_jobs(reminder.action_start)
        self.assertNotIn(self.account, self._get_lines(reminder))
        self.assertIn(self.shop, self._get_lines(reminder))

    def test_many_messages_take_two_persons(self):
        self._set_parameter("debt_reminder_alone", 1)
        reminder = self._make()
        reminder.action_count()
        with self.assertRaisesRegex(UserError, "two persons"):
            reminder.action_start()
        approval = reminder._request_approval("debt_reminder", 200, "Monthly list")
        with self.assertRaisesRegex(UserError, "waits for a decision"):
            reminder.debt_least = 1
        self._run_jobs(approval.with_user(self.manager).action_approve)
        self.assertEqual(reminder.state, "done")
        self.assertEqual(len(reminder.line_ids), 3)

    def test_every_month(self):
        """Decided on 12 May for the 10th: 10 June, then 10 July; ended, no more."""
        reminder = self._make(repeat="monthly", day=10)
        reminder.action_count()
        self.assertTrue(reminder.needs_approval)
        self._on(date(2026, 5, 12))
        approval = reminder._request_approval("debt_reminder", 200, "Every month")
        approval.with_user(self.manager).action_approve()
        self.assertEqual(
            (reminder.state, reminder.date_next), ("active", date(2026, 6, 10))
        )
        self.assertFalse(self._run_jobs(self.Reminder._cron_remind))
        self._on(date(2026, 6, 10))
        self.assertEqual(len(self._run_jobs(self.Reminder._cron_remind)), 1)
        self.assertEqual(reminder.date_next, date(2026, 7, 10))
        self.assertEqual(set(reminder.line_ids.mapped("date")), {date(2026, 6, 10)})
        self.assertFalse(self._run_jobs(self.Reminder._cron_remind))
        reminder.action_end()
        self._on(date(2026, 7, 10))
        self.assertFalse(self._run_jobs(self.Reminder._cron_remind))
        self.assertEqual(reminder.state, "ended")

    def test_in_pieces(self):
        """Two debtors a job: three debtors are two jobs, each looked at once."""
        reminder = self._make()
        self.patch(debt_reminder_round, "CHUNK", 2)
        reminder.action_count()
        self.assertEqual(reminder.debtor_count, 3)
        self.assertEqual(len(self._run_jobs(reminder.action_start)), 2)
        self.assertEqual(len(reminder.line_ids), 3)
        self.assertEqual(reminder.state, "done")

    def test_from_the_list_of_debtors(self):
        self.env.flush_all()
        report = self.env["elektrohisob.debt.ageing.report"].with_user(self.clerk)
        rows = report.search([("account_id", "in", (self.account + self.shop).ids)])
        action = rows.action_remind()
        reminder = self.Reminder.browse(action["res_id"])
        self.assertEqual(reminder.account_ids, self.account + self.shop)
        self.assertEqual(reminder.company_id, self.district_a)
        self.assertEqual((reminder.message_count, reminder.state), (2, "draft"))
        # nobody chosen: by conditions
        action = report.action_remind()
        self.assertEqual(action["res_model"], reminder._name)
        self.assertNotIn("res_id", action)

    def test_state_is_not_written_by_hand(self):
        reminder = self._make()
        reminder.action_count()
        self._run_jobs(reminder.action_start)
        with self.assertRaisesRegex(UserError, "is in the state Done"):
            reminder.with_user(self.clerk).debt_least = 5
        self.assertTrue(fields.Datetime.now() >= reminder.date_counted)
