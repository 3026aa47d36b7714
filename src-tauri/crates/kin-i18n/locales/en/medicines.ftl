# Medicines as they are taken: plans, doses, packs, the report, and what is to be asked.

med-unit-tablet = { $n } { $n ->
    [one] tablet
   *[other] tablets
}
med-unit-capsule = { $n } { $n ->
    [one] capsule
   *[other] capsules
}
med-unit-sachet = { $n } { $n ->
    [one] sachet
   *[other] sachets
}
med-unit-drop = { $n } { $n ->
    [one] drop
   *[other] drops
}
med-unit-puff = { $n } { $n ->
    [one] puff
   *[other] puffs
}
med-unit-ml = { $n } mL
med-unit-unit = { $n } { $n ->
    [one] unit
   *[other] units
}
med-unit-mg = { $n } mg
med-unit-patch = { $n } { $n ->
    [one] patch
   *[other] patches
}
med-unit-injection = { $n } { $n ->
    [one] injection
   *[other] injections
}
med-and = {" and "}
med-today-at = today { $time }
med-part-times = { $amount } at { $times }, { $days }
med-part-hours = { $amount } every { $n } hours, the first at { $time }
med-part-needed = { $amount } when needed
med-part-most = {", "}at most { $amount } a day
med-part-span = {", "}from { $from } to { $until }
med-part-from = {", "}from { $from }
med-days-every = every day
med-days-nth = { $n ->
    [one] every day
    [2] every other day
   *[other] every { $n } days
}
med-days-week = on { $days }
med-days-cycle = { $on } days with, then { $off } without
med-weekday-0 = Monday
med-weekday-1 = Tuesday
med-weekday-2 = Wednesday
med-weekday-3 = Thursday
med-weekday-4 = Friday
med-weekday-5 = Saturday
med-weekday-6 = Sunday
med-runs-out = Runs out on { $day }.
med-runs-out-not-soon = Enough for as long as it is planned, or for more than a year.
med-runs-out-unknown = It has no fixed times: no day can be told.
med-runs-out-latest = Runs out on { $day } at the latest.
med-runs-out-unit = It is now counted in another unit: no day can be told. Count once more.
med-stock-unsure = How much is left cannot be told: it was counted, fetched or taken in different units. Count once more.
med-low = { $title }: { $left } left. { $end } Time to fetch more.
med-state-coming = still to come
med-state-open = nothing noted yet
med-state-later = put off to { $time }
med-state-taken = taken at { $time }
med-state-skipped = left out
med-needed-most = { $taken } today, at most { $most }
med-needed-taken = { $taken } today
med-needed-lately = { $taken } today, { $lately } in the last 24 hours, at most { $most } in a day
med-progress = { $done } of { $all } taken

med-period = { $from } to { $until }
med-method = How it is counted: doses noted as taken, of the planned doses that were due and of which something is noted. A dose of which nothing is noted may have been taken or not: it counts as neither. Times are those of the clock on the wall.
med-method-bounds = Of all planned doses between { $least } % (those noted as taken) and { $most } % (with those of which nothing is noted) were taken ("implementation", ABC taxonomy, Vrijens 2012).
med-remark-not-recorded = { $n ->
    [one] Of one planned dose nothing is noted: it may have been taken or not.
   *[other] Of { $n } planned doses nothing is noted: they may have been taken or not.
}
med-remark-cut = There are more than { $n } notes of doses. Only the newest { $n } were counted; older ones are missing here.
med-remark-without-plan = { $n ->
    [one] One medicine has no times of its own: it is not counted.
   *[other] { $n } medicines have no times of their own: they are not counted.
}
med-remark-above-most = { $n ->
    [one] On one day more was taken than the maximum that the doctor has set.
   *[other] On { $n } days more was taken than the maximum that the doctor has set.
}
med-skipped-because = { $n } × left out: { $reason }
med-no-reason = no reason given
med-sentence = Medicines at home, { $period }: { $noted } of { $planned } planned doses noted; of these { $taken } taken ({ $percent } %), { $skipped } left out. Not noted: { $unknown }.
med-sentence-nothing = Medicines at home, { $period }: { $planned ->
    [one] of the one planned dose nothing is noted. Whether it was taken is not known.
   *[other] of { $planned } planned doses nothing is noted. Whether they were taken is not known.
}
med-sentence-none = Medicines at home, { $period }: no planned doses.
paper-doses-left-out = { $skipped } left out
paper-doses-not-noted = { $unknown } not noted
chart-event-doses-missed = Doses: { $taken } of { $planned } noted as taken, { $skipped } left out, { $unknown } not noted
med-taken = Taken
med-skipped = Left out
med-not-recorded = Not noted
med-head-medicine = Medicine
med-head-how = How it is taken
med-head-percent = Taken, of those noted, %
paper-med-answer = { $noted } of { $planned } { $planned ->
    [one] dose
   *[other] doses
} noted, { $taken } of these taken
paper-med-answer-nothing = { $planned ->
    [one] The planned dose is not noted
   *[other] None of { $planned } planned doses is noted
}
med-report-title = Medicines as they were taken
med-report-strip = Day by day: planned doses
med-report-ask = To ask or to settle
med-report-stopped = No longer taken
med-report-remarks = To be known
med-report-needed = { $n ->
    [one] taken once when needed
   *[other] taken { $n } times when needed
}
med-report-until = until { $until } { $reason }

