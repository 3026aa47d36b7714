//! Why the system did not do it. Its words are looked at and thrown away: they may name a device.

use kin_ble::RadioError;

/// Words in the messages of the systems, and what they mean.
///
/// # Source
/// BlueZ 5, doc/org.bluez.Device.rst and org.bluez.GattCharacteristic.rst: the errors `NotReady`, `NotAuthorized`,
/// `AuthenticationFailed`, `AuthenticationCanceled`, `AuthenticationTimeout`, `AuthenticationRejected`, `NotPermitted`;
/// its ATT errors in words (src/shared/att.c: "Insufficient Authentication", "Insufficient Encryption"). D-Bus
/// specification: `AccessDenied`, `ServiceUnknown`, `NameHasNoOwner`.
const WORDS: [(&str, RadioError); 14] = [
    ("accessdenied", RadioError::NotAllowed),
    ("serviceunknown", RadioError::NoRadio),
    ("namehasnoowner", RadioError::NoRadio),
    ("filenotfound", RadioError::NoRadio),
    ("failed to connect to socket", RadioError::NoRadio),
    ("notready", RadioError::Off),
    ("not ready", RadioError::Off),
    ("not powered", RadioError::Off),
    ("authenticat", RadioError::NotPaired),
    ("insufficient", RadioError::NotPaired),
    ("notauthorized", RadioError::NotPaired),
    ("not paired", RadioError::NotPaired),
    ("notpermitted", RadioError::NotPaired),
    ("not permitted", RadioError::NotPaired),
];

/// What an error means; `otherwise` where nobody can tell.
pub(crate) fn why(error: &btleplug::Error, otherwise: RadioError) -> RadioError {
    match error {
        btleplug::Error::PermissionDenied => RadioError::NotAllowed,
        btleplug::Error::NoAdapterAvailable => RadioError::NoRadio,
        btleplug::Error::NotConnected => RadioError::Gone,
        btleplug::Error::NoSuchCharacteristic => RadioError::NotOffered,
        btleplug::Error::DeviceNotFound | btleplug::Error::TimedOut(_) => RadioError::NoAnswer,
        other => in_words(&format!("{other:?} {other}"), otherwise),
    }
}

fn in_words(said: &str, otherwise: RadioError) -> RadioError {
    let said = said.to_lowercase();
    let known = WORDS.iter().find(|(word, _)| said.contains(word));
    known.map_or(otherwise, |(_, why)| *why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_systems_are_understood() {
        for (said, means) in [
            (
                "DbusError(D-Bus error: Resource Not Ready (org.bluez.Error.NotReady))",
                RadioError::Off,
            ),
            (
                "D-Bus error: Not paired (org.bluez.Error.NotPermitted)",
                RadioError::NotPaired,
            ),
            (
                "Operation failed with ATT error: 0x05 (Insufficient Authentication)",
                RadioError::NotPaired,
            ),
            (
                "The name org.bluez was not provided (org.freedesktop.DBus.Error.ServiceUnknown)",
                RadioError::NoRadio,
            ),
            (
                "Sender is not authorized (org.freedesktop.DBus.Error.AccessDenied)",
                RadioError::NotAllowed,
            ),
            ("le-connection-abort-by-local", RadioError::NoAnswer),
        ] {
            assert_eq!(in_words(said, RadioError::NoAnswer), means, "{said}");
        }
        let denied = why(&btleplug::Error::PermissionDenied, RadioError::NoAnswer);
        assert_eq!(denied, RadioError::NotAllowed);
    }
}
