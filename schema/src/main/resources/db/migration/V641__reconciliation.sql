-- Money against money: the ledger, payments and refunds, what the provider says of them, and what
-- banks told. Whatever does not agree is a finding, and stays one until a person has settled it;
-- until then nothing is paid to whom it concerns.

create table billing.reconciliation_findings (
    id              uuid primary key default gen_random_uuid(),
    problem         text not null,
    subject         text not null,
    details         text not null,
    practitioner_id uuid references wellness.practitioners (id) on delete restrict,
    found_at        timestamptz not null,
    seen_at         timestamptz not null,
    settled_by      text,
    settled_at      timestamptz,
    reason          text,
    -- Found again as it was settled, it stays settled; found otherwise, it is another finding.
    unique (problem, subject, details),
    check ((settled_by is null) = (settled_at is null)),
    check ((settled_by is null) = (reason is null)),
    check (seen_at >= found_at)
);

create index reconciliation_findings_practitioner_id_fk
    on billing.reconciliation_findings (practitioner_id);
create index reconciliation_findings_open
    on billing.reconciliation_findings (found_at)
    where settled_at is null;

comment on column billing.reconciliation_findings.practitioner_id is
    'Whose payouts stop until it is settled; null where it cannot be said whom it concerns.';
comment on column billing.reconciliation_findings.seen_at is
    'The cut-off of the run that found it last; an older one than that of others: it is gone.';

create function billing.refuse_finding_change()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if (new.id, new.problem, new.subject, new.details, new.found_at)
            <> (old.id, old.problem, old.subject, old.details, old.found_at)
        or new.practitioner_id is distinct from old.practitioner_id
        or old.settled_at is not null
            and (new.settled_by, new.settled_at, new.reason)
                is distinct from (old.settled_by, old.settled_at, old.reason)
    then
        raise exception 'finding % cannot be changed, only settled, and once', old.id
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    return new;
end
$$;

create trigger refuse_finding_change
    before update on billing.reconciliation_findings
    for each row execute function billing.refuse_finding_change();

-- Files of a provider's records: all that it has of a span of time.
create table billing.provider_record_files (
    id       uuid primary key default gen_random_uuid(),
    name     text not null,
    sha256   bytea not null unique,
    provider billing.payment_provider not null,
    covers   tstzrange not null
        check (not isempty(covers) and not lower_inf(covers) and not upper_inf(covers)),
    read_by  text not null,
    read_at  timestamptz not null default clock_timestamp()
);

-- A payment, a refund or a payout as the provider has it. belongs_to is the provider's reference of
-- the payment that a refund is of, and our id of the transfer that a payout is.
create table billing.provider_records (
    file_id      uuid not null references billing.provider_record_files (id) on delete restrict,
    position     integer not null check (position > 0),
    kind         text not null check (kind in ('payment', 'refund', 'payout')),
    reference    text not null check (reference <> ''),
    belongs_to   text,
    amount_cents bigint not null check (amount_cents > 0),
    currency     char(3) not null,
    status       text not null check (status in ('pending', 'succeeded', 'failed')),
    occurred_at  timestamptz not null,
    primary key (file_id, position)
);

comment on column billing.provider_records.amount_cents is 'In the minor unit of the currency.';

grant select, insert on
    billing.reconciliation_findings, billing.provider_record_files, billing.provider_records
    to millrace_batch;
grant update (seen_at, settled_by, settled_at, reason) on billing.reconciliation_findings
    to millrace_batch;

-- What does not agree now. In each of these views: what is wrong with what, whom it concerns where
-- that can be said, and since when it could be seen, so that what is under way is no finding.

-- Every payment and refund that succeeded has one completed transaction of the same amount.
create view oracle.transaction_findings as
with booked as (
    select
        'payment' as kind,
        p.id,
        p.practitioner_id,
        p.amount_cents,
        p.currency,
        p.status in ('succeeded', 'partially_refunded', 'refunded') as counts,
        p.status::text as status,
        coalesce(p.processed_at, p.created_at) as moment
    from billing.payments p
    union all
    select
        'refund',
        r.id,
        p.practitioner_id,
        r.amount_cents,
        r.currency,
        r.status = 'succeeded',
        r.status::text,
        coalesce(r.processed_at, r.created_at)
    from billing.refunds r
    join billing.payments p on p.id = r.payment_id
),
transactions as (
    select
        case transaction_type when 'payment' then 'payment' else 'refund' end as kind,
        case transaction_type when 'payment' then payment_id else refund_id end as id,
        count(*) as number,
        min(amount_cents) as amount_cents,
        min(currency) as currency,
        max(created_at) as moment
    from billing.payment_transactions
    where status = 'completed'
    group by 1, 2
)
select
    case
        when not b.counts then 'transaction of a ' || b.kind || ' that did not succeed'
        when t.id is null then b.kind || ' without a transaction'
        when t.number > 1 then b.kind || ' with several transactions'
        else 'transaction differs from its ' || b.kind
    end as problem,
    b.kind || ' ' || b.id as subject,
    format(
        'it is %s, %s %s; %s',
        b.status,
        b.amount_cents,
        b.currency,
        case
            when t.id is null then 'no transaction'
            when t.number > 1 then t.number || ' transactions'
            else format('the transaction has %s %s', t.amount_cents, t.currency)
        end) as details,
    b.practitioner_id,
    greatest(b.moment, t.moment) as since
