from odoo import fields, models
from odoo.tools import SQL


class BenefitDouble(models.Model):
    """Suspected double use of benefits: two valid ones on the same days.

    The database refuses two benefits of one PINFL; here are pairs it cannot tell: the
    same name or the same ground while a PINFL is missing, and two programmes at one
    account.
    """

    _name = "elektrohisob.benefit.double"
    _description = "Suspected double use of a benefit"
    _auto = False
    _order = "id desc"
    _depends = {
        "elektrohisob.benefit": [
            *("account_id", "company_id", "programme_id", "person", "pinfl"),
            *("basis", "state", "date_start", "date_end"),
        ],
    }

    company_id = fields.Many2one(
        "res.company", string="District network", readonly=True
    )
    cause = fields.Selection(
        [
            ("name", "Same name, no PINFL"),
            ("basis", "Same ground, no PINFL"),
            ("account", "Two programmes at one account"),
        ],
        readonly=True,
    )
    benefit_id = fields.Many2one("elektrohisob.benefit", readonly=True)
    person = fields.Char(related="benefit_id.person")
    date_start = fields.Date(string="Both from", readonly=True)
    other_id = fields.Many2one(
        "elektrohisob.benefit", string="Other benefit", readonly=True
    )
    other_person = fields.Char(related="other_id.person", string="Other person")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT b.id, b.company_id, b.id AS benefit_id, o.id AS other_id,
                   GREATEST(b.date_start, o.date_start) AS date_start,
                   CASE WHEN o.account_id = b.account_id THEN 'account'
                        WHEN lower(o.person) = lower(b.person) THEN 'name'
                        ELSE 'basis' END AS cause
              FROM elektrohisob_benefit b
              JOIN LATERAL (
                   SELECT o.id, o.account_id, o.person, o.date_start
                     FROM elektrohisob_benefit o
                    WHERE o.company_id = b.company_id AND o.id < b.id
                      AND o.state = 'valid'
                      AND daterange(o.date_start, o.date_end, '[]')
                          && daterange(b.date_start, b.date_end, '[]')
                      AND (o.account_id = b.account_id
                           OR ((o.pinfl IS NULL OR b.pinfl IS NULL)
                               AND (lower(o.person) = lower(b.person)
                                    OR lower(o.basis) = lower(b.basis))))
                    ORDER BY o.id LIMIT 1) o ON true
             WHERE b.state = 'valid'
            """
        )
