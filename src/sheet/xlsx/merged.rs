//! The cells that merged ranges cover: they are not seen, so they are not text.
//!
//! A sheet names its merged ranges behind its rows. They are known in time only where the sheet's end comes before any row is handed on:
//! in one batch (4,096 rows), or where the rows had to be gathered to be put in order. In a longer sheet covered cells keep what a
//! program left in them (spreadsheet programs empty them): waiting for its end would cost every long sheet its stream.

use std::collections::HashMap;

use super::super::batch::Batch;
use super::super::xml::{Node, Xml};
use super::reference::{self, Reference};
use super::stream::Stream;

/// Rows marked at most over all ranges, so that a file full of ranges of whole sheets costs no time.
const MOST_MARKED: usize = 1 << 20;

/// The merged ranges of a sheet.
#[derive(Default)]
pub(super) struct Merged {
    ranges: Vec<Range>,
}

struct Range {
    top: u32,
    bottom: u32,
    left: u16,
    right: u16,
}

impl Merged {
    /// Reads what stands behind the rows. Damage there ends the list and costs no cell.
    pub(super) fn read(xml: &mut Xml<Stream>) -> Self {
        let mut merged = Merged::default();
        loop {
            match xml.next() {
                Ok(Node::Start(tag)) if tag.name() == "mergeCell" => {
                    merged.ranges.extend(tag.attribute("ref").and_then(|words| range(words.trim())));
                    if merged.ranges.len() > MOST_MARKED {
                        return merged;
                    }
                }
                Ok(Node::End("mergeCells", _) | Node::Eof) | Err(_) => return merged,
                Ok(_) => {}
            }
        }
    }

    /// Takes the covered cells out of the rows, which may stand in any order.
    pub(super) fn take_out(&self, rows: &mut Batch) {
        if self.ranges.is_empty() {
            return;
        }
        let covered = self.covered(rows);
        if covered.is_empty() {
            return;
        }
        rows.keep_cells(|row, column| {
            covered.get(&row).is_none_or(|spans| {
                let at = spans.partition_point(|(_, right)| *right < column);
                spans.get(at).is_none_or(|(left, _)| column < *left)
            })
        });
    }

    /// The covered columns of each row, from left to right: by the row's place, from and to.
    fn covered(&self, rows: &Batch) -> HashMap<usize, Vec<(u16, u16)>> {
        let mut order: Vec<(u32, usize)> = rows.rows().enumerate().map(|(place, row)| (row.number, place)).collect();
        order.sort_unstable();
        let mut covered: HashMap<usize, Vec<(u16, u16)>> = HashMap::new();
        let mut marked = 0;
        for range in &self.ranges {
            let first = order.partition_point(|(number, _)| *number < range.top);
            for (number, place) in order[first..].iter().take_while(|(number, _)| *number <= range.bottom) {
                marked += 1;
                // The first cell of a range is the one that shows.
                let left = range.left + u16::from(*number == range.top);
                if left <= range.right && marked <= MOST_MARKED {
                    covered.entry(*place).or_default().push((left, range.right));
                }
            }
        }
        for spans in covered.values_mut() {
            spans.sort_unstable();
            spans.dedup_by(|next, before| {
                let joins = next.0 <= before.1;
                before.1 = if joins { before.1.max(next.1) } else { before.1 };
                joins
            });
        }
        covered
    }
}

fn range(words: &str) -> Option<Range> {
    let (first, last) = words.split_once(':')?;
    let (Reference::At(left, top), Reference::At(right, bottom)) =
        (reference::parse(first.as_bytes()), reference::parse(last.as_bytes()))
    else {
        return None;
    };
    (left <= right && top <= bottom).then_some(Range { top, bottom, left, right })
}
