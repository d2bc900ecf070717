-- What was sent for a payout, under ids that exist before the first attempt, and what came of it.

-- paid: what has left for good, as far as the bank or provider says.
alter table billing.ledger_accounts
    drop constraint ledger_accounts_kind_check,
    add constraint ledger_accounts_kind_check
        check (kind in ('held', 'payable', 'sending', 'paid'));

-- Reasons that come to those of the first migration:
--     paid          posting_id is the transfer; sending against paid
--     returned      posting_id is the reversal; paid against payable
--     cancelled     posting_id is the reversal; sending against payable
alter table billing.ledger_entries
    drop constraint ledger_entries_reason_check,
    add constraint ledger_entries_reason_check
        check (reason in ('earned', 'refunded', 'approved', 'paid', 'returned', 'cancelled'));

-- A file for the bank: the approved payouts of a batch in one currency.
--     prepared      its ids are durable, nobody has seen it
--     staged        it is written and synced where nobody collects it, and its bytes are known
--     released      it is where the bank's software collects it, and is never written again
create table billing.payout_messages (
    id            uuid primary key default gen_random_uuid(),
    batch_id      uuid not null references billing.payout_batches (id) on delete restrict,
    currency      char(3) not null,
    execution_day date not null,
    state         text not null default 'prepared'
        check (state in ('prepared', 'staged', 'released')),
    prepared_at   timestamptz not null default now(),
    folder_id     uuid,
    sha256        bytea,
    staged_at     timestamptz,
    released_at   timestamptz,
    check ((state = 'prepared') = (sha256 is null)),
    check ((sha256 is null) = (folder_id is null)),
    check ((state = 'released') = (released_at is not null))
);

create index payout_messages_batch_id_fk on billing.payout_messages (batch_id);

-- One attempt to pay a payout. Its id is the end-to-end id of a file and the idempotency key of a
-- provider.
--     prepared      nobody outside knows of it
--     sent          somebody outside may know of it, and the outcome is not known yet
--     paid, failed, returned
create table billing.payout_transfers (
    id                 uuid primary key default gen_random_uuid(),
    payout_id          uuid not null references billing.payouts (id) on delete restrict,
    attempt            integer not null check (attempt > 0),
    channel            text not null check (channel in ('bank_file', 'stripe')),
    message_id         uuid references billing.payout_messages (id) on delete restrict,
    amount_cents       bigint not null check (amount_cents > 0),
    currency           char(3) not null,
    state              text not null default 'prepared'
        check (state in ('prepared', 'sent', 'paid', 'failed', 'returned')),
    provider_reference text,
    reason             text,
    prepared_at        timestamptz not null default now(),
    sent_at            timestamptz,
    ended_at           timestamptz,
    unique (payout_id, attempt),
    check ((channel = 'bank_file') = (message_id is not null)),
    check ((state = 'prepared') = (sent_at is null)),
    check ((state in ('prepared', 'sent')) = (ended_at is null))
);

-- A payout that may be paid is never sent a second time.
create unique index payout_transfers_one_at_a_time
    on billing.payout_transfers (payout_id)
    where state in ('prepared', 'sent', 'paid');

create index payout_transfers_message_id_fk on billing.payout_transfers (message_id);

comment on column billing.payout_transfers.amount_cents is 'In the minor unit of the currency.';

create function billing.refuse_transfer_change()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if (new.id, new.payout_id, new.attempt, new.channel, new.amount_cents, new.currency)
            <> (old.id, old.payout_id, old.attempt, old.channel, old.amount_cents, old.currency)
        or new.message_id is distinct from old.message_id
        or old.state <> new.state and old.state || ' ' || new.state not in (
            'prepared sent', 'sent paid', 'sent failed', 'paid returned')
    then
        raise exception 'transfer % of payout % cannot go from % to %, nor change what it is',
            old.id, old.payout_id, old.state, new.state
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    return new;
end
$$;

create trigger refuse_transfer_change
    before update on billing.payout_transfers
    for each row execute function billing.refuse_transfer_change();

-- An approved payout that is not paid in the end: its items are open again.
create table billing.payout_reversals (
    payout_id uuid primary key references billing.payouts (id) on delete restrict,
    id        uuid not null unique default gen_random_uuid(),
    kind      text not null check (kind in ('returned', 'cancelled')),
    reason    text not null,
    actor     text not null,
    at        timestamptz not null default now()
);

