//! FHIR R4 JSON to the model and back: reading, narrative, IPS documents and their rules.
