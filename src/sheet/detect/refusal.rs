//! What a file can be instead of a spreadsheet, each with its sentence and what to do: the one table of refusals.

use crate::sheet::fault::{FileError, FileFault};

/// Something that is no spreadsheet which can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Empty,
    Zeros,
    LockFile,
    Html,
    Mhtml,
    Csv,
    Tsv,
    CsvUtf16,
    Text,
    TextUtf16,
    Xml2003,
    Xml,
    Json,
    Sylk,
    Dif,
    Rtf,
    Pdf,
    PostScript,
    Image,
    Xlsb,
    Numbers,
    Iwork,
    WordDocument,
    Presentation,
    OpenText,
    OpenOther,
    OpenOffice1,
    OldExcel,
    Lotus,
    QuattroPro,
    Works,
    Database,
    Mail,
    Ole,
    Archive,
    ZipOfOther,
    EmptyZip,
    Program,
    Unknown,
}

const IN_EXCEL: &str = "Open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx).";
const AS_WORKBOOK: &str = "Save it as an Excel workbook (.xlsx): in Excel, File, Save as, Excel Workbook.";
const FROM_TEXT: &str = "Open it in Excel (Data, From Text/CSV) or LibreOffice, look that columns, accents and leading zeros are right, and save it as .xlsx.";
const CHOOSE: &str = "Choose the file that holds the leads: an .xlsx, .xls or .ods workbook.";
const COPY_AGAIN: &str = "Copy or download it again from where it came from.";

impl Kind {
    /// Returns the error that says what the file is and what to do.
    pub(super) fn refuse(self) -> FileError {
        let (what, suggestion) = self.sentences();
        FileError::new(FileFault::NotASpreadsheet, what, suggestion)
    }

    fn sentences(self) -> (&'static str, &'static str) {
        match self {
            Kind::Empty => ("The file is empty: it holds not a single byte.", COPY_AGAIN),
            Kind::Zeros => {
                ("The file holds nothing but zero bytes: it was not written or copied to its end.", COPY_AGAIN)
            }
            Kind::LockFile => (
                "This is the lock file that a spreadsheet program leaves beside an open workbook, not the workbook.",
                "Choose the workbook itself: the file of the same name without ~$ or .~lock in front.",
            ),
            Kind::Html => ("This is a web page (HTML), not a workbook, whatever its name says.", IN_EXCEL),
            Kind::Mhtml => ("This is a web page archive (MHTML), not a workbook, whatever its name says.", IN_EXCEL),
            Kind::Csv => ("This is a text file with separated values (CSV), not a workbook.", FROM_TEXT),
            Kind::Tsv => ("This is a text file with values separated by tabs, not a workbook.", FROM_TEXT),
            Kind::CsvUtf16 => ("This is Unicode text with separated values (UTF-16), not a workbook.", FROM_TEXT),
            Kind::Text => ("This is plain text, not a workbook.", FROM_TEXT),
            Kind::TextUtf16 => ("This is plain Unicode text (UTF-16), not a workbook.", FROM_TEXT),
            Kind::Xml2003 => ("This is an XML spreadsheet of Excel 2003, which is not read.", IN_EXCEL),
            Kind::Xml => ("This is an XML file, not a workbook.", IN_EXCEL),
            Kind::Json => {
                ("This is a JSON file, not a workbook.", "Export the data again as an Excel workbook (.xlsx).")
            }
            Kind::Sylk => ("This is a SYLK file (.slk), which is not read.", IN_EXCEL),
            Kind::Dif => ("This is a DIF file, which is not read.", IN_EXCEL),
            Kind::Rtf => (
                "This is a text document (RTF), not a workbook.",
                "Copy its table into a spreadsheet and save that as .xlsx.",
            ),
            Kind::Pdf => {
                ("This is a PDF document, not a workbook.", "Ask for the workbook that the PDF was made from.")
            }
            Kind::PostScript => {
                ("This is a PostScript document, not a workbook.", "Ask for the workbook that it was made from.")
            }
            Kind::Image => ("This is an image, not a workbook.", CHOOSE),
            Kind::Xlsb => ("This is a binary workbook of Excel (.xlsb), which is not read.", AS_WORKBOOK),
            Kind::Numbers => (
                "This is a document of Apple Numbers, which is not read.",
                "In Numbers choose File, Export To, Excel, and import the .xlsx file.",
            ),
            Kind::Iwork => ("This is a document of Apple Pages or Keynote, not a workbook.", CHOOSE),
            Kind::WordDocument => (
                "This is a Word document, not a workbook.",
                "Copy its table into a spreadsheet and save that as .xlsx.",
            ),
            Kind::Presentation => ("This is a PowerPoint presentation, not a workbook.", CHOOSE),
            Kind::OpenText => (
                "This is an OpenDocument text, not a spreadsheet.",
                "Copy its table into a spreadsheet and save that as .ods or .xlsx.",
            ),
            Kind::OpenOther => ("This is an OpenDocument file, but not a spreadsheet.", CHOOSE),
            Kind::OpenOffice1 => (
                "This is a spreadsheet of OpenOffice 1 (.sxc), which is not read.",
                "Open it in LibreOffice and save it as .ods or .xlsx.",
            ),
            Kind::OldExcel => ("This is a chart or a macro sheet of Excel 2, 3 or 4, which is not read.", IN_EXCEL),
            Kind::Lotus => (
                "This is a worksheet of Lotus 1-2-3, which is not read.",
                "Open it in LibreOffice and save it as .xlsx.",
            ),
            Kind::QuattroPro => (
                "This is a notebook of Quattro Pro, which is not read.",
                "Open it in LibreOffice and save it as .xlsx.",
            ),
            Kind::Works => (
                "This is a spreadsheet of Microsoft Works, which is not read.",
                "Open it in LibreOffice and save it as .xlsx.",
            ),
            Kind::Database => {
                ("This is a database file, not a workbook.", "Export the table that holds the leads as .xlsx.")
            }
            Kind::Mail => (
                "This is a saved mail, not a workbook.",
                "Open it in your mail program, save the attached workbook, and choose that.",
            ),
            Kind::Ole => ("This is a document of another Office program, not a workbook.", CHOOSE),
            Kind::Archive => {
                ("This is a packed archive, not a workbook.", "Unpack it first and choose the workbook in it.")
            }
            Kind::ZipOfOther => (
                "This is a zip archive of other files, not a workbook.",
                "Unpack it first and choose the workbook in it.",
            ),
            Kind::EmptyZip => ("This is an empty archive: there is no workbook in it.", COPY_AGAIN),
            Kind::Program => {
                ("This is a program, not a workbook. Do not open it unless you know where it comes from.", CHOOSE)
            }
            Kind::Unknown => ("This is no spreadsheet in any format that is read (.xlsx, .xls, .ods).", IN_EXCEL),
        }
    }
}
