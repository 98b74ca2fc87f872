"""A controller that inserts one row and nothing else; the bench makes the table."""

from odoo.http import Controller, request, route


class Bare(Controller):
    @route(
        "/bench/bare",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def bare(self):
        """Write the length of the body down."""
        body = request.httprequest.get_data()
        request.env.cr.execute("INSERT INTO bench_bare (n) VALUES (%s)", [len(body)])
        return request.make_response("{}", [("Content-Type", "application/json")])
