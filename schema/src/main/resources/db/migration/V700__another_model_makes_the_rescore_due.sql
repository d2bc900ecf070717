-- Another production model of type matching makes the job due that has the scores computed anew. A
-- constraint trigger, so that the schedule's row is held for no longer than the commit takes.

create function analytics.make_match_rescore_due()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    -- What scores are made with, null where the row is not the model to use.
    before text;
    after text;
begin
    if tg_op <> 'INSERT' and old.model_type = 'matching' and old.is_production then
        before := jsonb_build_array(old.name, old.version, old.config -> 'weights');
    end if;
    if tg_op <> 'DELETE' and new.model_type = 'matching' and new.is_production then
        after := jsonb_build_array(new.name, new.version, new.config -> 'weights');
    end if;
    if before is distinct from after then
        -- A pause stays one, and where nobody runs jobs there is no schedule.
        update batch.schedules
        set next_due = clock_timestamp()
        where job_name = 'match-rescore'
            and (last_due is null or last_due < clock_timestamp());
        -- While the task is picked it looks by itself at its end.
        update batch.scheduled_tasks
        set execution_time = clock_timestamp(), version = version + 1
        where task_name = 'job' and task_instance = 'match-rescore' and not picked;
    end if;
    return null;
end
$$;

comment on function analytics.make_match_rescore_due() is
    'Makes job match-rescore due when the model that match scores are made with becomes another.';

create constraint trigger make_match_rescore_due
    after insert or delete or update of name, version, model_type, config, is_production
    on analytics.ai_models
    deferrable initially deferred
    for each row execute function analytics.make_match_rescore_due();
