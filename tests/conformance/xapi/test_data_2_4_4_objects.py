"""xAPI 1.0.3 Data, 2.4.4 Object."""

import pytest

from learners.xapi.activities import COMPONENT_LISTS, Activity
from learners.xapi.statement import Agent, Group, StatementRef, SubStatement

ID = "fd41c918-b88b-4b20-a0a5-a4c32391aaa0"
ACTIVITY = "https://kenno.example/activities/anode"
MBOX = {"mbox": "mailto:ada@kenno.example"}


def activity(**definition):
    return {"id": ACTIVITY, "definition": definition}


def test_2_4_4_s2_an_object_without_a_type_is_an_activity(accept_anywhere, refuse_anywhere):
    for statement in accept_anywhere(object={"id": ACTIVITY}):
        assert statement.object == Activity(ACTIVITY)
    assert refuse_anywhere(object=MBOX) == "$.object"


@pytest.mark.parametrize("kind", ["Statement", "", 1, None, ["Activity"], {}])
def test_2_4_4_s2_another_type_is_refused(kind, refuse_anywhere):
    assert refuse_anywhere(object={"objectType": kind, "id": ACTIVITY}) == "$.object.objectType"


@pytest.mark.parametrize(
    "value", ["", "anode", "activities/anode", "//kenno.example/a", "https://kenno.example/a b", 1]
)
def test_2_4_4_1_an_activity_is_identified_by_an_iri(value, refuse_anywhere):
    assert refuse_anywhere(object={"id": value}) == "$.object.id"


@pytest.mark.parametrize(
    ("definition", "path"),
    [
        ({"name": "The anode"}, "name"),
        ({"description": {"e": "Too short a tag"}}, "description.e"),
        ({"type": "lesson"}, "type"),
        ({"moreInfo": "kenno.example"}, "moreInfo"),
        ({"extensions": {"room": 1}}, "extensions.room"),
        ({"extensions": []}, "extensions"),
    ],
)
def test_2_4_4_1_s2_the_properties_of_a_definition_have_their_formats(definition, path, refuse_anywhere):
    assert refuse_anywhere(object=activity(**definition)) == f"$.object.definition.{path}"


def test_2_4_4_1_s2_a_definition_may_be_empty_or_full(accept_anywhere):
    accept_anywhere(object=activity())
    accept_anywhere(
        object=activity(
            name={"en": "The anode", "fi": "Anodi"},
            description={"en": "What it is made of"},
            type="http://adlnet.gov/expapi/activities/lesson",
            moreInfo="https://kenno.example/anode",
            extensions={"https://kenno.example/extensions/room": {"name": "Laboratory"}},
        )
    )


@pytest.mark.parametrize("kind", COMPONENT_LISTS)
def test_2_4_4_1_s9_each_interaction_type_is_accepted(kind, accept_anywhere):
    for statement in accept_anywhere(object=activity(interactionType=kind, correctResponsesPattern=["a"])):
        assert statement.object.definition.interaction_type == kind
        assert statement.object.definition.correct_responses == ("a",)


@pytest.mark.parametrize("kind", ["compound", "multiple", "", None, 1, ["choice"]])
def test_2_4_4_1_s13_b1_another_interaction_type_is_refused(kind, refuse_anywhere):
    assert refuse_anywhere(object=activity(interactionType=kind)) == "$.object.definition.interactionType"


@pytest.mark.parametrize("properties", [{"correctResponsesPattern": ["a"]}, {"choices": [{"id": "a"}]}])
def test_2_4_4_1_s8_an_interaction_has_a_type(properties, refuse_anywhere):
    assert refuse_anywhere(object=activity(**properties)) == "$.object.definition"


@pytest.mark.parametrize("patterns", ["a", [1], {"a": "b"}])
def test_2_4_4_1_s8_correct_responses_are_a_list_of_texts(patterns, refuse_anywhere):
    path = refuse_anywhere(object=activity(interactionType="choice", correctResponsesPattern=patterns))

    assert path.startswith("$.object.definition.correctResponsesPattern")


@pytest.mark.parametrize("kind", COMPONENT_LISTS)
@pytest.mark.parametrize("name", ["choices", "scale", "source", "target", "steps"])
def test_2_4_4_1_s15_an_interaction_has_the_lists_of_its_type_only(kind, name, accept_anywhere, refuse_anywhere):
    interaction = activity(interactionType=kind, **{name: [{"id": "a", "description": {"en": "A"}}]})

    if name in COMPONENT_LISTS[kind]:
        accept_anywhere(object=interaction)
    else:
        assert refuse_anywhere(object=interaction) == f"$.object.definition.{name}"


@pytest.mark.parametrize(
    ("components", "path"),
    [
        ([{"id": "a"}, {"id": "a"}], "[1].id"),
        ([{"description": {"en": "A"}}], "[0]"),
        ([{"id": 1}], "[0].id"),
        ([{"id": "a", "description": "A"}], "[0].description"),
        ([{"id": "a", "text": "A"}], "[0]"),
        (["a"], "[0]"),
        ({"id": "a"}, ""),
    ],
)
def test_2_4_4_1_s16_components_have_distinct_ids(components, path, refuse_anywhere):
    interaction = activity(interactionType="choice", choices=components)

    assert refuse_anywhere(object=interaction) == f"$.object.definition.choices{path}"


def test_2_4_4_2_an_agent_or_group_as_object_says_what_it_is(accept_anywhere):
    for statement in accept_anywhere(object={"objectType": "Agent", **MBOX}):
        assert isinstance(statement.object, Agent)
    for statement in accept_anywhere(object={"objectType": "Group", **MBOX}):
        assert isinstance(statement.object, Group)


def test_2_4_4_3_a_reference_holds_the_id_of_a_statement(accept_anywhere, refuse_anywhere):
    for statement in accept_anywhere(object={"objectType": "StatementRef", "id": ID}):
        assert isinstance(statement.object, StatementRef)
        assert str(statement.object.id) == ID
    assert refuse_anywhere(object={"objectType": "StatementRef", "id": ACTIVITY}) == "$.object.id"
    assert refuse_anywhere(object={"objectType": "StatementRef", "id": ID, "definition": {}}) == "$.object"


def test_2_4_4_3_s8_b1_a_substatement_is_a_statement_within(accept, minimal):
    statement = accept(object={"objectType": "SubStatement", **minimal, "timestamp": "2099-01-01T00:00:00Z"})

    assert isinstance(statement.object, SubStatement)
    assert statement.object.object == Activity(ACTIVITY)
    assert statement.object.timestamp.year == 2099


@pytest.mark.parametrize(
    "properties",
    [{"id": ID}, {"stored": "2026-11-24T08:30:00Z"}, {"version": "1.0.0"}, {"authority": MBOX}],
    ids=lambda properties: next(iter(properties)),
)
def test_2_4_4_3_s8_b3_a_substatement_has_no_id_stored_version_or_authority(properties, accept, refuse, minimal):
    accept(**properties)

    assert refuse(object={"objectType": "SubStatement", **minimal, **properties}) == "$.object"


def test_2_4_4_3_s8_b4_a_substatement_holds_no_substatement(refuse, minimal):
    inner = {"objectType": "SubStatement", **minimal}

    assert refuse(object={**inner, "object": inner}) == "$.object.object.objectType"
