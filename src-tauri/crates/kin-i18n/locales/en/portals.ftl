# Words of the screens for hospitals: connecting one, getting what is new, disconnecting.

connect-do = Connect a hospital
connect-title = Connect a hospital
connect-lead = Many hospitals and clinics let you read your record at home. Connect yours once, and Kinfolio gets what is new whenever you like.
connect-back = Back to Sources
connect-other = Choose another hospital
connect-read-only = You may read this record. Only somebody who may change it can connect a hospital.
connect-stopped = Stopped
connect-stopped-text = Nothing was changed. Everything is as it was before.

# Find it
connect-find = Which hospital or clinic?
connect-find-hint = Type a part of its name, or the town. Small mistakes do not matter.
connect-find-example = For example: St. Mary Boston
connect-hits = Hospitals found
connect-found =
  { $n ->
    [0] Nothing found
    [one] { $n } hospital found
   *[other] { $n } hospitals found
  }
connect-also = also: { $names }
connect-more = These are { $shown } of { $total }. Type more of the name to find yours.
connect-stays = Nothing you type here leaves this computer.
connect-as-of = The list came with Kinfolio, as of { $date }. Nothing you type here leaves this computer.
connect-none = “{ $words }” is not in the list
connect-none-fewer = Type only the most unusual word of the name.
connect-none-group = Many hospitals are listed under the name of the group they belong to. It often stands in the heading of their letters.
connect-none-town = Type the town instead.
connect-none-file = Not every hospital can be connected. Almost every one can give you your record as a file, and Kinfolio reads that too.
connect-by-address = I know the address
connect-bring-file = Bring in a file instead
connect-address-title = By its address
connect-address = Address that the hospital has given you
connect-address-hint = It looks like https://fhir.example.org/r4 and is not the address of the hospital’s website.
connect-address-missing = Type the address first.
connect-address-look = Look whether it can be connected
connect-no-address = If you have no such address
connect-address-what = Ask the hospital for its “patient access address (FHIR)”. The reception may have to pass the question on to its computer department.
connect-practice-title = Try it out with the practice hospital
connect-practice-text = It is made up, and it is on this computer: nothing goes out, and nothing can go wrong.
connect-practice = Try with the practice hospital
connect-practice-name = Practice hospital
connect-lists = Lists in which Kinfolio looks
connect-lists-text = Kinfolio looks for your hospital in these lists. They are on this computer.
connect-list-own = added by you
connect-list-count =
  { $n ->
    [one] { $count } hospital.
   *[other] { $count } hospitals.
  }
connect-list-date = As of { $date }.
connect-list-no-date = It does not say of which day it is.
connect-list-add = Add a list from a file
connect-list-add-hint = For experts: health systems publish such lists, called “brands” or “endpoints” (JSON or CSV). A list of the same name is replaced.
connect-list-added =
  { $n ->
    [one] “{ $title }” is added: { $n } hospital can be found now.
   *[other] “{ $title }” is added: { $n } hospitals can be found now.
  }
connect-list-left-out =
  { $n ->
    [one] { $n } line of it was left out: it has no name or no safe address.
   *[other] { $n } lines of it were left out: they have no name or no safe address.
  }
connect-list-remove = Remove
connect-list-remove-title = Remove “{ $title }” from the lists?
connect-list-remove-text = Hospitals that are connected stay connected. You can add the list again from its file.
connect-list-removed = “{ $title }” is removed from the lists.

