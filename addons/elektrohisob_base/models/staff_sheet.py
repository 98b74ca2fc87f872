from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..adapters.reference_sheet import Sheet, write_sheet

ADDON = "elektrohisob_base."


class StaffSheet(models.Model):
    """Employees as a table of texts: Excel both ways.

    The columns ``unit`` and ``also`` hold codes of units, ``roles`` codes of roles
    (``clerk_household``, …); several are separated by commas. A row is known by its
    login, in the column ``code``.
    """

    _inherit = "elektrohisob.staff"

    @api.model
    def _get_sheet_captions(self):
        """Captions of the columns, by their key."""
        labels = self.fields_get(attributes=["string"])
        names = {"code": "login", "unit": "company_id", "also": "scope_ids"}
        keys = ("code", "name", "unit", "also", "roles", "lang", "email", "phone")
        keys += ("position", "access_until")
        names |= {"roles": "role_ids"}
        captions = {key: labels[names.get(key, key)]["string"] for key in keys}
        return captions | {"password": self.env._("Password (new employees)")}

    @api.model
    def _get_role_codes(self):
        """Code of each role: its external name without ``group_``."""
        xmlids = self._get_roles()._get_external_ids()
        return {
            role_id: names[0].removeprefix(ADDON).removeprefix("group_")
            for role_id, names in xmlids.items()
            if names
        }

    @api.model
    def _export_sheet(self, rows=None):
        """The employees as an Excel file (bytes); passwords are never in it."""
        codes = self._get_role_codes()
        table = [
            {
                "code": staff.login,
                "name": staff.name,
                "unit": staff.company_id.network_code or staff.company_id.name,
                "also": ", ".join(
                    unit.network_code or unit.name for unit in staff.scope_ids
                ),
                "roles": ", ".join(sorted(codes[role.id] for role in staff.role_ids)),
                "lang": staff.lang,
                "email": staff.email,
                "phone": staff.phone,
                "position": staff.position,
                "access_until": fields.Date.to_string(staff.access_until),
            }
            for staff in rows or self.search([])
        ]
        return write_sheet(Sheet(self._name, self._get_sheet_captions(), table))

    @api.model
    def _load_sheet(self, rows):
        """Create and change employees by ``rows``: dicts of texts by column key.

        :return: a dict per row with ``line`` (from 0), ``code``, ``name``,
            ``outcome`` (created, changed, unchanged, refused) and ``detail``
        """
        codes = {code: role_id for role_id, code in self._get_role_codes().items()}
        seen = set()
        outcomes = []
        for line, row in enumerate(rows):
            row = {key: text.strip() for key, text in row.items()}
            if not any(row.values()):
                continue
            told = {"line": line, "code": row.get("code"), "name": row.get("name")}
            try:
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    told |= self._load_sheet_row(row, codes, seen)
                    self.env.flush_all()
            except (UserError, AccessError, ValidationError) as error:
                told |= {"outcome": "refused", "detail": str(error)}
            except IntegrityError:
                told |= {
                    "outcome": "refused",
                    "detail": self.env._("The login is taken already."),
                }
            outcomes.append(told)
        return outcomes

    @api.model
    def _load_sheet_row(self, row, codes, seen):
        login = row.get("code")
        if not login:
            raise UserError(self.env._("The login is empty. Each row needs one."))
        if login in seen:
            raise UserError(self.env._("The login stands in the file twice."))
        seen.add(login)
        staff = self.with_context(active_test=False).search(
            [("login", "=", login)], limit=1
        )
        vals = self._read_sheet_row(row, codes)
        if not staff:
            vals["login"] = login
            staff = self.create(vals)
            if row.get("password"):
                # the right to create the card was checked
                staff.user_id.sudo().password = row["password"]
            return {"outcome": "created", "detail": ", ".join(
                staff.role_ids.mapped("name"))}  # fmt: skip
        changed = {
            name: value
            for name, value in vals.items()
            if value != self._to_write_value(staff, name)
        }
        if not changed:
            return {"outcome": "unchanged", "detail": False}
        labels = self.fields_get(attributes=["string"])
        staff.write(changed)
        return {
            "outcome": "changed",
            "detail": ", ".join(labels[name]["string"] for name in changed),
        }

    @api.model
    def _to_write_value(self, staff, name):
        """Value of a field of a card as ``_read_sheet_row`` gives it."""
        field = self._fields[name]
        if field.type == "many2many":
            return [Command.set(sorted(staff[name].ids))]
        return staff[name].id if field.type == "many2one" else staff[name]

    @api.model
    def _read_sheet_row(self, row, codes):
        """Values of a card; a column left out is no value, an empty one empties."""
        vals = {}
        for name in ("name", "lang", "email", "phone", "position"):
            if name in row and (row[name] or name not in ("name", "lang")):
                vals[name] = row[name] or False
        if vals.get("lang") and vals["lang"] not in dict(
            self.env["res.lang"].get_installed()
        ):
            raise UserError(
                self.env._(
                    "“%s” is no language here. Write uz_UZ or ru_RU.", row["lang"]
                )
            )
        if row.get("unit"):
            vals["company_id"] = self._find_units(row["unit"]).id
        if "also" in row:
            units = self._find_units(row["also"])
            vals["scope_ids"] = [Command.set(sorted(units.ids))]
        if "roles" in row:
            names = [name.strip() for name in row["roles"].split(",") if name.strip()]
            unknown = [name for name in names if name not in codes]
            if unknown:
                raise UserError(
                    self.env._(
                        "“%(role)s” is no role. Known are: %(roles)s.",
                        role=unknown[0],
                        roles=", ".join(sorted(codes)),
                    )
                )
            ids = sorted({codes[name] for name in names})
            vals["role_ids"] = [Command.set(ids)]
        if "access_until" in row:
            vals["access_until"] = self._read_day(row["access_until"])
        return vals

    @api.model
    def _read_day(self, text):
        try:
            return fields.Date.to_date(text or None) or False
        except ValueError as error:
            raise UserError(
                self.env._("“%s” is no date. Write it as 2026-01-31.", text)
            ) from error

    @api.model
    def _find_units(self, text):
        """Units by their codes or names, comma separated."""
        units = self.env["res.company"]
        for code in filter(None, (part.strip() for part in text.split(","))):
            found = units.search([("network_code", "=", code)], limit=1)
            found = found or units.search([("name", "=", code)], limit=1)
            if not found:
                raise UserError(
                    self.env._("There is no unit %s, or it is not yours.", code)
                )
            units |= found
        return units
