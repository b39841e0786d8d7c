//! What each column was taken for, and the proof of how its dates and numbers in text were read.

use serde_json::{Value, json};

use crate::import::report::ColumnReport;
use crate::matching::evidence::{DateProof, NumberProof};
use crate::platform::types::{DateOrder, DecimalMark};
use crate::text::safe;

/// Returns a column as the document says it; `dates` and `numbers` are there where something had to be proved.
pub(super) fn column(column: &ColumnReport) -> Value {
    let mut value =
        json!({ "letter": column.letter, "header": column.header, "field": column.field, "how": column.how.name() });
    if let Some(order) = column.date_order {
        let dates = column.dates;
        value["dates"] = json!({
            "order": order_name(order),
            "only_day_month": dates.first_only,
            "only_month_day": dates.second_only,
            "both": dates.both,
        });
    }
    if let Some(decimal) = column.decimal {
        let numbers = column.numbers;
        value["numbers"] = json!({
            "decimal": if decimal == DecimalMark::Comma { "comma" } else { "point" },
            "only_comma": numbers.second_only,
            "only_point": numbers.first_only,
            "both": numbers.both,
        });
    }
    value
}

/// Returns how a column's dates and numbers in text were read and why, a line each.
pub(super) fn words(column: &ColumnReport) -> Vec<String> {
    let name = format!("{} {}", column.letter, safe(&column.header));
    let (dates, numbers) = (column.dates, column.numbers);
    let dates =
        DateProof { only_dmy: dates.first_only, only_mdy: dates.second_only, both: dates.both, certain: 0 }.words();
    let numbers =
        NumberProof { only_point: numbers.first_only, only_comma: numbers.second_only, both: numbers.both, certain: 0 }
            .words();
    let read = |what: &str, how: &str, proof: String| format!("{name}: {what} read as {how}: {proof}");
    let dates = column.date_order.zip(dates).map(|(order, proof)| read("dates", order_words(order), proof));
    let numbers = column.decimal.zip(numbers).map(|(mark, proof)| {
        let how = if mark == DecimalMark::Comma { "1.234,5" } else { "1,234.5" };
        read("numbers", how, proof)
    });
    dates.into_iter().chain(numbers).collect()
}

fn order_name(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Dmy => "dmy",
        DateOrder::Mdy => "mdy",
        DateOrder::Ymd => "ymd",
    }
}

fn order_words(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Dmy => "day/month/year",
        DateOrder::Mdy => "month/day/year",
        DateOrder::Ymd => "year/month/day",
    }
}
