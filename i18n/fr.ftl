### Français

## Mots du produit (étiquettes que la clinique peut renommer)
-patient = patient
-clinic-staff = Personnel de la clinique

## Jours
day-today = Aujourd’hui
day-yesterday = Hier

## Pages en général
page-skip = Passer au contenu principal
page-error-prefix = Erreur :
page-sign-out = Se déconnecter
page-save = Enregistrer
page-cancel = Annuler
page-back = Retour
page-language = Langue
page-errors-title = Il y a quelque chose à corriger
page-error-title = Cela n’a pas fonctionné
page-error-reference = Si vous demandez de l’aide, donnez cette référence : { $reference }
page-error-home = Retour au début

## Mots des îlots (l’anglais est dans web/src/words.ts)
island-saving = Enregistrement
island-saved = Brouillon enregistré à { $time }
island-unsaved = Non enregistré
island-retry = Réessayer
island-changed = Modifié dans une autre fenêtre
island-reload = Afficher cette version
island-live = En direct
island-reconnecting = Reconnexion depuis { $time }
island-offline = Sans connexion depuis { $time }
island-fresh = { $n } nouveaux
island-arrived = Nouveau message
island-ending = Vous serez bientôt déconnecté
island-ending-in = Par sécurité, vous serez déconnecté dans { $time }. Ce que vous avez écrit est gardé comme brouillon.
island-stay = Rester connecté
island-sign-out = Se déconnecter maintenant
island-cancel = Annuler
island-confirm = Continuer
island-ask = Êtes-vous certain?
island-close = Fermer
island-remove = Retirer { $name }
island-remove-short = Retirer
island-chosen = { $n } choisis, { $size }
island-none-chosen = Rien de choisi
island-results = { $n } trouvés
island-no-results = Rien trouvé
island-waiting = En attente
island-uploading = { $percent } %
island-checking = Vérification en cours
island-ready = Prêt
island-interrupted = Interrompu
island-too-big = Plus de { $size }
island-empty-file = Ce fichier est vide
island-wait-files = Attendez que les fichiers soient prêts, ou retirez-les, puis envoyez.
island-too-many = Pas plus de { $n } fichiers
island-wrong-kind = Seulement { $kinds }
island-upload-failed = N’a pas pu être téléversé
island-file-ready = { $name } : prêt
island-file-failed = { $name } : { $reason }
island-formatting = Mise en forme
island-bold = Gras
island-italic = Italique
island-underline = Souligné
island-strike = Barré
island-heading = Titre
island-subheading = Sous-titre
island-bullets = Liste à puces
island-numbers = Liste numérotée
island-quote = Citation
island-align-start = Aligner au début
island-align-center = Centrer
island-align-end = Aligner à la fin
island-link = Lien
island-link-address = Adresse
island-link-hint = Une adresse web, une adresse courriel ou un numéro de téléphone
island-link-wrong = Ce n’est ni une adresse web, ni une adresse courriel, ni un numéro de téléphone
island-link-set = Mettre le lien
island-link-remove = Retirer le lien
island-table = Tableau
island-table-insert = Insérer un tableau
island-row-add = Ajouter une ligne dessous
island-row-delete = Supprimer la ligne
island-column-add = Ajouter une colonne après
island-column-delete = Supprimer la colonne
island-table-delete = Supprimer le tableau
island-undo = Annuler
island-redo = Rétablir

## Refus : une phrase pour chaque code de raison
refusal-not-found = Il n’y a rien ici, ou vous ne pouvez pas le voir.
refusal-sign-in-needed = Connectez-vous pour continuer.
refusal-permission-missing = Il vous manque la permission { $permission }. La personne qui gère le personnel peut vous la donner.
refusal-internal = Un problème est survenu de notre côté. Rien n’a été changé. Réessayez.
refusal-overloaded = Il y a trop de demandes en ce moment. Rien n’a été changé. Réessayez dans un instant.
refusal-stopping = Carepost redémarre. Rien n’a été changé. Réessayez dans un instant.
refusal-in-doubt = La connexion s’est rompue pendant l’enregistrement. Vérifiez si c’est fait avant de recommencer.
refusal-disk-full = Il n’y a plus de place pour enregistrer. Rien n’a été changé. Prévenez votre administrateur.
refusal-form-too-large = C’est plus que ce qu’un formulaire peut contenir. Rien n’a été changé.
refusal-form-unreadable = Le formulaire n’a pas pu être lu. Revenez en arrière, rechargez la page et réessayez.
refusal-json-expected = Envoyez le corps en application/json.
refusal-json-wrong = Le corps est erroné à « { $path } » : { $problem }.
refusal-body-too-large = Le corps dépasse la taille permise.

