//! `kinfolio`: everything the app can do without a picture, for scripts and for people who type.
//!
//! Answers go to standard output (tables, or one JSON document with `--json`), errors to standard
//! error in two lines: what happened with its stable code, and what to do next. Exit codes: 0 done,
//! 1 failed and nothing changed, 2 wrong usage, 3 done in part.

mod args;
mod ask;
mod backup;
mod bring;
mod caregivers;
mod codes;
mod documents;
mod entries;
mod fail;
mod help;
mod medicines;
mod out;
mod people;
mod plan;
mod portal;
mod pressure;
mod referral;
mod reports;
mod sharing;
mod summary;
mod terms;
mod typing;
mod unlock;
mod vault;
mod visit;

use args::{Cli, Word};
use ask::Core;
use clap::FromArgMatches as _;
use fail::Failure;
use kin_i18n::Lang;
use out::Out;
use std::process::ExitCode;

/// Memory is wiped when it is given back: a passphrase leaves no copies behind.
#[global_allocator]
static MEMORY: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

fn main() -> ExitCode {
    // Started by itself to read foreign files: then it is nothing else.
    if let Some(code) = kin_api::reading::reader_process() {
        return code;
    }
    kin_api::harden();
    let words: Vec<std::ffi::OsString> = std::env::args_os().collect();
    let lang = help::language(&words);
    let matches = match help::command(lang).try_get_matches_from(&words) {
        Ok(matches) => matches,
        Err(error) => {
            // Help and version are answers; everything else is wrong usage.
            let code = if error.use_stderr() { 2 } else { 0 };
            error.print().unwrap_or_default();
            return ExitCode::from(code);
        }
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => {
            error.print().unwrap_or_default();
            return ExitCode::from(2);
        }
    };
    let mut out = Out::new(cli.global.json, lang);
    let done = run(&cli, lang, &mut out);
    let said = out.flush();
    match done.and(said) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(lang),
    }
}

fn run(cli: &Cli, lang: Lang, out: &mut Out) -> Result<(), Failure> {
    if cli.global.lang.as_deref() == Some("both") && !matches!(cli.word, Word::Summary(_)) {
        return Err(Failure::usage("cli-lang-both"));
    }
    if let Word::DemoClinic(options) = &cli.word {
        return portal::clinic(options, cli.global.json, lang);
    }
    if let Word::LinkHost(options) = &cli.word {
        return sharing::serve(options, cli.global.json, lang);
    }
    let clinic = match &cli.word {
        Word::Portal(_) => kin_demo_clinic::running(),
        _ => None,
    };
    let core = Core::new(&cli.global, lang, clinic)?;
    match &cli.word {
        Word::Vault(word) => vault::run(&core, word, out),
        Word::Backup(word) => backup::run(&core, word, out),
        Word::Card(args::CardWord::Verify { file }) => codes::verify(&core, file, out),
        Word::Terms(word) => terms::run(&core, word, out),
        Word::Qr(args::QrWord::Read { qr_images }) => codes::qr_read(&core, qr_images, out),
        Word::Link(word @ args::LinkWord::Look { .. }) => codes::link(&core, word, out),
        Word::Summary(args::SummaryOptions {
            word: Some(args::SummaryWord::Show { summary_file }),
            ..
        }) => referral::show_summary(&core, summary_file, out),
        word => {
            unlock::unlock(&core)?;
            match word {
                Word::Person(word) => people::run(&core, word, out),
                Word::Import(options) => bring::import(&core, options, out),
                Word::Source(word) => bring::source(&core, word, out),
                Word::Card(word) => codes::card(&core, word, out),
                Word::Link(word) => codes::link(&core, word, out),
                Word::Portal(word) => portal::run(&core, word, out),
                Word::List(options) => entries::list(&core, options, out),
                Word::Show(options) => entries::show(&core, options, out),
                Word::Timeline(options) => entries::timeline(&core, options, out),
                Word::Search(options) => entries::search(&core, options, out),
                Word::Trend(options) => entries::trend(&core, options, out),
                Word::Review => visit::review(&core, out),
                Word::Hide(one) => entries::change(&core, "entry_hide", one, out),
                Word::Restore(one) => entries::change(&core, "entry_restore", one, out),
                Word::Erase(one) => entries::erase(&core, one, out),
                Word::Questions(word) => plan::questions(&core, word, out),
                Word::Appointment(word) => plan::appointment(&core, word, out),
                Word::Goal(word) => plan::goal(&core, word, out),
                Word::Plan(word) => plan::plan(&core, word, out),
                Word::Reminder(word) => plan::reminder(&core, word, out),
                Word::Visit(word) => visit::run(&core, word, out),
                Word::Summary(options) => summary::make(&core, options, out),
                Word::Referral(word) => referral::run(&core, word, out),
                Word::Share(word) => sharing::share(&core, word, out),
                Word::Caregiver(word) => caregivers::run(&core, word, out),
                Word::Audit(page) => caregivers::audit(&core, page, out),
                Word::Move { id, to } => caregivers::move_entry(&core, id, to, out),
                Word::MoveBack { number } => caregivers::move_back(&core, *number, out),
                other => typing::run(&core, other, out),
            }
        }
    }
}
