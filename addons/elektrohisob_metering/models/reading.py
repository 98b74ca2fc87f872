from odoo import fields, models


class Reading(models.Model):
    """State of a meter register at 00:00 of a day (CIM Reading).

    Bulk table: rows enter through ``_accept`` only and are never deleted; a
    replaced version stays with the state ``replaced``.
    """

    _name = "elektrohisob.reading"
    _description = "Reading"
    _order = "date desc, id desc"
    _check_company_auto = True

    account_id = fields.Many2one(
        "elektrohisob.account", required=True, readonly=True, ondelete="restrict"
    )
    installation_id = fields.Many2one(
        "elektrohisob.installation", required=True, readonly=True, ondelete="restrict"
    )
    meter_id = fields.Many2one(related="installation_id.meter_id")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Date(required=True, readonly=True)
    reading_type = fields.Selection(
        [("A+", "Active import"), ("A-", "Active export"), ("R+", "Reactive")],
        required=True,
        readonly=True,
        default="A+",
    )
    value = fields.Float(string="Reading (kWh)", digits=(16, 3), readonly=True)
    source = fields.Selection(
        [
            ("act", "Act"),
            ("sheet", "Route sheet"),
            ("file", "File"),
            ("remote", "ASKUE"),
            ("portal", "Personal cabinet"),
            ("operator", "Operator"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("valid", "Valid"),
            ("queued", "Waiting for decision"),
            ("refused", "Refused"),
            ("replaced", "Replaced"),
        ],
        required=True,
        readonly=True,
        default="valid",
    )
    rollover = fields.Boolean(readonly=True, help="The register passed zero.")
    check_code = fields.Char(readonly=True)
    check_note = fields.Char(string="Why", readonly=True)
    replaced_by_id = fields.Many2one("elektrohisob.reading", readonly=True)
    message_id = fields.Many2one("elektrohisob.exchange.message", readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decision_note = fields.Char(readonly=True)

    _one_valid = models.UniqueIndex(
        "(installation_id, reading_type, date) WHERE state = 'valid'",
        "The meter already has a valid reading of this day.",
    )
    _account_idx = models.Index("(account_id, date)")
    _company_idx = models.Index("(company_id, date)")
    _queue_idx = models.Index("(company_id, id) WHERE state = 'queued'")
