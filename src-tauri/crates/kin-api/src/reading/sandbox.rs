//! Linux: the walls around a reader. All of it without `unsafe`, by the process itself, before the
//! first foreign byte; none of it can be taken back.

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _,
    Scope,
};
use rustix::process::{Signal, set_parent_process_death_signal};
use seccompiler::{
    SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch, apply_filter,
};
use std::collections::BTreeMap;

/// Why a reader could not be closed in; it then reads nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotClosed;

/// What is left: reading and writing what is open, memory, time, ending.
const CALLS: &[i64] = &[
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_readv,
    libc::SYS_writev,
    libc::SYS_close,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_futex,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_rt_sigreturn,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_getrandom,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_sched_yield,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_fstat,
    libc::SYS_lseek,
];

/// Closes the process in.
pub(super) fn close_in() -> Result<(), NotClosed> {
    set_parent_process_death_signal(Some(Signal::KILL)).map_err(|_| NotClosed)?;
    rustix::thread::set_no_new_privs(true).map_err(|_| NotClosed)?;
    landlock();
    seccomp()
}

/// Not every kernel has it, and older ones know less: the filter of calls is the wall, this is a
/// second one.
fn landlock() {
    let closed = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(ABI::V5))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V5)))
        .and_then(|rules| rules.scope(Scope::from_all(ABI::V6)))
        .and_then(Ruleset::create)
        .and_then(landlock::RulesetCreated::restrict_self);
    drop(closed);
}

/// A call that is not in the list ends the process.
fn seccomp() -> Result<(), NotClosed> {
    let arch = TargetArch::try_from(std::env::consts::ARCH).map_err(|_| NotClosed)?;
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        CALLS.iter().map(|call| (*call, Vec::new())).collect();
    let executable = u64::try_from(libc::PROT_EXEC).map_err(|_| NotClosed)?;
    // Memory may be had, but no code put into it.
    for call in [libc::SYS_mmap, libc::SYS_mprotect] {
        let data_only = SeccompCondition::new(
            2,
            SeccompCmpArgLen::Dword,
            SeccompCmpOp::MaskedEq(executable),
            0,
        )
        .and_then(|condition| SeccompRule::new(vec![condition]))
        .map_err(|_| NotClosed)?;
        rules.insert(call, vec![data_only]);
    }
    // Ending itself (abort) is allowed, a signal to anybody else is not.
    let own = SeccompCondition::new(
        0,
        SeccompCmpArgLen::Dword,
        SeccompCmpOp::Eq,
        u64::from(std::process::id()),
    )
    .and_then(|condition| SeccompRule::new(vec![condition]))
    .map_err(|_| NotClosed)?;
    rules.insert(libc::SYS_tgkill, vec![own]);
    let filter = SeccompFilter::new(
        rules,
        SeccompAction::KillProcess,
        SeccompAction::Allow,
        arch,
    )
    .and_then(seccompiler::BpfProgram::try_from)
    .map_err(|_| NotClosed)?;
    apply_filter(&filter).map_err(|_| NotClosed)
}
