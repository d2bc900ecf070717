package dev.millrace.batch.job;

/**
 * A named step of a job. A step that is done is not done again by a restart.
 *
 * @param name unique in its job
 * @param work what it does
 */
public record WorkStep(String name, Work work) {}
