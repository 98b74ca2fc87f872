from odoo import api, fields, models
from odoo.tools import SQL

PLACES = 8  # an id is number × PLACES + place of the source


class AuditReport(models.Model):
    """One list of everything the logs tell: a row per change, output or look.

    Id of a row = id of its source × 8 + number of the source, which an index of each
    source serves. Two people read it at once with the rights of the list itself.
    """

    _name = "elektrohisob.audit.report"
    _description = "Audit"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "object_name"
    _depends = {
        "auditlog.log": ["company_id", "method", "model_model", "res_id", "user_id"],
        "auditlog.log.line": ["field_name", "log_id", "old_value_text"],
        "elektrohisob.reference.change": ["model", "res_id", "column", "company_id"],
        "elektrohisob.audit.output": ["kind", "model", "name", "row_count"],
        "elektrohisob.login.event": ["login", "user_id", "outcome", "company_id"],
        "elektrohisob.audit.look": ["account_id", "what", "way", "row_count"],
    }

    date = fields.Datetime(string="When", readonly=True)
    user_id = fields.Many2one("res.users", string="Who", readonly=True)
    company_id = fields.Many2one("res.company", string="Unit", readonly=True)
    kind = fields.Selection(
        [
            ("create", "Created"),
            ("change", "Changed"),
            ("unlink", "Deleted"),
            ("export", "Exported"),
            ("print", "Printed"),
            ("download", "Downloaded"),
            ("look", "Looked at personal data"),
            ("login", "Login or refusal"),
        ],
        string="Action",
        readonly=True,
    )
    subject = fields.Selection(
        [
            ("rights", "Users and rights"),
            ("organisation", "Organisation"),
            ("parameters", "Parameters"),
            ("tariffs", "Tariffs"),
            ("lists", "Reference data"),
            ("contracts", "Contracts"),
            ("outputs", "Exports and prints"),
            ("looks", "Personal data"),
            ("logins", "Logins"),
            ("other", "Other settings"),
        ],
        readonly=True,
    )
    model = fields.Char(string="Object key", readonly=True)
    model_name = fields.Char(string="Kind of object", compute="_compute_words")
    res_id = fields.Integer(string="Row number", readonly=True, aggregator=False)
    object_name = fields.Char(string="Object", readonly=True)
    column = fields.Char(string="Field key", readonly=True)
    old_text = fields.Char(string="Old value as stored", readonly=True)
    new_text = fields.Char(string="New value as stored", readonly=True)
    what = fields.Char(compute="_compute_words")
    before = fields.Char(compute="_compute_words")
    after = fields.Char(compute="_compute_words")
    row_count = fields.Integer(string="Rows", readonly=True)
    address = fields.Char(string="Network address", readonly=True)
    log_id = fields.Many2one("auditlog.log", string="Entry", readonly=True)
    line_ids = fields.Many2many(
        "auditlog.log.line", string="Values", compute="_compute_line_ids"
    )

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(self._get_sources())

    @api.depends("kind", "model", "column", "old_text", "new_text")
    @api.depends_context("lang")
    def _compute_words(self):
        models_by_name = self.env["ir.model"].sudo()  # the name of a model is no secret
        for row in self:
            known = self.env.get(row.model) is not None
            row.model_name = models_by_name._get(row.model).name if known else row.model
            row.what, row.before, row.after = row._tell()

    @api.depends("log_id")
    def _compute_line_ids(self):
        for row in self:
            row.line_ids = row.log_id.line_ids

    # === ACTIONS === #

    def action_open_object(self):
        """Open the changed record, if it is still there and may be read."""
        self.ensure_one()
        record = self.env[self.model].browse(self.res_id).exists()
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": record.id,
            "view_mode": "form" if record else "list",
            "views": [(False, "form" if record else "list")],
        }

    def action_open_entry(self):
        """Open the row of the log itself, with all that it holds."""
        self.ensure_one()
        models_by_place = {3: "elektrohisob.reference.change"}
        models_by_place.update({4: "elektrohisob.audit.output"})
        models_by_place.update({5: "elektrohisob.audit.look"})
        models_by_place.update({6: "elektrohisob.login.event"})
        number, place = divmod(self.id, PLACES)
        return {
            "type": "ir.actions.act_window",
            "res_model": models_by_place[place],
            "res_id": number,
            "view_mode": "form",
            "target": "new",
        }

    # === BUSINESS METHODS === #

    def _tell(self):
        """What was done in the reader's words: what, before, after."""
        self.ensure_one()
        if self.kind == "look":
            look = self.env["elektrohisob.audit.look"].new({"what": self.column})
            return look.what_text, False, False
        if self.kind == "login":
            outcomes = self.env[self.model]._fields["outcome"]
            labels = dict(outcomes._description_selection(self.env))
            return labels.get(self.column), False, False
        if self.kind != "change":
            return self.column, self.old_text, self.new_text
        records = self.env.get(self.model)
        if hasattr(records, "_get_sheet_captions") and not self.log_id:
            caption = records._get_sheet_captions().get(self.column, self.column)
            return caption, self.old_text, self.new_text
        words = self.env["auditlog.log.line"]._get_words(self.model, self.column)
        labels = words["labels"]
        return (
            words["caption"],
            labels.get(self.old_text, self.old_text),
            labels.get(self.new_text, self.new_text),
        )

    @api.model
    def _get_subjects(self):
        """Hook: models by subject; lists of reference data know themselves."""
        return {
            "rights": (
                *("res.users", "res.groups", "res.groups.privilege"),
                *("ir.model.access", "ir.rule"),
                *("elektrohisob.approval.rule", "elektrohisob.staff"),
                *("elektrohisob.staff.grant",),
            ),
            "organisation": (
                *("res.company", "elektrohisob.bank.account"),
                *("elektrohisob.signatory", "elektrohisob.contact.point"),
                *("elektrohisob.contact.hours",),
            ),
            "parameters": (
                *("elektrohisob.parameter", "elektrohisob.parameter.value"),
                *("elektrohisob.parameter.choice",),
            ),
            "contracts": (
                *("elektrohisob.agreement", "elektrohisob.agreement.term"),
                *("elektrohisob.agreement.change", "elektrohisob.agreement.volume"),
                "elektrohisob.agreement.restriction",
            ),
        }

    def _get_subject_sql(self, column):
        cases = [
            SQL("WHEN %s = ANY(%s) THEN %s", column, list(names), subject)
            for subject, names in self._get_subjects().items()
        ]
        lists = [
            name
            for name, model in self.env.registry.items()
            if issubclass(model, self.env.registry["elektrohisob.reference.mixin"])
        ]
        cases.append(SQL("WHEN %s = ANY(%s) THEN 'lists'", column, lists))
        return SQL("CASE %s ELSE 'other' END", SQL(" ").join(cases))

    def _get_sources(self):
        """Hook: SELECTs of the sources with the same columns in the same order."""
        subject = self._get_subject_sql
        return [
            SQL(
                """
                SELECT l.id::bigint * 8 + 1 AS id, l.create_date AS date, l.user_id,
                       l.company_id, l.method AS kind, %s AS subject,
                       l.model_model AS model, l.res_id, l.name AS object_name,
                       NULL::varchar AS "column", NULL::text AS old_text,
                       NULL::text AS new_text, 1 AS row_count, r.address,
                       l.id AS log_id
                  FROM auditlog_log l
                  LEFT JOIN auditlog_http_request r ON r.id = l.http_request_id
                 WHERE l.method IN ('create', 'unlink')
                """,
                subject(SQL("l.model_model")),
            ),
            SQL(
                """
                SELECT v.id::bigint * 8 + 2, v.create_date, l.user_id, l.company_id,
                       'change', %s, l.model_model, l.res_id, l.name, v.field_name,
                       v.old_value_text, v.new_value_text, 1, r.address, l.id
                  FROM auditlog_log_line v
                  JOIN auditlog_log l ON l.id = v.log_id
                  LEFT JOIN auditlog_http_request r ON r.id = l.http_request_id
                 WHERE l.method = 'write'
                """,
                subject(SQL("l.model_model")),
            ),
            SQL(
                """
                SELECT c.id::bigint * 8 + 3, c.date, c.user_id,
                       coalesce(c.company_id, u.company_id), 'change', %s,
                       c.model, c.res_id, c.code || ' ' || coalesce(c.name, ''),
                       c."column", c.old_value, c.new_value, 1, NULL, NULL::int
                  FROM elektrohisob_reference_change c
                  LEFT JOIN res_users u ON u.id = c.user_id
                """,
                subject(SQL("c.model")),
            ),
            SQL(
                """
                SELECT o.id::bigint * 8 + 4, o.date, o.user_id, o.company_id, o.kind,
                       'outputs', o.model, NULL::int, o.name,
                       concat_ws(': ', o.file_format, nullif(o.columns, '')), NULL,
                       NULL, o.row_count, o.address, NULL::int
                  FROM elektrohisob_audit_output o
                """
            ),
            SQL(
                """
                SELECT k.id::bigint * 8 + 5, k.date, k.user_id, k.company_id, 'look',
                       'looks', 'elektrohisob.account', k.account_id, a.number, k.what,
                       NULL, NULL, k.row_count, k.address, NULL::int
                  FROM elektrohisob_audit_look k
                  LEFT JOIN elektrohisob_account a ON a.id = k.account_id
                """
            ),
            SQL(
                """
                SELECT e.id::bigint * 8 + 6, e.date, e.user_id, e.company_id, 'login',
                       'logins', 'elektrohisob.login.event', NULL::int, e.login,
                       e.outcome, NULL, NULL, 1, e.address, NULL::int
                  FROM elektrohisob_login_event e
                """
            ),
        ]
