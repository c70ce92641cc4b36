import threading
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django_tasks.signals import task_finished

from badges.awarding import award_due_achievements, award_everybody
from badges.models import Achievement, AwardRule, Credential
from badges.tasks import award_learner
from learners.models import ModuleCompletion
from learners.signals import competence_demonstrated, course_completed, module_completed

pytestmark = pytest.mark.django_db


def test_a_module_earns_its_credential_once_however_often_it_is_repeated(learner, module_key, complete):
    for _ in range(2):
        complete(module_key, by=learner)
        award_due_achievements(learner)

    assert Credential.objects.of(learner).count() == 1


def test_another_module_earns_nothing(learner, module_key, complete):
    complete(uuid4(), by=learner)

    assert award_due_achievements(learner) == []


def test_what_no_server_or_person_judged_earns_nothing(learner, module_key, complete):
    complete(module_key, by=learner, is_assessed=False)

    assert award_due_achievements(learner) == []


def test_an_achievement_with_two_rules_asks_for_both(learner, achievement, module_key, complete):
    second = AwardRule.objects.create(achievement=achievement, kind="module_completed", target_key=uuid4())

    complete(module_key, by=learner)
    assert award_due_achievements(learner) == []

    complete(second.target_key, by=learner)
    assert len(award_due_achievements(learner)) == 1


def test_an_achievement_without_rules_is_given_to_nobody(learner, achievement):
    achievement.rules.all().delete()

    assert award_due_achievements(learner) == []
    assert list(award_everybody()) == []


@pytest.mark.parametrize("switched_off", ["achievement", "issuer"])
def test_what_is_switched_off_is_given_to_nobody(learner, achievement, module_key, complete, switched_off):
    row = achievement if switched_off == "achievement" else achievement.issuer
    row.is_active = False
    row.save()
    complete(module_key, by=learner)

    assert award_due_achievements(learner) == []


def test_a_rule_of_an_app_that_is_gone_holds_up_only_its_own_achievement(
    learner, achievement, module_key, complete, caplog
):
    other = Achievement.objects.create(
        issuer=achievement.issuer, name="Other", description="Other.", criteria="Other.", code="OTHER"
    )
    AwardRule.objects.create(achievement=other, kind="moon_visited")
    complete(module_key, by=learner)

    [given] = award_due_achievements(learner)

    assert given.achievement == achievement
    assert "There is no rule kind “moon_visited”" in caplog.text


def test_a_signer_that_is_down_loses_nothing_and_the_sweep_makes_it_good(
    learner, achievement, module_key, complete, key_directory, caplog
):
    complete(module_key, by=learner)
    [key_file] = key_directory.iterdir()
    hidden = key_file.rename(key_file.with_suffix(".away"))

    assert award_due_achievements(learner) == []
    assert "could not be given" in caplog.text
    hidden.rename(key_file)

    assert len(list(award_everybody())) == 1
    assert len(list(award_everybody())) == 0


def test_the_sweep_gives_to_everybody_to_whom_it_is_due(django_user_model, module_key, complete, capsys):
    for number in range(3):
        complete(module_key, by=django_user_model.objects.create_user(f"learner{number}@example.org", "pw"))
    complete(module_key, by=django_user_model.objects.create_user("left@example.org", "pw", is_active=False))

    call_command("award_badges")

    assert Credential.objects.count() == 3
    assert "3 badges given." in capsys.readouterr().out


def test_a_completed_module_reaches_the_badge_by_the_signal(
    learner, module_key, complete, django_capture_on_commit_callbacks
):
    completion = complete(module_key, by=learner)

    with django_capture_on_commit_callbacks(execute=True):
        module_completed.send_robust(
            ModuleCompletion,
            learner=learner,
            module_key=module_key,
            course_key=completion.course_key,
            is_assessed=True,
        )

    assert Credential.objects.of(learner).count() == 1


@pytest.fixture
def looks():
    """The learners who are looked at, one entry for each look."""
    learners = []

    def note(sender, task_result, **kwargs):
        if task_result.task == award_learner:
            learners.extend(task_result.args)

    task_finished.connect(note)
    yield learners
    task_finished.disconnect(note)


def finish_module(learner, module_key: UUID, complete) -> None:
    """Complete a module and tell of it as `learners` does: of each competence, the module and the course."""
    with transaction.atomic():
        completion = complete(module_key, by=learner)
        facts = {"learner": learner, "module_key": module_key, "course_key": completion.course_key}
        for signal in (competence_demonstrated, competence_demonstrated, module_completed, course_completed):
            transaction.on_commit(partial(signal.send_robust, sender=ModuleCompletion, **facts))


@pytest.mark.django_db(transaction=True)
def test_the_facts_of_one_commit_are_one_look(learner, module_key, complete, looks):
    finish_module(learner, module_key, complete)

    assert looks == [learner.pk]
    assert Credential.objects.of(learner).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_look_that_finds_nothing_due_does_not_stand_for_the_next_commit(learner, module_key, complete, looks):
    finish_module(learner, uuid4(), complete)
    finish_module(learner, module_key, complete)

    assert looks == [learner.pk, learner.pk]
    assert Credential.objects.of(learner).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_learners_in_one_commit_are_both_looked_at(learner, employer, module_key, complete, looks):
    with transaction.atomic():
        finish_module(learner, module_key, complete)
        finish_module(employer, module_key, complete)

    assert looks == [learner.pk, employer.pk]
    assert Credential.objects.count() == 2


def test_a_failure_in_awarding_does_not_reach_the_learners_request(learner, module_key, monkeypatch):
    monkeypatch.setattr("badges.tasks.award_due_achievements", lambda learner: 1 / 0)

    answers = module_completed.send_robust(
        ModuleCompletion, learner=learner, module_key=module_key, course_key=uuid4(), is_assessed=True
    )

    assert not [answer for _, answer in answers if isinstance(answer, Exception)]


def test_the_task_of_somebody_who_is_gone_gives_nothing():
    assert award_learner.call(10**9) == 0


def test_awarding_asks_the_same_number_of_times_at_2_and_at_200(
    learner, issuer, django_user_model, complete, django_assert_num_queries
):
    def queries() -> int:
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            award_due_achievements(learner)
        return len(captured)

    def add(count: int) -> None:
        achievements = Achievement.objects.bulk_create(
            Achievement(issuer=issuer, name=f"A{n}", description="A.", criteria="A.", code="A") for n in range(count)
        )
        kinds = ["module_completed", "course_completed"]
        AwardRule.objects.bulk_create(
            AwardRule(achievement=achievement, kind=kinds[n % 2], target_key=uuid4())
            for n, achievement in enumerate(achievements)
        )
        others = django_user_model.objects.bulk_create(
            django_user_model(email=f"{uuid4()}@example.org") for _ in range(count)
        )
        for other in others:
            complete(uuid4(), by=other)

    add(2)
    at_two = queries()
    add(198)

    assert queries() == at_two


@pytest.mark.django_db(transaction=True)
def test_two_at_once_give_one_credential(learner, module_key, complete):
    complete(module_key, by=learner)
    together = threading.Barrier(2)
    failures = []

    def award() -> None:
        try:
            together.wait(timeout=10)
            award_due_achievements(learner)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=award) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert failures == []
    assert Credential.objects.of(learner).count() == 1
