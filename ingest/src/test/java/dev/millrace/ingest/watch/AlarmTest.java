package dev.millrace.ingest.watch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.millrace.ingest.watch.CaptureThresholds.Limits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AlarmTest {

    private static final Limits LIMITS = new Limits(100, 200);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Alarm alarm = new Alarm("measure", "bytes", "do this");

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(log);
    }

    @Test
    void crossingIsLoggedOnceWithWhatToDo() {
        assertThat(alarm.look(99, LIMITS)).isEqualTo(AlarmLevel.FINE);
        assertThat(alarm.look(100, LIMITS)).isEqualTo(AlarmLevel.WARNING);
        assertThat(alarm.look(150, LIMITS)).isEqualTo(AlarmLevel.WARNING);
        assertThat(alarm.look(200, LIMITS)).isEqualTo(AlarmLevel.CRITICAL);
        assertThat(alarm.look(900, LIMITS)).isEqualTo(AlarmLevel.CRITICAL);

        assertThat(log.list)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.WARN, Level.WARN);
        assertThat(log.list)
                .allSatisfy(
                        line -> assertThat(line.getKeyValuePairs().toString()).contains("do this"));
    }

    @Test
    void nearTheLimitItStaysWhereItWas() {
        alarm.look(100, LIMITS);
        assertThat(alarm.look(91, LIMITS)).isEqualTo(AlarmLevel.WARNING);
        assertThat(alarm.look(100, LIMITS)).isEqualTo(AlarmLevel.WARNING);
        assertThat(alarm.look(89, LIMITS)).isEqualTo(AlarmLevel.FINE);

        assertThat(log.list)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.WARN, Level.INFO);
    }

    @Test
    void itFallsFromCriticalToFineAtOnce() {
        alarm.look(500, LIMITS);

        assertThat(alarm.look(195, LIMITS)).isEqualTo(AlarmLevel.CRITICAL);
        assertThat(alarm.look(1, LIMITS)).isEqualTo(AlarmLevel.FINE);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Alarm.class);
    }
}
