# Bundles that a patient shares at check-in ("Kill the Clipboard"): remarks on those that come in, and
# words of the one that goes out.

finding-ktc-attachment-left-out = A document that lies on a hospital’s server and not in your record cannot go along in the check-in file.
finding-ktc-json = The check-in file cannot be checked against its rules.
finding-ktc-bundle-type = The check-in file is not of the kind its rules ask for.
finding-ktc-bundle-timestamp = The check-in file does not say when it was made.
finding-ktc-entry-count = The check-in file holds nothing beside the person.
finding-ktc-patient-count = The check-in file must be about one person ({ $detail } are in it).
finding-ktc-patient-demographics = The check-in file does not give all of name, birth date and sex ({ $detail }).
finding-ktc-fullurl-not-urn = A part of the check-in file is not named as its rules ask for ({ $place }).
finding-ktc-fullurl-duplicate = Two parts of the check-in file have the same name ({ $place }).
finding-ktc-reference-dangling-urn = Something in the check-in file refers to a part that is not in it ({ $place }).
finding-ktc-reference-dangling-contained = Something in the check-in file refers to an inner part that is not in it ({ $place }).
finding-ktc-reference-external = Something in the check-in file refers to another computer ({ $place }).
finding-ktc-reference-unresolved = Something in the check-in file refers to what cannot be found in it ({ $place }).
finding-ktc-attachment-url = A document is not in the check-in file but at an internet address ({ $place }).
finding-ktc-attachment-no-data = A document in the check-in file is empty ({ $place }).
finding-ktc-meta-profile = A part of the check-in file claims rules of its own ({ $place }).
finding-ktc-docref-status = A shared document is not marked as current ({ $place }).
finding-ktc-docref-type = A shared document does not say whether it is the summary or the person’s own words ({ $place }).
finding-ktc-docref-category = A document is not marked as shared by the patient ({ $place }).
finding-ktc-docref-subject = A shared document is not about the person of the check-in file ({ $place }).
finding-ktc-docref-author = A shared document does not name the person as the one who made it ({ $place }).
finding-ktc-docref-date = A shared document has no date ({ $place }).
finding-ktc-docref-pataast = A shared document is not marked as told by the patient ({ $place }).
finding-ktc-docref-content-type = A shared document is not a PDF ({ $place }).
finding-ktc-docref-data-base64 = A shared document is damaged ({ $place }).
finding-ktc-rendered-missing = The check-in file has no page to read (PDF) beside its data.
finding-ktc-safety-core = The check-in file does not answer all three: allergies, medicines, problems. That does not mean that there are none.

share-ktc = Check-in file for a clinic in the USA
share-ktc-what = Data and both pages (the summary and your own words) in one file, as the US “Kill the Clipboard” check-in asks for.
share-ktc-who = Anyone who has the file can read it with a suitable program, for as long as it exists. It cannot be taken back.

# Sensitive topics: off until they are ticked
share-topics = Sensitive topics
share-topics-hint = Entries about these stay out of every form until you tick them.
share-topics-none = Nothing in the chosen parts tells of one.
share-topic-mental-health = Mental health
share-topic-substance-use = Alcohol and drugs
share-topic-sexual-health = HIV, sexual health
share-topic-reproductive = Contraception, infertility, abortion
share-topic-genetics = Genes and inherited disease
share-topic-violence = Violence and abuse
share-topic-entries = { $n ->
    [one] 1 entry
   *[other] { $n } entries
  }
share-topic-medicines = { $n ->
    [one] One of them is a medicine: a doctor who prescribes should know of it.
   *[other] { $n } of them are medicines: a doctor who prescribes should know of them.
  }
share-topics-held = { $n ->
    [one] One sensitive topic is held back:
   *[other] { $n } sensitive topics are held back:
  }
share-topics-change = Change what goes along
