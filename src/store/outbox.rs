//! The outbox: mails that are not sent yet, written in the transaction of the import that they tell about.
//!
//! What a mail is and when it is tried again is decided in `mail`; here it is kept under a number that counts up.

use redb::ReadableTable;

use super::Store;
use super::lock::sender_lock;
use super::record::{Kind, broken, unseal};
use super::schema::OUTBOX;
use super::transaction::write_letter;
use super::trouble::Trouble;
use crate::import::store::StoreError;
use crate::mail::{Mail, Outbox};

impl Outbox for Store {
    fn only_sender(&self) -> Result<Option<Box<dyn Send>>, StoreError> {
        self.place.attempt(|| Ok(sender_lock(&self.place)?.map(|lock| Box::new(lock) as Box<dyn Send>)))
    }

    fn mails(&self) -> Result<Vec<Mail>, StoreError> {
        self.read(|snapshot| {
            let table = snapshot.txn.open_table(OUTBOX)?;
            let mut out = Vec::new();
            for found in table.iter()? {
                let (number, record) = found?;
                let key = number.value().to_le_bytes();
                let content = unseal(Kind::Letter, &key, record.value())?;
                let mail: Mail = serde_json::from_slice(content).map_err(|_| broken(Kind::Letter, &key))?;
                out.push(Mail { number: number.value(), ..mail });
            }
            Ok(out)
        })
    }

    fn update(&self, mail: &Mail) -> Result<(), StoreError> {
        self.write("noting what became of a mail", |txn, _| {
            if txn.open_table(OUTBOX)?.get(mail.number)?.is_none() {
                return Ok(());
            }
            let content = serde_json::to_value(mail)
                .map_err(|error| Trouble::damaged(format!("a mail cannot be written ({error})")))?;
            write_letter(txn, mail.number, &content)
        })
    }

    fn remove(&self, number: u64) -> Result<bool, StoreError> {
        self.write("removing a mail", |txn, _| Ok(txn.open_table(OUTBOX)?.remove(number)?.is_some()))
    }
}
