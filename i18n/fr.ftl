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

## audit

## patients

## settings

## conversations

## drafts

## attachments

## portal
portal-for = Pour
portal-nav-label = Vos pages
portal-nav-messages = Messages

## notifications

## import

## end
