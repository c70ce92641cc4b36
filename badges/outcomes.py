"""What a person can do who has earned an achievement: read from the training model through the award rules."""

from dataclasses import dataclass

from courses.models import Competence, CompetenceLevel, CoursePage, LearningOutcome, ModulePage

from .models import Achievement


@dataclass(frozen=True)
class AchievedOutcome:
    """A sentence, the competence that it shows, and at which level (EQF 4 to 7)."""

    text: str
    competence: Competence
    level: int


def outcomes_of(achievement: Achievement) -> list[AchievedOutcome]:
    """Return the outcomes of the modules and courses that the rules name, and the competences that they ask for.

    In the language of the achievement where a page exists in it, else in the language in which it was written first.
    """
    rules = list(achievement.rules.all())
    outcomes = _outcomes_of_pages([rule.target_key for rule in rules if rule.target_key], achievement.language)
    outcomes += _outcomes_of_competences([(rule.competence_id, rule.level) for rule in rules if rule.competence_id])
    return list({(outcome.text, outcome.competence.pk, outcome.level): outcome for outcome in outcomes}.values())


def _outcomes_of_pages(keys: list[object], language: str) -> list[AchievedOutcome]:
    if not keys:
        return []
    pages = [
        *ModulePage.objects.filter(translation_key__in=keys).select_related("locale"),
        *CoursePage.objects.filter(translation_key__in=keys).select_related("locale"),
    ]
    # The wished-for language first, then the oldest page.
    pages.sort(key=lambda page: (page.locale.language_code != language, page.pk))
    chosen = {page.translation_key: page for page in reversed(pages)}
    found: list[AchievedOutcome] = []
    for page in sorted(chosen.values(), key=lambda page: page.path):
        outcomes = (
            LearningOutcome.objects.filter(page__path__startswith=page.path, page__live=True)
            .select_related("competence__area")
            .order_by("page__path", "sort_order")
        )
        found += [AchievedOutcome(outcome.text, outcome.competence, outcome.level) for outcome in outcomes]
    return found


def _outcomes_of_competences(wanted: list[tuple[int, int | None]]) -> list[AchievedOutcome]:
    if not wanted:
        return []
    levels = CompetenceLevel.objects.filter(competence__in=[competence for competence, _ in wanted])
    return [
        AchievedOutcome(level.descriptor, level.competence, level.level)
        for level in levels.select_related("competence__area")
        if (level.competence_id, level.level) in wanted
    ]
