# Words of the frame around every screen and of the common parts of screens.

ui-app = Kinfolio
ui-loading = One moment …
ui-optional = (may stay empty)
ui-error-prefix = Error:
ui-errors-title = Please look at this first
ui-error-unknown = Something went wrong in the program.
ui-error-unknown-next = Nothing was changed. Please try again; if it happens again, close Kinfolio and open it anew.
ui-try-again = Try again
ui-undo = Undo
ui-cancel = Cancel
ui-close = Close
ui-dismiss = Put away
ui-save = Save
ui-edit = Change
ui-delete = Delete
ui-back = Back
ui-next = Next
ui-done = Done
ui-show = Show
ui-hide = Hide
ui-copy = Copy
ui-print = Print
ui-all = Show all
ui-toasts = Messages
ui-show-more-lines = Show more lines ({ $n } left)
ui-callout-info = Note:
ui-callout-ok = Good:
ui-callout-warn = Please note:
ui-callout-alert = Important:
ui-source = Source:
ui-source-more = and { $n } more

# Dates
ui-date-year = Year
ui-date-month = Month
ui-date-day = Day
ui-date-today = Today
ui-time = Time
ui-time-now = Now
ui-time-other = Another time

# Frame
ui-skip = Go to the content
ui-places = Places
ui-place-home = Home
ui-place-timeline = Timeline
ui-place-records = Records
ui-place-track = Track
ui-place-medicines = Medicines
ui-place-share = Share
ui-place-sources = Sources
ui-place-family = Family
ui-place-settings = Settings
ui-help = Keyboard
ui-tools = Size, language and lock
ui-smaller = Smaller text
ui-larger = Larger text
ui-lock = Lock
ui-sample = A made-up family to try things out: nothing here is real.
ui-leave-sample = Leave the sample
ui-search-label = Search the record of { $name }
ui-search-placeholder = Search: kidney, metformin, 血糖 …
ui-age = { $age }
ui-person-about = { $age } · { $relation }
ui-person-now = The record of
ui-person-change = Change person
ui-person-add = Add a person
ui-person-all = Family

# Relations
ui-relation-self = myself
ui-relation-mother = mother
ui-relation-father = father
ui-relation-wife = wife
ui-relation-husband = husband
ui-relation-partner = partner
ui-relation-daughter = daughter
ui-relation-son = son
ui-relation-grandmother = grandmother
ui-relation-grandfather = grandfather
ui-relation-sister = sister
ui-relation-brother = brother
ui-relation-other = someone else

# Keys
ui-keys-title = Keys
ui-keys-lead = Everything can be done without a mouse. Tab goes on, Shift and Tab goes back, Enter chooses.
ui-key-search = Search
ui-key-places = Go to a place of the list on the left
ui-key-back = Go back
ui-key-bp = Enter a blood pressure reading
ui-key-glucose = Enter a glucose reading
ui-key-lock = Lock
ui-key-close = Close what is open
ui-key-help = Show this sheet

# Charts
ui-chart-chart = Chart
ui-chart-table = Table
ui-chart-date = Date
ui-chart-value = Value
ui-chart-range = Printed range
ui-chart-source = Source
ui-chart-band = Range as printed by the laboratory
ui-chart-view = How to show it
ui-chart-words = { $title }: { $count ->
    [one] { $count } value
   *[other] { $count } values
  }, { $unit }. The same values are in the table.
ui-chart-upper = Upper
ui-chart-lower = Lower
ui-chart-period = Period
ui-chart-all = Everything
ui-chart-year = The last year
ui-chart-quarter = The last three months
ui-chart-none = There are no values to draw. They are in the table.
