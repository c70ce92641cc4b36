"""xAPI 1.0.3 Data, 2.2 Formatting Requirements and 2.3.2 Voiding."""

import pytest

ID = "fd41c918-b88b-4b20-a0a5-a4c32391aaa0"


@pytest.mark.parametrize("name", ["actor", "verb", "object"])
def test_2_2_s2_b3_a_statement_has_an_actor_a_verb_and_an_object(name, refuse_anywhere):
    assert refuse_anywhere(**{name: ...}) == "$"


@pytest.mark.parametrize(
    ("properties", "path"),
    [
        ({"actor": {"mbox": "mailto:ada@kenno.example", "name": None}}, "$.actor.name"),
        ({"verb": {"id": "https://kenno.example/v", "display": {"en": None}}}, "$.verb.display.en"),
        (
            {"object": {"id": "https://kenno.example/a", "definition": {"moreInfo": None}}},
            "$.object.definition.moreInfo",
        ),
        ({"result": None}, "$.result"),
        ({"context": {"registration": None}}, "$.context.registration"),
        ({"timestamp": None}, "$.timestamp"),
        ({"attachments": None}, "$.attachments"),
    ],
)
def test_2_2_s4_b1_null_is_refused(properties, path, refuse_anywhere):
    assert refuse_anywhere(**properties) == path


def test_2_2_s4_b1_null_is_allowed_in_extensions(accept_anywhere):
    extensions = {"https://kenno.example/extensions/none": None}

    accept_anywhere(
        object={"id": "https://kenno.example/a", "definition": {"extensions": extensions}},
        result={"extensions": extensions},
        context={"extensions": extensions},
    )


@pytest.mark.parametrize(
    "properties",
    [
        {"result": {"score": {"raw": "100"}}},
        {"result": {"score": {"raw": True}}},
        {"result": {"success": "true"}},
        {"result": {"completion": 1}},
        {"result": {"response": 1}},
        {"actor": "mailto:ada@kenno.example"},
        {"actor": [{"mbox": "mailto:ada@kenno.example"}]},
        {"verb": "https://kenno.example/verbs/tried"},
        {"object": "https://kenno.example/activities/anode"},
        {"context": []},
        {"attachments": {}},
    ],
)
def test_2_2_s4_b2_the_wrong_type_is_refused(properties, refuse_anywhere):
    refuse_anywhere(**properties)


@pytest.mark.parametrize(
    "properties",
    [
        {"Actor": {"mbox": "mailto:ada@kenno.example"}},
        {"actor": {"mbox": "mailto:ada@kenno.example", "Name": "Ada"}},
        {"verb": {"Id": "https://kenno.example/v"}},
        {"object": {"id": "https://kenno.example/a", "definition": {"moreinfo": "https://kenno.example"}}},
        {"result": {"Success": True}},
        {"context": {"Language": "fi"}},
    ],
)
def test_2_2_s4_b4_the_case_of_a_property_counts(properties, refuse_anywhere):
    refuse_anywhere(**properties)


@pytest.mark.parametrize(
    "properties",
    [
        {"actor": {"objectType": "agent", "mbox": "mailto:ada@kenno.example"}},
        {"object": {"objectType": "activity", "id": "https://kenno.example/a"}},
        {"object": {"id": "https://kenno.example/a", "definition": {"interactionType": "Choice"}}},
    ],
)
def test_2_2_s4_b5_the_case_of_an_enumerated_value_counts(properties, refuse_anywhere):
    refuse_anywhere(**properties)


@pytest.mark.parametrize("properties", [{"grade": 5}, {"verb": {"id": "https://kenno.example/v", "tense": "past"}}])
def test_2_2_s4_b6_what_the_specification_does_not_allow_is_refused(properties, refuse_anywhere):
    refuse_anywhere(**properties)


def test_2_2_s2_b4_properties_may_be_in_any_order(minimal, accept):
    assert accept(**dict(reversed(minimal.items()))) == accept()


def test_2_3_2_s2_b1_a_voiding_statement_has_a_reference_as_its_object(accept, refuse):
    voided = {"id": "http://adlnet.gov/expapi/verbs/voided"}

    assert accept(verb=voided, object={"objectType": "StatementRef", "id": ID}).is_voiding
    assert refuse(verb=voided) == "$.object"
    assert not accept(object={"objectType": "StatementRef", "id": ID}).is_voiding


def test_2_3_2_s2_b2_a_voiding_statement_names_the_id_of_what_it_voids(refuse):
    voided = {"id": "http://adlnet.gov/expapi/verbs/voided"}

    assert refuse(verb=voided, object={"objectType": "StatementRef"}) == "$.object"
