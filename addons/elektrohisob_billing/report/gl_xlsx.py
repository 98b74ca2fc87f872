"""A book-keeping report as a workbook, written to disk row by row."""

import re
from datetime import date
from typing import IO

import xlsxwriter

from . import gl_table

SHEET_ROWS = 1_000_000  # a sheet ends at 1 048 576
MONEY, KWH, COUNT, DAY = "#,##0.00", "#,##0.###", "#,##0", "dd.mm.yyyy"
WHOLE = "whole"  # a number without a fraction: the format of kWh ends it with a comma


def write(table: gl_table.Table, target: IO[bytes]) -> int:
    """Write the report into ``target``; rows that do not fit go to further sheets.

    :return: number of rows
    """
    options = {"constant_memory": True, "default_date_format": DAY}
    workbook = xlsxwriter.Workbook(target, options)
    styles = _get_styles(workbook)
    sheet, line, count = _start(workbook, table, styles), 0, 0
    line = _get_first(table)
    for row in table.rows(0, 0):
        if line >= SHEET_ROWS:
            sheet, line = _start(workbook, table, styles), _get_first(table)
        _write_row(sheet, line, table.columns, row, styles)
        line, count = line + 1, count + 1
    for row in table.totals:
        _write_row(sheet, line, table.columns, row, styles)
        line += 1
    for proof in table.proofs:
        line += 1
        sheet.write_string(line, 0, proof.text, styles["plain"])
    workbook.close()
    return count


def _get_styles(workbook):
    """Formats by style of the row and kind of the column."""
    looks = {
        gl_table.ROW: {},
        gl_table.GROUP: {"bold": True, "bg_color": "#F3F6F8"},
        gl_table.TOTAL: {"bold": True, "top": 1, "bg_color": "#E4EBEF"},
    }
    kinds = {
        gl_table.TEXT: {},
        gl_table.MONEY: {"num_format": MONEY},
        gl_table.NUMBER: {"num_format": KWH},
        WHOLE: {"num_format": COUNT},
        gl_table.DAY: {"num_format": DAY, "align": "left"},
    }
    styles = {
        (look, kind): workbook.add_format(format_ | shape)
        for look, format_ in looks.items()
        for kind, shape in kinds.items()
    }
    head = {"bold": True, "bg_color": "#EEEEEE", "border": 1, "text_wrap": True}
    styles["head"] = workbook.add_format(head | {"align": "center"})
    styles["title"] = workbook.add_format({"bold": True, "font_size": 13})
    styles["plain"] = workbook.add_format({})
    return styles


def _get_first(table):
    """Number of the first row under the head."""
    return 4 + len(table.remarks) + any(column.above for column in table.columns)


def _start(workbook, table, styles):
    """A new sheet with its head."""
    sheet = workbook.add_worksheet(_get_name(table.title, len(workbook.worksheets())))
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
    first = _get_first(table)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(first - 1)
    sheet.freeze_panes(first, 0)
    sheet.write_string(0, 0, table.title, styles["title"])
    sheet.write_string(1, 0, table.subtitle)
    for number, remark in enumerate(table.remarks, 2):
        sheet.write_string(number, 0, remark)
    if any(column.above for column in table.columns):
        _write_above(sheet, first - 2, table.columns, styles["head"])
    labels = [column.label for column in table.columns]
    sheet.write_row(first - 1, 0, labels, styles["head"])
    return sheet


def _get_name(title, before):
    """Name of a sheet: at most 31 characters, without those Excel refuses.

    :param before: how many sheets there are already
    """
    end = f" ({before + 1})" if before else ""
    plain = re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ")
    return " ".join(plain.split())[: 31 - len(end)].strip("' ") + end


def _write_above(sheet, line, columns, style):
    """Labels over several columns, each once and over all of them."""
    start = 0
    for number, column in enumerate(columns):
        after = columns[number + 1].above if number + 1 < len(columns) else None
        if column.above and after == column.above:
            continue
        if number > start and column.above:
            sheet.merge_range(line, start, line, number, column.above, style)
        else:
            sheet.write_string(line, number, column.above, style)
        start = number + 1


def _write_row(sheet, line, columns, row, styles):
    for number, (column, value) in enumerate(zip(columns, row.values, strict=True)):
        style = styles[row.style, column.kind]
        if value is None or value is False or value == "":
            if row.style != gl_table.ROW:
                sheet.write_blank(line, number, None, style)
        elif column.is_figure and not isinstance(value, str):
            if column.kind == gl_table.NUMBER and value == int(value):
                style = styles[row.style, WHOLE]
            sheet.write_number(line, number, value, style)
        elif isinstance(value, date):
            sheet.write_datetime(line, number, value, style)
        else:
            sheet.write_string(line, number, str(value), style)
