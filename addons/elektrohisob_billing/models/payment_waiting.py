from odoo import api, models
from odoo.exceptions import UserError


class PaymentWaiting(models.Model):
    """Rules reach what waits already; what people decided about stays with people."""

    _inherit = "elektrohisob.payment"

    # === BUSINESS METHODS === #

    @api.model
    def _apply_rules_to_waiting(self, rules):
        """Book unidentified payments for which rules know one account.

        :param rules: only payments that one of these fits are looked at
        :return: how many are booked
        """
        waiting = self.search(rules._get_waiting_domain()) if rules else self.browse()
        count = 0
        for payment in waiting.filtered(lambda row: row._is_untouched()):
            try:
                with self.env.cr.savepoint():
                    count += payment._apply_rule_now(rules)
            except UserError:  # no open month, say: the others go on
                continue
        return count

    def _is_untouched(self):
        """Whether nobody has booked it before, nor has to tell whether it is new."""
        self.ensure_one()
        payment = self.sudo()  # the file it came with, whoever asks
        again = payment.message_id.digest and f"|{payment.message_id.digest[:16]}"
        return not payment.entry_ids and not (
            again and (payment.external_key or "").endswith(again)
        )

    def _apply_rule_now(self, rules):
        """Book one payment if rules name one account; whether it was."""
        self.ensure_one()
        names = ("company_id", "payer_stir", "payer_account", "purpose")
        vals = {name: self[name] for name in names}
        vals |= {"company_id": self.company_id.id, "date": self.date}
        # rules of the whole tree of the bank, as when the money comes
        found = self.env["elektrohisob.payment.rule"].sudo()._find(vals)
        account = found.account_id.sudo(False)
        if len(account) != 1 or not found & rules.sudo():
            return False
        self._match(account)
        self.sudo().write(  # read-only for all, the right is checked in _match
            {"rule_id": found[0].id, "reason": False}
        )
        return True
