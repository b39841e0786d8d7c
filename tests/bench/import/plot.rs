//! The plot of how each figure grows with the rows: microseconds a row, so that what grows with the file is flat.

use std::fmt::Write;

use super::table::Line;

const WIDE: f64 = 720.0;
const HIGH: f64 = 420.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 190.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 48.0;
/// Colours that are told apart by everybody (Okabe and Ito), and two more.
const COLOURS: [&str; 10] =
    ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999999", "#7f5217", "#6a3d9a"];

/// One curve: what it shows, and seconds by rows.
struct Curve {
    name: String,
    points: Vec<(f64, f64)>,
}

/// Returns the plot as SVG.
pub fn growth(lines: &[Line]) -> String {
    let curves = curves(lines);
    let all = || curves.iter().flat_map(|curve| &curve.points);
    let least = all().map(|point| point.0).fold(f64::INFINITY, f64::min).log10();
    let most = all().map(|point| point.0).fold(0.0, f64::max).log10().max(least + 0.1);
    let top = (all().map(|point| point.1).fold(0.0, f64::max) / 5.0).ceil().max(1.0) * 5.0;
    let x = |rows: f64| LEFT + (rows.log10() - least) / (most - least) * (WIDE - LEFT - RIGHT);
    let y = |micros: f64| HIGH - BOTTOM - micros / top * (HIGH - TOP - BOTTOM);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDE} {HIGH}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{WIDE}\" height=\"{HIGH}\" fill=\"#ffffff\"/>\n\
         <text x=\"{LEFT}\" y=\"24\" font-size=\"15\">Microseconds a row, by rows of the file (XLSX; flat is best)</text>\n"
    );
    for step in 0..=5_u8 {
        let micros = top * f64::from(step) / 5.0;
        let _ = writeln!(
            out,
            "<line x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{1:.1}\" y2=\"{1:.1}\" stroke=\"#dddddd\"/><text x=\"{2:.1}\" y=\"{3:.1}\" text-anchor=\"end\">{micros:.0}</text>",
            WIDE - RIGHT,
            y(micros),
            LEFT - 8.0,
            y(micros) + 4.0,
        );
    }
    let mut rows: Vec<f64> = all().map(|point| point.0).collect();
    rows.sort_by(f64::total_cmp);
    rows.dedup();
    for rows in rows {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of rows")]
        let label = leadport::text::thousands(rows as u64);
        let _ = writeln!(
            out,
            "<line x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"{TOP}\" y2=\"{1:.1}\" stroke=\"#eeeeee\"/><text x=\"{0:.1}\" y=\"{2:.1}\" text-anchor=\"middle\">{label}</text>",
            x(rows),
            HIGH - BOTTOM,
            HIGH - BOTTOM + 20.0,
        );
    }
    let mut ends: Vec<(f64, usize)> = Vec::new();
    for (index, (curve, colour)) in curves.iter().zip(COLOURS.iter().cycle()).enumerate() {
        let points: Vec<String> =
            curve.points.iter().map(|(rows, micros)| format!("{:.1},{:.1}", x(*rows), y(*micros))).collect();
        let _ = writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            points.join(" ")
        );
        for (rows, micros) in &curve.points {
            let _ =
                writeln!(out, "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"{colour}\"/>", x(*rows), y(*micros));
        }
        ends.extend(curve.points.last().map(|(_, micros)| (y(*micros), index)));
    }
    // Names stand where their curves end, moved apart where two would stand on each other.
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut free, mut lowest) = (TOP, HIGH - BOTTOM);
    ends.iter().skip(1).for_each(|_| lowest -= 16.0);
    for (end, index) in ends {
        let place = end.max(free).min(lowest);
        free = place + 16.0;
        lowest += 16.0;
        let colour = COLOURS[index % COLOURS.len()];
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{}</text>",
            WIDE - RIGHT + 12.0,
            place + 4.0,
            curves[index].name
        );
    }
    out.push_str("</svg>\n");
    out
}

/// The curves: calamine's bare reading, then our tasks, each by rows.
fn curves(lines: &[Line]) -> Vec<Curve> {
    let mut curves: Vec<Curve> = Vec::new();
    for line in lines.iter().filter(|line| line.format == "xlsx") {
        let (Some(seconds), Some(ratio), Some(beside)) = (line.seconds, line.ratio, line.beside.as_deref()) else {
            continue;
        };
        if line.task == "import" && beside == "calamine" {
            add(&mut curves, "calamine, reading only", line.rows, seconds / ratio);
        }
        if line.task != "import" || beside == "calamine" {
            add(&mut curves, &line.task, line.rows, seconds);
        }
    }
    curves.retain(|curve| curve.points.len() > 1);
    curves
}

fn add(curves: &mut Vec<Curve>, name: &str, rows: u32, seconds: f64) {
    let point = (f64::from(rows), seconds / f64::from(rows) * 1e6);
    match curves.iter_mut().find(|curve| curve.name == name) {
        Some(curve) => curve.points.push(point),
        None => curves.push(Curve { name: name.to_owned(), points: vec![point] }),
    }
}
