from odoo import api, models
from odoo.exceptions import ValidationError

LOCAL_DIGITS = 8


class AccountNumber(models.Model):
    """How the numbers of personal accounts are typed, checked and shown."""

    _inherit = "elektrohisob.account"

    @api.constrains("number", "company_id")
    def _check_number(self):
        for account in self:
            prefix = account.company_id.account_prefix
            if account.sudo().transfer_ids:  # keeps its number wherever it goes
                continue
            if prefix and not account.number.startswith(prefix):
                raise ValidationError(
                    self.env._(
                        "Account %(number)s does not belong to %(company)s: its "
                        "numbers begin with %(prefix)s. Correct the number or the "
                        "district network.",
                        number=account.number,
                        company=account.company_id.name,
                        prefix=prefix,
                    )
                )

    # === BUSINESS METHODS === #

    @api.model
    def _format_number(self, number):
        """``2626901234567`` → ``26269 01234567``."""
        return f"{number[:5]} {number[5:]}" if number else ""

    @api.model
    def _check_digits(self, text):
        number = self._parse_number(text)
        if len(number) != 13:  # a longer one would be cut by the column silently
            raise ValidationError(
                self.env._(
                    "“%(number)s” is not an account number: five digits of the "
                    "district and six to eight of the account are expected. Type it "
                    "again, or leave it empty to have it assigned.",
                    number=text,
                )
            )
        return number

    @api.model
    def _parse_number(self, text):
        """Digits of an account number, the local part padded to eight digits."""
        digits = "".join(filter(str.isdigit, text or ""))
        if 11 <= len(digits) < 13:
            digits = digits[:5] + digits[5:].zfill(LOCAL_DIGITS)
        return digits
