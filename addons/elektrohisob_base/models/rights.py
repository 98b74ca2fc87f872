import re
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

OPERATIONS = ("read", "write", "create", "unlink")
READERS = ("elektrohisob_base.group_admin", "elektrohisob_base.group_auditor")
# Scopes from the widest to the narrowest, told from the domains of rules; the last is
# that of a rule this page knows no words for.
SCOPES = (
    "all",
    "colleagues",
    "above",
    "common",
    "below",
    "own",
    "households",
    "legal",
    "centre",
    "consumer",
    "rule",
)
SCOPE_MARKS = (
    ("colleagues", re.compile(r"'share',\s*'=',\s*False\).*'company_ids'")),
    ("above", re.compile(r"'company_id',\s*'parent_of',\s*company_ids")),
    ("below", re.compile(r"'company_id',\s*'child_of',\s*company_ids")),
    ("own", re.compile(r"'company_id',\s*'in',\s*company_ids")),
    ("own", re.compile(r"'(create_uid|user_id)',\s*'=',\s*user\.id")),
    ("households", re.compile(r"'category',\s*'=',\s*'household'")),
    ("legal", re.compile(r"'category',\s*'!=',\s*'household'")),
    ("centre", re.compile(r"user\.company_ids\.filtered\('parent_id'\)")),
    ("consumer", re.compile(r"user\.commercial_partner_id")),
)


