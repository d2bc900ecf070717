package dev.millrace.batch.payouts.payee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schema.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DetailsCipherTest {

    private static final UUID ADA = new UUID(1, 1);
    private static final String DETAILS =
            "{\"name\":\"Ada\",\"account\":\"GB29NWBK60161331926819\",\"bic\":\"NWBKGB2L\"}";

    private final DetailsCipher cipher = new DetailsCipher(key(1));

    @Test
    void whatIsEncryptedIsReadAgainAndNeverLooksTheSame() {
        byte[] kept = cipher.encrypt(ADA, PayeeDetails.fromJson(DETAILS));

        assertThat(cipher.decrypt(ADA, kept).toJson()).isEqualTo(DETAILS);
        assertThat(cipher.encrypt(ADA, PayeeDetails.fromJson(DETAILS))).isNotEqualTo(kept);
        assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain("Ada", "GB29");
    }

    @Test
    void anotherKeyAnotherPractitionerAndDamageAreRefused() {
        byte[] kept = cipher.encrypt(ADA, PayeeDetails.fromJson(DETAILS));

        assertThatThrownBy(() -> new DetailsCipher(key(2)).decrypt(ADA, kept))
                .hasMessageContaining("under another key than batch.payouts.details-key");
        assertThatThrownBy(() -> cipher.decrypt(new UUID(1, 2), kept))
                .hasMessageContaining("cannot be decrypted");
        for (int at = 0; at < kept.length; at++) {
            byte[] damaged = kept.clone();
            damaged[at] ^= 1;
            assertThatThrownBy(() -> cipher.decrypt(ADA, damaged)).as("byte " + at).isNotNull();
        }
        assertThatThrownBy(() -> new DetailsCipher(new Secret("c2hvcnQ=")))
                .hasMessageContaining("is not 32 bytes in Base64")
                .hasMessageNotContaining("c2hvcnQ=");
    }

    @Test
    void detailsThatDoNotFitAreRefusedWithoutBeingQuoted() {
        for (List<String> wrong :
                List.of(
                        List.of(
                                "{\"name\":\"Ada\",\"account\":\"GB28NWBK60161331926819\"}",
                                "check digits"),
                        List.of(
                                "{\"name\":\"Ada\",\"account\":\"sixty six\\u00df\"}",
                                "neither an IBAN nor"),
                        List.of(
                                "{\"name\":\"Ada\",\"account\":\"1\",\"bic\":\"x\"}",
                                "the bic is not"),
                        List.of(
                                "{\"name\":\"Ada\",\"account\":\"1\",\"clearing\":\"66\"}",
                                "the clearing is not"),
                        List.of("{\"name\":\"Ada\"}", "neither account nor stripe_account"),
                        List.of("{\"account\":\"66\"}", "the name has not between"),
                        List.of("{\"name\":\"Ada\",\"iban\":\"66\"}", "unknown field iban"),
                        List.of("66 66", "no JSON object"),
                        List.of("{66", "are no JSON"))) {
            assertThatThrownBy(() -> PayeeDetails.fromJson(wrong.get(0)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(wrong.get(1))
                    .hasMessageNotContaining("66")
                    .hasMessageNotContaining("NWBK");
        }
        assertThat(PayeeDetails.fromJson(DETAILS).toString()).isEqualTo("PayeeDetails[an IBAN]");
    }

    private static Secret key(int first) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) first;
        return new Secret(Base64.getEncoder().encodeToString(bytes));
    }
}
