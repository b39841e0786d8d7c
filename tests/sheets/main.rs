//! Sheets through the real program and the library: the child process that reads XLS, the second reader, and hostile files.

mod child;
mod hostile;
mod reading;
