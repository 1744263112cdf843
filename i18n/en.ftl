### English

## What a clinic calls its patients and staff (M65). It can rename the words: those that end in -one and -many. Every other
## sentence says them through the terms after them; docs/decisions/0070-labels.md shows how. { CAPITAL(...) } begins a sentence.
-patient-one = patient
    .sound = consonant
-patient-many = patients
-patient =
    { $number ->
        [plural] { -patient-many }
       *[singular]
            { $article ->
                [a]
                    { -patient-one.sound ->
                        [vowel] an { -patient-one }
                       *[consonant] a { -patient-one }
                    }
               *[none] { -patient-one }
            }
    }
-staff-member-one = staff member
    .sound = consonant
-staff-member-many = staff members
-staff-member =
    { $number ->
        [plural] { -staff-member-many }
       *[singular]
            { $article ->
                [a]
                    { -staff-member-one.sound ->
                        [vowel] an { -staff-member-one }
                       *[consonant] a { -staff-member-one }
                    }
               *[none] { -staff-member-one }
            }
    }
-clinic-staff-one = clinic staff
-clinic-staff = { -clinic-staff-one }

## Days
day-today = today
day-yesterday = yesterday

## Pages in general
page-skip = Skip to the main part
page-error-prefix = Error:
page-sign-out = Sign out
page-save = Save
page-cancel = Cancel
page-language = Language
page-errors-title = There is something to correct
page-error-title = That did not work
page-error-reference = If you ask for help, give this reference: { $reference }
page-error-home = Back to the start

## Refusals: one sentence for each reason code
refusal-not-found = There is nothing here, or it is not yours to see.
refusal-sign-in-needed = Sign in to go on.
refusal-permission-missing = You are missing the permission { $permission }. Someone who manages staff can give it to you.
refusal-internal = Something went wrong on our side. Nothing was changed. Please try again.
refusal-text-unusable = A text holds an invisible character (U+0000) that can’t be kept. Remove it, or type the text again.
refusal-overloaded = There is more to do than we can take in just now. Nothing was changed. Please try again in a moment.
refusal-stopping = Carepost is restarting. Nothing was changed. Please try again in a moment.
refusal-in-doubt = The connection broke while this was being saved. Look whether it is there before you try again.
refusal-sent-but-not-shown = The message was sent, but the conversation could not be read just now. Ask for the conversation again; do not send the message a second time.
refusal-disk-full = There is no room left to save this. Nothing was changed. Please tell your administrator.
refusal-form-too-large = That is more than one form can carry. Nothing was changed.
refusal-form-unreadable = The form could not be read. Go back, reload the page and try again.
refusal-json-expected = Send the body as application/json.
refusal-json-wrong = The body is wrong at “{ $path }”: { $problem }.
refusal-fhir-type-wrong = Send a resource of the type { $type }.
refusal-fhir-element-not-kept = Carepost can’t keep { $path }. Leave it out, or write it otherwise if it is misspelt.
refusal-fhir-value-wrong = The value of { $path } can’t be taken.
refusal-fhir-missing = { $path } is missing.
refusal-fhir-one-expected = Give exactly one { $path }.
refusal-fhir-parameter-unknown = There is no search parameter { $path } here. The CapabilityStatement lists those there are.
refusal-fhir-modifier-unknown = The modifier in { $path } is not understood here.
refusal-fhir-parameter-twice = Give { $path } once. Several values are separated by commas.
refusal-fhir-date-wrong = { $path } is not a date here. Write 2026, 2026-03, 2026-03-01 or 2026-03-01T09:30:00Z; in a search after eq, ge, gt, le or lt.
refusal-fhir-reference-wrong = { $path } must refer to a { $type } of this server, such as { $type }/0190….
refusal-fhir-format-unknown = Only application/fhir+json is given out here.
refusal-fhir-condition-wrong = If-None-Exist is understood for Patient only, with search parameters that the CapabilityStatement lists.
refusal-fhir-several-match = Several resources match If-None-Exist. Narrow it down.
refusal-fhir-name-wrong = Give one official or usual name with family and given; a text must say the same.
refusal-fhir-telecom-wrong = Give at most one email and one mobile number (phone with use mobile, or sms).
refusal-fhir-identifier-unknown = { $path } names none of the clinic’s kinds of identifiers. Read a Patient to see them.
refusal-fhir-relationship-wrong = Give one relationship of v3-RoleCode: GUARD or RESPRSN.
refusal-fhir-person-unknown = The identifier must be that of a Person of this server, with neither name nor contact points beside it.
refusal-fhir-status-completed = Creating a Communication sends it: its status must be completed.
refusal-fhir-status-current = The status of a new DocumentReference must be current.
refusal-fhir-settled-by-header = In an existing conversation { $path } is settled by the header. Leave it out.
refusal-fhir-header-unknown = There is no such conversation.
refusal-fhir-sender-wrong = The sender must be the Practitioner that the key acts for, or a HealthcareService of theirs.
refusal-fhir-recipient-wrong = { $path } must be the Patient, a RelatedPerson of theirs, or a Practitioner.
refusal-fhir-recipient-patient-missing = Name the Patient or a RelatedPerson as a recipient, or no recipient at all.
refusal-fhir-payload-wrong = { $path } must have exactly one of contentString, contentAttachment and contentReference.
refusal-fhir-one-text = { $path } is a second text. A message has one.
refusal-fhir-inline-wrong = Only the message’s own text may be inline, as text/html in base64. Upload files with POST /api/v1/attachments.
refusal-fhir-attachment-wrong = { $path } must have the address of an uploaded file, such as Binary/0190….
refusal-fhir-chart-reference-wrong = { $path } must refer to a DocumentReference, DiagnosticReport or QuestionnaireResponse of this server.
refusal-fhir-document-content = Give one content whose attachment.url is the address of an uploaded file, such as Binary/0190…, or begins with https://.
refusal-fhir-two-titles = The description and the title of the content differ, and there is room for one.
refusal-fhir-category-wrong = Give one category: a code of the system chart-item-kind that the CapabilityStatement lists.
refusal-fhir-binary-large = The file is larger than { $max_mb } MB. Ask for it as it is, without application/fhir+json.
refusal-idempotency-key-unusable = Give an Idempotency-Key of 1 to { $max } visible characters.
refusal-idempotency-key-reused = This Idempotency-Key was used for another request. Use a new key for each write.
refusal-body-too-large = The body is larger than allowed.

## staff
staff-nav-menu = Folders
staff-nav-find = Search { -patient(number: "plural") }, pages and settings
staff-nav-account = Your account
staff-nav-shortcuts = Shortcuts
staff-nav-label = Folders
staff-nav-compose = Compose
staff-nav-messages = Messages
staff-nav-inbox = Inbox
staff-nav-awaiting-response = Awaiting response
staff-nav-overdue = Overdue
staff-nav-unread-by-patient = Unread by { -patient }
staff-nav-failed-delivery = Failed delivery
staff-nav-sent = Sent
staff-nav-drafts = Drafts
staff-nav-closed = Closed
staff-nav-all = All
staff-nav-unread = unread
staff-nav-clinic = Clinic
staff-nav-patients = { CAPITAL(-patient(number: "plural")) }
staff-nav-members = Staff
staff-nav-settings = Portal settings
staff-nav-audit = Audit
refusal-email-wrong = Write an email address, such as name@clinic.example.
refusal-email-taken = Somebody signs in with this address already. Use another one.
refusal-name-missing = Write a name.
refusal-name-long = Write at most { $max } characters.
refusal-language-unknown = Choose one of the languages in the list.
refusal-time-zone-unknown = Write a time zone such as America/Toronto.
refusal-password-short = Use at least { $min } characters. Several words are easy to keep in mind.
refusal-password-long = Use a shorter password: at most 512 bytes.
refusal-password-guessable = This password is easily guessed. Use several words that belong to nothing known about you.
refusal-member-unknown = Somebody in the list does not belong to this clinic. Reload the page.
refusal-member-is-owner = Only the owner can change the owner.
refusal-member-has-more = This member may do more than you ({ $permission }). The owner can make this change.
refusal-permission-not-yours = Only someone who has the permission “{ $permission }” can give it or take it away.
refusal-permissions-own = Nobody can change their own permissions. Ask the owner.
refusal-owner-stays = The owner can not be disabled.
refusal-not-yourself = You can not disable yourself.
refusal-workgroup-name-taken = There is a workgroup of this name, perhaps a retired one. Choose another name.
refusal-workgroup-retired = This workgroup is retired and can not be changed.
refusal-limit-out-of-range = limit must be between 1 and { $max }.
refusal-cursor-unknown = This cursor was not given out for this list. Begin without one.
refusal-sign-in-refused = The email address or the password is wrong, or this account may not sign in.
refusal-too-many-attempts = There were too many attempts. Wait { $minutes } min and try again.
refusal-code-wrong = This code is wrong or was used before. Wait for the next one in your app, and check the time of your phone.
refusal-sign-in-again-first = This changes how one gets into your account, and you signed in a while ago. Sign out, sign in again with your passkey, and do it within ten minutes.
refusal-password-wrong = This is not your present password.
refusal-member-disabled = This member is disabled. Enable them first.
refusal-workgroup-unknown = One of these workgroups is not there any more. Reload the page.
refusal-query-wrong = The address has something that this list does not know: { $problem }.
staff-email = Email address
staff-password = Password
staff-password-current = Present password
staff-password-new = New password
staff-password-hint = At least { $min } characters. Several words are easy to keep in mind.
staff-optional = (optional)
staff-search = Search
staff-go-on = Continue
staff-sign-in = Sign in
staff-sign-in-title = Sign in for { -clinic-staff }
staff-sign-in-again = Sign in to go on where you were. Drafts are kept.
staff-sign-in-password-set = Your password is set. Sign in with it.
staff-sign-in-help = No account yet, or the password is lost? Someone who manages staff at your clinic can give you a link.
staff-sign-in-as-other = Sign in as somebody else
staff-code-title = Second factor
staff-code = Code
staff-code-hint = Six digits from your authenticator app. Without your phone, use one of your recovery codes.
staff-set-up-title = Set up your second factor
staff-set-up-why = A password can be stolen without anybody noticing. From now on signing in also takes a code from your phone.
staff-set-up-app = Open an authenticator app on your phone, or install one.
staff-set-up-scan = Scan this picture with the app.
staff-set-up-picture = QR code for the authenticator app
staff-set-up-typed = Or type this key into the app:
staff-set-up-code = Write the six digits that the app now shows.
staff-set-up-code-label = Code from the app
staff-set-up-done = Turn on the second factor
staff-recovery-title = Your recovery codes
staff-recovery-why = Each of these codes gets you in once when your phone is not at hand. Print them or keep them in a password manager.
staff-recovery-once = They are shown only now.
staff-recovery-kept = I have kept them, continue
staff-set-password-title = Choose your password
staff-set-password = Set password
staff-link-gone-title = This link does not work any more
staff-link-gone = It was used already, is too old, or was replaced by a newer one. Ask for a new one at your clinic.
staff-link-mail-subject = Choose your password
staff-link-mail-text =
    You have an account with { $clinic }.

    Choose your password here; the link works once, for three days:
    { $link }

    If you did not expect this, leave the link alone and tell the clinic.
