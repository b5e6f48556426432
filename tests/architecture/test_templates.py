"""What templates import of each other: nothing that they do not use."""

from functools import cache

from jinja2 import Environment, nodes

from tests.architecture.test_rooms import APPLICATION

TEMPLATES = APPLICATION / "templates"


@cache
def _tree(name: str) -> nodes.Template:
    """Return the syntax tree of a template, by its path in the folder of templates."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    return Environment(extensions=["jinja2.ext.i18n"]).parse(text)  # noqa: S701 renders nothing


def _imported(tree: nodes.Template) -> set[str]:
    """Return the names under which a template imports macros, or files of macros."""
    lists = [node.names for node in tree.find_all(nodes.FromImport)]
    names = {one if isinstance(one, str) else one[1] for names in lists for one in names}
    return names | {node.target for node in tree.find_all(nodes.Import)}


def _read(tree: nodes.Template) -> set[str]:
    """Return the names a template reads, wherever they come from."""
    return {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}


def _handed_on(name: str) -> set[str]:
    """Return what a template that is included may take from the one it is put into."""
    tree = _tree(name)
    own = {macro.name for macro in tree.find_all(nodes.Macro)} | _imported(tree)
    return (_read(tree) - own) | _read_below(tree)


def _read_below(tree: nodes.Template) -> set[str]:
    """Return what the templates that this one includes may take from it."""
    included = [
        one
        for node in tree.find_all(nodes.Include)
        if isinstance(node.template, nodes.Const)
        for one in (
            [node.template.value] if isinstance(node.template.value, str) else node.template.value
        )
    ]
    return {name for one in included for name in _handed_on(one)}


def test_templates_import_no_macro_they_do_not_use() -> None:
    names = [path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*")]
    unused = {
        name: sorted(spare)
        for name in sorted(names)
        if (spare := _imported(_tree(name)) - _read(_tree(name)) - _read_below(_tree(name)))
    }
    assert unused == {}
