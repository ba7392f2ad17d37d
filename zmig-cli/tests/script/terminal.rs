//! A terminal that somebody types at, and that may go away.

use super::stage::Stage;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::OwnedFd;
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

/// What a test waits for at most: a machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) struct Terminal {
    /// The end where the person is.
    ours: File,
    child: Child,
    /// What is on it that no test has looked at yet.
    shown: String,
}

impl Terminal {
    /// Starts the tool on a terminal of its own, as the leader of its session, which hears of Ctrl-C and of the end of
    /// the terminal.
    pub(super) fn start(stage: &Stage, words: &[&str]) -> Self {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let ours = openpt(flags).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        tcsetwinsize(&ours, Winsize { ws_row: 40, ws_col: 160, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        let theirs: OwnedFd = ioctl_tiocgptpeer(&ours, flags).unwrap();
        let mut command = stage.command("setsid");
        command.args(["--ctty", env!("CARGO_BIN_EXE_cargo-zmig")]).args(words).env("TERM", "xterm-256color");
        command.stdin(theirs.try_clone().unwrap()).stdout(theirs.try_clone().unwrap()).stderr(theirs);
        let child = command.spawn().expect("setsid runs");
        Self { ours: File::from(ours), child, shown: String::new() }
    }

    /// Waits until a text is there, and takes everything up to its end.
    pub(super) fn until(&mut self, text: &str) -> String {
        let begun = Instant::now();
        while !self.shown.contains(text) {
            assert!(begun.elapsed() < PATIENCE, "`{text}` never came:\n{}", self.shown);
            assert!(self.read(), "it ended without `{text}`:\n{}", self.shown);
        }
        let end = self.shown.find(text).unwrap_or_default() + text.len();
        self.shown.drain(..end).collect()
    }

    pub(super) fn types(&mut self, text: &str) {
        self.ours.write_all(text.as_bytes()).unwrap();
    }

    /// The rest of what is shown, and how the tool ended.
    pub(super) fn end(mut self) -> (String, ExitStatus) {
        let begun = Instant::now();
        while self.read() {
            assert!(begun.elapsed() < PATIENCE, "it does not end:\n{}", self.shown);
        }
        let status = wait(&mut self.child);
        (self.shown, status)
    }

    /// The terminal is closed. How the tool ended.
    pub(super) fn goes_away(self) -> ExitStatus {
        let Self { ours, mut child, .. } = self;
        drop(ours);
        wait(&mut child)
    }

    /// Takes what comes within a moment. False at the end.
    fn read(&mut self) -> bool {
        let moment = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
        let mut ready = [PollFd::new(&self.ours, PollFlags::IN)];
        if poll(&mut ready, Some(&moment)).unwrap() == 0 {
            return true;
        }
        let mut bytes = [0; 4096];
        match self.ours.read(&mut bytes) {
            Ok(n) if n > 0 => {
                self.shown += &String::from_utf8_lossy(&bytes[..n]).replace('\r', "");
                true
            }
            // A terminal whose other end is closed is an error on Linux.
            _ => false,
        }
    }
}

fn wait(child: &mut Child) -> ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("it hangs");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}
