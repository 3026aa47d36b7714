//! Help in both languages, out of the catalogue: `cli-help-<words>` for commands and
//! `cli-arg-<name>` for what they take.

use crate::args::Cli;
use clap::{Command, CommandFactory as _};
use kin_api::places;
use kin_i18n::{Catalogue, Lang};
use std::ffi::OsString;

/// The language of help and answers: `--lang`, else the computer's.
pub(crate) fn language(words: &[OsString]) -> Lang {
    let mut words = words.iter().map(|w| w.to_string_lossy());
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--lang=") {
            Some(value) => Some(value.to_owned()),
            None if word == "--lang" => words.next().map(|w| w.into_owned()),
            None => None,
        };
        if let Some(lang) = value.and_then(|v| v.parse().ok()) {
            return lang;
        }
    }
    places::system_lang()
}

/// The whole command line with its help.
pub(crate) fn command(lang: Lang) -> Command {
    localize(Cli::command(), "cli-help", lang).after_help(Catalogue::text(
        lang,
        "cli-help-after",
        &[],
    ))
}

fn localize(command: Command, key: &str, lang: Lang) -> Command {
    let mut command = command;
    if let Some(about) = Catalogue::find(lang, key, &[]) {
        command = command.about(about);
    }
    command = command.mut_args(|arg| {
        let name = arg.get_id().as_str().replace('_', "-");
        match Catalogue::find(lang, &format!("cli-arg-{name}"), &[]) {
            Some(text) => arg.help(text),
            None => arg,
        }
    });
    command.mut_subcommands(|sub| {
        let key = format!("{key}-{}", sub.get_name());
        localize(sub, &key, lang)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(command: &Command, key: &str, missing: &mut Vec<String>) {
        for lang in Lang::ALL {
            if Catalogue::find(*lang, key, &[]).is_none() {
                missing.push(key.to_owned());
            }
            for arg in command.get_arguments() {
                let name = arg.get_id().as_str().replace('_', "-");
                let key = format!("cli-arg-{name}");
                let own = matches!(name.as_str(), "help" | "version");
                if !own && Catalogue::find(*lang, &key, &[]).is_none() {
                    missing.push(key);
                }
            }
        }
        for sub in command.get_subcommands() {
            check(sub, &format!("{key}-{}", sub.get_name()), missing);
        }
    }

    #[test]
    fn every_word_has_its_help_in_both_languages() {
        let mut missing = Vec::new();
        check(&Cli::command(), "cli-help", &mut missing);
        missing.sort();
        missing.dedup();
        assert!(missing.is_empty(), "the catalogue lacks {missing:#?}");
    }

    #[test]
    fn the_words_are_sound() {
        command(Lang::En).debug_assert();
    }

    #[test]
    fn the_language_is_what_was_asked_for() {
        let words = |w: &[&str]| w.iter().map(OsString::from).collect::<Vec<_>>();
        assert_eq!(
            language(&words(&["kinfolio", "--lang", "zh-CN", "list"])),
            Lang::ZhCn
        );
        assert_eq!(
            language(&words(&["kinfolio", "list", "--lang=en"])),
            Lang::En
        );
    }
}
