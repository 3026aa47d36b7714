# Words of page one and of the pages after it: whom to call, what has changed, readings at home, conflicts.

## Which visit, and whom to call
page-visit-referral = Referral
page-visit-first = First visit
page-visit-check-up = Check-up
page-visit-emergency = Emergency
page-visit-travel = Journey
page-contact = Emergency contact
page-doctor = Own doctor
page-pregnancy = Pregnancy
page-not-written-down = not written down in this record
page-in-full = … in full on the following pages
page-in-full-page = … in full on page { $page }

## Lists of page one
page-events = Procedures, stays, visits
page-results-key = Key results
page-latest-also = latest { $value }
page-conflicts = SOURCES DIFFER: please settle
page-medicine-over = its own dates say that it is over
page-disputed = sources differ
page-how = dose and times
page-also-note = ≈ in brackets or small print: the same value in the other unit, computed; ranges and flags belong to the unit that was measured.
page-trend-note = ↗ ↘ →: the newest number is higher, lower, the same as the one before (same test, same unit); this judges nothing.

## What has changed
page-changes = What has changed
page-change-diagnosis = new diagnosis
page-change-came-in = came into the record since
page-change-allergy = new allergy
page-change-medicine-started = started
page-change-medicine-stopped = stopped
page-change-medicine-changed = dose changed
page-change-result-out = now out of range
page-change-result-back = back in range
page-change-result-moved = moved
page-change-mean-moved = mean moved
page-change-event = stay or procedure
page-change-symptom = to tell the doctor
page-change-other = new

## What sources tell differently
page-conflict-dose = Two doses of one medicine: { $first } / { $second }
page-conflict-allergy-none = Allergy stated ({ $what }), and “no known allergy” in another source
page-conflict-allergy = Allergy stated and denied: { $what }
page-conflict-blood = Two blood groups: { $what }

## Doses
page-doses = { $days } days: taken { $taken } of { $planned } planned; left out { $skipped }, nothing noted { $unknown }
page-method-doses = Planned doses that were noted as taken, of the last { $days } days; nothing noted is neither taken nor missed

## Readings at home
page-home-blood-pressure = Home blood pressure
page-home-glucose = Glucose, finger-stick
page-home-glucose-sensor = Glucose, sensor
page-home-bp-answer = { $mean } mmHg
page-home-bp-of = mean of { $n } readings on { $days } days, { $from } – { $until }
page-home-bp-parts = morning { $morning } · evening { $evening }
page-home-bp-few = No mean yet: { $n } readings
page-home-glucose-time = { $percent } % of the time { $range } { $unit }
page-home-glucose-readings = { $percent } % of readings { $range } { $unit }
page-home-glucose-of = { $n } readings on { $days } days, { $from } – { $until }
page-home-glucose-figures = mean { $mean } { $unit } · lowest { $lowest } · highest { $highest }
page-method-bp = Method: { $protocol }, first { $dropped } day not counted; limits: { $scheme }
page-method-glucose = Method: ranges of { $ranges }
page-method-china-2019 = Chinese guideline on home blood pressure 2019
page-method-esh-2021 = ESH 2021
page-method-nice-ng136 = NICE NG136
page-method-aha-2020 = AHA 2008; AHA/AMA 2020
page-method-china-2024 = Chinese hypertension guideline 2024
page-method-esc-2024 = ESC 2024
page-method-esh-2023 = ESH 2023
page-method-aha-acc-2025 = AHA/ACC 2025
page-method-adult-2019 = International consensus on time in range 2019, adults

## Specialties
specialty-cardiology = Cardiology
specialty-endocrinology = Endocrinology and diabetes
specialty-nephrology = Nephrology (kidneys)
specialty-neurology = Neurology
specialty-gastroenterology = Gastroenterology (stomach, bowel, liver)
specialty-pulmonology = Respiratory medicine (lungs)
specialty-rheumatology = Rheumatology
specialty-oncology = Oncology (cancer)
specialty-orthopaedics = Orthopaedics (bones and joints)
specialty-ophthalmology = Ophthalmology (eyes)
specialty-dermatology = Dermatology (skin)
specialty-urology = Urology
specialty-gynaecology = Gynaecology
specialty-psychiatry = Psychiatry
specialty-ent = Ear, nose and throat
specialty-surgery = General surgery and anaesthesia
specialty-paediatrics = Paediatrics (children)
specialty-geriatrics = Geriatrics (older people)

## The same for both languages at once
both-page-events = Procedures, visits 手术、就诊
both-page-latest-also = latest 最新 { $value }
