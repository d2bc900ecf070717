package dev.millrace.batch.job;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A job: what operators call it, what it takes, and its steps. */
public interface BatchJob {

    /** Name, meaning and parameters. */
    JobDescription description();

    /** The steps of this run, in their order; at least one. */
    List<WorkStep> steps(JobRun run);

    /**
     * What a run would do, in lines for people. The transaction is read only: the database itself
     * sees to it that a dry run changes nothing.
     */
    List<String> plan(JobRun run, JdbcClient sql);
}