med-compare-other-strength = Another strength
med-compare-other-dose = Another amount at a time
med-compare-other-times = Another number of doses
med-compare-only-mine = Only in your own list
med-compare-only-theirs = Only in the hospital’s list
med-compare-not-compared = In both lists; the doses cannot be compared
med-compare-agrees = The same in both lists
med-compare-open = { $n ->
    [0] Nothing is left to decide.
    [one] One difference needs your decision.
   *[other] { $n } differences need your decision.
}
med-compare-no-list = There is no hospital’s list of current medicines in this record to compare with.
med-settled-mine = You decided: it stays as in your own list.
med-settled-ask = To be asked at the next visit.
med-not-in-hospital-list = not in the hospital’s list
med-question = { $what } — own list: { $mine }; hospital: { $theirs }
med-concern-allergy = { $first } contains { $what }, and { $second } is noted as an allergy.
med-concern-allergy-group = { $first } belongs to the group "{ $what }", and so does the allergy "{ $second }".
med-concern-twice = { $first } and { $second } both contain { $what }.
med-concern-above-most = { $first }: the plan comes to { $day } on a day, more than the { $most } that the doctor has set.
med-concern-next-allergy = Ask the doctor or pharmacist before taking it. With swelling, trouble breathing or a rash, call the emergency number at once (China 120, USA 911).
med-concern-next-allergy-group = Ask the doctor or pharmacist whether it may be taken.
med-concern-next-twice = Ask the doctor or pharmacist whether both are meant to be taken.
med-concern-next-above-most = Look at the plan again, or ask the doctor.
med-checked-twice = The same substance in two medicines (substances by the codes of the record and our own table of names).
med-checked-allergy = Allergies against substance and group (groups: ATC, WHO Collaborating Centre, own selection).
med-checked-most = The daily maximum that your doctor has set, where one is entered.
med-unchecked-interactions = How medicines act on each other.
med-unchecked-dose = Whether a dose is right.
med-unchecked-state = Age, kidneys, liver, pregnancy, other illnesses.
med-unchecked-cross = Whether an allergy to one group means one to another.
med-box-found = Please compare this with the box before you save it.
med-box-nothing = No name of a medicine was found in these lines. Please type it.

problem-plan-range = this number is too small or too large
problem-plan-overlap = two of these fall on each other
problem-bad-time = write the time like 08:00
problem-not-planned = there is no planned dose at this time
problem-above-most = this is more than the maximum a day that the doctor has set
problem-most-unsure = doses of that day are noted in different units: whether it is more than the doctor’s maximum cannot be told
problem-number-two-ways = this number can be read in two ways: write 1.5 with a point, and 1500 without a comma

