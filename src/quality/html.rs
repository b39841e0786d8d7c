//! The survey as one HTML page that needs nothing else: no script, no font, no picture from anywhere.
//!
//! Every text from the store goes through [`escaped`]; the page's policy forbids whatever should get past it.

use std::fmt::{self, Display, Formatter, Write};

use super::column::Column;
use super::score::percent;
use super::survey::Survey;
use crate::text::{plural, safe, thousands};

const STYLE: &str = "
:root{color-scheme:light dark;--bar:#2b6cb0;--bad:#c53030;--soft:#8884;--ok:#2f855a}
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin-bottom:0}h2{font-size:1.15rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid var(--soft);vertical-align:middle;overflow-wrap:break-word}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;overflow-wrap:normal;width:1%}
td.bar{width:40%;min-width:4rem}svg{display:block;width:100%;height:14px;border-radius:3px;background:var(--soft)}
.score{font-size:3rem;font-weight:700}.gauge svg{height:20px}.soft{opacity:.75}
details{margin:.2rem 0}details summary{cursor:pointer}details table{margin:.3rem 0 1rem}details td{overflow-wrap:anywhere}
@media(max-width:40rem){body{margin:1rem auto;padding:0 .6rem}th,td{padding:.25rem .3rem}td.bar{width:25%;min-width:3rem}}
@media print{details>*{display:block}}
";

/// Returns the page; `title` says what was surveyed and when.
#[must_use]
pub fn page(survey: &Survey, title: &str) -> String {
    let mut out = String::new();
    // Writing into a String cannot fail.
    let _ = write_page(&mut out, survey, title);
    out
}

fn write_page(out: &mut String, survey: &Survey, title: &str) -> fmt::Result {
    let title = escaped(title);
    write!(
        out,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <title>Data quality: {title}</title><style>{STYLE}</style></head><body><h1>Data quality</h1><p class=\"soft\">{title}</p>"
    )?;
    write!(
        out,
        "<p><span class=\"score\">{}</span> {}</p><div class=\"gauge\">{}</div><p class=\"soft\">{}</p>",
        survey.score.map_or_else(|| "–".to_owned(), |score| score.to_string()),
        escaped(&match survey.score {
            Some(_) => format!("of 100 for {}", plural(survey.leads, "lead", "leads")),
            None => survey.score_words(),
        }),
        Bar { share: f64::from(survey.score.unwrap_or(0)) / 100.0, bad: survey.score.is_some_and(|score| score < 50) },
        escaped(survey.formula)
    )?;
    write_shares(out, survey)?;
    write_fields(out, survey)?;
    write_values(out, survey)?;
    write_findings(out, survey)?;
    out.write_str("</body></html>\n")
}

fn write_shares(out: &mut String, survey: &Survey) -> fmt::Result {
    out.write_str("<h2>What the score is made of</h2><table>")?;
    let shares = &survey.shares;
    let rows = [
        ("Complete", shares.complete, false),
        ("Valid", shares.valid, false),
        ("Likely duplicates", shares.duplicate, true),
        ("Role or misspelled addresses", shares.doubtful, true),
        ("Stale", shares.stale, true),
    ];
    for (name, share, bad) in rows {
        write!(
            out,
            "<tr><td>{name}</td><td class=\"bar\">{}</td><td class=\"n\">{}</td></tr>",
            Bar { share, bad },
            Percent(share)
        )?;
    }
    out.write_str("</table>")
}

fn write_fields(out: &mut String, survey: &Survey) -> fmt::Result {
    out.write_str(
        "<h2>Fields</h2><table><tr><th>Field</th><th colspan=\"2\">Complete</th><th class=\"n\">Invalid</th><th class=\"n\">Different</th></tr>",
    )?;
    for column in &survey.fields {
        let complete = share(column.filled, column.filled + column.blank);
        let about = if column.different_estimated { "about " } else { "" };
        write!(
            out,
            "<tr><td>{}{}</td><td class=\"bar\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{about}{}</td></tr>",
            escaped(&column.name),
            if column.required { " *" } else { "" },
            Bar { share: complete, bad: false },
            Percent(complete),
            thousands(column.invalid),
            thousands(column.different)
        )?;
    }
    out.write_str("</table>")
}

