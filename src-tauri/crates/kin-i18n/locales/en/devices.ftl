# Files of devices and apps: what is asked about tables (ask-…), remarks (finding-…).

ask-title = One question about this file
ask-title-several = Some questions about this file
ask-lead = The file does not say it, and we do not guess. Your answer is kept for the next file of this kind.
ask-date-order = Which number is the year, which the month, and which the day?
ask-unit = In which unit are the values of “{ $column }”?
ask-column = What is in the column “{ $column }”?
ask-column-number = column { $number }
ask-table-number = table { $number }
ask-in-table = In “{ $table }”: { $text }
ask-examples = In the file: { $examples }
ask-read-as = { $choice }: { $example }
ask-pick = Please choose
ask-answer = Read the file with these answers
ask-person = This file does not say whose it is. Please choose the person.
ask-choice-day-month = The day first
ask-choice-month-day = The month first
ask-choice-year-month = The year first
ask-choice-time = Date and time
ask-choice-date = Date
ask-choice-clock = Time of day
ask-choice-systolic = Upper blood pressure
ask-choice-diastolic = Lower blood pressure
ask-choice-blood-pressure = Blood pressure, both values (120/80)
ask-choice-pulse = Pulse
ask-choice-glucose-meter = Blood glucose by finger-stick
ask-choice-glucose-sensor = Glucose from a sensor
ask-choice-weight = Weight
ask-choice-temperature = Temperature
ask-choice-oxygen = Oxygen saturation
ask-choice-steps = Steps
ask-choice-hba1c = HbA1c
ask-choice-insulin = Insulin
ask-choice-carbs = Carbohydrates
ask-choice-meal = Before or after a meal
ask-choice-unit = The unit of the values
ask-choice-control = Marks a test with control solution
ask-choice-device = Device
ask-choice-note = Note
ask-choice-skip = Leave it out

finding-questions-open = Something about this file has to be answered first ({ $detail }). Nothing of it was taken.
finding-device-file-damaged = This file is damaged, or it ends too early.
finding-rows-without-value = { $detail } rows hold no measured value. They stay in the file, which is kept.
finding-zone-assumed = The file does not name a time zone. That of this computer was taken ({ $detail }).
finding-doubled-records = { $detail } blood pressure values stand in the file more than once; each is taken once.
finding-health-connect-not-read = The values of this Health Connect export could not be read. It is kept. In the app that measured them there may be a way to save a table (CSV); that can be read.
finding-health-connect-part = What is counted over time, and a few other things, were not read from this export ({ $detail }). They stay in the file, which is kept.
finding-google-fit-part = Parts of this export were not read ({ $detail }).
finding-device-file-not-kept = The file itself is larger than { $detail } MB and is not kept beside its values. Please keep it somewhere safe.
finding-control-solution = { $place }: a test with control solution is no value of yours ({ $detail }).
finding-device-error = { $place }: the device says that it could not measure ({ $detail }).
finding-not-a-number = { $place }: this is no number ({ $detail }).
finding-no-time = { $place }: the time cannot be read ({ $detail }).
finding-bp-half = { $place }: one of the two blood pressure values is missing.
finding-bp-kpa = { $place }: this blood pressure is in kPa, which Kinfolio does not convert ({ $detail }). Type it in as mmHg.
finding-no-unit = { $place }: the unit of this value is not said ({ $detail }).
finding-bp-upside-down = { $place }: the lower blood pressure is not below the upper one.
finding-implausible = { $place }: no person has such a value.
finding-other-unit = { $place }: the value fits another unit.
finding-record-unreadable = { $place }: this line of the file cannot be read.

cli-arg-table-answers = Answer a question about a table: KEY=VALUE as the question names them (again for each)
cli-answer-form = An answer has the form KEY=VALUE, as the question names them.

sources-kind-device-table = a table of a device or an app
sources-kind-device-sheet = a spreadsheet
sources-kind-apple-health = an export of Apple Health
sources-kind-health-connect = an export of Google (Health Connect or Fit)
sources-kind-google-fit = an export of Google Fit
