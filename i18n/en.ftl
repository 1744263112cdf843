### English

## Words of the product (labels that a clinic can rename)
-patient = patient
-clinic-staff = Clinic staff

## Days
day-today = Today
day-yesterday = Yesterday

## Pages in general
page-skip = Skip to the main part
page-error-prefix = Error:
page-sign-out = Sign out
page-save = Save
page-cancel = Cancel
page-back = Back
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
refusal-overloaded = There is more to do than we can take in just now. Nothing was changed. Please try again in a moment.
refusal-stopping = Carepost is restarting. Nothing was changed. Please try again in a moment.
refusal-in-doubt = The connection broke while this was being saved. Look whether it is there before you try again.
refusal-disk-full = There is no room left to save this. Nothing was changed. Please tell your administrator.
refusal-form-too-large = That is more than one form can carry. Nothing was changed.
refusal-form-unreadable = The form could not be read. Go back, reload the page and try again.
refusal-json-expected = Send the body as application/json.
refusal-json-wrong = The body is wrong at “{ $path }”: { $problem }.
refusal-idempotency-key-unusable = Give an Idempotency-Key of 1 to { $max } visible characters.
refusal-idempotency-key-reused = This Idempotency-Key was used for another request. Use a new key for each write.
refusal-body-too-large = The body is larger than allowed.

## staff
staff-nav-menu = Folders
staff-nav-find = Search patients
staff-nav-account = Your account
staff-nav-shortcuts = Shortcuts
staff-nav-label = Folders
staff-nav-compose = New message
staff-nav-messages = Messages
staff-nav-inbox = Inbox
staff-nav-sent = Sent
staff-nav-drafts = Drafts
staff-nav-closed = Closed
staff-nav-all = All
staff-nav-unread = unread
staff-nav-clinic = Clinic
staff-nav-patients = Patients
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
refusal-sign-in-refused = The email address or the password is wrong, or this account may not sign in. Check both and try again, or ask someone who manages staff at your clinic.
refusal-too-many-attempts = There were too many attempts. Wait { $minutes } min and try again.
refusal-code-wrong = This code is wrong or was used before. Wait for the next one in your app, and check the time of your phone.
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
staff-sign-in-title = Sign in for clinic staff
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
staff-permission-send-bulk-portal-messages = Send to many patients at once
staff-permission-send-bulk-portal-messages-hint = Without this, recipients are added one by one.
staff-permission-edit-demographics = Edit demographics
staff-permission-edit-demographics-hint = Change names, contact points and portal access of patients.
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
staff-workgroups-none-hint = Add one for each team that answers patients together, such as the front desk.
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
staff-account-direct-hint = Patients may be written to under your own name, and their replies come to your inbox. Otherwise a workgroup is chosen.
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
staff-account-session-since = Since { $since }
staff-account-session-seen = last used { $seen }
staff-account-session-this = This browser
staff-account-session-end = Sign out
staff-account-everywhere = Sign out everywhere
staff-account-everywhere-ask = Sign out in every browser, this one too?

## audit

