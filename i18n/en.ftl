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
conversations-state-failed = Not delivered to { $name } by { $channel }
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

## notifications
notifications-mail-subject = New message from { $clinic }
notifications-mail-first = You have a new message from { $clinic }.
notifications-mail-read = Read it here:
notifications-mail-button = Read the message
notifications-mail-private = To keep it private, this email doesn’t say what the message is about. You will be asked a question or two to make sure it is you. Please don’t answer this email: nobody reads what is sent to it.
notifications-mail-until = The link works until { $date }.
notifications-mail-not-you = If this email is not meant for you, please ignore it.
notifications-text = New message from { $clinic }: { $link }
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

## import

## end
