package dev.millrace.launcher.traffic;

import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** People write to each other in groups, read, take words back, leave and come again. */
final class Conversations {

    private Conversations() {}

    /** Somebody opens a group, invites a few, and says the first word. */
    static boolean open(Turn turn) throws SQLException {
        UUID group = UUID.randomUUID();
        return turn.on(
                turn.sample().people,
                person -> {
                    turn.write(
                            """
                            insert into engagement.conversations (id, type, subject)
                            values (?, 'group', 'Plans')
                            """,
                            group);
                    join(turn, group, person);
                    for (int guests = turn.chance().between(2, 5); guests > 0; guests--) {
                        turn.on(turn.sample().people, guest -> join(turn, group, guest));
                    }
                    turn.afterCommit(() -> turn.sample().groups.add(group));
                    return write(turn, group);
                });
    }

    private static boolean join(Turn turn, UUID group, UUID person) throws SQLException {
        return turn.write(
                        """
                        insert into engagement.conversation_participants (conversation_id, user_id)
                        values (?, ?)
                        on conflict (conversation_id, user_id) do nothing
                        """,
                        group,
                        person)
                == 1;
    }

    /** One of the group writes to all of it. */
    static boolean write(Turn turn) throws SQLException {
        return turn.on(turn.sample().groups, group -> write(turn, group));
    }

    private static boolean write(Turn turn, UUID group) throws SQLException {
        return turn.write(
                        """
                        insert into engagement.messages (conversation_id, sender_id, content)
                        select conversation_id, user_id, 'See you there.'
                        from engagement.conversation_participants
                        where conversation_id = ? and left_at is null
                        order by md5(user_id::text || clock_timestamp()::text) limit 1
                        """,
                        group)
                == 1;
    }

    /** One of the group writes to another alone. */
    static boolean writeToOne(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().groups,
                group ->
                        turn.write(
                                        """
                                        insert into engagement.messages
                                          (conversation_id, sender_id, recipient_id, content)
                                        select a.conversation_id, a.user_id, b.user_id, 'Thank you.'
                                        from engagement.conversation_participants a
                                        join engagement.conversation_participants b
                                          on b.conversation_id = a.conversation_id
                                            and b.user_id <> a.user_id
                                        where a.conversation_id = ?
                                        order by md5(a.user_id::text || b.user_id::text
                                          || clock_timestamp()::text)
                                        limit 1
                                        """,
                                        group)
                                == 1);
    }

    /** Who has not looked for longest reads the group, and what was written to them alone. */
    static boolean read(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().groups,
                group -> {
                    Optional<UUID> reader =
                            turn.first(
                                    """
                                    update engagement.conversation_participants
                                    set last_read_at = now()
                                    where id = (
                                      select id from engagement.conversation_participants
                                      where conversation_id = ? and left_at is null
                                      order by last_read_at nulls first, id limit 1)
                                    returning user_id
                                    """,
                                    Sample::id,
                                    group);
                    if (reader.isPresent()) {
                        turn.write(
                                """
                                update engagement.messages set read_at = now()
                                where conversation_id = ? and recipient_id = ? and read_at is null
                                """,
                                group,
                                reader.get());
                    }
                    return reader.isPresent();
                });
    }

    /** Takes the newest word of a group back. */
    static boolean takeBack(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().groups,
                group ->
                        turn.write(
                                        """
                                        update engagement.messages set deleted_at = now()
                                        where (id, created_at) = (
                                          select id, created_at from engagement.messages
                                          where conversation_id = ? and deleted_at is null
                                          order by created_at desc, id limit 1)
                                        """,
                                        group)
                                == 1);
    }

    /** Somebody leaves a group, or comes again. */
    static boolean leaveOrReturn(Turn turn) throws SQLException {
        return turn.on(
                turn.sample().groups,
                group ->
                        turn.write(
                                        """
                                        update engagement.conversation_participants
                                        set left_at = case when left_at is null then now() end
                                        where id = (
                                          select id from engagement.conversation_participants
                                          where conversation_id = ?
                                          order by md5(id::text || clock_timestamp()::text) limit 1)
                                        """,
                                        group)
                                == 1);
    }
}
