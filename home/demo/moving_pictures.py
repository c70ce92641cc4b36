"""Renders the demonstration's video from drawings: ``python -m home.demo.moving_pictures FOLDER`` (needs ffmpeg).

What comes out is committed in ``content/videos``, because a fresh machine has no ffmpeg. There are no words in the
picture: it is one and the same in every language, and the captions speak.
"""

import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

FRAMES_PER_SECOND = 20
WIDTH, HEIGHT = 1280, 720
PAPER, INK, SURFACE, SUNKEN, LINE = "#f4efe4", "#1b211f", "#fffcf5", "#e9e2d2", "#b9b3a4"
COPPER, GRAPHITE, CATHODE, ION, CHARGE, LAMP = "#b4562a", "#3a423f", "#14506a", "#bb2b3b", "#1f6b4a", "#f2b632"

Point = tuple[float, float]

# Places in an electrode: two columns of four, between which the sheets and crystals are drawn.
ANODE_PLACES = [(300.0 + 90 * column, 372.0 + 66 * row) for row in range(4) for column in range(2)]
CATHODE_PLACES = [(890.0 + 90 * column, 372.0 + 66 * row) for row in range(4) for column in range(2)]
WIRE: list[Point] = [(345, 296), (345, 150), (560, 150), (720, 150), (935, 150), (935, 296)]
"""From the minus tab over the device in the middle to the plus tab."""


@dataclass(frozen=True)
class Scene:
    """What happens from ``start`` to ``end`` seconds. The lithium in the cathode: ``moved_from``, ``moved_to``."""

    start: float
    end: float
    moved_from: float
    moved_to: float
    device: str


SCENES = (
    Scene(0, 5, 0, 0, "lamp"),
    Scene(5, 19, 0, 1, "lamp"),
    Scene(19, 24, 1, 1, "lamp"),
    Scene(24, 38, 1, 0, "charger"),
    Scene(38, 44, 0, 0, "charger"),
)

SECONDS = int(SCENES[-1].end)


def frame(second: float) -> str:
    """Return the picture at a moment, as SVG."""
    scene = next(scene for scene in SCENES if second < scene.end or scene is SCENES[-1])
    share = min(max((second - scene.start) / (scene.end - scene.start), 0), 1)
    moved = scene.moved_from + (scene.moved_to - scene.moved_from) * share
    is_moving = scene.moved_from != scene.moved_to
    # Of eight ions one after the other crosses, each a little before the one ahead has arrived.
    crossings = [_eased((moved * 9.5 - number) / 2.5) for number in range(8)]
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        *_cell(),
        *_wire(scene.device, is_lit=scene.device == "lamp" and is_moving),
        *(_ion(number, crossing) for number, crossing in enumerate(crossings)),
    ]
    if is_moving:
        parts += _electrons(second, backwards=scene.moved_to < scene.moved_from)
    parts += _gauge(1 - moved)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"{''.join(parts)}</svg>"
    )


def _eased(share: float) -> float:
    share = min(max(share, 0), 1)
    return share * share * (3 - 2 * share)


def _cell() -> Iterator[str]:
    yield f'<rect x="222" y="322" width="836" height="312" rx="16" fill="{SURFACE}" stroke="{INK}" stroke-width="5"/>'
    for x, sign in ((345, "M325 306h40"), (935, "M915 306h40M935 286v40")):
        yield f'<rect x="{x - 46}" y="296" width="92" height="26" rx="4" fill="{INK}"/>'
        yield (
            f'<path d="{sign}" stroke="{PAPER}" stroke-width="6" transform="translate(0 3)"/>'
            if x == 345
            else (f'<path d="M923 309h24M935 299v20" stroke="{PAPER}" stroke-width="6"/>')
        )
    yield f'<rect x="244" y="340" width="202" height="276" rx="6" fill="{GRAPHITE}"/>'
    for number in range(1, 4):
        yield f'<path d="M252 {372 + 66 * number - 33}h186" stroke="#59635e" stroke-width="8"/>'
    yield f'<rect x="834" y="340" width="202" height="276" rx="6" fill="{CATHODE}"/>'
    for row in range(4):
        for column in range(2):
            x, y = CATHODE_PLACES[row * 2 + column]
            yield f'<path d="M{x - 38} {y - 26}h76v52h-76z" fill="none" stroke="#3f8fa8" stroke-width="4"/>'
    yield f'<path d="M640 344v270" stroke="{LINE}" stroke-width="10" stroke-dasharray="16 14"/>'


