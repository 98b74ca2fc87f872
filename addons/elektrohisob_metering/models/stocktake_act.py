from odoo import models

from odoo.addons.elektrohisob_base.tools import act_pdf, pdf

# mm; 188 between the margins
WIDTHS = (10, 55, 45, 26, 26, 26)
#: How many lines for signatures a commission gets when nobody is named.
MEMBERS = 3


class StocktakeAct(models.Model):
    """The stock-taking as the act the commission signs."""

    _inherit = "elektrohisob.stocktake"

    # === ACTIONS === #

    def action_print(self):
        """Open the act as a PDF, in the language of the user."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/stocktake/{self.id}/act?lang={self.env.lang}",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _render_act(self, lang=None):
        """Act in the language: bytes of a PDF."""
        self.ensure_one()
        count = self.with_context(lang=lang or self.env.lang)
        return act_pdf.render(count._prepare_act())

    def _prepare_act(self):
        _ = self.env._
        results = dict(self.line_ids._fields["result"]._description_selection(self.env))
        return act_pdf.ActText(
            title=_("Act of stock-taking: %s", self.place_id.name),
            subtitle=_(
                "%(day)s, %(district)s", day=pdf.day(self.date),
                district=self.company_id.name,
            ),
            facts=self._get_act_facts(),
            columns=[
                "№", _("Device"), _("Serial number"), _("Expected"), _("Found"),
                _("Result"),
            ],
            widths=WIDTHS,
            rows=[
                [
                    str(place),
                    line.type_id.name or "",
                    line.code,
                    "+" if line.is_expected else "",
                    "+" if line.is_found else "",
                    results[line.result],
                ]
                for place, line in enumerate(self.line_ids.sorted("id"), start=1)
            ],
            remarks=[],
            signatures=self._get_act_signatures(),
            page=_("Page {page}"),
        )  # fmt: skip

    def _get_act_facts(self):
        _ = self.env._
        states = dict(self._fields["state"]._description_selection(self.env))
        documents = ", ".join(row.display_name for row in self.movement_ids)
        return [
            (_("Responsible person"), self.place_id.responsible or ""),
            (_("Commission"), self.commission or ""),
            (_("State"), states[self.state]),
            (_("Expected"), str(self.expected_count)),
            (_("Found"), str(self.found_count)),
            (_("Shortage"), str(self.shortage_count)),
            (_("Surplus"), str(self.surplus_count)),
            (_("Documents"), documents),
        ]

    def _get_act_signatures(self):
        _ = self.env._
        names = [name.strip() for name in (self.commission or "").split(",")]
        members = [name for name in names if name] or [""] * MEMBERS
        return [
            *((_("Member of the commission"), name) for name in members),
            (_("Responsible person"), self.place_id.responsible or ""),
        ]
