package dev.millrace.launcher.acceptance;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Messages, notifications and e-mail. */
@ExtendWith(SharedProgram.class)
class MessagesAcceptanceIT {

    private final Sql sql;
    private final Fixtures fixtures;

    MessagesAcceptanceIT(Sql sql) {
        this.sql = sql;
        this.fixtures = new Fixtures(sql);
    }

    // N16
    @Test
    void aMessageIsUnreadUntilItIsRead() throws SQLException {
        List<UUID> people = fixtures.users(2);
        UUID conversation = fixtures.conversation("direct", people);

        UUID message = fixtures.message(conversation, people.get(0), people.get(1));

        sql.eventually("1", unreadMessages(people.get(1)));
        sql.eventually("0", unreadMessages(people.get(0)));

        sql.app(
                "update engagement.messages set read_at = now() where id = '%s'"
                        .formatted(message));

        sql.eventually("0", unreadMessages(people.get(1)));
    }

    // A15, which is as N16; a message that is taken back leaves nothing to read either
    @Test
    void anInternalMessageThatIsTakenBackIsNotUnread() throws SQLException {
        List<UUID> people = fixtures.users(2);
        UUID conversation = fixtures.conversation("support", people);
        fixtures.message(conversation, people.get(0), people.get(1));
        UUID second = fixtures.message(conversation, people.get(0), people.get(1));
        sql.eventually("2", unreadMessages(people.get(1)));

        sql.app(
                "update engagement.messages set deleted_at = now() where id = '%s'"
                        .formatted(second));

        sql.eventually("1", unreadMessages(people.get(1)));

        sql.app(
                "update engagement.messages set read_at = now() where conversation_id = '%s'"
                        .formatted(conversation));

        sql.eventually("0", unreadMessages(people.get(1)));
    }

    // N21; the scheduled row is of the notification job
    @Test
    void aNotificationIsUnreadUntilItIsReadOrExpires() throws SQLException {
        UUID user = fixtures.user();
        UUID read = UUID.randomUUID();
        UUID expiring = UUID.randomUUID();
        sql.app(
                """
                insert into engagement.notifications (id, user_id, type, title, message, expires_at)
                values ('%2$s', '%1$s', 'project_alert', 'One', 'For you', null),
                    ('%3$s', '%1$s', 'project_alert', 'Two', 'For you', now() + interval '1 day'),
                    (gen_random_uuid(), '%1$s', 'project_alert', 'Three', 'For you', null),
                    (gen_random_uuid(), '%1$s', 'project_alert', 'Gone', 'For you',
                        now() - interval '1 minute')
                """
                        .formatted(user, read, expiring));
        sql.eventually("3", unreadNotifications(user));

        sql.person(
                user,
                "update engagement.notifications set read_at = now() where id = '%s'"
                        .formatted(read));

        sql.eventually("2", unreadNotifications(user));

        sql.app(
                """
                update engagement.notifications set expires_at = clock_timestamp() + interval '3 s'
                where id = '%s'
                """
                        .formatted(expiring));

        sql.eventually("1", unreadNotifications(user));
    }

    // N21
    @Test
    void aChannelOutsideTheListIsRefused() throws SQLException {
        sql.refused(
                "23514",
                """
                insert into engagement.notifications (user_id, type, title, message, channels)
                values ('%s', 'project_alert', 'One', 'For you', '{in_app,pigeon}')
                """
                        .formatted(fixtures.user()));
    }

    // K12
    @Test
    void theLastMessageFallsBackWhenTheNewestIsDeleted() throws SQLException {
        List<UUID> people = fixtures.users(2);
        UUID conversation = fixtures.conversation("direct", people);
        UUID first = fixtures.message(conversation, people.get(0), people.get(1));
        UUID second = fixtures.message(conversation, people.get(1), people.get(0));
        UUID third = fixtures.message(conversation, people.get(0), people.get(1));
        String state =
                """
                select last_message_id, message_count
                from derived.conversation_state where conversation_id = '%s'
                """
                        .formatted(conversation);
        sql.eventually(third + "|3", state);

        sql.app(
                "update engagement.messages set deleted_at = now() where id = '%s'"
                        .formatted(third));

        sql.eventually(second + "|2", state);
        sql.refused(
                "23514",
                """
                insert into engagement.messages (conversation_id, sender_id, content)
                values ('%s', '%s', '')
                """
                        .formatted(conversation, people.get(0)));
        String reaction =
                """
                insert into engagement.message_reactions
                    (message_id, message_created_at, user_id, reaction_type)
                select id, created_at, '%s', 'heart' from engagement.messages where id = '%s'
                """
                        .formatted(people.get(1), first);
        sql.app(reaction);
        sql.refused("23505", reaction);
    }

    // A14
    @Test
    void aTemplateCountsWhatBecameOfItsMail() throws SQLException {
        UUID template = UUID.randomUUID();
        sql.app(
                """
                insert into engagement.notification_templates (id, source_system, name,
                    display_name, subject_template, body_template, type)
                values ('%1$s', 'appbuilder', 'mail %1$s', 'Mail', 'Hello', 'Hello', 'promotional');
                insert into engagement.email_logs (template_id, recipient_email, subject, status,
                    provider, provider_message_id, sent_at, delivered_at, opened_at, clicked_at,
                    bounced_at)
                values
                    ('%1$s', 'a@example.org', 'Hello', 'clicked', 'ses', '%1$s 1',
                        now(), now(), now(), now(), null),
                    ('%1$s', 'b@example.org', 'Hello', 'opened', 'ses', '%1$s 2',
                        now(), now(), now(), null, null),
                    ('%1$s', 'c@example.org', 'Hello', 'delivered', 'ses', '%1$s 3',
                        now(), now(), null, null, null),
                    ('%1$s', 'd@example.org', 'Hello', 'bounced', 'ses', '%1$s 4',
                        now(), null, null, null, now())
                """
                        .formatted(template));

        sql.eventually(
                "4|3|2|1|1",
                """
                select sent, delivered, opened, clicked, bounced
                from derived.email_statistics where template_id = '%s'
                """
                        .formatted(template));
        sql.refused(
                "23505",
                """
                insert into engagement.email_logs
                    (template_id, recipient_email, subject, provider, provider_message_id)
                values ('%1$s', 'e@example.org', 'Hello', 'ses', '%1$s 1')
                """
                        .formatted(template));
    }

    private static String unreadMessages(UUID user) {
        return "select unread_messages from derived.notification_counts where user_id = '%s'"
                .formatted(user);
    }

    private static String unreadNotifications(UUID user) {
        return "select unread_notifications from derived.notification_counts where user_id = '%s'"
                .formatted(user);
    }
}
