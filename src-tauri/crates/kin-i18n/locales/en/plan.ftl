# Questionnaires, reminders, appointments, goals: the words of the plan.

err-calendar-empty = There is nothing to come that a calendar file could hold.
rec-calendar-empty = Add an appointment or a reminder first.
problem-no-time = a time of day belongs to it (for example 14:30)

# PHQ-9 and GAD-7 were made by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues,
# with an educational grant from Pfizer Inc. No permission required to reproduce, translate, display or
# distribute. The questions stand here in their published wording.
ask-intro = Over the last 2 weeks, how often have you been bothered by any of the following problems?
ask-answer-0 = Not at all
ask-answer-1 = Several days
ask-answer-2 = More than half the days
ask-answer-3 = Nearly every day
ask-total = Total score
ask-title-phq-9 = Mood (PHQ-9)
ask-about-phq-9 = Nine questions about mood, sleep and strength. They show a doctor how the last two weeks were; they are no diagnosis.
ask-phq-9-1 = Little interest or pleasure in doing things
ask-phq-9-2 = Feeling down, depressed, or hopeless
ask-phq-9-3 = Trouble falling or staying asleep, or sleeping too much
ask-phq-9-4 = Feeling tired or having little energy
ask-phq-9-5 = Poor appetite or overeating
ask-phq-9-6 = Feeling bad about yourself — or that you are a failure or have let yourself or your family down
ask-phq-9-7 = Trouble concentrating on things, such as reading the newspaper or watching television
ask-phq-9-8 = Moving or speaking so slowly that other people could have noticed? Or the opposite — being so fidgety or restless that you have been moving around a lot more than usual
ask-phq-9-9 = Thoughts that you would be better off dead or of hurting yourself in some way
ask-title-gad-7 = Worry (GAD-7)
ask-about-gad-7 = Seven questions about worry and unrest. They show a doctor how the last two weeks were; they are no diagnosis.
ask-gad-7-1 = Feeling nervous, anxious, or on edge
ask-gad-7-2 = Not being able to stop or control worrying
ask-gad-7-3 = Worrying too much about different things
ask-gad-7-4 = Trouble relaxing
ask-gad-7-5 = Being so restless that it is hard to sit still
ask-gad-7-6 = Becoming easily annoyed or irritable
ask-gad-7-7 = Feeling afraid, as if something awful might happen
ask-band-phq-9-minimal = { $total } of 27: few signs of low mood. This is no diagnosis.
ask-band-phq-9-mild = { $total } of 27: mild signs of low mood. If it stays so, tell your doctor. This is no diagnosis.
ask-band-phq-9-moderate = { $total } of 27: clear signs of low mood. Please tell your doctor. This is no diagnosis.
ask-band-phq-9-moderately-severe = { $total } of 27: strong signs of low mood. Please see your doctor soon. This is no diagnosis.
ask-band-phq-9-severe = { $total } of 27: very strong signs of low mood. Please see your doctor in the next days. This is no diagnosis.
ask-band-gad-7-minimal = { $total } of 21: few signs of worry. This is no diagnosis.
ask-band-gad-7-mild = { $total } of 21: mild signs of worry. If it stays so, tell your doctor. This is no diagnosis.
ask-band-gad-7-moderate = { $total } of 21: clear signs of worry. Please tell your doctor. This is no diagnosis.
ask-band-gad-7-severe = { $total } of 21: strong signs of worry. Please see your doctor soon. This is no diagnosis.
# Numbers: 988 Suicide and Crisis Lifeline (USA, 988lifeline.org); 12356, the mental health line of China
# (National Health Commission, in use everywhere since 1 May 2025).
ask-danger = You said that you have had thoughts of being better off dead or of hurting yourself. You are not alone, and it can get better. Please talk to somebody today: someone close to you, your doctor, or a helpline at any hour (China: 12356; USA: call or text 988). In danger now: call the emergency number (China: 120 or 110; USA: 911).
ask-do = Answer the questions
ask-save = Save the answers for { $name }
ask-again = Fill it in again
ask-open = Show the answers
ask-history = Earlier answers
ask-none = Not filled in yet.
ask-left = { $count ->
    [one] One question is still open.
   *[other] { $count } questions are still open.
  }
