import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.mail import email_normalize

WORD = re.compile(r"\{(\w*)\}")
LINK = re.compile(r"https?://[^\s<>\"]+")
COMMON = ("consumer", "account", "supplier", "phone", "link")
WORDS = {
    "invoice": ("title", "number", "date", "month", "sum", "to_pay", "due"),
    "act": ("number", "date_from", "date_to", "balance", "due"),
    "statement": ("date_from", "date_to", "balance"),
    "notice": ("number", "date", "month", "sum", "due"),
}


class LegalMail(models.Model):
    """What stands in the e-mails with documents of organisations, in both languages.

    Words in braces are replaced by the facts; nothing is executed. A unit without a
    text of its own has that of the nearest unit above it.
    """

    _name = "elektrohisob.legal.mail"
    _description = "Text of e-mails"
    _order = "kind, company_id, id"

    kind = fields.Selection(
        lambda self: (
            self.env["elektrohisob.legal.delivery"]
            ._fields["kind"]
            ._description_selection(self.env)
        ),
        string="Kind of document",
        required=True,
    )
    company_id = fields.Many2one(
        "res.company",
        string="Division",
        ondelete="cascade",
        default=lambda self: self.env.company,
        help="The unit and those below it; empty: all of them.",
    )
    sender = fields.Char(
        help="Address the letters come from; empty: the e-mail of the unit.",
    )
    reply_to = fields.Char(
        string="Answers to", help="Empty: answers come to the sender."
    )
    subject_uz = fields.Char(string="Subject in Uzbek", required=True)
    subject_ru = fields.Char(string="Subject in Russian", required=True)
    body_uz = fields.Text(string="Text in Uzbek", required=True)
    body_ru = fields.Text(string="Text in Russian", required=True)
    words = fields.Char(string="Words in braces", compute="_compute_words")

    _once = models.UniqueIndex(
        "(kind, COALESCE(company_id, 0))",
        "The unit already has a text for this kind of document.",
    )

    @api.depends("kind", "company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = dict(self._fields["kind"]._description_selection(self.env))
        for text in self:
            parts = (names.get(text.kind), text.company_id.name)
            text.display_name = " · ".join(filter(None, parts))

    @api.depends("kind")
    def _compute_words(self):
        for text in self:
            text.words = ", ".join(f"{{{word}}}" for word in text._get_known())

    @api.constrains("subject_uz", "subject_ru", "body_uz", "body_ru", "kind")
    def _check_words(self):
        for text in self:
            used = {
                word
                for body in text._get_bodies().values()
                for piece in body
                for word in WORD.findall(piece or "")
            }
            wrong = sorted(used - set(text._get_known()))
            if wrong:
                raise ValidationError(
                    self.env._(
                        "Nothing stands for {%(word)s} in this letter. Known are: "
                        "%(known)s.",
                        word="}, {".join(wrong),
                        known=text.words,
                    )
                )

    @api.constrains("sender", "reply_to")
    def _check_addresses(self):
        for text in self:
            for address in filter(None, (text.sender, text.reply_to)):
                if not email_normalize(address):
                    raise ValidationError(
                        self.env._(
                            "“%s” is not an e-mail address; write one like "
                            "billing@example.uz.",
                            address,
                        )
                    )

    # === BUSINESS METHODS === #

    def _get_known(self):
        """Words that may stand in braces."""
        return (*WORDS.get(self.kind, ()), *COMMON)

    def _get_bodies(self):
        """Language → (subject, text)."""
        return {
            "uz": (self.subject_uz, self.body_uz),
            "ru": (self.subject_ru, self.body_ru),
        }

    @api.model
    def _find(self, kind, company):
        """Text of a kind of document for a unit: of the nearest one above."""
        chain = company.sudo().parent_ids.ids  # of all units above, in no order
        found = self.search(
            [("kind", "=", kind), ("company_id", "in", [False, *chain])]
        )
        best = found.sorted(lambda row: -len(row.company_id.sudo().parent_ids))[:1]
        if not best:
            raise UserError(
                self.env._(
                    "There is no text for this e-mail. Write one under Organisations → "
                    "Texts of e-mails."
                )
            )
        return best

    def _write_letter(self, source, lang):
        """Subject and body (HTML) of the letter with a document."""
        self.ensure_one()
        own = source.with_context(lang=lang)
        account = own.account_id
        company = account.company_id
        words = {
            "consumer": account.name or "",
            "account": account._format_number(account.number),
            "supplier": company.name,
            "phone": company.call_centre or company.phone or "",
            "link": self._get_link(own),
            **own._get_mail_words(),
        }
        subject, body = self._get_bodies()["ru" if lang == "ru_RU" else "uz"]
        return self._fill(subject, words), self._make_html(body, words)

    @api.model
    def _get_link(self, source):
        """Hook: where the consumer finds the document in his cabinet."""
        return ""

    @api.model
    def _fill(self, line, words):
        return WORD.sub(lambda found: str(words.get(found.group(1)) or ""), line)

    @api.model
    def _make_html(self, body, words):
        """Paragraphs; a line that has nothing for its words is left out."""
        result = []
        for line in body.splitlines():
            names = WORD.findall(line)
            if names and not any(words.get(name) for name in names):
                continue
            filled = str(Markup("%s") % self._fill(line, words))
            result.append(LINK.sub(r'<a href="\g<0>">\g<0></a>', filled) or "&nbsp;")
        return Markup(
            '<div style="font-family: Arial, sans-serif; font-size: 14px">%s</div>'
        ) % Markup("").join(Markup(f"<p>{line}</p>") for line in result)
