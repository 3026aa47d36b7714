# The screen with all ways to hand over

share-at-desk = At the desk, now
share-on-paper = On paper
share-take-along = To take along or send on
share-by-internet = Over the internet
share-reach-1 = Reach: whoever stands before the screen
share-reach-2 = Reach: whoever holds the paper or has the file
share-reach-3 = Reach: whoever has the link
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
