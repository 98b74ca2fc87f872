from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools.dates import business_today

# hours ago, login as typed, outcome, last part of the address
LOGINS = (
    (121, "accountant", "ok", 21),
    (97, "clerk", "ok", 17),
    (96, "cashier", "password", 18),
    (73, "engineer", "refused", 19),
    (73, "engineer", "ok", 19),
    (50, "manager", "second_set", 12),
    (49, "manager", "ok", 12),
    (29, "direktor", "unknown", 88),
    (28, "cashier", "refused", 88),
    (28, "cashier", "refused", 88),
    (28, "cashier", "blocked", 88),
    (27, "cashier", "unblocked", 0),
    (26, "cashier", "ok", 18),
    (25, "clerk", "ok", 17),
    (3, "auditor", "ok", 15),
)
# hours ago, login, kind, model, document, rows, format
OUTPUTS = (
    (119, "accountant", "print", "charge.run", "Hisob-kitob varaqalari", 2_048, "pdf"),
    (95, "clerk", "print", "account", "Shaxsiy hisob koʻchirmasi", 1, "pdf"),
    (72, "engineer", "export", "reading", "", 412, "xlsx"),
    (48, "manager", "export", "account", "", 160, "xlsx"),
    (24, "clerk", "print", "account", "Toʻlov varaqasi", 1, "pdf"),
)
# hours ago, login, data seen, way, number of accounts
LOOKS = (
    (96, "clerk", "phone", "read", 1),
    (95, "clerk", "passport,pinfl", "read", 1),
    (48, "manager", "phone", "export", 160),
    (25, "clerk", "phone", "read", 1),
    (24, "accountant", "pinfl", "search", 1),
)
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0"
# Mahalla of the small district that asks to go to the main one.
MAHALLA = "Matonat MFY"


