//! The host as its callers see it: HTTP in, HTTP out, over the loopback.

#[cfg(test)]
mod asking;
#[cfg(test)]
mod links;
#[cfg(test)]
mod race;
