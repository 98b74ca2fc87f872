from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

KINDS = {
    "install": "installation",
    "swap": "replacement",
    "remove": "removal",
    "seal": "replacement",
    "ratio": "replacement",
}


class InstallationSwapJournal(models.TransientModel):
    """The document of the act: the meters, the transformers and the seals that came
    and went, and who signed."""

    _inherit = "elektrohisob.installation.swap"

    place_id = fields.Many2one(
        "elektrohisob.place",
        string="Stock of",
        compute="_compute_place_id",
        store=True,
        readonly=False,
        domain="[('kind', 'in', ('warehouse', 'crew')),"
        " ('company_id', '=', company_id)]",
        help="New devices come from here, removed ones go here.",
    )
    transformer_ids = fields.Many2many(
        "elektrohisob.device",
        "elektrohisob_swap_transformer_rel",
        string="Transformers after the act",
        compute="_compute_transformer_ids",
        store=True,
        readonly=False,
        help="Those taken off the list are removed, those added are installed.",
    )
    multiplier_warning = fields.Char(
        string="Warning", compute="_compute_multiplier_warning"
    )
    seal_ids = fields.One2many(
        "elektrohisob.installation.swap.seal",
        "wizard_id",
        string="Seals",
        compute="_compute_seal_ids",
        store=True,
        readonly=False,
    )
    old_condition = fields.Selection(
        [("good", "Good"), ("faulty", "Faulty")],
        string="State of the old meter",
        default="good",
    )
    reason_id = fields.Many2one(
        "elektrohisob.reason", domain="[('document', '=', 'meter_swap')]"
    )
    handed_by = fields.Char(string="First electrician")
    received_by = fields.Char(string="Second electrician")
    consumer_name = fields.Char(string="Signed by the consumer")
    scheme_check = fields.Char(string="Check of the connection")
    note = fields.Text()

    @api.depends("company_id")
    def _compute_place_id(self):
        for wizard in self:
            if wizard.place_id.company_id == wizard.company_id:
                continue
            wizard.place_id = self.env["elektrohisob.place"].search(
                [("kind", "=", "warehouse"), ("company_id", "=", wizard.company_id.id)],
                order="id",
                limit=1,
            )

    @api.depends("usage_point_id", "date", "mode", "place_no")
    def _compute_transformer_ids(self):
        for wizard in self:
            hanging = wizard._get_hanging(("ct", "vt"))
            # those of the point go with its main meter
            goes = wizard.mode == "remove" and wizard.place_no == 1
            wizard.transformer_ids = False if goes else hanging.device_id

    @api.depends("transformer_ids", "old_installation_id")
    def _compute_multiplier(self):
        """That of the transformers; without any in the registry, that of before."""
        for wizard in self:
            product = wizard._get_ratio_product()
            if product is None:
                product = Fraction(wizard.old_installation_id.multiplier or 1)
            wizard.multiplier = product.numerator if product.denominator == 1 else 0

    @api.depends("transformer_ids", "multiplier")
    def _compute_multiplier_warning(self):
        for wizard in self:
            product = wizard._get_ratio_product()
            wizard.multiplier_warning = (
                product is not None
                and product != wizard.multiplier
                and self.env._(
                    "The ratios of the transformers give %(product)s, not "
                    "%(multiplier)s. Energy is charged by the multiplier of the act.",
                    product=product,
                    multiplier=wizard.multiplier,
                )
            )

    @api.depends("usage_point_id", "date", "mode", "place_no", "is_between")
    def _compute_seal_ids(self):
        """The seals at the point; those of the meter go with it, those of a meter
        beside it stay."""
        for wizard in self:
            commands = [Command.clear()]
            meter = wizard.old_installation_id.meter_id
            for stay in wizard._get_hanging(("seal",)):
                host = stay.host_device_id
                stays_on = (
                    wizard.mode in ("seal", "ratio")
                    or wizard.is_between  # the later act says what became of it
                    or (wizard.mode == "install" and wizard.place_no > 1)
                    or (host and host != meter)
                    or (wizard.mode != "remove" and stay.part not in ("cover", "body"))
                )
                vals = {
                    "device_id": stay.device_id.id,
                    "part": stay.part,
                    "operation": "keep" if stays_on else "remove",
                }
                commands.append(Command.create(vals))
            wizard.seal_ids = commands

    # === BUSINESS METHODS === #

    def _get_hanging(self, kinds):
        """Stays of devices of the kinds at the point on the day of the act."""
        if not self.usage_point_id or not self.date:
            return self.env["elektrohisob.stay"]
        return self.env["elektrohisob.stay"].search(
            [
                ("usage_point_id", "=", self.usage_point_id._origin.id),
                ("kind", "in", kinds),
                ("date_start", "<=", self.date),
                "|",
                ("date_end", "=", False),
                ("date_end", ">", self.date),
            ]
        )

    def _get_ratio_product(self):
        """Product of the ratios of one transformer of each kind; None without any."""
        types = self.transformer_ids.type_id
        if not types:
            return None
        product = Fraction(1)
        for kind in ("ct", "vt"):
            ratios = {
                Fraction(row.ratio_primary, row.ratio_secondary)
                for row in types
                if row.kind == kind
            }
            if len(ratios) == 1:
                product *= ratios.pop()
        return product

    def _check_transformers(self):
        for kind, label in (
            ("ct", self.env._("current transformers")),
            ("vt", self.env._("voltage transformers")),
        ):
            types = self.transformer_ids.type_id.filtered(
                lambda row, kind=kind: row.kind == kind
            )
            if len({(row.ratio_primary, row.ratio_secondary) for row in types}) > 1:
                raise UserError(
                    self.env._(
                        "The %(kind)s %(types)s have different ratios. All phases of a "
                        "point have the same one: choose others.",
                        kind=label,
                        types=", ".join(types.mapped("name")),
                    )
                )

    def _record_movement(self, meter):
        """Post the document of the act before the installations change."""
        self._check_transformers()
        place = self.place_id or self.env["elektrohisob.place"]._get_place(
            self.company_id, "warehouse"
        )
        lines = [*self._prepare_meter_lines(meter, place)]
        if self.mode != "seal":
            lines += self._prepare_transformer_lines(place)
        lines += self._prepare_seal_lines(meter)
        if not lines and self.mode == "ratio":
            return None  # transformers without a registry: the installations tell it
        if not lines:
            raise UserError(
                self.env._("The act changes nothing. Add or remove a seal first.")
            )
        movement = self.env["elektrohisob.movement"].create(
            {
                "kind": KINDS[self.mode],
                "date": self.date,
                "company_id": self.company_id.id,
                "usage_point_id": self.usage_point_id.id,
                "act_number": self.act_number,
                "reason_id": self.reason_id.id,
                "handed_by": self.handed_by,
                "received_by": self.received_by,
                "consumer_name": self.consumer_name,
                "scheme_check": self.scheme_check,
                "ratio_change": self._prepare_ratio_change(),
                "note": self.note,
                "line_ids": [Command.create(line) for line in lines],
            }
        )
        self._post_act(movement, meter)
        for seal in self.seal_ids.filtered(lambda row: row.operation == "broken"):
            seal.device_id.write(
                {"date_broken": self.date, "broken_note": seal.note or False}
            )
        return movement

    def _post_act(self, movement, meter):
        """Hook: post the document of the act."""
        movement._post()

    def _prepare_meter_lines(self, meter, place):
        if self.mode in ("swap", "remove"):
            yield {
                "device_id": self.old_installation_id.meter_id.id,
                "place_to_id": place.id,
                "reading": self._get_shown(self.closing_value, "closing_value"),
                "kwh": self.closing_kwh,
                "multiplier": self.old_installation_id.multiplier,
                "condition": self.old_condition or "good",
            }
        if meter:
            yield {
                "device_id": meter.id,
                "point_to_id": self.usage_point_id.id,
                "reading": self._get_shown(self.opening_value, "opening_value"),
                "multiplier": self.multiplier,
            }

    def _prepare_transformer_lines(self, place):
        hanging = self._get_hanging(("ct", "vt")).device_id
        for device in hanging - self.transformer_ids:
            yield {"device_id": device.id, "place_to_id": place.id}
        for device in self.transformer_ids - hanging:
            yield {"device_id": device.id, "point_to_id": self.usage_point_id.id}

    def _prepare_seal_lines(self, meter):
        """New seals hang at the point; a seal cut off is used no more."""
        host = meter or self.old_installation_id.meter_id
        gone = self.env["elektrohisob.place"]._get_place(self.company_id, "written_off")
        for seal in self.seal_ids.filtered(lambda row: row.operation != "keep"):
            line = {
                "device_id": seal.device_id.id,
                "part": seal.part,
                "person": seal.person or self.handed_by,
                "note": seal.note,
            }
            if seal.operation == "install":
                line |= {"point_to_id": self.usage_point_id.id}
                if seal.part in ("cover", "body"):
                    line["host_device_id"] = host.id
            else:
                line["place_to_id"] = gone.id
                line["condition"] = "broken" if seal.operation == "broken" else "good"
            yield line

    def _get_new_seals(self):
        """Numbers of the seals installed, for the installation."""
        new = self.seal_ids.filtered(lambda row: row.operation == "install")
        return ", ".join(new.mapped("device_id.serial")) or False
