### Français

## Le nom que la clinique donne à ses patients et à son personnel (M65). Elle peut changer les mots : ceux qui finissent par
## -one et -many. Toute autre phrase les dit par les termes qui suivent; docs/decisions/0070-labels.md montre comment.
## { CAPITAL(...) } commence une phrase. Ce qui s’accorde s’écrit averti{ -patient-e }, { -patient-il }, et ainsi de suite.
-patient-one = patient
    .gender = masculine
    .sound = consonant
-patient-many = patients
-patient =
    { $number ->
        [plural]
            { $article ->
                [of]
                    { -patient-one.sound ->
                        [vowel] d’{ -patient-many }
                       *[consonant] de { -patient-many }
                    }
                [new]
                    { -patient-one.gender ->
                        [feminine] nouvelles { -patient-many }
                       *[masculine] nouveaux { -patient-many }
                    }
               *[none] { -patient-many }
            }
       *[singular]
            { $article ->
                [a]
                    { -patient-one.gender ->
                        [feminine] une { -patient-one }
                       *[masculine] un { -patient-one }
                    }
                [the]
                    { -patient-one.sound ->
                        [vowel] l’{ -patient-one }
                       *[consonant]
                            { -patient-one.gender ->
                                [feminine] la { -patient-one }
                               *[masculine] le { -patient-one }
                            }
                    }
                [of]
                    { -patient-one.sound ->
                        [vowel] d’{ -patient-one }
                       *[consonant] de { -patient-one }
                    }
                [of-the]
                    { -patient-one.sound ->
                        [vowel] de l’{ -patient-one }
                       *[consonant]
                            { -patient-one.gender ->
                                [feminine] de la { -patient-one }
                               *[masculine] du { -patient-one }
                            }
                    }
                [to-the]
                    { -patient-one.sound ->
                        [vowel] à l’{ -patient-one }
                       *[consonant]
                            { -patient-one.gender ->
                                [feminine] à la { -patient-one }
                               *[masculine] au { -patient-one }
                            }
                    }
                [this]
                    { -patient-one.gender ->
                        [feminine] cette { -patient-one }
                       *[masculine]
                            { -patient-one.sound ->
                                [vowel] cet { -patient-one }
                               *[consonant] ce { -patient-one }
                            }
                    }
                [new]
                    { -patient-one.gender ->
                        [feminine] nouvelle { -patient-one }
                       *[masculine]
                            { -patient-one.sound ->
                                [vowel] nouvel { -patient-one }
                               *[consonant] nouveau { -patient-one }
                            }
                    }
                [another]
                    { -patient-one.gender ->
                        [feminine] une autre { -patient-one }
                       *[masculine] un autre { -patient-one }
                    }
                [which]
                    { -patient-one.gender ->
                        [feminine] quelle { -patient-one }
                       *[masculine] quel { -patient-one }
                    }
                [no]
                    { -patient-one.gender ->
                        [feminine] aucune { -patient-one }
                       *[masculine] aucun { -patient-one }
                    }
               *[none] { -patient-one }
            }
    }
-patient-e =
    { -patient-one.gender ->
        [feminine] e
       *[masculine] { "" }
    }
-patient-il =
    { -patient-one.gender ->
        [feminine] elle
       *[masculine] il
    }
-patient-ils =
    { -patient-one.gender ->
        [feminine] elles
       *[masculine] ils
    }
-patient-lui =
    { -patient-one.gender ->
        [feminine] elle
       *[masculine] lui
    }
-patient-eux =
    { -patient-one.gender ->
        [feminine] elles
       *[masculine] eux
    }
-patient-le =
    { -patient-one.gender ->
        [feminine] la
       *[masculine] le
    }
-patient-sil =
    { -patient-one.gender ->
        [feminine] si elle
       *[masculine] s’il
    }
-patient-ceux =
    { -patient-one.gender ->
        [feminine] celles
       *[masculine] ceux
    }
-patient-tous =
    { -patient-one.gender ->
        [feminine] toutes
       *[masculine] tous
    }
-patient-premiers =
    { -patient-one.gender ->
        [feminine] premières
       *[masculine] premiers
    }
-staff-member-one = membre du personnel
    .gender = masculine
    .sound = consonant
-staff-member-many = membres du personnel
-staff-member =
    { $number ->
        [plural]
            { $article ->
                [of]
                    { -staff-member-one.sound ->
                        [vowel] d’{ -staff-member-many }
                       *[consonant] de { -staff-member-many }
                    }
                [new]
                    { -staff-member-one.gender ->
                        [feminine] nouvelles { -staff-member-many }
                       *[masculine] nouveaux { -staff-member-many }
                    }
               *[none] { -staff-member-many }
            }
       *[singular]
            { $article ->
                [a]
                    { -staff-member-one.gender ->
                        [feminine] une { -staff-member-one }
                       *[masculine] un { -staff-member-one }
                    }
                [the]
                    { -staff-member-one.sound ->
                        [vowel] l’{ -staff-member-one }
                       *[consonant]
                            { -staff-member-one.gender ->
                                [feminine] la { -staff-member-one }
                               *[masculine] le { -staff-member-one }
                            }
                    }
                [of]
                    { -staff-member-one.sound ->
                        [vowel] d’{ -staff-member-one }
                       *[consonant] de { -staff-member-one }
                    }
                [of-the]
                    { -staff-member-one.sound ->
                        [vowel] de l’{ -staff-member-one }
                       *[consonant]
                            { -staff-member-one.gender ->
                                [feminine] de la { -staff-member-one }
                               *[masculine] du { -staff-member-one }
                            }
                    }
                [to-the]
                    { -staff-member-one.sound ->
                        [vowel] à l’{ -staff-member-one }
                       *[consonant]
                            { -staff-member-one.gender ->
                                [feminine] à la { -staff-member-one }
                               *[masculine] au { -staff-member-one }
                            }
                    }
                [this]
                    { -staff-member-one.gender ->
                        [feminine] cette { -staff-member-one }
                       *[masculine]
                            { -staff-member-one.sound ->
                                [vowel] cet { -staff-member-one }
                               *[consonant] ce { -staff-member-one }
                            }
                    }
                [new]
                    { -staff-member-one.gender ->
                        [feminine] nouvelle { -staff-member-one }
                       *[masculine]
                            { -staff-member-one.sound ->
                                [vowel] nouvel { -staff-member-one }
                               *[consonant] nouveau { -staff-member-one }
                            }
                    }
                [another]
                    { -staff-member-one.gender ->
                        [feminine] une autre { -staff-member-one }
                       *[masculine] un autre { -staff-member-one }
                    }
                [which]
                    { -staff-member-one.gender ->
                        [feminine] quelle { -staff-member-one }
                       *[masculine] quel { -staff-member-one }
                    }
                [no]
                    { -staff-member-one.gender ->
                        [feminine] aucune { -staff-member-one }
                       *[masculine] aucun { -staff-member-one }
                    }
               *[none] { -staff-member-one }
            }
    }
-staff-member-ils =
    { -staff-member-one.gender ->
        [feminine] elles
       *[masculine] ils
    }
-clinic-staff-one = personnel de la clinique
-clinic-staff = { -clinic-staff-one }

## Jours
day-today = aujourd’hui
day-yesterday = hier

## Pages en général
page-skip = Passer au contenu principal
page-error-prefix = Erreur :
page-sign-out = Se déconnecter
page-save = Enregistrer
page-cancel = Annuler
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
island-compare = Comparer
island-live = En direct
island-reconnecting = Reconnexion depuis { $time }
island-gaps = À remplir : { $n }
island-gap-next = Suivant
island-replaced = Dans une autre fenêtre, ce navigateur a continué pour quelqu’un d’autre. Cette page ne change plus.
island-replaced-on = Continuer ici aussi
island-fresh = { $n } nouveaux
island-arrived = Nouveau message
island-ending = Vous serez bientôt déconnecté
island-ending-in = Par sécurité, vous serez déconnecté dans { $time }. Ce que vous avez écrit est gardé comme brouillon.
island-stay = Rester connecté
island-cancel = Annuler
island-confirm = Continuer
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
island-shortcuts = Raccourcis clavier
island-next-row = Suivant dans la liste
island-previous-row = Précédent dans la liste
island-open-row = Ouvrir
island-these-keys = Cette liste
island-single-keys = Touches seules
island-single-keys-hint = Sans elles, seuls Ctrl et Entrée ensemble agissent. Retenu sur cet ordinateur.

## Refus : une phrase pour chaque code de raison
refusal-not-found = Il n’y a rien ici, ou vous ne pouvez pas le voir.
refusal-sign-in-needed = Connectez-vous pour continuer.
refusal-permission-missing = Il vous manque la permission { $permission }. La personne qui gère le personnel peut vous la donner.
refusal-internal = Un problème est survenu de notre côté. Rien n’a été changé. Réessayez.
refusal-text-unusable = Un texte contient un caractère invisible (U+0000) qui ne peut pas être conservé. Retirez-le ou tapez le texte de nouveau.
refusal-overloaded = Il y a trop de demandes en ce moment. Rien n’a été changé. Réessayez dans un instant.
refusal-stopping = Carepost redémarre. Rien n’a été changé. Réessayez dans un instant.
refusal-in-doubt = La connexion s’est rompue pendant l’enregistrement. Vérifiez si c’est fait avant de recommencer.
refusal-sent-but-not-shown = Le message a été envoyé, mais la conversation n’a pas pu être lue à l’instant. Redemandez la conversation; n’envoyez pas le message une deuxième fois.
refusal-disk-full = Il n’y a plus de place pour enregistrer. Rien n’a été changé. Prévenez votre administrateur.
refusal-form-too-large = C’est plus que ce qu’un formulaire peut contenir. Rien n’a été changé.
refusal-form-unreadable = Le formulaire n’a pas pu être lu. Revenez en arrière, rechargez la page et réessayez.
refusal-json-expected = Envoyez le corps en application/json.
refusal-json-wrong = Le corps est erroné à « { $path } » : { $problem }.
refusal-fhir-type-wrong = Envoyez une ressource du type { $type }.
refusal-fhir-element-not-kept = Carepost ne peut pas conserver { $path }. Retirez-le, ou corrigez-en l’orthographe.
refusal-fhir-value-wrong = La valeur de { $path } ne peut pas être acceptée.
refusal-fhir-missing = { $path } manque.
refusal-fhir-one-expected = Donnez exactement un { $path }.
refusal-fhir-parameter-unknown = Le paramètre de recherche { $path } n’existe pas ici. Le CapabilityStatement énumère ceux qui existent.
refusal-fhir-modifier-unknown = Le modificateur de { $path } n’est pas compris ici.
refusal-fhir-parameter-twice = Donnez { $path } une seule fois. Séparez plusieurs valeurs par des virgules.
refusal-fhir-date-wrong = { $path } n’est pas une date ici. Écrivez 2026, 2026-03, 2026-03-01 ou 2026-03-01T09:30:00Z; dans une recherche, après eq, ge, gt, le ou lt.
refusal-fhir-reference-wrong = { $path } doit renvoyer à une ressource { $type } de ce serveur, comme { $type }/0190….
refusal-fhir-format-unknown = Seul application/fhir+json est fourni ici.
refusal-fhir-condition-wrong = If-None-Exist n’est compris que pour Patient, avec les paramètres de recherche que le CapabilityStatement énumère.
refusal-fhir-several-match = Plusieurs ressources correspondent à If-None-Exist. Précisez-le.
refusal-fhir-name-wrong = Donnez un seul nom, official ou usual, avec family et given; un text doit dire la même chose.
refusal-fhir-telecom-wrong = Donnez au plus un courriel et un numéro de mobile (phone avec use mobile, ou sms).
refusal-fhir-identifier-unknown = { $path } ne désigne aucun genre d’identifiant de la clinique. Lisez un Patient pour les voir.
refusal-fhir-relationship-wrong = Donnez un seul lien de v3-RoleCode : GUARD ou RESPRSN.
refusal-fhir-person-unknown = L’identifiant doit être celui d’une Person de ce serveur, sans nom ni coordonnées à côté.
refusal-fhir-status-completed = Créer une Communication l’envoie : son statut doit être completed.
refusal-fhir-status-current = Le statut d’une nouvelle DocumentReference doit être current.
refusal-fhir-settled-by-header = Dans une conversation existante, { $path } est fixé par l’en-tête. Retirez-le.
refusal-fhir-header-unknown = Cette conversation n’existe pas.
refusal-fhir-sender-wrong = L’expéditeur doit être le Practitioner pour qui la clé agit, ou l’un de ses HealthcareService.
refusal-fhir-recipient-wrong = { $path } doit être le Patient, l’une de ses RelatedPerson ou un Practitioner.
refusal-fhir-recipient-patient-missing = Nommez le Patient ou une RelatedPerson comme destinataire, ou aucun destinataire.
refusal-fhir-payload-wrong = { $path } doit avoir exactement un contentString, contentAttachment ou contentReference.
refusal-fhir-one-text = { $path } est un deuxième texte. Un message n’en a qu’un.
refusal-fhir-inline-wrong = Seul le texte du message peut être inclus, en text/html et en base64. Téléversez les fichiers par POST /api/v1/attachments.
refusal-fhir-attachment-wrong = { $path } doit avoir l’adresse d’un fichier téléversé, comme Binary/0190….
refusal-fhir-chart-reference-wrong = { $path } doit renvoyer à une DocumentReference, un DiagnosticReport ou une QuestionnaireResponse de ce serveur.
refusal-fhir-document-content = Donnez un seul content dont attachment.url est l’adresse d’un fichier téléversé, comme Binary/0190…, ou commence par https://.
refusal-fhir-two-titles = La description et le titre du contenu diffèrent, et il n’y a place que pour un.
refusal-fhir-category-wrong = Donnez une seule catégorie : un code du système chart-item-kind que le CapabilityStatement énumère.
refusal-fhir-binary-large = Le fichier dépasse { $max_mb } Mo. Demandez-le tel quel, sans application/fhir+json.
refusal-idempotency-key-unusable = Donnez une Idempotency-Key de 1 à { $max } caractères visibles.
refusal-idempotency-key-reused = Cette Idempotency-Key a servi à une autre demande. Prenez une nouvelle clé pour chaque écriture.
refusal-body-too-large = Le corps dépasse la taille permise.

## staff
staff-nav-menu = Dossiers
staff-nav-find = Chercher { -patient(article: "a") }, une page ou un paramètre
staff-nav-account = Votre compte
staff-nav-shortcuts = Raccourcis
staff-nav-label = Dossiers
staff-nav-compose = Rédiger
staff-nav-messages = Messages
staff-nav-inbox = Boîte de réception
staff-nav-awaiting-response = Réponse attendue
staff-nav-overdue = En retard
staff-nav-unread-by-patient = Non lus par { -patient(article: "the") }
staff-nav-to-call = Appels à faire
staff-nav-failed-delivery = Avis non remis
staff-nav-sent = Envoyés
staff-nav-drafts = Brouillons
staff-nav-closed = Fermés
staff-nav-all = Tous
staff-nav-unread = non lus
staff-nav-clinic = Clinique
staff-nav-patients = { CAPITAL(-patient(number: "plural")) }
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
refusal-sign-in-refused = L’adresse courriel ou le mot de passe est erroné, ou ce compte ne peut pas se connecter.
refusal-too-many-attempts = Il y a eu trop de tentatives. Attendez { $minutes } min et réessayez.
refusal-code-wrong = Ce code est erroné ou a déjà servi. Attendez le prochain dans votre application et vérifiez l’heure de votre téléphone.
refusal-sign-in-again-first = Cela change l’accès à votre compte, et votre connexion date déjà. Déconnectez-vous, reconnectez-vous avec votre clé d’accès et recommencez dans les dix minutes.
refusal-password-wrong = Ce n’est pas votre mot de passe actuel.
refusal-member-disabled = Ce membre est désactivé. Réactivez-le d’abord.
refusal-workgroup-unknown = Un de ces groupes de travail n’existe plus. Rechargez la page.
refusal-query-wrong = L’adresse contient quelque chose que cette liste ne connaît pas : { $problem }.
staff-email = Adresse courriel
staff-password = Mot de passe
staff-password-current = Mot de passe actuel
staff-password-new = Nouveau mot de passe
staff-password-hint = Au moins { $min } caractères. Plusieurs mots sont faciles à retenir.
staff-optional = (facultatif)
staff-search = Chercher
staff-go-on = Continuer
staff-sign-in = Se connecter
staff-sign-in-title = Connexion du personnel
staff-sign-in-again = Connectez-vous pour reprendre où vous étiez. Les brouillons sont conservés.
staff-sign-in-password-set = Votre mot de passe est choisi. Connectez-vous avec lui.
staff-sign-in-help = Pas encore de compte, ou mot de passe perdu? La personne qui gère le personnel de votre clinique peut vous donner un lien.
staff-sign-in-as-other = Se connecter sous un autre nom
staff-code-title = Deuxième facteur
staff-code = Code
staff-code-hint = Six chiffres de votre application d’authentification. Sans votre téléphone, utilisez un de vos codes de secours.
staff-set-up-title = Configurez votre deuxième facteur
staff-set-up-why = Un mot de passe peut être volé sans que personne ne le remarque. Désormais, la connexion demande aussi un code de votre téléphone.
staff-set-up-app = Ouvrez une application d’authentification sur votre téléphone, ou installez-en une.
staff-set-up-scan = Numérisez cette image avec l’application.
staff-set-up-picture = Code QR pour l’application d’authentification
staff-set-up-typed = Ou tapez cette clé dans l’application :
staff-set-up-code = Écrivez les six chiffres que l’application affiche maintenant.
staff-set-up-code-label = Code de l’application
staff-set-up-done = Activer le deuxième facteur
staff-recovery-title = Vos codes de secours
staff-recovery-why = Chacun de ces codes vous laisse entrer une fois quand votre téléphone n’est pas à portée de main. Imprimez-les ou gardez-les dans un gestionnaire de mots de passe.
staff-recovery-once = Ils ne sont montrés que maintenant.
staff-recovery-kept = Je les ai gardés, continuer
staff-set-password-title = Choisissez votre mot de passe
staff-set-password = Choisir ce mot de passe
staff-link-gone-title = Ce lien ne fonctionne plus
staff-link-gone = Il a déjà servi, est trop ancien, ou a été remplacé par un plus récent. Demandez-en un nouveau à votre clinique.
staff-link-mail-subject = Choisissez votre mot de passe
staff-link-mail-text =
    Vous avez un compte à { $clinic }.

    Choisissez votre mot de passe ici; le lien sert une fois, pendant trois jours :
    { $link }

    Si vous ne vous y attendiez pas, ne touchez pas au lien et prévenez la clinique.
staff-people-tabs = Personnel
staff-members = Membres
staff-workgroups = Groupes de travail
staff-members-search = Chercher par nom, rôle ou courriel
staff-members-none = Personne ne correspond
staff-members-none-hint = Essayez une partie du nom.
staff-members-all = Montrer tous les membres
staff-member-add = Ajouter un membre
staff-member-add-button = Ajouter et créer un lien
staff-member-name = Nom
staff-member-state = État
staff-member-owner = Propriétaire
staff-member-owner-all = La personne propriétaire peut tout faire.
staff-member-active = Actif
staff-member-disabled = Désactivé
staff-member-invited = Mot de passe à choisir
staff-member-factor = Deuxième facteur
staff-member-person = Personne
staff-member-email-hint = Le membre se connecte avec cette adresse.
staff-member-role = Rôle
staff-member-permissions = Peut
staff-member-access = Accès
staff-member-link = Créer un lien
staff-member-link-why = Mot de passe oublié ou jamais choisi? Un lien permet à ce membre d’en choisir un nouveau.
staff-member-reset = Réinitialiser le deuxième facteur
staff-member-reset-why = Téléphone perdu? Le membre est déconnecté partout et configure un nouveau deuxième facteur.
staff-member-reset-ask = Retirer le deuxième facteur de ce membre? Il sera déconnecté partout.
staff-member-disable = Désactiver
staff-member-disable-why = Le membre est déconnecté aussitôt et ne peut plus se connecter. Ce qu’il a écrit reste.
staff-member-disable-ask = Désactiver ce membre? Il sera déconnecté partout aussitôt.
staff-member-enable = Réactiver
staff-member-enable-why = Le membre peut se connecter de nouveau avec le mot de passe qu’il avait.
staff-link-title = Lien pour choisir un mot de passe
staff-link-for = Lien pour { $name }
staff-link-mailed = Il a été envoyé à { $email }. Vous pouvez aussi le remettre vous-même.
staff-link-not-mailed = Il n’a pas pu être envoyé. Remettez-le vous-même : il n’est montré que maintenant.
staff-link = Lien
staff-link-hint = Sert une fois, jusqu’à { $until }. Qui l’a peut choisir le mot de passe.
staff-link-done = Retour aux membres
staff-permission-send-messages = Envoyer des messages
staff-permission-send-messages-hint = Commencer, répondre, fermer et rouvrir des conversations.
staff-permission-send-bulk-portal-messages = Envoyer à plusieurs { -patient(number: "plural") } à la fois
staff-permission-send-bulk-portal-messages-hint = Sans cela, les destinataires s’ajoutent un à un.
staff-permission-edit-demographics = Modifier les renseignements
staff-permission-edit-demographics-hint = Changer les noms, les coordonnées et l’accès au portail des { -patient(number: "plural") }.
staff-permission-manage-templates = Gérer les modèles
staff-permission-manage-templates-hint = Créer et changer les messages prêts à l’emploi de la clinique.
staff-permission-manage-staff = Gérer le personnel
staff-permission-manage-staff-hint = Ajouter et changer membres, groupes de travail et clés d’API.
staff-permission-view-audit = Voir le journal d’audit
staff-permission-view-audit-hint = Lire qui a fait quoi, et quand.
staff-permission-view-billing-report = Voir le rapport de facturation
staff-permission-view-billing-report-hint = Lire le rapport des messages facturables.
staff-permission-export = Exporter
staff-permission-export-hint = Sortir des données en bloc, comme le journal d’audit en fichier.
staff-permission-manage-portal-settings = Gérer les paramètres du portail
staff-permission-manage-portal-settings-hint = Changer le fonctionnement du portail. L’activer reste à la personne propriétaire.
staff-workgroups-what = Un groupe de travail est une boîte de réception partagée : chaque membre lit et répond à ce qui arrive.
staff-workgroups-none = Aucun groupe de travail
staff-workgroups-none-hint = Ajoutez-en un pour chaque équipe qui répond ensemble aux { -patient(number: "plural") }, comme l’accueil.
staff-workgroups-retired = Retirés
staff-workgroup-add = Ajouter un groupe de travail
staff-workgroup-name = Nom du groupe de travail
staff-workgroup-members = Membres
staff-workgroup-count = { $count ->
    [0] encore personne
    [one] { $count } membre
   *[other] { $count } membres
}
staff-workgroup-retire = Retirer
staff-workgroup-retire-why = Un groupe retiré ne reçoit plus de nouvelles conversations. Ce qu’il a reste au dossier.
staff-workgroup-retire-ask = Retirer ce groupe de travail? Il ne peut pas être rétabli.
staff-account-preferences = Préférences
staff-account-direct = Accepter les messages directs
staff-account-direct-hint = On peut écrire aux { -patient(number: "plural") } en votre nom, et leurs réponses arrivent dans votre boîte. Sinon, un groupe de travail est choisi.
staff-account-password = Changer le mot de passe
staff-account-password-why = Le changement vous déconnecte partout ailleurs.
staff-account-factor = Deuxième facteur
staff-account-factor-on = La connexion demande un code de votre application d’authentification.
staff-account-factor-off = La connexion ne demande que votre mot de passe. Une application d’authentification sur votre téléphone protège bien mieux votre compte.
staff-account-factor-set-up = Configurer un deuxième facteur
staff-account-factor-other = Utiliser un autre téléphone
staff-account-codes-left = { $count ->
    [0] Il ne vous reste aucun code de secours. Créez-en de nouveaux.
    [one] Il vous reste un code de secours.
   *[other] Il vous reste { $count } codes de secours.
}
staff-account-codes-new = Créer de nouveaux codes de secours
staff-account-sessions = Où vous êtes connecté
staff-account-session-seen = Dernière activité : { $seen }
staff-account-session-this = Ce navigateur
staff-account-session-end = Déconnecter
staff-account-everywhere = Se déconnecter partout
staff-account-everywhere-ask = Se déconnecter dans tous les navigateurs, celui-ci aussi?
refusal-owner-unknown = Personne qui se connecte avec cette adresse n’est propriétaire d’une clinique. carepost owner list montre les propriétaires.

