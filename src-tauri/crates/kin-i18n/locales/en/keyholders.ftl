# People who open the vault: needed on the unlock page, before a record is open; errors and troubles.

unlock-add = Add another person who opens this vault
unlock-add-title = Another person who opens this vault
unlock-add-lead = For a daughter, a brother, a helper. You choose your own passphrase here. It opens no record yet: the owner of a record then lets you in.
unlock-add-name = Your name on this page
unlock-add-name-missing = Please type your name.
unlock-add-do = Add me
unlock-add-done = You are added
unlock-add-next = Write this code down and keep it safe. Then ask the owner of the record to open Family and choose your name.

err-not-allowed = You may look at this record, but not do this in it.
rec-not-allowed = Ask the owner of the record; they can change this under Family.
err-access-ended = This record does not open with your key.
rec-access-ended = Your access may have been ended, or the file is damaged. Ask the owner of the record.
err-record-swapped = The folder of this record holds another person’s record.
rec-record-swapped = Put the folder back where it was, or restore a backup. Nothing was changed.
err-keyholder-changed = The key of this person is not the one that was compared before.
rec-keyholder-changed = Somebody may have changed it. Compare the six words again with the person themselves, face to face.
err-words-not-compared = The six words have not been compared yet.
rec-words-not-compared = Compare them with the person themselves, face to face, and say that they agree.
err-unknown-letter = There is no such letter, or it was changed.
rec-unknown-letter = Ask the owner of the record to let you in once more.
err-letter-expired = This letter is older than 14 days and opens nothing any more.
rec-letter-expired = Ask the owner of the record to let you in once more.
err-cannot-remove = This person cannot be removed here.
rec-cannot-remove = End their access to each record first. Somebody who keeps a record of their own stays, and nobody removes themselves.
problem-taken = this name is taken already

trouble-title = The record of { $name } is not opened
trouble-record-older = This record is older than what was last saved on { $saved }. { $missing ->
    [one] One saved change is missing.
   *[other] { $missing } saved changes are missing.
}
trouble-record-older-advice = Somebody may have put back an old copy, or the computer lost what was written. Restore a backup, or accept what is here: the missing changes are then gone.
trouble-record-other = The history of this record is not the one that was last saved on { $saved }. Another copy of it was put here.
trouble-record-other-advice = Put the right folder back or restore a backup. You can also accept what is here.
trouble-record-swapped = The folder of this record holds the record of another person of your family.
trouble-record-swapped-advice = Put the folders back where they were, or restore a backup. Nothing of the other person is shown here.
trouble-access-ended = This record does not open with your key.
trouble-access-ended-advice = Either the owner has ended your access, or the file is damaged. Ask the owner of the record.
trouble-vault-damaged = The file of this record is damaged or missing.
trouble-vault-damaged-advice = Do not delete anything. Restore a backup; your other records are not touched.
trouble-accept = Accept what is here
trouble-accept-title = Go on with what is here of the record of { $name }?
trouble-accept-text = { $missing ->
    [0] What differs is lost for good. The record then goes on from what is here, and its history says so.
    [one] One saved change is lost for good. The record then goes on from what is here, and its history says so.
   *[other] { $missing } saved changes are lost for good. The record then goes on from what is here, and its history says so.
}
trouble-accept-sure = I understand that the missing changes are gone
trouble-accepted = The record is open. Its history says that an older state was accepted.
trouble-backup = Restore a backup
trouble-leave = Take this record off my list
trouble-leave-text = You give up your key to the record of { $name }. The record itself stays. To see it again, its owner must let you in once more.
trouble-badge = Does not open

check-log-broken = The list of who opened the record does not fit together ({ $count }).
check-record-swapped = The folder of a record holds another person’s record ({ $count }).
check-letter-damaged = A letter that gives you access to a record is damaged. Ask the owner of the record to give you access again ({ $count }).
check-other-keyring-damaged = The key file of another keyholder is lost or damaged, so they cannot unlock any more. Your own records are not touched: end their access under Family and let them in anew, or ask for their own backup ({ $count }).
check-keyholder-gone = The files of somebody who may open this record are no longer there, so they cannot unlock any more ({ $count }). The record itself is not touched: end their access under Family, or let them in anew.
check-letter-gone = A letter that gives somebody access to this record is no longer there, and nobody has used it ({ $count }). Give access again, or end it, under Family.
check-access-ended = A record does not open with your key ({ $count }).

check-unlock-title = Something in your records is not as it was last saved
check-unlock-text = Do not delete anything. Look at the check in Settings; a backup brings back what was saved.
check-unlock-do = Check again and show
check-small-title = Something small needs mending; your records are whole
check-small-text = What to do stands beside each line.
check-advice = Restore a backup to get back what was saved; until then, do not trust what is named here.
check-older-than-seen = The record is older than what this computer last saw on { $saved }. { $missing ->
    [0] Its history is another one.
    [one] One saved change is missing.
   *[other] { $missing } saved changes are missing.
}
check-records-gone = { $count ->
    [one] One record that this computer last saw on { $saved } is not in the vault any more.
   *[other] { $count } records that this computer last saw, the last on { $saved }, are not in the vault any more.
} The whole vault may have been put back from an older copy. Restore a newer backup, or accept that they are gone.
check-mend = Mend
check-gone-accept = Accept that they are gone
check-gone-title = Go on without these records?
check-gone-text = What this computer knew of them is forgotten. Only a backup can bring them back.
check-gone-sure = I understand that these records are gone
check-line = { $name }: { $text }
