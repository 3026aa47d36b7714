//! kin-api over loopback HTTP for browser tests; never shipped.
