"""The menus of a role without a browser: the same questions the web client asks.

A view is drawn by a browser once, for the first role that has its menu. What differs
between roles is what the server allows them, and that is asked here for every role:
the menu's action, its views, its first rows and its first record with all their fields.
"""

import ast
from collections.abc import Iterator
from xml.etree import ElementTree

from site_under_test import Session

ROWS = 80
#: Views of rows that are read; the others are drawn from the same rows by a browser.
LISTS = ("list", "kanban")
SUBVIEWS = ("list", "kanban", "form")


def get_menus(session: Session) -> Iterator[tuple[str, str, int]]:
    """External id, kind and id of the action of every menu of our application."""
    menus = session.call("ir.ui.menu", "load_web_menus", [], False)
    todo = [
        menu
        for menu in map(str, menus["root"]["children"])
        if (menus[menu]["xmlid"] or "").startswith("elektrohisob")
    ]
    while todo:
        menu = menus[todo.pop(0)]
        todo += map(str, menu["children"])
        if menu["actionID"]:
            yield menu["xmlid"], menu["actionModel"], menu["actionID"]


def read_action(session: Session, kind: str, action: int) -> int:
    """Ask for what the menu shows; number of rows. Raises RpcError as the server does.

    Pages of the client's own and actions of the server are left to the browser.
    """
    if kind != "ir.actions.act_window":
        return 0
    found = session.post("/web/action/load", {"action_id": action})
    views = [[view, name] for view, name in found["views"]]
    asked = session.call(
        found["res_model"],
        "get_views",
        [*views, [False, "search"]],
        {"toolbar": True, "load_filters": True, "action_id": action},
    )
    specs = {
        name: _spec(
            ElementTree.fromstring(asked["views"][name]["arch"]),
            found["res_model"],
            asked["models"],
        )
        for _view, name in views
        if name in (*LISTS, "form")
    }
    rows = _read_rows(session, found, specs)
    if rows and "form" in specs:
        session.call(
            found["res_model"], "web_read", rows[:1], specification=specs["form"]
        )
    return len(rows)


def _read_rows(session: Session, action: dict, specs: dict) -> list[int]:
    """Ids of the first rows of the action's first list, none for a wizard."""
    name = next((name for name in LISTS if name in specs), None)
    if name is None:
        return []
    try:
        domain = ast.literal_eval(action.get("domain") or "[]")
    except (ValueError, SyntaxError):  # of what only the client knows, as its day
        domain = []
    found = session.call(
        action["res_model"],
        "web_search_read",
        domain,
        specs[name],
        limit=ROWS,
    )
    return [row["id"] for row in found["records"]]


def _spec(node: ElementTree.Element, model: str, models: dict) -> dict:
    """What the web client reads for an arch, its embedded views included."""
    spec: dict = {}
    for field in _fields(node):
        info = models[model]["fields"].get(field.get("name"))
        if not info:
            continue
        inner: dict = {}
        if info["type"] in ("many2one", "one2many", "many2many"):
            inner = {"fields": {"display_name": {}}}
            for view in field:
                if view.tag in SUBVIEWS and info["relation"] in models:
                    inner["fields"] |= _spec(view, info["relation"], models)
        spec[field.get("name")] = inner
    return spec


def _fields(node: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The fields of an arch itself, not those of views embedded in them."""
    for child in node:
        if child.tag == "field":
            yield child
        else:
            yield from _fields(child)
