package dev.millrace.launcher.traffic;

import java.sql.SQLException;
import java.util.UUID;

/** E-mails leave, and their provider reports what became of them. */
final class Mailing {

    private static final String MADE_UP = "made-up-";

    private Mailing() {}

    /** Makes a template and its first e-mail in one transaction. */
    static boolean writeTemplate(Turn turn) throws SQLException {
        UUID template = UUID.randomUUID();
        turn.write(
                """
                insert into engagement.notification_templates
                  (id, source_system, name, display_name, subject_template, body_template, type)
                values (?, 'appbuilder', ?, 'News', 'News', 'News for you', 'promotional')
                """,
                template,
                MADE_UP + template);
        turn.afterCommit(() -> turn.sample().templates.add(template));
        return send(turn, template);
    }

    static boolean send(Turn turn) throws SQLException {
        return turn.on(turn.sample().templates, template -> send(turn, template));
    }

    private static boolean send(Turn turn, UUID template) throws SQLException {
        UUID email = UUID.randomUUID();
        return turn.on(
                turn.sample().people,
                person -> {
                    turn.afterCommit(() -> turn.sample().emails.add(email));
                    return turn.write(
                                    """
                                    insert into engagement.email_logs
                                      (id, template_id, user_id, recipient_email, subject, status,
                                       sent_at)
                                    select ?::uuid, ?::uuid, u.id, u.email, 'News', 'sent', now()
                                    from identity.users u where u.id = ?
                                    """,
                                    email,
                                    template,
                                    person)
                            == 1;
                });
    }

    /** The next step of an e-mail: delivered, opened, clicked; some bounce at once. */
    static boolean report(Turn turn) throws SQLException {
        boolean bounces = turn.chance().happens(0.05);
        return turn.onLive(
                turn.sample().emails,
                email ->
                        turn.write(
                                        """
                                        update engagement.email_logs
                                        set bounced_at = case when ?::boolean
                                              and delivered_at is null then now() end,
                                            clicked_at = case when opened_at is not null
                                              then now() end,
                                            opened_at = case when delivered_at is not null
                                              then coalesce(opened_at, now()) end,
                                            delivered_at = case when not ?::boolean
                                              then coalesce(delivered_at, now())
                                              else delivered_at end
                                        where id = ? and clicked_at is null and bounced_at is null
                                        """,
                                        bounces,
                                        bounces,
                                        email)
                                == 1);
    }
}
