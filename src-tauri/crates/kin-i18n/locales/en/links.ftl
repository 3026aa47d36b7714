# Links that are handed out: places for sealed files, the links, who opened them.

link-way-title = By internet: a link
link-way-who = Whoever has the code or the link can read it. The place where the file lies cannot: it gets it locked. The link can be taken back; what was opened before stays with the receiver.
link-way-how-long-counts = It works until the time that you choose, and you can take it back at any time.
link-way-how-long-plain = An ordinary file lies there. Kinfolio deletes it after the time that you choose, but only while Kinfolio is open and online.
link-way-no-host = First choose a place on the internet where the locked file may lie. It is yours or your family’s; there is none of ours.
link-where = Where does the file lie?
link-where-add = Add a place
link-where-local = This place is this computer: good for trying out, but nobody else reaches it.
link-hours = How long does it work?
link-hours-1 = 1 hour
link-hours-24 = 1 day
link-hours-168 = 1 week
link-hours-720 = 30 days
link-hours-none = Until I take it back
link-uses = How often may it be opened?
link-uses-any = As often as needed
link-uses-1 = Once
link-uses-5 = 5 times
link-passcode = Password for this link
link-passcode-hint = You may leave it empty. With it, the code alone opens nothing: tell the password by telephone or in person. After 10 wrong tries the link is dead.
link-label = Name that the receiver sees
link-label-hint = For example “Li Hua, visit on Friday”. Write nothing private here.
link-long-term = I will update what is behind it
link-kind = What for?
link-kind-plain = For a doctor who opens it
link-kind-ktc = For the check-in at a clinic in the USA (“Kill the Clipboard”)
link-make = Make the link
link-making = Locking the file and bringing it there…
link-made = The link is ready
link-show-code = Show the code
link-code-for = Code for { $label }
link-code-hint = Scan this with a telephone or the reader at the desk.
link-code-passcode = The password for it: { $passcode }
link-letters = The link in letters
link-code-alt = The code of the link
link-letters-hint = For an e-mail or a message. Whoever gets it can open the record.
link-save-code = Save the code as a picture

links-title = Links you have handed out
links-none = You have handed out no link yet.
links-to = at { $server }
links-made = made { $at } by { $by }
links-until = works until { $at }
links-no-end = works until you take it back
links-opened = { $used ->
    [0] not opened yet
    [one] opened once
   *[other] opened { $used } times
}
links-opened-of = opened { $used } of { $uses } times
links-asked = as of { $at }
links-has-passcode = with a password
links-entries = { $count ->
    [one] one entry
   *[other] { $count } entries
}
links-accesses = Who opened it?
links-accesses-none = Nobody has opened it yet.
links-accesses-plain = An ordinary file does not tell who opened it.
links-access-who = Who (as they said)
links-access-when = When
links-access-what = What happened
links-pause = Pause
links-resume = Go on
links-revoke = Take it back
links-revoke-ask = Take this link back? The locked file is deleted. What somebody has opened before stays with them.
links-rearm = Make it work again
links-refresh = Put today’s record behind it
links-left-behind = Its time is over, but the file still lies there. It is deleted as soon as the place is reached.
links-working = Asking the place…

share-host-title = Places for locked files
share-host-none = No place yet.
share-host-kind = What kind of place?
share-host-kind-link-host = A Kinfolio link host (a family server)
share-host-kind-link-host-hint = The best: it asks for passwords, counts, says who opened, and ends links by itself.
share-host-kind-webdav = WebDAV (Nextcloud, a NAS, many providers)
share-host-kind-webdav-hint = An ordinary file that anybody with the link may fetch.
share-host-kind-s3 = S3 storage
share-host-kind-s3-hint = An ordinary file in a bucket that everybody may read.
share-host-kind-folder = A folder that is on the web already
share-host-kind-folder-hint = Something else (a web server, a sync program) publishes it.
share-host-label = What do you call it?
share-host-address-host = Address of the link host
share-host-address-public = Address at which everybody can read the files
share-host-address-hint = Begins with https and is short: at most 80 characters.
share-host-key = Key of the link host
share-host-key-hint = “kinfolio link-host” shows it when it starts.
share-host-webdav-address = Address of the WebDAV folder
share-host-user = User name
share-host-password = Password
share-host-s3-address = Address of the S3 server
share-host-bucket = Bucket
share-host-region = Region
share-host-region-hint = Leave it empty where there is none.
share-host-prefix = Folder in the bucket
share-host-key-id = Id of the access key
share-host-secret-key = Secret access key
share-host-public-read = Open each file to everybody by itself (public-read)
share-host-folder = Folder
share-host-folder-choose = Choose the folder…
share-host-try = Try it and add it
share-host-trying = Writing a small file, reading it as anybody could, deleting it…
share-host-leaves = Only a file without meaning is written there, read as anybody could, and deleted again.
share-host-added = Added: { $label }
share-host-missing = Please fill this in.
share-host-remove = Remove
share-host-links = { $count ->
    [0] no links
    [one] one link
   *[other] { $count } links
}

share-link-state-active = Works
share-link-state-paused = Paused
share-link-state-ended = Its time is over
share-link-state-used-up = Used up
share-link-state-locked = Dead: too many wrong passwords
share-link-state-revoked = Taken back
share-link-state-unsure = Not certain: making it broke off. Take it back to be safe.

