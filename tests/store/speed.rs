//! How long the store takes for big imports: prints figures, asserts only that the work was done.
//!
//! Run it alone, optimised: `LEADPORT_LONG=1 cargo test --release --test store speed -- --nocapture`.

use std::time::Instant;

use leadport::import::outcome::Outcome;
use leadport::import::store::{Action, LeadStore, Planned};
use leadport::platform::{FieldId, Lead, Values};

use crate::sample::{Home, entry, planned, who};

const BATCH: usize = 4_096;

/// The processor time of this thread in seconds.
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn peak() -> String {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    text.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().replace('\t', " ")
}

/// Sums up wall and processor time of a part of the work.
#[derive(Default)]
struct Clock {
    wall: f64,
    cpu: f64,
}

impl Clock {
    fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (wall, before) = (Instant::now(), cpu());
        let result = work();
        self.cpu += cpu() - before;
        self.wall += wall.elapsed().as_secs_f64();
        result
    }

    fn tell(&self, what: &str) {
        eprintln!("{what:<46} {:6.2} s wall {:6.2} s CPU   {}", self.wall, self.cpu, peak());
    }
}

fn mixed(n: u64) -> u64 {
    let n = (n ^ (n >> 31)).wrapping_mul(0x7fb5_d329_728e_a185);
    (n ^ (n >> 27)).wrapping_mul(0x81da_def4_bc2d_d44d)
}

fn email(n: u64) -> String {
    format!("person.{:x}@example{}.com", mixed(n) >> 24, n % 97)
}

fn twenty_values(n: u64, version: u64) -> Values {
    let mut values = Values::with_capacity(640);
    values.append(FieldId::EMAIL, &email(n));
    values.append(FieldId::OWNER, "anna");
    for field in 16..34_u16 {
        let text = format!("value {:016x} {version}", mixed(n + u64::from(field) * 7));
        values.append(FieldId(field), &text);
    }
    values
}

fn batches(count: u64) -> impl Iterator<Item = std::ops::Range<u64>> {
    (0..count).step_by(BATCH).map(move |from| from..(from + BATCH as u64).min(count))
}

fn row(n: u64) -> u32 {
    u32::try_from(n + 2).unwrap()
}

fn read(clock: &mut Clock, view: &dyn leadport::import::store::View, numbers: &[u64]) -> Vec<Option<Lead>> {
    let emails: Vec<String> = numbers.iter().map(|n| email(*n)).collect();
    let keys: Vec<&str> = emails.iter().map(String::as_str).collect();
    clock.time(|| view.by_email(&keys).unwrap())
}

#[test]
fn big_imports_are_timed() {
    if std::env::var_os("LEADPORT_LONG").is_none() {
        return;
    }
    let count: u64 = std::env::var("LEADPORT_ROWS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let home = Home::new();
    let store = home.store();

    let mut clock = Clock::default();
    let mut transaction = clock.time(|| store.begin(&who()).unwrap());
    let view = transaction.view().unwrap();
    let mut misses = Clock::default();
    for batch in batches(count) {
        let numbers: Vec<u64> = batch.clone().collect();
        assert!(read(&mut misses, view.as_ref(), &numbers).iter().all(Option::is_none));
        let rows: Vec<Planned> = batch
            .map(|n| planned(row(n), Outcome::Added, Action::Add { id: n + 1, values: twenty_values(n, 0) }))
            .collect();
        clock.time(|| transaction.apply(rows).unwrap());
    }
    drop(view);
    clock.tell("adding, without the commit");
    clock.time(|| transaction.commit(entry()).unwrap());
    clock.tell("adding");
    misses.tell("  looking up before, all unknown");
    eprintln!("the file has {} MB", std::fs::metadata(home.path()).unwrap().len() / 1_000_000);

    let (mut clock, mut lookups) = (Clock::default(), Clock::default());
    let mut transaction = clock.time(|| store.begin(&who()).unwrap());
    let view = transaction.view().unwrap();
    for batch in batches(count) {
        let numbers: Vec<u64> = batch.clone().collect();
        let found = read(&mut lookups, view.as_ref(), &numbers);
        let rows: Vec<Planned> = batch
            .zip(found)
            .map(|(n, lead)| Planned {
                lead: lead.map(|lead| lead.id),
                email: email(n).into(),
                ..planned(row(n), Outcome::Unchanged, Action::Nothing)
            })
            .collect();
        clock.time(|| transaction.apply(rows).unwrap());
    }
    drop(view);
    clock.time(|| transaction.commit(entry()).unwrap());
    clock.tell("all unchanged: writing");
    lookups.tell("all unchanged: looking up by email, in order");

    let (mut clock, mut lookups) = (Clock::default(), Clock::default());
    let mut transaction = clock.time(|| store.begin(&who()).unwrap());
    let view = transaction.view().unwrap();
    let changed = count / 10;
    let mut updates = 0;
    for batch in batches(changed) {
        // Every tenth lead, shuffled over the whole store.
        let numbers: Vec<u64> = batch.clone().map(|n| (n * 7_919) % changed * 10).collect();
        let found = read(&mut lookups, view.as_ref(), &numbers);
        let rows: Vec<Planned> = batch
            .zip(found)
            .zip(&numbers)
            .map(|((n, lead), number)| {
                updates += 1;
                let action = Action::Update { before: lead.unwrap(), after: twenty_values(*number, 1) };
                planned(row(n), Outcome::Updated, action)
            })
            .collect();
        clock.time(|| transaction.apply(rows).unwrap());
    }
    drop(view);
    clock.time(|| transaction.commit(entry()).unwrap());
    clock.tell(&format!("{updates} updated at random: writing"));
    lookups.tell("looking up at random");

    let mut clock = Clock::default();
    let view = store.view().unwrap();
    let keys: Vec<String> = (0..20_000).map(|n| email(mixed(n) % count)).collect();
    clock.time(|| keys.iter().for_each(|key| assert!(view.by_email(&[key]).unwrap()[0].is_some())));
    clock.tell("20,000 single lookups");
    drop(view);
    let mut clock = Clock::default();
    let mut seen = 0_u64;
    clock.time(|| {
        store
            .leads(&mut |_| {
                seen += 1;
                true
            })
            .unwrap();
    });
    clock.tell("walking all leads");
    assert_eq!(seen, count);
    let mut clock = Clock::default();
    clock.time(|| {
        store
            .rows(1, &mut |_| {
                seen += 1;
                true
            })
            .unwrap();
    });
    clock.tell("walking all rows of the first import");
    let mut clock = Clock::default();
    clock.time(|| home.store().view().unwrap().count());
    clock.tell("opening and asking how many");
}
