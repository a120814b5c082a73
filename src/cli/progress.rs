//! The progress of a job: a bar on a terminal, plain lines now and then elsewhere.

use super::language::pick;
use crate::error::Lang;
use crate::jobs::Observer;
use indicatif::{ProgressBar, ProgressStyle};
use std::cell::RefCell;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Between two plain lines there is at least so much time.
const PAUSE: Duration = Duration::from_secs(5);

/// The bar redraws after so many units.
const STEP: u64 = 16;

pub(super) struct Progress {
    lang: Lang,
    terminal: bool,
    quiet: bool,
    state: RefCell<State>,
}

struct State {
    bar: Option<ProgressBar>,
    total: Option<u64>,
    told: Instant,
    pass: &'static str,
}

impl Progress {
    pub(super) fn new(lang: Lang, quiet: bool) -> Self {
        let state = State { bar: None, total: None, told: Instant::now(), pass: "" };
        let terminal = std::io::stderr().is_terminal();
        Progress { lang, terminal, quiet, state: RefCell::new(state) }
    }

    fn bar(&self, pass: &'static str, total: Option<u64>) -> ProgressBar {
        let rest = pick(self.lang, "剩余", "left");
        let pattern = match total {
            Some(_) => format!("{{msg}} [{{bar:30}}] {{pos}}/{{len}}  {{per_sec}}  {rest} {{eta}}"),
            None => "{msg} {spinner} {pos}  {per_sec}".to_string(),
        };
        let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        let style = ProgressStyle::with_template(&pattern).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("█▉ "));
        bar.set_message(pass);
        bar
    }
}

impl Observer for Progress {
    fn begin(&self, zh: &'static str, en: &'static str, total: Option<u64>) {
        if self.quiet {
            return;
        }
        let words = pick(self.lang, zh, en);
        let bar = self.terminal.then(|| self.bar(words, total));
        *self.state.borrow_mut() = State { bar, total, told: Instant::now(), pass: words };
    }

    fn progress(&self, done: u64) {
        let mut state = self.state.borrow_mut();
        if let Some(bar) = &state.bar {
            if done.is_multiple_of(STEP) || Some(done) == state.total {
                bar.set_position(done);
            }
        } else if !self.quiet && state.told.elapsed() >= PAUSE {
            state.told = Instant::now();
            let total = state.total.map(|total| format!("/{total}")).unwrap_or_default();
            writeln!(std::io::stderr().lock(), "{} {done}{total}", state.pass).ok();
        }
    }

    fn end(&self) {
        if let Some(bar) = self.state.borrow_mut().bar.take() {
            bar.finish_and_clear();
        }
    }
}