## audit
refusal-date-wrong = Écrivez une date, comme 2026-07-02.
refusal-id-wrong = Ce n’est pas un identifiant.
audit-export = Exporter en CSV
audit-filter = Filtrer
audit-from = Du
audit-to = Au
audit-member = Membre
audit-anybody = Tout le monde
audit-action = Action
audit-anything = Toutes
audit-patient = { CAPITAL(-patient) }
audit-patient-hint = Nom, identifiant ou date de naissance
audit-show = Afficher
audit-clear = Tout afficher
audit-none = Rien ne correspond
audit-none-hint = Tout ce qui est lu, changé ou refusé ici est inscrit. Choisissez d’autres dates, ou affichez tout.
audit-caption = Entrées du journal d’audit, la plus récente d’abord
audit-when = Quand
audit-who = Qui
audit-what = Quoi
audit-pages = Pages
audit-newest = Plus récentes
audit-older = Plus anciennes
audit-actor-staff = { CAPITAL(-staff-member) }
audit-actor-portal_user = Utilisateur du portail
audit-actor-api_key = Clé d’API
audit-actor-system = Carepost
audit-actor-anonymous = Non connecté
audit-action-member-list = A lu les membres
audit-action-workgroup-list = A lu les groupes de travail
audit-action-clinic-read = A lu la fiche de la clinique
audit-action-portal_user-list = A listé les utilisateurs du portail
audit-action-appointment-read = A lu des rendez-vous
audit-action-account-change = A changé ses préférences
audit-action-account-denied = Mauvais mot de passe pour un changement
audit-action-account-end_session = A mis fin à une session
audit-action-account-renew_recovery_codes = A créé de nouveaux codes de secours
audit-action-account-set_password = A choisi un mot de passe
audit-action-account-set_second_factor = A configuré un deuxième facteur
audit-action-account-sign_out_everywhere = S’est déconnecté partout
audit-action-access-denied = Refusé : permission manquante
audit-action-api_key-create = A créé une clé d’API
audit-action-api_key-list = A lu les clés d’API
audit-action-api_key-revoke = A révoqué une clé d’API
audit-action-appointment-create = A ajouté un rendez-vous
audit-action-appointment-update = A changé un rendez-vous
audit-action-attachment-download = A téléchargé une pièce jointe
audit-action-audit-export = A exporté le journal d’audit
audit-action-audit-read = A lu le journal d’audit
audit-action-chart-read = A lu un dossier
audit-action-chart_item-create = A ajouté un élément au dossier
audit-action-chart_item-download = A téléchargé un élément du dossier
audit-action-chart_item-replace = A remplacé un élément du dossier
audit-action-clinic-create = A créé la clinique
audit-action-conversation-close = A fermé une conversation
audit-action-conversation-list = A listé des conversations
audit-action-conversation-read = A lu une conversation
audit-action-conversation-reopen = A rouvert une conversation
audit-action-conversation-reply = A répondu
audit-action-conversation-reply_from_portal = A répondu depuis le portail
audit-action-conversation-send = A envoyé un message
audit-action-delivery-list = A lu l’état d’envoi d’un message
audit-action-delivery_settings-save = A modifié l’envoi des avis
audit-action-draft-create = A commencé un brouillon
audit-action-draft-discard = A supprimé un brouillon
audit-action-draft-list = A listé des brouillons
audit-action-file-available = Un fichier a été vérifié
audit-action-file-download = A téléchargé un fichier
audit-action-file-reject = Un fichier a été refusé
audit-action-file-remove = A retiré un fichier
audit-action-file-remove_unclaimed = A retiré un fichier jamais envoyé
audit-action-file-upload = A téléversé un fichier
audit-action-identifier_kind-define = A défini un type d’identifiant
audit-action-member-change = A changé un membre
audit-action-member-create = A ajouté un membre
audit-action-member-disable = A désactivé un membre
audit-action-member-enable = A réactivé un membre
audit-action-member-give_link = A créé un lien pour choisir un mot de passe
audit-action-member-reset_second_factor = A réinitialisé un deuxième facteur
audit-action-notification-cancel = Un avis a été annulé
audit-action-notification-call = A appelé une personne qu’aucun avis n’avait jointe
audit-action-call-task-open = Un message est devenu un appel à faire
audit-action-call-task-assign = A confié un appel à faire
audit-action-call-task-read = A consulté un appel à faire
audit-action-call-task-end = Un appel à faire a pris fin
audit-action-notification-fail = Un avis a échoué
audit-action-notification-send = Un avis a été envoyé
audit-action-notification-send_again = A renvoyé un avis
audit-action-notification-arrive = Un avis est arrivé
audit-action-notification-complaint = Un avis a été signalé comme indésirable
audit-action-texts-start = Un numéro veut de nouveau des avis par texto
audit-action-texts-stop = Un numéro ne veut plus d’avis par texto
audit-action-patient-access_off = A coupé l’accès au portail
audit-action-patient-access_on = A ouvert l’accès au portail
audit-action-patient-create = A ajouté { -patient(article: "a") }
audit-action-patient-identifier_add = A ajouté un identifiant
audit-action-patient-identifier_remove = A retiré un identifiant
audit-action-patient-list = A listé des { -patient(number: "plural") }
audit-action-patient-read = A lu { -patient(article: "a") }
audit-action-patient-search = A cherché des { -patient(number: "plural") }
audit-action-patient-update = A changé { -patient(article: "a") }
audit-action-portal-language = A changé la langue du portail
audit-action-portal-passcode = A demandé un code d’accès
audit-action-portal-rearm = A permis de nouveau la connexion au portail
audit-action-portal-sign_in = S’est connecté au portail
audit-action-portal-sign_in_denied = Connexion au portail refusée
audit-action-portal-sign_out = S’est déconnecté du portail
audit-action-portal_link-create = A lié un utilisateur du portail
audit-action-portal_link-end_at = A fixé la fin d’un lien au portail
audit-action-portal_link-revoke = A révoqué un lien au portail
audit-action-portal_settings-save = A enregistré les paramètres du portail
audit-action-portal_user-create = A ajouté un utilisateur du portail
audit-action-portal_user-update = A changé un utilisateur du portail
audit-action-sign_in-complete = S’est connecté
audit-action-sign_in-denied = Connexion refusée
audit-action-sign_in-password = A donné le bon mot de passe
audit-action-sign_out = S’est déconnecté
audit-action-workgroup-add_member = A ajouté un membre à un groupe
audit-action-workgroup-create = A ajouté un groupe de travail
audit-action-workgroup-remove_member = A retiré un membre d’un groupe
audit-action-workgroup-rename = A renommé un groupe de travail
audit-action-workgroup-retire = A retiré un groupe de travail
audit-action-workgroup-set_members = A changé les membres d’un groupe

## patients
patients-born = Né(e) le
patients-reached-by = Joint par
patients-reached-by-nothing = ni courriel ni numéro de mobile
patients-find = Chercher { -patient(article: "a") }
patients-find-hint = Par nom, identifiant, date de naissance, courriel ou mobile, aussi ceux d’un tuteur lié.
patients-find-button = Chercher
patients-choose-to-message = De qui s’agit-il dans le message?
patients-choose-to-link = { CAPITAL(-patient(article: "which")) } faut-il lier?
patients-new = { CAPITAL(-patient(article: "new")) }
patients-create = Créer { -patient(article: "the") }
patients-none-yet = Il n’y a pas encore { -patient(number: "plural", article: "of") }
patients-none-yet-hint = Les { -patient(number: "plural") } apparaissent ici quand { -patient-ils } sont importé{ -patient-e }s ou créé{ -patient-e }s.
patients-none-found = Personne n’a été trouvé pour « { $query } »
patients-none-found-hint = Essayez moins de lettres, une autre orthographe, la date de naissance ou un identifiant.
patients-show-all = Afficher { -patient-tous } les { -patient(number: "plural") }
patients-by-name = { CAPITAL(-patient-tous) } les { -patient(number: "plural") } par nom de famille
patients-found = { $count ->
    [one] { $count } { -patient } trouvé{ -patient-e }
   *[other] { $count } { -patient(number: "plural") } trouvé{ -patient-e }s
}
patients-near-name = Nom semblable
patients-pages = Pages
patients-next = Suivants
patients-older = Plus anciens
patients-optional = (facultatif)
patients-part-person = Personne
patients-part-contact = Comment la joindre
patients-part-portal = Portail
patients-field-given-name = Prénom
patients-field-family-name = Nom de famille
patients-field-birth-date = Date de naissance
patients-field-sex = Sexe
patients-field-status = Statut
patients-field-email = Courriel
patients-field-mobile = Numéro de mobile
patients-field-preferred-channel = Avis par
patients-field-language = Langue
patients-mobile-hint = Numéros de mobile : dix chiffres pour le Canada et les États-Unis, sinon avec l’indicatif du pays (+33 1 99 00 12 34).
patients-sex-unknown = Inconnu
patients-sex-female = Féminin
patients-sex-male = Masculin
patients-sex-other = Autre
patients-status-active =
    { -patient-one.gender ->
        [feminine] Active
       *[masculine] Actif
    }
patients-status-discharged = Sorti{ -patient-e }
patients-channel-email = courriel
patients-channel-text = texto
patients-preference-email = courriel, ou texto s’il échoue
patients-preference-text = texto, ou courriel s’il échoue
patients-preference-email-only = courriel seulement
patients-preference-text-only = texto seulement
patients-only-channel = par rien d’autre
refusal-only-channel-without-address = Il n’y a pas d’adresse pour le seul mode d’avis choisi. Ajoutez-en une ou permettez l’autre mode.
patients-relationship = Lien
patients-relationship-self = { -patient }
patients-relationship-guardian = tuteur
patients-relationship-representative = représentant
patients-identifiers = Identifiants
patients-no-identifiers = Aucun identifiant au dossier.
patients-identifier-kind = Genre
patients-identifier-value = Identifiant
patients-identifier-add = Ajouter l’identifiant
patients-identifier-remove = Retirer { $kind }
patients-identifier-remove-sure = Retirer { $kind } { $value }? { CAPITAL(-patient(article: "the")) } ne sera plus trouvé{ -patient-e } par cet identifiant.
patients-access = Accès au portail
patients-access-new-hint = Si des messages peuvent être envoyés dès qu’un courriel ou un numéro de mobile est au dossier.
patients-access-on-hint = Activé quand vous enregistrez.
patients-access-hint = Désactivé : toutes les personnes qui lisent pour { -patient(article: "the") } sont déconnectées aussitôt, et aucun message ne peut être envoyé. Les liens restent tels quels.
patients-access-is-on = Activé
patients-access-is-off = Désactivé
patients-clinic-portal-off = Le portail de la clinique est désactivé
patients-own-access = Accès personnel
patients-own-access-hint = Si { -patient(article: "the") } lit et écrit pour { -patient-lui }-même. Les messages au sujet d’un enfant vont à un proche lié.
patients-own-access-age = Selon l’âge : dès 18 ans
patients-own-access-yes = Oui
patients-own-access-no = Non, seulement les proches
patients-message-patient = Écrire { -patient(article: "to-the") }
patients-open-chart = Ouvrir le dossier
patients-cannot-be-messaged = On ne peut pas encore écrire à { $name }
patients-who-can-help = Ces personnes peuvent y remédier :
patients-nobody-can-help = Personne à la clinique n’a la permission d’y remédier. Demandez au propriétaire.
patients-who-reads = Qui lit et écrit pour { $name }?
patients-who-reads-hint = Le courriel et le mobile ci-dessous sont ceux de la personne choisie.
patients-reader-patient = { CAPITAL(-patient(article: "the")) }
patients-reader-caregiver = Un proche
patients-reader-caregiver-hint = Donnez son nom ci-dessous. Un proche qui est { -patient } ici se lie sous Mettre à jour les renseignements, Portail.
patients-caregiver-given-name = Prénom du proche
patients-caregiver-family-name = Nom de famille du proche
patients-contact-of = Comment joindre { $name }
patients-contact-one-needed = Il en faut au moins un.
patients-save-and-compose = Enregistrer et écrire le message
patients-links = Qui lit et écrit pour { -patient(article: "this") }
patients-links-hint = Seules ces personnes peuvent être choisies comme destinataires.
patients-link-invited = invité
patients-link-registered = inscrit
patients-link-connected = connecté
patients-link-revoked = révoqué
patients-link-ended = terminé
patients-link-later = pas encore commencé
patients-link-from = Depuis
patients-link-ends = Fin
patients-link-until = jusqu’au { $when }
patients-link-revoked-at = Révoqué
patients-link-contact = Joint par
patients-link-set-end = Prend fin le
patients-link-set-end-button = Fixer la fin
patients-link-revoke = Révoquer
patients-link-revoke-sure = Révoquer le lien de { $name }? Cette personne est déconnectée aussitôt, et les liens de ses avis ne fonctionnent plus.
patients-link-add = Lier quelqu’un
patients-link-a-patient = Quelqu’un qui est { -patient } ici
patients-link-somebody-new = Quelqu’un qui n’est pas { -patient } ici
patients-link-somebody-else = Quelqu’un d’autre
patients-link-give-own = Donner à { $name } un accès personnel
patients-link-add-button = Lier
patients-kind-lab-requisition = Demande d’analyse
patients-kind-lab-result = Résultat d’analyse
patients-kind-form = Formulaire
patients-kind-encounter-note = Note de consultation
patients-kind-invoice = Facture
patients-kind-educational-video = Vidéo éducative
patients-kind-questionnaire = Questionnaire
patients-kind-inbox-item = Document reçu
patients-kind-document = Document
patients-chart-empty = Il n’y a encore rien au dossier
patients-chart-empty-hint = Les résultats, notes, formulaires et documents apparaissent ici quand ils sont importés ou classés.
patients-pick-title = Joindre depuis le dossier
patients-pick-search = Titre ou auteur
patients-pick-kind = Genre
patients-pick-every-kind = Tous les genres
patients-pick-from = Du
patients-pick-to = Au
patients-pick-show = Afficher
patients-pick-presets = Période
patients-pick-days-30 = 30 jours
patients-pick-days-90 = 3 mois
patients-pick-days-365 = 1 an
patients-pick-any-date = Toutes les dates
patients-pick-chosen = Choisi
patients-pick-item = Élément
patients-pick-date = Date
patients-pick-author = Auteur
patients-pick-size = Taille
patients-pick-link = page web
patients-pick-none = Rien ne convient
patients-pick-none-hint = Essayez un autre genre, d’autres mots ou une période plus large.
patients-pick-earlier = { $count } de plus avant le { $date } -
patients-pick-later = { $count } de plus après le { $date } -
patients-pick-show-them = afficher
patients-pick-first = Les { $count } premiers sont affichés. Resserrez la période pour voir les autres.
patients-pick-kept = { $count } sélectionnés qui ne sont pas dans la liste
patients-pick-noscript = Sélectionner ajoute au message ce qui est coché. Revenez ici pour des éléments d’un autre genre ou d’une autre date.
patients-pick-select = Sélectionner
refusal-birth-date-missing = Écrivez la date de naissance.
refusal-birth-date-wrong = Écrivez la date de naissance sous la forme année-mois-jour, par exemple 1988-03-14.
refusal-birth-date-future = Cette date de naissance est à venir. Corrigez-la.
refusal-birth-date-too-early = Une date de naissance avant { $year } ne peut pas être juste. Corrigez-la.
refusal-mobile-wrong = Écrivez le numéro de mobile avec tous ses chiffres, par exemple 613 555 0142 ou +33 1 99 00 12 34.
refusal-name-too-long = Utilisez au plus { $max } caractères pour un nom.
refusal-sex-unknown = Choisissez féminin, masculin, autre ou inconnu.
refusal-choice-unknown = Choisissez une des valeurs offertes.
refusal-contact-missing = Donnez un courriel ou un numéro de mobile, ou les deux.
refusal-access-needed = Activez l’accès au portail : sans lui, on ne peut pas écrire { -patient(article: "to-the") }.
refusal-identifier-kind-unknown = La clinique n’a pas défini le genre d’identifiant « { $kind } ».
refusal-identifier-wrong = Écrivez { $kind } avec au plus { $max } caractères, dont au moins une lettre ou un chiffre.
refusal-identifier-taken = { CAPITAL(-patient(article: "another")) } a déjà cet identifiant ({ $kind }). Vérifiez-le, ou cherchez { -patient(article: "the") } par cet identifiant.
refusal-identifier-code-wrong = Le code d’un genre d’identifiant a au plus 40 lettres minuscules, chiffres et _.
refusal-identifier-label-wrong = Écrivez un libellé d’au plus 60 caractères.
refusal-patient-changed = Quelqu’un a modifié { -patient(article: "this") } depuis que vous avez ouvert la page. Ce qui est enregistré maintenant apparaît là où vous n’avez rien écrit; vérifiez et enregistrez de nouveau.
refusal-relationship-wrong = { CAPITAL(-patient(article: "the")) } est « soi-même » pour { -patient-lui } seul{ -patient-e }, et personne d’autre ne l’est.
refusal-already-linked = Cette personne est déjà liée { -patient(article: "to-the") }.
refusal-link-ends-before-start = Le lien prendrait fin avant de commencer. Choisissez une fin plus tardive.
refusal-link-revoked = Ce lien a été révoqué. Créez-en un nouveau.
refusal-moment-wrong = Écrivez une date et une heure.
refusal-chart-title-wrong = Écrivez un titre d’au plus { $max } caractères.
refusal-chart-author-too-long = Utilisez au plus { $max } caractères pour l’auteur.
refusal-chart-date-wrong = Écrivez la date sous la forme année-mois-jour, par exemple 2026-03-01.
refusal-chart-dates-crossed = La dernière date précède la première.
refusal-chart-link-wrong = Donnez une adresse qui commence par https://.
refusal-file-not-free = Ce fichier ne peut pas être pris : il est inconnu, encore en vérification, refusé, ou fait partie d’autre chose.

## chart
chart-title = Dossier de { $name }
chart-start = Commencer/Ouvrir
chart-update-information = Mettre à jour les renseignements
chart-view-information = Renseignements
chart-tabs = Dossier
chart-tab-conversations = Conversations
chart-tab-items = Éléments du dossier
chart-tab-portal = Portail
chart-no-conversations = Pas encore de conversation
chart-no-conversations-hint = Les messages à { -patient(article: "this") } et de { -patient(article: "this") } apparaissent ici.
chart-unread = non lu
chart-closed = Fermée
chart-failed = Non remis
chart-files = fichiers
chart-items-count = { $count ->
    [one] { $count } élément
   *[other] { $count } éléments
}
chart-put-right = Y remédier
chart-change = Modifier
chart-readers = Qui lit et écrit pour { -patient(article: "this") }
chart-no-readers = Personne pour le moment.
chart-information-tabs = Renseignements
chart-information-demographics = Données personnelles
chart-information-portal = Portail
chart-saved = Enregistré.
chart-read-only = Vous pouvez lire ceci. Pour le modifier, il vous faut la permission de modifier les données personnelles; la personne qui gère le personnel peut vous la donner.
chart-portal-off-hint = Le portail de la clinique est désactivé : on ne peut écrire à personne, quoi qu’il soit réglé ici.
chart-sign-in-rests = Trop d’échecs de connexion : personne ne peut se connecter pour { -patient(article: "this") } tant que vous ne rétablissez pas l’accès.
chart-sign-in-failures = { $count ->
    [one] { $count } échec de connexion
   *[other] { $count } échecs de connexion
}
chart-sign-in-rearm = Rétablir la connexion
chart-sign-in-open = Connexion et rétablissement

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
settings-differs = enregistré : { $saved }; votre choix : { $typed }
settings-part-portal = Le portail
settings-part-sign-in = Connexion
settings-part-messages = Messages
settings-part-notice = Avis pour les urgences
settings-parts = Sur cette page
settings-part-deadlines = Réponses en retard
settings-part-patients-start = Ce que les { -patient(number: "plural") } commencent, et réponses automatiques
settings-part-lists = Autres listes
settings-lists-hint = Chacune a sa propre page, avec son propre bouton pour enregistrer.
settings-automatic-title = Heures d’ouverture et réponses automatiques
settings-enabled = Le portail est activé
settings-not-enabled = Le portail n’est pas activé
settings-owner-only = Seul le propriétaire de la clinique peut l’activer ou le désactiver. Demandez-lui d’ouvrir cette page.
settings-enabling-does-not = Activer le portail ne donne accès à { -patient(article: "no") } existant{ -patient-e }. L’accès s’active pour chaque { -patient } dans son dossier : Mettre à jour les renseignements > Portail. Fermer puis rouvrir le portail conserve le réglage de chaque { -patient }.
settings-field-portal-enabled = Activer le portail
settings-hint-portal-enabled = Réservé au propriétaire. Avant cela, on ne peut écrire à personne.
settings-field-accessible = Accessibilité du portail
settings-hint-accessible = L’interrupteur principal. Fermé : tout le monde est déconnecté aussitôt, personne ne se connecte et rien n’est envoyé. Rien n’est perdu : les avis en attente partent à la réouverture, s’ils sont encore utiles.
settings-field-accessible-to-new-patients = Accessibilité du portail pour les { -patient(number: "plural", article: "new") }
settings-hint-accessible-to-new-patients = Les { -patient(number: "plural") } créé{ -patient-e }s à partir de maintenant ont accès. Rien ne change pour { -patient-ceux } que vous avez déjà.
settings-field-sign-in-method = Connexion depuis un avis
settings-method-passcode = Code à usage unique et date de naissance
settings-method-passcode-hint = Un code de six chiffres est envoyé par l’autre canal { -patient(article: "of-the") }, { -patient-sil } en a un.
settings-method-identifier = Identifiant et date de naissance
settings-method-identifier-hint = { CAPITAL(-patient(article: "the")) } tape son numéro de dossier ou un autre identifiant permis ci-dessous.
settings-method-identifier-warning = Moins sûr : quiconque a le lien et connaît l’identifiant et la date de naissance, par exemple un proche, peut lire les messages.
settings-field-extra-identifications = Autres identifiants acceptés
settings-hint-extra-identifications = L’identifiant peut être de tout type défini par votre clinique, pas seulement le numéro de dossier.
settings-field-passcode-minutes = Le code expire après
settings-hint-passcode-minutes = Durée pendant laquelle un code sert. La durée de la session est une autre question.
settings-field-overdue-every-days = Jours entre deux rappels d’une réponse en retard
settings-hint-overdue-every-days = De 1 à 30. Le premier rappel part à l’échéance.
settings-field-overdue-alerts = Nombre de rappels
settings-hint-overdue-alerts = De 0 à 10. Ils cessent dès que { -patient(article: "the") } répond ou que vous fermez la conversation.
settings-field-conversation-responses = Réponses des { -patient(number: "plural") }
settings-hint-conversation-responses = « Permettre { -patient(article: "to-the") } de répondre » est coché dans chaque nouveau message. On peut le décocher.
settings-field-require-registration = Exiger l’inscription avant l’envoi
settings-hint-require-registration = Seules les personnes inscrites peuvent être choisies comme destinataires.
settings-notice-hint = Affiché aux { -patient(number: "plural") } au-dessus de chaque conversation. Une ou deux phrases courtes.
settings-field-emergency-notice-en = En anglais
settings-field-emergency-notice-fr = En français
refusal-owner-only = Seul le propriétaire de la clinique peut activer ou désactiver le portail.
refusal-passcode-minutes-range = Choisissez entre 5 et 60 minutes.
refusal-overdue-days-range = Choisissez de 1 à 30 jours.
refusal-overdue-alerts-range = Choisissez de 0 à 10 rappels.
refusal-notice-missing = Rédigez un avis pour les urgences.
refusal-notice-too-long = Raccourcissez l’avis à { $max } caractères.
refusal-sign-in-method-missing = Choisissez comment les { -patient(number: "plural") } se connectent.
refusal-settings-changed = Quelqu’un d’autre a enregistré ces paramètres après que vous avez ouvert cette page. Vos choix sont conservés ci-dessous; enregistrez de nouveau pour les appliquer.

