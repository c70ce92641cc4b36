import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from home.assets import ICONS, PLUGIN_ASSETS, AssetsMissing, collect_assets, collect_for_wheel

ATKINSON = ("atkinson-hyperlegible-mono", "atkinson-hyperlegible-next")
OF_THE_PLUGINS = {
    *(f"vendor/fonts/{name}-latin-wght-normal.woff2" for name in ("familjen-grotesk", *ATKINSON)),
    "courses/vendor/h5p/frame.bundle.js",
    "courses/vendor/h5p/fonts/some.css",
    "courses/vendor/h5p/images/some.css",
    "courses/vendor/h5p/styles/some.css",
    *(f"courses/vendor/licences/{name}.txt" for name in ("h5p-standalone", "GPL-3.0-only", "MIT")),
    *(f"courses/vendor/licences/{name}.txt" for name in ("familjen-grotesk", *ATKINSON)),
    "courses/vendor/THIRD-PARTY.md",
}


@pytest.fixture
def node_modules(tmp_path: Path) -> Path:
    """What npm ci leaves behind, as far as the site uses it."""
    folder = tmp_path / "node_modules"
    for asset in PLUGIN_ASSETS:
        package = folder / asset.package
        _write(package / "package.json", '{"version": "1.2.3", "license": "MIT", "homepage": "https://example.org"}')
        _write(package / "LICENSE", f"The licence of {asset.package}")
        for name in asset.served:
            _write(package / name if Path(name).suffix else package / name / "some.css", "of others")
        for inside in asset.inside:
            text = json.dumps({"licenseText": f"The text of {inside.licence}"})
            _write(folder / "spdx-license-list" / "licenses" / f"{inside.licence}.json", text)
    for name in ICONS:
        _write(
            folder / "lucide-static" / "icons" / f"{name}.svg",
            '<!-- @license ISC -->\n<svg\n  viewBox="0 0 24 24"\n>\n  <path d="M4 5h16" />\n</svg>',
        )
    return folder


def test_the_files_that_pages_use_are_copied_and_nothing_else(node_modules, tmp_path):
    _write(node_modules / "lucide-static" / "icons" / "heart.svg", "<svg></svg>")

    files = collect_assets(node_modules=node_modules, target=tmp_path / "assets")

    assert {path.relative_to(tmp_path / "assets").as_posix() for path in files} == {
        *OF_THE_PLUGINS,
        "vendor/icons.svg",
    }
    assert "heart" not in (tmp_path / "assets" / "vendor" / "icons.svg").read_text()


def test_the_wheel_gets_what_plugins_need_at_the_same_addresses_and_not_the_icons_of_the_site(node_modules, tmp_path):
    shutil.rmtree(node_modules / "lucide-static")

    files = collect_for_wheel(node_modules=node_modules, static=tmp_path / "static")

    assert {path.relative_to(tmp_path / "static").as_posix() for path in files} == OF_THE_PLUGINS


def test_licences_and_a_list_lie_beside_what_they_are_of(node_modules, tmp_path):
    collect_for_wheel(node_modules=node_modules, static=tmp_path)

    vendor = tmp_path / "courses" / "vendor"
    assert (vendor / "licences" / "h5p-standalone.txt").read_text() == "The licence of h5p-standalone"
    assert (vendor / "licences" / "GPL-3.0-only.txt").read_text() == "The text of GPL-3.0-only"
    listing = (vendor / "THIRD-PARTY.md").read_text().splitlines()
    assert "| npm h5p-standalone | 1.2.3 | MIT | https://example.org |" in listing
    assert "| H5P core, in h5p-standalone | | GPL-3.0-only | https://github.com/h5p/h5p-php-library |" in listing
    assert len(listing) == 6 + sum(1 + len(asset.inside) for asset in PLUGIN_ASSETS)


def test_without_the_text_of_a_licence_nothing_is_copied(node_modules, tmp_path):
    (node_modules / "spdx-license-list" / "licenses" / "GPL-3.0-only.json").unlink()

    with pytest.raises(AssetsMissing, match=r"spdx-license-list should hold licenses/GPL-3\.0-only\.json"):
        collect_for_wheel(node_modules=node_modules, static=tmp_path / "static")

    assert not (tmp_path / "static").exists()


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
