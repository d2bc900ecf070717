-- The record behind payouts: a ledger of double entries that nobody changes, and batches of payouts
-- that one person proposes and another one approves.

-- held: what customers paid and practitioners are to get; payable: what one practitioner is owed;
-- sending: what is approved and on its way.
create table billing.ledger_accounts (
    id              uuid primary key default gen_random_uuid(),
    kind            text not null check (kind in ('held', 'payable', 'sending')),
    practitioner_id uuid references wellness.practitioners (id) on delete restrict,
    currency        char(3) not null,
    created_at      timestamptz not null default now(),
    unique nulls not distinct (kind, practitioner_id, currency),
    unique (id, currency),
    check ((kind = 'payable') = (practitioner_id is not null))
);

create index ledger_accounts_practitioner_id_fk on billing.ledger_accounts (practitioner_id);

-- The entries of a posting come to nothing in each currency. A debit is positive, a credit negative,
-- both in the currency's minor unit.
--     earned, refunded      posting_id is the payout item; held against payable
--     approved              posting_id is the payout; payable against sending
create table billing.ledger_entries (
    id           bigint generated always as identity primary key,
    posting_id   uuid not null,
    account_id   uuid not null,
    reason       text not null check (reason in ('earned', 'refunded', 'approved')),
    amount_cents bigint not null check (amount_cents <> 0),
    currency     char(3) not null,
    posted_at    timestamptz not null default now(),
    unique (posting_id, account_id),
    foreign key (account_id, currency) references billing.ledger_accounts (id, currency)
);

create index ledger_entries_account on billing.ledger_entries (account_id, currency);

comment on column billing.ledger_entries.amount_cents is
    'In the minor unit of the currency; a debit is positive, a credit negative.';

create function billing.refuse_unbalanced_posting()
returns trigger
language plpgsql
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
    return null;
end
$$;

create constraint trigger refuse_unbalanced_posting
    after insert on billing.ledger_entries
    deferrable initially deferred
    for each row execute function billing.refuse_unbalanced_posting();

create function billing.refuse_ledger_change()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception '% of billing.ledger_entries is refused', tg_op
        using
            errcode = 'object_not_in_prerequisite_state',
            hint = 'A correction is a new posting.';
end
$$;

create trigger refuse_ledger_change
    before update or delete or truncate on billing.ledger_entries
    for each statement execute function billing.refuse_ledger_change();

-- What one run proposes, for another person to approve.
create table billing.payout_batches (
    id           uuid primary key default gen_random_uuid(),
    period_start date not null,
    period_end   date not null,
    cut_off      timestamptz not null,
    status       text not null default 'proposed'
        check (status in ('proposed', 'approved', 'rejected')),
    proposed_by  text not null,
    proposed_at  timestamptz not null default now(),
    decided_by   text,
    decided_at   timestamptz,
    reason       text,
    unique (period_end, cut_off),
    check (period_start <= period_end),
    check ((status = 'proposed') = (decided_by is null)),
    check ((decided_by is null) = (decided_at is null)),
    constraint payout_batches_two_people check (decided_by <> proposed_by)
);

create table billing.payout_batch_members (
    payout_id uuid primary key references billing.payouts (id) on delete restrict,
    batch_id  uuid not null references billing.payout_batches (id) on delete restrict
);

create index payout_batch_members_batch_id_fk on billing.payout_batch_members (batch_id);

create trigger record_change
    after insert or update or delete on billing.payout_batches
    for each row execute function ops.record_change('id', 'values', 'money');

grant select, insert on
    billing.ledger_accounts, billing.ledger_entries, billing.payout_batch_members
    to millrace_batch;
grant select, insert, update on billing.payout_batches to millrace_batch;
grant update (practitioner_share_cents) on billing.refunds to millrace_batch;

-- Ledger and payouts that do not agree; must be empty.
create view oracle.ledger_violations as
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
select 'payout under way without its posting', p.id
from billing.payouts p
join billing.payout_batch_members m on m.payout_id = p.id
where p.status in ('processing', 'paid', 'failed')
    and p.amount_cents is distinct from (
        select sum(e.amount_cents)
        from billing.ledger_entries e
        join billing.ledger_accounts a on a.id = e.account_id
        where e.posting_id = p.id
            and e.reason = 'approved'
            and a.kind = 'payable'
            and (a.practitioner_id, a.currency) = (p.practitioner_id, p.currency))
union all
select 'posting of a payout that nobody approved', e.posting_id
from billing.ledger_entries e
join billing.payouts p on p.id = e.posting_id
where e.reason = 'approved' and p.status in ('pending', 'cancelled');
