# The command line: documents that are added, read and confirmed.

cli-document-added = The paper is kept: { $id }
cli-document-there = This very paper is here already: { $id }
cli-document-lines = { $n } lines. Nothing is stored. Take lines over with: kinfolio document confirm { $id } --lines 1,3-5
cli-document-left = Left out, because they are doubtful: { $lines }. Look at them beside the paper and name them in --lines with --doubtful.
cli-document-done = Added { $added }, changed { $changed }, already there { $there }.
cli-document-file = { $n } lines. Nothing is stored. Add the file with “kinfolio document add” to take lines over.
cli-document-no-lines = --lines names lines of the paper: 1,3-5 or all.
cli-help-document-read = Read the results on a paper of the record, or on a file, into drafts; nothing is stored. JSON: made, subject, date, dates, lines[n, page, name, loinc, value, unit, range, mark, doubts, ticked], rest, doubts
cli-help-document-confirm = Take lines of a paper over into the record. Doubtful lines are left out (exit code 3) unless --doubtful. JSON: added, changed, alreadyThere, entries, left
cli-arg-paper-files = PDF, photographs or texts; several files are the pages of one document
cli-arg-paper-type = What it is
cli-arg-institution = Hospital, laboratory or practice
cli-arg-paper = Id of a document, or a file
cli-arg-paper-id = Id of the document
cli-arg-lines = Which lines: 1,3-5 or all
cli-arg-sample-date = When the sample was taken, where the paper does not say it clearly
cli-arg-specimen = What the sample was
cli-arg-doubtful = Take doubtful lines too: they were compared with the paper
cli-head-line = Line
cli-head-range = Range
cli-head-doubts = Doubts
cli-head-unit = Unit
cli-head-code = Code
