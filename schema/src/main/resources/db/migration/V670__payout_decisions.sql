-- What a person says came of a transfer, where neither a file of the bank nor the provider says it
-- in a way that can be taken in. Nothing is changed or removed.
create table billing.payout_decisions (
    transfer_id  uuid not null references billing.payout_transfers (id) on delete restrict,
    former_state text not null check (former_state in ('sent', 'paid', 'failed')),
    outcome      text not null check (outcome in ('paid', 'failed', 'returned')),
    reason       text not null check (reason <> ''),
    reference    text,
    decided_by   text not null,
    decided_at   timestamptz not null default now(),
    -- A transfer comes into each state once.
    primary key (transfer_id, outcome)
);

comment on column billing.payout_decisions.reference is
    'What the bank or provider calls the transfer; null where nobody said.';

grant select, insert on billing.payout_decisions to millrace_batch;

-- A bank that rejects a transfer and has paid it after all contradicts itself. Only a person can
-- say which it is: what failed becomes paid by a decision, and by nothing else.
create or replace function billing.refuse_transfer_change()
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
            and not (
                old.state || ' ' || new.state = 'failed paid'
                and exists (
                    select from billing.payout_decisions d
                    where d.transfer_id = old.id and d.outcome = 'paid'))
    then
        raise exception 'transfer % of payout % cannot go from % to %, nor change what it is',
            old.id, old.payout_id, old.state, new.state
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    return new;
end
$$;
