"""What a module asks for that nobody can hand in here yet, in words."""

from django.utils.translation import gettext_lazy as _

from .models import ModulePage

_Assessment = ModulePage.Assessment

_OPEN = {
    _Assessment.ASSIGNMENT: _("This module also asks for an assignment, which cannot be handed in yet."),
    _Assessment.PRACTICAL: _("This module also asks for a practical test, which cannot be taken yet."),
    _Assessment.PROJECT: _("This module also asks for a project, which cannot be handed in yet."),
    _Assessment.PLAN: _("This module also asks for a plan to be approved, which cannot be handed in yet."),
    _Assessment.LOGBOOK: _("This module also asks for a logbook that a host confirms, which cannot be handed in yet."),
    _Assessment.PEER_REVIEW: _("This module also asks for a peer review, which cannot be given yet."),
}


def what_is_open(module: ModulePage) -> str:
    """Return the sentence that says what cannot be done yet, or "" for a module that can be completed."""
    if not module.awaits_assessment:
        return ""
    return str(_OPEN.get(module.assessment, _("This module also asks for an assessment that cannot be given yet.")))
