//! Writes big sheets of made-up leads, always the same for the same seed: XLSX, ODS, or XLS (up to 65,535 rows).
//!
//!     cargo run --release --example big_sheet -- ROWS OUT.xlsx|.ods|.xls [--seed N] [--wrong N] [--problems N] [--known N]
//!         [--changed N] [--shared] [--shuffled]
//!
//! Every N-th row of `--wrong` has an address without an @, every N-th of `--problems` one of twelve kinds of trouble.
//! `--known` begins the people N further on, so that two sheets overlap; every N-th row of `--changed` has another street;
//! `--shared` keeps the texts of an XLSX in a table beside the rows, as Excel does; `--shuffled` puts the people out of order. XLSX and ODS are leadport's own writers';
//! XLS is written here, as the smallest BIFF8 that says it all.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use leadport::platform::value::Cell;
use leadport::report::{Column, Format, Out, writer};

const HEADERS: [&str; 20] = [
    "Email",
    "First name",
    "Last name",
    "Phone",
    "Mobile",
    "Company",
    "Job title",
    "VAT number",
    "Industry",
    "Employees",
    "Street",
    "City",
    "Zip",
    "Country",
    "Birth date",
    "Language",
    "Source",
    "Subscribed",
    "Score",
    "Last contact",
];
const FIRST: [&str; 12] =
    ["Anna", "Niccolò", "Chloé", "Jürgen", "Łukasz", "Ελένη", "Иван", "花子", "Marco", "Zoë", "José", "Søren"];
const LAST: [&str; 10] =
    ["Rossi", "Müller", "Lefèvre", "D'Angelo", "Wójcik", "Παππάς", "Петров", "山田", "O’Neil", "Öztürk"];
