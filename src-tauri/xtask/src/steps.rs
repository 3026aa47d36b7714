//! Steps of the test run: a title, a time, and one line at the end that counts them.

use std::time::{Duration, Instant};

use crate::project::{Done, Failure};

/// Counts the steps of one run. The first failing step ends the run.
pub(crate) struct Steps {
    start: Instant,
    passed: Vec<(String, Duration)>,
}

impl Steps {
    pub(crate) fn new() -> Self {
        Self {
            start: Instant::now(),
            passed: Vec::new(),
        }
    }

    /// Runs one step.
    ///
    /// # Errors
    /// The failure of the step, after its name and the closing line have been printed.
    pub(crate) fn step(&mut self, title: &str, work: impl FnOnce() -> Done) -> Done {
        println!("\n=== {title}");
        let start = Instant::now();
        let result = work();
        let took = start.elapsed();
        match result {
            Ok(()) => {
                println!("--- ok: {title} ({:.1} s)", took.as_secs_f64());
                self.passed.push((title.to_owned(), took));
                Ok(())
            }
            Err(failure) => {
                println!("--- FAILED: {title} ({:.1} s)", took.as_secs_f64());
                if !failure.text.is_empty() {
                    println!("{}", failure.text);
                }
                self.print_times();
                println!("{} passed, 1 failed", self.passed.len());
                Err(Failure {
                    code: failure.code,
                    text: String::new(),
                })
            }
        }
    }

    /// Prints the times and the closing line of a run without a failure.
    pub(crate) fn finish(self) {
        self.print_times();
        println!("{} passed, 0 failed", self.passed.len());
    }

    fn print_times(&self) {
        println!();
        for (title, took) in &self.passed {
            println!("{:>8.1} s  {title}", took.as_secs_f64());
        }
        println!("{:>8.1} s  in all", self.start.elapsed().as_secs_f64());
    }
}
