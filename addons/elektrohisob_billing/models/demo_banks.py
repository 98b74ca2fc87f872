from datetime import date

from odoo import api, models

from ..demo import bank_files
from ..demo.bank_files import BankRow

DAY = date(2026, 10, 21)
ROWS = 5
FEE = 25_000
#: An account nobody has: the payment waits for the accountant.
STRANGER = "00900033"
# what the post calls its columns, in their order
POST_COLUMNS = (
    ("account", "Лицевой счет"),
    ("payer", "Плательщик"),
    ("amount", "Сумма"),
    ("date", "Дата"),
    ("number", "Квитанция"),
)
DEBT_COLUMNS = (
    ("account", "HISOB", 13),
    ("payer", "FIO", 40),
    ("address", "MANZIL", 60),
    ("amount", "QARZ", 14),
    ("period", "DAVR", 7),
)


class Demo(models.AbstractModel):
    """Banks and the post: a provider and a file of every format, a register of debts
    sent."""

    _inherit = "elektrohisob.demo"

    @api.model
    def _exchange_with_banks(self, town):
        """Files of 21 October; the third bank sends one that does not add up first."""
        groups = self._get_payers(town)
        account = town.company.bank_account or "20208000900000000001"
        town.bank._receive(
            f"kl_to_1c_{DAY:%Y%m%d}.txt",
            bank_files.client_bank(account, DAY, groups[0]),
        )
        swift = self._create_bank(town, "MT940", "mt940", "Chet el sarmoyali bank")
        data = bank_files.swift(account, DAY, groups[1], FEE)
        swift._receive(f"st_{DAY:%Y%m%d}.sta", data)
        swift._receive(f"st_{DAY:%Y%m%d}_takror.sta", data)
        camt = self._create_bank(town, "CAMT053", "camt053", "Xalqaro bank")
        data = bank_files.camt(account, DAY, groups[2])
        wrong = data.replace(f"{groups[2][0].amount}.00".encode(), b"1.00", 1)
        camt._receive(f"camt053_{DAY:%Y%m%d}_xato.xml", wrong)
        camt._receive(f"camt053_{DAY:%Y%m%d}.xml", data)
        post = self._create_post(town)
        stranger = BankRow(STRANGER, "Rahimov Olim", 64_000, "P-900")
        post._receive(
            f"pochta_{DAY:%Y%m%d}.csv",
            bank_files.register(DAY, [*groups[3], stranger]),
        )
        post._send_debts(town.company, post.charge_layout_id, category="household")
        self._compare_payments(town)

    @api.model
    def _get_payers(self, town):
        """Four groups of households that owe, with what they pay: whole thousands."""
        accounts = self.env["elektrohisob.account"].search(
            [
                ("company_id", "=", town.company.id),
                ("category", "=", "household"),
                ("state", "=", "active"),
                ("state_ids.balance", ">", 10_000),
            ],
            order="number desc",
            limit=4 * ROWS,
        )
        rows = [
            BankRow(
                account.number,
                f"{account.surname} {account.given_name}",
                int(account.amount_due // 1000) * 1000,
                f"P-{index:03}",
            )
            for index, account in enumerate(accounts, start=1)
        ]
        return [rows[place : place + ROWS] for place in range(0, 4 * ROWS, ROWS)]

    @api.model
    def _create_bank(self, town, code, kind, name):
        return self.env["elektrohisob.exchange.provider"].create(
            {
                "name": name,
                "code": f"DEMO-{code}",
                "kind": kind,
                "company_id": town.company.id,
            }
        )

    @api.model
    def _create_post(self, town):
        layouts = self.env["elektrohisob.payment.layout"]
        incoming = layouts.create(
            {
                "name": "Oʻzbekiston pochtasi: toʻlovlar",
                "company_id": town.company.id,
                "encoding": "cp866",
                "delimiter": ";",
                "account_length": 8,
                "account_prefix": town.company.account_prefix,
                "column_ids": [
                    (0, 0, {"number": number, "role": role, "name": header})
                    for number, (role, header) in enumerate(POST_COLUMNS, start=1)
                ],
            }
        )
        sent = layouts.create(
            {
                "name": "Oʻzbekiston pochtasi: qarzlar",
                "company_id": town.company.id,
                "direction": "out",
                "file_format": "dbf",
                "encoding": "cp866",
                "column_ids": [
                    (0, 0, {"number": n, "role": role, "name": name, "width": width})
                    for n, (role, name, width) in enumerate(DEBT_COLUMNS, start=1)
                ],
            }
        )
        return self.env["elektrohisob.exchange.provider"].create(
            {
                "name": "Oʻzbekiston pochtasi",
                "code": "register_pochta",
                "kind": "register",
                "company_id": town.company.id,
                "payment_channel": "post",
                "payment_layout_id": incoming.id,
                "charge_layout_id": sent.id,
            }
        )
