from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Competence
from courses.models.competences import LevelField


class CompetenceRecordQuerySet(models.QuerySet["CompetenceRecord"]):
    def of(self, learner) -> "CompetenceRecordQuerySet":
        return self.filter(learner=learner)

    def satisfying(self, competence: Competence, level: int) -> "CompetenceRecordQuerySet":
        """Level n satisfies every requirement up to n."""
        return self.filter(competence=competence, level__gte=level)


class CompetenceRecord(models.Model):
    """A competence that a person has demonstrated at a level, and the module that shows it.

    Comes from the completion of a module that has an outcome in the competence and is guarded by a server-graded
    quiz. Never edited: the projection can be made again from completions.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="competence_records")
    competence = models.ForeignKey(Competence, on_delete=models.CASCADE, related_name="records")
    level = LevelField()
    module_key = models.UUIDField()
    demonstrated_at = models.DateTimeField(_("demonstrated"), default=timezone.now)

    objects = CompetenceRecordQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("competence record")
        verbose_name_plural = _("competence records")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("learner", "competence", "level", "module_key"), name="evidence_once_per_module"
            )
        ]
        indexes: ClassVar = [models.Index(fields=("competence", "level"), name="competence_shown_by")]

    def __str__(self) -> str:
        return f"{self.competence.code} @ {self.level}"
