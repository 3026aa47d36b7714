# Hospital websites (portals): what the core says of them. The words of the screens are elsewhere.
err-portal-unknown = This person has no such hospital connection.
rec-portal-unknown = Look at the list of connected hospitals and choose one from there.
err-portal-address = This is not a web address.
rec-portal-address = Copy the address from the hospital’s website, for example https://fhir.hospital.org/r4.
err-portal-unsafe-address = This address is not encrypted, so nothing was sent there.
rec-portal-unsafe-address = Use an address that begins with https://. Ask the hospital when there is none.
err-portal-not-fhir = There are no health records to be had at this address.
rec-portal-not-fhir = Check the address. What is needed is the hospital’s address for programs (FHIR), not that of its home page.
err-portal-no-sign-in = Patients cannot sign in here with a program like Kinfolio.
rec-portal-no-sign-in = Ask the hospital for access for patients (SMART on FHIR). Until then you can download your record on its website and bring the file in.
err-portal-needs-client-id = This hospital only lets programs in that it knows.
rec-portal-needs-client-id = Register Kinfolio at the hospital’s page for developers and type in the client ID that you get there.
err-portal-too-large = The hospital’s website sent more than { $limit } at once, so it was not read.
rec-portal-too-large = Try again later. If it stays like this, download the record as a file and bring that in.
err-portal-broken-answer = The hospital’s website sent something that cannot be understood.
rec-portal-broken-answer = Try again later. Nothing was stored.
err-portal-state-changed = The answer belongs to another sign-in, so it was not used.
rec-portal-state-changed = Begin the sign-in again from Kinfolio and do not use older pages of the browser.
err-portal-other-issuer = Another website than the hospital’s answered the sign-in. That may be an attack; nothing was stored.
rec-portal-other-issuer = Do not sign in again now. Ask the hospital whether its address is right.
err-portal-denied = The sign-in was not finished: access was not allowed.
rec-portal-denied = If you want Kinfolio to read the record, begin again and choose “Allow” on the hospital’s page.
err-portal-unknown-program = { $own ->
    [yes] The hospital’s website has forgotten Kinfolio. What came before is still there.
   *[other] The hospital’s website does not know Kinfolio, or not under this client ID.
}
rec-portal-unknown-program = { $own ->
    [yes] Sign in at this hospital again: Kinfolio introduces itself anew.
   *[other] Check the client ID and its secret, as the hospital’s page for developers shows them.
}
err-portal-refused = The hospital’s website refused the sign-in ({ $reason }).
rec-portal-refused = Try again. If it stays like this, tell the hospital the word in brackets.
err-portal-sign-in-again = The hospital’s website asks you to sign in again. What came before is still there.
rec-portal-sign-in-again = Choose “Sign in again” at this hospital. Many hospitals want that each time.
err-portal-identity = What the hospital’s website says about who signed in cannot be trusted, so nothing was stored.
rec-portal-identity = Begin again. If it stays like this, tell the hospital.
err-portal-no-patient = The hospital’s website does not show whose record this is, so nothing was stored.
rec-portal-no-patient = Sign in again and choose the person on the hospital’s page.
err-portal-foreign-link = The hospital’s website sent us on to another website. We did not go there.
rec-portal-foreign-link = Try again later, or ask the hospital.
err-portal-name-unknown = There is no server of this name, or this computer is not connected to the internet.
rec-portal-name-unknown = Check the internet connection and the address, then try again.
err-portal-certificate = The server cannot prove that it is the hospital’s, so nothing was sent there.
rec-portal-certificate = Check the date of this computer, and do not use a public network. If it stays like this, tell the hospital.
err-portal-unreachable = The hospital’s website does not answer.
rec-portal-unreachable = Check the internet connection and try again later. What came before is still there.
err-portal-too-slow = The hospital’s website took too long to answer.
rec-portal-too-slow = Try again later, for example in the evening. What came before is still there.
err-portal-private-address = This address leads into a private network, not to a hospital.
rec-portal-private-address = Check the address. Nothing was sent there.
err-portal-broken-off = The connection broke off.
rec-portal-broken-off = Try again. What came before is still there.
err-portal-status = The hospital’s website answered with an error ({ $status }).
rec-portal-status = Try again later. If it stays like this, tell the hospital the number in brackets.
err-portal-sign-in-timeout = Nobody signed in within five minutes, so we stopped waiting.
rec-portal-sign-in-timeout = Begin again when you have your name and password for the hospital’s website at hand.
err-portal-no-ear = Another program on this computer is in the way of the sign-in.
rec-portal-no-ear = Wait a moment and try again. If it stays like this, start the computer anew.
err-portal-nothing-came = Nothing could be read from this hospital, so nothing was changed.
rec-portal-nothing-came = Try again later. If it stays like this, sign in again and allow everything that the hospital’s page lists.
err-portal-key = This private key cannot be used.
rec-portal-key = Choose the key as a PEM file without a password of its own: RSA with 2048 bits or more, or P-384.
err-portal-bounce-page = This is no address of a return page.
rec-portal-bounce-page = It begins with https:// and is the address at which your browser shows the page, for example https://clinic.example.org/kinfolio/.
err-portal-not-a-list = This file is no list of hospitals, or it is damaged.
rec-portal-not-a-list = Choose a list of hospitals as health systems publish it: a “brands” or “endpoints” file (JSON), or a table (CSV) with name and address.
err-portal-list-empty = This list names no hospital that can be reached safely.
rec-portal-list-empty = Each hospital needs a name and an address that begins with https://. Choose another list.
err-portal-list-too-many = Together these lists name more than { $limit } hospitals.
rec-portal-list-too-many = Remove a list that you do not need, or choose a smaller one.
err-portal-no-hit = There is no hospital of this name in the directory, or more than one.
rec-portal-no-hit = Look for it with other words, or use its address.
err-portal-no-images = The hospital has given no address for these images.
rec-portal-no-images = Ask the hospital for the images on a disc. If the hospital is no longer connected, connect it again and read the record.
err-portal-images-refused = The list of these images did not come, so nothing was changed. { $why }
rec-portal-images-refused = Try again later. If it stays like this, ask the hospital for the images on a disc.