staff-people-tabs = Staff
staff-members = Members
staff-workgroups = Workgroups
staff-members-search = Search by name, role or email
staff-members-none = Nobody fits
staff-members-none-hint = Try a part of the name.
staff-members-all = Show all members
staff-member-add = Add a member
staff-member-add-button = Add and make a link
staff-member-name = Name
staff-member-state = State
staff-member-owner = Owner
staff-member-owner-all = The owner may do everything.
staff-member-active = Active
staff-member-disabled = Disabled
staff-member-invited = Password not set
staff-member-factor = Second factor
staff-member-person = Person
staff-member-email-hint = The member signs in with this address.
staff-member-role = Role
staff-member-permissions = May
staff-member-access = Access
staff-member-link = Make a link
staff-member-link-why = Forgot the password, or never set one? A link lets this member choose a new one.
staff-member-reset = Reset second factor
staff-member-reset-why = Lost the phone? The member signs out everywhere and sets up a new second factor.
staff-member-reset-ask = Take this member’s second factor away? They are signed out everywhere.
staff-member-disable = Disable
staff-member-disable-why = The member is signed out at once and can not sign in. What they wrote stays.
staff-member-disable-ask = Disable this member? They are signed out everywhere at once.
staff-member-enable = Enable
staff-member-enable-why = The member can sign in again with the password they had.
staff-link-title = Link to choose a password
staff-link-for = Link for { $name }
staff-link-mailed = It was mailed to { $email }. You can also hand it over yourself.
staff-link-not-mailed = It could not be mailed. Hand it over yourself: it is shown only now.
staff-link = Link
staff-link-hint = Works once, until { $until }. Whoever has it can choose the password.
staff-link-done = Back to the members
staff-permission-send-messages = Send messages
staff-permission-send-messages-hint = Start, answer, close and reopen conversations.
staff-permission-send-bulk-portal-messages = Send to many { -patient(number: "plural") } at once
staff-permission-send-bulk-portal-messages-hint = Without this, recipients are added one by one.
staff-permission-edit-demographics = Edit demographics
staff-permission-edit-demographics-hint = Change names, contact points and portal access of { -patient(number: "plural") }.
staff-permission-manage-templates = Manage templates
staff-permission-manage-templates-hint = Create and change ready-made messages of the clinic.
staff-permission-manage-staff = Manage staff
staff-permission-manage-staff-hint = Add and change members, workgroups and API keys.
staff-permission-view-audit = View the audit
staff-permission-view-audit-hint = Read who did what, and when.
staff-permission-view-billing-report = View the billing report
staff-permission-view-billing-report-hint = Read the report of billable messages.
staff-permission-export = Export
staff-permission-export-hint = Take data out in bulk, such as the audit as a file.
staff-permission-manage-portal-settings = Manage portal settings
staff-permission-manage-portal-settings-hint = Change how the portal works. Enabling it stays with the owner.
staff-workgroups-what = A workgroup is a shared inbox: every member of it reads and answers what comes in.
staff-workgroups-none = No workgroups yet
staff-workgroups-none-hint = Add one for each team that answers { -patient(number: "plural") } together, such as the front desk.
staff-workgroups-retired = Retired
staff-workgroup-add = Add a workgroup
staff-workgroup-name = Name of the workgroup
staff-workgroup-members = Members
staff-workgroup-count = { $count ->
    [0] nobody yet
    [one] { $count } member
   *[other] { $count } members
}
staff-workgroup-retire = Retire
staff-workgroup-retire-why = A retired workgroup takes no new conversations. What it has stays on record.
staff-workgroup-retire-ask = Retire this workgroup? It can not be brought back.
staff-account-preferences = Preferences
staff-account-direct = Accept direct messages
staff-account-direct-hint = { CAPITAL(-patient(number: "plural")) } may be written to under your own name, and their replies come to your inbox. Otherwise a workgroup is chosen.
staff-account-password = Change password
staff-account-password-why = Changing it signs you out everywhere else.
staff-account-factor = Second factor
staff-account-factor-on = Signing in takes a code from your authenticator app.
staff-account-factor-off = Signing in takes only your password. An authenticator app on your phone makes your account much safer.
staff-account-factor-set-up = Set up a second factor
staff-account-factor-other = Use another phone
staff-account-codes-left = { $count ->
    [0] You have no recovery codes left. Make new ones.
    [one] You have one recovery code left.
   *[other] You have { $count } recovery codes left.
}
staff-account-codes-new = Make new recovery codes
staff-account-sessions = Where you are signed in
staff-account-session-seen = Last used: { $seen }
staff-account-session-this = This browser
staff-account-session-end = Sign out
staff-account-everywhere = Sign out everywhere
staff-account-everywhere-ask = Sign out in every browser, this one too?
refusal-owner-unknown = Nobody who signs in with this address owns a clinic. carepost owner list shows the owners.

## audit
refusal-date-wrong = Write a date such as 2026-07-02.
refusal-id-wrong = This is not an id.
audit-export = Export as CSV
audit-filter = Filter
audit-from = From
audit-to = To
audit-member = Member
audit-anybody = Anybody
audit-action = Action
audit-anything = Anything
audit-patient = { CAPITAL(-patient) }
audit-patient-hint = Name, identifier or date of birth
audit-show = Show
audit-clear = Show everything
audit-none = Nothing fits
audit-none-hint = Everything that is read, changed or refused here is on record. Choose other dates, or show everything.
audit-caption = Entries of the audit, the latest first
audit-when = When
audit-who = Who
audit-what = What
audit-pages = Pages
audit-newest = Newest
audit-older = Older
audit-actor-staff = { CAPITAL(-staff-member) }
audit-actor-portal_user = Portal user
audit-actor-api_key = API key
audit-actor-system = Carepost
audit-actor-anonymous = Not signed in
audit-action-member-list = Read the members
audit-action-workgroup-list = Read the workgroups
audit-action-clinic-read = Read about the clinic
audit-action-portal_user-list = Listed portal users
audit-action-appointment-read = Read appointments
audit-action-account-change = Changed their preferences
audit-action-account-denied = Wrong password for a change
audit-action-account-end_session = Ended a session
audit-action-account-renew_recovery_codes = Made new recovery codes
audit-action-account-set_password = Set a password
audit-action-account-set_second_factor = Set up a second factor
audit-action-account-sign_out_everywhere = Signed out everywhere
audit-action-access-denied = Denied: permission missing
audit-action-api_key-create = Created an API key
audit-action-api_key-list = Read the API keys
audit-action-api_key-revoke = Revoked an API key
audit-action-appointment-create = Added an appointment
audit-action-appointment-update = Changed an appointment
audit-action-attachment-download = Downloaded an attachment
audit-action-audit-export = Exported the audit
audit-action-audit-read = Read the audit
audit-action-chart-read = Read a chart
audit-action-chart_item-create = Added a chart item
audit-action-chart_item-download = Downloaded a chart item
audit-action-chart_item-replace = Replaced a chart item
audit-action-clinic-create = Created the clinic
audit-action-conversation-close = Closed a conversation
audit-action-conversation-list = Listed conversations
audit-action-conversation-read = Read a conversation
audit-action-conversation-reopen = Reopened a conversation
audit-action-conversation-reply = Replied
audit-action-conversation-reply_from_portal = Replied from the portal
audit-action-conversation-send = Sent a message
audit-action-delivery-list = Read how a message was delivered
audit-action-draft-create = Began a draft
audit-action-draft-discard = Discarded a draft
audit-action-draft-list = Listed drafts
audit-action-file-available = A file was checked
audit-action-file-download = Downloaded a file
audit-action-file-reject = A file was refused
audit-action-file-remove = Removed a file
audit-action-file-remove_unclaimed = Removed a file nobody sent
audit-action-file-upload = Uploaded a file
audit-action-identifier_kind-define = Defined a kind of identifier
audit-action-member-change = Changed a member
audit-action-member-create = Added a member
audit-action-member-disable = Disabled a member
audit-action-member-enable = Enabled a member
audit-action-member-give_link = Made a link to set a password
audit-action-member-reset_second_factor = Reset a second factor
audit-action-notification-cancel = A notification was cancelled
audit-action-notification-fail = A notification failed
audit-action-notification-send = A notification was sent
audit-action-notification-send_again = Sent a notification again
audit-action-patient-access_off = Switched portal access off
audit-action-patient-access_on = Switched portal access on
audit-action-patient-create = Added { -patient(article: "a") }
audit-action-patient-identifier_add = Added an identifier
audit-action-patient-identifier_remove = Removed an identifier
audit-action-patient-list = Listed { -patient(number: "plural") }
audit-action-patient-read = Read { -patient(article: "a") }
audit-action-patient-search = Searched { -patient(number: "plural") }
audit-action-patient-update = Changed { -patient(article: "a") }
audit-action-portal-language = Changed the portal’s language
audit-action-portal-passcode = Asked for a passcode
audit-action-portal-rearm = Allowed portal sign-in again
audit-action-portal-sign_in = Signed in to the portal
audit-action-portal-sign_in_denied = Portal sign-in denied
audit-action-portal-sign_out = Signed out of the portal
audit-action-portal_link-create = Linked a portal user
audit-action-portal_link-end_at = Set the end of a portal link
audit-action-portal_link-revoke = Revoked a portal link
audit-action-portal_settings-save = Saved the portal settings
audit-action-portal_user-create = Added a portal user
audit-action-portal_user-update = Changed a portal user
audit-action-sign_in-complete = Signed in
audit-action-sign_in-denied = Sign-in denied
audit-action-sign_in-password = Gave the right password
audit-action-sign_out = Signed out
audit-action-workgroup-add_member = Added a member to a workgroup
audit-action-workgroup-create = Added a workgroup
audit-action-workgroup-remove_member = Took a member out of a workgroup
audit-action-workgroup-rename = Renamed a workgroup
audit-action-workgroup-retire = Retired a workgroup
audit-action-workgroup-set_members = Changed who belongs to a workgroup

## patients
patients-born = Born
patients-reached-by = Reached by
patients-reached-by-nothing = no email or mobile number
patients-find = Search { -patient(number: "plural") }
patients-find-hint = By name, identifier, date of birth, email or mobile number, also those of a linked guardian.
patients-find-button = Search
patients-choose-to-message = Who is the message about?
patients-choose-to-link = Which { -patient } shall be linked?
patients-new = New { -patient }
patients-create = Create { -patient }
patients-none-yet = There are no { -patient(number: "plural") } yet
patients-none-yet-hint = { CAPITAL(-patient(number: "plural")) } come here as they are imported or created.
patients-none-found = Nobody found for “{ $query }”
patients-none-found-hint = Try fewer letters, another spelling, the date of birth or an identifier.
patients-show-all = Show all { -patient(number: "plural") }
patients-by-name = All { -patient(number: "plural") } by family name
patients-found = { $count ->
    [one] 1 { -patient } found
   *[other] { $count } { -patient(number: "plural") } found
}
patients-near-name = Similar name
patients-pages = Pages
patients-next = Next
patients-older = Older
patients-optional = (optional)
patients-part-person = Person
patients-part-contact = How to reach them
patients-part-portal = Portal
patients-field-given-name = Given name
patients-field-family-name = Family name
patients-field-birth-date = Date of birth
patients-field-sex = Sex
patients-field-status = Status
patients-field-email = Email
patients-field-mobile = Mobile number
patients-field-preferred-channel = Notices by
patients-field-language = Language
patients-mobile-hint = Mobile numbers: ten figures for Canada and the United States, else with the country code (+44 20 7946 0018).
patients-sex-unknown = Unknown
patients-sex-female = Female
patients-sex-male = Male
patients-sex-other = Other
patients-status-active = Active
patients-status-discharged = Discharged
patients-channel-email = email
patients-channel-text = text message
patients-relationship = Relationship
patients-relationship-self = { -patient }
patients-relationship-guardian = guardian
patients-relationship-representative = representative
patients-identifiers = Identifiers
patients-no-identifiers = No identifier is on file.
patients-identifier-kind = Kind
patients-identifier-value = Identifier
patients-identifier-add = Add identifier
patients-identifier-remove = Remove { $kind }
patients-identifier-remove-sure = Remove { $kind } { $value }? The { -patient } is then no longer found by it.
patients-access = Portal access
patients-access-new-hint = Whether messages can be sent as soon as an email or a mobile number is on file.
patients-access-on-hint = Switched on when you save.
patients-access-hint = Off: everybody who reads for the { -patient } is signed out at once, and nobody can be messaged. Links stay as they are.
patients-access-is-on = On
patients-access-is-off = Off
patients-clinic-portal-off = The clinic’s portal is off
patients-own-access = Own access
patients-own-access-hint = Whether the { -patient } reads and writes for themselves. Messages about a child go to a linked caregiver.
patients-own-access-age = By age: from 18 years on
patients-own-access-yes = Yes
patients-own-access-no = No, only caregivers
patients-message-patient = Message { -patient }
patients-open-chart = Open chart
patients-cannot-be-messaged = { $name } can’t be messaged yet
patients-who-can-help = These people can put it right:
patients-nobody-can-help = Nobody at the clinic has the permission to put it right. Ask the owner.
patients-who-reads = Who reads and writes for { $name }?
patients-who-reads-hint = The email and mobile number below belong to the person you choose.
patients-reader-patient = The { -patient }
patients-reader-caregiver = A caregiver
patients-reader-caregiver-hint = Give the name below. A caregiver who is { -patient(article: "a") } here is linked under Update information, Portal.
patients-caregiver-given-name = Caregiver’s given name
patients-caregiver-family-name = Caregiver’s family name
patients-contact-of = How to reach { $name }
patients-contact-one-needed = At least one of them is needed.
patients-save-and-compose = Save and write the message
patients-links = Who reads and writes for this { -patient }
patients-links-hint = Exactly these people can be chosen as recipients.
patients-link-invited = invited
patients-link-registered = registered
patients-link-connected = connected
patients-link-revoked = revoked
patients-link-ended = ended
patients-link-later = not begun
patients-link-from = From
patients-link-ends = Ends
patients-link-until = until { $when }
patients-link-revoked-at = Revoked
patients-link-contact = Reached by
patients-link-set-end = Ends at
patients-link-set-end-button = Set end
patients-link-revoke = Revoke
patients-link-revoke-sure = Revoke { $name }’s link? They are signed out at once, and the links in their notices stop working.
patients-link-add = Link somebody
patients-link-a-patient = Somebody who is { -patient(article: "a") } here
patients-link-somebody-new = Somebody who is not { -patient(article: "a") } here
patients-link-somebody-else = Somebody else
patients-link-give-own = Give { $name } own access
patients-link-add-button = Link
patients-kind-lab-requisition = Lab requisition
patients-kind-lab-result = Lab result
patients-kind-form = Form
patients-kind-encounter-note = Encounter note
patients-kind-invoice = Invoice
patients-kind-educational-video = Educational video
patients-kind-questionnaire = Questionnaire
patients-kind-inbox-item = Inbox item
patients-kind-document = Document
patients-chart-empty = Nothing is in the chart yet
patients-chart-empty-hint = Results, notes, forms and documents come here as they are imported or filed.
patients-pick-title = Attach from the chart
patients-pick-search = Title or author
patients-pick-kind = Kind
patients-pick-every-kind = Every kind
patients-pick-from = From
patients-pick-to = To
patients-pick-show = Show
patients-pick-presets = Range of dates
patients-pick-days-30 = 30 days
patients-pick-days-90 = 3 months
patients-pick-days-365 = 1 year
patients-pick-any-date = Any date
patients-pick-chosen = Chosen
patients-pick-item = Item
patients-pick-date = Date
patients-pick-author = Author
patients-pick-size = Size
patients-pick-link = web page
patients-pick-none = Nothing fits
patients-pick-none-hint = Try another kind, other words or a wider range of dates.
patients-pick-earlier = { $count } more before { $date } -
patients-pick-later = { $count } more after { $date } -
patients-pick-show-them = show
patients-pick-first = The first { $count } are shown. Narrow the dates to see others.
patients-pick-kept = { $count } selected that are not in the list
patients-pick-noscript = Select adds what is ticked to the message. Come back here for items of another kind or date.
patients-pick-select = Select
refusal-birth-date-missing = Write the date of birth.
refusal-birth-date-wrong = Write the date of birth as year-month-day, such as 1988-03-14.
refusal-birth-date-future = This date of birth is still to come. Correct it.
refusal-birth-date-too-early = A date of birth before { $year } can’t be right. Correct it.
refusal-mobile-wrong = Write a mobile number with all its figures, such as 613 555 0142 or +44 20 7946 0018.
refusal-name-too-long = Use at most { $max } characters for a name.
refusal-sex-unknown = Choose one of female, male, other, unknown.
refusal-choice-unknown = Choose one of the values that are offered.
refusal-contact-missing = Give an email address or a mobile number, or both.
refusal-access-needed = Switch portal access on: without it the { -patient } can’t be messaged.
refusal-identifier-kind-unknown = The clinic has not defined the kind of identifier “{ $kind }”.
refusal-identifier-wrong = Write the { $kind } with at most { $max } characters, at least one of them a letter or figure.
refusal-identifier-taken = Another { -patient } has this { $kind }. Check it, or search for the { -patient } by it.
refusal-identifier-code-wrong = The code of a kind of identifier is at most 40 lowercase letters, figures and _.
refusal-identifier-label-wrong = Write a label of at most 60 characters.
refusal-patient-changed = Somebody has changed this { -patient } since you opened the page. What is stored now is shown where you typed nothing; check it and save again.
refusal-relationship-wrong = The { -patient } is “self” to themselves, and nobody else is.
refusal-already-linked = This person is linked to the { -patient } already.
refusal-link-ends-before-start = The link would end before it begins. Choose a later end.
refusal-link-revoked = This link has been revoked. Make a new one.
refusal-moment-wrong = Write a date and a time.
refusal-chart-title-wrong = Write a title of at most { $max } characters.
refusal-chart-author-too-long = Use at most { $max } characters for the author.
refusal-chart-date-wrong = Write the date as year-month-day, such as 2026-03-01.
refusal-chart-dates-crossed = The last date is before the first one.
refusal-chart-link-wrong = Give an address that begins with https://.
refusal-file-not-free = This file can’t be taken: it is unknown, still being checked, refused, or part of something else.

