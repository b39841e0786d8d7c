//! The picture of the README: the real Fields screen as SVG, in the theme's own colours.
//!
//! After a wanted change run `LEADPORT_BLESS=1 cargo test --test screens picture` and look at it before you commit it.

use std::fmt::Write as _;
use std::path::Path;

use leadport::ui::{self, Look};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use super::stage::Stage;

const SIZE: (u16, u16) = (100, 28);
/// The size of a character, in hundredths of a pixel for its width.
const WIDE: usize = 843;
const HIGH: usize = 16;
const GROUND: &str = "#16181d";
const TEXT: &str = "#d6d9e0";

#[test]
fn the_picture_of_the_readme_is_the_fields_screen_as_it_is_drawn() {
    let mut stage = Stage::open(Some("leads.xlsx"), SIZE);
    stage.press("n n tab tab tab tab down tab");
    let mut terminal = Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).expect("a terminal in memory");
    let drawn = terminal.draw(|frame| ui::draw(&stage.app, Look::default(), frame)).expect("drawing");
    let svg = svg(drawn.buffer);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screens/fields.svg");
    if std::env::var_os("LEADPORT_BLESS").is_some() {
        std::fs::write(&path, &svg).expect("writing the picture");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == svg, "tests/screens/fields.svg is not the screen: LEADPORT_BLESS=1 draws it anew");
}

/// Writes a drawn screen as SVG: runs of one style as one text each.
fn svg(buffer: &Buffer) -> String {
    let (columns, rows) = (usize::from(buffer.area.width), usize::from(buffer.area.height));
    let (width, height) = (columns * WIDE / 100 + 24, rows * HIGH + 24);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" \
         font-size=\"14\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{GROUND}\"/>\n"
    );
    for (y, row) in buffer.content.chunks(columns).enumerate() {
        let mut x = 0;
        while x < columns {
            let style = |cell: &Cell| (cell.fg, cell.modifier);
            let run: Vec<&Cell> = row[x..].iter().take_while(|cell| style(cell) == style(&row[x])).collect();
            let text: String = run.iter().map(|cell| cell.symbol()).collect();
            run_of(&mut out, &row[x], &text, (x, y), run.len());
            x += run.len();
        }
    }
    out.push_str("</svg>\n");
    out
}

fn run_of(out: &mut String, cell: &Cell, text: &str, (x, y): (usize, usize), long: usize) {
    let reversed = cell.modifier.contains(Modifier::REVERSED);
    if text.trim().is_empty() && !reversed {
        return;
    }
    let (left, wide) = (12 + x * WIDE / 100, long * WIDE / 100);
    let (top, base) = (12 + y * HIGH, 12 + y * HIGH + 13);
    let mut colour = colour(cell.fg);
    if reversed {
        let _ = writeln!(out, "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{HIGH}\" fill=\"{colour}\"/>");
        colour = GROUND;
    }
    let bold = if cell.modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let dim = if cell.modifier.contains(Modifier::DIM) { " opacity=\"0.6\"" } else { "" };
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(
        out,
        "<text x=\"{left}\" y=\"{base}\" textLength=\"{wide}\" xml:space=\"preserve\" fill=\"{colour}\"{bold}{dim}>{text}</text>"
    );
}

fn colour(colour: Color) -> &'static str {
    match colour {
        Color::Green => "#8fc77c",
        Color::Red => "#f0716f",
        Color::Magenta => "#c792ea",
        Color::Cyan => "#62c4d4",
        _ => TEXT,
    }
}
