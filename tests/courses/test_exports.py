import csv
import io

import pytest
from django.urls import reverse
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from courses.exports import without_formula


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+SUM(A1)",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\nx",
        " =1+1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
    ],
)
def test_what_a_spreadsheet_takes_for_a_formula_is_made_text(text):
    assert without_formula(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Battery basics", "", "a=b", "-5", "+3.5", -5, 2.5, None, True])
def test_everything_else_stays_as_it_is(value):
    assert without_formula(value) == value


def test_it_holds_for_every_export_of_the_admin_in_csv(signed_in, coordinator, course):
    course.title = "=1+1"
    course.save_revision(log_action=True)

    response = signed_in(coordinator).get(reverse("wagtailadmin_reports:site_history"), {"export": "csv"})

    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert "'=1+1" in {row["Name"] for row in rows}


def test_a_spreadsheet_file_marks_formulas_as_text_itself():
    """Wagtail does; if it stopped, this would say so."""
    from openpyxl import Workbook

    class Row(SpreadsheetExportMixin):
        list_export = ("title",)

    [cell] = Row().generate_xlsx_row(Workbook(write_only=True).create_sheet(), {"title": "=1+1"})

    assert (cell.value, cell.data_type) == ("=1+1", "s")
