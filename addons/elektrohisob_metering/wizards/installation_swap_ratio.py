from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.reading_acceptance import ACCEPTED


class InstallationSwapRatio(models.TransientModel):
    """Acts on transformers under a meter that stays, and on all its registers.

    The multiplier changes on the day of the act: one installation ends on the eve, the
    next begins with the same meter and the same register, so each kilowatt-hour has
    the multiplier of its day.
    """

    _inherit = "elektrohisob.installation.swap"

    register_ids = fields.One2many(
        "elektrohisob.installation.swap.register",
        "wizard_id",
        string="Other registers",
        compute="_compute_register_ids",
        store=True,
        readonly=False,
    )

    @api.depends("old_installation_id", "meter_id", "type_id", "new_source", "mode")
    def _compute_register_ids(self):
        """Zones, export and reactive energy of the old and of the new meter."""
        for wizard in self:
            old, new = wizard._get_types()
            before = old._get_register_codes() if old else []
            after = new._get_register_codes() if new else []
            wizard.register_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "reading_type": code,
                            "is_old": code in before,
                            "is_new": code in after,
                        }
                    )
                    for code in dict.fromkeys([*before[1:], *after[1:]])
                ),
            ]

    def _get_types(self):
        """Type of the meter that goes and of the one that comes."""
        meter_type = self.old_installation_id.meter_id.type_id
        chosen = self.type_id if self.new_source == "new" else self.meter_id.type_id
        none = meter_type.browse()
        return {
            "install": (none, chosen),
            "swap": (meter_type, chosen),
            "ratio": (meter_type, meter_type),
            "remove": (meter_type, none),
        }.get(self.mode, (none, none))

    # === BUSINESS METHODS === #

    def _check_multiplier(self):
        """The multiplier is a whole number: energy is shown value × multiplier.

        :raise UserError: the ratios of the transformers do not give one
        """
        if self.mode in ("install", "swap", "ratio") and self.multiplier < 1:
            raise UserError(
                self.env._(
                    "The multiplier is %(multiplier)s: the ratios of the transformers "
                    "give %(product)s. Choose transformers that give a whole number, "
                    "or enter the multiplier of the act (1 without transformers).",
                    multiplier=self.multiplier,
                    product=self._get_ratio_product() or 0,
                )
            )
        old = self.old_installation_id
        if self.mode == "ratio" and self.multiplier == old.multiplier:
            raise UserError(
                self.env._(
                    "The multiplier stays %(multiplier)s. Choose other transformers or "
                    "enter the new multiplier.",
                    multiplier=self.multiplier,
                )
            )

    def _prepare_ratio_change(self):
        """Figures of a new multiplier and of the energy before it, for the document."""
        if self.mode != "ratio":
            return False
        return {
            "meter": self.old_installation_id.meter_id.serial,
            "value": self._get_shown(self.closing_value, "closing_value"),
            "kwh": f"{self.closing_kwh:.15g}",
            "old": self.old_installation_id.multiplier,
            "new": self.multiplier,
        }

    def _get_shown(self, value, name):
        """What all registers of a meter showed: ``400; A+1 250; A+2 150``.

        :param value: of the total
        :param name: where the others have theirs
        """
        others = [f"{row.reading_type} {row[name]}" for row in self.register_ids
                  if row[name]]  # fmt: skip
        return "; ".join(filter(None, [value, *others]))

    def _change_ratio(self, rest=None):
        """End the installation of the old multiplier and begin that of the new one.

        Readings of the meter after the act are its own: they go along.
        """
        old, later = self.old_installation_id, self._get_later_readings()
        # the journal knows one stay of the meter: it does not leave the point
        quiet = self.with_context(meter_stays=True)
        quiet._end(quiet.old_installation_id)
        installation = quiet._open_new(old.meter_id, old, rest).with_env(self.env)
        left = later._take_over(installation, self._get_decision())
        if left:
            raise UserError(
                self.env._(
                    "The reading %(value)s of %(day)s is below that of the act. "
                    "Correct one of the two first.",
                    value=left[:1].value,
                    day=left[:1].date,
                )
            )
        return installation

    def _take_registers(self, installation, is_closing):
        """Readings of the act of the registers beside A+, as far as they are given."""
        without = self._get_later_readings(installation).ids
        for register in self.register_ids:
            value = register.opening_value
            if is_closing or self.mode == "ratio":
                value = register.closing_value
            if not value or not (register.is_old if is_closing else register.is_new):
                continue
            row = {
                "installation_id": installation.id,
                "date": self.date,
                "value": value,
                "reading_type": register.reading_type,
                "rollover": self.rollover and is_closing,
                "without": without,
            }
            outcome = self._take(row)
            if outcome["state"] != ACCEPTED:
                raise UserError(
                    self.env._(
                        "Register %(register)s: %(reason)s",
                        register=register.reading_type,
                        reason=outcome["reason"],
                    )
                )
