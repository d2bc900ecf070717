package dev.millrace.launcher.traffic;

import java.util.Locale;

/** The kinds of transactions, each with its weight in the mix. */
public enum TrafficKind {
    // A profile is written once and edited seldom; each edit moves ranks of many projects.
    SIGN_UP(20),
    EDIT_SKILLS(8),
    EDIT_EXPERIENCE(4),
    MOVE_PERSON(4),

    ENROLL(70),
    BUY_COURSE(40),
    HEARTBEAT(230),
    SYNC_PROGRESS(15),
    COMPLETE_LESSON(150),
    UNCOMPLETE_LESSON(20),
    RESTART_LESSON(10),
    FINISH_COURSE(25),
    RATE_COURSE(30),
    REMOVE_RATING(8),
    TAKE_NOTE(15),
    DELETE_NOTE(5),
    MOVE_ENROLLMENT(8),
    DELETE_ENROLLMENT(8),
    ENROLL_AGAIN(6),

    ADD_LESSON(4),
    REMOVE_LESSON(2),
    PUBLISH_LESSON(3),
    UNPUBLISH_LESSON(3),

    APPLY(55),
    DECIDE_APPLICATION(15),
    WITHDRAW_APPLICATION(8),
    DELETE_APPLICATION(8),
    APPLY_AGAIN(6),
    EDIT_REQUIREMENTS(8),
    CHANGE_BUDGET(8),
    MOVE_PROJECT(4),

    BOOK(40),
    CHANGE_BOOKING(45),
    REVIEW(20),
    EDIT_REVIEW(8),
    HIDE_REVIEW(6),
    RESTORE_REVIEW(5),
    DELETE_REVIEW(4),
    REFUND(8),

    VOTE_REVIEW(25),
    TAKE_BACK_VOTE(4),
    REPORT_REVIEW(4),

    CALL_MEETING(6),
    ANSWER_INVITATION(14),
    HOLD_MEETING(4),
    ANNOUNCE_EVENT(3),
    REGISTER(18),
    CHANGE_REGISTRATION(8),
    REMOVE_EVENT(1),

    WRITE_TEMPLATE(1),
    SEND_EMAIL(25),
    REPORT_EMAIL(25),

    SEARCH(40),
    CLICK_RESULT(15),
    CONVERT(20),
    ASK_MODEL(12),
    PUBLISH_ITEM(2),
    VIEW_ITEM(30),
    REACT(10),
    TAKE_BACK_REACTION(3),
    ADD_RESOURCE(2),
    DOWNLOAD(12),
    TAG_COURSE(5),
    UNTAG_COURSE(4),

    START_FAMILY(4),
    JOIN_FAMILY(10),
    LEAVE_FAMILY(4),

    OPEN_GROUP(4),
    WRITE_TO_GROUP(20),
    WRITE_TO_ONE(6),
    READ_GROUP(12),
    TAKE_BACK_MESSAGE(3),
    LEAVE_OR_RETURN(3),
    NOTIFY(14),
    READ_NOTICE(6),
    PROLONG_NOTICE(3),

    MAKE_ROLE(3),
    ALLOW(2),
    FORBID(1),
    GRANT_ROLE(8),
    REVOKE_ROLE(4);

    private final int weight;

    TrafficKind(int weight) {
        this.weight = weight;
    }

    int weight() {
        return weight;
    }

    /** As people read it: {@code delete enrollment}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