share-access-opened = Opened
share-access-wrong-passcode = Wrong password
share-access-other = Something else

share-link = Link on the internet
share-link-ktc = Link for a clinic’s check-in

share-why-host-address = The address cannot be used: it must begin with https:// and have nothing behind ? or #.
share-why-address-too-long = The address is too long: a link there would have { $detail } characters, 128 are allowed.
share-why-plain-passcode = A plain file cannot ask for a password. Choose a Kinfolio link host, or leave the password away.
share-why-plain-uses = A plain file cannot count how often it is opened.
share-why-plain-pause = A plain file cannot be paused. Take it back instead.
share-why-plain-log = A plain file does not tell who opened it.
share-why-check-in-passcode = A link for check-in must not have a password.
share-why-check-in-end = A link for check-in must have an end.
share-why-check-in-missing = Links for check-in are not made by this program.
share-why-passcode-length = The password must have 4 to 64 characters.
share-why-too-large = The file is larger than a link may lead to.
share-why-name = The server’s name is not known. Perhaps it is mistyped, or this computer is offline.
share-why-certificate = The server cannot prove who it is.
share-why-connection = The server cannot be reached.
share-why-time = The server took too long.
share-why-private-address = The address leads into a private network, where receivers do not get to.
share-why-answer-too-large = The server answered with more than it should.
share-why-broken-off = The connection broke off.
share-why-host-key = The link host does not accept the key.
share-why-no-such-link = The link host does not know this link.
share-why-host-full = The link host has no room left.
share-why-no-host = What answers at this address is no Kinfolio link host.
share-why-status = The server answered with the number { $detail }.
share-why-key = The keys of the link could not be made.
share-why-hours = The time must be between one hour and ten years.
share-why-uses = The number of times must be at least one.
share-why-viewer = The address of the viewer page must begin with https://.
share-why-revoked = The link was taken back. Make it work again first.
share-why-not-public = The file was written, but nobody can read it at that address. Check the address, and that everybody may read there.
share-why-cannot-delete = The file was written and read, but it cannot be deleted. Links there could not be taken back.
share-why-storage-settings = Something of what was said about the place cannot be.
share-why-storage-not-allowed = The place does not let you write there. Check user name, password or key.
share-why-storage-no-place = There is no such folder or bucket.
share-why-storage-refused = The place refused, or it cannot do this.

err-share-refused = Not done. { $why }
rec-share-refused = Nothing was handed out. Correct it and try again; paper, a file or a code work without any place on the internet.
err-share-host-unknown = There is no such place for links.
rec-share-host-unknown = Choose one of the list, or add it.
err-share-host-in-use = Links lie there that were not taken back.
rec-share-host-in-use = Take those links back first; then remove the place.
err-share-link-unknown = There is no such link.
rec-share-link-unknown = Look at the list of links.

cli-help-share-link = Links to a locked file on the internet
cli-help-share-link-make = Make a link. JSON: id, label, state, expires, server, entries, text
cli-help-share-link-code = Show a link's text, and write its code as a picture. JSON: link, text, viewerText, passcode
cli-help-share-link-accesses = Say who opened a link. JSON: link, accesses[at, recipient, what]
cli-help-share-link-pause = Pause a link
cli-help-share-link-resume = Let a paused link go on
cli-help-share-link-rearm = Make a link work again, counted from the beginning
cli-help-share-link-refresh = Put today's record behind a link
cli-help-share-host = Places where locked files may lie
cli-help-share-host-add = Add a place: a file is written there, read as anybody can, and deleted
cli-help-share-host-list = List the places. JSON: hosts[id, kind, label, host, counts, links]
cli-help-share-host-remove = Remove a place at which no link is left
cli-help-share-revoke = Take a link back: the locked file is deleted
cli-help-share-tidy = Delete plain files whose time is over. JSON: removed, left
cli-help-link-host = Serve links from this computer until stopped: locked files, passwords, ends, a log. Speaks HTTP; put a web server with HTTPS in front of it. JSON: address, hostKey
cli-arg-link-id = The link: its number, or the beginning of that
cli-arg-host-id = The place: its name, its number, or the beginning of that
cli-arg-hours = How many hours it works; 0: until it is taken back
cli-arg-uses = How often it may be opened
cli-arg-long-term = What is behind it will be updated
cli-arg-profile = plain: an IPS document; ktc: for the check-in at a clinic
cli-arg-viewer = The address of a page that shows what a link leads to
cli-arg-kind-of-place = What kind of place
cli-arg-read-address = The address at which receivers read
cli-arg-storage = Where is written: the WebDAV folder or the S3 server
cli-arg-user = User of WebDAV, or id of the S3 key
cli-arg-secret-file = File with the password, the S3 key or the key of the link host
cli-arg-bucket = The S3 bucket
cli-arg-region = The S3 region
cli-arg-prefix = Folder in the bucket
cli-arg-public-read = Open each file to everybody by itself
cli-arg-published-folder = The folder that something else publishes
cli-arg-listen = Where to listen
cli-arg-data = Folder for the locked files
cli-head-link = Link
cli-head-until = Until
cli-head-server = Server
cli-head-used = Opened
cli-share-link = { $text }
cli-share-revoke-ask = Take this link back? The locked file is deleted.
cli-share-tidied = { $removed } deleted, { $left } left
cli-serving-links = Serving { $address }. Key that lets somebody make links here: { $key }
cli-head-label = Name