## conversations
conversations-newest-first = Du plus récent au plus ancien
conversations-empty-inbox = Rien ne vous attend
conversations-empty-inbox-hint = Les réponses adressées à vous ou à vos groupes de travail arrivent ici.
conversations-empty-sent = Rien d’envoyé pour l’instant
conversations-empty-sent-hint = Les messages qui attendent une première réponse sont ici.
conversations-empty-closed = Rien n’est fermé
conversations-empty-closed-hint = Les conversations fermées sont gardées ici et peuvent être rouvertes.
conversations-empty-all = Aucune conversation pour l’instant
conversations-empty-all-hint = Toutes vos conversations et celles de vos groupes de travail sont ici.
conversations-empty-awaiting-response = Aucune réponse n’est attendue
conversations-empty-awaiting-response-hint = Les messages qui exigent une réponse restent ici jusqu’à ce qu’elle arrive, les échéances les plus proches d’abord.
conversations-empty-overdue = Rien n’est en retard
conversations-empty-overdue-hint = Lorsqu’une réponse exigée tarde, la conversation est ici et { -patient(article: "the") } reçoit un rappel.
conversations-empty-unread-by-patient = Tout a été ouvert
conversations-empty-unread-by-patient-hint = Les messages que personne du côté { -patient(article: "of-the") } n’a encore ouverts sont ici.
conversations-empty-to-call = Personne n’est à appeler
conversations-empty-to-call-hint = Les messages que personne n’a ouverts après tous les rappels sont ici, avec la personne à appeler.
conversations-empty-failed-delivery = Tous les avis sont partis
conversations-empty-failed-delivery-hint = Lorsqu’un avis n’atteint ni courriel ni téléphone, la conversation est ici avec la marche à suivre.
conversations-soonest-first = Échéances les plus proches d’abord
conversations-badge-due = Réponse attendue { $when }
conversations-badge-overdue = En retard depuis { $when }
conversations-response-due = Réponse exigée d’ici { $when }
conversations-response-overdue = Réponse en retard depuis { $when }. { $count ->
    [0] { CAPITAL(-patient(article: "the")) } n’a pas reçu de rappel.
    [one] { CAPITAL(-patient(article: "the")) } a reçu un rappel.
   *[other] Le rappel nº { $count } a été envoyé.
}
conversations-unread-told = Personne ne l’avait ouvert : { $when }
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
conversations-close-ask = Fermer cette conversation? { CAPITAL(-patient(article: "the")) } pourra la lire mais non répondre. Vous pourrez la rouvrir.
conversations-reopen = Rouvrir
conversations-from = De : { $name }
conversations-to-staff = À :
conversations-readers = Lue par :
conversations-written-by = écrit par { $name }
conversations-on-behalf = { $person } au nom de { $patient }
conversations-state-downloaded = Téléchargé par { $name }, { $time }
conversations-state-opened = Ouvert par { $name }, { $time }
conversations-state-delivered = Avis remis à { $name } par { $channel }, { $time }
conversations-state-sent = { $name } a été avisé par { $channel }, { $time }
conversations-state-queued = Envoi de l’avis à { $name }
conversations-state-failed = Non remis à { $name } par { $channel }
conversations-state-no-notice = { $name } n’a pas été avisé
conversations-channel-email = courriel
conversations-channel-text = texto
conversations-closed = Fermée.
conversations-closed-no-response-allowed = Elle a été envoyée sans permettre de réponse.
conversations-closed-closed-by-staff = { CAPITAL(-patient(article: "the")) } peut la lire mais non répondre.
conversations-may-not-send = Vous pouvez lire cette conversation. Pour répondre, il vous faut la permission d’envoyer des messages; la personne qui gère le personnel peut vous la donner.
conversations-cannot-message = On ne peut pas écrire à { $name } pour l’instant
conversations-put-right = Voir ce qui manque
conversations-reply-to = Répondre à { $name }
conversations-your-reply = Votre réponse
conversations-allow-response = Permettre { -patient(article: "to-the") } de répondre
conversations-allow-response-hint = Non coché : la conversation est fermée dès l’envoi.
conversations-response = Réponse
conversations-more-options = Autres options
conversations-allow-attachments = Permettre les pièces jointes
conversations-allow-attachments-hint = { CAPITAL(-patient(article: "the")) } peut joindre à sa réponse des fichiers PDF, JPG ou PNG.
conversations-allow-attachments-tier = Sans effet ici : avec le portail de votre clinique, les { -patient(number: "plural") } ne peuvent pas envoyer de fichiers.
conversations-require-response = Exiger une réponse d’ici
conversations-require-number = Nombre de jours pour répondre
conversations-require-hint = Passé ce délai, { -patient(article: "the") } reçoit un rappel que sa réponse est en retard.
conversations-notify-unread = Si non lu, m’avertir dans
conversations-notify-number = Dans combien de jours ou de semaines vous avertir
conversations-notify-unit = Jours ou semaines
conversations-unit-days = jours
conversations-unit-weeks = semaines
conversations-mask-name = Masquer le nom
conversations-masked = Nom masqué : { -patient(article: "the") } voit « { CAPITAL(-clinic-staff) } »
conversations-mask-name-hint = { CAPITAL(-patient(article: "the")) } voit « { CAPITAL(-clinic-staff) } » à la place de l’expéditeur et des destinataires (À). Les réponses le conservent.
conversations-send-to = Envoyer à { $name }
conversations-find-patient = De qui s’agit-il?
conversations-find-hint = Nom de famille, une partie du nom, identifiant, date de naissance, courriel ou mobile.
conversations-find = Chercher
conversations-message-to = Message à { $name }
conversations-recipients = Destinataires
conversations-recipients-hint = Seules les personnes cochées reçoivent ce message.
conversations-told-by-email = Avisé par courriel :
conversations-told-by-text = Avisé par texto :
conversations-to-staff-add = À : autres { -staff-member(number: "plural") }
conversations-to-staff-hint = { CAPITAL(-patient(article: "the")) } voit leurs noms; { -staff-member-ils } reçoivent la conversation.
conversations-from-label = De
conversations-from-hint = { CAPITAL(-patient(article: "the")) } voit ce nom, et les réponses arrivent dans cette boîte.
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
conversations-left-out = Exclus :
conversations-left-out-hint = Ces personnes ne verront pas cette conversation, ni maintenant ni plus tard, et n’en sont pas avisées.
conversations-new = Nouveau message
conversations-answers-here = et ses membres
conversations-lock-screen = L’avis dit seulement qu’un message attend. Il ne nomme ni l’objet ni { -patient(article: "the") }.
language-en = Anglais
language-fr = Français
refusal-folder-unknown = Nommez un des dossiers inbox, sent, closed ou all.
refusal-subject-missing = Écrivez un objet.
refusal-subject-too-long = Raccourcissez l’objet à { $max } caractères; il en a { $length }.
refusal-body-missing = Écrivez un message.
refusal-require-needs-allow = Pour exiger une réponse, cochez aussi « Permettre { -patient(article: "to-the") } de répondre ».
refusal-require-days-range = Exigez une réponse dans un délai de { $min } à { $max } jours.
refusal-notify-days-range = Choisissez de { $min } à { $max } jours, ou jusqu’à 52 semaines.
refusal-body-over-ceiling = Le message dépasse { $max_mb } Mo. Raccourcissez-le, ou joignez la partie longue comme fichier.
refusal-from-unknown = Choisissez de qui vient le message.
refusal-from-not-yours = Choisissez vous-même ou un groupe de travail dont vous faites partie.
refusal-staff-unknown = Un des membres choisis n’est pas (ou plus) à cette clinique. Choisissez de nouveau.
refusal-patient-unknown = { CAPITAL(-patient(article: "this")) } n’existe pas.
refusal-patient-missing = Choisissez { -patient(article: "the") } dont il s’agit.
refusal-recipient-unknown = Un des destinataires ne peut pas (ou plus) lire pour { -patient(article: "this") }. Choisissez dans la liste.
refusal-recipient-no-contact = { $name } n’a ni adresse courriel ni numéro de mobile au dossier.
refusal-recipient-not-registered = { $name } ne s’est pas encore inscrit, et la clinique exige l’inscription avant l’envoi.
refusal-portal-not-enabled = Le portail n’a pas été activé pour cette clinique. Le propriétaire peut l’activer dans les paramètres du portail.
refusal-portal-switched-off = Le portail est désactivé. Une personne ayant la permission des paramètres du portail peut l’activer.
refusal-patient-access-off = L’accès { -patient(article: "of-the") } au portail est désactivé. Activez-le sous Mettre à jour, Portail.
refusal-no-portal-user = Personne ne lit pour { -patient(article: "this") } sur le portail. Activez l’accès { -patient(article: "of-the") }, ou liez un tuteur.
refusal-no-contact = Il n’y a ni adresse courriel ni mobile où envoyer l’avis. Ajoutez-en sous Mettre à jour.
refusal-registration-required = La clinique exige l’inscription avant l’envoi, et personne qui lit pour { -patient(article: "this") } ne s’est inscrit.
refusal-chart-item-unknown = Un des éléments du dossier n’existe plus. Retirez-le.
refusal-chart-item-of-another-patient = Un des éléments du dossier appartient à { -patient(article: "another") }. Retirez-le.
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
drafts-no-patient = Pas encore { -patient(article: "of") }
drafts-reply = Réponse
drafts-discard = Supprimer
drafts-discard-ask = Supprimer ce brouillon? Ce que vous y avez écrit sera perdu.
refusal-draft-sent = Ce message a déjà été envoyé, peut-être depuis une autre fenêtre. Il a été envoyé une seule fois.
refusal-draft-changed-elsewhere = Ce brouillon a été modifié dans une autre fenêtre ou sur un autre appareil. Rien n’a été écrasé : choisissez la version à conserver.

## attachments
refusal-file-not-added = « { $name } » n'a pas été ajouté. { $reason }
refusal-too-many-files = Pas plus de { $max } fichiers à la fois.
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
portal-you = Vous
portal-clinic-staff = { CAPITAL(-clinic-staff) }
portal-behalf = au nom de
portal-list-title = Messages
portal-list-empty = Pas encore de messages
portal-list-empty-words = Quand votre clinique vous écrit, le message arrive ici.
portal-list-unread = Nouveau
portal-list-closed = Fermée
portal-list-older = Messages plus anciens
portal-list-newest = Messages les plus récents
portal-list-pages = Pages
portal-thread-all = Tous les messages
portal-thread-with = Avec
portal-thread-only-you = Vous et la clinique êtes les seuls à pouvoir lire ceci.
portal-thread-readers = Vous,
portal-thread-and-clinic = et la clinique pouvez lire ceci.
portal-thread-older = Messages plus anciens
portal-thread-newest = Retour aux messages les plus récents
portal-thread-label = Conversation
portal-thread-new = Nouveau
portal-thread-sent = Envoyé
portal-thread-just-sent = Votre réponse est envoyée
portal-thread-just-sent-words = La clinique la lira. S’il vous faut une réponse bientôt, appelez.
portal-thread-closed = Cette conversation est fermée
portal-thread-closed-since = Depuis
portal-thread-call = Pour joindre la clinique, appelez le
portal-thread-open-again = Vous pouvez répondre à cette conversation
portal-thread-urgent = Si cela ne peut attendre, appelez le
portal-thread-reply = Votre réponse
portal-thread-reply-hint = Toutes les personnes qui peuvent lire cette conversation la verront.
portal-thread-reply-for = Vous écrivez au nom de
portal-thread-send = Envoyer la réponse
portal-thread-draft = Brouillon enregistré à { $time }
portal-no-link-title = Ouvrez le lien de votre message
portal-no-link-words = Pour lire un message de votre clinique, ouvrez le lien du courriel ou du texto qui vous l’annonçait.

    Vous n’avez plus le lien? Appelez votre clinique et demandez-en un nouveau.
portal-dead-title = Ce lien ne fonctionne pas
portal-dead-words = Le lien est peut-être trop ancien, ou un plus récent l’a remplacé. Rien n’est perdu : vos messages sont toujours là.

    Cherchez un courriel ou un texto plus récent de votre clinique, ou appelez-la pour demander un nouveau lien.
portal-out-title = Vous êtes déconnecté
portal-out-words = Pour relire vos messages, ouvrez le lien du courriel ou du texto de votre clinique.
portal-staff-question = Vous travaillez à la clinique?
portal-staff-link = Connexion du personnel
portal-kept-title = Votre texte est conservé
portal-kept-words = Vous n’êtes plus connecté. Reconnectez-vous et vous le retrouverez. Il n’est pas encore envoyé.
portal-kept-copy = Votre texte n’a pas été envoyé. Copiez-le si vous voulez le garder.
kept-form-title = Votre texte est toujours là
kept-form-words = Il n’est pas encore envoyé. Relisez-le, puis envoyez-le.
refusal-kept-form-too-long = Votre texte est trop long pour être conservé pendant la connexion. Revenez en arrière dans votre navigateur et copiez-le, connectez-vous, puis envoyez un texte plus court.
refusal-form-of-another-person = Quelqu’un d’autre a ouvert cette page dans ce navigateur : rien n’a été envoyé. Remplissez-la de nouveau si vous voulez le demander vous-même.
portal-ask-title = Lire votre message
portal-ask-words = Votre clinique vous a envoyé un message que vous seul devez lire. Nous vous envoyons d’abord un code, pour être sûrs que c’est vous.
portal-ask-button = Envoyez-moi un code
portal-ask-to-email = Par courriel à { $address }
portal-ask-to-text = Par texto au numéro se terminant par { $address }
portal-ask-other-email = L’envoyer par courriel à { $address }
portal-ask-other-text = L’envoyer par texto au numéro se terminant par { $address }
portal-ask-no-way = Aucun courriel ni numéro de mobile n’est au dossier pour vous envoyer un code. Appelez la clinique : { $phone }
portal-enter-title = Entrez votre code
portal-enter-title-identifier = Lire votre message
portal-enter-sent-email = Nous avons envoyé un code par courriel à { $address }. Il est valable jusqu’à { $time }.
portal-enter-sent-text = Nous avons envoyé un code par texto au numéro se terminant par { $address }. Il est valable jusqu’à { $time }.
portal-enter-code = Code
portal-enter-code-hint = Les 6 chiffres que nous vous avons envoyés
portal-enter-identifier = Identifiant
portal-enter-identifier-hint = L’un de ceux-ci : { $kinds }
portal-enter-birth-date = Date de naissance
portal-enter-birth-date-hint = De la personne que le message concerne. Année, mois, jour, comme 1988-03-14, ou 14 mars 1988.
portal-enter-button = Lire mon message
portal-enter-again-question = Pas de code?
portal-enter-again = En envoyer un nouveau
portal-enter-wait = Possible dans
portal-help-title = Besoin d’aide?
portal-help-words = Le code peut mettre une minute à arriver. Regardez aussi dans vos courriels indésirables.

    Si vous vous occupez de quelqu’un, donnez la date de naissance de la personne que le message concerne, et non la vôtre.
portal-help-call = Si cela ne fonctionne pas, appelez la clinique :
portal-state-title = Connexion au portail
portal-state-rests = La connexion est suspendue
portal-state-rests-words = Il y a eu trop d’essais manqués en une journée : personne ne peut se connecter pour { -patient(article: "this") }. Cherchez ce qui s’est passé, puis permettez-la de nouveau.
portal-state-failures = { $count ->
    [0] Aucun essai manqué.
    [one] 1 essai manqué.
   *[other] { $count } essais manqués.
 }
portal-state-last = Le dernier : { $time }
portal-state-ask = Avant de la permettre, assurez-vous de parler à la bonne personne : demandez deux identifiants et vérifiez le courriel, le mobile et la date de naissance au dossier.
portal-state-rearm = Permettre de nouveau la connexion
portal-state-no-permission = Une personne qui peut modifier les données { -patient(article: "of-the") } peut la permettre de nouveau.
refusal-code-missing = Entrez le code : les 6 chiffres que nous vous avons envoyés.
refusal-code-shape = Un code a 6 chiffres. Relisez le message et entrez-les tous.
refusal-identifier-missing = Entrez l’un des identifiants.
refusal-birth-date-unreadable = Entrez la date de naissance avec l’année, le mois et le jour, comme 1988-03-14.
refusal-birth-date-ambiguous = Cela pourrait être deux dates différentes. Entrez la date de naissance en commençant par l’année, comme 1988-03-14, ou écrivez le mois en lettres.
refusal-sign-in-failed = Le code et la date de naissance ne concordent pas. Vérifiez les deux, ou demandez un nouveau code : chacun ne sert qu’une fois et peu de temps. Si cela continue, appelez la clinique.
refusal-sign-in-failed-identifier = L’identifiant et la date de naissance ne concordent pas. Vérifiez les deux. Si cela continue, appelez la clinique.
refusal-sign-in-too-many = Il y a eu trop d’essais d’ici. Réessayez dans { $minutes } min.
refusal-passcode-wait = Un code est en route. Vous pourrez en demander un autre dans { $seconds } secondes.
refusal-passcode-too-many = Trop de codes ont été demandés. Réessayez dans { $minutes } min.
refusal-passcode-tries-spent = Il y a eu trop d’essais manqués dans ce navigateur : aucun autre code n’y sera envoyé aujourd’hui. Appelez la clinique, qui peut vous permettre de vous connecter.
refusal-passcode-no-address = Aucun courriel ni numéro de mobile n’est au dossier pour vous envoyer un code. Appelez la clinique.
refusal-own-birth-date-missing = Entrez la date de naissance de la personne que le message concerne.

## notifications
notifications-mail-button = Lire le message
notifications-advice-retry = L’avis n’a pas encore pu être remis; nouvel essai : { $when }.
notifications-advice-other-channel = { $why } L’avis est parti par l’autre canal.
notifications-advice-no-address = Il n’y a ni courriel ni mobile au dossier. Ajoutez-en un dans le dossier, puis renvoyez l’avis.
notifications-advice-portal-off = Le portail est fermé. L’avis partira à sa réouverture.
notifications-advice-access-off = L’accès de { -patient(article: "this") } au portail est désactivé; aucun avis n’a été envoyé. Activez-le dans le dossier { -patient-sil } doit lire ce message.
notifications-advice-link-ended = Cette personne ne peut plus lire pour { -patient(article: "the") }; aucun avis n’a été envoyé.
notifications-advice-opened = Le message avait été ouvert avant l’envoi de l’avis.
notifications-advice-not-awaited = Il n’était plus nécessaire.
notifications-advice-not-configured = Carepost n’est pas configuré pour ce mode d’envoi. Prévenez votre administrateur.
notifications-advice-mailbox-full = La boîte de courriel est pleine. Appelez { -patient(article: "the") } ou renvoyez l’avis plus tard.
notifications-advice-address = L’adresse ou le numéro n’existe pas ou ne reçoit rien. Corrigez-le dans le dossier, puis renvoyez l’avis.
notifications-advice-unsubscribed = La personne a bloqué les textos de ce numéro. Demandez-lui d’y texter START, ou utilisez son courriel.
notifications-advice-refused = L’autre côté a refusé l’avis. Appelez { -patient(article: "the") } ou utilisez une autre adresse.
notifications-advice-unreachable = L’autre côté est resté injoignable pendant trois jours. Appelez { -patient(article: "the") } ou renvoyez l’avis.
notifications-advice-restored = L’avis attendait encore lors d’une sauvegarde restaurée depuis; il est peut-être parti. Demandez { -patient(article: "to-the") } ou renvoyez l’avis.
notifications-advice-internal = Un problème est survenu de notre côté. Renvoyez l’avis; si cela se répète, prévenez votre administrateur.
notifications-advice-quiet-hours = Ce sont les heures calmes de la clinique. Envoi prévu : { $when }.
delivery-title = Envoi des avis
delivery-link = Heures calmes pendant lesquelles les avis attendent
delivery-saved = Enregistré. Cela vaut pour tous les avis à partir de maintenant.
delivery-quiet = Heures calmes
delivery-quiet-hint = Entre ces heures, à l’horloge de la clinique ({ $zone }), les avis par courriel et texto attendent, puis partent d’eux-mêmes. Les codes d’accès partent à toute heure. Laissez les deux vides pour n’en avoir aucune.
delivery-bundle = Plusieurs avis à une personne
delivery-bundle-hint = Le premier part aussitôt. Ceux qui suivent dans ce délai en attendent la fin et partent en un seul, qui dit seulement combien de messages attendent. 0 : chacun part seul. Laissé vide : { $usual } secondes.
delivery-bundle-seconds = Secondes
refusal-bundle-seconds-wrong = Indiquez un nombre de secondes de 0 à { $max }.
delivery-quiet-from = De
delivery-quiet-until = À
delivery-save = Enregistrer l’envoi
refusal-time-of-day-wrong = Écrivez une heure comme 21:00.
refusal-quiet-hours-all-day = C’est deux fois la même heure. Choisissez une autre fin ou laissez les deux vides pour n’avoir aucune heure calme.
refusal-call-note-long = La note peut avoir jusqu’à 500 caractères.
refusal-call-not-failed = Cet avis n’est plus en échec. Ouvrez la conversation pour voir où il en est.
fix-title = Remédier
fix-failed = L’avis par { $channel } a échoué, { $when }.
fix-their-words = Selon l’autre côté :
fix-email = Courriel
fix-mobile = Mobile
fix-correct = Corriger et y envoyer
fix-by-email = Envoyer par courriel
fix-by-text = Envoyer par texto
fix-may-not-edit = Vous ne pouvez pas modifier les coordonnées. Demandez à quelqu’un qui peut modifier les dossiers.
fix-called = Appel
fix-outcome = Résultat
fix-outcome-reached = Joint
fix-outcome-left-word = Message laissé
fix-outcome-not-reached = Pas joint
fix-note = Note (facultative)
fix-called-save = Enregistrer l’appel
fix-calls = Appels
fix-nobody = Il ne reste personne
fix-nobody-hint = Les destinataires de ce message l’ont ouvert, ont été avisés ou ont été appelés.
refusal-call-said-to-nobody = Personne n’a été joint, rien n’a donc pu être convenu. Choisissez un autre résultat.
refusal-call-owner-unknown = La conversation n’est pas dans la boîte de ce membre. Choisissez-en un dans la liste.
refusal-call-person-unknown = Cette personne ne participe pas à la conversation. Choisissez-en une dans la liste.
refusal-call-again-wrong = Le prochain appel peut avoir lieu dans 1 à 30 jours.
refusal-call-note-missing = Personne n’a été joint. Dites dans la note pourquoi aucun autre appel n’est nécessaire ou choisissez quand rappeler.
refusal-call-not-due = Il n’y a plus d’appel à faire. Ouvrez la conversation pour voir où elle en est.
calls-title = Appeler { -patient(article: "the") }
calls-conversation = La conversation
calls-task = Personne n’a ouvert ce message après tous les rappels : appelez { -patient(article: "the") }.
calls-badge = À appeler
calls-unread-since = Non lu depuis : { $when }.
calls-next = Prochain appel : { $when }.
calls-owner = Qui appelle
calls-nobody = Personne pour le moment
calls-take = Je m’en charge
calls-assign-to = Confier à
calls-assign = Confier
calls-open = Appeler
calls-whom = Qui appeler
calls-nobody-reads = Plus personne ne peut lire ce message. Fermez la conversation pour mettre fin à cet appel.
calls-no-number = aucun numéro au dossier
calls-person = Personne appelée
calls-note = Note
calls-then = Ensuite
calls-done = Terminé, aucun autre appel
calls-again = { $days ->
    [1] Rappeler demain
    [one] Rappeler dans { $days } jour
   *[other] Rappeler dans { $days } jours
}
calls-outcome-read-out = Joint, message lu au téléphone
calls-outcome-will-look = Joint, va le lire
calls-outcome-reached = Joint
calls-outcome-left-word = Message laissé
calls-outcome-not-reached = Pas joint
calls-line = { $staff } a appelé { $person } : { $outcome }, { $when }
calls-none = Aucun appel à faire
calls-none-hint = Le message a été ouvert ou a reçu une réponse, quelqu’un a appelé, ou la conversation est fermée.
notifications-advice-stopped = Aucun avis ne va plus à l’adresse au dossier : la personne a texté ARRÊT ou signalé un courriel comme indésirable. Appelez-la ou utilisez une autre adresse.
notifications-advice-not-wanted = La personne ne veut plus d’avis par ce moyen.
notifications-advice-bundling = Un autre avis vient de partir à cette personne. Celui-ci part dans un instant, avec ceux qui suivent.
notifications-advice-paced = Beaucoup d’avis attendent. Il part à son tour.
notifications-only-email-not-wanted = Aucun texto n’est parti : la personne ne veut que des courriels. Corrigez le courriel, appelez-la, ou demandez-lui si un texto convient et changez-le dans le dossier.
notifications-only-text-not-wanted = Aucun courriel n’est parti : la personne ne veut que des textos. Corrigez le numéro, appelez-la, ou demandez-lui si un courriel convient et changez-le dans le dossier.
notifications-only-email-no-address = Aucun texto n’est parti : il n’y a pas de mobile au dossier.
notifications-only-text-no-address = Aucun courriel n’est parti : il n’y a pas de courriel au dossier.
notifications-only-email-stopped = Aucun texto n’est parti : la personne a texté ARRÊT.
notifications-only-text-stopped = Aucun courriel n’est parti : la personne en a signalé un comme indésirable.
fix-change-preference = Cette personne ne veut qu’un seul mode d’avis. Changez-le dans le dossier si elle est d’accord.
notifications-stopped-stop = Aucun avis par texto à { $address } depuis le { $when } : ARRÊT a été texté de ce numéro. Texter START au numéro de la clinique les permet de nouveau. Les codes d’accès y vont toujours.
notifications-stopped-complaint = Aucun avis par courriel à { $address } depuis le { $when } : la personne en a signalé un comme indésirable. Les codes d’accès y vont toujours.
notifications-mailbox-title = Boîte de l’essai
notifications-mailbox-hint = Courriels et textos qui seraient partis de cette machine, les plus récents d’abord. Les codes y arrivent aussi.
notifications-mailbox-refresh = Regarder de nouveau
notifications-mailbox-empty = Rien n’a encore été envoyé
notifications-mailbox-empty-hint = Écrivez à { -patient(article: "a") }, puis regardez de nouveau : le courriel ou le texto avec le lien arrive ici.
notifications-mailbox-text = Texto
notifications-mailbox-email = Courriel
notifications-send-again = Renvoyer l’avis
refusal-notice-on-its-way = L’avis est déjà en route.
refusal-notice-sent-there = L’avis a été envoyé à cette adresse. Corrigez d’abord l’adresse dans le dossier, ou appelez { -patient(article: "the") }.
refusal-notice-opened = Le message a été ouvert; aucun avis n’est nécessaire.
refusal-notice-not-awaited = Aucune réponse n’est plus attendue; aucun rappel n’est nécessaire.
refusal-notice-link-ended = Cette personne ne peut plus lire pour { -patient(article: "the") }.
refusal-notice-access-off = L’accès de { -patient(article: "this") } au portail est désactivé. Activez-le d’abord dans le dossier.
refusal-notice-portal-off = Le portail est fermé. Rien ne part avant sa réouverture.
refusal-notice-no-address = Il n’y a ni courriel ni mobile au dossier. Ajoutez-en un d’abord.
refusal-notice-stopped = La personne ne veut aucun avis aux adresses du dossier. Appelez-la ou ajoutez une autre adresse au dossier.
refusal-notice-not-wanted = La personne ne veut pas être avisée par ce moyen. Demandez-lui, et changez-le d’abord dans le dossier.

