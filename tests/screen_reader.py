"""Somebody who meets the site through a screen reader: by the accessibility tree and the keyboard, and nothing else.

The tree is Chromium's own, as it gives it to assistive technology, with that of the frames in the page. Nothing is
found by a selector, and nothing is pressed with a pointer.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from playwright.sync_api import CDPSession, Error, Page

CONTROLS = {
    "button", "checkbox", "combobox", "link", "radio", "searchbox", "slider", "spinbutton", "switch", "tab", "textbox",
    "Iframe",
}  # fmt: skip
LANDMARKS = {"banner", "complementary", "contentinfo", "form", "main", "navigation", "region", "search"}
LONGEST_WAIT = 15
"""Seconds."""


@dataclass(frozen=True)
class Node:
    """What is read out of one thing: what it is, what it is called, and inside which groups and landmarks it stands."""

    role: str
    name: str
    description: str = ""
    value: str = ""
    states: dict[str, Any] = field(default_factory=dict)
    inside: tuple["Node", ...] = ()
    text: str = ""
    element: int = 0
    session: CDPSession | None = field(default=None, compare=False, repr=False)

    @property
    def level(self) -> int:
        return int(self.states.get("level", 0))

    @property
    def is_live(self) -> bool:
        return self.states.get("live", "off") in {"polite", "assertive"}

    def is_inside(self, name: str) -> bool:
        return any(name in around.name for around in self.inside)


class ScreenReader:
    """Reads a page and works it. What cannot be found by role and name is an error that says what is there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._session = page.context.new_cdp_session(page)

    # ---- reading

    def read(self) -> list[Node]:
        """Return everything that is read out, in order; what stands in a frame comes after the page."""
        self.page.wait_for_load_state()
        found = list(_walk(self._session, {}))
        for frame in self.page.frames[1:]:
            try:
                session = self.page.context.new_cdp_session(frame)
            except Error:
                # A frame of the same process has no session of its own.
                continue
            found += _walk(session, {})
        return found

    @property
    def title(self) -> str:
        """The name of the document: what is read first when a page opens."""
        return next(node.name for node in self.read() if node.role == "RootWebArea")

    def headings(self) -> list[tuple[int, str]]:
        return [
            (node.level, node.name) for node in self.read() if node.role == "heading" and node.session is self._session
        ]

    def text(self) -> str:
        return " ".join(node.name for node in self.read() if node.role == "StaticText")

    def find(self, role: str, name: str, *, inside: str = "") -> Node:
        """Return the first thing of this role and name, in a group or landmark whose name contains ``inside``."""
        until = time.monotonic() + LONGEST_WAIT
        while True:
            same = [node for node in self.read() if node.role == role]
            for node in same:
                if node.name == name and node.is_inside(inside):
                    return node
            if time.monotonic() > until:
                names = "; ".join(node.name for node in same)
                raise AssertionError(f"No {role} is called “{name}” inside “{inside}”. There are: {names}.")
            time.sleep(0.2)

    def hear(self, words: str) -> str:
        """Wait until a live region says the words, and return all that it says.

        A region that appears together with its words is often not read out, so at least one has to be there before.
        """
        assert any(node.is_live for node in self.read()), "no live region is there to say anything"
        until = time.monotonic() + LONGEST_WAIT
        said: list[str] = []
        while time.monotonic() < until:
            said = [node.text for node in self.read() if node.is_live]
            for text in said:
                if words in text:
                    return text
            time.sleep(0.2)
        raise AssertionError(f"No live region says “{words}”. They say: {said}.")

    def language_of(self, node: Node) -> str:
        """Return the code of the language in whose voice it is read."""
        assert node.session is not None
        found = node.session.send("DOM.resolveNode", {"backendNodeId": node.element})["object"]["objectId"]
        asked = "function () { return (this.closest ? this : this.parentElement).closest('[lang]').lang; }"
        return node.session.send("Runtime.callFunctionOn", {"objectId": found, "functionDeclaration": asked})["result"][
            "value"
        ]

    # ---- working

    def go_to(self, role: str, name: str) -> None:
        """Read on from here: the page scrolls there, and what begins when it is seen begins."""
        node = self.find(role, name)
        assert node.session is not None
        node.session.send("DOM.scrollIntoViewIfNeeded", {"backendNodeId": node.element})

    def press(self, role: str, name: str, *, inside: str = "") -> None:
        """Go to a link, button, radio or checkbox, and press it."""
        self._focus(self.find(role, name, inside=inside))
        self.page.keyboard.press("Space" if role in {"radio", "checkbox"} else "Enter")

    def follow(self, role: str, name: str, *, inside: str = "") -> None:
        """Press something that opens another page, and wait until it is there."""
        with self.page.expect_navigation():
            self.press(role, name, inside=inside)

    def write(self, name: str, text: str, *, role: str = "textbox", inside: str = "") -> None:
        """Go to a field and type, in a list to the entry that begins so."""
        self._focus(self.find(role, name, inside=inside))
        self.page.keyboard.type(text)

    def _focus(self, node: Node) -> None:
        assert node.session is not None
        node.session.send("DOM.focus", {"backendNodeId": node.element})


