# Referrals: handed out, answered; and the answer to one that came from somebody else.

share-referral = Referral for another clinic’s computer
share-referral-what = A referral with your reason, your questions and everything chosen here as data (FHIR), for a clinic or platform that takes referrals by file. It is listed under “Referrals”, and the answer finds its way back to it.
share-referral-who = Anyone who has the file can read it with a suitable program, for as long as it exists. It cannot be taken back.
share-referral-reader = A referral becomes an entry of the record: whoever may write in it can make one.
share-answer = Answer to a referral

referral-title = Referral
referral-title-to = Referral to { $to }

# How it stands
referral-state-sent = handed out on { $day }
referral-state-answered = answered on { $day }
referral-state-closed = closed on { $day }
referral-state-received = received, not answered yet
referral-state-replied = received, answered on { $day }
referral-line = { $state }: { $came }
referral-came-letter = { $n ->
    [one] a letter
   *[other] { $n } letters
  }
referral-came-result = { $n ->
    [one] 1 result
   *[other] { $n } results
  }
referral-came-medicine = { $n ->
    [one] 1 medicine
   *[other] { $n } medicines
  }
referral-came-plan = { $n ->
    [one] a plan
   *[other] { $n } plans
  }
referral-came-problem = { $n ->
    [one] 1 diagnosis or allergy
   *[other] { $n } diagnoses or allergies
  }
referral-came-other = { $n ->
    [one] 1 other entry
   *[other] { $n } other entries
  }

# The screen
referrals-title = Referrals
referrals-lead = What was asked of other doctors, and what came of it.
referrals-none = No referrals yet
referrals-none-text = Prepare a visit and choose “{ $form }” when you hand over. The referral is listed here, and you see when its answer has come.
referrals-open = Open
referrals-closed = Closed
referrals-received-badge = From somebody else
referrals-show = Show
referrals-back = All referrals
referrals-to = To
referrals-by = Sent by
referrals-date = Written
referrals-reason = Reason
referrals-questions = Questions
referrals-sent = { $n ->
    [one] Handed out once
   *[other] Handed out { $n } times
  }
referrals-answers = What came of it
referrals-no-answer = No answer has come yet.
referrals-no-answer-text = When the answer comes as a file, bring it in under Sources: it finds this referral by itself. A letter that came another way can be chosen by hand.
referrals-came-on = { $day }, { $source }
referrals-by-hand = Chosen by hand
referrals-not-this = Not part of the answer
referrals-match = Choose what answers it …
referrals-match-title = What answers this referral?
referrals-match-text = Choose letters, results or medicines of this record that came back.
referrals-match-find = Search the record
referrals-match-none = Nothing was found.
referrals-match-done = Take as the answer ({ $n })
referrals-matched = It is listed under this referral now.
referrals-taken-back = It is not listed under this referral any more.
referrals-undo = Undo
referrals-close = Close this referral
referrals-reopen = Open it again
referrals-closed-done = The referral is closed. It is not in the next summary.
referrals-reopened = The referral is open again.
referrals-entry = Show the entry
referrals-answer = Write the answer …
referrals-answer-title = Answer this referral
referrals-answer-lead = The letter and what you choose go into one file. Whoever sent the referral brings it in, and sees there what came of it.
referrals-letter = The letter
referrals-letter-hint = What was found, what you think of it, answers to the questions. An empty line begins a new paragraph.
referrals-plan = What is to be done
referrals-plan-hint = May be empty
referrals-author = Who answers
referrals-author-hint = Name and specialty, as it should stand on the letter
referrals-goes = Goes back with it
referrals-goes-hint = New entries of this record: results, medicines, documents.
referrals-goes-none = This record has no entries beside those that came with the referral.
referrals-answer-make = Make the answer and save it …
referrals-answer-saved = “{ $name }” is saved. It is not locked: take it only to whom it is for.
referrals-answer-who = Anyone who has the file can read it. It cannot be taken back.
referrals-entry-choose = Take along: { $title }
referrals-more = Show older entries

# After bringing in
referrals-news = This answers your referral
referrals-news-text = { $title }
referrals-news-show = See what came of it
referrals-again = The answer was here already
referrals-again-text = “{ $title }”: everything in this answer is in the record already. Nothing was added.

# For handing out
referrals-for = To whom?
referrals-for-hint = For example: Cardiology, City Hospital
referrals-doctor = Which doctor sends you?
referrals-hand = Make the referral
referrals-hand-lead = Two more things for the referral.

# Summaries of others
read-look = Look at a summary without bringing it in
read-look-text = A summary that somebody gave you, shown as it is, with what is wrong with it.
read-title = A summary from somebody else
read-not-stored = Nothing of this is in your record.
read-file = File: { $name }
# What kind of file it is, where it does not name one itself.
read-kind-collection = A collection of entries
read-kind-document = A document
read-kind-searchset = The answer to a search
read-made = Made on { $date }
read-by = By { $names }
read-about = About { $name }
read-no-person = The file does not say whom it is about.
read-several = The file is about more than one person. Look closely whose entries these are.
read-flaws = What is wrong with it
read-flaws-none = Nothing is wrong with it as far as Kinfolio can tell.
read-flaws-count = { $n ->
    [one] 1 thing is not as it should be
   *[other] { $n } things are not as they should be
  }
read-flaws-meaning = This says how the file is made, not whether it is true.
read-flaw-times = { $n } times
read-flaw-where = Where: { $places }
read-bring = Bring it into a record …
read-back = Back
read-unlisted = Also in this file, in no section
read-untitled = Section without a title
read-own-title = The sender calls it: { $title }
read-missing = { $n ->
    [one] 1 entry is listed here that is not in the file
   *[other] { $n } entries are listed here that are not in the file
  }
read-missing-named = { $n ->
    [one] 1 entry is listed here that is not in the file: { $names }
   *[other] { $n } entries are listed here that are not in the file: { $names }
  }
read-words = The sender’s own words
read-known-none = The sender says: none known.
read-no-information = The sender gives no information. That does not mean that there is nothing.
read-left-out = The sender has left this out.
read-nothing = Nothing is in this section.
read-not-shown = This file cannot be shown
