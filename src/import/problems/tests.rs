//! The log of problems: order, causes, jumps, the spool.

use super::*;

fn place(column: u16) -> Arc<Place> {
    Arc::new(Place { column: Some(column), letter: "C".into(), field: format!("f{column}"), ..Place::default() })
}

/// Problems of many rows in two columns, some without a row, more than are held in memory.
fn many(rows: u32) -> (ProblemLog, Vec<Problem>) {
    let (email, date) = (place(1), place(2));
    let mut log = ProblemLog::default();
    let mut all = Vec::new();
    for row in 2..rows + 2 {
        all.push(Problem::new(Code::EmailInvalid).at(row, &email).value(format!("x{row}@")).detail(": no"));
        if row % 3 == 0 {
            let problem = Problem::new(Code::DateIsNumber).at(row, &date).value("44927");
            all.push(problem.nearest(Some("2023-01-01")).advice("a"));
        }
    }
    for problem in &all {
        log.push(problem.clone());
    }
    let general = [Problem::new(Code::DateAmbiguous).of_column(&date), Problem::new(Code::SheetsLeftOut)];
    for problem in general.clone() {
        log.push(problem);
    }
    log.finish();
    let [ambiguous, left_out] = general;
    all.splice(0..0, [left_out, ambiguous]);
    (log, all)
}

#[test]
fn problems_without_a_row_come_first_and_the_rest_in_row_order() {
    let (log, all) = many(10_000);
    assert_eq!(log.len(), all.len() as u64);
    assert_eq!(log.iter().collect::<Vec<_>>(), all);
}

#[test]
fn any_problem_is_found_by_its_place_in_its_cause() {
    let (log, all) = many(10_000);
    for (cause, kind) in log.causes().iter().enumerate() {
        let of_it: Vec<_> = all.iter().filter(|problem| problem.code == kind.code).collect();
        assert_eq!(kind.count, of_it.len() as u64);
        for index in [0, kind.count / 2, kind.count - 1] {
            let found = log.of_cause(cause, index).expect("the cause has so many");
            assert_eq!(&found, of_it[usize::try_from(index).expect("small")]);
        }
        assert_eq!(log.of_cause(cause, kind.count), None);
    }
}

#[test]
fn causes_stand_by_weight_errors_before_warnings() {
    let (log, _) = many(600);
    let causes: Vec<_> = log.causes().iter().map(|cause| (cause.code, cause.count)).collect();
    assert_eq!(
        causes,
        [(Code::EmailInvalid, 600), (Code::DateIsNumber, 200), (Code::SheetsLeftOut, 1), (Code::DateAmbiguous, 1),]
    );
    assert_eq!((log.count(Severity::Error), log.count(Severity::Warning)), (800, 2));
}

#[test]
fn a_jump_to_a_row_finds_its_first_problem_or_the_next() {
    let (log, all) = many(10_000);
    for row in [0, 2, 3, 4, 257, 5_000, 9_999, 10_001] {
        let expected = all.iter().position(|problem| problem.row.is_some_and(|other| other >= row));
        assert_eq!(log.first_from_row(row), expected.expect("there is one") as u64, "row {row}");
    }
    assert_eq!(log.first_from_row(10_002), log.len());
}
