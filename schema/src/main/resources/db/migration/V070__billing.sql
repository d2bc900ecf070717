-- Plans, subscriptions, payments, refunds, invoices, purchases, payouts. Amounts are whole cents.

create table billing.plans (
    id              uuid primary key default gen_random_uuid(),
    source_system   ops.source_system not null,
    name            text not null,
    display_name    text not null,
    description     text not null default '',
    kind            billing.plan_kind not null default 'individual',
    setup_fee_cents bigint not null default 0 check (setup_fee_cents >= 0),
    benefits        text[] not null default '{}',
    features        jsonb not null default '{}',
    limits          jsonb not null default '{}',
    permissions     text[] not null default '{}',
    course_limit    integer check (course_limit >= 0),
    max_members     integer not null default 1 check (max_members >= 1),
    priority_level  integer not null default 0,
    is_active       boolean not null default true,
    is_featured     boolean not null default false,
    sort_order      integer not null default 0,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    unique (source_system, name)
);

create table billing.plan_prices (
    id               uuid primary key default gen_random_uuid(),
    plan_id          uuid not null references billing.plans (id) on delete restrict,
    billing_interval billing.billing_interval not null,
    amount_cents     bigint not null check (amount_cents >= 0),
    currency         char(3) not null default 'USD',
    trial_days       integer not null default 0 check (trial_days >= 0),
    stripe_price_id  text unique,
    is_active        boolean not null default true,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now()
);

create unique index plan_prices_current
    on billing.plan_prices (plan_id, billing_interval, currency)
    where is_active;
create index plan_prices_plan_id_fk on billing.plan_prices (plan_id);

create table billing.subscriptions (
    id                     uuid primary key default gen_random_uuid(),
    user_id                uuid not null references identity.users (id) on delete restrict,
    plan_id                uuid not null references billing.plans (id) on delete restrict,
    plan_price_id          uuid references billing.plan_prices (id) on delete restrict,
    status                 billing.subscription_status not null default 'pending',
    current_period_start   timestamptz not null,
    current_period_end     timestamptz not null,
    cancel_at_period_end   boolean not null default false,
    canceled_at            timestamptz,
    ended_at               timestamptz,
    billing_cycle_anchor   timestamptz,
    days_until_due         integer not null default 0,
    trial_start            timestamptz,
    trial_end              timestamptz,
    unit_amount_cents      bigint not null default 0 check (unit_amount_cents >= 0),
    currency               char(3) not null default 'USD',
    provider               billing.payment_provider not null default 'stripe',
    stripe_subscription_id text unique,
    stripe_customer_id     text,
    created_at             timestamptz not null default now(),
    updated_at             timestamptz not null default now(),
    check (current_period_end > current_period_start)
);

create index subscriptions_user on billing.subscriptions (user_id, status);
create index subscriptions_due
    on billing.subscriptions (current_period_end)
    where status in ('trialing', 'active', 'past_due');
create index subscriptions_plan_id_fk on billing.subscriptions (plan_id);
create index subscriptions_plan_price_id_fk on billing.subscriptions (plan_price_id);

create table billing.family_plans (
    id              uuid primary key default gen_random_uuid(),
    primary_user_id uuid not null unique references identity.users (id) on delete restrict,
    subscription_id uuid references billing.subscriptions (id) on delete set null,
    plan_name       text,
    max_members     integer not null default 6 check (max_members >= 1),
    is_active       boolean not null default true,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);

create index family_plans_subscription_id_fk on billing.family_plans (subscription_id);

create table billing.family_plan_members (
    family_plan_id uuid not null references billing.family_plans (id) on delete cascade,
    user_id        uuid not null unique references identity.users (id) on delete cascade,
    role           text not null check (role in ('primary', 'member')),
    joined_at      timestamptz not null default now(),
    primary key (family_plan_id, user_id)
);

create unique index family_plan_members_primary
    on billing.family_plan_members (family_plan_id)
    where role = 'primary';