## chart
chart-title = Chart of { $name }
chart-start = Start/Open
chart-update-information = Update information
chart-view-information = Information
chart-tabs = Chart
chart-tab-conversations = Conversations
chart-tab-items = Chart items
chart-tab-portal = Portal
chart-no-conversations = No conversation yet
chart-no-conversations-hint = Messages to and from this { -patient } come here.
chart-unread = unread
chart-closed = Closed
chart-failed = Not delivered
chart-files = files
chart-items-count = { $count ->
    [one] 1 item
   *[other] { $count } items
}
chart-put-right = Put it right
chart-change = Change
chart-readers = Who reads and writes for this { -patient }
chart-no-readers = Nobody yet.
chart-information-tabs = Information
chart-information-demographics = Demographics
chart-information-portal = Portal
chart-saved = Saved.
chart-read-only = You can read this. To change it you need the permission to edit demographics; someone who manages staff can give it to you.
chart-portal-off-hint = The clinic’s portal is off, so nobody can be messaged whatever is set here.
chart-sign-in-rests = Too many failed sign-ins: nobody can sign in for this { -patient } until you re-arm it.
chart-sign-in-failures = { $count ->
    [one] 1 failed sign-in
   *[other] { $count } failed sign-ins
}
chart-sign-in-rearm = Re-arm sign-in
chart-sign-in-open = Sign-in and re-arming

## settings
settings-title = Portal settings
settings-portal-on = The portal is on
settings-portal-off = The portal is off
settings-saved = Saved. It holds from now on.
settings-save = Save portal settings
settings-discard = Discard changes
settings-on = on
settings-off = off
settings-minutes = { $n } minutes
settings-differing = Where your choice differs from what is saved now
settings-differs = saved: { $saved }; yours: { $typed }
settings-part-portal = The portal
settings-part-sign-in = Signing in
settings-part-messages = Messages
settings-part-notice = Notice for emergencies
settings-parts = On this page
settings-part-deadlines = Overdue responses
settings-part-patients-start = What { -patient(number: "plural") } start, and automatic replies
settings-part-lists = Further lists
settings-lists-hint = Each is a page of its own, with a button of its own to save it.
settings-automatic-title = Opening hours and automatic replies
settings-enabled = The portal is enabled
settings-not-enabled = The portal is not enabled
settings-owner-only = Only the clinic’s owner can enable or disable it. Ask the owner to open this page.
settings-enabling-does-not = Enabling the portal gives no existing { -patient } access. Access is switched on for each { -patient } in the chart: Update information > Portal. Switching off and on again keeps each { -patient }’s own switch.
settings-field-portal-enabled = Enable the portal
settings-hint-portal-enabled = For the owner only. Until it is enabled nobody can be messaged.
settings-field-accessible = Portal accessibility
settings-hint-accessible = The master switch. Off: everybody is signed out at once, nobody signs in and nothing is sent. Nothing is lost: notifications that wait are sent when it is on again, unless they are no longer needed.
settings-field-accessible-to-new-patients = Portal accessibility for new { -patient(number: "plural") }
settings-hint-accessible-to-new-patients = { CAPITAL(-patient(number: "plural")) } created from now on get access. Nothing changes for { -patient(number: "plural") } you have already.
settings-field-sign-in-method = Signing in from a notification
settings-method-passcode = One-time passcode and date of birth
settings-method-passcode-hint = A six-digit code is sent to the { -patient }’s other channel where there is one.
settings-method-identifier = Identifier and date of birth
settings-method-identifier-hint = The { -patient } types the EMR id or another identifier that you allow below.
settings-method-identifier-warning = Weaker: whoever holds the link and knows the identifier and the date of birth, such as a family member, can read the messages.
settings-field-extra-identifications = Extra searchable identifications
settings-hint-extra-identifications = The identifier may be of any kind that your clinic has defined, not the EMR id alone.
settings-field-passcode-minutes = Passcode expires after
settings-hint-passcode-minutes = How long a code can be used. How long somebody stays signed in is a matter of its own.
settings-field-overdue-every-days = Days between reminders of an overdue response
settings-hint-overdue-every-days = 1 to 30. The first reminder goes out when the response is due.
settings-field-overdue-alerts = Reminders in all
settings-hint-overdue-alerts = 0 to 10. They stop as soon as the { -patient } answers or you close the conversation.
settings-field-conversation-responses = { CAPITAL(-patient) } conversation responses
settings-hint-conversation-responses = “Allow { -patient } to respond” is ticked in each new message. Senders can untick it.
settings-field-require-registration = Require registration before sending
settings-hint-require-registration = Only people who have registered can be chosen as recipients.
settings-notice-hint = Shown to { -patient(number: "plural") } above every conversation. One or two short sentences.
settings-field-emergency-notice-en = In English
settings-field-emergency-notice-fr = In French
refusal-owner-only = Only the clinic’s owner can enable or disable the portal.
refusal-passcode-minutes-range = Choose between 5 and 60 minutes.
refusal-overdue-days-range = Choose 1 to 30 days.
refusal-overdue-alerts-range = Choose 0 to 10 reminders.
refusal-notice-missing = Write a notice for emergencies.
refusal-notice-too-long = Shorten the notice to { $max } characters.
refusal-sign-in-method-missing = Choose how { -patient(number: "plural") } sign in.
refusal-settings-changed = Somebody else saved these settings after you opened this page. Your choices are kept below; save again to put them over theirs.