-- A file that told what came of transfers, and each thing that it told, also of transfers that are
-- not known here. Nothing is changed or removed.
create table billing.payout_result_files (
    id         uuid primary key default gen_random_uuid(),
    name       text not null,
    sha256     bytea not null unique,
    kind       text not null,
    message_id text not null,
    read_by    text not null,
    read_at    timestamptz not null default now()
);

create table billing.payout_results (
    file_id     uuid not null references billing.payout_result_files (id) on delete restrict,
    position    integer not null check (position > 0),
    reference   text not null,
    transfer_id uuid references billing.payout_transfers (id) on delete restrict,
    outcome     text not null check (outcome in ('accepted', 'paid', 'failed', 'returned')),
    code        text not null,
    reason      text not null,
    amount      numeric,
    currency    text,
    verdict     text not null check (
        verdict in ('applied', 'known', 'unknown reference', 'amount differs', 'contradicts')),
    primary key (file_id, position)
);

create index payout_results_transfer_id_fk on billing.payout_results (transfer_id);

grant select, insert, update on billing.payout_messages, billing.payout_transfers
    to millrace_batch;
grant select, insert on
    billing.payout_reversals, billing.payout_result_files, billing.payout_results
    to millrace_batch;
grant insert, update on billing.payout_accounts to millrace_batch;

-- Ledger and payouts that do not agree; must be empty.
create or replace view oracle.ledger_violations as
select 'posting does not balance' as problem, e.posting_id as id
from billing.ledger_entries e
group by e.posting_id, e.currency
having sum(e.amount_cents) <> 0
union all
select 'item without its posting', i.id
from billing.payout_items i
where i.amount_cents is distinct from (
        select -sum(e.amount_cents)
        from billing.ledger_entries e
        join billing.ledger_accounts a on a.id = e.account_id
        where e.posting_id = i.id
            and e.reason in ('earned', 'refunded')
            and a.kind = 'payable'
            and (a.practitioner_id, a.currency) = (i.practitioner_id, i.currency))
union all
select 'posting without its item', e.posting_id
from billing.ledger_entries e
where e.reason in ('earned', 'refunded')
    and not exists (select from billing.payout_items i where i.id = e.posting_id)
union all
select 'posting without its payout', e.posting_id
from billing.ledger_entries e
where e.reason = 'approved'
        and not exists (select from billing.payouts p where p.id = e.posting_id)
    or e.reason = 'paid'
        and not exists (select from billing.payout_transfers t where t.id = e.posting_id)
    or e.reason in ('returned', 'cancelled')
        and not exists (select from billing.payout_reversals r where r.id = e.posting_id)
union all
-- Where the money of a payout is, by its state: owed, on its way, or gone.
select 'postings of a payout that is ' || p.status, p.id
from billing.payouts p
join billing.payout_batch_members m on m.payout_id = p.id
cross join lateral (
    select
        coalesce(sum(e.amount_cents) filter (
            where a.kind = 'payable' and a.practitioner_id = p.practitioner_id), 0) as payable,
        coalesce(sum(e.amount_cents) filter (where a.kind = 'sending'), 0) as sending,
        coalesce(sum(e.amount_cents) filter (where a.kind = 'paid'), 0) as paid
    from (
        select p.id as posting_id
        union all
        select t.id from billing.payout_transfers t where t.payout_id = p.id
        union all
        select r.id from billing.payout_reversals r where r.payout_id = p.id
    ) s
    join billing.ledger_entries e on e.posting_id = s.posting_id
    join billing.ledger_accounts a on a.id = e.account_id and a.currency = p.currency
) l
where (l.payable, l.sending, l.paid) <> (
        case when p.status in ('processing', 'failed', 'paid') then p.amount_cents else 0 end,
        case when p.status in ('processing', 'failed') then -p.amount_cents else 0 end,
        case when p.status = 'paid' then -p.amount_cents else 0 end)
union all
select 'transfer does not fit its payout', t.id
from billing.payout_transfers t
join billing.payouts p on p.id = t.payout_id
where (t.amount_cents, t.currency) <> (p.amount_cents, p.currency)
    or t.state in ('prepared', 'sent') and p.status <> 'processing'
    or t.state = 'paid' and p.status <> 'paid'
    or t.state = 'returned' and p.status <> 'cancelled'
union all
select 'paid payout without a paid transfer', p.id
from billing.payouts p
join billing.payout_batch_members m on m.payout_id = p.id
where p.status = 'paid'
    and not exists (
        select from billing.payout_transfers t where t.payout_id = p.id and t.state = 'paid');
