from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class AccountFormer(models.Model):
    """Numbers an account had before it was handed over: they find it for ever."""

    _inherit = "elektrohisob.account"

    transfer_ids = fields.One2many(
        "elektrohisob.account.transfer", "account_id", string="Handed over"
    )

    @api.constrains("number")
    def _check_former_number(self):
        """A number that was on a consumer's bills never becomes another's."""
        # numbers are unique in the country, whoever may see the accounts
        lines = self.env["elektrohisob.account.transfer"].sudo()
        for line in lines.search([("number", "in", self.mapped("number"))]):
            taken = self.filtered(lambda a, line=line: a.number == line.number)
            if taken - line.account_id:
                raise ValidationError(
                    self.env._(
                        "Number %(number)s was that of account %(account)s before it "
                        "was handed over and still finds it. Leave the number empty "
                        "to have a free one assigned.",
                        number=self._format_number(line.number),
                        account=self._format_number(line.account_id.number),
                    )
                )

    # === BUSINESS METHODS === #

    @api.model
    def _get_former_ids(self, numbers):
        """Account id by former number, of those of ``numbers`` that are former."""
        # which account a number means is no secret; its fields have rules of their own
        lines = self.env["elektrohisob.account.transfer"].sudo()
        found = lines.search_fetch(
            [("number", "in", list(numbers)), ("state", "=", "done")],
            ["number", "account_id"],
        )
        return {line.number: line.account_id.id for line in found}

    @api.model
    def _get_numbers_domain(self, numbers):
        """Domain of the accounts that have or had one of ``numbers``."""
        domain = Domain("number", "in", list(numbers))
        former = self._get_former_ids(numbers)
        return domain | Domain("id", "in", list(former.values())) if former else domain

    @api.model
    def _get_by_number(self, number):
        """The account with this number that the user may see.

        :raise UserError: none.
        """
        account = self.search(
            self._get_numbers_domain([self._parse_number(number)]), limit=1
        )
        if not account:
            raise UserError(
                self.env._(
                    "There is no account %(number)s in your district networks. Check "
                    "the thirteen digits.",
                    number=number,
                )
            )
        return account
