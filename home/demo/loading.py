"""Loads the demonstration into an empty database, step by step, and says which step it is at."""

from collections.abc import Callable
from contextlib import ExitStack
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.dateparse import parse_date
from wagtail.models import Locale, Page, Site

from badges import conf as badges_conf
from badges.keys import create_issuer_key
from badges.models import Achievement, AwardRule, Issuer
from courses.groups import give_provider_group, give_reviewer_group, set_up_groups, set_up_translators
from courses.models import (
    Competence,
    CompetenceArea,
    CompetenceLevel,
    CompetencyFramework,
    CourseIndexPage,
    CoursePage,
    CoursePrerequisite,
    CourseRun,
    FrameworkLevel,
    LearningOutcome,
    LessonPage,
    ModulePage,
    Organisation,
)
from home.models import HomePage, TextPage
from home.text_pages import text_page

from .accounts import ACCOUNTS, PASSWORD
from .lessons import lesson_body, make_activity, make_quiz
from .reading import CONTENT, read_folder, read_json, read_yaml
from .translating import LoadedCourse, load_translations
from .videos import load_videos
from .words import front_page_words, rich

Say = Callable[[str], None]

NOTE = "Demonstration: the organisation is fictional, and the badge says nothing about a real person."
ASSESSMENTS = {
    "plan approval": ModulePage.Assessment.PLAN,
    "logbook and host confirmation": ModulePage.Assessment.LOGBOOK,
    "published module and peer review": ModulePage.Assessment.PEER_REVIEW,
}

ENDS_IN_A_QUIZ = {("BAT101", "M3"), ("BAT101", "M5")}
"""Modules that the outline gives an assignment. Until one can be handed in, they end in a quiz that is marked."""


class AlreadyLoaded(Exception):
    """The database is not empty: loading again would double what is there."""


def is_loaded() -> bool:
    return Organisation.objects.exists()


def load_demo(*, say: Say) -> None:
    """Load everything, or nothing: what fails leaves neither rows nor files. Raises AlreadyLoaded."""
    # A rollback takes the rows back, not the files.
    with ExitStack() as undo:
        with transaction.atomic():
            _load(say=say, undo=undo)
        undo.pop_all()


def _load(*, say: Say, undo: ExitStack) -> None:
    if is_loaded():
        raise AlreadyLoaded("The database holds organisations already, so the demonstration is not loaded again.")
    say("Competency framework")
    competences = load_framework()
    say("Organisations")
    organisations = load_organisations()
    say("Courses")
    courses = load_courses(organisations=organisations, competences=competences)
    say("Videos")
    load_videos(undo=undo)
    say("Lessons")
    written = load_lessons(courses, organisations=organisations, undo=undo)
    write_front_page(courses)
    write_text_pages()
    say("Translations")
    for language, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        load_translations(language, courses=courses, written=written, organisations=organisations)
    say("Course runs")
    load_runs(courses)
    say("Groups and accounts")
    load_people(organisations)
    say("Badges")
    load_badges(organisations=organisations, courses=courses, competences=competences, undo=undo)


def load_framework() -> dict[str, Competence]:
    written = read_json("framework.json")
    framework = CompetencyFramework.objects.create(
        slug=written["id"],
        title="Battery value chain",
        version=written["version"],
        licence=written["licence"],
        status=written["status"],
        level_note=written["level_note"],
    )
    FrameworkLevel.objects.bulk_create(
        FrameworkLevel(
            framework=framework,
            level=level["level"],
            label=level["label"],
            meaning=level["meaning"],
            finnish_examples=level["finnish_examples"],
        )
        for level in written["levels"]
    )
    areas = {
        area["code"]: CompetenceArea.objects.create(
            framework=framework,
            code=area["code"],
            stage=area["stage"],
            description=area["description"],
            sort_order=number,
            **_titles(area["title"]),
        )
        for number, area in enumerate(written["areas"])
    }
    competences: dict[str, Competence] = {}
    levels: list[CompetenceLevel] = []
    for number, competence in enumerate(written["competences"]):
        created = Competence.objects.create(
            area=areas[competence["area"]],
            code=competence["code"],
            sort_order=number,
            **_titles(competence["title"]),
        )
        competences[created.code] = created
        levels += [
            CompetenceLevel(competence=created, level=int(level), descriptor=text)
            for level, text in competence["levels"].items()
            if text
        ]
    CompetenceLevel.objects.bulk_create(levels)
    return competences


