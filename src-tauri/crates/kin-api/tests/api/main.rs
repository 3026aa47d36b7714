//! kin-api as a face sees it: names and JSON in, JSON and bytes out, on real vaults.

#[cfg(test)]
mod asking;
#[cfg(test)]
mod backup;
#[cfg(test)]
mod by_itself;
#[cfg(test)]
mod codes;
#[cfg(test)]
mod devices;
#[cfg(test)]
mod dosing;
#[cfg(test)]
mod family;
#[cfg(test)]
mod film;
#[cfg(test)]
mod following;
#[cfg(test)]
mod handed;
#[cfg(test)]
mod handing;
#[cfg(test)]
mod hardening;
#[cfg(test)]
mod importing;
#[cfg(test)]
mod judges;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod link_access;
#[cfg(test)]
mod links;
#[cfg(test)]
mod locking;
#[cfg(test)]
mod medicines;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod mending;
#[cfg(test)]
mod page_one;
#[cfg(test)]
mod papers;
#[cfg(test)]
mod place;
#[cfg(test)]
mod planning;
#[cfg(test)]
mod published;
#[cfg(test)]
mod radio;
#[cfg(test)]
mod referrals;
#[cfg(test)]
mod renewing;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod sentinels;
#[cfg(test)]
mod summaries;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tracking;
#[cfg(test)]
mod typing;
#[cfg(test)]
mod visiting;
#[cfg(test)]
mod walls;
#[cfg(test)]
mod words;

/// The allocator of both faces: what the core gives back is wiped.
#[cfg(test)]
#[global_allocator]
static MEMORY: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);