create table billing.payment_methods (
    id                         uuid primary key default gen_random_uuid(),
    user_id                    uuid not null references identity.users (id) on delete restrict,
    type                       billing.payment_method_type not null,
    provider                   billing.payment_provider not null,
    provider_payment_method_id text not null,
    last_four                  char(4),
    brand                      text,
    expiry_month               smallint check (expiry_month between 1 and 12),
    expiry_year                smallint check (expiry_year between 2000 and 2100),
    billing_address            jsonb,
    is_default                 boolean not null default false,
    active                     boolean not null default true,
    created_at                 timestamptz not null default now(),
    updated_at                 timestamptz not null default now(),
    unique (provider, provider_payment_method_id),
    check ((expiry_month is null) = (expiry_year is null))
);

create unique index payment_methods_one_default
    on billing.payment_methods (user_id)
    where is_default and active;
create index payment_methods_user_id_fk on billing.payment_methods (user_id);

-- Money is whole cents; a payment to a practitioner splits without rest into fee and share.
create table billing.payments (
    id                         uuid primary key default gen_random_uuid(),
    source_system              ops.source_system not null,
    user_id                    uuid not null references identity.users (id) on delete restrict,
    practitioner_id            uuid references wellness.practitioners (id) on delete restrict,
    payment_method_id          uuid references billing.payment_methods (id) on delete set null,
    amount_cents               bigint not null check (amount_cents > 0),
    currency                   char(3) not null default 'USD',
    platform_fee_cents         bigint not null default 0 check (platform_fee_cents >= 0),
    practitioner_amount_cents  bigint not null default 0 check (practitioner_amount_cents >= 0),
    payment_type               billing.payment_type not null,
    category                   text,
    payment_method             billing.payment_method_type,
    provider                   billing.payment_provider not null default 'stripe',
    status                     billing.payment_status not null default 'pending',
    description                text not null default '',
    provider_payment_intent_id text,
    provider_session_id        text,
    provider_customer_id       text,
    provider_transaction_id    text,
    plan_id                    uuid references billing.plans (id) on delete restrict,
    subscription_id            uuid references billing.subscriptions (id) on delete restrict,
    course_id                  uuid references learning.courses (id) on delete restrict,
    event_id                   uuid references engagement.events (id) on delete restrict,
    booking_id                 uuid references wellness.booking_registry (id),
    invoice_id                 uuid,
    metadata                   jsonb not null default '{}',
    receipt_url                text,
    processed_at               timestamptz,
    failed_at                  timestamptz,
    failure_reason             text,
    refunded_at                timestamptz,
    created_at                 timestamptz not null default now(),
    updated_at                 timestamptz not null default now(),
    updated_by                 uuid,
    check (
        (practitioner_id is null and practitioner_amount_cents = 0)
        or (
            practitioner_id is not null
            and platform_fee_cents + practitioner_amount_cents = amount_cents
        )
    ),
    check (
        status not in ('succeeded', 'refunded', 'partially_refunded')
        or processed_at is not null
    )
);

create unique index payments_intent
    on billing.payments (provider, provider_payment_intent_id)
    where provider_payment_intent_id is not null;
create index payments_user on billing.payments (user_id, status, created_at desc);
create index payments_practitioner
    on billing.payments (practitioner_id, status, processed_at)
    where practitioner_id is not null;
create index payments_status on billing.payments (status, payment_method, created_at desc);
create index payments_booking on billing.payments (booking_id) where booking_id is not null;
create index payments_created on billing.payments (created_at);
create index payments_booking_id_fk on billing.payments (booking_id);
create index payments_course_id_fk on billing.payments (course_id);
create index payments_event_id_fk on billing.payments (event_id);
create index payments_invoice_id_fk on billing.payments (invoice_id);
create index payments_payment_method_id_fk on billing.payments (payment_method_id);
create index payments_plan_id_fk on billing.payments (plan_id);
create index payments_practitioner_id_fk on billing.payments (practitioner_id);
create index payments_subscription_id_fk on billing.payments (subscription_id);

