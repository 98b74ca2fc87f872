from odoo import fields, models
from odoo.exceptions import UserError


class AccountCaseKinds(models.Model):
    """What each kind of application prepares and carries out."""

    _inherit = "elektrohisob.account.case"

    # === ACTIONS === #

    def action_hand_over(self):
        """Prepare the reorganisation that takes the account to the other district."""
        self.ensure_one()
        self._check_state("work")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reorganisation"),
            "res_model": "elektrohisob.reorganisation",
            "view_mode": "form",
            "context": {
                "default_kind": "hand_over",
                "default_company_id": self.company_id.id,
                "default_company_to_id": self.company_to_id.id,
                "default_account_ids": self.account_id.ids,
                "default_note": self.display_name,
            },
        }

    # === BUSINESS METHODS === #

    def _check_account(self):
        """A case of an account names one that is open."""
        if self.account_id.state != "active":
            raise UserError(
                self.env._("%s: choose an account that is open.", self.display_name)
            )

    def _prepare_consumer_vals(self):
        """Who the new consumer is, as the account keeps it."""
        is_household = self.category == "household"
        return {
            "category": self.category,
            "surname": is_household and self.surname,
            "given_name": is_household and self.given_name,
            "patronymic": is_household and self.patronymic,
            "stir": self.stir,
            "phone": self.phone,
            **({} if is_household else {"name": self.organisation}),
        }

    def _get_consumer_name(self):
        """Name of the new consumer.

        :raise UserError: it is not there
        """
        parts = (self.surname, self.given_name, self.patronymic)
        if self.category != "household":
            parts = (self.organisation,)
        name = " ".join(part for part in parts if part)
        if not name:
            raise UserError(
                self.env._("%s: enter who the new consumer is.", self.display_name)
            )
        return name

    def _prepare_term_vals(self):
        """Hook: values of the first version of the terms."""
        return {"date_start": self.date, "permitted_power": self.permitted_power}

    def _start_connect(self):
        """Account and draft contract of a new consumer."""
        name = self._get_consumer_name()
        self.account_id = self.env["elektrohisob.account"].create(
            {
                **self._prepare_consumer_vals(),
                "company_id": self.company_id.id,
                "date_open": self.date,
                "locality_id": self.locality_id.id,
                "street_id": self.street_id.id,
                "house": self.house,
                "flat": self.flat,
                "cadastre_number": self.cadastre_number,
            }
        )
        self.agreement_id = self.env["elektrohisob.agreement"].create(
            {
                "account_id": self.account_id.id,
                "consumer_name": name,
                "date_start": self.date,
                "term_ids": [fields.Command.create(self._prepare_term_vals())],
            }
        )

    def _finish_connect(self):
        """Everything of a new consumer is made by its steps."""

    def _start_close(self):
        self._check_account()

    def _finish_close(self):
        """End the contract and close the account on the day."""
        account = self.account_id
        if account.agreement_id:
            account.agreement_id._end(self.date)
        account.date_close = self.date
        account.action_close()
        parts = (self.number, self.reason_id.name, self.note)
        account.message_post(body=" · ".join(part for part in parts if part))

    def _start_reregister(self):
        """Draft contract of the new consumer, in place of the one in force."""
        self._check_account()
        name = self._get_consumer_name()
        old = self.account_id.agreement_id
        drafts = self.env["elektrohisob.agreement"]
        if not old:
            self.agreement_id = drafts.create(
                {
                    "account_id": self.account_id.id,
                    "consumer_name": name,
                    "date_start": self.date,
                    "term_ids": [fields.Command.create(self._prepare_term_vals())],
                }
            )
            return
        self.agreement_id = drafts.create(
            {
                **old._prepare_successor_vals(self.date),
                "consumer_name": name,
                "consumer_signatory": False,
                "consumer_basis": False,
            }
        )
        self.agreement_id._copy_annexes(old)

    def _finish_reregister(self):
        """The account is the new consumer's; nothing of the old one's stays in it."""
        account = self.account_id
        before = account.name
        account.write(
            {
                **self._prepare_consumer_vals(),
                "partner_id": False,  # his cabinet no longer opens the account
                "pinfl": False,
                "identity_document": False,
                "identity_issued": False,
                "identity_kind_id": False,
                "email": False,
                "residents": 0,
            }
        )
        account.message_post(
            body=self.env._(
                "%(case)s: %(before)s → %(after)s from %(day)s",
                case=self.number,
                before=before,
                after=account.name,
                day=f"{self.date:%d.%m.%Y}",
            )
        )

    def _start_transfer(self):
        self._check_account()
        if not self.company_to_id or self.company_to_id == self.company_id:
            raise UserError(
                self.env._("%s: choose the other district.", self.display_name)
            )

    def _finish_transfer(self):
        """The reorganisation has carried it out."""
