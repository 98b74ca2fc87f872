from odoo import models


class SyncMixin(models.AbstractModel):
    """Rows that the centre and autonomous units keep in step by packages."""

    _name = "elektrohisob.sync.mixin"
    _description = "Row kept in step between databases"
