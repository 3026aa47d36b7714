# Hospital websites (portals) on the command line.
cli-help-portal = Connect hospitals and read records from their websites
cli-help-portal-look = See what a hospital’s address offers; nobody signs in. JSON: address, host, software, fhirVersion, canConnect, needsClientId, canRegister, problems, doubts
cli-help-portal-connect = Connect a hospital: prints the address at which you sign in, waits, then reads the record. JSON: portal, run (or the portal alone with --no-sync)
cli-help-portal-list = List the connected hospitals of a person. JSON: portals[portal, label, address, state, lastSync, gaps, fresh …]
cli-help-portal-sync = Read one hospital, or all of a person. JSON: synced[portal, run], failed[portal, code]
cli-help-portal-remove = Disconnect a hospital; what came stays unless --erase is given. JSON: revoked, erased
cli-help-demo-clinic = Serve a made-up hospital on this computer until stopped, to try things out. JSON: address, home, patients
cli-arg-address = The hospital’s address for programs (FHIR)
cli-arg-client-id = The client ID that the hospital gave for Kinfolio
cli-arg-client-secret-file = File whose first line is the client secret
cli-arg-label = What you call it
cli-arg-no-browser = Only print the address, do not open the browser
cli-arg-no-sync = Only connect, do not read yet
cli-arg-portal = The connected hospital: its name, its number or the beginning of that
cli-arg-erase = Also take back everything that came from it
cli-arg-port = The port to listen on; 0 takes a free one
cli-arg-faults = Something that goes wrong, as at real hospitals; may be given more than once
cli-arg-with-parent = End when the program that started it ends
cli-portal-can-connect = You can connect this hospital.
cli-portal-cannot-connect = This hospital cannot be connected.
cli-portal-needs-client = It needs a client ID from the hospital’s page for developers (--client-id).
cli-portal-connected = Connected: { $label }
cli-portal-open = Open this address in your browser and sign in:
cli-portal-failed = { $label }: not read [{ $code }]
cli-portal-remove = Disconnect { $label }? What came from it stays. (yes/no)
cli-portal-remove-erase = Disconnect { $label } and take back everything that came from it? (yes/no)
cli-portal-removed = Disconnected: { $label }. Entries taken back: { $erased }
cli-portal-not-revoked = { $label } could not be told. The access ends by itself; you can also end it on the hospital’s website.
cli-demo-clinic = The demo clinic is open: { $address }
    Its page, with new results and faults: { $home }
    Stop it with Ctrl+C.
cli-head-portal = Number
cli-head-host = Server
cli-head-state = State
cli-head-new = New
