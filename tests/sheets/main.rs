//! Sheets through the real program and the library: the child that reads XLS, hostile files, other readers, and the corpus.

mod child;
mod hostile;
mod oracle;
mod order;
mod reading;
mod replay;
