package dev.millrace.schema.settings;

/**
 * Where a PostgreSQL database is and who connects to it.
 *
 * @param host host name or address
 * @param port TCP port, 1 to 65535
 * @param database name of the database
 * @param user role that logs in
 * @param password its password; empty where the server asks for none
 * @param tls how the connection is secured
 */
public record DatabaseSettings(
        String host, int port, String database, String user, Secret password, Tls tls) {

    /** With TLS where the server offers it, and its certificate unchecked. */
    public DatabaseSettings(String host, int port, String database, String user, Secret password) {
        this(host, port, database, user, password, Tls.PREFERRED);
    }

    public DatabaseSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("database.host is blank, expected a host name");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "database.port is " + port + ", expected 1 to 65535");
        }
        if (database.isBlank()) {
            throw new IllegalArgumentException("database.name is blank, expected a database name");
        }
        if (user.isBlank()) {
            throw new IllegalArgumentException("database user is blank, expected a role name");
        }
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database + tls.urlParameters();
    }

    /** The same database, seen by another role. */
    public DatabaseSettings as(String otherUser, Secret otherPassword) {
        return new DatabaseSettings(host, port, database, otherUser, otherPassword, tls);
    }
}