def load_organisations() -> dict[str, Organisation]:
    return {
        written["id"]: Organisation.objects.create(
            slug=written["id"].removeprefix("org-"),
            name=written["name"],
            kind=written["kind"],
            sector=written["sector"],
            region=written["region"],
            size_class=written["size_class"] or "",
            is_fictional=written["fictional"],
        )
        for written in read_json("organisations.json")
    }


def load_courses(
    *, organisations: dict[str, Organisation], competences: dict[str, Competence]
) -> dict[str, CoursePage]:
    """Create the front page, the catalogue, an index per provider, and the published outlines of all courses."""
    words = read_yaml("site.yaml")
    texts = read_yaml("course_texts.yaml")
    for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    english = Locale.objects.get(language_code="en")

    home = _front_page(words["home"], locale=english)
    catalogue = home.add_child(
        instance=CourseIndexPage(
            title=words["courses"]["title"],
            slug="courses",
            intro=rich(words["courses"]["intro"]),
            locale=english,
            show_in_menus=True,
        )
    )
    indexes: dict[str, CourseIndexPage] = {}
    courses: dict[str, CoursePage] = {}
    for written in read_json("courses.json"):
        owner = written["owner"]
        organisation = organisations[owner]
        if owner not in indexes:
            indexes[owner] = catalogue.add_child(
                instance=CourseIndexPage(
                    title=organisation.name, slug=organisation.slug, organisation=organisation, locale=english
                )
            )
        course = indexes[owner].add_child(instance=_course_page(written, texts[written["code"]], organisation, english))
        course.save_revision().publish()
        courses[course.code] = course
        for module in written["modules"]:
            _add_module(course, module, texts[course.code]["modules"][module["code"]], competences=competences)
    for written in read_json("courses.json"):
        for code in written["prerequisites"]:
            CoursePrerequisite.objects.create(page=courses[written["code"]], course=courses[code])
    return courses


def _front_page(words: dict[str, Any], *, locale: Locale) -> HomePage:
    """Put our front page in the place of the welcome page that Wagtail brings."""
    root = Page.get_first_root_node()
    welcome = list(root.get_children())
    home = root.add_child(
        instance=HomePage(
            title="Kenno",
            slug="kenno",
            headline=words["hero"]["heading"],
            lead=words["hero"]["text"],
            locale=locale,
        )
    )
    home.save_revision().publish()
    Site.objects.all().delete()
    for page in welcome:
        Page.objects.get(pk=page.pk).delete()
    Site.objects.create(
        hostname="localhost", port=int(settings.PORT), root_page=home, is_default_site=True, site_name="Kenno"
    )
    return home


def write_front_page(courses: dict[str, CoursePage]) -> None:
    """Write what the front page says, once the pages that it links to are there."""
    home = HomePage.objects.get()
    catalogue = CourseIndexPage.objects.get(organisation=None)
    for name, text in front_page_words(read_yaml("site.yaml"), catalogue=catalogue, courses=courses).items():
        setattr(home, name, text)
    home.save_revision().publish()


def write_text_pages() -> None:
    """Write what the law asks for, with facts that are invented and say so."""
    home = HomePage.objects.get()
    for topic in TextPage.Topic.values:
        page = text_page(
            topic, language="en", facts=read_yaml("site.yaml")["law"], reviewed_on=parse_date("2026-11-24")
        )
        page.locale = home.locale
        home.add_child(instance=page)
        page.save_revision().publish()


