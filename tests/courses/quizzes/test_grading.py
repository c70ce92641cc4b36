"""Marking on the server: what is right, what is worth a part, and what the browser never learns."""

import json
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.grading import (
    InvalidQuestion,
    InvalidResponse,
    Numeric,
    Option,
    Ordering,
    SeveralAnswers,
    SingleChoice,
    grade,
    grade_quiz,
    interaction,
    normalise,
    public,
    xapi_response,
)

ELECTRODE = SingleChoice(
    id="electrode",
    prompt="Which electrode takes up lithium while the cell is charged?",
    options=(
        Option("k3", "The cathode", "It gives lithium away on charge."),
        Option("q7", "The anode", "Graphite takes it up between its layers."),
        Option("z1", "The separator"),
    ),
    correct="q7",
    feedback_correct="Well seen.",
    feedback_incorrect="Look at the drawing of charging again.",
)
HAZARDS = SeveralAnswers(
    id="hazards",
    prompt="What makes a damaged cell dangerous?",
    options=(
        Option("a9", "Heat", "It can run away."),
        Option("b2", "Toxic gas"),
        Option("c5", "Its weight", "A cell weighs little."),
        Option("d8", "Voltage"),
        Option("e4", "Its colour"),
    ),
    correct=frozenset({"a9", "b2", "d8"}),
)
CURRENT = Numeric(
    id="current",
    prompt="A cell of 60 Ah is charged at 1C. How large is the current?",
    answer=Decimal(60),
    tolerance=Decimal("0.5"),
    unit="A",
    unit_labels=("amperes",),
)
ISOLATION = Ordering(
    id="isolation",
    prompt="Put the steps of isolating a pack in order.",
    items=(Option("w6", "Switch off"), Option("t0", "Lock"), Option("n3", "Measure"), Option("h8", "Work")),
)
QUESTIONS = (ELECTRODE, HAZARDS, CURRENT, ISOLATION)
RIGHT = {
    "electrode": "q7",
    "hazards": ["a9", "b2", "d8"],
    "current": "60 A",
    "isolation": ["w6", "t0", "n3", "h8"],
}

by_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)


# Single choice


def test_a_single_choice_is_right_or_wrong():
    assert grade(ELECTRODE, "q7").score_scaled == 1
    assert grade(ELECTRODE, "k3").score_scaled == 0


def test_the_learner_reads_about_the_chosen_answer_and_then_about_the_question():
    assert grade(ELECTRODE, "q7").feedback == ("Graphite takes it up between its layers.", "Well seen.")
    assert grade(ELECTRODE, "z1").feedback == ("Look at the drawing of charging again.",)


# Several answers


@pytest.mark.parametrize(
    ("chosen", "score"),
    [
        (["a9", "b2", "d8"], "1"),
        (["a9", "b2"], "0.6666"),
        (["a9", "b2", "c5"], "0.3333"),
        (["a9", "b2", "d8", "c5"], "0.6666"),
        (["a9", "b2", "c5", "d8", "e4"], "0.3333"),
        (["a9", "c5", "e4"], "0"),
        (["c5"], "0"),
    ],
)
def test_several_answers_earn_right_picks_less_wrong_picks(chosen, score):
    result = grade(HAZARDS, chosen)

    assert result.score_scaled == Decimal(score)
    assert result.is_correct == (score == "1")


def test_an_answer_ticked_twice_counts_once():
    assert grade(HAZARDS, ["a9", "a9", "b2"]) == grade(HAZARDS, ["a9", "b2"])


def test_several_answers_show_the_feedback_of_each_pick_in_the_order_of_the_options():
    assert grade(HAZARDS, ["c5", "a9"]).feedback == ("It can run away.", "A cell weighs little.")


# Numbers


@pytest.mark.parametrize(
    "written",
    [
        "60",
        "60.0",
        "60,0",
        "60 A",
        "60A",
        "60 a",
        "60 amperes",
        "60 Ampere",
        "+60",
        "59.5",
        "60,5",
        "6e1",
        "0.6E2",
        "0060",
        " 60\u00a0A ",
        "60.",
    ],
)
def test_a_number_is_right_however_it_is_written(written):
    assert grade(CURRENT, written).is_correct


@pytest.mark.parametrize("written", ["59.4999999999999999999999", "60.5000000000000000000001", "-60", "\u221260", "6"])
def test_a_number_outside_the_tolerance_is_wrong(written):
    assert grade(CURRENT, written).score_scaled == 0
    assert grade(CURRENT, written).problem is None


