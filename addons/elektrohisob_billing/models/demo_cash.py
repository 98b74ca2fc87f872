from datetime import time, timedelta

from odoo import api, models

from odoo.addons.elektrohisob_base.tools.dates import to_utc

OPENED, CLOSED = time(8, 55), time(18, 5)
CHANGE = 200_000
# place of the shift among those of the desk → what the count differed by, and why
DIFFERENT = {
    4: (-2_000, "Qaytim notoʻgʻri berilgan"),
    11: (500, "Isteʼmolchi qaytimni olmagan"),
}


class Demo(models.AbstractModel):
    """Cash desks: a shift for each day on which cash was taken."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _keep_cash_desks(self, town):
        """Desks of the district; its cash payments go through the first one."""
        hall, *_others = self.env["elektrohisob.cash.desk"].create(
            [
                {
                    "number": number,
                    "name": f"Abonent zali, {number}-oyna",
                    "place": "1-qavat",
                    "company_id": town.company.id,
                }
                for number in (1, 2)
            ]
        )
        groups = self.env["elektrohisob.payment"]._read_group(
            [("company_id", "=", town.company.id), ("channel", "=", "cash")],
            ["date:day"],
            ["id:recordset"],
            order="date:day",
        )
        left, total = 0.0, 0.0
        for number, (day, payments) in enumerate(groups, start=1):
            left, total = self._keep_shift(
                hall, number, day, payments, (left, total), town.cashier
            )

    @api.model
    def _keep_shift(self, desk, number, day, payments, before, cashier):
        """One closed shift: what it took goes to the bank, change stays.

        :param before: so'm left in the till, and taken since the desk exists
        :return: the same after the shift
        """
        left, total = before
        taken = sum(payments.mapped("amount"))
        difference, remark = DIFFERENT.get(number, (0.0, False))
        brought = CHANGE if number == 1 else 0.0
        counted = left + brought + difference
        opened, closed = (to_utc(day, moment) for moment in (OPENED, CLOSED))
        shift = self.env["elektrohisob.cash.shift"].create(
            {
                "desk_id": desk.id,
                "number": number,
                "user_id": cashier.id,
                "state": "closed",
                "date_opened": opened,
                "date_closed": closed,
                "opening_expected": left,
                "opening_count": left,
                "closing_expected": left + brought,
                "closing_count": counted,
                "closing_remark": remark,
                "difference": difference,
                "grand_total": total + taken,
            }
        )
        payments.write({"shift_id": shift.id, "means": "cash"})
        self._move_cash(shift, taken, brought)
        return counted, total + taken

    @api.model
    def _move_cash(self, shift, taken, brought):
        """Hand over what the shift took, after the change it was given."""
        late = shift.date_closed - timedelta(minutes=20)
        moves = [("collect", taken, f"INK-{shift.number:04}", late)]
        if brought:
            moves.append(("bring", brought, "KO-0001", shift.date_opened))
        self.env["elektrohisob.cash.operation"].create(
            [
                {
                    "shift_id": shift.id,
                    "kind": kind,
                    "amount": amount,
                    "document": document,
                    "date": moment,
                }
                for kind, amount, document, moment in moves
            ]
        )
