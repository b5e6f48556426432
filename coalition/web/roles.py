"""The role table: every route and the roles that may pass; a route without a row is refused.

anyone: everybody · person: whoever is signed in · applicant: represents an organisation that is
not approved · representative: represents an approved one · coordinator: appointed to decide.
"""

ANYONE = frozenset({"anyone"})
PERSON = frozenset({"person"})
MEMBER = frozenset({"representative", "coordinator"})
SPEAKER = frozenset({"applicant", "representative"})
COORDINATOR = frozenset({"coordinator"})

ROLES: dict[str, frozenset[str]] = {
    "static": ANYONE,
    "home.index": ANYONE,
    "home.health": ANYONE,
    # people
    "accounts.choose_language": ANYONE,
    "accounts.sign_in": ANYONE,
    "accounts.start": ANYONE,
    "accounts.sign_out": PERSON,
    "accounts.forgotten": ANYONE,
    "accounts.send_reset": ANYONE,
    "accounts.reset": ANYONE,
    "accounts.set_password": ANYONE,
    "accounts.settings": PERSON,
    "accounts.rename": PERSON,
    "accounts.change_password": PERSON,
    "accounts.change_email": PERSON,
    "accounts.confirm_email": ANYONE,
    "accounts.use_email": ANYONE,
    "accounts.end_device": PERSON,
    "accounts.end_other_devices": PERSON,
    "accounts.coordinators": COORDINATOR,
    "accounts.appoint": COORDINATOR,
    "accounts.remove": COORDINATOR,
    # organisations
    "members.index": ANYONE,
    "members.download": ANYONE,
    "members.detail": ANYONE,
    "members.apply": ANYONE,
    "members.hand_in": ANYONE,
    "members.handed_in": ANYONE,
    "members.confirm": ANYONE,
    "members.confirm_application": ANYONE,
    "members.mine": PERSON,
    "members.application": SPEAKER | COORDINATOR,
    "members.answer": SPEAKER,
    "members.correct": SPEAKER,
    "members.resend": SPEAKER,
    "members.edit": MEMBER,
    "members.update": MEMBER,
    "members.representatives": MEMBER,
    "members.invite": MEMBER,
    "members.withdraw_invitation": MEMBER,
    "members.hand_over": MEMBER,
    "members.leave": SPEAKER,
    "members.invitation": ANYONE,
    "members.accept_invitation": ANYONE,
    "members.queue": COORDINATOR,
    "members.ask": COORDINATOR,
    "members.approve": COORDINATOR,
    "members.decline": COORDINATOR,
    "members.suspend": COORDINATOR,
    "members.reinstate": COORDINATOR,
    "members.groups": COORDINATOR,
    "members.update_groups": COORDINATOR,
    # documents
    "library.index": ANYONE,
    "library.detail": ANYONE,
    "library.version": ANYONE,
    "library.download": ANYONE,
    "library.mine": MEMBER,
    "library.new": MEMBER,
    "library.create": MEMBER,
    "library.edit": MEMBER,
    "library.update": MEMBER,
    "library.reading": MEMBER,
    "library.new_version": MEMBER,
    "library.add_version": MEMBER,
    "library.publish": MEMBER,
    "library.ask_why_withdrawn": MEMBER,
    "library.withdraw": MEMBER,
    "library.delete_draft": MEMBER,
    "library.review": COORDINATOR,
    "library.ask_why_sent_back": COORDINATOR,
    "library.send_back": COORDINATOR,
    "library.retry": COORDINATOR,
    "library.subjects": COORDINATOR,
    "library.update_subjects": COORDINATOR,
    # search
    "search.index": ANYONE,
}
