-- Days on which a schedule with a calendar lets nothing run: weekends, and these.

create table batch.holidays (
    calendar text not null check (calendar ~ '^[a-z][a-z0-9-]*$'),
    day      date not null,
    name     text not null,
    added_by text not null,
    added_at timestamptz not null default clock_timestamp(),
    primary key (calendar, day)
);

comment on table batch.holidays is
    'Days, beside Saturdays and Sundays, that are no business days of a calendar.';

alter table batch.schedules
    add column calendar text check (calendar ~ '^[a-z][a-z0-9-]*$');

comment on column batch.schedules.calendar is
    'A due time on a day that is no business day of it moves to the next one, at the same time of '
    'day; null: every day is one.';

grant select, insert, update, delete on batch.holidays to millrace_batch;
