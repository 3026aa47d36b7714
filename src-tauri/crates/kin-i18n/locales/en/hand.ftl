# The screen with all ways to hand over

share-at-desk = At the desk, now
share-on-paper = On paper
share-take-along = To take along or send on
share-by-internet = Over the internet
share-reach-1 = Reach: whoever stands before the screen
share-reach-2 = Reach: whoever holds the paper or has the file
share-reach-3 = Reach: whoever has the link
share-reach-locked = Reach: whoever has both the file and the six words
share-letters-count = { $n } characters
share-seen = As the receiver sees it
share-seen-ips = The doctor’s program lists these entries in its own way.
share-seen-ktc = The clinic gets these entries as data, and with them the printed summary and your own words as pages to read.
share-seen-html = The page shows this in the browser, in these words.
share-seen-txt = The text says this, line by line.
share-desk-how = Turn the screen’s brightness up and hold it towards the scanner. Nothing else of the record can be seen here. Tap the code when it has been read.
share-desk-away = Tap the code away
cli-arg-topics = Take what tells of these sensitive topics along (otherwise none)
share-desk-size = Size

share-seen-viewer = Who types the six words sees this page, and can print it, copy it as record text, and save the data.
share-seen-package = Who opens the package with the six words finds this as a PDF, as data, and as text.
share-lock = Lock and save
share-saved-locked = “{ $name }” ({ $size }) is saved. It opens with the six words only.
share-words-lead = These six words open it. Write them down, and tell them to the receiver by another way than the file.
share-words-once = The words are shown only now and kept nowhere. Without them nobody can open the file, not even you.
share-moving-alt = A code that changes
share-moving-part = Code { $n } of { $all }
share-moving-again = Code { $n }: what was missed comes again
share-moving-how = In the other Kinfolio choose “Read a code or a link”, then the camera, and hold it towards this screen until it says that everything is there. Nothing else of the record can be seen here.
share-moving-pause = Pause
share-moving-play = Go on
share-moving-speed = Speed
