# Words of the timeline, the records, an opened entry and a trend.

# Timeline
timeline-title = Timeline
timeline-today = Today
timeline-undated = Without a date
timeline-choose = Choose what is shown
timeline-kind = What
timeline-all-kinds = Everything
timeline-source = From where
timeline-all-sources = All sources
timeline-year = From which year back
timeline-newest = The newest
timeline-option = { $name } ({ $n })
timeline-years = Go to a year
timeline-year-label = { $year }, { $n ->
    [one] one entry
   *[other] { $n } entries
  }
timeline-from-year = Shown from { $year } back.
timeline-to-newest = Back to the newest
timeline-fold = { $n } on this day
timeline-fold-out = { $n } out of range
timeline-fold-show = Show
timeline-fold-hide = Fold up
timeline-no-match = Nothing fits this choice
timeline-no-match-text = There are entries, but none of this kind from this source and time.
timeline-show-all = Show everything
timeline-empty = Nothing here yet
timeline-empty-text = Bring in a record from a hospital, or note something yourself. Everything will then stand here by day.
timeline-empty-bring = Bring in a record
timeline-empty-type = Note something
timeline-hidden = Hidden entries
timeline-hidden-title = Hidden entries
timeline-hidden-lead = What you hide is not shown elsewhere and is not handed over.
timeline-hidden-leave = Back to the timeline
timeline-hidden-none = Nothing is hidden
timeline-hidden-none-text = When you hide an entry, you find it here and can bring it back.
timeline-restore = Show again
timeline-restored = “{ $title }” is shown again.

# Records
records-title = Records
records-all = All records
records-add = Add
records-empty-text = Bring in a record from a hospital, or note something yourself. It will then stand here by kind.
records-count = { $n ->
    [one] one entry
   *[other] { $n } entries
  }
records-none = Nothing is recorded here
records-none-allergies = This does not mean that there are no allergies: the record simply says nothing about them.
records-none-results = Results of tests and your own readings will stand here.
records-now = Now
records-planned = Planned
records-past = Past
records-not-said = The source does not say whether it still holds
records-denied = Denied, refuted or withdrawn by the source
records-part = { $name } ({ $n })
records-also = Also stated for { $title }
records-also-short = also stated
records-since = since { $date }
records-out = Newest value out of the printed range
records-in = Others
records-values = { $n ->
    [one] 1 value
   *[other] { $n } values
  }
records-results-lead = Choose a line to see how it went over time.
records-find-result = Find a result
records-find-none = No result has this in its name.
records-kept-lead = Kinfolio does not understand these yet. They are kept exactly as they came and can be opened.
records-kept-count = × { $n }
records-group-problems = Problems
records-group-allergies = Allergies and alerts
records-group-medicines = Medicines
records-group-results = Results and readings
records-group-visits = Visits and stays
records-group-documents = Documents, reports and images
records-group-procedures = Operations and procedures
records-group-vaccines = Vaccinations
records-group-notes = Notes, symptoms and messages
records-group-plans = Plans and appointments
records-group-family = Family, habits and wishes
records-group-devices = Devices and implants
records-group-costs = Costs and insurance
records-group-directory = People and places
records-group-kept = Kept but not understood

# Trend
trend-title = Over time
trend-units-title = Measured in different units
trend-units = Each unit has its own picture. Nothing is converted.
trend-group = { $unit } ({ $n })
trend-no-unit = without a unit
trend-newest = Newest: { $date }, { $source }.
trend-range = Printed range: { $range }.
trend-count = { $n ->
    [one] One value from { $sources }.
   *[other] { $n } values from { $sources }.
  }
trend-out = { $n ->
    [one] One is out of the printed range.
   *[other] { $n } are out of the printed range.
  }
trend-note = Values and ranges stand as each source printed them. Laboratories measure differently: ask the doctor what a change means.