class Rights(models.AbstractModel):
    """Who may do what, read from the access rows and record rules as they are now."""

    _name = "elektrohisob.rights"
    _description = "Rights of roles"

    # === BUSINESS METHODS === #

    @api.model
    def matrix(self, *, user=None):
        """Rights of every role on every model, or those of one user.

        :param int user: id of a user; without one, a column per role
        :return: dict: ``roles``, list of dicts ``id``, ``name``, ``subsystem``;
            ``subsystems``, list of texts; ``rows``, list of dicts ``model``,
            ``name``, ``subsystem``, ``kind`` (data, report or action) and
            ``cells``, dict of role id as text → list of dicts ``operation`` (read,
            write, create, unlink) and ``scope`` (all, colleagues, above, below,
            common, own, households, legal, centre, consumer or rule)
        :raise AccessError: the caller is neither administrator nor auditor
        """
        self._check_reader()
        columns = self._get_columns(user)
        names = self._get_models()
        granted = self._get_granted(columns, names)
        scopes = self._get_scopes(columns, names)
        labels = dict(self._get_subsystems())
        rows = []
        for name in names:
            cells = {}
            for column in columns:
                cells[str(column["id"])] = [
                    {"operation": operation, "scope": scopes[column["id"], name][index]}
                    for index, operation in enumerate(OPERATIONS)
                    if operation in granted[column["id"], name]
                ]
            rows.append(
                {
                    "model": name,
                    "name": self._get_label(name),
                    "subsystem": labels[self._get_subsystem(name)],
                    "kind": self._get_kind(name),
                    "cells": cells,
                }
            )
        order = list(labels.values())
        rows.sort(key=lambda row: (order.index(row["subsystem"]), row["name"]))
        roles = [{key: c[key] for key in ("id", "name", "subsystem")} for c in columns]
        present = {row["subsystem"] for row in rows}
        return {
            "roles": roles,
            "subsystems": [text for text in order if text in present],
            "rows": rows,
        }

    @api.model
    def reasons(self, *, model, role=None, user=None):
        """Access rows and record rules that make a cell of the matrix.

        :param str model: technical name of the model
        :param int role: id of a role (group), or
        :param int user: id of a user
        :return: list of dicts ``kind`` (access or rule), ``name``, ``group`` (text,
            empty for everybody), ``operations`` (list) and ``domain`` (text)
        :raise AccessError: the caller is neither administrator nor auditor
        """
        self._check_reader()
        if model not in self._get_models():
            return []
        # which groups include which is no secret to who may look here
        if user:
            groups = self.env["res.users"].browse(user).sudo().all_group_ids
        else:
            groups = self.env["res.groups"].browse(role).sudo().all_implied_ids
        found = []
        # administrators of units do not read these tables otherwise
        of_model = [("model_id.model", "=", model)]
        for access in self.env["ir.model.access"].sudo().search(of_model):
            if not access.group_id or access.group_id in groups:
                found.append(self._describe(access, "access", access.group_id, ""))
        for rule in self.env["ir.rule"].sudo().search(of_model):
            if not rule.groups or rule.groups & groups:
                domain = rule.domain_force or ""
                shown = rule.groups & groups
                found.append(self._describe(rule, "rule", shown, domain))
        return [row for row in found if row["operations"]]

    @api.model
    def _describe(self, record, kind, groups, domain):
        return {
            "kind": kind,
            "name": record.name,
            "group": ", ".join(groups.mapped("full_name")),
            "operations": [op for op in OPERATIONS if record[f"perm_{op}"]],
            "domain": domain,
        }

    @api.model
    def _check_reader(self):
        if not any(self.env.user.has_group(group) for group in READERS):
            raise AccessError(
                self.env._("Only administrators and auditors see the rights of roles.")
            )

    @api.model
    def _get_columns(self, user=None):
        """Columns: id, name, subsystem and the ids of all groups they include."""
        if user:
            users = self.env["res.users"].browse(user)
            users.check_access("read")
            # of a user he may read also groups of other addons count
            groups = users.sudo().all_group_ids
            return [
                {
                    "id": users.id,
                    "name": users.name,
                    "subsystem": "",
                    "groups": set(groups.ids),
                }
            ]
        category = self.env.ref("elektrohisob_base.module_category_elektrohisob")
        # names of roles and what they include are no secret
        roles = (
            self.env["res.groups"]
            .sudo()
            .search([("privilege_id.category_id", "=", category.id)])
        )
        return [
            {
                "id": role.id,
                "name": role.name,
                "subsystem": role.privilege_id.name,
                "groups": set(role.all_implied_ids.ids),
            }
            for role in roles.sorted(lambda role: (role.sequence, role.id))
        ]

    @api.model
    def _get_models(self):
        """Models of Elektrohisob, and the users and units it builds on."""
        names = [
            name
            for name, model in self.env.registry.items()
            if name.startswith("elektrohisob.") and not model._abstract
        ]
        return [*names, "res.company", "res.users"]

    @api.model
    def _get_granted(self, columns, names):
        """(column, model) → set of operations the access rows give."""
        self.env["ir.model.access"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.model, a.group_id, a.perm_read, a.perm_write, a.perm_create,
                       a.perm_unlink
                FROM ir_model_access a JOIN ir_model m ON m.id = a.model_id
                WHERE a.active AND m.model IN %s
                """,
                tuple(names),
            )
        )
        granted = defaultdict(set)
        for column in columns:
            for model, group, *permissions in rows:
                if group is None or group in column["groups"]:
                    pairs = zip(OPERATIONS, permissions, strict=True)
                    granted[column["id"], model] |= {name for name, may in pairs if may}
        return granted

    @api.model
    def _get_scopes(self, columns, names):
        """(column, model) → scope of each operation."""
        rules = defaultdict(list)
        # rules are read as they are, whoever looks at the matrix
        found = self.env["ir.rule"].sudo().search([("model_id.model", "in", names)])
        for rule in found:
            rules[rule.model_id.model].append(rule)
        return {
            (column["id"], name): [
                self._get_kept_scope(
                    name,
                    operation,
                    self._get_scope(rules[name], column["groups"], operation),
                    column["groups"],
                )
                for operation in OPERATIONS
            ]
            for column in columns
            for name in names
        }

    @api.model
    def _get_scope(self, rules, groups, operation):
        """Scope of an operation: the narrowest of the general rules and of the
        widest rule of the groups."""
        rules = [rule for rule in rules if rule[f"perm_{operation}"]]
        general = [self._read_scope(rule) for rule in rules if not rule.groups]
        special = [
            self._read_scope(rule) for rule in rules if set(rule.groups.ids) & groups
        ]
        if {"households", "legal"} <= set(special):
            special.append("all")  # together they are all consumers
        if special:
            general.append(min(special, key=SCOPES.index))
        return max(general, key=SCOPES.index, default="all")

    @api.model
    def _get_kept_scope(self, name, operation, scope, groups):
        """Rows of units above are read here and changed there, whatever the rules say.

        Roles that keep a list everywhere also change its rows of the centre.
        """
        keepers = getattr(self.env[name], "_reference_central_groups", None)
        if scope != "above" or operation == "read" or keepers is None:
            return scope
        central = {self.env.ref(keeper).id for keeper in keepers}
        return "common" if central & groups else "own"

    @api.model
    def _read_scope(self, rule):
        """Scope that the domain of a rule means."""
        domain = rule.domain_force or ""
        if not domain.strip() or domain.replace(" ", "") in ("[]", "[(1,'=',1)]"):
            return "all"
        domain = domain.replace("('id',", "('company_id',")
        return next((s for s, mark in SCOPE_MARKS if mark.search(domain)), "rule")

    # === WORDS === #

    @api.model
    def _get_kind(self, name):
        model = self.env[name]
        if model._transient:
            return "action"
        return "data" if model._auto else "report"

    @api.model
    def _get_label(self, name):
        # names of models are shown to everybody in messages
        return self.env["ir.model"]._get(name).sudo().name or name

    @api.model
    def _get_subsystems(self):
        """Hook: (code, name) of the subsystems in the order of the page."""
        _ = self.env._
        return [
            ("consumers", _("Consumers")),
            ("equipment", _("Technical equipment and metering")),
            ("settlement", _("Settlement and payments")),
            ("claims", _("Claims")),
            ("reports", _("Reports")),
            ("portal", _("Consumer's window")),
            ("external", _("External systems and synchronisation")),
            ("reference", _("Reference data")),
            ("administration", _("Administration")),
        ]

    @api.model
    def _get_subsystem(self, name):
        """Hook: code of the subsystem of a model."""
        addon = self.env[name]._original_module.removeprefix("elektrohisob_")
        codes = {"metering": "equipment", "billing": "settlement"}
        if addon in ("metering", "billing", "claims", "reports", "portal"):
            return codes.get(addon, addon)
        name = name.removeprefix("elektrohisob.")
        if name.startswith(("exchange.", "sync.", "outbox", "notification")):
            return "external"
        if name.startswith(("account", "agreement")):
            return "consumers"
        reference = ("region", "district", "locality", "street", "building", "bank")
        reference += ("oked", "consumer.category", "unit", "reason", "calendar.day")
        reference += ("identity.kind", "reference.", "quality.", "period")
        return "reference" if name.startswith(reference) else "administration"
