# Papers: documents that are added, results that are taken over from them line by line (papers-…).

papers-title = Add a paper
papers-lead = A report, a letter, a card: keep it here, and take its results into the record of { $name }.
papers-files = Choose a file
papers-files-hint = A PDF, a photograph, or a text. Several photographs are the pages of one paper.
papers-camera = Take a photograph
papers-paste = Paste a table
papers-paste-label = Paste the table here
papers-paste-hint = From an email or a web page: one result on each line.
papers-pages = Pages of this paper
papers-page-remove = Leave out { $name }
papers-kind = What is it?
papers-name = What do you call it?
papers-name-hint = For example “Blood count before the operation”.
papers-date = Date on the paper
papers-date-hint = As far as you know it: a year alone is a date too.
papers-institution = Who made it?
papers-institution-hint = Hospital, laboratory or practice.
papers-note = A note of your own
papers-save = Keep this paper
papers-saved = The paper is kept
papers-there = This very paper is here already.
papers-nothing = Choose a file, take a photograph, or paste a table first.
papers-undone = Undone. Nothing of it is left in the record.

papers-camera-take = Take the picture
papers-camera-off = Switch the camera off
papers-camera-hint = Lay the paper flat, in good light, so that it fills the picture.
papers-camera-refused = The camera may not be used. Allow it in the settings of this computer, or choose a photograph as a file.
papers-camera-none = No camera was found. Choose a photograph as a file.
papers-camera-picture = Picture of the camera
papers-photo-name = Photograph { $n }

papers-type-lab-report = Laboratory report
papers-type-imaging-report = Imaging report (X-ray, ultrasound, CT …)
papers-type-discharge-summary = Discharge summary
papers-type-letter = Letter from a doctor
papers-type-prescription = Prescription
papers-type-vaccination-record = Vaccination record
papers-type-insurance = Insurance
papers-type-other = Something else

papers-read-title = Results on this paper
papers-read-lead = Compare each line with the paper. Only what you tick goes into the record.
papers-read-open = Take results from this paper
papers-read-loading = The paper is being read …
papers-made-picture = This is a picture. Kinfolio does not read words in pictures: please type the results that you want to keep, beside the picture.
papers-made-scan = This PDF holds pictures of pages and no words. Kinfolio does not read words in pictures: please type the results that you want to keep, beside the pages.
papers-none = No results were found on this paper. You can type them here.
papers-paper = The paper
papers-lines = The results
papers-line-add = Add a line
papers-line-remove = Remove this line
papers-line-edit = Correct this line
papers-line-done = Done
papers-line-tick = Take over { $name }: { $value }
papers-line-known = known as { $name }
papers-line-unknown = kept under the name on the paper
papers-line-page = page { $page }
papers-line-there = already in the record
papers-line-name = Name
papers-line-value = Value
papers-line-unit = Unit
papers-line-range = Range on the paper
papers-line-mark = Mark
papers-line-doubtful = please look closely
papers-keys = Keys: up and down to move, space to tick, Enter to correct.
papers-tick-sure = Tick every line without a doubt
papers-tick-none = Tick nothing
papers-confirm = { $n ->
    [0] Tick the lines that are right
    [one] Take over 1 line
   *[other] Take over { $n } lines
  }
papers-confirmed = { $n ->
    [one] 1 result is in the record.
   *[other] { $n } results are in the record.
  }
papers-confirmed-changed = { $n ->
    [one] 1 result has a new version.
   *[other] { $n } results have a new version.
  }
papers-confirmed-there = { $n ->
    [one] 1 result was there already.
   *[other] { $n } results were there already.
  }
papers-rest = Lines that were not read as results ({ $n })
papers-rest-hint = If one of them is a result, add a line and type it.
papers-when = When was the sample taken?
papers-when-of = { $of }: { $date }
papers-when-pick = The paper names these dates. Which one is right?
papers-where = Who measured?
papers-specimen = Sample
papers-other-title = This paper may be of somebody else
papers-other-text = It says: { $said }. The record is of { $name }. What differs: { $differs }.
papers-other-sure = I have looked: this paper is of { $name }
papers-said-name = name { $name }
papers-said-born = born { $born }
papers-said-sex = sex { $sex }
papers-said-age = age { $age }
papers-differs-name = the name
papers-differs-born = the birth date
papers-differs-sex = the sex
papers-differs-age = the age
papers-from = From the paper “{ $title }”, page { $page }
papers-from-open = Show the paper
papers-taken = Results taken over from this paper
papers-origin = { $by }, from the paper “{ $title }”

papers-date-collected = sample taken
papers-date-received = sample received
papers-date-tested = measured
papers-date-reported = report made
papers-date-unknown = on the paper

papers-doubt-no-heading = The table has no headings. Please check that the value is the right number.
papers-doubt-several-values = Several numbers stand in this line. Please check which one is the result.
papers-doubt-not-a-number = The value is not a number.
papers-doubt-two-ways = The comma can be read two ways. Please type the number with a point, or without the comma.
papers-doubt-point-lost = The decimal point may be missing.
papers-doubt-unit-missing = There is no unit.
papers-doubt-unit-unknown = The unit is not known. It is kept as it is printed.
papers-doubt-unit-unusual = This is usually not measured in this unit.
papers-doubt-mark-against-range = The mark beside the value does not agree with the range.
papers-doubt-mark-missing = The value is outside the range, but the paper does not mark it.
papers-doubt-name-two-ways = The name and its short form mean different things.
papers-doubt-said-twice = The same stands on the paper with another value.
papers-doubt-specimen = The sample is not blood, so the usual code of blood was left out.
papers-doubt-read-by-machine = A machine read these words from a picture. Please compare each digit.
papers-doubt-date-unclear = The paper does not say clearly when the sample was taken.
papers-doubt-several-dates = The paper holds samples of different days.
papers-doubt-several-people = The paper names more than one person.
papers-doubt-too-long = The paper is very long: only its first part was read.
papers-doubt-letters-unreadable = Some letters of this PDF cannot be read. Please compare each line with the page.
papers-doubt-pages-left = Only the first pages were read.

problem-two-ways = type the number with a point, or without the comma
problem-twice = this line is here twice