# What it can do
connect-looking = Asking the hospital’s computer what it can do
connect-looking-text = Nobody is signed in yet, and nothing about you is sent.
connect-can = This hospital can be connected.
connect-can-with-id = This hospital can be connected, once it has given you a number for Kinfolio.
connect-cannot = Kinfolio cannot be connected with this hospital
connect-instead = What you can do instead
connect-instead-download = Sign in on the hospital’s website and look for “Download my record” or “Export my data”. Then bring the file in here.
connect-instead-ask = Or ask at the reception for your record as a file, on a stick or by e-mail. In many countries they have to give it to you.
connect-instead-paper = Letters on paper can be added as photographs or PDF.
connect-whose-hint = The hospital’s record is only put there when name and date of birth fit.
connect-whose-new = A new person
connect-whose-new-hint = With the name that the hospital has written down.
connect-label-hint = It stands beside every entry that comes from there.
connect-expert = I have a number of my own for Kinfolio (for experts)
connect-id-title = This hospital wants a number for Kinfolio
connect-id-text = Some hospitals only let a program in that was registered with them beforehand. You register it on the hospital’s page for developers and get a number, called “client id”. If that is too much: ask somebody who knows computers, or bring your record in as a file.
connect-id = Client id
connect-id-missing = Type the client id that the hospital has given you.
connect-secret = Client secret
connect-secret-hint = It is kept encrypted in this record and never shown again.
connect-secret-missing = Type the client secret, or choose “Only a client id”.
connect-id-kind = What has the hospital given you?
connect-id-public = Only a client id
connect-id-secret = A client id and a client secret
connect-id-secret-hint = A secret is like a password for Kinfolio.
connect-id-key = A client id that goes with a private key
connect-id-key-hint = You have given the hospital the public half of a key, and have the private half as a file.
connect-key = Private key
connect-key-hint = A file that ends in .pem or .key, without a password of its own. It is kept encrypted in this record and never shown again.
connect-key-choose = Choose the file
connect-key-other = Choose another file
connect-key-missing = Choose the file with the private key, or choose “Only a client id”.
connect-page-title = This hospital probably sends you back to a page on the web only
connect-page-expert = The hospital wants an address that begins with https:// (for experts)
connect-page-text = After signing in, the hospital’s website sends your browser back. Some send it only to a page on a website, and not straight to your computer. Kinfolio has such a page: it keeps nothing and only passes you on to this computer. If that is too much: bring your record in as a file.
connect-page-1 = Save the page as a file.
connect-page-save = Save the return page
connect-page-saved = “{ $name }” is saved. Put it on a website without changing it.
connect-page-2 = Have it put on a website, without changing it. Your clinic can do that, a club, or somebody who knows computers. It must be reached with https://.
connect-page-3 = Tell the hospital this address when you register Kinfolio there (they call it “redirect URI”), and type it here.
connect-page = Address of the return page
connect-page-hint = For example: https://clinic.example.org/kinfolio/
connect-page-wrong = This is no such address. It begins with https:// and has no “?” or “#” in it.
connect-sign-in = Sign in at the hospital
connect-sign-in-for = Sign in at the hospital for { $name }
connect-sign-in-text = Your browser opens at the hospital’s own page. Kinfolio never sees your password.

# Signing in
connect-beginning = Getting ready
connect-again-title = Sign in again: { $name }
connect-sign-in-title = Sign in at the hospital now
connect-sign-in-1 = Your browser has opened at the hospital’s own page.
connect-sign-in-2 = Sign in there as you always do, and allow Kinfolio to read your record.
connect-sign-in-3 = Then come back here. It goes on by itself.
connect-waiting = Waiting for you to sign in …
connect-open-again = Open the page again
connect-copy = Copy the address
connect-copied = The address is copied. Put it into the address line of your browser.
connect-address-shown = Address of the hospital’s page
connect-address-shown-hint = For this sign-in only, and only for a few minutes. Give it to nobody.
connect-no-browser = The browser could not be opened
connect-no-browser-text = Choose “Copy the address” and put it into the address line of a browser on this computer.
connect-password = Kinfolio never sees your password
connect-password-text = You type it into the hospital’s page only. Kinfolio gets permission to read, which you can take back at any time, here or at the hospital.

# Somebody else
connect-wrong = At the hospital, this is the record of somebody else
connect-wrong-who = At the hospital, this is the record of { $who }
connect-wrong-text = You have chosen the record of { $name }, and the two do not fit together.
connect-wrong-nothing = Nothing was stored.
connect-wrong-again = The hospital will ask you to sign in once more.
connect-sure-text = Other people’s results in a record can do harm. Only go on when the hospital has written the name or the date wrongly.
connect-sure = I have checked it: this is the record of { $name }