create table billing.refunds (
    id                       uuid primary key default gen_random_uuid(),
    payment_id               uuid not null references billing.payments (id) on delete restrict,
    amount_cents             bigint not null check (amount_cents > 0),
    practitioner_share_cents bigint not null default 0 check (practitioner_share_cents >= 0),
    currency                 char(3) not null default 'USD',
    reason                   billing.refund_reason not null,
    description              text,
    provider_refund_id       text unique,
    status                   billing.refund_status not null default 'pending',
    processed_at             timestamptz,
    failed_at                timestamptz,
    failure_reason           text,
    requested_by             uuid not null references identity.users (id) on delete restrict,
    approved_by              uuid references identity.users (id) on delete set null,
    created_at               timestamptz not null default now(),
    updated_at               timestamptz not null default now(),
    check (practitioner_share_cents <= amount_cents),
    check (status <> 'succeeded' or processed_at is not null)
);

create index refunds_payment on billing.refunds (payment_id, status);
create index refunds_status on billing.refunds (status, created_at);
create index refunds_approved_by_fk on billing.refunds (approved_by);
create index refunds_requested_by_fk on billing.refunds (requested_by);

create table billing.invoices (
    id                    uuid primary key default gen_random_uuid(),
    user_id               uuid not null references identity.users (id) on delete restrict,
    invoice_number        text not null unique,
    subtotal_cents        bigint not null,
    tax_rate              numeric(5, 4) not null default 0 check (tax_rate between 0 and 1),
    tax_amount_cents      bigint not null default 0,
    discount_amount_cents bigint not null default 0,
    total_amount_cents    bigint not null check (total_amount_cents >= 0),
    currency              char(3) not null default 'USD',
    status                billing.invoice_status not null default 'draft',
    issue_date            timestamptz not null default now(),
    due_date              timestamptz not null,
    paid_date             timestamptz,
    line_items            jsonb not null default '[]',
    payment_id            uuid references billing.payments (id) on delete restrict,
    stripe_invoice_id     text unique,
    pdf_url               text,
    created_at            timestamptz not null default now(),
    updated_at            timestamptz not null default now(),
    check (total_amount_cents = subtotal_cents + tax_amount_cents - discount_amount_cents)
);

create index invoices_user on billing.invoices (user_id, issue_date desc);
create index invoices_status on billing.invoices (status, due_date);
create index invoices_payment_id_fk on billing.invoices (payment_id);

alter table billing.payments
    add foreign key (invoice_id) references billing.invoices (id) on delete restrict;

create table billing.orders (
    id               uuid primary key default gen_random_uuid(),
    user_id          uuid not null references identity.users (id) on delete restrict,
    order_number     text not null unique,
    status           billing.order_status not null default 'pending',
    amount_cents     bigint not null check (amount_cents > 0),
    currency         char(3) not null default 'USD',
    plan_kind        billing.plan_kind not null,
    billing_interval billing.billing_interval not null,
    payment_method   text,
    payment_provider billing.payment_provider,
    transaction_id   text,
    payment_id       uuid references billing.payments (id) on delete restrict,
    completed_at     timestamptz,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now()
);

create index orders_user on billing.orders (user_id, created_at desc);
create index orders_payment_id_fk on billing.orders (payment_id);

create table billing.course_purchases (
    id             uuid primary key default gen_random_uuid(),
    user_id        uuid not null references identity.users (id) on delete restrict,
    course_id      uuid not null references learning.courses (id) on delete restrict,
    amount_cents   bigint not null check (amount_cents >= 0),
    currency       char(3) not null default 'USD',
    purchase_type  billing.purchase_type not null default 'one_time',
    status         billing.purchase_status not null default 'pending',
    payment_method text,
    transaction_id text,
    payment_id     uuid references billing.payments (id) on delete restrict,
    purchased_at   timestamptz not null default now(),
    expires_at     timestamptz,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now()
);

create unique index course_purchases_open
    on billing.course_purchases (user_id, course_id)
    where status in ('pending', 'completed');
create index course_purchases_course on billing.course_purchases (course_id, status);
create index course_purchases_payment_id_fk on billing.course_purchases (payment_id);
create index course_purchases_user_id_fk on billing.course_purchases (user_id);

