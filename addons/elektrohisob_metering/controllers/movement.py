from odoo.http import Controller, request, route

from odoo.addons.elektrohisob_base.tools.printing import (
    answer_pdf,
    find_document,
    known_language,
)


class MovementController(Controller):
    @route(
        "/elektrohisob/movement/<int:movement_id>/act",
        type="http",
        auth="user",
        readonly=True,
    )
    def act(self, movement_id, lang=None, **kwargs):
        """PDF of the act of a movement; who may not read it gets "not found"."""
        movement = find_document("elektrohisob.movement", movement_id)
        return answer_pdf(
            movement,
            movement._render_act(known_language(lang)),
            name=request.env._("Act of a movement"),
            file_name=f"{movement.number or 'draft'}.pdf",
            selection=movement.number or "",
        )

    @route(
        "/elektrohisob/stocktake/<int:stocktake_id>/act",
        type="http",
        auth="user",
        readonly=True,
    )
    def stocktake(self, stocktake_id, lang=None, **kwargs):
        """PDF of the act of a stock-taking; who may not read it gets "not found"."""
        count = find_document("elektrohisob.stocktake", stocktake_id)
        return answer_pdf(
            count,
            count._render_act(known_language(lang)),
            name=request.env._("Act of a stock-taking"),
            file_name=f"stocktake-{count.date}.pdf",
            selection=count.display_name,
        )
