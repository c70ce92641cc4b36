"""The words of schema.org for what is offered: what a search engine reads as JSON-LD.

What search engines ask for is in https://developers.google.com/search/docs/appearance/structured-data/course-info and
…/course; the vocabulary is that of https://schema.org. A property is written only where the value is known.
"""

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from .. import conf
from ..languages import language_of
from ..models import CoursePage, CourseRun, LearningOutcome, LessonPage, ModulePage, Organisation
from ..outline import Outline

CONTEXT = "https://schema.org"
EQF = "European Qualifications Framework"
EQF_NOTE = "A placement by analogy, not an official referencing."

INVENTED = "Fictional: invented for a demonstration."

MODES: dict[str, str] = {
    CourseRun.Mode.ONLINE: "Online",
    CourseRun.Mode.BLENDED: "Blended",
    CourseRun.Mode.WORKPLACE: "Onsite",
}
KINDS: dict[str, str] = {
    Organisation.Kind.PROVIDER: "EducationalOrganization",
    Organisation.Kind.RESEARCH_ENVIRONMENT: "ResearchOrganization",
}

# As django.utils.html.json_script does: nothing in the data ends the element, or begins a comment or another one.
_ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}

Data = dict[str, Any]


def written(data: Data) -> SafeString:
    """Return the data as JSON that may stand in a ``<script type="application/ld+json">``."""
    return mark_safe(json.dumps({"@context": CONTEXT, **data}, ensure_ascii=False).translate(_ESCAPES))


def duration(hours: Decimal | None = None, *, minutes: int | None = None, months: int | None = None) -> str | None:
    """Return a duration of ISO 8601, such as ``PT1H30M`` or ``P24M``; None where nothing is given, or nothing long."""
    if months:
        return f"P{months}M"
    whole = round((hours or 0) * 60) + (minutes or 0)
    if whole <= 0:
        return None
    return "PT" + (f"{whole // 60}H" if whole >= 60 else "") + (f"{whole % 60}M" if whole % 60 else "")


def level(number: int | None) -> Data | None:
    """Return a level of the EQF, with the reservation under which the site gives it."""
    if not number:
        return None
    return {
        "@type": "DefinedTerm",
        "name": f"EQF {number}",
        "termCode": str(number),
        "inDefinedTermSet": EQF,
        "description": EQF_NOTE,
    }


def organisation(found: Organisation) -> Data:
    return known(
        {
            "@type": KINDS.get(found.kind, "Organization"),
            "name": found.name,
            "disambiguatingDescription": INVENTED if found.is_fictional else None,
        }
    )


def breadcrumb(crumbs: Iterable[tuple[str, str]]) -> Data:
    """Return the way to a page: (title, full address) from the top, the page itself last."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": title, "item": address}
            for place, (title, address) in enumerate(crumbs, start=1)
        ],
    }


def course(
    page: CoursePage,
    *,
    description: str,
    outline: Outline | None = None,
    outcomes: Sequence[LearningOutcome] = (),
    runs: Sequence[CourseRun] = (),
) -> Data:
    """Return a course: what search engines ask for, and what is taught.

    A course with lessons is also studied on the site at any time, so it has an instance without dates.
    """
    modules = outline.modules if outline else ()
    instances = [_run(run, page) for run in runs]
    if any(module.lessons for module in modules):
        instances.insert(0, known({**_instance(page), "courseMode": MODES[CourseRun.Mode.ONLINE]}))
    return known(
        {
            "@type": "Course",
            "@id": page.full_url,
            "url": page.full_url,
            "name": page.title,
            "alternateName": [title for _language, title in page.other_titles],
            "description": description or page.title,
            "courseCode": page.code,
            "provider": organisation(page.organisation),
            "educationalLevel": level(page.level),
            "inLanguage": page.language_codes or language_of(page),
            "timeRequired": duration(page.hours),
            "numberOfCredits": _credits(page.ects),
            "teaches": [outcome.text for outcome in outcomes],
            "audience": {"@type": "Audience", "audienceType": page.audience} if page.audience else None,
            "offers": _offer(),
            "isAccessibleForFree": True if conf.offer_category() == "Free" else None,
            "hasCourseInstance": instances,
            "syllabusSections": [
                known(
                    {
                        "@type": "Syllabus",
                        "name": module.page.title,
                        "description": module.page.summary,
                        "timeRequired": duration(module.page.hours),
                    }
                )
                for module in modules
            ],
        }
    )


def learning_resource(
    page: ModulePage | LessonPage, *, within: CoursePage, description: str, outcomes: Sequence[LearningOutcome] = ()
) -> Data:
    """Return a module or a lesson as a part of its course."""
    is_lesson = isinstance(page, LessonPage)
    return known(
        {
            "@type": "LearningResource",
            "@id": page.full_url,
            "url": page.full_url,
            "name": page.title,
            "description": description,
            "learningResourceType": "lesson" if is_lesson else "module",
            "inLanguage": language_of(page),
            "timeRequired": duration(minutes=page.minutes) if is_lesson else duration(page.hours),
            "educationalLevel": level(within.level),
            "teaches": [outcome.text for outcome in outcomes],
            "isPartOf": {"@type": "Course", "@id": within.full_url, "url": within.full_url, "name": within.title},
            "provider": organisation(within.organisation),
        }
    )


def course_list(page: Page, courses: Sequence[CoursePage], *, about: Organisation | None, description: str) -> Data:
    """Return a page that lists courses, each by its address: its own page has the rest."""
    return known(
        {
            "@type": "CollectionPage",
            "@id": page.full_url,
            "url": page.full_url,
            "name": page.title,
            "description": description,
            "inLanguage": language_of(page),
            "about": organisation(about) if about else None,
            "mainEntity": {
                "@type": "ItemList",
                "numberOfItems": len(courses),
                "itemListElement": [
                    {"@type": "ListItem", "position": place, "url": listed.full_url}
                    for place, listed in enumerate(courses, start=1)
                ],
            },
        }
    )


def website(page: Page, *, name: str, description: str) -> Data:
    """Return the site, on its front page."""
    return known(
        {
            "@type": "WebSite",
            "@id": f"{page.full_url}#website",
            "url": page.full_url,
            "name": name,
            "description": description,
            "inLanguage": language_of(page),
            "publisher": {"@type": "Organization", "name": name, "url": page.full_url},
        }
    )


def known(data: Data) -> Data:
    """Return the data without what is not known."""
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def _run(run: CourseRun, page: CoursePage) -> Data:
    return known(
        {
            **_instance(page),
            "name": f"{page.title} ({run.code})",
            "courseMode": MODES[run.mode],
            "startDate": run.starts_on.isoformat(),
            "endDate": run.ends_on.isoformat(),
            "maximumAttendeeCapacity": run.seats,
            "location": {"@type": "Place", "name": str(run.get_region_display())} if run.region else None,
        }
    )


def _instance(page: CoursePage) -> Data:
    return {
        "@type": "CourseInstance",
        "courseWorkload": duration(page.hours),
        "inLanguage": page.language_codes or language_of(page),
    }


def _credits(ects: Decimal | None) -> Data | None:
    if ects is None:
        return None
    return {"@type": "QuantitativeValue", "value": float(ects), "unitText": "ECTS"}


def _offer() -> Data | None:
    category = conf.offer_category()
    return {"@type": "Offer", "category": category} if category else None