def test_the_tolerance_is_exact_where_binary_fractions_are_not():
    tenths = Numeric(id="t", prompt="?", answer=Decimal("0.3"), tolerance=Decimal("0.1"))

    assert grade(tenths, "0.2").is_correct
    assert grade(tenths, "0.4").is_correct


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u2009", "\u202f"])
def test_spaces_may_stand_between_thousands(space):
    energy = Numeric(id="e", prompt="?", answer=Decimal("1234567.5"))

    assert grade(energy, f"1{space}234{space}567,5").is_correct


@pytest.mark.parametrize(
    "written",
    [
        "nan",
        "inf",
        "-Infinity",
        "1e400",
        "1e-400",
        "9" * 10_000,
        "sixty",
        "1,234.5",
        "1.234,5",
        "12 34",
        "1 23",
        "60 60",
        "٦٠",
        "10²",
        "½",
        "-",
        ",",
        "60 \0",
        "6_0",
    ],
)
def test_what_is_no_number_is_told_so_and_not_marked(written):
    result = grade(CURRENT, written)

    assert result.problem == "Write a number, for example 12.5."
    assert result.feedback == (result.problem,)
    assert (result.response, result.score_scaled, result.is_correct) == (None, 0, False)


def test_another_unit_is_wrong_and_says_which_one_is_asked():
    result = grade(CURRENT, "60 mA")

    assert not result.is_correct
    assert result.feedback == ("Check the unit: write your answer in A.",)


def test_a_unit_where_none_is_asked_is_wrong_and_says_so():
    cells = Numeric(id="cells", prompt="How many cells?", answer=Decimal(96))

    assert grade(cells, "96 A").feedback == ("Check the unit: write the number only.",)


@pytest.mark.parametrize(
    ("unit", "written", "is_right"),
    [
        ("kWh", "5 kwh", True),
        ("Ω", "5 \u2126", True),
        ("µA", "5 \u03bcA", True),
        ("m²", "5 m2", True),
        ("°C", "5 °c", True),
        ("%", "5 %", True),
        ("mW", "5 MW", False),
        ("MW", "5 mW", False),
        ("mΩ", "5 MΩ", False),
    ],
)
def test_the_case_of_a_unit_counts_only_where_it_makes_another_unit(unit, written, is_right):
    assert grade(Numeric(id="u", prompt="?", answer=Decimal(5), unit=unit), written).is_correct is is_right


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_decimal_comma_and_point_are_the_same(number):
    written = format(number, "f")

    assert normalise(CURRENT, written) == normalise(CURRENT, written.replace(".", ","))


@given(st.decimals(min_value=-1000, max_value=1000, places=6), st.decimals(min_value=0, max_value=10, places=6))
def test_the_ends_of_the_tolerance_are_right_and_beyond_them_wrong(answer, tolerance):
    question = Numeric(id="n", prompt="?", answer=answer, tolerance=tolerance)
    step = Decimal("1e-9")

    assert grade(question, format(answer + tolerance, "f")).is_correct
    assert grade(question, format(answer - tolerance, "f")).is_correct
    assert not grade(question, format(answer + tolerance + step, "f")).is_correct
    assert not grade(question, format(answer - tolerance - step, "f")).is_correct


# Orders


@pytest.mark.parametrize(
    ("order", "score"),
    [
        (["w6", "t0", "n3", "h8"], "1"),
        (["t0", "w6", "n3", "h8"], "0.6666"),
        (["n3", "w6", "t0", "h8"], "0.3333"),
        (["t0", "w6", "h8", "n3"], "0.3333"),
        (["h8", "n3", "t0", "w6"], "0"),
    ],
)
def test_an_order_earns_its_right_pairs_less_its_wrong_pairs(order, score):
    assert grade(ISOLATION, order).score_scaled == Decimal(score)


def test_only_one_of_all_orders_is_right():
    right = [order for order in permutations(RIGHT["isolation"]) if grade(ISOLATION, list(order)).is_correct]

    assert right == [("w6", "t0", "n3", "h8")]


@pytest.mark.parametrize("order", [["w6", "t0", "n3"], ["w6", "t0", "n3", "n3"], ["w6", "t0", "n3", "h8", "h8"]])
def test_an_order_that_leaves_out_or_repeats_an_item_is_told_so(order):
    assert grade(ISOLATION, order).problem == "Put all the items in order, each of them once."


# Any response


@by_question
@pytest.mark.parametrize("empty", [None, "", "  ", [], ()])
def test_no_answer_is_worth_nothing_and_is_no_problem(question, empty):
    result = grade(question, empty)

    assert (result.response, result.score_scaled, result.is_correct) == (None, 0, False)
    assert (result.problem, result.feedback) == (None, ())