const CITIES: [(&str, &str, &str); 6] = [
    ("Milano", "20121", "IT"),
    ("Roma", "00184", "IT"),
    ("Leipzig", "04109", "DE"),
    ("Nîmes", "30000", "FR"),
    ("Łódź", "90-001", "PL"),
    ("Boston", "02108", "US"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let asked = Asked::read(std::env::args().skip(1))?;
    if asked.out.extension().is_some_and(|ending| ending == "xls") {
        return xls(&asked);
    }
    if asked.shared {
        return shared(&asked);
    }
    let format = Format::of_path(&asked.out).ok_or("name a file that ends in .xlsx, .ods or .xls")?;
    let mut out = writer(format, File::create(&asked.out)?).ok_or("a sheet cannot be JSON")?;
    out.sheet("Leads", &HEADERS.map(Column::new))?;
    for row in 0..asked.rows {
        let person = Person::new(&asked, row);
        out.row(&person.cells().map(Out::Value))?;
    }
    Ok(out.finish()?)
}

/// What the command line asks for.
struct Asked {
    rows: u64,
    out: PathBuf,
    seed: u64,
    wrong: u64,
    problems: u64,
    known: u64,
    changed: u64,
    shared: bool,
    shuffled: bool,
}

impl Asked {
    fn read(arguments: impl Iterator<Item = String>) -> Result<Asked, Box<dyn Error>> {
        let mut asked = Asked {
            rows: 0,
            out: PathBuf::new(),
            seed: 1,
            wrong: 0,
            problems: 0,
            known: 0,
            changed: 0,
            shared: false,
            shuffled: false,
        };
        let mut arguments = arguments.peekable();
        while let Some(argument) = arguments.next() {
            let mut number = || {
                arguments.next().ok_or("a number is missing").and_then(|text| text.parse().map_err(|_| "not a number"))
            };
            match argument.as_str() {
                "--seed" => asked.seed = number()?,
                "--wrong" => asked.wrong = number()?,
                "--problems" => asked.problems = number()?,
                "--known" => asked.known = number()?,
                "--changed" => asked.changed = number()?,
                "--shared" => asked.shared = true,
                "--shuffled" => asked.shuffled = true,
                text if asked.rows == 0 => asked.rows = text.parse()?,
                text => asked.out = PathBuf::from(text),
            }
        }
        if asked.rows == 0 || asked.out == Path::new("") {
            return Err(
                "usage: big_sheet ROWS OUT.xlsx|.ods|.xls [--seed N] [--wrong N] [--problems N] [--known N] [--changed N] [--shared] [--shuffled]"
                    .into(),
            );
        }
        Ok(asked)
    }

    /// Returns whose row it is: everybody once, from top to bottom, or far from their neighbours.
    fn place(&self, row: u64) -> u64 {
        if !self.shuffled {
            return row;
        }
        let mut step = self.rows * 618 / 1000 + 1;
        while common(step, self.rows) > 1 {
            step += 1;
        }
        row * step % self.rows
    }
}

/// Returns the greatest number that divides both.
fn common(one: u64, other: u64) -> u64 {
    if other == 0 { one } else { common(other, one % other) }
}

/// One made-up lead.
struct Person {
    texts: Vec<String>,
    random: Random,
    trouble: Option<u64>,
}

impl Person {
    fn new(asked: &Asked, row: u64) -> Person {
        let number = asked.place(row) + asked.known;
        let mut random =
            Random(asked.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ number.wrapping_mul(0xD129_0D3A_41B9_2F5B));
        let (first, last) = (random.of(&FIRST), random.of(&LAST));
        let (city, zip, country) = random.of(&CITIES);
        let at = if asked.wrong > 0 && (row + 1).is_multiple_of(asked.wrong) { " at " } else { "@" };
        let moved = if asked.changed > 0 && row.is_multiple_of(asked.changed) { " bis" } else { "" };
        let texts = vec![
            format!("lead{number}{at}example{}.com", number % 97),
            first.to_owned(),
            last.to_owned(),
            format!("+39 02 {:07}", random.below(10_000_000)),
            format!("{} {}", random.of(&["Acme & Figli", "Groß GmbH", "Café “Été”", "Beta Srl"]), random.below(5_000)),
            random.of(&["Buyer", "CEO", "Head of Marketing", "Clerk"]).to_owned(),
            format!("{:011}", random.below(100_000_000_000)),
            random.of(&["Food", "Retail", "Media", "Energy"]).to_owned(),
            format!("Via dell’Università {}{moved}", random.below(300)),
            city.to_owned(),
            zip.to_owned(),
            country.to_owned(),
            random.of(&["Italian", "German", "French", "English"]).to_owned(),
            random.of(&["Fair", "Website", "Referral"]).to_owned(),
        ];
        let troubled = asked.problems > 0 && row.is_multiple_of(asked.problems);
        Person { texts, random, trouble: troubled.then(|| row / asked.problems) }
    }

    fn cells(&self) -> [Cell<'_>; 20] {
        let mut random = Random(self.random.0);
        let text = |index: usize| Cell::Text(&self.texts[index]);
        let number =
            |value: u64| Cell::Number { value: f64::from(u32::try_from(value).unwrap_or(u32::MAX)), digits: 0 };
        let born = leadport::platform::value::date_of_serial(15_000 + i64::try_from(random.below(25_000)).unwrap_or(0));
        let seen = leadport::platform::value::date_of_serial(45_000 + i64::try_from(random.below(900)).unwrap_or(0));
        let hour = i8::try_from(random.below(24)).unwrap_or(0);
        let mobile = 393_330_000_000.0 + f64::from(u32::try_from(random.below(10_000_000)).unwrap_or(0));
        let mut cells = [
            text(0),
            text(1),
            text(2),
            text(3),
            Cell::Number { value: mobile, digits: 0 },
            text(4),
            text(5),
            text(6),
            text(7),
            number(random.below(10_000)),
            text(8),
            text(9),
            text(10),
            text(11),
            born.map_or(Cell::Blank, Cell::Date),
            text(12),
            text(13),
            Cell::Boolean(random.below(2) == 0),
            number(random.below(100)),
            seen.map_or(Cell::Blank, |day| Cell::DateTime(day.at(hour, 30, 0, 0))),
        ];
        if let Some(trouble) = self.trouble {
            spoil(&mut cells, trouble);
        }
        cells
    }
}

/// Puts one of twelve kinds of trouble into a row: another cause for each.
fn spoil(cells: &mut [Cell<'_>; 20], trouble: u64) {
    let (column, cell) = match trouble % 12 {
        0 => (0, Cell::Text("anna.example.com")),
        1 => (0, Cell::Blank),
        2 => (0, Cell::Text("the.same@example.com")),
        3 => (3, Cell::Text("ask Anna")),
        4 => (4, Cell::Text("12")),
        5 => (9, Cell::Text("many")),
        6 => (13, Cell::Text("Itlay")),
        7 => (14, Cell::Text("31/02/1990")),
        8 => (14, Cell::Number { value: 32_904.0, digits: 0 }),
        9 => (17, Cell::Text("maybe")),
        10 => (18, Cell::Text("n/d")),
        _ => (19, Cell::Text("soon")),
    };
    cells[column] = cell;
}

/// A small generator (SplitMix64) that gives the same numbers everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        let index = usize::try_from(self.below(list.len() as u64)).unwrap_or(0);
        list[index]
    }
}