## api_keys
api-keys-title = Clés d’API
api-keys-lead = Une clé permet à un programme d’agir pour { -staff-member(article: "a") }, dans les limites cochées. L’API se décrit elle-même :
api-keys-made = La clé est faite
api-keys-once = Copiez-la maintenant : elle n’est montrée qu’une fois.
api-keys-name = Nom
api-keys-member = Agit pour
api-keys-member-hint = La clé ne peut pas plus que ce membre, et les messages envoyés avec elle sont les siens.
api-keys-scopes = Portées
api-keys-state = État
api-keys-revoked = Révoquée : { $when }
api-keys-revoke = Révoquer
api-keys-revoke-ask = Révoquer cette clé? Les programmes qui l’utilisent cesseront de fonctionner aussitôt.
api-keys-new = Nouvelle clé
api-keys-create = Faire la clé
api-keys-scope-patients-read = Lire les { -patient(number: "plural") } et leurs dossiers
api-keys-scope-patients-write = Créer et modifier des { -patient(number: "plural") } et des éléments de dossier
api-keys-scope-messages-read = Lire les conversations
api-keys-scope-messages-write = Envoyer, répondre et fermer
api-keys-scope-staff-read = Lire les membres, les groupes de travail et les listes de distribution
api-keys-scope-settings = Lire et modifier les paramètres du portail, et tenir les listes de distribution
api-keys-scope-audit-read = Lire le journal d’audit
staff-nav-api-keys = Clés d’API
refusal-api-key-name = Donnez à la clé un nom d’au plus { $max } caractères.
refusal-api-key-scopes = Cochez au moins une portée.

## guard
guard-mentions = Ce message nomme { -patient(article: "another") }. Est-il destiné à la bonne personne?
guard-by-name = Nom
guard-by-identifier = Identifiant
guard-in-file = dans le fichier joint { $name }
guard-unread = Rien ne peut être lu dans { $name } : c’est peut-être une numérisation. Vérifiez-le vous-même avant de l’envoyer.
guard-near = Pourrait être confondu avec quelqu’un d’autre. Comparez la date de naissance et l’identifiant.
guard-staff = Personnel
guard-lock-screen = Sur un écran verrouillé
guard-send-anyway = Envoyer quand même à { $name }
refusal-guard-mentions = Le message nomme { -patient(article: "another") }, affiché{ -patient-e } ci-dessous. Si c’est voulu, appuyez sur Envoyer quand même.

## message_templates
staff-nav-templates = Modèles
templates-title = Modèles de message
templates-what = Des messages prêts à l’emploi, dont les champs se remplissent pour chaque { -patient }.
templates-new = Nouveau modèle
templates-search = Chercher par nom, dossier ou objet
templates-find = Chercher
templates-all = Tout montrer
templates-none = Aucun modèle pour l’instant
templates-none-found = Aucun modèle ne contient ces mots
templates-none-hint = Ce que vous écrivez sans cesse a sa place ici : consignes, rappels, réponses.
templates-no-folder = Hors dossier
templates-retired = { $count ->
        [one] 1 modèle retiré
       *[other] { $count } modèles retirés
    }
templates-is-retired = Retiré
templates-owner = Pour qui
templates-owner-hint = Qui peut s’en servir. Ce choix ne se change plus ensuite.
templates-owner-own = Vous seulement
templates-owner-clinic = La clinique
templates-name = Nom
templates-folder = Dossier
templates-optional = (facultatif)
templates-save = Enregistrer le modèle
templates-saved = Enregistré comme nouvelle version.
templates-noscript = Sans scripts, le texte s’écrit ici sans mise en forme et remplace celui qui figure ci-dessous.
templates-preview = Aperçu
templates-preview-of = Aperçu de { $name }
templates-preview-for = Aperçu pour { -patient(article: "which") }?
templates-preview-nobody = Personne ne correspond. Essayez un nom de famille, un identifiant ou une date de naissance.
templates-preview-reads = Voici ce que lira { $name }.
templates-preview-unfilled = Cherchez { -patient(article: "a") } pour le voir rempli.
templates-preview-gaps = On ne sait rien pour ces champs. La personne qui l’envoie les remplira :
templates-read-only = Vous pouvez lire et utiliser ce modèle. Pour le changer, il faut la permission de gérer les modèles.
templates-earlier = Voici la version { $version }, qui ne sert plus.
templates-now = Voir ce qui sert maintenant
templates-versions = Versions
templates-version = Version { $version }
templates-current = en usage
templates-retire = Retirer
templates-retire-why = Un modèle retiré ne peut plus servir. Il reste lisible et peut être remis en usage.
templates-retire-ask = Retirer ce modèle? Personne ne pourra plus s’en servir. Vous pourrez le remettre en usage.
templates-bring-back = Remettre en usage
templates-bring-back-why = Ce modèle est retiré. Remis en usage, il pourra resservir.
templates-fields = Champs
templates-fields-hint = Chacun est rempli pour { -patient(article: "the") } quand on insère le modèle. Écrivez-le tel quel, dans l’objet ou le texte.
templates-insert-field = Insérer { $field }
templates-field-patient-name = Nom { -patient(article: "of-the") }
templates-field-patient-given-name = Prénom { -patient(article: "of-the") }
templates-field-patient-family-name = Nom de famille { -patient(article: "of-the") }
templates-field-patient-birth-date = Date de naissance { -patient(article: "of-the") }
templates-field-next-appointment = Prochain rendez-vous
templates-field-clinic-name = Nom de la clinique
templates-field-clinic-phone = Téléphone de la clinique
templates-field-sender-name = Nom de l’expéditeur
templates-field-workgroup-name = Groupe de travail
templates-field-today = Date du jour
templates-use = Modèle
templates-pick = Insérer un modèle
templates-pick-hint = Rempli pour { $name }. Le texte se place après ce que vous avez écrit; tout peut être changé avant l’envoi.
templates-pick-back = Revenir au message
templates-pick-more = Il y en a d’autres. Cherchez par nom, dossier ou objet.
templates-insert = Insérer
templates-show-text = Montrer le texte
templates-gap-count = { $count ->
        [one] 1 champ à remplir
       *[other] { $count } champs à remplir
    }
templates-gaps = À remplir avant l’envoi : on ne sait rien pour ces champs.
refusal-template-field-unknown = { $field } n’est pas un champ. Choisissez-en un dans la liste à côté du texte, ou écrivez-le sans les doubles accolades.
refusal-template-field-open = Un « {"{{"} » n’a pas de « {"}}"} », ou une mise en forme commence ou finit entre les accolades. Écrivez le champ d’un seul tenant.
refusal-template-field-in-link = Un champ ne peut pas figurer dans l’adresse d’un lien. Écrivez-le dans le texte.
refusal-template-too-long = Raccourcissez le texte : un modèle compte au plus { $max_kb } Ko.
refusal-template-retired = Ce modèle est retiré. Remettez-le en usage avant de le changer.
refusal-template-changed = Quelqu’un a enregistré ce modèle depuis que vous l’avez ouvert. Votre texte est gardé ci-dessous : comparez-le aux versions, puis rouvrez le modèle et enregistrez.
refusal-template-gap = Remplissez { $fields } avant l’envoi : on n’en sait rien.
audit-action-template-create = A créé un modèle
audit-action-template-save = A enregistré un modèle
audit-action-template-retire = A retiré un modèle
audit-action-template-bring_back = A remis un modèle en usage
audit-action-template-list = A listé des modèles
audit-action-template-read = A lu un modèle
audit-action-template-preview = A vu l’aperçu d’un modèle
audit-action-template-insert = A inséré un modèle

## billing
staff-nav-billing = Messages facturables
staff-permission-manage-billing = Gérer la facturation
staff-permission-manage-billing-hint = Tenir les codes d’honoraires, corriger ce qui a été facturé, émettre et annuler des factures privées.
billing-badge = Facturé { $code }
billing-title = Messages facturables
billing-export = Télécharger le fichier CSV
billing-fee-codes = Codes d’honoraires
billing-fee-codes-what = Ce qu’on peut facturer pour un message. Un code qui a servi se retire, il ne s’efface jamais.
billing-no-codes = Aucun code d’honoraires pour l’instant
billing-no-codes-hint = Ajoutez-en un ci-dessous; on pourra alors marquer des messages comme facturables.
billing-cycle = Du { $from } au { $until }
billing-cycles = Cycles de facturation
billing-before = Cycle précédent
billing-after = Cycle suivant
billing-from = Un mois à partir du
billing-show = Montrer
billing-none = Rien n’a été facturé
billing-none-hint = Les messages envoyés avec un code d’honoraires figurent ici.
billing-totals = Totaux
billing-code = Code
billing-messages = Messages
billing-charged = Facturé
billing-credited = Crédité
billing-due = Dû
billing-all = Tous les codes
billing-lines = Ce qui a été facturé
billing-when = Quand
billing-patient = { CAPITAL(-patient) }
billing-staff = { CAPITAL(-staff-member) }
billing-corrected = Correction
billing-more = { $count ->
        [one] Une ligne de plus se trouve dans le fichier.
       *[other] { $count } lignes de plus se trouvent dans le fichier.
    }
billing-one = Message facturé
billing-billed-as = Facturé comme
billing-trail = Corrections
billing-nothing = Non facturé
billing-correct = Corriger
billing-correct-what = Ce qui a été facturé reste inscrit. La correction figure dans le cycle d’aujourd’hui, avec votre nom et la raison.
billing-instead = À facturer comme
billing-reason = Raison
billing-correct-do = Enregistrer la correction
billing-add = Ajouter un code d’honoraires
billing-description = À quoi il correspond
billing-amount = Montant en { $currency }
billing-amount-what = Un nouveau montant vaut à partir de maintenant. Ce qui a été facturé garde le sien.
billing-settings = Cycle et devise
billing-currency = Devise
billing-cycle-day = Un cycle commence le
billing-cycle-day-hint = Jour de chaque mois, de 1 à 28. Le rapport peut aussi commencer un tout autre jour.
billing-versions = Montants
billing-retired = { $count ->
        [one] 1 code d’honoraires retiré
       *[other] { $count } codes d’honoraires retirés
    }
billing-retire-why = Un code retiré ne sert plus pour de nouveaux messages. Ce qu’il a servi à facturer demeure.
billing-retire-ask = Retirer ce code d’honoraires? Il ne servira plus pour de nouveaux messages. Vous pourrez le remettre en usage.
billing-bring-back-why = Ce code d’honoraires est retiré. Remis en usage, il pourra resservir.
billing-billable = Facturable
billing-not-billable = Non facturable
refusal-fee-code-wrong = Écrivez un code d’au plus { $max } lettres, chiffres, points et traits d’union, commençant par une lettre ou un chiffre.
refusal-fee-code-taken = Un code d’honoraires porte déjà ce nom, peut-être retiré. Choisissez-en un autre, ou remettez celui-là en usage.
refusal-fee-code-unknown = Il n’y a pas de tel code d’honoraires. Choisissez-en un dans la liste, ou n’en mettez pas.
refusal-fee-code-retired = Le code d’honoraires { $code } est retiré. Choisissez-en un autre, ou n’en mettez pas.
refusal-fee-code-changed = Quelqu’un a enregistré ce code d’honoraires depuis que vous l’avez ouvert. Voyez ce qu’il dit maintenant et enregistrez de nouveau.
refusal-fee-amount-wrong = Écrivez un montant comme 25 ou 25,50, au plus 1 000 000.
refusal-billing-words-missing = Écrivez quelques mots.
refusal-billing-corrected-already = Quelqu’un l’a corrigé entre-temps. Voyez ce qui vaut maintenant, puis corrigez de nouveau au besoin.
refusal-billing-nothing-changed = C’est déjà facturé ainsi.
refusal-currency-in-use = Des codes d’honoraires existent dans la devise actuelle; elle demeure donc.
refusal-cycle-day-range = Choisissez un jour de 1 à 28 : chaque mois en compte autant.
audit-action-billing-bill = A facturé un message
audit-action-billing-correct = A corrigé ce qui a été facturé
audit-action-billing-read = A lu ce qui a été facturé
audit-action-billing-export = A exporté ce qui a été facturé
audit-action-billing_settings-save = A changé la façon de facturer
audit-action-fee_code-create = A ajouté un code d’honoraires
audit-action-fee_code-save = A changé un code d’honoraires
audit-action-fee_code-retire = A retiré un code d’honoraires
audit-action-fee_code-bring_back = A remis un code d’honoraires en usage
audit-action-fee_code-list = A lu les codes d’honoraires
audit-action-fee_code-read = A lu un code d’honoraires

## import

## end

# Une conversation classée au dossier (M24, M66) : dans le fil et sur papier.
filing-send = Envoyer et télécharger
filing-send-close = Envoyer, télécharger et fermer
filing-file = Classer au dossier
filing-again = Classer à nouveau
filing-waiting = Classement au dossier en cours
filing-failed = Le classement a échoué. Réessayez, ou prévenez la personne responsable de Carepost.
filing-in-chart = Au dossier : version { $version }, classée par { $name }, { $time }
filing-download = Télécharger le PDF
filing-download-part = Télécharger la partie { $part }
filing-lacks = { $count ->
    [one] 1 message n’est pas encore au dossier
   *[other] { $count } messages ne sont pas encore au dossier
}
filing-not-in-chart = pas encore au dossier
filing-title = Conversation : { $subject }
filing-version = version { $version }
filing-part = partie { $part } de { $count }
filing-page = Page { $page } de { $pages }
filing-continued = (suite)
filing-replaced = { $sign } remplace un caractère qui ne peut pas être imprimé ({ $count } en tout). Carepost montre les messages tels qu’ils ont été écrits.
filing-born = date de naissance : { $date }
filing-fact-patient = { CAPITAL(-patient) }
filing-fact-clinic = Clinique
filing-fact-staff = De la clinique
filing-fact-readers = Utilisateurs du portail
filing-fact-state = Conversation
filing-fact-filed = Classement
filing-fact-files = Pièces jointes
filing-filed-by = Par { $name }, { $time }
filing-replaces = Remplace la version { $version }
filing-zone = Heures de { $zone }
filing-messages = { $count ->
    [one] 1 message.
   *[other] { $count } messages.
}
filing-open = Ouverte.
filing-closed-no-response-allowed = Envoyée sans permettre de réponse.
filing-closed-closed-by-staff = Fermée par la clinique.
filing-written-by = Écrit par { $name }
filing-no-response = { CAPITAL(-patient(article: "the")) } ne pouvait pas répondre à ce message.
filing-notified = Avis par { $channel } : { $time }
filing-not-delivered = Avis par { $channel } non remis : { $time }
filing-not-notified = Avis par { $channel } pas encore envoyé
filing-opened = Ouvert : { $time }
filing-not-opened = Pas encore ouvert
filing-downloaded = Pièces jointes téléchargées : { $time }
filing-files = Pièces jointes
filing-column-file = Fichier
filing-column-sent = Envoyé
filing-column-proof = SHA-256
filing-file-gone = N’est plus conservé depuis : { $time }
filing-no-file = Pas de fichier

# La fin des fichiers téléversés (M33).
settings-field-attachment-days = Jours de conservation d’un fichier qui n’a pas été téléchargé
settings-hint-attachment-days = Un fichier téléversé est supprimé sept jours après que chaque destinataire l’a téléchargé. Pour un destinataire qui ne l’a pas fait, il est conservé pendant cette durée après l’envoi. Les éléments du dossier ne sont pas touchés.
refusal-attachment-days-range = Conservez les fichiers de { $min } à { $max } jours.
refusal-attachment-no-longer-kept = Ce fichier n’est plus conservé : le délai pour le télécharger est passé. Adressez-vous à la clinique si vous en avez encore besoin.
attachments-kept-until = conservé jusqu’au { $day }
attachments-gone-since = n’est plus conservé depuis le { $day }
attachments-gone-portal = N’est plus conservé depuis le { $day }. Adressez-vous à la clinique si vous en avez besoin.

# Brouillons qui ne peuvent pas être envoyés tels quels (M23).
drafts-kept-title = Un brouillon qui ne peut pas encore être envoyé
drafts-kept-about = À { $name }
drafts-kept-saved = Enregistré : { $time }
drafts-kept-text = Ce que vous avez écrit
drafts-kept-copy = Vous pouvez sélectionner et copier ce texte. Il est conservé jusqu’à ce que vous le supprimiez.
drafts-in-the-way = Avant d’envoyer ce message
drafts-put-right = Corriger
drafts-unsent = Vous avez ici une réponse qui n’a pas été envoyée
drafts-versions-title = Deux versions de ce brouillon
drafts-versions-hint = Il a été modifié dans une autre fenêtre ou sur un autre appareil. Rien n’a été écrasé : choisissez la version à conserver.
drafts-version-mine = Écrit ici
drafts-version-other = Enregistré ailleurs, { $time }
drafts-version-keep-mine = Garder cette version
drafts-version-keep-other = Garder l’autre version
refusal-draft-may-not-send = Vous n’avez plus la permission d’envoyer des messages. Une personne qui gère le personnel peut vous la redonner.
refusal-draft-conversation-closed = La conversation a été fermée. Rouvrez-la pour répondre.
refusal-draft-patient-discharged = { CAPITAL(-patient(article: "this")) } a reçu son congé. Vérifiez qu’il faut encore lui écrire.
refusal-draft-patient-gone = { CAPITAL(-patient(article: "this")) } n’est plus dans la liste de la clinique.
refusal-draft-recipient-gone = Une personne que vous aviez choisie ne peut plus lire pour { -patient(article: "this") }. Vérifiez les destinataires.
refusal-draft-workgroup-gone = Vous aviez écrit au nom d’un groupe de travail qui n’existe plus ou que vous avez quitté. Vérifiez l’expéditeur.
refusal-draft-files-gone = Un fichier que vous aviez joint n’est plus là. Vérifiez les pièces jointes.
audit-action-draft-read = A lu un brouillon
audit-action-conversation-file = A demandé le classement d’une conversation
audit-action-conversation-filed = A classé une conversation au dossier
audit-action-attachment-end = A laissé partir un fichier téléversé
refusal-chart-item-filed-conversation = Une conversation classée reste à la clinique : elle nomme la personne qui a réellement écrit chaque message. Retirez-la.

