//! What can be done, by area. Each function is one command of the list, under the same name.

mod absent;
pub(crate) mod backup;
mod compact;
mod entry;
mod family;
pub(crate) mod import;
mod issuers;
pub(crate) mod keys;
mod links;
pub(crate) mod medicines;
mod moving;
mod others;
mod papers;
mod people;
mod planning;
pub(crate) mod portals;
pub(crate) mod radio;
mod referrals;
mod renewing;
pub(crate) mod rights;
mod sample;
pub(crate) mod scanning;
mod search;
mod seeing;
mod sensed;
mod sharing;
mod summary;
mod tracking;
mod trend;
mod typing;
mod vault;
mod view;
mod visit;

pub(crate) use backup::{
    backup_make, backup_rehearse, backup_restore, backup_restore_cancel, backup_restore_finish,
    backup_set, backup_status, backup_verify, backups_of,
};
pub(crate) use compact::vault_compact;
pub(crate) use entry::content_type;
pub(crate) use entry::{
    attachment, attachment_output, entry, entry_erase, entry_hide, entry_original, entry_restore,
    entry_restore_version,
};
pub(crate) use family::{
    access_log, caregiver_grant, caregiver_revoke, caregivers, catch_up, keyholder_add,
    keyholder_remove, letter_accept, letter_refuse, record_accept_older, record_leave,
    records_accept_gone,
};
pub(crate) use import::cards::{card_code, cards, cards_look};
pub(crate) use import::coverage::terms_coverage;
pub(crate) use import::packages::package_look;
pub(crate) use import::{ImportFile, Source};
pub(crate) use import::{
    import_preview, import_rename, import_run, import_undo, imports, job, job_cancel, kept,
};
pub(crate) use issuers::{card_issuer_add, card_issuer_remove, card_issuers, card_issuers_refresh};
pub(crate) use keys::{
    keyholder_rehearse, passphrase_confirm, quick_unlock_set, recovery_look, recovery_rehearse,
    vault_unlock_quick,
};
pub(crate) use links::{
    link_by_itself, link_elsewhere, link_forget, link_look, link_open, link_refresh, links_kept,
};
pub(crate) use medicines::{
    med_checks, med_from_text, med_later, med_plan, med_plans, med_reconcile, med_report,
    med_report_page, med_settle, med_skip, med_stock, med_stop, med_take, med_today, med_untake,
};
pub(crate) use moving::{entry_move, entry_move_back, finish as finish_moves};
pub(crate) use others::summary_read;
pub(crate) use papers::{document_add, paper_check, paper_confirm, paper_read};
pub(crate) use people::{people_list, person_add, person_edit, person_remove};
pub(crate) use planning::{
    Watch as Reminding, body, calendar_make, is_time, plan, plan_tick, questionnaires,
    questions_form, questions_score, reminder_news, reminder_remove, reminder_save, todo,
    visit_remarks,
};
pub(crate) use portals::{
    entry_images, link_access_read, portal_bounce_page, portal_connect, portal_demo,
    portal_directory, portal_directory_add, portal_directory_remove, portal_find, portal_images,
    portal_look, portal_news, portal_remove, portal_rename, portal_seen, portal_sign_in_address,
    portal_sync, portals,
};
pub(crate) use radio::{
    radio_drafts, radio_forget, radio_found, radio_read, radio_scan, radio_state, radio_take,
};
pub(crate) use referrals::{referral, referral_answer, referral_close, referral_match, referrals};
pub(crate) use renewing::keys_renew;
pub(crate) use sample::{vault_close_sample, vault_open_sample};
pub(crate) use scanning::{
    code_handed, codes_read, picture_take, scan_begin, scan_end, scan_frame, scan_text,
};
pub(crate) use search::search;
pub(crate) use seeing::{home, overview, timeline, years};
pub(crate) use sharing::{
    share_host_add, share_host_remove, share_hosts, share_link_accesses, share_link_change,
    share_link_code, share_link_make, share_link_tidy, share_links,
};
pub(crate) use summary::{
    moving_begin, moving_frame, output, share_log, summary_make, summary_preview,
};
pub(crate) use tracking::{
    bp_add, bp_check, bp_check_end, bp_check_start, bp_read, bp_report, bp_report_page, chart_data,
    glucose_report, glucose_report_page,
};
pub(crate) use trend::trend;
pub(crate) use typing::{entry_add, entry_edit, entry_form, form_check};
pub(crate) use vault::{
    activity, app_status, passphrase_change, passphrase_strength, recovery_renew, recovery_sheet,
    settings_get, settings_set, suggest_passphrase, vault_check, vault_check_all, vault_create,
    vault_info, vault_lock, vault_mend, vault_unlock, vault_unlock_recovery, vault_use,
};
pub(crate) use view::moment_text;
pub(crate) use visit::{visit_changes, visit_proposal};
