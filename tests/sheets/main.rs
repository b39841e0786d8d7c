//! Sheets through the real program: the child process that reads XLS, and the second reader.

mod child;