## patients

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
settings-enabled = The portal is enabled
settings-not-enabled = The portal is not enabled
settings-owner-only = Only the clinic’s owner can enable or disable it. Ask the owner to open this page.
settings-enabling-does-not = Enabling the portal gives no existing patient access. Access is switched on for each patient in the chart: Update information > Portal. Switching off and on again keeps each patient’s own switch.
settings-field-portal-enabled = Enable the portal
settings-hint-portal-enabled = For the owner only. Until it is enabled nobody can be messaged.
settings-field-accessible = Portal accessibility
settings-hint-accessible = The master switch. Off: everybody is signed out at once, nobody signs in and nothing is sent. Nothing is lost: notifications that wait are sent when it is on again, unless they are no longer needed.
settings-field-accessible-to-new-patients = Portal accessibility for new patients
settings-hint-accessible-to-new-patients = Patients created from now on get access. Nothing changes for patients you have already.
settings-field-sign-in-method = Signing in from a notification
settings-method-passcode = One-time passcode and date of birth
settings-method-passcode-hint = A six-digit code is sent to the patient’s other channel where there is one.
settings-method-identifier = Identifier and date of birth
settings-method-identifier-hint = The patient types the EMR id or another identifier that you allow below.
settings-method-identifier-warning = Weaker: whoever holds the link and knows the identifier and the date of birth, such as a family member, can read the messages.
settings-field-extra-identifications = Extra searchable identifications
settings-hint-extra-identifications = The identifier may be of any kind that your clinic has defined, not the EMR id alone.
settings-field-passcode-minutes = Passcode expires after
settings-hint-passcode-minutes = How long a code can be used. How long somebody stays signed in is a matter of its own.
settings-field-conversation-responses = Patient conversation responses
settings-hint-conversation-responses = “Allow patient to respond” is ticked in each new message. Senders can untick it.
settings-field-require-registration = Require registration before sending
settings-hint-require-registration = Only people who have registered can be chosen as recipients.
settings-notice-hint = Shown to patients above every conversation. One or two short sentences.
settings-field-emergency-notice-en = In English
settings-field-emergency-notice-fr = In French
refusal-owner-only = Only the clinic’s owner can enable or disable the portal.
refusal-passcode-minutes-range = Choose between 5 and 60 minutes.
refusal-notice-missing = Write a notice for emergencies.
refusal-notice-too-long = Shorten the notice to { $max } characters.
refusal-sign-in-method-missing = Choose how patients sign in.
refusal-settings-changed = Somebody else saved these settings after you opened this page. Your choices are kept below; save again to put them over theirs.

## conversations
conversations-newest-first = Newest first
conversations-empty-inbox = Nothing waits for you
conversations-empty-inbox-hint = Answers from patients to you or your workgroups come here.
conversations-empty-sent = Nothing sent yet
conversations-empty-sent-hint = Messages that wait for a first answer are listed here.
conversations-empty-closed = Nothing is closed
conversations-empty-closed-hint = Closed conversations are kept here and can be reopened.
conversations-empty-all = No conversations yet
conversations-empty-all-hint = Every conversation of yours and your workgroups is listed here.
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
conversations-close-ask = Close this conversation? The patient can read it but not reply. You can reopen it.
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
conversations-state-retrying = Notice to { $name } is being tried again: { $reason }
conversations-state-failed = Not delivered to { $name } by { $channel }: { $reason }. Correct the address in the chart, or call.
conversations-state-cancelled = No notice to { $name }: it was not needed any more
conversations-state-no-notice = { $name } has not been notified
conversations-channel-email = email
conversations-channel-text = text message
conversations-closed = Closed.
conversations-closed-no-response-allowed = It was sent without allowing a response.
conversations-closed-closed-by-staff = The patient can read it but not reply.
conversations-may-not-send = You can read this conversation. To answer you need the permission to send messages; someone who manages staff can give it to you.
conversations-cannot-message = { $name } can’t be messaged right now
conversations-put-right = See what is missing
conversations-reply-to = Reply to { $name }
conversations-your-reply = Your reply
conversations-allow-response = Allow patient to respond
conversations-allow-response-hint = Unticked: the conversation is closed as it is sent.
conversations-send-to = Send to { $name }
conversations-find-patient = Who is the message about?
conversations-find-hint = Last name, any part of the name, identifier, date of birth, email or mobile number.
conversations-find = Find
conversations-message-to = Message to { $name }
conversations-recipients = Recipients
conversations-recipients-hint = Exactly those ticked receive this message.
conversations-told-by-email = Notified by email:
conversations-told-by-text = Notified by text:
conversations-to-staff-add = To: further staff members
conversations-to-staff-hint = The patient sees their names; they get the conversation in their inbox.
conversations-from-label = From
conversations-from-hint = The patient sees this name, and answers land in that inbox.
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
conversations-answers-here = and its members
conversations-lock-screen = The notice says only that a message waits. It names neither the subject nor the patient.
language-en = English
language-fr = French
refusal-folder-unknown = Name one of the folders inbox, sent, closed or all.
refusal-subject-missing = Write a subject.
refusal-subject-too-long = Shorten the subject to { $max } characters; it has { $length }.
refusal-body-missing = Write a message.
refusal-body-over-ceiling = The message is larger than { $max_mb } MB. Shorten it, or attach the long part as a file.
refusal-from-unknown = Choose who the message is from.
refusal-from-not-yours = Choose yourself or a workgroup that you belong to.
refusal-staff-unknown = One of the staff members chosen is not (any more) at this clinic. Choose again.
refusal-patient-unknown = There is no such patient.
refusal-patient-missing = Choose the patient that the message is about.
refusal-recipient-unknown = One of the recipients can’t (any more) read for this patient. Choose from the list.
refusal-recipient-no-contact = { $name } has neither an email address nor a mobile number on file.
refusal-recipient-not-registered = { $name } has not registered yet, and the clinic requires registration before sending.
refusal-portal-not-enabled = The portal has not been enabled for this clinic. The clinic’s owner can enable it in the portal settings.
refusal-portal-switched-off = The portal is switched off. Someone with the permission for the portal settings can switch it on.
refusal-patient-access-off = The patient’s portal access is off. Switch it on under Update information, Portal.
refusal-no-portal-user = Nobody reads for this patient on the portal. Switch on the patient’s own access, or link a guardian.
refusal-no-contact = There is neither an email address nor a mobile number to send the notice to. Add one under Update information.
refusal-registration-required = The clinic requires registration before sending, and nobody who reads for this patient has registered.
refusal-chart-item-unknown = One of the chart items is no longer there. Remove it.
refusal-chart-item-of-another-patient = One of the chart items belongs to another patient. Remove it.
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
drafts-no-patient = No patient yet
drafts-reply = Reply
drafts-discard = Discard
drafts-discard-ask = Discard this draft? What you typed in it is lost.
refusal-draft-sent = This message has already been sent, perhaps from another window. It was sent once.
refusal-draft-changed-elsewhere = This draft was changed in another window or on another device. Nothing was overwritten: reload to see that version.

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
portal-passcode-mail-subject = Your passcode
portal-passcode-mail = Your passcode is { $code }

    It works for { $minutes } minutes. Type it into the page where you asked for it.

    Never tell it to anybody. Nobody from your clinic will ask you for it. If you did not ask for it, you need not do anything.