## staff
staff-nav-menu = Dossiers
staff-nav-find = Chercher un patient
staff-nav-account = Votre compte
staff-nav-label = Dossiers
staff-nav-compose = Nouveau message
staff-nav-messages = Messages
staff-nav-inbox = Boîte de réception
staff-nav-sent = Envoyés
staff-nav-drafts = Brouillons
staff-nav-closed = Fermés
staff-nav-all = Tous
staff-nav-unread = non lus
staff-nav-clinic = Clinique
staff-nav-patients = Patients
staff-nav-members = Personnel
staff-nav-settings = Paramètres du portail
staff-nav-audit = Journal d’audit
refusal-email-wrong = Écrivez une adresse courriel, comme nom@clinique.exemple.
refusal-email-taken = Quelqu’un se connecte déjà avec cette adresse. Utilisez-en une autre.
refusal-name-missing = Écrivez un nom.
refusal-name-long = Écrivez au plus { $max } caractères.
refusal-language-unknown = Choisissez une langue de la liste.
refusal-time-zone-unknown = Écrivez un fuseau horaire, comme America/Toronto.
refusal-password-short = Utilisez au moins { $min } caractères. Plusieurs mots sont faciles à retenir.
refusal-password-long = Utilisez un mot de passe plus court : au plus 512 octets.
refusal-password-guessable = Ce mot de passe se devine facilement. Utilisez plusieurs mots qui n’ont rien à voir avec vous.
refusal-member-unknown = Une personne de la liste n’appartient pas à cette clinique. Rechargez la page.
refusal-member-is-owner = Seule la personne propriétaire peut modifier son propre compte.
refusal-member-has-more = Cette personne a plus de droits que vous ({ $permission }). La personne propriétaire peut faire ce changement.
refusal-permission-not-yours = Seule une personne qui a la permission « { $permission } » peut la donner ou la retirer.
refusal-permissions-own = Personne ne peut changer ses propres permissions. Demandez à la personne propriétaire.
refusal-owner-stays = La personne propriétaire ne peut pas être désactivée.
refusal-not-yourself = Vous ne pouvez pas vous désactiver.
refusal-workgroup-name-taken = Un groupe de travail porte déjà ce nom, peut-être un groupe retiré. Choisissez un autre nom.
refusal-workgroup-retired = Ce groupe de travail est retiré et ne peut plus être modifié.
refusal-limit-out-of-range = limit doit être entre 1 et { $max }.
refusal-cursor-unknown = Ce curseur n’a pas été donné pour cette liste. Commencez sans curseur.

## audit

## patients

