from odoo import fields, models

from odoo.addons.elektrohisob_base.tools import act_pdf, pdf

WIDTHS = (24, 22, 34, 30, 34, 40)


class AgentActPrint(models.Model):
    """The act on paper: the days, the sums, the signatures of both sides."""

    _inherit = "elektrohisob.agent.act"

    def _render_pdf(self, lang=None):
        """PDF of the act; bytes.

        :param str lang: its language; by default that of the user
        """
        self.ensure_one()
        act = self.with_context(lang=lang) if lang else self
        return act_pdf.render(act._prepare_act())

    def _prepare_act(self):
        _ = self.env._
        # who signs is not a secret of another unit
        head = self.company_id.sudo()._get_signatory("head", self.date or self.month)
        return act_pdf.ActText(
            title=_(
                "Act No. %(number)s of services of a payment agent, %(month)s",
                number=self.number,
                month=self._get_month_name(),
            ),
            subtitle=f"{self.company_id.name}, {self.provider_id.name}",
            facts=self._get_act_facts(),
            columns=[
                _("Day"),
                _("Payments"),
                _("Taken, so'm"),
                _("Commission, %"),
                _("Commission, so'm"),
                _("Handed over, so'm"),
            ],
            widths=WIDTHS,
            rows=[self._get_act_row(row) for row in self.detail or []],
            remarks=[
                _(
                    "The agent owes %(sum)s so'm (%(words)s).",
                    sum=pdf.money(pdf.tiyin(self.closing)),
                    words=self.currency_id.amount_to_text(self.closing),
                )
            ],
            signatures=[
                (head.position or _("Head of the district network"), head.name or ""),
                (_("For the agent"), self.signatory or ""),
            ],
            page=_("Page {page}"),
        )

    def _get_act_facts(self):
        """Rows (label, value) above the table."""
        shown = [
            *("contract", "payment_count", "opening", "amount", "commission"),
            *("commission_vat", "commission_kept", "commission_due", "transferred"),
            "closing",
        ]
        names = self.fields_get(shown, ["string", "type"])
        facts = []
        for name in shown:
            value = self[name]
            if names[name]["type"] == "monetary":
                text = pdf.money(pdf.tiyin(value))
                value = self.env._("%(sum)s so'm", sum=text) if value else ""
            facts.append((names[name]["string"], str(value or "")))
        return facts

    def _get_act_row(self, row):
        return (
            pdf.day(fields.Date.to_date(row["day"])),
            str(row["count"]),
            pdf.money(row["amount"]),
            f"{row['percent']:g}".replace(".", ","),
            pdf.money(row["earned"]),
            pdf.money(row["transferred"]),
        )
