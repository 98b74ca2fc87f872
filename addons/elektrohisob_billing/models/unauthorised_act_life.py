from odoo import models
from odoo.exceptions import AccessError, UserError

from odoo.addons.elektrohisob_base.tools import act_pdf, pdf
from odoo.addons.elektrohisob_base.tools.dates import business_today
from odoo.addons.elektrohisob_base.tools.facts import Change, differences, snapshot
from odoo.addons.elektrohisob_base.tools.states import check_state

from .unauthorised_act import FACTS

HEADS = "elektrohisob_base.group_manager,elektrohisob_base.group_admin"
WIDTHS = (78, 26, 20, 28, 32)


class UnauthorisedAct(models.Model):
    """Acts of unauthorised use are issued, cancelled, printed."""

    _inherit = "elektrohisob.unauthorised.act"

    # === ACTIONS === #

    def action_preview(self):
        """Try what would be charged, without keeping anything of it."""
        for act in self:
            act._check_state("draft")
            act._check_complete()
            act.effect = act._compute_effect() / 100

    def action_issue(self):
        """Let the act count; by a head who has not prepared it."""
        for act in self:
            act._check_state("draft")
            act._check_head(act.create_uid)
            act._check_complete()
            if not act.scan_ids:
                raise UserError(
                    self.env._(
                        "Act %s: add the scanned act or photos before it is issued.",
                        act.number,
                    )
                )
            # issued acts are written by methods only; the right is checked above
            act.sudo()._issue(self.env.user)

    def action_cancel(self):
        """Take the act back; what it charged is given back."""
        for act in self:
            act._check_state("issued")
            act._check_head()
            if not act.note:
                raise UserError(
                    self.env._(
                        "Act %s: write in the remark why it is cancelled.", act.number
                    )
                )
            # issued acts are written by methods only; the right is checked above
            act.sudo().state = "cancelled"
            act._record_change("removed")

    def action_settle(self):
        """Charge the account, the act with it."""
        self.ensure_one()
        return self.account_id.action_settle()

    def action_view_charges(self):
        """Open what the act charged."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "elektrohisob_billing.charge_action"
        )
        return {**action, "domain": [("act_id", "=", self.id)], "context": {}}

    def action_print(self):
        """Open the PDF in the language of the context or of the account."""
        self.ensure_one()
        lang = self.env.context.get("print_lang") or self.account_id.lang or "uz_UZ"
        return {
            "type": "ir.actions.act_url",
            "url": f"/elektrohisob/unauthorised-act/{self.id}?lang={lang}",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _check_state(self, *states):
        check_state(
            self,
            states,
            lambda act, state, needed: self.env._(
                "Act %(number)s is in the state “%(state)s”; this can be done in "
                "the state “%(needed)s” only.",
                number=act.number,
                state=state,
                needed=needed,
            ),
        )

    def _check_head(self, author=None):
        """Heads decide, and not about what they prepared themselves.

        :raise AccessError: the user may not
        """
        self.check_access("write")
        if self.env.su:
            return
        if not self.env.user.has_groups(HEADS) or self.env.user == author:
            raise AccessError(
                self.env._(
                    "Act %s is decided by a manager or an administrator who has not "
                    "prepared it. Ask one of them.",
                    self.number,
                )
            )

    def _check_complete(self):
        """:raise UserError: nothing would be charged"""
        if not self.kwh:
            raise UserError(
                self.env._(
                    "Act %s charges no energy. Enter the equipment with its power, or "
                    "choose “Energy known from elsewhere” and enter the kWh.",
                    self.number,
                )
            )

    def _issue(self, user):
        self.write(
            {
                "state": "issued",
                "issued_by_id": user.id,
                "date_issued": business_today(self),
            }
        )
        self._record_change("added")

    def _record_change(self, operation):
        """Have the days of the act charged again."""
        self.flush_recordset()
        now = snapshot(self, FACTS)
        empty = {id_: dict.fromkeys(values) for id_, values in now.items()}
        pair = (now, empty) if operation == "removed" else (empty, now)
        found = differences(*pair)
        # running state, written by settlement only
        self.env["elektrohisob.fact.change"].sudo()._record(
            self._name,
            operation,
            [
                Change(
                    act.account_id.id,
                    act.date_start,
                    act.id,
                    {"name": act._get_fact_name(), "fields": found.get(act.id, {})},
                )
                for act in self
            ],
            note=self[:1].note or self[:1].description or "",
        )

    def _compute_effect(self):
        """Tiyin that the act would add to what the settlement charges now."""
        account, company = self.account_id, self.company_id
        period = self.env["elektrohisob.period"]._get_open(company)
        # a trial of what the settlement would do, rolled back below
        settlement = self.env["elektrohisob.settlement"].sudo()
        parts = (account.sudo(), period.sudo())
        with self.env.cr.savepoint() as trial:
            # running state, written by settlement only
            states = self.env["elektrohisob.account.state"].sudo()
            states._mark_dirty([(account.id, self.date_start)])
            before = settlement._settle(*parts, preview=True)
            self.sudo()._issue(self.env.user)
            after = settlement._settle(*parts, preview=True)
            self.env.flush_all()
            trial.rollback()
        self.env.invalidate_all(flush=False)
        found = {**before.parked, **after.parked}
        waits = found.get(account.id)
        if waits and waits[0] != "correction_waits":
            raise UserError(
                self.env._(
                    "Account %(account)s cannot be charged now: %(reason)s",
                    account=account.number,
                    reason=waits[1],
                )
            )
        sums = [part.charged.get(account.id, (0, 0))[1] for part in (before, after)]
        return sums[1] - sums[0]

    # === PRINTING === #

    def _render_pdf(self, lang=None):
        """PDF of the act; bytes.

        :param str lang: its language; by default that of the account
        """
        self.ensure_one()
        own = self.with_context(lang=lang or self.account_id.lang or "uz_UZ")
        return act_pdf.render(own._prepare_act())

    def _prepare_act(self):
        """What is printed, see :class:`act_pdf.ActText`."""
        _ = self.env._
        days = self.days
        return act_pdf.ActText(
            title=_("Act of unauthorised use No. %s", self.number),
            subtitle=f"{pdf.day(self.date)}, {self.company_id.name}",
            facts=self._get_print_facts(),
            columns=[
                _("Equipment"),
                _("Power, kW"),
                _("Count"),
                _("Hours a day"),
                _("kWh in %s days", days),
            ],
            widths=WIDTHS,
            rows=[
                [
                    line.name,
                    _figure(line.power),
                    str(line.count),
                    _figure(line.hours),
                    pdf.kwh(pdf.watthours(line.kwh_day * days)),
                ]
                for line in self.line_ids
            ],
            remarks=self._get_print_remarks(),
            signatures=[
                (_("Drawn up by"), self.inspector),
                (_("Consumer"), (self.is_refused and _("refused to sign")) or ""),
                (_("Witnesses"), self.witnesses or ""),
                (_("Head of the district network"), self.issued_by_id.name or ""),
            ],
            page=_("Page {page}"),
        )

    def _get_print_facts(self):
        """Rows (label, value) above the table."""
        _ = self.env._
        account = self.account_id

        def said(name):
            return dict(self._fields[name]._description_selection(self.env))[self[name]]

        return [
            (_("Personal account"), account._format_number(account.number)),
            (_("Consumer"), account.name or ""),
            (_("Address"), account.address or ""),
            (_("Where"), self.usage_point_id.display_name or ""),
            (_("Violation"), said("violation")),
            (_("Liability"), said("liability")),
            (_("What was found"), self.description or ""),
            (
                _("Energy counted"),
                f"{pdf.day(self.date_start)} – {pdf.day(self.date_end)}",
            ),
        ]

    def _get_print_remarks(self):
        """What it comes to."""
        _ = self.env._
        energy = {
            name: pdf.kwh(pdf.watthours(self[name]))
            for name in ("kwh", "kwh_found", "kwh_counted")
        }
        remarks = []
        if self.is_less_charged:
            remarks.append(
                _(
                    "By the act %(kwh_found)s kWh, counted by the meter "
                    "%(kwh_counted)s kWh.",
                    **energy,
                )
            )
        remarks.append(
            _(
                "To be charged: %(kwh)s kWh at %(times)s times the tariff of the days.",
                times=_figure(self.factor),
                **energy,
            )
        )
        if self.state == "issued" and self.amount:
            amount = pdf.money(pdf.tiyin(self.amount))
            remarks.append(_("Charged: %s so'm with VAT.", amount))
        return remarks


def _figure(value):
    """A number as it is written on paper here."""
    return f"{value:g}".replace(".", ",")
