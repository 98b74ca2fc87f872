import secrets
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..engine import password as engine

#: Parameters of the rules.
EMPLOYEE = {
    "length": "password_length",
    "classes": "password_classes",
    "history": "password_history",
    "days": "password_days",
}
CONSUMER = {
    "length": "cabinet_password_length",
    "classes": "cabinet_password_classes",
    "history": "cabinet_password_history",
    "days": "cabinet_password_days",
}


class PasswordRefused(UserError):
    """The password breaks a rule; the sentence names all that it breaks."""


class ResUsersPassword(models.Model):
    """Rules of passwords, by parameters of the unit; former ones are not taken again.

    What OdooBot sets (data files, the server's console) is chosen by no person: it is
    neither checked nor temporary.
    """

    _inherit = "res.users"

    password_date = fields.Datetime(
        string="Password since", readonly=True, copy=False, default=fields.Datetime.now
    )
    password_temporary = fields.Boolean(
        string="Temporary password",
        readonly=True,
        copy=False,
        help="Somebody else made the password: it is changed at the next login.",
    )

    def init(self):
        """Passwords of before count from the update on."""
        super().init()
        self.env.cr.execute(
            "UPDATE res_users SET password_date = now() AT TIME ZONE 'utc'"
            " WHERE password_date IS NULL"
        )

    @api.model
    def get_password_policy(self):
        """Override of `auth_password_policy` to tell the rules of the user's unit."""
        rules = self.env.user._get_password_rules()
        return {
            **super().get_password_policy(),
            "minlength": rules.length,
            "minclasses": rules.classes,
        }

    def _set_password(self):
        """Override of `base` to keep to the rules and to remember the former hash."""
        if self.env.uid != SUPERUSER_ID:
            for user in self:
                user._check_new_password(user.password)
        former = self._get_password_hashes()
        result = super()._set_password()
        # only staff of the unit or the user himself come so far
        people = self.sudo().with_context(mail_notrack=True)
        people._keep_former_passwords(former)
        for user in people:
            user.write(
                {
                    "password_date": fields.Datetime.now(),
                    "password_temporary": self._is_given_by_another(user),
                }
            )
        return result

    def _check_password_policy(self, passwords):
        """Override of `auth_password_policy`: `_set_password` knows whose they are."""

    @api.model
    def _get_invalidation_fields(self):
        """Override of `base` to ask anew whether the password must be changed."""
        return super()._get_invalidation_fields() | {
            "password_date",
            "password_temporary",
        }

    @api.model
    def _is_given_by_another(self, user):
        """Whether an employee gives ``user`` a password, not he himself."""
        giver = self.env.user
        return self.env.uid not in (SUPERUSER_ID, user.id) and giver._is_internal()

    # === RULES === #

    def _get_password_value(self, name):
        """Value of a rule: ``length``, ``classes``, ``history`` or ``days``."""
        user = self.sudo()  # own unit and kind
        code = (CONSUMER if user.share else EMPLOYEE)[name]
        return self.env["elektrohisob.parameter"]._get_value(code, user.company_id)

    def _get_password_rules(self):
        """What a new password of the user must be made of (`engine.password.Rules`)."""
        self.ensure_one()
        return engine.Rules(
            self._get_password_value("length"), self._get_password_value("classes")
        )

    def _get_password_texts(self):
        """The rules in words: a list of sentences."""
        self.ensure_one()
        rules = self._get_password_rules()
        former = self._get_password_value("history")
        texts = [self.env._("At least %s characters.", rules.length)]
        if rules.classes > 1:
            texts.append(
                self.env._(
                    "At least %s of: small letters, capital letters, digits, other "
                    "signs.",
                    rules.classes,
                )
            )
        if former == 1:
            texts.append(self.env._("Not the present password."))
        elif former:
            texts.append(self.env._("None of your last %s passwords.", former))
        days = self._get_password_days()
        if days:
            texts.append(self.env._("It is changed again after %s days.", days))
        return texts

    def _get_password_days(self):
        """After how many days the password is changed, 0 for never."""
        # how long passwords of his roles last is no secret of the user
        roles = self.env["res.groups"].sudo().browse(self._get_group_ids())
        days = [days for days in roles.mapped("password_days") if days > 0]
        general = self._get_password_value("days")
        return min([*days, general] if general else days, default=0)

    def _check_new_password(self, password):
        """Refuse a password that breaks the rules.

        :raise PasswordRefused: names every rule that is broken
        """
        self.ensure_one()
        if not password:
            return
        rules = self._get_password_rules()
        broken = engine.findings(password, rules)
        texts = []
        if "length" in broken:
            texts.append(
                self.env._(
                    "The password has %(found)s characters; take at least %(least)s.",
                    found=len(password),
                    least=rules.length,
                )
            )
        if "classes" in broken:
            texts.append(
                self.env._(
                    "The password needs at least %s of: small letters, capital "
                    "letters, digits, other signs.",
                    rules.classes,
                )
            )
        if not broken and self._was_used(password):
            texts.append(
                self.env._(
                    "This password was used before. Take one that is none of the "
                    "last %s.",
                    self._get_password_value("history"),
                )
            )
        if texts:
            raise PasswordRefused("\n".join(texts))

    def _draw_password(self):
        """A password by chance that keeps the rules of the user."""
        return engine.draw(self._get_password_rules(), secrets.choice)

    # === FORMER PASSWORDS === #

    def _get_password_hashes(self):
        """Present hash by user id; users without a password are left out."""
        self.env.cr.execute(
            "SELECT id, password FROM res_users"
            " WHERE id = ANY(%s) AND password IS NOT NULL",
            [self.ids],
        )
        return dict(self.env.cr.fetchall())

    def _was_used(self, password):
        """Whether it is the present password or one of the last before it."""
        count = self._get_password_value("history")
        if count < 1:
            return False
        hashes = list(self._get_password_hashes().values())
        if count > 1:
            # nobody may read hashes
            rows = self.env["elektrohisob.password"].sudo()
            former = rows.search([("user_id", "=", self.id)], limit=count - 1)
            hashes += former.mapped("hashed")
        verify = self._crypt_context().verify
        return any(verify(password, hashed) for hashed in hashes)

    def _keep_former_passwords(self, former):
        """Note the hashes of before; only as many stay as are compared."""
        rows = self.env["elektrohisob.password"]
        for user in self:
            count = user._get_password_value("history")
            if former.get(user.id) and count > 1:
                rows.create({"user_id": user.id, "hashed": former[user.id]})
            mine = rows.search([("user_id", "=", user.id)])
            mine[max(count - 1, 0) :].unlink()

    # === EXPIRY === #

    def _is_password_expired(self):
        """Whether the password is older than the roles of the user allow."""
        days = self._get_password_days()
        since = self.sudo().password_date  # own
        return bool(
            days and since and since + timedelta(days=days) < fields.Datetime.now()
        )
