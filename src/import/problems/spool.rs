//! Problems of rows in blocks: the first blocks in memory, the others in an unlinked temporary file.
//!
//! A disk without room loses details, never a count; the file is gone when the program is.

use std::collections::HashMap;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::import::problem::{CATALOGUE, Place, Problem};

/// Problems in a block.
const BLOCK: usize = 256;
/// Blocks that stay in memory.
const HELD: usize = 16;

/// Problems in the order they were put in, found by their ordinal.
#[derive(Debug, Default)]
pub struct Spool {
    blocks: Vec<Block>,
    tail: Vec<Problem>,
    file: Option<File>,
    end: u64,
    places: Vec<Arc<Place>>,
    place_ids: HashMap<(Option<u16>, String), u16>,
    failed: bool,
    lost: u64,
    read_last: Mutex<Option<(usize, Arc<Vec<Problem>>)>>,
}

#[derive(Debug)]
enum Block {
    Held(Arc<Vec<Problem>>),
    Written { at: u64, length: usize, first_row: u32 },
}

impl Spool {
    /// Adds a problem and returns its ordinal, or notes that it is lost.
    pub fn push(&mut self, problem: Problem) -> Option<u32> {
        let ordinal = u32::try_from(self.len()).ok().filter(|_| !self.failed);
        let Some(ordinal) = ordinal else {
            self.lost += 1;
            return None;
        };
        self.tail.push(problem);
        if self.tail.len() == BLOCK {
            self.close_block();
        }
        Some(ordinal)
    }

    fn close_block(&mut self) {
        let block = std::mem::take(&mut self.tail);
        if self.blocks.len() < HELD {
            self.blocks.push(Block::Held(Arc::new(block)));
            return;
        }
        let mut bytes = Vec::with_capacity(block.len() * 64);
        for problem in &block {
            self.encode(problem, &mut bytes);
        }
        if self.write(&bytes).is_err() {
            // What was taken in is kept; what comes from now on is only counted.
            self.failed = true;
            self.blocks.push(Block::Held(Arc::new(block)));
            return;
        }
        let first_row = block.first().and_then(|problem| problem.row).unwrap_or(0);
        self.blocks.push(Block::Written { at: self.end, length: bytes.len(), first_row });
        self.end += bytes.len() as u64;
    }

    fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        if self.file.is_none() {
            self.file = Some(tempfile::tempfile()?);
        }
        match &self.file {
            Some(file) => file.write_all_at(bytes, self.end),
            None => Ok(()),
        }
    }

    /// Returns the number of problems that can be looked at.
    pub fn len(&self) -> u64 {
        (self.blocks.len() * BLOCK + self.tail.len()) as u64
    }

    /// Returns how many were lost.
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// Returns the problem with this ordinal.
    pub fn get(&self, ordinal: u64) -> Option<Problem> {
        let ordinal = usize::try_from(ordinal).ok()?;
        let (block, at) = (ordinal / BLOCK, ordinal % BLOCK);
        if block == self.blocks.len() {
            return self.tail.get(at).cloned();
        }
        self.block(block)?.get(at).cloned()
    }

    /// Returns the ordinal of the first problem in this row or below.
    pub fn first_from_row(&self, row: u32) -> u64 {
        let first_row = |block: &Block| match block {
            Block::Held(problems) => problems.first().and_then(|problem| problem.row).unwrap_or(0),
            Block::Written { first_row, .. } => *first_row,
        };
        let after = self.blocks.partition_point(|block| first_row(block) < row);
        let before = |problem: &Problem| problem.row.is_some_and(|other| other < row);
        if let Some(block) = after.checked_sub(1).and_then(|block| Some((block, self.block(block)?))) {
            let inside = block.1.partition_point(before);
            if inside < block.1.len() {
                return (block.0 * BLOCK + inside) as u64;
            }
        }
        if after < self.blocks.len() {
            return (after * BLOCK) as u64;
        }
        (self.blocks.len() * BLOCK + self.tail.partition_point(before)) as u64
    }

    fn block(&self, block: usize) -> Option<Arc<Vec<Problem>>> {
        let (at, length) = match self.blocks.get(block)? {
            Block::Held(problems) => return Some(Arc::clone(problems)),
            Block::Written { at, length, .. } => (*at, *length),
        };
        let mut last = self.read_last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((number, problems)) = last.as_ref().filter(|(number, _)| *number == block) {
            debug_assert_eq!(*number, block);
            return Some(Arc::clone(problems));
        }
        let mut bytes = vec![0; length];
        self.file.as_ref()?.read_exact_at(&mut bytes, at).ok()?;
        let problems = Arc::new(self.decode(&bytes));
        *last = Some((block, Arc::clone(&problems)));
        Some(problems)
    }

    fn encode(&mut self, problem: &Problem, out: &mut Vec<u8>) {
        out.push(problem.code as u8);
        out.extend_from_slice(&problem.row.unwrap_or(0).to_le_bytes());
        let place = problem.place.as_ref().map_or(u16::MAX, |place| self.place_id(place));
        out.extend_from_slice(&place.to_le_bytes());
        for text in [Some(&problem.value), Some(&problem.detail), problem.nearest.as_ref(), Some(&problem.advice)] {
            let length = text.map_or(u32::MAX, |text| u32::try_from(text.len()).unwrap_or(0));
            out.extend_from_slice(&length.to_le_bytes());
            out.extend_from_slice(text.map_or(&[][..], |text| &text.as_bytes()[..length as usize]));
        }
    }

    fn place_id(&mut self, place: &Arc<Place>) -> u16 {
        let next = u16::try_from(self.places.len()).unwrap_or(u16::MAX);
        let id = *self.place_ids.entry((place.column, place.field.clone())).or_insert(next);
        if usize::from(id) == self.places.len() {
            self.places.push(Arc::clone(place));
        }
        id
    }

    fn decode(&self, bytes: &[u8]) -> Vec<Problem> {
        let mut rest = bytes;
        let mut problems = Vec::with_capacity(BLOCK);
        while let Some(problem) = self.next(&mut rest) {
            problems.push(problem);
        }
        problems
    }

    fn next(&self, rest: &mut &[u8]) -> Option<Problem> {
        let code = CATALOGUE.get(usize::from(take::<1>(rest)?[0]))?.code;
        let row = u32::from_le_bytes(take(rest)?);
        let place = u16::from_le_bytes(take(rest)?);
        let mut texts = [const { None }; 4];
        for text in &mut texts {
            let length = u32::from_le_bytes(take(rest)?);
            if length != u32::MAX {
                let (bytes, after) = rest.split_at_checked(length as usize)?;
                *rest = after;
                *text = Some(Box::from(std::str::from_utf8(bytes).ok()?));
            }
        }
        let [value, detail, nearest, advice] = texts;
        Some(Problem {
            code,
            row: Some(row),
            place: self.places.get(usize::from(place)).cloned(),
            value: value.unwrap_or_default(),
            detail: detail.unwrap_or_default(),
            nearest,
            advice: advice.unwrap_or_default(),
        })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (bytes, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*bytes)
}
