"""Every act the audit log knows: its key, the group it is filtered by, and its sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l


class Group(StrEnum):
    """What acts are about, as the log is filtered."""

    SIGNING_IN = "signing-in"
    ROLES = "roles"
    DECISIONS = "decisions"
    DOCUMENTS = "documents"
    DOWNLOADS = "downloads"
    EXPORTS = "exports"
    MEETINGS = "meetings"
    NEWS = "news"
    PERSONAL_DATA = "personal-data"
    UPKEEP = "upkeep"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Action:
    """One kind of act: its group, and what happened as a short sentence in the reader's language."""

    group: Group
    sentence: Any


GROUP_NAMES: Mapping[Group, Any] = {
    Group.SIGNING_IN: _l("Signing in"),
    Group.ROLES: _l("Roles and representatives"),
    Group.DECISIONS: _l("Applications and decisions"),
    Group.DOCUMENTS: _l("Documents"),
    Group.DOWNLOADS: _l("Downloads of members-only files"),
    Group.EXPORTS: _l("Exports"),
    Group.MEETINGS: _l("Meetings"),
    Group.NEWS: _l("News"),
    Group.PERSONAL_DATA: _l("Personal data"),
    Group.UPKEEP: _l("Upkeep of the site"),
    Group.SETTINGS: _l("Settings"),
}

