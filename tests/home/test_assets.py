from pathlib import Path
from xml.etree import ElementTree

import pytest

from home.assets import FONTS, ICONS, AssetsMissing, collect_assets


@pytest.fixture
def node_modules(tmp_path: Path) -> Path:
    """What npm ci leaves behind, as far as the site uses it."""
    folder = tmp_path / "node_modules"
    for package, name in FONTS.items():
        _write(folder / package / "files" / name, "a font")
    for name in ICONS:
        _write(
            folder / "lucide-static" / "icons" / f"{name}.svg",
            '<!-- @license ISC -->\n<svg\n  viewBox="0 0 24 24"\n>\n  <path d="M4 5h16" />\n</svg>',
        )
    _write(folder / "h5p-standalone" / "dist" / "frame.bundle.js", "the core")
    _write(folder / "h5p-standalone" / "dist" / "styles" / "h5p.css", "body {}")
    return folder


def test_the_files_that_pages_use_are_copied_and_nothing_else(node_modules, tmp_path):
    _write(node_modules / "lucide-static" / "icons" / "heart.svg", "<svg></svg>")

    files = collect_assets(node_modules=node_modules, target=tmp_path / "assets")

    vendor = tmp_path / "assets" / "vendor"
    assert {path.relative_to(vendor).as_posix() for path in files} == {
        *(f"fonts/{name}" for name in FONTS.values()),
        "icons.svg",
        "h5p/frame.bundle.js",
        "h5p/styles/h5p.css",
    }
    assert "heart" not in (vendor / "icons.svg").read_text()


def test_every_icon_becomes_a_symbol_of_one_sprite(node_modules, tmp_path):
    collect_assets(node_modules=node_modules, target=tmp_path)

    sprite = ElementTree.fromstring((tmp_path / "vendor" / "icons.svg").read_text())
    symbols = sprite.findall("{http://www.w3.org/2000/svg}symbol")
    assert [symbol.get("id") for symbol in symbols] == sorted(ICONS)
    assert all(symbol.get("viewBox") == "0 0 24 24" and len(symbol) for symbol in symbols)


def test_what_an_earlier_version_left_is_gone(node_modules, tmp_path):
    _write(tmp_path / "vendor" / "fonts" / "old.woff2", "an old font")

    collect_assets(node_modules=node_modules, target=tmp_path)

    assert not (tmp_path / "vendor" / "fonts" / "old.woff2").exists()


def test_without_node_modules_one_sentence_says_what_to_run(tmp_path):
    with pytest.raises(AssetsMissing) as refusal:
        collect_assets(node_modules=tmp_path / "node_modules", target=tmp_path)

    assert str(refusal.value) == (
        f"The folder {tmp_path / 'node_modules'} is missing; run npm ci to fetch the browser assets."
    )


def test_a_missing_file_leaves_the_collected_ones_as_they_are(node_modules, tmp_path):
    collect_assets(node_modules=node_modules, target=tmp_path)
    (node_modules / "lucide-static" / "icons" / "menu.svg").unlink()

    with pytest.raises(AssetsMissing, match=r"lucide-static should hold icons/menu\.svg, but .* is missing"):
        collect_assets(node_modules=node_modules, target=tmp_path)

    assert (tmp_path / "vendor" / "icons.svg").exists()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
