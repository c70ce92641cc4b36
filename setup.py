"""What pyproject.toml cannot say: how the wheel gets its browser assets."""

import sys
from pathlib import Path

from setuptools import setup

sys.path.insert(0, str(Path(__file__).parent))

from home.building import BuildPlugins

setup(cmdclass={"build_py": BuildPlugins})
