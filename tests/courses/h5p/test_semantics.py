import json
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.h5p.load_order import load_order
from courses.h5p.manifests import LibraryName
from courses.h5p.markup import clean_html, escape_text
from courses.h5p.semantics import fill_params, filter_params

IMAGE = LibraryName("Test.Image", 1, 1)
IMAGE_FIELDS = [
    {"name": "alt", "type": "text"},
    {"name": "size", "type": "number", "default": 3},
]
SUB_CONTENT_ID = "0b9a5b1e-4f6e-4d6c-9b7a-3a1f0f6f2c11"


def semantics_of(name):
    return IMAGE_FIELDS if name == IMAGE else None


def filtered(value, **field):
    """What is left of one field's value."""
    result = filter_params({"field": value}, [{"name": "field", **field}], semantics_of=semantics_of)
    return result.params.get("field")


def filled(params, *fields):
    return fill_params(params, list(fields), semantics_of=semantics_of)


# --- filtering


def test_what_semantics_do_not_know_is_dropped():
    fields = [{"name": "known", "type": "text"}, {"name": "odd", "type": "unheard-of"}]

    result = filter_params({"known": "a", "odd": "b", "unknown": "c"}, fields, semantics_of=semantics_of)

    assert result.params == {"known": "a"}


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("<p>Hello <strong>cell</strong></p>", "<p>Hello <strong>cell</strong></p>"),
        ("<script>alert(1)</script>", "alert(1)"),
        ('<p onclick="x()">a</p>', "<p>a</p>"),
        ('<a href="javascript:x()">a</a>', "a"),
        ("<h2>not allowed</h2>", "not allowed"),
        ('<p style="text-align: center; position: fixed">a</p>', '<p style="text-align: center;">a</p>'),
        ("a < b & c", "a &lt; b &amp; c"),
        ("<!-- x -->a", "a"),
        ("&nbsp;", "&nbsp;"),
    ],
)
def test_html_keeps_the_tags_of_its_field(text, cleaned):
    assert filtered(text, type="text", tags=["strong"]) == cleaned


def test_tags_bring_what_belongs_to_them():
    table = "<table><tbody><tr><td>1C</td></tr></tbody></table>"

    assert filtered(table, type="text", tags=["table"]) == table
    assert filtered("<ul><li>a</li></ul>", type="text", tags=["ul"]) == "<ul><li>a</li></ul>"
    assert filtered("<b>a</b> <strong>b</strong>", type="text", tags=["b"]) == "<b>a</b> <strong>b</strong>"


def test_scripts_are_never_a_tag_of_a_field():
    assert "<script" not in filtered("<script>x</script>", type="text", tags=["script"])


def test_text_without_tags_is_escaped_once():
    assert filtered("<b>1 & 2</b>", type="text") == "&lt;b&gt;1 &amp; 2&lt;/b&gt;"
    assert escape_text(escape_text('<a> & "b"')) == escape_text('<a> & "b"')


def test_text_has_a_length():
    assert filtered("electrolyte", type="text", maxLength=7) == "electro"


@pytest.mark.parametrize(("text", "kept"), [("#aabbcc", "#aabbcc"), ("red", ""), ("#AABBCC", "#AABBCC")])
def test_text_follows_its_pattern(text, kept):
    assert filtered(text, type="text", regexp={"pattern": "^#[0-9a-f]{6}$", "modifiers": "i"}) == kept


@pytest.mark.parametrize("pattern", ["^(a+)+$", "(a|a)*b", "(.*)*x", "[", "a*a*a*b", "(?P<x", "a{1,999999999}"])
def test_a_pattern_that_could_run_for_ever_is_not_applied(pattern):
    assert filtered("a" * 60 + "!", type="text", regexp={"pattern": pattern}) == "a" * 60 + "!"


@pytest.mark.parametrize(
    ("value", "field", "number"),
    [
        (5, {}, 5),
        ("7", {}, 7),
        ("7.5", {}, 7.5),
        ("seven", {}, 0),
        (True, {}, 0),
        (-3, {"min": 0}, 0),
        (99, {"max": 10}, 10),
        (7, {"min": 0, "step": 5}, 5),
        (1.239, {"decimals": 2}, 1.24),
        (1e300, {}, 0),
    ],
)
def test_numbers_stay_within_bounds(value, field, number):
    assert filtered(value, type="number", **field) == number


@pytest.mark.parametrize(("value", "kept"), [(True, True), ("true", True), (1, True), ("no", False), ({}, False)])
def test_booleans(value, kept):
    assert filtered(value, type="boolean") is kept


