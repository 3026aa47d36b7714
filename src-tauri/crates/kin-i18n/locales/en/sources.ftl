# Words of Sources: bringing records in, and what has come in.

sources-title = Sources
sources-lead = Bring in records for { $name }, and see where everything came from.
sources-drop-here = Let go here: the files for { $name } are looked at first, and only then brought in.
sources-files = Choose files
sources-folder = Choose a folder
sources-have = What would you like to bring in?
sources-have-file = A file from a hospital, an app or a meter
sources-which = What “Download my record” gave you, an export of Apple Health or Google, a table of a meter (CSV, Excel). You can also drag it onto this window.
sources-have-code = A QR code or a health link
sources-have-paper = A paper, a PDF or a photograph
sources-have-device = A blood pressure or glucose meter with Bluetooth
sources-have-summary = A summary of somebody else, only to look at
sources-safe = Nothing is stored before you have seen what is in it, and nothing leaves this computer.
sources-looking = Looking at the files
sources-looking-text = Nothing is stored yet.
sources-running = Bringing in
sources-running-text = If you cancel, everything stays as it was before.
sources-so-far = { $n } records so far
sources-stopped = Stopped
sources-stopped-text = Nothing was brought in. Everything is as it was before.
sources-again = Bring in something else

# Whom the files are about
sources-no-name = somebody without a name
sources-who-born = { $name }, born { $born }
sources-same = This is about { $who }
sources-same-text = It fits the record of { $name }.
sources-other = This is about somebody else: { $who }
sources-other-text = You have opened the record of { $name }. Different: { $differs }.
sources-unsure = This seems to be about { $who }
sources-unsure-text = It is not certain that this is { $name }. Please choose.
sources-silent = The files do not say whom they are about
sources-silent-text = Please make sure that you choose the right person.
sources-differs-name = name
sources-differs-born = date of birth
sources-differs-sex = sex
sources-choose = Whose record is it?
sources-choose-person = The record of { $name }
sources-choose-new = A new record for { $name }
sources-choose-other = It is { $name } after all
sources-sure-text = Other people’s results in a record can do harm. Only go on when name or date are written wrongly in the file.
sources-sure = I have checked it: the file is about { $name }
sources-new-person = The new person
sources-several = These files are about several people
sources-several-text = Choose the files of one person, bring them in, then go on with the next person.
sources-no-record = There is nothing in here that Kinfolio can read as a health record
sources-no-record-text = Below is the reason for each file. A letter or a photograph can be added as a document instead.
sources-nothing-new = Everything in here is in the record already
sources-nothing-new-text = Nothing was added and nothing is doubled.

# What is in them
sources-what = What is in the files
sources-name = What shall this source be called?
sources-name-hint = It stands beside every entry that comes from it, for example the name of the hospital.
sources-files-chosen = The files
sources-report = What was done
sources-kind-fhir-bundle = a record file (FHIR Bundle)
sources-kind-fhir-resource = a single record (FHIR)
sources-kind-fhir-ndjson = a record file, line by line (FHIR NDJSON)
sources-kind-fhir-array = a list of records (FHIR)
sources-kind-fhir-parameters = the answer of a hospital’s computer (FHIR)
sources-kind-fhir-zip = packed records (zip)
sources-kind-smart-health-card = a health card
sources-kind-clinical-document = a clinical document (CDA)
sources-kind-unknown = not a record file
sources-holds = Holds { $n } records. Of these:
sources-held = Held { $n } records. Of these:
sources-would-add = new
sources-would-update = with changes
sources-added = added
sources-updated = updated
sources-already = already there
sources-kept = kept as they came, not understood
sources-refused = refused
sources-severity-info = Note:
sources-severity-warning = Please note:
sources-severity-error = Important:
sources-bring = Bring in
sources-bring-for = Bring in for { $name }
sources-not-now = Not now
sources-done = Brought into the record of { $name }
sources-done-text = Added: { $added }. Updated: { $updated }. Already there: { $already }.
sources-show = See what came in
sources-show-person = Open the record of { $name }

# What has come in
sources-list = What has come in
sources-none = Nothing has been brought in yet
sources-none-text = Each file you bring in is listed here, with the day, and can be taken back as a whole.
sources-none-reader = When somebody brings something in, it is listed here with the day.
sources-brought-by = brought in by { $by }, { $date }
sources-typed-by = typed by { $by }, since { $date }
sources-see = See what came in
sources-rename = Rename …
sources-rename-title = What shall this source be called?
sources-rename-name = Name of the source
sources-rename-action = Save the name
sources-renamed = It is called “{ $label }” now.
sources-undo = Take back …
sources-undo-title = Take back everything that came with this?
sources-undo-text = All entries that only this source gave leave the record. What another source says too, stays. You can bring the file in again later.
sources-undo-taken = { $n ->
    [one] One result was taken over from this paper. It leaves the record with it.
   *[other] { $n } results were taken over from this paper. They leave the record with it.
}
sources-undo-action = Take back
sources-undone = taken back
sources-undone-done = “{ $label }” is taken back.
sources-kept-text = { $n ->
    [one] One record is of a type that Kinfolio does not understand yet. It is kept exactly as it came.
   *[other] { $n } records are of types that Kinfolio does not understand yet. They are kept exactly as they came.
  }

# All sources at once
everywhere-do = Look for news everywhere
everywhere-text = Asks all { $n } places this record comes from, one after the other.
everywhere-asking = { $label } is being asked ({ $n } of { $all })
everywhere-done = Everybody was asked
everywhere-stopped = Stopped. What had come by then stays.
everywhere-came = { $label }: { $added } new, { $updated } changed
everywhere-nothing = { $label }: nothing new
everywhere-missing = { $text }. Some of it did not come, see below
everywhere-sign-in = { $label }: please sign in again, see below
everywhere-passcode = { $label }: asks for its password, see below
everywhere-elsewhere = { $label }: some of it is on another server; ask this link by itself, see below
everywhere-failed = { $label }: { $why }
