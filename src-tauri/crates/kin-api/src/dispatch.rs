//! From a name and JSON to a use case and back.

use crate::dto::{
    AppStatus, AttachmentRequest, BackupFinishRequest, BackupMakeRequest, BackupOpenRequest,
    BackupSetRequest, BackupStatus, Empty, EntryAddRequest, EntryEditRequest, EntryFull,
    EntryOriginal, EntryPage, EntryRequest, EntryVersionRequest, EntryView, FilesRequest, Form,
    FormCheckRequest, FormCheckView, HomeView, ImportIdRequest, ImportRenameRequest,
    ImportRunRequest, ImportView, ImportsView, JobId, JobRequest, JobView, KeptView,
    KeyholderRehearseRequest, OutputFile, OutputRequest, OverviewView, PassphraseChangeRequest,
    PassphraseRequest, PassphraseStrength, PeopleView, PersonAddRequest, PersonEditRequest,
    PersonIdRequest, PersonRemoveRequest, PersonView, QuickUnlockRequest, QuickUnlockSetRequest,
    RecoveryCodeLook, RecoveryCodeRequest, RecoveryCodeView, RecoverySheetRequest, SearchPage,
    SearchRequest, Settings, SettingsRequest, ShareLogView, SuggestedPassphrase, SummaryMade,
    SummaryMakeRequest, SummaryPreviewRequest, SummaryView, TimelineRequest, TrendRequest,
    TrendView, UnlockRecoveryRequest, UnlockRequest, VaultCheckRequest, VaultCheckView,
    VaultCreateRequest, VaultInfo, VaultMendRequest, VaultMended, VaultUseRequest, YearsView,
};
use crate::dto::{MovingBeginRequest, MovingFrameRequest, MovingView};
// Keyholders, rights and moves, apart from the list above.
use crate::dto::{
    AccessLogRequest, AccessLogView, CaregiversView, EntryMoveBackRequest, EntryMoveRequest,
    EntryMoved, GrantRequest, GrantView, KeyholderAddRequest, KeyholderAdded,
    KeyholderRemoveRequest, RevokeRequest,
};
// Health cards and links.
use crate::dto::{
    CardCodeRequest, CardCodeView, CardsLookRequest, CardsLookView, CardsView, LinkAccessRequest,
    LinkOpenRequest, LinkRequest, LinkView,
};
// How many codes have a name in both languages.
use crate::dto::{TermsCoverageRequest, TermsCoverageView};
// Reading codes.
use crate::dto::{
    CodesReadRequest, CodesReadView, PictureTakeRequest, ScanEnd, ScanFile, ScanFrameRequest,
    ScanRequest, ScanTextRequest, ScanView,
};
// Links that were kept, and issuers of cards.
use crate::dto::{
    CodeHandedView, IssuerAddRequest, IssuerRequest, IssuersRefreshRequest, IssuersView,
    KeptLinkRequest, KeptLinkSetRequest, KeptLinksView, LinkRefreshRequest,
};
// Medicines as they are taken.
use crate::dto::{
    DoseView, MedChecksView, MedLaterRequest, MedPlanRequest, MedReconcileView, MedReportRequest,
    MedReportView, MedSettleRequest, MedSkipRequest, MedStockRequest, MedStopRequest,
    MedTakeRequest, MedTextRequest, MedTextView, MedTodayRequest, MedTodayView, MedUntakeRequest,
    MedicineView, MedicinesView,
};
// Reports on what is measured at home.
use crate::dto::{BpReportRequest, BpReportView, GlucoseReportRequest, GlucoseReportView};
// What is followed at home.
use crate::dto::{
    BpAddRequest, BpAddedView, BpCheckStartRequest, BpCheckView, BpReadRequest, BpReadView,
    ChartRequest, ChartView,
};
// Questionnaires, reminders and the plan.
use crate::dto::{
    BodyView, CalendarRequest, PlanTickRequest, PlanView, QuestionnairesView, QuestionsFormRequest,
    QuestionsScoreRequest, QuestionsScoreView, ReminderNewsView, ReminderRequest,
    ReminderSaveRequest, TodoView, VisitRemarksView,
};
// Papers.
use crate::dto::{
    DocumentAddRequest, DocumentAdded, PaperCheckRequest, PaperChecked, PaperConfirmRequest,
    PaperConfirmed, PaperReadRequest, PaperView,
};
// Devices over Bluetooth.
use crate::dto::{
    RadioDeviceRequest, RadioDraftsRequest, RadioDraftsView, RadioFoundView, RadioStateView,
    RadioTakeRequest, RadioTaken,
};
// Preparing a visit.
use crate::dto::{VisitChangesRequest, VisitChangesView, VisitProposalRequest, VisitProposalView};
// Portals.
use crate::dto::{
    PortalConnectRequest, PortalDemoView, PortalDirectoryAddRequest, PortalDirectoryAdded,
    PortalDirectoryRemoveRequest, PortalDirectoryView, PortalFindRequest, PortalFindView,
    PortalImagesRequest, PortalImagesView, PortalLookRequest, PortalNewsView, PortalRemoveRequest,
    PortalRenameRequest, PortalRequest, PortalView, PortalsView, SignInAddress,
};
// Links that are handed out.
use crate::dto::{
    ShareHostAddRequest, ShareHostRequest, ShareHostsView, ShareLinkChangeRequest,
    ShareLinkCodeRequest, ShareLinkCodeView, ShareLinkMakeRequest, ShareLinkRequest,
    ShareLinksView,
};
// Referrals, and summaries of others.
use crate::dto::{
    ReferralAnswerRequest, ReferralCloseRequest, ReferralMatchRequest, ReferralRequest,
    ReferralView, ReferralsView, SummaryReadRequest, SummaryReadView,
};
use crate::error::{ApiError, ApiResult, ErrorCode};
use crate::session::{Response, Session};
use crate::use_cases;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::panic::AssertUnwindSafe;