# Annuler l’envoi et envoyer plus tard (M25)
staff-nav-scheduled = Programmés
staff-account-undo = Secondes pour annuler un message après l’envoi
staff-account-undo-hint = De 0 à 30. Avec 0, un message part aussitôt.
scheduled-ways = Autres façons d’envoyer
scheduled-later = Envoyer plus tard
scheduled-later-at = Envoyer à un autre moment
scheduled-zone = À l’heure de la clinique ({ $zone })
scheduled-bar = Votre message va partir.
scheduled-bar-hint = { $count ->
    [one] Vous pouvez l’annuler pendant une seconde.
   *[other] Vous pouvez l’annuler pendant { $count } secondes.
}
scheduled-undo = Annuler l’envoi
scheduled-take-back = Reprendre
scheduled-change = Changer l’heure
scheduled-show = Afficher
scheduled-send-now = Envoyer maintenant
scheduled-one = Message programmé
scheduled-for = Programmé : { $when }
scheduled-for-hint = Rien n’est encore parti. Tout sera vérifié à nouveau à ce moment-là. Pour modifier le message, reprenez-le.
scheduled-other-time = Envoyer à un autre moment
scheduled-set-time = Changer l’heure
scheduled-sending = Envoi en cours
scheduled-sending-to = Envoi à { $name }
scheduled-sending-hint = Rien n’est encore arrivé { -patient(article: "to-the") }. Vous pouvez annuler pendant
scheduled-then-filed = À l’envoi, la conversation sera versée au dossier ; le PDF pourra alors être téléchargé dans la conversation.
scheduled-then-closed = À l’envoi, la conversation sera versée au dossier et close ; le PDF pourra alors être téléchargé dans la conversation.
scheduled-reply-for = Votre réponse, programmée : { $when }
scheduled-reply-sending = Votre réponse va partir
scheduled-returned = Ce message n’est pas parti à l’heure prévue
scheduled-returned-to = Votre message à { $name } n’est pas parti. Il est dans vos brouillons.
scheduled-see-why = Voir pourquoi
scheduled-empty = Rien n’est programmé
scheduled-empty-hint = Les messages à envoyer plus tard attendent ici leur heure.
scheduled-undo-late = Trop tard pour annuler : le message est parti
scheduled-undo-late-hint = Ce qui est envoyé reste envoyé. Vous pouvez encore :
scheduled-undo-late-write = écrire de nouveau dans la même conversation et dire ce qui n’allait pas ;
scheduled-undo-late-call = appeler { -patient(article: "the") }, si cela ne peut pas attendre.
scheduled-open-thread = Ouvrir la conversation
drafts-returned = Pas parti à l’heure prévue
refusal-undo-seconds-range = Écrivez un nombre de secondes de 0 à { $max }.
refusal-send-at-missing = Choisissez le jour et l’heure de l’envoi, ou appuyez sur Envoyer pour l’envoyer maintenant.
refusal-send-at-past = Cette heure est passée. Choisissez-en une plus tardive, ou appuyez sur Envoyer pour l’envoyer maintenant.
refusal-send-at-far = Choisissez un moment d’ici un an.
refusal-send-at-skipped = Les horloges avancent à ce moment-là : cette heure n’existe pas ce jour-là. Choisissez une heure plus tard.
refusal-send-at-wrong = Écrivez l’heure avec son fuseau, par exemple 2026-07-02T14:20:00Z.
refusal-draft-scheduled = Ce message attend d’être envoyé, peut-être depuis une autre fenêtre. Reprenez-le sous Programmés pour le modifier.
refusal-scheduled-too-late = Carepost n’était pas en marche à l’heure prévue, et plus d’un jour a passé depuis. Vérifiez qu’il est toujours juste, puis envoyez-le.
refusal-scheduled-member-gone = Votre compte était désactivé à ce moment-là.
refusal-scheduled-not-found = { CAPITAL(-patient(article: "the")) } ou la conversation est introuvable.
refusal-scheduled-failed = Carepost n’a pas pu l’envoyer. Réessayez, ou prévenez la personne qui s’occupe de Carepost.
refusal-scheduled-restored = Carepost a été restauré depuis une sauvegarde. Vérifiez dans la conversation s’il est parti depuis, puis envoyez-le.
refusal-scheduled-sent = Il est déjà parti, et le reste.
audit-action-draft-schedule = A programmé un message
audit-action-draft-reschedule = A changé l’heure d’un message programmé
audit-action-draft-take-back = A repris un message avant l’envoi
audit-action-draft-return = Un message programmé n’a pas pu partir

# Formules : ce que les patients de la clinique peuvent faire
settings-field-tier = Ce que les { -patient(number: "plural") } peuvent faire
settings-tier-portal = Portail
settings-tier-portal-hint = Les { -patient(number: "plural") } se connectent par le lien d’un avis, sans compte. Vous écrivez d’abord ; { -patient-ils } répondent là où vous le permettez. { CAPITAL(-patient-ils) } ne peuvent pas envoyer de fichiers.
settings-tier-connect = Connect
settings-tier-connect-hint = Les { -patient(number: "plural") } ont leur propre compte, créé à l’ouverture du premier message. Vous écrivez d’abord. { CAPITAL(-patient-ils) } répondent là où vous le permettez et envoient des fichiers PDF, JPG ou PNG là où vous en demandez.
settings-tier-connect-pro = Connect Pro
settings-tier-connect-pro-hint = Comme Connect. Les { -patient(number: "plural") } peuvent aussi commencer une conversation, et des réponses automatiques peuvent leur répondre, là où vous l’activez plus bas.
settings-tier-change = Passer de Portail à Connect, ou l’inverse, déconnecte aussitôt tout le monde du portail. Rien n’est perdu : les messages et les comptes déjà créés restent.
refusal-tier-unknown = Choisissez ce que les { -patient(number: "plural") } peuvent faire : Portail, Connect ou Connect Pro.
refusal-account-needed = Connectez-vous à votre compte pour lire ceci.
refusal-no-conversation = Il n’y a pas encore de conversation à laquelle répondre.
refusal-attachments-not-in-tier = Le portail de cette clinique ne permet pas d’envoyer des fichiers. Vos fichiers n’ont pas été ajoutés.
refusal-attachments-not-asked-for = La clinique n’a pas demandé de fichiers dans cette conversation. Vos fichiers n’ont pas été ajoutés.
refusal-start-not-in-tier = Avec le portail de cette clinique, c’est la clinique qui écrit d’abord. Pour une nouvelle question, veuillez téléphoner.
refusal-start-switched-off = Cette clinique ne reçoit pas de nouvelles questions ici. Veuillez téléphoner.
portal-attach = Fichiers
portal-attach-hint = PDF, JPG ou PNG, { $size } au plus chacun. Facultatif.
portal-attach-kept = Envoyé avec votre réponse. Décochez pour ne pas l’envoyer.
settings-field-stay-signed-in-days = Jours où l’on peut rester connecté à un compte
settings-hint-stay-signed-in-days = De 0 à 90. Avec 0, chacun se reconnecte : après 30 minutes sans rien faire, ou à la fermeture du navigateur. Sinon, les { -patient(number: "plural") } peuvent choisir de rester connecté{ -patient-e }s sur leur propre appareil.
refusal-stay-days-range = Choisissez de 0 à 90 jours.

# Comptes
portal-nav-account = Compte
account-login = Courriel ou numéro de mobile
account-login-hint = Il sert à vous connecter. Il peut être autre que celui de la clinique.
account-login-is = Vous vous connectez avec
account-password = Mot de passe
account-password-new = Nouveau mot de passe
account-password-current = Mot de passe actuel
account-password-hint = Au moins { $min } caractères. Plusieurs mots se retiennent facilement.
account-password-change = Changer le mot de passe
account-stay = Rester connecté sur cet appareil
account-stay-days = { $days ->
    [one] Rester connecté sur cet appareil pendant { $days } jour
   *[other] Rester connecté sur cet appareil pendant { $days } jours
}
account-stay-hint = Seulement sur un appareil que personne d’autre n’utilise. Votre clinique fixe la durée.
account-in-title = Connexion
account-in-words = Votre clinique vous a envoyé un message. Connectez-vous à votre compte pour le lire.
account-in-words-login = Connectez-vous à votre compte pour lire vos messages.
account-in-button = Me connecter
account-in-first = C’est votre première visite ? Ouvrez le lien du courriel ou du texto de votre clinique : vous y créerez votre compte.
account-in-without-link = Me connecter à mon compte
account-in-other = Me connecter avec un autre compte
account-in-new-tab = Ces liens s’ouvrent dans un nouvel onglet ; ce que vous avez écrit reste ici.
account-forgot = Mot de passe oublié ?
account-choose-title = Quel compte ?
account-choose-words = Ce mot de passe convient à plusieurs comptes. Choisissez celui que vous voulez ouvrir.
account-new-title = Créez votre compte
account-new-words = Merci, c’est bien vous. Désormais, vous vous connectez avec un mot de passe, pour que vos messages restent à vous seul. Votre message vient ensuite.
account-new-button = Créer mon compte et lire mon message
account-title = Votre compte
account-saved = Enregistré. Vous avez été déconnecté partout ailleurs.
account-everywhere = Me déconnecter partout
account-everywhere-words = Met fin à toutes les visites avec votre compte, sur cet appareil et sur tous les autres.
refusal-login-missing = Entrez votre courriel ou votre numéro de mobile.
refusal-login-shape = Entrez une adresse de courriel, comme sam@example.org, ou un numéro de mobile avec son indicatif régional.
refusal-account-exists = Il y a déjà un compte. Connectez-vous, ou choisissez « Mot de passe oublié ? ».
refusal-account-sign-in-failed = Cela ne convient pas. Vérifiez ce que vous avez tapé et réessayez.
refusal-recovery-failed = Cela ne convient pas, ou le code est trop vieux. Vérifiez le dernier code et la date de naissance.
recover-title-who = Mot de passe oublié ?
recover-words-who = Nous envoyons un code à une adresse que votre clinique a au dossier pour vous. Avec lui et une date de naissance, vous choisissez un nouveau mot de passe.
recover-title-code = Entrez le code
recover-words-code = S’il y a un compte, un code est en route vers une adresse au dossier. Cela peut prendre une minute.
recover-title-password = Choisissez un nouveau mot de passe
recover-words-password = Vous serez déconnecté partout ailleurs. Nous avertissons votre autre adresse au dossier que le mot de passe a été changé.
recover-send = Envoyez-moi un code
recover-send-other = L’envoyer par l’autre moyen
recover-birth-date-hint = La vôtre, ou celle d’une personne pour qui vous lisez les messages. Année, mois, jour, comme 1988-03-14, ou 14 mars 1988.
recover-go-on = Continuer
recover-again = Envoyer un nouveau code
recover-set = Enregistrer le mot de passe et me connecter
people-switch = Changer
people-title = Pour qui êtes-vous ici ?
people-of-another = Cette conversation concerne quelqu’un d’autre que la personne pour qui vous êtes ici. Choisissez la personne concernée.
people-kept = Votre réponse n’a pas été envoyée. Elle y est conservée.
people-words = Vous voyez les messages d’une personne à la fois. Son nom reste en haut de chaque page.
people-current = affiché maintenant
people-relationship-self = vous
people-relationship-guardian = vous êtes son tuteur ou sa tutrice
people-relationship-representative = vous agissez pour cette personne
refusal-patient-not-yours = Vous ne pouvez pas (ou plus) lire pour cette personne. Appelez la clinique si c’est une erreur.
audit-action-portal-account_create = A créé un compte du portail
audit-action-portal-password = A changé le mot de passe d’un compte du portail
audit-action-portal-people = A vu pour qui lire
audit-action-portal-recovery_code = A reçu un code pour un nouveau mot de passe
audit-action-portal-sign_out_everywhere = S’est déconnecté du portail partout
audit-action-portal-switch = Est passé à { -patient(article: "another") }

# Clés d’accès
passkey-new = Créer mon compte avec une clé d’accès
passkey-new-words = Ou sans mot de passe : votre appareil garde une clé d’accès, que vous déverrouillez comme l’appareil lui-même.
passkey-use = Me connecter avec une clé d’accès
passkey-failed = Cela n’a pas fonctionné. Réessayez, ou utilisez votre mot de passe.
passkeys-title = Clés d’accès
passkeys-words = Avec une clé d’accès, vous vous connectez comme vous déverrouillez votre appareil. Personne ne peut la deviner, et une fausse page ne peut pas la prendre.
passkeys-since = Ajoutée : { $day }
passkeys-used = Dernière utilisation : { $time }
passkeys-remove = Retirer
passkeys-add = Ajouter une clé d’accès
refusal-passkey-refused = Cette clé d’accès ne convient pas. Réessayez, ou utilisez votre mot de passe.
refusal-passkey-last = Cette clé d’accès est le seul moyen d’ouvrir votre compte. Choisissez d’abord un mot de passe.
refusal-passkeys-many = Il y a déjà { $max } clés d’accès. Retirez-en une d’abord.
audit-action-portal-passkey_add = A ajouté une clé d’accès
audit-action-portal-passkey_remove = A retiré une clé d’accès

# Rendez-vous (M63, M67)
staff-nav-appointments = Rendez-vous
staff-nav-waiting = en attente
portal-nav-appointments = Rendez-vous
chart-tab-appointments = Rendez-vous
appointments-title = Rendez-vous
appointments-of = pour { $name }
appointments-upcoming = À venir
appointments-past = Passés
appointments-pages = Pages de rendez-vous
appointments-none = Aucun rendez-vous n’est prévu.
appointments-from-to = de { $from } à { $to }
appointments-status-proposed = Proposé
appointments-status-pending = À confirmer
appointments-status-booked = Confirmé
appointments-status-waitlist = Liste d’attente
appointments-status-arrived = Arrivé
appointments-status-checked-in = Enregistré à l’accueil
appointments-status-fulfilled = A eu lieu
appointments-status-cancelled = Annulé
appointments-status-noshow = Manqué
appointments-status-entered-in-error = Saisi par erreur
appointments-add = Ajouter au calendrier
appointments-remove = Retirer du calendrier
appointments-ask = Demander un rendez-vous
appointments-change = Autre moment
appointments-cancel = Annuler
appointments-leave = Revenir sans rien changer
appointments-call = Pour prendre rendez-vous, appelez-nous :
appointments-change-waits = Vous avez demandé un autre moment
appointments-asked-new = Vous avez demandé un rendez-vous
appointments-asked-change = Vous avez demandé un autre moment
appointments-asked-about = Au lieu du { $when }
appointments-asked-other = Une autre personne qui lit ici l’a demandé.
appointments-waits = La clinique vous répondra
appointments-proposed = La clinique propose : { $when }
appointments-take = Accepter ce moment
appointments-withdraw = Retirer ma demande
appointments-declined = La clinique ne peut pas donner suite
appointments-done-asked = Votre demande est envoyée. Vous serez averti quand la clinique répondra.
appointments-done-cancelled = Votre rendez-vous est annulé. La clinique en est informée.
appointments-done-taken = Votre rendez-vous est pris.
appointments-done-withdrawn = Votre demande est retirée.
appointments-new-title = Demander un rendez-vous
appointments-new-label = Pour quel motif, et quand êtes-vous disponible ?
appointments-new-hint = Par exemple : un contrôle, n’importe quel matin sauf le mardi. En cas d’urgence, n’écrivez pas ici : appelez les secours.
appointments-new-do = Envoyer la demande
appointments-change-title = Demander un autre moment
appointments-change-label = Quand cela vous conviendrait-il mieux ?
appointments-change-hint = Votre rendez-vous reste tel quel jusqu’à ce que la clinique vous donne un autre moment.
appointments-change-do = Envoyer la demande
appointments-cancel-title = Annuler ce rendez-vous ?
appointments-cancel-label = Pourquoi (facultatif)
appointments-cancel-hint = Le rendez-vous est annulé tout de suite. Pour le retrouver, demandez-en un nouveau ou appelez-nous.
appointments-cancel-do = Annuler le rendez-vous
appointments-calendar-title = Rendez-vous
appointments-calendar-of = Rendez-vous pour { $name }
appointments-calendar-of-for = Rendez-vous pour { $name } : { $what }
appointments-calendar-note = Les changements sont affichés dans le portail.
appointments-calendar-note-phone = Les changements sont affichés dans le portail. Questions : { $phone }
appointments-told-subject = Votre rendez-vous
appointments-told-booked = Votre rendez-vous est pris : { $when }.
appointments-told-moved = Votre rendez-vous a été déplacé : { $when }.
appointments-told-proposed = Nous vous proposons ce moment : { $when }. Ouvrez Rendez-vous pour l’accepter. D’ici là, rien n’est réservé.
appointments-told-declined = Nous ne pouvons pas vous donner le rendez-vous demandé.
appointments-on-behalf = { $name } au nom de { $patient }
appointments-kind-new = Nouveau rendez-vous
appointments-kind-change = Autre moment
appointments-kind-cancel = Annulé
appointments-state-open = Attend la clinique
appointments-state-proposed = Attend { -patient(article: "the") }
appointments-state-taken = { CAPITAL(-patient(article: "the")) } a accepté le moment
appointments-state-accepted = Donné
appointments-state-declined = Refusé
appointments-state-withdrawn = Retiré
appointments-state-noted = Noté
appointments-queue-title = Demandes de rendez-vous
appointments-queue-open = En attente de la clinique
appointments-queue-taken = Moments proposés et acceptés
appointments-queue-proposed = En attente { -patient(article: "of-the") }
appointments-queue-empty = Rien n’attend
appointments-queue-empty-hint = Ce que les { -patient(number: "plural") } demandent et ce qu’{ -patient-ils } annulent se trouve ici jusqu’à ce que quelqu’un ait répondu ou l’ait noté.
appointments-answered = C’est fait.
appointments-first = Première page
appointments-next = Page suivante
appointments-request-title = Demande de rendez-vous de { $name }
appointments-asked-by = Demandé par
appointments-about = Rendez-vous
appointments-now-at = maintenant : { $when }
appointments-in-words = En ses mots
appointments-state = État
appointments-told = Averti
appointments-told-by = par un message
appointments-beside = Autres rendez-vous à venir
appointments-unseen-open = Le rendez-vous est annulé dans Carepost. Retirez-le de votre propre agenda, puis notez-le ici.
appointments-unseen-taken = { CAPITAL(-patient(article: "the")) } a accepté le moment proposé ; le rendez-vous est pris dans Carepost. Inscrivez-le dans votre propre agenda, puis notez-le ici.
appointments-note = Noté
appointments-answer = Répondre
appointments-untold = { CAPITAL(-patient(article: "the")) } ne peut pas être averti{ -patient-e } par un message. Répondez quand même, et appelez-{ -patient-le }.
appointments-time = Jour et heure
appointments-minutes = Minutes
appointments-word = Un mot { -patient(article: "to-the") }
appointments-word-hint = Il figure dans le message qui l’avertit. Nécessaire pour refuser.
appointments-accept = Donner ce moment
appointments-propose = Proposer ce moment
appointments-decline = Refuser
appointments-chart-asked = Demandes du côté { -patient(article: "of-the") }
appointments-chart-ended = { $name } a accepté le moment ou retiré la demande, { $when }
appointments-chart-answered = réponse de { $name }, { $when }
appointments-chart-none = Aucun rendez-vous
appointments-chart-none-hint = Les rendez-vous viennent du système de la clinique, par importation, FHIR ou l’API, et des demandes que vous acceptez.
appointments-chart-hidden = Caché dans le portail
settings-part-appointments = Rendez-vous
settings-field-appointments-shown = Montrer les rendez-vous dans le portail
settings-hint-appointments-shown = Les { -patient(number: "plural") } voient leurs rendez-vous à venir et passés, et peuvent les ajouter à leur calendrier. Désactivé : le portail ne montre aucun rendez-vous.
settings-field-hidden-appointment-statuses = États de rendez-vous à cacher
settings-hint-hidden-appointment-statuses = Un rendez-vous dont l’état est coché n’apparaît nulle part pour les { -patient(number: "plural") }. Le personnel le voit dans le dossier.
settings-field-other-hidden-statuses = Autres états à cacher
settings-hint-other-hidden-statuses = Les mots de votre propre système, séparés par des virgules.
settings-field-calendar-details = Nom et motif dans les fichiers de calendrier
settings-hint-calendar-details = Un calendrier est souvent vu par d’autres personnes et d’autres programmes. Désactivé : le fichier dit seulement qu’il y a un rendez-vous, quand et où. Activé : aussi pour qui et pourquoi.
settings-field-appointment-requests = Les { -patient(number: "plural") } peuvent demander un rendez-vous
settings-hint-appointment-requests = Les demandes attendent sous Rendez-vous jusqu’à ce que quelqu’un réponde. Rien n’est réservé automatiquement.
settings-field-appointment-changes = Les { -patient(number: "plural") } peuvent demander un autre moment
settings-hint-appointment-changes = Le rendez-vous reste tel quel jusqu’à ce qu’un autre moment soit donné ou convenu.
settings-field-appointment-cancellations = Les { -patient(number: "plural") } peuvent annuler
settings-hint-appointment-cancellations = L’annulation vaut tout de suite ; le personnel la voit sous Rendez-vous et la note.
settings-field-appointment-notice-hours = Heures de préavis
settings-hint-appointment-notice-hours = De 0 à 720. Passé ce délai avant un rendez-vous, les { -patient(number: "plural") } ne peuvent plus le changer ni l’annuler dans le portail et sont prié{ -patient-e }s d’appeler.
settings-hours = { $n } heures
refusal-appointment-notice-range = Choisissez entre 0 et 720 heures.
refusal-appointment-status-unusable = Un état compte au plus 40 caractères, sans virgule ; 40 au plus peuvent être cachés.
refusal-appointment-not-standing = Ce rendez-vous est passé ou annulé. Pour toute question, appelez le { $phone }.
refusal-appointment-past = Ce rendez-vous a commencé ou est passé. Pour toute question, appelez le { $phone }.
refusal-appointment-notice = Moins de { $hours } heures avant un rendez-vous, il ne peut être changé ou annulé que par téléphone : { $phone }
refusal-appointment-changes-off = La clinique change les rendez-vous par téléphone : { $phone }
refusal-appointment-cancellations-off = La clinique annule les rendez-vous par téléphone : { $phone }
refusal-appointment-requests-off = La clinique donne les rendez-vous par téléphone : { $phone }
refusal-appointment-discharged = Vous n’êtes plus inscrit{ -patient-e } comme { -patient } ici. Appelez le { $phone } pour un rendez-vous.
refusal-appointment-requests-many = Plusieurs de vos demandes attendent déjà. Attendez la réponse de la clinique ou retirez-en une.
refusal-appointment-change-waits = Un autre moment a déjà été demandé. Attendez la réponse de la clinique ou retirez cette demande.
refusal-appointment-request-answered = La clinique a répondu entre-temps, ou la demande a été retirée. Ce qui vaut maintenant est affiché ci-dessous.
refusal-appointment-request-gone = Quelqu’un a répondu à cette demande, ou le côté { -patient(article: "of-the") } l’a retirée, depuis que vous avez ouvert la page. Ce qui vaut maintenant est affiché ci-dessous.
refusal-appointment-stands-no-more = Le rendez-vous a été annulé ou est passé. Il ne peut plus être déplacé.
refusal-appointment-proposal-other = La clinique propose maintenant un autre moment. Il est affiché ci-dessous.
refusal-appointment-proposal-past = Le moment proposé est passé. Retirez la demande et demandez de nouveau.
refusal-appointment-time-missing = Choisissez un jour et une heure.
refusal-appointment-time-past = Choisissez un moment à venir.
refusal-appointment-time-wrong = Écrivez le jour et l’heure comme 2026-03-01 09:30.
refusal-appointment-time-skipped = L’horloge saute ce moment en avançant. Choisissez-en un qui existe.
refusal-appointment-end-wrong = La fin vient après le début, dans les 24 heures.
refusal-appointment-minutes-wrong = Écrivez un nombre de minutes de 1 à 1440.
refusal-appointment-moment-wrong = Écrivez un moment avec son décalage, comme 2026-03-01T09:30:00-05:00.
refusal-words-missing = Écrivez quelques mots.
refusal-words-too-long = Au plus { $max } caractères.
audit-action-appointment-cancel = A annulé un rendez-vous depuis le portail
audit-action-appointment-calendar = A pris un rendez-vous dans un calendrier
audit-action-appointment_request-create = A fait une demande de rendez-vous
audit-action-appointment_request-list = A vu les demandes de rendez-vous
audit-action-appointment_request-read = A lu une demande de rendez-vous
audit-action-appointment_request-accept = A donné un rendez-vous
audit-action-appointment_request-propose = A proposé un moment pour un rendez-vous
audit-action-appointment_request-decline = A refusé une demande de rendez-vous
audit-action-appointment_request-note = A noté ce qu’{ -patient(article: "a") } a fait d’un rendez-vous
audit-action-appointment_request-take = A accepté un moment proposé
audit-action-appointment_request-withdraw = A retiré une demande de rendez-vous
# Conversations que les patients commencent