from booked b
left join transactions t on t.kind = b.kind and t.id = b.id
where case
        when not b.counts then t.id is not null
        else t.id is null
            or t.number > 1
            or (t.amount_cents, t.currency) <> (b.amount_cents, b.currency)
    end
union all
select
    'transaction of nothing',
    'transaction ' || t.id,
    format('%s of %s %s', t.transaction_type, t.amount_cents, t.currency),
    null,
    t.created_at
from billing.payment_transactions t
where t.status = 'completed'
    and case t.transaction_type
        when 'payment' then
            num_nonnulls(t.payment_id, t.subscription_id, t.course_purchase_id) = 0
        else t.refund_id is null
    end;

-- Payouts and their double-entry ledger against themselves, payments and refunds.
create view oracle.ledger_findings as
with broken as (
    select problem, id from oracle.payout_violations
    union all
    select problem, id from oracle.ledger_violations
)
select
    b.problem,
    b.id::text as subject,
    ''::text as details,
    coalesce(
        (select p.practitioner_id from billing.payouts p where p.id = b.id),
        (select i.practitioner_id from billing.payout_items i where i.id = b.id),
        (select p.practitioner_id from billing.payments p where p.id = b.id),
        (
            select p.practitioner_id
            from billing.payout_transfers t
            join billing.payouts p on p.id = t.payout_id
            where t.id = b.id
        ),
        (
            select a.practitioner_id
            from billing.ledger_entries e
            join billing.ledger_accounts a on a.id = e.account_id
            where e.posting_id = b.id and a.practitioner_id is not null
            limit 1
        )
    ) as practitioner_id,
    '-infinity'::timestamptz as since
from broken b
union all
select
    'item of a payment that did not succeed',
    'payment ' || p.id,
    format('it is %s, and %s %s is counted', p.status, i.amount_cents, i.currency),
    i.practitioner_id,
    p.updated_at
from billing.payout_items i
join billing.payments p on p.id = i.payment_id
where i.refund_id is null and p.status not in ('succeeded', 'partially_refunded', 'refunded')
union all
select
    'item of a refund that did not succeed',
    'refund ' || r.id,
    format('it is %s, and %s %s is counted', r.status, i.amount_cents, i.currency),
    i.practitioner_id,
    r.updated_at
from billing.payout_items i
join billing.refunds r on r.id = i.refund_id
where r.status <> 'succeeded'
union all
select
    'item of another practitioner or currency than its payment',
    'payment ' || p.id,
    format('item %s', i.id),
    i.practitioner_id,
    p.updated_at
from billing.payout_items i
join billing.payments p on p.id = i.payment_id
where (i.practitioner_id, i.currency) is distinct from (p.practitioner_id, p.currency);

