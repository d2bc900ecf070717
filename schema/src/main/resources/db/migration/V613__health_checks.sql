-- A job that runs every few minutes forgets its old runs, everywhere.
grant delete on ops.maintenance_log to millrace_batch;
grant delete on
    batch.job_instance, batch.job_execution, batch.job_execution_params,
    batch.job_execution_context, batch.step_execution, batch.step_execution_context, batch.runs,
    batch.stop_requests
    to millrace_batch;
