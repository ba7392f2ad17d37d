//! Room for deep sources.

/// Works on a stack of its own, which costs nothing until it is used. A parser of Rust goes as deep as the source does, and
/// rustc takes sources that are deeper than the stack that a program begins with.
///
/// ```
/// assert_eq!(zmig_build::with_room(&|| 1 + 1), 2);
/// ```
pub fn with_room<T: Send>(work: &(dyn Fn() -> T + Sync)) -> T {
    const STACK: usize = 256 << 20;
    std::thread::scope(|scope| {
        match std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work) {
            Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => work(),
        }
    })
}
