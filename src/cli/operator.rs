//! Who runs leadport: the login name; behind sudo, the name of who called sudo.

use std::fs;

/// Returns the login name of the person at the keyboard.
///
/// Behind sudo it is `SUDO_USER`, for there the login name is that of a shared account. Else it is the name that the
/// system has for the user, or, where it has none (containers), what the environment says.
#[must_use]
pub fn login_name() -> String {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    set("SUDO_USER")
        .or_else(|| {
            let users = fs::read_to_string("/etc/passwd").ok()?;
            name_of(rustix::process::getuid().as_raw(), &users)
        })
        .or_else(|| set("LOGNAME"))
        .or_else(|| set("USER"))
        .unwrap_or_else(|| format!("uid-{}", rustix::process::getuid().as_raw()))
}

/// Finds a user's name in the text of `/etc/passwd`.
fn name_of(uid: u32, users: &str) -> Option<String> {
    users.lines().find_map(|line| {
        let mut parts = line.split(':');
        let (name, number) = (parts.next()?, parts.nth(1)?);
        (number.parse() == Ok(uid)).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_number() {
        let users = "root:x:0:0:root:/root:/bin/sh\nanna:x:1000:1000::/home/anna:/bin/sh\nbroken\n";
        assert_eq!(name_of(1000, users).as_deref(), Some("anna"));
        assert_eq!(name_of(7, users), None);
    }
}
