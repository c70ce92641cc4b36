"""xAPI 1.0.3 Data, 2.4.1 ID, 2.4.2 Actor, 2.4.3 Verb and 2.4.9 Authority."""

import pytest

from learners.xapi.actors import Agent, Group, Identifier

MBOX = {"mbox": "mailto:ada@kenno.example"}
OPENID = {"openid": "https://ada.openid.example/"}
SHA1 = {"mbox_sha1sum": "ebd31e95054c018b10727ccffd2ef2ec3a016ee9"}
ACCOUNT = {"account": {"homePage": "https://kenno.example", "name": "7f3a"}}


@pytest.mark.parametrize(
    "value",
    [
        "",
        "1",
        1,
        {},
        "fd41c918-b88b-4b20-a0a5-a4c32391aaa",
        "{fd41c918-b88b-4b20-a0a5-a4c32391aaa0}",
        "fd41c918b88b4b20a0a5a4c32391aaa0",
        "gd41c918-b88b-4b20-a0a5-a4c32391aaa0",
        "fd41c918-b88b-4b20-a0a5-a4c32391aaa0\n",
    ],
)
def test_2_4_1_an_id_is_a_uuid_in_its_standard_form(value, refuse):
    assert refuse(id=value) == "$.id"


@pytest.mark.parametrize(
    ("sent", "identifier"),
    [
        (MBOX, Identifier("mbox", "mailto:ada@kenno.example")),
        (OPENID, Identifier("openid", "https://ada.openid.example/")),
        (SHA1, Identifier("mbox_sha1sum", "ebd31e95054c018b10727ccffd2ef2ec3a016ee9")),
        (ACCOUNT, Identifier("account", "7f3a", home_page="https://kenno.example")),
    ],
)
def test_2_4_2_1_an_agent_is_identified_by_one_of_four_identifiers(sent, identifier, accept_anywhere):
    for statement in accept_anywhere(actor={**sent, "name": "Ada (demo)"}):
        assert statement.actor == Agent(identifier, name="Ada (demo)")


@pytest.mark.parametrize("second", [OPENID, SHA1, ACCOUNT])
def test_2_4_2_1_s2_b2_an_agent_has_no_second_identifier(second, refuse_anywhere):
    assert refuse_anywhere(actor={**MBOX, **second}) == "$.actor"


def test_2_4_2_1_s2_b1_an_agent_without_identifier_is_refused(refuse_anywhere):
    assert refuse_anywhere(actor={"objectType": "Agent", "name": "Ada"}) == "$.actor"


def test_2_4_2_1_an_agent_has_no_members(refuse_anywhere):
    assert refuse_anywhere(actor={**MBOX, "member": [OPENID]}) == "$.actor"


def test_2_4_2_2_an_anonymous_group_has_members(accept_anywhere, refuse_anywhere):
    for statement in accept_anywhere(actor={"objectType": "Group", "member": [MBOX, OPENID]}):
        assert isinstance(statement.actor, Group)
        assert statement.actor.identifier is None
        assert [member.identifier.kind for member in statement.actor.members] == ["mbox", "openid"]
    assert refuse_anywhere(actor={"objectType": "Group", "name": "Night shift"}) == "$.actor"


@pytest.mark.parametrize("identifier", [MBOX, OPENID, SHA1, ACCOUNT])
def test_2_4_2_2_s5_b1_an_identified_group_may_leave_its_members_out(identifier, accept_anywhere):
    for statement in accept_anywhere(actor={"objectType": "Group", **identifier}):
        assert statement.actor.members == ()


def test_2_4_2_2_s5_b1_an_identified_group_has_one_identifier(refuse_anywhere):
    assert refuse_anywhere(actor={"objectType": "Group", **MBOX, **ACCOUNT}) == "$.actor"


@pytest.mark.parametrize("identifier", [{}, MBOX])
def test_2_4_2_2_s4_b2_s5_b2_no_group_is_a_member_of_a_group(identifier, refuse_anywhere):
    inner = {"objectType": "Group", "member": [MBOX]}

    path = refuse_anywhere(actor={"objectType": "Group", **identifier, "member": [MBOX, inner]})

    assert path.startswith("$.actor.member[1]")


@pytest.mark.parametrize(
    "value",
    ["ada@kenno.example", "mailto:ada", "mailto:", "MAILTO:a@b", "mailto:a@b@c", 1, "mailto:a@b?cc=c"],
)
def test_2_4_2_3_an_mbox_is_mailto_and_an_address(value, refuse_anywhere):
    assert refuse_anywhere(actor={"mbox": value}) == "$.actor.mbox"


@pytest.mark.parametrize("value", ["", "abc", "g" * 40, "a" * 41, 1])
def test_2_4_2_3_an_mbox_sha1sum_is_a_sha1_in_hexadecimal_digits(value, refuse_anywhere):
    assert refuse_anywhere(actor={"mbox_sha1sum": value}) == "$.actor.mbox_sha1sum"


@pytest.mark.parametrize("value", ["", "ada.openid.example", 1])
def test_2_4_2_3_an_openid_is_a_uri(value, refuse_anywhere):
    assert refuse_anywhere(actor={"openid": value}) == "$.actor.openid"


@pytest.mark.parametrize(
    "account",
    [
        {"name": "7f3a"},
        {"homePage": "https://kenno.example"},
        {"homePage": "kenno.example", "name": "7f3a"},
        {"homePage": "https://kenno.example", "name": {"given": "Ada"}},
        {"homePage": "https://kenno.example", "name": "7f3a", "role": "learner"},
        "7f3a",
    ],
)
def test_2_4_2_4_an_account_is_a_home_page_and_a_name(account, refuse_anywhere):
    assert refuse_anywhere(actor={"account": account}).startswith("$.actor.account")


@pytest.mark.parametrize(
    "verb", [{}, {"display": {"en": "tried"}}, {"id": ""}, {"id": "tried"}, {"id": "/verbs/tried"}]
)
def test_2_4_3_a_verb_has_an_iri(verb, refuse_anywhere):
    assert refuse_anywhere(verb=verb).startswith("$.verb")


@pytest.mark.parametrize("display", ["tried", ["tried"], {"en": 1}, {"en_GB": "tried"}])
def test_2_4_3_the_display_of_a_verb_is_a_language_map(display, refuse_anywhere):
    path = refuse_anywhere(verb={"id": "https://kenno.example/verbs/tried", "display": display})

    assert path.startswith("$.verb.display")


def test_2_4_3_s5_b1_a_verb_need_not_have_a_display(accept):
    assert accept().verb_display == {}


@pytest.mark.parametrize("authority", [MBOX, ACCOUNT, {"objectType": "Group", "member": [ACCOUNT, MBOX]}])
def test_2_4_9_the_authority_is_an_agent_or_an_application_and_a_user(authority, accept):
    assert accept(authority=authority).authority


@pytest.mark.parametrize(
    "authority",
    [
        {"objectType": "Group", "member": [MBOX]},
        {"objectType": "Group", "member": [MBOX, ACCOUNT, OPENID]},
        {"objectType": "Group", "member": [MBOX, ACCOUNT], **OPENID},
        {"name": "Ada"},
        "ada",
    ],
)
def test_2_4_9_any_other_authority_is_refused(authority, refuse):
    assert refuse(authority=authority) == "$.authority"
