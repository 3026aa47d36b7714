# What went wrong (err-<code>) and what to do next (rec-<code>): one pair for each error code of kin-api.
# Written for somebody of seventy: what happened, that nothing is lost, and one thing to do.

err-locked = Your records are locked.
rec-locked = Unlock them with your passphrase, then try again.
err-no-vault = There is no vault here yet.
rec-no-vault = Make one first: choose “Begin” on the first page.
err-vault-unfinished = Making the vault here was interrupted before it was finished. Nothing had been stored in it yet.
rec-vault-unfinished = Make it again: choose “Begin” on the first page. What was left is cleared away.
err-vault-exists = There is already a vault here.
rec-vault-exists = Unlock it, or choose another folder for the new one.
err-vault-in-use = Another window or program has this vault open.
rec-vault-in-use = Close the other one, then try again.
err-vault-damaged = A part of the vault cannot be read.
rec-vault-damaged = { $part ->
    [identity] Only the small file behind your passphrase is damaged. Your recovery paper opens the vault: choose “I forgot my passphrase”. Or restore a backup. Do not delete anything.
   *[other] Do not delete anything. Put a copy of the vault’s folder aside, then restore your newest backup. Your other records are not touched.
}
err-vault-file-damaged = A small file that is needed to open your records is lost or damaged, or an older copy was put in its place. Your records themselves were not touched.
rec-vault-file-damaged = Choose “Mend the vault” and type your passphrase. Kinfolio writes the small file anew; nothing else is changed.
err-newer-format = This vault was written by a newer version of Kinfolio.
rec-newer-format = Install the newest version and open it again; nothing was changed.
err-record-older = This record is older than what was last saved: { $missing } saved changes are missing.
rec-record-older = Restore a backup, or accept what is here: open the record and choose so.
err-busy = Something else is being saved just now.
rec-busy = Wait until it is done, then try again.
err-read-only = This vault is open for reading only.
rec-read-only = Install the newest version of Kinfolio to change it.
err-no-vault-there = There is no Kinfolio vault in this folder.
rec-no-vault-there = Choose the folder of the vault itself, or the one right above it. If it is a backup (a file ending in .tar), use “Restore from a backup”.
err-vault-away = The folder of your vault is not there just now.
rec-vault-away = Plug the stick or disk in and look again.
err-wrong-passphrase = This passphrase does not open the vault.
rec-wrong-passphrase = Check capital letters and the keyboard’s language, then try again. If you have forgotten it, use the recovery code on your paper.
err-wrong-recovery-code = This recovery code does not open the vault.
rec-wrong-recovery-code = Use the newest sheet: an older code opens only older backups.
err-recovery-code-typo = There is a typing mistake in the recovery code.
rec-recovery-code-typo = Compare it with your sheet, group by group.
err-confirm-passphrase = Please type your passphrase once more.
rec-confirm-passphrase = For this step Kinfolio wants to be sure that it is you. It then holds for two minutes.
err-no-quick-unlock = This computer’s keychain did not open the record.
rec-no-quick-unlock = Type your passphrase; it always works. You can switch quick opening on again in the settings.
err-wait = That was wrong several times in a row.
rec-wait = Wait { $seconds } seconds, then try again. Nothing is lost.
err-passphrase-too-short = The passphrase is too short.
rec-passphrase-too-short = Use at least 8 characters; four or more words are easy to remember.
err-passphrase-too-long = The passphrase is too long.
rec-passphrase-too-long = Use at most 256 characters.
err-passphrase-too-common = This passphrase would soon be guessed: it is a common one, or little more than a name.
rec-passphrase-too-common = Take several words that do not belong together, or let Kinfolio suggest some.
err-passphrase-same = This is the passphrase that you have now, which somebody may know.
rec-passphrase-same = Choose another one.
err-unknown-keyholder = Nobody of that name can unlock this vault.
rec-unknown-keyholder = Choose a name from the unlock page.
err-unknown-person = There is no such person in this vault.
rec-unknown-person = Look at the list of people and use a name or id from there.
err-person-needed = It is not clear whose record is meant.
rec-person-needed = Name the person (--person NAME on the command line), or add the person first (--new-person when bringing files in).
err-name-differs = The name you typed is not this person’s name.
rec-name-differs = Type the name exactly as it is shown, or leave everything as it is.
err-form-invalid = Something in the form cannot be right.
rec-form-invalid = Correct what is marked, then save again.
err-needs-confirmation = A value is unusual.
rec-needs-confirmation = Look at it again. If it is right, confirm it (--yes on the command line).
err-unknown-entry = There is no such entry in this record.
rec-unknown-entry = Look at the list and use an id from there; an entry must be hidden before it can be erased.
err-not-editable = This entry came from elsewhere, so it is not changed here.
rec-not-editable = Hide it if it is wrong, and add what is right as an entry of your own.
err-unknown-version = This entry has no such version.
rec-unknown-version = Choose one of the versions that are listed.
err-unknown-attachment = This entry has no such file.
rec-unknown-attachment = Choose one of the files that are listed.
err-attachment-elsewhere = The file itself is not in the record, only a link to it.
rec-attachment-elsewhere = Ask the hospital or practice for the file and add it as a document.
err-unknown-trend = There are no values of this kind.
rec-unknown-trend = Choose one from the list of results.
err-wrong-person = These files are about somebody else ({ $differs }). Nothing was stored.
rec-wrong-person = Choose the right person, or add a new one. If it is the same person after all, say so and bring the files in again.
err-several-people = One file is about more than one person. Nothing of it was stored.
rec-several-people = Ask for one file for each person.
err-not-a-record = There is nothing in it that Kinfolio can read as a health record.
rec-not-a-record = Choose a file in the FHIR format (.json), as hospital websites give it. Other files can be added as documents.
err-no-subject = The files do not say whose they are.
rec-no-subject = Add the person first, then bring the files in for that person.
err-unknown-import = There is no such source in this record.
rec-unknown-import = Look at the list of sources and use a number from there.
err-cannot-undo = This source can no longer be taken back.
rec-cannot-undo = Hide single entries instead.
err-cancelled = It was stopped; nothing was changed.
rec-cancelled = Start it again when you like.
err-unknown-job = This piece of work is not known any more.
rec-unknown-job = Start it again.
err-file-missing = The file is not there.
rec-file-missing = Check its name and place, and whether the stick is plugged in.
err-reading-stopped = Reading a file was stopped: it needs far too much memory or time. Such a file may be made to do harm. Nothing was stored.
rec-reading-stopped = Do not open it with other programs either. Ask where it came from, or leave this file out and bring in the others.
err-paper-unreadable = This file is no paper that can be read: it is neither a PDF, a picture nor a text, it is damaged, or it is locked with a password.
rec-paper-unreadable = Open it with another program, save it as a PDF without a password or take a photograph of it, and add that.
err-file-unreadable = The file cannot be read.
rec-file-unreadable = Close other programs that use it and check that you may open it, then try again.
err-file-too-large = This is too large: at most { $limit }.
rec-file-too-large = Ask for it in smaller parts.
err-unknown-file = The file you chose is not known any more.
rec-unknown-file = Choose it again.
err-unknown-output = What was made is not there any more.
rec-unknown-output = Make it again.
err-cannot-write = Nothing can be saved in this place.
rec-cannot-write = Choose another folder, or check that you may write there.
err-disk-full = The disk is full. Your records are as they were.
rec-disk-full = Make room on the disk, then try again.
err-disk-unconfirmed = The disk did not confirm that this is saved, so it counts as not saved. To be safe, nothing more is saved for now. You can still read everything.
rec-disk-unconfirmed = Lock Kinfolio and unlock it again, look whether your last entry is there, and make a backup on another disk. If this comes again, the disk may be failing.
err-nothing-selected = Nothing is chosen.
rec-nothing-selected = Choose at least one thing, then try again.
err-referral-needs-right = You may look at this record. A referral becomes part of it, so only somebody who may change the record can make one.
rec-referral-needs-right = You can hand over the same summary as pages to print or as an IPS file. For a referral ask the owner of the record; they can change what you may do under Family.
err-summary-invalid = The summary could not be made ({ $rule }).
rec-summary-invalid = Check the person’s name, then try again. Please tell us if it stays like this.
err-unknown-command = Kinfolio does not know this command.
rec-unknown-command = Install the newest version.
err-bad-request = The request is not complete.
rec-bad-request = Check what you typed. Please tell us if it stays like this.
err-internal = Something went wrong inside Kinfolio. What was saved before is still there.
rec-internal = Try once more. If Kinfolio asks for your passphrase, type it first. If it stays like this, close Kinfolio, open it again, and tell us.

