#!/usr/bin/env python3
"""Writes the sample sheets: leads.xlsx, leads.ods, leads.xls, update.xlsx, problems.xlsx.

The XLSX files are xlsxwriter's; LibreOffice turns leads.xlsx into the other two. Always the same people (seeded).
Wants xlsxwriter and soffice: python3 sample-data/make.py
"""
import datetime
import os
import random
import re
import subprocess
import tempfile
import zipfile
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).resolve().parent
HEADERS = ["Email", "First name", "Last name", "Phone", "Mobile", "Website", "Company", "Job title", "VAT number",
           "Industry", "Employees", "Street", "City", "Zip", "Region", "Country", "Time zone", "Birth date", "Language",
           "Notes", "Source", "Subscribed", "Score", "Tags", "Last contact", "Call time"]

# first name, last name, address before the @
PEOPLE = {
    "IT": [("Anna", "Rossi", "anna.rossi"), ("Niccolò", "D'Angelo", "niccolo.dangelo"), ("Maria José", "Bianchi", "mj.bianchi"),
           ("Giosuè", "Verdi", "giosue.verdi"), ("Zoë", "Lo Presti", "zoe.lopresti"), ("Però", "Esposito", "pero.esposito")],
    "DE": [("Jürgen", "Groß", "juergen.gross"), ("Käthe", "Müller", "kaethe.mueller"), ("Søren", "Öztürk", "soeren.oeztuerk")],
    "FR": [("Chloé", "Lefèvre", "chloe.lefevre"), ("François", "L'Œuvre", "francois.loeuvre"), ("Maëlys", "Noël", "maelys.noel")],
    "PL": [("Zażółć", "Gęślą", "zazolc.gesla"), ("Łukasz", "Wójcik", "lukasz.wojcik")],
    "GR": [("Ελένη", "Παπαδοπούλου", "eleni.papadopoulou"), ("Γιώργος", "Νικολάου", "giorgos.nikolaou")],
    "BG": [("Иван", "Петров", "ivan.petrov"), ("Цветана", "Ангелова", "tsvetana.angelova")],
    "JP": [("花子", "山田", "hanako.yamada"), ("太郎", "佐藤", "taro.sato")],
    "AE": [("ليلى", "حداد", "layla.haddad"), ("عمر", "ناصر", "omar.nasser")],
    "US": [("Mary-Ann", "O’Neil", "maryann.oneil"), ("D'Andre", "St. James", "dandre.stjames")],
    "TR": [("İpek", "Işık", "ipek.isik"), ("Çağla", "Şahin", "cagla.sahin")],
}
PLACES = {
    "IT": ("39", [("Milano", "20121", "Milano"), ("Roma", "00184", "Roma"), ("Torino", "10121", "Torino")], "Europe/Rome", "Italian"),
    "DE": ("49", [("München", "80331", "Bayern"), ("Leipzig", "04109", "Sachsen")], "Europe/Berlin", "German"),
    "FR": ("33", [("Nîmes", "30000", ""), ("Bourg-en-Bresse", "01000", "")], "Europe/Paris", "French"),
    "PL": ("48", [("Łódź", "90-001", "")], "Europe/Warsaw", "Polish"),
    "GR": ("30", [("Αθήνα", "104 31", "")], "Europe/Athens", "Greek"),
    "BG": ("359", [("София", "1000", "")], "Europe/Sofia", "Bulgarian"),
    "JP": ("81", [("東京", "100-0001", "")], "Asia/Tokyo", "Japanese"),
    "AE": ("971", [("دبي", "", "")], "Asia/Dubai", "Arabic"),
    "US": ("1", [("Boston", "02108", "Massachusetts"), ("Newark", "07102", "New Jersey")], "America/New_York", "English"),
    "TR": ("90", [("İzmir", "35210", "")], "Europe/Istanbul", "Turkish"),
}
NATIONAL = {"IT": "33{:08d}", "DE": "151{:08d}", "FR": "6{:08d}", "PL": "60{:07d}", "GR": "69{:08d}", "BG": "88{:07d}",
            "JP": "90{:08d}", "AE": "50{:07d}", "US": "617{:07d}", "TR": "53{:08d}"}
COUNTRY_AS_WRITTEN = {"IT": ["IT", "Italy", "Italia"], "DE": ["DE", "Germany", "Germania"], "FR": ["FR", "France", "Francia"],
                      "PL": ["PL", "Poland"], "GR": ["GR", "Greece"], "BG": ["BG", "Bulgaria"], "JP": ["JP", "Japan"],
                      "AE": ["AE", "AE"], "US": ["US", "USA"], "TR": ["TR", "TR"]}


