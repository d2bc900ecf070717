package dev.millrace.schema.roles;

import java.util.List;

/** The names of the roles of the application database. None of them is a superuser. */
public final class DatabaseRoles {

    /** Owns the database and everything in it; runs the migrations. */
    public static final String OWNER = "millrace_owner";

    /** Replicates, and reads the captured columns. */
    public static final String CAPTURE = "millrace_capture";

    /** Writes the derived tables. */
    public static final String WRITER = "millrace_writer";

    /** Runs the batch jobs. */
    public static final String BATCH = "millrace_batch";

    /** The application, on behalf of the person named by the setting {@code app.user_id}. */
    public static final String APP = "millrace_app";

    /**
     * The application on its own behalf. Cannot log in: {@link #APP} reaches it with {@code SET
     * ROLE}.
     */
    public static final String APP_SERVICE = "millrace_app_service";

    /** Reads derived values, no personal data. */
    public static final String ANALYST = "millrace_analyst";

    /** Watches and verifies. */
    public static final String OPERATOR = "millrace_operator";

    private static final List<String> LOGINS =
            List.of(OWNER, CAPTURE, WRITER, BATCH, APP, ANALYST, OPERATOR);

    private DatabaseRoles() {}

    /** The roles that can log in, the owner first. */
    public static List<String> logins() {
        return LOGINS;
    }
}