class Demo(models.AbstractModel):
    """What the auditor finds: logins, exports, looks; a reorganisation asked for."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _leave_traces(self):
        """Rows of the logs, as five working days leave them."""
        self._leave_logins()
        self._leave_outputs()
        self._leave_looks()
        self._edit_lists()
        self._change_terms()
        self._ask_reorganisation()
        self._send_bills()
        self.env["elektrohisob.quality.finding"]._cron_refresh()

    @api.model
    def _get_actor(self, login):
        return self.env["res.users"].search([("login", "=", login)])

    @api.model
    def _get_moment(self, hours):
        return fields.Datetime.now() - timedelta(hours=hours)

    @api.model
    def _send_bills(self):
        """The bills of the last closed month went out by SMS."""
        period = self.env["elektrohisob.period"].search(
            [("state", "=", "closed")], order="date_start desc", limit=1
        )
        run = self.env["elektrohisob.bill.run"].with_context(queue_job__no_delay=True)
        run.create(
            {
                "company_id": period.company_id.id,
                "period_id": period.id,
                "delivery": "sms",
            }
        ).action_start()

    @api.model
    def _leave_logins(self):
        events = self.env["elektrohisob.login.event"]
        for hours, login, outcome, place in LOGINS:
            user = self._get_actor(login)
            events.create(
                {
                    "date": self._get_moment(hours),
                    "login": login,
                    "user_id": user.id,
                    "company_id": user.company_id.id,
                    "outcome": outcome,
                    "address": f"10.26.69.{place}" if place else False,
                    "agent": AGENT if place else False,
                    "note": False if place else self._get_actor("admin").name,
                }
            )

    @api.model
    def _leave_outputs(self):
        outputs = self.env["elektrohisob.audit.output"]
        for hours, login, kind, model, name, count, file_format in OUTPUTS:
            user = self._get_actor(login)
            outputs.create(
                {
                    "date": self._get_moment(hours),
                    "user_id": user.id,
                    "company_id": user.company_id.id,
                    "kind": kind,
                    "model": f"elektrohisob.{model}",
                    "name": name,
                    "row_count": count,
                    "columns": "number, name, amount_due"
                    if kind == "export"
                    else False,
                    "file_format": file_format,
                    "address": "10.26.69.17",
                }
            )

    @api.model
    def _leave_looks(self):
        looks = self.env["elektrohisob.audit.look"]
        accounts = self.env["elektrohisob.account"]
        for hours, login, what, way, count in LOOKS:
            user, moment = self._get_actor(login), self._get_moment(hours)
            seen = accounts.search(
                [("company_id", "=", user.company_id.id)], limit=count, offset=hours
            )
            looks.create(
                {
                    "date": moment,
                    "day": fields.Date.to_date(moment),
                    "user_id": user.id,
                    "company_id": user.company_id.id,
                    "account_id": seen.id if count == 1 else False,
                    "account_ids": seen.ids if count > 1 else False,
                    "what": what,
                    "way": way,
                    "row_count": len(seen),
                    "address": "10.26.69.17",
                }
            )

    @api.model
    def _edit_lists(self):
        """The administrator corrects reference data and a parameter of the district."""
        admin = self._get_actor("admin")
        days = self.env["elektrohisob.calendar.day"].with_user(admin)
        norm = "Prezidentning 24.12.2025 dagi farmoni"
        for code in ("HAYIT-2026-03-20", "HAYIT-2026-05-27"):
            days.search([("code", "=", code)]).norm = norm
        meters = self.env.ref("elektrohisob_metering.device_type_te71")
        meters.with_user(admin).manufacturer = "“Toshelektroapparat” AJ"
        ahead = self.env.ref("elektrohisob_metering.parameter_verification_ahead_days")
        ahead.with_user(admin)._change_from(
            45,
            fields.Date.start_of(business_today(self), "month"),
            company=self.env.ref("elektrohisob_base.demo_company_1726269"),
            closed_ok=True,
            norm="112-sonli buyruq",
            certainty="order",
        )

    @api.model
    def _change_terms(self):
        """Additional agreements of three firms: signed, waiting and undone."""
        legal, manager = self._get_actor("legal"), self._get_actor("manager")
        agreements = self.env["elektrohisob.agreement"].search(
            [
                ("company_id", "=", legal.company_id.id),
                ("category", "=", "legal"),
                ("state", "=", "active"),
            ],
            order="id",
            limit=3,
        )
        month = fields.Date.start_of(business_today(self), "month")
        changes = self.env["elektrohisob.agreement.change"].with_user(legal)
        for number, agreement in enumerate(agreements):
            power = agreement._get_term_on(month).permitted_power
            changes |= changes.create(
                {
                    "agreement_id": agreement.id,
                    "date_start": fields.Date.add(month, months=1),
                    "ground": f"{31 + number}-sonli ariza",
                    "permitted_power": power + 15 * (number + 1),
                }
            )
        signed = changes[:2].with_user(manager)
        signed.action_sign()
        signed[1:].action_undo()

    @api.model
    def _ask_reorganisation(self):
        """A mahalla of the small district is to go to the main one; the manager of
        the holding decides."""
        source = self.env.ref("elektrohisob_base.demo_company_1726266")
        target = self.env.ref("elektrohisob_base.demo_company_1726269")
        admin = self.env.ref("base.user_admin")
        months = self.env["elektrohisob.period"]
        month = months.search(
            [("company_id", "=", source.id), ("state", "=", "open")], limit=1
        )
        mahallas = self.env["elektrohisob.locality"].search(
            [("district_id", "=", source.district_id.id), ("name", "=", MAHALLA)]
        )
        reason = self.env["elektrohisob.reason"].search(
            [("document", "=", "reorganisation")], limit=1
        )
        units = (source | target).ids
        documents = self.env["elektrohisob.reorganisation"].with_user(admin)
        document = documents.with_context(allowed_company_ids=units).create(
            {
                "kind": "hand_over",
                "company_id": source.id,
                "company_to_id": target.id,
                "date": month.date_start,
                "order_number": "77",
                "order_date": fields.Date.subtract(month.date_start, days=10),
                "reason_id": reason.id,
                "locality_ids": [fields.Command.set(mahallas.ids)],
            }
        )
        document.action_count()
        document._request_approval(
            "reorganisation", reason="Tumanlar chegarasi oʻzgardi, 77-buyruq"
        )