@by_question
@pytest.mark.parametrize(
    "forged", ["unknown", ["q7", "unknown"], {"score": 1}, 60, True, [["a9"]], ["q7", None], b"q7"]
)
def test_what_is_none_of_the_options_is_refused_and_worth_nothing(question, forged):
    with pytest.raises(InvalidResponse):
        normalise(question, forged)

    result = grade(question, forged)

    assert result.problem
    assert (result.response, result.score_scaled, result.is_correct) == (None, 0, False)


def test_what_the_learner_reads_from_us_is_translated():
    result = grade(CURRENT, "sixty", translate=lambda message: f"fi: {message}")

    assert result.problem == "fi: Write a number, for example 12.5."


responses = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.text(max_size=20)
    | st.text("0123456789eE+-,. A\u2212\u00a0", max_size=12)
    | st.sampled_from([option.id for question in (ELECTRODE, HAZARDS) for option in question.options]),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=6,
) | st.permutations(RIGHT["isolation"])


@by_question
@given(response=responses)
def test_whatever_is_sent_the_score_stays_in_bounds_and_1_means_right(question, response):
    result = grade(question, response)

    assert 0 <= result.score_scaled <= 1
    assert result.is_correct == (result.score_scaled == 1)


@by_question
@given(response=responses)
def test_a_stored_response_is_marked_as_it_was_when_it_came(question, response):
    result = grade(question, response)

    if result.response is not None:
        assert grade(question, result.response) == result
        assert normalise(question, list(result.response) if isinstance(result.response, tuple) else result.response)


@given(st.permutations(["a9", "b2", "c5", "e4"]))
def test_the_order_of_ticking_does_not_matter(chosen):
    assert grade(HAZARDS, chosen) == grade(HAZARDS, ["a9", "b2", "c5", "e4"])


# Quizzes


def test_a_quiz_without_mistakes_has_the_score_1_and_is_passed():
    result = grade_quiz(QUESTIONS, RIGHT, pass_mark=Decimal(1))

    assert (result.score_scaled, result.is_passed) == (1, True)
    assert [one.question_id for one in result.results] == ["electrode", "hazards", "current", "isolation"]


def test_an_unanswered_question_counts_as_wrong():
    result = grade_quiz(QUESTIONS, {"electrode": "q7"}, pass_mark=Decimal("0.25"))

    assert (result.score_scaled, result.is_passed) == (Decimal("0.25"), True)


def test_the_pass_mark_is_compared_before_rounding():
    third = grade_quiz((ELECTRODE, CURRENT, ISOLATION), {"electrode": "q7"}, pass_mark=Decimal("0.33333"))

    assert third.score_scaled == Decimal("0.3333")
    assert third.is_passed
    assert not grade_quiz((ELECTRODE, CURRENT, ISOLATION), {"electrode": "q7"}, pass_mark=Decimal("0.34")).is_passed


def test_a_response_that_cannot_be_marked_costs_the_other_questions_nothing():
    result = grade_quiz(QUESTIONS, {**RIGHT, "current": "nan"}, pass_mark=Decimal("0.75"))

    assert (result.score_scaled, result.is_passed) == (Decimal("0.75"), True)


def test_responses_to_questions_of_another_quiz_are_left_out():
    result = grade_quiz((ELECTRODE,), RIGHT | {"electrode": "k3"}, pass_mark=Decimal("0.1"))

    assert (result.score_scaled, result.is_passed) == (0, False)


def test_a_quiz_without_questions_is_never_passed():
    assert not grade_quiz((), {}, pass_mark=Decimal(0)).is_passed


@pytest.mark.parametrize("pass_mark", ["-0.1", "1.01", "80"])
def test_a_pass_mark_is_a_share_and_no_percentage(pass_mark):
    with pytest.raises(ValueError, match=f"Found the pass mark {pass_mark}, expected one from 0 to 1."):
        grade_quiz(QUESTIONS, RIGHT, pass_mark=Decimal(pass_mark))


def test_two_questions_of_a_quiz_never_share_an_id():
    with pytest.raises(InvalidQuestion, match="'electrode' twice"):
        grade_quiz((ELECTRODE, ELECTRODE), {}, pass_mark=Decimal(1))


# What the browser may see


@by_question
def test_the_browser_sees_the_question_and_nothing_of_its_answer(question):
    seen = public(question, shuffle_seed="attempt 1")

    assert seen.keys() == {"id", "kind", "prompt", "unit" if isinstance(question, Numeric) else "options"}
    for option in seen.get("options", []):
        assert option.keys() == {"id", "text"}


def test_the_browser_sees_neither_feedback_nor_a_number():
    seen = json.dumps([public(question, shuffle_seed="attempt 1") for question in QUESTIONS])

    for secret in (
        "It gives lithium away",
        "Well seen",
        "Look at the drawing",
        "It can run away",
        "0.5",
        "correct",
    ):
        assert secret not in seen