# How a connection stands.
portal-state-ready = Up to date
portal-state-sign-in-again = Please sign in again
portal-state-never-read = Connected, not read yet
portal-state-incomplete = Read, but something is missing
portal-state-failed = The last try failed

# What is being done.
portal-stage-looking = Looking at the hospital’s website …
portal-stage-registering = Introducing Kinfolio to the hospital’s website …
portal-stage-sign-in = Please sign in on the hospital’s page in your browser.
portal-stage-checking = Checking whose record it is …
portal-stage-reading = Reading: { $kind } …
portal-stage-images = Fetching the images …
portal-stage-storing = Storing …
portal-browser-done = Kinfolio has the answer. You can close this page and go back to Kinfolio.
portal-browser-failed = This sign-in did not work. Close this page and go back to Kinfolio; it says what to do.

# What did not come, and why: whole sentences.
gap-not-granted = { $kind }: access to this was not allowed at the sign-in.
gap-refused = { $kind }: the hospital refused.
gap-not-offered = { $kind }: the hospital does not offer this.
gap-server-fault = { $kind }: the hospital’s website made an error.
gap-busy = { $kind }: the hospital’s website was too busy. The next reading tries again.
gap-redirected = { $kind }: the hospital’s website sent us elsewhere, and we did not go there.
gap-broken = { $kind }: what came could not be understood.
gap-fault-inside = { $kind }: the hospital’s website says that something is missing.
gap-foreign-link = { $kind }: a part lies on another website. We did not go there.
gap-endless = { $kind }: the hospital’s pages had no end. What came until then is here.
gap-limit = { $kind }: there is more than Kinfolio reads at once.
gap-network = { $kind }: the connection broke off. The next reading tries again.
gap-access-ended = { $kind }: access ended before this came. Sign in again to get the rest.
gap-other-person = { $kind }: { $count } belong to another patient and were left out. Please tell the hospital.
gap-images-elsewhere = { $kind }: they lie on another website, which wants a sign-in of its own. Ask the hospital for the images on a disc.

