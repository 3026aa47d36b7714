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
code-kind-text = text
