"""Reading and importing a .h5p package of 20 MB: CPU time, and memory above what the process had before.

``python -m tests.benchmarks.bench_packages``. Linux only. Fails when it takes more memory than MOST_MEMORY.
"""

import gc
import random
import sys
import tempfile
import time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from tests.packages import library_files, package_files

from .demo_database import demo_database
from .stopwatch import table

SIZE = 20 * 1024 * 1024
PIECE = 64 * 1024
MOST_MEMORY = 64 * 1024 * 1024


def write_package(path: Path) -> None:
    """Write a package whose content is one film that does not compress, as real ones do not."""
    noise = random.Random(1)
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, body in package_files(library_files()).items():
            archive.writestr(name, body)
        with archive.open("content/videos/film.mp4", "w") as film:
            for _piece in range(SIZE // PIECE):
                film.write(noise.randbytes(PIECE))


def memory(what: str) -> int:
    """Return what the kernel says of this process in octets: VmRSS, held now, or VmHWM, the most since the reset."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"The kernel says no {what}, which it does on Linux.")


def forget_peak() -> None:
    """Let VmHWM begin anew at what is held now, or the peak would be that of setting up."""
    Path("/proc/self/clear_refs").write_text("5")


def main() -> None:
    rows = []
    with tempfile.TemporaryDirectory() as folder, demo_database():
        from courses.h5p.importing import import_package
        from courses.h5p.package import read_package

        path = Path(folder) / "large.h5p"
        write_package(path)
        size = path.stat().st_size
        for what, call in {
            "read and check, every entry read through": lambda file: _read_through(read_package(file)),
            "import: check, filter, unpack, store": lambda file: import_package(file, may_install_libraries=True),
            "for comparison: the file read into memory": lambda file: file.read(),
        }.items():
            gc.collect()
            with path.open("rb") as file:
                forget_peak()
                held, before = memory("VmRSS"), time.process_time()
                call(file)
                taken, more = time.process_time() - before, memory("VmHWM") - held
            rows.append((what, f"{taken * 1000:.0f}", f"{more / 1024 / 1024:.1f}"))
            if more > MOST_MEMORY:
                raise SystemExit(f"{what}: took {more:,} octets more, expected at most {MOST_MEMORY:,}.")
    sys.stdout.write(f"A package of {size / 1024 / 1024:.1f} MiB.\n\n")
    sys.stdout.write(table(("what", "CPU ms", "memory above before, MiB"), rows) + "\n")


def _read_through(package) -> None:
    for entry, _path in package.content():
        with package.open(entry) as file:
            while file.read(PIECE):
                pass


if __name__ == "__main__":
    main()
