"""The command `test`: its stages in order, and one closing line over all of them."""

from __future__ import annotations

import argparse
import functools
from collections.abc import Callable

from launcher import browser_stage, lint_stage, odoo_stage, pytest_stage
from launcher.database import Site, environment, prepare
from launcher.say import Trouble, failure, note
from launcher.tally import Tally
from launcher.venv import ensure_development

# A stage asks for the site (PostgreSQL and all) only when it needs it.
STAGES: dict[str, tuple[str, Callable[[Callable[[], Site], str], Tally]]] = {
    "lint": ("style and Odoo's conventions", lint_stage.run),
    "fast": ("launcher, engines and house rules, without a database", pytest_stage.run),
    "addons": ("each addon alone with its left neighbours", odoo_stage.addons),
    "tours": ("all addons together in a browser", odoo_stage.tours),
    "e2e": ("user journeys against a running server", browser_stage.run),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    stages = "; ".join(f"{name}: {text}" for name, (text, _) in STAGES.items())
    parser.add_argument(
        "stage", nargs="?", default="all", choices=[*STAGES, "all"], help=stages
    )
    parser.add_argument("-k", default="", help="only addons or tests with this in name")


def main(args: argparse.Namespace) -> int:
    """Run the stages; the exit code is 1 if anything failed."""
    names = list(STAGES) if args.stage == "all" else [args.stage]
    environment()
    ensure_development()
    site = functools.cache(prepare)
    total = Tally()
    for name in names:
        text, run = STAGES[name]
        if name == "addons" and "e2e" in names:
            run = functools.partial(run, beside=browser_stage.build)
        note(f"\n== {name}: {text}")
        try:
            found = run(site, args.k)
        except Trouble as trouble:
            failure(trouble)
            found = Tally(failed=1)
        note(f"== {name}: {found}" if found.any else f"== {name}: nothing to run")
        total += found
    note("")
    note(str(total))
    return 1 if total.failed else 0
