//! What an email address alone gives away: a role instead of a person, a mail domain spelled wrong.

/// Local parts that belong to a role, not to a person (RFC 2142 and what companies use beside it), folded.
const ROLES: &[&str] = &[
    "abuse",
    "accounting",
    "accounts",
    "admin",
    "administration",
    "administrator",
    "amministrazione",
    "billing",
    "booking",
    "bookings",
    "buchhaltung",
    "careers",
    "commerciale",
    "contact",
    "contacto",
    "contatti",
    "customercare",
    "customerservice",
    "enquiries",
    "enquiry",
    "finance",
    "hello",
    "help",
    "helpdesk",
    "hostmaster",
    "hr",
    "info",
    "information",
    "inquiries",
    "invoice",
    "invoices",
    "it",
    "jobs",
    "kontakt",
    "legal",
    "mail",
    "mailbox",
    "marketing",
    "media",
    "news",
    "newsletter",
    "noreply",
    "office",
    "ordini",
    "order",
    "orders",
    "personal",
    "postmaster",
    "prenotazioni",
    "press",
    "presse",
    "privacy",
    "reception",
    "reservations",
    "root",
    "sales",
    "security",
    "segreteria",
    "service",
    "spam",
    "support",
    "team",
    "ufficio",
    "vendite",
    "verkauf",
    "vertrieb",
    "webmaster",
];

/// Mail domains that many people have; what is nearly one of them is probably meant to be it.
const KNOWN: &[&str] = &[
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "hotmail.it",
    "hotmail.fr",
    "hotmail.de",
    "hotmail.co.uk",
    "outlook.com",
    "outlook.it",
    "outlook.de",
    "outlook.fr",
    "live.com",
    "live.it",
    "msn.com",
    "yahoo.com",
    "yahoo.it",
    "yahoo.fr",
    "yahoo.de",
    "yahoo.es",
    "yahoo.co.uk",
    "icloud.com",
    "me.com",
    "mac.com",
    "aol.com",
    "libero.it",
    "virgilio.it",
    "alice.it",
    "tiscali.it",
    "fastwebnet.it",
    "tin.it",
    "gmx.de",
    "gmx.net",
    "gmx.at",
    "web.de",
    "t-online.de",
    "freenet.de",
    "orange.fr",
    "wanadoo.fr",
    "laposte.net",
    "free.fr",
    "sfr.fr",
    "protonmail.com",
    "proton.me",
    "mail.ru",
    "yandex.ru",
    "qq.com",
    "163.com",
    "bluewin.ch",
    "btinternet.com",
    "sky.com",
    "comcast.net",
    "mail.com",
    "email.com",
    "ymail.com",
    "rocketmail.com",
    "inbox.com",
    "fastmail.com",
    "hushmail.com",
    "gmx.com",
    "verizon.net",
    "att.net",
];

/// Tells whether an address belongs to a role (`info@…`) rather than to a person.
#[must_use]
pub fn is_role(email: &str) -> bool {
    let Some((local, _)) = email.rsplit_once('@') else { return false };
    let local = local.split('+').next().unwrap_or(local).to_ascii_lowercase();
    ROLES.contains(&local.replace(['.', '_', '-'], "").as_str())
}

/// Returns the well-known domain that an address' domain is probably meant to be; `None` where it is one or is like none.
#[must_use]
pub fn meant_domain(domain: &str) -> Option<&'static str> {
    let domain = domain.to_ascii_lowercase();
    if KNOWN.contains(&domain.as_str()) || domain.len() < 6 {
        return None;
    }
    KNOWN
        .iter()
        .copied()
        .filter(|known| is_slip(&domain, known))
        .min_by_key(|known| strsim::damerau_levenshtein(&domain, known))
}

/// Tells whether one domain is the other with one key missed, doubled, swapped or wrong, in its name or its ending.
///
/// Short names are left alone: `me.com` and `mc.com` are both real.
fn is_slip(domain: &str, known: &str) -> bool {
    let (Some((name, ending)), Some((known_name, known_ending))) = (domain.split_once('.'), known.split_once('.'))
    else {
        return false;
    };
    // Two edits at most change the length by two: nearly all are told apart by that alone.
    if known_name.len() < 5 || name.chars().count().abs_diff(known_name.len()) > 2 {
        return false;
    }
    let names = strsim::damerau_levenshtein(name, known_name);
    if names > 2 {
        return false;
    }
    let endings = strsim::damerau_levenshtein(ending, known_ending);
    match (names, endings) {
        (1, 0) => true,
        (2, 0) => known_name.len() >= 7,
        // Another ending that exists is another domain; one that no country has is a slip.
        (0, 1 | 2) | (1, 1) => !is_ending(ending),
        _ => false,
    }
}

/// Tells whether an ending is one in use: any two letters, or a common generic one.
fn is_ending(ending: &str) -> bool {
    let last = ending.rsplit('.').next().unwrap_or(ending);
    let unused = ["cm", "cn.com", "om", "co", "ne", "tt", "ti"];
    (last.len() == 2 && !unused.contains(&last))
        || matches!(last, "com" | "net" | "org" | "info" | "biz" | "edu" | "gov" | "eu")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_told_from_people() {
        for role in ["info@example.com", "Sales@example.com", "no.reply@example.com", "support+it@example.com"] {
            assert!(is_role(role), "{role}");
        }
        for person in ["anna.rossi@example.com", "informatica@example.com", "robin@example.com"] {
            assert!(!is_role(person), "{person}");
        }
    }

    #[test]
    fn slips_of_known_domains_are_told_from_other_domains() {
        for (slip, meant) in [
            ("gmial.com", "gmail.com"),
            ("gmail.con", "gmail.com"),
            ("hotmial.it", "hotmail.it"),
            ("yaho.com", "yahoo.com"),
            ("outlok.com", "outlook.com"),
            ("libbero.it", "libero.it"),
            ("gmail.cm", "gmail.com"),
        ] {
            assert_eq!(meant_domain(slip), Some(meant), "{slip}");
        }
        for other in [
            "gmail.com",
            "example.com",
            "mail.com",
            "email.com",
            "yahoo.ca",
            "gmx.ch",
            "outlook.at",
            "mega.com",
            "fire.fr",
        ] {
            assert_eq!(meant_domain(other), None, "{other}");
        }
    }
}
