from odoo.tools import mute_logger

from .common_match import DAY, MatchCommon


class TestPaymentNight(MatchCommon):
    """One service in trouble does not keep the others from being compared."""

    def test_absurd_time_of_an_event(self):
        """A number that is no time, taken before such were refused."""
        self._pay_day()
        self.days._cron_derive()
        self._told((1, 500), (2, 300), (3, 200))
        events = self.env["elektrohisob.payment.event"]
        for number, absurd in enumerate((2**62, -(2**62))):
            events._append(
                provider_id=self.paynet.id,
                company_id=self.district_a.id,
                service="1",
                external_id=f"absurd {number}",
                time=self._now(),
                provider_time=absurd,
                account_text=self.number,
                account_id=self.account.id,
                amount=1.0,
                step=0,
                state="created",
            )
        self._cancel(2)
        self.days._cron_derive()
        self.assertEqual(self._day(DAY).our_amount, 700.0)
        self.assertEqual(events._get_pay_day(2**62)[1], False)
        self.assertEqual(str(events._get_pay_day(-(2**62))[0]), "1970-01-01")

    @mute_logger("odoo.addons.elektrohisob_billing.models.payment_day")
    def test_one_service_in_trouble(self):
        self._pay_day()
        payme = self.providers["payme"]
        self.terms.copy({"provider_id": payme.id, "basis": "Contract 18"})
        model = self.registry["elektrohisob.exchange.provider"]
        usual = model._match_night

        def match(provider, yesterday):
            if provider == payme:
                provider.env.cr.execute("SELECT 1 / 0")
            return usual(provider, yesterday)

        self.patch(model, "_match_night", match)
        with mute_logger("odoo.sql_db"):
            self.days._cron_derive()
        self.assertTrue(self.days.search([("provider_id", "=", self.paynet.id)]))
