"""Pure computation shared by all addons: no Odoo, no clock, no I/O."""
