## Codes in front of the camera, and reading codes without storing anything.

err-unknown-scan = The camera was switched off in the meantime.
rec-unknown-scan = Start the camera again.

scan-title = Hold the code in front of the camera
scan-lead = All codes of a card, one after the other or several at once; they are put together here. Nothing leaves this computer.
scan-start = Use the camera
scan-start-title = With the camera
scan-start-text = Hold a printed code, or one on a telephone, in front of this computer’s camera.
scan-starting = The camera is being switched on
scan-wait = Your computer may ask whether the camera may be used.
scan-looking = Looking for a code
scan-picture = What the camera sees
scan-hint = Hold the code still and flat, so that it fills about half of the picture. A little farther away is better than too near.
scan-seen = { $n ->
    [one] One code is in view.
   *[other] { $n } codes are in view.
  }
scan-other = A code is in view, but it is neither a health card nor a health link.
scan-cards = { $n ->
    [one] One health card is here.
   *[other] { $n } health cards are here.
  }
scan-links = { $n ->
    [one] One health link is here.
   *[other] { $n } health links are here.
  }
scan-parts = Of a health card in { $all } codes, { $have } are here. Show the others.
scan-go-on = Go on with what is here
scan-camera = Camera
scan-camera-n = Camera { $n }
scan-off = Switch the camera off
scan-links-wait = There was a link beside the cards. It is opened apart, because a server is asked.
scan-links-open = Look at the link
scan-refused = The camera may not be used.
scan-refused-text = Your computer refused it. Allow the camera for Kinfolio in the settings of your computer, or choose a photograph of the code instead.
scan-none = There is no camera here.
scan-none-text = Connect one, or photograph the code with your telephone and choose the picture here.
scan-busy = The camera does not answer.
scan-busy-text = Perhaps another program is using it. Close that and try again.
scan-again = Try again

codes-clipboard = Read the picture that was copied
codes-clipboard-text = If you copied a picture of a code (a screenshot, a picture in a message), it is read from there. Or press Ctrl V.
codes-clipboard-none = No picture was copied.
codes-clipboard-refused = What was copied may not be looked at here. Press Ctrl V instead, or choose the picture as a file.

cli-help-qr = QR codes: what they say, without storing anything
cli-help-qr-read = Read the codes in pictures (PNG, JPEG), PDF pages or texts; - reads from standard input. JSON: codes[file, kind, text], findings[…]
cli-arg-qr-images = Pictures, PDF files or texts with codes in them
cli-head-code-kind = Kind
cli-head-code-text = Text
code-kind-card = health card
code-kind-card-part = part of a health card
code-kind-link = health link
code-kind-moving-part = part of a moving code
code-kind-text = text

err-issuers-refused = The list was not taken. { $why }
rec-issuers-refused = What was known before stays. Try again later, or ask the issuer for its keys as a file.
err-unknown-link = This link was not kept.
rec-unknown-link = Look at the list of links that were kept and choose one from there.

issuers-title = Who issues health cards
issuers-text = Health cards are checked with a list of { $n } known issuers, made on { $date }. It is part of Kinfolio; a newer one is fetched only when you say so.
issuers-host = { $host } is asked, and learns nothing about you but your internet address.
issuers-refresh = Fetch a newer list
issuers-refreshing = The list is being fetched
issuers-done = The list is new: { $date }
issuers-own = You added { $issuer } on { $date }.
issuers-own-remove = Take it off
issuers-add = Add an issuer yourself
issuers-add-text = Is your hospital not on the list? You can add it yourself. Its cards are then called true, and that you added it stands beside them.
issuers-add-address = Address of the issuer
issuers-add-hint = It stands on the card, for example https://cards.hospital.example
issuers-add-empty = Type the address first.
issuers-add-file = Choose a file with its keys
issuers-add-by-file = The keys come from the file; nobody is asked.
issuers-add-asked = { $host } is asked for its keys once, and learns from which internet address.
issuers-add-choose = Without a file the issuer is asked for its keys, once.
issuers-add-do = Add it
issuers-added = { $issuer } is added.

kept-links-title = Links that can be asked again
kept-links-text = What is behind these links may change. What is new is added as an import of its own; what is there already stays.
kept-links-by-itself = Ask { $host } by itself once a day, while Kinfolio is open
kept-links-problem = When it was last asked: { $why }
kept-links-on = The link is asked once a day.
kept-links-off = The link is asked only when you say so.
kept-links-asked = Last asked { $when }
kept-links-ended = This link has ended.
kept-links-ask = Ask again
kept-links-asking = { $host } is being asked
kept-links-forget = Forget the link
kept-links-forgot = The link is forgotten. What came with it stays.
codes-link-keep = Keep the link and ask it once a day for news (you can switch that off)
codes-link-keep-passcode = Keep the password with it (in this encrypted record)

cli-help-card-issuers = The list of issuers by which health cards are checked
cli-help-card-issuers-list = Say from when the list is, how many issuers are on it, and which you added. JSON: asOf, issuers, refreshed, host, own[issuer, added, keys]
cli-help-card-issuers-refresh = Fetch a newer list, once
cli-help-card-issuers-add = Add an issuer: its keys from a file, or asked of it once
cli-help-card-issuers-remove = Take an issuer off that you added
cli-arg-issuer-address = Address of the issuer, as it stands on its cards
cli-arg-keys-file = File with its keys (jwks.json)
cli-arg-list-address = Another address of the list
cli-head-added-on = Added
cli-head-keys = Keys
cli-issuers = { $n } issuers, list of { $date }
cli-issuers-ask = Ask { $host } now? It will learn from which internet address.
cli-help-link-list = List the links that were kept. JSON: links[id, host, label, asked, asksPasscode, expired]
cli-help-link-refresh = Ask a kept link again, or without a name all of them, and bring in what is new. JSON of all: links[id, host, label, result | error[code, params] | skipped]
cli-help-link-forget = Forget a kept link; what came with it stays
cli-help-link-by-itself = Say whether a kept link is asked once a day while Kinfolio is open
cli-arg-on-or-off = on or off
cli-arg-read-website = Also read the hospital website that the link gives access to, once
cli-head-by-itself = By itself
cli-head-problem = Last problem
cli-arg-kept-link = The link, as `link list` names it
cli-arg-keep-link = Keep the link, if what is behind it may change
cli-arg-keep-passcode = Keep its password with it, in the encrypted record
cli-head-asked = Last asked

# Access to a hospital website that came with a link.
codes-access-title = The link also opens the website { $host }
codes-access-text = Whoever made the link allows you to read a record there, once. Nobody at { $host } was asked yet. If you go on, this computer goes to { $host } and reads the record; nothing of your record is sent there.
codes-access-address = Address: { $address }
codes-access-allows = It may be read:
codes-access-until = It works until { $when }. It cannot be renewed.
codes-access-trust = Only go on if this is the hospital that you expect.
codes-access-read = Read the record at { $host } once
codes-access-reading = Reading at { $host }
codes-access-later = Leave it
codes-access-came = What lay behind the link itself is in the record.
# Files of a link that are on another server than its own.
codes-elsewhere-title = Files of this link are on another server: { $hosts }
codes-elsewhere-text = { $host } answered. It says that files are on { $hosts }. Nobody there was asked yet. If you go on, { $hosts } learns that somebody fetches them now, and the internet address of this computer. Nothing of your record is sent there.
codes-elsewhere-trust = This is usual, for many keep large files elsewhere. Only go on if you trust whoever gave you the link.
codes-elsewhere-open = Fetch the files from { $hosts } too
codes-elsewhere-leave = Go on without these files
