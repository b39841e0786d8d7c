//! Stores of every format that was ever written still open, with all that is in them.
//!
//! Whoever changes the format keeps the files here and adds one: `LEADPORT_WRITE_FORMAT=2` writes it beside the others.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use leadport::import::store::LeadStore;
use leadport::matching::Matching;

use crate::model::{Model, must_stand_between, step};
use crate::sample::{Home, open};

const STEPS: u32 = 6;

const FORMATS: &[&str] = &["1"];

fn file(format: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/store/format-{format}.redb.gz"))
}

#[test]
fn stores_of_older_formats_open_with_all_that_is_in_them() {
    if let Ok(format) = std::env::var("LEADPORT_WRITE_FORMAT") {
        write(&format);
    }
    for format in FORMATS {
        let home = Home::new();
        fs::create_dir_all(home.path().parent().unwrap()).unwrap();
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(fs::File::open(file(format)).unwrap()).read_to_end(&mut bytes).unwrap();
        fs::write(home.path(), bytes).unwrap();
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o600)).unwrap();
        let store = open(&home.path());
        must_stand_between(&store, STEPS, STEPS);
        assert_eq!(store.matching("weekly").unwrap(), Some(Matching::default()));
        assert_eq!(store.platform().unwrap().owners[0].username, "anna");
        step(&store, &mut Model::after(STEPS)).unwrap();
        must_stand_between(&store, STEPS + 1, STEPS + 1);
    }
}

/// Writes a store of today's format.
fn write(format: &str) {
    let home = Home::new();
    let store = home.store();
    let mut model = Model::after(0);
    for _ in 0..STEPS {
        step(&store, &mut model).unwrap();
    }
    store.save_matching("weekly", &Matching::default()).unwrap();
    store.compact().unwrap();
    let mut packed =
        flate2::write::GzEncoder::new(fs::File::create_new(file(format)).unwrap(), flate2::Compression::best());
    packed.write_all(&fs::read(home.path()).unwrap()).unwrap();
    packed.finish().unwrap();
}