def test_what_is_right_does_not_change_what_the_browser_sees():
    others = SingleChoice(id="electrode", prompt=ELECTRODE.prompt, options=ELECTRODE.options, correct="z1")

    assert public(others, shuffle_seed="s") == public(ELECTRODE, shuffle_seed="s")


@given(st.text())
def test_items_to_order_are_all_there_and_never_in_the_right_order(seed):
    shown = [option["id"] for option in public(ISOLATION, shuffle_seed=seed)["options"]]

    assert sorted(shown) == sorted(RIGHT["isolation"])
    assert shown != RIGHT["isolation"]


def test_items_to_order_stand_the_same_for_the_same_attempt_and_differ_between_attempts():
    orders = [
        tuple(option["id"] for option in public(ISOLATION, shuffle_seed=f"attempt {number}")["options"])
        for number in range(40)
    ]

    assert public(ISOLATION, shuffle_seed="attempt 0") == public(ISOLATION, shuffle_seed="attempt 0")
    assert len(set(orders)) > 5


def test_two_items_are_shown_in_either_order_or_the_order_would_tell():
    pair = Ordering(id="pair", prompt="?", items=(Option("a", "First"), Option("b", "Second")))

    assert {public(pair, shuffle_seed=str(n))["options"][0]["id"] for n in range(40)} == {"a", "b"}


# The same in the words of xAPI 1.0.3 Data, 2.4.4.1


@pytest.mark.parametrize(
    ("question", "kind", "pattern"),
    [
        (ELECTRODE, "choice", "q7"),
        (HAZARDS, "choice", "a9[,]b2[,]d8"),
        (CURRENT, "numeric", "59.5[:]60.5"),
        (ISOLATION, "sequencing", "w6[,]t0[,]n3[,]h8"),
    ],
)
def test_a_question_is_an_interaction_with_its_correct_responses(question, kind, pattern):
    definition = interaction(question, language="en")

    assert definition["type"] == "http://adlnet.gov/expapi/activities/cmi.interaction"
    assert definition["interactionType"] == kind
    assert definition["correctResponsesPattern"] == [pattern]
    assert definition["description"] == {"en": question.prompt}


def test_a_number_without_tolerance_is_a_single_number():
    exact = Numeric(id="n", prompt="?", answer=Decimal("3.60"))

    assert interaction(exact, language="en")["correctResponsesPattern"] == ["3.6"]


def test_the_choices_of_an_order_do_not_stand_in_the_right_order():
    choices = [choice["id"] for choice in interaction(ISOLATION, language="en")["choices"]]

    assert choices == ["h8", "n3", "t0", "w6"]


@by_question
def test_the_right_response_reads_like_the_correct_responses_pattern(question):
    response = xapi_response(question, RIGHT[question.id])

    if isinstance(question, Numeric):
        assert response == "60"
    else:
        assert [response] == interaction(question, language="en")["correctResponsesPattern"]


def test_a_number_goes_to_xapi_with_a_point_and_without_its_unit():
    assert xapi_response(CURRENT, "1 234,50 A") == "1234.5"


@by_question
def test_no_answer_is_an_empty_response(question):
    assert xapi_response(question, None) == ""


# Questions that cannot be


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: SingleChoice(id="q", prompt="?", options=(Option("a", "A"),), correct="a"),
            "found 1 options",
        ),
        (
            lambda: SingleChoice(id="q", prompt="?", options=(Option("a", "A"), Option("a", "B")), correct="a"),
            "option id 'a' occurs twice",
        ),
        (
            lambda: SingleChoice(id="q", prompt="?", options=(Option("a", "A"), Option("b", "B")), correct="c"),
            "found the right answer 'c', expected one of its options",
        ),
        (
            lambda: SingleChoice(id="q", prompt="?", options=(Option("a[,]b", "A"), Option("b", "B")), correct="b"),
            "expected one without spaces and brackets",
        ),
        (
            lambda: SeveralAnswers(
                id="q", prompt="?", options=(Option("a", "A"), Option("b", "B")), correct=frozenset()
            ),
            "found no right answer",
        ),
        (lambda: Numeric(id="q", prompt="?", answer=Decimal("NaN")), "found the answer NaN"),
        (lambda: Numeric(id="q", prompt="?", answer=Decimal("1e90")), "found the answer 1E"),
        (
            lambda: Numeric(id="q", prompt="?", answer=Decimal(1), tolerance=Decimal(-1)),
            "found the tolerance -1",
        ),
        (lambda: Ordering(id="q", prompt="?", items=()), "found 0 options"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_a_sentence(make, message):
    with pytest.raises(InvalidQuestion, match=message.replace("[", r"\[")):
        make()
