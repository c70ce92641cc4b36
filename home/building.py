"""What building the wheel of the plugins does beyond copying their files: it puts their browser assets into it."""

from pathlib import Path

from setuptools.command.build_py import build_py
from setuptools.errors import SetupError

from .assets import AssetsMissing, collect_for_wheel

ROOT = Path(__file__).parents[1]


class BuildPlugins(build_py):
    """``build_py`` that puts what the plugins need from npm among the static files of ``courses``.

    Whoever installs the wheel needs no Node. Ends with one sentence when ``npm ci`` has not been run. An editable
    install gets nothing: the site that is worked on has its own.
    """

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        static = Path(self.build_lib, "courses", "static")
        try:
            collect_for_wheel(node_modules=ROOT / "node_modules", static=static)
        except AssetsMissing as missing:
            raise SetupError(f"The wheel carries browser assets of others. {missing}") from missing