-- Payments, refunds and transfers against what the newest file of the provider says of each. What a
-- provider has no record of counts only where its files cover a day before and after.
create view oracle.provider_findings as
with ours as (
    select
        'payment' as kind,
        p.provider,
        coalesce(p.provider_payment_intent_id, p.provider_transaction_id) as key,
        'payment ' || p.id as subject,
        p.practitioner_id,
        p.amount_cents,
        p.currency,
        p.status in ('succeeded', 'partially_refunded', 'refunded') as counts,
        p.status::text as status,
        coalesce(p.processed_at, p.created_at) as moment
    from billing.payments p
    union all
    select
        'refund',
        p.provider,
        r.provider_refund_id,
        'refund ' || r.id,
        p.practitioner_id,
        r.amount_cents,
        r.currency,
        r.status = 'succeeded',
        r.status::text,
        coalesce(r.processed_at, r.created_at)
    from billing.refunds r
    join billing.payments p on p.id = r.payment_id
    union all
    select
        'payout',
        case t.channel when 'stripe' then 'stripe' else 'manual' end::billing.payment_provider,
        replace(t.id::text, '-', ''),
        'transfer ' || t.id,
        p.practitioner_id,
        t.amount_cents,
        t.currency,
        t.state = 'paid',
        t.state,
        coalesce(t.ended_at, t.sent_at, t.prepared_at)
    from billing.payout_transfers t
    join billing.payouts p on p.id = t.payout_id
),
newest as (
    select distinct on (f.provider, r.kind, r.reference)
        f.provider,
        r.kind,
        r.reference,
        -- Files for banks write our ids without dashes.
        case r.kind
            when 'payout' then replace(lower(coalesce(r.belongs_to, r.reference)), '-', '')
            else r.reference
        end as key,
        r.belongs_to,
        r.amount_cents,
        r.currency,
        r.status,
        r.occurred_at
    from billing.provider_records r
    join billing.provider_record_files f on f.id = r.file_id
    order by f.provider, r.kind, r.reference, f.read_at desc, r.position desc
),
covered as (
    select provider, range_agg(covers) as spans
    from billing.provider_record_files
    group by provider
),
pairs as (
    select
        coalesce(o.kind, n.kind) as kind,
        coalesce(o.provider, n.provider) as provider,
        n.reference,
        coalesce(o.subject, n.kind || ' ' || n.reference) as subject,
        o.subject is not null as is_ours,
        n.reference is not null as is_theirs,
        case
            when o.subject is not null then o.practitioner_id
            when n.kind = 'refund' then (
                select p.practitioner_id
                from billing.payments p
                where p.provider = n.provider
                    and coalesce(p.provider_payment_intent_id, p.provider_transaction_id)
                        = n.belongs_to
                limit 1
            )
        end as practitioner_id,
        o.counts,
        o.status,
        o.amount_cents,
        o.currency,
        n.status as their_status,
        n.amount_cents as their_amount_cents,
        n.currency as their_currency,
        greatest(o.moment, n.occurred_at) as moment,
        o.moment as our_moment
    from ours o
    full join newest n on n.kind = o.kind and n.provider = o.provider and n.key = o.key
),
judged as (
    select
        p.*,
        case
            when not is_ours then
                case
                    when their_status = 'succeeded' then kind || ' that only the provider knows'
                end
            when is_theirs and their_status = 'succeeded' and not counts then
                kind || ' that succeeded at the provider only'
            when is_theirs and their_status <> 'succeeded' and counts then
                kind || ' that did not succeed at the provider'
            when is_theirs and (amount_cents, currency) <> (their_amount_cents, their_currency) then
                kind || ' of another amount at the provider'
            when not is_theirs
                and counts
                and c.spans @> tstzrange(
                    our_moment - interval '1 day', our_moment + interval '1 day', '[]')
            then kind || ' that the provider does not know'
        end as problem
    from pairs p
    left join covered c on c.provider = p.provider
)
select
    problem,
    subject,
    provider
        || case
            when is_theirs then
                format(
                    ' has %s: %s, %s %s',
                    reference, their_status, their_amount_cents, their_currency)
            else ' has nothing'
        end
        || case
            when is_ours then format('; here it is %s, %s %s', status, amount_cents, currency)
            else '; nothing here'
        end as details,
    practitioner_id,
    moment as since
from judged
where problem is not null
union all
select
    'payout that the provider paid twice',
    'transfer ' || t.id,
    format('%s has %s', n.provider, string_agg(n.reference, ', ' order by n.reference)),
    p.practitioner_id,
    max(n.occurred_at)
from newest n
join billing.payout_transfers t on replace(t.id::text, '-', '') = n.key
join billing.payouts p on p.id = t.payout_id
where n.kind = 'payout' and n.status = 'succeeded'
group by t.id, n.provider, p.practitioner_id
having count(*) > 1
union all
select
    r.kind || ' that the provider has twice',
    f.provider || ' ' || r.reference,
    format('file %s, lines %s', f.name, string_agg(r.position::text, ', ' order by r.position)),
    (
        select p.practitioner_id
        from billing.payments p
        where p.provider = f.provider
            and coalesce(p.provider_payment_intent_id, p.provider_transaction_id)
                = case r.kind when 'payment' then r.reference else max(r.belongs_to) end
        limit 1
    ),
    max(r.occurred_at)
from billing.provider_records r
join billing.provider_record_files f on f.id = r.file_id
group by f.id, r.kind, r.reference
having count(*) > 1;

-- What files of banks told about payouts and a person has to look at.
create view oracle.result_findings as
select
    'result of a payout: ' || r.verdict as problem,
    format('file %s, result %s', f.name, r.position) as subject,
    format(
        '%s %s %s %s',
        case r.reference when '' then 'no reference' else r.reference end,
        r.outcome,
        r.amount,
        r.currency) as details,
    p.practitioner_id,
    '-infinity'::timestamptz as since
from billing.payout_results r
join billing.payout_result_files f on f.id = r.file_id
left join billing.payout_transfers t on t.id = r.transfer_id
left join billing.payouts p on p.id = t.payout_id
where r.verdict in ('unknown reference', 'amount differs', 'contradicts');
