package dev.millrace.search.document;

import java.sql.SQLException;

/** Plays random statements against a database. */
interface RandomStatements {

    /** The rows that all others name. */
    void begin() throws SQLException;

    /** One random statement. */
    void step() throws SQLException;
}
