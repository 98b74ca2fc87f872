from odoo import api, fields, models

#: Which data a field gives away.
PERSONAL = {
    "phone": ("phone",),
    "pinfl": ("pinfl",),
    "identity_document": ("passport",),
    "identity_issued": ("passport",),
    "search_key": ("phone", "pinfl"),
}
#: Fields of the form of a new account, and where what is typed goes.
ENTRIES = {
    "pinfl_entry": "pinfl",
    "identity_entry": "identity_document",
    "issued_entry": "identity_issued",
}
PINFL_ENDS = (1, 4)
PHONE_TAIL = 4
#: Characters shown at the start and the end in the messages of an account.
TRACKED_ENDS = {"pinfl": PINFL_ENDS, "phone": (0, PHONE_TAIL)}
DOCUMENT_TAIL = 3
DOT = "•"
#: Rows told one by one when somebody groups by personal data.
GROUPED = 100_000


class Account(models.Model):
    """Personal data: masked in lists, and every look at the whole is noted."""

    _inherit = "elektrohisob.account"

    phone_masked = fields.Char(
        string="Telephone", compute="_compute_phone_masked", compute_sudo=True
    )
    pinfl_masked = fields.Char(
        string="PINFL (hidden)",
        compute="_compute_identity_masked",
        compute_sudo=True,
        groups="elektrohisob_base.group_staff",
    )
    identity_masked = fields.Char(
        string="Passport or ID card (hidden)",
        compute="_compute_identity_masked",
        compute_sudo=True,
        groups="elektrohisob_base.group_staff",
    )

    pinfl_entry = fields.Char(
        string="PINFL of a new consumer",
        size=14,
        compute="_compute_entries",
        inverse="_inverse_entries",
        groups="elektrohisob_base.group_staff",
        help="Typed here it is stored, and never shown again without a trace.",
    )
    identity_entry = fields.Char(
        string="Passport or ID card of a new consumer",
        compute="_compute_entries",
        inverse="_inverse_entries",
        groups="elektrohisob_base.group_staff",
    )
    issued_entry = fields.Char(
        string="Issued to a new consumer by, on",
        compute="_compute_entries",
        inverse="_inverse_entries",
        groups="elektrohisob_base.group_staff",
    )

    @api.depends("phone")
    def _compute_phone_masked(self):
        for account in self:
            account.phone_masked = mask(account.phone, 0, PHONE_TAIL)

    @api.depends("pinfl", "identity_document")
    def _compute_identity_masked(self):
        for account in self:
            account.pinfl_masked = mask(account.pinfl, *PINFL_ENDS)
            account.identity_masked = mask(account.identity_document, 0, DOCUMENT_TAIL)

    @api.depends()
    def _compute_entries(self):
        """Fields one types into and reads nothing from."""
        for account in self:
            account.update(dict.fromkeys(ENTRIES, False))

    def _inverse_entries(self):
        for account in self:
            for entry, name in ENTRIES.items():
                if account[entry]:
                    account[name] = account[entry]

    # === CRUD METHODS === #

    def _read_format(self, fnames, load="_classic_read"):
        """Override of `base` to note who sees personal data; the way of ``read``,
        ``search_read`` and the web client."""
        result = super()._read_format(fnames, load)
        self._note_look(fnames, rows=result)
        return result

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        """Override of `base` to note who groups by personal data."""
        result = super()._read_group(domain, groupby, aggregates, *args, **kwargs)
        specs = {spec.split(":")[0] for spec in (*groupby, *aggregates)}
        if specs & PERSONAL.keys() and not self.env.su:
            self.search(domain, limit=GROUPED)._note_look(specs)
        return result

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, *args, **kwargs):
        """Override of `base` to note who groups by personal data."""
        result = super()._read_grouping_sets(domain, grouping_sets, *args, **kwargs)
        specs = {spec.split(":")[0] for specs in grouping_sets for spec in specs}
        if specs & PERSONAL.keys() and not self.env.su:
            self.search(domain, limit=GROUPED)._note_look(specs)
        return result

    def _mail_track(self, tracked_fields, initial_values):
        """Override of `mail` to tell that PINFL or telephone changed, not to what."""
        changes, commands = super()._mail_track(tracked_fields, initial_values)
        fields_model = self.env["ir.model.fields"]
        ends = {
            fields_model._get(self._name, name).id: shown
            for name, shown in TRACKED_ENDS.items()
        }
        for _command, _id, vals in commands:
            if vals["field_id"] in ends:
                for name in ("old_value_char", "new_value_char"):
                    vals[name] = mask(vals.get(name), *ends[vals["field_id"]])
        return changes, commands

    # === ACTIONS === #

    def action_show_identity(self):
        """Show and edit PINFL and passport; the look is noted."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Identity of %s", self.display_name),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [
                (
                    self.env.ref("elektrohisob_base.account_view_form_identity").id,
                    "form",
                )
            ],
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _note_look(self, names, way="read", rows=None):
        """Note that the user sees the fields ``names`` of these accounts.

        Accounts whose fields are empty show nobody's data.

        :param rows: values read, if at hand: dicts with ``id``
        """
        personal = PERSONAL.keys() & set(names)
        if not personal or self.env.su:
            return
        ids = [id_ for id_ in self.ids if id_]
        if rows is not None:
            ids = [row["id"] for row in rows if any(row.get(n) for n in personal)]
            personal = {n for n in personal if any(row.get(n) for row in rows)}
        kinds = {kind for name in personal for kind in PERSONAL[name]}
        real = [id_ for id_ in ids if isinstance(id_, int)]
        self.env["elektrohisob.audit.look"]._note(real, kinds, way)


def mask(text, head, tail):
    """``31508901234567`` with 1 and 4 ends → ``3•••••••••4567``.

    What is too short to hide anything between its ends is hidden whole.
    """
    if not text:
        return False
    hidden = len(text) - head - tail
    if hidden <= 0:
        return DOT * len(text)
    return text[:head] + DOT * hidden + text[len(text) - tail :]