# The command line: med …
cli-help-med-plan = Say when which dose is due, for example --dose 08:00=1 --dose 20:00=1.5. JSON: the medicine
cli-help-med-plans = List the medicines with plan and packs. JSON: mine, stopped, hospital
cli-help-med-today = The doses of a day. JSON: doses, needed, waiting
cli-help-med-take = Note a dose as taken. JSON: the dose
cli-help-med-skip = Note a planned dose as left out. JSON: the dose
cli-help-med-later = Put a planned dose off. JSON: the dose
cli-help-med-untake = Take back what was noted of a dose
cli-help-med-stock = Say how much is there, or what was fetched. JSON: the medicine
cli-help-med-report = How the medicines were taken. JSON: lines, overall, days, sentence
cli-help-med-checks = Same substance twice, allergies, daily maximum. JSON: concerns, notChecked
cli-help-med-compare = Your list beside the hospital's; settle a line. JSON: lines, open
cli-help-med-box = Read the lines of a box, as a draft. JSON: name, strength, pack
cli-arg-doses = Time and amount, for example 08:00=1; may be given more than once
cli-arg-dose-unit = In what it is counted: tablet, mL, drop …
cli-arg-every = Which days: day, days:2, week:mon,thu, cycle:21,7, hours:8
cli-arg-as-needed = May be taken when needed, so much at a time
cli-arg-most = The most in a day, as the doctor has said
cli-arg-plan-file = The plan with several stretches, as JSON
cli-arg-no-plan = Take the plan away
cli-arg-date = Which day (default: today)
cli-arg-planned = The planned time, as on the wall: 2026-11-26T08:00
cli-arg-amount = How much
cli-arg-why = Why
cli-arg-count = So much is there now
cli-arg-add = So much was fetched
cli-arg-warn-days = Days before the end at which to say so
cli-arg-line = Which line
cli-arg-choice = How to settle it
cli-arg-text-file = File with the lines of the box
cli-med-untaken = Taken back: nothing is noted of this dose.
cli-med-file = This file cannot be read. Give a text file of at most 256 KiB; a plan is JSON, as "med plans --json" shows it.
cli-med-dose-form = Write a dose as 08:00=1: the time and how much.
cli-med-every-form = Write --every as day, days:2, week:mon,thu, cycle:21,7 or hours:8.
cli-med-stock = { $left } left. { $end }
cli-med-left = Left
cli-med-amount = Amount
cli-med-settled = Settled
cli-med-unknown = Not checked, or only in part, because not all substances in it are known: { $title }

