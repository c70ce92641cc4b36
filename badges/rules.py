"""The kinds of award rules. Another app adds its own with ``@register("name")``.

A rule is read in two ways: for one learner, many rules in one query, and for everybody at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from learners.models import CompetenceRecord, CourseCompletion, ModuleCompletion

if TYPE_CHECKING:
    from .models import AwardRule


class UnknownRuleKind(LookupError):
    """No rule kind is registered under this name."""


class RuleKind(Protocol):
    """What a kind of rule can say. ``needs`` names the fields that a rule of this kind must fill in."""

    label: str | Promise
    needs: tuple[str, ...]

    def satisfied_among(self, rules: list[AwardRule], *, learner: Any) -> set[int]:
        """Return the pks of those of ``rules``, all of this kind, that the learner satisfies; in one query."""

    def learners_satisfying(self, rule: AwardRule) -> set[int]:
        """Return the pks of all learners who satisfy the rule; in one query."""


_kinds: dict[str, RuleKind] = {}


def register(name: str):
    """Register a class as the rule kind ``name``. The name is stored, so it never changes."""

    def registered(kind: type) -> type:
        if name in _kinds:
            raise ValueError(f"A rule kind {name} is registered already, by {type(_kinds[name]).__qualname__}.")
        _kinds[name] = kind()
        return kind

    return registered


def kind_named(name: str) -> RuleKind:
    """Return the rule kind. Raises UnknownRuleKind when an app that brought it is no longer installed, say."""
    try:
        return _kinds[name]
    except KeyError:
        known = ", ".join(sorted(_kinds))
        raise UnknownRuleKind(f"There is no rule kind “{name}”; known are {known}.") from None


def kind_choices() -> list[tuple[str, str | Promise]]:
    return [(name, kind.label) for name, kind in _kinds.items()]


def satisfied_rules(rules: Iterable[AwardRule], *, learner: Any) -> set[int]:
    """Return the pks of the rules that the learner satisfies: one query for each kind, however many rules."""
    by_kind: dict[str, list[AwardRule]] = {}
    for rule in rules:
        by_kind.setdefault(rule.kind, []).append(rule)
    satisfied: set[int] = set()
    for name, of_kind in by_kind.items():
        satisfied |= kind_named(name).satisfied_among(of_kind, learner=learner)
    return satisfied


def learners_satisfying(rule: AwardRule) -> set[int]:
    """Return the pks of all learners who satisfy the rule. Raises UnknownRuleKind."""
    return kind_named(rule.kind).learners_satisfying(rule)


class _Completed:
    """Something with a key is completed, and assessed: what a browser alone reports awards nothing."""

    needs = ("target_key",)
    completions: Any
    key_field: str

    def satisfied_among(self, rules: list[AwardRule], *, learner: Any) -> set[int]:
        wanted = {rule.target_key for rule in rules}
        done = set(
            self.completions.filter(learner=learner, is_assessed=True, **{f"{self.key_field}__in": wanted}).values_list(
                self.key_field, flat=True
            )
        )
        return {rule.pk for rule in rules if rule.target_key in done}

    def learners_satisfying(self, rule: AwardRule) -> set[int]:
        return set(
            self.completions.filter(is_assessed=True, **{self.key_field: rule.target_key}).values_list(
                "learner_id", flat=True
            )
        )


@register("module_completed")
class ModuleCompleted(_Completed):
    """Satisfied when the learner has completed the module that the rule names, with its assessment."""

    label = _("a module is completed")
    completions = ModuleCompletion.objects
    key_field = "module_key"


@register("course_completed")
class CourseCompleted(_Completed):
    """Satisfied when the learner has completed the course that the rule names, with its assessments."""

    label = _("a course is completed")
    completions = CourseCompletion.objects
    key_field = "course_key"


@register("competence_demonstrated")
class CompetenceDemonstrated:
    """Satisfied when the learner has shown the competence at the rule's level or above."""

    label = _("a competence is shown at a level")
    needs = ("competence", "level")

    def satisfied_among(self, rules: list[AwardRule], *, learner: Any) -> set[int]:
        shown: dict[int, int] = {}
        for competence, level in CompetenceRecord.objects.of(learner).values_list("competence_id", "level"):
            shown[competence] = max(level, shown.get(competence, level))
        return {rule.pk for rule in rules if rule.level is not None and shown.get(rule.competence_id, -1) >= rule.level}

    def learners_satisfying(self, rule: AwardRule) -> set[int]:
        if rule.competence is None or rule.level is None:
            return set()
        records = CompetenceRecord.objects.satisfying(rule.competence, rule.level)
        return set(records.values_list("learner_id", flat=True))