ask-question = Question { $n } of { $count }
ask-private = Kept in this record only: it is not in the summaries that you hand out.
ask-saved = { $what }: saved.
ask-questionnaires = Questionnaires
ask-score = { $total } of { $most }

remind-what-blood-pressure = Measure blood pressure
remind-what-glucose = Measure glucose
remind-what-weight = Weigh yourself
remind-title = Kinfolio
remind-silent = Something in your plan is due. Open Kinfolio to see it.
remind-missed = { $n ->
    [one] {" "}(and one earlier time)
   *[other] {" "}(and { $n } earlier times)
  }
plan-when-there = { $here } ({ $there } there, { $zone })
remind-appointment = Appointment: { $what }, { $when }
remind-every-day = every day
remind-every-days = every { $n } days
remind-every-months = { $n ->
    [1] every month
   *[other] every { $n } months
  }
remind-day-1 = Monday
remind-day-2 = Tuesday
remind-day-3 = Wednesday
remind-day-4 = Thursday
remind-day-5 = Friday
remind-day-6 = Saturday
remind-day-7 = Sunday
remind-and = {", "}
remind-today = today { $time }
remind-tomorrow = tomorrow { $time }

plan-title = Plan
track-tab-plan = Plan
plan-appointments = Appointments
plan-appointments-none = No appointments to come.
plan-appointment-add = Add an appointment
plan-in-days = { $days ->
    [0] today
    [1] tomorrow
   *[other] in { $days } days
  }
plan-reminders = Reminders
plan-reminders-none = No reminders yet. Kinfolio can remind you to measure, to move, or of a check-up.
plan-reminder-add = Add a reminder
plan-reminder-edit = Change the reminder
plan-reminder-what = What is it about?
plan-reminder-blood-pressure = Blood pressure
plan-reminder-glucose = Glucose
plan-reminder-weight = Weight
plan-reminder-check-up = A check-up
plan-reminder-own = Something else
plan-reminder-task = My plan
plan-reminder-text = In your words
plan-reminder-times = At what times?
plan-reminder-times-hint = For example 08:00, 20:00
plan-reminder-days = On which days?
plan-reminder-every-day = Every day
plan-reminder-week = On days of the week
plan-reminder-months = Every few months
plan-reminder-once = Once
plan-reminder-every = Every few days
plan-reminder-number-days = Every how many days? (every other day: 2)
plan-reminder-number-months = Every how many months? (twice a year: 6)
plan-reminder-from = First day
plan-reminder-until = Last day
plan-reminder-next = Next: { $when }
plan-reminder-paused = Paused
plan-reminder-pause = Pause
plan-reminder-resume = Go on
plan-reminder-remove = Delete
plan-reminder-remove-of = Delete the reminder: { $what }
plan-reminder-removed = Reminder deleted: { $what }
plan-reminder-saved = Reminder saved: { $what }
plan-reminder-save = Save the reminder
plan-reminders-off = Notices on the screen are switched off. What is due stands on Home; notices are switched on under Settings.
plan-goals = Goals
plan-goals-none = No goals yet.
plan-goal-add = Add a goal
plan-tasks = What I have set out to do
plan-tasks-none = Nothing yet. For example: walk half an hour, less salt, feet checked once a year.
plan-task-add = Add to the plan
plan-past = Reached and given up
plan-done-today = Done today
plan-week = { $n ->
    [0] not yet in the last 7 days
    [1] on 1 of the last 7 days
   *[other] on { $n } of the last 7 days
  }