## settings
settings-title = Paramètres du portail
settings-portal-on = Le portail est ouvert
settings-portal-off = Le portail est fermé
settings-saved = Enregistré. Cela vaut dès maintenant.
settings-save = Enregistrer les paramètres du portail
settings-discard = Abandonner les changements
settings-on = oui
settings-off = non
settings-minutes = { $n } minutes
settings-differing = Ce que vous avez choisi et qui diffère de ce qui est enregistré
settings-differs = enregistré : { $saved } ; votre choix : { $typed }
settings-part-portal = Le portail
settings-part-sign-in = Connexion
settings-part-messages = Messages
settings-part-notice = Avis pour les urgences
settings-enabled = Le portail est activé
settings-not-enabled = Le portail n’est pas activé
settings-owner-only = Seul le propriétaire de la clinique peut l’activer ou le désactiver. Demandez-lui d’ouvrir cette page.
settings-enabling-does-not = Activer le portail ne donne accès à aucun patient existant. L’accès s’active pour chaque patient dans son dossier : Mettre à jour les renseignements > Portail. Fermer puis rouvrir le portail conserve le réglage de chaque patient.
settings-field-portal-enabled = Activer le portail
settings-hint-portal-enabled = Réservé au propriétaire. Avant cela, on ne peut écrire à personne.
settings-field-accessible = Accessibilité du portail
settings-hint-accessible = L’interrupteur principal. Fermé : tout le monde est déconnecté aussitôt, personne ne se connecte et rien n’est envoyé. Rien n’est perdu : les avis en attente partent à la réouverture, s’ils sont encore utiles.
settings-field-accessible-to-new-patients = Accessibilité du portail pour les nouveaux patients
settings-hint-accessible-to-new-patients = Les patients créés dès maintenant ont accès. Rien ne change pour ceux que vous avez déjà.
settings-field-sign-in-method = Connexion depuis un avis
settings-method-passcode = Code à usage unique et date de naissance
settings-method-passcode-hint = Un code de six chiffres est envoyé par l’autre canal du patient, s’il en a un.
settings-method-identifier = Identifiant et date de naissance
settings-method-identifier-hint = Le patient tape son numéro de dossier ou un autre identifiant permis ci-dessous.
settings-method-identifier-warning = Moins sûr : quiconque a le lien et connaît l’identifiant et la date de naissance, par exemple un proche, peut lire les messages.
settings-field-extra-identifications = Autres identifiants acceptés
settings-hint-extra-identifications = L’identifiant peut être de tout type défini par votre clinique, pas seulement le numéro de dossier.
settings-field-passcode-minutes = Le code expire après
settings-hint-passcode-minutes = Durée pendant laquelle un code sert. La durée de la session est une autre question.
settings-field-conversation-responses = Réponses des patients
settings-hint-conversation-responses = « Permettre au patient de répondre » est coché dans chaque nouveau message. On peut le décocher.
settings-field-require-registration = Exiger l’inscription avant l’envoi
settings-hint-require-registration = Seules les personnes inscrites peuvent être choisies comme destinataires.
settings-notice-hint = Affiché aux patients au-dessus de chaque conversation. Une ou deux phrases courtes.
settings-field-emergency-notice-en = En anglais
settings-field-emergency-notice-fr = En français
refusal-owner-only = Seul le propriétaire de la clinique peut activer ou désactiver le portail.
refusal-passcode-minutes-range = Choisissez entre 5 et 60 minutes.
refusal-notice-missing = Rédigez un avis pour les urgences.
refusal-notice-too-long = Raccourcissez l’avis à { $max } caractères.
refusal-sign-in-method-missing = Choisissez comment les patients se connectent.
refusal-settings-changed = Quelqu’un d’autre a enregistré ces paramètres après que vous avez ouvert cette page. Vos choix sont conservés ci-dessous ; enregistrez de nouveau pour les appliquer.

