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
med-runs-out = Enough until { $day }.
med-runs-out-not-soon = Enough for as long as it is planned, or for more than a year.
med-runs-out-unknown = It is taken only when needed: no day can be told.
med-low = { $title }: { $left } left. { $end } Time to fetch more.
med-state-coming = still to come
med-state-open = nothing noted yet
med-state-later = put off to { $time }
med-state-taken = taken at { $time }
med-state-skipped = left out
med-needed-most = { $taken } today, at most { $most }
med-needed-taken = { $taken } today
med-progress = { $done } of { $all } taken

med-period = { $from } to { $until }
med-method = How it is counted: planned doses that were noted as taken, of all planned doses that were due ("implementation", ABC taxonomy, Vrijens 2012). A dose of which nothing is noted may have been taken or not. Times are those of the clock on the wall.
med-remark-not-recorded = { $n ->
    [one] Of one planned dose nothing is noted: it may have been taken or not.
   *[other] Of { $n } planned doses nothing is noted: they may have been taken or not.
}
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
med-sentence = Medicines at home, { $period }: { $percent } % of planned doses noted as taken ({ $taken } of { $planned }); { $skipped } left out, { $unknown } not noted.
med-sentence-none = Medicines at home, { $period }: no planned doses.
med-taken = Taken
med-skipped = Left out
med-not-recorded = Not noted
med-head-medicine = Medicine
med-head-how = How it is taken
med-head-percent = Taken %
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
med-compare-other-times = Another number of doses a day
med-compare-only-mine = Only in your own list
med-compare-only-theirs = Only in the hospital's list
med-compare-not-compared = In both lists; the doses cannot be compared
med-compare-agrees = The same in both lists
med-compare-open = { $n ->
    [0] Nothing is left to decide.
    [one] One difference needs your decision.
   *[other] { $n } differences need your decision.
}
med-compare-no-list = There is no hospital's list of current medicines in this record to compare with.
med-settled-mine = You decided: it stays as in your own list.
med-settled-ask = To be asked at the next visit.
med-not-in-hospital-list = not in the hospital's list
med-question = { $what } — own list: { $mine }; hospital: { $theirs }
med-concern-allergy = { $first } contains { $what }, and { $second } is noted as an allergy.
med-concern-allergy-group = { $first } belongs to the group "{ $what }", and so does the allergy "{ $second }".
med-concern-twice = { $first } and { $second } both contain { $what }.
med-concern-above-most = { $first }: the plan comes to { $day } on a day, more than the { $most } that the doctor has set.
med-concern-next-allergy = Ask the doctor or pharmacist before taking it. With swelling, trouble breathing or a rash, call for help at once.
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
