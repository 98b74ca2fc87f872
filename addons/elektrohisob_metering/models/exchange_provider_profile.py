from odoo import api, fields, models

from ..adapters import profile_table, profile_words
from ..adapters.profile_table import ProfileLayout

OPTIONS = (
    "point",
    "register",
    "unit",
    "decimal",
    "is_end",
    "is_primary",
    "header_row",
    "encoding",
    "delimiter",
)


class ExchangeProvider(models.Model):
    """Tables of interval data: what their columns hold is kept for each provider."""

    _inherit = "elektrohisob.exchange.provider"

    profile_layout = fields.Json(
        string="Layout of the table",
        copy=False,
        help="Header and number of the column of each role, and how cells are read.",
    )
    profile_layout_text = fields.Text(
        string="Columns of the table", compute="_compute_profile_layout_text"
    )

    @api.depends("profile_layout")
    def _compute_profile_layout_text(self):
        Column = self.env["elektrohisob.profile.import.column"]
        labels = dict(Column._fields["role"]._description_selection(self.env))
        for provider in self:
            layout = provider.profile_layout or {}
            lines = [
                f"{labels[role]}: {known['header'] or known['index'] + 1}"
                for role, known in layout.get("columns", {}).items()
            ]
            if layout.get("slots"):
                first, last = layout["slots"]
                lines.append(f"{labels['slot']}: {first + 1}–{last + 1}")
            provider.profile_layout_text = "\n".join(lines)

    # === ACTIONS === #

    def action_profile_import(self):
        """Open the dialog that sets the columns of a table, shows its days and loads
        them."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load a table of intervals"),
            "res_model": "elektrohisob.profile.import",
            "view_mode": "form",
            "target": "new",
            "context": {"default_provider_id": self.id},
        }

    # === BUSINESS METHODS === #

    def _receive_interval_table(self, message, data):
        """Take a table of interval data; see ``_receive_intervals``."""
        layout = self.env.context.get("profile_layout")

        def read(content, name):
            chosen = layout or self._get_profile_layout(content)
            return profile_table.read(content, chosen)

        self._receive_intervals(message, data, read)

    def _get_profile_layout(self, data):
        """Layout of a file: columns as set for the provider, found by their headers
        where the file has them; what is not set is guessed.

        :raise FileError: the file is no table
        """
        known = self.profile_layout or {}
        options = {name: known[name] for name in OPTIONS if name in known}
        options.setdefault("is_primary", True)
        layout = ProfileLayout(**options)
        table = profile_table.read_table(data, layout)
        columns, slots = profile_words.guess(table)
        if known:
            slots = known.get("slots") and tuple(known["slots"])
            columns = self._find_set_columns(table, known.get("columns", {}))
        return ProfileLayout(columns=columns, slots=slots, **options)

    @api.model
    def _find_set_columns(self, table, known):
        """Role → column; a header that moved is followed."""
        places = {name: index for index, name in enumerate(table.header) if name}
        return {
            role: places.get(column["header"], column["index"])
            for role, column in known.items()
        }
