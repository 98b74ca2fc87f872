from markupsafe import Markup

from odoo import api, models

from odoo.addons.elektrohisob_base.tools import pdf


class BillText(models.AbstractModel):
    """Words of bills in the language of the context; figures come ready."""

    _name = "elektrohisob.bill.text"
    _description = "Texts of bills"

    @api.model
    def _get_labels(self):
        """Fixed words of the bill by name."""
        _ = self.env._
        return {
            **self._get_money_labels(),
            "title": _("Electricity bill"),
            "number": _("No."),
            "account": _("Personal account"),
            "call_centre": _("Call centre"),
            "sms": _("SMS"),
            "stir": _("STIR"),
            "bank_account": _("acc."),
            "mfo": _("MFO"),
            "meter": _("Meter"),
            "before": _("Previous reading"),
            "now": _("Present reading"),
            "energy": _("kWh"),
            "estimated": _("estimated"),
            "no_meter": _("No meter"),
            "charges": _("What the electricity cost"),
            "price": _("so'm/kWh"),
            "sum": _("so'm"),
            "block_to": _("up to %s kWh a month"),
            "block_from": _("above %s kWh a month"),
            "block": _("%(low)s to %(high)s kWh a month"),
            "all": _("all energy"),
            "parts": self._get_part_labels(),
            "correction": _("Correction: %s"),
            "nothing": _("No electricity was charged this month."),
            "why": _("Why more than last month?"),
            "history": _("Your use in twelve months, kWh"),
            "qr": _("Payment code for the cash desk"),
            "link": _("Pay by telephone: %s"),
            "page": _("page %s"),
            "continued": _("Continued on the next page"),
        }

    @api.model
    def _get_part_labels(self):
        """Words of the components of tariffs, by kind and zone or line."""
        _ = self.env._
        # the names of programmes are no secret of the consumer who has a benefit
        programmes = self.env["elektrohisob.benefit.programme"].sudo()
        every = programmes.with_context(active_test=False).search(
            [("code", "!=", False)]
        )
        return {
            **{f"benefit{row.id}": _("benefit: %s", row.name) for row in every},
            "zone1": _("peak"),
            "zone2": _("half-peak"),
            "zone3": _("night"),
            "zone4": _("zone 4"),
            "capacity1": _("declared power, kW"),
            "excess1": _("power above the declared one, kW"),
            "reactive1": _("reactive energy above the economic value, kVAr·h"),
            "reactive2": _("reactive energy generated, kVAr·h"),
            "reactive3": _("reactive energy saved, kVAr·h"),
            "deviation1": _("above the contract volume"),
            "fixed1": _("fixed sum a month"),
            "percent1": _("percent of the sum"),
            "minimum1": _("up to the least sum a month"),
            "unlawful": _("unauthorised use, by the act"),
        }

    @api.model
    def _get_money_labels(self):
        """Words of the way from the opening to the closing balance."""
        _ = self.env._
        return {
            "debt_before": _("Debt at the start of the month"),
            "credit_before": _("Prepayment at the start of the month"),
            "charged": _("Charged this month"),
            "corrections": _("Corrections of earlier months"),
            "payment": _("Payment"),
            "debt": _("Debt"),
            "credit": _("Prepayment"),
            "to_pay": _("To pay"),
            "nothing_due": _("Nothing to pay"),
            "due": _("Please pay by %s."),
            "vat": _("VAT included: %s so'm"),
        }

    @api.model
    def _get_sms(self, **words):
        """The bill in one message; its letters are made plain afterwards."""
        return self.env._(
            "Electricity, account %(account)s, %(month)s: %(kwh)s kWh, "
            "%(charged)s so'm. To pay %(to_pay)s so'm by %(due)s.",
            **words,
        )

    @api.model
    def _get_mail_subject(self, bill):
        """Subject of the e-mail that brings a bill."""
        return self.env._(
            "Electricity bill %(month)s, account %(account)s",
            month=f"{bill['month']:%m.%Y}",
            account=bill["number_shown"],
        )

    @api.model
    def _get_mail_body(self, bill):
        """Body of the e-mail that brings a bill, HTML."""
        _ = self.env._
        lines = [
            _("Dear %(name)s,", name=bill["name"])
            if bill["name"]
            else _("Dear consumer,"),
            _(
                "your electricity bill is attached: %(kwh)s kWh, to pay "
                "%(to_pay)s so'm by %(due)s.",
                kwh=pdf.kwh(bill["wh"]),
                to_pay=pdf.money(max(bill["closing"], 0)),
                due=f"{bill['due']:%d.%m.%Y}",
            ),
            *bill["why"],
        ]
        supplier = bill["supplier"]
        lines.append(
            " ".join(filter(None, [supplier["name"], supplier["call_centre"]]))
        )
        return Markup("").join(Markup("<p>%s</p>") % line for line in lines)

    @api.model
    def _get_reason_line(self, reason):
        """Sentence of a reason after its own sum."""
        sign = "+" if reason.weight > 0 else ""
        return f"{sign}{pdf.money(reason.weight)}: {self._get_reason(reason)}"

    @api.model
    def _get_reason(self, reason):
        """Sentence of an :class:`..engine.explain.Reason`."""
        if reason.code in ("days", "per_day", "block", "price"):
            return self._get_energy_reason(reason)
        _ = self.env._
        if reason.code == "part":
            return _(
                "%(part)s: %(now)s so'm instead of %(before)s.",
                part=self._get_part_labels().get(reason.part, reason.part).capitalize(),
                now=pdf.money(reason.now),
                before=pdf.money(reason.before),
            )
        return {
            "replaced": _("Readings took the place of estimates of earlier months."),
            "correction": _("Corrections of earlier months."),
            "past": _("Corrections that the last bill contained."),
            "first": _("Last month there was no use to compare with."),
        }[reason.code]

    @api.model
    def _get_energy_reason(self, reason):
        """Sentence of a reason that lies in days, energy, blocks or prices."""
        _ = self.env._
        now, before = reason.now, reason.before
        if reason.code == "days":
            return _(
                "The bill covers %(now)s days, the last one %(before)s.",
                now=now,
                before=before,
            )
        if reason.code == "per_day":
            values = {
                "now": pdf.kwh(round(now, -1)),
                "before": pdf.kwh(round(before, -1)),
            }
            if reason.weight < 0:
                return _(
                    "Less was used: %(now)s kWh a day instead of %(before)s.", **values
                )
            return _(
                "More was used: %(now)s kWh a day instead of %(before)s.", **values
            )
        if reason.code == "block":
            if reason.weight < 0:
                return _("More of the energy fell into a cheaper block.")
            return _("Part of the energy fell into a dearer block.")
        values = {"now": pdf.money(now), "before": pdf.money(before)}
        if now < before:
            return _(
                "The price went down from %(before)s to %(now)s so'm per kWh.", **values
            )
        return _("The price went up from %(before)s to %(now)s so'm per kWh.", **values)