portal-passcode-text = { $code } is your passcode. It works for { $minutes } minutes. Never tell it to anybody.
portal-state-title = Portal sign-in
portal-state-rests = Sign-in rests
portal-state-rests-words = There were too many failed tries within a day, so nobody can sign in for this patient now. Find out what happened, then allow it again.
portal-state-works = Sign-in works
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
refusal-birth-date-missing = Enter the date of birth of the person the message is about.
refusal-birth-date-unreadable = Enter the date of birth as year, month and day, such as 1988-03-14.
refusal-birth-date-ambiguous = That could be two different dates. Enter the date of birth with the year first, such as 1988-03-14, or write the month as a word.
refusal-sign-in-failed = The passcode and the date of birth did not fit. Check both, or send yourself a new passcode: each one works once and for a short time only. If it goes on, call the clinic.
refusal-sign-in-failed-identifier = The identifier and the date of birth did not fit. Check both. If it goes on, call the clinic.
refusal-sign-in-too-many = There were too many tries from here. Please try again in { $minutes } min.
refusal-passcode-wait = A passcode is on its way. You can ask for another one in { $seconds } seconds.
refusal-passcode-too-many = Too many passcodes were asked for. Try again in { $minutes } min.
refusal-passcode-tries-spent = There were too many wrong tries in this browser, so no more passcodes are sent to it today. Please call the clinic: they can let you sign in again.
refusal-passcode-no-address = There is no email address or mobile number on file to send a passcode to. Please call the clinic.

