from odoo import models

from odoo.addons.elektrohisob_base.tools import act_pdf, pdf

WIDTHS = (34, 32, 27, 27, 25, 43)


class PaymentDayPrint(models.Model):
    """The act of a day: three sums, what differs, and why."""

    _inherit = "elektrohisob.payment.day"

    def _render_pdf(self):
        """PDF of one day in the language of the user."""
        self.ensure_one()
        return act_pdf.render(self._prepare_act())

    def _prepare_act(self):
        _ = self.env._
        return act_pdf.ActText(
            title=_("Comparison of payments of %s", pdf.day(self.date)),
            subtitle=f"{self.provider_id.name}, {self.company_id.name}",
            facts=self._get_act_facts(),
            columns=[
                _("Difference"),
                _("Number at the service"),
                _("By the service, so'm"),
                _("By us, so'm"),
                _("Difference, so'm"),
                _("What became of it"),
            ],
            rows=[line._get_act_row() for line in self._get_act_lines()],
            remarks=self._get_act_remarks(),
            signatures=[
                (_("Compared by"), self.env.user.name),
                (_("Chief accountant"), ""),
                (_("For the service"), ""),
            ],
            page=_("Page {page}"),
            widths=WIDTHS,
        )

    def _get_act_lines(self):
        return self.line_ids.sorted(lambda line: (line.state == "mended", line.id))

    def _get_act_facts(self):
        """Rows (label, value) above the table."""
        _ = self.env._

        def money(amount):
            return _("%(sum)s so'm", sum=pdf.money(pdf.tiyin(amount)))

        def side(count, amount):
            return _("%(count)s payments, %(sum)s", count=count, sum=money(amount))

        register = dict(self._fields["told_state"]._description_selection(self.env))
        transfer = dict(self._fields["bank_state"]._description_selection(self.env))
        told = side(self.told_count, self.told_amount)
        return [
            (
                _("Register of the service"),
                told if self.told_state == "told" else register[self.told_state],
            ),
            (_("Our payments"), side(self.our_count, self.our_amount)),
            (_("Difference"), money(self.pair_difference)),
            (_("Commission kept"), self.commission and money(self.commission)),
            (_("To come from the service"), money(self.expected_amount)),
            (
                _("By the bank statement"),
                f"{money(self.bank_amount)} ({transfer[self.bank_state]})",
            ),
            (_("Short or over"), money(self.bank_difference)),
        ]

    def _get_act_remarks(self):
        """What the day comes to."""
        _ = self.env._
        return {
            "green": [_("Register, payments and bank are equal.")],
            "explained": [_("The differences are explained; the sums are not equal.")],
            "waiting": [
                _(
                    "Register and payments agree; the money is due on %s.",
                    pdf.day(self.date_due),
                )
            ],
            "silent": [_("The service has sent no register of this day.")],
            "open": [_("Open differences: %s.", self.open_count)],
        }[self.state]
