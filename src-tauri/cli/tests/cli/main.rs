//! The contract of the command line, on the real program.

#[cfg(test)]
mod contract;
#[cfg(test)]
mod devices;
#[cfg(test)]
mod support;
#[cfg(test)]
mod terms;
#[cfg(test)]
mod visit;
#[cfg(test)]
mod work;
