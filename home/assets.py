"""The browser code and fonts of others: copied out of node_modules to where static files are served from.

Nothing third-party is in the tree. ``npm ci`` fetches the packages. ``collect_assets`` puts the few files that pages
use below a folder that ``STATICFILES_DIRS`` names. ``collect_for_wheel`` puts those that the plugins need among the
static files of ``courses``, the lowest of them, when the wheel is built. Either way a file is served under the same
path, with the licences beside it.
"""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

LISTED = "courses/vendor"
PLAYER = f"{LISTED}/h5p"
FONTS = "vendor/fonts"
ICON_SPRITE = "vendor/icons.svg"
ICONS = ("menu", "sun-moon", "x")
VENDOR = ("vendor", LISTED)
LICENCE_TEXTS = "spdx-license-list"


@dataclass(frozen=True)
class Inside:
    """Software of others inside a package, under a licence that the package itself does not give the text of."""

    name: str
    licence: str
    source: str


@dataclass(frozen=True)
class Asset:
    """What is taken of one npm package: files or folders in it, and the path under which each is served."""

    package: str
    served: dict[str, str]
    inside: tuple[Inside, ...] = ()


def _font(family: str) -> Asset:
    name = f"{family}-latin-wght-normal.woff2"
    return Asset(f"@fontsource-variable/{family}", {f"files/{name}": f"{FONTS}/{name}"})


PLUGIN_ASSETS = (
    Asset(
        "h5p-standalone",
        {f"dist/{name}": f"{PLAYER}/{name}" for name in ("frame.bundle.js", "fonts", "images", "styles")},
        inside=(
            Inside("H5P core", "GPL-3.0-only", "https://github.com/h5p/h5p-php-library"),
            Inside("jQuery", "MIT", "https://github.com/jquery/jquery"),
            Inside("regenerator-runtime", "MIT", "https://github.com/babel/babel"),
        ),
    ),
    _font("atkinson-hyperlegible-mono"),
    _font("atkinson-hyperlegible-next"),
    _font("familjen-grotesk"),
)
"""What the plugins need: the player of H5P, and the fonts with which pictures are drawn."""

_SVG = re.compile(r"<svg\b[^>]*>(?P<drawing>.*)</svg>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class AssetsMissing(Exception):
    """A package that should be in node_modules is not there, or holds no such file."""


def collect_assets(*, node_modules: Path, target: Path) -> list[Path]:
    """Replace what lies in ``target`` by what the site uses from ``node_modules``; return the files written.

    Raises AssetsMissing, with ``target`` as it was, when something is not there.
    """
    _check_fetched(node_modules)
    icons = sprite({name: _in_package(node_modules, "lucide-static", f"icons/{name}.svg") for name in ICONS})
    collect_for_wheel(node_modules=node_modules, static=target)
    _write(target / ICON_SPRITE, icons)
    return _vendored(target)


def collect_for_wheel(*, node_modules: Path, static: Path) -> list[Path]:
    """Replace what an earlier call put into ``static`` by what the plugins use, its licences and a list of them.

    Returns the files written. The list is ``courses/vendor/THIRD-PARTY.md``, the licences lie beside it. Raises
    AssetsMissing, with ``static`` as it was, when something is not there.
    """
    _check_fetched(node_modules)
    sources = {
        served: _in_package(node_modules, asset.package, name)
        for asset in PLUGIN_ASSETS
        for name, served in asset.served.items()
    }
    texts = {f"licences/{name}": text for name, text in _licences(node_modules).items()}
    texts["THIRD-PARTY.md"] = _listing(node_modules)

    for folder in VENDOR:
        shutil.rmtree(static / folder, ignore_errors=True)
    for served, source in sources.items():
        _copy(source, static / served)
    for name, text in texts.items():
        _write(static / LISTED / name, text)
    return _vendored(static)


def sprite(icons: dict[str, Path]) -> str:
    """Return one SVG with a symbol for each icon, to be shown with ``<use href="icons.svg#name">``."""
    symbols = []
    for name, path in sorted(icons.items()):
        found = _SVG.search(_COMMENT.sub("", path.read_text(encoding="utf-8")))
        if not found:
            raise AssetsMissing(f"{path} should be an SVG icon, but no <svg> element is in it; run npm ci again.")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(found["drawing"].split())}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def _licences(node_modules: Path) -> dict[str, str]:
    """Return the texts by file name: what a package brings, and from SPDX the licences of what is inside it."""
    texts = {}
    for asset in PLUGIN_ASSETS:
        licence = _in_package(node_modules, asset.package, "LICENSE")
        texts[f"{asset.package.rpartition('/')[2]}.txt"] = licence.read_text(encoding="utf-8")
        for inside in asset.inside:
            known = _in_package(node_modules, LICENCE_TEXTS, f"licenses/{inside.licence}.json")
            texts[f"{inside.licence}.txt"] = json.loads(known.read_text(encoding="utf-8"))["licenseText"]
    return texts


def _listing(node_modules: Path) -> str:
    lines = [
        "# Software of others in the plugins",
        "",
        "Unchanged copies, put here when the package was built. The texts of the licences are in `licences/`.",
        "",
        "| What | Version | Licence | Where it comes from |",
        "|---|---|---|---|",
    ]
    for asset in PLUGIN_ASSETS:
        about = json.loads(_in_package(node_modules, asset.package, "package.json").read_text(encoding="utf-8"))
        lines.append(f"| npm {asset.package} | {about['version']} | {about['license']} | {about['homepage']} |")
        lines += [
            f"| {inside.name}, in {asset.package} | | {inside.licence} | {inside.source} |" for inside in asset.inside
        ]
    return "\n".join(lines) + "\n"


def _check_fetched(node_modules: Path) -> None:
    if not node_modules.is_dir():
        raise AssetsMissing(f"The folder {node_modules} is missing; run npm ci to fetch the browser assets.")


def _in_package(node_modules: Path, package: str, name: str) -> Path:
    path = node_modules / package / name
    if not path.exists():
        raise AssetsMissing(f"The package {package} should hold {name}, but {path} is missing; run npm ci again.")
    return path


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, copy_function=shutil.copyfile, dirs_exist_ok=True)
    else:
        shutil.copyfile(source, target)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _vendored(folder: Path) -> list[Path]:
    return sorted(path for vendor in VENDOR for path in (folder / vendor).rglob("*") if path.is_file())
