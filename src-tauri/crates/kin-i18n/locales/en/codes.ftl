## Health cards and health links: files, codes, links.

card-trust-issuer-listed = The signature is true. { $issuer } is on the list of known issuers of { $list }.
card-trust-issuer-unknown = The signature is true, but { $issuer } is not on the list of known issuers of { $list }.
card-trust-unchecked = The signature could not be checked: the key of { $issuer } is not in the list of { $list }.

finding-card-issuer-listed = A health card. Its signature is true, and { $detail } is a known issuer.
finding-card-issuer-unknown = A health card. Its signature is true, but { $detail } is not a known issuer.
finding-card-unchecked = A health card of { $detail }. Its signature could not be checked: the key of the issuer is not here.
finding-card-revocation-unknown = Whether the issuer has taken this card back is not known here.
finding-card-milliseconds = The dates of the card are written in an unusual way; they were understood.
finding-card-no-date = The card does not say when it was issued.
finding-card-end-unreadable = The card gives an end that is no date. Whether it has ended is not known.
finding-card-byte-order-mark = The card begins with a mark that does not belong there; it was left out.
finding-card-issuer-slash = The address of the issuer is written in an unusual way.
finding-card-revocation-id = The number by which the card could be taken back is written in an unusual way.
finding-card-fhir-version = The card does not say that it is written in the usual version of the format.
finding-card-bundle-type = The record in the card is of an unusual kind.
finding-card-meta = The card holds remarks for computers that a card should leave out.
finding-card-not-minified = The card holds more words than it needs; nothing is wrong with it.

finding-code-none = There is no health card and no health link in this.
finding-code-too-large = The code, or what is packed into it, is too large ({ $detail }).
finding-code-header = This begins nearly like a health card, but not quite: a sign is missing at the beginning.
finding-code-digits = The digits of this code are not those of a health card. A part of it may be missing.
finding-code-parts-missing = Only a part of a health card is here ({ $detail }). Bring in all its codes together.
finding-code-parts-mixed = These codes do not belong to the same health card.
finding-code-moving = This moving code, or this sheet of codes, is damaged or was not made by Kinfolio.
finding-code-moving-missing = Only a part of a moving code, or of sheets of codes, is here ({ $detail }). Bring in all its pictures together.
finding-package-locked = This file is locked with six words. They are needed to open it.
finding-zip-left = Other files in this zip file are not read ({ $detail }). Unpack it and choose them themselves if you want them read.
finding-package-broken = This was made to hand over a summary, but it is damaged.
finding-card-form = This is not a whole health card: it does not consist of three parts.
finding-card-header = The beginning of the health card cannot be read.
finding-card-algorithm = The health card is signed in a way that is not allowed.
finding-card-critical = The health card asks the reader for something that Kinfolio does not know and that must not be passed over. It is not taken; the file stays where it is.
finding-card-not-packed = The health card does not say that it is packed, as it must be.
finding-card-no-key = The health card does not say with which key it was signed.
finding-card-zlib = The health card is packed in another way than allowed.
finding-card-packing = The health card cannot be unpacked: it is damaged.
finding-card-trailing = Behind the content of the health card stands something that does not belong there.
finding-card-content = The content of the health card cannot be read.
finding-card-type = This is a signed card, but not one about health.
finding-card-issuer = The issuer of the health card does not have a secure web address.
finding-card-no-record = There is no record in the health card.
finding-card-signature-form = The signature of the health card has another form than allowed. The card is refused.
finding-card-signature-false = The signature is not true: the health card was changed, or somebody else made it. It is refused.
finding-card-expired = The health card has ended. Ask its issuer for a new one.
finding-card-not-yet = The health card is dated in the future. Check the date of this computer; if that is right, ask the issuer for a new card.
finding-card-revoked = The issuer has taken this health card back. Ask the issuer for a new one.
finding-issuer-list = The list of issuers cannot be read.
finding-revocation-list = The list of cards that were taken back cannot be read.

finding-link-damaged = The health link is damaged. Copy or scan it again, all of it.
finding-link-address = The health link leads to an address that is not secure. It is not opened.
finding-link-key = The key in the health link is damaged. Copy or scan it again, all of it.
finding-link-flags = The health link contradicts itself. Ask whoever made it for another one.
finding-link-version = The health link is of a newer kind that Kinfolio does not know.
finding-link-expired = The health link has ended. Ask whoever made it for a new one.
finding-link-inactive = The health link is not active (any more). Ask whoever made it for a new one.
finding-link-redirected = The server sends on to another address. For safety that is not followed.
finding-link-status = The server answered with an error.
finding-link-manifest = The server’s answer is not that of a health link.
finding-link-file-form = A file behind the link is not locked as it must be.
finding-link-file-algorithm = A file behind the link is locked in a way that is not allowed.
finding-link-file-critical = A file behind the link asks the reader for something that Kinfolio does not know and that must not be passed over. It is not opened.
finding-link-elsewhere = Files of the link are on another server ({ $detail }), which was not asked. Open the link yourself to decide about it.
finding-link-milliseconds = The end of the link is written in an unusual way; it was understood.
finding-link-end-unreadable = The link gives an end that is no date. Whether it has ended is not known; its server decides.
finding-link-file-key = The key of the link does not open a file behind it, or the file was changed.
finding-link-file-packing = A file behind the link cannot be unpacked.
finding-link-network = The server cannot be reached.
finding-link-too-often = The server was asked too often. Wait before you try again.
finding-link-passcode-needed = The health link wants a password.
finding-link-passcode-wrong = The password is wrong.
finding-link-withdrawn = The sender marks this file as no longer valid. It was not brought in. What came from it before stays: ask the sender what is right now.
finding-link-fhir-version = The sender wrote this file in version { $detail } of the format; Kinfolio reads it as version 4. Compare what came with what the sender shows.
finding-link-access-broken = The link offers access to a hospital website, but what it says of it is damaged. Nothing was sent there. Ask whoever made the link for a new one.
finding-link-access-address = The link offers access to a website whose address is not secure. Nothing was sent there.
finding-link-access-over = The link offers access to a hospital website that has ended already. It cannot be renewed. Ask whoever made the link for a new one.
finding-link-access-ended = The access ended before everything was read. It cannot be renewed; ask whoever made the link for a new one to get the rest.
finding-link-access-once = This was read once. The access is forgotten now; it cannot be renewed, and nothing comes by itself.
finding-link-access-again = The link offers access to a hospital website. It is used only when you open the link yourself.
finding-link-other-file = A file behind the link is no record that Kinfolio can read.

