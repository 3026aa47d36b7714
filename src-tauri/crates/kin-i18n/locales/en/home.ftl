# Home: the doctor's first minute and the person's today.

home-names = { $name } ({ $other })
home-lead = Born { $born } · { $sex }
home-prepare = Prepare a visit
home-allergy = Allergy:
home-allergies-none = No known allergies.
home-allergies-unknown = Allergies: nothing is known yet.
home-allergies-ask = Doctors ask this first. Please say what is known, also if there are none.
home-allergies-add = Say what is known
home-source = Source: { $label }
home-problems = Problems
home-problems-none = No problems are in this record.
home-medicines = Medicines
home-medicines-none = No current medicines are in this record.
home-bp = Blood pressure
home-glucose = Glucose
home-weight = Weight
home-no-readings = No readings yet.
home-add = Add
home-readings = { $count ->
    [one] { $count } reading
   *[other] { $count } readings
  }
home-curve = The last { $count } readings as a line. All values are under Track.
home-show = Show all
home-show-of = Show all: { $what }
home-visit = Last visit
home-out = Results out of range
home-range = range { $range }
home-new = New in the record
home-empty-title = This record is still empty
home-empty-text = Bring in what a hospital gave you, or begin by typing: an allergy, a medicine, a blood pressure.
home-empty-read = When its owner has brought records in, you will see them here.
home-empty-bring = Bring in records
home-empty-type = Type something in
home-more = and { $n } more

# One quiet line: what has changed since the last visit.
home-since-title = New since the last visit
home-since-visit =
    { $n ->
        [one] One thing is new since the visit on { $date }.
       *[other] { $n } things are new since the visit on { $date }.
    }
home-since-hand =
    { $n ->
        [one] One thing is new since you handed over a summary on { $date }.
       *[other] { $n } things are new since you handed over a summary on { $date }.
    }
home-since-see = See what is new

# What sensors and watches measured, on Home, Records and the timeline.
sensed-title = From sensors and watches
sensed-count = { $n ->
    [one] one reading, { $day }
   *[other] { $n } readings since { $day }
}
sensed-timeline = The readings of sensors and watches are not listed here one by one. Choose one to see its picture.
