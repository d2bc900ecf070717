package dev.millrace.schema.tables;

/** The tables partitioned by month, and the shortest row that each accepts. */
enum RangedTable {
    AUDIT_LOGS(
            "ops.audit_logs",
            3,
            """
            insert into ops.audit_logs (id, event_type, resource_type, action, occurred_at)
            values ({0}, 'test', 'test', 'read', {1})
            """),
    BOOKINGS(
            "wellness.bookings",
            13,
            """
            with registered as (
                insert into wellness.booking_registry (id, created_at)
                values ({0}, {1})
                returning id, created_at
            )
            insert into wellness.bookings (
                id, created_at, kind, guest_email, scheduled_at, ends_at, duration_minutes,
                session_type)
            select id, created_at, 'consultation', 'guest@example.org', created_at,
                created_at + interval '1 hour', 60, 'chat'
            from registered
            """),
    MESSAGES(
            "engagement.messages",
            13,
            """
            with sender as (
                insert into identity.users (id, email, display_name)
                values ({0}, {0}::text || '@example.org', 'Sender')
                returning id
            ),
            conversation as (
                insert into engagement.conversations (id, type)
                values ({0}, 'group')
                returning id
            )
            insert into engagement.messages (
                id, conversation_id, sender_id, content, created_at)
            select {0}, conversation.id, sender.id, 'hello', {1}
            from sender, conversation
            """),
    ACTIVITY(
            "analytics.user_activity_logs",
            13,
            """
            insert into analytics.user_activity_logs (id, activity_type, created_at)
            values ({0}, 'login', {1})
            """);

    private final String qualifiedName;
    private final int monthsBack;
    private final String insertStatement;

    RangedTable(String qualifiedName, int monthsBack, String insertStatement) {
        this.qualifiedName = qualifiedName;
        this.monthsBack = monthsBack;
        this.insertStatement = insertStatement;
    }

    String qualifiedName() {
        return qualifiedName;
    }

    /** How many months before the migration have a partition. */
    int monthsBack() {
        return monthsBack;
    }

    /** Inserts one row: {0} is its id, {1} its time. */
    String insertStatement() {
        return insertStatement;
    }
}
