"""Both languages know every text of ours, and no translation is doubtful."""

import ast
from pathlib import Path

import polib
import pytest

from house.test_python import calls
from house.tree import Tree, project

LANGUAGES = ("uz", "ru")
# attributes of view elements that a user reads
ATTRIBUTES = ("string", "help", "confirm", "placeholder", "title", "sum", "avg")


def defects(path: Path) -> list[str]:
    """What is wrong in one ``.po`` file."""
    if not path.is_file():
        return [f"{path.parent.parent.name}/i18n/{path.name}: missing"]
    where = f"{path.parent.parent.name}/i18n/{path.name}"
    broken = []
    for entry in polib.pofile(str(path)):
        if entry.obsolete:
            broken.append(f"{where}: obsolete {entry.msgid!r}")
        elif entry.fuzzy:
            broken.append(f"{where}: fuzzy {entry.msgid!r}")
        elif not entry.translated():
            broken.append(f"{where}: untranslated {entry.msgid!r}")
    return broken


def source_texts(tree: Tree, addon: str) -> set[str]:
    """Texts of the addon that a user reads, as far as they show in the source:
    labels and attributes of views, titles of menus and actions, messages."""
    texts: set[str] = set()
    for path, root in tree.xml.items():
        if not path.startswith(f"{addon}/views/"):
            continue
        for node in root.iter():
            texts.update(node.get(name, "") for name in ATTRIBUTES)
            if node.tag == "menuitem":
                texts.add(node.get("name", ""))
    for source in tree.program:
        if source.addon != addon:
            continue
        for node, name in calls(source):
            if name == "_" and node.args and isinstance(node.args[0], ast.Constant):
                texts.add(node.args[0].value)
            texts.update(
                keyword.value.value
                for keyword in node.keywords
                if keyword.arg in ("string", "help")
                and isinstance(keyword.value, ast.Constant)
                and source.folder in ("models", "wizards", "report")
            )
    # Odoo leaves out texts without a letter, such as a lone %
    return {
        text.strip()
        for text in texts
        if isinstance(text, str) and any(map(str.isalpha, text))
    }


def unknown(tree: Tree, addon: str, language: str) -> list[str]:
    """Texts in the source that a ``.po`` file does not have."""
    path = tree.addons / addon / "i18n" / f"{language}.po"
    if not path.is_file():
        return []
    known = {entry.msgid.strip() for entry in polib.pofile(str(path))}
    # an element without text, such as an icon, is one term with its attributes
    markup = [term for term in known if "<" in term]
    return [
        f"{addon}/i18n/{language}.po: does not have {text!r}"
        for text in sorted(source_texts(tree, addon) - known)
        if not any(f'"{text}"' in term for term in markup)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("addon", project().names)
def test_translation_is_complete(addon, language):
    tree = project()
    broken = defects(tree.addons / addon / "i18n" / f"{language}.po")
    broken += unknown(tree, addon, language)
    assert not broken, "\n" + "\n".join(broken)


@pytest.mark.parametrize("addon", project().names)
def test_languages_have_the_same_texts(addon):
    folder = project().addons / addon / "i18n"
    found = [
        {entry.msgid for entry in polib.pofile(str(folder / f"{language}.po"))}
        for language in LANGUAGES
        if (folder / f"{language}.po").is_file()
    ]
    assert all(texts == found[0] for texts in found)


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        ('msgid "A"\nmsgstr ""\n', "untranslated"),
        ('#, fuzzy\nmsgid "A"\nmsgstr "B"\n', "fuzzy"),
        ('#~ msgid "A"\n#~ msgstr "B"\n', "obsolete"),
    ],
)
def test_defects_can_be_seen(entry, word, tmp_path):
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    path = tmp_path / "addon" / "i18n" / "uz.po"
    assert "missing" in defects(path)[0]
    path.parent.mkdir(parents=True)
    path.write_text(head + entry, encoding="utf-8")
    assert word in defects(path)[0]
    path.write_text(head + 'msgid "A"\nmsgstr "B"\n', encoding="utf-8")
    assert defects(path) == []


def test_texts_of_the_source_are_found(tmp_path):
    addon = tmp_path / "addons" / "elektrohisob_base"
    for name, text in {
        "__manifest__.py": "{'name': 'x'}",
        "views/a.xml": '<odoo><button string="Go"/><menuitem name="Menu"/></odoo>',
        "models/a.py": "a = fields.Char(string='Label')\nself.env._('Say')",
        "i18n/uz.po": 'msgid ""\nmsgstr ""\n\nmsgid "Go"\nmsgstr "Yur"\n',
    }.items():
        (addon / name).parent.mkdir(parents=True, exist_ok=True)
        (addon / name).write_text(text, encoding="utf-8")
    tree = Tree(tmp_path)
    assert source_texts(tree, addon.name) == {"Go", "Menu", "Label", "Say"}
    assert len(unknown(tree, addon.name, "uz")) == 3
