from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.elektrohisob_base.engine.house import house_key, parse_houses
from odoo.addons.elektrohisob_base.tools.dates import business_today


class StoveHouse(models.TransientModel):
    """The tariff of all consumers of a house from a day on: houses that got electric
    stoves, or have them no longer.

    Each consumer gets an additional agreement; a manager signs them, and each is
    undone on its own.
    """

    _name = "elektrohisob.stove.house"
    _description = "Houses with electric stoves"

    company_id = fields.Many2one(
        "res.company",
        string="District network",
        required=True,
        default=lambda self: self.env["elektrohisob.account"]._default_company_id(),
        domain=[("network_level", "=", "district")],
    )
    street_id = fields.Many2one("elektrohisob.street", required=True)
    houses = fields.Char(help="12, 14A, 20-30 even; empty: the whole street.")
    date_start = fields.Date(
        string="From the day",
        required=True,
        default=lambda self: business_today(self).replace(day=1),
    )
    tariff_id = fields.Many2one(
        "elektrohisob.tariff",
        string="Tariff from then on",
        required=True,
        domain=[("category", "=", "household")],
        default=lambda self: self.env.ref(
            "elektrohisob_billing.tariff_h_stove", raise_if_not_found=False
        ),
    )
    act_number = fields.Char(
        string="Act", required=True, help="Number and date of the act of the house."
    )
    scan_ids = fields.Many2many("ir.attachment", string="Scanned act")
    line_ids = fields.One2many(
        "elektrohisob.stove.house.line",
        "wizard_id",
        string="Consumers",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    taken_count = fields.Integer(string="Chosen", compute="_compute_totals")
    effect = fields.Monetary(
        string="Difference in booked months", compute="_compute_totals"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.depends("company_id", "street_id", "houses", "date_start", "tariff_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [Command.clear()] + [
                Command.create(wizard._prepare_line(account))
                for account in wizard._find_accounts()
            ]

    @api.depends("line_ids.is_taken", "line_ids.effect")
    def _compute_totals(self):
        for wizard in self:
            taken = wizard.line_ids.filtered("is_taken")
            wizard.taken_count = len(taken)
            wizard.effect = sum(taken.mapped("effect"))

    # === ACTIONS === #

    def action_preview(self):
        """Tell what the change would make different in the booked months."""
        self.ensure_one()
        taken = self._get_taken()
        effects, reasons = self._compute_effects(taken)
        for line in taken:
            line.effect = effects.get(line.account_id.id, 0) / 100
            line.note = reasons.get(line.account_id.id) or line.note
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Houses with electric stoves"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_apply(self):
        """Prepare an additional agreement for each consumer and show them."""
        self.ensure_one()
        if not self.scan_ids:
            raise UserError(
                self.env._(
                    "Act %s: add the scanned act, the consumers’ terms rest on it.",
                    self.act_number,
                )
            )
        changes = self._prepare_changes(self._get_taken())
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_base.agreement_change_action"
        )
        return {**action, "domain": [("id", "in", changes.ids)], "context": {}}

    # === BUSINESS METHODS === #

    def _find_accounts(self):
        """Households of the houses, in the order of their flats."""
        self.ensure_one()
        accounts = self.env["elektrohisob.account"]
        if not self.street_id or not self.date_start or not self.company_id:
            return accounts
        found = accounts.search(
            [
                ("company_id", "=", self.company_id.id),
                ("street_id", "=", self.street_id.id),
                ("category", "=", "household"),
                ("state", "=", "active"),
            ]
        )
        if self.houses:
            try:
                keys = {house_key(house) for house in parse_houses(self.houses)}
            except ValueError as error:
                raise UserError(str(error)) from error
            found = found.filtered(lambda row: house_key(row.house) in keys)
        return found.sorted(
            lambda row: (_number(row.house), row.house or "", _number(row.flat))
        )

    def _prepare_line(self, account):
        """Values of one consumer: what he pays by, and whether it changes."""
        agreement = account.agreement_id
        day = self._get_day(agreement)
        term = agreement._get_term_on(day)
        waiting = agreement.change_ids.filtered(
            lambda row: row.state == "draft" and row.tariff_id == self.tariff_id
        )
        note = False
        if not agreement:
            note = self.env._("No contract in force")
        elif term.tariff_id == self.tariff_id:
            note = self.env._("Pays by this tariff already")
        elif waiting:
            note = self.env._("A change waits for a signature already")
        elif term.date_end:
            note = self.env._("Other terms follow from a later day; they stay")
        return {
            "account_id": account.id,
            "tariff_id": term.tariff_id.id,
            "date_start": day,
            "note": note,
            "is_taken": bool(agreement)
            and term.tariff_id != self.tariff_id
            and not waiting,
        }

    def _get_day(self, agreement):
        """First day of the tariff: not before the contract."""
        return max(self.date_start, agreement.date_start or self.date_start)

    def _get_taken(self):
        """The chosen consumers.

        :raise UserError: nobody is chosen
        """
        taken = self.line_ids.filtered(
            lambda line: line.is_taken and line.account_id.agreement_id
        )
        if not taken:
            raise UserError(
                self.env._(
                    "No consumer of %(street)s %(houses)s is chosen whose tariff would "
                    "change. Check street, houses and day.",
                    street=self.street_id.display_name,
                    houses=self.houses or "",
                )
            )
        return taken

    def _prepare_changes(self, lines):
        """Additional agreements, to be signed."""
        return self.env["elektrohisob.agreement.change"].create(
            [
                {
                    "agreement_id": line.account_id.agreement_id.id,
                    "date_start": self._get_day(line.account_id.agreement_id),
                    "tariff_id": self.tariff_id.id,
                    "ground": self.env._("Act %s", self.act_number),
                    "scan_ids": [Command.link(scan.id) for scan in self.scan_ids],
                }
                for line in lines
            ]
        )

    def _compute_effects(self, lines):
        """Account id → tiyin by which the booked months change, and why an account
        cannot be told. Tried with the change and without; nothing is kept."""
        accounts = lines.account_id
        period = self.env["elektrohisob.period"]._get_open(self.company_id)
        # a trial of what the settlement would do, rolled back below
        settlement = self.env["elektrohisob.settlement"].sudo()
        before = settlement._settle(accounts.sudo(), period.sudo(), preview=True)
        with self.env.cr.savepoint() as trial:
            for change in self._prepare_changes(lines).sudo():
                change._apply()
            after = settlement._settle(accounts.sudo(), period.sudo(), preview=True)
            self.env.flush_all()
            trial.rollback()
        self.env.invalidate_all(flush=False)
        effects = {
            id_: after.charged.get(id_, (0, 0))[1] - before.charged.get(id_, (0, 0))[1]
            for id_ in accounts.ids
        }
        return effects, {id_: reason for id_, (_code, reason) in after.parked.items()}


def _number(text):
    """First number of a house or flat, to sort by."""
    digits = "".join(char if char.isdigit() else " " for char in text or "").split()
    return int(digits[0]) if digits else 0
