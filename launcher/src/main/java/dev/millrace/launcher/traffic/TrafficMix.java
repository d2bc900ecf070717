package dev.millrace.launcher.traffic;

import dev.millrace.launcher.chance.Chance;
import java.sql.SQLException;
import java.util.Arrays;

/** Draws the kind of the next transaction and plays it. */
final class TrafficMix {

    private static final TrafficKind[] KINDS = TrafficKind.values();
    private static final double[] WEIGHTS =
            Arrays.stream(KINDS).mapToDouble(TrafficKind::weight).toArray();

    private final Accounts accounts;

    TrafficMix(Accounts accounts) {
        this.accounts = accounts;
    }

    static TrafficKind draw(Chance chance) {
        return KINDS[chance.weighted(WEIGHTS)];
    }

    /** Runs the statements of one transaction; false when there was nothing to work on. */
    boolean play(TrafficKind kind, Turn turn) throws SQLException {
        return switch (kind) {
            case SIGN_UP -> accounts.signUp(turn);
            case EDIT_SKILLS -> accounts.editSkills(turn);
            case EDIT_EXPERIENCE -> accounts.editExperience(turn);
            case MOVE_PERSON -> accounts.move(turn);
            case ENROLL -> Learners.enroll(turn);
            case BUY_COURSE -> Learners.buy(turn);
            case HEARTBEAT -> Lessons.heartbeat(turn);
            case SYNC_PROGRESS -> Lessons.sync(turn);
            case COMPLETE_LESSON -> Lessons.complete(turn);
            case UNCOMPLETE_LESSON -> Lessons.uncomplete(turn);
            case RESTART_LESSON -> Lessons.restart(turn);
            case FINISH_COURSE -> Completions.finish(turn);
            case RATE_COURSE -> Completions.rate(turn);
            case REMOVE_RATING -> Completions.removeRating(turn);
            case TAKE_NOTE -> Lessons.takeNote(turn);
            case DELETE_NOTE -> Lessons.deleteNote(turn);
            case MOVE_ENROLLMENT -> Learners.move(turn);
            case DELETE_ENROLLMENT -> Learners.leave(turn);
            case ENROLL_AGAIN -> Learners.enrollAgain(turn);
            case ADD_LESSON -> Teaching.addLesson(turn);
            case REMOVE_LESSON -> Teaching.removeLesson(turn);
            case PUBLISH_LESSON -> Teaching.publishLesson(turn);
            case UNPUBLISH_LESSON -> Teaching.unpublishLesson(turn);
            case APPLY -> Applicants.apply(turn);
            case DECIDE_APPLICATION -> Applicants.decide(turn);
            case WITHDRAW_APPLICATION -> Applicants.withdraw(turn);
            case DELETE_APPLICATION -> Applicants.delete(turn);
            case APPLY_AGAIN -> Applicants.applyAgain(turn);
            case EDIT_REQUIREMENTS -> Applicants.editRequirements(turn);
            case CHANGE_BUDGET -> Applicants.changeBudget(turn);
            case MOVE_PROJECT -> Applicants.moveProject(turn);
            case BOOK -> Clients.book(turn);
            case CHANGE_BOOKING -> Clients.changeBooking(turn);
            case REVIEW -> Clients.review(turn);
            case EDIT_REVIEW -> Clients.editReview(turn);
            case HIDE_REVIEW -> Clients.hideReview(turn);
            case RESTORE_REVIEW -> Clients.restoreReview(turn);
            case DELETE_REVIEW -> Clients.deleteReview(turn);
            case REFUND -> Refunds.refund(turn);
            case VOTE_REVIEW -> Readers.vote(turn);
            case TAKE_BACK_VOTE -> Readers.takeBackVote(turn);
            case REPORT_REVIEW -> Readers.report(turn);
            case CALL_MEETING -> Hosts.callMeeting(turn);
            case ANSWER_INVITATION -> Hosts.answerInvitation(turn);
            case HOLD_MEETING -> Hosts.holdMeeting(turn);
            case ANNOUNCE_EVENT -> Hosts.announceEvent(turn);
            case REGISTER -> Hosts.register(turn);
            case CHANGE_REGISTRATION -> Hosts.changeRegistration(turn);
            case REMOVE_EVENT -> Hosts.removeEvent(turn);
            case WRITE_TEMPLATE -> Mailing.writeTemplate(turn);
            case SEND_EMAIL -> Mailing.send(turn);
            case REPORT_EMAIL -> Mailing.report(turn);
            case SEARCH -> Visitors.search(turn);
            case CLICK_RESULT -> Visitors.clickResult(turn);
            case CONVERT -> Visitors.convert(turn);
            case ASK_MODEL -> Visitors.askModel(turn);
            case PUBLISH_ITEM -> Visitors.publishItem(turn);
            case VIEW_ITEM -> Visitors.viewItem(turn);
            case REACT -> Visitors.react(turn);
            case TAKE_BACK_REACTION -> Visitors.takeBackReaction(turn);
            case ADD_RESOURCE -> Teaching.addResource(turn);
            case DOWNLOAD -> Visitors.download(turn);
            case TAG_COURSE -> Teaching.tagCourse(turn);
            case UNTAG_COURSE -> Teaching.untagCourse(turn);
            case START_FAMILY -> Families.start(turn);
            case JOIN_FAMILY -> Families.join(turn);
            case LEAVE_FAMILY -> Families.leave(turn);
            case OPEN_GROUP -> Conversations.open(turn);
            case WRITE_TO_GROUP -> Conversations.write(turn);
            case WRITE_TO_ONE -> Conversations.writeToOne(turn);
            case READ_GROUP -> Conversations.read(turn);
            case TAKE_BACK_MESSAGE -> Conversations.takeBack(turn);
            case LEAVE_OR_RETURN -> Conversations.leaveOrReturn(turn);
            case NOTIFY -> Notices.notify(turn);
            case READ_NOTICE -> Notices.read(turn);
            case PROLONG_NOTICE -> Notices.prolong(turn);
            case MAKE_ROLE -> Duties.makeRole(turn);
            case ALLOW -> Duties.allow(turn);
            case FORBID -> Duties.forbid(turn);
            case GRANT_ROLE -> Duties.grant(turn);
            case REVOKE_ROLE -> Duties.revoke(turn);
        };
    }
}