def _course_page(
    written: dict[str, Any], text: dict[str, Any], organisation: Organisation, locale: Locale
) -> CoursePage:
    return CoursePage(
        title=written["title"]["en"],
        title_fi=written["title"]["fi"],
        title_sv=written["title"]["sv"],
        slug=written["code"].lower(),
        code=written["code"],
        level=written["level"],
        languages=" ".join(written["languages"]),
        intro=rich(text["intro"]),
        audience=text["for_whom"],
        how=text["how"],
        organisation=organisation,
        ects=_decimal(written["workload"]["ects"]),
        competence_points=_decimal(written["workload"]["osp"]),
        hours=_decimal(written["workload"]["hours"]),
        locale=locale,
    )


def _add_module(
    course: CoursePage, written: dict[str, Any], summary: str, *, competences: dict[str, Competence]
) -> ModulePage:
    module = ModulePage(
        title=written["title"],
        slug=written["code"].lower(),
        code=written["code"],
        summary=summary,
        assessment=_assessment_of(course, written),
        hours=_decimal(written["hours"]),
        locale=course.locale,
        outcomes=[
            LearningOutcome(
                code=outcome["id"],
                text=outcome["text"],
                competence=competences[outcome["competence"]],
                level=outcome["level"],
            )
            for outcome in written["learning_outcomes"]
        ],
    )
    course.add_child(instance=module)
    module.save_revision().publish()
    return module


def _assessment_of(course: CoursePage, written: dict[str, Any]) -> str:
    if (course.code, written["code"]) in ENDS_IN_A_QUIZ:
        return ModulePage.Assessment.QUIZ
    return ASSESSMENTS.get(written["assessment"], written["assessment"])


def load_lessons(
    courses: dict[str, CoursePage], *, organisations: dict[str, Organisation], undo: ExitStack
) -> dict[str, LoadedCourse]:
    """Load the lessons, quizzes and activities of each course that has a folder; return what they became, by code."""
    loaded = {}
    for code, course in courses.items():
        if (CONTENT / code.lower()).is_dir():
            loaded[code] = _load_lessons_of(course, organisations=organisations, undo=undo)
    return loaded


def _load_lessons_of(course: CoursePage, *, organisations: dict[str, Organisation], undo: ExitStack) -> LoadedCourse:
    loaded, owner, folder = LoadedCourse(course), course.organisation, course.code.lower()
    for file, written in read_folder(f"{folder}/quizzes").items():
        quiz = make_quiz(written, course=course.code, organisation=owner)
        loaded.quizzes[written["key"]] = loaded.files[file] = quiz
    for file, written in read_folder(f"{folder}/h5p").items():
        activity = make_activity(written, course=course.code, organisation=owner, undo=undo)
        loaded.activities[written["key"]] = loaded.files[file] = activity
    for module in ModulePage.objects.child_of(course):
        for file, written in read_folder(f"{folder}/{module.slug}").items():
            lead, body = lesson_body(
                written, quizzes=loaded.quizzes, activities=loaded.activities, organisations=organisations
            )
            lesson = module.add_child(
                instance=LessonPage(
                    title=written["title"],
                    slug=written["slug"],
                    minutes=written["minutes"],
                    lead=lead,
                    body=body,
                    locale=module.locale,
                )
            )
            lesson.save_revision().publish()
            loaded.files[file] = lesson
    return loaded


def load_runs(courses: dict[str, CoursePage]) -> None:
    CourseRun.objects.bulk_create(
        CourseRun(
            code=run["id"],
            course=courses[run["course"]],
            starts_on=parse_date(run["start"]),
            ends_on=parse_date(run["end"]),
            seats=run["seats"],
            region=run["region"],
            mode=run["mode"],
        )
        for run in read_json("course_runs.json")
    )