audit-action-conversation-start = A commencé une conversation
audit-action-conversation-start_page = A ouvert un nouveau message
audit-action-workgroup-open_to_patients = A changé si les { -patient(number: "plural") } peuvent écrire les { -patient-premiers } à un groupe de travail
portal-start-title = Nouveau message
portal-start-about = Ce message concerne
portal-start-about-other = Écrire au sujet de quelqu’un d’autre
portal-start-to = À
portal-start-to-whom = Qui devrait le lire?
portal-start-answers = { $days ->
    [one] Répond d’habitude en un jour ouvrable
   *[other] Répond d’habitude en { $days } jours ouvrables
}
portal-start-subject = De quoi s’agit-il?
portal-start-subject-hint = Quelques mots, comme « Question sur mon ordonnance ».
portal-start-body = Votre message
portal-start-send = Envoyer le message
portal-start-sent = Votre message a été envoyé
refusal-workgroup-not-open = Cette équipe de la clinique ne reçoit plus de nouveaux messages pour le moment. Veuillez choisir de nouveau.
refusal-start-too-many = Vous pouvez commencer { $max } messages par jour. Veuillez réessayer dans { $hours } h, ou téléphoner. Ce que vous avez écrit est encore ici.
refusal-start-for-another = Ce message concernait quelqu’un d’autre, et vous êtes maintenant ici pour { $name }. Il n’a pas été envoyé. Il est conservé : appuyez sur « Changer » pour le continuer.
settings-field-patients-start = Les { -patient(number: "plural") } peuvent commencer une conversation
settings-hint-patients-start = Dans Connect Pro. { CAPITAL(-patient-ils) } choisissent parmi les groupes de travail ouverts aux { -patient(number: "plural") } : Groupes de travail > le groupe.
settings-field-default-workgroup-id = Groupe de travail qui reçoit les messages destinés à personne en particulier
settings-hint-default-workgroup-id = Il fait toujours partie des choix, pour qu’aucun message ne se perde. Seuls les groupes qui ont des membres peuvent être choisis.
settings-no-workgroup = Aucun
refusal-default-workgroup-missing = Choisissez le groupe de travail qui reçoit ce que les { -patient(number: "plural") } commencent, ou désactivez cette possibilité.
refusal-default-workgroup-unable = Ce groupe de travail est retiré ou n’a aucun membre. Choisissez-en un autre.
staff-workgroup-patients = Messages que les { -patient(number: "plural") } commencent
staff-workgroup-open = Les { -patient(number: "plural") } peuvent écrire les { -patient-premiers } à ce groupe
staff-workgroup-open-hint = Cela compte là où les paramètres du portail permettent aux { -patient(number: "plural") } de commencer une conversation.
staff-workgroup-answers = Répond d’habitude en, en jours ouvrables
staff-workgroup-answers-hint = De 1 à 30. Les { -patient(number: "plural") } le voient avant d’écrire. Laissez vide pour n’en rien dire.
refusal-answer-days-range = Donnez un nombre entier de jours de 1 à { $max }, ou laissez vide.
refusal-workgroup-is-default = Ce groupe reçoit les messages que les { -patient(number: "plural") } commencent. Choisissez-en d’abord un autre pour { -patient-eux } dans les paramètres du portail.
refusal-workgroup-needs-somebody = Le groupe { $name } reçoit les messages que les { -patient(number: "plural") } commencent : un membre actif doit en faire partie. Ajoutez-y d’abord quelqu’un d’autre.

# Réponses automatiques

audit-action-automatic_reply-save = A modifié la réponse automatique d’un groupe de travail
audit-action-opening_hours-save = A modifié les heures d’ouverture
audit-action-conversation-automatic_reply = A répondu automatiquement
settings-field-automatic-replies = Réponses automatiques
settings-hint-automatic-replies = Dans Connect Pro. Un groupe de travail répond de lui-même quand { -patient(article: "a") } lui écrit : toujours, en dehors des heures d’ouverture ou entre deux jours.
settings-automatic-link = Heures d’ouverture et texte de chaque réponse automatique
automatic-title = Réponses automatiques
automatic-badge = Réponse automatique
automatic-what = Ce qu’{ -patient(article: "a") } lit aussitôt après avoir écrit à un groupe de travail. Elle dit qu’elle est automatique, n’avise personne, et pour vous le message reste sans réponse jusqu’à ce que quelqu’un y réponde.
automatic-not-on = Rien ne reçoit de réponse automatique en ce moment : il faut Connect Pro, et « Réponses automatiques » activé dans les paramètres du portail.
automatic-off = Ne répond rien de lui-même
automatic-schedule-always = Toujours
automatic-schedule-outside-hours = En dehors des heures d’ouverture
automatic-schedule-between = Entre deux jours
automatic-between-days = Du { $from } au { $until }
automatic-when = Quand
automatic-enabled = Répondre automatiquement
automatic-no-hours = Indiquez d’abord les heures d’ouverture.
automatic-from-day = Premier jour
automatic-until-day = Dernier jour
automatic-every-hours = Heures avant une nouvelle réponse automatique dans la même conversation
automatic-every-hours-hint = De 1 à 720. Quand une personne de la clinique répond, le message suivant peut recevoir aussitôt une réponse automatique.
automatic-text = Texte
automatic-text-hint = Les { -patient(number: "plural") } lisent celui de leur langue. Dites quand ils auront de vos nouvelles, et rien sur la santé de quiconque.
automatic-preview = Comme { -patient(article: "a") } la lit
automatic-answers-now = { CAPITAL(-patient(article: "a")) } qui écrit maintenant la reçoit.
automatic-answers-not-now = { CAPITAL(-patient(article: "a")) } qui écrit maintenant ne la reçoit pas.
automatic-save = Enregistrer la réponse automatique
automatic-see = Aperçu
automatic-hours = Heures d’ouverture
automatic-hours-hint = Par exemple 8:30-12:00, 13:00-17:00. Vide : fermé. Heures de { $zone }.
automatic-day-1 = Lundi
automatic-day-2 = Mardi
automatic-day-3 = Mercredi
automatic-day-4 = Jeudi
automatic-day-5 = Vendredi
automatic-day-6 = Samedi
automatic-day-7 = Dimanche
automatic-closed-days = Jours de fermeture
automatic-closed-days-hint = Un par ligne, par exemple 2026-12-25.
automatic-hours-save = Enregistrer les heures d’ouverture
refusal-hours-unreadable = Écrivez des heures comme 8:30-12:00, 13:00-17:00, la plus tôt d’abord, ou laissez vide.
refusal-closed-day-unreadable = « { $day } » n’est pas un jour. Écrivez-le comme 2026-12-25.
refusal-closed-days-too-many = Donnez au plus { $max } jours.
refusal-opening-hours-needed = Un groupe de travail répond automatiquement en dehors des heures d’ouverture. Changez d’abord cela, ou gardez des heures.
refusal-opening-hours-missing = Indiquez d’abord les heures d’ouverture : sans elles, la réponse partirait toujours.
refusal-automatic-text-missing = Écrivez ce que les { -patient(number: "plural") } doivent lire.
refusal-automatic-text-long = Utilisez au plus { $max } caractères.
refusal-every-hours-range = Donnez un nombre entier d’heures de 1 à { $max }.
refusal-between-days-missing = Donnez le premier et le dernier jour.
refusal-between-days-order = Le dernier jour vient avant le premier.
## notification templates: the default texts. Those of text messages keep to GSM-7, so that they take few segments.
notice-subject-message = Nouveau message de { $clinic_name }
notice-email-message = Vous avez un nouveau message de { $clinic_name }.

    Lisez-le ici :
    { $link }

    Par discrétion, ce courriel ne dit pas de quoi il s’agit. On vous posera une ou deux questions pour s’assurer que c’est bien vous. Ne répondez pas à ce courriel : personne ne lit les réponses.
    Le lien fonctionne jusqu’au { $link_until }.

    Si ce courriel ne vous est pas destiné, n’en tenez pas compte.
notice-text-message = Nouveau message de { $clinic_name } : { $link }
notice-subject-messages = { $count } messages de { $clinic_name } vous attendent
notice-email-messages = { $count } messages de { $clinic_name } vous attendent.

    Lisez-les ici :
    { $link }

    Par discrétion, ce courriel ne dit pas de quoi il s’agit. On vous posera une ou deux questions pour s’assurer que c’est bien vous. Ne répondez pas à ce courriel : personne ne lit les réponses.
    Le lien fonctionne jusqu’au { $link_until }.

    Si ce courriel ne vous est pas destiné, n’en tenez pas compte.
notice-text-messages = { $count } messages de { $clinic_name } vous attendent : { $link }
notice-subject-overdue = Une réponse à { $clinic_name } est en retard
notice-email-overdue = Une réponse à { $clinic_name } est en retard. Lisez le message et répondez-y, s’il vous plaît.

    Lisez-le ici :
    { $link }

    Par discrétion, ce courriel ne dit pas de quoi il s’agit. On vous posera une ou deux questions pour s’assurer que c’est bien vous. Ne répondez pas à ce courriel : personne ne lit les réponses.
    Le lien fonctionne jusqu’au { $link_until }.

    Si ce courriel ne vous est pas destiné, n’en tenez pas compte.
notice-text-overdue = Une réponse à { $clinic_name } est en retard : { $link }
notice-subject-passcode = Votre code
notice-email-passcode = Votre code est { $code }

    Il est valable { $code_minutes } minutes. Entrez-le dans la page où vous l’avez demandé.

    Ne le donnez à personne. Personne de votre clinique ne vous le demandera. Si vous ne l’avez pas demandé, vous n’avez rien à faire.
notice-text-passcode = { $code } est votre code. Il est valable { $code_minutes } minutes. Ne le donnez à personne.
notice-subject-recovery-code = Votre code pour un nouveau mot de passe
notice-email-recovery-code = Votre code pour un nouveau mot de passe est { $code }

    Il est valable { $code_minutes } minutes. Entrez-le dans la page où vous l’avez demandé.

    Ne le donnez à personne. Personne de votre clinique ne vous le demandera. Si vous ne l’avez pas demandé, vous n’avez rien à faire.
notice-text-recovery-code = { $code } est votre code pour un nouveau mot de passe. Il est valable { $code_minutes } minutes. Ne le donnez à personne.
notice-subject-contact-code = Votre code pour une autre adresse
notice-email-contact-code = Quelqu’un a demandé à { $clinic_name } de le joindre à une autre adresse. Le code pour cela est { $code }

    Il est valable { $code_minutes } minutes. Entrez-le dans la page où vous l’avez demandé.

    Ne le donnez à personne. Personne de votre clinique ne vous le demandera. Si vous ne l’avez pas demandé, appelez la clinique : { $clinic_phone }
notice-text-contact-code = { $code } est votre code pour une autre adresse. Il est valable { $code_minutes } minutes. Ne le donnez à personne.
notice-subject-password-changed = Votre mot de passe a été changé
notice-email-password-changed = Le mot de passe de votre compte auprès de { $clinic_name } a été changé. Si ce n’était pas vous, appelez la clinique : { $clinic_phone }
notice-text-password-changed = Le mot de passe de votre compte auprès de { $clinic_name } a été changé. Si ce n'était pas vous, appelez la clinique : { $clinic_phone }
notice-subject-passkey-added = Une clé d’accès a été ajoutée
notice-email-passkey-added = Une clé d’accès a été ajoutée à votre compte auprès de { $clinic_name }. Si ce n’était pas vous, appelez la clinique : { $clinic_phone }
notice-text-passkey-added = Une clé d'accès a été ajoutée à votre compte auprès de { $clinic_name }. Si ce n'était pas vous, appelez la clinique : { $clinic_phone }
notice-subject-contact-changed = La façon de vous joindre a été changée
notice-email-contact-changed = Un courriel ou un numéro de mobile à votre nom auprès de { $clinic_name } a été changé. Si ce n’était pas vous, appelez la clinique : { $clinic_phone }
notice-text-contact-changed = Un courriel ou un numéro de mobile à votre nom auprès de { $clinic_name } a été changé. Si ce n'était pas vous, appelez la clinique : { $clinic_phone }

## notification templates: the owner's pages
notices-title = Modèles d’avis
notices-link = Ce que disent les courriels et les textos aux { -patient(number: "plural") }, et ce qu’en montre un téléphone verrouillé
notices-what = Ce que disent les courriels et les textos aux { -patient(number: "plural") }, par événement, mode d’envoi et langue. Chaque personne reçoit sa langue. Sous chacun se trouve ce que montre un téléphone verrouillé : quiconque se tient à côté peut le lire.
notices-event-message = Un message attend
notices-event-messages = Plusieurs messages attendent
notices-event-overdue = Une réponse est en retard
notices-event-passcode = Code de connexion
notices-event-recovery-code = Code pour un nouveau mot de passe
notices-event-contact-code = Code pour une autre adresse
notices-event-password-changed = Le mot de passe a été changé
notices-event-passkey-added = Une clé d’accès a été ajoutée
notices-event-contact-changed = Une adresse a été changée
notices-channel-email = Courriel
notices-channel-text = Texto
notices-field-clinic-name = Nom de la clinique
notices-field-clinic-phone = Téléphone de la clinique
notices-field-given-name = Prénom de la personne
notices-field-link = Lien vers le message
notices-field-count = Nombre de messages qui attendent
notices-field-link-until = Dernier jour du lien
notices-field-code = Code
notices-field-code-minutes = Durée du code, en minutes
notices-fields-hint = Ils sont remplis pour chaque personne au moment de l’envoi. Il n’y en a pas d’autres : rien du message ni de la santé { -patient(article: "of-the") } ne sort de la clinique.
notices-sample-name = Camille
notices-at-most = { $count ->
    [one] au plus 1 caractère
   *[other] au plus { $count } caractères
 }
notices-own = Votre texte
notices-default = Texte par défaut
notices-default-sent = Le texte par défaut est envoyé
notices-beside = Mode d’envoi et langue
notices-subject = Objet
notices-text = Texte
notices-text-hint = N’écrivez rien sur la santé de qui que ce soit, ni ce que traite la clinique si cela en dit long.
notices-cost-shown = Tel qu’affiché
notices-cost-most = Avec les valeurs les plus longues
notices-cost = Segments : { $segments } · { $units } sur { $room } · { $alphabet }
notices-cost-beyond = À cause de ces caractères, tout le texte compte en UCS-2, à 70 par segment :
notices-cost-hint = Un texte plus long est envoyé, et facturé, en segments : 160 caractères seuls ou 153 chacun en GSM-7, 70 ou 67 en UCS-2. Certains, comme € et [ ], comptent double.
notices-save = Enregistrer le modèle
notices-preview = Aperçu
notices-preview-title = Aperçu
notices-preview-hint = Sur un téléphone verrouillé, pour { -patient(article: "a") } inventé{ -patient-e }.
notices-preview-whole = Le courriel entier
notices-unknown = Ce ne sont pas des champs ici :
notices-saved = Enregistré. Tout ce qui part désormais dit cela.
notices-was-reset = Le texte par défaut est de nouveau en vigueur.
notices-unusable = Votre texte ne peut pas servir; le texte par défaut est envoyé. { $why }
notices-reset = Revenir au texte par défaut
notices-reset-why = Vos versions restent ici.
notices-reset-ask = Envoyer désormais de nouveau le texte par défaut?
refusal-notice-subject-missing = Écrivez un objet.
refusal-notice-text-missing = Écrivez un texte.
refusal-notice-text-long = C’est trop long : au plus { $max } caractères.
refusal-notice-field-unknown = { $field } ne peut pas être rempli ici. Prenez l’un de ceux-ci : { $fields }
refusal-notice-field-open = Un champ commence par deux accolades et n’a pas de fin. Écrivez-le comme il figure sous Champs.
refusal-notice-field-needed = Le texte doit contenir { $field } : sans cela, il ne sert à rien à la personne.
refusal-notice-template-changed = Quelqu’un a enregistré ce modèle entre-temps. Ce que vous avez écrit est encore là : comparez-le à la version la plus récente, puis enregistrez de nouveau.
audit-action-notification_template-save = A enregistré un modèle d’avis
audit-action-notification_template-reset = A remis un modèle d’avis au texte par défaut

contact-title = Comment vous joindre
contact-words = Votre courriel, votre numéro de mobile, et où arrivent les avis.
contact-change = Changer comment vous joindre
contact-saved = Enregistré. Nous vous joindrons désormais ainsi.
contact-none = Rien au dossier
contact-email = Courriel
contact-email-new = Nouveau courriel
contact-mobile = Numéro de mobile
contact-mobile-new = Nouveau numéro de mobile
contact-send-codes = M’envoyer les codes
contact-codes = Entrez les codes
contact-codes-both = Nous avons envoyé un code à { $new } et un autre à { $old }, qui est au dossier. Rien ne change tant que vous n’avez pas entré les deux.
contact-codes-one = Nous avons envoyé un code à { $new }. Rien ne change tant que vous ne l’avez pas entré.
contact-codes-until = Ils sont valables jusqu’à { $time }.
contact-code-new = Code envoyé à
contact-code-old = Code envoyé à
contact-code-old-hint = Vous n’y recevez plus de messages? Appelez la clinique : { $phone }
contact-confirm = Confirmer le changement
contact-give-up = Tout laisser comme c’est
contact-preferred = Avis
contact-preferred-words = Un avis dit seulement que quelque chose vous attend.
contact-by-email = Par courriel, ou par texto si le courriel ne me parvient pas
contact-by-text = Par texto, ou par courriel si le texto ne me parvient pas
contact-by-email-only = Seulement par courriel
contact-by-text-only = Seulement par texto
contact-save = Enregistrer
refusal-own-contact-missing = Écrivez la nouvelle adresse ou le nouveau numéro.
refusal-contact-same = C’est déjà ce que nous avons au dossier.
refusal-contact-no-such-address = Nous n’avons pas d’adresse de ce genre pour vous. Ajoutez-la d’abord.
refusal-contact-codes-wrong = Les codes ne correspondent pas. { $left ->
    [0] Demandez-en de nouveaux.
    [one] Il reste un essai.
   *[other] Il reste { $left } essais.
  }
refusal-contact-over = Ces codes ne sont plus valables. Demandez-en de nouveaux.
audit-action-portal-contact_read = A lu comment on joint la personne
audit-action-portal-contact_asked = A demandé à changer un courriel ou un numéro de mobile
audit-action-portal-contact_denied = A donné de mauvais codes pour un autre courriel ou numéro de mobile
audit-action-portal-contact_changed = A changé un courriel ou un numéro de mobile avec des codes
audit-action-portal-contact_given_up = A renoncé à changer un courriel ou un numéro de mobile

## Factures privées (M61)
portal-nav-bills = Factures
staff-nav-bills = Factures à payer
chart-tab-bills = Factures
settings-part-bills = Factures
settings-field-portal-billing = Facturation dans le portail
settings-hint-portal-billing = Les { -patient(number: "plural") } voient leurs factures privées et les paient par Stripe. Une facture est payée quand Stripe le confirme.
settings-bills-blocked = La facturation dans le portail n’est pas disponible
settings-bills-blocked-why = Stripe n’est pas configuré ici : personne ne peut payer dans le portail.
settings-bills-blocked-out = La personne qui exploite Carepost inscrit la clé secrète de Stripe et le secret de signature du webhook dans la section [stripe] de la configuration. L’interrupteur apparaît alors ici.
settings-bills-on-all-the-same = Le portail continue de montrer les factures et indique qu’elles se paient à la clinique.
bills-title = Factures
bills-of = pour { $name }
bills-none = Il n’y a pas de facture.
bills-title-one = Facture { $number }
bills-receipt-title = Reçu pour la facture { $number }
bills-checkout-label = Facture { $number }
bills-state = État
bills-state-open = À payer
bills-state-paid = Payée
bills-state-partly-refunded = Remboursée en partie
bills-state-refunded = Remboursée
bills-state-voided = Annulée
bills-given-back = { $amount } remboursés
bills-pages = Pages de factures
bills-first = Première page
bills-next = Page suivante
bills-for = Pour
bills-from = De
bills-issued = Émise
bills-printed = Imprimée
bills-lines = Détail
bills-line = Objet
bills-line-nth = Ligne { $n }
bills-amount = Montant
bills-when = Date
bills-payments = Paiements
bills-refunds = Remboursements
bills-total = Total
bills-due = À payer
bills-paid-on = Payé, { $when }
bills-refunded-on = Remboursé, { $when }
bills-waiting = Nous attendons la confirmation
bills-waiting-hint = Stripe nous avertit quand votre paiement est arrivé : le plus souvent en une minute, avec certaines banques en quelques jours. Vous n’avez pas à payer de nouveau.
bills-look-again = Vérifier de nouveau
bills-left = Vous avez quitté la page de paiement. Rien n’a été payé.
bills-pay = Payer { $amount }
bills-pay-hint = Vous payez sur une page de Stripe, qui apprend le montant et le numéro de la facture, et rien sur votre santé.
bills-at-clinic = À payer à la clinique
bills-at-clinic-hint = Cette facture se paie à la clinique. Des questions ?
bills-pdf = Facture en PDF
bills-pdf-receipt = Reçu en PDF
bills-open-title = Factures à payer
bills-open-none = Aucune facture à payer
bills-open-none-hint = Les nouvelles factures s’émettent depuis un dossier, sous Factures.
bills-aside = Paiements à vérifier
bills-aside-hint = Ils ne correspondent à aucune facture. Vérifiez-les dans Stripe, puis appuyez sur Vérifié.
bills-noted = Vérifié
bills-problem-amount = Le montant ou la monnaie n’est pas celui de la facture. Elle ne compte pas comme payée.
bills-problem-unknown = Il ne désigne aucune facture d’ici.
bills-problem-voided = La facture est annulée. Remboursez la somme dans Stripe.
bills-problem-overpaid = La facture était déjà payée. Remboursez le second paiement dans Stripe.
bills-overpaid = { $amount } en trop
bills-overpaid-hint = Remboursez la somme dans Stripe ou à l’accueil. Un remboursement dans Stripe apparaît ici de lui-même.
bills-under-way-open = La page de paiement est ouverte.
bills-under-way-processing = Un paiement est en cours. Stripe dira s’il est arrivé.
bills-paid-desk = Payé à l’accueil, { $name }
bills-paid-stripe = Payé par Stripe
bills-refunded-stripe = Remboursé par Stripe
bills-desk = Payée à l’accueil
bills-desk-hint = Inscrit que { $amount } ont été payés. Cela ne se reprend pas.
bills-desk-note = Comment (facultatif)
bills-desk-do = Elle est payée
bills-void = Annuler cette facture
bills-void-hint = Personne n’a plus à la payer. Elle reste au dossier avec votre motif.
bills-void-reason = Motif
bills-void-do = Annuler la facture
bills-new = Nouvelle facture
bills-new-title = Nouvelle facture pour { $name }
bills-new-hint = Montants en { $currency }, taxes comprises. Ce que vous écrivez ici est montré dans le portail.
bills-issue = Émettre la facture
bills-chart-none = Il n’y a pas de facture
bills-chart-none-hint = Les factures privées { -patient(article: "of-the") } figurent ici, avec ce qui en a été payé.
refusal-bill-amount-wrong = Indiquez un montant comme 25,00, supérieur à zéro.
refusal-bill-lines-wrong = Écrivez au moins une ligne, et au plus { $max }.
refusal-bill-paid = Cette facture est déjà payée.
refusal-bill-voided = Cette facture est annulée. Il n’y a rien à payer.
refusal-bill-changed = La facture a été réglée entre-temps. Il n’y a rien à payer ici.
refusal-bill-processing = Un paiement est en cours pour cette facture. Vous n’avez pas à payer de nouveau.
refusal-bill-pay-at-clinic = Cette facture se paie à la clinique.
refusal-bill-payment-unreachable = Le service de paiement ne répond pas. Rien n’a été payé. Réessayez dans quelques minutes.
refusal-portal-billing-needs-stripe = La facturation dans le portail a besoin de Stripe. La personne qui exploite Carepost le configure dans la section [stripe].
refusal-webhook-not-signed = Cet événement n’est pas signé avec le secret du point d’accès, ou sa signature est trop ancienne.
refusal-webhook-unreadable = Ce n’est pas un événement lisible.
audit-action-invoice-create = A émis une facture
audit-action-invoice-read = A lu des factures
audit-action-invoice-list = A vu les factures à payer
audit-action-invoice-download = A téléchargé une facture
audit-action-invoice-pay = Est allé payer une facture
audit-action-invoice-paid = Stripe a confirmé un paiement
audit-action-invoice-paid_at_desk = A inscrit un paiement à l’accueil
audit-action-invoice-refunded = Stripe a annoncé un remboursement
audit-action-invoice-void = A annulé une facture
audit-action-payment_event-set_aside = Un paiement a été mis de côté
audit-action-payment_event-note = A vérifié un paiement mis de côté
## S’inscrire (M59)
staff-nav-registrations = Inscriptions
settings-part-registration = Inscription { -patient(number: "plural", article: "of") }
settings-field-patient-registration = Inscription { -patient(number: "plural", article: "of") }
settings-hint-patient-registration = Désactivée au départ. Chacun remplit un formulaire sur une page publique et prouve son adresse courriel ou son numéro de mobile par un code; l’équipe accepte, rattache ou refuse ensuite chaque demande. Il faut que le portail soit ouvert, et quelqu’un qui peut modifier les renseignements personnels.
settings-registration-needs = Personne ne peut s’inscrire tant que le portail est fermé : le propriétaire doit l’activer, et son accès doit être ouvert.
settings-registration-link = Ce que demande et dit le formulaire d’inscription
register-question = Pas encore { -patient-one } ici?
register-link = S’inscrire
register-title = S’inscrire à la clinique
register-closed = Personne ne peut s’inscrire ici pour le moment. Veuillez appeler la clinique.
register-choose = À quelle clinique voulez-vous vous inscrire?
register-to-sign-in = Se connecter plutôt
register-words = Remplissez ce formulaire pour devenir { -patient-one } ici. Nous vous envoyons un code pour vérifier comment vous joindre. Quelqu’un de la clinique regarde ensuite votre demande.
    Cette page ne sert pas aux urgences.
