from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.elektrohisob_base.tools.dates import parse_day


class LedgerEntrySeal(models.Model):
    """Verification of the sealed ledger."""

    _inherit = "elektrohisob.ledger.entry"

    @api.model
    @api.readonly
    def verify(self, *, date_from=None, date_to=None):
        """Compare the ledger of the caller's districts with its seals.

        Days are those on which entries were written (Tashkent), not dates of business.

        :param date_from: first day verified (``YYYY-MM-DD``); by default the first
        :param date_to: last day verified; by default the last sealed one
        :return: dict with ``days`` and ``entries`` sealed, ``last_day`` and ``broken``:
            for each broken day ``district``, ``day``, ``entry`` (id of the first broken
            row, 0 when a seal is broken), ``what`` (``changed``, ``deleted``,
            ``added``, ``seal``, ``link``) and ``text``; at most 20
        :raise UserError: the last day is before the first one
        """
        seals = self.env["elektrohisob.ledger.seal"]
        seals.check_access("read")
        first, last = parse_day(self, date_from), parse_day(self, date_to)
        if first and last and last < first:
            raise UserError(
                self.env._(
                    "The last day %(last)s is before the first day %(first)s.",
                    first=first,
                    last=last,
                )
            )
        self.flush_model()
        units = self.env.companies.ids
        days, entries, last_day = self._count_sealed(units, first, last)
        rows = self.env.execute_query(
            SQL(
                "SELECT * FROM elektrohisob_ledger_broken(%s::int[], %s, %s)",
                units,
                first,
                last,
            )
        )
        return {
            "days": days,
            "entries": entries,
            "last_day": str(last_day or ""),
            "broken": [self._describe_broken(*row) for row in rows],
        }

    @api.model
    def _count_sealed(self, units, first, last):
        return self.env.execute_query(
            SQL(
                """
                SELECT count(*), COALESCE(sum(entry_count), 0)::bigint, max(day)
                  FROM elektrohisob_ledger_seal
                 WHERE company_id = ANY(%s)
                   AND (%s::date IS NULL OR day >= %s::date)
                   AND (%s::date IS NULL OR day <= %s::date)
                """,
                units,
                *(first, first),
                *(last, last),
            )
        )[0]

    @api.model
    def _describe_broken(self, company_id, day, entry_id, what):
        company = self.env["res.company"].browse(company_id)
        entry = self.browse(entry_id or ()).exists()
        words = {
            "district": company.name,
            "day": str(day),
            "entry": entry_id or 0,
            "account": entry.account_id.display_name or "",
        }
        _ = self.env._
        texts = {
            "changed": _(
                "Entry %(entry)s (%(account)s), written by %(district)s on %(day)s, "
                "was changed after it was sealed.",
                **words,
            ),
            "deleted": _(
                "Entry %(entry)s, written by %(district)s on %(day)s, was deleted "
                "after it was sealed.",
                **words,
            ),
            "added": _(
                "Entry %(entry)s (%(account)s) was added to the sealed day %(day)s of "
                "%(district)s.",
                **words,
            ),
            "seal": _("The seal of %(district)s of %(day)s was changed.", **words),
            "link": _(
                "The seal of %(district)s before that of %(day)s was changed or "
                "deleted.",
                **words,
            ),
        }
        del words["account"]
        return {**words, "what": what, "text": texts[what]}
