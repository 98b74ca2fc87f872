from odoo import api, models
from odoo.tools import SQL

# Parts of the book, in this order.
PARTS = ("invoice", "household", "invoice_correction", "household_correction")
VAT_ACCOUNT, RECEIVABLE = "6411", "4010"

INVOICES = """
    SELECT CASE invoice.kind WHEN 'regular' THEN 1 ELSE 3 END AS part,
           invoice.date, invoice.number, account.name AS buyer, account.stir,
           line.vat_percent AS rate, sum(line.net) AS net, sum(line.vat) AS vat,
           sum(line.amount) AS amount, invoice.id AS invoice_id
      FROM elektrohisob_invoice AS invoice
      JOIN elektrohisob_invoice_line AS line ON line.invoice_id = invoice.id
      JOIN elektrohisob_account AS account ON account.id = invoice.account_id
     WHERE invoice.state = 'posted' AND invoice.company_id = ANY(%(units)s)
       AND invoice.date BETWEEN %(first)s AND %(last)s
     GROUP BY invoice.id, account.id, line.vat_percent
"""
BOOK = f"""
WITH book (part, date, number, buyer, stir, rate, net, vat, amount, invoice_id) AS (
{INVOICES}
     UNION ALL
    SELECT CASE entry.kind WHEN 'charge' THEN 2 ELSE 4 END, entry.date,
           tariff."group", unit.name, NULL, COALESCE(version.vat_rate, 0),
           sum(entry.amount - COALESCE(charge.vat, 0)), sum(COALESCE(charge.vat, 0)),
           sum(entry.amount), NULL
      FROM elektrohisob_ledger_entry AS entry
      JOIN elektrohisob_account AS account ON account.id = entry.account_id
      JOIN res_company AS unit ON unit.id = entry.company_id
      LEFT JOIN elektrohisob_charge AS charge ON charge.id = entry.charge_id
      LEFT JOIN elektrohisob_tariff_version AS version
           ON version.id = charge.version_id
      LEFT JOIN elektrohisob_tariff AS tariff ON tariff.id = version.tariff_id
     WHERE entry.company_id = ANY(%(units)s) AND account.category = 'household'
       AND entry.kind IN ('charge', 'correction')
       AND entry.date BETWEEN %(first)s AND %(last)s
     GROUP BY 1, 2, 3, unit.id, unit.name, version.vat_rate
)
"""
BOOK_ROWS = f"""
{BOOK}
SELECT part, date, number, buyer, stir, rate, net, vat, amount, invoice_id
  FROM book ORDER BY part, date, buyer, number, rate, invoice_id
"""
BOOK_TOTALS = f"""
{BOOK}
SELECT part, rate, count(*), sum(net), sum(vat), sum(amount)
  FROM book GROUP BY part, rate ORDER BY part, rate
"""


class Gl(models.AbstractModel):
    """Sales with value added tax, as the tax return asks for them."""

    _inherit = "elektrohisob.gl"

    @api.model
    def _get_sales(self, names, offset=0, limit=0):
        """Query of rows: number in ``PARTS`` from 1, day, document or tariff group,
        buyer or district, STIR, rate (%), net, VAT, gross (so'm), id of the invoice."""
        self.env.flush_all()
        query = SQL(BOOK_ROWS, **names)
        if not limit:
            return query
        return SQL("%s LIMIT %s OFFSET %s", query, limit, offset)

    @api.model
    def _get_sales_totals(self, names):
        """Rows: part, rate (%), number of rows, net, VAT, gross (so'm)."""
        self.env.flush_all()
        return [
            (part, float(rate), count, *(round(float(one), 2) for one in sums))
            for part, rate, count, *sums in self.env.execute_query(
                SQL(BOOK_TOTALS, **names)
            )
        ]

    @api.model
    def _get_vat_booked(self, units, first, last):
        """Turnover of the account of VAT with that of consumers: credit less debit."""
        accounts = self.env["account.account"].search([("code", "=", VAT_ACCOUNT)])
        names = self._get_names(accounts, units, first, last)
        return round(
            sum(
                credit - debit
                for _day, code, _name, debit, credit in self._get_analysis(
                    names, "none"
                )
                if code == RECEIVABLE
            ),
            2,
        )
