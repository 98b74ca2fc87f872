from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.text import search_key, search_tokens
from .account_number import LOCAL_DIGITS

REFRESH_BATCH = 5000
TRIGRAM = 3


class AccountSearch(models.Model):
    """Finding an account by whatever the consumer names on the telephone.

    One stored key holds number, consumer, address, phone and identity in plain
    Latin without apostrophes; one trigram index serves all of them.
    """

    _inherit = "elektrohisob.account"

    search_key = fields.Char(compute="_compute_search_key", store=True)

    _search_key_idx = models.Index("USING gin (search_key gin_trgm_ops)")

    @api.depends(
        "number", "name", "address", "phone", "stir", "pinfl", "transfer_ids.number"
    )
    def _compute_search_key(self):
        for account in self.sudo():  # pinfl is readable by staff only
            account.search_key = search_key(
                account.number,
                account.name,
                account.address,
                *account._get_phones(),
                account.stir,
                account.pinfl,
                *(set(account.transfer_ids.mapped("number")) - {account.number}),
            )

    @api.model
    def _search_display_name(self, operator, value):
        """Override of `base` to search number, name, address and phone at once.

        Every word of the query must occur; apostrophes and script do not matter.
        """
        negative = operator in Domain.NEGATIVE_OPERATORS
        values = [value] if isinstance(value, str) else value
        if isinstance(values, bool) or not all(isinstance(v, str) for v in values):
            return super()._search_display_name(operator, value)
        domain = Domain.OR(self._get_find_domain(text) for text in values)
        return ~domain if negative else domain

    # === BUSINESS METHODS === #

    def _get_phones(self):
        """Digits of the account's telephones, with the country code."""
        self.ensure_one()
        phones = []
        for part in (self.phone or "").replace(";", ",").split(","):
            digits = "".join(filter(str.isdigit, part))
            phones.append(f"998{digits}" if len(digits) == 9 else digits)
        return phones

    def _has_phone(self, number):
        """Whether ``number``, however written, is a telephone of the account."""
        digits = "".join(filter(str.isdigit, number))
        digits = f"998{digits}" if len(digits) == 9 else digits
        return bool(digits) and digits in self._get_phones()

    @api.model
    def _get_find_domain(self, query):
        """Domain of the accounts a clerk means by ``query``."""
        tokens = [self._clean_token(token) for token in search_tokens(query)]
        if len(tokens) == 1 and tokens[0].isdigit():
            return self._get_find_domain_digits(tokens[0])
        return Domain.AND(self._get_token_domain(token) for token in tokens)

    @api.model
    def _get_find_domain_digits(self, digits):
        """Numbers are looked up in their unique index, whole or by the local part."""
        if len(digits) == 13:
            return self._get_numbers_domain([digits])
        numbers = []
        if 11 <= len(digits) < 13:
            numbers = [self._parse_number(digits)]
        elif 6 <= len(digits) <= LOCAL_DIGITS:
            local = digits.zfill(LOCAL_DIGITS)
            numbers = [
                company.account_prefix + local
                for company in self.env.companies
                if company.account_prefix
            ]
        domain = self._get_token_domain(digits)
        return domain | self._get_numbers_domain(numbers) if numbers else domain

    @api.model
    def _get_token_domain(self, token):
        """A word shorter than a trigram must begin a word, or no index serves it."""
        token = token.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return Domain(
            "search_key", "like", token if len(token) >= TRIGRAM else f" {token}"
        )

    @api.model
    def _clean_token(self, token):
        """``(123)-45-67`` → ``1234567``: a telephone among other words."""
        digits = "".join(filter(str.isdigit, token))
        return (
            digits if len(digits) > 4 and set(token) <= set("0123456789()-+") else token
        )

    @api.model
    @api.readonly
    def find(self, *, query, limit=20):
        """Find accounts by number, consumer, address or phone.

        Searches the district networks the caller may see. A whole account number
        finds exactly one account; so do its last 6 to 8 digits in one district.

        :param str query: any words of the number, name, address, phone, STIR or
            PINFL; Latin or Cyrillic, with or without apostrophes; every word must
            occur
        :param int limit: at most this many (1 to 200)
        :return: list of dicts with ``id``, ``number`` (13 digits), ``name``,
            ``address``, ``phone``, ``category`` (``household``, ``legal``,
            ``budget``), ``state`` (``active``, ``closed``) and ``company_id``
        """
        limit = max(1, min(int(limit), 200))
        accounts = self.search_fetch(
            Domain("display_name", "ilike", query),
            ["number", "name", "address", "phone", "category", "state", "company_id"],
            limit=limit,
            order="id",
        )
        accounts.filtered("phone")._note_look({"phone"}, way="search")
        return [
            {
                "id": account.id,
                "number": account.number,
                "name": account.name or "",
                "address": account.address or "",
                "phone": account.phone or "",
                "category": account.category,
                "state": account.state,
                "company_id": account.company_id.id,
            }
            for account in accounts
        ]

    @api.model
    def _refresh_address(self, domain):
        """Write addresses anew after a street or locality was renamed, by jobs.

        A stored compute over the names of streets would rewrite a city inside the
        request of the clerk who corrects one letter.
        """
        accounts = self.sudo()  # accounts of all districts carry the name
        ids = accounts.with_context(active_test=False)._search(domain).get_result_ids()
        for start in range(0, len(ids), REFRESH_BATCH):
            batch = accounts.browse(ids[start : start + REFRESH_BATCH])
            batch.with_delay(
                description=self.env._("Addresses after a street was renamed")
            )._refresh_address_batch()

    def _refresh_address_batch(self):
        silent = self.with_context(tracking_disable=True)
        silent._compute_address()
        silent.flush_recordset()
