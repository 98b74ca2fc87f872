from odoo import api, fields, models

from odoo.addons.elektrohisob_base.tools import act_pdf, pdf

# mm; 188 between the margins
WIDTHS = (8, 30, 26, 22, 27, 27, 23, 25)


class MovementAct(models.Model):
    """The document as the act that is signed."""

    _inherit = "elektrohisob.movement"

    stocktake_id = fields.Many2one(
        "elektrohisob.stocktake",
        string="Stock-taking",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    ratio_change = fields.Json(
        string="Figures of the new multiplier", readonly=True, copy=False
    )
    ratio_note = fields.Char(string="New multiplier", compute="_compute_ratio_note")

    @api.depends("ratio_change")
    @api.depends_context("lang")
    def _compute_ratio_note(self):
        """What a change of transformers means, in the language of whoever reads it."""
        for movement in self:
            movement.ratio_note = movement.ratio_change and self.env._(
                "Meter %(meter)s, reading %(value)s: up to this act %(kwh)s kWh will "
                "be charged by multiplier %(old)s, from it on multiplier %(new)s "
                "counts.",
                **movement.ratio_change,
            )

    # === ACTIONS === #

    def action_print(self):
        """Open the act as a PDF, in the language of the context or of the user."""
        self.ensure_one()
        lang = self.env.context.get("act_lang") or self.env.lang
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/movement/{self.id}/act?lang={lang}",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _render_act(self, lang=None):
        """Act in the language: bytes of a PDF."""
        self.ensure_one()
        document = self.with_context(lang=lang or self.env.lang)
        return act_pdf.render(document._prepare_act())

    def _prepare_act(self):
        _ = self.env._
        number = self.act_number or self.number or _("draft")
        standing = dict(self._fields["standing"]._description_selection(self.env))
        mark = "" if self.standing == "valid" else f" – {standing[self.standing]}"
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return act_pdf.ActText(
            title=_("Act No. %(number)s: %(kind)s", number=number,
                    kind=kinds[self.kind]) + mark.upper(),
            subtitle=_(
                "%(day)s, %(district)s", day=pdf.day(self.date),
                district=self.company_id.name,
            ),
            facts=self._get_act_facts(),
            columns=[
                "№",
                _("Device"),
                _("Serial number, year"),
                _("Verified, next"),
                _("From"),
                _("To"),
                _("Reading"),
                _("Remarks"),
            ],
            widths=WIDTHS,
            rows=[
                line._get_act_row(place)
                for place, line in enumerate(self.line_ids.sorted("id"), start=1)
            ],
            remarks=self._get_act_remarks(),
            signatures=self._get_act_signatures(),
            page=_("Page {page}"),
        )  # fmt: skip

    def _get_act_facts(self):
        """Rows (label, value) above the table; empty values are not printed."""
        _ = self.env._
        account = self.account_id
        return [
            (_("No. in the journal"), self.number if self.act_number else ""),
            (_("Account"), account and account._format_number(account.number)),
            (_("Consumer"), account.name or ""),
            (_("Address"), account.address or ""),
            (_("Point"), self.usage_point_id.display_name or ""),
            (_("Reason"), self.reason_id.display_name or ""),
            (_("Ground"), self.basis or ""),
            (_("Stock-taking"), self.stocktake_id.display_name or ""),
            (_("From"), self.place_from_id.name or ""),
            (_("To"), self.place_to_id.name or ""),
            (_("Takes back document"), self.reversal_of_id.number or ""),
            (_("In place of document"), self.corrects_id.number or ""),
        ]

    def _get_act_remarks(self):
        """Sentences below the table; the energy that will be charged comes first."""
        _ = self.env._
        remarks = [
            _(
                "For meter %(meter)s %(kwh)s kWh will be charged up to this act.",
                meter=line.device_id.serial,
                kwh=pdf.kwh(pdf.watthours(line.kwh)),
            )
            for line in self.line_ids
            if line.kwh
        ]
        if self.ratio_note:
            remarks.insert(0, self.ratio_note)
        if self.standing_note:
            remarks.insert(0, self.standing_note)
        if self.scheme_check:
            remarks.append(_("Check of the connection: %s", self.scheme_check))
        if self.note:
            remarks.append(self.note)
        return remarks

    def _get_act_signatures(self):
        _ = self.env._
        if self.usage_point_id:
            consumer = self.consumer_name or self.account_id.name
            return [
                (_("First electrician"), self.handed_by or ""),
                (_("Second electrician"), self.received_by or ""),
                (_("Consumer"), consumer or ""),
            ]
        return [
            (_("Handed over by"), self.handed_by or ""),
            (_("Received by"), self.received_by or ""),
        ]