# Reading
connect-connected = Connected: { $label }
connect-connected-text = Now the record is read for the first time. That can take some minutes.
connect-reading = Reading the record
connect-reading-text = You can look at something else meanwhile. If you cancel, nothing is stored, and you can try again later.
connect-reading-stopped = Nothing was stored. The hospital stays connected.
connect-done = { $label } is in the record of { $name }
connect-done-keep = From now on you get what is new with one click, under Sources.
connect-home = Go to Home
connect-to-sources = Go to Sources

# The hospitals that are connected
hospital-list = Hospitals
hospital-none-text = Connect a hospital, and its record comes here by itself: results, medicines, letters. Later, one click gets what is new.
hospital-read-only = You may read this record. Somebody who may change it can get what is new.
hospital-state-ready = Connected
hospital-state-never = Not read yet
hospital-state-incomplete = Some is missing
hospital-state-again = Sign in again
hospital-state-failed = Did not work
hospital-here = on this computer, for trying out
hospital-fresh =
  { $n ->
    [one] { $n } new
   *[other] { $n } new
  }
hospital-show-new = Show me what is new
hospital-new-ones = What is new from the hospital
hospital-last = Last fetched: { $when }.
hospital-last-brought = New: { $added }. Changed: { $updated }.
hospital-last-nothing = There was nothing new.
hospital-connected-at = Connected: { $when }.
hospital-gaps =
  { $n ->
    [one] { $n } thing did not come
   *[other] { $n } things did not come
  }
hospital-gaps-text = Everything else is there. Kinfolio tries again each time.
hospital-scopes = What you have allowed Kinfolio there
hospital-each-time = This hospital wants you to sign in each time.
hospital-visit = Get what is new
hospital-sign-in-again = Sign in again
hospital-rename = Rename
hospital-rename-title = Another name for { $label }
hospital-rename-do = Rename
hospital-disconnect = Disconnect …
hospital-disconnect-title = Disconnect { $label }?
hospital-disconnect-text = Kinfolio gives back its permission and gets nothing more from there. You can connect the hospital again at any time.
hospital-what = What shall happen to what came from there?
hospital-keep = Keep it in the record
hospital-keep-hint = Nothing is lost. This is what most people want.
hospital-erase =
  { $n ->
    [one] Erase it: { $n } entry
   *[other] Erase it: { $n } entries
  }
hospital-erase-hint = What other sources have too stays.
hospital-erase-sure = Yes, erase { $count } entries from the record of { $name }
hospital-disconnect-do = Disconnect
hospital-disconnect-erase = Disconnect and erase
hospital-disconnecting = Disconnecting
hospital-gone = { $label } is disconnected
hospital-revoked = The hospital knows
hospital-revoked-text = The permission to read is taken back there as well.
hospital-not-revoked = The hospital could not be told
hospital-not-revoked-text = Kinfolio has forgotten its permission and cannot read there any more. To be quite sure, sign in on the hospital’s website and remove Kinfolio under “Connected apps”.
hospital-not-unregistered = { $label } still lists Kinfolio among its programs. Without a permission it can read nothing there.
hospital-kept = Everything that came from there is still in the record.
hospital-erased =
  { $n ->
    [one] { $n } entry was erased from the record.
   *[other] { $n } entries were erased from the record.
  }

# In Settings
hospital-auto = Get what is new by itself
hospital-auto-hint = While Kinfolio is open and unlocked. Hospitals that want you to sign in each time wait for you.
hospital-auto-hours =
  { $n ->
    [0] Never, only when I ask for it
    [24] Once a day
    [168] Once a week
    [one] Every hour
   *[other] Every { $n } hours
  }

# On Home
hospital-home-new =
  { $n ->
    [one] { $label }: { $n } new entry.
   *[other] { $label }: { $n } new entries.
  }
hospital-home-again = { $label } wants you to sign in again.
hospital-other-new =
  { $n ->
    [one] For { $name }: { $n } new entry from { $label }.
   *[other] For { $name }: { $n } new entries from { $label }.
  }
hospital-other-open = Open the record of { $name }
hospital-other-dot = There is something new in another record
