package dev.millrace.batch.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of values, held against those that Java's own classes make. */
class ValueTextTest {

    private static final LocalDateTime OF_POSTGRES = LocalDateTime.of(2000, 1, 1, 0, 0);

    /** As PostgreSQL writes it: no zeros at the end of a fraction, and none at all without one. */
    private static final DateTimeFormatter POSTGRES =
            new DateTimeFormatterBuilder()
                    .appendPattern("yyyy-MM-dd HH:mm:ss")
                    .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
                    .toFormatter(Locale.ROOT);

    @Test
    void everyMomentIsWrittenAsJavaWritesIt() {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            LocalDateTime moment =
                    LocalDateTime.of(1, 1, 1, 0, 0)
                            .plusDays(random.nextInt(3_652_058))
                            .plusSeconds(random.nextInt(86_400))
                            .plus(
                                    random.nextInt(1_000_000) / 1_000 * (i % 3 == 0 ? 1_000 : 1),
                                    ChronoUnit.MICROS);
            long micros = SentMoment.sinceEpoch(ChronoUnit.MICROS.between(OF_POSTGRES, moment));

            assertThat(micros)
                    .isEqualTo(
                            moment.toEpochSecond(ZoneOffset.UTC) * 1_000_000
                                    + moment.getNano() / 1_000);
            assertThat(text(into -> ValueText.moment(micros, false, into)))
                    .isEqualTo(POSTGRES.format(moment));
            assertThat(text(into -> ValueText.moment(micros, true, into)))
                    .isEqualTo(POSTGRES.format(moment) + "+00");
        }
    }

    @Test
    void momentsWithoutEndHaveWords() {
        long end = SentMoment.sinceEpoch(Long.MAX_VALUE);
        long begin = SentMoment.sinceEpoch(Long.MIN_VALUE);

        assertThat(text(into -> ValueText.moment(end, true, into))).isEqualTo("infinity");
        assertThat(text(into -> ValueText.moment(begin, true, into))).isEqualTo("-infinity");
    }

    @Test
    void beyondTheEngineThereIsNoPlace() {
        long lastOfPostgres =
                ChronoUnit.MICROS.between(OF_POSTGRES, LocalDateTime.of(294_247, 1, 11, 0, 0));
        long beforeChrist =
                ChronoUnit.MICROS.between(OF_POSTGRES, LocalDateTime.of(0, 12, 31, 23, 59));

        assertThat(SentMoment.sinceEpoch(lastOfPostgres)).isEqualTo(SentMoment.NO_PLACE);
        assertThat(SentMoment.sinceEpoch(beforeChrist)).isEqualTo(SentMoment.NO_PLACE);
        assertThat(SentMoment.words(beforeChrist)).isEqualTo("0001-12-31 23:59:00 BC");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, -1, 1_234_567_890_123L, Long.MAX_VALUE, Long.MIN_VALUE})
    void wholeNumbersAreWrittenToTheirLimits(long number) {
        assertThat(text(into -> ValueText.wholeNumber(number, into)))
                .isEqualTo(Long.toString(number));
    }

    @Test
    void uuidsAreWrittenWithAndWithoutDashes() {
        Random random = new Random(5);
        for (int i = 0; i < 1_000; i++) {
            UUID uuid = new UUID(random.nextLong(), random.nextLong());
            byte[] bytes =
                    ByteBuffer.allocate(20)
                            .position(4)
                            .putLong(uuid.getMostSignificantBits())
                            .putLong(uuid.getLeastSignificantBits())
                            .array();

            assertThat(text(into -> ValueText.uuid(bytes, 4, into))).isEqualTo(uuid.toString());
            assertThat(
                            text(into -> {
                                int length = ValueText.uuid(bytes, 4, into);
                                assertThat(length).isEqualTo(36);
                                return ValueText.withoutDashes(into);
                            }))
                    .isEqualTo(uuid.toString().replace("-", ""));
        }
    }

    private static String text(ToIntFunction<byte[]> writer) {
        byte[] into = new byte[ValueText.LONGEST];
        return new String(into, 0, writer.applyAsInt(into), UTF_8);
    }
}
