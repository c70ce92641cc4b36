"""xAPI 1.0.3 Data, 2.4.5 Result, 2.4.6 Context, 2.4.7 to 2.4.11."""

from decimal import Decimal

import pytest

ID = "fd41c918-b88b-4b20-a0a5-a4c32391aaa0"
ACTIVITY = {"id": "https://kenno.example/activities/anode"}
MBOX = {"mbox": "mailto:ada@kenno.example"}
SHA256 = "495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a"
ATTACHMENT = {
    "usageType": "https://kenno.example/attachments/report",
    "display": {"en": "Laboratory report"},
    "contentType": "text/plain; charset=utf-8",
    "length": 27,
    "sha2": SHA256,
}


@pytest.mark.parametrize("scaled", [-1, -0.5, 0, 0.6767676, 1.0])
def test_2_4_5_1_scaled_is_from_minus_1_to_1(scaled, accept_anywhere):
    for statement in accept_anywhere(result={"score": {"scaled": scaled}}):
        assert statement.result.score.scaled == Decimal(str(scaled))


@pytest.mark.parametrize("scaled", [1.01, -1.00001, 2, 1e9, "1", True, None, [1]])
def test_2_4_5_1_scaled_is_nothing_else(scaled, refuse_anywhere):
    assert refuse_anywhere(result={"score": {"scaled": scaled}}) == "$.result.score.scaled"


@pytest.mark.parametrize(
    ("score", "name"),
    [
        ({"raw": 5, "max": 4}, "raw"),
        ({"raw": 1, "min": 2}, "raw"),
        ({"raw": -1, "min": 0, "max": 4}, "raw"),
        ({"min": 4, "max": 4}, "min"),
        ({"min": 5, "max": 4}, "min"),
        ({"min": 0, "max": 0, "raw": 0}, "min"),
    ],
)
def test_2_4_5_1_raw_lies_between_a_min_and_a_greater_max(score, name, refuse_anywhere):
    assert refuse_anywhere(result={"score": score}) == f"$.result.score.{name}"


@pytest.mark.parametrize(
    "score", [{}, {"raw": 1e9}, {"raw": 4, "min": 4, "max": 5}, {"raw": 5, "max": 5}, {"min": -1, "max": 0}]
)
def test_2_4_5_1_any_score_within_its_bounds_is_accepted(score, accept_anywhere):
    accept_anywhere(result={"score": score})


@pytest.mark.parametrize("score", [5, "5", [5], {"percent": 50}])
def test_2_4_5_1_a_score_is_an_object_of_four_numbers(score, refuse_anywhere):
    assert refuse_anywhere(result={"score": score}) == "$.result.score"


def test_2_4_6_a_context_has_its_types(accept_anywhere):
    group = {"objectType": "Group", "member": [MBOX]}

    for statement in accept_anywhere(
        context={
            "registration": ID,
            "instructor": group,
            "team": group,
            "revision": "3",
            "platform": "Kenno",
            "language": "fi-FI",
            "statement": {"objectType": "StatementRef", "id": ID},
            "extensions": {"https://kenno.example/extensions/shift": "night"},
        }
    ):
        assert str(statement.context.registration) == str(statement.context.statement) == ID
        assert statement.context.instructor == statement.context.team
        assert (statement.context.revision, statement.context.platform) == ("3", "Kenno")


@pytest.mark.parametrize(
    ("context", "path"),
    [
        ({"registration": "third"}, "registration"),
        ({"instructor": {"name": "Ada"}}, "instructor"),
        ({"team": MBOX}, "team"),
        ({"revision": 3}, "revision"),
        ({"platform": {}}, "platform"),
        ({"language": "finnish language"}, "language"),
        ({"statement": {"id": ID}}, "statement"),
        ({"statement": {"objectType": "Activity", "id": ID}}, "statement.objectType"),
        ({"extensions": {"shift": "night"}}, "extensions.shift"),
    ],
)
def test_2_4_6_the_properties_of_a_context_have_their_formats(context, path, refuse_anywhere):
    assert refuse_anywhere(context=context) == f"$.context.{path}"


