import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.elektrohisob_metering.adapters.intervals import FileError

from ..adapters import camt053, client_bank_1c, mt940, payment_register

KINDS = [
    ("bank_1c", "Bank statement (1CClientBankExchange)"),
    ("mt940", "Bank statement (MT940)"),
    ("camt053", "Bank statement (camt.053)"),
    ("register", "Register of payments (Excel, CSV, DBF)"),
]
PAYMENT_KINDS = tuple(kind for kind, _label in KINDS)
#: Kinds whose provider is known by the format alone.
STATEMENT_KINDS = PAYMENT_KINDS[:3]
IMPORTERS = ("elektrohisob_base.group_accountant", "elektrohisob_base.group_admin")
REGISTER_CODE = re.compile("register_[a-z0-9_]+")


class ExchangeProvider(models.Model):
    """Banks and post offices: statements and registers of payments, row by row."""

    _inherit = "elektrohisob.exchange.provider"

    kind = fields.Selection(
        selection_add=KINDS, ondelete={kind: "cascade" for kind in PAYMENT_KINDS}
    )
    bank_accounts = fields.Char(
        string="Own bank accounts",
        help="Twenty digits each, separated by commas. A statement of another "
        "account is refused. Empty: the accounts named in the file are taken as own.",
    )
    wrong_totals = fields.Selection(
        [("refuse", "Refuse the file"), ("warn", "Take it and warn")],
        string="If totals disagree",
        required=True,
        default="refuse",
        help="What to do when the sums of the documents are not those that the file "
        "states.",
    )
    payment_channel = fields.Selection(
        [("bank", "Bank"), ("post", "Post office")],
        string="Paid through",
        required=True,
        default="bank",
    )
    payment_layout_id = fields.Many2one(
        "elektrohisob.payment.layout",
        string="Layout of registers",
        check_company=True,
        domain=[("direction", "=", "in")],
        ondelete="restrict",
        copy=False,
        help="Empty: the columns are found by the words of the header.",
    )
    charge_layout_id = fields.Many2one(
        "elektrohisob.payment.layout",
        string="Layout of debts sent",
        check_company=True,
        domain=[("direction", "=", "out")],
        ondelete="restrict",
        copy=False,
    )

    @api.constrains("bank_accounts")
    def _check_bank_accounts(self):
        for provider in self:
            for number in provider._get_bank_accounts():
                if not re.fullmatch("[0-9]{20}", number):
                    raise ValidationError(
                        self.env._(
                            "%(provider)s: %(number)s is not a bank account of twenty "
                            "digits.",
                            provider=provider.name,
                            number=number,
                        )
                    )

    @api.constrains("kind", "code")
    def _check_register_code(self):
        for provider in self:
            is_register = provider.code.startswith("register_")
            if is_register and provider.kind in STATEMENT_KINDS:
                raise ValidationError(
                    self.env._(
                        "Codes that begin with register_ are for registers; %(code)s "
                        "is of another kind. Choose another code.",
                        code=provider.code,
                    )
                )

    # === ACTIONS === #

    def action_register_import(self):
        """Open the dialog that sets the columns of a register, shows its rows and
        loads them."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load a register of payments"),
            "res_model": "elektrohisob.payment.register.import",
            "view_mode": "form",
            "target": "new",
            "context": {"default_provider_id": self.id},
        }

    # === BUSINESS METHODS === #

    @api.model
    def _find_provider(self, code):
        """Override of `metering` to know banks by the format of their statements, and
        to give a district a provider of each format and of registers.

        ``mt940`` is the district's only provider of this kind; ``register_…`` that
        nobody set up finds its columns by the words of their headers.
        """
        provider = super()._find_provider(code)
        if provider or code not in STATEMENT_KINDS:
            if provider or not REGISTER_CODE.fullmatch(code):
                return provider
            return self._create_payment_provider("register", code)
        company = self.env.company
        for operator in ("=", "parent_of", "child_of"):
            found = self.search(
                [("kind", "=", code), ("company_id", operator, company.id)], limit=2
            )
            if len(found) == 1:
                return found
            if found:
                return found.browse()
        return self._create_payment_provider(code, code)

    @api.model
    def _create_payment_provider(self, kind, code):
        self._check_may_load_payments()
        # Codes of other districts are looked at only to choose one that is free; the
        # provider is made for whoever may load files.
        providers = self.sudo()
        is_taken = providers.with_context(active_test=False).search_count(
            [("code", "=", code)], limit=1
        )
        company = self.env.company
        labels = dict(self._fields["kind"]._description_selection(self.env))
        vals = {
            "name": labels[kind] if kind != "register" else f"{labels[kind]}: {code}",
            "code": f"{code}_{company.id}" if is_taken else code,
            "kind": kind,
            "company_id": company.id,
        }
        return providers.create(vals).sudo(False)

    def _check_may_fetch(self):
        """Override of `metering` to let accountants fetch the files of banks."""
        if self.kind in PAYMENT_KINDS:
            return self._check_may_load_payments()
        return super()._check_may_fetch()

    @api.model
    def _check_may_load_payments(self):
        if not self.env.su and not any(map(self.env.user.has_group, IMPORTERS)):
            raise AccessError(self.env._("Only accountants load bank statements."))

    def _get_bank_accounts(self):
        return re.findall(r"[^\s,;]+", self.bank_accounts or "")

    def _receive_bank_1c(self, message, data):
        """Take the incoming payments of a statement; see ``_receive_payments``."""

        def read(content, name):
            return client_bank_1c.parse(content, self._get_bank_accounts())

        self._receive_payments(message, data, read)

    def _receive_mt940(self, message, data):
        """Take the incoming payments of a statement; see ``_receive_payments``."""
        self._receive_payments(
            message, data, lambda content, name: mt940.parse(content)
        )

    def _receive_camt053(self, message, data):
        """Take the incoming payments of a statement; see ``_receive_payments``."""
        self._receive_payments(message, data, camt053.parse)

    def _receive_register(self, message, data):
        """Take a register of payments; see ``_receive_payments``."""
        layout = self.env.context.get("register_layout")

        def read(content, name):
            chosen = layout or self._get_register_layout(content)
            return payment_register.parse(content, chosen, name)

        self._receive_payments(message, data, read)

    def _get_register_layout(self, data):
        """Layout of a file: columns as saved, found by their headers where the file
        has them; without a saved one by the words of the header.

        :raise FileError: the file is no table
        """
        saved = self.payment_layout_id._get_register_layout()
        table = payment_register.read_register(data, saved).table
        return self.payment_layout_id._get_register_layout(table)

    def _read_payments(self, message, data, read):
        """The file as a statement, or nothing if it was refused whole."""
        try:
            statement = read(data, message.name)
        except FileError as error:
            message._refuse_file(error)
            return None
        if refusal := self._get_refusal_of_statement(message, statement):
            message._refuse(refusal)
            return None
        return statement
