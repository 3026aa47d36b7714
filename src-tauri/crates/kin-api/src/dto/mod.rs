//! What crosses between a face and the core: plain data, camelCase, no behaviour.
//!
//! Requests refuse unknown fields. Values of the record cross as text, so that no digit is lost on
//! the way; only the positions of chart points are numbers.

mod backup;
mod bringing;
mod codes;
mod entry;
mod family;
mod following;
mod handing;
mod keys;
mod medicines;
mod names;
mod papers;
mod people;
mod planning;
mod portals;
mod radio;
mod referring;
mod seeing;
mod session;
mod sharing;
mod terms;
mod tracking;
mod typing;
mod visiting;

pub use backup::{
    BackupFinishRequest, BackupLine, BackupMade, BackupMakeRequest, BackupOpenRequest,
    BackupPerson, BackupSetRequest, BackupStatus, BackupsOfView, RestoreView,
};
pub use bringing::{
    ChoiceView, FileReportView, FilesRequest, FindingView, ImportCounts, ImportIdRequest,
    ImportPreviewView, ImportRenameRequest, ImportRunRequest, ImportRunView, ImportSuggestion,
    ImportView, ImportsView, JobId, JobRequest, JobResult, JobState, JobView, KeptType, KeptView,
    PreviewSubject, QuestionView, StageView, SubjectMatch, SubjectView,
};
pub use codes::{
    CardCodeRequest, CardCodeView, CardView, CardsLookRequest, CardsLookView, CardsView,
    CodeTextView, CodesReadRequest, CodesReadView, LinkAccessRequest, LinkAccessView,
    LinkElsewhereRequest, LinkElsewhereView, LinkOpenRequest, LinkRequest, LinkView,
    PackageRequest, PackageView, PictureTakeRequest, ScanEnd, ScanFile, ScanFrameRequest,
    ScanParts, ScanRequest, ScanTextRequest, ScanView,
};
pub use codes::{
    CodeHandedView, IssuerAddRequest, IssuerRequest, IssuersRefreshRequest, IssuersView,
    KeptLinkRequest, KeptLinkSetRequest, KeptLinkView, KeptLinksView, LinkRefreshRequest,
    OwnIssuerView,
};
pub use entry::{
    AttachmentRequest, AttachmentView, DetailRowView, DetailSectionView, DetailView, EntryFull,
    EntryOriginal, EntryPage, EntryRequest, EntryVersionRequest, EntryView, OriginView, SourceView,
    VersionView, Viewable,
};
pub use family::{
    AccessLogLine, AccessLogRequest, AccessLogView, AccessView, CaregiverView, CaregiversView,
    EntryMoveBackRequest, EntryMoveRequest, EntryMoved, GrantPart, GrantRequest, GrantView,
    KeyholderAddRequest, KeyholderAdded, KeyholderRemoveRequest, LetterStanding, LetterView,
    RevokeRequest, Right, TroubleView,
};
pub use following::{
    BpAddRequest, BpAddedView, BpCheckStartRequest, BpCheckView, BpDayView, BpLineView, BpNextView,
    BpReadRequest, BpReadView, BpSittingView, ChartEvent, ChartLimit, ChartRequest, ChartUnit,
    ChartView,
};
pub use handing::{
    Format, MovingBeginRequest, MovingFrameRequest, MovingView, OutputFile, OutputRequest,
    PaperSize, Purpose, SensitiveView, ShareLogEntry, ShareLogView, SummaryMade,
    SummaryMakeRequest, SummaryOptions, SummaryPersonView, SummaryPreviewRequest, SummaryRowView,
    SummarySectionView, SummarySourceView, SummaryView,
};
pub use keys::{
    KeyholderRehearseRequest, QuickUnlockRequest, QuickUnlockSetRequest, QuickUnlockView,
    RecoveryCodeLook, RecoveryCodeRequest, RecoveryCodeState,
};
pub use medicines::{
    AdherenceView, CompareView, ConcernView, DoseState, DoseView, MedChecksView, MedDayView,
    MedLaterRequest, MedPlanRequest, MedReconcileView, MedReportLine, MedReportRequest,
    MedReportView, MedSettleRequest, MedSkipRequest, MedStockRequest, MedStopRequest,
    MedTakeRequest, MedTextRequest, MedTextView, MedTodayRequest, MedTodayView, MedUntakeRequest,
    MedicineView, MedicinesView, NeededView, PlanForm, RhythmForm, SlotForm, StepForm, StockView,
};
pub use names::{
    AbnormalName, KindName, LangName, NodeView, OriginKindName, SectionName, SeverityName, SexName,
    StatusClassName, SummaryLanguageName, TagName, TopicName,
};
pub use papers::{
    DocumentAddRequest, DocumentAdded, FromPaperView, PaperCheckRequest, PaperChecked,
    PaperConfirmRequest, PaperConfirmed, PaperDateView, PaperDoubtView, PaperLineForm,
    PaperLineView, PaperMade, PaperReadRequest, PaperRestView, PaperSubjectView, PaperType,
    PaperView, PaperWayView,
};
pub use people::{
    ContactForm, PeopleView, PersonAddRequest, PersonEditRequest, PersonIdRequest,
    PersonRemoveRequest, PersonRequest, PersonView,
};
pub use planning::{
    AppointmentView, BodyView, CalendarRequest, PlanItemView, PlanTickRequest, PlanView,
    QuestionnaireView, QuestionnairesView, QuestionsFilled, QuestionsFormRequest,
    QuestionsScoreRequest, QuestionsScoreView, Reminder, ReminderDays, ReminderNewsView,
    ReminderNotice, ReminderRequest, ReminderSaveRequest, ReminderView, ReminderWhat, TodoItem,
    TodoKind, TodoView, VisitRemark, VisitRemarksView,
};
pub use portals::{
    PortalClient, PortalConnectRequest, PortalDemoView, PortalDirectoryAddRequest,
    PortalDirectoryAdded, PortalDirectoryRemoveRequest, PortalDirectoryView, PortalFindRequest,
    PortalFindView, PortalGap, PortalHit, PortalImageView, PortalImagesRequest, PortalImagesView,
    PortalListView, PortalLookRequest, PortalLookView, PortalNews, PortalNewsView,
    PortalRemoveRequest, PortalRemoved, PortalRenameRequest, PortalRequest, PortalState,
    PortalSyncView, PortalSynced, PortalView, PortalWho, PortalsView, SignInAddress,
};
pub use radio::{
    RadioClock, RadioClockView, RadioDeviceRequest, RadioDeviceView, RadioDoubtView,
    RadioDraftView, RadioDraftsRequest, RadioDraftsView, RadioEnding, RadioFoundView,
    RadioLeftOutView, RadioMeasures, RadioPlace, RadioReadView, RadioSignal, RadioStanding,
    RadioStateView, RadioTakeLine, RadioTakeRequest, RadioTaken, RadioUserView,
};
pub use referring::{
    FlawView, ReadSectionView, ReferralAnswerRequest, ReferralAnswerView, ReferralCloseRequest,
    ReferralMatchRequest, ReferralNews, ReferralOptions, ReferralRequest, ReferralState,
    ReferralView, ReferralsView, SummaryReadRequest, SummaryReadView,
};
pub use seeing::{
    AllergyState, Analyte, Hidden, HomeView, KindCount, KindSummary, Mark, MarkField, OverviewView,
    SearchHit, SearchOrder, SearchPage, SearchRequest, SensedView, SeriesView, TimelineRequest,
    TrendGroup, TrendPoint, TrendRequest, TrendView, YearCount, YearsView,
};
pub use session::{
    AppState, AppStatus, CompactView, Empty, GlucoseUnit, KeyholderView, KeysAgainView,
    KeysRenewedView, PassphraseChangeRequest, PassphraseRequest, PassphraseStrength,
    PassphraseStrengthRequest, RecoveryCodeView, RecoverySheetRequest, SecretText, Settings,
    SettingsRequest, SuggestedPassphrase, TextSize, Theme, UnlockRecoveryRequest, UnlockRequest,
    VaultCheckRequest, VaultCheckView, VaultCreateRequest, VaultInfo, VaultMendRequest,
    VaultMended, VaultUseRequest, WeightUnit, WrongTriesView,
};
pub use sharing::{
    ShareAccessView, ShareAccessesView, ShareHostAddRequest, ShareHostKind, ShareHostRequest,
    ShareHostView, ShareHostsView, ShareLinkAction, ShareLinkChangeRequest, ShareLinkCodeRequest,
    ShareLinkCodeView, ShareLinkMakeRequest, ShareLinkRequest, ShareLinkState, ShareLinkView,
    ShareLinksView, ShareProfile, ShareTidied,
};
pub use terms::{TermsCoverageRequest, TermsCoverageView, TermsMissingView, TermsSystemView};
pub use tracking::{
    BpFiguresView, BpReportRequest, BpReportView, GlucoseBinView, GlucoseEventView,
    GlucoseGoalView, GlucoseHourView, GlucoseReport, GlucoseReportRequest, GlucoseReportView,
    GlucoseShareView, RemarkView, RuleView,
};
pub use typing::{
    EntryAddRequest, EntryEditRequest, Form, FormCheckRequest, FormCheckView, GlucoseContext,
    MeasureWhat, MedicineStatus, PlanArea, PlanStanding, ProblemStatus, SeverityLevel,
};
pub use visiting::{
    ProposedResult, ProposedSection, SpecialtyView, SuggestionView, SummaryChangeView,
    SummaryConflictView, SummaryHomeView, VisitChangeView, VisitChangesRequest, VisitChangesView,
    VisitDayView, VisitProposalRequest, VisitProposalView,
};
