"""Answers of addresses that programs call."""

import json

from odoo.http import Response, request


def answer_json(status: int, **content: object) -> Response:
    """``content`` as a JSON object."""
    headers = [("Content-Type", "application/json; charset=utf-8")]
    return request.make_response(json.dumps(content), headers, status=status)
