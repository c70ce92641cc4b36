"""Reading and importing a .h5p package of 20 MB: CPU time, and memory above what the process had before.

``python -m tests.benchmarks.bench_packages``. Fails when reading takes more memory than MOST_MEMORY.
"""

import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from tests.packages import library_files, package_files

from .demo_database import demo_database
from .stopwatch import table

SIZE = 20 * 1024 * 1024
FILES = 20
MOST_MEMORY = 64 * 1024 * 1024


def write_package(path: Path) -> None:
    """Write a package whose content is pictures that do not compress, as real ones are."""
    noise = random.Random(1)
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, body in package_files(library_files()).items():
            archive.writestr(name, body)
        for number in range(FILES):
            archive.writestr(f"content/images/{number}.png", noise.randbytes(SIZE // FILES))


def peak() -> int:
    """Return the most memory that this process has ever held, in octets."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    rows = []
    # In a process of its own, because a peak never falls: another has written the package.
    with tempfile.TemporaryDirectory() as folder, demo_database():
        from courses.h5p.importing import import_package
        from courses.h5p.package import read_package

        path = Path(folder) / "large.h5p"
        write_package(path)
        size = path.stat().st_size
        # Whatever writing it has left behind is used up first, so that the peak below is that of reading.
        with path.open("rb") as file:
            read_package(file)
        for what, call in {
            "read and check, every entry read through": lambda file: _read_through(read_package(file)),
            "import: check, filter, unpack, store": lambda file: import_package(file, may_install_libraries=True),
        }.items():
            with path.open("rb") as file:
                held, before = peak(), time.process_time()
                call(file)
                taken, more = time.process_time() - before, peak() - held
            rows.append((what, f"{taken * 1000:.0f}", f"{more / 1024 / 1024:.1f}"))
            if more > MOST_MEMORY:
                raise SystemExit(f"{what}: took {more:,} octets more, expected at most {MOST_MEMORY:,}.")
    sys.stdout.write(f"A package of {size / 1024 / 1024:.1f} MiB with {FILES} pictures.\n\n")
    sys.stdout.write(table(("what", "CPU ms", "memory above before, MiB"), rows) + "\n")


def _read_through(package) -> None:
    for entry, _path in package.content():
        with package.open(entry) as file:
            while file.read(64 * 1024):
                pass


if __name__ == "__main__":
    main()
