-- That postings balance is checked as before when a transaction commits, but a statement whose own
-- entries balance needs no check of each of them: it leaves every posting as balanced as it was,
-- since entries only ever come.

-- id is of the note: a posting may be noted again.
create table billing.ledger_open_postings (
    id         bigint generated always as identity primary key,
    posting_id uuid not null
);

comment on table billing.ledger_open_postings is
    'Postings that a statement of this transaction left open; empty for everybody else.';

create function billing.note_open_postings()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into billing.ledger_open_postings (posting_id)
    select distinct b.posting_id
    from (
        select a.posting_id
        from added a
        group by a.posting_id, a.currency
        having sum(a.amount_cents) <> 0
    ) b;
    return null;
end
$$;

comment on function billing.note_open_postings() is
    'Notes the postings to which the statement added entries that do not balance by themselves.';

drop trigger refuse_unbalanced_posting on billing.ledger_entries;

create trigger note_open_postings
    after insert on billing.ledger_entries
    referencing new table as added
    for each statement execute function billing.note_open_postings();

create or replace function billing.refuse_unbalanced_posting()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    unbalanced text;
begin
    select string_agg(b.currency || ' ' || b.total, ', ')
    into unbalanced
    from (
        select e.currency, sum(e.amount_cents) as total
        from billing.ledger_entries e
        where e.posting_id = new.posting_id
        group by e.currency
        having sum(e.amount_cents) <> 0
    ) b;
    if unbalanced is not null then
        raise exception 'posting % does not balance: %', new.posting_id, unbalanced
            using errcode = 'check_violation', constraint = 'ledger_balanced';
    end if;
    delete from billing.ledger_open_postings o where o.id = new.id;
    return null;
end
$$;

create constraint trigger refuse_unbalanced_posting
    after insert on billing.ledger_open_postings
    deferrable initially deferred
    for each row execute function billing.refuse_unbalanced_posting();

grant select on billing.ledger_open_postings to millrace_batch;
