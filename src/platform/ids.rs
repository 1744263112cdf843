//! Typed ids: a patient's id can't be passed where a conversation's is wanted. All are UUIDv7.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $(db::id! { $(#[$doc])* pub struct $name; })*
    };
}

ids! {
    /// A clinic: one tenant.
    ClinicId;
    /// A staff member of a clinic.
    StaffId;
    /// A workgroup: a shared inbox.
    WorkgroupId;
    /// An inbox: a staff member's own or a workgroup's; it has its owner's id.
    InboxId;
    /// A distribution list: a named group of staff.
    DistributionListId;
    /// A patient.
    PatientId;
    /// A person who reads and writes for one or more patients.
    PortalUserId;
    /// The link between a portal user and a patient.
    PortalLinkId;
    /// What somebody asked about who may read for a patient.
    AccessRequestId;
    /// An item of a patient's chart.
    ChartItemId;
    /// An appointment of a patient.
    AppointmentId;
    /// What the patient's side asked about appointments.
    AppointmentRequestId;
    /// A private bill of a patient.
    InvoiceId;
    /// A payment page for a bill.
    CheckoutId;
    /// An event that Stripe has told.
    PaymentEventId;
    /// A call to somebody whom no notice reached.
    PatientCallId;
    /// A request of somebody who registers themselves as a patient.
    RegistrationId;
    /// A file at rest.
    FileId;
    /// A conversation.
    ConversationId;
    /// A look that is previewed and not saved yet.
    LookDraftId;
    /// A message of a conversation.
    MessageId;
    /// A file or chart item sent with a message.
    AttachmentId;
    /// A conversation's filing in the chart.
    FilingId;
    /// What a staff member has typed and not sent yet.
    DraftId;
    /// One message to many patients.
    GroupSendId;
    /// A ready-made message.
    MessageTemplateId;
    /// A fee code of the clinic's.
    FeeCodeId;
    /// One attempt's state for one message, person and channel.
    DeliveryId;
    /// The locator in a notification.
    NotificationLinkId;
    /// A passkey of a portal user.
    PasskeyId;
    /// A signed-in browser.
    SessionId;
    /// An API key.
    ApiKeyId;
    /// An entry of the audit.
    AuditEventId;
}

impl From<StaffId> for InboxId {
    fn from(id: StaffId) -> InboxId {
        InboxId::from(id.uuid())
    }
}

impl From<WorkgroupId> for InboxId {
    fn from(id: WorkgroupId) -> InboxId {
        InboxId::from(id.uuid())
    }
}