## conversations
conversations-newest-first = Newest first
conversations-empty-inbox = Nothing waits for you
conversations-empty-inbox-hint = Answers from { -patient(number: "plural") } to you or your workgroups come here.
conversations-empty-sent = Nothing sent yet
conversations-empty-sent-hint = Messages that wait for a first answer are listed here.
conversations-empty-closed = Nothing is closed
conversations-empty-closed-hint = Closed conversations are kept here and can be reopened.
conversations-empty-all = No conversations yet
conversations-empty-all-hint = Every conversation of yours and your workgroups is listed here.
conversations-empty-awaiting-response = No answer is awaited
conversations-empty-awaiting-response-hint = Messages that require a response stay here until it comes, the soonest due first.
conversations-empty-overdue = Nothing is overdue
conversations-empty-overdue-hint = When a required response is late, the conversation is listed here and the { -patient } is reminded.
conversations-empty-unread-by-patient = Everything has been opened
conversations-empty-unread-by-patient-hint = Messages that nobody on the { -patient }’s side has opened yet are listed here.
conversations-empty-failed-delivery = Every notice went out
conversations-empty-failed-delivery-hint = When a notice reaches neither email nor phone, the conversation is listed here with what to do.
conversations-soonest-first = Soonest due first
conversations-badge-due = Answer due { $when }
conversations-badge-overdue = Overdue since { $when }
conversations-response-due = Response required by { $when }
conversations-response-overdue = Response overdue since { $when }. { $count ->
    [0] The { -patient } has not been reminded.
    [one] The { -patient } has been reminded once.
   *[other] Reminder { $count } has been sent.
}
conversations-unread-told = Nobody had opened this: { $when }
conversations-badge-failed = Not delivered
conversations-badge-closed = Closed
conversations-badge-opened = Opened
conversations-badge-files = { $count ->
    [one] 1 file
   *[other] { $count } files
}
conversations-pages = Pages
conversations-older = Older
conversations-reading = Conversation
conversations-none-open = No conversation open
conversations-none-open-hint = Choose one from the list to read it here.
conversations-with = Conversation with { $name }
conversations-subject-region = Conversation: { $subject }
conversations-open-chart = Open chart
conversations-close = Close
conversations-close-ask = Close this conversation? The { -patient } can read it but not reply. You can reopen it.
conversations-reopen = Reopen
conversations-from = From { $name }
conversations-to-staff = To
conversations-readers = Read by
conversations-written-by = written by { $name }
conversations-on-behalf = { $person } on behalf of { $patient }
conversations-state-downloaded = Downloaded by { $name }, { $time }
conversations-state-opened = Opened by { $name }, { $time }
conversations-state-delivered = Notice to { $name } delivered by { $channel }, { $time }
conversations-state-sent = { $name } notified by { $channel }, { $time }
conversations-state-queued = Sending the notice to { $name }
conversations-state-failed = Not delivered to { $name } by { $channel }
conversations-state-no-notice = { $name } has not been notified
conversations-channel-email = email
conversations-channel-text = text message
conversations-closed = Closed.
conversations-closed-no-response-allowed = It was sent without allowing a response.
conversations-closed-closed-by-staff = The { -patient } can read it but not reply.
conversations-may-not-send = You can read this conversation. To answer you need the permission to send messages; someone who manages staff can give it to you.
conversations-cannot-message = { $name } can’t be messaged right now
conversations-put-right = See what is missing
conversations-reply-to = Reply to { $name }
conversations-your-reply = Your reply
conversations-allow-response = Allow { -patient } to respond
conversations-allow-response-hint = Unticked: the conversation is closed as it is sent.
conversations-response = Response
conversations-more-options = More options
conversations-allow-attachments = Allow attachments
conversations-allow-attachments-hint = The { -patient } can send PDF, JPG or PNG files along with the answer.
conversations-allow-attachments-tier = No effect here: with your clinic’s portal, { -patient(number: "plural") } cannot send files.
conversations-require-response = Require a response within
conversations-require-number = Days within which a response is required
conversations-require-hint = Afterwards the { -patient } is reminded that a response is overdue.
conversations-notify-unread = If unread, notify me in
conversations-notify-number = How many days or weeks until you are notified
conversations-notify-unit = Days or weeks
conversations-unit-days = days
conversations-unit-weeks = weeks
conversations-mask-name = Mask name
conversations-masked = Name masked: the { -patient } sees “{ TITLE(-clinic-staff) }”
conversations-mask-name-hint = The { -patient } sees “{ TITLE(-clinic-staff) }” in place of the sender and of everybody in To. Replies keep it.
conversations-send-to = Send to { $name }
conversations-find-patient = Who is the message about?
conversations-find-hint = Last name, any part of the name, identifier, date of birth, email or mobile number.
conversations-find = Find
conversations-message-to = Message to { $name }
conversations-recipients = Recipients
conversations-recipients-hint = Exactly those ticked receive this message.
conversations-told-by-email = Notified by email:
conversations-told-by-text = Notified by text:
conversations-to-staff-add = To: further { -staff-member(number: "plural") }
conversations-to-staff-hint = The { -patient } sees their names; they get the conversation in their inbox.
conversations-from-label = From
conversations-from-hint = The { -patient } sees this name, and answers land in that inbox.
conversations-subject = Subject
conversations-body = Message
conversations-attachments = Attachments
conversations-add-attachment = Add attachment
conversations-upload = Upload from your computer
conversations-upload-kinds = PDF, JPG, PNG, text, Word or Excel.
conversations-upload-limit = Up to { $size } each.
conversations-attach-chart = Attach from the chart
conversations-remove-file = Remove { $name }
conversations-save-draft = Save as draft
conversations-who-reads = Who will be able to read this
conversations-left-out = Left out:
conversations-left-out-hint = They will not see this conversation, now or later, and are told nothing of it.
conversations-new = New message
conversations-answers-here = and its members
conversations-lock-screen = The notice says only that a message waits. It names neither the subject nor the { -patient }.
language-en = English
language-fr = French
refusal-folder-unknown = Name one of the folders inbox, sent, closed or all.
refusal-subject-missing = Write a subject.
refusal-subject-too-long = Shorten the subject to { $max } characters; it has { $length }.
refusal-body-missing = Write a message.
refusal-require-needs-allow = To require a response, tick “Allow { -patient } to respond” too.
refusal-require-days-range = Require a response within { $min } to { $max } days.
refusal-notify-days-range = Choose { $min } to { $max } days, or up to 52 weeks.
refusal-body-over-ceiling = The message is larger than { $max_mb } MB. Shorten it, or attach the long part as a file.
refusal-from-unknown = Choose who the message is from.
refusal-from-not-yours = Choose yourself or a workgroup that you belong to.
refusal-staff-unknown = One of the { -staff-member(number: "plural") } chosen is not (any more) at this clinic. Choose again.
refusal-patient-unknown = There is no such { -patient }.
refusal-patient-missing = Choose the { -patient } that the message is about.
refusal-recipient-unknown = One of the recipients can’t (any more) read for this { -patient }. Choose from the list.
refusal-recipient-no-contact = { $name } has neither an email address nor a mobile number on file.
refusal-recipient-not-registered = { $name } has not registered yet, and the clinic requires registration before sending.
refusal-portal-not-enabled = The portal has not been enabled for this clinic. The clinic’s owner can enable it in the portal settings.
refusal-portal-switched-off = The portal is switched off. Someone with the permission for the portal settings can switch it on.
refusal-patient-access-off = The { -patient }’s portal access is off. Switch it on under Update information, Portal.
refusal-no-portal-user = Nobody reads for this { -patient } on the portal. Switch on the { -patient }’s own access, or link a guardian.
refusal-no-contact = There is neither an email address nor a mobile number to send the notice to. Add one under Update information.
refusal-registration-required = The clinic requires registration before sending, and nobody who reads for this { -patient } has registered.
refusal-chart-item-unknown = One of the chart items is no longer there. Remove it.
refusal-chart-item-of-another-patient = One of the chart items belongs to another { -patient }. Remove it.
refusal-attachment-unknown = One of the files is no longer there. Remove it and upload it again.
refusal-attachment-sent-already = One of the files has already been sent. Upload it again.
refusal-attachment-uploading = One of the files is still being uploaded. Wait, or remove it.
refusal-attachment-checking = One of the files is still being checked. Wait a moment, or remove it.
refusal-attachment-refused = One of the files was refused. Remove it.
refusal-conversation-closed-for-staff = This conversation is closed. Reopen it to write in it.
refusal-no-response-allowed = The clinic sent this message without asking for a response, so no reply is possible here.
refusal-conversation-closed = The clinic has closed this conversation, so no reply is possible any more.
## drafts
drafts-title = Drafts
drafts-empty = No drafts
drafts-empty-hint = What you type is kept here until you send it.
drafts-no-subject = No subject yet
drafts-no-patient = No { -patient } yet
drafts-reply = Reply
drafts-discard = Discard
drafts-discard-ask = Discard this draft? What you typed in it is lost.
refusal-draft-sent = This message has already been sent, perhaps from another window. It was sent once.
refusal-draft-changed-elsewhere = This draft was changed in another window or on another device. Nothing was overwritten: choose which version to keep.

## attachments
refusal-file-not-added = “{ $name }” was not added. { $reason }
refusal-too-many-files = No more than { $max } files can be sent at once.
refusal-file-missing = Choose a file in the field “file”.
refusal-file-empty = This file is empty. Choose another one.
refusal-file-too-large = This file is larger than { $max_mb } MB. Send a smaller one, or several parts.
refusal-file-unknown-kind = Files of this kind can't be sent. Send it as PDF, JPEG, PNG, text, Word or Excel.
refusal-file-kind-not-taken = Only PDF, JPEG and PNG files can be sent here.
refusal-file-heic = HEIC pictures can't be opened everywhere. Save or export the picture as JPEG and choose that file.
refusal-file-markup = Web pages and SVG pictures can't be sent. Print it to a PDF and choose that file.
refusal-file-program = Programs and scripts can't be sent.
refusal-file-two-kinds = This file is two kinds of file at once, which is not safe to open. Save it again as one kind, and choose that file.
refusal-file-damaged = This file is damaged or incomplete. Open it, save it again, and choose the new file.
refusal-file-too-many-pixels = This picture has more than { $max_megapixels } million pixels. Make it smaller and choose it again.
refusal-file-bomb = This file unpacks to far more than its size, which is not safe to open.
refusal-file-active-content = This document contains a program, such as a macro. Print it to a PDF and choose that file.
refusal-file-not-utf8 = This text can't be read. Save it with the encoding UTF-8, or as PDF, and choose that file.
refusal-file-infected = The malware scanner found something in this file. It can't be sent.
refusal-file-too-large-to-scan = This file is too large for the malware scanner to look at. Send a smaller one, or several parts.
refusal-file-waits-for-scanner = This file is complete and waits for the malware scanner. It can be sent as soon as it has been looked at.
refusal-file-longer-than-said = More bytes came than the file has. Choose it again.
refusal-file-cut-off = The file broke off before its end. Choose it again.
refusal-file-in-use = This file is part of a message or the chart and can't be removed here.
refusal-upload-out-of-step = The upload is not at this point. Ask where it stands and go on from there.
refusal-upload-offset-missing = Say in the header Upload-Offset where the bytes go.
refusal-multipart-expected = Send the file as multipart/form-data, in the field “file”.
refusal-files-unavailable = Files can't be stored or read just now. Nothing was changed. Please try again in a moment.

## portal
portal-for = For
portal-nav-label = Your pages
portal-nav-messages = Messages
portal-you = You
portal-clinic-staff = { TITLE(-clinic-staff) }
portal-behalf = on behalf of
portal-list-title = Messages
portal-list-empty = No messages yet
portal-list-empty-words = When your clinic writes to you, the message comes here.
portal-list-unread = New
portal-list-closed = Closed
portal-list-older = Older messages
portal-list-newest = Newest messages
portal-list-pages = Pages
portal-thread-all = All messages
portal-thread-with = With
portal-thread-only-you = Only you and the clinic can read this.
portal-thread-readers = You,
portal-thread-and-clinic = and the clinic can read this.
portal-thread-older = Older messages
portal-thread-newest = Back to the newest messages
portal-thread-label = Conversation
portal-thread-new = New
portal-thread-sent = Sent
portal-thread-just-sent = Your reply was sent
portal-thread-just-sent-words = The clinic will read it. If you need an answer soon, call.
portal-thread-closed = This conversation is closed
portal-thread-closed-since = Since
portal-thread-call = To reach the clinic, call
portal-thread-open-again = You can reply to this conversation
portal-thread-urgent = If it cannot wait, call
portal-thread-reply = Your reply
portal-thread-reply-hint = Everybody who can read this conversation will see it.
portal-thread-reply-for = You are writing on behalf of
portal-thread-send = Send reply
portal-thread-draft = Draft saved { $time }
portal-no-link-title = Open the link in your message
portal-no-link-words = To read a message from your clinic, open the link in the email or text that told you about it.

    No link any more? Call your clinic and ask for a new one.
portal-dead-title = This link does not work
portal-dead-words = The link may be too old, or it may have been replaced by a newer one. Nothing is lost: your messages are still there.

    Look for a newer email or text from your clinic, or call your clinic and ask for a new link.
portal-out-title = You are signed out
portal-out-words = To read your messages again, open the link in the email or text from your clinic.
portal-staff-question = Do you work at the clinic?
portal-staff-link = Sign in as staff
portal-kept-title = Your reply is kept
portal-kept-words = You were signed out because nothing happened for a while. Sign in again and your reply will be there. It has not been sent yet.
portal-kept-copy = Your reply was not sent. Copy it if you want to keep it.
portal-ask-title = Read your message
portal-ask-words = Your clinic sent a message that only you should read. First we send you a passcode, to be sure that it is you.
portal-ask-button = Send me a passcode
portal-ask-to-email = By email to { $address }
portal-ask-to-text = By text to the number ending in { $address }
portal-ask-other-email = Send it by email to { $address }
portal-ask-other-text = Send it by text to the number ending in { $address }
portal-ask-no-way = There is no email address or mobile number on file to send a passcode to. Please call the clinic: { $phone }
portal-enter-title = Enter your passcode
portal-enter-title-identifier = Read your message
portal-enter-sent-email = We sent a passcode by email to { $address }. It works until { $time }.
portal-enter-sent-text = We sent a passcode by text to the number ending in { $address }. It works until { $time }.
portal-enter-code = Passcode
portal-enter-code-hint = The 6 digits that we sent you
portal-enter-identifier = Identifier
portal-enter-identifier-hint = One of these: { $kinds }
portal-enter-birth-date = Date of birth
portal-enter-birth-date-hint = Of the person the message is about. Year, month, day, such as 1988-03-14, or 14 March 1988.
portal-enter-button = Read my message
portal-enter-again-question = No passcode?
portal-enter-again = Send a new one
portal-enter-wait = Possible in
portal-help-title = Do you need help?
portal-help-words = The passcode can take a minute. Look into your spam folder, too.

    If you look after somebody else, give the date of birth of the person the message is about, not your own.
portal-help-call = If it does not work, call the clinic:
portal-state-title = Portal sign-in
portal-state-rests = Sign-in rests
portal-state-rests-words = There were too many failed tries within a day, so nobody can sign in for this { -patient } now. Find out what happened, then allow it again.
portal-state-failures = { $count ->
    [0] No failed tries.
    [one] 1 failed try.
   *[other] { $count } failed tries.
 }
portal-state-last = The last one: { $time }
portal-state-ask = Before you allow it, make sure that you are speaking with the right person: ask for two identifiers, and check the email, mobile number and date of birth on file.
portal-state-rearm = Allow sign-in again
portal-state-no-permission = Someone who may edit demographics can allow it again.
refusal-code-missing = Enter the passcode: the 6 digits that we sent you.
refusal-code-shape = A passcode has 6 digits. Look at the message again and type all of them.
refusal-identifier-missing = Enter one of the identifiers.
refusal-birth-date-unreadable = Enter the date of birth as year, month and day, such as 1988-03-14.
refusal-birth-date-ambiguous = That could be two different dates. Enter the date of birth with the year first, such as 1988-03-14, or write the month as a word.
refusal-sign-in-failed = The passcode and the date of birth did not fit. Check both, or send yourself a new passcode: each one works once and for a short time only. If it goes on, call the clinic.
refusal-sign-in-failed-identifier = The identifier and the date of birth did not fit. Check both. If it goes on, call the clinic.
refusal-sign-in-too-many = There were too many tries from here. Please try again in { $minutes } min.
refusal-passcode-wait = A passcode is on its way. You can ask for another one in { $seconds } seconds.
refusal-passcode-too-many = Too many passcodes were asked for. Try again in { $minutes } min.
refusal-passcode-tries-spent = There were too many wrong tries in this browser, so no more passcodes are sent to it today. Please call the clinic: they can let you sign in again.
refusal-passcode-no-address = There is no email address or mobile number on file to send a passcode to. Please call the clinic.
refusal-own-birth-date-missing = Enter the date of birth of the person the message is about.

