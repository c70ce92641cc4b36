"""What WCAG 2.2 asks of a page beyond what axe can tell, each as a function that names the faults it finds.

The numbers are those of the success criteria. A page is a Playwright page in the state that is to be looked at.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

ZOOMED = (320, 256)
"""1280 × 1024 at 400 %, in CSS pixels (1.4.10)."""

UNZOOMED = (1280, 1024)

LONGEST_MOTION = 0.01
"""Seconds. What is shorter nobody sees move."""

# Sets of nodes are kept in the page between two calls.
_REMEMBER_SHOWN = """() => {
  window.kennoShown = [...document.querySelectorAll(
    ":is(main, footer) :is(h1, h2, h3, h4, p, li, th, td, dt, dd, a[href], button, input, select, textarea, img, svg)"
  )].filter((one) => one.checkVisibility({visibilityProperty: true, opacityProperty: true}));
}"""
# What is folded behind a summary that is shown is one key away, and not lost.
_LOST = """() => window.kennoShown
  .filter((one) => !one.closest("details:not([open])")?.querySelector("summary").checkVisibility())
  .filter((one) => one.isConnected && !one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .map((one) => one.outerHTML.slice(0, 120))"""

_WIDER = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
_AS_BEFORE = "() => { document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1); }"
# Text that only a screen reader reads is cut off on purpose. A field scrolls what is typed into it.
_CUT_OFF = """() => [...document.body.querySelectorAll("*")]
  .filter((one) => {
    if (!one.checkVisibility() || one.closest("svg, [aria-hidden=true]") || one.matches("input, select, textarea")) {
      return false;
    }
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || style.clipPath !== "none") return false;
    const hides = [style.overflowX, style.overflowY].some((way) => ["hidden", "clip"].includes(way));
    const holds = one.matches("button, .button, .tag, .code, summary") && style.display !== "inline";
    if (!one.innerText?.trim() || !(hides || holds)) return false;
    return one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1;
  })
  .map((one) => `${one.scrollWidth}×${one.scrollHeight} in ${one.clientWidth}×${one.clientHeight}: `
    + one.outerHTML.slice(0, 120))"""

_MOVES = """longest => {
  const seconds = (times) => Math.max(...times.split(",").map(
    (time) => parseFloat(time) * (time.trim().endsWith("ms") ? 0.001 : 1)));
  const found = [];
  for (const one of document.querySelectorAll("*")) {
    for (const part of [null, "::before", "::after"]) {
      const style = getComputedStyle(one, part);
      const runs = style.animationName !== "none" && seconds(style.animationDuration) > longest;
      const glides = style.transitionProperty !== "none" && seconds(style.transitionDuration) > longest;
      const scrolls = style.scrollBehavior === "smooth";
      if (runs || glides || scrolls) found.push(`${one.outerHTML.slice(0, 90)} ${part ?? ""}`);
    }
  }
  return found.slice(0, 5);
}"""

_FOCUSABLE = """const focusable = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter((one) => !one.matches(":disabled") && one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true})
    && !one.closest("[popover]:not(:popover-open)"));"""

# The row around a radio may show the focus for it, and the card around a link; a skip link shows it by appearing.
_WITHOUT_RING = (
    "() => {"
    + _FOCUSABLE
    + """
  const ringed = (one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  return focusable.filter((one) => {
    one.focus();
    const around = one.matches("input[type=radio], input[type=checkbox]")
      ? [one.parentElement, one.parentElement.parentElement] : [one.closest("li, article")];
    return !one.matches(".skip") && ![one, ...around].some((it) => it && ringed(it));
  }).map((one) => one.outerHTML.slice(0, 120));
}"""
)

# A control whose edge was only a background or a shadow has none in forced colours.
_WITHOUT_EDGE = """() => [...document.querySelectorAll(
    ".button, button, input:not([type=hidden], [type=radio], [type=checkbox], [type=file]), select, textarea")]
  .filter((one) => one.checkVisibility() && !one.closest("[popover]:not(:popover-open)"))
  .filter((one) => {
    const style = getComputedStyle(one);
    const sides = ["Top", "Right", "Bottom", "Left"];
    const hasBorder = sides.some((side) =>
      parseFloat(style[`border${side}Width`]) > 0 && !["none", "hidden"].includes(style[`border${side}Style`])
      && style[`border${side}Color`] !== getComputedStyle(one.parentElement).backgroundColor);
    return !hasBorder && !style.textDecorationLine.includes("underline");
  })
  .map((one) => one.outerHTML.slice(0, 120))"""

_OBSCURED = (
    "() => {"
    + _FOCUSABLE
    + """
  return focusable.filter((one) => {
    one.focus();
    const seen = (shape) => {
      const left = Math.max(shape.left, 0), right = Math.min(shape.right, innerWidth);
      const top = Math.max(shape.top, 0), bottom = Math.min(shape.bottom, innerHeight);
      if (right - left < 1 || bottom - top < 1) return false;
      return [0.1, 0.5, 0.9].some((x) => [0.1, 0.5, 0.9].some((y) => {
        const hit = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
        return hit && (one.contains(hit) || hit.contains(one) || one.closest("label")?.contains(hit));
      }));
    };
    // A link over two lines is two boxes, with nothing of it between them.
    return ![...one.getClientRects()].some(seen);
  }).map((one) => one.outerHTML.slice(0, 120));
}"""
)


def lost_at_zoom(page: Page) -> list[str]:
    """1.4.10 Reflow: what is shown at 100 % is shown at 400 %. (That nothing scrolls sideways is asked elsewhere.)"""
    with _size(page, UNZOOMED):
        page.evaluate(_REMEMBER_SHOWN)
    with _size(page, ZOOMED):
        return [f"lost at 400 %: {one}" for one in page.evaluate(_LOST)]


@contextmanager
def wider_text(page: Page) -> Iterator[None]:
    """1.4.12 Text Spacing: lines, letters, words and paragraphs as far apart as a reader may set them."""
    page.evaluate(_WIDER)
    yield
    page.evaluate(_AS_BEFORE)


def cut_off(page: Page) -> list[str]:
    return [f"cut off: {one}" for one in page.evaluate(_CUT_OFF)]


def moves(page: Page) -> list[str]:
    """2.3.3 Animation from Interactions: with reduced motion nothing moves."""
    page.emulate_media(reduced_motion="reduce")
    return [f"moves: {one}" for one in page.evaluate(_MOVES, LONGEST_MOTION)]


def unseen_in_forced_colours(page: Page) -> list[str]:
    """1.4.11 Non-text Contrast and 2.4.7 Focus Visible, where the system decides all colours."""
    page.emulate_media(forced_colors="active")
    # A focus that follows a key is shown; one that follows nothing need not be.
    page.keyboard.press("Tab")
    found = [f"no focus ring in forced colours: {one}" for one in page.evaluate(_WITHOUT_RING)]
    found += [f"no edge in forced colours: {one}" for one in page.evaluate(_WITHOUT_EDGE)]
    page.emulate_media(forced_colors="none")
    return found


def obscured(page: Page) -> list[str]:
    """2.4.11 Focus Not Obscured (Minimum): no control with the focus is wholly behind something else."""
    with _size(page, ZOOMED):
        return [f"behind something at 400 %: {one}" for one in page.evaluate(_OBSCURED)]


@contextmanager
def _size(page: Page, size: tuple[int, int]) -> Iterator[None]:
    before = page.viewport_size
    page.set_viewport_size({"width": size[0], "height": size[1]})
    yield
    assert before is not None
    page.set_viewport_size(before)