OPTIONS = [{"value": "a"}, {"type": "optgroup", "options": [{"value": "b"}, {"value": 3}]}]


@pytest.mark.parametrize(("value", "kept"), [("a", "a"), ("b", "b"), (3, "3"), ("z", "a"), ([], "a"), ({}, "a")])
def test_a_choice_is_among_the_options_or_the_first(value, kept):
    assert filtered(value, type="select", options=OPTIONS) == kept


def test_several_choices_keep_those_among_the_options():
    assert filtered(["b", "z", "a"], type="select", options=OPTIONS, multiple=True) == ["b", "a"]


def test_lists_have_a_longest_length_and_no_empty_entries():
    field = {"type": "list", "max": 3, "field": {"name": "item", "type": "group", "fields": []}}

    assert filtered([{}, "x", {}, {}], **field) == [{}, {}]
    assert filtered("no list", **field) is None


def test_a_group_of_one_field_stands_for_its_field():
    only = {"name": "text", "type": "text"}

    assert filtered("a", type="group", fields=[only]) == "a"
    assert filtered({"text": "a"}, type="group", fields=[only], isSubContent=True) == {"text": "a"}


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("images/cell.png", "images/cell.png"),
        ("images/cell.png#tmp", "images/cell.png"),
        ("../../content/12/images/cell.png", "images/cell.png"),
        ("../12/images/cell.png", "images/cell.png"),
        ("../editor/images/cell.png", "images/cell.png"),
        ("https://example.org/a.mp4?b=1&c=2", "https://example.org/a.mp4?b=1&amp;c=2"),
        ("../../../etc/passwd", None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//example.org/x.png", None),
        (7, None),
    ],
)
def test_files_are_of_this_content_or_elsewhere_on_the_web(path, kept):
    image = filtered({"path": path, "mime": "image/png", "onload": "x"}, type="image")

    assert image == (None if kept is None else {"path": kept, "mime": "image/png"})


def test_sizes_of_pictures_are_whole_numbers():
    assert filtered({"path": "a.png", "width": "640", "height": "x"}, type="image") == {
        "path": "a.png",
        "width": 640,
        "height": 0,
    }


def test_videos_are_lists_of_files():
    assert filtered([{"path": "a.mp4"}, {"path": "../x"}, 3], type="video") == [{"path": "a.mp4"}]


LIBRARY_FIELD = {"type": "library", "options": ["Test.Image 1.1", "Test.Missing 1.0"]}


def test_a_library_among_the_options_is_kept_cleaned_and_counted():
    value = {
        "library": "Test.Image 1.1",
        "params": {"alt": "<b>", "evil": 1},
        "subContentId": SUB_CONTENT_ID,
        "metadata": {"title": "<i>"},
        "other": 1,
    }

    result = filter_params({"media": value}, [{"name": "media", **LIBRARY_FIELD}], semantics_of=semantics_of)

    assert result.params["media"] == {
        "library": "Test.Image 1.1",
        "params": {"alt": "&lt;b&gt;"},
        "subContentId": SUB_CONTENT_ID,
        "metadata": {"title": "&lt;i&gt;"},
    }
    assert result.libraries == [IMAGE]
    assert result.missing == []


@pytest.mark.parametrize("library", ["Test.Image 1.2", "Test.Other 1.0", "Test.Image", "", None, 3])
def test_a_library_beside_the_options_is_dropped(library):
    assert filtered({"library": library, "params": {}}, **LIBRARY_FIELD) is None


def test_a_library_that_is_not_installed_is_named():
    value = {"library": "Test.Missing 1.0", "params": {}}

    result = filter_params({"media": value}, [{"name": "media", **LIBRARY_FIELD}], semantics_of=semantics_of)

    assert result.missing == [LibraryName("Test.Missing", 1, 0)]
    assert result.params == {}


def test_an_id_of_sub_content_that_is_no_uuid_is_dropped():
    value = {"library": "Test.Image 1.1", "params": {}, "subContentId": "<script>"}

    assert "subContentId" not in filtered(value, **LIBRARY_FIELD)


# --- filling


def test_what_is_missing_comes_from_the_defaults():
    fields = [
        {"name": "text", "type": "text", "default": "a"},
        {"name": "plain", "type": "text"},
        {
            "name": "rules",
            "type": "group",
            "fields": [{"name": "retry", "type": "boolean", "default": False}, {"name": "x", "type": "text"}],
        },
        {
            "name": "extra",
            "type": "group",
            "optional": True,
            "fields": [{"name": "a", "type": "text", "default": "a"}, {"name": "b", "type": "text"}],
        },
        {
            "name": "bands",
            "type": "list",
            "default": [{"from": 0}],
            "field": {
                "name": "band",
                "type": "group",
                "fields": [
                    {"name": "from", "type": "number"},
                    {"name": "to", "type": "number", "default": 100},
                ],
            },
        },
    ]

    assert filled({}, *fields) == {"text": "a", "rules": {"retry": False}, "bands": [{"from": 0, "to": 100}]}