# An entry, opened
entry-title = Entry
entry-title-original = In the source’s words: { $title }
entry-range = Printed range: { $range }
entry-no-date = The source gives no date
entry-trend = Over time
entry-hidden = You have hidden this entry
entry-hidden-text = It is not shown elsewhere and is not handed over. You can show it again, or erase it for ever.
entry-withdrawn = Withdrawn by the source
entry-withdrawn-text = The source has marked this as entered in error. It is kept, but it does not count.
entry-from = Where this comes from
entry-same-fact = { $n } sources say the same:
entry-from-file = from the file { $file }
entry-brought = brought in on { $date } by { $by }
entry-typed = typed on { $date } by { $by }
entry-details = Details
entry-show-in-original = Show “{ $what }” in the original
entry-not-shown = Also in the original, not shown here:
entry-narrative = In the source’s own words
entry-narrative-cut = The text is very long; the rest stands in the original.
entry-attachments = Documents
entry-attachment = Document
entry-open = Open
entry-save-copy = Save a copy to this computer
entry-saved = “{ $name }” is saved. The copy is not locked: anyone who can use this computer can read it.
entry-elsewhere = Only a link; the document itself did not come along.
entry-type-pdf = pages (PDF)
entry-type-image = picture
entry-type-text = text
entry-type-other = cannot be shown here
entry-text-cut = The text is very long; only its beginning is shown.
ui-pdf-page = Page { $page } of { $pages }
ui-pdf-failed = This PDF cannot be shown here
ui-pdf-failed-next = Save a copy to this computer and open it with another program.
entry-original = Original
entry-original-lines = Lines of the original
entry-original-show = Show the original
entry-original-hide = Close the original
entry-original-text = Exactly as it came ({ $type }), with every digit and field.
entry-original-file = File: { $file }
entry-original-position = record { $n } in it
entry-original-marked = Lines { $from } to { $to } are marked.
entry-original-not-found = The element is not in the original under this name.
entry-versions = Versions
entry-versions-text = The source has changed this. Nothing was overwritten.
entry-version-current = shown now
entry-version-show-label = Show the version of { $date }
entry-version-title = Version of { $date }
entry-version-restore = Put back
entry-version-back = The version of { $date } is shown again.
entry-ask = Ask the doctor about it
entry-actions = What you can do
entry-hide = Hide
entry-hide-text = A hidden entry is not shown and not handed over. You can bring it back at any time.
entry-not-editable = This came from elsewhere, so it cannot be changed here. If it is wrong, hide it and tell the hospital or practice.
entry-now-hidden = “{ $title }” is hidden.
entry-erase = Erase for ever …
entry-erase-title = Erase this entry for ever?
entry-erase-action = Erase for ever
entry-erase-text = The entry, its original, its documents and all its versions are removed from this computer. This cannot be undone.
entry-erase-sure = Yes, I no longer need it
entry-erased = The entry is erased.
images-title = Images
images-lead = The hospital keeps the images of this examination. Kinfolio fetches them when you ask for it, and keeps them whole.
images-fetching = Fetching the images …
images-fetching-text = You can look at something else meanwhile. If you cancel, what has come until then is kept.
images-progress = { $done } of { $of }
images-came = Images that came just now: { $count }
images-none-new = No further image came.
images-stopped = Stopped. What came until then is kept.
images-elsewhere-title = These images are on another website
images-elsewhere = The hospital says that they are at { $host }. Nothing was asked there yet. That website would see the number of this examination and the address of your internet connection, but not your sign-in.
images-elsewhere-do = Fetch from { $host }
images-elsewhere-no = Not now
images-fetch = Fetch the images
images-fetch-count = Fetch the images ({ $count })
images-some = { $there } of { $of } images are in the record. The hospital keeps the others.
images-there =
  { $n ->
    [one] In the record: { $count } image, { $size }.
   *[other] In the record: { $count } images, { $size }.
  }
images-what = They are kept whole, as hospitals make them (DICOM). A doctor’s computer can show them: save a copy on a stick and take it along.
images-all = Show all { $count } images
