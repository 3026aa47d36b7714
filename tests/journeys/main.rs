//! Journeys through kin-api without a webview, and the checks of the house.

#[cfg(test)]
mod canary;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod house;
#[cfg(test)]
mod portal_attacks;
#[cfg(test)]
mod portal_bench;
#[cfg(test)]
mod portal_directory;
#[cfg(test)]
mod portal_images;
#[cfg(test)]
mod portal_leaving;
#[cfg(test)]
mod portals;
#[cfg(test)]
mod referral;
#[cfg(test)]
mod scan;
#[cfg(test)]
mod tree;
