//! Mail, against a real mail server that is not ours (`mail_server.py`, aiosmtpd); skipped with a word where that is
//! not installed.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::room::Room;

/// A mail server that ends with its test.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the mail server, its mails in `mails` of the room; `None` where aiosmtpd is not installed.
fn server(room: &Room, port: u16, options: &[&str]) -> Option<Server> {
    let folder = room.path("mails");
    fs::create_dir_all(&folder).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands/mail_server.py");
    let mut child = Command::new("python3")
        .arg(script)
        .arg(&folder)
        .arg(port.to_string())
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut line = String::new();
    BufReader::new(child.stdout.take()?).read_line(&mut line).ok()?;
    let Ok(port) = line.trim().parse() else {
        println!("skipped: python3 with aiosmtpd is not installed");
        let _ = child.wait();
        return None;
    };
    Some(Server { child, port })
}

/// Returns a port on which nobody listens.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Returns a room whose operator gets mails through this port of this machine.
fn room(port: u16) -> Room {
    let room = Room::new();
    aim(&room, port);
    room
}

fn aim(room: &Room, port: u16) {
    room.run("owners edit anna --email anna@example.com").exits(0);
    room.run("settings set mail.host localhost").exits(0);
    room.run("settings set mail.tls none").exits(0);
    room.run(&format!("settings set mail.port {port}")).exits(0);
}

fn mails(room: &Room) -> Vec<String> {
    let Ok(folder) = fs::read_dir(room.path("mails")) else { return Vec::new() };
    let mut paths: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "eml"));
    paths.sort();
    paths.into_iter().map(|path| String::from_utf8(fs::read(path).unwrap()).unwrap()).collect()
}

fn header<'a>(mail: &'a str, name: &str) -> &'a str {
    let found = mail.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    found.unwrap_or_else(|| panic!("{name} in {mail}")).trim()
}

#[test]
fn an_import_says_where_its_mail_stands_only_where_mail_is_set_up() {
    let room = Room::new();
    room.sheet("1.xlsx", &[&["Email"], &["a@x.it"]]);
    let told = room.run("import @1.xlsx").exits(0);
    assert!(!told.err.to_lowercase().contains("mail:"), "{}", told.err);
    room.run("settings set mail.host localhost").exits(0);
    let told = room.run("import @1.xlsx").exits(0);
    assert!(told.err.contains("No mail: the operator has no email address"), "{}", told.err);
    let told = room.run("import @1.xlsx --no-mail").exits(0);
    assert!(!told.err.contains("No mail"), "{}", told.err);
}

fn waiting(room: &Room) -> Vec<Value> {
    room.json("outbox list")["outbox"].as_array().unwrap().clone()
}

/// Waits until the sender that an import left behind has come to its end, which `done` sees in the outbox.
fn until(room: &Room, done: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    for _ in 0..2_000 {
        let waiting = waiting(room);
        if done(&waiting) {
            return waiting;
        }
    }
    panic!("the mail is neither sent nor noted as not sent: {:?}", waiting(room));
}

fn send(room: &Room) -> u64 {
    room.json("outbox send")["sent"].as_u64().unwrap()
}

/// Asks Python what it sees in a mail: headers, and the attached report as openpyxl opens it.
const LOOK: &str = "
import email, email.policy, io, json, sys
mail = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
found = {'headers': sorted(mail.keys()), 'subject': str(mail['Subject']), 'text': mail.get_body().get_content()}
for part in mail.iter_attachments():
    import openpyxl
    book = openpyxl.load_workbook(io.BytesIO(part.get_content()))
    found['name'] = part.get_filename()
    found['sheets'] = book.sheetnames
    found['rows'] = [[str(cell) for cell in row] for row in book[book.sheetnames[-1]].iter_rows(values_only=True)]
print(json.dumps(found))
";

