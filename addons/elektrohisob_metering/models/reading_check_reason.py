from odoo import api, fields, models

from ..engine import checks
from ..engine.figures import restore


class ReadingCheck(models.Model):
    """Sentences of the checks: what is wrong and what to do about it."""

    _inherit = "elektrohisob.reading.check"

    @api.model
    def _get_reason(self, code, item, figures):
        """Sentence naming account, meter, day, values and what to do.

        :param dict item: texts ``account``, ``meter``, ``day``, ``value`` of the
            reading
        :param figures: figures of the verdict, see ``engine.checks``
        """
        return getattr(self, f"_get_reason_{code.lower()}")(item, figures)

    @api.model
    def _tell(self, code, texts, stored):
        """Sentence of a check kept with a reading; the name of the check where its
        figures are not known.

        :param stored: figures as :func:`..engine.figures.plain` has made them
        """
        if not code:
            return False
        if stored is None or stored is False:
            # what is checked is no secret
            return self.sudo().search([("code", "=", code)]).name
        return self._get_reason(code, texts, restore(stored))

    @api.model
    def _get_texts(self, account, meter, day, kwh):
        """Texts a sentence names."""
        return {
            "account": account or "",
            "meter": meter or "",
            "day": self._format_day(day),
            "value": self._format_kwh(round(kwh * checks.WH)),
        }

    def _get_reason_r01(self, item, figures):
        return self.env._(
            "There is no account %(account)s in your district networks. Correct the "
            "number in the file.",
            **item,
        )

    def _get_reason_r02(self, item, figures):
        if "never" in figures:
            return self.env._(
                "The act of %(day)s that hung the meter was taken back. Move the "
                "reading to the meter that hung on its day, or refuse it.",
                day=self._format_day(figures["never"]),
            )
        if "hung" in figures:
            return self.env._(
                "The meter hangs from %(day)s only, by the act %(act)s. Move the "
                "reading to the meter that hung on its day, or refuse it.",
                day=self._format_day(figures["hung"]),
                act=figures["act"],
            )
        if "act" in figures:
            return self.env._(
                "The meter was taken down on %(day)s by the act %(act)s. Move the "
                "reading to the meter that hung on its day, or refuse it.",
                day=self._format_day(figures["removed"]),
                act=figures["act"],
            )
        if figures.get("start") is None:
            return self.env._(
                "Account %(account)s had no meter on %(day)s. Enter the act of "
                "installation, or correct the date.",
                **item,
            )
        end = figures.get("end") and fields.Date.subtract(figures["end"], days=1)
        return self.env._(
            "Account %(account)s: meter %(meter)s hung from %(start)s to %(end)s, so "
            "it has no reading of %(day)s. Correct the date, or the act.",
            **item,
            start=self._format_day(figures["start"]),
            end=self._format_day(end) or self.env._("now"),
        )

    def _get_reason_r03(self, item, figures):
        return self.env._(
            "Account %(account)s: the date %(day)s is still to come (today is "
            "%(today)s). Correct the date.",
            **item,
            today=self._format_day(figures["today"]),
        )

    def _get_reason_r04(self, item, figures):
        if figures.get("bad_date"):
            return self.env._(
                "Account %(account)s: “%(day)s” is not a date. Write it as 31.12.2026.",
                **item,
            )
        if figures.get("digits"):
            return self.env._(
                "Account %(account)s: meter %(meter)s shows %(digits)s whole digits, "
                "so it cannot show %(value)s. Correct the reading, or the meter type.",
                **item,
                digits=figures["digits"],
            )
        return self.env._(
            "Account %(account)s: “%(value)s” is not a reading. Write digits only, "
            "with at most three decimals.",
            **item,
        )

    def _get_reason_r05(self, item, figures):
        before = figures["before"]
        return self.env._(
            "Account %(account)s, meter %(meter)s: %(value)s on %(day)s is lower than "
            "%(before)s on %(before_day)s. Accept it as a rollover if the register "
            "passed zero, or correct the wrong one of the two.",
            **item,
            before=self._format_kwh(before.value),
            before_day=self._format_day(before.day),
        )

    def _get_reason_r06(self, item, figures):
        return self.env._(
            "Account %(account)s, meter %(meter)s: %(kwh)s kWh in %(days)s days up to "
            "%(day)s (reading %(value)s), while %(usual)s kWh are usual. Ask the "
            "consumer or have the meter read again, then accept or correct it.",
            **item,
            kwh=self._format_kwh(figures["wh"]),
            days=figures["days"],
            usual=self._format_kwh(round(figures["usual"], -3)),
        )

    def _get_reason_r07(self, item, figures):
        return self.env._(
            "Account %(account)s, meter %(meter)s: %(kwh)s kWh in %(days)s days up to "
            "%(day)s (reading %(value)s) is more than the permitted power can give "
            "(%(limit)s kWh). Check the reading, the multiplier and the power.",
            **item,
            kwh=self._format_kwh(figures["wh"]),
            days=figures["days"],
            limit=self._format_kwh(round(figures["limit"], -3)),
        )

    def _get_reason_r08(self, item, figures):
        if figures.get("queued"):
            return self.env._(
                "Account %(account)s, meter %(meter)s: %(value)s on %(day)s is "
                "already waiting for a decision. Decide it in the queue.",
                **item,
            )
        return self.env._(
            "Account %(account)s, meter %(meter)s: %(value)s on %(day)s is already "
            "there; nothing to do.",
            **item,
        )

    def _get_reason_r09(self, item, figures):
        return self.env._(
            "Account %(account)s, meter %(meter)s: %(day)s already has the reading "
            "%(same)s. Accept %(value)s to replace it, or refuse it.",
            **item,
            same=self._format_kwh(figures["same"].value),
        )

    def _get_reason_r10(self, item, figures):
        after = figures["after"]
        return self.env._(
            "Account %(account)s, meter %(meter)s: %(value)s on %(day)s is higher than "
            "the later reading %(after)s on %(after_day)s. Correct the wrong one of "
            "the two.",
            **item,
            after=self._format_kwh(after.value),
            after_day=self._format_day(after.day),
        )

    def _get_reason_r11(self, item, figures):
        return self.env._(
            "Account %(account)s was closed on %(closed)s, so it has no reading of "
            "%(day)s. Correct the date, or open the account again.",
            **item,
            closed=self._format_day(figures["closed"]),
        )

    def _get_reason_r12(self, item, figures):
        return self.env._(
            "Account %(account)s has several meters on %(day)s (%(meters)s). Add the "
            "serial number of the meter.",
            **item,
            meters=figures["meters"],
        )

    def _get_reason_r13(self, item, figures):
        return self.env._(
            "Account %(account)s: energy is already charged up to %(settled)s; the "
            "difference made by %(value)s on %(day)s will be charged in the open "
            "month.",
            **item,
            settled=self._format_day(figures["settled"]),
        )

    def _get_reason_r14(self, item, figures):
        return self.env._(
            "Account %(account)s, meter %(meter)s: only %(kwh)s kWh in %(days)s days "
            "up to %(day)s (reading %(value)s), while %(usual)s kWh are usual. Check "
            "the digits and whether the meter runs, then accept or correct it.",
            **item,
            kwh=self._format_kwh(figures["wh"]),
            days=figures["days"],
            usual=self._format_kwh(round(figures["usual"], -3)),
        )

    def _get_reason_r15(self, item, figures):
        return self.env._(
            "Account %(account)s, meter %(meter)s has stood at %(value)s since "
            "%(since)s (%(days)s days) although the point is connected. Have the "
            "meter inspected unless nobody lives there.",
            **item,
            since=self._format_day(figures["since"].day),
            days=figures["days"],
        )

    def _get_reason_r16(self, item, figures):
        return self.env._(
            "Account %(account)s: meter %(meter)s has no register %(given)s, it has "
            "%(known)s. Correct the register, or the meter type.",
            **item,
            given=figures["given"],
            known=figures["known"],
        )

    def _get_reason_r17(self, item, figures):
        return self.env._(
            "Account %(account)s, meter %(meter)s: %(kwh)s kWh up to %(day)s (reading "
            "%(value)s) although the point has been disconnected since %(since)s. "
            "Inspect the point, or enter the day of reconnection.",
            **item,
            kwh=self._format_kwh(figures["wh"]),
            since=self._format_day(figures["since"]),
        )

    def _get_reason_r18(self, item, figures):
        return self.env._(
            "Account %(account)s, meter %(meter)s: %(kwh)s kWh in %(days)s days up to "
            "%(day)s (reading %(value)s) is more than the meter can count at its "
            "greatest current (%(limit)s kWh). Check the digits, the multiplier and "
            "the meter type.",
            **item,
            kwh=self._format_kwh(figures["wh"]),
            days=figures["days"],
            limit=self._format_kwh(round(figures["limit"], -3)),
        )

    def _get_reason_r19(self, item, figures):
        return self.env._(
            "Account %(account)s, meter %(meter)s: %(day)s lies more than %(days)s "
            "days back (reading %(value)s). Check the year, then accept or correct "
            "the reading.",
            **item,
            days=figures["days"],
        )

    def _get_reason_r20(self, item, figures):
        return self.env._(
            "Account %(account)s, meter %(meter)s: a maximum demand of %(kw)s kW up to "
            "%(day)s is more than the connection or the meter can carry (%(limit)s "
            "kW). Check the digits, the multiplier and the permitted power.",
            **item,
            kw=self._format_kwh(figures["watts"]),
            limit=self._format_kwh(figures["limit"]),
        )

    def _get_reason_r21(self, item, figures):
        return self.env._(
            "Account %(account)s, meter %(meter)s: a maximum demand of %(kw)s kW up to "
            "%(day)s is less than the average power of the same days (%(least)s kW). "
            "Check the digits and whether the register was reset in between.",
            **item,
            kw=self._format_kwh(figures["watts"]),
            least=self._format_kwh(figures["least"]),
        )

    def _get_reason_r22(self, item, figures):
        return self.env._(
            "Account %(account)s, meter %(meter)s: the reading %(value)s of %(day)s "
            "was sent from %(phone)s, which is no telephone of the account. Ask the "
            "consumer, and enter the telephone if it is his.",
            **item,
            phone=figures["phone"],
        )