def faults_in(nodes: list[Node]) -> list[str]:
    """Return what would leave somebody lost in the page: landmarks, headings and names that are missing or doubled."""
    own = [node for node in nodes if node.session is nodes[0].session]
    faults = [f"{len(found)} {role}" for role in ("banner", "main", "contentinfo") if len(found := _of(own, role)) != 1]
    levels = [node.level for node in _of(own, "heading")]
    if levels[:1] != [1] or levels.count(1) != 1:
        faults.append(f"the levels of the headings are {levels}, and the first alone has to be 1")
    faults += [f"heading of level {after} under {before}" for before, after in pairwise(levels) if after > before + 1]
    faults += [f"a {node.role} has no name" for node in nodes if node.role in CONTROLS and not node.name.strip()]
    faults += [f"a heading has no name (level {node.level})" for node in _of(own, "heading") if not node.name.strip()]
    faults += [f"an {node.role} has no name" for node in nodes if node.role == "image" and not node.name.strip()]
    # A form without a name is no landmark.
    names = [(node.role, node.name) for node in own if node.role in LANDMARKS and (node.name or node.role != "form")]
    faults += [f"two landmarks are {role} “{name}”" for role, name in set(names) if names.count((role, name)) > 1]
    return faults


def _of(nodes: list[Node], role: str) -> list[Node]:
    return [node for node in nodes if node.role == role]


def _walk(session: CDPSession, where: dict[str, Any]) -> Iterator[Node]:
    found = session.send("Accessibility.getFullAXTree", where)["nodes"]
    by_id = {node["nodeId"]: node for node in found}
    roots = [node for node in found if node.get("parentId") not in by_id]
    for root in roots:
        yield from _below(root, by_id, session=session, inside=())


def _below(
    node: dict[str, Any], by_id: dict[str, Any], *, session: CDPSession, inside: tuple[Node, ...]
) -> Iterator[Node]:
    around = inside
    if not node.get("ignored"):
        read = Node(
            role=_value(node, "role"),
            name=_value(node, "name"),
            description=_value(node, "description"),
            value=_value(node, "value"),
            states={one["name"]: one["value"].get("value") for one in node.get("properties", [])},
            inside=inside,
            text=" ".join(_texts(node, by_id)),
            element=node.get("backendDOMNodeId", 0),
            session=session,
        )
        yield read
        if read.role in LANDMARKS | {"group", "radiogroup", "list", "listitem", "row", "article", "status"}:
            around = (*inside, read)
    for child in node.get("childIds", []):
        if child in by_id:
            yield from _below(by_id[child], by_id, session=session, inside=around)


def _texts(node: dict[str, Any], by_id: dict[str, Any]) -> Iterator[str]:
    if not node.get("ignored") and _value(node, "role") == "StaticText":
        yield _value(node, "name")
    for child in node.get("childIds", []):
        if child in by_id:
            yield from _texts(by_id[child], by_id)


def _value(node: dict[str, Any], name: str) -> str:
    return str(node.get(name, {}).get("value", ""))
