## Ways to hand over without a server: the page that opens with six words, the package, the card, the sheets.

viewer-title = Medical summary, locked
viewer-lead = This page holds a medical summary that somebody handed to you. Ask them for the six words that open it.
viewer-words = The six words
viewer-open = Open
viewer-working = Opening. This takes a moment.
viewer-wrong = These words do not open it. Check each word and the order; capitals do not matter.
viewer-old = This browser is too old, or does not allow a saved page to decrypt. Open the file in a current browser.
viewer-note = Everything happens on this computer. The page loads nothing and sends nothing.
viewer-script = This page needs JavaScript. It is turned off in this browser.
viewer-bar = What you can do with the summary
viewer-print = Print
viewer-copy-en = Copy as record text (English)
viewer-copy-zh = Copy as record text (中文 院外就诊经历)
viewer-copy-box = Text for the record
viewer-copied = Copied. Paste it into the record.
viewer-copy-hand = The browser does not allow copying. The text is marked below: copy it with Ctrl+C.
viewer-save = Save as data (IPS)
viewer-saved = The data file is being saved.
viewer-close = Lock again

record-text-head = Outside history, from a summary that the patient brought ({ $date }):
record-text-foot = As recorded by the patient’s sources; not verified here.

sheets-title = Medical summary in codes
sheets-page = page { $page } of { $pages }
sheets-how = These { $all } codes hold the summary as data. Read codes 1 to { $enough } with Kinfolio (“Read a code or a link”), in any order, and it is back; the rest stand in for damaged ones. Whoever has the sheets can read it.

share-viewer = Web page with a lock
share-viewer-what = One file that opens in any browser, without internet, with six words. Good on a USB stick.
share-viewer-who = Anyone who has the file and the six words can read it, for as long as the file exists. It cannot be taken back.
share-package = Package with a lock
share-package-what = The paper, the data and the text in one locked file, for people who use the program “age”.
share-package-who = Anyone who has the file and the six words can read it, for as long as the file exists. It cannot be taken back.
share-card = Health card
share-card-what = The most important things as a SMART Health Card. It is signed by this record itself, not by a hospital.
share-card-who = Anyone who has the card or photographs its code can read it, for ever. It cannot be taken back.
share-sheets = Sheets of codes
share-sheets-what = The whole summary as codes on paper, from which Kinfolio restores it.
share-sheets-who = Anyone who has the sheets can read them, for as long as they exist. They cannot be taken back.
share-moving = Moving code
share-moving-what = The whole summary as codes that change on the screen, for another Kinfolio with a camera.
share-moving-who = Anyone who films the screen can read it, for ever. It cannot be taken back.

finding-card-self-attested = The card is signed by this record’s own key. Others see a true signature of an unknown issuer: it says that nothing was changed, not that a hospital issued it.
finding-card-left-off = { $count ->
    [one] One entry did not fit onto the card.
   *[other] { $count } entries did not fit onto the card.
}

record-text-allergies = Allergies
record-text-problems = Problems
record-text-past-problems = Past history
record-text-medications = Medicines
record-text-vital-signs = Vital signs
record-text-results = Results
record-text-immunizations = Vaccinations
record-text-procedures = Procedures

cli-six-words = The six words that open it (shown only now): { $words }