## notifications
notifications-mail-button = Read the message
notifications-advice-retry = It could not be handed over yet and is tried again: { $when }.
notifications-advice-other-channel = { $why } The notice went out by the other channel.
notifications-advice-no-address = There is neither an email address nor a mobile number on file. Add one in the chart, then send the notice again.
notifications-advice-portal-off = The portal is switched off. The notice is sent when it is on again.
notifications-advice-access-off = The { -patient }’s portal access is off, so no notice was sent. Switch it on in the chart if they should read this.
notifications-advice-link-ended = This person may no longer read for the { -patient }, so no notice was sent.
notifications-advice-opened = It had been opened before the notice was due.
notifications-advice-not-awaited = It was not needed any more.
notifications-advice-not-configured = Carepost is not set up for this way of sending. Tell your administrator.
notifications-advice-mailbox-full = The mailbox is full. Call the { -patient }, or send the notice again later.
notifications-advice-address = The address or number does not exist or takes nothing. Correct it in the chart, then send the notice again.
notifications-advice-unsubscribed = The person has stopped texts from this number. Ask them to text START to it, or use their email.
notifications-advice-refused = The other side refused the notice. Call the { -patient }, or use another address.
notifications-advice-unreachable = The other side could not be reached for three days. Call the { -patient }, or send the notice again.
notifications-advice-restored = It still waited when a backup was made that has been restored since; it may have been sent. Ask the { -patient }, or send the notice again.
notifications-advice-internal = Something went wrong on our side. Send the notice again; if it happens again, tell your administrator.
notifications-mailbox-title = Mailbox of the trial
notifications-mailbox-hint = Emails and texts that would have left this machine, newest first. Passcodes arrive here too.
notifications-mailbox-refresh = Look again
notifications-mailbox-empty = Nothing has been sent yet
notifications-mailbox-empty-hint = Send { -patient(article: "a") } a message, then look again: the email or text with the link comes here.
notifications-mailbox-text = Text message
notifications-mailbox-email = Email
notifications-send-again = Send the notice again
refusal-notice-on-its-way = The notice is on its way already.
refusal-notice-sent-there = The notice was sent to this address. Correct the address in the chart first, or call the { -patient }.
refusal-notice-opened = The message has been opened, so no notice is needed.
refusal-notice-not-awaited = No answer is awaited any more, so no alert is needed.
refusal-notice-link-ended = This person may no longer read for the { -patient }.
refusal-notice-access-off = The { -patient }’s portal access is off. Switch it on in the chart first.
refusal-notice-portal-off = The portal is switched off. Nothing is sent until it is on again.
refusal-notice-no-address = There is neither an email address nor a mobile number on file. Add one in the chart first.

## api_keys
api-keys-title = API keys
api-keys-lead = A key lets a program act for one { -staff-member }, within the scopes you tick. The API describes itself:
api-keys-made = The key has been made
api-keys-once = Copy it now: it is shown only this once.
api-keys-name = Name
api-keys-member = Acts for
api-keys-member-hint = The key can do no more than this member, and messages sent with it are theirs.
api-keys-scopes = Scopes
api-keys-state = State
api-keys-revoked = Revoked: { $when }
api-keys-revoke = Revoke
api-keys-revoke-ask = Revoke this key? Programs that use it stop working at once.
api-keys-new = New key
api-keys-create = Make the key
api-keys-scope-patients-read = Read { -patient(number: "plural") } and charts
api-keys-scope-patients-write = Create and change { -patient(number: "plural") } and chart items
api-keys-scope-messages-read = Read conversations
api-keys-scope-messages-write = Send, answer and close
api-keys-scope-staff-read = Read { -staff-member(number: "plural") } and workgroups
api-keys-scope-settings = Read and change the portal’s settings
api-keys-scope-audit-read = Read the audit
staff-nav-api-keys = API keys
refusal-api-key-name = Give the key a name of at most { $max } characters.
refusal-api-key-scopes = Tick at least one scope.

## guard
guard-mentions = Another { -patient } is named in this message. Is it for the right person?
guard-by-name = Name
guard-by-identifier = Identifier
guard-in-file = in the attached file { $name }
guard-unread = Nothing can be read in { $name }: it may be a scan. Look through it yourself before you send it.
guard-near = Could be taken for somebody else. Compare date of birth and identifier.
guard-staff = Staff
guard-lock-screen = On a locked screen
guard-send-anyway = Send anyway to { $name }
refusal-guard-mentions = The message names another { -patient }, shown below. If that is right, press Send anyway.

## message_templates
staff-nav-templates = Templates
templates-title = Message templates
templates-what = Ready-made messages, with fields that are filled in for each { -patient }.
templates-new = New template
templates-search = Search by name, folder or subject
templates-find = Find
templates-all = Show all
templates-none = No templates yet
templates-none-found = No template has these words
templates-none-hint = What you write again and again belongs here: instructions, reminders, answers.
templates-no-folder = In no folder
templates-retired = { $count ->
        [one] 1 retired template
       *[other] { $count } retired templates
    }
templates-is-retired = Retired
templates-owner = For whom
templates-owner-hint = Who can use it. This can’t be changed later.
templates-owner-own = Only you
templates-owner-clinic = The clinic
templates-name = Name
templates-folder = Folder
templates-optional = (optional)
templates-save = Save template
templates-saved = Saved as a new version.
templates-noscript = Without scripts the text is written plainly here and replaces the one shown below.
templates-preview = Preview
templates-preview-of = Preview of { $name }
templates-preview-for = Preview for which { -patient }?
templates-preview-nobody = Nobody is found by that. Try a last name, an identifier or a date of birth.
templates-preview-reads = This is what { $name } will read.
templates-preview-unfilled = Find { -patient(article: "a") } to see it filled in.
templates-preview-gaps = Nothing is known for these fields. Whoever sends it fills them in:
templates-read-only = You can read and use this template. To change it you need the permission to manage templates.
templates-earlier = This is version { $version }, which is no longer used.
templates-now = See what is used now
templates-versions = Versions
templates-version = Version { $version }
templates-current = in use
templates-retire = Retire
templates-retire-why = A retired template can’t be used any more. It stays readable and can be brought back.
templates-retire-ask = Retire this template? Nobody can use it any more. You can bring it back.
templates-bring-back = Bring back
templates-bring-back-why = This template is retired. Brought back, it can be used again.
templates-fields = Fields
templates-fields-hint = Each is filled in for the { -patient } when the template is inserted. Write it as shown, in the subject or the text.
templates-insert-field = Insert { $field }
templates-field-patient-name = { CAPITAL(-patient) }’s name
templates-field-patient-given-name = { CAPITAL(-patient) }’s given name
templates-field-patient-family-name = { CAPITAL(-patient) }’s family name
templates-field-patient-birth-date = { CAPITAL(-patient) }’s date of birth
templates-field-next-appointment = Next appointment
templates-field-clinic-name = Clinic’s name
templates-field-clinic-phone = Clinic’s telephone number
templates-field-sender-name = Sender’s name
templates-field-workgroup-name = Workgroup
templates-field-today = Today’s date
templates-use = Template
templates-pick = Insert a template
templates-pick-hint = Filled in for { $name }. The text is put after what you have written; you can change everything before sending.
templates-pick-back = Back to the message
templates-pick-more = There are more. Search by name, folder or subject.
templates-insert = Insert
templates-show-text = Show the text
templates-gap-count = { $count ->
        [one] 1 field to fill in
       *[other] { $count } fields to fill in
    }
templates-gaps = Fill these in before you send: nothing is known for them.
refusal-template-field-unknown = { $field } is not a field. Choose one from the list beside the text, or write it without the double braces.
refusal-template-field-open = A “{"{{"}” has no “{"}}"}”, or formatting begins or ends inside the braces. Write the field in one piece.
refusal-template-field-in-link = A field can’t stand in the address of a link. Write it in the text.
refusal-template-too-long = Shorten the text: a template has at most { $max_kb } KB.
refusal-template-retired = This template is retired. Bring it back before you change it.
refusal-template-changed = Somebody saved this template after you opened it. Your text is kept below: compare it with the versions, then open the template again and save.
refusal-template-gap = Fill in { $fields } before you send: nothing is known for it.
audit-action-template-create = Created a template
audit-action-template-save = Saved a template
audit-action-template-retire = Retired a template
audit-action-template-bring_back = Brought back a template
audit-action-template-list = Listed templates
audit-action-template-read = Read a template
audit-action-template-preview = Previewed a template
audit-action-template-insert = Inserted a template

## billing
staff-nav-billing = Billing
staff-permission-manage-billing = Manage billing
staff-permission-manage-billing-hint = Keep fee codes and correct what was billed.
billing-badge = Billed { $code }
billing-title = Billable messages
billing-export = Download as a file (CSV)
billing-fee-codes = Fee codes
billing-fee-codes-what = What a message can be billed with. A code that has been used is retired, never deleted.
billing-no-codes = No fee codes yet
billing-no-codes-hint = Add one below; then messages can be marked as billable.
billing-cycle = { $from } to { $until }
billing-cycles = Billing cycles
billing-before = Before
billing-after = After
billing-from = A month from
billing-show = Show
billing-none = Nothing was billed
billing-none-hint = Messages that are sent with a fee code are listed here.
billing-totals = Totals
billing-code = Code
billing-messages = Messages
billing-charged = Charged
billing-credited = Credited
billing-due = Due
billing-all = All codes
billing-lines = What was billed
billing-when = When
billing-patient = { CAPITAL(-patient) }
billing-staff = { CAPITAL(-staff-member) }
billing-corrected = Correction
billing-more = { $count ->
        [one] One more line is in the file.
       *[other] { $count } more lines are in the file.
    }
billing-one = Billed message
billing-billed-as = Billed as
billing-trail = Corrections
billing-nothing = Not billed
billing-correct = Correct
billing-correct-what = What was billed stays on record. The correction appears in the cycle of today, with your name and the reason.
billing-instead = Bill it as
billing-reason = Reason
billing-correct-do = Save correction
billing-add = Add a fee code
billing-description = What it is for
billing-amount = Amount in { $currency }
billing-amount-what = A new amount holds from now on. What has been billed keeps its own.
billing-settings = Cycle and currency
billing-currency = Currency
billing-cycle-day = A cycle begins on day
billing-cycle-day-hint = Of each month, 1 to 28. The report can begin on any other day too.
billing-versions = Amounts
billing-retired = { $count ->
        [one] 1 retired fee code
       *[other] { $count } retired fee codes
    }
billing-retire-why = A retired code can’t be used for new messages. What was billed with it stays.
billing-retire-ask = Retire this fee code? It can’t be used for new messages. You can bring it back.
billing-bring-back-why = This fee code is retired. Brought back, it can be used again.
billing-billable = Billable
billing-not-billable = Not billable
refusal-fee-code-wrong = Write a code of at most { $max } letters, figures, points and hyphens, beginning with a letter or figure.
refusal-fee-code-taken = There is a fee code of this name, perhaps a retired one. Choose another, or bring that one back.
refusal-fee-code-unknown = There is no such fee code. Choose one from the list, or leave it out.
refusal-fee-code-retired = The fee code { $code } is retired. Choose another one, or leave it out.
refusal-fee-code-changed = Somebody saved this fee code after you opened it. Look at what it says now and save again.
refusal-fee-amount-wrong = Write an amount such as 25 or 25.50, at most 1,000,000.
refusal-billing-words-missing = Write a few words.
refusal-billing-corrected-already = Somebody has corrected this in the meantime. Look at what stands now, then correct again if need be.
refusal-billing-nothing-changed = That is how it is billed already.
refusal-currency-in-use = There are fee codes in the present currency, so it stays.
refusal-cycle-day-range = Choose a day from 1 to 28: every month has them.
audit-action-billing-bill = Billed a message
audit-action-billing-correct = Corrected what was billed
audit-action-billing-read = Read what was billed
audit-action-billing-export = Exported what was billed
audit-action-billing_settings-save = Changed how the clinic bills
audit-action-fee_code-create = Added a fee code
audit-action-fee_code-save = Changed a fee code
audit-action-fee_code-retire = Retired a fee code
audit-action-fee_code-bring_back = Brought back a fee code
audit-action-fee_code-list = Read the fee codes
audit-action-fee_code-read = Read a fee code

## import

## end

