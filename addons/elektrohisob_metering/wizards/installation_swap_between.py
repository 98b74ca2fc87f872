from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.checks import WH, parse_value
from ..models.reading_acceptance import ACCEPTED


class InstallationSwapBetween(models.TransientModel):
    """A replacement found late is put between two acts that are known.

    The days of the old meter are divided: it hung to the day of the act, the new one
    from it until the later act, whose document then names the new one. Found that the
    old one came back before it, write a second act that hangs it again.
    """

    _inherit = "elektrohisob.installation.swap"

    is_between = fields.Boolean(string="Put between", compute="_compute_between")
    until = fields.Date(
        string="Found late: the new meter hung until", compute="_compute_between"
    )
    until_act = fields.Char(string="Later act", compute="_compute_between")
    until_value = fields.Char(
        string="Reading of the new meter then (kWh)",
        help="Empty if nobody knows it: its days are estimated until it is entered by "
        "“Correct the act” of the later act.",
    )
    until_kwh = fields.Float(
        string="Will be charged for the new meter (kWh)",
        digits=(16, 3),
        compute="_compute_until_kwh",
    )

    @api.depends("old_installation_id", "mode")
    def _compute_between(self):
        for wizard in self:
            old = wizard.old_installation_id
            wizard.is_between = bool(old.date_end) and wizard.mode in ("swap", "ratio")
            end = wizard.is_between and old.date_end
            wizard.until = end and fields.Date.add(end, days=1)
            wizard.until_act = wizard.is_between and old.act_number_end

    @api.depends("is_between", "until_value", "opening_value", "closing_value",
                 "multiplier", "mode")  # fmt: skip
    def _compute_until_kwh(self):
        for wizard in self:
            first = wizard.opening_value
            if wizard.mode == "ratio":
                first = wizard.closing_value
            shown = [parse_value(value or "") for value in (first, wizard.until_value)]
            known = wizard.is_between and None not in shown
            wh = known and (shown[1] - shown[0]) * wizard.multiplier
            wizard.until_kwh = wh / WH if known else 0.0

    # === BUSINESS METHODS === #

    def _check_act(self):
        """Override to name the later act where an act cannot be put before it."""
        res = super()._check_act()
        if self.mode == "install":
            self._check_free_after()
        return res

    def _check_free_after(self):
        later = self.usage_point_id.installation_ids.filtered(
            lambda row: (
                (row.place_no or 1) == self.place_no and row.date_start >= self.date
            )
        ).sorted("date_start")[:1]
        if later:
            raise UserError(
                self.env._(
                    "Meter %(meter)s hangs here by act %(act)s. Take that act back by "
                    "“Correct the act”, write this one, then write that one again as "
                    "a replacement; its readings go along.",
                    meter=later.meter_id.serial,
                    act=self.env["elektrohisob.act.correction"]._tell_act(
                        later.act_number, later.date_start
                    ),
                )
            )

    def _prepare_rest(self):
        """What the old meter leaves to the new one: its last day, the act that took
        it down and what took over then."""
        old = self.old_installation_id
        if not self.is_between:
            return None
        following = old._get_next()
        return {
            "following": following,
            "old_end": old.date_end,
            "act_number_end": old.act_number_end,
            "movements": self.env["elektrohisob.act.correction"]._find_movements(
                old, following, self.until, old.act_number_end
            ),
        }

    def _post_act(self, movement, meter):
        """Override to put the document before that of the later act, which then names
        the new meter."""
        rest = self._prepare_rest()
        if not rest or self.mode == "ratio" or not rest["movements"]:
            return super()._post_act(movement, meter)
        later, old = rest["movements"], self.old_installation_id.meter_id
        movement.line_ids.filtered(
            lambda line: line.device_id == old
        ).place_to_id = later.line_ids.filtered(
            lambda line: line.device_id == old
        ).place_to_id
        line = {
            "device_id": meter.id,
            "reading": self.until_value,
            "kwh": self.until_kwh,
            "multiplier": self.multiplier,
        }
        note = self.env._(
            "Act %(act)s of %(day)s was found late.", act=self.act_number, day=self.date
        )
        written = later._take_back_acts()
        drafts = movement
        for document in later:
            text = "\n".join(filter(None, [document.note, note]))
            drafts |= document._copy_act(document.date, lines={old.id: line}, note=text)
        devices = (drafts | later).line_ids.device_id
        # stays are written by posting alone
        self.env["elektrohisob.stay"].sudo()._replay(devices, drafts)
        (written | drafts)._finish()
        return None

    def _take_until(self, installation):
        """Reading of the new meter on the day of the later act."""
        if not (self.until_value or "").strip():
            return
        row = {
            "installation_id": installation.id,
            "reading_type": self._get_main_code(installation),
            "date": fields.Date.add(installation.date_end, days=1),
            "value": self.until_value,
        }
        outcome = self._take(row)
        if outcome["state"] != ACCEPTED:
            raise UserError(outcome["reason"])