def people(count):
    rng = random.Random(20261122)
    countries = list(PEOPLE)
    for n in range(count):
        code = countries[n % len(countries)] if n % 3 else "IT"
        first, last, local = rng.choice(PEOPLE[code])
        prefix, cities, zone, language = PLACES[code]
        city, zip_code, region = rng.choice(cities)
        local = f"{local}{n}" if n else local
        domain = "bücher.example" if n == 41 else rng.choice(["example.com", "example.org", "shop.example.net"])
        national = NATIONAL[code].format(rng.randrange(10 ** int(re.search(r":0(\d)d", NATIONAL[code])[1])))
        born = datetime.date(1940, 1, 1) + datetime.timedelta(days=rng.randrange(24000))
        seen = datetime.datetime(2025, 1, 1) + datetime.timedelta(minutes=rng.randrange(700_000))
        yield {
            "Email": f"{local}@{domain}", "First name": first, "Last name": last,
            "Phone": int(prefix + national), "Mobile": f"+{prefix} {national}" if n % 4 else "",
            "Website": f"https://www.{local.replace('.', '-')}.example/it?a=1&b=2" if n % 5 == 0 else "",
            "Company": rng.choice(["Rossi & Figli S.r.l.", "Groß <Bau> GmbH", "Café “Été” SARL", "", "=Equal Partners", "+Plus Ltd", "株式会社山田"]),
            "Job title": rng.choice(["Buyer", "Head of\nMarketing", "CEO", ""]),
            "VAT number": f"{rng.randrange(10**11):011d}" if n % 2 else "",
            "Industry": rng.choice(["Food", "Retail", "Media", ""]), "Employees": rng.choice([1, 12, 250, 10_000, None]),
            "Street": f"Via dell’Università {rng.randrange(1, 200)}/{'ab'[n % 2]}", "City": city, "Zip": zip_code, "Region": region,
            "Country": rng.choice(COUNTRY_AS_WRITTEN[code]), "Time zone": zone, "Birth date": born, "Language": language,
            "Notes": rng.choice(["", "Met at the fair.\nCall back in March.", "2 < 3 & 5 > 4", "🙂 emoji, naïve façade"]),
            "Source": rng.choice(["Fair", "Website", "Referral"]), "Subscribed": rng.choice([True, False]),
            "Score": rng.choice([0, 0.3, 87.5, 99, 1234.56]), "Tags": rng.choice(["vip", "vip, fair", ""]),
            "Last contact": seen, "Call time": datetime.time(8 + n % 10, (n * 5) % 60),
        }


class Sheet:
    """A workbook's first sheet, with the formats that a cell's type asks for."""

    def __init__(self, path, headers, name="Leads"):
        # The date makes the file the same whenever it is made.
        self.book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
        self.book.set_properties({"created": datetime.datetime(2026, 11, 22)})
        form = lambda code: self.book.add_format({"num_format": code})
        self.bold = self.book.add_format({"bold": True})
        self.date, self.moment, self.time, self.zip = form("dd/mm/yyyy"), form("yyyy-mm-dd hh:mm"), form("hh:mm"), form("00000")
        self.sheet = self.book.add_worksheet(name)
        self.headers, self.next = headers, 1
        self.sheet.freeze_panes(1, 0)
        for column, header in enumerate(headers):
            self.sheet.write_string(0, column, header, self.bold)
            self.sheet.set_column(column, column, max(12, len(header) + 2))

    def row(self, values):
        for column, header in enumerate(self.headers):
            self.cell(column, values.get(header))
        self.next += 1

    def cell(self, column, value):
        at = (self.next, column)
        if value is None or value == "":
            return
        if isinstance(value, bool):
            self.sheet.write_boolean(*at, value)
        elif isinstance(value, datetime.datetime):
            self.sheet.write_datetime(*at, value, self.moment)
        elif isinstance(value, datetime.date):
            self.sheet.write_datetime(*at, value, self.date)
        elif isinstance(value, datetime.time):
            self.sheet.write_datetime(*at, value, self.time)
        elif isinstance(value, tuple):  # a formula and its cached value
            self.sheet.write_formula(*at, value[0], None, value[1])
        elif isinstance(value, (int, float)):
            self.sheet.write_number(*at, value)
        elif self.headers[column] == "Zip" and self.next % 2 and re.fullmatch(r"\d{5}", value):
            self.sheet.write_number(*at, int(value), self.zip)  # half of the zips are numbers shown by 00000
        else:
            self.sheet.write_string(*at, value)

    def close(self):
        self.book.close()


def notes(sheet):
    second = sheet.book.add_worksheet("Notes")
    second.write_string(0, 0, "This sheet is not read: only the first one is.")
    sheet.close()