# A conversation filed in the chart (M24, M66): in the thread, and on paper.
filing-send = Send and download
filing-send-close = Send, download and close
filing-file = File in chart
filing-again = File again
filing-waiting = Being filed in the chart
filing-failed = It could not be filed. Try again, or tell whoever looks after Carepost.
filing-in-chart = In the chart: version { $version }, filed by { $name }, { $time }
filing-download = Download PDF
filing-download-part = Download part { $part }
filing-lacks = { $count ->
    [one] 1 message is not in the chart yet
   *[other] { $count } messages are not in the chart yet
}
filing-not-in-chart = not in the chart yet
filing-title = Conversation: { $subject }
filing-version = version { $version }
filing-part = part { $part } of { $count }
filing-page = Page { $page } of { $pages }
filing-continued = (continued)
filing-replaced = { $sign } stands for a character that could not be printed; { $count } in all. Carepost shows the messages as they were written.
filing-born = born { $date }
filing-fact-patient = { CAPITAL(-patient) }
filing-fact-clinic = Clinic
filing-fact-staff = From the clinic
filing-fact-readers = Portal users
filing-fact-state = Conversation
filing-fact-filed = Filed
filing-fact-files = Attachments
filing-filed-by = By { $name }, { $time }
filing-replaces = Takes the place of version { $version }
filing-zone = Times are those of { $zone }
filing-messages = { $count ->
    [one] 1 message.
   *[other] { $count } messages.
}
filing-open = Open.
filing-closed-no-response-allowed = Sent without allowing a response.
filing-closed-closed-by-staff = Closed by the clinic.
filing-written-by = Written by { $name }
filing-no-response = The { -patient } could not respond to this message.
filing-notified = Notified by { $channel }: { $time }
filing-not-delivered = Notice by { $channel } not delivered: { $time }
filing-not-notified = Notice by { $channel } not sent yet
filing-opened = Opened: { $time }
filing-not-opened = Not opened yet
filing-downloaded = Attachments downloaded: { $time }
filing-files = Attachments
filing-column-file = File
filing-column-sent = Sent
filing-column-proof = SHA-256
filing-file-gone = No longer kept since { $time }
filing-no-file = No file

# The end of uploads (M33).
settings-field-attachment-days = Days to keep an upload that was not downloaded
settings-hint-attachment-days = An uploaded file goes seven days after every recipient has downloaded it. For a recipient who has not, it is kept this long after it was sent. Chart items are not touched.
refusal-attachment-days-range = Keep uploads for { $min } to { $max } days.
refusal-attachment-no-longer-kept = This file is no longer kept: the time for downloading it has passed. Ask the clinic if you still need it.
attachments-kept-until = kept until { $day }
attachments-gone-since = no longer kept since { $day }
attachments-gone-portal = No longer kept since { $day }. Ask the clinic if you need it.

# Drafts that can't be sent as they stand (M23).
drafts-kept-title = A draft that can’t be sent yet
drafts-kept-about = To { $name }
drafts-kept-saved = Saved { $time }
drafts-kept-text = What you wrote
drafts-kept-copy = You can select and copy it. It is kept until you discard it.
drafts-in-the-way = Before you send this
drafts-put-right = Put this right
drafts-unsent = You have a reply here that was not sent
drafts-versions-title = Two versions of this draft
drafts-versions-hint = It was changed in another window or on another device. Nothing was overwritten: choose which version to keep.
drafts-version-mine = Written here
drafts-version-other = Saved elsewhere, { $time }
drafts-version-keep-mine = Keep this version
drafts-version-keep-other = Keep the other version
refusal-draft-may-not-send = You no longer have the permission to send messages. Someone who manages staff can give it to you.
refusal-draft-conversation-closed = The conversation has been closed. Reopen it to reply.
refusal-draft-patient-discharged = This { -patient } has been discharged. Check that they should still be written to.
refusal-draft-patient-gone = This { -patient } is no longer in the clinic’s list.
refusal-draft-recipient-gone = Somebody you had chosen can no longer read for this { -patient }. Check the recipients.
refusal-draft-workgroup-gone = You wrote this from a workgroup that is gone, or that you have left. Check whom it is from.
refusal-draft-files-gone = A file that you had attached is no longer there. Check the attachments.
audit-action-draft-read = Read a draft
audit-action-conversation-file = Asked for a conversation to be filed
audit-action-conversation-filed = Filed a conversation in the chart
audit-action-attachment-end = Let go of an upload
refusal-chart-item-filed-conversation = A filed conversation stays with the clinic: it names who really wrote each message. Remove it.

# Undo and send later (M25)
staff-nav-scheduled = Scheduled
staff-account-undo = Seconds to undo a message after Send
staff-account-undo-hint = 0 to 30. With 0, a message is sent at once.
scheduled-ways = More ways to send
scheduled-later = Send later
scheduled-later-at = Send at another time
scheduled-zone = On the clinic’s clock ({ $zone })
scheduled-bar = Your message is being sent.
scheduled-bar-hint = { $count ->
    [one] You can undo this for one second.
   *[other] You can undo this for { $count } seconds.
}
scheduled-undo = Undo
scheduled-take-back = Take back
scheduled-change = Change the time
scheduled-show = Show
scheduled-send-now = Send now
scheduled-one = Scheduled message
scheduled-for = Scheduled for { $when }
scheduled-for-hint = Nothing has been sent yet. Everything is checked again at that time. To change the message, take it back.
scheduled-other-time = Send at another time
scheduled-set-time = Change the time
scheduled-sending = Being sent
scheduled-sending-to = Sending to { $name }
scheduled-sending-hint = Nothing has reached the { -patient } yet. You can undo this for
scheduled-then-filed = When it is sent, the conversation is filed in the chart; the PDF can then be downloaded in the conversation.
scheduled-then-closed = When it is sent, the conversation is filed in the chart and closed; the PDF can then be downloaded in the conversation.
scheduled-reply-for = Your reply, scheduled for { $when }
scheduled-reply-sending = Your reply is being sent
scheduled-returned = This message was not sent at its time
scheduled-returned-to = Your message to { $name } was not sent. It is in your drafts.
scheduled-see-why = See why
scheduled-empty = Nothing is scheduled
scheduled-empty-hint = Messages that you send later wait here until their time.
scheduled-undo-late = It was too late to undo: the message has been sent
scheduled-undo-late-hint = What has been sent stays sent. You can still:
scheduled-undo-late-write = write again in the same conversation, and say what was wrong;
scheduled-undo-late-call = call the { -patient }, if it can’t wait.
scheduled-open-thread = Open the conversation
drafts-returned = Not sent at its time
refusal-undo-seconds-range = Write a number of seconds from 0 to { $max }.
refusal-send-at-missing = Choose the day and time at which it should be sent, or press Send to send it now.
refusal-send-at-past = This time has passed. Choose a later one, or press Send to send it now.
refusal-send-at-far = Choose a time within a year from now.
refusal-send-at-skipped = The clocks go forward then, and this time does not exist that day. Choose one an hour later.
refusal-send-at-wrong = Write the time with its zone, such as 2026-07-02T14:20:00Z.
refusal-draft-scheduled = This message is waiting to be sent, perhaps from another window. Take it back under Scheduled to change it.
refusal-scheduled-too-late = Carepost was not running at its time, and more than a day has passed since. Check that it still holds, then send it.
refusal-scheduled-member-gone = Your account was disabled at that time.
refusal-scheduled-not-found = The { -patient } or the conversation could no longer be found.
refusal-scheduled-failed = Carepost could not send it. Try again, or tell whoever looks after Carepost.
refusal-scheduled-restored = Carepost was restored from a backup. Check in the conversation whether it has been sent since, then send it.
refusal-scheduled-sent = It has been sent already, and stays sent.
audit-action-draft-schedule = Scheduled a message
audit-action-draft-reschedule = Changed the time of a scheduled message
audit-action-draft-take-back = Took back a message before it was sent
audit-action-draft-return = A scheduled message could not be sent

# Tiers: what a clinic's patients can do
settings-field-tier = What { -patient(number: "plural") } can do
settings-tier-portal = Portal
settings-tier-portal-hint = { CAPITAL(-patient(number: "plural")) } sign in from the link in a notification. They need no account. You write first; they answer where you allow it. They cannot send files.
settings-tier-connect = Connect
settings-tier-connect-hint = { CAPITAL(-patient(number: "plural")) } have an account of their own, made when they open the first message. You write first. They answer where you allow it, and send PDF, JPG or PNG where you ask for files.
settings-tier-connect-pro = Connect Pro
settings-tier-connect-pro-hint = As Connect. { CAPITAL(-patient(number: "plural")) } can also start a conversation, and automatic replies can answer them, each where you switch it on below.
settings-tier-change = Going from Portal to Connect, or back, signs everybody out of the portal at once. Nothing is lost: messages, and the accounts that { -patient(number: "plural") } have made, stay.
refusal-tier-unknown = Choose what { -patient(number: "plural") } can do: Portal, Connect or Connect Pro.
refusal-account-needed = Sign in to your account to read this.
refusal-no-conversation = There is no conversation to answer yet.
refusal-attachments-not-in-tier = With this clinic’s portal, files cannot be sent. Your files were not added.
refusal-attachments-not-asked-for = The clinic has not asked for files in this conversation. Your files were not added.
refusal-start-not-in-tier = With this clinic’s portal, the clinic writes first. Please call to ask something new.
refusal-start-switched-off = This clinic takes no new questions here. Please call.
portal-attach = Files
portal-attach-hint = PDF, JPG or PNG, up to { $size } each. Not needed.
portal-attach-kept = Sent along with your reply. Untick it to leave it out.
settings-field-stay-signed-in-days = Days to stay signed in to an account
settings-hint-stay-signed-in-days = 0 to 90. With 0, everybody signs in anew: after 30 minutes without doing anything, or when the browser closes. Otherwise { -patient(number: "plural") } can choose to stay signed in on their own device.
refusal-stay-days-range = Choose between 0 and 90 days.

# Accounts
portal-nav-account = Account
account-login = Email or mobile number
account-login-hint = You sign in with it. It can be another one than the clinic has.
account-login-is = You sign in with
account-password = Password
account-password-new = New password
account-password-current = Present password
account-password-hint = At least { $min } characters. Several words are easy to keep in mind.
account-password-change = Change the password
account-stay = Stay signed in on this device
account-stay-days = { $days ->
    [one] Stay signed in on this device for one day
   *[other] Stay signed in on this device for { $days } days
}
account-stay-hint = Only on a device that nobody else uses. Your clinic decides for how long.
account-in-title = Sign in
account-in-words = Your clinic has sent you a message. Sign in to your account to read it.
account-in-words-login = Sign in to your account to read your messages.
account-in-button = Sign in
account-in-first = Here for the first time? Open the link in the email or text from your clinic. You make your account there.
account-in-without-link = Sign in to your account
account-in-other = Sign in with another account
account-forgot = Forgot your password?
account-choose-title = Which account?
account-choose-words = This password fits more than one account. Choose the one that you want to open.
account-new-title = Make your account
account-new-words = Thank you, it is you. From now on you sign in with a password, so that your messages stay yours alone. Your message comes next.
account-new-button = Make my account and read my message
account-title = Your account
account-saved = Saved. You were signed out everywhere else.
account-everywhere = Sign out everywhere
account-everywhere-words = Ends every visit with your account, on this device and on all others.
refusal-login-missing = Enter your email or mobile number.
refusal-login-shape = Enter an email address, such as sam@example.org, or a mobile number with its area code.
refusal-account-exists = There is an account already. Sign in to it, or choose “Forgot your password?”.
refusal-account-sign-in-failed = This did not fit. Check what you typed and try again.
refusal-recovery-failed = This did not fit, or the code is too old. Check the newest code and the date of birth.
recover-title-who = Forgot your password?
recover-words-who = We send a code to an address that your clinic has on file for you. With it and a date of birth you choose a new password.
recover-title-code = Enter the code
recover-words-code = If there is an account, a code is on its way to an address on file. It can take a minute.
recover-title-password = Choose a new password
recover-words-password = You will be signed out everywhere else. We tell your other address on file that the password was changed.
recover-send = Send me a code
recover-send-other = Send it the other way
recover-birth-date-hint = Your own, or that of somebody whom you read messages for. Year, month, day, such as 1988-03-14, or 14 March 1988.
recover-go-on = Go on
recover-again = Send a new code
recover-set = Set the password and sign in
people-switch = Switch
people-title = Whom are you here for?
people-words = You see the messages of one person at a time. Their name stays on top of every page.
people-current = shown now
people-relationship-self = you
people-relationship-guardian = you are their guardian
people-relationship-representative = you act for them
refusal-patient-not-yours = You cannot read for this person (any more). Call the clinic if this is wrong.
audit-action-portal-account_create = Made a portal account
audit-action-portal-password = Changed the password of a portal account
audit-action-portal-people = Saw whom they read for
audit-action-portal-recovery_code = Was sent a code for a new password
audit-action-portal-sign_out_everywhere = Signed out of the portal everywhere
audit-action-portal-switch = Went on for another { -patient }

# Passkeys
passkey-new = Make my account with a passkey
passkey-new-words = Or without a password: your device keeps a passkey, which you unlock as you unlock the device.
passkey-use = Sign in with a passkey
passkey-failed = That did not work. Try again, or use your password.
passkeys-title = Passkeys
passkeys-words = With a passkey you sign in as you unlock your device. Nobody can guess it, and a false page cannot take it.
passkeys-since = Added: { $day }
passkeys-used = Last used: { $time }
passkeys-remove = Remove
passkeys-add = Add a passkey
refusal-passkey-refused = This passkey did not do. Try again, or use your password.
refusal-passkey-last = This passkey is the only way into your account. Set a password first.
refusal-passkeys-many = There are { $max } passkeys already. Remove one first.
audit-action-portal-passkey_add = Added a passkey
audit-action-portal-passkey_remove = Removed a passkey

