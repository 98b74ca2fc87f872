from datetime import date, timedelta

from odoo import api, models

from odoo.addons.elektrohisob_base.tools import pdf
from odoo.addons.elektrohisob_metering.engine.consumption import (
    LAST_YEAR,
    LOSS,
    NORM,
    POWER,
    PROFILE,
    REGISTER,
    SUBCONSUMER,
)

from ..engine.bill import is_whole
from ..engine.evidence import ACT_ORIGIN

WITHOUT_READINGS = (ACT_ORIGIN, LOSS, NORM)


class BillText(models.AbstractModel):
    """Sentences on where the energy of a charge comes from."""

    _inherit = "elektrohisob.bill.text"

    @api.model
    def _get_evidence(self, pieces):
        """Sentences that tell from which readings the energy of ``pieces`` comes.

        :param list pieces: evidence as stored in ``elektrohisob.charge.explanation``
        """
        if not pieces:
            return [self.env._("By the readings no electricity was used.")]
        return [self._get_piece(piece) for piece in pieces]

    @api.model
    def _get_factor(self, multiplier):
        """Words for a multiplier, none for 1."""
        if multiplier == 1:
            return ""
        return self.env._(" (multiplier %s)", multiplier)

    @api.model
    def _get_piece(self, piece):
        """Sentence of a piece of evidence, by how it came about."""
        words = self._get_piece_words(piece)
        origin = piece.get("o") or REGISTER
        if origin in WITHOUT_READINGS:
            return self._get_other_piece(origin, words)
        return self._get_meter_piece(piece, origin, words)

    @api.model
    def _get_piece_words(self, piece):
        start = date.fromisoformat(piece["from"])
        end = date.fromisoformat(piece["to"])
        return {
            "act": piece.get("act") and self._get_act_number(piece["act"]),
            "times": f"{piece.get('k') or 1:g}".replace(".", ","),
            "meter": piece.get("meter") or "",
            "energy": _kwh(piece.get("kwh")),
            "start": pdf.day(start),
            "end": pdf.day(end - timedelta(days=1)),
            "v1": _kwh(piece.get("v1")),
            "d1": _day(piece.get("d1")),
            "v2": _kwh(piece.get("v2")),
            "d2": _day(piece.get("d2")),
            "factor": self._get_factor(piece.get("k") or 1),
        }

    @api.model
    def _get_act_number(self, act_id):
        """Number of an act."""
        # the number of an act is no secret of the consumer it is about
        return self.env["elektrohisob.unauthorised.act"].sudo().browse(act_id).number

    @api.model
    def _get_other_piece(self, origin, words):
        """Sentence of energy that no two readings of a meter tell."""
        _ = self.env._
        if origin == ACT_ORIGIN:
            return _(
                "Act %(act)s of unauthorised use: %(energy)s kWh from %(start)s to "
                "%(end)s at %(times)s times the tariff.",
                **words,
            )
        if origin == NORM:
            return _(
                "Equipment without a meter: %(energy)s kWh from %(start)s to %(end)s "
                "by its power and hours.",
                **words,
            )
        return _(
            "Losses up to the balance boundary: %(energy)s kWh from %(start)s to "
            "%(end)s.",
            **words,
        )

    @api.model
    def _get_meter_piece(self, piece, origin, words):
        """Sentence of energy of a meter."""
        _ = self.env._
        if origin == SUBCONSUMER:
            return _(
                "Meter %(meter)s of a sub-consumer: %(energy)s kWh from %(start)s to "
                "%(end)s are charged to it and not here.",
                **{**words, "energy": _kwh(-piece["kwh"])},
            )
        if origin == PROFILE and piece.get("v2") is None:
            return _(
                "Meter %(meter)s: %(energy)s kWh from %(start)s to %(end)s by its "
                "interval data.",
                **words,
            )
        if origin == LAST_YEAR:
            return _(
                "Meter %(meter)s was not read: %(energy)s kWh from %(start)s to "
                "%(end)s are estimated from the same days of the year before.",
                **words,
            )
        if origin == POWER:
            return _(
                "Meter %(meter)s was not read: %(energy)s kWh from %(start)s to "
                "%(end)s are reckoned from the permitted power.",
                **words,
            )
        if piece.get("q") == "estimated" or piece.get("v2") is None:
            return _(
                "Meter %(meter)s was not read: %(energy)s kWh from %(start)s to "
                "%(end)s are estimated from average use.",
                **words,
            )
        if not is_whole(piece):
            return _(
                "Meter %(meter)s: reading %(v1)s on %(d1)s and %(v2)s on %(d2)s"
                "%(factor)s; spread evenly by days, %(energy)s kWh fall on "
                "%(start)s to %(end)s.",
                **words,
            )
        return _(
            "Meter %(meter)s: reading %(v1)s on %(d1)s and %(v2)s on %(d2)s"
            "%(factor)s makes %(energy)s kWh.",
            **words,
        )


def _kwh(value):
    return "" if value is None else pdf.kwh(pdf.watthours(value))


def _day(text):
    return pdf.day(date.fromisoformat(text)) if text else ""