def leads():
    sheet = Sheet(HERE / "leads.xlsx", HEADERS)
    for person in people(200):
        sheet.row(person)
    # A formula counts as its cached value. (LibreOffice writes no cached text to XLS, so the text formula is in update.xlsx.)
    sheet.row(list(people(201))[-1] | {"Email": "formula@example.com", "Employees": ("=6*7", 42)})
    notes(sheet)
    for ending, filter_name in (("ods", "calc8"), ("xls", "MS Excel 97")):
        with tempfile.TemporaryDirectory() as home:
            subprocess.run(["soffice", f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", f"{ending}:{filter_name}",
                            "--outdir", str(HERE), str(HERE / "leads.xlsx")], check=True, stdout=subprocess.DEVNULL)


def update():
    sheet = Sheet(HERE / "update.xlsx", ["Email", "First name", "City", "Phone", "Score", "Owner", "Delete"])
    known = list(people(200))
    for n in range(40):  # changed: another city and score; every other one goes to marco
        person = known[n]
        sheet.row({"Email": person["Email"].upper() if n % 7 == 0 else person["Email"], "First name": person["First name"],
                   "City": "Bergamo", "Phone": person["Phone"], "Score": 50 + n, "Owner": ["anna", "marco"][n % 2], "Delete": 0})
    for n in range(40, 50):
        sheet.row({"Email": known[n]["Email"], "Delete": 1})
    for n in range(25):
        name = (f'="New "&"{n}"', f"New {n}")
        sheet.row({"Email": f"new.lead{n}@example.com", "First name": name, "City": "Lecce", "Phone": 39330000000 + n, "Score": n,
                   "Owner": "anna"})
    sheet.row({"Email": "nobody@example.com", "Delete": 1})
    notes(sheet)


LONG = "x" * 32_700


def problems():
    headers = ["ID", "Email", "First name", "Company", "Phone", "Website", "Employees", "Score", "Zip", "Country", "Region", "Time zone",
               "Birth date", "Subscribed", "Last contact", "Call time", "Interest", "Owner", "Delete", "Notes"]
    sheet = Sheet(HERE / "problems.xlsx", headers)
    count = 0

    def row(note, **cells):
        nonlocal count
        count += 1
        values = {"Email": f"row{count}@example.com", "First name": f"Row {count}", "Interest": "Wine", "Owner": "anna", "Notes": note,
                  "Last contact": f"0{1 + count % 9}/0{2 + count % 7}/2026 10:00", "Employees": f"1.{100 + count}"}
        values.update({key.replace("_", " "): value for key, value in cells.items()})
        sheet.row(values)

    row("good")
    row("no email address", Email="")
    row("no @", Email="anna.example.com")
    row("a comma for a dot", Email="anna@example,com")
    row("the address of row 2 again", Email="ROW1@example.com ")
    row("another lead has this address (matched by ID)", ID=3, Email=list(people(12))[11]["Email"])
    row("not an ID", ID="A-17")
    row("no lead with this ID", ID=999_999)
    row("an ID", ID=7)
    row("the same ID again", ID=7)
    row("a required field is blank", Interest="")
    row("no owner", Owner="")
    row("no such owner", Owner="ana")
    row("neither delete nor keep", Delete="yes")
    row("nothing to delete", ID=888_888, Delete=1)
    row("an error in a cell", Company=("=NA()", "#N/A"))
    row("a text that is too long", Company=LONG)
    row("not a number", Score="many")
    row("neither true nor false", Subscribed="maybe")
    row("not a date", Birth_date="31/02/1990")
    row("a bare number where a date belongs", Birth_date=32_904)
    row("not a date with a time", Last_contact="soon")
    row("not a time", Call_time="25:61")
    row("not a phone number", Phone="ask Anna")
    row("not a web address", Website="www example com")
    row("not a country", Country="Itlay")
    row("not a region of the country", Country="IT", Region="Bavaria")
    row("not a time zone", Time_zone="Europe/Rom")
    row("not an option", Interest="Whine")
    row("a control character, removed", First_name="Be\u0007ll")
    row("several at once", Email="x", Phone="y", Country="z", Birth_date="tomorrow", Interest="Bier")
    row("good as well", Country="Italia", Region="MI", Birth_date=datetime.date(1990, 3, 1))
    notes(sheet)
    lengthen(HERE / "problems.xlsx")


def lengthen(path):
    """Writers refuse a text of more than 32,767 characters; other programs' files hold some all the same."""
    parts = []
    with zipfile.ZipFile(path) as old:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "xl/sharedStrings.xml":
                data = data.replace(LONG.encode(), (LONG + "y" * 100).encode())
            parts.append((item, data))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for item, data in parts:
            new.writestr(item, data)


if __name__ == "__main__":
    os.umask(0o022)
    leads()
    update()
    problems()
