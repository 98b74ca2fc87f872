from odoo import Command, api, fields, models

FIRST = "2026-04-01"
# the price above that of the first block, of 150 kWh a month above the norm
RATE = {
    "date_start": FIRST,
    "percent": 100,
    "basis": "difference",
    "kwh_limit": 150,
    "above_norm": True,
}
# place among the households of the district, person, PINFL, document
FAMILIES = (
    (11, "Xolmatova Zulfiya Karimovna", "41203850260014", "IHR-26-104417"),
    (27, "Saidov Baxtiyor Anvarovich", "30507780260022", "IHR-26-108852"),
    (43, "Ergasheva Nigora Olimovna", "42211900260036", "IHR-26-110093"),
    (58, "Mirzayev Sherzod Tohirovich", "31409820260041", "IHR-26-111270"),
    (76, "Umarova Dilfuza Rustamovna", "40302760260055", "IHR-26-113518"),
)


class Demo(models.AbstractModel):
    """Needy families whose dearer kilowatt-hours the budget pays."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _grant_benefits(self, town):
        """One programme, and families of the district that have the right to it."""
        payer = self.env["res.partner"].create(
            {"name": "Ijtimoiy himoya milliy agentligi", "is_company": True}
        )
        programme = self.env["elektrohisob.benefit.programme"].create(
            {
                "code": "IHR",
                "name": "Needy families of the social register",
                "norm": "Ijtimoiy himoya yagona reyestri",
                "payer_id": payer.id,
                "rate_ids": [Command.create(RATE)],
            }
        )
        name = "Ijtimoiy reyestrdagi kam taʼminlangan oilalar"
        programme.with_context(lang="uz_UZ").name = name
        name = "Малообеспеченные семьи социального реестра"
        programme.with_context(lang="ru_RU").name = name
        households = [one for one in town.consumers if one.category == "household"]
        self.env["elektrohisob.benefit"].create(
            [
                {
                    "programme_id": programme.id,
                    "account_id": town.account_ids[households[place].serial],
                    "date_start": FIRST,
                    "person": person,
                    "pinfl": pinfl,
                    "basis": document,
                }
                for place, person, pinfl, document in FAMILIES
            ]
        )

    @api.model
    def _pay_benefits(self):
        """The agency has paid for the months before the last one."""
        owed = self.env["elektrohisob.benefit.receivable"].search(
            [("amount", ">", 0)], order="month"
        )
        if len(owed) < 2:
            return
        paid = owed[:-1]
        document = self.env["elektrohisob.benefit.payment"].create(
            {
                "company_id": owed[0].company_id.id,
                "payer_id": owed[0].payer_id.id,
                "date": fields.Date.add(paid[-1].month, months=1, days=17),
                "document": "1184",
                "amount": sum(paid.mapped("amount")),
            }
        )
        document.action_spread()
        document.action_book()
