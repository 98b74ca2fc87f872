from odoo.http import Controller, content_disposition, request, route

from odoo.addons.elektrohisob_base.tools.audit import log_output


class MovementController(Controller):
    @route(
        "/elektrohisob/movement/<int:movement_id>/act",
        type="http",
        auth="user",
        readonly=True,
    )
    def act(self, movement_id, lang=None, **kwargs):
        """PDF of the act of a movement; who may not read it gets "not found"."""
        Movement = request.env["elektrohisob.movement"]
        movement = Movement.has_access("read") and Movement.search(
            [("id", "=", movement_id)]
        )
        if not movement:
            raise request.not_found()
        known = dict(request.env["res.lang"].get_installed())
        content = movement._render_act(lang if lang in known else None)
        log_output(
            movement,
            kind="print",
            file_format="pdf",
            name=request.env._("Act of a movement"),
            selection=movement.number or "",
        )
        name = f"{(movement.number or 'draft').replace('/', '-')}.pdf"
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Length", str(len(content))),
            (
                "Content-Disposition",
                content_disposition(name, disposition_type="inline"),
            ),
        ]
        return request.make_response(content, headers)
