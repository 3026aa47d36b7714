# What protects you and what does not: a page under Settings; the same sentences stand in docs/.

protect-title = What protects you, and what does not
protect-lead = In plain words. What stands under the first heading was tried out, sentence by sentence.
protect-yes = What protects you
protect-no = What does not
protect-text = What is locked, who can see what, and what you have to look after yourself.
protect-do = Show what protects me
protect-yes-1 = Everything on this computer’s disk is locked. Without your passphrase or your recovery paper nobody can read it: not a thief, not a repair shop, not us.
protect-yes-2 = Nothing is sent before you connect a hospital, open or make a link, or fetch a list. A connected hospital, or a link that you keep, is then asked by itself once a day while Kinfolio is open (Settings: off). What you put behind a link lies locked on the place you chose.
protect-yes-3 = Each person’s record has a lock of its own. A caregiver can open only the records that were given to them.
protect-yes-4 = When nobody has used it for some minutes, Kinfolio locks by itself. You can lock at any time with the Lock button or Ctrl+L.
protect-yes-5 = Guessing your passphrase is slow: after a few wrong tries there is a pause, and it grows.
protect-yes-6 = A record that was put back to an older state is noticed when it is opened, on a computer that has seen the newer one. Other changes to what is recorded are found by the full “Check my data” and by the weekly rehearsal of your backup. You are told then.
protect-yes-7 = A file made to do harm cannot run anything here. It is refused, and your records stay as they were.
protect-yes-8 = From a backup everything comes back, on another computer too, and even without Kinfolio.
protect-no-1 = A passphrase that is easy to guess. Take the six words that are offered.
protect-no-2 = Passphrase and recovery paper both lost: then nobody can open your records any more, not even us.
protect-no-3 = Somebody who has your recovery paper and your computer or a backup can open everything. Keep the paper in another place.
protect-no-4 = An unlocked screen: whoever sits there sees what you see. Press Lock when you get up.
protect-no-5 = A disk that breaks before you have made a backup.
protect-no-6 = What is printed, saved as a file or photographed is no longer locked. Keep it as you keep a letter.
protect-no-7 = What a caregiver has already seen or copied stays with them. When you end their access, they see nothing new.
protect-no-8 = A harmful program on this computer can watch you type. Keep the computer up to date.
protect-no-9 = The names and colours on the unlock page, and how large the files are, can be seen by anybody who has the files.
protect-no-10 = Old backups and old copies of the files open with the passphrase and the paper of their day, and whoever opens one can open today’s records with it, too, until you change all keys. Delete what you no longer want. If somebody may know your passphrase, choose “Somebody may know my passphrase” in the settings.
