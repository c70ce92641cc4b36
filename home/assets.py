"""The browser code and fonts of others: copied out of node_modules to where the site serves static files from.

Nothing third-party is in the tree. ``npm ci`` fetches the packages, this puts the few files that pages use into
``vendor/`` below a folder that ``STATICFILES_DIRS`` names.
"""

import re
import shutil
from pathlib import Path

FONTS = {
    "@fontsource-variable/familjen-grotesk": "familjen-grotesk-latin-wght-normal.woff2",
    "@fontsource-variable/atkinson-hyperlegible-next": "atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "@fontsource-variable/atkinson-hyperlegible-mono": "atkinson-hyperlegible-mono-latin-wght-normal.woff2",
}
ICONS = ("menu", "sun-moon", "x")
H5P_FOLDERS = ("fonts", "images", "styles")

_SVG = re.compile(r"<svg\b[^>]*>(?P<drawing>.*)</svg>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class AssetsMissing(Exception):
    """A package that should be in node_modules is not there, or holds no such file."""


def collect_assets(*, node_modules: Path, target: Path) -> list[Path]:
    """Replace ``target``/vendor by what the pages use from ``node_modules``; return the files written.

    Raises AssetsMissing, with ``target`` as it was, when something is not there.
    """
    if not node_modules.is_dir():
        raise AssetsMissing(f"The folder {node_modules} is missing; run npm ci to fetch the browser assets.")
    fonts = {name: _file(node_modules, package, f"files/{name}") for package, name in FONTS.items()}
    icons = {name: _file(node_modules, "lucide-static", f"icons/{name}.svg") for name in ICONS}
    player = _file(node_modules, "h5p-standalone", "dist/frame.bundle.js")

    vendor = target / "vendor"
    shutil.rmtree(vendor, ignore_errors=True)
    (vendor / "fonts").mkdir(parents=True)
    for name, source in fonts.items():
        shutil.copyfile(source, vendor / "fonts" / name)
    (vendor / "icons.svg").write_text(sprite(icons), encoding="utf-8")
    (vendor / "h5p").mkdir()
    shutil.copyfile(player, vendor / "h5p" / player.name)
    for folder in H5P_FOLDERS:
        if (player.parent / folder).is_dir():
            shutil.copytree(player.parent / folder, vendor / "h5p" / folder)
    return sorted(path for path in vendor.rglob("*") if path.is_file())


def sprite(icons: dict[str, Path]) -> str:
    """Return one SVG with a symbol for each icon, to be shown with ``<use href="icons.svg#name">``."""
    symbols = []
    for name, path in sorted(icons.items()):
        found = _SVG.search(_COMMENT.sub("", path.read_text(encoding="utf-8")))
        if not found:
            raise AssetsMissing(f"{path} should be an SVG icon, but no <svg> element is in it; run npm ci again.")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(found["drawing"].split())}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def _file(node_modules: Path, package: str, name: str) -> Path:
    path = node_modules / package / name
    if not path.is_file():
        raise AssetsMissing(f"The package {package} should hold {name}, but {path} is missing; run npm ci again.")
    return path
