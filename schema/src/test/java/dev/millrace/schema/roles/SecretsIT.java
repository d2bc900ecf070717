package dev.millrace.schema.roles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** E27: encrypted personal data. */
class SecretsIT extends RollbackTest {

    private static final String STORE =
            """
            insert into identity.user_secrets (user_id, ssn_enc, key_id)
            values (?, identity.encrypt_secret('123-45-6789', ?), 'k1')
            """;

    @Test
    void whatIsStoredIsNotWhatWasGivenAndComesBack() throws SQLException {
        UUID user = rows.add("identity.users");
        asTheApplicationItself();

        rows.execute(STORE, user, "passphrase");

        assertThat(
                        rows.count(
                                "select from identity.user_secrets"
                                        + " where position('123-45'::bytea in ssn_enc) > 0"))
                .isZero();
        assertThat(
                        rows.text(
                                "select identity.decrypt_secret(ssn_enc, 'passphrase')"
                                        + " from identity.user_secrets where user_id = ?",
                                user))
                .isEqualTo("123-45-6789");
    }

    @Test
    void anotherPassphraseOpensNothing() throws SQLException {
        UUID user = rows.add("identity.users");
        asTheApplicationItself();
        rows.execute(STORE, user, "passphrase");

        assertThat(
                        refusalOf(() ->
                                        rows.text(
                                                "select identity.decrypt_secret(ssn_enc,"
                                                        + " 'guess') from"
                                                        + " identity.user_secrets"))
                                .getMessage())
                .contains("Wrong key");
    }

    @Test
    void noOtherRoleReadsOrOpensSecrets() throws SQLException {
        for (String role : DatabaseRoles.logins()) {
            if (role.equals(DatabaseRoles.OWNER)) {
                continue;
            }
            become(role);
            assertForbidden(() -> rows.text("select ssn_enc from identity.user_secrets"));
            assertForbidden(() -> rows.text("select identity.decrypt_secret('x', 'passphrase')"));
            assertForbidden(() -> rows.text("select identity.encrypt_secret('x', 'passphrase')"));
            assertForbidden(() -> rows.text("select public.pgp_sym_decrypt('x', 'passphrase')"));
            stepBack();
        }
    }

    private void asTheApplicationItself() throws SQLException {
        become("millrace_app");
        rows.execute("set local role millrace_app_service");
    }
}