fn write_values(out: &mut String, survey: &Survey) -> fmt::Result {
    out.write_str("<h2>Most frequent values and outliers</h2>")?;
    for column in survey.fields.iter().filter(|column| !column.most_frequent.is_empty() || !column.outliers.is_empty())
    {
        write!(out, "<details><summary>{}</summary><table>", escaped(&column.name))?;
        for frequent in &column.most_frequent {
            let part = share(frequent.count, column.filled);
            write!(
                out,
                "<tr><td>{}</td><td class=\"bar\">{}</td><td class=\"n\">{}</td></tr>",
                escaped(&frequent.value),
                Bar { share: part, bad: false },
                thousands(frequent.count)
            )?;
        }
        write_outliers(out, column)?;
        out.write_str("</table></details>")?;
    }
    Ok(())
}

fn write_outliers(out: &mut String, column: &Column) -> fmt::Result {
    for outlier in &column.outliers {
        write!(
            out,
            "<tr><td>{}</td><td>far outside of the others</td><td class=\"n\">lead {}</td></tr>",
            escaped(&outlier.value),
            outlier.lead
        )?;
    }
    Ok(())
}

fn write_findings(out: &mut String, survey: &Survey) -> fmt::Result {
    let findings = [
        ("Likely duplicates", survey.duplicates),
        ("Role addresses", survey.role_addresses.count),
        ("Misspelled mail domains", survey.misspelled_domains.iter().map(|slip| slip.finding.count).sum()),
        ("Stale leads", survey.stale.count),
        ("Owners without leads", survey.owners_without_leads.len() as u64),
    ];
    out.write_str("<h2>Worth a look</h2><table>")?;
    for (name, count) in findings {
        write!(out, "<tr><td>{name}</td><td class=\"n\">{}</td></tr>", thousands(count))?;
    }
    out.write_str("</table>")?;
    if !survey.duplicate_pairs.is_empty() {
        out.write_str("<details><summary>Likely duplicates, pair by pair</summary><table>")?;
        for pair in &survey.duplicate_pairs {
            write!(
                out,
                "<tr><td>lead {} and lead {}</td><td>{}</td></tr>",
                pair.first,
                pair.second,
                escaped(pair.reason)
            )?;
        }
        out.write_str("</table></details>")?;
    }
    for slip in &survey.misspelled_domains {
        write!(
            out,
            "<p>{} × {} (probably {})</p>",
            thousands(slip.finding.count),
            escaped(&slip.domain),
            escaped(slip.meant)
        )?;
    }
    if !survey.owners_without_leads.is_empty() {
        write!(out, "<p>Owners without leads: {}</p>", escaped(&survey.owners_without_leads.join(", ")))?;
    }
    Ok(())
}

/// A horizontal bar as SVG.
struct Bar {
    share: f64,
    bad: bool,
}

impl Display for Bar {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let width = 200.0 * self.share.clamp(0.0, 1.0);
        let colour = if self.bad { "var(--bad)" } else { "var(--bar)" };
        write!(
            f,
            "<svg viewBox=\"0 0 200 14\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{}\">\
             <rect width=\"{width:.1}\" height=\"14\" fill=\"{colour}\"/></svg>",
            Percent(self.share)
        )
    }
}

struct Percent(f64);

impl Display for Percent {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&percent(self.0).replace('<', "&lt;"))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share needs no more than a float holds")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Returns the text as HTML text: markup escaped, invisible characters shown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in safe(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_becomes_markup() {
        assert_eq!(escaped("<script>\"&'"), "&lt;script&gt;&quot;&amp;&#39;");
    }
}
