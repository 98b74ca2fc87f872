from odoo.fields import Command

from .common_payment import PaymentCommon


class BooksCommon(PaymentCommon):
    """Books of a holding with the chart of Uzbekistan, kept by its districts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        charts = cls.env["account.chart.template"].sudo()
        charts.try_loading("uz", company=cls.holding, install_demo=False)
        cls.holding._set_currency_uzs()
        accounts = cls.env["account.account"].with_company(cls.holding).sudo()
        found = accounts.search([("company_ids", "in", cls.holding.ids)])
        cls.codes = {account.code: account for account in found}

    @classmethod
    def _book(cls, company, day, *lines):
        """Post an entry of ``lines`` (code, debit, credit), in this order."""
        journal = cls.env.ref(f"account.{cls.holding.id}_elektrohisob").sudo()
        moves = cls.env["account.move"].sudo().with_company(company)
        move = moves.create(
            {
                "move_type": "entry",
                "company_id": company.id,
                "journal_id": journal.id,
                "date": day,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": cls.codes[code].id,
                            "name": f"Line {code}",
                            "debit": debit,
                            "credit": credit,
                        }
                    )
                    for code, debit, credit in lines
                ],
            }
        )
        move.action_post()
        return move

    @classmethod
    def _book_may(cls):
        """Entries of district A, so'm: sold in April 1 000 (892,86 and VAT 107,14).

        May: 5th bank 600; 10th cash 900, of it 500 ahead; 31st sold 2 240 (2 000 and
        VAT 240).
        """
        book = cls._book
        cls.sale = book(
            cls.district_a,
            "2026-04-30",
            *(("4010", 1000, 0), ("9020", 0, 892.86), ("6411", 0, 107.14)),
        )
        cls.bank_move = book(
            cls.district_a, "2026-05-05", ("5110", 600, 0), ("4010", 0, 600)
        )
        cls.cash_move = book(
            cls.district_a,
            "2026-05-10",
            *(("5010", 900, 0), ("4010", 0, 400), ("6310", 0, 500)),
        )
        book(
            cls.district_a,
            "2026-05-31",
            *(("4010", 2240, 0), ("9020", 0, 2000), ("6411", 0, 240)),
        )

    def _sheet(self, kind, user="accountant", **vals):
        sheets = self.env["elektrohisob.gl.sheet"].with_user(self.users[user])
        return sheets.create(
            {
                "kind": kind,
                "company_id": self.district_a.id,
                "date_from": "2026-05-01",
                "date_to": "2026-05-31",
                **vals,
            }
        )

    def _values(self, sheet):
        """Values of the rows of a report."""
        return [tuple(row.values) for row in sheet._get_table().rows(0, 0)]
