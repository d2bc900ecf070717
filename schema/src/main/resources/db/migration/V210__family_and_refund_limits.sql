-- Two limits that span rows: members of a family plan, refunds of a payment.
--
-- Both write the parent row before they count. The write makes sessions that add to one parent take
-- turns, and the count, a statement after it, sees what the others committed. Under REPEATABLE
-- READ, where the count would still show the past, the write itself fails with a serialization
-- error; a lock alone would not.

create function billing.refuse_full_family()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    allowed integer;
    present integer;
begin
    update billing.family_plans
    set updated_at = now()
    where id = new.family_plan_id
    returning max_members into allowed;

    select count(*)
    into present
    from billing.family_plan_members
    where family_plan_id = new.family_plan_id;

    if present > allowed then
        raise exception 'family plan % is full: % members allowed', new.family_plan_id, allowed
            using errcode = 'check_violation', constraint = 'family_plan_members_limit';
    end if;
    return null;
end
$$;

comment on function billing.refuse_full_family() is
    'Refuses a member above the max_members of the family plan.';

create trigger refuse_full_family
    after insert or update of family_plan_id on billing.family_plan_members
    for each row execute function billing.refuse_full_family();

create function billing.refuse_too_small_family()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    present integer;
begin
    select count(*)
    into present
    from billing.family_plan_members
    where family_plan_id = new.id;

    if present > new.max_members then
        raise exception 'family plan % has % members, more than %', new.id, present, new.max_members
            using errcode = 'check_violation', constraint = 'family_plan_members_limit';
    end if;
    return null;
end
$$;

comment on function billing.refuse_too_small_family() is
    'Refuses to lower max_members below the number of members.';

create trigger refuse_too_small_family
    after update of max_members on billing.family_plans
    for each row
    when (new.max_members < old.max_members)
    execute function billing.refuse_too_small_family();

create function billing.refuse_excess_refund()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    paid bigint;
    refunded bigint;
begin
    update billing.payments
    set updated_at = now()
    where id = new.payment_id
    returning amount_cents into paid;

    select sum(amount_cents)
    into refunded
    from billing.refunds
    where payment_id = new.payment_id and status = 'succeeded';

    if refunded > paid then
        raise exception 'refunds of payment % come to % cents, more than the % paid',
            new.payment_id, refunded, paid
            using errcode = 'check_violation', constraint = 'refunds_limit';
    end if;
    return null;
end
$$;

comment on function billing.refuse_excess_refund() is
    'Refuses a succeeded refund that brings the refunds of a payment above its amount.';

create trigger refuse_excess_refund
    after insert or update of status, amount_cents, payment_id on billing.refunds
    for each row
    when (new.status = 'succeeded')
    execute function billing.refuse_excess_refund();

create function billing.refuse_payment_below_refunds()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    refunded bigint;
begin
    select coalesce(sum(amount_cents), 0)
    into refunded
    from billing.refunds
    where payment_id = new.id and status = 'succeeded';

    if refunded > new.amount_cents then
        raise exception 'payment % has refunds of % cents, more than %',
            new.id, refunded, new.amount_cents
            using errcode = 'check_violation', constraint = 'refunds_limit';
    end if;
    return null;
end
$$;

comment on function billing.refuse_payment_below_refunds() is
    'Refuses to lower the amount of a payment below what was refunded.';

create trigger refuse_payment_below_refunds
    after update of amount_cents on billing.payments
    for each row
    when (new.amount_cents < old.amount_cents)
    execute function billing.refuse_payment_below_refunds();
