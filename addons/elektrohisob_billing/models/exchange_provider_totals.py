from odoo import models


class ExchangeProvider(models.Model):
    """Control totals of bank files beside what was taken."""

    _inherit = "elektrohisob.exchange.provider"

    # === BUSINESS METHODS === #

    def _get_bank_totals(self, statement, taken):
        """Control sums of the file beside what was taken (so'm)."""
        opening = [s.opening for s in statement.sections if s.opening is not None]
        closing = [s.closing for s in statement.sections if s.closing is not None]
        totals = {
            "encoding": statement.encoding,
            "accounts": ", ".join(statement.accounts),
            "date_start": str(statement.date_start or ""),
            "date_end": str(statement.date_end or ""),
            "documents": len(statement.documents),
            "stated_count": next((s.count for s in statement.sections), None),
            # of several accounts or days a balance would say nothing
            "opening": self._as_float(opening[0] if len(opening) == 1 else None),
            "total_in": float(statement.total("in")),
            "stated_in": self._as_float(statement.stated("total_in")),
            "total_out": float(statement.total("out")),
            "stated_out": self._as_float(statement.stated("total_out")),
            "total_internal": float(statement.total("internal")),
            "closing": self._as_float(closing[0] if len(closing) == 1 else None),
            **{outcome: float(figure) for outcome, figure in taken.items()},
            "warnings": self._get_warnings(statement),
        }
        return {
            key: value for key, value in totals.items() if value not in ("", [], None)
        }

    def _as_float(self, figure):
        return None if figure is None else float(figure)

    def _get_warnings(self, statement):
        """Sentences on control totals that disagree."""
        _ = self.env._
        sentences = []
        for code, stated, found in statement.warnings:
            figures = {"stated": stated, "found": found}
            sentences.append(
                {
                    "closing": _(
                        "The bank states a closing balance of %(stated)s, its own "
                        "turnover gives %(found)s.",
                        **figures,
                    ),
                    "total_in": _(
                        "The bank states %(stated)s received, the documents give "
                        "%(found)s.",
                        **figures,
                    ),
                    "total_out": _(
                        "The bank states %(stated)s spent, the documents give "
                        "%(found)s.",
                        **figures,
                    ),
                    "count": _(
                        "The file states %(stated)s rows and holds %(found)s.",
                        **figures,
                    ),
                }[code]
            )
        return sentences
