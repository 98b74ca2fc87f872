"""Databases: the template of dependencies, its clones, and the demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from launcher import manifests, odoo_run, odoo_source, paths, postgres, sql, venv
from launcher.conf import DEMO, Server
from launcher.odoo_source import Odoo
from launcher.say import Trouble, note, step

# Attachments in the database: a clone is then complete without a folder of files.
ATTACHMENTS_IN_DB = """
env['ir.config_parameter'].set_param('ir_attachment.location', 'db')
env['ir.attachment'].force_storage()
env.cr.commit()
"""
# A clone is another database: its own identity, and its own secret for signatures.
OWN_IDENTITY = """
UPDATE ir_config_parameter SET value = gen_random_uuid()::text
WHERE key IN ('database.uuid', 'database.secret')
"""
# Odoo gives an addon demonstration data only if all it depends on have theirs; the
# dependencies are installed without, as theirs would be in the way of ours.
DEMO_ALLOWED = "UPDATE ir_module_module SET demo = true WHERE state = 'installed'"
DEMO_FAILED = "demo data failed to install"


@dataclass(frozen=True)
class Site:
    """All that is needed to run Odoo here."""

    odoo: Odoo
    server: Server
    addons: dict[str, dict]

    @property
    def template(self) -> str:
        """The name of the template of dependencies."""
        return manifests.template_name(
            self.addons, self.odoo.identity, venv.RUNTIME.read_text()
        )


def prepare() -> Site:
    """Make Odoo, the Python environment and PostgreSQL ready."""
    odoo = environment()
    return Site(odoo, postgres.ensure(), manifests.read())


def environment() -> Odoo:
    """Make Odoo and the Python environment ready."""
    odoo = odoo_source.find()
    venv.ensure(odoo)
    return odoo


def ensure_template(site: Site) -> str:
    """Return the template's name, building it if none fits."""
    name = site.template
    if name in sql.databases(site.server):
        return name
    with paths.locked(paths.LOCAL, "template"):
        if name in sql.databases(site.server):
            return name
        needed = manifests.foreign(site.addons)
        building = f"{name}_building"
        sql.drop(site.server, building)
        _create_empty(site, building)
        odoo_run.task(
            f"Installing the {len(needed)} addons ours depend on, once",
            site.odoo,
            site.server,
            building,
            ["-i", ",".join(needed)],
        )
        odoo_run.script(
            "Keeping attachments in the database",
            site.odoo,
            site.server,
            building,
            ATTACHMENTS_IN_DB,
        )
        sql.rename(site.server, building, name)
        if site.server.embedded:
            for old in sql.databases(site.server):
                if old.startswith("elh_deps_") and old != name:
                    sql.drop(site.server, old)
    return name


def _create_empty(site: Site, name: str) -> None:
    sql.run(
        site.server, f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'"
    )


def fresh_clone(site: Site, name: str, *, keep: bool = False) -> None:
    """Make `name` a new clone of the template, whatever it was before; `keep` it even
    if the machine fails."""
    template = ensure_template(site)
    sql.drop(site.server, name)
    sql.clone(site.server, template, name, keep=keep)
    sql.run(site.server, OWN_IDENTITY, name)


def ensure_demo(site: Site, fresh: bool = False) -> bool:
    """Make sure the demonstration database exists; return whether it was built now."""
    mark = paths.LOCAL / "demo.hash"
    if DEMO in sql.databases(site.server) and not fresh:
        if mark.is_file() and mark.read_text() != manifests.fingerprint():
            note(
                "note: the addons have changed since the database was made; bring it "
                "up to date with ./elektrohisob update (or start --fresh)."
            )
        return False
    building = f"{DEMO}_building"
    build(site, building, demo=True)
    with step(f"Putting the database {DEMO} in place"):
        sql.drop(site.server, DEMO)
        sql.rename(site.server, building, DEMO)
        mark.write_text(manifests.fingerprint())
    return True


def build(site: Site, name: str, *, demo: bool) -> None:
    """Make `name` a fresh clone with all our addons, with or without demonstration."""
    fresh_clone(site, name, keep=True)
    if not site.addons:
        note("note: the folder addons holds no addon yet; the database is bare.")
        return
    words = ["-i", ",".join(site.addons)]
    if demo:
        sql.run(site.server, DEMO_ALLOWED, name)
        words.append("--with-demo")
    log = odoo_run.task(
        f"Installing {len(site.addons)} addons{' with demonstration data' * demo}",
        site.odoo,
        site.server,
        name,
        words,
    )
    _check_installed(site, name, log, demo)


def update_demo(site: Site) -> None:
    """Bring the demonstration database up to date with the addons' files."""
    if DEMO not in sql.databases(site.server):
        raise Trouble(
            f"There is no database {DEMO} yet.",
            "Make it with ./elektrohisob start; it is then up to date.",
        )
    if not site.addons:
        note("note: the folder addons holds no addon yet; nothing to update.")
        return
    state = "SELECT name FROM ir_module_module WHERE state = 'installed'"
    present = {row[0] for row in sql.rows(site.server, state, DEMO)}
    new = [name for name in site.addons if name not in present]
    old = [name for name in site.addons if name in present]
    words = ["-u", ",".join(old)] if old else []
    if new:
        sql.run(site.server, DEMO_ALLOWED, DEMO)
        words += ["-i", ",".join(new), "--with-demo"]
    log = odoo_run.task(
        f"Updating {len(old)} addons and installing {len(new)}",
        site.odoo,
        site.server,
        DEMO,
        words,
    )
    _check_installed(site, DEMO, log, True)
    (paths.LOCAL / "demo.hash").write_text(manifests.fingerprint())


def _check_installed(site: Site, name: str, log: Path, demo: bool) -> None:
    """Raise Trouble if an addon is not installed or its demonstration failed."""
    failed = [ln for ln in odoo_run.bad_lines(log) if demo and DEMO_FAILED in ln]
    query = "SELECT name FROM ir_module_module WHERE state = 'installed'"
    present = {row[0] for row in sql.rows(site.server, query, name)}
    missing = [addon for addon in site.addons if addon not in present]
    if failed or missing:
        raise Trouble(
            "\n".join(failed) or f"Not installed: {', '.join(missing)}.",
            f"The traceback in {log} names the file and the line; correct it and "
            "repeat.",
        )
