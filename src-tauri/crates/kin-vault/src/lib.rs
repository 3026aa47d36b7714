//! The vault: SQLCipher databases, attachments, search, versions, undo, the sealed change history.
