//! Many tasks on several threads, their results in the order of the tasks, and stopping in between.
//!
//! Tasks are drawn from an iterator as they are needed and no more than a window of them is ever under way,
//! so memory does not grow with their number.
//!
//! ```
//! use hongtou::jobs::{Cancel, in_order};
//! use std::ops::ControlFlow;
//! let mut squares = Vec::new();
//! in_order(1..=4, 2, &Cancel::new(), |n| n * n, |square| {
//!     squares.push(square);
//!     ControlFlow::Continue(())
//! });
//! assert_eq!(squares, [1, 4, 9, 16]);
//! ```

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// So many tasks are drawn at a time.
const CHUNK: usize = 4;

/// So many chunks for each worker may be under way or wait for an earlier one.
const WINDOW: u64 = 16;

/// A wish to stop, shared by whoever may have it and whoever heeds it.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Nobody wishes to stop yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks to stop: what is under way is finished, nothing new begins.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Who watches the progress of a job: a bar on a terminal, lines in a log. Nobody, for `()`.
pub trait Observer {
    /// A pass begins; its name in Chinese and English, and how many tasks it has, where that is known.
    fn begin(&self, zh: &'static str, en: &'static str, total: Option<u64>);
    /// So many tasks are done.
    fn progress(&self, done: u64);
    /// The pass is over.
    fn end(&self);
}

impl Observer for () {
    fn begin(&self, _: &'static str, _: &'static str, _: Option<u64>) {}
    fn progress(&self, _: u64) {}
    fn end(&self) {}
}

/// How many workers the machine has room for.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// Does `work` for each task on so many threads, and hands the results to `take` in the order of the tasks,
/// on the thread that calls. Stops early when cancelled or when `take` breaks.
pub fn in_order<T, R>(
    tasks: impl Iterator<Item = T> + Send,
    workers: usize,
    cancel: &Cancel,
    work: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R) -> ControlFlow<()>,
) where
    T: Send,
    R: Send,
{
    if workers <= 1 {
        for task in tasks {
            if cancel.is_cancelled() || take(work(task)).is_break() {
                return;
            }
        }
        return;
    }
    let window = WINDOW * workers as u64;
    let queue =
        Queue { state: Mutex::new(State { tasks, drawn: 0, taken: 0, stop: false }), moved: Condvar::new() };
    let (sender, results) = channel();
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let sender = sender.clone();
            scope.spawn(|| queue.serve(window, cancel, &work, sender));
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (number, chunk) in results {
            waiting.insert(number, chunk);
            while let Some(chunk) = waiting.remove(&next) {
                next += 1;
                if chunk.into_iter().any(|result| take(result).is_break()) {
                    queue.stop();
                    return;
                }
                queue.lock().taken = next;
                queue.moved.notify_all();
            }
        }
    });
}

struct State<I> {
    tasks: I,
    drawn: u64,
    taken: u64,
    stop: bool,
}

struct Queue<I> {
    state: Mutex<State<I>>,
    moved: Condvar,
}

impl<I: Iterator> Queue<I> {
    fn lock(&self) -> MutexGuard<'_, State<I>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stop(&self) {
        self.lock().stop = true;
        self.moved.notify_all();
    }

    /// Waits for its turn and draws some tasks; none when there is nothing more to do.
    fn draw(&self, window: u64, cancel: &Cancel) -> Option<(u64, Vec<I::Item>)> {
        let mut state = self.lock();
        while !state.stop && state.drawn >= state.taken + window {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.stop || cancel.is_cancelled() {
            return None;
        }
        let chunk: Vec<I::Item> = state.tasks.by_ref().take(CHUNK).collect();
        state.stop = chunk.len() < CHUNK;
        let number = state.drawn;
        state.drawn += 1;
        (!chunk.is_empty()).then_some((number, chunk))
    }

    fn serve<R>(
        &self,
        window: u64,
        cancel: &Cancel,
        work: &impl Fn(I::Item) -> R,
        results: Sender<(u64, Vec<R>)>,
    ) {
        let _guard = StopOnPanic(self);
        while let Some((number, chunk)) = self.draw(window, cancel) {
            let done = chunk.into_iter().map(work).collect();
            if results.send((number, done)).is_err() {
                return;
            }
        }
    }
}

/// A worker that panics must not leave the others waiting for its results.
struct StopOnPanic<'a, I: Iterator>(&'a Queue<I>);

impl<I: Iterator> Drop for StopOnPanic<'_, I> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}
