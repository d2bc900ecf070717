package dev.millrace.batch.job;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The values that one run works with; a restart works with the same.
 *
 * @param job name of the job
 * @param actor who started it, or goes on with it
 * @param values by parameter name; every value fits its parameter
 */
public record JobRun(String job, String actor, Map<String, String> values) {

    /** The moment that the run calls now, fixed when it is first started. */
    public static final String CUT_OFF = "cut-off";

    /** Rows of a transaction. */
    public static final String CHUNK_SIZE = "chunk-size";

    /** Rows a second at most; 0 does not hold back. */
    public static final String ROWS_PER_SECOND = "rows-per-second";

    /** The due time that a schedule started the run for; nobody else gives it. */
    public static final String SCHEDULED_FOR = "scheduled-for";

    public JobRun {
        values = Map.copyOf(values);
    }

    /**
     * Checks what was given and adds what was not.
     *
     * @param now the cut-off of a run that is given none
     * @param chunkSize rows of a transaction where none are given
     * @param rowsPerSecond the throttle where none is given
     * @throws PipelineException {@link ErrorKind#SETTING_INVALID} naming parameter, value and what
     *     was expected
     */
    public static JobRun checked(
            JobDescription job,
            Map<String, String> given,
            String actor,
            Instant now,
            int chunkSize,
            int rowsPerSecond) {
        List<Parameter> known =
                Stream.concat(
                                common(now, chunkSize, rowsPerSecond).stream(),
                                job.parameters().stream())
                        .toList();
        Map<String, String> values = new TreeMap<>();
        for (Parameter parameter : known) {
            parameter.fallback().ifPresent(value -> values.put(parameter.name(), value));
        }
        given.forEach((name, value) -> {
            Parameter parameter =
                    known.stream()
                            .filter(p -> p.name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> unknown(job, name, known));
            if (!parameter.kind().accepts(value)) {
                throw invalid(job.name(), name, value, parameter.kind().expected());
            }
            values.put(name, value);
        });
        if ("0".equals(values.get(CHUNK_SIZE))) {
            throw invalid(job.name(), CHUNK_SIZE, "0", "a whole number from 1 to 1000000000");
        }
        return new JobRun(job.name(), actor, values);
    }

    /** What every job takes. */
    public static List<Parameter> common(Instant now, int chunkSize, int rowsPerSecond) {
        return List.of(
                Parameter.of(
                        CUT_OFF,
                        Parameter.Kind.MOMENT,
                        now,
                        "the moment that the run calls now; by default that of its start"),
                Parameter.of(
                        CHUNK_SIZE, Parameter.Kind.COUNT, chunkSize, "rows of one transaction"),
                Parameter.of(
                        ROWS_PER_SECOND,
                        Parameter.Kind.COUNT,
                        rowsPerSecond,
                        "rows a second at most; 0 does not hold back"));
    }

    /** The same with one value more. */
    public JobRun with(String name, String value) {
        Map<String, String> more = new TreeMap<>(values);
        more.put(name, value);
        return new JobRun(job, actor, more);
    }

    /** The moment that the run calls now. */
    public OffsetDateTime cutOff() {
        return Instant.parse(text(CUT_OFF).orElseThrow()).atOffset(ZoneOffset.UTC);
    }

    /** Rows of a transaction, at least 1. */
    public int chunkSize() {
        return Math.toIntExact(number(CHUNK_SIZE));
    }

    /** Rows a second at most; 0 does not hold back. */
    public int rowsPerSecond() {
        return Math.toIntExact(number(ROWS_PER_SECOND));
    }

    /**
     * A value that the run has.
     *
     * @throws IllegalArgumentException when the run has none of this name
     */
    public long number(String name) {
        return Long.parseLong(
                text(name).orElseThrow(() -> new IllegalArgumentException("no value " + name)));
    }

    public Optional<LocalDate> date(String name) {
        return text(name).map(LocalDate::parse);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** What a job says of a value that passes by itself but does not fit the others. */
    public PipelineException refuse(String name, String expected) {
        return invalid(job, name, text(name).orElse(""), expected);
    }

    private static PipelineException unknown(
            JobDescription job, String name, List<Parameter> known) {
        return new PipelineException(
                ErrorKind.SETTING_INVALID,
                "job %s has no parameter '%s', expected one of %s"
                        .formatted(
                                job.name(),
                                name,
                                known.stream()
                                        .map(Parameter::name)
                                        .sorted()
                                        .collect(Collectors.joining(", "))));
    }

    private static PipelineException invalid(
            String job, String name, String value, String expected) {
        return new PipelineException(
                ErrorKind.SETTING_INVALID,
                "parameter %s of job %s is '%s', expected %s"
                        .formatted(name, job, value, expected));
    }
}
