# The recovery paper: typed, tried, reminded of; the passphrase once more; quick opening; locking.

forgot-step = Step { $at } of 3
forgot-lead = Take your recovery paper. Nothing is lost: with its code you choose a new passphrase, and your record is there again.
forgot-whose = For: { $name }. It must be the paper of { $name }.
forgot-code-title = Type the code from your paper
forgot-pass-title = Choose a new passphrase
forgot-pass-lead = The code is right so far. From now on this new passphrase opens the record.
forgot-done-for = The passphrase and the paper of { $name } are new now.
forgot-no-paper = I have no paper
forgot-no-paper-text = Without the passphrase and without the recovery paper nobody can open the record, not even we. Look where you keep your passport and other papers; perhaps somebody in the family has it. You can try the passphrase as often as you like, also with another keyboard language or capital letters.

codefield-count = { $typed } of { $of } letters and digits
codefield-whole = The code is complete and free of typing mistakes.
codefield-typo = One letter or digit is not as on your paper. Compare group by group; nothing is lost.
codefield-unknown = There is a sign here that is in no recovery code. It has only letters and digits.
codefield-long = This is longer than a recovery code.
codefield-short = The code is not complete yet.
codefield-read = We read:

kit-skip = Do this later
kit-skip-title = Really without a recovery paper?
kit-skip-text = If you forget the passphrase and have no paper, nobody can open the record any more. Nobody can reset it for you. The code is shown only now; later you can make a new one in the settings.
kit-skip-theirs = If { $name } forgets the passphrase and has no paper, they must be added anew. The records and your own access are not touched. { $name } can make a new code later under Settings.
kit-skip-me = If you forget your passphrase and have no paper, you must be added anew. Nobody else is affected. You can make a new code later under Settings.
kit-skip-do = Go on without a paper
kit-opens = Your paper opens the record.

tries-title = Somebody tried to open this vault
tries-text = { $count ->
    [one] One wrong passphrase was typed before you opened it, on { $last }.
   *[other] { $count } wrong passphrases were typed in a row before you opened it, the last one on { $last }.
} If that was you, all is well. If not: nobody got in this way, but choose a passphrase that nobody can guess.
tries-mine = That was me

kit-due-title = You have not tried your recovery paper yet
kit-due-text = If the passphrase is forgotten, only this paper opens the record. Trying it takes a minute.
kit-due-do = Try it now
kit-due-none = I have no paper
kit-try = Try my recovery paper
kit-try-text = Type the code from your paper. Nothing is changed; you only learn whether it would open the record.
kit-try-do = Try

pass-offer-title = We suggest these six words
pass-offer-text = Random words are the safest. Or make up your own below, in any language: several words that do not belong together.
pass-offer-use = Use these six words

pass-backups = Backups that were made until now keep the old passphrase. Write down from which day the new one holds.
pass-known = If somebody may know the old passphrase, this is not enough: choose “Somebody may know my passphrase” instead.

renew-open = Somebody may know my passphrase
renew-title = Change all keys
renew-text = A new passphrase alone does not keep out somebody who also has an older copy of your files or a backup. Here everything changes: your passphrase, your recovery code, and the key of each record of yours.
renew-needs = You need a pen and paper for the new recovery code. With a lot of data it takes some minutes; please do not switch the computer off meanwhile. If it is interrupted all the same, the new passphrase may hold already; if not, the old one does.
renew-do = Change everything
renew-busy = Changing the keys of your records
renew-done = What was known before opens nothing that is saved from now on.
renew-backups = Make a new backup now and delete the old ones: they still open with the old passphrase and the old paper. Without old backups the old paper is of no use any more.
renew-left = { $name }: this record keeps its key, because it is somebody else’s or cannot be opened. If it is somebody else’s, ask them to end your access and let you in again.
renew-failed = { $name }: this record could not get its new key yet, because the disk is full or failing, or the record is in use. Make room, wait for what is running, and change all keys once more.
renew-again = { $who } cannot open the record of { $name } any more. Let them in again under Family, and compare the six words.
renew-unfinished-title = The change of all keys was interrupted
renew-unfinished = Nothing is lost. Please do it once more: until then old keys may still open something, and your recovery paper may open nothing.
renew-unfinished-do = Change all keys

confirm-title = Your passphrase once more
confirm-text = So that nobody who walks past can do this.
confirm-do = Go on

quick-open = Open without the passphrase
quick-title = Quick opening
quick-text = Opens without the passphrase for whoever is logged in to this computer as you. Comfortable, but less safe: only where nobody else uses your login. Your passphrase and your paper keep working.
quick-on = Quick opening is on
quick-off = Quick opening is off
quick-ended = Quick opening is off now; you can switch it on again here.
quick-on-do = Switch quick opening on
quick-off-do = Switch quick opening off
quick-none = This computer has no keychain that Kinfolio can use.

ui-no-copy = Copying is off, so that other programs cannot read the record. Use “Share” to give something to somebody.
