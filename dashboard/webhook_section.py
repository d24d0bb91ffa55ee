"""The section Webhooks of the page Subscriptions: what is added, how each stands, and its buttons."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard import care, conditions, hooks, parts, session, wording
from dashboard.i18n import N_, NAMES, Reader
from dashboard.outgoing.letter import RHYTHMS, wishes_told
from dashboard.outgoing.post import Failure
from dashboard.safe import plain
from measures.errors import StoreError
from measures.outgoing import Rhythm, Subscription, SubscriptionState, WebAddressError, Wishes, masked
from measures.outgoing.words import TEMPLATES
from measures.store import sendings
from measures.store.outbox import GIVEN_UP_AFTER
from measures.store.subscriptions import DISABLED_FOR, UNCONFIRMED_FOR, TooManyError
from measures.vocabulary import Border, Language, Topic

_SECRET, _SAID, _ADDRESS = "hooks:secret", "hooks:said", "webhook:address"
_ACTIVE = SubscriptionState.ACTIVE
STATES = {
    SubscriptionState.UNCONFIRMED: (N_("waits for its check"), ":material/hourglass_top:"),
    SubscriptionState.ACTIVE: (N_("active"), ":material/check_circle:"),
    SubscriptionState.DISABLED: (N_("switched off: messages did not arrive"), ":material/error:"),
}
TOO_MANY = N_("That was asked for too often just now; try again in an hour.")
OVERTAKEN = N_("That can no longer be done; perhaps someone else just did. Load the page anew.")


def show(reader: Reader) -> None:
    """What webhooks are for, those there are, and the form to add one."""
    _ = reader.text
    parts.heading(_("Webhooks"))
    st.markdown(
        _(
            "For chat and case systems: each message is sent as signed JSON to an https address, by the "
            "Standard Webhooks specification. docs/webhooks.md describes it. A receiver is sent nothing "
            "until it has sent a challenge back, so that nobody points us at somebody else's server."
        )
    )
    _secret(reader)
    lines = hooks.lines()
    if not lines:
        st.info(_("There is no webhook yet."), icon=":material/webhook:")
    troubles = hooks.troubles()
    for line in lines:
        _hook(line, troubles.get(line.subscription.id), reader)
    with st.expander(_("Add a webhook"), icon=":material/add:", key="add-webhook"):
        _form(reader)


def why(code: str, args: tuple[tuple[str, str], ...], reader: Reader) -> str:
    """Why a message did not arrive, one sentence, safe as Markdown."""
    if code in TEMPLATES:
        return plain(reader.text(TEMPLATES[code], **dict(args)))
    return conditions.detail(reader, code, dict(args))


def _secret(reader: Reader) -> None:
    """The secret of the webhook just added, until somebody has kept it: it is never shown again."""
    _ = reader.text
    kept = st.session_state.get(_SECRET)
    if not kept:
        return
    host, secret = kept
    with st.container(border=True, key="webhook-secret"):
        st.markdown(_("**The secret of {host}** is shown this once: enter it at the receiver.", host=host))
        st.code(secret, language=None)
        st.markdown(
            _(
                "Then press “Check and switch on” below: the receiver must send the challenge of that "
                "message back."
            )
        )
        if st.button(_("I have kept it"), icon=":material/key:"):
            del st.session_state[_SECRET]
            st.rerun()


def _hook(line: sendings.Line, trouble: sendings.Trouble | None, reader: Reader) -> None:
    """One webhook: where, what, how it stands and why, and what can be done."""
    _, one = reader.text, line.subscription
    label, icon = STATES[one.state]
    with st.container(border=True, gap="xsmall", key=f"webhook-{one.id}"):
        st.markdown(f"{icon} **{plain(masked(one.address))}** · {_(label)}")
        st.caption(" · ".join(plain(told) for told in wishes_told(one.wishes, reader)))
        for fact in _facts(line, trouble, reader):
            st.markdown(fact)
        _said(one.id, reader)
        with st.container(horizontal=True):
            if one.state is _ACTIVE:
                _button(one, "test", _("Send a test"), ":material/send:", hooks.test, reader)
            else:
                _button(one, "check", _("Check and switch on"), ":material/link:", hooks.challenge, reader)
            _button(one, "remove", _("Remove"), ":material/delete:", _remove, reader)


def _facts(line: sendings.Line, trouble: sendings.Trouble | None, reader: Reader) -> list[str]:
    _, one = reader.text, line.subscription
    facts = []
    if one.state is not SubscriptionState.UNCONFIRMED:
        facts.append(_("Last message sent: {moment}", moment=reader.moment(line.sent_at)))
    if one.state is SubscriptionState.DISABLED:
        facts.append(why(one.code, one.args, reader))
        facts.append(_until(one, reader))
    elif trouble and one.state is _ACTIVE:
        again = (
            _("It is tried again at {moment}.", moment=reader.moment(trouble.again_at))
            if trouble.again_at
            else _("It was given up.")
        )
        told = _("A message did not arrive:")
        facts.append(f":material/warning: {told} {why(trouble.code, trouble.args, reader)} {again}")
    elif one.state is SubscriptionState.UNCONFIRMED:
        day = reader.moment(one.created_at + UNCONFIRMED_FOR)
        facts.append(_("Without an answer to its check it is erased at {moment}.", moment=day))
    return facts


def _until(one: Subscription, reader: Reader) -> str:
    assert one.ended_at is not None
    return reader.text(
        "It is removed at {moment} unless someone switches it on again. What came meanwhile is then told.",
        moment=reader.moment(one.ended_at + DISABLED_FOR),
    )


def _button(
    one: Subscription,
    name: str,
    label: str,
    icon: str,
    act: Callable[..., Failure | None],
    reader: Reader,
) -> None:
    carried_out = partial(_carry_out, one.id, name, act)
    care.signed(label, carried_out, reader, key=f"webhook:{one.id}:{name}", icon=icon, disabled=False)


def _carry_out(hook_id: str, name: str, act: Callable[..., Failure | None], who: str) -> None:
    """Do what a button says, and keep what came of it for the next drawing."""
    try:
        failed = act(hook_id, who, session.now())
        st.session_state[_SAID] = (hook_id, name, failed)
    except TooManyError:
        st.session_state[_SAID] = (hook_id, name, TOO_MANY)
    except StoreError:
        st.session_state[_SAID] = (hook_id, name, OVERTAKEN)


def _remove(hook_id: str, who: str, now: object) -> None:
    hooks.remove(hook_id, who, session.now())


def _said(hook_id: str, reader: Reader) -> None:
    """What came of the last press on one of its buttons."""
    _ = reader.text
    said = st.session_state.get(_SAID)
    if not said or said[0] != hook_id:
        return
    del st.session_state[_SAID]
    _key, name, result = said
    if isinstance(result, str):
        st.error(_(result))
    elif result is not None:
        st.error(why(result.code, result.args, reader), icon=":material/error:")
    elif name == "test":
        st.success(_("The test has arrived."), icon=":material/check:")
    elif name == "check":
        st.success(
            _("The receiver has answered as it should: it is told from now on."), icon=":material/check:"
        )


def _form(reader: Reader) -> None:
    _ = reader.text
    with st.form("webhook", border=False):
        given = st.text_input(
            _("Address"), max_chars=2000, placeholder="https://", key=_ADDRESS, autocomplete="off"
        )
        left, right = st.columns(2)
        with left:
            borders = st.multiselect(
                _("Border"),
                list(Border),
                format_func=wording.border,
                placeholder=_("all"),
                key="webhook:border",
            )
            rhythm = st.selectbox(
                _("When"), list(Rhythm), format_func=lambda one: _(RHYTHMS[one]), key="webhook:when"
            )
        with right:
            topics = st.multiselect(
                _("Topic"), list(Topic), format_func=lambda topic: wording.word(reader, topic),
                placeholder=_("all"), key="webhook:topic",
            )  # fmt: skip
            least = st.selectbox(
                _("At least"), range(1, 6), format_func=lambda level: wording.severity(reader, level),
                key="webhook:least",
            )  # fmt: skip
        languages = list(Language)
        language = st.selectbox(
            _("Language of the messages"), languages, languages.index(reader.language),
            format_func=NAMES.__getitem__, key="webhook:language",
        )  # fmt: skip
        who = st.text_input(
            _("Your name"), care.known_name(), max_chars=80, key="webhook:who", autocomplete="name"
        ).strip()
        st.caption(
            _(
                "Others see its host alone. After {number} messages in a row that were given up it is "
                "switched off, and shown so here.",
                number=reader.number(GIVEN_UP_AFTER),
            )
        )
        if st.form_submit_button(_("Add"), type="primary", icon=":material/add:"):
            wishes = Wishes(language, rhythm or Rhythm.IMMEDIATE, tuple(borders), tuple(topics), least)
            _add(given, wishes, who, reader)


def _add(given: str, wishes: Wishes, who: str, reader: Reader) -> None:
    _ = reader.text
    if not who:
        st.error(_("Give your name: it is kept in the audit trail."))
        return
    try:
        one = hooks.add(given, wishes, who, session.now())
    except WebAddressError as error:
        st.error(why(error.code, (), reader))
    except TooManyError:
        st.error(_(TOO_MANY))
    else:
        care.keep_name(who)
        st.session_state[_SECRET] = (plain(masked(one.address)), one.secret)
        del st.session_state[_ADDRESS]
        st.rerun()
