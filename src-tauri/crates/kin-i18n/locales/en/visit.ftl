# Words of preparing a visit: the steps, what has changed, what is proposed and why.

visit-step = Step { $n } of 4
visit-step-which = Which visit
visit-step-why = Reason and questions
visit-step-changes = What has changed
visit-step-what = What goes along
visit-next = Next
visit-skip = Skip this step
visit-again = Start again
visit-again-title = Start again?
visit-again-text = Reason, questions and all ticks of this visit are cleared. Your record stays as it is.
visit-next-changes = Next: what has changed
visit-next-what = Next: what goes along

# Which visit
visit-for-visit = A visit to my doctor
visit-for-visit-hint = Somebody who knows me: what has changed comes first
visit-for-referral = A specialist, or another hospital
visit-for-referral-hint = More, with past problems and stays
visit-for-first = A first visit to a new doctor
visit-for-first-hint = Everything somebody needs who knows nothing yet
visit-for-checkup = A check-up
visit-for-checkup-hint = What has changed, results and vaccinations
visit-for-emergency = A sheet for emergencies
visit-for-emergency-hint = The shortest: what must be known at once
visit-for-travel = A journey
visit-for-travel-hint = What a doctor elsewhere needs; vaccinations too
visit-specialty = Which specialty?
visit-specialty-none = Not a specialty, or I do not know
visit-specialty-hint = What this specialty asks about comes first. You can change everything later.
visit-ask-about = About { $what }: what does it mean for me?
visit-suggested = “{ $word }” may belong to: { $name }
visit-suggested-take = Choose { $name }

# Reason and questions
visit-questions-most = Five questions are enough for one visit.

# What has changed
visit-since = Since when?
visit-since-other = Another day
visit-since-day = From this day on
visit-since-show = Show
visit-day-visit = { $text }, { $date }
visit-day-hand-over = You handed over a summary
visit-day-chosen = The day you chose
visit-changes-lead = This is new since { $date }. Take away the tick of what should not go along.
visit-changes-none = Nothing has changed since { $date }, as far as your record knows.
visit-changes-unknown = Your record knows of no earlier visit. Choose a day, or go on.
visit-changes-not = Leave all changes out
visit-changes-left-off = { $n ->
    [one] One more is not listed.
   *[other] { $n } more are not listed.
  }
visit-change-sensitive = Sensitive: goes along only if you tick “{ $topics }” in the next step.
visit-change-from-to = { $from } → { $to }
visit-change-was = before: { $from }
visit-open = Open the entry
visit-moved-how = “Moved” means: by more than a quarter of the range that the laboratory printed; without a range, doubled or halved. It says nothing about whether that is good or bad.
visit-change-allergy = New allergy
visit-change-diagnosis = New diagnosis
visit-change-came-in = Came into the record since; older, or without a date
visit-change-medicine-started = New medicine
visit-change-medicine-stopped = Medicine stopped
visit-change-medicine-changed = Medicine changed
visit-change-result-out = Now out of range
visit-change-result-back = Back in range
visit-change-result-moved = Result moved
visit-change-mean-moved = Average at home moved
visit-change-event = Stay or procedure
visit-change-symptom = You wanted to tell the doctor
visit-mean-blood-pressure = Blood pressure at home, average of { $n } readings in 14 days
visit-mean-glucose = Blood glucose at home, average of { $n } readings in 14 days
visit-mean-glucose-sensor = Glucose by sensor, average of { $n } readings in 14 days
visit-mean-weight = Weight at home, average of { $n } readings in 14 days

# What goes along
visit-proposal-lead = This is proposed. Change it as you like.
visit-why-kind = usual for this visit
visit-why-specialty = { $specialty } asks about it
visit-why-stay = you had a stay since the last visit
visit-why-private = private: only if you tick it
visit-why-not-usual = not usual for this visit
visit-empty = nothing in your record
visit-first = These results come first
visit-first-missing = Not in your record: { $names }
visit-topics-asked = { $specialty } may ask about this. It goes along only if you tick it.
visit-sources = Where this proposal comes from

# On the sheet
visit-sheet-changes = What has changed since { $date }
visit-sheet-specialty = For: { $name }

# Whom to call, own doctor
contacts-title = Whom to call in an emergency
contacts-hint = Up to three people. They stand on the first page of every summary.
contacts-who = the person
contacts-add = Add a person to call
contacts-remove = Remove { $n }
contacts-name = Name
contacts-relation = What they are to { $who }
contacts-relation-hint = For example: daughter, neighbour
contacts-phone = Telephone
contacts-one = Person { $n }
doctor-title = Own doctor
doctor-hint = The doctor who knows { $who } best. Leave it empty if there is none.
doctor-name = The doctor’s name
doctor-practice = Practice or hospital
problem-too-many-contacts = there can be three people at most
problem-unknown-specialty = there is no such specialty

# The sheet as it is received.
visit-sheet-contact = Emergency contact: { $who }
visit-sheet-doctor = Own doctor: { $who }
visit-sheet-unknown = not written down
visit-sheet-conflicts = Sources differ: please settle
visit-sheet-home = Measured at home, and doses
visit-sheet-picture = with a picture of the readings
