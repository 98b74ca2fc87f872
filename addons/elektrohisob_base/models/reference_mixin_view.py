from lxml import etree

from odoo import api, models

TOOLS = (
    ("action_export_sheet", "always"),
    ("action_load_sheet", "always"),
    ("action_merge", None),
)


class ReferenceMixinView(models.AbstractModel):
    """Buttons that every list has, put into its views in one place."""

    _inherit = "elektrohisob.reference.mixin"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Override of `base` to add the tools of lists to every list and form."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "list":
            self._add_list_tools(arch)
        elif view_type == "form":
            self._add_form_tools(arch)
        return arch, view

    @api.model
    def _add_list_tools(self, arch):
        labels = {
            "action_export_sheet": self.env._("To Excel"),
            "action_load_sheet": self.env._("From Excel"),
            "action_merge": self.env._("Merge"),
        }
        header = arch.find("header")
        if header is None:
            header = etree.Element("header")
            arch.insert(0, header)
        editors = {"elektrohisob_base.group_admin", *self._reference_central_groups}
        for name, display in TOOLS:
            attributes = {"name": name, "type": "object", "string": labels[name]}
            attributes["class"] = "text-nowrap"
            if display:
                attributes["display"] = display
            if name != "action_export_sheet":
                attributes["groups"] = ",".join(sorted(editors))
            etree.SubElement(header, "button", attributes)
        if arch.find("field[@name='active']") is None:
            etree.SubElement(arch, "field", name="active", column_invisible="True")

    @api.model
    def _add_form_tools(self, arch):
        sheet = arch.find("sheet")
        if sheet is None:
            return
        box = sheet.find("div[@name='button_box']")
        if box is None:
            box = etree.Element("div", {"name": "button_box", "class": "oe_button_box"})
            sheet.insert(0, box)
        for action, icon, field, label in (
            ("action_open_usages", "fa-link", "use_count", self.env._("Used by")),
            ("action_open_changes", "fa-history", None, self.env._("Changes")),
        ):
            button = etree.SubElement(
                box,
                "button",
                {
                    "name": action,
                    "type": "object",
                    "class": "oe_stat_button",
                    "icon": icon,
                    "invisible": "not id",
                },
            )
            if field:
                options = {"name": field, "widget": "statinfo", "string": label}
                etree.SubElement(button, "field", options)
            else:
                span = etree.SubElement(button, "span", {"class": "o_stat_text"})
                span.text = label
        ribbon = {
            "name": "web_ribbon",
            "title": self.env._("Archived"),
            "bg_color": "text-bg-danger",
            "invisible": "active",
        }
        if sheet.find("widget[@name='web_ribbon']") is None:
            box.addnext(etree.Element("widget", ribbon))
        etree.SubElement(sheet, "field", name="active", invisible="1")
