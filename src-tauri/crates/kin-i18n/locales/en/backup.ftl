# Backups: screens (backup-…, restore-…), errors, command line.

err-backup-damaged = This backup file is damaged, incomplete, or not one of ours.
rec-backup-damaged = Nothing was changed. Choose another backup file; an older one may be whole.
err-backup-place-gone = The folder or stick for your backups is not there.
rec-backup-place-gone = Plug the stick in, or choose another place under Settings, Backup. Your records are safe where they are.
err-backup-place-inside = This folder lies inside the vault itself. A backup there would be lost together with it.
rec-backup-place-inside = Choose a stick, a disk, or a folder outside the vault.
err-folder-not-empty = There is something else in this place already, and it is no vault.
rec-folder-not-empty = Nothing was changed there. Choose a new or empty folder.
err-no-backup-place = No place for backups has been chosen yet.
rec-no-backup-place = Choose a folder or a stick under Settings, Backup.
err-backup-too-large = This stick cannot hold so large a file.
rec-backup-too-large = Use a stick formatted as exFAT or NTFS, or a folder on another disk.
err-backup-older = This backup is older than what is in the vault now.
rec-backup-older = To go back all the same, type the day it was made: { $day }.

backup-title = Backup
backup-lead = A backup is one locked file with every record that you can open. If this computer breaks, they come back from it. Others who open this vault make their own.
backup-where = Where backups go
backup-where-none = No place chosen yet. A stick or a disk outside this computer is best.
backup-choose = Choose a folder or stick
backup-choose-other = Choose another place
backup-gone = This place is not there just now. Plug the stick in, or choose another place.
backup-now = Make a backup now
backup-making = Making the backup, then reading it again to be sure. You can go on working.
backup-auto = Make backups automatically
backup-auto-hint = Every day, or after 20 changes, while Kinfolio is open. The newest three and one for each of twelve months stay; older ones are deleted, also when you make one yourself.
backup-fresh = Your newest verified backup has everything.
backup-changes = { $changes ->
    [one] 1 change since your newest verified backup.
   *[other] { $changes } changes since your newest verified backup.
}
backup-due-never = There is no backup of your records yet.
backup-due-days = { $days ->
    [one] Your newest backup is 1 day old.
   *[other] Your newest backup is { $days } days old.
}
backup-due-changes = { $changes ->
    [one] 1 change is in no backup yet.
   *[other] { $changes } changes are in no backup yet.
}
backup-due-go = Go to Backup
backup-verified = Verified { $at }
backup-unverified = Not verified
backup-done = Backup made and verified: { $people ->
    [one] 1 person
   *[other] { $people } people
}, { $entries } entries.
backup-missing = The backup was made, but { $missing } large documents were already missing in your vault. Run “Check my data”.
backup-list = Backups in this place
backup-list-none = There is no backup in this place yet.
backup-rehearse = Practise bringing it back
backup-rehearse-hint = Kinfolio opens the newest backup aside, checks every entry, and throws the copy away. Your records are not touched. It does this by itself every week.
backup-rehearsing = Practising. You can go on working.
backup-rehearsed-ok = Practised { $at }: everything came back.
backup-rehearsed-bad = Practised { $at }: it did not come back whole. Make a new backup.
backup-rehearsed-never = Not practised yet.
backup-failed = The last automatic backup did not work.
backup-keeps = A backup opens with the passphrase or the recovery paper that you had on the day it was made.
restore-title = Bring records back from a backup
restore-lead = Choose the backup file. Nothing changes until you have seen what is in it.
restore-open = Restore from a backup
restore-choose = Choose the backup file
restore-wrong = This does not open the backup.
restore-wrong-text = It takes the passphrase or the recovery code that you had on the day the backup was made. Check capital letters and the keyboard’s language, or choose the other way below.
restore-with = Open it with
restore-with-passphrase = My passphrase
restore-with-code = The recovery code on paper
restore-passphrase-hint = The passphrase of the day the backup was made.
restore-read = Read the backup
restore-reading = Reading all of it and checking every page.
restore-found = Backup of { $made }
restore-person = Person
restore-in-backup = In the backup
restore-now = In the vault now
restore-entries = { $entries ->
    [one] 1 entry
   *[other] { $entries } entries
}
restore-newest = newest: { $day }
restore-not-there = not there
restore-older = The vault here has newer records than this backup, or is another vault. To go back all the same, type the day the backup was made.
restore-day = Day of the backup, as { $day }
restore-aside = The present vault is put aside, not deleted. It stays beside the new one for 30 days.
restore-without = Not in this backup: { $names }. They will not be able to open the vault that comes back, nor will it hold records that only they can open. You can add them again; the vault that is put aside keeps theirs.
restore-not-compared = The vault here could not be read to compare it.
restore-former = Since this backup was made, all keys were changed. If you bring it back, the passphrase and the recovery paper of its day open your records again, also for whoever knows them. Choose “Somebody may know my passphrase” in Settings once more afterwards.
restore-go = Bring it back
restore-cancel = Leave everything as it is
restore-finished = Your records are back. Now type the passphrase that you had on the day of that backup.

cli-help-backup = Backups: one locked file from which everything comes back
cli-help-backup-make = Make a backup and read it again. JSON: name, made, bytes, verified, missing, people, entries
cli-help-backup-verify = Read all of a backup file and check it. JSON: as make
cli-help-backup-restore = Bring the vault back from a backup file. JSON: vault, made, replaced, people[name, entries, newestText, nowEntries, nowNewestText]
cli-help-backup-status = Where backups go and how fresh they are. JSON: place, there, automatic, due, days, changes, backups[id, name, made, bytes, verifiedText], rehearsedText, rehearsedOk, failed
cli-help-backup-set = Choose where backups go. JSON: as status
cli-help-backup-rehearse = Practise: bring the newest backup back into a corner and check all of it. JSON: as make
cli-arg-folder = The folder or stick
cli-arg-automatic = Make backups by themselves while the app is open
cli-arg-day = The day a backup was made, when it is older than the vault
cli-backup-made = { $name }: made, read again and verified. People: { $people }, entries: { $entries }.
cli-backup-verified = { $name } of { $made } is whole. People: { $people }, entries: { $entries }.
cli-backup-rehearsed = { $name } of { $made } came back whole. People: { $people }, entries: { $entries }.
cli-backup-missing = Not called verified: { $missing } large documents are missing in the vault itself. Run kinfolio vault check.
cli-backup-place = Backups go to { $place }
cli-backup-no-place = No place for backups has been chosen yet: kinfolio backup set --folder DIR
cli-head-made = Made
cli-head-bytes = Bytes
cli-head-verified = Verified
cli-restore-person = { $name }: backup { $entries } entries, newest { $newest }; vault now { $now } entries, newest { $nownewest }
cli-restore-older = The vault here is newer than this backup, or another one. Made on: { $day }
cli-restore-replace = Put the present vault aside (it stays for 30 days) and bring this backup back? [yes/no]
cli-restored = Brought back: { $place }. Unlock it with the passphrase of the backup.
