from odoo import api, models


class IrHttp(models.AbstractModel):
    """Texts of Odoo's own screens that are wrong in a language, in our words."""

    _inherit = "ir.http"

    @api.model
    def _get_translations_for_webclient(self, modules, lang):
        """Override of `base` to mend what Odoo's Uzbek says in the browser."""
        found, params = super()._get_translations_for_webclient(modules, lang)
        ours = self.with_context(lang=lang)._get_wording() if lang else {}
        mended = {
            module: {**found[module], "messages": _mend(found[module], texts)}
            for module, texts in ours.items()
            if module in found
        }
        return {**found, **mended}, params

    @api.model
    def _get_wording(self):
        """Addon → text → what stands there in the language of the context."""
        return {
            "mail": {"The conversation is empty.": self.env._("No messages yet.")},
        }


def _mend(translations, texts):
    """Messages with those of ``texts`` replaced or added."""
    kept = [row for row in translations["messages"] if row["id"] not in texts]
    return (*kept, *({"id": key, "string": text} for key, text in texts.items()))