create table billing.payment_transactions (
    id                      uuid primary key default gen_random_uuid(),
    user_id                 uuid not null references identity.users (id) on delete restrict,
    payment_id              uuid references billing.payments (id) on delete restrict,
    refund_id               uuid references billing.refunds (id) on delete restrict,
    subscription_id         uuid references billing.subscriptions (id) on delete restrict,
    course_purchase_id      uuid references billing.course_purchases (id) on delete restrict,
    amount_cents            bigint not null check (amount_cents > 0),
    currency                char(3) not null default 'USD',
    transaction_type        billing.transaction_type not null,
    status                  billing.transaction_status not null,
    payment_method          text,
    payment_provider        billing.payment_provider not null default 'stripe',
    external_transaction_id text,
    external_invoice_id     text,
    metadata                jsonb not null default '{}',
    created_at              timestamptz not null default now()
);

create unique index payment_transactions_external
    on billing.payment_transactions (payment_provider, external_transaction_id, transaction_type)
    where external_transaction_id is not null;
create index payment_transactions_user on billing.payment_transactions (user_id, created_at desc);
create index payment_transactions_course_purchase_id_fk
    on billing.payment_transactions (course_purchase_id);
create index payment_transactions_payment_id_fk on billing.payment_transactions (payment_id);
create index payment_transactions_refund_id_fk on billing.payment_transactions (refund_id);
create index payment_transactions_subscription_id_fk
    on billing.payment_transactions (subscription_id);

create table billing.payout_accounts (
    practitioner_id      uuid primary key references wellness.practitioners (id) on delete restrict,
    payout_method        billing.payout_method not null,
    payout_details_enc   bytea,
    minimum_payout_cents bigint not null default 0 check (minimum_payout_cents >= 0),
    is_active            boolean not null default true,
    created_at           timestamptz not null default now(),
    updated_at           timestamptz not null default now()
);

create table billing.payouts (
    id                 uuid primary key default gen_random_uuid(),
    practitioner_id    uuid not null references wellness.practitioners (id) on delete restrict,
    amount_cents       bigint not null check (amount_cents > 0),
    currency           char(3) not null default 'USD',
    period_start       date not null,
    period_end         date not null,
    payout_method      billing.payout_method not null,
    payout_details     jsonb,
    status             billing.payout_status not null default 'pending',
    provider_payout_id text unique,
    batch_run_id       bigint,
    processed_at       timestamptz,
    failed_at          timestamptz,
    failure_reason     text,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),
    check (period_start <= period_end)
);

create unique index payouts_period
    on billing.payouts (practitioner_id, period_start, period_end, currency)
    where status <> 'cancelled';
create index payouts_status on billing.payouts (status);
create index payouts_period_range on billing.payouts (period_start, period_end);
create index payouts_practitioner_id_fk on billing.payouts (practitioner_id);

-- What a practitioner earned or gave back; a payment and a refund count once, ever.
create table billing.payout_items (
    id              uuid primary key default gen_random_uuid(),
    payout_id       uuid references billing.payouts (id) on delete restrict,
    practitioner_id uuid not null references wellness.practitioners (id) on delete restrict,
    payment_id      uuid not null references billing.payments (id) on delete restrict,
    refund_id       uuid references billing.refunds (id) on delete restrict,
    amount_cents    bigint not null,
    currency        char(3) not null default 'USD',
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    check ((refund_id is null and amount_cents > 0) or (refund_id is not null and amount_cents < 0))
);

create unique index payout_items_payment_once
    on billing.payout_items (payment_id)
    where refund_id is null;
create unique index payout_items_refund_once
    on billing.payout_items (refund_id)
    where refund_id is not null;
create index payout_items_unpaid
    on billing.payout_items (practitioner_id, currency)
    where payout_id is null;
create index payout_items_payment_id_fk on billing.payout_items (payment_id);
create index payout_items_payout_id_fk on billing.payout_items (payout_id);
create index payout_items_practitioner_id_fk on billing.payout_items (practitioner_id);
create index payout_items_refund_id_fk on billing.payout_items (refund_id);

-- Keys of other domains to payments.
alter table learning.enrollments
    add foreign key (payment_id) references billing.payments (id) on delete restrict;

alter table engagement.event_registrations
    add foreign key (payment_id) references billing.payments (id) on delete restrict;
