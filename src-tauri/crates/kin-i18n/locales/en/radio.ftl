# Readings of a monitor or meter over Bluetooth.

radio-title = Bring readings from a device
radio-open = Bring readings from a device
radio-about = For blood pressure monitors and glucose meters with Bluetooth. Nothing goes to the internet, and nothing is saved before you have looked at it.
radio-untried = Not yet tried with real devices. If yours does not work, type the readings in or bring in its file.

# Whether there is a radio
radio-state-absent = This program cannot use Bluetooth.
radio-state-absent-do = Type the readings in, or bring in a file of the device’s app.
radio-state-no-adapter = This computer has no Bluetooth, or it is not running.
radio-state-no-adapter-do = Plug in a Bluetooth adapter, then try again. You can also type the readings in, or bring in a file of the device’s app.
radio-state-off = Bluetooth is switched off on this computer.
radio-state-off-do = Switch it on in the settings of the computer, then try again.
radio-state-not-allowed = This computer does not let Kinfolio use Bluetooth.
radio-state-not-allowed-do = Allow it in the settings of the computer under privacy or Bluetooth, then try again.
radio-try-again = Try again

# Looking for devices
radio-begin-1 = Put the device next to the computer.
radio-begin-2 = Press its Bluetooth or transfer button, until a sign blinks.
radio-begin-3 = Then choose “Search for the device”.
radio-search = Search for the device
radio-search-again = Search again
radio-searching = Searching for devices …
radio-searching-hint = Keep the device near. Press its button again if its light goes out.
radio-stop = Stop
radio-found-none = No device was found.
radio-found-none-do = Is it switched on and near? Press its Bluetooth button and search again. Some devices must first be connected once in the Bluetooth settings of the computer. A phone that is connected to the device keeps it: switch Bluetooth off on the phone.
radio-found = Found
radio-read = Read this device
radio-read-named = Read this device: { $name }
radio-device-unnamed = Device without a name
radio-measures-pressure = Blood pressure monitor
radio-measures-glucose = Glucose meter
radio-signal-strong = near
radio-signal-fair = in the room
radio-signal-weak = far away
radio-known = Devices of this record
radio-last = Last read { $when }
radio-forget = Forget
radio-forget-named = Forget { $name }
radio-forget-ask = Forget this device?
radio-forget-what = Its readings stay in the record. Kinfolio will not know any more whose readings they were.

# Reading
radio-reading = Reading the device …
radio-reading-count = { $n ->
    [0] Waiting for the device …
    [one] One message received
   *[other] { $n } messages received
}
radio-reading-hint = The computer may ask whether the devices may be connected: say yes, and type the number that the device shows.

# What it gave
radio-into = These readings go into the record of
radio-into-other = Somebody else?
radio-early = The connection ended too early. There may be more readings in the device: read it again later, nothing comes in twice.
radio-nothing = The device has no readings.
radio-nothing-do = Some devices give each reading only once, and only for a minute after it was measured. Measure again and read the device at once.
radio-nothing-new = Everything that this device has is already in the record.
radio-clock-title = The clock of the device is wrong
radio-clock-differs = { $ahead ->
    [yes] The device says { $device }, this computer { $here }. It is ahead by { $difference }.
   *[no] The device says { $device }, this computer { $here }. It is behind by { $difference }.
}
radio-clock-future = The device has readings that would still be to come. Those are left out. Look closely at the times of the others.
radio-clock-ask = What is right?
radio-clock-shift = Correct all times by { $difference }
radio-clock-shift-hint = If the clock was wrong like this at every reading.
radio-clock-device = The times of the readings are right as they are
radio-clock-device-hint = If the clock was right when they were measured.
radio-clock-set = Please also set the clock of the device.
radio-clock-needed = First answer the question about the clock.
radio-users-title = Whose readings?
radio-users-hint = This device keeps readings of several people. Only one of them goes into this record.
radio-user = User { $n } of the device
radio-user-unknown = Without a user number
radio-user-count = { $n ->
    [one] one reading
   *[other] { $n } readings
}
radio-user-here = came into this record before
radio-user-elsewhere = came into the record of { $name } before
radio-user-needed = First choose whose readings they are.
radio-user-strange = The readings of this user did not come into this record before.
radio-confirm-other = Yes, these readings are of { $name }
radio-confirm-needed = Please confirm whose readings these are.
radio-drafts = Readings
radio-choose-all = Choose all new ones
radio-choose-none = Choose none
radio-pulse = pulse { $n }
radio-here = Already in this record
radio-elsewhere = Already in the record of { $name }
radio-when = When was this measured?
radio-when-date = Day
radio-when-time = Time
radio-when-needed = Say when each chosen reading was measured.
radio-left-out = Left out
radio-save = { $n ->
    [0] Save
    [one] Save one reading for { $name }
   *[other] Save { $n } readings for { $name }
}
radio-saved = { $n ->
    [0] Nothing new was saved.
    [one] One reading was saved for { $name }.
   *[other] { $n } readings were saved for { $name }.
}
radio-saved-there = { $n ->
    [one] One was there already.
   *[other] { $n } were there already.
}
radio-undo = Take it back
radio-undone = Taken back: the record is as before.
radio-done = Done
radio-another = Read another device
radio-origin = { $name } (Bluetooth)

