package dev.millrace.schema.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Tests that share one migrated database; each runs in a transaction that is rolled back. The
 * session is the superuser's until a test says {@link #become}.
 */
public abstract class RollbackTest {

    private static TestDatabase database;

    protected Connection connection;
    protected Rows rows;

    @BeforeAll
    static void createDatabase() throws SQLException {
        database = TestDatabase.migrated();
    }

    @AfterAll
    static void dropDatabase() throws SQLException {
        database.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        connection = database.connect();
        connection.setAutoCommit(false);
        rows = new Rows(connection);
    }

    @AfterEach
    void rollBack() throws SQLException {
        connection.rollback();
        connection.close();
    }

    /** From here on the session has the rights of this role and no others. */
    protected final void become(String role) throws SQLException {
        rows.execute("set local session authorization " + role);
    }

    /** From here on the application acts for this person. */
    protected final void actFor(Object user) throws SQLException {
        rows.text("select set_config('app.user_id', ?, true)", user.toString());
    }

    /** Superuser again, acting for nobody. */
    protected final void stepBack() throws SQLException {
        rows.execute("reset session authorization");
        rows.text("select set_config('app.user_id', '', true)");
    }

    /** The write fails because of this constraint or unique index, and the test can go on. */
    protected final void assertViolates(String constraint, ThrowingCallable write)
            throws SQLException {
        ServerErrorMessage message = refusalOf(write).getServerErrorMessage();
        assertThat(message).isNotNull();
        assertThat(message.getConstraint()).as(message.toString()).isEqualTo(constraint);
    }

    /** The statement fails because a grant or a row policy is missing, and the test can go on. */
    protected final void assertForbidden(ThrowingCallable statement) throws SQLException {
        PSQLException refusal = refusalOf(statement);
        assertThat(refusal.getSQLState()).as(refusal.getMessage()).isEqualTo("42501");
    }

    /** How the statement fails; the transaction is as before it. */
    protected final PSQLException refusalOf(ThrowingCallable statement) throws SQLException {
        Savepoint before = connection.setSavepoint();
        PSQLException refusal = catchThrowableOfType(PSQLException.class, statement);
        assertThat((Throwable) refusal).as("the statement fails").isNotNull();
        connection.rollback(before);
        return refusal;
    }
}
