# Settings and Family.

settings-title = Settings
settings-saved = Saved.
settings-look = Language and look
settings-lang = Language
settings-size = Text size
settings-size-standard = Standard
settings-size-large = Large
settings-size-large-hint = larger buttons too
settings-fine = Finer: A− and A+ at the top change the size in small steps ({ $percent } % now).
settings-fine-reset = Back to 100 %
settings-theme = Colours
settings-theme-system = As the computer
settings-theme-light = Light
settings-theme-dark = Dark
settings-theme-contrast = High contrast
settings-units = Units for typing
settings-glucose = Glucose
settings-weight = Weight
settings-units-note = What is in the record keeps the unit it came with.
settings-security = Lock and keys
settings-autolock = Lock by itself after
settings-minutes = { $n ->
    [one] { $n } minute without use
   *[other] { $n } minutes without use
  }
settings-passphrase = Change the passphrase
settings-passphrase-current = Passphrase until now
settings-passphrase-do = Change
settings-passphrase-done = The passphrase is changed. It holds from the next time you open Kinfolio.
settings-recovery = Make a new recovery code
settings-recovery-text = The old code then no longer opens Kinfolio; backups made until now still need it. You need your passphrase, a pen and paper.
settings-recovery-do = Make a new code
settings-recovery-done = The new recovery code holds from now on. Keep the old paper until you have made a new backup: older backups open only with it.
settings-recovery-later = There is a new recovery code, but you have no paper of it yet. Make one soon under Settings.
settings-check = Check my data
settings-check-text = Makes sure that what is stored is whole. The quick check reads the history of every record and one part in 32 of its entries, another part each time.
settings-check-do = Check now
settings-check-full = Read everything: every entry, document and original (takes longer)
settings-check-busy = Checking …
settings-check-ok = Everything is whole.
settings-check-ok-part = What was read is whole. To have everything read, tick the box above.
settings-check-bad = { $count ->
    [one] { $count } problem was found.
   *[other] { $count } problems were found.
  }
settings-help = Keys
settings-help-text = Everything can be done without a mouse.
settings-help-do = Show the keys
settings-about = About
settings-about-version = Kinfolio 家康册 { $version }
settings-about-people = People
settings-about-entries = Entries
settings-about-size = Size on this computer
settings-about-keyholders = Who can unlock
settings-compact = Give back unused space
settings-compact-text = When something was taken back or erased, its space stays reserved. Nothing of your record changes.
settings-compact-busy = Writing the records anew
settings-compact-done = Your records take { $after } now; they took { $before }.
settings-compact-none = There was no unused space.
settings-about-note = Your record is stored encrypted on this computer only. Kinfolio gives no medical advice; the original documents decide.
settings-sample = You are looking at the sample family. Passphrase and recovery code are those of your own record, so they are not shown here.

family-title = Family
family-lead = Each person has a record of their own. The colour shows whose record is open.
family-add = Add a person
family-open = Open the record
family-open-now = Open now
family-edit = Change
family-remove = Remove
family-remove-title = Remove { $name }?
family-remove-text = The whole record of { $name } with all its documents is erased from this computer. This cannot be undone.
family-remove-backups = { $n ->
    [one] One backup in { $place } still holds the record, of { $newest }, until you delete it.
   *[other] { $n } backups in { $place } still hold the record until you delete them, the oldest of { $oldest }, the newest of { $newest }.
}
family-remove-backups-none = No backup in { $place } holds the record.
family-remove-backups-away = The place of your backups ({ $place }) is not within reach; what lies there may still hold the record.
family-remove-backups-elsewhere = Copies that you have put elsewhere, and backups of others who could open it, may hold it, too.
family-remove-type = To be sure, type the name: { $name }
family-remove-do = Erase the record of { $name }
family-removed = The record of { $name } is erased.
family-entries = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
  }
family-new = Add a person
family-change = Change { $name }
family-saved = { $name }: saved.
family-added = { $name } is added. The record is open now.