register-given-name = Prénom
register-given-name-hint = Si vous n’avez qu’un nom, écrivez-le ici ou dessous et laissez l’autre case vide.
register-family-name = Nom de famille
register-birth-date = Date de naissance
register-birth-date-hint = Par exemple 14 mars 1988 ou 1988-03-14
register-email = Courriel
register-email-hint = Nous y envoyons un code.
register-email-or-mobile-hint = Nous y envoyons un code. Si vous n’en avez pas, donnez votre numéro de mobile.
register-mobile = Numéro de mobile
register-mobile-hint = Avec l’indicatif du pays s’il n’est ni du Canada ni des États-Unis.
register-optional = (facultatif)
register-choose-one = Choisir
register-sex = Sexe
register-language = Langue dans laquelle nous vous écrivons
register-consent = Veuillez lire ceci
register-agree = J’ai lu ce texte et je l’accepte.
register-go-on = Envoyez-moi le code
register-call = Des questions? Appelez la clinique :
register-code-title = Entrez le code
register-code-sent-email = Nous avons envoyé un courriel avec un code à { $address }. Il fonctionne jusqu’à { $time }.
register-code-sent-text = Nous avons envoyé un texto avec un code au { $address }. Il fonctionne jusqu’à { $time }.
register-confirm = Envoyer ma demande
register-code-again = Envoyer un autre code
register-other-address = Changer ce que j’ai écrit
register-done-title = Votre demande est envoyée
register-done-words = Votre demande est arrivée à { $clinic }. Vous n’avez rien d’autre à faire.
register-done-next = La suite
register-done-told = Quelqu’un de la clinique la regarde un jour ouvrable. Nous vous écrivons ensuite à { $address } et vous disons comment vous connecter.
register-done-urgent = Besoin d’aide d’ici là? Appelez la clinique. En cas d’urgence, appelez le 911.
refusal-register-mobile-missing = Écrivez votre numéro de mobile.
refusal-register-email-missing = Écrivez votre adresse courriel.
refusal-register-sex-missing = Choisissez une réponse.
refusal-register-identifier-missing = Remplissez cette case : { $kind }.
refusal-register-consent-missing = Cochez que vous acceptez. Sans cela, nous ne pouvons pas prendre votre demande.
refusal-register-consent-changed = Ce texte vient de changer. Lisez-le et cochez que vous acceptez.
refusal-register-too-many = Trop de codes ont été demandés. Réessayez dans { $minutes ->
    [one] une minute
   *[other] { $minutes } minutes
    }, ou appelez la clinique.
refusal-register-sends-spent = Plus aucun code ne peut être envoyé pour cette demande. Vérifiez ce que vous avez écrit et remplissez le formulaire à nouveau, ou appelez la clinique.
refusal-register-tries-spent = Le code a été faux trop souvent. Remplissez le formulaire à nouveau, ou appelez la clinique.
refusal-register-code-old = Ce code ne fonctionne plus. Demandez-en un autre.
refusal-register-code-wrong = Le code n’est pas le bon. { $left ->
    [one] Il reste un essai.
   *[other] Il reste { $left } essais.
    }
registration-queue-title = Inscriptions
registration-settings = Formulaire d’inscription
registration-off = Personne ne peut s’inscrire pour le moment : le réglage ou le portail est désactivé.
registration-queue-empty = Personne n’attend
registration-queue-empty-hint = Qui s’inscrit et entre le code se trouve ici jusqu’à ce que quelqu’un ait décidé.
registration-likely-count = { $count ->
    [one] Peut-être déjà au dossier
   *[other] Peut-être l’une de { $count } personnes au dossier
    }
registration-nobody-like = Personne de semblable au dossier
registration-nobody-like-hint = Personne au dossier n’a le même identifiant, le même courriel ou le même numéro de mobile, ni la même date de naissance avec un nom semblable.
registration-like = Au dossier :
registration-because-identifier = même identifiant
registration-because-name-and-birth = même date de naissance et nom semblable
registration-because-email = même courriel
registration-because-mobile = même numéro de mobile
registration-because-caregiver = un proche qui lit pour cette personne a cette adresse
registration-because-name = même nom
registration-done-accepted = Acceptée. Le dossier est ouvert et la personne est avertie.
registration-done-matched = Rattachée. La personne est avertie.
registration-done-refused = Refusée.
registration-title = Inscription de { $name }
registration-asked = Inscription
registration-when = Demandée
registration-state-waiting = En attente d’une décision
registration-state-accepted = Acceptée
registration-state-matched = Rattachée
registration-state-refused = Refusée
registration-proven = prouvé par un code
registration-unproven = non prouvé
registration-language-en = Anglais
registration-language-fr = Français
registration-decided-by = Décidée par
registration-reason = Raison
registration-reason-hint = Pour la clinique seulement. La personne ne la lit jamais.
registration-told = La personne est avertie, en mots neutres.
registration-not-told = La personne n’est pas avertie.
registration-chart = Dossier
registration-to-chart = Ouvrir le dossier
registration-agreed = Ce que la personne a accepté
registration-likely = Pourrait être l’une de ces personnes
registration-compare = L’inscription à côté du dossier de { $name }
registration-line = Quoi
registration-on-file = Au dossier
registration-verdict = Comparaison
registration-nothing = rien
registration-same = identique
registration-differs = différent
registration-take = Reprendre : { $what }
registration-access = Ouvrir l’accès au portail
registration-access-hint = Avant 18 ans, on n’a pas d’accès à soi : reliez un proche dans le dossier.
registration-match-hint = Rien d’autre ne change dans le dossier. Assurez-vous que c’est la même personne avant de reprendre une adresse : qui la lit se connecte en son nom.
registration-match = Rattacher à { $name }
registration-find = Chercher une autre personne au dossier
registration-accept-title = Accepter une nouvelle personne
registration-accept-access = Un dossier est ouvert, avec accès au portail, et la personne reçoit un premier message qui lui permet de se connecter.
registration-accept-no-access = Un dossier est ouvert. Les { -patient(number: "plural", article: "new") } n’ont pas d’office accès au portail : ouvrez-le dans le dossier quand vous le voulez.
registration-child = Moins de 18 ans : pas d’accès à soi. Reliez ensuite un proche dans le dossier.
registration-no-message = Vous ne pouvez pas envoyer de messages : la personne reçoit un court avis au lieu d’un premier message.
registration-without-identifiers = Laisser les identifiants de côté
registration-accept = Accepter
registration-shared = L’adresse peut se trouver deux fois au dossier
registration-shared-hint = Une autre personne au dossier, ou un proche qui lit pour quelqu’un, a le même courriel ou le même numéro. Elles restent deux personnes; qui lit cette boîte lit pour les deux.
registration-refuse-title = Refuser
registration-tell = Avertir la personne
registration-tell-hint = En mots neutres, sans la raison. Ce qu’une personne refusée a écrit est effacé après 90 jours.
registration-refuse = Refuser
registration-welcome-subject = Bienvenue
registration-welcome = Bienvenue à { $clinic }. Votre inscription est faite. Quand nous vous écrivons, un avis comme celui de ce message vous amène ici.
registration-settings-what = Le formulaire demande toujours le nom, la date de naissance et le courriel ou le numéro de mobile. Ce qu’il demande de plus, ce que dit la page et ce qu’on y accepte, c’est vous qui le décidez.
registration-open-at = On peut s’inscrire à
registration-switched-off = L’inscription est désactivée dans les réglages du portail. Le formulaire peut être préparé entre-temps.
registration-fields = Ce que demande le formulaire
registration-fields-hint = Demandez le moins possible.
registration-need-hidden = Pas demandé
registration-need-optional = Facultatif
registration-need-required = Obligatoire
registration-words = Ce que dit d’abord la page
registration-words-hint = Vide : les mots habituels.
registration-consent = Ce qu’on accepte
registration-consent-hint = Vide dans les deux langues : rien. Chaque version est gardée avec les personnes qui l’ont acceptée.
registration-consent-version = Ceci est la version { $n } du texte.
registration-save = Enregistrer le formulaire
refusal-registration-decided = { $name } a déjà décidé. Vous n’avez rien changé.
refusal-registration-reason-missing = Écrivez pourquoi.
refusal-registration-reason-long = La raison peut avoir au plus { $max } caractères.
refusal-registration-patient-missing = Choisissez une personne au dossier.
refusal-registration-contact-shared = Une autre personne au dossier a le même courriel ou le même numéro de mobile. Cochez que vous le savez, ou rattachez plutôt.
refusal-registration-consent-both = Écrivez le texte dans les deux langues, ou dans aucune.
notice-subject-registered = Votre inscription est faite
notice-email-registered = Votre inscription à { $clinic_name } est acceptée. Quand nous vous écrivons, vous recevez un avis avec un lien : ouvrez-le pour vous connecter. Des questions? Appelez la clinique : { $clinic_phone }
notice-text-registered = Votre inscription à { $clinic_name } est acceptée. Quand nous vous écrivons, vous recevez un lien : ouvrez-le pour vous connecter. Des questions? { $clinic_phone }
notice-subject-registration-refused = Votre demande
notice-email-registration-refused = { $clinic_name } n’a pas pu donner suite à votre demande cette fois. Des questions? Appelez la clinique : { $clinic_phone }
notice-text-registration-refused = { $clinic_name } n'a pas pu donner suite à votre demande cette fois. Des questions? { $clinic_phone }
notices-event-registered = Une inscription a été acceptée
notices-event-registration-refused = Une inscription a été refusée
audit-action-registration-ask = A rempli le formulaire d’inscription
audit-action-registration-code_denied = A donné un faux code pour une inscription
audit-action-registration-confirm = S’est inscrit
audit-action-registration-list = A vu les inscriptions
audit-action-registration-read = A lu une inscription
audit-action-registration-accept = A accepté une nouvelle inscription
audit-action-registration-match = A rattaché une inscription
audit-action-registration-refuse = A refusé une inscription
audit-action-registration_form-save = A changé le formulaire d’inscription

# Libellés (M65) et recherche de l’en-tête
labels-title = Libellés
labels-also = Libellés personnalisés, mots, étiquettes, terminologie : { -patient }, { -patient(number: "plural") }, { -clinic-staff }, { -staff-member }, { -staff-member(number: "plural") }
labels-link = Le nom que cette clinique donne à ses { -patient(number: "plural") } et à son personnel
labels-what = Ces mots remplacent ceux d’origine sur toutes les pages, dans les avis et sur papier, pour tout le monde. Écrivez-les comme au milieu d’une phrase. Les articles, les accords et les pluriels suivent d’eux-mêmes.
labels-own = Vos propres mots
labels-built-in = Mots d’origine
labels-built-in-patient = { -patient }, { -patient(number: "plural") }
labels-built-in-clinic-staff = { -clinic-staff }
labels-built-in-staff-member = { -staff-member }, { -staff-member(number: "plural") }
labels-term-patient = { CAPITAL(-patient) } : la personne que la clinique soigne
labels-term-clinic-staff = { CAPITAL(-clinic-staff) } : ce qui remplace un nom masqué
labels-term-staff-member = { CAPITAL(-staff-member) } : une personne qui travaille à la clinique
labels-hint = Laissez vide pour le mot d’origine : { $words }
labels-one = Mot, ou singulier
labels-many = Pluriel
labels-gender = Genre
labels-gender-masculine = Masculin : le
labels-gender-feminine = Féminin : la
labels-choose = Choisir
labels-sound = Commence par
labels-sound-worked-out = Selon le mot
labels-sound-en-consonant = Une consonne : a client, a user
labels-sound-en-vowel = Une voyelle : an individual, an heir
labels-sound-fr-consonant = Une consonne ou un h aspiré : le client, le héros
labels-sound-fr-vowel = Une voyelle ou un h muet : l’usager, l’habitant
labels-save = Enregistrer les libellés
labels-saved = Enregistré. Les pages, les avis et les documents disent désormais ces mots.
labels-preview-tried = Pas encore enregistré. Voici comment vos mots se liraient.
labels-preview-saved = Voici comment les mots se lisent maintenant. Tapez-en d’autres et appuyez sur Aperçu.
labels-reset = Revenir aux mots d’origine
labels-reset-why = Tous vos propres mots sont retirés.
labels-reset-ask = Dire partout les mots d’origine désormais?
refusal-label-missing = Donnez le singulier et le pluriel, ou laissez les deux vides.
refusal-label-too-long = Utilisez au plus { $max } caractères.
refusal-label-wrong = Écrivez un mot avec des lettres, sur une ligne, sans caractères invisibles.
refusal-label-gender-missing = Choisissez le genre, pour que les mots autour s’accordent.
refusal-label-no-plural = Ce mot n’a pas de pluriel.
refusal-label-unknown = Il n’y a pas de tel mot à renommer, ou pas de telle langue.
refusal-labels-changed = Quelqu’un d’autre a enregistré les libellés après que vous avez ouvert cette page. Ce que vous avez tapé est conservé ci-dessous; enregistrez de nouveau pour l’appliquer.
audit-action-labels-save = A changé les libellés
search-title = Recherche
search-hint = Un nom, un identifiant, une date de naissance, un courriel ou un mobile; ou le nom d’une page ou d’un paramètre, en français ou en anglais.
search-places = Pages et paramètres
search-none = Rien trouvé pour « { $query } »
# Les personnes qui lisent pour d’autres
families-shared = Le courriel ou le numéro de mobile au dossier de cet adolescent est aussi celui de { $names }. Ce qui lui est destiné y serait lu. Inscrivez une adresse qui lui est propre, ou laissez le champ vide.
families-another = un autre responsable
families-hidden = Non nommé aux autres
families-hide = Ne pas nommer aux autres personnes qui lisent
families-hide-hint = Elles ne voient ni son nom ni ses coordonnées. Le personnel et { -patient(article: "the") } les voient.
families-review-badge = À revoir
families-account = Famille
families-readers-title = Qui peut voir les messages
families-readers-of = Au sujet de { $name }
families-since = Depuis : { $day }.
families-until = Jusqu’à : { $time }.
families-staff = Ces groupes de la clinique répondent aux messages et peuvent les voir :
families-change = Pour changer cela, appelez la clinique :
families-end-ask = Demander la fin de cet accès
families-end-words = La clinique l’examine et vous prévient. D’ici là, rien ne change.
families-end-send = Demander à la clinique
families-words = Ce que la clinique devrait savoir
families-people-title = Les personnes dont je prends soin
families-requests = Ce que vous avez demandé
families-asked = La clinique a votre demande. Vous serez prévenu de la réponse.
families-withdrawn = Votre demande est retirée.
families-asked-on = Demandé : { $day }
families-withdraw = Retirer
families-ask-title = Demander l’accès pour quelqu’un
families-ask-words = La clinique vérifie chaque demande et peut vous appeler.
families-ask-send = Envoyer la demande
families-given-name = Son prénom
families-family-name = Son nom de famille
families-birth-date = Sa date de naissance
families-relationship = Ce que vous êtes pour cette personne
families-kind-access = Demande un accès
families-kind-end = Demande la fin d’un accès
families-state = État
families-state-open = en attente de la clinique
families-state-accepted = fait
families-state-refused = impossible
families-state-withdrawn = retirée
families-waiting-title = Accès des familles
families-waiting-empty = Rien n’attend
families-waiting-empty-hint = Ici paraissent les demandes d’accès, et les liens de responsables arrivés à l’âge choisi par la clinique.
families-requests-open = Demandes
families-review = À revoir
families-review-hint = L’âge choisi par la clinique est atteint. Les liens continuent jusqu’à ce que quelqu’un décide.
families-is-age = { $age } ans.
families-keep-until = Garder jusqu’à
families-keep = Garder
families-end = Mettre fin
families-done = Enregistré.
families-request-title = Demande de { $name }
families-asked-by = Demandé par
families-about = Au sujet de
families-ends = Accès de
families-find = Chercher quelqu’un d’autre
families-answer = Réponse
families-candidates = De qui s’agit-il?
families-no-candidates = Personne ne correspond à ce qui est écrit.
families-same-birth-date = Même date de naissance
families-other-birth-date = Autre date de naissance
families-consent = L’accord { -patient(article: "of-the") } est donné
families-consent-hint = Nécessaire à partir de 18 ans. C’est consigné à votre nom.
families-answer-words = À la personne qui demande
families-answer-hint = Elle le lit dans le portail. Ne dites pas si quelqu’un est connu ici.
families-accept = Donner l’accès
families-accept-end = Mettre fin à l’accès
families-refuse = Impossible
families-age-title = Accès des responsables et âge
families-age-what = À cet âge, ce que lisent les responsables peut ne plus les regarder. Cela se fait à la première minute de l’anniversaire, à l’heure de la clinique. Les liens des représentants et ceux faits après l’anniversaire continuent.
families-age = Âge en années
families-age-hint = De 10 à 25. Vide : les liens des responsables continuent à tout âge.
families-then-review = Soumettre le lien au personnel, qui le garde ou y met fin
families-then-end = Mettre fin au lien et prévenir le responsable
families-touched-review = L’enregistrement soumet ces liens au personnel maintenant
families-touched-end = L’enregistrement met fin à ces liens maintenant, ou à un anniversaire d’ici un jour
staff-nav-families = Accès des familles
refusal-link-age-range = Entrez un âge de { $min } à { $max }, ou laissez le champ vide.
refusal-link-age-look = Cela touche { $count } liens tout de suite. Regardez-les ci-dessous et enregistrez de nouveau.
refusal-link-keep-until = Choisissez un moment à venir, ou laissez le champ vide.
refusal-access-words-long = Écrivez au plus { $max } caractères.
refusal-access-requests-many = Assez de demandes attendent ou ont été faites aujourd’hui. La clinique y répond d’abord; vous pouvez aussi appeler.
refusal-access-request-answered = Cette demande a déjà reçu une réponse, ou a été retirée.
refusal-access-end-waits = Vous l’avez déjà demandé. La clinique l’examine.
refusal-access-patient-missing = Choisissez { -patient(article: "the") } dont il s’agit.
refusal-access-consent-missing = À l’âge adulte, l’accès demande l’accord de la personne même : cochez que vous l’avez.
notice-subject-access-changed = Du nouveau sur votre accès
notice-email-access-changed = Quelque chose a changé dans votre accès auprès de { $clinic_name }. Connectez-vous comme d’habitude et regardez sous Compte. Questions : { $clinic_phone }
notice-text-access-changed = Quelque chose a changé dans votre accès auprès de { $clinic_name }. Connectez-vous et regardez sous Compte. Questions : { $clinic_phone }
notices-event-access-changed = Un accès a été donné, terminé ou répondu
audit-action-portal_link-hide = A changé si un nom est montré aux autres lecteurs
audit-action-portal_link-age = A appliqué l’âge de la clinique à un lien
audit-action-access_request-create = A fait une demande d’accès
audit-action-access_request-withdraw = A retiré une demande d’accès
audit-action-access_request-answer = A répondu à une demande d’accès
audit-action-access_request-list = A regardé les demandes d’accès
audit-action-access_request-read = A ouvert une demande d’accès
audit-action-family_settings-save = A enregistré l’âge pour les liens des responsables
audit-action-portal-readers = A regardé qui peut voir les messages
families-age-link = À quel âge d’un enfant les liens des responsables prennent fin ou sont revus
families-invitations = Invitations en attente
families-invite = Ajouter et inviter
families-invite-hint = Une invitation part vers son courriel ou son mobile. Elle ne nomme personne et reste ouverte deux semaines.
families-invite-again = Inviter de nouveau
families-invited = Invitation : { $day }.
families-open-until = Ouverte jusqu’à : { $day }.
families-invite-subject = Bienvenue
families-invite-body = Bonjour { $person }, vous pouvez désormais lire les messages au sujet de { $name } et y répondre ici. Si cela ne vous est pas destiné, appelez-nous.
account-join-title = Vous avez déjà un compte ici?
account-join-words = Connectez-vous, et cette personne y est ajoutée.
account-join-button = Se connecter et ajouter
refusal-invitation-often = Assez d’invitations ont été envoyées. Appelez la personne, ou réessayez demain.
audit-action-portal_invitation-list = Liste des invitations
audit-action-portal_link-list = Liste de qui lit pour { -patient(article: "a") }
audit-action-portal_invitation-create = A invité une personne
audit-action-portal_invitation-send_again = A renvoyé une invitation
audit-action-portal-join = A ajouté une invitation à un compte
refusal-appointment-act-for-another = Cette page a été ouverte pour quelqu’un d’autre, et vous êtes maintenant ici pour { $name }. Rien n’a été envoyé. Votre texte est conservé pendant un jour : appuyez sur « Changer » et ouvrez de nouveau ce rendez-vous.
refusal-appointment-for-another = Cette page a été ouverte pour quelqu’un d’autre. Vous êtes maintenant ici pour { $name } : rien n’a été demandé. Retournez à l’autre personne, ou demandez pour { $name } avec le bouton ci-dessous.

