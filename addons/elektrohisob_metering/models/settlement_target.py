import logging

from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.elektrohisob_base.tools.bulk import kwh_text

from ..engine import consumption as engine
from ..engine import estimate, point, silent
from ..engine.profile import profiled
from ..engine.settled import needs_estimate

_logger = logging.getLogger(__name__)


class Settlement(models.AbstractModel):
    """Settlement, second part: the pieces every account should have."""

    _inherit = "elektrohisob.settlement"

    @api.model
    def _find_target(self, settled, period, until) -> None:
        """Compute the pieces of every account; those that cannot be are parked."""
        history = self._load_history(settled, period)
        limits = self._get_estimate_limits(period)
        first = period.date_start
        for account_id in settled.since:
            facts = settled.facts.get(account_id)
            try:
                if not facts or not facts.is_supplied:
                    settled.parked[account_id] = (
                        "no_meter",
                        self.env._("No meter was installed in the period."),
                    )
                    continue
                settled.pieces[account_id] = self._get_pieces(
                    facts, history, limits, first, until
                )
            except engine.ReadingDecreased as error:
                settled.parked[account_id] = (
                    "reading_decreased",
                    self._explain_decrease(error),
                )
            except engine.ReadingMissing as error:
                settled.parked[account_id] = ("no_reading", str(error))
            except Exception as error:  # one account must not stop the others
                _logger.exception("Settlement of account %s failed", account_id)
                settled.parked[account_id] = ("error", repr(error))

    @api.model
    def _explain_decrease(self, error) -> str:
        return self.env._(
            "The register fell from %(before)s kWh on %(before_day)s to %(after)s kWh "
            "on %(after_day)s. Correct the wrong reading, or confirm that the "
            "register passed zero.",
            before=kwh_text(error.before.value),
            before_day=format_date(self.env, error.before.day),
            after=kwh_text(error.after.value),
            after_day=format_date(self.env, error.after.day),
        )

    @api.model
    def _get_estimate_limits(self, period) -> dict:
        """Values of the parameters of estimates, by code."""
        get = self.env["elektrohisob.parameter"]._get_value
        company, day = period.company_id, period.date_start
        return {
            code: get(code, company, day)
            for code in (
                "estimate_max_months",
                "estimate_base_days",
                "estimate_legal_months",
                "estimate_last_year",
                "estimate_power_hours",
            )
        }

    @api.model
    def _get_pieces(self, facts, history, limits, first, until) -> list[engine.Piece]:
        """Target pieces of one account.

        :param first: first day of the period; ``until``: the day after its last
        :raise ReadingMissing: a meter was not read for too long, or never.
        """
        pieces: list[engine.Piece] = []
        for meter in facts.installations:
            pieces += self._get_meter_pieces(
                meter, facts, history, limits, first, until
            )
        for (installation_id, code), (capacity, readings) in facts.registers.items():
            installation = facts.get_register(installation_id, capacity)
            pieces += engine.measured(installation, readings, facts.since, until, code)
        for (point_id, code), profile in facts.profiles.items():
            if code == engine.ACTIVE:
                continue
            for installation, _serial, _readings in facts.installations:
                if installation.point_id == point_id and installation.is_main:
                    _capacity, readings = facts.registers.get(
                        (installation.id, code), (0, [])
                    )
                    pieces += profiled(
                        installation, readings, profile, facts.since, until, code
                    )
        if facts.terms or facts.subs:
            self._add_point_pieces(pieces, facts, history, limits, first, until)
        return pieces

    @api.model
    def _get_meter_pieces(self, meter, facts, history, limits, first, until):
        """Active energy through one meter: measured, and estimated where it is not."""
        installation, _serial, readings = meter
        if not installation.is_active:
            return []
        profile = facts.get_profile(installation)
        pieces = engine.measured(
            installation,
            readings,
            facts.since,
            until,
            profile=profile and profile.days,
        )
        if profile and profile.days:
            last = readings[-1].day if readings else installation.start
            pieces += silent.cut(
                profiled(installation, readings, profile, facts.since, until),
                facts.get_silence(installation, last),
            )
        elif needs_estimate(installation, readings, first):
            pieces += [
                piece
                for piece in self._get_estimate(meter, facts, history, limits, until)
                if piece.start >= facts.since
            ]
        return pieces

    @api.model
    def _add_point_pieces(self, pieces, facts, history, limits, first, until):
        """Norms, losses, and what sub-consumers used."""
        pieces += point.losses(pieces, facts.terms, facts.since, until)
        pieces += point.norms(facts.terms, max(facts.since, _first(facts)), until)
        for term, meter in facts.subs:
            used = self._get_meter_pieces(meter, facts, history, limits, first, until)
            pieces += point.subtract(term.parent_id, term.start, term.end, used)

    @api.model
    def _get_estimate(self, meter, facts, history, limits, until):
        """Pieces of a meter nobody read in the period, by the rules of the unit:
        last year's energy or the usual, month by month, then power × hours.

        :raise ReadingMissing: no rule gives a figure
        """
        installation, serial, _readings = meter
        chain = history.get(installation.id, [])
        own = chain[-1][1] if chain and chain[-1][0].id == installation.id else []
        last = own[-1] if own else None
        end = min(until, installation.end or until)
        since = last.day if last else installation.start
        off = facts.get_silence(installation, since)
        wanted = silent.outside(since, end, off)
        if not wanted:
            return []
        rules, months = self._get_estimate_rules(installation, facts, limits, since)
        if last is None or (rules.limit < wanted[-1][1] and not rules.power):
            raise engine.ReadingMissing(
                self.env._(
                    "Meter %(meter)s has no reading since %(day)s; an estimate is "
                    "allowed for %(months)s months. Enter a reading.",
                    meter=serial,
                    day=since,
                    months=months,
                )
            )
        pieces = silent.cut(
            estimate.guessed(installation, last, chain, rules, until), off
        )
        if _days((p.start, p.end) for p in pieces) < _days(wanted):
            raise engine.ReadingMissing(
                self.env._(
                    "Meter %(meter)s has only its first reading, so nothing can be "
                    "estimated. Enter a reading.",
                    meter=serial,
                )
            )
        return pieces

    @api.model
    def _get_estimate_rules(self, installation, facts, limits, since):
        """(rules, months of its limit) of the estimate of a meter read ``since``."""
        watts, is_legal = facts.powers.get(installation.point_id, (0, False))
        power = int(watts * limits["estimate_power_hours"])
        is_legal = is_legal and power
        months = limits["estimate_legal_months" if is_legal else "estimate_max_months"]
        rules = estimate.Rules(
            limits["estimate_base_days"],
            fields.Date.add(since, months=months),
            power,
            limits["estimate_last_year"],
        )
        return rules, months


def _days(spans):
    """Number of days of spans that do not overlap."""
    return sum((end - start).days for start, end in spans)


def _first(facts):
    """First day of the terms: a window from the beginning of time has no days."""
    return min((term.start for term in facts.terms), default=facts.since)
