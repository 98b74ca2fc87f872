"""Whatever takes rows out of the system tells the log of exports and prints."""

import ast

import pytest

from house.tree import Source, project

LOG = "log_output"
# Routes that answer with a page or a few figures, not with a document.
OUTPUT_CALLS = {"content_disposition"}
OUTPUT_TEXT = "/web/content"
# What looks like an output and is none: path:function → reason.
NO_OUTPUT: dict[str, str] = {}


def functions(source):
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef):
            yield node


def called(node):
    return {
        call.func.id if isinstance(call.func, ast.Name) else call.func.attr
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, (ast.Name, ast.Attribute))
    }


def texts(node):
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def is_route(node):
    return any("route" in ast.unparse(decorator) for decorator in node.decorator_list)


def outputs_are_logged(source):
    """A route that makes a document, by itself or through a helper of its file, and a
    method that sends the browser to a stored file call ``log_output``."""
    by_name = {node.name: node for node in functions(source)}
    broken = []
    for node in by_name.values():
        names = called(node)
        helpers = [by_name[name] for name in names if name in by_name]
        reached = names.union(*(called(helper) for helper in helpers))
        makes = is_route(node) and bool(reached & OUTPUT_CALLS)
        sends = any(text.startswith(OUTPUT_TEXT) for text in texts(node))
        key = f"{source.path}:{node.name}"
        if (makes or sends) and LOG not in reached and key not in NO_OUTPUT:
            broken.append(source.at(node, f"{node.name}() does not call {LOG}()"))
    return broken


ROUTE = """
@route("/a")
def a(self):
    {}
    return self._pdf(b"")
def _pdf(self, content):
    return request.make_response(content, [("X", content_disposition("a"))])
"""
SEND = 'def action_a(self):\n    {}\n    return {{"url": f"/web/content/{{self.id}}"}}'


@pytest.mark.parametrize("text", [ROUTE, SEND], ids=["route", "file"])
def test_rule_can_fail(text):
    path = "elektrohisob_base/controllers/a.py"
    assert outputs_are_logged(Source(path, text.format("pass")))
    assert not outputs_are_logged(Source(path, text.format("log_output(self)")))


def test_outputs_of_the_tree_are_logged():
    broken = [
        line
        for source in project().program
        if source.folder in ("controllers", "models", "wizards", "report")
        for line in outputs_are_logged(source)
    ]
    assert not broken, "\n" + "\n".join(broken)