# L’apparence du portail (M62)
audit-action-look-save = A enregistré l’apparence du portail
audit-action-look-preview = A regardé l’aperçu d’une apparence du portail
look-title = Logo, couleur et image de fond
look-words = L’apparence du portail pour vos { -patient(number: "plural") } : sur la page de connexion et sur toutes les suivantes. Les courriels et les textos restent en texte simple.
look-saved = Enregistré. Les { -patient(number: "plural") } le voient dès la prochaine page.
look-preview = Aperçu
look-preview-words = Rien n’a encore changé pour les { -patient(number: "plural") }. Regardez les pages avec { -patient(article: "a") } inventé{ -patient-e }, puis enregistrez.
look-preview-button = Aperçu
look-preview-back = Revenir aux paramètres
look-preview-inert = Une image du portail avec { -patient(article: "a") } inventé{ -patient-e }. Rien n’y est utilisable.
look-page-sign-in = Connexion
look-page-messages = Messages
look-page-conversation = Une conversation
look-scheme-light = clair
look-scheme-dark = sombre
look-width-full = pleine largeur
look-width-phone = sur un téléphone
look-logo = Logo
look-logo-now = Votre logo
look-logo-none = Sans logo, le portail affiche le nom de votre clinique.
look-logo-choose = Choisir un logo
look-logo-hint = PNG ou JPEG, jusqu’à 10 Mo. Il est réduit pour le haut de la page. Il prend la place du nom de votre clinique, que les lecteurs d’écran continuent de lire. Là où il ne se verrait pas, il reçoit un fond clair ou sombre.
look-logo-remove = Retirer le logo
look-colour = Couleur
look-colour-own = Le bleu du portail
look-colour-clinic = Une couleur à vous
look-colour-field = Votre couleur
look-colour-hint = Pour les boutons, les liens et une teinte du fond. Les nuances pour un écran sombre en sont calculées.
look-shade-title = Cette couleur ne pourrait pas être lue
look-shade-wish = { $colour } : contraste de { $contrast } avec le blanc. Un texte demande 4,5.
look-shade-nearest = { $colour } : la nuance lisible la plus proche. Contraste de { $contrast }. L’aperçu la montre.
look-shade-take = Prendre plutôt { $colour }
look-background = Image de fond
look-background-now = Votre image de fond, en filigrane comme la voient les { -patient(number: "plural") }
look-background-none = Sans image, le fond est uni.
look-background-choose = Choisir une image
look-background-hint = PNG ou JPEG, jusqu’à 10 Mo. Elle devient un filigrane derrière les pages, aussi fort que le texte le permet. Elle n’est pas imprimée, et n’est pas montrée aux personnes qui demandent plus de contraste à leur appareil.
look-background-strength = Force : { $light } % sur un écran clair, { $dark } % sur un écran sombre.
look-background-remove = Retirer l’image
look-sample-subject-1 = Votre rendez-vous de la semaine prochaine
look-sample-text-1 = Veuillez apporter le formulaire que vous avez rempli. Au plaisir de vous voir.
look-sample-subject-2 = Ordonnance renouvelée
look-sample-text-2 = Merci, je passe la prendre demain.
look-sample-notice = Les messages ne sont pas lus à toute heure. En cas d’urgence, appelez le 911.
settings-look-words = Le logo de votre clinique, une couleur, et une image en filigrane derrière les pages du portail. Vous voyez les pages avant d’enregistrer.
settings-look-open = Changer l’apparence, avec un aperçu
refusal-look-changed = Quelqu’un a enregistré une autre apparence entre-temps. Votre choix est gardé ici : regardez-le encore, puis enregistrez.
refusal-look-colour-unknown = Ce n’est pas une couleur. Choisissez-en une, ou tapez-la avec # et six chiffres ou lettres, comme #0a5763.
refusal-look-colour-unreadable = { $colour } a un contraste de { $contrast } avec le blanc, trop peu pour être lu. Prenez { $shade }, la nuance lisible la plus proche, ou une autre couleur.
refusal-look-picture-too-large = L’image dépasse { $max_mb } Mo. Enregistrez-la plus petite et choisissez-la de nouveau.
refusal-look-picture-too-many-pixels = L’image a plus de { $max_megapixels } millions de pixels. Enregistrez-la plus petite et choisissez-la de nouveau.
refusal-look-picture-heic = Les images HEIC ne s’affichent pas partout. Enregistrez ou exportez l’image en JPEG et choisissez ce fichier.
refusal-look-picture-svg = Les images SVG peuvent contenir des programmes et ne sont pas acceptées. Exportez l’image en PNG et choisissez ce fichier.
refusal-look-picture-damaged = L’image ne se lit pas jusqu’à la fin. Enregistrez-la de nouveau en PNG ou JPEG et choisissez ce fichier.
refusal-look-picture-kind = Seules les images PNG et JPEG sont acceptées, sans animation. Enregistrez l’image dans l’un de ces formats et choisissez ce fichier.
refusal-look-picture-infected = L’antivirus ne laisse pas passer cette image. Choisissez-en une autre.
refusal-look-scanner = L’antivirus ne répond pas en ce moment. Choisissez l’image de nouveau dans quelques minutes.
families-invite-now = Inviter
refusal-invitation-over = Cette personne est déjà venue, ou son lien est terminé.

## Envois groupés (M45-M47)
refusal-group-from-missing = Choisissez le groupe de travail expéditeur : les réponses arrivent dans sa boîte.
refusal-group-nobody = Personne ne recevrait ceci. Ajoutez des { -patient(number: "plural") }, ou choisissez toute une catégorie; la liste des exclusions dit qui a été exclu et pourquoi.
refusal-group-count-wrong = Le nombre est { $count }. Tapez { $count } pour confirmer.
refusal-group-send-changed = Cet envoi groupé a été modifié dans une autre fenêtre. Rien n’a été écrasé et rien n’a été envoyé : rechargez la page.
refusal-group-send-sent = Cet envoi groupé est parti; on ne peut plus le modifier.
refusal-group-send-not-running = Cet envoi groupé n’est pas en cours : il n’y a rien à arrêter.
refusal-group-send-not-stopped = Cet envoi groupé n’est pas arrêté.
refusal-group-send-not-sent = Cet envoi groupé n’est pas encore parti.
refusal-group-send-none-failed = Rien n’a échoué : il n’y a rien à réessayer.
refusal-group-send-not-yours = Seul le membre qui l’a envoyé peut le faire continuer : il part en son nom.
refusal-age-wrong = Un âge est un nombre entier de 0 à { $max }.
refusal-ages-crossed = Le second âge ne peut être inférieur au premier.
refusal-fallback-unknown = Seuls un prénom, un nom de famille et un rendez-vous peuvent manquer.
refusal-fallback-too-long = Au plus { $max } caractères.
refusal-too-many-patients = Ajoutez au plus { $max } personnes à la fois; pour davantage, utilisez une liste.
refusal-identifier-kind-unnamed = La clinique n’a pas d’identifiant de ce nom.
refusal-identifiers-unreadable = La liste est illisible. Collez un identifiant par ligne, ou un fichier CSV en UTF-8.
refusal-identifiers-too-many = Une liste compte au plus { $max } lignes. Divisez-la.
refusal-identifiers-empty = La liste ne contient aucun identifiant. Collez-en un par ligne.
staff-nav-group-sends = Envois groupés
group-title = Envois groupés
group-one = Envoi groupé
group-to = { $count ->
    [one] À une personne
   *[other] À { $count } personnes
}
group-new = Nouvel envoi groupé
group-what = Chaque destinataire reçoit une conversation privée. Personne ne voit qui d’autre l’a reçue.
group-none = Aucun envoi groupé
group-none-hint = Écrivez à beaucoup de personnes à la fois; chacune reçoit une conversation privée.
group-drafts = Vos brouillons
group-no-subject = Sans objet
group-sent = Envoyés
group-when = Quand
group-by = Par
group-state = État
group-reached = Envoyés sur tous
group-failed-count = { $count ->
    [one] Un échec
   *[other] { $count } échecs
}
group-first-page = Retour aux plus récents
group-state-draft = Brouillon
group-state-freezing = Liste en cours d’écriture
group-state-sending = Envoi en cours
group-state-stopped = Arrêté
group-state-done = Terminé
group-saved = Enregistré. Rien n’a été envoyé.
group-save = Enregistrer le brouillon
group-from-hint = Les destinataires voient son nom, et leurs réponses arrivent dans sa boîte.
group-fallbacks = Quand un champ manque
group-fallbacks-hint = Ce que dit le texte là où le champ n’a pas de valeur. Si c’est vide, ces personnes sont exclues et listées.
group-audience = Qui le reçoit
group-everyone-none = Seulement les personnes ajoutées ci-dessous
group-everyone-active = Toutes les personnes actives
group-everyone-discharged = Toutes les personnes qui ont reçu leur congé
group-everyone-all = Tout le monde
group-filters = Filtres
group-filters-hint = Ils valent pour tous. Les personnes ajoutées par leur nom qu’un filtre exclut sont listées avec la raison.
group-age-from = À partir de l’âge de
group-age-to = Jusqu’à l’âge de
group-language = Langue
group-language-en = Anglais
group-language-fr = Français
group-any = N’importe
group-workgroup = A une conversation avec le groupe de travail
group-added = Personnes ajoutées par leur nom ou d’une liste
group-added-none = Personne n’a été ajouté.
group-added-more = Et { $count } de plus.
group-also-discharged = Leur écrire même après leur congé
group-remove = Retirer { $name }
group-find = Chercher par nom, date de naissance ou identifiant
group-find-button = Chercher
group-find-none = Personne n’a été trouvé.
group-add = Ajouter
group-list = Coller une liste d’identifiants
group-list-hint = Un par ligne, ou un fichier CSV dont la première ligne nomme la colonne. Les inconnus, doublés et ambigus sont listés.
group-list-kind = Les identifiants sont du type
group-list-add = Ajouter la liste
group-list-came-to = Ajoutés : { $added }. Inconnus : { $unknown }. De plusieurs personnes : { $ambiguous }. Déjà ajoutés : { $double }.
group-clear = Tout effacer
group-preview = Vérifier avant l’envoi
group-discard = Jeter
group-discard-why = Jeter ce brouillon.
group-discard-ask = Jeter ce brouillon? On ne peut pas le récupérer.
group-preview-title = Vérifier avant l’envoi
group-back-to-draft = Retour au brouillon
group-count = { $count ->
    [0] Personne ne recevrait ceci.
    [one] Une personne recevrait ceci.
   *[other] { $count } personnes recevraient ceci.
}
group-count-besides = Lecteurs : { $people }. Doublons exclus : { $doubles }. Exclus : { $skipped }.
group-skipped = Exclus : { $count }
group-skipped-title = Exclus
group-skipped-show = Voir qui
group-skipped-none = Personne n’est exclu.
group-download = Télécharger en CSV
group-unmatched = Lignes de la liste qui n’ont ajouté personne
group-unmatched-show = Voir les lignes
group-unmatched-unknown = Inconnus : { $count }.
group-unmatched-ambiguous = De plusieurs personnes : { $count }.
group-unmatched-double = Doublés : { $count }.
group-line-unknown = Personne ne l’a
group-line-ambiguous = Plusieurs personnes l’ont
group-line-double = Déjà ajouté
group-samples = Comme ils le verront
group-confirm = Envoyer
group-confirm-what = Ce qui est envoyé ne peut être repris. Les changements ultérieurs ne modifient pas cette liste.
group-confirm-type = Tapez { $count } pour confirmer
group-send = { $count ->
    [one] Envoyer à une personne
   *[other] Envoyer à { $count } personnes
}
group-not-yet = L’envoi n’est pas encore possible :
group-reader = Qui lit
group-why = Raison
group-next = Page suivante
group-reload = Recharger
group-done-of = { $done } sur { $total }
group-a-second = { $count } par seconde
group-seconds-left = { $count ->
    [one] environ une seconde restante
   *[other] environ { $count } secondes restantes
}
group-minutes-left = { $count ->
    [one] environ une minute restante
   *[other] environ { $count } minutes restantes
}
group-left-out = Exclus avant l’envoi
group-skipped-since = Exclus pendant l’envoi
group-confirmed = Nombre tapé
group-finished = Fin
group-stop = Arrêter
group-continue = Continuer
group-retry = Réessayer les échecs
group-report = Rapport par destinataire
group-report-none = Personne dans cette partie du rapport.
group-all = Tous
group-notice = Avis
group-opened = Ouvert
group-told-with-another = Avisé avec un autre message
group-outcome-waiting = En attente
group-outcome-again = Nouvel essai
group-outcome-sent = Envoyé
group-outcome-skipped = Exclu
group-outcome-failed = Échec
group-delivery-queued = En attente
group-delivery-sent = Envoyé
group-delivery-delivered = Livré
group-delivery-failed = N’a pas pu être livré
group-delivery-cancelled = Plus nécessaire
group-reason-discharged = A reçu son congé
group-reason-age = Hors des âges demandés
group-reason-language = D’une autre langue
group-reason-workgroup = Aucune conversation avec le groupe de travail
group-reason-access-off = L’accès au portail est désactivé
group-reason-no-portal-user = Personne ne lit pour cette personne
group-reason-no-contact = Ni courriel ni cellulaire au dossier
group-reason-not-registered = Pas encore inscrit
group-reason-field-missing = Un champ du texte manque
group-reason-patient-gone = N’est plus aux dossiers
group-reason-link-ended = L’accès de cette personne a pris fin
group-reason-error = N’a pas pu être écrit; réessayez
group-stopped-by-staff = Quelqu’un l’a arrêté. Ce qui est envoyé reste envoyé.
group-stopped-permission-gone = L’envoi s’est arrêté : son expéditeur n’a plus le droit d’envoyer à plusieurs personnes. Une fois le droit rendu, son expéditeur peut continuer.
group-stopped-portal-off = L’envoi s’est arrêté : le portail est désactivé. Activez-le, puis continuez.
group-stopped-workgroup-gone = L’envoi s’est arrêté : son groupe de travail a été retiré. Il ne peut continuer; écrivez-en un autre depuis un autre groupe.
refusal-group-count-missing = Tapez le nombre en chiffres.
audit-action-group_send-list = A énuméré les envois groupés
audit-action-group_send-read = A lu un envoi groupé
audit-action-group_send-create = A commencé un envoi groupé
audit-action-group_send-save = A changé le brouillon d’un envoi groupé
audit-action-group_send-discard = A jeté le brouillon d’un envoi groupé
audit-action-group_send-add = A ajouté des destinataires à un envoi groupé
audit-action-group_send-add_list = A ajouté une liste d’identifiants à un envoi groupé
audit-action-group_send-remove = A retiré une personne d’un envoi groupé
audit-action-group_send-clear = A vidé les destinataires d’un envoi groupé
audit-action-group_send-preview = A vérifié un envoi groupé avant l’envoi
audit-action-group_send-skipped = A lu qui est exclu d’un envoi groupé
audit-action-group_send-unmatched = A lu les lignes d’une liste qui n’ont ajouté personne
audit-action-group_send-send = A envoyé à plusieurs personnes
audit-action-group_send-stop = A arrêté un envoi groupé
audit-action-group_send-continue = A fait continuer un envoi groupé
audit-action-group_send-retry = A réessayé les échecs d’un envoi groupé
audit-action-group_send-report = A lu le rapport d’un envoi groupé
audit-action-group_send-frozen = A écrit la liste d’un envoi groupé
audit-action-group_send-done = A terminé un envoi groupé
audit-action-group_send-stopped = Un envoi groupé s’est arrêté de lui-même
audit-action-group_send-export = A téléchargé un fichier d’un envoi groupé

## Listes de distribution (M48)
lists-title = Listes de distribution
lists-also = Cci, copies cachées
lists-what = Un groupe nommé de membres, où choisir sous Cci (personnel) en écrivant un message. Les personnes choisies reçoivent une copie cachée, en lecture seule.
lists-none = Aucune liste de distribution
lists-none-hint = Ajoutez-en une pour les personnes qui doivent lire sans être nommées, comme une superviseure ou le comité de la qualité.
lists-new = Nouvelle liste
lists-saved = La liste est enregistrée.
lists-count = { $count ->
    [0] encore personne
    [one] { $count } membre
   *[other] { $count } membres
}
lists-left = N’est plus à la clinique et ne reçoit pas de copie : { $names }
lists-has-left = N’est plus à la clinique
lists-has-left-hint = Ne reçoit pas de copies. Décochez pour retirer cette personne de la liste.
lists-retired = Retirées
lists-retired-since = Cette liste est retirée depuis { $when }. Personne ne peut y choisir. Les copies déjà données restent.
lists-name = Nom de la liste
lists-members = Membres de la liste
lists-members-hint = On peut choisir chaque personne séparément, ou toutes en cochant une seule case.
lists-used-by = Qui peut l’utiliser
lists-for-everybody = Toute personne qui peut envoyer des messages
lists-for-workgroups = Seulement les membres de ces groupes de travail
lists-retire = Retirer
lists-retire-why = On ne peut plus choisir dans une liste retirée. Les copies déjà données restent.
lists-retire-ask = Retirer cette liste? Elle ne peut pas être rétablie.
refusal-list-name-taken = Il y a une liste de ce nom, peut-être retirée. Choisissez un autre nom.
refusal-list-member-left = { $name } n’est plus à la clinique : impossible de mettre cette personne sur une liste. Décochez cette personne.
refusal-list-too-long = Une liste contient au plus { $max } membres. Faites-en une deuxième.
refusal-list-for-nobody = Choisissez les groupes de travail dont les membres peuvent utiliser la liste, ou laissez toute personne qui peut envoyer des messages l’utiliser.
refusal-list-retired = Cette liste est retirée et ne peut pas être changée.
refusal-list-changed = Quelqu’un a enregistré cette liste depuis que vous l’avez ouverte. Ce que vous avez choisi est gardé ici : regardez de nouveau, puis enregistrez.
audit-action-distribution_list-list = A énuméré les listes de distribution
audit-action-distribution_list-read = A lu une liste de distribution
audit-action-distribution_list-create = A créé une liste de distribution
audit-action-distribution_list-save = A changé une liste de distribution
audit-action-distribution_list-retire = A retiré une liste de distribution

## Copies cachées pour le personnel (M48)
bcc-title = Cci (personnel)
bcc-hint = Chaque personne reçoit une copie cachée, en lecture seule, dans sa boîte de réception, maintenant et à mesure que la conversation avance. Ni { -patient(article: "the") } ni les collègues ne voient qu’il y a de telles copies.
bcc-whole = { $count ->
    [0] Toute la liste : il n’y reste personne
    [one] Toute la liste : { $count } membre
   *[other] Toute la liste : { $count } membres
}
bcc-single = Choisir dans { $list }
bcc-without-left = n’est plus à la clinique : pas de copie
bcc-without-off-the-list = n’est plus sur la liste : pas de copie
bcc-nobody-sees = Seules vous et les personnes qui ont une copie le savez, et le journal d’audit.
bcc-own = Copie cachée
bcc-own-by = { $name } vous a donné une copie de cette conversation, { $when }.
bcc-own-hint = Ni { -patient(article: "the") } ni les collègues ne voient que vous la lisez. Pour répondre, fermer ou verser au dossier, joignez-vous à la conversation : les collègues vous voient alors, et c’est consigné.
bcc-join = Se joindre à la conversation
bcc-join-ask = Vous joindre ouvertement? Les collègues verront que vous participez à partir de maintenant. C’est définitif.
bcc-given = Copies cachées de votre part :
bcc-has-joined = { $name } (participe ouvertement depuis { $when })
bcc-joined = { $name } participe maintenant à la conversation, { $when }
refusal-bcc-list-unknown = Une des listes sous Cci est retirée, ou vous ne pouvez plus l’utiliser. Choisissez de nouveau.
refusal-bcc-list-nobody = Plus personne de la liste { $list } n’est à la clinique. Décochez-la, ou choisissez quelqu’un d’autre.
refusal-bcc-member-left = { $name } n’est plus à la clinique et ne recevrait pas de copie. Choisissez quelqu’un d’autre, ou envoyez sans.
refusal-bcc-member-unknown = Une personne choisie sous Cci n’est plus sur aucune de vos listes. Choisissez de nouveau, ou envoyez sans.
refusal-hidden-copy-read-only = Vous avez une copie cachée : vous pouvez lire cette conversation. Pour faire plus, joignez-vous d’abord ouvertement à elle.
refusal-hidden-copy-none = Vous n’avez pas de copie cachée de cette conversation : il n’y a rien à quoi se joindre.
refusal-draft-bcc-gone = Une personne choisie sous Cci a quitté la clinique ou n’est plus sur la liste, ou vous ne pouvez plus utiliser une liste. Vérifiez Cci.
audit-action-conversation-copy = A donné des copies cachées
audit-action-conversation-join = A rejoint ouvertement une conversation après une copie cachée

# Rapports
staff-nav-reports = Rapports
staff-permission-view-reports = Consulter les rapports
staff-permission-view-reports-hint = Voir ce que sont devenus les avis et les envois groupés : des chiffres, et les objets des envois groupés.
api-keys-scope-reports-read = Lire les rapports
audit-action-report-deliveries = A consulté le rapport sur les avis
audit-action-report-deliveries_export = A exporté le rapport sur les avis
audit-action-report-group_sends = A consulté le rapport sur les envois groupés
audit-action-report-group_sends_export = A exporté le rapport sur les envois groupés
audit-action-report-group_send = A consulté l’accueil d’un envoi groupé
refusal-period-backwards = Le dernier jour précède le premier. Choisissez un jour plus tardif.
refusal-period-too-long = Un rapport couvre 92 jours au plus. Choisissez un premier jour plus tardif ou un dernier jour plus proche.
reports-title = Rapports
reports-deliveries = Acheminement des avis
reports-deliveries-what = Ce que sont devenus les courriels et textos qui annoncent des messages, des rappels et des réponses en retard, selon le jour de leur mise en file. Les codes à usage unique ne sont pas comptés.
reports-deliveries-none = Aucun avis ces jours-là
reports-deliveries-none-hint = Choisissez d’autres jours.
reports-group-sends = Envois groupés
reports-group-sends-none = Aucun envoi groupé ces jours-là
reports-group-sends-none-hint = Choisissez d’autres jours.
reports-export = Télécharger le fichier (CSV)
reports-period = Jours du rapport
reports-from = Premier jour
reports-until = Dernier jour
reports-show = Afficher
reports-lengths = Durées usuelles
reports-length = { $count } jours
reports-by-day = Avis par jour
reports-day = { $date } : { $handed } remis, { $waiting } en attente, { $failed } en échec
reports-most = Plus longue barre : { $count }
reports-by-channel = Avis par canal
reports-channel = Canal
reports-channel-email = Courriel
reports-channel-text = Texto
reports-both = Les deux
reports-date = Jour
reports-notices = Avis
reports-handed-over = Remis
reports-sent = Remis, sans confirmation
reports-delivered = Réception confirmée
reports-delivered-of = Dont réception confirmée
reports-waiting = En attente
reports-failed = En échec
reports-cancelled = Devenus inutiles
reports-why = Pourquoi des avis ont échoué
reports-no-failures = Aucun échec.
reports-to-failed = Qui n’a pas été joint, et que faire
reports-figures = Les chiffres de chaque jour
reports-reason = Raison
reports-people = Personnes
reports-received = L’accueil qu’il a reçu
reports-skipped = Qui a été écarté, et pourquoi
reports-step-listed = { CAPITAL(-patient(number: "plural")) } sur la liste
reports-step-sent = Envoyé
reports-step-opened = Ouvert
reports-step-answered = Répondu
reports-cause-address = Cette adresse ou ce numéro n’existe pas
reports-cause-mailbox-full = La boîte est pleine
reports-cause-refused = Le fournisseur a refusé
reports-cause-unreachable = Injoignable pendant trois jours
reports-cause-not-configured = L’envoi n’est pas configuré
reports-cause-stopped = La personne n’y veut aucun avis
reports-cause-unsubscribed = La personne a répondu STOP
reports-cause-no-address = Aucune adresse ni numéro au dossier
reports-cause-not-wanted = La personne ne veut qu’un autre canal
reports-cause-internal = Une erreur de notre part
