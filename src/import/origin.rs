//! Where an import comes from: this machine, and the address that the operator came from.
//!
//! Stands in the history and in the mails, so that several servers and operators can be told apart. Who the operator
//! is, is not asked here: that is the caller's to say.

/// Returns the name of this machine.
#[must_use]
pub fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// Returns the address that the operator's SSH connection came from, as sshd says it; empty without one.
#[must_use]
pub fn came_from() -> String {
    address(&std::env::var("SSH_CONNECTION").unwrap_or_default()).to_owned()
}

/// Finds the address in what sshd says: address and port of the client, then those of the server (sshd(8)).
fn address(connection: &str) -> &str {
    connection.split_whitespace().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_the_first_word_of_what_sshd_says() {
        assert_eq!(address("192.0.2.7 50022 192.0.2.1 22"), "192.0.2.7");
        assert_eq!(address(""), "");
    }
}
