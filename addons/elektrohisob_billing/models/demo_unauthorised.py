from datetime import date, timedelta

from odoo import Command, api, models

# month in which it was found, day, place among the households of the district,
# violation, liability, what was found, equipment (name, kW, hours), issued
FOUND = (
    (
        *(date(2026, 7, 1), 13, 34, "bypass", "administrative"),
        "Hisoblagichgacha boʻlgan simga ulangan konditsioner aniqlandi",
        [("Konditsioner", 1.2, 10)],
        True,
    ),
    (
        *(date(2026, 9, 1), 21, 67, "seal", "no_fault"),
        "Plomba ichki tarmoq taʼmirida uzilgan",
        [("Suv isitgich", 1.5, 3), ("Yoritish", 0.2, 6)],
        True,
    ),
    (
        *(date(2026, 10, 1), 5, 88, "reconnected", "administrative"),
        "Uzib qoʻyilgandan keyin oʻzboshimcha ulangan",
        [("Isitgich", 2.0, 12)],
        False,
    ),
)


class Demo(models.AbstractModel):
    """What crews found past the meters."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _find_unauthorised(self, town, month):
        """Acts of unauthorised use of a month; those that are issued are charged by
        its billing run."""
        households = [one for one in town.consumers if one.category == "household"]
        manager = self.env["res.users"].search([("login", "=", "manager")])
        for when, day, place, violation, liability, text, parts, is_issued in FOUND:
            if when != month or not town.is_main:
                continue
            found = when + timedelta(days=day)
            act = self.env["elektrohisob.unauthorised.act"].create(
                {
                    "account_id": town.account_ids[households[place].serial],
                    "date": found,
                    "date_start": found - timedelta(days=40),
                    "violation": violation,
                    "liability": liability,
                    "description": text,
                    "inspector": "Rahimov S.",
                    "witnesses": "Yoʻldoshev A., mahalla raisi oʻrinbosari",
                    "line_ids": [
                        Command.create({"name": name, "power": power, "hours": hours})
                        for name, power, hours in parts
                    ],
                }
            )
            if is_issued:
                act._issue(manager or self.env.user)
                act.date_issued = found + timedelta(days=2)
