package dev.millrace.batch.job;

import java.util.List;
import java.util.Optional;

/**
 * What operators need to know of a job.
 *
 * @param id its number in the design, for example {@code B01}
 * @param name what it is called, lower case with dashes
 * @param summary what it does, in a sentence
 * @param parameters what it takes beside what every job takes
 */
public record JobDescription(String id, String name, String summary, List<Parameter> parameters) {

    public JobDescription {
        if (!name.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException(
                    "job name is '" + name + "', expected lower case letters, digits and dashes");
        }
        parameters = List.copyOf(parameters);
    }

    /** The same with these parameters, or none. */
    public JobDescription(String id, String name, String summary, Parameter... parameters) {
        this(id, name, summary, List.of(parameters));
    }

    /** The parameter of this name. */
    public Optional<Parameter> parameter(String wanted) {
        return parameters.stream().filter(p -> p.name().equals(wanted)).findFirst();
    }
}
