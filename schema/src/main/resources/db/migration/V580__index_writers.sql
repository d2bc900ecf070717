-- How the search indexes are, as the processes that fill them say: the server of the indexes may be the
-- very thing that does not answer.

create table ops.index_writers (
    index_name      text not null check (index_name <> ''),
    instance        text not null check (instance <> ''),
    application     text not null,
    writer          text not null,
    trouble         text,
    written         bigint not null check (written >= 0),
    deleted         bigint not null check (deleted >= 0),
    superseded      bigint not null check (superseded >= 0),
    dead_letters    bigint not null check (dead_letters >= 0),
    waiting_records bigint not null check (waiting_records >= 0),
    reported_at     timestamptz not null default clock_timestamp(),
    primary key (index_name, instance)
) with (fillfactor = 20);

comment on table ops.index_writers is
    'What each process that fills search indexes last said of each: every two seconds while it runs, '
    'and no row after an orderly end.';
comment on column ops.index_writers.index_name is 'Alias of the index.';
comment on column ops.index_writers.instance is 'Name of the process in consumer groups.';
comment on column ops.index_writers.application is
    'State of the application that makes the documents, as Kafka Streams calls it.';
comment on column ops.index_writers.writer is
    'State of the index writer: starting, idle, running, waiting or stopped.';
comment on column ops.index_writers.trouble is
    'Why it waits or has stopped, in one line; null when it does not.';
comment on column ops.index_writers.written is 'Documents that the index took since the start.';
comment on column ops.index_writers.deleted is 'Documents deleted since the start.';
comment on column ops.index_writers.superseded is
    'Changes that the index refused as older than what it has, since the start.';
comment on column ops.index_writers.dead_letters is 'Records set aside since the start.';
comment on column ops.index_writers.waiting_records is
    'Records of the topic of documents that wait for the writer.';
comment on column ops.index_writers.reported_at is 'When the process said so, clock of this database.';

grant select, insert, update, delete on ops.index_writers to millrace_writer;
grant select on ops.index_writers to millrace_operator;
