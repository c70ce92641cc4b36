"""The xAPI resources as a signed-in learner's own browser uses them.

The page sends what happened; who, what about and when is the server's to say. Errors are JSON with one sentence.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.activities import key_in_iri

from ..models import ActivityState
from ..recording import StatementConflict, StatementRefused, account_of, record_statements
from ..states import StateRefused, delete_state, read_state, write_state
from .json_body import read_json
from .statement import InvalidStatement, parse_statement

MAX_STATEMENT_OCTETS = 256 * 1024
MAX_STATE_OCTETS = 512 * 1024
MAX_STATEMENTS = 50

View = Callable[..., HttpResponse]


def answers_errors_as_json(view: View) -> View:
    """Turn what can go wrong into a status and a sentence, and refuse who is not signed in and what is too large."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _error(401, _("Sign in to record what you do."))
        if request.GET.get("learner", str(request.user.pk)) != str(request.user.pk):
            # A queue in a shared browser may outlive the session of the person who filled it.
            return _error(
                403, _("This was done by somebody else, so it is not recorded for you."), code="other-learner"
            )
        try:
            return view(request, *args, **kwargs)
        except InvalidStatement as error:
            return _error(400, str(error))
        except (StatementRefused, StateRefused) as error:
            return _error(403, str(error), code="refused")
        except StatementConflict as error:
            return _error(409, str(error))

    return wrapped


@require_POST
@answers_errors_as_json
def statements(request: HttpRequest) -> HttpResponse:
    """Store one statement or a list, and answer with their ids (xAPI 1.0.3 Communication, 2.1.2)."""
    if (refusal := _too_large(request, MAX_STATEMENT_OCTETS)) is not None:
        return refusal
    tree = read_json(request.body)
    items = tree if isinstance(tree, list) else [tree]
    if len(items) > MAX_STATEMENTS:
        return _error(
            413,
            _("%(found)d statements are too many at once; send at most %(most)d.")
            % {"found": len(items), "most": MAX_STATEMENTS},
        )
    parsed = [parse_statement(_with_own_actor(item, request)) for item in items]
    ids = record_statements(parsed, learner=request.user)
    return JsonResponse([str(statement_id) for statement_id in ids], safe=False)


@require_http_methods(["GET", "HEAD", "PUT", "DELETE"])
@answers_errors_as_json
def state(request: HttpRequest) -> HttpResponse:
    """Read, keep or forget what a player asked to keep about one activity (``?activityId=``)."""
    key = _activity_key(request)
    if key is None:
        return _error(400, _("The address names no activity of this site: ?activityId= is missing or unknown."))
    if request.method == "PUT":
        if (refusal := _too_large(request, MAX_STATE_OCTETS)) is not None:
            return refusal
        write_state(read_json(request.body), learner=request.user, activity_key=key)
        return HttpResponse(status=204)
    if request.method == "DELETE":
        delete_state(learner=request.user, activity_key=key)
        return HttpResponse(status=204)
    try:
        found = read_state(learner=request.user, activity_key=key)
    except ActivityState.DoesNotExist:
        # Not 404: to have nothing yet is the usual case, and browsers report every 404 as a fault of the page.
        return HttpResponse(status=204)
    response = JsonResponse(found, safe=False)
    response["Cache-Control"] = "no-store"
    return response


def _with_own_actor(item: Any, request: HttpRequest) -> Any:
    """Put the learner in as the actor where none is named. One that is named is checked when it is recorded."""
    return {**item, "actor": account_of(request.user)} if isinstance(item, dict) and "actor" not in item else item


def _activity_key(request: HttpRequest) -> UUID | None:
    known = key_in_iri(request.GET.get("activityId", ""))
    return known[1] if known else None


def _too_large(request: HttpRequest, most: int) -> HttpResponse | None:
    """Refuse by the announced length, before a byte of the body is read."""
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        length = 0
    if length > most:
        return _error(
            413,
            _("The body has %(found)d bytes; at most %(most)d are accepted.") % {"found": length, "most": most},
        )
    return None


def _error(status: int, message: str, *, code: str = "") -> HttpResponse:
    """``code`` tells a program what the sentence tells a person, where it has to act on it."""
    body = {"error": message, "code": code} if code else {"error": message}
    return HttpResponse(json.dumps(body), status=status, content_type="application/json")
