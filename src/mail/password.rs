//! The password for the mail server: from a file or the environment, never from the store, never shown.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use crate::platform::Settings;
use crate::text::safe;

/// The environment variable that is asked last: the environment is inherited by every child process.
pub const VARIABLE: &str = "LEADPORT_SMTP_PASSWORD";

/// Finds the password: `mail.password_file`, then `smtp-password` among systemd's credentials, then [`VARIABLE`].
///
/// # Errors
/// A sentence that says where a password was looked for.
pub fn find(settings: &Settings) -> Result<SecretString, String> {
    if let Some(path) = settings.get("mail.password_file").filter(|path| !path.is_empty()) {
        return read(Path::new(path));
    }
    if let Some(folder) = env::var_os("CREDENTIALS_DIRECTORY") {
        let path = PathBuf::from(folder).join("smtp-password");
        if path.exists() {
            return read(&path);
        }
    }
    match env::var(VARIABLE) {
        Ok(password) if !password.is_empty() => Ok(password.into()),
        _ => Err(format!(
            "mail.user is set, but there is no password: set mail.password_file, a systemd credential smtp-password, or {VARIABLE}"
        )),
    }
}

fn read(path: &Path) -> Result<SecretString, String> {
    let shown = path.display().to_string();
    let text = fs::read_to_string(path)
        .map_err(|error| format!("the password file {} cannot be read: {error}", safe(&shown)))?;
    let password = text.lines().next().unwrap_or("");
    if password.is_empty() {
        return Err(format!("the password file {} is empty", safe(&shown)));
    }
    Ok(password.to_owned().into())
}
