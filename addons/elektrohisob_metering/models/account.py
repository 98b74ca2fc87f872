from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.elektrohisob_base.tools.dates import business_today


class Account(models.Model):
    """Metering side of a personal account: points, readings, energy used."""

    _inherit = "elektrohisob.account"

    usage_point_ids = fields.One2many("elektrohisob.usage.point", "account_id")
    reading_ids = fields.One2many("elektrohisob.reading", "account_id")
    consumption_ids = fields.One2many("elektrohisob.consumption", "account_id")
    last_reading_ids = fields.Many2many(
        "elektrohisob.reading",
        string="Newest readings",
        compute="_compute_last_reading_ids",
    )
    last_consumption_ids = fields.Many2many(
        "elektrohisob.consumption",
        string="Energy used",
        compute="_compute_last_consumption_ids",
    )

    def _compute_last_reading_ids(self):
        for account in self:
            account.last_reading_ids = self.env["elektrohisob.reading"].search(
                [("account_id", "=", account._origin.id)], limit=12
            )

    def _compute_last_consumption_ids(self):
        for account in self:
            account.last_consumption_ids = self.env["elektrohisob.consumption"].search(
                [("account_id", "=", account._origin.id)], limit=12
            )

    # === ACTIONS === #

    def action_open_readings(self):
        """Readings of the account, newest first."""
        return self._open_metering(
            "elektrohisob.reading", self.env._("Readings"), "list,form"
        )

    def action_open_consumption(self):
        """Booked energy of the account."""
        return self._open_metering(
            "elektrohisob.consumption", self.env._("Consumption"), "list,pivot"
        )

    def action_open_fact_changes(self):
        """Facts of the account that changed after they were charged."""
        return self._open_metering(
            "elektrohisob.fact.change", self.env._("Changed facts"), "list,form"
        )

    def action_close(self):
        """Override of `elektrohisob_base` to take the points off their routes."""
        result = super().action_close()
        # a clerk closes the account; engineers keep the routes
        stops = self.env["elektrohisob.route.stop"].sudo()
        stops.search([("account_id", "in", self.ids)])._leave()
        return result

    def action_enter_reading(self):
        """Open the operator's wizard for a new reading."""
        return self._open_wizard(
            "elektrohisob.reading.enter", self.env._("New reading")
        )

    def action_install_meter(self):
        """Open the wizard for the first meter of the account's point."""
        points = self.usage_point_ids
        empty = points.filtered(lambda point: not point.installation_id)
        point = (empty or points)[:1]
        return self._open_wizard(
            "elektrohisob.installation.swap",
            self.env._("Install, replace or remove a meter"),
            default_usage_point_id=point.id,
        )

    def _open_metering(self, model, name, view_mode):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": view_mode,
            "domain": [("account_id", "=", self.id)],
        }

    def _open_wizard(self, model, name, **defaults):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_id": self.id, **defaults},
        }

    # === BUSINESS METHODS === #

    def _check_closable(self):
        """Override of `elektrohisob_base` to have the meters taken down first."""
        super()._check_closable()
        last_day = self.date_close or business_today(self)
        hanging = self.usage_point_ids.installation_ids.filtered(
            lambda row: not row.date_end or row.date_end > last_day
        )
        if hanging:
            raise UserError(
                self.env._(
                    "Account %(number)s still has meter %(meter)s after %(day)s. "
                    "Remove it with its closing reading first, on the Metering page.",
                    number=self._format_number(self.number),
                    meter=", ".join(hanging.meter_id.mapped("serial")),
                    day=last_day,
                )
            )

    def _check_may_take_readings(self):
        """Clerks take readings of their category of consumers, engineers of all.

        :raise AccessError: the user is none of these
        """
        user = self.env.user
        self.check_access("read")
        if self.env.su or any(
            user.has_group(f"elektrohisob_base.group_{role}")
            for role in ("engineer", "admin")
        ):
            return
        for account in self:
            is_household = account.category == "household"
            role = "clerk_household" if is_household else "clerk_legal"
            if not user.has_group(f"elektrohisob_base.group_{role}"):
                raise AccessError(
                    self.env._(
                        "You may not take readings of account %(account)s. Ask a "
                        "subscriber clerk or a metering engineer.",
                        account=account._format_number(account.number),
                    )
                )