plan-by = by { $date }
plan-calendar = Calendar file
plan-calendar-text = A file for the calendar of your phone. Send it to yourself, or copy it over, and open it there.
plan-calendar-appointments = Appointments to come
plan-calendar-reminders = Reminders
plan-calendar-words = With what it is about
plan-calendar-words-hint = Without it the calendar says only that Kinfolio has something for you: calendars often show on a locked phone, and go through other companies.
plan-calendar-save = Save a copy to this computer
plan-area-diet = Food and drink
plan-area-exercise = Exercise
plan-area-target = A value to reach
plan-area-check-up = Check-up
plan-area-other = Other
plan-standing-active = It holds
plan-standing-done = Reached or over
plan-standing-stopped = Given up or cancelled

form-what-own-measure = Something else to measure
form-what-questions = Questionnaire
form-what-appointment = Appointment
form-what-aim = Goal
form-what-task = Something to do
form-title-own-measure = Enter a measurement of your own
form-title-questions = Answer a questionnaire
form-title-appointment = Add an appointment
form-title-aim = Add a goal
form-title-task = Add to the plan
form-edit-own-measure = Change the measurement
form-edit-questions = Change the answers
form-edit-appointment = Change the appointment
form-edit-aim = Change the goal
form-edit-task = Change what is planned
form-measure-peak-flow = Peak flow
form-measure-sleep = Sleep of the night
form-measure-steps = Steps of the day
form-measure-pain = Pain, 0 to 10
form-own-name = What do you measure?
form-own-name-hint = For example grip strength, cups of water, hours outside.
form-own-unit-hint = In your words; leave it empty where there is none.
form-symptom-place = Where in the body?
form-symptom-place-hint = For example left knee, behind the eyes.
form-symptom-tell = Tell my doctor
form-symptom-tell-hint = It will be among the questions of the next visit.
form-symptom-photo = Photograph
form-symptom-photo-hint = For example of a rash. It is kept in the vault only.
form-appointment-what = What for?
form-appointment-what-hint = For example check-up at the heart clinic.
form-appointment-minutes = How many minutes?
form-appointment-who = With whom?
form-appointment-place = Where?
form-aim-what = What do you want to reach?
form-aim-what-hint = For example lower blood pressure, 3 kg less.
form-aim-target = The value to reach
form-aim-target-hint = For example below 135/85.
form-aim-due = By when?
form-task-what = What have you set out to do?
form-task-what-hint = For example walk, exercises for the back, less salt.
form-task-how = How often?
form-task-how-hint = For example 30 minutes, 5 times a week.
form-area = What is it about?
form-standing = How does it stand?
form-questions-which = Which questionnaire?
form-questions-answers = Answers

home-todo = To do today
home-todo-do = Start
home-todo-done = Done
home-todo-undo = Not done
home-todo-all-done = Everything of today is done.
home-todo-plan = Plan

settings-remind = Reminders
settings-remind-on = Show a notice on the screen when something of the plan is due
settings-remind-details = Say in the notice what it is about
settings-remind-details-hint = Others can read it, also when the screen is locked. Without it the notice says only that something is due.
settings-quiet = Quiet hours
settings-quiet-from = From
settings-quiet-until = Until
settings-stay-open = Closing the window leaves Kinfolio running, so that it can remind
settings-at-login = Start Kinfolio with the computer
settings-remind-honest = Kinfolio reminds only while it is running. While it is locked, a notice says only that something is due.
bmi-line = Body mass index { $bmi } kg/m², from { $weight } and { $height }
bmi-china = China (WS/T 428): { $word }
bmi-who = WHO: { $word }
bmi-low = underweight
bmi-normal = normal
bmi-over = overweight
bmi-obese = obesity
plan-visit-remark = { $what } ({ $date })
plan-open = Open
plan-visit-tell = You wanted to tell the doctor:
remind-dose = Take { $what }
remind-dose-amount = Take { $what }: { $amount }
home-todo-taken = Taken
home-todo-skip = Skip
home-todo-skipped = left out

tray-open = Open Kinfolio
tray-lock = Lock
tray-quit = Quit
