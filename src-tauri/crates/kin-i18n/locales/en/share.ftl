# Words of Share: preparing a visit, and the forms of the summary.

share-title = Prepare a visit for { $name }
share-steps = Steps
share-step-prepare = Prepare
share-step-look = Look through
share-step-hand = Hand over
share-step-log = Handed over so far

# Prepare
share-for = What is it for?
share-reason = Why this visit?
share-reason-hint = In your own words; it stands at the top of the page.
share-questions = Questions for the doctor
share-question = Question { $n }
share-question-add = One more question
share-question-remove = Remove question { $n }
share-sections = Parts of the record
share-private = Private matters
share-private-hint = These only go along when you tick them.
share-period = From what time?
share-period-all = The usual choice
share-period-all-hint = What holds now, and the newest of the rest
share-period-since = Only from a day on
share-period-since-hint = Allergies, problems and medicines that hold now always go along
share-since = From this day on
share-language = In which language?
share-language-both = Both side by side
share-next-look = Next: look through it

# Look through
share-look-lead = This is what the receiver will see. Take away the tick of a line to leave it out.
share-sheet = The summary
share-born = born { $date }
share-made = { $n ->
    [0] Made on { $date }
    [one] Made on { $date }, from one source
   *[other] Made on { $date }, from { $n } sources
  }
share-why-visit = Why this visit
share-no-information = The record holds no information about this. That does not mean that there is nothing.
share-left-out = Left out.
share-range = ({ $range })
share-untranslated = in the source’s language
share-row-out = left out
# Of a kind of reading with many values the newest are shown first.
share-rows-more = { $name }: show the other { $n }
share-left-off = { $n ->
    [one] One more is not listed here, to keep it short.
   *[other] { $n } more are not listed here, to keep it short.
  }
share-letters = H hospital or practice · P typed by the patient · C typed by a caregiver · D measured by a device
share-remarks = About the data file for the doctor’s computer
share-nothing = Nothing is chosen
share-nothing-text = Go back and tick at least one part that has something in it.
share-next-hand = { $n ->
    [one] Next: hand over (1 entry)
   *[other] Next: hand over ({ $n } entries)
  }

# Hand over
share-hand-title = Choose a form; you can use several
share-hand-text = From here nothing is sent by itself. Paper, file and code go where you carry them; a link lies locked at the place you chose. Each is noted under “Handed over so far”.
share-save = Save a copy to this computer
share-saved = “{ $name }” ({ $size }) is saved. The copy is not locked: anyone who can use this computer can read it.
share-pdf = On paper (PDF)
share-pdf-what = Page one is the doctor’s first minute; the details follow. Save it, print it and take it along.
share-pdf-who = Anyone who holds the paper or the file can read it, for as long as it exists. It cannot be taken back.
share-pdf-show = Look at it
share-qr = QR code
share-qr-what = The most important things as a code on the screen. Any telephone or scanner reads it, without internet.
share-qr-who = Anyone who photographs it can read it, for ever. It cannot be taken back; close it when it has been read.
share-qr-show = Show the code
share-qr-alt = QR code with the content that is written beside it
share-qr-how = Hold the screen in front of the scanner or telephone. The code holds the text below and nothing else.
share-qr-says = What the code says
share-qr-again = Show the code again
share-ips = Data file for the doctor’s computer
share-ips-what = The same as data (International Patient Summary), for a computer that can take it over.
share-ips-who = Anyone who has the file can read it with a suitable program, for as long as it exists. It cannot be taken back.
share-html = Web page in one file
share-html-what = Opens in any browser, without internet. Good on a USB stick.
share-html-who = Anyone who has the file can read it, for as long as it exists. It cannot be taken back.
share-txt = Plain text
share-txt-what = Only words, to paste into a letter or a message.
share-txt-who = Anyone who gets the text can read it, for as long as it exists. It cannot be taken back.

# Log
share-log-none = Nothing has been handed over yet
share-log-none-text = Every form you make is noted here: when, by whom, and what was in it.
share-log-when = When
share-log-form = Form
share-log-by = Made by
share-log-what = What was in it
share-log-entries = { $n ->
    [one] 1 entry
   *[other] { $n } entries
  }
share-log-title = What was made and handed over
