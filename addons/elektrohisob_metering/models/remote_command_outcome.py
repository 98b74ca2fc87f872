from odoo import api, fields, models

from ..engine.figures import plain

#: What became of a command beside the troubles of ``adapters.head_end``.
REGISTERS, FAILED, BUTTON, RELAY, SILENT = (
    "registers",
    "failed",
    "button",
    "relay",
    "silent",
)


class RemoteCommand(models.Model):
    """What became of a command: a code and its figures are kept, the sentence is made
    in the language of whoever reads it."""

    _inherit = "elektrohisob.remote.command"

    outcome_code = fields.Char(string="Code of the outcome", readonly=True, copy=False)
    outcome_figures = fields.Json(
        string="Figures of the outcome", readonly=True, copy=False
    )
    outcome = fields.Char(compute="_compute_outcome")

    @api.depends("outcome_code", "outcome_figures")
    @api.depends_context("lang")
    def _compute_outcome(self):
        for command in self:
            command.outcome = command._get_outcome() if command.outcome_code else False

    # === BUSINESS METHODS === #

    @api.model
    def _prepare_outcome(self, code=False, **figures):
        """Values of an outcome; of none without a code."""
        return {"outcome_code": code, "outcome_figures": plain(figures) or False}

    def _get_outcome(self):
        figures = self.outcome_figures or {}
        if self.outcome_code == REGISTERS:
            return "; ".join(map(self._tell_register, figures["registers"]))
        if self.outcome_code == FAILED:
            # in the words of the head-end, if it has any
            return figures.get("reason") or self.env._("The head-end gives no reason.")
        if self.outcome_code == BUTTON:
            return self.env._("The consumer has to press the button.")
        if self.outcome_code == RELAY:
            labels = dict(self._fields["relay_state"]._description_selection(self.env))
            return self.env._(
                "Reported as done, but the relay is in the position “%s”. Send a crew.",
                labels[figures["relay"]],
            )
        if self.outcome_code == SILENT:
            return self.env._(
                "The head-end reported no outcome in time. Look at the meter, or send "
                "a crew."
            )
        provider = self.env["elektrohisob.exchange.provider"]
        return provider._tell_trouble("head_end", self.outcome_code, figures)

    @api.model
    def _tell_register(self, row):
        """Register, value and what the checks of readings say of it."""
        note = ""
        if row["code"]:
            check = self.env["elektrohisob.reading.check"]
            note = check._tell(row["code"], row["texts"], row["figures"])
        shown = f"{row['type']} {row['value']}"
        return ": ".join(filter(None, (shown, note)))
