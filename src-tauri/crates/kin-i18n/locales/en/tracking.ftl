# Words of the reports on what is measured at home.

bp-standing-empty = There are no readings in this week yet.
bp-standing-not-yet = Not enough readings yet.
bp-standing-sufficient = There are enough readings.
bp-missing-days = { $n ->
    [one] One more day is needed.
   *[other] { $n } more days are needed.
}
bp-missing-readings = { $n ->
    [one] One more reading is needed.
   *[other] { $n } more readings are needed.
}
bp-missing-mornings = Readings in the morning are missing.
bp-missing-evenings = Readings in the evening are missing.
bp-category-normal = Normal
bp-category-not-high = Below the limit for high blood pressure at home (135/85)
bp-category-high = High (135/85 or more at home)
bp-category-not-elevated = Not raised
bp-category-elevated = Raised
bp-category-hypertension = High blood pressure (135/85 or more at home)
bp-category-stage-1 = High, stage 1
bp-category-stage-2 = High, stage 2
bp-category-severe = Very high
bp-warning-very-high = { $n ->
    [one] One reading is very high (above 180 or above 120). With chest or back pain, shortness of breath, numbness or weakness, or trouble seeing or speaking: call the emergency number now (China 120, USA 911); do not wait. Without them: rest a few minutes, measure again, and call your doctor as soon as possible.
   *[other] { $n } readings are very high (above 180 or above 120). With chest or back pain, shortness of breath, numbness or weakness, or trouble seeing or speaking: call the emergency number now (China 120, USA 911); do not wait. Without them: rest a few minutes, measure again, and call your doctor as soon as possible.
}
bp-warning-low = { $n ->
    [one] One reading is low (below 90 or below 60). If you feel dizzy or faint, ask a doctor.
   *[other] { $n } readings are low (below 90 or below 60). If you feel dizzy or faint, ask a doctor.
}
bp-quality-rounded = { $n } numbers end in 0: they look rounded. Please write down exactly what the device shows.
bp-quality-impossible = { $n ->
    [one] One reading cannot be right and was left out.
   *[other] { $n } readings cannot be right and were left out.
}
bp-quality-doubled = { $n ->
    [one] One reading is there twice and was counted once.
   *[other] { $n } readings are there more than once and were counted once.
}
bp-quality-repeated = { $n ->
    [one] One reading is the same as the one before it on that day.
   *[other] { $n } readings are the same as the one before them on that day.
}
bp-quality-other-hours = { $n ->
    [one] One reading was taken neither in the morning nor in the evening and does not count.
   *[other] { $n } readings were taken neither in the morning nor in the evening and do not count.
}
bp-quality-cut = There are more than { $n } readings in this record. Only the newest { $n } were looked at.
bp-quality-untimed = { $n ->
    [one] One reading of the record could not be used: it has no time of day, or cannot be read.
   *[other] { $n } readings of the record could not be used: they have no time of day, or cannot be read.
}
bp-plan = Measure { $readings } times in the morning and { $readings } times in the evening, at least { $apart } minute apart, on { $days } days. { $dropped ->
        [0] { "" }
        [one] The first day does not count for the mean.
       *[other] The first { $dropped } days do not count for the mean.
    }
bp-plan-hours = { " " }Best between { $morning } and between { $evening }, in the morning before taking medicine.
bp-sentence = Home blood pressure by { $protocol }, { $from } to { $until }: mean { $mean } mmHg (morning { $morning }, evening { $evening }) of { $n } readings; measured on { $days } days, day 1 not counted. { $result }
bp-sentence-category = { $category }, by { $scheme }.
glucose-way-sensor = Sensor
glucose-way-finger-stick = Finger-stick
glucose-of-time = of the time
glucose-of-readings = of readings
glucose-range-very-low = Very low
glucose-range-low = Low
glucose-range-in-range = In range
glucose-range-high = High
glucose-range-very-high = Very high
glucose-remark-gmi-finger-stick = The estimated HbA1c (GMI) is not given for finger-sticks.
glucose-remark-gmi-days = The estimated HbA1c (GMI) is given from 14 days with readings on.
glucose-remark-gmi-active = The estimated HbA1c (GMI) is given when the sensor was active for at least 70 % of the time.
glucose-remark-low-words = { $n } times the device showed LOW: counted as low, not in the mean.
glucose-remark-high-words = { $n } times the device showed HIGH: counted as high, not in the mean.
glucose-remark-unplaced = { $n } of these could belong to more than one range and are in none.
glucose-remark-doubled = { $n ->
    [one] One reading is there twice and was counted once.
   *[other] { $n } readings are there more than once and were counted once.
}
glucose-remark-impossible = { $n ->
    [one] One reading cannot be right and was left out.
   *[other] { $n } readings cannot be right and were left out.
}
glucose-sentence = Glucose ({ $way }), { $from } to { $until }: readings { $n }, days { $days }, mean { $mean } { $unit }, standard deviation { $deviation }, variation { $variation } %; in range { $percent } % { $of }.
glucose-left-out = { $n ->
    [one] One reading of the record could not be used: it has no time of day or no known unit.
   *[other] { $n } readings of the record could not be used: they have no time of day or no known unit.
}
glucose-cut = There are more readings than are looked at: the newest 100,000 were used.
glucose-none = There are no glucose readings in this time.
glucose-hba1c = HbA1c: { $value }, { $date }
glucose-gmi = Estimated HbA1c (GMI): { $percent } %
glucose-active = Sensor active { $percent } % of the time
glucose-events = { $level }: { $events } times, { $minutes } minutes together
cli-help-bp-report = The check of a week at home by a named protocol. JSON: protocol, scheme, from, until, days, readings, morning, evening, overall, standing, missing, category, warnings, quality, sentence
cli-help-glucose-report = What the glucose readings say. JSON: ranges, reports[way, unit, mean, deviation, variation, shares, goals, gmi, events, profile, modalDay, remarks, sentence], hba1c
cli-arg-protocol = How it is measured
cli-arg-scheme = Which limits the mean is held against
cli-arg-ranges = Which ranges and goals
cli-arg-from = From this day on
cli-head-part = Part
cli-head-mean = Mean
cli-head-deviation = Deviation
cli-head-readings = Readings
cli-head-percent = %
cli-bp-morning = Morning
cli-bp-evening = Evening
cli-bp-overall = All
