from collections import defaultdict
from datetime import datetime, time, timedelta

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.engine.period import next_month

from ..demo import payments, registers
from ..demo.district import END, MONTHS

CHUNK = 500


class Demo(models.AbstractModel):
    """What happens in the months of the demonstration."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _live(self, town):
        """From the first readings to the open month."""
        self._take_readings(town, MONTHS[0])
        for month in MONTHS:
            self._take_payments(town, month)
            self._correct_readings(town, month)
            self._write_acts(town, month)
            self._take_readings(town, next_month(month))
            if month != MONTHS[-1]:
                self._bill(town, month)
        self._leave_work(town)
        self._set_days_of_entry(town)

    # === READINGS === #

    @api.model
    def _take_readings(self, town, day):
        """Readings of ``day`` as they come in, by source."""
        rows = defaultdict(list)
        for consumer, value in registers.readings(town.consumers, day):
            rows[registers.source(consumer)].append(
                {
                    "account_id": town.account_ids[consumer.serial],
                    "date": day,
                    "value": value,
                }
            )
        for source, found in rows.items():
            outcomes = self._get_readings_of(town, source)._accept(found, source=source)
            refused = [row["reason"] for row in outcomes if row["state"] == "refused"]
            if refused:
                raise ValidationError("\n".join(refused))

    @api.model
    def _correct_readings(self, town, month):
        """A month after it was typed wrong, a reading is put right."""
        clerks = self._get_readings_of(town, "operator")
        for consumer in town.consumers:
            if registers.error_day(consumer) == month:
                wrong = self._get_reading(town, consumer, month)
                clerks.browse(wrong.id)._correct(
                    value=registers.register(consumer, month),
                    note="Nazoratchi joyida tekshirdi: koʻrsatkich xato kiritilgan",
                )

    # === ACTS === #

    @api.model
    def _write_acts(self, town, month):
        """Acts of the month: new meters, first readings, closed accounts."""
        end = next_month(month)
        for consumer in town.consumers:
            inside = month <= consumer.day < end
            if consumer.story in ("hero", "swap") and inside:
                self._swap(town, consumer)
            elif consumer.story == "late_swap" and month == registers.LATE_SWAP_FOUND:
                self._swap_late(town, consumer)
            elif consumer.story == "joined" and inside:
                self._join(town, consumer)
            elif consumer.story == "closed" and consumer.day == end:
                self._close_account(town, consumer)
        self._find_unauthorised(town, month)

    @api.model
    def _get_point(self, town, consumer):
        return self.env["elektrohisob.usage.point"].search(
            [("account_id", "=", town.account_ids[consumer.serial])]
        )

    @api.model
    def _swap(self, town, consumer, mode="swap"):
        """Replace or remove the meter by an act, as the engineer does."""
        point = self._get_point(town, consumer)
        act = self._get_acts_of(town).create(
            {
                "account_id": point.account_id.id,
                "usage_point_id": point.id,
                "date": consumer.day,
                "mode": mode,
                "act_number": f"{consumer.day:%m}-{consumer.serial + 1}",
                "handed_by": "Rahimov S.",
                "received_by": "Aliyev S.",
                "consumer_name": self._get_payer(consumer),
                "scheme_check": "Ulanish sxemasi toʻgʻri",
                "reason_id": self._get_reason("SWAP-SMART").id
                if mode == "swap"
                else False,
                "closing_value": str(registers.old_register(consumer, consumer.day)),
                "is_confirmed": True,
                "new_source": "new",
                "type_id": self.env.ref("elektrohisob_metering.device_type_te71").id,
                "serial": self._get_serial(town, consumer, consumer.day.year),
                "date_verified": consumer.day - timedelta(days=60),
                "opening_value": "0",
            }
        )
        act.action_apply()

    @api.model
    def _swap_late(self, town, consumer):
        """The act of July reaches the office in September; what the new meter
        showed in between waits in the queue."""
        self._swap(town, consumer)
        waiting = self.env["elektrohisob.reading"].search(
            [
                ("account_id", "=", town.account_ids[consumer.serial]),
                ("state", "=", "queued"),
            ]
        )
        left = waiting._decide("move", "Hisoblagich iyulda almashtirilgan")
        if left or not waiting:
            raise ValidationError(str([reason for _reading, reason in left]))

    @api.model
    def _join(self, town, consumer):
        """The first reading of a new consumer, by the act of installation."""
        self.env["elektrohisob.reading"]._accept(
            [
                {
                    "account_id": town.account_ids[consumer.serial],
                    "date": consumer.day,
                    "value": consumer.register,
                }
            ],
            source="act",
        )

    @api.model
    def _close_account(self, town, consumer):
        """The last day of a consumer who moves out."""
        self._swap(town, consumer, mode="remove")
        account = self._get_point(town, consumer).account_id
        last_day = consumer.day - timedelta(days=1)
        agreement = account.agreement_id
        agreement.date_end = last_day
        agreement.action_end()
        account.date_close = last_day
        account.action_close()

    # === MONEY === #

    @api.model
    def _take_payments(self, town, month):
        """Payments of the month; households pay at the cash desk or by bank."""
        serials = {id_: serial for serial, id_ in town.account_ids.items()}
        states = self.env["elektrohisob.account.state"].search_read(
            [("company_id", "=", town.company.id)], ["account_id", "balance"]
        )
        balances = {
            serials[state["account_id"][0]]: state["balance"] for state in states
        }
        found = payments.paid(town.rng, town.consumers, balances, month)
        if month == MONTHS[-1] and town.is_main:
            found += payments.strangers()
        prepared = [
            (paid.channel, self._prepare_payment(town, paid, f"{month:%y%m}{index:05}"))
            for index, paid in enumerate(found, start=1)
        ]
        for channel, user in (("cash", town.cashier), ("bank", self.env.user)):
            # sudo: whose desk it was is to be seen, his rights are not in question
            self.env["elektrohisob.payment"].with_user(user).sudo()._receive(
                [vals for kind, vals in prepared if kind == channel]
            )

    @api.model
    def _prepare_payment(self, town, paid, number):
        consumer = paid.consumer
        vals = {
            "account_id": consumer and town.account_ids[consumer.serial],
            "company_id": town.company.id,
            "date": paid.day,
            "amount": paid.amount,
            "channel": paid.channel,
            "number": number,
            "payer": paid.payer or self._get_payer(consumer),
        }
        if paid.channel == "cash":
            return {**vals, "number": f"KV-2026-{number}"}
        local = consumer and consumer.local_number
        purpose = f"Elektr energiyasi uchun, {town.company.account_prefix} {local}"
        return {
            **vals,
            "provider_id": town.bank.id,
            "external_key": f"demo-{town.company.id}-{number}",
            "payer_stir": (consumer and consumer.stir) or False,
            "purpose": paid.purpose or purpose,
            "reason": False if consumer else "Shaxsiy hisob raqami topilmadi",
        }

    @api.model
    def _get_payer(self, consumer):
        person = consumer.person
        return f"{person.surname} {person.given_name}" if person else consumer.name

    @api.model
    def _bill(self, town, month):
        """Bill the month by a run of the ordinary kind, and close it."""
        period = self.env["elektrohisob.period"]._get_open(town.company)
        run = (
            self.env["elektrohisob.charge.run"]
            .with_context(queue_job__no_delay=True)
            .create(
                {
                    "company_id": town.company.id,
                    "period_id": period.id,
                    "chunk_size": CHUNK,
                }
            )
        )
        run.action_start()
        started = datetime.combine(next_month(month), time(4, 30))
        seconds = sum(run.chunk_ids.mapped("duration"))
        run.write(
            {
                "date_started": started,
                "date_finished": started + timedelta(seconds=max(1, round(seconds))),
            }
        )
        period._close()

    # === WHAT IS LEFT TO DO === #

    @api.model
    def _leave_work(self, town):
        """Readings of an earlier program that no check has seen: they went back."""
        wrong = [one for one in town.consumers if one.story == "reading_decreased"]
        installations = self.env["elektrohisob.installation"].search(
            [("account_id", "in", [town.account_ids[one.serial] for one in wrong])]
        )
        by_account = {row.account_id.id: row for row in installations}
        self.env["elektrohisob.reading"].create(
            [
                {
                    "account_id": town.account_ids[consumer.serial],
                    "installation_id": by_account[town.account_ids[consumer.serial]].id,
                    "company_id": town.company.id,
                    "date": END,
                    "value": registers.register(consumer, END) - 1_000,
                    "source": "file",
                }
                for consumer in wrong
            ]
        )

    @api.model
    def _set_days_of_entry(self, town):
        """Rows look as if they had been entered on their days."""
        self.env.flush_all()
        for table, moment in (
            ("elektrohisob_reading", "date + interval '6 hours'"),
            ("elektrohisob_payment", "date + interval '5 hours'"),
        ):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET create_date = %s WHERE company_id = %s",
                    SQL.identifier(table),
                    SQL(moment),
                    town.company.id,
                )
            )
        self.env.cr.execute(
            SQL(
                """
                UPDATE elektrohisob_period
                   SET date_closed = date_end + interval '2 days 5 hours'
                 WHERE company_id = %s AND state = 'closed'
                """,
                town.company.id,
            )
        )
        self.env.invalidate_all()
