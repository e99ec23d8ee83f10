"""Imports run one way, and nobody reaches for another module's private names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "claims").rglob("*.py"))
FACE = (
    "views",
    "forms",
    "admin",
    "api",
    "feeds",
    "tasks",
    "management",
    "urls",
    "templatetags",
    "htmx",
    "apps",
    "checks",
)


def layer_of(module: str) -> str:
    part = module.split(".")[1] if "." in module else ""
    if part in ("extraction", "models", "training"):
        return part
    return "face" if part in FACE else "work"


ALLOWED = {
    "extraction": {"extraction"},
    "models": {"models"},
    "training": {"extraction", "training"},
    "work": {"extraction", "models", "work"},
    "face": {"extraction", "models", "work", "face"},
}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (module, name) of each import of our own."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "claims":
            yield from ((f"{node.module}", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names if alias.name.split(".")[0] == "claims")


def target_of(module: str, name: str) -> str:
    return f"{module}.{name}" if module == "claims" else module


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_imports_only_from_its_layer_or_below(path: Path) -> None:
    module = name_of(path)
    if "migrations" in module or module == "claims":
        return
    wrong = [
        target
        for target in (target_of(*found) for found in imports_of(path))
        if layer_of(target) not in ALLOWED[layer_of(module)]
    ]
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_leaves_private_names_of_others_alone(path: Path) -> None:
    assert not [(module, name) for module, name in imports_of(path) if name.startswith("_")]


def test_extraction_needs_no_django() -> None:
    for path in (ROOT / "claims" / "extraction").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        named += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert not [name for name in named if name.split(".")[0] in ("django", "torch")], path


@pytest.mark.parametrize("path", [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))], ids=name_of)
def test_file_is_short_enough_to_read(path: Path) -> None:
    if "migrations" not in path.parts:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 420