@pytest.mark.parametrize("name", ["revision", "platform"])
@pytest.mark.parametrize(
    "target",
    [
        {"objectType": "Agent", **MBOX},
        {"objectType": "Group", **MBOX},
        {"objectType": "StatementRef", "id": ID},
    ],
    ids=lambda target: target["objectType"],
)
def test_2_4_6_s4_b1_b2_revision_and_platform_are_for_activities(name, target, refuse_anywhere):
    assert refuse_anywhere(object=target, context={name: "3"}) == f"$.context.{name}"


@pytest.mark.parametrize("name", ["revision", "platform"])
def test_2_4_6_s4_b1_b2_a_statement_about_a_substatement_has_neither(name, refuse, minimal):
    assert refuse(object={"objectType": "SubStatement", **minimal}, context={name: "3"}) == f"$.context.{name}"


@pytest.mark.parametrize("kind", ["parent", "grouping", "category", "other"])
def test_2_4_6_2_context_activities_are_one_activity_or_a_list(kind, accept_anywhere):
    for value in (ACTIVITY, [ACTIVITY]):
        for statement in accept_anywhere(context={"contextActivities": {kind: value}}):
            [only] = statement.context.activities[kind]
            assert only.id == ACTIVITY["id"]


@pytest.mark.parametrize(
    "activities",
    [
        [],
        "parent",
        {"child": [ACTIVITY]},
        {"parent": "anode"},
        {"parent": [MBOX]},
        {"parent": [[ACTIVITY]]},
        {"parent": {"objectType": "Agent", **MBOX}},
    ],
)
def test_2_4_6_2_s4_context_activities_are_nothing_else(activities, refuse_anywhere):
    assert refuse_anywhere(context={"contextActivities": activities}).startswith("$.context.contextActivities")


def test_2_4_7_a_time_in_the_future_is_accepted(accept_anywhere):
    accept_anywhere(timestamp="2099-01-01T00:00:00Z")


@pytest.mark.parametrize("stored", ["yesterday", 1, None])
def test_2_4_8_s3_b1_stored_is_validated(stored, refuse):
    assert refuse(stored=stored) == "$.stored"


@pytest.mark.parametrize("version", ["1.0", "1.0.0", "1.0.3", "1.0.99"])
def test_2_4_10_s2_b1_a_version_that_starts_with_1_0_is_accepted(version, accept):
    assert accept(version=version).version == version


@pytest.mark.parametrize("version", ["1", "1.1.0", "0.95", "2.0.0", "1.0.", "10.0", "1.0.x", 1.0, ""])
def test_2_4_10_s2_b2_any_other_version_is_refused(version, refuse):
    assert refuse(version=version) == "$.version"


def test_2_4_11_an_attachment_is_described(accept_anywhere):
    full = {**ATTACHMENT, "description": {"en": "Measured"}, "fileUrl": "https://kenno.example/report.txt"}

    for statement in accept_anywhere(attachments=[ATTACHMENT, full]):
        assert [(one.length, one.file_url) for one in statement.attachments] == [
            (27, None),
            (27, "https://kenno.example/report.txt"),
        ]


@pytest.mark.parametrize("name", ATTACHMENT)
def test_2_4_11_each_required_property_of_an_attachment_is(name, refuse_anywhere):
    incomplete = {key: value for key, value in ATTACHMENT.items() if key != name}

    assert refuse_anywhere(attachments=[incomplete]) == "$.attachments[0]"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("usageType", "report"),
        ("display", "Laboratory report"),
        ("description", ["Measured"]),
        ("contentType", "text"),
        ("contentType", 999),
        ("length", "27"),
        ("length", -1),
        ("length", 27.5),
        ("length", True),
        ("sha2", 12345),
        ("sha2", "abc"),
        ("sha2", SHA256[:40]),
        ("fileUrl", "report.txt"),
    ],
)
def test_2_4_11_the_properties_of_an_attachment_have_their_formats(name, value, refuse_anywhere):
    assert refuse_anywhere(attachments=[{**ATTACHMENT, name: value}]) == f"$.attachments[0].{name}"
