from odoo import models

from ..tools import act_pdf, pdf

#: Millimetres between the margins, and those of the number and of each figure.
WIDTH, NUMBER, FIGURE = 188, 10, 32


class ReorganisationAct(models.Model):
    """The document as the act that both districts sign.

    What goes is summed by mahalla; every account stands in the protocol (Excel).
    """

    _inherit = "elektrohisob.reorganisation"

    # === ACTIONS === #

    def action_print_act(self):
        """Open the act as a PDF, in the language of the context or of the user."""
        self.ensure_one()
        lang = self.env.context.get("act_lang") or self.env.lang
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/reorganisation/{self.id}/act?lang={lang}",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _render_act(self, lang=None):
        """Act in the language: bytes of a PDF."""
        self.ensure_one()
        self.check_access("read")
        # the act tells what both districts hand over, to whoever is of one of them
        document = self.sudo().with_context(lang=lang or self.env.lang)
        return act_pdf.render(document._prepare_act())

    def _prepare_act(self):
        _ = self.env._
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        columns, rows = self._get_act_table()
        figures = len(columns) - 2
        name = WIDTH - NUMBER - FIGURE * figures
        return act_pdf.ActText(
            title=_("Act of reorganisation to order No. %s", self.order_number),
            subtitle=_("%(kind)s, from %(day)s", kind=kinds[self.kind],
                       day=pdf.day(self.date)),
            facts=self._get_act_facts(),
            columns=columns,
            widths=(NUMBER, name, *[FIGURE] * figures),
            rows=rows,
            remarks=[self.note] if self.note else [],
            signatures=self._get_act_signatures(),
            page=_("Page {page}"),
        )  # fmt: skip

    def _get_act_facts(self):
        """Rows (label, value) above the table; empty values are not printed."""
        _ = self.env._
        stages = dict(self._fields["stage"]._description_selection(self.env))
        numbers = dict(self._fields["number_policy"]._description_selection(self.env))
        decision = self.approval_ids.filtered(lambda row: row.state == "approved")[:1]
        return [
            (_("Order"), _("No. %(number)s of %(day)s", number=self.order_number,
                           day=pdf.day(self.order_date))),
            (_("Handed over by"), self.company_id.name),
            (_("Taken over by"), self.company_to_id.name),
            (_("Ground"), self.reason_id.name),
            (_("Accounts"), "" if self.kind == "move" else numbers[self.number_policy]),
            (_("Approved by"), decision.decided_by_id.name or ""),
            (_("State"), stages[self.stage]),
        ]  # fmt: skip

    def _get_act_table(self):
        """Captions and rows; the last row sums what has a sum."""
        if self.kind == "move":
            return self._get_act_units()
        _ = self.env._
        accounts = self.line_ids.account_id or self.env["elektrohisob.account"].browse(
            self._find_account_ids()
        )
        groups = accounts.grouped(lambda account: account.locality_id)
        measures = self._get_act_measures()
        rows = [
            [str(place), locality.name or _("Without a mahalla"),
             *(measure(group) for _caption, measure in measures)]
            for place, (locality, group) in enumerate(
                sorted(groups.items(), key=lambda item: item[0].name or "\uffff"), 1
            )
        ]  # fmt: skip
        total = ["", _("Total"), *(measure(accounts) for _caption, measure in measures)]
        captions = [caption for caption, _measure in measures]
        return ["№", _("Mahalla"), *captions], [*rows, total]

    def _get_act_units(self):
        """Captions and rows of the units that go below another one."""
        _ = self.env._
        units = self.company_id.search([("id", "child_of", self.company_id.id)])
        accounts = self.env["elektrohisob.account"]
        counts = dict(
            accounts._read_group(
                [("company_id", "in", units.ids)], ["company_id"], ["__count"]
            )
        )
        rows = [
            [str(place), unit.name, unit.network_code or "", str(counts.get(unit, 0))]
            for place, unit in enumerate(
                units.sorted(lambda unit: unit.network_code or ""), 1
            )
        ]
        total = ["", _("Total"), "", str(sum(counts.values()))]
        return ["№", _("Unit"), _("Code"), _("Accounts")], [*rows, total]

    def _get_act_measures(self):
        """Hook: (caption, text of a group of accounts) of the columns of figures."""
        return [(self.env._("Accounts"), lambda accounts: str(len(accounts)))]

    def _get_act_signatures(self):
        """Who signs acts of the two units on the day."""
        _ = self.env._
        signed = []
        for label, unit in (
            (_("Handed over by"), self.company_id),
            (_("Taken over by"), self.company_to_id),
        ):
            person = unit._get_signatory("act", self.date)
            office = ", ".join(filter(None, (unit.name, person.position)))
            signed.append((f"{label}: {office}", person.name or ""))
        return signed
