-- For the tests: a migration that fails after its first statement.

create table ops.half_done (id integer primary key);

select 1 / 0;
