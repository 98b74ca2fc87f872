from datetime import UTC, datetime
from uuid import UUID

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.elektrohisob_base.tools.dates import TIMEZONE

READABLE = (
    *("check", "seal", "disconnect", "reconnect", "read", "verify"),
    "maintain",
)
CONNECTIONS = {"disconnect": "disconnected", "reconnect": "connected"}
TEXTS = ("note", "seal_number", "seal_removed", "serial_new", "signer")
NUMBERS = ("latitude", "longitude", "accuracy")
NO_METER = "no_meter"


class WorkOrder(models.Model):
    """What came of the order: readings, seals, photos, place, signature."""

    _inherit = "elektrohisob.work.order"

    date_done = fields.Datetime(string="Done at", readonly=True, copy=False)
    fail_reason_id = fields.Many2one(
        "elektrohisob.reason",
        string="Why not done",
        readonly=True,
        copy=False,
        domain=[("document", "=", "work_fail")],
        ondelete="restrict",
    )
    done_by_id = fields.Many2one("res.users", string="By", readonly=True, copy=False)
    submission = fields.Char(
        string="Number of the submission", readonly=True, copy=False
    )
    value = fields.Char(string="Reading", readonly=True, copy=False)
    serial_new = fields.Char(string="New meter", readonly=True, copy=False)
    value_new = fields.Char(string="Reading of the new meter", readonly=True,
                            copy=False)  # fmt: skip
    seal_removed = fields.Char(string="Seal removed", readonly=True, copy=False)
    seal_number = fields.Char(string="Seal put on", readonly=True, copy=False)
    note = fields.Text(string="Remark of the crew", readonly=True, copy=False)
    reading_id = fields.Many2one(
        "elektrohisob.reading", string="Reading taken", readonly=True, copy=False
    )
    reading_state = fields.Selection(
        [("accepted", "Accepted"), ("parked", "Waiting"), ("refused", "Refused")],
        string="Outcome of the reading",
        readonly=True,
        copy=False,
    )
    reading_code = fields.Char(string="Check of the reading", readonly=True, copy=False)
    reading_detail = fields.Json(
        string="Figures of the check", readonly=True, copy=False
    )
    reading_note = fields.Char(
        string="About the reading", compute="_compute_reading_note"
    )
    latitude = fields.Float(digits=(9, 6), readonly=True, copy=False)
    longitude = fields.Float(digits=(9, 6), readonly=True, copy=False)
    accuracy = fields.Float(
        string="Accuracy (m)", digits=(9, 0), readonly=True, copy=False
    )
    signature = fields.Image(readonly=True, copy=False, max_width=800, max_height=400)
    signer = fields.Char(string="Signed by", readonly=True, copy=False)
    photo_ids = fields.One2many("elektrohisob.work.order.photo", "order_id")
    photo_count = fields.Integer(string="Photos", compute="_compute_photo_count")

    _submission_uniq = models.Constraint(
        "unique(submission)", "This result was already submitted."
    )

    @api.depends("photo_ids")
    def _compute_photo_count(self):
        for order in self:
            order.photo_count = len(order.photo_ids)

    @api.depends("reading_code", "reading_detail")
    @api.depends_context("lang")
    def _compute_reading_note(self):
        """What the checks said of the reading, in the language of whoever reads it."""
        check = self.env["elektrohisob.reading.check"]
        for order in self:
            order.reading_note = False
            if order.reading_code == NO_METER:
                order.reading_note = self.env._("No meter hangs at the point.")
            elif order.reading_code and order.reading_detail:
                order.reading_note = check._tell(
                    order.reading_code,
                    order.reading_detail["texts"],
                    order.reading_detail["figures"],
                )

    # === ACTIONS === #

    def action_swap(self):
        """Open the act of the meter with what the crew wrote down."""
        self.ensure_one()
        done = self.date_done or fields.Datetime.now()
        values = {
            "account_id": self.account_id.id,
            "usage_point_id": self.usage_point_id.id,
            "date": fields.Datetime.context_timestamp(
                self.with_context(tz=TIMEZONE), done
            ).date(),
            "mode": "install" if self.kind == "install" else "swap",
            "closing_value": self.value,
            "opening_value": self.value_new,
            "serial": self.serial_new,
            "new_source": "new" if self.serial_new else "stock",
            "seal_number": self.seal_number,
            "act_number": self.number,
        }
        action = self.usage_point_id.action_swap()
        action["context"] = {
            f"default_{name}": value for name, value in values.items() if value
        }
        return action

    def action_show_place(self):
        """Show on a map where the result was written down."""
        self.ensure_one()
        latitude, longitude = f"{self.latitude:.6f}", f"{self.longitude:.6f}"
        return {
            "type": "ir.actions.act_url",
            "url": f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}"
            f"#map=18/{latitude}/{longitude}",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _submit(self, result):
        """Take the result of an order; the same submission a second time does
        nothing and gets the same answer.

        :param dict result: ``submission`` (UUID made by the sender), ``outcome``
            (``done`` or ``failed``), ``reason_id`` of a failure, ``date`` (ISO
            instant, UTC; now by default), ``value`` (reading), ``value_new``,
            ``serial_new``, ``seal_number``, ``seal_removed``, ``seal_broken``,
            ``note``,
            ``signature`` (PNG, base64), ``signer``, ``latitude``, ``longitude``,
            ``accuracy``
        :return: dict: ``state`` of the order, ``reading`` (state of the reading or
            false), ``message`` for the sender, ``repeat``
        :raise UserError: the order is not open, or the result is incomplete
        """
        self.ensure_one()
        self.lock_for_update(allow_referencing=True)
        submission = self._clean_submission(result.get("submission"))
        if self.submission == submission:
            return self._get_answer(repeat=True)
        self._check_state(("planned", "issued"), self.env._("get a result"))
        vals = self._prepare_result_vals(result)
        self.write({**vals, "submission": submission})
        if self.state == "done":
            self._take_result_reading()
            self._move_connection()
            self._record_seals()
            self._record_maintenance()
        return self._get_answer()

    @api.model
    def _clean_submission(self, text):
        try:
            return str(UUID(str(text)))
        except ValueError as error:
            raise UserError(
                self.env._("“%s” is not the number of a submission (UUID).", text)
            ) from error

    def _prepare_result_vals(self, result):
        failed = result.get("outcome") == "failed"
        reason = self.env["elektrohisob.reason"]
        if failed:
            reason = reason.browse(int(result.get("reason_id") or 0)).exists()
            if not reason or reason.document != "work_fail":
                raise UserError(
                    self.env._("Choose why work order %s was not done.", self.number)
                )
            if reason.needs_comment and not (result.get("note") or "").strip():
                raise UserError(
                    self.env._(
                        "The reason “%(reason)s” needs a remark. Write what happened.",
                        reason=reason.name,
                    )
                )
        vals = {
            "state": "failed" if failed else "done",
            "fail_reason_id": reason.id,
            "date_done": self._parse_instant(result.get("date")),
            "done_by_id": self.env.uid,
            "signature": result.get("signature") or False,
            "seal_broken": bool(result.get("seal_broken")),
        }
        vals |= {name: (result.get(name) or "").strip()[:500] for name in TEXTS}
        vals |= {name: float(result.get(name) or 0) for name in NUMBERS}
        for name in ("value", "value_new"):
            vals[name] = str(result.get(name) or "").strip().replace(",", ".")[:20]
        self._check_result(vals)
        return vals

    def _check_result(self, vals):
        """Hook: refuse a result in which something is missing."""
        if vals["state"] == "done" and self.kind == "read" and not vals["value"]:
            raise UserError(
                self.env._("Enter the reading of work order %s.", self.number)
            )
        for name in ("value", "value_new"):
            if vals[name] and not vals[name].replace(".", "", 1).isdecimal():
                raise UserError(
                    self.env._("“%s” is not a reading. Enter digits.", vals[name])
                )

    @api.model
    def _parse_instant(self, text):
        """Instant of the telephone's clock, never in the future; now if none."""
        now = fields.Datetime.now()
        try:
            given = datetime.fromisoformat(text) if text else now
        except (TypeError, ValueError):
            return now
        if given.tzinfo:
            given = given.astimezone(UTC).replace(tzinfo=None)
        return min(given.replace(microsecond=0), now)

    def _get_day_done(self):
        """Business day of the result."""
        return fields.Datetime.context_timestamp(
            self.with_context(tz=TIMEZONE), self.date_done
        ).date()

    def _take_result_reading(self):
        """Hand the reading of the crew to the one path of acceptance."""
        installation = self.installation_id
        if not self.value or self.kind not in READABLE:
            return
        if not installation:
            self.write({"reading_state": "refused", "reading_code": NO_METER})
            return
        row = {
            "installation_id": installation.id,
            "date": self._get_day_done(),
            "value": self.value,
        }
        outcome = self.env["elektrohisob.reading"]._accept([row], source="sheet")[0]
        self.write(
            {
                "reading_id": outcome["reading_id"],
                "reading_state": outcome["state"],
                "reading_code": outcome["code"],
                "reading_detail": outcome["detail"] or False,
            }
        )

    def _move_connection(self):
        """Disconnections and reconnections change the point on their day."""
        state = CONNECTIONS.get(self.kind)
        if state:
            self.usage_point_id._record_connection(
                state, day=self._get_day_done(), order=self, reason=self.reason_id
            )

    def _get_answer(self, repeat=False):
        message = self.env._("Result of %s taken.", self.number)
        if self.reading_state in ("parked", "refused"):
            message = self.env._(
                "Result of %(order)s taken. About the reading: %(note)s",
                order=self.number,
                note=self.reading_note or "",
            )
        if self.seal_note:
            message = f"{message} {self.seal_note}"
        return {
            "state": self.state,
            "reading": self.reading_state or False,
            "message": message,
            "repeat": repeat,
        }
