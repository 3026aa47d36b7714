//! Use cases, DTOs, error codes and the command list: what every face calls.
