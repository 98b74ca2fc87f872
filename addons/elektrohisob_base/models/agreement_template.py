import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

WORD = re.compile(r"\{(\w*)\}")


class AgreementTemplate(models.Model):
    """Clauses of a contract or of an additional agreement, in both languages.

    Words in braces are replaced by the facts of the contract; nothing is executed.
    """

    _name = "elektrohisob.agreement.template"
    _description = "Text of contracts"
    _order = "document, category, sequence, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=1)
    document = fields.Selection(
        [("contract", "Contract"), ("change", "Additional agreement")],
        required=True,
        default="contract",
    )
    category = fields.Selection(
        [
            ("household", "Household"),
            ("legal", "Legal entity"),
            ("budget", "Budget organisation"),
        ],
        string="Category of consumers",
        help="Empty: all of them.",
    )
    body_uz = fields.Text(
        string="Text in Uzbek",
        required=True,
        help="A line that begins with # is a heading.",
    )
    body_ru = fields.Text(string="Text in Russian", required=True)

    @api.constrains("body_uz", "body_ru")
    def _check_words(self):
        known = set(self.env["elektrohisob.agreement"]._get_print_words())
        for template in self:
            used = {
                word
                for body in (template.body_uz, template.body_ru)
                for word in WORD.findall(body)
            }
            if used - known:
                raise ValidationError(
                    self.env._(
                        "%(template)s: nothing stands for {%(word)s}. Known are: "
                        "%(known)s.",
                        template=template.name,
                        word="}, {".join(sorted(used - known)),
                        known=", ".join(sorted(known)),
                    )
                )

    # === BUSINESS METHODS === #

    @api.model
    def _get_body(self, document, category, lang):
        """Text for a document of a category of consumers, the special one first."""
        templates = self.search(
            [("document", "=", document), ("category", "in", [category, False])]
        )
        found = templates.sorted(lambda row: not row.category)[:1]
        return (found.body_ru if lang == "ru_RU" else found.body_uz) or ""

    @api.model
    def _fill(self, body, words):
        """``body`` with the words in braces replaced; unknown ones stay."""
        return WORD.sub(
            lambda found: words.get(found.group(1)) or "________________", body
        )
