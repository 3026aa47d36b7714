# Words of what is followed at home: blood pressure, glucose, charts.

# The check of a week, day by day.
bp-part-morning = morning
bp-part-evening = evening
bp-sitting-done = Done
bp-sitting-due = Now
bp-sitting-ahead = To come
bp-sitting-short = { $n ->
    [one] Only { $n } reading
   *[other] Only { $n } readings
}
bp-sitting-missed = Missed
bp-next-now = Now, this { $part }: { $n ->
    [one] one more reading
   *[other] { $n } readings
}{ $hours }
bp-next-today = Next: this { $part }, { $n } readings{ $hours }
bp-next-tomorrow = Next: tomorrow { $part }, { $n } readings{ $hours }
bp-next-later = Next: { $date }, { $part }, { $n } readings{ $hours }
bp-next-hours = { " " }(best at { $hours })
bp-posture-1 = Sit on a chair with your back supported and both feet flat on the floor.
bp-posture-2 = Let your arm lie on the table, with the cuff as high as your heart.
bp-posture-3 = Do not cross your legs.
bp-posture-4 = Rest quietly. Do not speak, neither now nor while measuring.

form-bp-position = How were you?
form-bp-sitting = Sitting
form-bp-lying = Lying
form-bp-standing = Standing
form-bp-medicine = The medicine of this time of day
form-bp-before = Not taken yet
form-bp-after = Already taken
form-bp-irregular = The pulse was irregular
problem-incomplete = one of the two numbers is missing (for example 128/82)
problem-not-understood = this is not understood; write it like 128/82 70
problem-kilopascal = please write it in mmHg
problem-too-many = this is more than one sitting; six readings at most
bp-quick-more = Arm, position, medicine, time and note
bp-quick-pulse = pulse { $n }
bp-quick-irregular = irregular
bp-quick-apart = Several readings are saved one minute apart.
bp-guide-open = Guide me
bp-guide-title = Measuring step by step
bp-guide-sound = A sound when the time is up
bp-guide-rest = Rest for { $n } minutes
bp-guide-rested = I have rested
bp-guide-resting = Rest quietly. Do not speak.
bp-guide-between = Stay as you are until the next reading.
bp-guide-now = Measure now
bp-guide-measure = Reading { $n } of { $of }: press the button of the device, then type what it shows.
bp-guide-done = Done. All readings of this sitting are saved.
bp-week-title = Seven-day check
bp-week-why = Single readings go up and down. Seven days, morning and evening, give a mean that your doctor can rely on.
bp-week-rules = By which rules?
bp-week-protocol = How it is measured
bp-week-scheme = How the mean is judged
bp-week-start = Start today
bp-week-end = End this check
bp-week-end-title = End the seven-day check?
bp-week-end-text = All readings stay. A new check can be started at any time.
bp-week-measure = Measure now
bp-week-day = Day
bp-week-morning = Morning
bp-week-evening = Evening
bp-week-overall = All
bp-week-today = today
bp-week-dropped = does not count for the mean
bp-week-says = What the readings say
bp-week-mean = Mean (mmHg)
bp-week-deviation = Standard deviation
bp-week-readings = Readings
bp-week-unconfirmed = taken from a secondary source

# Charts.
chart-event-medicine-started = Started: { $what }
chart-event-visit = Visit: { $what }
chart-limit-home = { $value }: limit at home, { $source }
chart-target = Range wished for ({ $source })

# Reports on one page.
paper-bp-title = Blood pressure at home
paper-glucose-title = Glucose at home
paper-no-mean = No mean yet
paper-bp-readings = All readings of the week
paper-bp-limits = broken lines: the limit at home
paper-figures = Figures
paper-bp-days = Day by day
paper-bp-days-aside = mean of the sitting (readings)
paper-quality = To be heeded
paper-bp-method = Method: { $plan } Protocol: { $protocol }. Limits: { $scheme }. Mean of all readings that count, not of daily means; standard deviation with n − 1.
paper-unconfirmed = These rules were taken from a secondary source.
paper-glucose-answer = { $percent } % in range
paper-glucose-answer-of = { $n } of { $all } { $all ->
    [one] reading
   *[other] readings
} in range
paper-glucose-meaning = Mean { $mean } { $unit } · { $n } readings on { $days } days
paper-share-of = share { $of }
paper-share = { $text }: { $percent } % ({ $n })
paper-mean = Mean
paper-deviation = Standard deviation
paper-variation = Coefficient of variation
paper-lowest = Lowest
paper-highest = Highest
paper-per-day = Readings per day
paper-active = Sensor active
paper-gmi = Estimated HbA1c (GMI)
paper-profile = Percentile profile of the day: median, 25–75 %, 5–95 %
paper-modal = By the hour of the day: mean, lowest and highest
paper-median = median
paper-hour-mean = mean
paper-glucose-method = Method: ranges and goals by { $source }, applied in the unit measured. Percentiles in quarters of an hour, all days laid over each other.

# Command line.
cli-help-bp-check = The check of a week while it is running. JSON: running, over, days[date, morning, evening], next, report
cli-help-bp-check-start = Begin it, today or on a day
cli-help-bp-check-show = How it stands
cli-help-bp-check-end = End it; all readings stay
cli-arg-position = How the person was
cli-arg-medicine = Before or after the medicine of that time of day
cli-arg-irregular = The pulse was irregular
cli-bp-no-check = No seven-day check is running.

# Glucose on the screen, and pages to save.
glucose-says = What the readings say
glucose-period = Which time?
glucose-days = { $n } days
glucose-ranges = Ranges and goals
glucose-set-adult-2019 = Adults: 3.9–10.0 mmol/L (70–180 mg/dL)
glucose-set-older-2019 = Older or at high risk: 3.9–10.0 mmol/L, other goals
glucose-set-pregnancy-type-1-2019 = Pregnant with type 1: 3.5–7.8 mmol/L (63–140 mg/dL)
paper-save = Save as a page for the doctor
paper-saved = The page is saved.

ui-chart-week = The last week
ui-chart-month = The last month
ui-chart-window = Move through time
ui-chart-earlier = Earlier
ui-chart-later = Later
ui-chart-closer = Closer
ui-chart-wider = Wider
ui-chart-nothing = There are no values in this time.
ui-chart-many = There are { $n } readings in this time. The lowest and highest of each moment are drawn; come closer to see each one.
bp-week-part = Time of day
track-all-values = All values with their sources
series-glucose-sensor = Glucose by sensor
ui-chart-events = Visits and medicines in this time ({ $n })
