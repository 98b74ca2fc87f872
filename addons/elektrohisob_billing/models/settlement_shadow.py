import logging
from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.elektrohisob_base.tools.bulk import array_text
from odoo.addons.elektrohisob_metering.engine.consumption import ACTIVE, Piece
from odoo.addons.elektrohisob_metering.engine.settled import Settled

from ..engine.advance import Purse, is_dearer
from ..engine.shadow import Effect
from ..engine.situation import Situation
from ..engine.tariff import TariffMissing, month_eras
from .settlement import price

_logger = logging.getLogger(__name__)


class Settlement(models.AbstractModel):
    """Settlement: what is booked priced a second time by drafts of tariffs.

    Nothing is locked and nothing is written. What was paid ahead of rises is left out
    of both prices, because it lasts a month or two after a rise; what is paid ahead
    today would keep old prices if the draft began with the months: told beside them.
    """

    _inherit = "elektrohisob.settlement"

    @api.model
    def _try_drafts(self, tariff_of, first, until, drafts):
        """What accounts pay for what they used on [first, until), and would pay.

        :param tariff_of: account id → id of the tariff that is tried on it
        :param drafts: tariff id → engine versions that stand in for its own
        :return: list of effects, and account id → (code, reason) of those that
            cannot be computed
        """
        parked = self._find_not_billed(list(tariff_of), first, until)
        ids = [account_id for account_id in tariff_of if account_id not in parked]
        if not ids:
            return [], parked
        settled = Settled(since=dict.fromkeys(ids, first), is_preview=True)
        settled.pieces = self._load_used(ids, first, until)
        last = until - timedelta(days=1)
        versions = self.env["elektrohisob.tariff"]._get_engine_versions()
        now = self._load_terms(settled.since, ids, last)
        then = self._load_terms(settled.since, ids, last, {**versions, **drafts})
        both = {id_: (*terms, *then[id_]) for id_, terms in now.items()}
        situations = self._load_conditions(settled, both, until)
        purses = self._load_today_purses(tariff_of, now, drafts, first, until)
        effects = []
        for id_, pieces in settled.pieces.items():
            facts = situations.get(id_)
            try:
                before, after = (
                    _revenue(pieces, terms.get(id_, ()), facts) for terms in (now, then)
                )
                kept = 0
                if id_ in purses:
                    ahead = replace(
                        facts or Situation(until, until), purses=[purses[id_]]
                    )
                    kept = after - _revenue(pieces, then[id_], ahead)
            except TariffMissing as error:
                parked[id_] = ("no_tariff", self._explain_no_tariff(error.day))
                continue
            except Exception as error:  # one account must not stop the others
                _logger.exception("Shadow run: account %s failed", id_)
                parked[id_] = ("error", repr(error))
                continue
            wh, months = _used(pieces)
            head = (id_, tariff_of[id_], wh, months)
            effects.append(Effect(*head, before, after, kept))
        return effects, parked

    @api.model
    def _load_today_purses(self, tariff_of, now, drafts, first, until):
        """Account → what is paid ahead today, as if it were paid on the eve of
        ``first`` and the draft then made energy dearer."""
        lasts = self._get_months_kept()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT s.account_id, (-s.balance * 100)::bigint,
                       a.category = 'household'
                  FROM elektrohisob_account_state s
                  JOIN elektrohisob_account a ON a.id = s.account_id
                 WHERE s.account_id = ANY(%s::int[]) AND s.balance < 0
                """,
                array_text(id_ for id_ in now if now[id_] and id_ in tariff_of),
            )
        )
        purses = {}
        for account_id, credit, is_household in rows:
            *_days, old = month_eras(*_last_month(until), now[account_id])[-1]
            new = drafts[tariff_of[account_id]][0]
            last = fields.Date.add(first, months=lasts[is_household])
            if old and last > first and is_dearer(new, old):
                paid = [(first - timedelta(days=1), last, credit)]
                purses[account_id] = Purse(old, new, credit, paid)
        return purses

    @api.model
    def _find_not_billed(self, ids, first, until):
        """Accounts whose use is not booked up to the end, with the reason."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT s.account_id, s.booked_to
                  FROM elektrohisob_account_state s
                  JOIN elektrohisob_account a ON a.id = s.account_id
                 WHERE s.account_id = ANY(%s::int[])
                   AND COALESCE(s.booked_to, %s) < LEAST(%s, a.date_close)
                """,
                array_text(ids),
                first,
                until,
            )
        )
        return {
            account_id: (
                "not_billed",
                self.env._(
                    "Its use is booked up to %(day)s only. Bill it first.",
                    day=format_date(self.env, booked_to - timedelta(days=1)),
                )
                if booked_to
                else self.env._("Nothing is booked of it. Bill it first."),
            )
            for account_id, booked_to in rows
        }

    @api.model
    def _load_used(self, ids, first, until):
        """What is booked as used on [first, until), by account; all its points
        together."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.account_id, c.month, c.date_start, c.date_end, c.reading_type,
                       (sum(c.kwh) * 1000)::bigint
                  FROM unnest(%s::int[]) AS w(id)
                  JOIN elektrohisob_consumption c
                    ON c.account_id = w.id AND c.month >= %s AND c.month < %s
                 GROUP BY 1, 2, 3, 4, 5
                HAVING sum(c.kwh) <> 0
                 ORDER BY 1, 2, 3
                """,
                array_text(ids),
                first,
                until,
            )
        )
        pieces: dict[int, list] = {account_id: [] for account_id in ids}
        for account_id, month, start, end, register, wh in rows:
            piece = Piece(0, None, month, start, end, wh, None, None, register=register)
            pieces[account_id].append(piece)
        return pieces


def _last_month(until):
    """The month that ends on ``until``."""
    return fields.Date.subtract(until, months=1), until


def _revenue(pieces, terms, situation) -> int:
    """Tiyin of all lines of an account."""
    return sum(line.amount for line in price(pieces, terms, situation).values())


def _used(pieces) -> tuple[int, int]:
    """Active Wh, and in how many months."""
    used = [piece for piece in pieces if piece.register == ACTIVE]
    return sum(piece.wh for piece in used), len({piece.month for piece in used}) or 1
