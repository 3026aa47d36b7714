//! The ONE list of commands: name, request, response, whether it works while the vault is locked,
//! and what its answer is made of.

/// Hands the list of commands to a macro: `callback! { name(Request) -> Response, lock, body; … }`.
///
/// `lock` is `always` (works while locked) or `unlocked`; `body` is `json` or `bytes`.
#[macro_export]
macro_rules! for_each_command {
    ($callback:ident) => {
        $callback! {
            app_status(Empty) -> AppStatus, always, json;
            vault_create(VaultCreateRequest) -> RecoveryCodeView, always, json;
            passphrase_strength(PassphraseStrengthRequest) -> PassphraseStrength, always, json;
            suggest_passphrase(Empty) -> SuggestedPassphrase, always, json;
            vault_open_sample(Empty) -> AppStatus, always, json;
            vault_close_sample(Empty) -> AppStatus, always, json;
            vault_unlock(UnlockRequest) -> AppStatus, always, json;
            vault_unlock_recovery(UnlockRecoveryRequest) -> RecoveryCodeView, always, json;
            vault_unlock_quick(QuickUnlockRequest) -> AppStatus, always, json;
            recovery_look(RecoveryCodeRequest) -> RecoveryCodeLook, always, json;
            vault_mend(VaultMendRequest) -> VaultMended, always, json;
            vault_use(VaultUseRequest) -> AppStatus, always, json;
            vault_lock(Empty) -> AppStatus, always, json;
            keyholder_add(KeyholderAddRequest) -> KeyholderAdded, always, json;
            keyholder_rehearse(KeyholderRehearseRequest) -> (), always, json;
            settings_get(Empty) -> Settings, always, json;
            settings_set(SettingsRequest) -> Settings, always, json;
            activity(Empty) -> (), always, json;
            passphrase_change(PassphraseChangeRequest) -> (), unlocked, json;
            keys_renew(PassphraseChangeRequest) -> JobId, unlocked, json;
            recovery_renew(PassphraseRequest) -> RecoveryCodeView, unlocked, json;
            recovery_sheet(RecoverySheetRequest) -> OutputFile, unlocked, json;
            recovery_rehearse(RecoveryCodeRequest) -> AppStatus, unlocked, json;
            passphrase_confirm(PassphraseRequest) -> (), unlocked, json;
            quick_unlock_set(QuickUnlockSetRequest) -> AppStatus, unlocked, json;
            vault_check(VaultCheckRequest) -> VaultCheckView, unlocked, json;
            vault_check_all(Empty) -> JobId, unlocked, json;
            vault_compact(Empty) -> JobId, unlocked, json;
            vault_info(Empty) -> VaultInfo, unlocked, json;
            backup_status(Empty) -> BackupStatus, unlocked, json;
            backups_of(PersonIdRequest) -> BackupsOfView, unlocked, json;
            backup_set(BackupSetRequest) -> BackupStatus, unlocked, json;
            backup_make(BackupMakeRequest) -> JobId, unlocked, json;
            backup_rehearse(Empty) -> JobId, unlocked, json;
            backup_verify(BackupOpenRequest) -> JobId, always, json;
            backup_restore(BackupOpenRequest) -> JobId, always, json;
            backup_restore_finish(BackupFinishRequest) -> AppStatus, always, json;
            backup_restore_cancel(Empty) -> AppStatus, always, json;
            people_list(Empty) -> PeopleView, unlocked, json;
            person_add(PersonAddRequest) -> PersonView, unlocked, json;
            person_edit(PersonEditRequest) -> PersonView, unlocked, json;
            person_remove(PersonRemoveRequest) -> (), unlocked, json;
            caregivers(Empty) -> CaregiversView, unlocked, json;
            caregiver_grant(GrantRequest) -> GrantView, unlocked, json;
            caregiver_revoke(RevokeRequest) -> (), unlocked, json;
            keyholder_remove(KeyholderRemoveRequest) -> (), unlocked, json;
            letter_accept(PersonIdRequest) -> (), unlocked, json;
            letter_refuse(PersonIdRequest) -> (), unlocked, json;
            record_leave(PersonIdRequest) -> (), unlocked, json;
            record_accept_older(PersonIdRequest) -> (), unlocked, json;
            records_accept_gone(Empty) -> (), unlocked, json;
            access_log(AccessLogRequest) -> AccessLogView, unlocked, json;
            home(PersonIdRequest) -> HomeView, unlocked, json;
            timeline(TimelineRequest) -> EntryPage, unlocked, json;
            years(PersonIdRequest) -> YearsView, unlocked, json;
            overview(PersonIdRequest) -> OverviewView, unlocked, json;
            search(SearchRequest) -> SearchPage, unlocked, json;
            entry(EntryRequest) -> EntryFull, unlocked, json;
            entry_original(EntryVersionRequest) -> EntryOriginal, unlocked, json;
            attachment(AttachmentRequest) -> Vec<u8>, unlocked, bytes;
            attachment_output(AttachmentRequest) -> OutputFile, unlocked, json;
            trend(TrendRequest) -> TrendView, unlocked, json;
            bp_report(BpReportRequest) -> BpReportView, unlocked, json;
            bp_read(BpReadRequest) -> BpReadView, unlocked, json;
            bp_add(BpAddRequest) -> BpAddedView, unlocked, json;
            bp_check(PersonIdRequest) -> BpCheckView, unlocked, json;
            bp_check_start(BpCheckStartRequest) -> BpCheckView, unlocked, json;
            bp_check_end(PersonIdRequest) -> BpCheckView, unlocked, json;
            bp_report_page(BpReportRequest) -> OutputFile, unlocked, json;
            glucose_report_page(GlucoseReportRequest) -> OutputFile, unlocked, json;
            chart_data(ChartRequest) -> ChartView, unlocked, json;
            glucose_report(GlucoseReportRequest) -> GlucoseReportView, unlocked, json;
            med_plans(PersonIdRequest) -> MedicinesView, unlocked, json;
            med_plan(MedPlanRequest) -> MedicineView, unlocked, json;
            med_today(MedTodayRequest) -> MedTodayView, unlocked, json;
            med_take(MedTakeRequest) -> DoseView, unlocked, json;
            med_skip(MedSkipRequest) -> DoseView, unlocked, json;
            med_later(MedLaterRequest) -> DoseView, unlocked, json;
            med_untake(MedUntakeRequest) -> (), unlocked, json;
            med_stock(MedStockRequest) -> MedicineView, unlocked, json;
            med_stop(MedStopRequest) -> MedicineView, unlocked, json;
            med_report(MedReportRequest) -> MedReportView, unlocked, json;
            med_report_page(MedReportRequest) -> OutputFile, unlocked, json;
            med_checks(PersonIdRequest) -> MedChecksView, unlocked, json;
            med_reconcile(PersonIdRequest) -> MedReconcileView, unlocked, json;
            med_settle(MedSettleRequest) -> MedReconcileView, unlocked, json;
            med_from_text(MedTextRequest) -> MedTextView, unlocked, json;
            questionnaires(PersonIdRequest) -> QuestionnairesView, unlocked, json;
            questions_score(QuestionsScoreRequest) -> QuestionsScoreView, unlocked, json;
            questions_form(QuestionsFormRequest) -> OutputFile, unlocked, json;
            visit_remarks(PersonIdRequest) -> VisitRemarksView, unlocked, json;
            visit_changes(VisitChangesRequest) -> VisitChangesView, unlocked, json;
            visit_proposal(VisitProposalRequest) -> VisitProposalView, unlocked, json;
            body(PersonIdRequest) -> BodyView, unlocked, json;
            plan(PersonIdRequest) -> PlanView, unlocked, json;
            plan_tick(PlanTickRequest) -> TodoView, unlocked, json;
            todo(PersonIdRequest) -> TodoView, unlocked, json;
            reminder_save(ReminderSaveRequest) -> PlanView, unlocked, json;
            reminder_remove(ReminderRequest) -> PlanView, unlocked, json;
            reminder_news(Empty) -> ReminderNewsView, always, json;
            calendar_make(CalendarRequest) -> OutputFile, unlocked, json;
            form_check(FormCheckRequest) -> FormCheckView, unlocked, json;
            entry_add(EntryAddRequest) -> EntryView, unlocked, json;
            entry_form(EntryRequest) -> Form, unlocked, json;
            entry_edit(EntryEditRequest) -> EntryView, unlocked, json;
            entry_hide(EntryRequest) -> (), unlocked, json;
            entry_restore(EntryRequest) -> (), unlocked, json;
            entry_erase(EntryRequest) -> (), unlocked, json;
            entry_move(EntryMoveRequest) -> EntryMoved, unlocked, json;
            entry_move_back(EntryMoveBackRequest) -> (), unlocked, json;
            entry_restore_version(EntryVersionRequest) -> EntryView, unlocked, json;
            import_preview(FilesRequest) -> JobId, unlocked, json;
            import_run(ImportRunRequest) -> JobId, unlocked, json;
            job(JobRequest) -> JobView, always, json;
            job_cancel(JobRequest) -> JobView, always, json;
            imports(PersonIdRequest) -> ImportsView, unlocked, json;
            import_undo(ImportIdRequest) -> ImportView, unlocked, json;
            import_rename(ImportRenameRequest) -> ImportView, unlocked, json;
            kept(PersonIdRequest) -> KeptView, unlocked, json;
            cards(PersonIdRequest) -> CardsView, unlocked, json;
            card_code(CardCodeRequest) -> CardCodeView, unlocked, json;
            cards_look(CardsLookRequest) -> CardsLookView, always, json;
            terms_coverage(TermsCoverageRequest) -> TermsCoverageView, always, json;
            codes_read(CodesReadRequest) -> CodesReadView, always, json;
            code_handed(Empty) -> CodeHandedView, unlocked, json;
            picture_take(PictureTakeRequest) -> ScanFile, unlocked, json;
            scan_begin(Empty) -> ScanView, unlocked, json;
            scan_frame(ScanFrameRequest) -> ScanView, unlocked, json;
            scan_text(ScanTextRequest) -> ScanView, unlocked, json;
            scan_end(ScanRequest) -> ScanEnd, unlocked, json;
            card_issuers(Empty) -> IssuersView, unlocked, json;
            card_issuers_refresh(IssuersRefreshRequest) -> JobId, unlocked, json;
            card_issuer_add(IssuerAddRequest) -> JobId, unlocked, json;
            card_issuer_remove(IssuerRequest) -> IssuersView, unlocked, json;
            links_kept(PersonIdRequest) -> KeptLinksView, unlocked, json;
            link_refresh(LinkRefreshRequest) -> JobId, unlocked, json;
            link_forget(KeptLinkRequest) -> KeptLinksView, unlocked, json;
            link_by_itself(KeptLinkSetRequest) -> KeptLinksView, unlocked, json;
            link_access_read(LinkAccessRequest) -> JobId, unlocked, json;
            link_look(LinkRequest) -> LinkView, always, json;
            link_open(LinkOpenRequest) -> JobId, unlocked, json;
            link_elsewhere(LinkElsewhereRequest) -> JobId, unlocked, json;
            package_look(PackageRequest) -> PackageView, unlocked, json;
            portal_demo(Empty) -> PortalDemoView, unlocked, json;
            portal_find(PortalFindRequest) -> PortalFindView, unlocked, json;
            portal_directory(Empty) -> PortalDirectoryView, unlocked, json;
            portal_directory_add(PortalDirectoryAddRequest) -> PortalDirectoryAdded, unlocked, json;
            portal_directory_remove(PortalDirectoryRemoveRequest) -> PortalDirectoryView, unlocked, json;
            portal_bounce_page(Empty) -> OutputFile, unlocked, json;
            portal_look(PortalLookRequest) -> JobId, unlocked, json;
            portal_connect(PortalConnectRequest) -> JobId, unlocked, json;
            portal_sign_in_address(JobRequest) -> SignInAddress, unlocked, json;
            portals(PersonIdRequest) -> PortalsView, unlocked, json;
            portal_news(Empty) -> PortalNewsView, unlocked, json;
            portal_sync(PortalRequest) -> JobId, unlocked, json;
            portal_rename(PortalRenameRequest) -> PortalView, unlocked, json;
            portal_remove(PortalRemoveRequest) -> JobId, unlocked, json;
            portal_seen(PortalRequest) -> PortalView, unlocked, json;
            portal_images(PortalImagesRequest) -> JobId, unlocked, json;
            document_add(DocumentAddRequest) -> DocumentAdded, unlocked, json;
            paper_read(PaperReadRequest) -> PaperView, unlocked, json;
            paper_check(PaperCheckRequest) -> PaperChecked, unlocked, json;
            paper_confirm(PaperConfirmRequest) -> PaperConfirmed, unlocked, json;
            radio_state(PersonIdRequest) -> RadioStateView, unlocked, json;
            radio_scan(PersonIdRequest) -> JobId, unlocked, json;
            radio_found(PersonIdRequest) -> RadioFoundView, unlocked, json;
            radio_read(RadioDeviceRequest) -> JobId, unlocked, json;
            radio_drafts(RadioDraftsRequest) -> RadioDraftsView, unlocked, json;
            radio_take(RadioTakeRequest) -> RadioTaken, unlocked, json;
            radio_forget(RadioDeviceRequest) -> RadioStateView, unlocked, json;
            entry_images(EntryRequest) -> PortalImagesView, unlocked, json;
            summary_preview(SummaryPreviewRequest) -> SummaryView, unlocked, json;
            summary_make(SummaryMakeRequest) -> SummaryMade, unlocked, json;
            output(OutputRequest) -> Vec<u8>, unlocked, bytes;
            moving_begin(MovingBeginRequest) -> MovingView, unlocked, json;
            moving_frame(MovingFrameRequest) -> Vec<u8>, unlocked, bytes;
            summary_read(SummaryReadRequest) -> SummaryReadView, always, json;
            referrals(PersonIdRequest) -> ReferralsView, unlocked, json;
            referral(ReferralRequest) -> ReferralView, unlocked, json;
            referral_answer(ReferralAnswerRequest) -> SummaryMade, unlocked, json;
            referral_match(ReferralMatchRequest) -> ReferralView, unlocked, json;
            referral_close(ReferralCloseRequest) -> ReferralView, unlocked, json;
            share_log(PersonIdRequest) -> ShareLogView, unlocked, json;
            share_hosts(PersonIdRequest) -> ShareHostsView, unlocked, json;
            share_host_add(ShareHostAddRequest) -> JobId, unlocked, json;
            share_host_remove(ShareHostRequest) -> ShareHostsView, unlocked, json;
            share_link_make(ShareLinkMakeRequest) -> JobId, unlocked, json;
            share_links(PersonIdRequest) -> ShareLinksView, unlocked, json;
            share_link_code(ShareLinkCodeRequest) -> ShareLinkCodeView, unlocked, json;
            share_link_change(ShareLinkChangeRequest) -> JobId, unlocked, json;
            share_link_accesses(ShareLinkRequest) -> JobId, unlocked, json;
            share_link_tidy(PersonIdRequest) -> JobId, unlocked, json;
        }
    };
}

/// One command, for lists and tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Command {
    /// Its name.
    pub name: &'static str,
    /// Works while the vault is locked.
    pub allowed_while_locked: bool,
    /// Answers with bytes instead of JSON.
    pub binary: bool,
}

impl Command {
    /// The right to the record it names that it needs: `read`, `edit` or `owner`. A command that names no record asks
    /// for none; then this is what it would need.
    #[must_use]
    pub fn right(&self) -> &'static str {
        crate::use_cases::rights::needed(self.name).as_str()
    }
}

macro_rules! list {
    (@lock always) => { true };
    (@lock unlocked) => { false };
    (@body json) => { false };
    (@body bytes) => { true };
    ($( $name:ident($request:ty) -> $response:ty, $lock:ident, $body:ident; )+) => {
        /// Every command.
        pub const COMMANDS: &[Command] = &[ $( Command {
            name: stringify!($name),
            allowed_while_locked: list!(@lock $lock),
            binary: list!(@body $body),
        }, )+ ];
    };
}
for_each_command!(list);