## notifications
notifications-mail-subject = New message from { $clinic }
notifications-mail-first = You have a new message from { $clinic }.
notifications-mail-read = Read it here:
notifications-mail-button = Read the message
notifications-mail-private = To keep it private, this email doesn’t say what the message is about. You will be asked a question or two to make sure it is you. Please don’t answer this email: nobody reads what is sent to it.
notifications-mail-until = The link works until { $date }.
notifications-mail-not-you = If this email is not meant for you, please ignore it.
notifications-text = New message from { $clinic }: { $link }
notifications-stage-sending = Sending
notifications-stage-waiting = Waiting
notifications-stage-sent = Sent
notifications-stage-notice-delivered = Notice delivered
notifications-stage-read = Read
notifications-stage-not-delivered = Not delivered
notifications-stage-not-notified = Not notified
notifications-advice-retry = It could not be handed over yet and is tried again: { $when }.
notifications-advice-other-channel = { $why } The notice went out by the other channel.
notifications-advice-no-address = There is neither an email address nor a mobile number on file. Add one in the chart, then send the notice again.
notifications-advice-portal-off = The portal is switched off. The notice is sent when it is on again.
notifications-advice-access-off = The patient’s portal access is off, so no notice was sent. Switch it on in the chart if they should read this.
notifications-advice-link-ended = This person may no longer read for the patient, so no notice was sent.
notifications-advice-opened = It had been opened before the notice was due.
notifications-advice-not-configured = Carepost is not set up for this way of sending. Tell your administrator.
notifications-advice-mailbox-full = The mailbox is full. Call the patient, or send the notice again later.
notifications-advice-address = The address or number does not exist or takes nothing. Correct it in the chart, then send the notice again.
notifications-advice-unsubscribed = The person has stopped texts from this number. Ask them to text START to it, or use their email.
notifications-advice-refused = The other side refused the notice. Call the patient, or use another address.
notifications-advice-unreachable = The other side could not be reached for three days. Call the patient, or send the notice again.
notifications-advice-internal = Something went wrong on our side. Send the notice again; if it happens again, tell your administrator.
notifications-mailbox-title = Mailbox of the trial
notifications-mailbox-hint = Emails and texts that would have left this machine, newest first. Passcodes arrive here too.
notifications-mailbox-refresh = Look again
notifications-mailbox-empty = Nothing has been sent yet
notifications-mailbox-empty-hint = Send a patient a message, then look again: the email or text with the link comes here.
notifications-mailbox-text = Text message
notifications-mailbox-email = Email
notifications-send-again = Send the notice again
refusal-notice-on-its-way = The notice is on its way already.
refusal-notice-sent-there = The notice was sent to this address. Correct the address in the chart first, or call the patient.
refusal-notice-opened = The message has been opened, so no notice is needed.
refusal-notice-link-ended = This person may no longer read for the patient.
refusal-notice-access-off = The patient’s portal access is off. Switch it on in the chart first.
refusal-notice-portal-off = The portal is switched off. Nothing is sent until it is on again.
refusal-notice-no-address = There is neither an email address nor a mobile number on file. Add one in the chart first.

## api_keys
api-keys-title = API keys
api-keys-lead = A key lets a program act for one staff member, within the scopes you tick. The API describes itself:
api-keys-made = The key has been made
api-keys-once = Copy it now: it is shown only this once.
api-keys-name = Name
api-keys-member = Acts for
api-keys-member-hint = The key can do no more than this member, and messages sent with it are theirs.
api-keys-scopes = Scopes
api-keys-state = State
api-keys-revoked = Revoked
api-keys-revoke = Revoke
api-keys-revoke-ask = Revoke this key? Programs that use it stop working at once.
api-keys-new = New key
api-keys-create = Make the key
api-keys-scope-patients-read = Read patients and charts
api-keys-scope-patients-write = Create and change patients and chart items
api-keys-scope-messages-read = Read conversations
api-keys-scope-messages-write = Send, answer and close
api-keys-scope-staff-read = Read staff members and workgroups
api-keys-scope-settings = Read and change the portal’s settings
api-keys-scope-audit-read = Read the audit
staff-nav-api-keys = API keys
refusal-api-key-name = Give the key a name of at most { $max } characters.
refusal-api-key-scopes = Tick at least one scope.
refusal-scope-missing = The key lacks the scope for this.

## import

## end