def test_what_is_there_is_kept():
    assert filled({"text": "", "other": 1}, {"name": "text", "type": "text", "default": "a"}) == {
        "text": "",
        "other": 1,
    }


def test_sub_content_is_filled_and_gets_an_id():
    media = filled({"media": {"library": "Test.Image 1.1"}}, {"name": "media", **LIBRARY_FIELD})["media"]

    assert media["params"] == {"size": 3}
    assert UUID(media["subContentId"])


def test_the_id_of_sub_content_survives():
    value = {"library": "Test.Image 1.1", "params": {}, "subContentId": SUB_CONTENT_ID}

    assert filled({"media": value}, {"name": "media", **LIBRARY_FIELD})["media"]["subContentId"] == SUB_CONTENT_ID


# --- whatever they are


scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12)
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "path", "library", "params", "subContentId"]), inner, max_size=4)
    ),
    max_leaves=12,
)
kinds = [
    "text",
    "number",
    "boolean",
    "select",
    "list",
    "group",
    "library",
    "file",
    "image",
    "video",
    "audio",
    "odd",
]
field = st.recursive(
    st.fixed_dictionaries(
        {"name": st.sampled_from(["a", "b"]), "type": st.sampled_from(kinds)},
        optional={
            "default": values,
            "tags": st.lists(st.sampled_from(["p", "strong", "table", "script"]), max_size=2) | scalars,
            "options": values,
            "min": values,
            "max": values,
            "step": values,
            "decimals": values,
            "maxLength": values,
            "optional": values,
            "extraAttributes": values,
            "regexp": st.fixed_dictionaries({"pattern": st.text(max_size=8)}) | values,
        },
    ),
    lambda inner: st.fixed_dictionaries(
        {
            "name": st.just("a"),
            "type": st.sampled_from(["list", "group"]),
            "field": inner,
            "fields": st.lists(inner | values, max_size=3),
        }
    ),
    max_leaves=4,
)


@settings(max_examples=300, deadline=2000)
@given(params=st.dictionaries(st.sampled_from(["a", "b"]), values), fields=st.lists(field | values, max_size=3))
def test_any_parameters_and_any_semantics_give_parameters_that_filtering_leaves_alone(params, fields):
    full = fill_params(params, fields, semantics_of=semantics_of)
    once = filter_params(full, fields, semantics_of=semantics_of).params
    twice = filter_params(once, fields, semantics_of=semantics_of).params

    assert "<script" not in json.dumps(once)
    assert set(twice) <= set(once) <= {"a", "b"}


@settings(max_examples=200, deadline=2000)
@given(st.text(alphabet="<>&;/='\" abpscript:onxj", max_size=80))
def test_cleaned_html_holds_no_script_and_is_clean(text):
    cleaned = clean_html(text, tags=["p", "a"])

    assert "<script" not in cleaned.lower()
    assert clean_html(cleaned, tags=["p", "a"]) == cleaned


def test_deep_markup_is_cleaned_all_the_same():
    assert clean_html("<b>" * 3000 + "x", tags=["p"]) == "x"


# --- load order


A, B, C, D = (LibraryName(name, 1, 0) for name in "ABCD")


def test_dependencies_load_first_and_once():
    needs = {A: [B, C], B: [D], C: [D], D: []}

    assert load_order([A], dependencies_of=needs.__getitem__) == [D, B, C, A]


def test_a_circle_of_dependencies_is_cut():
    needs = {A: [B], B: [A]}

    assert load_order([A], dependencies_of=needs.__getitem__) == [B, A]


def test_one_version_of_a_library_is_loaded_the_first_met():
    newer = LibraryName("B", 1, 5)
    needs = {A: [newer], B: [], newer: []}

    assert load_order([B, A], dependencies_of=needs.__getitem__) == [B, A]


def test_a_chain_of_any_length_is_ordered():
    chain = [LibraryName(f"L{number}", 1, 0) for number in range(3000)]
    needs = {name: chain[number + 1 : number + 2] for number, name in enumerate(chain)}

    assert load_order([chain[0]], dependencies_of=needs.__getitem__) == chain[::-1]
