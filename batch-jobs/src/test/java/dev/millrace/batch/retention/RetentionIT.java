package dev.millrace.batch.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.fixture.LiveAndArchived;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** B03 on a real server: acceptance rows K21, K28 and K29, as far as they are about tables. */
class RetentionIT {

    private final RetentionDesk desk = new RetentionDesk();
    private final JdbcClient sql = desk.sql();
    private final OldRows rows = desk.rows();

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void oldMonthsLeaveWithTheirChildrenAndWhatRefersToThemStays() {
        UUID old = rows.booking("2018-12-31");
        UUID young = rows.booking("2019-01-01");
        for (UUID booking : List.of(old, young)) {
            rows.participant(booking);
            rows.rescheduling(booking);
        }
        rows.payment(old);
        rows.review(old);
        UUID conversation = rows.conversation();
        UUID question = rows.message(conversation, "2022-12-31T23:59:59Z");
        UUID answer = rows.message(conversation, "2023-01-01T00:00:00Z");
        sql.sql("update engagement.messages set reply_to_id = ? where id = ?")
                .params(question, answer)
                .update();
        rows.reaction(question);
        rows.reaction(answer);
        String before = LiveAndArchived.months().content(sql);
        String totals = totals();
        String key = reactionKey();

        RunReport first = desk.retire();
        RunReport second = desk.retire();

        assertThat(first.rowsDone()).isEqualTo(2);
        assertThat(second.rowsDone()).isZero();
        assertThat(LiveAndArchived.months().content(sql)).isEqualTo(before);
        assertThat(totals()).isEqualTo(totals);
        assertThat(desk.count("archive.bookings")).isOne();
        assertThat(desk.count("archive.booking_participants")).isOne();
        assertThat(desk.count("archive.booking_reschedule_requests")).isOne();
        assertThat(desk.count("archive.messages")).isOne();
        assertThat(desk.count("archive.message_reactions")).isOne();
        assertThat(
                        sql.sql(
                                        """
                                        select r.id from wellness.booking_registry r
                                        join billing.payments p on p.booking_id = r.id
                                        join wellness.reviews v on v.booking_id = r.id
                                        where r.archived_at is not null
                                        """)
                                .query(UUID.class)
                                .list())
                .containsExactly(old);
        assertThat(
                        sql.sql("select id from engagement.messages where reply_to_id = ?")
                                .param(question)
                                .query(UUID.class)
                                .list())
                .containsExactly(answer);
        assertThat(months("wellness.bookings")).startsWith("wellness.bookings_y2019m01");
        assertThat(months("engagement.messages")).startsWith("engagement.messages_y2023m01");
        // The key of reactions is as it was.
        assertThat(reactionKey()).isEqualTo(key);
        assertThatThrownBy(() ->
                        sql.sql(
                                        """
                                        insert into engagement.message_reactions
                                            (message_id, message_created_at, user_id,
                                                reaction_type)
                                        select gen_random_uuid(), now(), id, 'like'
                                        from identity.users limit 1
                                        """)
                                .update())
                .hasMessageContaining("violates foreign key constraint");
        sql.sql("delete from engagement.messages where id = ?").param(answer).update();
        assertThat(desk.count("engagement.message_reactions")).isZero();
        assertThat(
                        sql.sql(
                                        """
                                        select table_name, month::text, rows, child_rows
                                        from archive.months where rows > 0 order by 1
                                        """)
                                .query((row, number) ->
                                        row.getString(1)
                                                + " "
                                                + row.getString(2)
                                                + " "
                                                + row.getLong(3)
                                                + " "
                                                + row.getLong(4))
                                .list())
                .containsExactly(
                        "engagement.messages 2022-12-01 1 1", "wellness.bookings 2018-12-01 1 2");
    }

    @Test
    void oldActivityIsCountedAndDropped() {
        UUID item = UUID.randomUUID();
        rows.views(item, 3, "2022-12-05T00:00:00Z");
        rows.views(item, 2, "2023-01-05T00:00:00Z");

        RunReport report = desk.retire();

        assertThat(report.rowsDone()).isEqualTo(5);
        assertThat(desk.count("analytics.user_activity_logs")).isZero();
        assertThat(
                        sql.sql(
                                        """
                                        select month || ' ' || activity_type || ' ' || entity_type
                                            || ' ' || events
                                        from archive.activity_rollups where entity_id = ?
                                        order by 1
                                        """)
                                .param(item)
                                .query(String.class)
                                .list())
                .containsExactly(
                        "2022-12-01 content_viewed content 3",
                        "2023-01-01 content_viewed content 2");
    }

    @Test
    void dryRunSaysWhatWouldLeave() {
        rows.bookings(3, "2018-01-10T00:00:00Z");

        assertThat(
                        desk.operations()
                                .dryRun(
                                        RetentionDesk.JOB,
                                        Map.of("cut-off", RetentionDesk.CUT_OFF)))
                .startsWith(
                        "archive wellness.bookings_y2018m01: 3 rows",
                        "archive wellness.bookings_y2018m12: 0 rows")
                .contains("count up and drop analytics.user_activity_logs_y2018m01: 0 rows");
        assertThat(desk.count("archive.bookings")).isZero();
        assertThat(desk.count("wellness.bookings")).isEqualTo(3);
    }

    @Test
    void participantOfAnArchivedBookingFollowsIt() {
        UUID booking = rows.booking("2018-01-10");
        desk.retire();
        rows.participant(booking);

        desk.retire();

        assertThat(desk.count("wellness.booking_participants")).isZero();
        assertThat(desk.count("archive.booking_participants")).isOne();
    }

    @Test
    void tableThatIsBeingCopiedIsLeftAlone() {
        rows.booking("2018-01-10");
        sql.sql(
                        "insert into ops.table_snapshots (table_name) values ('wellness.booking_participants')")
                .update();

        RunReport report =
                desk.operations()
                        .run(RetentionDesk.JOB, Map.of("cut-off", RetentionDesk.CUT_OFF), "test");

        assertThat(report.outcome()).contains(Outcome.FAILED);
        assertThat(report.toString()).contains("wellness.bookings is being copied");
        assertThat(desk.count("archive.bookings")).isZero();

        sql.sql("update ops.table_snapshots set state = 'done'").update();
        desk.operations().restart(report.execution(), "test");

        assertThat(desk.count("archive.bookings")).isOne();
    }

    @Test
    void refusesAnAgeThatWouldTakeTheRunningMonth() {
        assertThatThrownBy(() ->
                        desk.operations().dryRun(RetentionDesk.JOB, Map.of("bookings-months", "0")))
                .hasMessage(
                        "parameter bookings-months of job retention is '0', expected 1 to 1200");
    }

    private String reactionKey() {
        return sql.sql(
                        """
                        select conname || ' ' || pg_get_constraintdef(oid) || ' ' || convalidated
                        from pg_constraint
                        where conrelid = 'engagement.message_reactions'::regclass
                            and contype = 'f' and conparentid = 0
                            and confrelid = 'engagement.messages'::regclass
                        """)
                .query(String.class)
                .single();
    }

    /** What the oracles of lifetime totals say, in which no row's place shows. */
    private String totals() {
        return sql.sql(
                        """
                        select (select jsonb_agg(to_jsonb(p) order by p.practitioner_id)
                                from oracle.practitioner_stats p)::text
                            || (select jsonb_agg(to_jsonb(c) order by c.conversation_id)
                                from oracle.conversation_state c)::text
                        """)
                .query(String.class)
                .single();
    }

    private List<String> months(String table) {
        return desk.texts(
                "select part::text from ops.month_partitions(?::regclass) order by from_at", table);
    }
}