/// Writes an XLSX whose texts stand in a table beside the rows.
fn shared(asked: &Asked) -> Result<(), Box<dyn Error>> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    let moment = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let sheet = book.add_worksheet_with_low_memory()?;
    sheet.set_name("Leads")?;
    for (column, header) in (0_u16..).zip(HEADERS) {
        sheet.write_string(0, column, header)?;
    }
    for row in 0..asked.rows {
        let (person, place) = (Person::new(asked, row), u32::try_from(row + 1)?);
        for (column, cell) in (0_u16..).zip(person.cells()) {
            match cell {
                Cell::Text(text) => sheet.write_string(place, column, text)?,
                Cell::Boolean(value) => sheet.write_boolean(place, column, value)?,
                Cell::Number { value, .. } => sheet.write_number(place, column, value)?,
                Cell::Blank => continue,
                other => {
                    let format = if matches!(other, Cell::Date(_)) { &day } else { &moment };
                    sheet.write_number_with_format(place, column, other.number().unwrap_or(0.0), format)?
                }
            };
        }
    }
    Ok(book.save(&asked.out)?)
}

/// Writes the workbook stream of BIFF8 ([MS-XLS]) and the compound file around it.
fn xls(asked: &Asked) -> Result<(), Box<dyn Error>> {
    if asked.rows > 65_535 {
        return Err("a sheet of XLS has 65,536 rows: ask for at most 65535".into());
    }
    let mut book = Vec::new();
    record(&mut book, 0x0809, &[0x00, 0x06, 0x05, 0x00, 0xbb, 0x0d, 0xcc, 0x07, 0, 0, 0, 0, 6, 0, 0, 0]); // BOF, globals
    record(&mut book, 0x0042, &1200_u16.to_le_bytes()); // CODEPAGE
    record(&mut book, 0x041e, &[&[164, 0, 10, 0, 0][..], b"yyyy-mm-dd"].concat()); // FORMAT 164
    record(&mut book, 0x041e, &[&[165, 0, 16, 0, 0][..], b"yyyy-mm-dd hh:mm"].concat());
    for format in [0_u16, 164, 165] {
        let mut cell = [0_u8; 20]; // XF 0, 1, 2: how numbers, dates and moments are shown
        cell[2..4].copy_from_slice(&format.to_le_bytes());
        record(&mut book, 0x00e0, &cell);
    }
    let sheet_at = book.len() + 4;
    record(&mut book, 0x0085, &[&[0, 0, 0, 0, 0, 0, 5, 0][..], b"Leads"].concat()); // BOUNDSHEET, its place filled in below
    record(&mut book, 0x000a, &[]); // EOF
    let begins = u32::try_from(book.len())?;
    book[sheet_at..sheet_at + 4].copy_from_slice(&begins.to_le_bytes());
    record(&mut book, 0x0809, &[0x00, 0x06, 0x10, 0x00, 0xbb, 0x0d, 0xcc, 0x07, 0, 0, 0, 0, 6, 0, 0, 0]); // BOF, sheet
    for (column, header) in (0_u16..).zip(HEADERS) {
        cell(&mut book, 0, column, Cell::Text(header));
    }
    for row in 0..asked.rows {
        let person = Person::new(asked, row);
        for (column, one) in (0_u16..).zip(person.cells()) {
            cell(&mut book, u16::try_from(row + 1)?, column, one);
        }
    }
    record(&mut book, 0x000a, &[]);
    compound(&asked.out, book)
}

fn record(book: &mut Vec<u8>, kind: u16, body: &[u8]) {
    book.extend(kind.to_le_bytes());
    book.extend(u16::try_from(body.len()).unwrap_or(0).to_le_bytes());
    book.extend(body);
}

