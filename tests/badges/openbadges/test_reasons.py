import ast
from pathlib import Path

import pytest

import badges.openbadges
from badges.openbadges.reasons import TEMPLATES, shown

PACKAGE = Path(badges.openbadges.__file__).parent


def codes_in_the_code():
    for module in PACKAGE.glob("*.py"):
        if module.name == "reasons.py":
            continue
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.id if isinstance(node.func, ast.Name) else ""
                if name == "reason" or (name.startswith("Invalid") and name != "InvalidValue"):
                    yield node.args[0].value


def test_every_code_that_is_used_has_a_sentence_and_every_sentence_is_used():
    assert set(codes_in_the_code()) == set(TEMPLATES)


@pytest.mark.parametrize("code", TEMPLATES)
def test_every_reason_is_a_whole_sentence(code):
    assert TEMPLATES[code][0].isupper() or TEMPLATES[code].startswith("%(")
    assert TEMPLATES[code].endswith((".", "%(problem)s"))


def test_foreign_text_is_shown_short_and_on_one_line():
    assert (
        shown("a\nb\x1b[31m\u202e")
        == "a\N{REPLACEMENT CHARACTER}b" + "\N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}"
    )
    assert len(shown("x" * 10_000)) == 120
