"""Rows as spreadsheets: XLSX with real dates and filters, CSV that no program runs as formulas."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import xlsxwriter

from dashboard.safe import link, tidy
from measures.days import ZONE
from measures.formulas import is_formula

Cell = str | int | float | date | datetime | None
# Excel's limits: characters a cell, UTF-16 units of a sheet's name, signs not allowed in it.
_LONGEST, _NAME, _NOT_IN_NAME = 32_767, 31, str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_WIDEST = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of cells under named columns. Instants carry a zone and are written in Europe/Amsterdam."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]


def to_xlsx(sheets: Sequence[Sheet], made_at: datetime, title: str = "") -> bytes:
    """A workbook: frozen header, filters, widths by content, days as days; text stays text."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, {**options, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties(
            {"title": title, "created": made_at.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)}
        )
        bold = book.add_format({"bold": True, "bg_color": "#EEF4F8", "bottom": 1, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"})
        for sheet in sheets:
            page = book.add_worksheet(_tab(sheet.name))
            page.freeze_panes(1, 0)
            # On paper: A4 across, all columns side by side, the header on each page.
            page.set_paper(9)
            page.set_landscape()
            page.fit_to_pages(1, 0)
            page.repeat_rows(0)
            page.set_footer("&L&A&R&P / &N")
            page.write_row(0, 0, sheet.columns, bold)
            page.autofilter(0, 0, max(1, len(sheet.rows)), max(0, len(sheet.columns) - 1))
            for at, row in enumerate(sheet.rows, 1):
                for column, cell in enumerate(row):
                    match cell:
                        case None:
                            page.write_blank(at, column, None, wrapped)
                        case datetime():
                            local = cell.astimezone(ZONE).replace(tzinfo=None)
                            page.write_datetime(at, column, local, moment)
                        case date():
                            page.write_datetime(at, column, cell, day)
                        case int() | float():
                            page.write_number(at, column, cell, wrapped)
                        case str() if (href := link(cell)) and len(href) < 2_000:
                            page.write_url(at, column, href, wrapped, _written(cell))
                        case _:
                            page.write_string(at, column, _written(cell), wrapped)
            for column, name in enumerate(sheet.columns):
                longest = max((len(_shown(row[column])) for row in sheet.rows[:500]), default=0)
                page.set_column(column, column, min(_WIDEST, max(len(name) + 3, longest + 1)))
    return out.getvalue()


def to_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a byte order mark (which Excel wants), commas, days as ISO 8601.

    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guarded(name) for name in sheet.columns])
    writer.writerows(
        [[guarded(cell) if isinstance(cell, str) else _shown(cell) for cell in row] for row in sheet.rows]
    )
    return out.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """A text that no spreadsheet program takes for a formula."""
    return f"'{text}" if is_formula(text) else text


def _tab(name: str) -> str:
    """A name that Excel takes for a sheet."""
    units = tidy(name.translate(_NOT_IN_NAME)).encode("utf-16-le")[: 2 * _NAME]
    return units.decode("utf-16-le", "ignore").strip("' ") or "1"


def _written(text: str) -> str:
    return tidy(text)[:_LONGEST]


def _shown(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return cell.astimezone(ZONE).isoformat(timespec="minutes")
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