# Appointments (M63, M67)
staff-nav-appointments = Appointments
staff-nav-waiting = waiting
portal-nav-appointments = Appointments
chart-tab-appointments = Appointments
appointments-title = Appointments
appointments-of = for { $name }
appointments-upcoming = Coming up
appointments-past = Past
appointments-pages = Pages of appointments
appointments-none = There is no appointment coming up.
appointments-from-to = { $from } to { $to }
appointments-status-proposed = Proposed
appointments-status-pending = To be confirmed
appointments-status-booked = Booked
appointments-status-waitlist = Waiting list
appointments-status-arrived = Arrived
appointments-status-checked-in = Checked in
appointments-status-fulfilled = Took place
appointments-status-cancelled = Cancelled
appointments-status-noshow = Missed
appointments-status-entered-in-error = Entered by mistake
appointments-add = Add to calendar
appointments-remove = Take out of calendar
appointments-ask = Ask for an appointment
appointments-change = Another time
appointments-cancel = Cancel
appointments-leave = Back, change nothing
appointments-call = To arrange an appointment, call us:
appointments-change-waits = You asked for another time
appointments-asked-new = You asked for an appointment
appointments-asked-change = You asked for another time
appointments-asked-about = Instead of { $when }
appointments-asked-other = Somebody else who reads here asked for it.
appointments-waits = The clinic will answer
appointments-proposed = The clinic proposes { $when }
appointments-take = Take this time
appointments-withdraw = Withdraw my request
appointments-declined = The clinic cannot do this
appointments-done-asked = Your request was sent. You will be told when the clinic answers.
appointments-done-cancelled = Your appointment is cancelled. The clinic knows.
appointments-done-taken = Your appointment is booked.
appointments-done-withdrawn = Your request is withdrawn.
appointments-new-title = Ask for an appointment
appointments-new-label = What is it for, and when does it suit you?
appointments-new-hint = For example: a check-up, any morning but Tuesday. In an emergency do not write here: call for help.
appointments-new-do = Send request
appointments-change-title = Ask for another time
appointments-change-label = When would it suit you better?
appointments-change-hint = Your appointment stays as it is until the clinic gives you another time.
appointments-change-do = Send request
appointments-cancel-title = Cancel this appointment?
appointments-cancel-label = Why (you may leave this empty)
appointments-cancel-hint = The appointment is cancelled at once. To have it back, ask for a new one or call us.
appointments-cancel-do = Cancel the appointment
appointments-calendar-title = Appointment
appointments-calendar-of = Appointment for { $name }
appointments-calendar-of-for = Appointment for { $name }: { $what }
appointments-calendar-note = Changes are shown in the portal.
appointments-calendar-note-phone = Changes are shown in the portal. Questions: { $phone }
appointments-told-subject = Your appointment
appointments-told-booked = Your appointment is booked: { $when }.
appointments-told-moved = Your appointment is at another time now: { $when }.
appointments-told-proposed = We propose this time: { $when }. Open Appointments to take it. Until then nothing is booked.
appointments-told-declined = We cannot give you the appointment that you asked for.
appointments-on-behalf = { $name } on behalf of { $patient }
appointments-kind-new = New appointment
appointments-kind-change = Another time
appointments-kind-cancel = Cancelled
appointments-state-open = Waits for the clinic
appointments-state-proposed = Waits for the { -patient }
appointments-state-taken = The { -patient } took the time
appointments-state-accepted = Given
appointments-state-declined = Declined
appointments-state-withdrawn = Withdrawn
appointments-state-noted = Noted
appointments-queue-title = Appointment requests
appointments-queue-open = Waiting for the clinic
appointments-queue-taken = Proposed times that were taken
appointments-queue-proposed = Waiting for the { -patient }
appointments-queue-empty = Nothing is waiting
appointments-queue-empty-hint = What { -patient(number: "plural") } ask about appointments, and what they cancel, stands here until somebody has answered it or noted it.
appointments-answered = Done.
appointments-first = First page
appointments-next = Next page
appointments-request-title = Appointment request of { $name }
appointments-asked-by = Asked by
appointments-about = Appointment
appointments-now-at = now at { $when }
appointments-in-words = In their words
appointments-state = Standing
appointments-told = Told
appointments-told-by = by a message
appointments-beside = Other appointments coming up
appointments-unseen-open = The appointment is cancelled in Carepost. Take it out of your own calendar, then note it here.
appointments-unseen-taken = The { -patient } took the time that was proposed; it is booked in Carepost. Put it into your own calendar, then note it here.
appointments-note = Noted
appointments-answer = Answer
appointments-untold = The { -patient } cannot be told by a message. Answer all the same, and call them.
appointments-time = Day and time
appointments-minutes = Minutes
appointments-word = A word to the { -patient }
appointments-word-hint = Goes into the message that tells them. Needed to decline.
appointments-accept = Give this time
appointments-propose = Propose this time
appointments-decline = Decline
appointments-chart-asked = Asked by the { -patient }’s side
appointments-chart-ended = { $name } took the time or withdrew it, { $when }
appointments-chart-answered = answered by { $name }, { $when }
appointments-chart-none = No appointments
appointments-chart-none-hint = Appointments come from the clinic’s own system, by import, FHIR or the API, and from requests that you accept.
appointments-chart-hidden = Hidden in the portal
settings-part-appointments = Appointments
settings-field-appointments-shown = Show appointments in the portal
settings-hint-appointments-shown = { CAPITAL(-patient(number: "plural")) } see what is coming up and what is past, and can put an appointment into their calendar. Off: the portal has no appointments at all.
settings-field-hidden-appointment-statuses = Appointment statuses to hide
settings-hint-hidden-appointment-statuses = An appointment with a ticked status is nowhere to be seen for { -patient(number: "plural") }. Staff see it in the chart.
settings-field-other-hidden-statuses = Other statuses to hide
settings-hint-other-hidden-statuses = Words that your own system uses, separated by commas.
settings-field-calendar-details = Name and reason in calendar files
settings-hint-calendar-details = A calendar is often seen by other people and programs. Off: the file says only that there is an appointment, when and where. On: also for whom and for what.
settings-field-appointment-requests = { CAPITAL(-patient(number: "plural")) } may ask for an appointment
settings-hint-appointment-requests = Requests wait under Appointments until somebody answers. Nothing is booked by itself.
settings-field-appointment-changes = { CAPITAL(-patient(number: "plural")) } may ask for another time
settings-hint-appointment-changes = The appointment stays as it is until somebody gives or agrees another time.
settings-field-appointment-cancellations = { CAPITAL(-patient(number: "plural")) } may cancel
settings-hint-appointment-cancellations = It is cancelled at once; staff see it under Appointments and note it.
settings-field-appointment-notice-hours = Hours of notice
settings-hint-appointment-notice-hours = 0 to 720. Later than this before an appointment, { -patient(number: "plural") } cannot change or cancel it in the portal and are asked to call.
settings-hours = { $n } hours
refusal-appointment-notice-range = Choose between 0 and 720 hours.
refusal-appointment-status-unusable = A status has at most 40 characters and no comma; at most 40 can be hidden.
refusal-appointment-not-standing = This appointment is over or cancelled. Call { $phone } with questions.
refusal-appointment-past = This appointment has begun or is past. Call { $phone } with questions.
refusal-appointment-notice = Less than { $hours } hours before an appointment it can only be changed or cancelled by telephone: { $phone }
refusal-appointment-changes-off = The clinic changes appointments by telephone: { $phone }
refusal-appointment-cancellations-off = The clinic cancels appointments by telephone: { $phone }
refusal-appointment-requests-off = The clinic gives appointments by telephone: { $phone }
refusal-appointment-discharged = You are no longer listed as { -patient(article: "a") } here. Call { $phone } for an appointment.
refusal-appointment-requests-many = Several of your requests are waiting already. Wait for the clinic’s answer, or withdraw one.
refusal-appointment-change-waits = Another time has been asked for already. Wait for the clinic’s answer, or withdraw that request.
refusal-appointment-request-answered = The clinic has answered meanwhile, or the request was withdrawn. What holds now is shown below.
refusal-appointment-request-gone = Somebody has answered this request, or the { -patient }’s side has withdrawn it, since you opened the page. What holds now is shown below.
refusal-appointment-stands-no-more = The appointment has been cancelled, or is over. It cannot be moved any more.
refusal-appointment-proposal-other = The clinic proposes another time by now. It is shown below.
refusal-appointment-proposal-past = The proposed time has passed. Withdraw the request and ask again.
refusal-appointment-time-missing = Choose a day and a time.
refusal-appointment-time-past = Choose a time that is still to come.
refusal-appointment-time-wrong = Write day and time as 2026-03-01 09:30.
refusal-appointment-time-skipped = The clock goes forward over this time. Choose one that exists.
refusal-appointment-end-wrong = The end comes after the start, and on the same day or within 24 hours.
refusal-appointment-minutes-wrong = Write a number of minutes from 1 to 1440.
refusal-appointment-moment-wrong = Write a moment with its offset, such as 2026-03-01T09:30:00-05:00.
refusal-words-missing = Write a few words.
refusal-words-too-long = At most { $max } characters.
audit-action-appointment-cancel = Cancelled an appointment from the portal
audit-action-appointment-calendar = Took an appointment into a calendar
audit-action-appointment_request-create = Asked about an appointment
audit-action-appointment_request-list = Saw the appointment requests
audit-action-appointment_request-read = Read an appointment request
audit-action-appointment_request-accept = Gave an appointment
audit-action-appointment_request-propose = Proposed a time for an appointment
audit-action-appointment_request-decline = Declined an appointment request
audit-action-appointment_request-note = Noted what { -patient(article: "a") } did about an appointment
audit-action-appointment_request-take = Took a proposed time
audit-action-appointment_request-withdraw = Withdrew an appointment request
# Conversations that patients start

audit-action-conversation-start = Started a conversation
audit-action-conversation-start_page = Opened a new message
audit-action-workgroup-open_to_patients = Changed whether { -patient(number: "plural") } may write to a workgroup first
portal-start-title = New message
portal-start-about = This message is about
portal-start-about-other = Write about somebody else
portal-start-to = To
portal-start-to-whom = Who should read it?
portal-start-answers = { $days ->
    [one] Usually answers within one working day
   *[other] Usually answers within { $days } working days
}
portal-start-subject = What is it about?
portal-start-subject-hint = A few words, such as “Question about my prescription”.
portal-start-body = Your message
portal-start-send = Send message
portal-start-sent = Your message was sent
refusal-workgroup-not-open = This part of the clinic takes no new messages now. Please choose again.
refusal-start-too-many = You can start { $max } messages in a day. Please try again in { $hours } h, or call. What you typed is still here.
refusal-start-for-another = That message was about somebody else, and you are here for { $name } now. It was not sent. It is kept: press “Switch” to go on with it.
settings-field-patients-start = { CAPITAL(-patient(number: "plural")) } may start a conversation
settings-hint-patients-start = In Connect Pro. They choose among the workgroups that take messages from { -patient(number: "plural") }: Workgroups > the workgroup.
settings-field-default-workgroup-id = Workgroup that takes messages meant for nobody in particular
settings-hint-default-workgroup-id = It is always among the choices, so that no message is lost. Only workgroups with members can be chosen.
settings-no-workgroup = None
refusal-default-workgroup-missing = Choose the workgroup that takes what { -patient(number: "plural") } start, or switch that off.
refusal-default-workgroup-unable = This workgroup is retired or has no members. Choose another one.
staff-workgroup-patients = Messages that { -patient(number: "plural") } start
staff-workgroup-open = { CAPITAL(-patient(number: "plural")) } may write to this workgroup first
staff-workgroup-open-hint = It counts where the portal settings let { -patient(number: "plural") } start a conversation.
staff-workgroup-answers = Usually answers within, in working days
staff-workgroup-answers-hint = 1 to 30. { CAPITAL(-patient(number: "plural")) } see it before they write. Leave it empty to say nothing.
refusal-answer-days-range = Give a whole number of days from 1 to { $max }, or leave it empty.
refusal-workgroup-is-default = This workgroup takes the messages that { -patient(number: "plural") } start. Choose another one for them in the portal settings first.
refusal-workgroup-needs-somebody = The workgroup { $name } takes the messages that { -patient(number: "plural") } start: somebody who is active must belong to it. Add somebody else to it first.

# Automatic replies