radio-meal-fasting = nothing eaten
radio-meal-before = before a meal
radio-meal-after = after a meal
radio-meal-bedtime = at bedtime

radio-days = { $n ->
    [one] one day
   *[other] { $n } days
}
radio-hours = { $n ->
    [one] one hour
   *[other] { $n } hours
}
radio-minutes = { $n ->
    [one] one minute
   *[other] { $n } minutes
}

# What to look at before a reading is taken: radio-doubt-<code>
radio-doubt-moved = The device noticed that the body moved.
radio-doubt-loose = The device says that the cuff was too loose.
radio-doubt-position = The device says that the arm was not at the right height.
radio-doubt-unusual = This value is unusual. Is it right?
radio-doubt-old = This is long ago. Is the date right?
radio-doubt-no-time = The device does not say when it was measured.

# What is left out: radio-left-<code>
radio-left-no-value = { $n ->
    [one] One failed measurement: the device gave an error and no value.
   *[other] { $n } failed measurements: the device gave an error and no value.
}
radio-left-control = { $n ->
    [one] One test with control solution: it is nobody’s blood glucose.
   *[other] { $n } tests with control solution: they are nobody’s blood glucose.
}
radio-left-fault = { $n ->
    [one] One measurement with a fault that the device noticed.
   *[other] { $n } measurements with a fault that the device noticed.
}
radio-left-broken = { $n ->
    [one] One message that could not be understood.
   *[other] { $n } messages that could not be understood.
}
radio-left-kpa = { $n ->
    [one] One reading in kPa. Set the device to mmHg, or type it in.
   *[other] { $n } readings in kPa. Set the device to mmHg, or type them in.
}
radio-left-other-sample = { $n ->
    [one] One reading that was not measured in blood from a finger.
   *[other] { $n } readings that were not measured in blood from a finger.
}
radio-left-no-number = { $n ->
    [one] One reading for which the meter showed only HI or LO. That can be dangerous: look at the meter, and type it in.
   *[other] { $n } readings for which the meter showed only HI or LO. That can be dangerous: look at the meter, and type them in.
}
radio-left-implausible = { $n ->
    [one] One value that no living person has.
   *[other] { $n } values that no living person has.
}
radio-left-upside-down = { $n ->
    [one] One reading whose upper value is not above its lower value.
   *[other] { $n } readings whose upper value is not above their lower value.
}
radio-left-other-unit = { $n ->
    [one] One value that does not fit its unit.
   *[other] { $n } values that do not fit their unit.
}
radio-left-future = { $n ->
    [one] One reading that would still be to come: the clock of the device is wrong.
   *[other] { $n } readings that would still be to come: the clock of the device is wrong.
}

problem-time-needed = a time of day is needed
problem-two-users = these are readings of two users of the device; save them one after the other

err-radio-none = This computer has no Bluetooth that Kinfolio could use.
rec-radio-none = Plug in a Bluetooth adapter and try again, or type the readings in.
err-radio-off = Bluetooth is switched off on this computer.
rec-radio-off = Switch it on in the settings of the computer, then try again.
err-radio-not-allowed = This computer does not let Kinfolio use Bluetooth.
rec-radio-not-allowed = Allow it in the settings of the computer, then try again.
err-radio-no-answer = The device does not answer. Nothing was saved.
rec-radio-no-answer = Press its Bluetooth button again, keep it near, and switch Bluetooth off on a phone that uses the device. Then try again.
err-radio-not-paired = The device wants to be connected with this computer first. Nothing was saved.
rec-radio-not-paired = Open the Bluetooth settings of the computer, choose the device there, type the number that it shows, and come back.
err-radio-other = The device does not speak as expected. Nothing was saved.
rec-radio-other = Try again. If it stays like this, type the readings in or bring in a file of the device’s app.
err-radio-gone = The device, or what it said, is not here any more. Nothing was saved.
rec-radio-gone = Search for the device and read it again.
err-radio-other-person = Readings of this device went into another record before. Nothing was saved.
rec-radio-other-person = Check the name above. If these readings really are of this person, confirm it there.
