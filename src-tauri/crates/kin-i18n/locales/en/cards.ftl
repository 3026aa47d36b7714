# Words of reading a code or a link, and of the health cards that were kept.

codes-title = Read a code or a link
codes-lead = For { $name }: a health card (a signed record in a QR code), or a health link.
codes-open = Read a code or a link
codes-back = Back to Sources
codes-read-only = You may read this record, not change it. Codes and links are brought in by somebody who may.
codes-paste = Text of the code or the link
codes-paste-hint = Paste all of it here. Nothing is stored and nobody is asked before you say so.
codes-paste-empty = Paste a text first, or choose a picture or a file below.
codes-pasted = Pasted text
codes-read = Read it
codes-pick-title = Or a picture or a file
codes-pick-text = A photograph or screenshot with the QR code (PNG or JPEG), or a file that ends in .smart-health-card. Where one card has several codes, choose all its pictures together.
codes-pick = Choose pictures or files
codes-reading = Reading the code
codes-again = Read another one

# What a card says of itself
codes-cards = { $n ->
    [one] One health card was read
   *[other] { $n } health cards were read
  }
codes-nothing-yet = Nothing is stored yet. Whose it is and what is in it stands below.
codes-issuer = Issued by { $issuer }
codes-issued = Issued on { $date }
codes-expires = Valid until { $date }
codes-trust-true = signature true, issuer known
codes-trust-unknown = signature true, issuer not known
codes-trust-unchecked = signature not checked

# Opening a health link
codes-link-title = This link leads to { $host }
codes-link-called = Its maker calls it “{ $label }”.
codes-link-told = Nobody was asked yet. If you go on, { $host } is asked once; it learns that somebody opens the link now, and the internet address of this computer. Nothing of your record is sent there.
codes-link-trust = Only go on if you know who gave you this link and expected it.
codes-link-expires = It works until { $date }.
codes-link-changes = What is behind it may change later. Kinfolio fetches what is there now.
codes-link-ended = This link has ended ({ $date }). Ask whoever gave it to you for a new one.
codes-link-whose = Whose record does it go into?
codes-link-person = The record of { $name }
codes-link-new = A new record, with the name that is in it
codes-link-passcode = Password
codes-link-passcode-hint = Whoever gave you the link tells you the password. Wrong tries are counted, and after some the link closes.
codes-link-open = Ask { $host } and bring it in
codes-link-opening = Fetching from { $host }
codes-link-opening-text = If you cancel, nothing is stored.
codes-link-stopped = Stopped. Nothing was stored.
codes-link-sure = I have checked it: it is about { $name }

# Cards that were kept
cards-title = Health cards
cards-text = Kept exactly as they came. Others can scan the code and check the signature.
cards-show = Show the code
cards-save = Save as a file
cards-too-long = Too long for one code: it can be handed on as a file.
cards-sheet = Health card of { $issuer }
cards-sheet-how = Hold the other person’s scanner or telephone in front of this code.
cards-sheet-alt = The QR code of the health card
cards-save-picture = Save as a picture
cards-saved = Saved. Whoever has the file can read what is in the card.