# One line an act; its key is the room and the verb in the past.
_SENTENCES: Mapping[Group, Mapping[str, Any]] = {
    Group.SIGNING_IN: {
        "accounts.registered": _l("Account made"),
        "accounts.signed_in": _l("Signed in"),
        "accounts.sign_in_failed": _l("Sign-in failed"),
        "accounts.second_step_failed": _l("Wrong code or passkey given"),
        "accounts.proof_failed": _l("Wrong password given while signed in"),
        "accounts.signed_out": _l("Signed out"),
        "accounts.device_ended": _l("Another browser signed out"),
        "accounts.signed_out_everywhere": _l("Signed out everywhere by a command"),
        "accounts.all_signed_out": _l("Everybody signed out by a command"),
        "accounts.devices_ended": _l("All other browsers signed out"),
        "accounts.password_changed": _l("Password changed"),
        "accounts.reset_asked": _l("Link to a new password sent"),
        "accounts.password_reset": _l("New password chosen by a mailed link"),
        "accounts.email_change_asked": _l("Change of e-mail address begun"),
        "accounts.email_changed": _l("E-mail address changed"),
        "factors.added": _l("Second factor added"),
        "factors.removed": _l("Second factor removed"),
        "factors.codes_made": _l("Recovery codes made"),
        "factors.code_used": _l("Recovery code used"),
        "factors.passkey_refused": _l("Passkey refused, which may have been copied"),
        "factors.reset": _l("All second factors removed on the command line"),
        "tokens.made": _l("Personal token made"),
        "tokens.ended": _l("Personal token ended"),
        "tokens.used": _l("Personal token used for the first time on a day or from a network"),
    },
    Group.ROLES: {
        "accounts.appointed": _l("Coordinator appointed"),
        "accounts.removed": _l("Coordinator removed"),
        "members.invited": _l("Colleague invited to represent an organisation"),
        "members.uninvited": _l("Invitation to represent an organisation withdrawn"),
        "members.joined": _l("Became a representative of an organisation"),
        "members.handed_over": _l("Made the contact of an organisation"),
        "members.left": _l("Stopped representing an organisation"),
    },
    Group.DECISIONS: {
        "members.applied": _l("Application to join written"),
        "members.confirmed": _l("Application confirmed and handed in"),
        "members.asked": _l("Applicant asked for more"),
        "members.answered": _l("Question about an application answered"),
        "members.corrected": _l("Application corrected"),
        "members.approved": _l("Organisation approved as a member"),
        "members.declined": _l("Application declined"),
        "members.suspended": _l("Membership suspended"),
        "members.reinstated": _l("Suspended member reinstated"),
        "members.edited": _l("Details of a member changed"),
        "members.groups_changed": _l("List of stakeholder groups changed"),
    },
    Group.DOCUMENTS: {
        "library.deposited": _l("Document deposited"),
        "library.edited": _l("Description of a document changed"),
        "library.version_added": _l("New version of a document deposited"),
        "library.handed_in": _l("Document handed in for review"),
        "library.published": _l("Document published"),
        "library.sent_back": _l("Document sent back"),
        "library.withdrawn": _l("Document withdrawn"),
        "library.draft_deleted": _l("Draft of a document deleted"),
        "library.held_back": _l("Harmful program found in a file; file held back"),
        "library.looked_again": _l("File that is held back to be looked at again"),
        "library.file_removed": _l("File with a harmful program deleted"),
        "library.reading_retried": _l("File of a document to be read once more"),
        "library.reread": _l("Files of documents to be read anew"),
        "library.imported": _l("Files imported"),
        "library.subjects_changed": _l("List of subjects changed"),
    },
    Group.DOWNLOADS: {
        "library.downloaded": _l("Members-only file downloaded"),
    },
    Group.EXPORTS: {
        "members.exported": _l("Register of members downloaded"),
        "hubs.exported": _l("List of hubs downloaded"),
        "programme.exported": _l("Programme downloaded"),
        "questions.exported": _l("Questions of a session downloaded"),
        "audit.exported": _l("Audit log downloaded"),
        "bags.made": _l("Bag of the library made"),
    },
    Group.MEETINGS: {
        "programme.meeting_created": _l("Meeting created"),
        "programme.meeting_changed": _l("Meeting changed"),
        "programme.imported": _l("Programme imported"),
        "programme.proposed": _l("Session proposed"),
        "programme.added": _l("Session added"),
        "programme.edited": _l("Session changed"),
        "programme.accepted": _l("Proposed session accepted"),
        "programme.declined": _l("Proposed session declined"),
        "programme.scheduled": _l("Session given a time"),
        "programme.moved": _l("Session moved"),
        "programme.cancelled": _l("Session cancelled"),
        "programme.reinstated": _l("Cancelled session held after all"),
        "programme.tied": _l("Document tied to a session"),
        "programme.untied": _l("Document no longer tied to a session"),
        "programme.calendar_made": _l("Private calendar address made"),
        "programme.calendar_given_up": _l("Private calendar address given up"),
        "hubs.registered": _l("Hub registered"),
        "hubs.confirmed": _l("Hub confirmed by its host"),
        "hubs.accepted": _l("Hub accepted"),
        "hubs.declined": _l("Hub declined"),
        "hubs.changed": _l("Registration of a hub changed"),
        "hubs.chose": _l("Sessions a hub follows chosen"),
        "hubs.handed_in": _l("Hub handed in once more"),
        "hubs.withdrawn": _l("Hub withdrawn"),
        "hubs.linked": _l("Private link of a hub replaced"),
        "hubs.link_sent": _l("Private link of a hub sent to its host"),
        "questions.asked": _l("Question entered for somebody"),
        "questions.forwarded": _l("Question put to a session"),
        "questions.answered": _l("Answer to a question noted"),
        "questions.left_over": _l("Question left over"),
        "questions.declined": _l("Question declined"),
        "questions.merged": _l("Question put together with another"),
        "questions.put_back": _l("Question put back among those that wait"),
        "questions.edited": _l("Question reworded"),
        "questions.desk_arranged": _l("Desk of questions set up"),
        "questions.desk_held": _l("Desk of questions opened or closed"),
        "questions.answers_published": _l("Answers of a session published"),
        "questions.answers_hidden": _l("Answers of a session hidden"),
        "reports.handed_over": _l("Report of a session handed over"),
        "reports.published": _l("Report of a session published"),
    },
    Group.NEWS: {
        "news.created": _l("Post drafted"),
        "news.edited": _l("Post changed"),
        "news.published": _l("Post published"),
        "news.scheduled": _l("Post given a time to come out"),
        "news.unscheduled": _l("Scheduled post made a draft again"),
        "news.withdrawn": _l("Post withdrawn"),
        "news.draft_deleted": _l("Draft of a post deleted"),
        "news.picture_added": _l("Picture added to a post"),
        "news.picture_described": _l("Picture of a post described anew"),
        "news.picture_removed": _l("Picture removed from a post"),
    },
    Group.PERSONAL_DATA: {
        "privacy.exported": _l("Copy of all that is known of a person given"),
        "privacy.erased": _l("Person erased"),
        "privacy.retained": _l("Data deleted that had been kept long enough"),
    },
    Group.UPKEEP: {
        "home.work_retried": _l("Work given up to be tried again"),
        "dois.sent_again": _l("Refused DOIs sent again"),
        "preservation.check_asked": _l("All files to be checked now"),
        "preservation.damaged": _l("Damage of a file found"),
        "preservation.mended": _l("Damaged file mended"),
        "preservation.backed_up": _l("Backup made"),
        "preservation.restored": _l("Site restored from a backup"),
        "bags.taken_in": _l("Bag of a library taken in"),
    },
    Group.SETTINGS: {
        "settings.noted": _l("Settings noted for the first time"),
        "settings.changed": _l("Settings changed"),
    },
}

ACTIONS: Mapping[str, Action] = {
    key: Action(group, sentence)
    for group, named in _SENTENCES.items()
    for key, sentence in named.items()
}


def sentence_of(key: str) -> str:
    """Return what happened in the reader's language; the key for an act no longer known."""
    found = ACTIONS.get(key)
    return str(found.sentence) if found else key


def keys_of(group: Group) -> tuple[str, ...]:
    """Return the acts of a group, as they are listed."""
    return tuple(_SENTENCES[group])
