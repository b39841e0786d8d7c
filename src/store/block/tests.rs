//! Rows come back as they were written, and foreign bytes are no rows.

use super::*;

fn values(pairs: &[(u16, &str)]) -> Values {
    let mut values = Values::default();
    for (field, text) in pairs {
        values.set(FieldId(*field), text);
    }
    values
}

fn lead(id: u64, values: Values) -> Lead {
    Lead { id, created: -5, updated: 1_764_000_000, change: Change { import: 3, row: 17 }, values }
}

fn row(number: u32, outcome: Outcome) -> Row<'static> {
    Row {
        number,
        outcome,
        lead: None,
        email: "",
        previous: None,
        before: Before::Nothing,
        restores: None,
        problems: &[],
    }
}

fn written(rows: &[Row<'_>]) -> Vec<u8> {
    let mut builder = Builder::default();
    for row in rows {
        builder.push(row);
    }
    let mut out = Vec::new();
    builder.finish(&mut out);
    out
}

fn mixed() -> Vec<u8> {
    let before = lead(9, values(&[(2, "anna@example.com"), (16, "Anna"), (20, "Roma")]));
    let after = values(&[(2, "anna@example.com"), (17, "Rossi"), (20, "Milano")]);
    let place = Arc::new(Place { letter: "C".into(), header: "Zip".into(), ..Place::default() });
    let problem = Problem::new(Code::EmailInvalid).at(6, &place).value("anna@").nearest(Some("anna@x.com"));
    let problems = [problem.clone(), Problem { nearest: None, row: None, place: None, ..problem }];
    written(&[
        Row { lead: Some(1_000_000), email: "new@example.com", ..row(2, Outcome::Added) },
        Row {
            lead: Some(9),
            email: "anna@example.com",
            previous: Some(before.change),
            before: Before::Changed(&before, &after),
            ..row(3, Outcome::Updated)
        },
        Row {
            lead: Some(9),
            previous: Some(before.change),
            before: Before::Deleted(&before),
            restores: Some(Change { import: 1, row: 5 }),
            ..row(5, Outcome::Deleted)
        },
        Row { problems: &problems, email: "anna@", ..row(6, Outcome::Skipped) },
        row(4_000_000_000, Outcome::NotFound),
    ])
}

#[test]
fn rows_come_back_as_they_were_written() {
    let rows = read(2, &mixed()).unwrap();
    assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 3, 5, 6, 4_000_000_000]);
    assert_eq!((rows[0].lead, rows[0].email.as_str(), rows[0].previous), (Some(1_000_000), "new@example.com", None));
    let change = |field, old: Option<&str>, new: Option<&str>| FieldChange {
        field: FieldId(field),
        old: old.map(str::to_owned),
        new: new.map(str::to_owned),
    };
    assert_eq!(
        rows[1].changes,
        [change(16, Some("Anna"), None), change(17, None, Some("Rossi")), change(20, Some("Roma"), Some("Milano"))]
    );
    let now = lead(9, values(&[(2, "anna@example.com"), (17, "Rossi"), (20, "Milano")]));
    let before = lead(9, values(&[(2, "anna@example.com"), (16, "Anna"), (20, "Roma")]));
    assert_eq!(rows[1].taken_back(&now), Some(before.clone()));
    assert_eq!(rows[2].before, Some(before));
    assert_eq!(rows[2].restores, Some(Change { import: 1, row: 5 }));
    assert_eq!(rows[3].problems[0].place.as_ref().unwrap().letter, "C");
    assert_eq!(rows[3].problems[0].nearest.as_deref(), Some("anna@x.com"));
    assert_eq!(rows[3].problems[1].row, None);
}

#[test]
fn rows_that_were_read_can_be_written_again() {
    let first = mixed();
    let rows = read(2, &first).unwrap();
    assert_eq!(written(&rows.iter().map(again).collect::<Vec<_>>()), first);
}

#[test]
fn a_lead_with_hundreds_of_changed_fields_keeps_them_all() {
    let before = lead(1, Values::default());
    let mut after = Values::default();
    (16..400).for_each(|field| after.set(FieldId(field), "x"));
    let bytes = written(&[Row {
        lead: Some(1),
        previous: Some(before.change),
        before: Before::Changed(&before, &after),
        ..row(2, Outcome::Updated)
    }]);
    assert_eq!(read(2, &bytes).unwrap()[0].changes.len(), 384);
}

#[test]
fn bytes_that_are_no_block_are_refused_whatever_they_are() {
    let block = mixed();
    for length in 0..block.len() {
        assert!(read(2, &block[..length]).is_none(), "{length} bytes of it");
    }
    let mut random = 7_u64;
    for _ in 0..20_000 {
        let mut other = block.clone();
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let at = usize::try_from(random >> 33).unwrap() % other.len();
        other[at] = random.to_le_bytes()[2];
        // No panic and no endless allocation; the seal on the record is what tells such a change.
        let _ = read(2, &other);
    }
}