fn read<T: DeserializeOwned>(request: Value) -> ApiResult<T> {
    // The text of serde's error may quote what was typed: it stays here.
    serde_json::from_value(request).map_err(|_| ErrorCode::BadRequest.into())
}

fn json<T: Serialize>(answer: &T) -> ApiResult<Response> {
    serde_json::to_value(answer)
        .map(Response::Json)
        .map_err(|_| ErrorCode::Internal.into())
}

macro_rules! dispatch {
    (@lock always, $session:ident) => {};
    (@lock unlocked, $session:ident) => { $session.with(|_| Ok(()))?; };
    (@right always, $session:ident, $name:ident, $request:ident) => {};
    (@right unlocked, $session:ident, $name:ident, $request:ident) => {
        use_cases::rights::check($session, stringify!($name), &$request)?;
    };
    (@answer json, $answer:expr) => { json(&$answer) };
    (@answer bytes, $answer:expr) => { Ok(Response::Bytes($answer)) };
    ($( $name:ident($request:ty) -> $response:ty, $lock:ident, $body:ident; )+) => {
        fn run(session: &Session, name: &str, request: Value) -> ApiResult<Response> {
            match name {
                $( stringify!($name) => {
                    dispatch!(@lock $lock, session);
                    dispatch!(@right $lock, session, $name, request);
                    let request: $request = read(request)?;
                    let answer: $response = use_cases::$name(session, request)?;
                    dispatch!(@answer $body, answer)
                } )+
                _ => Err(ErrorCode::UnknownCommand.into()),
            }
        }
    };
}
crate::for_each_command!(dispatch);

/// Commands that a face calls by itself: they do not keep a forgotten vault open.
const NO_USE: &[&str] = &[
    "app_status",
    "settings_get",
    "job",
    "portals",
    "portal_news",
    "share_link_tidy",
    // A camera that was left on keeps no vault open; `scan_frame` itself says when something new was shown.
    "scan_frame",
    "code_handed",
    "reminder_news",
    // Asked while devices are looked for.
    "radio_found",
    "todo",
];

impl Session {
    /// Runs one command.
    ///
    /// # Errors
    /// What the command answers; `unknown-command`, `bad-request`, `locked`. A panic inside is
    /// `internal`, and the vault is locked: nothing half done may be built upon.
    pub fn dispatch(&self, name: &str, request: Value) -> Result<Response, ApiError> {
        let result = std::panic::catch_unwind(AssertUnwindSafe(|| run(self, name, request)));
        let result = result.unwrap_or_else(|_| {
            let _ = self.lock();
            Err(ErrorCode::Internal.into())
        });
        if !NO_USE.contains(&name) && result.is_ok() {
            self.touch();
            if !use_cases::rights::READS.contains(&name) {
                self.remember();
            }
        }
        result
    }
}
