# Words of the timeline, the records, an opened entry and a trend.

# Timeline
timeline-title = Timeline
timeline-today = Today
timeline-undated = Without a date
timeline-choose = Choose what is shown
timeline-kind = What
timeline-all-kinds = Everything
timeline-source = From where
timeline-all-sources = All sources
timeline-year = From which year back
timeline-newest = The newest
timeline-option = { $name } ({ $n })
timeline-years = Go to a year
timeline-year-label = { $year }, { $n ->
    [one] one entry
   *[other] { $n } entries
  }
timeline-from-year = Shown from { $year } back.
timeline-to-newest = Back to the newest
timeline-fold = { $n } on this day
timeline-fold-out = { $n } out of range
timeline-fold-show = Show
timeline-fold-hide = Fold up
timeline-no-match = Nothing fits this choice
timeline-no-match-text = There are entries, but none of this kind from this source and time.
timeline-show-all = Show everything
timeline-empty = Nothing here yet
timeline-empty-text = Bring in a record from a hospital, or note something yourself. Everything will then stand here by day.
timeline-empty-bring = Bring in a record
timeline-empty-type = Note something
timeline-hidden = Hidden entries
timeline-hidden-title = Hidden entries
timeline-hidden-lead = You have hidden these. They are not shown elsewhere and are not handed over.
timeline-hidden-leave = Back to the timeline
timeline-hidden-none = Nothing is hidden
timeline-hidden-none-text = When you hide an entry, you find it here and can bring it back.
timeline-restore = Show again
timeline-restored = “{ $title }” is shown again.