rec-card = Ask whoever gave you the health card for a new one, or for the record as a file. Nothing was stored.
err-unknown-card = There is no such health card in this record.
rec-unknown-card = Look at the list of health cards and use the numbers from there.
err-link-refused = Not opened. { $why }
rec-link-refused = Nothing was stored. If it happens again, ask whoever gave you the link for a new one, or for the record as a file.
err-link-access-ended = The access that came with the link has ended or was used. It cannot be renewed, and nothing was stored.
rec-link-access-ended = Open the link again. If that does not help, ask whoever gave it to you for a new one.
err-package-words = These words do not open the file.
codes-words-title = Six words are needed
codes-words-text = { $n ->
    [one] “{ $name }” is locked. Whoever gave it to you has the six words that open it.
   *[other] { $n } files are locked, the first one is “{ $name }”. Whoever gave them to you has the six words that open them.
 }
codes-words-field = The six words
codes-words-hint = In this order, with spaces between them. Capital letters do not matter.
codes-words-open = Open with these words
codes-words-without = Go on without it
codes-words-opening = Opening
rec-package-words = Compare the six words with whoever gave you the file: their order counts, capitals do not.
err-package-broken = The file is damaged, or was not made by Kinfolio.
rec-package-broken = Ask whoever gave it to you for the file again.
err-link-passcode-needed = This health link wants a password.
rec-link-passcode-needed = Ask whoever gave you the link for the password. It is asked for when you try again.
err-link-passcode-wrong = { $remaining ->
    [unknown] The password is wrong.
    [0] The password is wrong, and no tries are left. The link is closed.
    [1] The password is wrong. One try is left.
   *[other] The password is wrong. { $remaining } tries are left.
  }
rec-link-passcode-wrong = Compare the password with whoever gave you the link before you try again. Tries are not given back.

cli-help-card = Health cards: signed records from codes and files
cli-help-card-list = List the health cards of a person. JSON: cards[import, number, issuer, issuerName, trust, issued, expires, fitsCode]
cli-help-card-show = Write a health card to a file, as its issuer made it: .png for a code to scan, anything else for a file
cli-help-card-verify = Look at a health card without storing it: who issued it and whether it is true. JSON: cards[…], findings[…]
cli-arg-import-number = Number of the source that the card came with
cli-arg-card-number = Which card of that source, from 1
cli-help-link = Health links: records that somebody shares by a link
cli-help-link-look = Say what a health link leads to, without asking anybody. JSON: host, label, passcode, direct, longTerm, expires, notes[code, severity, text]
cli-help-link-open = Ask for what a health link leads to, once, and bring it in
cli-arg-health-link = The link: shlink:/… or a web address that ends with it; - reads it from standard input
cli-arg-passcode-file = File with the password
cli-arg-recipient = Who receives it, as the server may note it
cli-head-issuer = Issuer
cli-head-trust = Trust
cli-head-issued = Issued
cli-head-ends = Ends
cli-head-card = Card
cli-link-ask = Ask { $host } for the record now? It will learn that somebody asked, and from which internet address.
cli-link-access = The link also opens the website { $host } ({ $address }), until { $when }.
cli-link-access-ask = Go to { $host } and read the record there, once?
cli-link-access-left = The record at { $host } was not read. Add --read-website to read it.
cli-link-elsewhere = Files of the link are on another server: { $hosts }. Nobody there was asked yet.
cli-link-elsewhere-ask = Ask { $hosts } for them? It will learn that somebody asked, and from which internet address.
cli-link-elsewhere-left = The files on { $hosts } were left. Add --also with the name of the server to fetch them.
cli-links-ask = Ask all these servers now: { $hosts }? Each learns that somebody asked, and from which internet address.
cli-links-passcode = { $link } wants its password and was left out. Ask it alone, with --passcode-file.
cli-links-ended = { $link } has ended and was left out.
cli-links-none = No link was kept.
cli-arg-also = Another server that holds files of the link and may be asked too, as it is named; may be given several times
cli-package-words = Six words of the file
cli-arg-words-file = File with the six words that a package or page is locked with
cli-link-passcode = Password of the link