fn cell(book: &mut Vec<u8>, row: u16, column: u16, cell: Cell<'_>) {
    let style: u16 = match cell {
        Cell::Date(_) => 1,
        Cell::DateTime(_) => 2,
        _ => 0,
    };
    let mut body: Vec<u8> = [row, column, style].iter().flat_map(|part| part.to_le_bytes()).collect();
    match cell {
        Cell::Text(text) => {
            let units: Vec<u16> = text.encode_utf16().collect();
            body.extend(u16::try_from(units.len()).unwrap_or(0).to_le_bytes());
            body.push(1); // two bytes a character
            body.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
            record(book, 0x0204, &body); // LABEL
        }
        Cell::Boolean(value) => {
            body.extend([u8::from(value), 0]);
            record(book, 0x0205, &body); // BOOLERR
        }
        other => {
            body.extend(other.number().unwrap_or(0.0).to_le_bytes());
            record(book, 0x0203, &body); // NUMBER
        }
    }
}

/// Writes a compound file of one stream ([MS-CFB], version 3): header, FAT, directory, stream.
fn compound(path: &Path, mut stream: Vec<u8>) -> Result<(), Box<dyn Error>> {
    const SECTOR: usize = 512;
    const END: u32 = 0xFFFF_FFFE;
    const FREE: u32 = 0xFFFF_FFFF;
    let size = stream.len().max(4096);
    stream.resize(size.next_multiple_of(SECTOR), 0);
    let data = stream.len() / SECTOR;
    // The FAT must hold a place for every sector, its own and those that list it among them.
    let mut fat = 1;
    let mut lists = 0;
    while fat * (SECTOR / 4) < data + 1 + fat + lists {
        fat += 1;
        lists = fat.saturating_sub(109).div_ceil(127);
    }
    let (fat_at, directory_at, data_at) = (lists, lists + fat, lists + fat + 1);
    let number = |place: usize| u32::try_from(place).unwrap_or(FREE);
    let mut header = vec![0_u8; SECTOR];
    header[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    header[24..34].copy_from_slice(&[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    let first_list = if lists == 0 { END } else { 0 };
    for (at, value) in [
        (44, number(fat)),
        (48, number(directory_at)),
        (56, 4096),
        (60, END),
        (64, 0),
        (68, first_list),
        (72, number(lists)),
    ] {
        header[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    for place in 0..109 {
        let value = if place < fat { number(fat_at + place) } else { FREE };
        header[76 + place * 4..80 + place * 4].copy_from_slice(&value.to_le_bytes());
    }
    let mut out = BufWriter::new(File::create(path)?);
    out.write_all(&header)?;
    for list in 0..lists {
        for place in 0..127 {
            let entry = 109 + list * 127 + place;
            out.write_all(&if entry < fat { number(fat_at + entry) } else { FREE }.to_le_bytes())?;
        }
        out.write_all(&if list + 1 < lists { number(list + 1) } else { END }.to_le_bytes())?;
    }
    let mut table = vec![0xFFFF_FFFC_u32; lists]; // DIFSECT
    table.resize(lists + fat, 0xFFFF_FFFD); // FATSECT
    table.push(END); // the directory
    table.extend((1..data).map(|next| number(data_at + next)));
    table.push(END);
    table.resize(fat * (SECTOR / 4), FREE);
    for entry in table {
        out.write_all(&entry.to_le_bytes())?;
    }
    for (name, kind, child, start, length) in
        [("Root Entry", 5_u8, 1, END, 0), ("Workbook", 2, FREE, number(data_at), size)]
    {
        out.write_all(&entry(name, kind, child, start, u32::try_from(length)?))?;
    }
    out.write_all(&[0; 256])?;
    out.write_all(&stream)?;
    Ok(out.flush()?)
}

/// Returns one entry of the directory.
fn entry(name: &str, kind: u8, child: u32, start: u32, length: u32) -> [u8; 128] {
    let mut entry = [0_u8; 128];
    for (index, unit) in name.encode_utf16().enumerate() {
        entry[index * 2..index * 2 + 2].copy_from_slice(&unit.to_le_bytes());
    }
    entry[64] = u8::try_from((name.len() + 1) * 2).unwrap_or(0);
    entry[66] = kind;
    entry[67] = 1; // black
    entry[68..76].fill(0xFF); // no siblings
    entry[76..80].copy_from_slice(&child.to_le_bytes());
    entry[116..120].copy_from_slice(&start.to_le_bytes());
    entry[120..124].copy_from_slice(&length.to_le_bytes());
    entry
}
