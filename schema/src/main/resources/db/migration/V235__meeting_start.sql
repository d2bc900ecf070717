-- A meeting has a date and a time of day in its own time zone, and starts_at, the moment that they
-- mean. The moment is computed here, so that they cannot disagree, not even across a clock change.

create function engagement.set_meeting_start()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    new.starts_at := (new.scheduled_date + new.start_time) at time zone new.timezone;
    return new;
end
$$;

comment on function engagement.set_meeting_start() is
    'Sets starts_at to the date and time of the meeting in its time zone.';

create trigger set_meeting_start
    before insert or update of scheduled_date, start_time, timezone, starts_at
    on engagement.meetings
    for each row execute function engagement.set_meeting_start();
