//! The program `hongtou`.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    hongtou::cli::run(std::env::args_os())
}
