from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.elektrohisob_base.engine.diff import difference
from odoo.addons.elektrohisob_base.tools import bulk
from odoo.addons.elektrohisob_base.tools.bulk import kwh_text, money_text
from odoo.addons.elektrohisob_metering.engine.consumption import ACTIVE, by_month

from ..engine import pricing
from ..engine.correction import compare_months
from ..engine.line import ACT
from ..engine.tariff import TariffMissing, Term
from ..tools.charge_copy import entry_kind, line_facts, line_text, part_text
from ..tools.charge_evidence import Evidences

CHARGE_COLUMNS = (
    "id",
    "account_id",
    "company_id",
    "period_id",
    "run_id",
    "correction_id",
    "kind",
    "month",
    "date_start",
    "date_end",
    "version_id",
    "block",
    "price",
    "kwh",
    "amount",
    "vat",
    "component_id",
    "benefit_id",
    "act_id",
    "quantity",
    "explanation",
)
ENTRY_COLUMNS = (
    *("account_id", "company_id", "period_id", "date"),
    *("kind", "amount", "charge_id"),
)


class Settlement(models.AbstractModel):
    """From consumption to charges, ledger entries and balances."""

    _inherit = "elektrohisob.settlement"

    @api.model
    def _book(self, settled, period) -> None:
        """Override of `elektrohisob_metering` to price the target consumption and
        book the difference to what is charged.

        Accounts whose energy cannot be priced are parked before anything of them
        is written.
        """
        terms = self._load_terms(settled.since, settled.pieces, period.date_end)
        situations = self._load_situations(settled, terms, period)
        settled.acts = {id_: facts.acts for id_, facts in situations.items()}
        targets: dict[int, dict] = {}
        for account_id, pieces in list(settled.pieces.items()):
            try:
                targets[account_id] = price(
                    pieces, terms.get(account_id, ()), situations.get(account_id)
                )
            except TariffMissing as error:
                del settled.pieces[account_id]
                settled.parked[account_id] = (
                    "no_tariff",
                    self._explain_no_tariff(error.day),
                )
        changes, corrections = self._find_changes(settled, targets, period)
        self._hold_exceptions(settled, targets, changes, period)
        corrections = {k: v for k, v in corrections.items() if k not in settled.parked}
        if corrections:
            self._hold_corrections(settled, corrections, period)
        if settled.parked:
            changes = [row for row in changes if row[0] not in settled.parked]
        _count_changes(settled, changes)
        if settled.is_preview:
            return
        self._drop_corrections(settled)
        super()._book(settled, period)
        self._book_charges(settled, changes, corrections, period)

    @api.model
    def _explain_no_tariff(self, day) -> str:
        return self.env._(
            "No tariff is in force on %(day)s. Enter the terms of the contract from "
            "that day, or complete the versions of its tariff.",
            day=format_date(self.env, day),
        )

    # === LOADING === #

    @api.model
    def _load_terms(
        self, since, accounts, last_day, versions=None
    ) -> dict[int, tuple[Term, ...]]:
        """Tariffs of the accounts as dated engine terms, in the window only.

        ``since``: account → first day of its window; ``versions``: tariff → engine
        versions of a trial that books nothing, those in force by default.
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT t.account_id, t.tariff_id, t.date_start, t.date_end
                  FROM unnest(%s::int[], %s::date[]) AS w(id, since)
                  JOIN elektrohisob_agreement_term t
                    ON t.account_id = w.id AND t.account_id BETWEEN %s AND %s
                   AND (t.date_end IS NULL OR t.date_end >= w.since)
                  JOIN elektrohisob_agreement a ON a.id = t.agreement_id
                 WHERE a.state NOT IN ('draft', 'signed') AND t.tariff_id IS NOT NULL
                   AND t.date_start <= %s
                 ORDER BY t.account_id, t.date_start
                """,
                bulk.array_text(accounts),
                bulk.array_text(since[account_id] for account_id in accounts),
                min(accounts, default=0),  # the slice of an index
                max(accounts, default=0),
                last_day,
            )
        )
        rows = self.env.cr.fetchall()
        tariffs = self.env["elektrohisob.tariff"].browse({row[1] for row in rows})
        if versions is None:
            versions = tariffs._get_engine_versions()
        oldest = self._get_oldest_prices(min(since.values(), default=date.min))
        narrow = {
            tariff_id: tuple(v for v in found if v.end is None or v.end > oldest)
            for tariff_id, found in versions.items()
        }
        known: dict[tuple, Term] = {}
        result: dict[int, tuple[Term, ...]] = {}
        for account_id, *dates in rows:
            key = tuple(dates)
            term = known.get(key)
            if term is None:
                end = key[2] and fields.Date.add(key[2], days=1)
                term = known[key] = Term(key[1], end, narrow[key[0]])
            result[account_id] = (*result.get(account_id, ()), term)
        return result

    @api.model
    def _load_booked_charges(self, settled) -> dict[int, dict]:
        """Charged figures by line key of each account, after the day its era ends
        and its price."""
        if not settled.booked:
            return {}
        self.env.cr.execute(
            SQL(
                """
                SELECT c.account_id, c.month, c.date_start, c.version_id, c.block,
                       COALESCE(c.component_id, -c.benefit_id, c.act_id + %s, 0),
                       max(c.date_end), max(c.price),
                       (sum(c.kwh) * 1000)::bigint, (sum(c.amount) * 100)::bigint,
                       (sum(c.vat) * 100)::bigint,
                       (COALESCE(sum(c.quantity), 0) * 1000)::bigint
                  FROM unnest(%s::int[], %s::date[]) AS w(id, since)
                  JOIN elektrohisob_charge c
                    ON c.account_id = w.id AND c.month >= w.since
                 GROUP BY 1, 2, 3, 4, 5, 6
                """,
                ACT,
                bulk.array_text(settled.booked),
                bulk.array_text(settled.booked.values()),
            )
        )
        booked: dict[int, dict] = {}
        for account_id, *row in self.env.cr.fetchall():
            booked.setdefault(account_id, {})[tuple(row[:5])] = tuple(row[5:])
        return booked

    # === BOOKING === #

    @api.model
    def _find_changes(self, settled, targets, period):
        """What must be added to the charges, and the months of earlier periods it
        corrects.

        :return: list of (account id, line key, end, price, figures), and
            account id → corrected months
        """
        booked = self._load_booked_charges(settled)
        first_day = period.date_start
        changes, corrections = [], {}
        for account_id, target in targets.items():
            before = booked.get(account_id, {})
            figures = {key: line.figures for key, line in target.items()}
            done = {key: tuple(row[2:]) for key, row in before.items()}
            late = set()
            for key, change in difference(figures, done).items():
                end, price = line_facts(target.get(key), before.get(key))
                changes.append((account_id, key, end, price, change))
                if key[0] < first_day:
                    late.add(key[0])
            if late:
                corrections[account_id] = compare_months(figures, done, late)
        return changes, corrections

    @api.model
    def _book_charges(self, settled, changes, corrections, period) -> None:
        """Write charges, their ledger entries and the balances."""
        if not changes:
            return
        documents = self._record_corrections(settled, corrections, period)
        ids = bulk.reserve_ids(self.env.cr, "elektrohisob_charge", len(changes))
        entries: list[str] = []
        charges = self._get_copy_lines(
            settled, period, documents, ids, changes, entries
        )
        cr = self.env.cr
        bulk.copy_lines(cr, "elektrohisob_charge", CHARGE_COLUMNS, charges)
        bulk.copy_lines(cr, "elektrohisob_ledger_entry", ENTRY_COLUMNS, entries)
        self.env["elektrohisob.charge"].invalidate_model()
        self.env["elektrohisob.ledger.entry"].invalidate_model()

    @api.model
    def _get_state_changes(self):
        """Override of `elektrohisob_metering` to move the balances."""
        return SQL(", balance = COALESCE(state.balance, 0) + new.tiyin / 100.0")

    @api.model
    def _get_copy_lines(self, settled, period, documents, ids, changes, entries):
        """Yield the COPY lines of the charges; append those of the ledger entries
        that carry them to ``entries``.

        :param documents: account id → id of its correction
        """
        day = self.env["elektrohisob.ledger.entry"]._get_booking_date(period)
        run_id = self.env.context.get("elektrohisob_run_id") or bulk.NULL
        where = f"{period.company_id.id}\t{period.id}"
        first_day = period.date_start
        evidences = Evidences(settled)
        lines: dict[tuple, str] = {}  # most accounts have lines of few kinds
        for charge_id, (account_id, key, end, price, change) in zip(
            ids, changes, strict=True
        ):
            month, component = key[0], key[4]
            wh, amount, vat, quantity = change
            line = lines.get((key, end, price))
            if line is None:
                line = lines[key, end, price] = line_text(key, end, price)
            part = part_text(component, quantity)
            late = month < first_day
            document = documents[account_id] if late else bulk.NULL
            total = money_text(amount)
            if amount:
                entries.append(
                    f"{account_id}\t{where}\t{day}\t"
                    f"{entry_kind(late, component)}\t{total}\t{charge_id}"
                )
            yield (
                f"{charge_id}\t{account_id}\t{where}\t{run_id}\t{document}\t"
                f"{'correction' if late else 'regular'}\t{line}\t{kwh_text(wh)}\t"
                f"{total}\t{money_text(vat)}\t{part}\t"
                f"{evidences.get(account_id, month)}"
            )


def _count_changes(settled, changes):
    """Add up what is booked, or would be, of each account."""
    for account_id, _key, _end, _price, (wh, amount, *_rest) in changes:
        known = settled.charged.get(account_id, (0, 0))
        settled.charged[account_id] = (known[0] + wh, known[1] + amount)


def price(pieces, terms, situation=None) -> dict:
    """Target charge lines of one account by key.

    :param Situation situation: what its tariffs ask for besides active energy
    :raise TariffMissing: energy was used on a day without a tariff.
    """
    lines = {}
    found = by_month(piece for piece in pieces if piece.register == ACTIVE)
    if situation is None:
        for month, used in found.items():
            for line in pricing.price_month(month, used, terms):
                lines[line.key] = line
        return lines
    for line in situation.price(found, terms):
        lines[line.key] = line
    return lines
