from odoo import models
from odoo.fields import Domain

from ..engine import recognise

FULL_DIGITS = recognise.DISTRICT_DIGITS + recognise.LOCAL_DIGITS


class ExchangeProvider(models.Model):
    """Whose account a document of a bank or post office pays for."""

    _inherit = "elektrohisob.exchange.provider"

    # === BUSINESS METHODS === #

    def _find_payer_accounts(self, documents):
        """(account, code of why there is none) of each document."""
        named = {doc.account for doc in documents if doc.account}
        known = self._find_named_accounts(named) if named else {}
        prefixes = self._get_prefixes()
        nobody = self.env["elektrohisob.account"]
        found = []
        for document in documents:
            number = document.account
            if self.kind != "register":
                found.append(self._find_payer_account(document))
            elif not number:
                found.append((nobody, "bad_account"))
            elif number in known:
                found.append((known[number], ""))
            elif len(number) < FULL_DIGITS or number.startswith(prefixes):
                found.append((nobody, "unknown_account"))
            else:
                found.append((nobody, "other_district"))
        return found

    def _find_named_accounts(self, numbers):
        """Number → account within the provider's tree, former numbers too."""
        accounts = self.env["elektrohisob.account"].sudo()  # of the provider's tree
        tree = Domain("company_id", "child_of", self.company_id.id)
        rows = accounts.search(tree & Domain("number", "in", list(numbers)))
        found = {account.number: account.sudo(False) for account in rows}
        former = accounts._get_former_ids(list(numbers - found.keys()))
        inside = accounts.search(tree & Domain("id", "in", list(former.values())))
        for number, account_id in former.items():
            if account_id in inside._ids:
                found[number] = accounts.browse(account_id).sudo(False)
        return found

    def _get_prefixes(self):
        """Beginnings of the account numbers of the provider's districts."""
        companies = self.env["res.company"].sudo()  # the provider's whole tree
        districts = companies.search(Domain("id", "child_of", self.company_id.id))
        return tuple(filter(None, districts.mapped("account_prefix")))

    def _find_payer_account(self, document):
        """Account a document pays for: (account, code of why there is none).

        A personal account in the purpose, else a contract, else the payer's STIR.
        """
        accounts = self.env["elektrohisob.account"].sudo()  # of the provider's tree
        tree = Domain("company_id", "child_of", self.company_id.id)
        purpose = document.plain_purpose
        numbers = self._get_own_numbers(purpose)
        found = accounts.search(tree & accounts._get_numbers_domain(numbers))
        if numbers and not found:
            return found, "unknown_account"
        if not found:
            contracts = recognise.contract_numbers(purpose)
            found = contracts and accounts.search(
                tree
                & Domain("agreement_ids.number", "in", contracts)
                & Domain("agreement_ids.state", "=", "active")
            )
        if not found and len(document.payer.code) == 9:
            found = accounts.search(
                tree
                & Domain("stir", "=", document.payer.code)
                & Domain("state", "=", "active")
            )
        if found and len(found) == 1:
            return found.sudo(False), ""
        code = "several_accounts" if found else "no_account"
        return self.env["elektrohisob.account"], code

    def _get_own_numbers(self, text):
        """Personal account numbers in a text that our districts could have given."""
        numbers = recognise.account_numbers(text)
        prefixes = self._get_prefixes() if numbers else ()
        return [number for number in numbers if number.startswith(prefixes)]