def _wire(device: str, *, is_lit: bool) -> Iterator[str]:
    path = "M" + "L".join(f"{x} {y}" for x, y in WIRE)
    yield f'<path d="{path}" fill="none" stroke="{COPPER}" stroke-width="9" stroke-linejoin="round"/>'
    if device == "lamp":
        if is_lit:
            yield f'<circle cx="640" cy="150" r="104" fill="{LAMP}" opacity="0.28"/>'
        colour = LAMP if is_lit else SUNKEN
        yield f'<circle cx="640" cy="150" r="66" fill="{colour}" stroke="{INK}" stroke-width="5"/>'
        yield f'<path d="M600 110l80 80M680 110l-80 80" stroke="{INK}" stroke-width="5"/>'
    else:
        yield f'<rect x="556" y="92" width="168" height="116" rx="14" fill="{SUNKEN}" stroke="{INK}" stroke-width="5"/>'
        # A flash: what works here comes from outside.
        yield f'<path d="M652 106l-40 52h26l-12 38 42-54h-27z" fill="{CHARGE}"/>'


def _ion(number: int, crossing: float) -> str:
    (x0, y0), (x1, y1) = ANODE_PLACES[number], CATHODE_PLACES[number]
    x, y = x0 + (x1 - x0) * crossing, y0 + (y1 - y0) * crossing
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="21" fill="{ION}" stroke="{SURFACE}" stroke-width="4"/>'
        f'<path d="M{x - 10:.1f} {y:.1f}h20M{x:.1f} {y - 10:.1f}v20" stroke="{SURFACE}" stroke-width="4.5"/>'
    )


def _electrons(second: float, *, backwards: bool) -> Iterator[str]:
    lengths = [((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 for (x0, y0), (x1, y1) in pairwise(WIRE)]
    whole = sum(lengths)
    for number in range(9):
        way = (second * 0.11 + number / 9) % 1
        x, y = _on_wire((1 - way if backwards else way) * whole, lengths)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="13" fill="{INK}" stroke="{PAPER}" stroke-width="3"/>'
        yield f'<path d="M{x - 6:.1f} {y:.1f}h12" stroke="{PAPER}" stroke-width="3.5"/>'


def _on_wire(distance: float, lengths: list[float]) -> Point:
    for (x0, y0), (x1, y1), length in zip(WIRE[:-1], WIRE[1:], lengths, strict=True):
        if distance <= length:
            return x0 + (x1 - x0) * distance / length, y0 + (y1 - y0) * distance / length
        distance -= length
    return WIRE[-1]


def _gauge(charge: float) -> Iterator[str]:
    """A bar with a stop at either end: a cell is never charged above the one or drained below the other."""
    yield f'<rect x="1130" y="150" width="64" height="484" rx="10" fill="{SURFACE}" stroke="{INK}" stroke-width="5"/>'
    height = 24 + 400 * charge
    yield f'<rect x="1140" y="{624 - height:.1f}" width="44" height="{height:.1f}" rx="5" fill="{CHARGE}"/>'
    for y in (624 - 424, 624 - 24):
        yield f'<path d="M1108 {y}h108" stroke="{ION}" stroke-width="6"/>'


def render(folder: Path) -> None:
    """Write ``charge-and-discharge.mp4`` and its picture. Raises CalledProcessError when ffmpeg refuses."""
    import vl_convert
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    # H.264 in MP4 is what every browser plays; moved to the front, its index lets playing begin at once.
    encode = [
        *("ffmpeg", "-y", "-loglevel", "error", "-f", "image2pipe", "-framerate", str(FRAMES_PER_SECOND), "-i", "-"),
        *("-c:v", "libx264", "-preset", "veryslow", "-crf", "26", "-pix_fmt", "yuv420p", "-tune", "animation"),
        *("-movflags", "+faststart", "-map_metadata", "-1", str(folder / "charge-and-discharge.mp4")),
    ]
    frames = (vl_convert.svg_to_png(frame(n / FRAMES_PER_SECOND)) for n in range(SECONDS * FRAMES_PER_SECOND))
    subprocess.run(encode, input=b"".join(frames), check=True)  # noqa: S603
    with Image.open(io.BytesIO(vl_convert.svg_to_png(frame(12)))) as picture:
        picture.convert("RGB").save(folder / "charge-and-discharge.jpg", quality=85, optimize=True)


if __name__ == "__main__":
    render(Path(sys.argv[1]))
