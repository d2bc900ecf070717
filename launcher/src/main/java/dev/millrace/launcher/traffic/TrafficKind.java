package dev.millrace.launcher.traffic;

import java.util.Locale;

/** The kinds of transactions, each with its share of the mix in thousandths. */
public enum TrafficKind {
    SIGN_UP(40),
    EDIT_SKILLS(30),
    EDIT_EXPERIENCE(15),
    MOVE_PERSON(15),

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
    REFUND(8);

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
