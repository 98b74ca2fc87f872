from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..engine import checks
from .reading_loading import Batch

QUEUE_MOST = 500
NOTES = {"refuse": "reading_refuse", "correct": "reading_correct"}


class Reading(models.Model):
    """The page on which the queue is decided, one reading after the other."""

    _inherit = "elektrohisob.reading"

    # === ACTIONS === #

    def action_decide_one_by_one(self):
        """Open the page of decisions for the chosen readings."""
        return {
            "type": "ir.actions.client",
            "tag": "elektrohisob_metering.reading_queue",
            "name": self.env._("Decide on readings"),
            "context": {"reading_ids": self.ids},
        }

    def action_order_visit(self):
        """Send somebody to look at the meters; the readings go on waiting."""
        self.order_visit()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Visits are ordered."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # === BUSINESS METHODS === #

    @api.model
    def get_queue(self):
        """Readings of the active district networks that wait, oldest first.

        :return: dict with ``ids`` (at most 500) and ``count`` of all that wait
        """
        domain = [("state", "=", "queued")]
        waiting = self.search(domain, order="create_date, id", limit=QUEUE_MOST)
        return {"ids": waiting.ids, "count": self.search_count(domain)}

    def get_decision(self):
        """What the page of decisions shows about one reading.

        :return: dict: ``reading`` and ``energy`` (kWh as charged), ``note`` (why it
            was stopped), ``objections`` (what the checks say now), ``months`` (booked
            kWh of 24 months), ``photos``, ``neighbours``, ``point``, ``reasons``
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "reading": self._get_decision_head(),
            "energy": self._get_decision_energy(),
            "note": self.check_note or "",
            "objections": self._get_objections(),
            "months": self._get_months(),
            "history": [
                {"date": row.date, "value": row.value, "kwh_day": row.kwh_day}
                for row in self.history_ids[:6]
            ],
            "photos": self._get_photos(),
            "neighbours": self._get_neighbours(),
            "point": self._get_point_facts(),
            "reasons": self._get_decision_reasons(),
        }

    def decide(self, *, mode, note, value=None, installation=None, account=None):
        """Carry out a decision of the page.

        :param str mode: ``accept``, ``rollover``, ``move`` (to the meter of the
            account that hung on the day), ``refuse``, ``correct`` (to ``value``),
            ``transfer`` (to ``installation``, an id, or to the only meter of the
            ``account`` of that number) or ``exchange`` (with the reading of that
            meter)
        :param str note: why
        :param value: kWh as the register shows
        :return: ``id`` of the reading in force then, or False
        :raise UserError: the decision contradicts other readings
        """
        self.ensure_one()
        note = (note or "").strip()
        if not note:
            raise UserError(
                self.env._("Write why. It is kept with the reading, with your name.")
            )
        if mode == "correct":
            return {"id": self._correct(value=value, note=note).id}
        if mode in ("transfer", "exchange"):
            target = self._find_target(installation, account)
            if mode == "transfer":
                return {"id": self._move_to(target, note).id}
            other = self._get_reading_of_day(target)
            return {"id": self._exchange(other, note)[:1].id}
        left = self._decide(mode, note)
        if left:
            raise UserError(left[0][1])
        return {"id": self.id if self.state == "valid" else False}

    def order_visit(self):
        """Order a check of the meters, unless one is open.

        :return: numbers of the open orders
        """
        self._check_queued()
        self.account_id._check_may_take_readings()
        # a doubtful reading orders the visit; clerks plan no work themselves
        orders = self.env["elektrohisob.work.order"].sudo()
        for reading in self:
            orders |= orders._order_for(
                reading.installation_id.usage_point_id,
                "check",
                ground=self.env._(
                    "Reading %(value)s of %(day)s waits for a decision",
                    value=self.env["elektrohisob.reading.check"]._format_kwh(
                        round(reading.value * checks.WH)
                    ),
                    day=reading.date,
                ),
                instruction=reading.check_note,
            )
        known = self._get_open_orders()
        return (known | orders).mapped("number")

    # === WHAT IS SHOWN === #

    def _get_decision_head(self):
        account, meter = self.account_id, self.installation_id
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("source", "state", "reading_type")
        }
        try:
            account._check_may_take_readings()
            may_decide = self.state == "queued"
        except AccessError:
            may_decide = False
        return {
            "id": self.id,
            "account_id": account.id,
            "account": account._format_number(account.number),
            "consumer": account.name or "",
            "address": account.address or "",
            "phone": account.phone or "",
            "meter": self.meter_id.display_name,
            "digits": self.meter_id.type_id._get_digits(self.reading_type),
            "multiplier": meter.multiplier,
            "date": self.date,
            "value": self.value,
            "register": labels["reading_type"][self.reading_type],
            "source": labels["source"][self.source],
            "state": self.state,
            "state_name": labels["state"][self.state],
            "code": self.check_code or "",
            "entered_by": self.create_uid.name or "",
            "entered_on": fields.Datetime.to_string(self.create_date),
            "company": self.company_id.name,
            "may_decide": may_decide,
        }

    def _get_decision_energy(self):
        return {
            "previous_date": self.previous_id.date,
            "previous_value": self.previous_id.value,
            "days": self.days,
            "kwh": self.kwh,
            "kwh_day": self.kwh_day,
            "usual_day": self.average_day,
            "kwh_rollover": self.kwh_rollover,
        }

    def _get_objections(self):
        """Sentences of all checks that object to the reading as things are now."""
        row = dict(self._prepare_decided_row("accept"), without=self.ids)
        batch = Batch([self._prepare_item(row)])
        self._load_accounts(batch)
        self._load_registers(batch)
        item = batch.items[0]
        item.verdict = self._match(item, batch)
        Check = self.env["elektrohisob.reading.check"]
        rules = Check._get_rules(self.company_id, business_today(self))
        if item.verdict:
            found = [(item.verdict.code, item.verdict.figures)]
        else:
            self._load_known(batch)
            known = batch.known.get(item.key, [])
            sender = (self.check_figures or {}).get("phone", "")
            candidate = checks.Candidate(item.day, item.wh, stranger=sender)
            register = self._get_register(item, batch)
            today = business_today(self)
            found = checks.objections(candidate, register, known, rules, today)
        names = {rule.code: rule.name for rule in Check.search([])}
        wh = round(self.kwh * checks.WH)
        return [
            {
                "code": code,
                "name": names.get(code, ""),
                "text": Check._get_reason(
                    code, self._get_item_texts(item, batch), dict(figures, wh=wh)
                ),
            }
            for code, figures in found
        ]

    def _get_decision_reasons(self):
        """Names of the shipped reasons, by what they are for."""
        reasons = self.env["elektrohisob.reason"].search(
            Domain("document", "in", list(NOTES.values())), order="code"
        )
        by_document = reasons.grouped("document")
        return {
            mode: by_document.get(document, reasons.browse()).mapped("name")
            for mode, document in NOTES.items()
        }

    # === LOOKING UP === #

    def _find_target(self, installation, account):
        """Meter to move the reading to, by id or by the number of its account."""
        if installation:
            return self.env["elektrohisob.installation"].browse(int(installation))
        owner = self.env["elektrohisob.account"]._get_by_number(account)
        meters = owner.usage_point_ids.installation_ids - self.installation_id
        hung = meters.filtered_domain(meters._domain_on(self.date))
        if len(hung) != 1:
            raise UserError(
                self.env._(
                    "Account %(account)s has %(count)s meters on %(day)s. Open the "
                    "reading and choose the meter there.",
                    account=owner.display_name,
                    count=len(hung),
                    day=self.date,
                )
            )
        return hung

    def _get_reading_of_day(self, installation):
        """Valid reading of a meter on the day of this one.

        :raise UserError: there is none
        """
        found = self.search(
            [
                ("installation_id", "=", installation.id),
                ("reading_type", "=", self.reading_type),
                ("state", "=", "valid"),
                ("date", "=", self.date),
            ],
            limit=1,
        )
        if not found:
            raise UserError(
                self.env._(
                    "Meter %(meter)s has no reading of %(day)s to exchange with. Move "
                    "this one instead.",
                    meter=installation.meter_id.serial,
                    day=self.date,
                )
            )
        return found
