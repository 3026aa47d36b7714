//! Steps of the test run: a title, a time, and one line at the end that counts them.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::project::{Done, Failure, shown};

/// A step that runs beside others: its output goes to a file and is printed when they are done.
pub(crate) struct Beside {
    /// What it is called.
    pub(crate) title: &'static str,
    /// What is run.
    pub(crate) command: Command,
    /// Where its output waits.
    pub(crate) log: PathBuf,
    /// How often it may be tried: a window can be late on a busy machine.
    pub(crate) tries: u8,
}

impl Beside {
    /// Runs it to its end; every try writes on in the same file.
    fn run(&mut self) -> (Done, Duration) {
        let start = Instant::now();
        let mut result = Ok(());
        for attempt in 0..self.tries.max(1) {
            result = self.once(attempt);
            if result.is_ok() {
                break;
            }
        }
        (result, start.elapsed())
    }

    fn once(&mut self, attempt: u8) -> Done {
        let name = shown(&self.command);
        let cannot = |cause| Failure::failed(&format!("cannot start {name}: {cause}"));
        let mut log = std::fs::OpenOptions::new()
            .create(true)
            .write(true)
            .append(attempt > 0)
            .truncate(attempt == 0)
            .open(&self.log)
            .map_err(cannot)?;
        if attempt > 0 {
            let words = "\nNOT PASSED AT THE FIRST TRY. Once more, because a window can be late on a busy machine:\n";
            std::io::Write::write_all(&mut log, words.as_bytes()).map_err(cannot)?;
        }
        let errors = log.try_clone().map_err(cannot)?;
        let status = self
            .command
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors)
            .status()
            .map_err(cannot)?;
        if status.success() {
            Ok(())
        } else {
            Err(Failure::failed(&format!("{name}: {status}")))
        }
    }
}

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
        self.ended(title, result, start.elapsed())
    }

    /// Runs some steps one after another beside others that are run here: tests of a window mostly wait,
    /// and leave a core free. What ran beside is printed after the others, each with its whole output; a
    /// failure here waits for them too, because what they say is wanted then.
    ///
    /// # Errors
    /// The first failure of the steps here, else the first of those beside.
    pub(crate) fn together(
        &mut self,
        mut beside: Vec<Beside>,
        here: impl FnOnce(&mut Self) -> Done,
    ) -> Done {
        for step in &beside {
            println!(
                "\n(begun beside what follows, and printed after it: {})",
                step.title
            );
        }
        let (result, ran) = std::thread::scope(|scope| {
            let running = scope.spawn(|| beside.iter_mut().map(Beside::run).collect::<Vec<_>>());
            (here(self), running.join())
        });
        let ran = ran.map_err(|_| Failure::failed("a step beside the others broke off"))?;
        let mut first = result;
        for (step, (done, took)) in beside.iter().zip(ran) {
            println!(
                "\n=== {} (ran beside)\n$ {}",
                step.title,
                shown(&step.command)
            );
            let text = std::fs::read(&step.log).unwrap_or_default();
            println!("{}", String::from_utf8_lossy(&text));
            let done = self.ended(step.title, done, took);
            first = first.and(done);
        }
        first
    }

    /// Says how a step ended and counts it.
    fn ended(&mut self, title: &str, result: Done, took: Duration) -> Done {
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

#[cfg(test)]
mod tests {
    use super::{Beside, Steps};
    use crate::project::{Done, Failure};
    use std::process::Command;

    fn beside(dir: &std::path::Path, script: &str, tries: u8) -> Beside {
        let mut command = Command::new("sh");
        command.args(["-c", script]).current_dir(dir);
        Beside {
            title: "beside",
            command,
            log: dir.join("beside.log"),
            tries,
        }
    }

    /// The result, how many steps passed, and what the one beside wrote.
    fn run(name: &str, script: &str, tries: u8, here: Done) -> (Done, usize, String) {
        let dir = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let mut steps = Steps::new();
        let result = steps.together(vec![beside(&dir, script, tries)], |steps| {
            steps.step("here", || here)
        });
        let log = std::fs::read_to_string(dir.join("beside.log")).unwrap();
        std::fs::remove_dir_all(&dir).unwrap();
        (result, steps.passed.len(), log)
    }

    #[test]
    fn both_are_counted_and_either_fails_the_run() {
        let no = || Err(Failure::failed("no"));
        let (result, passed, log) = run("both", "echo done", 1, Ok(()));
        assert!(result.is_ok() && passed == 2 && log == "done\n", "{log}");
        let (result, passed, log) = run("both", "echo bad; exit 3", 1, Ok(()));
        assert!(result.is_err() && passed == 1 && log == "bad\n", "{log}");
        // What fails here waits for what runs beside.
        let (result, passed, log) = run("both", "sleep 0.2; echo late", 1, no());
        assert!(result.is_err() && passed == 1 && log == "late\n", "{log}");
        let (result, passed, _) = run("both", "exit 1", 1, no());
        assert!(result.is_err() && passed == 0);
    }

    #[test]
    fn the_second_try_is_told() {
        let once = "if [ -e tried ]; then echo good; else touch tried; echo bad; exit 1; fi";
        let (result, passed, log) = run("twice", once, 2, Ok(()));
        assert!(result.is_ok() && passed == 2);
        assert!(log.starts_with("bad\n") && log.ends_with("good\n"), "{log}");
        assert!(log.contains("NOT PASSED AT THE FIRST TRY"), "{log}");
    }
}
