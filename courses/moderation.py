"""Review before publishing: the workflow of a provider whose pages are read by a reviewer first."""

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

from .models import LessonActivity, Organisation

LONGEST_NAME = 255


@transaction.atomic
def set_up_review(organisation: Organisation, *, reviewers: Group) -> Workflow:
    """Let the pages of the provider go through its workflow, and return it.

    What administrators have changed in the workflow stays, and so does another one that they gave to a page.
    """
    workflow = workflow_of(reviewers) or _new_workflow(organisation, reviewers=reviewers)
    if not workflow.active:
        workflow.active = True
        workflow.save(update_fields=["active"])
    for index in organisation.course_indexes.all():
        WorkflowPage.objects.get_or_create(page=Page.objects.get(pk=index.pk), defaults={"workflow": workflow})
    return workflow


@transaction.atomic
def end_review(reviewers: Group) -> None:
    """Let pages be published without review. What waits for a reviewer is withdrawn, and stays as a draft."""
    workflow = workflow_of(reviewers)
    if workflow is not None and workflow.active:
        workflow.deactivate()


def workflow_of(reviewers: Group) -> Workflow | None:
    """Return the workflow in which the reviewers of a provider have a task, or None."""
    tasks = GroupApprovalTask.objects.filter(groups=reviewers).values("pk")
    return Workflow.objects.filter(workflow_tasks__task__in=tasks).order_by("pk").first()


def is_published(activity_key: object) -> bool:
    """Whether a published lesson holds the quiz or activity, so that a change of it is public at once."""
    return LessonActivity.objects.filter(activity_key=activity_key, lesson__live=True).exists()


def _new_workflow(organisation: Organisation, *, reviewers: Group) -> Workflow:
    # In English: the name is stored once, for whoever reads it.
    name = f"Review by {organisation}"[:LONGEST_NAME]
    workflow = Workflow.objects.create(name=name)
    task = GroupApprovalTask.objects.create(name=name)
    task.groups.add(reviewers)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow
