"""Prints the cells of a file's first sheet as another program's reader sees them: row, column, text, a line of JSON each."""

import datetime
import json
import re
import sys
from decimal import Decimal


def text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        plain = format(Decimal(repr(value)), "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if isinstance(value, datetime.datetime):
        return value.isoformat() if value.time() != datetime.time() else value.date().isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)


def xlsx(path):
    import openpyxl

    for row in openpyxl.load_workbook(path, data_only=True).worksheets[0].iter_rows():
        for cell in row:
            if cell.value is None:
                continue
            # openpyxl leaves the escape of a control character as it is written; Excel, and we, read the character.
            shown = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), text(cell.value))
            zeros = re.fullmatch(r"0{2,}", cell.number_format)
            if zeros and isinstance(cell.value, (int, float)):
                shown = shown.zfill(len(cell.number_format))
            yield cell.row, cell.column, shown


def xls(path):
    import xlrd

    book = xlrd.open_workbook(path, formatting_info=True)
    sheet = book.sheet_by_index(0)
    for row in range(sheet.nrows):
        for column in range(sheet.ncols):
            cell = sheet.cell(row, column)
            if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            value = cell.value
            if cell.ctype == xlrd.XL_CELL_BOOLEAN:
                value = bool(value)
            elif cell.ctype == xlrd.XL_CELL_DATE:
                # A fraction of a day is a time; xlrd's own way rounds to seconds, as the sheet was written.
                value = xlrd.xldate.xldate_as_datetime(value, book.datemode)
                value = value.time() if cell.value < 1 else value
            elif cell.ctype == xlrd.XL_CELL_ERROR:
                value = xlrd.error_text_from_code[value]
            shown = text(value)
            if cell.ctype == xlrd.XL_CELL_NUMBER:
                form = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
                if re.fullmatch(r"0{2,}", form):
                    shown = shown.zfill(len(form))
            yield row + 1, column + 1, shown


def ods(path):
    from odf import opendocument, table, teletype
    from odf.namespaces import OFFICENS, TABLENS

    sheet = opendocument.load(path).spreadsheet.getElementsByType(table.Table)[0]
    number = 0
    for row in sheet.getElementsByType(table.TableRow):
        column = 0
        for cell in row.childNodes:
            times = int(cell.attributes.get((TABLENS, "number-columns-repeated"), 1))
            at = lambda name: cell.attributes.get((OFFICENS, name))
            kind = at("value-type")
            shown = None
            if kind == "string":
                lines = [teletype.extractText(node) for node in cell.childNodes if node.qname[1] == "p"]
                shown = at("string-value") or "\n".join(lines)
            elif kind == "boolean":
                shown = at("boolean-value")
            elif kind == "date":
                shown = at("date-value").removesuffix("T00:00:00")
            elif kind == "time":
                shown = re.sub(r"PT(\d+)H(\d+)M(\d+).*S", r"\1:\2:\3", at("time-value"))
            elif kind:
                shown = text(float(at("value")))
                # How many zeros a style shows is not compared here: the text is, where it is all digits.
                seen = "".join(teletype.extractText(node) for node in cell.childNodes if node.qname[1] == "p")
                if seen.isdigit() and seen.lstrip("0") == shown:
                    shown = seen
            if shown and times < 1000:
                for more in range(times):
                    yield number + 1, column + more + 1, shown
            column += times
        number += int(row.attributes.get((TABLENS, "number-rows-repeated"), 1))


if sys.argv[1] == "--there":
    import odf
    import openpyxl
    import xlrd
else:
    reader = {"xlsx": xlsx, "xls": xls, "ods": ods}[sys.argv[1].rsplit(".", 1)[1]]
    for row, column, shown in reader(sys.argv[1]):
        print(json.dumps([row, column, shown]))