## conversations
conversations-newest-first = Du plus récent au plus ancien
conversations-empty-inbox = Rien ne vous attend
conversations-empty-inbox-hint = Les réponses des patients à vous ou à vos groupes de travail arrivent ici.
conversations-empty-sent = Rien d’envoyé pour l’instant
conversations-empty-sent-hint = Les messages qui attendent une première réponse sont ici.
conversations-empty-closed = Rien n’est fermé
conversations-empty-closed-hint = Les conversations fermées sont gardées ici et peuvent être rouvertes.
conversations-empty-all = Aucune conversation pour l’instant
conversations-empty-all-hint = Toutes vos conversations et celles de vos groupes de travail sont ici.
conversations-badge-failed = Non remis
conversations-badge-closed = Fermée
conversations-badge-opened = Ouvert
conversations-badge-files = { $count ->
    [one] 1 fichier
   *[other] { $count } fichiers
}
conversations-pages = Pages
conversations-older = Plus anciens
conversations-reading = Conversation
conversations-none-open = Aucune conversation ouverte
conversations-none-open-hint = Choisissez-en une dans la liste pour la lire ici.
conversations-with = Conversation avec { $name }
conversations-subject-region = Conversation : { $subject }
conversations-open-chart = Ouvrir le dossier
conversations-close = Fermer
conversations-close-ask = Fermer cette conversation? Le patient pourra la lire mais non répondre. Vous pourrez la rouvrir.
conversations-reopen = Rouvrir
conversations-from = De { $name }
conversations-to-staff = À
conversations-readers = Lue par
conversations-written-by = écrit par { $name }
conversations-on-behalf = { $person } au nom de { $patient }
conversations-state-downloaded = Téléchargé par { $name }, { $time }
conversations-state-opened = Ouvert par { $name }, { $time }
conversations-state-delivered = Avis remis à { $name } par { $channel }, { $time }
conversations-state-sent = { $name } a été avisé par { $channel }, { $time }
conversations-state-queued = Envoi de l’avis à { $name }
conversations-state-retrying = L’avis à { $name } est réessayé : { $reason }
conversations-state-failed = Non remis à { $name } par { $channel } : { $reason }. Corrigez l’adresse au dossier, ou appelez.
conversations-state-cancelled = Aucun avis à { $name } : il n’était plus nécessaire
conversations-state-no-notice = { $name } n’a pas été avisé
conversations-channel-email = courriel
conversations-channel-text = texto
conversations-closed = Fermée.
conversations-closed-no-response-allowed = Elle a été envoyée sans permettre de réponse.
conversations-closed-closed-by-staff = Le patient peut la lire mais non répondre.
conversations-may-not-send = Vous pouvez lire cette conversation. Pour répondre, il vous faut la permission d’envoyer des messages; la personne qui gère le personnel peut vous la donner.
conversations-cannot-message = On ne peut pas écrire à { $name } pour l’instant
conversations-put-right = Voir ce qui manque
conversations-reply-to = Répondre à { $name }
conversations-your-reply = Votre réponse
conversations-allow-response = Permettre au patient de répondre
conversations-allow-response-hint = Non coché : la conversation est fermée dès l’envoi.
conversations-send-to = Envoyer à { $name }
conversations-find-patient = De qui s’agit-il?
conversations-find-hint = Nom de famille, une partie du nom, identifiant, date de naissance, courriel ou cellulaire.
conversations-find = Chercher
conversations-message-to = Message à { $name }
conversations-recipients = Destinataires
conversations-recipients-hint = Seules les personnes cochées reçoivent ce message.
conversations-told-by-email = Avisé par courriel :
conversations-told-by-text = Avisé par texto :
conversations-to-staff-add = À : autres membres du personnel
conversations-to-staff-hint = Le patient voit leurs noms; ils reçoivent la conversation.
conversations-from-label = De
conversations-from-hint = Le patient voit ce nom, et les réponses arrivent dans cette boîte.
conversations-subject = Objet
conversations-body = Message
conversations-attachments = Pièces jointes
conversations-add-attachment = Ajouter une pièce jointe
conversations-upload = Téléverser depuis votre ordinateur
conversations-upload-kinds = PDF, JPG, PNG, texte, Word ou Excel.
conversations-upload-limit = Jusqu’à { $size } chacun.
conversations-attach-chart = Joindre du dossier
conversations-remove-file = Retirer { $name }
conversations-save-draft = Garder comme brouillon
conversations-who-reads = Qui pourra lire ce message
conversations-answers-here = et ses membres
conversations-lock-screen = L’avis dit seulement qu’un message attend. Il ne nomme ni l’objet ni le patient.
language-en = Anglais
language-fr = Français
refusal-subject-missing = Écrivez un objet.
refusal-subject-too-long = Raccourcissez l’objet à { $max } caractères; il en a { $length }.
refusal-body-missing = Écrivez un message.
refusal-body-over-ceiling = Le message dépasse { $max_mb } Mo. Raccourcissez-le, ou joignez la partie longue comme fichier.
refusal-from-unknown = Choisissez de qui vient le message.
refusal-from-not-yours = Choisissez vous-même ou un groupe de travail dont vous faites partie.
refusal-staff-unknown = Un des membres choisis n’est pas (ou plus) à cette clinique. Choisissez de nouveau.
refusal-patient-unknown = Ce patient n’existe pas.
refusal-patient-missing = Choisissez le patient dont il s’agit.
refusal-recipient-unknown = Un des destinataires ne peut pas (ou plus) lire pour ce patient. Choisissez dans la liste.
refusal-recipient-no-contact = { $name } n’a ni adresse courriel ni numéro de cellulaire au dossier.
refusal-recipient-not-registered = { $name } ne s’est pas encore inscrit, et la clinique exige l’inscription avant l’envoi.
refusal-portal-not-enabled = Le portail n’a pas été activé pour cette clinique. Le propriétaire peut l’activer dans les paramètres du portail.
refusal-portal-switched-off = Le portail est désactivé. Une personne ayant la permission des paramètres du portail peut l’activer.
refusal-patient-access-off = L’accès du patient au portail est désactivé. Activez-le sous Mettre à jour, Portail.
refusal-no-portal-user = Personne ne lit pour ce patient sur le portail. Activez l’accès du patient, ou liez un tuteur.
refusal-no-contact = Il n’y a ni adresse courriel ni cellulaire où envoyer l’avis. Ajoutez-en sous Mettre à jour.
refusal-registration-required = La clinique exige l’inscription avant l’envoi, et personne qui lit pour ce patient ne s’est inscrit.
refusal-chart-item-unknown = Un des éléments du dossier n’existe plus. Retirez-le.
refusal-chart-item-of-another-patient = Un des éléments du dossier appartient à un autre patient. Retirez-le.
refusal-attachment-unknown = Un des fichiers n’existe plus. Retirez-le et téléversez-le de nouveau.
refusal-attachment-sent-already = Un des fichiers a déjà été envoyé. Téléversez-le de nouveau.
refusal-attachment-uploading = Un des fichiers est encore en cours de téléversement. Attendez, ou retirez-le.
refusal-attachment-checking = Un des fichiers est encore en vérification. Attendez un instant, ou retirez-le.
refusal-attachment-refused = Un des fichiers a été refusé. Retirez-le.
refusal-conversation-closed-for-staff = Cette conversation est fermée. Rouvrez-la pour y écrire.
refusal-no-response-allowed = La clinique a envoyé ce message sans demander de réponse; on ne peut donc pas répondre ici.
refusal-conversation-closed = La clinique a fermé cette conversation; on ne peut plus répondre.
## drafts
drafts-title = Brouillons
drafts-empty = Aucun brouillon
drafts-empty-hint = Ce que vous écrivez est gardé ici jusqu’à l’envoi.
drafts-no-subject = Pas encore d’objet
drafts-no-patient = Pas encore de patient
drafts-reply = Réponse
drafts-discard = Supprimer
drafts-discard-ask = Supprimer ce brouillon? Ce que vous y avez écrit sera perdu.
refusal-draft-sent = Ce message a déjà été envoyé, peut-être depuis une autre fenêtre. Il a été envoyé une seule fois.
refusal-draft-changed-elsewhere = Ce brouillon a été modifié dans une autre fenêtre ou sur un autre appareil. Rien n’a été écrasé : rechargez pour voir cette version.