# What the person has allowed.
portal-scope-all = Read everything the hospital offers
portal-scope-kind = Read: { $kind }
portal-scope-offline = Stay connected, so that new results come by themselves

# Why nobody can sign in, and what may be in the way.
portal-hindrance-no-authorization = The website does not say where to sign in.
portal-hindrance-no-token = The website does not say where to get access.
portal-hindrance-no-pkce = The sign-in of this website is not safe enough for a program on your computer.
portal-hindrance-only-from-inside = Only programs inside the hospital can sign in here.
portal-hindrance-no-code = This website has no sign-in for people, only for other computers.
portal-hindrance-token-elsewhere = The website wants to send your access to another website. That is not safe.
portal-hindrance-other = The sign-in of this website is of an unknown kind.
portal-doubt-pkce-not-said = The website does not say how safe its sign-in is. It often works all the same.
portal-doubt-no-public-client = The website may only let programs in that have a secret of their own.
portal-doubt-no-offline-access = You will probably have to sign in each time.
portal-doubt-no-patient-context = The website does not say whether it asks for whom you sign in.
portal-doubt-web-only = Websites of this maker usually send the sign-in only to a page on the web. Kinfolio gives you such a page as a file; somebody has to put it on a website.
portal-doubt-other = The website leaves something open.

# FHIR types in words.
portal-type-AllergyIntolerance = Allergies
portal-type-CarePlan = Care plans
portal-type-CareTeam = Care teams
portal-type-Condition = Problems and diagnoses
portal-type-Coverage = Insurance
portal-type-Device = Devices
portal-type-DeviceUseStatement = Use of devices
portal-type-DiagnosticReport = Reports
portal-type-DocumentReference = Documents
portal-type-Encounter = Visits
portal-type-ExplanationOfBenefit = Insurance statements
portal-type-FamilyMemberHistory = Family history
portal-type-Flag = Warnings
portal-type-Goal = Goals
portal-type-ImagingStudy = Images
portal-type-Immunization = Immunizations
portal-type-ImmunizationRecommendation = Recommended immunizations
portal-type-MedicationAdministration = Medicines given
portal-type-MedicationDispense = Medicines dispensed
portal-type-MedicationOrder = Prescriptions
portal-type-MedicationRequest = Prescriptions
portal-type-MedicationStatement = Medicines taken
portal-type-Medication = Medicines
portal-type-Media = Pictures
portal-type-NutritionOrder = Diet orders
portal-type-Observation = Results and measurements
portal-type-Procedure = Procedures
portal-type-QuestionnaireResponse = Questionnaires
portal-type-RelatedPerson = Relatives
portal-type-RiskAssessment = Risk assessments
portal-type-ServiceRequest = Orders
portal-type-Specimen = Samples
portal-type-VisionPrescription = Glasses prescriptions
portal-type-Account = Accounts
portal-type-Appointment = Appointments
portal-type-Consent = Consents
portal-type-Patient = Personal details
portal-type-Binary = Files of documents
portal-type-Practitioner = Doctors and nurses
portal-type-PractitionerRole = Roles of doctors and nurses
portal-type-Organization = Hospitals and practices
portal-type-Location = Places

# The practice hospital in the directory.
portal-demo-name = Kinfolio demo clinic (on this computer)
portal-demo-also = Practice hospital

# Images of a study.
portal-images-title = Images: { $study }
portal-image-title = DICOM image, series { $series }, image { $image }