# What is wrong with one field: problem-<code>
problem-empty = this is still missing
problem-too-long = this is too long
problem-not-a-number = this is not a number
problem-out-of-range = no living person has such a value
problem-unusual-value = this is unusual; is it right?
problem-bad-date = this is not a date (for example 2026-11-25)
problem-in-the-future = this is still to come
problem-before-start = this is before the beginning
problem-before-since = this is before the beginning
problem-above-systolic = the lower value is above the upper one
problem-other-unit = this looks like a value in the other unit
problem-unknown-unit = this unit does not fit
problem-not-a-choice = choose one of those given

# What a check of the vault finds: check-<code>
check-page-changed = A part of the record was changed from outside ({ $count }).
check-structure = The order inside the record is damaged ({ $count }).
check-history-broken = The sealed history of changes does not fit together ({ $count }).
check-older-than-saved = The record is older than what was last saved ({ $count }).
check-state-differs = Entries differ from their sealed history ({ $count }).
check-original-damaged = Originals cannot be read ({ $count }).
check-file-missing = Files are missing ({ $count }).
check-file-changed = Files were changed from outside ({ $count }).
check-keyring-damaged = A key file is damaged, and an older copy of it is in use ({ $count }). Make a backup now, before you lock. If a record does not open then, a backup brings it back.
check-spare-keyring-damaged = The spare copy of a key file is damaged; the key file itself is whole, and the next change writes a new spare ({ $count }).
check-public-changed = The name and colour of your tile on the unlock page were changed outside Kinfolio, or damaged. Choose “Mend”: they come back as you last saved them ({ $count }).
check-other-public-changed = The name and colour of somebody else on the unlock page were changed outside Kinfolio. Your records are not touched. When that person opens Kinfolio and chooses “Mend”, it is right again.
check-public-older = The file with your name and colour on the unlock page was put back from an older copy. Choose “Mend”: they come back as you last saved them ({ $count }).
check-quick-unlock-damaged = The file for quick opening is damaged or missing. Your passphrase works; switch quick opening off and on again under Settings.
check-vault-file-damaged = A small file that is needed to open your records is lost, was changed, or is an older copy; your records themselves are not touched. Choose “Mend”: it is written anew ({ $count }).
check-identity-damaged = A file with which somebody unlocks is damaged ({ $count }). Make a backup now, before you lock. If your passphrase no longer opens, your recovery paper does; if the paper does not, make a new one under Settings.
check-record-unreadable = A record cannot be opened ({ $count }).