# The screen
medicines-tab-today = Today
medicines-tab-mine = My medicines
medicines-tab-hospital = Hospital’s list
medicines-tab-checks = Checks
medicines-day-before = The day before
medicines-day-after = The day after
medicines-day-today = Back to today
medicines-none-today = Nothing is planned for this day.
medicines-none-planned = No medicine has times yet. Choose one under "My medicines" and set when it is taken: then it stands here every day, to be ticked off.
medicines-to-mine = Go to my medicines
medicines-take = Taken
medicines-take-now = Take now
medicines-skip = Skip
medicines-later = Later
medicines-undo-dose = Undo
medicines-dose-done = { $what }: { $state }.
medicines-needed-title = When needed
medicines-waiting = { $n ->
    [one] One dose is waiting: nothing is noted yet.
   *[other] { $n } doses are waiting: nothing is noted yet.
}
medicines-skip-title = { $name }: leave this dose out
medicines-skip-text = It is noted that it was not taken. Do not take a double dose later unless your doctor says so.
medicines-skip-reason = Why? (may stay empty)
medicines-skip-do = Leave it out
medicines-later-title = { $name }: later
medicines-later-text = Remind me again in
medicines-later-30 = half an hour
medicines-later-60 = 1 hour
medicines-later-120 = 2 hours
medicines-later-240 = 4 hours
medicines-later-do = Put off
medicines-above-title = More than your doctor’s maximum
medicines-above-text = With this dose it would be more in one day than the doctor has set. Ask the doctor or pharmacist before you take it.
medicines-above-unsure = Doses of this day are noted in different units, so nobody can say here whether it is more than the doctor has set. Ask the doctor or pharmacist before you take it.
medicines-above-do = It was taken all the same: note it
medicines-plan-set = Set the times
medicines-plan-change = Change the times
medicines-plan-title = { $name }: when is it taken?
medicines-plan-none = No times are set.
medicines-plan-unit = Counted in
medicines-unit-tablet = tablets
medicines-unit-capsule = capsules
medicines-unit-sachet = sachets
medicines-unit-drop = drops
medicines-unit-puff = puffs
medicines-unit-ml = mL
medicines-unit-unit = units (insulin)
medicines-unit-patch = patches
medicines-unit-injection = injections
medicines-unit-other = something else
medicines-unit-own = Counted in (own word)
medicines-plan-how = How often?
medicines-plan-step-how = Stretch { $n }: how often?
medicines-how-daily = Every day
medicines-how-week = On some days of the week
medicines-how-every-days = Every few days
medicines-how-cycle = Some days with, some without
medicines-how-every-hours = Every few hours
medicines-how-needed = Only when needed
medicines-plan-days = Which days?
medicines-plan-every = Every how many days?
medicines-plan-hours = Every how many hours?
medicines-plan-on = Days with
medicines-plan-off = Days without
medicines-plan-times = At what time, and how much?
medicines-plan-first = The first dose
medicines-plan-time = Time
medicines-plan-amount = How much
medicines-plan-add-time = One more time
medicines-plan-remove-time = Remove { $time }
medicines-plan-from = From which day?
medicines-plan-until = Until which day, if it ends?
medicines-plan-step = Stretch { $n }
medicines-plan-add-step = Then another dose (tapering)
medicines-plan-remove-step = Remove stretch { $n }
medicines-plan-needed = Also when needed: how much at a time?
medicines-plan-needed-amount = How much at a time?
medicines-plan-most = The most in a day, as your doctor has said
medicines-plan-most-hint = More than this is asked about before it is noted.
medicines-plan-save = Save the times
medicines-plan-saved = { $what }: the times are set.
medicines-plan-away = Take the times away
medicines-plan-away-sure = All times of this medicine end; it is no longer reminded of.
medicines-plan-gone = { $what }: has no times any more.
medicines-plan-wrong = Please look at this again: { $what }
medicines-next = Next: { $when }
medicines-stock = Packs
medicines-stock-title = { $name }: packs at home
medicines-stock-left = { $left } left. { $end }
medicines-stock-none = Count once how much there is: then it is told in time when a new pack is needed.
medicines-stock-count = How much is there now?
medicines-stock-add = A new pack was fetched: how much is in it?
medicines-stock-warn = Say so how many days before the end?
medicines-stock-save = Save
medicines-stock-saved = { $what }: { $left } left.
medicines-stock-low = Running out
medicines-stop-reason = Why? (may stay empty)
medicines-since = since { $since }
medicines-until = until { $until }
medicines-details = Details
medicines-take-over = Set the times
medicines-hospital-title = From hospitals, not yet in your own list
medicines-side-mine = Your own list
medicines-side-theirs = The hospital’s list
medicines-side-nothing = not in it
medicines-settle-mine = Keep mine
medicines-settle-theirs = Take the hospital’s
medicines-settle-ask = Ask the doctor
medicines-settle-gone-sure = It is noted as stopped today and no longer stands among the doses. Do not stop a medicine without asking your doctor.
medicines-settle-theirs-sure = Your own dose is replaced by the hospital’s, and its times end. Ask your doctor if you are not sure.
medicines-settle-open = Decide again
medicines-settle-theirs-new = I take it: add to my list
medicines-settle-mine-new = I do not take it
medicines-settle-theirs-gone = No longer taken
medicines-settled-done = Settled.
medicines-plan-again = The times were for the dose before: please set them anew.
medicines-checks-title = What was found
medicines-checks-none = { $n ->
    [0] { $allergies ->
        [0] Nothing could be compared: no medicine and no allergy is in this record yet. That does not mean that there are none.
       *[other] Nothing could be compared: no medicine that is taken now is in this record yet.
    }
    [one] { $allergies ->
        [0] Nothing was found about the one medicine. No allergy is in this record to compare it with; that does not mean that there is none. See also what is not checked.
        [one] Nothing was found between one medicine and one allergy. That does not mean that all is well: see what is not checked.
       *[other] Nothing was found between one medicine and { $allergies } allergies. That does not mean that all is well: see what is not checked.
    }
   *[other] { $allergies ->
        [0] Nothing was found among { $n } medicines. No allergy is in this record to compare them with; that does not mean that there is none. See also what is not checked.
        [one] Nothing was found among { $n } medicines and one allergy. That does not mean that all is well: see what is not checked.
       *[other] Nothing was found among { $n } medicines and { $allergies } allergies. That does not mean that all is well: see what is not checked.
    }
}
medicines-hospital-none = No list from a hospital yet
medicines-hospital-none-text = When the record of a hospital comes in, its list of medicines stands here beside your own, and you decide about every difference.
medicines-hospital-none-read = When a hospital’s list comes in, it stands here beside the own one.
medicines-checked = This is checked
medicines-unchecked = This is not checked
medicines-unknown-title = Not checked, or only in part, because not all substances in it are known
medicines-report = Report for the doctor
medicines-report-title = How the medicines were taken
medicines-report-save = Save as PDF
medicines-report-saved = Saved.
medicines-report-days = Day by day
medicines-report-table = As a table
medicines-report-day = Day
medicines-report-from = From which day?
medicines-box = From the text of the box
medicines-box-title = What does the box say?
medicines-box-text = Paste or type the lines of the box.
medicines-box-lines = Lines of the box
medicines-box-read = Read them
medicines-box-left = Nothing was made of: { $lines }
medicines-box-save = Add this medicine
