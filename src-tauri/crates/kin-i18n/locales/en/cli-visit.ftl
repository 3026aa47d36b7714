# Words of `kinfolio visit`.

cli-help-visit = Prepare a visit: what has changed, what is proposed to go along
cli-help-visit-changes = List what has changed since the last visit, or since a day. JSON: since, days, changes[id, kind, title, from, to, unit, date, topics], rule
cli-help-visit-proposal = Say what is proposed to go along, and why. JSON: sections[section, proposed, reason, why], firstResults, specialties, suggested, sources
cli-arg-specialty = The specialty it goes to, such as cardiology (see visit proposal)
cli-arg-changes-since = Changes since this day, or none (default: since the last visit)
cli-arg-first-results = LOINC codes of the results that come first
cli-arg-contacts = Somebody to call in an emergency: "NAME;WHAT THEY ARE;PHONE". Up to three times; empty takes them all out
cli-arg-doctor = The own doctor: "NAME;PRACTICE;PHONE"; empty takes it out
cli-head-change = Change
cli-head-before = Before
cli-head-now = Now
cli-head-section = Part
cli-head-goes = Goes along
cli-head-why = Why
cli-visit-since = Since { $date }: { $text }
cli-visit-no-day = No earlier visit is known. Give a day with --since.
cli-visit-none = Nothing has changed, as far as the record knows.
cli-visit-yes = yes
cli-visit-no = no
cli-visit-first = First: { $names }
cli-visit-missing = Not in the record: { $names }
cli-visit-suggested = The reason says “{ $word }”: { $name } ({ $key })?
cli-visit-specialties = Specialties: { $names }
cli-visit-source = Source: { $text }
cli-contact-parts = Give it as "NAME;WHAT THEY ARE;PHONE".