# Remarks of an import: finding-<code>
finding-any = Remark { $code }
# Remarks of a summary's document for other computer systems
finding-ips-text-only = { $count ->
    [one] One entry goes into the data file for the doctor’s computer in words only, without a code: { $names }.
   *[other] { $count } entries go into the data file for the doctor’s computer in words only, without a code: { $names }.
  }
finding-ips-made-from-row = { $count ->
    [one] The original of one entry does not fit the rules of the data file for the doctor’s computer; it is written anew from what is shown here: { $names }.
   *[other] The originals of { $count } entries do not fit the rules of the data file for the doctor’s computer; they are written anew from what is shown here: { $names }.
  }
finding-ips-withdrawn-left-out = { $count ->
    [one] One entry was withdrawn by its source and is not in the data file for the doctor’s computer: { $names }.
   *[other] { $count } entries were withdrawn by their source and are not in the data file for the doctor’s computer: { $names }.
  }
finding-ips-reference-left-out = { $count ->
    [one] One pointer to something that is not in the summary (such as a visit) is left out of the data file for the doctor’s computer.
   *[other] { $count } pointers to things that are not in the summary (such as visits) are left out of the data file for the doctor’s computer.
  }
finding-ips-part-left-out = Small parts that break the rules of the data file for the doctor’s computer are left out of it for: { $names }. Nothing is lost in your record.
finding-ips-part-left-out-unnamed = Small parts that break the rules of the data file for the doctor’s computer are left out of it. Nothing is lost in your record.
finding-no-resources = There is nothing in this file to bring in.
finding-several-people = This file is about more than one person.
finding-more-findings = { $detail } more remarks.
finding-operation-outcome = The hospital’s server left a message in the file.
finding-modifier-extension = { $detail } of the entries carry an addition by their sender that may change what they mean. It stands first in each of them.
finding-names-left-out = So many names are in the file that some references are shown without one.
finding-version-older = The file comes from a hospital system with an older format ({ $detail }). It is read like any other.
finding-version-newer = The file comes from a hospital system with a newer format ({ $detail }). It is read like any other.
finding-read-failed = The file could not be read to its end.
finding-file-missing = The file is not there.
finding-reading-stopped = Reading this file was stopped: it needs far too much memory or time. It may be made to do harm.
finding-file-unreadable = The file cannot be read.
finding-file-too-large = The file is too large.
finding-format-fhir-xml = A FHIR record written as XML. Kinfolio cannot read this form yet, and nothing of it was taken. A patient summary can be looked at all the same (Sources: Look at a summary without bringing it in). Ask for JSON or a PDF, and keep the file.
finding-format-ccda = A clinical document (CDA) in a form that Kinfolio does not read. Please keep the file.
finding-over-limit = A part of this file is larger than any real one: more than { $detail }. Nothing of it was taken.
finding-document-to-read = A clinical document. All its words are kept to be read and searched, under Documents. Its medicines, results and diagnoses do not come into the lists of the record: type in what should stand there.
finding-format-xml = An XML file that is no FHIR record.
finding-format-html = A web page, not a record.
finding-format-hl7v2 = HL7 version 2 messages; Kinfolio cannot read them yet.
finding-format-pdf = A PDF; add it as a document.
finding-format-zip = A ZIP archive; unpack it first.
finding-format-gzip = A file that is packed more than once; unpack it first.
finding-format-shc = A SMART Health Card; Kinfolio cannot read it yet.
finding-format-shl = A health link. It is opened apart, because a server is asked: Sources, “Read a code or a link” (or: kinfolio link open).
finding-format-dicom = A DICOM picture; Kinfolio cannot read it yet.
finding-format-image = A picture; add it as a document.
finding-format-age = An encrypted file.
finding-format-encoding = A text in an old character encoding.
finding-format-empty = The file is empty.
finding-format-other-json = JSON, but no FHIR record.
finding-format-unknown = Not a health record that Kinfolio can read.
finding-limit-total-bytes = The file is too large ({ $detail }).
finding-limit-object-bytes = One part of the file is too large ({ $detail }).
finding-limit-depth = The file is nested too deeply ({ $detail }).
finding-limit-bundle-depth = Too many bundles inside one another ({ $detail }).
finding-not-json = The file is damaged: it is not valid JSON.
finding-truncated = The file ends too early: a part of it is missing.
finding-not-utf-8 = The file is damaged: it is not valid text.
finding-duplicate-key = One name stands twice, so it is not clear which value counts.
finding-no-resource-type = It does not say what it is.
finding-entry-without-resource = An entry without content.
finding-entry-deleted = The hospital’s file says that this was deleted there. What the file still holds of it is marked as deleted. What you already have of it stays; hide it if it is wrong.
finding-entry-other-person = It is about somebody else than the rest of the file, so it was left out.
finding-more-to-come = This is one page of several: the hospital has more. Bring in the other pages too.
finding-entry-answer-only = A server’s answer without a record.
finding-not-an-object = Something else stands where a record should be.

# Hints for a passphrase
strength-hint-short = At least 8 characters.
strength-hint-common = This would soon be guessed: it is a common one, or little more than a name.
strength-hint-longer = Add another word or two.

# Measurements with more than one code: series-<key>
series-blood-pressure = Blood pressure
series-glucose = Glucose
series-weight = Weight
series-height = Height
series-heart-rate = Heart rate
series-temperature = Body temperature
series-oxygen = Oxygen saturation
