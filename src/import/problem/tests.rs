//! Problems put their words together, and take personal ones out.

use super::*;

#[test]
fn the_catalogue_stands_in_the_order_of_the_codes() {
    for (index, kind) in CATALOGUE.iter().enumerate() {
        assert_eq!(kind.code as usize, index, "{}", kind.id);
        assert_eq!(Code::from_id(kind.id), Some(kind.code));
    }
}

#[test]
fn every_kind_says_what_is_wrong_and_what_to_do_in_sentences() {
    for kind in CATALOGUE {
        let problem = Problem::new(kind.code).value("x").detail("d").advice("a");
        assert!(!problem.description().is_empty() && !problem.suggestion().is_empty(), "{}", kind.id);
        for text in [problem.description(), problem.suggestion()] {
            assert!(!text.contains(['{', '}', '|']), "{}: {text}", kind.id);
        }
        assert!(!kind.name.ends_with('.'), "{}: a name is no sentence", kind.id);
    }
}

#[test]
fn an_erased_problem_says_in_whole_sentences_that_it_was_erased() {
    let mut problem = Problem::new(Code::EmailDuplicate).value("anna@example.com").detail("12");
    problem.erase();
    assert_eq!(problem.description(), "The values of this row were erased.");
    assert!(problem.value.is_empty() && problem.suggestion().ends_with('.'));
}

#[test]
fn a_suggestion_names_the_nearest_value_where_there_is_one() {
    let problem = Problem::new(Code::SelectUnknown).value("Itlay").nearest(Some("Italy"));
    assert!(problem.suggestion().starts_with("Probably Italy is meant: correct the cell"));
    let problem = Problem::new(Code::SelectUnknown).value("??");
    assert!(problem.suggestion().starts_with("Correct the cell"));
}

#[test]
fn a_blank_id_of_a_row_that_deletes_is_told_as_blank_and_not_to_be_left_so() {
    let problem = Problem::new(Code::IdInvalid).detail(", and a row that deletes a lead must say which");
    assert_eq!(problem.description(), "The cell is blank, and a row that deletes a lead must say which.");
    assert_eq!(problem.suggestion(), "Take the ID from an export of the leads.");
    let problem = Problem::new(Code::IdInvalid).value("x").detail(": IDs are whole numbers from 1");
    assert_eq!(problem.description(), "“x” is not an ID: IDs are whole numbers from 1.");
    assert!(problem.suggestion().ends_with("or leave the cell blank to add a lead."));
}

#[test]
fn words_name_the_value_the_place_and_the_date_that_a_number_would_be() {
    let place = Arc::new(Place { letter: "C".into(), field_name: "City".into(), ..Place::default() });
    let words = |code| Problem::new(code).at(2, &place).value("v").detail("d").nearest(Some("2026-01-31"));
    for code in [Code::EmailBlank, Code::OwnerBlank, Code::CellError] {
        assert!(words(code).description().contains("column C"), "{code:?}");
    }
    assert_eq!(words(Code::TextTooLong).description(), "“v” is too long for City: d.");
    assert!(words(Code::DateIsNumber).suggestion().starts_with("As a date it would be 2026-01-31: format"));
}

#[test]
fn words_in_braces_in_a_value_are_left_alone() {
    let problem = Problem::new(Code::SelectUnknown).value("{detail}").detail("no");
    assert!(problem.description().contains("“{detail}”"));
}
