import bisect

from odoo import api, models

from odoo.addons.elektrohisob_base.tools.dates import business_today

from ..engine import checks
from .reading_loading import Batch

ACCEPTED, PARKED, REFUSED = "accepted", "parked", "refused"
STATES = {
    checks.ACCEPT: ACCEPTED,
    checks.REPEAT: ACCEPTED,
    checks.QUEUE: PARKED,
    checks.REFUSE: REFUSED,
}


class Reading(models.Model):
    """Acceptance: the one path by which readings enter, whatever their source."""

    _inherit = "elektrohisob.reading"

    @api.model
    def _accept(
        self,
        rows,
        *,
        source,
        message=None,
        companies=None,
        decision=None,
        dry_run=False,
    ):
        """Check rows with a few set queries and take the good ones.

        Rights to take readings are the caller's business; accounts given by number
        are looked for among those the user may read.

        :param rows: list of dicts with ``account`` (number), ``account_id`` or
            ``installation_id``, ``date`` (date or ISO text), ``value`` (kWh as the
            register shows), and if need be ``serial`` of the meter,
            ``reading_type``, ``rollover``, ``reading_id`` (queued reading being
            decided), ``replaces`` (id of the valid reading being corrected),
            ``without`` (ids of readings to look away from) and ``phone`` (number the
            consumer sent it from)
        :param str source: see the field ``source``
        :param message: exchange message the rows came with
        :param companies: where to look for account numbers; all by default
        :param str decision: why the user stands for these readings; doubts do not
            stop them then, contradictions do
        :param bool dry_run: only say what would happen
        :return: list of dicts in the order of ``rows``: ``state`` (accepted, parked
            or refused), ``code``, ``reason``, ``detail`` (what tells it
            in another language), ``figures`` (those of the reason, as
            they are kept), ``kwh`` since the reading before (multiplier applied, or
            None), ``reading_id``, ``account_id``, ``installation_id``, ``repeat``
        """
        self.env.flush_all()
        batch = Batch([self._prepare_item(row) for row in rows])
        self._load_accounts(batch, companies)
        if not dry_run:
            self._lock_states(batch)
        self._load_registers(batch)
        for item in batch.items:
            item.verdict = self._match(item, batch)
        self._load_known(batch)
        self._check_items(batch, decision is not None, source)
        self._write_notes(batch)
        if not dry_run:
            self._store(batch, source, message, decision)
        return [self._get_outcome(item) for item in batch.items]

    # === CHECKING === #

    @api.model
    def _match(self, item, batch):
        """Find the register of the item; a verdict if there is none."""
        if item.account_id not in batch.accounts:
            return checks.Verdict(checks.REFUSE, "R01")
        if item.day is None or item.wh is None:
            return checks.Verdict(checks.REFUSE, "R04", {"bad_date": item.day is None})
        closed = batch.accounts[item.account_id][2]
        if closed and (item.day - closed).days > 1:  # closing: 00:00 of the next day
            return checks.Verdict(checks.REFUSE, "R11", {"closed": closed})
        if item.installation_id in batch.gone:
            figures = {"never": batch.gone[item.installation_id]}
            return checks.Verdict(checks.REFUSE, "R02", figures)
        if item.installation_id:
            return self._match_register(item, batch)
        serial = (item.row.get("serial") or "").strip().lower()
        meters = [
            (id_, batch.registers[id_])
            for id_ in batch.by_account.get(item.account_id, ())
            if not serial or batch.registers[id_][1].strip().lower() == serial
        ]
        hung = [m for m in meters if m[1][0].hung(item.day)] or [
            m for m in meters if m[1][0].end == item.day
        ]
        if len(hung) == 1:
            item.installation_id = hung[0][0]
            return self._match_register(item, batch)
        if hung:
            serials = ", ".join(meter[1][1] for meter in hung)
            return checks.Verdict(checks.REFUSE, "R12", {"meters": serials})
        return checks.Verdict(checks.REFUSE, "R02", {"start": None})

    @api.model
    def _match_register(self, item, batch):
        """A verdict if the meter has no such register."""
        known = batch.registers[item.installation_id][3]
        if item.type in known:
            return None
        figures = {"given": item.type, "known": ", ".join(known)}
        return checks.Verdict(checks.REFUSE, "R16", figures)

    @api.model
    def _check_items(self, batch, confirmed, source):
        """Verdicts in the order of dates, each item against those taken before."""
        today = business_today(self)
        company_ids = {account[1] for account in batch.accounts.values()}
        units = self.env["res.company"].browse(company_ids)
        get_rules = self.env["elektrohisob.reading.check"]._get_rules
        rules_of = {unit.id: get_rules(unit, today) for unit in units}
        if source == "act":  # found late or taken over, acts may be years old
            for rules in rules_of.values():
                rules.pop("R19", None)
        open_items = [item for item in batch.items if item.verdict is None]
        strangers = self._find_strangers(open_items)
        for item in sorted(open_items, key=lambda item: (item.key, item.day)):
            known = batch.known.setdefault(item.key, [])
            waiting = batch.queued.get((*item.key, item.day, item.wh))
            if waiting is not None and not confirmed:
                item.verdict = checks.Verdict(checks.QUEUE, "R08", {"queued": True})
                item.reading_id = waiting
                continue
            rollover = bool(item.row.get("rollover"))
            sender = strangers.get(item.account_id, {}).get(item.row.get("phone"), "")
            candidate = checks.Candidate(item.day, item.wh, rollover, confirmed, sender)
            register = self._get_register(item, batch)
            rules = rules_of[batch.accounts[item.account_id][1]]
            item.verdict = checks.check(candidate, register, known, rules, today)
            self._note_verdict(item, batch, known, rules)

    @api.model
    def _note_verdict(self, item, batch, known, rules):
        """Let the items after this one see what became of it."""
        before, same, _after = checks.neighbours(known, item.day)
        item.before = before and before.day
        verdict = item.verdict
        if verdict.outcome == checks.ACCEPT and same and not same.id:
            # two values of one day in one batch: nobody can stand for both
            verdict = checks.Verdict(checks.REFUSE, "R09", {"same": same})
        elif verdict.outcome == checks.ACCEPT:
            item.same_id = same.id if same else 0
            settled = batch.accounts[item.account_id][3]
            if settled and item.day < settled and "R13" in rules and not verdict.code:
                verdict = checks.Verdict(
                    checks.ACCEPT, "R13", {"settled": settled}, verdict.wh
                )
            taken = checks.Known(item.day, item.wh, bool(item.row.get("rollover")))
            if same:
                known.remove(same)
            if known and known[-1].day > item.day:
                bisect.insort(known, taken, key=lambda k: k.day)
            else:
                known.append(taken)
        elif verdict.outcome == checks.QUEUE:
            batch.queued[(*item.key, item.day, item.wh)] = 0
        item.verdict = verdict

    @api.model
    def _find_strangers(self, items):
        """Account → telephone a reading was sent from → that number, of those that
        are none of the account's."""
        found = {}
        for item in items:
            phone = item.row.get("phone")
            if phone:
                # whoever hands messages in need not see the telephones
                account = (
                    self.env["elektrohisob.account"].sudo().browse(item.account_id)
                )
                if not account._has_phone(phone):
                    found.setdefault(item.account_id, {})[phone] = phone
        return found

    # === WORDS === #

    @api.model
    def _write_notes(self, batch):
        """Sentence of every verdict that has something to say."""
        Check = self.env["elektrohisob.reading.check"]
        for item in batch.items:
            verdict = item.verdict
            if not verdict.code:
                continue
            text = self._get_item_texts(item, batch)
            figures = dict(verdict.figures, wh=verdict.wh)
            item.note = Check._get_reason(verdict.code, text, figures)
            stored = self._get_stored_figures(verdict)
            item.detail = {"texts": text, "figures": stored}

    @api.model
    def _get_item_texts(self, item, batch):
        """Texts the sentence of a verdict on the item names."""
        Check = self.env["elektrohisob.reading.check"]
        value = item.row.get("value")
        return {
            "account": batch.accounts.get(item.account_id, (item.row.get("account"),))[
                0
            ]
            or "",
            "meter": batch.registers.get(item.installation_id, (None, ""))[1],
            "day": Check._format_day(item.day) or str(item.row.get("date") or ""),
            "value": str("" if value is None else value)
            if item.wh is None
            else Check._format_kwh(item.wh),
        }

    @api.model
    def _get_outcome(self, item):
        verdict = item.verdict
        return {
            "state": STATES[verdict.outcome],
            "code": verdict.code,
            "reason": item.note,
            "detail": item.detail,
            "figures": self._get_stored_figures(verdict),
            "kwh": None if verdict.wh is None else verdict.wh / checks.WH,
            "reading_id": item.reading_id,
            "account_id": item.account_id,
            "installation_id": item.installation_id,
            "repeat": verdict.code == "R08",
        }