def load_people(organisations: dict[str, Organisation]) -> None:
    """Create the groups, and one account for each door of the site."""
    coordinators = set_up_groups()
    set_up_translators()
    teachers = {
        index.organisation_id: give_provider_group(index.organisation, index)
        for index in CourseIndexPage.objects.exclude(organisation=None).select_related("organisation")
    }
    from allauth.account.models import EmailAddress
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    from home.second_factor import is_staff

    for account in ACCOUNTS:
        user = get_user_model().objects.create_user(
            account.email, PASSWORD, first_name=account.first_name, last_name=account.last_name
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if account.role == "administrator":
            user.is_staff = user.is_superuser = True
            user.save(update_fields=["is_staff", "is_superuser"])
        elif account.role == "coordinator":
            user.groups.add(coordinators)
        elif account.role == "teacher":
            user.groups.add(teachers[organisations[account.organisation].pk])
        elif account.role == "reviewer":
            user.groups.add(give_reviewer_group(Organisation.objects.get(pk=organisations[account.organisation].pk)))
        # Asked anew, because the groups were not there when the account was made.
        if is_staff(get_user_model().objects.get(pk=user.pk)):
            TOTP.activate(user, account.totp_secret)
            RecoveryCodes.activate(user)


def load_badges(
    *,
    organisations: dict[str, Organisation],
    courses: dict[str, CoursePage],
    competences: dict[str, Competence],
    undo: ExitStack,
) -> None:
    """Create the issuers that own a badge of a module or a course, and those badges; and one for a competence."""
    issuers: dict[str, Issuer] = {}

    def issuer_of(key: str) -> Issuer:
        if key not in issuers:
            organisation = organisations[key]
            issuers[key] = Issuer.objects.create(
                organisation=organisation,
                slug=organisation.slug,
                name=f"{organisation.name} (demo)",
                description=f"{organisation.name} is invented. {NOTE}",
                is_fictional=True,
            )
            made = create_issuer_key(issuers[key])
            undo.callback((badges_conf.key_directory() / made.file_name).unlink, missing_ok=True)
        return issuers[key]

    for written in read_json("badges.json"):
        if written["kind"] not in {"module", "course"}:
            continue
        course_code, _dot, module_code = written["requires_all"][0].partition(".")
        course = courses[course_code]
        target = ModulePage.objects.child_of(course).get(code=module_code) if module_code else course
        achievement = Achievement.objects.create(
            issuer=issuer_of(written["issuer"]),
            name=written["name"],
            description=f"{target.title}. {NOTE}",
            criteria=written["criteria"],
            level=course.level,
            code=f"{course_code}.{module_code}" if module_code else course_code,
            stage=_stage_of(course),
            ects=target.ects,
            competence_points=target.competence_points,
            hours=target.hours,
            assessment="Quizzes, marked by the server" if course_code == "BAT101" else "",
            participation_form="Online, at one’s own pace" if course_code == "BAT101" else "",
            quality_assurance=f"{course.organisation.name} (fictional)",
            is_assessed=written["assessed"],
            valid_months=written["valid_months"],
        )
        AwardRule.objects.create(
            achievement=achievement,
            kind="module_completed" if module_code else "course_completed",
            target_key=target.translation_key,
        )
    reading = competences["FND-02"]
    achievement = Achievement.objects.create(
        issuer=issuer_of("org-college"),
        name="Reads Battery Quantities",
        description=f"{reading.title}, level 4. {NOTE}",
        criteria=(
            "Completed a module with a learning outcome in this competence at level 4 or above, and passed its quiz, "
            "which the server marks."
        ),
        level=4,
        code="FND-02",
        stage=reading.area.stage,
        assessment="Quizzes, marked by the server",
        participation_form="Online, at one’s own pace",
        quality_assurance=f"{organisations['org-college'].name} (fictional)",
    )
    AwardRule.objects.create(achievement=achievement, kind="competence_demonstrated", competence=reading, level=4)


def _stage_of(course: CoursePage) -> str:
    """Return the stage of the area that most outcomes of the course lie in."""
    stages = LearningOutcome.objects.filter(page__path__startswith=course.path).values_list(
        "competence__area__stage", flat=True
    )
    found = list(stages)
    return max(found, key=found.count) if found else CompetenceArea.Stage.CROSS


def _titles(written: dict[str, str]) -> dict[str, str]:
    return {"title": written["en"], "title_fi": written.get("fi") or "", "title_sv": written.get("sv") or ""}


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))
