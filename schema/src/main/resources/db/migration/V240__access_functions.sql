-- Who asks. The application says so at the start of a transaction:
--     select set_config('app.user_id', '<uuid>', true);
-- Row policies, audit and the application's own queries read it through these functions. The ones
-- that read tables run with the owner's rights, so that a policy can ask without asking itself.

-- Null when nobody is named; a name that is no uuid is an error, so nothing opens by mistake.
create function identity.current_user_id()
returns uuid
language sql
stable
parallel safe
return nullif(pg_catalog.current_setting('app.user_id', true), '')::uuid;

comment on function identity.current_user_id() is
    'The person that the session acts for, from the setting app.user_id; null without one.';

create function identity.current_user_has_role(role_name text)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select
        from identity.user_roles ur
        join identity.roles r on r.id = ur.role_id
        where ur.user_id = identity.current_user_id()
            and ur.is_active
            and (ur.expires_at is null or ur.expires_at > now())
            and r.is_active
            and r.name = role_name)
$$;

comment on function identity.current_user_has_role(text) is
    'Whether the current person holds the role of this name: both active, and not expired.';

create function wellness.current_practitioner_id()
returns uuid
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select p.id from wellness.practitioners p where p.user_id = identity.current_user_id()
$$;

comment on function wellness.current_practitioner_id() is
    'The practitioner that the current person is; null for everyone else.';

-- A practitioner treats whoever has a session with them that was agreed on.
create function wellness.current_user_treats(client uuid)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select
        from wellness.bookings b
        where b.practitioner_id = wellness.current_practitioner_id()
            and b.user_id = client
            and b.status in ('confirmed', 'in_progress', 'completed'))
$$;

comment on function wellness.current_user_treats(uuid) is
    'Whether the current person is a practitioner with an agreed or past session of this client.';

create function wellness.owns_health_record(record uuid)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select
        from wellness.health_records r
        where r.id = record and r.user_id = identity.current_user_id())
$$;

comment on function wellness.owns_health_record(uuid) is
    'Whether the health record is about the current person.';

-- A share counts while it is neither revoked nor expired, for the person it names, and only if the
-- person that the record is about gave it.
create function wellness.has_health_share(record uuid, at_least wellness.permission_level)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select
        from wellness.health_record_sharing s
        join wellness.health_records r on r.id = s.health_record_id and r.user_id = s.shared_by
        where s.health_record_id = record
            and s.shared_with = identity.current_user_id()
            and s.revoked_at is null
            and (s.expires_at is null or s.expires_at > now())
            and s.permission_level >= at_least)
$$;

comment on function wellness.has_health_share(uuid, wellness.permission_level) is
    'Whether the record is shared with the current person now, at this level or above.';

create function billing.current_family_plan_id()
returns uuid
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select m.family_plan_id
    from billing.family_plan_members m
    where m.user_id = identity.current_user_id()
$$;

comment on function billing.current_family_plan_id() is
    'The family plan that the current person is a member of; null when of none.';

-- Encryption of single values, for the columns that end in _enc. The passphrase comes with each
-- call, as a bound parameter, and is kept nowhere; key_id in the row says which one it was.
-- pgcrypto brings its own functions, so it sits where only the owner can call them (V260).
create extension if not exists pgcrypto with schema public;

create function identity.encrypt_secret(plain text, passphrase text)
returns bytea
language sql
volatile
strict
security definer
set search_path = pg_catalog, pg_temp
as $$
    select public.pgp_sym_encrypt(plain, passphrase, 'cipher-algo=aes256')
$$;

comment on function identity.encrypt_secret(text, text) is
    'The text, encrypted with AES-256 under the passphrase; twice the same text gives two ciphers.';

create function identity.decrypt_secret(cipher bytea, passphrase text)
returns text
language sql
immutable
strict
security definer
set search_path = pg_catalog, pg_temp
as $$
    select public.pgp_sym_decrypt(cipher, passphrase)
$$;

comment on function identity.decrypt_secret(bytea, text) is
    'What encrypt_secret was given; an error when the passphrase is another one.';
