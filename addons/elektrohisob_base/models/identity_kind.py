from odoo import models


class IdentityKind(models.Model):
    """Kind of document by which a person proves who he is."""

    _name = "elektrohisob.identity.kind"
    _description = "Kind of identity document"
    _inherit = ["elektrohisob.reference.mixin"]
