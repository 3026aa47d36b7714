# Words of the record itself: kinds of entries, sections of the summary, statuses, sexes, flags.

title-nameless = { $kind } (no name given)

# Kinds: kind-<name>, the names of kin_model::Kind
kind-condition = Problem
kind-allergy = Allergy
kind-medication = Medicine
kind-immunization = Vaccination
kind-result = Test result
kind-vital-sign = Vital sign
kind-procedure = Procedure
kind-visit = Visit
kind-document = Document
kind-imaging = Imaging
kind-care-plan = Care plan
kind-goal = Goal
kind-appointment = Appointment
kind-referral = Referral
kind-cost = Cost
kind-coverage = Insurance
kind-family-history = Family history
kind-social-history = Social history
kind-device = Device
kind-symptom = Symptom
kind-message = Message
kind-questionnaire = Questionnaire
kind-advance-directive = Advance directive
kind-report = Report
kind-note = Note
kind-alert = Alert
kind-directory = People and places
kind-dose = Dose
kind-other = Other

# Sections of the summary (International Patient Summary 2.0): summary-section-<name>
summary-section-allergies = Allergies and intolerances
summary-section-problems = Problems
summary-section-medications = Medicines
summary-section-vital-signs = Vital signs
summary-section-results = Results
summary-section-immunizations = Vaccinations
summary-section-procedures = Procedures
summary-section-pregnancy = Pregnancy
summary-section-past-problems = Past problems
summary-section-devices = Devices and implants
summary-section-social-history = Social history
summary-section-family-history = Family history
summary-section-plan = Plan
summary-section-advance-directives = Advance directives
summary-section-alerts = Alerts
summary-section-visits = Visits and stays
summary-section-documents = Documents
summary-section-patient-story = In the person’s own words

# Sexes: sex-<FHIR administrative-gender>
sex-female = female
sex-male = male
sex-other = other
sex-unknown = sex not known

# What a status means: status-class-<kin_model::StatusClass>
status-class-unknown = status not given
status-class-current = now
status-class-past = past
status-class-planned = planned
status-class-negated = denied or not done
status-class-error = withdrawn by the source

# FHIR status codes: status-<code>
status-active = active
status-recurrence = come back
status-relapse = relapse
status-inactive = not active
status-remission = in remission
status-resolved = resolved
status-completed = completed
status-entered-in-error = entered in error
status-specimen-in-process = being worked on in the laboratory
status-deleted = deleted by the hospital
status-intended = intended
status-stopped = stopped
status-ended = ended
status-on-hold = on hold
status-suspended = suspended
status-unknown = unknown
status-not-taken = not taken
status-not-done = not done
status-preparation = being prepared
status-in-progress = in progress
status-draft = draft
status-planned = planned
status-proposed = proposed
status-pending = pending
status-booked = booked
status-waitlist = on the waiting list
status-arrived = arrived
status-checked-in = checked in
status-triaged = triaged
status-onleave = on leave
status-fulfilled = kept
status-noshow = not kept
status-finished = finished
status-cancelled = cancelled
status-declined = declined
status-accepted = accepted
status-rejected = rejected
status-registered = registered
status-partial = partial
status-preliminary = preliminary
status-final = final
status-amended = amended
status-corrected = corrected
status-appended = appended
status-available = available
status-current = current
status-superseded = replaced
status-revoked = revoked
status-unconfirmed = not confirmed
status-provisional = provisional
status-differential = one of several possibilities
status-confirmed = confirmed
status-refuted = refuted
status-achieved = achieved
status-improving = improving
status-worsening = worsening
status-no-change = no change
status-requested = ordered
status-received = received
status-review = being checked
status-scheduled = has a date
status-failed = did not succeed
status-aborted = broken off
status-discharged = discharged
status-discontinued = stopped
status-modified = changed before it was final
status-recorded = written down
status-taking = being taken
status-taking-as-directed = taken as prescribed
status-taking-not-as-directed = not taken as prescribed
status-not-taking = not taken
status-on-hold-as-directed = on hold as prescribed
status-on-hold-not-as-directed = on hold, not as prescribed
status-stopped-as-directed = stopped as prescribed
status-stopped-not-as-directed = stopped, not as prescribed
status-on-target = going as hoped
status-ahead-of-target = going better than hoped
status-behind-target = not yet as hoped
status-sustaining = being kept up
status-recommended = recommended, not given yet
status-due = due, not given yet
status-overdue = overdue, not given yet
status-immune = not needed: protected already
status-contraindicated = must not be given
status-complete = not needed: all doses given
status-presumed = presumed
status-do-not-perform = must not be done or given
status-subpotent = given, but the dose may not protect
status-health-unknown = health not known

# Reference range flags: abnormal-<kin_model::Abnormal>
abnormal-no = in range
abnormal-low = low
abnormal-high = high
abnormal-critical-low = critically low
abnormal-critical-high = critically high
abnormal-yes = abnormal
# $why: why, in a word or two, such as Not performed. $words: what the hospital wrote.
value-absent = No value: { $why }
value-absent-words = No value: { $why } ({ $words })
value-sampled = A recorded curve, without one value
value-attached = In an attached file

# Who says so: source-<letter>
source-h = hospital or practice record
source-p = told by the person
source-c = told by a caregiver
source-d = measured by a device