audit-action-automatic_reply-save = Changed a workgroup’s automatic reply
audit-action-opening_hours-save = Changed the opening hours
audit-action-conversation-automatic_reply = Answered automatically
settings-field-automatic-replies = Automatic replies
settings-hint-automatic-replies = In Connect Pro. A workgroup answers by itself when { -patient(article: "a") } writes to it: always, outside opening hours, or between two days.
settings-automatic-link = Opening hours and the text of each automatic reply
automatic-title = Automatic replies
automatic-badge = Automatic reply
automatic-what = What { -patient(article: "a") } reads at once after writing to a workgroup. It says that it is automatic, it notifies nobody, and for you the message stays unanswered until somebody answers it.
automatic-not-on = Nothing is answered automatically now: that needs Connect Pro, and “Automatic replies” switched on in the portal settings.
automatic-off = Answers nothing by itself
automatic-schedule-always = Always
automatic-schedule-outside-hours = Outside opening hours
automatic-schedule-between = Between two days
automatic-between-days = From { $from } until { $until }
automatic-when = When
automatic-enabled = Answer automatically
automatic-no-hours = Set the opening hours first.
automatic-from-day = First day
automatic-until-day = Last day
automatic-every-hours = Hours until a conversation is answered automatically again
automatic-every-hours-hint = 1 to 720. When somebody of yours answers, the next message may be answered automatically at once.
automatic-text = Text
automatic-text-hint = { CAPITAL(-patient(number: "plural")) } read the one in their language. Say when they will hear from you, and nothing about anybody’s health.
automatic-preview = As { -patient(article: "a") } reads it
automatic-answers-now = { CAPITAL(-patient(article: "a")) } who writes now gets it.
automatic-answers-not-now = { CAPITAL(-patient(article: "a")) } who writes now does not get it.
automatic-save = Save automatic reply
automatic-see = Preview
automatic-hours = Opening hours
automatic-hours-hint = Such as 8:30-12:00, 13:00-17:00. Empty: closed. Times of { $zone }.
automatic-day-1 = Monday
automatic-day-2 = Tuesday
automatic-day-3 = Wednesday
automatic-day-4 = Thursday
automatic-day-5 = Friday
automatic-day-6 = Saturday
automatic-day-7 = Sunday
automatic-closed-days = Closed days
automatic-closed-days-hint = One on a line, such as 2026-12-25.
automatic-hours-save = Save opening hours
refusal-hours-unreadable = Write hours such as 8:30-12:00, 13:00-17:00, the earlier first, or leave it empty.
refusal-closed-day-unreadable = “{ $day }” is no day. Write it such as 2026-12-25.
refusal-closed-days-too-many = Give at most { $max } days.
refusal-opening-hours-needed = A workgroup answers automatically outside opening hours. Change that first, or keep some hours.
refusal-opening-hours-missing = Set the opening hours first: without them this would always answer.
refusal-automatic-text-missing = Write what { -patient(number: "plural") } should read.
refusal-automatic-text-long = Use at most { $max } characters.
refusal-every-hours-range = Give a whole number of hours from 1 to { $max }.
refusal-between-days-missing = Give the first and the last day.
refusal-between-days-order = The last day comes before the first one.
## notification templates: the default texts. Those of text messages keep to GSM-7, so that they take few segments.
notice-subject-message = New message from { $clinic_name }
notice-email-message = You have a new message from { $clinic_name }.

    Read it here:
    { $link }

    To keep it private, this email doesn’t say what the message is about. You will be asked a question or two to make sure it is you. Please don’t answer this email: nobody reads what is sent to it.
    The link works until { $link_until }.

    If this email is not meant for you, please ignore it.
notice-text-message = New message from { $clinic_name }: { $link }
notice-subject-overdue = A response to { $clinic_name } is overdue
notice-email-overdue = A response to { $clinic_name } is overdue. Please read the message and answer it.

    Read it here:
    { $link }

    To keep it private, this email doesn’t say what the message is about. You will be asked a question or two to make sure it is you. Please don’t answer this email: nobody reads what is sent to it.
    The link works until { $link_until }.

    If this email is not meant for you, please ignore it.
notice-text-overdue = A response to { $clinic_name } is overdue: { $link }
notice-subject-passcode = Your passcode
notice-email-passcode = Your passcode is { $code }

    It works for { $code_minutes } minutes. Type it into the page where you asked for it.

    Never tell it to anybody. Nobody from your clinic will ask you for it. If you did not ask for it, you need not do anything.
notice-text-passcode = { $code } is your passcode. It works for { $code_minutes } minutes. Never tell it to anybody.
notice-subject-recovery-code = Your passcode for a new password
notice-email-recovery-code = Your passcode for a new password is { $code }

    It works for { $code_minutes } minutes. Type it into the page where you asked for it.

    Never tell it to anybody. Nobody from your clinic will ask you for it. If you did not ask for it, you need not do anything.
notice-text-recovery-code = { $code } is your passcode for a new password. It works for { $code_minutes } minutes. Never tell it to anybody.
notice-subject-contact-code = Your passcode for another address
notice-email-contact-code = Somebody asked { $clinic_name } to reach them at another address. The passcode for it is { $code }

    It works for { $code_minutes } minutes. Type it into the page where you asked for it.

    Never tell it to anybody. Nobody from your clinic will ask you for it. If you did not ask for it, call the clinic: { $clinic_phone }
notice-text-contact-code = { $code } is your passcode for another address. It works for { $code_minutes } minutes. Never tell it to anybody.
notice-subject-password-changed = Your password was changed
notice-email-password-changed = The password of your account with { $clinic_name } was changed. If this was not you, call the clinic: { $clinic_phone }
notice-text-password-changed = The password of your account with { $clinic_name } was changed. If this was not you, call the clinic: { $clinic_phone }
notice-subject-passkey-added = A passkey was added
notice-email-passkey-added = A passkey was added to your account with { $clinic_name }. If this was not you, call the clinic: { $clinic_phone }
notice-text-passkey-added = A passkey was added to your account with { $clinic_name }. If this was not you, call the clinic: { $clinic_phone }
notice-subject-contact-changed = How the clinic reaches you was changed
notice-email-contact-changed = An email or mobile number of yours at { $clinic_name } was changed. If this was not you, call the clinic: { $clinic_phone }
notice-text-contact-changed = An email or mobile number of yours at { $clinic_name } was changed. If this was not you, call the clinic: { $clinic_phone }

## notification templates: the owner's pages
notices-title = Notification templates
notices-link = What emails and texts to { -patient(number: "plural") } say, and how a locked phone shows it
notices-what = What emails and texts to { -patient(number: "plural") } say, by event, channel and language. Each person gets their own language. Under each stands what a locked phone shows: anybody beside it can read that.
notices-event-message = A message waits
notices-event-overdue = A response is overdue
notices-event-passcode = Passcode to sign in
notices-event-recovery-code = Passcode for a new password
notices-event-contact-code = Passcode for another address
notices-event-password-changed = The password was changed
notices-event-passkey-added = A passkey was added
notices-event-contact-changed = An address was changed
notices-channel-email = Email
notices-channel-text = Text message
notices-field-clinic-name = Clinic’s name
notices-field-clinic-phone = Clinic’s telephone number
notices-field-given-name = Person’s given name
notices-field-link = Link to the message
notices-field-link-until = Last day of the link
notices-field-code = Passcode
notices-field-code-minutes = Minutes that the passcode works
notices-fields-hint = They are filled in for each person when it is sent. There are no others: nothing about the message or the { -patient }’s health leaves the clinic.
notices-sample-name = Sam
notices-at-most = { $count ->
    [one] at most 1 character
   *[other] at most { $count } characters
 }
notices-own = Your own text
notices-default = Default text
notices-default-sent = Default text is sent
notices-beside = Channel and language
notices-subject = Subject
notices-text = Text
notices-text-hint = Write nothing about anybody’s health, and not what the clinic treats if that tells something.
notices-cost-shown = As shown
notices-cost-most = With the longest values
notices-cost = Segments: { $segments } · { $units } of { $room } · { $alphabet }
notices-cost-beyond = Because of these characters the whole text counts as UCS-2, 70 to a segment:
notices-cost-hint = A longer text is sent, and billed, in segments: 160 characters alone or 153 each in GSM-7, 70 or 67 in UCS-2. Some, such as € and [ ], count two.
notices-save = Save template
notices-preview = Preview
notices-preview-title = Preview
notices-preview-hint = On a locked phone, for a made-up { -patient }.
notices-preview-whole = The whole email
notices-unknown = These are no fields here:
notices-saved = Saved. Whatever is sent from now on says this.
notices-was-reset = The default text is in force again.
notices-unusable = Your own text can’t be used, so the default text is sent. { $why }
notices-reset = Reset to default
notices-reset-why = Your versions stay listed here.
notices-reset-ask = Send the default text again from now on?
refusal-notice-subject-missing = Write a subject.
refusal-notice-text-missing = Write a text.
refusal-notice-text-long = That is too long: at most { $max } characters.
refusal-notice-field-unknown = { $field } can’t be filled in here. Use one of these: { $fields }
refusal-notice-field-open = A field begins with two braces and has no end. Write it as it is listed under Fields.
refusal-notice-field-needed = The text must hold { $field }: without it, it is of no use to the person.
refusal-notice-template-changed = Somebody has saved this template in between. What you typed is still here: compare it with the newest version, then save again.
audit-action-notification_template-save = Saved a notification template
audit-action-notification_template-reset = Reset a notification template

contact-title = How we reach you
contact-words = Your email, your mobile number, and which of them notices come to.
contact-change = Change how we reach you
contact-saved = Saved. From now on we reach you like this.
contact-none = None on file
contact-email = Email
contact-email-new = New email
contact-mobile = Mobile number
contact-mobile-new = New mobile number
contact-send-codes = Send me the codes
contact-codes = Enter the codes
contact-codes-both = We sent one code to { $new } and another one to { $old }, which is on file. Nothing changes until you enter both.
contact-codes-one = We sent a code to { $new }. Nothing changes until you enter it.
contact-codes-until = They work until { $time }.
contact-code-new = Code sent to
contact-code-old = Code sent to
contact-code-old-hint = You no longer get messages there? Call the clinic: { $phone }
contact-confirm = Confirm the change
contact-give-up = Leave everything as it is
contact-preferred = Notices
contact-preferred-words = A notice says only that something waits for you.
contact-by-email = By email
contact-by-text = By text message
contact-save = Save
refusal-own-contact-missing = Type the new address or number.
refusal-contact-same = This is what we have on file already.
refusal-contact-no-such-address = We have no address of this kind for you. Add it first.
refusal-contact-codes-wrong = The codes do not fit. { $left ->
    [0] Ask for new ones.
    [one] One try is left.
   *[other] { $left } tries are left.
  }
refusal-contact-over = These codes no longer work. Ask for new ones.
audit-action-portal-contact_read = Read how they are reached
audit-action-portal-contact_asked = Asked to change an email or mobile number
audit-action-portal-contact_denied = Gave wrong codes for another email or mobile number
audit-action-portal-contact_changed = Changed an email or mobile number with codes
audit-action-portal-contact_given_up = Gave up changing an email or mobile number

# Labels (M65) and the search of the header
labels-title = Labels
labels-also = Custom labels, custom words, naming, terminology: { -patient }, { -patient(number: "plural") }, { -clinic-staff }, { -staff-member }, { -staff-member(number: "plural") }
labels-link = What this clinic calls its { -patient(number: "plural") } and its staff
labels-what = These words take the place of the built-in ones on every page, in notices and on paper, for everybody. Write them as in the middle of a sentence. Articles, endings and plurals around them follow by themselves.
labels-own = Your own words
labels-built-in = Built-in words
labels-built-in-patient = { -patient }, { -patient(number: "plural") }
labels-built-in-clinic-staff = { -clinic-staff }
labels-built-in-staff-member = { -staff-member }, { -staff-member(number: "plural") }
labels-term-patient = { CAPITAL(-patient) }: whom the clinic cares for
labels-term-clinic-staff = { CAPITAL(-clinic-staff) }: what stands in place of a masked name
labels-term-staff-member = { CAPITAL(-staff-member) }: one of those who work at the clinic
labels-hint = Leave it empty for the built-in word: { $words }
labels-one = Word, or singular
labels-many = Plural
labels-gender = Gender
labels-gender-masculine = Masculine: le
labels-gender-feminine = Feminine: la
labels-choose = Choose
labels-sound = Begins with
labels-sound-worked-out = Worked out from the word
labels-sound-en-consonant = A consonant: a client, a user
labels-sound-en-vowel = A vowel: an individual, an heir
labels-sound-fr-consonant = A consonant, or an h that takes no l’: le client, le héros
labels-sound-fr-vowel = A vowel, or a silent h: l’usager, l’habitant
labels-save = Save labels
labels-saved = Saved. Pages, notices and papers say these words from now on.
labels-preview-tried = Not saved yet. This is how your words would read.
labels-preview-saved = This is how the words read now. Type others and press Preview.
labels-reset = Back to the built-in words
labels-reset-why = All words of your own are taken away.
labels-reset-ask = Say the built-in words everywhere from now on?
refusal-label-missing = Give both singular and plural, or leave both empty.
refusal-label-too-long = Use at most { $max } characters.
refusal-label-wrong = Write a word with letters, on one line, without invisible characters.
refusal-label-gender-missing = Choose the gender, so that the words around it agree.
refusal-label-no-plural = This word has no plural.
refusal-label-unknown = There is no such word to rename, or no such language.
refusal-labels-changed = Somebody else saved the labels after you opened this page. What you typed is kept below; save again to put it over theirs.
audit-action-labels-save = Changed the labels
search-title = Search
search-hint = A name, an identifier, a date of birth, an email or mobile number; or the name of a page or a setting, in English or French.
search-places = Pages and settings
search-none = Nothing found for “{ $query }”
