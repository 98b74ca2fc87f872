from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from ..engine.register import WH
from ..report.route_sheet_pdf import SheetRow
from .work_order import OPEN

# Consequence of a remark → kind of the work order it asks for.
WORK = {"check": "check", "replace": "replace", "seal": "seal"}


class RouteSheetLine(models.Model):
    """Rows of a sheet: typed, judged, handed in, followed up."""

    _inherit = "elektrohisob.route.sheet.line"

    def _get_grid_row(self):
        account = self.account_id
        return {
            "id": self.id,
            "number": self.sequence,
            "account": account._format_number(account.number),
            "consumer": account.name or "",
            "address": account.address or "",
            "meter": self.meter_id.serial,
            "register": self._get_register_name(),
            "multiplier": self.installation_id.multiplier,
            "previous_date": self.previous_date,
            "previous_value": self.previous_value,
            "usual_day": self.usual_day,
            "value": self.value or "",
            "remark_id": self.remark_id.id,
            "is_confirmed": self.is_confirmed,
            "state": self.state,
            "verdict": self._get_verdict(),
            "code": self.check_code or "",
            "reason": self.check_note or "",
            "kwh": self.kwh,
        }

    def _get_verdict(self):
        """What became of the row, or will become of it when it is taken."""
        if self.state != "draft" or not self.value:
            return self.state
        rule = self.env["elektrohisob.reading.check"]
        severity = rule.search([("code", "=", self.check_code)]).severity
        return {"queue": "parked", "refuse": "refused"}.get(severity, "good")

    def _type(self, vals):
        """Keep what was typed; a row already taken keeps its value."""
        self.ensure_one()
        if "value" in vals:
            vals["value"] = (vals["value"] or "").strip() or False
        if self.state == "accepted" and vals.get("value", self.value) != self.value:
            raise UserError(
                self.env._(
                    "The reading of meter %(meter)s is taken already. Correct it on "
                    "the page of the reading.",
                    meter=self.meter_id.serial,
                )
            )
        if self.state != "accepted":
            vals["state"] = "draft" if vals.get("value", self.value) else "empty"
        self.write(vals)

    def _prepare_reading_row(self):
        return {
            "installation_id": self.installation_id.id,
            "date": self.sheet_id.date,
            "value": self.value,
            "reading_type": self.reading_type,
        }

    def _get_register_name(self):
        """Code of the register where the meter has more than the total."""
        several = len(self.meter_id.type_id._get_register_codes()) > 1
        return self.reading_type if several else ""

    def _judge(self):
        """Verdicts on the rows as typed, nothing is taken."""
        lines = self.filtered(lambda line: line.state == "draft")
        (self - lines).filtered(lambda line: line.state == "empty").write(
            {"check_code": False, "check_figures": False, "kwh": 0.0}
        )
        for confirmed in (False, True):
            some = lines.filtered(lambda x, y=confirmed: x.is_confirmed == y)
            rows = [line._prepare_reading_row() for line in some]
            outcomes = self.env["elektrohisob.reading"]._accept(
                rows, source="sheet", decision="" if confirmed else None, dry_run=True
            )
            some._note(outcomes)

    def _note(self, outcomes):
        for line, outcome in zip(self, outcomes, strict=True):
            line.write(
                {
                    "check_code": outcome["code"] or False,
                    "check_figures": outcome["figures"],
                    "kwh": outcome["kwh"] or 0.0,
                }
            )

    def _hand_in(self, decision):
        if not self:
            return
        outcomes = self.env["elektrohisob.reading"]._accept(
            [line._prepare_reading_row() for line in self],
            source="sheet",
            decision=decision,
        )
        self._note(outcomes)
        for line, outcome in zip(self, outcomes, strict=True):
            line.write(
                {
                    "state": outcome["state"],
                    "reading_id": outcome["reading_id"] or False,
                }
            )

    def _filter_mine(self):
        """Rows of accounts whose readings the user may take; the others stay typed
        in, for the clerk of their consumers.

        :raise AccessError: there is nothing else
        """
        allowed = self.browse()
        refusal = None
        for line in self:
            try:
                line.account_id._check_may_take_readings()
                allowed |= line
            except AccessError as error:
                refusal = error
        if refusal and not allowed:
            raise refusal
        return allowed

    def _get_print_row(self):
        """The row as it is printed."""
        account = self.account_id
        format_kwh = self.env["elektrohisob.reading.check"]._format_kwh
        shown = self.previous_date and format_kwh(round(self.previous_value * WH))
        return SheetRow(
            number=self.sequence,
            account=account._format_number(account.number),
            consumer=account.name or "",
            address=account.address or "",
            meter=self.meter_id.serial,
            register=self._get_register_name(),
            digits=self.meter_id.type_id._get_digits(self.reading_type),
            day=self.previous_date or None,
            value=shown or "",
            usual=formatLang(self.env, self.usual_day, digits=1)
            if self.usual_day
            else "",
            note=self.usage_point_id.stop_ids.note or "",
        )

    # === REMARKS === #

    def _follow_remarks(self):
        """Do what the remarks of the reader ask for, once: order work in the field, or
        let the settlement estimate the energy of the days before or leave it."""
        lines = self.filtered(
            lambda line: not line.is_followed and line.remark_id.consequence
        )
        for line in lines:
            kind = WORK.get(line.remark_id.consequence)
            if kind:
                line._order_work(kind)
        lines.is_followed = True

    def _order_work(self, kind):
        """An open work order of ``kind`` at the point, unless there is one."""
        self.ensure_one()
        # the remark orders the work; clerks plan none themselves
        orders = self.env["elektrohisob.work.order"].sudo()
        known = orders.search(
            [
                ("usage_point_id", "=", self.usage_point_id.id),
                ("kind", "=", kind),
                ("state", "in", OPEN),
            ],
            limit=1,
        )
        return known or orders.create(
            {
                "usage_point_id": self.usage_point_id.id,
                "kind": kind,
                "ground": self.env._(
                    "Route sheet %(sheet)s: %(remark)s",
                    sheet=self.sheet_id.display_name,
                    remark=self.remark_id.name,
                ),
            }
        )
