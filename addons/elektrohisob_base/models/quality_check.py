from dataclasses import dataclass

from odoo import api, models
from odoo.tools import SQL

from ..tools.dates import business_today


@dataclass(frozen=True)
class QualityCheck:
    """One question to the data, answered for all districts by one query.

    ``query`` selects ``company_id`` and ``id`` of the records of ``model`` that are
    wrong on ``%(today)s``, among companies ``%(companies)s``; ``mend`` is what the
    wizard offers:
    ``address`` (set locality and street), ``empty`` (empty ``column``), "" (open).
    """

    code: str
    title: str
    severity: str
    remedy: str
    query: str
    model: str = "elektrohisob.account"
    mend: str = ""
    column: str = ""


DUPLICATES = """
    SELECT company_id, id
      FROM (SELECT company_id, id, count(*) OVER (PARTITION BY {column}) AS times
              FROM elektrohisob_account
             WHERE state = 'active' AND COALESCE({column}, '') != '') AS twins
     WHERE times > {limit} AND company_id = ANY(%(companies)s)
"""
ACTIVE = """
    SELECT company_id, id FROM elektrohisob_account
     WHERE state = 'active' AND company_id = ANY(%(companies)s) AND
"""


class QualityCheckRegistry(models.AbstractModel):
    """The questions asked about the quality of data.

    Addons to the right extend ``_get_checks`` and add theirs.
    """

    _name = "elektrohisob.quality.check"
    _description = "Check of data quality"

    @api.model
    def _get_checks(self):
        """All :class:`QualityCheck`, in the order of the page."""
        return [
            *self._get_address_checks(),
            *self._get_street_checks(),
            *self._get_identity_checks(),
            *self._get_consumer_checks(),
            *self._get_date_checks(),
        ]

    @api.model
    def _get_check(self, code):
        return next((c for c in self._get_checks() if c.code == code), None)

    @api.model
    def _count(self, check, companies):
        """Wrong records by company id."""
        self.env.flush_all()
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT company_id, count(*) FROM (%s) AS wrong GROUP BY 1",
                    self._to_sql(check, companies),
                )
            )
        )

    @api.model
    def _find(self, check, companies, limit=None):
        """Ids of the wrong records of ``companies``."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM (%s) AS wrong ORDER BY id LIMIT %s",
                self._to_sql(check, companies),
                limit,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _to_sql(self, check, companies):
        today = business_today(self)
        # a constant of the program
        return SQL(check.query, companies=companies.ids, today=today)

    # === CHECKS === #

    @api.model
    def _get_address_checks(self):
        _ = self.env._
        return [
            QualityCheck(
                "no_locality",
                _("Accounts without locality or mahalla"),
                "major",
                _("Choose the locality for all of them, or for those you tick."),
                ACTIVE + "locality_id IS NULL",
                mend="address",
            ),
            QualityCheck(
                "no_street",
                _("Accounts without street or house"),
                "minor",
                _("Choose the street; houses are typed in the account."),
                ACTIVE + "(street_id IS NULL OR COALESCE(house, '') = '')",
                mend="address",
            ),
        ]

    @api.model
    def _get_street_checks(self):
        _ = self.env._
        return [
            QualityCheck(
                "street_elsewhere",
                _("Accounts whose street lies in another locality"),
                "major",
                _("Choose the right locality or street."),
                """
                SELECT a.company_id, a.id FROM elektrohisob_account a
                  JOIN elektrohisob_street s ON s.id = a.street_id
                 WHERE a.state = 'active' AND a.company_id = ANY(%(companies)s)
                   AND s.locality_id IS DISTINCT FROM a.locality_id
                """,
                mend="address",
            ),
            QualityCheck(
                "street_twins",
                _("Streets written twice in one locality"),
                "minor",
                _("Tick the spellings of one street in the list and press Merge."),
                """
                SELECT DISTINCT c.id AS company_id, s.id FROM elektrohisob_street s
                  JOIN elektrohisob_street t ON t.locality_id = s.locality_id
                   AND t.id != s.id AND t.active
                   AND regexp_replace(t.match_key, '[^0-9]', '', 'g')
                     = regexp_replace(s.match_key, '[^0-9]', '', 'g')
                   AND (t.match_key = s.match_key
                        OR similarity(t.match_key, s.match_key) >= 0.7)
                  JOIN elektrohisob_locality l ON l.id = s.locality_id
                  JOIN res_company c ON c.district_id = l.district_id
                   AND c.network_level = 'district'
                 WHERE s.active AND c.id = ANY(%(companies)s)
                """,
                model="elektrohisob.street",
            ),
        ]

    @api.model
    def _get_identity_checks(self):
        _ = self.env._
        return [
            QualityCheck(
                "pinfl_twice",
                _("One PINFL on several accounts"),
                "minor",
                _("One person may have several accounts; compare the names."),
                DUPLICATES.format(column="pinfl", limit=1),
                mend="empty",
                column="pinfl",
            ),
            QualityCheck(
                "pinfl_wrong",
                _("PINFL that cannot be right"),
                "major",
                _("Ask the consumer for the document; a wrong PINFL is emptied."),
                ACTIVE + "category = 'household' AND pinfl IS NOT NULL AND pinfl != '' "
                "AND NOT elektrohisob_pinfl_ok(pinfl)",
                mend="empty",
                column="pinfl",
            ),
            QualityCheck(
                "stir_twice",
                _("One STIR on several accounts"),
                "minor",
                _("An organisation may have several objects; compare the names."),
                DUPLICATES.format(column="stir", limit=1),
                mend="empty",
                column="stir",
            ),
        ]

    @api.model
    def _get_consumer_checks(self):
        _ = self.env._
        return [
            QualityCheck(
                "legal_no_stir",
                _("Organisations without STIR"),
                "critical",
                _("Invoices cannot be sent without it: type the STIR in the account."),
                ACTIVE + "category != 'household' AND COALESCE(stir, '') = ''",
            ),
            QualityCheck(
                "phone_twice",
                _("One phone on more than three accounts"),
                "minor",
                _("Often the phone of a clerk typed instead of the consumer's."),
                DUPLICATES.format(column="phone", limit=3),
                mend="empty",
                column="phone",
            ),
            QualityCheck(
                "no_name",
                _("Accounts without a consumer's name"),
                "major",
                _("Type surname and name in the account."),
                ACTIVE + "COALESCE(name, '') = ''",
            ),
        ]

    @api.model
    def _get_date_checks(self):
        _ = self.env._
        return [
            QualityCheck(
                "date_impossible",
                _("Accounts opened in the future or before 1950"),
                "major",
                _("Correct the day on which the account was opened."),
                ACTIVE + "(date_open > %(today)s::date OR date_open < '1950-01-01')",
            ),
            QualityCheck(
                "no_contract",
                _("Accounts without a contract in force"),
                "major",
                _("Add a contract on the Contract page of the account."),
                ACTIVE
                + """NOT EXISTS (
                SELECT 1 FROM elektrohisob_agreement g
                 WHERE g.account_id = elektrohisob_account.id
                   AND g.state IN ('active', 'suspended'))
                """,
            ),
        ]