## attachments
refusal-file-missing = Choisissez un fichier dans le champ « file ».
refusal-file-empty = Ce fichier est vide. Choisissez-en un autre.
refusal-file-too-large = Ce fichier dépasse { $max_mb } Mo. Envoyez-en un plus petit, ou en plusieurs parties.
refusal-file-unknown-kind = Ce genre de fichier ne peut pas être envoyé. Envoyez-le en PDF, JPEG, PNG, texte, Word ou Excel.
refusal-file-kind-not-taken = Seuls les fichiers PDF, JPEG et PNG peuvent être envoyés ici.
refusal-file-heic = Les images HEIC ne s'ouvrent pas partout. Enregistrez ou exportez l'image en JPEG et choisissez ce fichier.
refusal-file-markup = Les pages web et les images SVG ne peuvent pas être envoyées. Imprimez-la en PDF et choisissez ce fichier.
refusal-file-program = Les programmes et les scripts ne peuvent pas être envoyés.
refusal-file-two-kinds = Ce fichier est de deux genres à la fois, ce qui n'est pas sûr à ouvrir. Enregistrez-le de nouveau en un seul genre et choisissez ce fichier.
refusal-file-damaged = Ce fichier est endommagé ou incomplet. Ouvrez-le, enregistrez-le de nouveau et choisissez le nouveau fichier.
refusal-file-too-many-pixels = Cette image compte plus de { $max_megapixels } millions de pixels. Réduisez-la et choisissez-la de nouveau.
refusal-file-bomb = Ce fichier se décompresse en bien plus que sa taille, ce qui n'est pas sûr à ouvrir.
refusal-file-active-content = Ce document contient un programme, comme une macro. Imprimez-le en PDF et choisissez ce fichier.
refusal-file-not-utf8 = Ce texte est illisible. Enregistrez-le avec l'encodage UTF-8, ou en PDF, et choisissez ce fichier.
refusal-file-infected = L'antivirus a trouvé quelque chose dans ce fichier. Il ne peut pas être envoyé.
refusal-file-too-large-to-scan = Ce fichier est trop grand pour que l'antivirus l'examine. Envoyez-en un plus petit, ou en plusieurs parties.
refusal-file-waits-for-scanner = Ce fichier est complet et attend l'antivirus. Il pourra être envoyé dès qu'il aura été examiné.
refusal-file-longer-than-said = Il est arrivé plus d'octets que le fichier n'en a. Choisissez-le de nouveau.
refusal-file-cut-off = Le fichier s'est interrompu avant la fin. Choisissez-le de nouveau.
refusal-file-in-use = Ce fichier fait partie d'un message ou du dossier et ne peut pas être retiré ici.
refusal-upload-out-of-step = L'envoi n'en est pas là. Demandez où il en est et continuez à partir de ce point.
refusal-upload-offset-missing = Indiquez dans l'en-tête Upload-Offset où vont les octets.
refusal-multipart-expected = Envoyez le fichier en multipart/form-data, dans le champ « file ».
refusal-files-unavailable = Les fichiers ne peuvent être ni enregistrés ni lus en ce moment. Rien n'a été changé. Réessayez dans un instant.

## portal
portal-for = Pour
portal-nav-label = Vos pages
portal-nav-messages = Messages

## notifications

## import

## end