fn look(room: &Room, number: usize) -> Value {
    let path = room.path(&format!("mails/{number}.eml"));
    let output = Command::new("python3").args(["-c", LOOK]).arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_mail_arrives_with_the_counts_the_contract_message_and_a_report_that_opens() {
    let room = Room::new();
    let Some(server) = server(&room, 0, &[]) else { return };
    aim(&room, server.port);
    room.run("settings set contract.max_leads 1").exits(0);
    room.sheet("leads.xlsx", &[&["Email", "City"], &["a@x.it", "Roma"], &["b@x.it", "Bari"]]);
    room.run("import @leads.xlsx").exits(0);
    until(&room, <[Value]>::is_empty);
    let seen = look(&room, 1);
    assert_eq!(seen["subject"], "Import 1: leads.xlsx: 1 added, 0 updated, 1 over the limit");
    assert!(
        seen["text"].as_str().unwrap().starts_with("Your contract holds 1 leads: 1 was added, 1 was not.\n"),
        "{seen}"
    );
    assert_eq!(seen["name"], "report-1-leads.xlsx");
    let rows = seen["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 3, "a header and two rows: {seen}");
    assert!(rows[1].to_string().contains("a@x.it") && rows[2].to_string().contains("over_limit"), "{seen}");
    assert_eq!(mails(&room).len(), 1);
}

#[test]
fn while_the_server_is_down_the_mail_waits_and_the_next_import_delivers_it_once() {
    let port = free_port();
    let room = room(port);
    room.sheet("one.xlsx", &[&["Email"], &["a@x.it"]]);
    room.sheet("two.xlsx", &[&["Email"], &["b@x.it"]]);
    room.run("import @one.xlsx").exits(0);
    let waits = until(&room, |mails| mails.iter().all(|mail| mail["tries"] != 0));
    assert!(waits[0]["reason"].as_str().unwrap().to_lowercase().contains("nothing answers"), "{waits:?}");
    let Some(_server) = server(&room, port, &[]) else { return };
    room.run("import @two.xlsx").exits(0);
    until(&room, <[Value]>::is_empty);
    let mut subjects: Vec<String> = mails(&room).iter().map(|mail| header(mail, "Subject").to_owned()).collect();
    subjects.sort();
    assert_eq!(subjects, ["Import 1: one.xlsx: 1 added, 0 updated", "Import 2: two.xlsx: 1 added, 0 updated"]);
    assert_eq!(send(&room), 0);
    assert_eq!(mails(&room).len(), 2);
}

#[test]
fn while_the_server_is_down_the_mail_waits_and_outbox_send_delivers_it_once() {
    let port = free_port();
    let room = room(port);
    room.sheet("one.xlsx", &[&["Email"], &["a@x.it"]]);
    room.run("import @one.xlsx").exits(0);
    until(&room, |mails| mails.iter().all(|mail| mail["tries"] != 0));
    let listed = room.run("outbox list").exits(0).out.to_lowercase();
    assert!(listed.contains("waiting") && listed.contains("nothing answers"), "{listed}");
    let Some(_server) = server(&room, port, &[]) else { return };
    assert_eq!(room.json("outbox send --due")["sent"], 0, "its time has not come yet");
    assert_eq!((send(&room), send(&room)), (1, 0));
    assert_eq!(mails(&room).len(), 1);
}

#[test]
fn killed_between_sending_and_noting_it_sends_the_same_mail_again_under_the_same_message_id() {
    let port = free_port();
    let room = room(port);
    room.sheet("one.xlsx", &[&["Email"], &["a@x.it"]]);
    room.run("import @one.xlsx").exits(0);
    until(&room, |mails| mails.iter().all(|mail| mail["tries"] != 0));
    let Some(held) = server(&room, port, &["--hold"]) else { return };
    let mut sender = room.command("outbox send").stdout(Stdio::null()).spawn().unwrap();
    while !room.path("mails/taken").exists() {
        assert!(sender.try_wait().unwrap().is_none(), "it waits for the server's answer");
        std::thread::yield_now();
    }
    sender.kill().unwrap();
    sender.wait().unwrap();
    drop(held);
    assert_eq!(waiting(&room).len(), 1, "what was not noted is not lost");
    let _server = server(&room, port, &[]);
    assert_eq!(send(&room), 1);
    let both = mails(&room);
    assert_eq!(both.len(), 2);
    assert_eq!(header(&both[0], "Message-ID"), header(&both[1], "Message-ID"));
}

#[test]
fn awkward_file_names_do_no_harm_to_headers_and_are_still_names() {
    let room = Room::new();
    let Some(server) = server(&room, 0, &[]) else { return };
    aim(&room, server.port);
    let long = format!("{}.xlsx", "a".repeat(200));
    let names = ["a\r\nBcc: eve@x.it\r\n\r\nbody.xlsx", "“quote\"s';.xlsx", long.as_str(), "🚀 lead\u{202e}s%0a.xlsx"];
    for (at, name) in names.iter().enumerate() {
        let email = format!("lead{at}@x.it");
        let path = room.sheet(name, &[&["Email"], &[&email]]);
        room.run_of(&["import", path.to_str().unwrap()]).exits(0);
        until(&room, <[Value]>::is_empty);
        let seen = look(&room, at + 1);
        let headers: Vec<&str> =
            seen["headers"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        assert_eq!(
            headers,
            ["Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"],
            "{name:?}"
        );
        let attached = seen["name"].as_str().unwrap();
        assert!(attached.split('.').next_back() == Some("xlsx") && attached.chars().count() <= 120, "{attached:?}");
        assert!(!attached.contains(['\r', '\n', '/', '"', '\u{202e}']), "{attached:?}");
        assert!(!seen["subject"].as_str().unwrap().contains(['\r', '\n', '\u{202e}']), "{seen}");
    }
    assert!(mails(&room).iter().all(|mail| header(mail, "To") == "anna@example.com"));
}

#[test]
fn a_mail_that_the_server_refuses_for_good_is_not_tried_again_by_itself() {
    let room = Room::new();
    let Some(server) = server(&room, 0, &["--answer", "550 no such user"]) else { return };
    aim(&room, server.port);
    room.sheet("one.xlsx", &[&["Email"], &["a@x.it"]]);
    room.run("import @one.xlsx").exits(0);
    let stopped = until(&room, |mails| mails[0]["state"] == "stopped");
    assert!(stopped[0]["reason"].as_str().unwrap().contains("no such user"), "{stopped:?}");
    assert_eq!(room.json("outbox send --due")["failed"], serde_json::json!([]));
    room.run("outbox remove 1").exits(0);
    assert!(waiting(&room).is_empty());
}

#[test]
fn a_server_that_hangs_delays_no_import_and_is_said_not_to_answer() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let room = room(silent.local_addr().unwrap().port());
    room.run("settings set mail.timeout 1").exits(0);
    room.sheet("one.xlsx", &[&["Email"], &["a@x.it"]]);
    let began = std::time::Instant::now();
    room.run("import @one.xlsx").exits(0);
    assert!(began.elapsed().as_millis() < 900, "the import does not wait for the mail");
    let waits = until(&room, |mails| mails.iter().all(|mail| mail["tries"] != 0));
    let reason = waits[0]["reason"].as_str().unwrap();
    assert!(reason.starts_with("the mail server localhost:") && reason.ends_with("in time (mail.timeout)"), "{reason}");
}

/// Makes an authority and a certificate of localhost in the room; `None` where openssl is not installed.
fn certificate(room: &Room) -> Option<()> {
    let steps = [
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=ours -days 2",
        "req -newkey rsa:2048 -nodes -keyout key.pem -out asked.pem -subj /CN=localhost",
        "x509 -req -in asked.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out cert.pem",
    ];
    fs::write(room.path("names"), "subjectAltName=DNS:localhost\n").unwrap();
    for step in steps {
        let mut command = Command::new("openssl");
        command.args(step.split(' ')).current_dir(room.path("")).stderr(Stdio::null()).stdout(Stdio::null());
        if !command.status().is_ok_and(|status| status.success()) {
            println!("skipped: openssl is not installed");
            return None;
        }
    }
    Some(())
}

#[test]
fn starttls_and_implicit_tls_with_a_login_take_a_password_from_each_of_its_sources_and_trust_no_stranger() {
    for mode in ["starttls", "implicit"] {
        let room = Room::new();
        if certificate(&room).is_none() {
            return;
        }
        let (cert, key) = (room.path("cert.pem").display().to_string(), room.path("key.pem").display().to_string());
        let options = [&format!("--{mode}"), &cert, &key, "--login", "anna", "secret word"].map(ToString::to_string);
        let Some(server) = server(&room, 0, &options.each_ref().map(String::as_str)) else { return };
        aim(&room, server.port);
        room.run(&format!("settings set mail.tls {mode}")).exits(0);
        room.run("settings set mail.user anna").exits(0);
        let test = |envs: &[(&str, String)]| -> crate::room::Ran {
            let ca = room.path("ca.pem");
            let mut command = room.command("settings test-mail");
            command.env("SSL_CERT_FILE", ca).env_remove("LEADPORT_SMTP_PASSWORD").env_remove("CREDENTIALS_DIRECTORY");
            command.envs(envs.iter().map(|(name, value)| (*name, value.clone()))).output().unwrap().into()
        };
        let refused = test(&[]).exits(5);
        assert!(refused.err.contains("mail.password_file"), "{}", refused.err);
        let wrong = test(&[("LEADPORT_SMTP_PASSWORD", "wrong".into())]).exits(5);
        assert!(wrong.err.contains("refuses the login"), "{}", wrong.err);
        test(&[("LEADPORT_SMTP_PASSWORD", "secret word".into())]).exits(0);
        fs::create_dir(room.path("credentials")).unwrap();
        fs::write(room.path("credentials/smtp-password"), "secret word\n").unwrap();
        test(&[("CREDENTIALS_DIRECTORY", room.path("credentials").display().to_string())]).exits(0);
        fs::write(room.path("password"), "secret word\n").unwrap();
        room.run("settings set mail.password_file @password").exits(0);
        test(&[]).exits(0);
        let stranger = test(&[("SSL_CERT_FILE", "/dev/null".into())]).exits(5);
        assert!(stranger.err.to_lowercase().contains("certificate"), "{}", stranger.err);
        assert_eq!(mails(&room).len(), 3);
        let store = fs::read(room.store()).unwrap();
        assert!(!store.windows(11).any(|bytes| bytes == b"secret word"), "the password is never in the store");
    }
}

#[test]
fn the_sendmail_command_is_another_way() {
    let room = Room::new();
    room.run("owners edit anna --email anna@example.com").exits(0);
    room.run("settings set mail.transport sendmail").exits(0);
    let bin = room.path("bin");
    fs::create_dir(&bin).unwrap();
    let out = room.path("sent");
    fs::write(bin.join("sendmail"), format!("#!/bin/sh\necho \"$@\" > {0}.to; cat > {0}\n", out.display())).unwrap();
    fs::set_permissions(bin.join("sendmail"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    room.command("settings test-mail").env("PATH", &path).status().unwrap();
    assert!(fs::read_to_string(room.path("sent.to")).unwrap().contains("anna@example.com"));
    assert!(fs::read_to_string(&out).unwrap().contains("To: anna@example.com"));
    fs::write(bin.join("sendmail"), "#!/bin/sh\nexit 75\n").unwrap();
    let failed: crate::room::Ran = room.command("settings test-mail").env("PATH", &path).output().unwrap().into();
    assert!(failed.exits(5).err.contains("sendmail"));
}

#[test]
fn no_mail_is_written_where_it_is_off_not_wanted_or_has_nowhere_to_go() {
    let room = Room::new();
    room.sheet("one.xlsx", &[&["Email"], &["a@x.it"]]);
    room.run("import @one.xlsx").exits(0);
    assert!(waiting(&room).is_empty(), "no address, no server");
    aim(&room, free_port());
    room.run("import @one.xlsx --no-mail").exits(0);
    room.run("settings set mail.transport off").exits(0);
    room.run("import @one.xlsx").exits(0);
    assert!(waiting(&room).is_empty());
    let told = room.run("settings test-mail").exits(5);
    assert!(told.err.contains("mail.transport is off"), "{}", told.err);
}
